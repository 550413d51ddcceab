/*
 * Sessions: calls to patients that are handed to an AI voice agent, and what its provider reported
 * of them afterwards.
 */
#ifndef DATA_SESSIONS_H
#define DATA_SESSIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/events.h"
#include "data/page.h"

/* What a session's call is known by (data/outbound_calls.h): origin "session:vs_…". Its status is
 * that of this call, until the session itself has ended: an agent who cannot be reached ends it as
 * failed, whatever becomes of the call. */
struct session {
	const char *session_id;			/* session_new_id */
	int64_t clinic_id, patient_id;		/* patient_id 0: not known */
	const char *phone;			/* the patient's, E.164 */
	const char *agent_type;
	const char *agent;			/* its number or id; NULL: none is set */
	const char *provider;			/* elevenlabs, vapi, simulation */
	/* Of session_add: queued or simulation. Of session_fill: NULL is completed. */
	const char *status;			/* queued, ringing, in-progress, completed, failed, busy,
						 * no-answer, canceled, unknown, simulation */
	const char *call_sid, *conversation_id;	/* NULL: not known */
	const char *intent, *summary;		/* NULL: none */
	struct json_object *transcript;		/* [{at, speaker, text}]; NULL: none */
	bool has_audio;				/* at the provider */
	int64_t reported_at_ms;			/* when the provider's report was worked in; 0 */
	int64_t created_at_ms, ended_at_ms;
};

/* "vs_" and 26 characters of base32; lives in the arena. */
const char *session_new_id(struct arena *a);

/* Sets created_at_ms. DB_CONFLICT: there is no such clinic. */
enum db_result session_add(struct db *db, struct arena *a, struct session *session);

/* DB_NONE: there is none. */
enum db_result session_find(struct db *db, struct arena *a, const char *session_id,
    struct session *out);
enum db_result session_by_call(struct db *db, struct arena *a, const char *call_sid,
    struct session *out);
enum db_result session_by_conversation(struct db *db, struct arena *a, const char *provider,
    const char *conversation_id, struct session *out);

/* Those whose phone and agent (NULL: any) fit, begun within [from, until], of which no conversation
 * is known yet; at most 3, since more than one is as good as none. None of those that reached
 * nobody. */
enum db_result sessions_fitting(struct db *db, struct arena *a, const char *phone,
    const char *agent, int64_t from_ms, int64_t until_ms, struct session **list, size_t *count);

/* Begun in [from, until), ended (or begun an hour before that) and without a report, oldest first,
 * at most 200; for the reconcile job. None of those that reached nobody. */
enum db_result sessions_unreported(struct db *db, struct arena *a, const char *provider,
    int64_t from_ms, int64_t until_ms, struct session **list, size_t *count);

/* What a webhook of the call says, as up to three of an event's facts: the status moves forward
 * only, and a sid once known stays. NULL and 0 say nothing. A session that is none: nothing. */
void session_report_to(struct facts *f, const char *session_id, const char *status,
    const char *call_sid, const char *conversation_id, int64_t ended_at_ms, int64_t at_ms);
enum db_result session_report(struct db *db, struct arena *a, const char *session_id,
    const char *status, const char *call_sid, const char *conversation_id, int64_t ended_at_ms);

/* Works the provider's report in: patient, conversation, intent, summary, transcript, has_audio,
 * ended_at and status; sets reported_at. What is known of patient, conversation, status and end
 * stays. Harmless to do twice. DB_NONE: no such session. DB_DUPLICATE: the conversation is another
 * session's. */
enum db_result session_fill(struct db *db, struct arena *a, const struct session *session);

struct session_filter {			/* NULL and 0: any */
	const char *status, *agent_type, *phone;
	int64_t patient_id;
};

/* Session objects, newest first. */
enum db_result sessions_list(struct db *db, struct arena *a, const struct page *page,
    const struct session_filter *filter, struct json_object *items, int64_t *next);

/* The session object of spec section 11. */
struct json_object *session_object(struct arena *a, const struct session *session);

#endif

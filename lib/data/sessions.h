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

struct session {
	const char *session_id;			/* session_new_id */
	int64_t clinic_id, patient_id;		/* patient_id 0: not known */
	const char *phone;			/* the patient's, E.164 */
	const char *agent_type;
	const char *agent;			/* its number or id; NULL: none is set */
	const char *provider;			/* elevenlabs, vapi, simulation */
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

/* Those whose phone and agent number fit, begun within [from, until]; at most 3, since more than
 * one is as good as none. */
enum db_result sessions_fitting(struct db *db, struct arena *a, const char *phone,
    const char *agent, int64_t from_ms, int64_t until_ms, struct session **list, size_t *count);

/* Ended (or begun long ago) without a report, in [from, until); for the reconcile job. */
enum db_result sessions_unreported(struct db *db, struct arena *a, const char *provider,
    int64_t from_ms, int64_t until_ms, struct session **list, size_t *count);

/* What a webhook of the call says, as one of an event's facts: the status moves forward only, a
 * sid once known stays. NULL and 0 say nothing. */
void session_report_to(struct facts *f, const char *session_id, const char *status,
    const char *call_sid, const char *conversation_id, int64_t ended_at_ms, int64_t at_ms);
enum db_result session_report(struct db *db, struct arena *a, const char *session_id,
    const char *status, const char *call_sid, const char *conversation_id, int64_t ended_at_ms);

/* Works the provider's report in: patient, conversation, intent, summary, transcript, has_audio,
 * ended_at and status; sets reported_at. Harmless to do twice. */
enum db_result session_fill(struct db *db, struct arena *a, const struct session *session);

/* The session object of spec section 11. */
struct json_object *session_object(struct arena *a, const struct session *session);

#endif

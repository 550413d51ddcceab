/*
 * Conversations of AI agents: a provider's reports, which are events (data/events.h), and those
 * that fit no call of ours. A report is claimed by provider and conversation, so that there is one,
 * whether a webhook or the reconcile job brought it. It belongs to nobody until it is worked in:
 * then its event is the call's. What was told of a conversation is deleted by its row in
 * agent_conversations (data/deletions.h).
 */
#ifndef DATA_CONVERSATIONS_H
#define DATA_CONVERSATIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/events.h"
#include "data/page.h"
#include "data/transcripts.h"

/* --- reports --------------------------------------------------------------------------------- */

/* Of the event of a whole report, of one that nobody was reached. */
#define REPORT_TYPE "post-call-transcription"
#define REPORT_FAILURE_TYPE "post-call-failure"

/* The claim of an event of that type. */
const char *report_claim(struct arena *a, const char *provider, const char *type,
    const char *conversation_id);

/* That there is such a conversation: with every event of one, since by this its words are deleted
 * some day. */
void report_note_to(struct facts *f, const char *provider, const char *conversation_id,
    int64_t at_ms);

/* Orders the job "post-call" that works it in, as one of the event's facts, or by itself. */
void report_order_to(struct facts *f, const char *provider, const char *conversation_id);
enum db_result report_order(struct db *db, struct arena *a, const char *provider,
    const char *conversation_id);

struct report {
	int64_t event_id;
	const char *body;		/* as received; "" where it was deleted. Ends in a NUL */
	size_t body_bytes;
	bool is_worked_in;
	int64_t at_ms;			/* received */
};

/* The whole report, else that of a failure. DB_NONE: there is neither. */
enum db_result report_find(struct db *db, struct arena *a, const char *provider,
    const char *conversation_id, struct report *out);

/* Is there a whole report? */
enum db_result report_is_known(struct db *db, struct arena *a, const char *provider,
    const char *conversation_id, bool *known);

/* Within a transaction: nobody else works it in until that ends. DB_NONE: somebody has. */
enum db_result report_lock(struct db *db, struct arena *a, int64_t event_id);

struct report_owner {
	const char *provider, *conversation_id;
	int64_t clinic_id, patient_id;	/* patient 0: the call's is as it is */
	const char *call_sid;		/* NULL: a session without one */
};

/* Within the same: it is the clinic's from now on, and the call's, whose row gets the patient. */
enum db_result report_is_worked_in(struct db *db, int64_t event_id,
    const struct report_owner *owner);

/* The transcript of a call's conversation, made or filled anew. DB_OK also where it was deleted
 * since: it stays so. Within a transaction it is a part of it. */
enum db_result report_transcript(struct db *db, struct arena *a, enum transcript_source source,
    const char *conversation_id, const char *call_sid, int64_t clinic_id, const char *language,
    const struct sentence *sentences, size_t count, const char *text, const char *summary);

/* --- what it may be about -------------------------------------------------------------------- */

struct called {
	const char *call_sid, *session_id;	/* session_id NULL: none */
	int64_t clinic_id, patient_id;		/* 0: not known */
	const char *phone, *call_type;
};

/* DB_NONE: no such call. */
enum db_result called_find(struct db *db, struct arena *a, const char *call_sid,
    struct called *out);

/* Calls of clinics that came in from this number and were going on at at_ms, or might have been; at
 * most 4. */
enum db_result called_fitting(struct db *db, struct arena *a, const char *phone, int64_t at_ms,
    struct called **list, size_t *count);

/* --- what fits nothing ----------------------------------------------------------------------- */

struct unmatched {
	int64_t unmatched_id;
	const char *provider, *conversation_id;
	const char *agent_id, *agent_number, *phone, *call_sid;	/* NULL: not known */
	const char *reason;		/* a sentence for the operator */
	int64_t started_at_ms, created_at_ms;	/* started 0: not known */
};

/* One a conversation; the reason is the latest. */
enum db_result unmatched_add(struct db *db, struct arena *a, const struct unmatched *u);

/* DB_OK also where there is none. */
enum db_result unmatched_remove(struct db *db, const char *provider, const char *conversation_id);

/* DB_NONE: there is none. */
enum db_result unmatched_find(struct db *db, struct arena *a, int64_t unmatched_id,
    struct unmatched *out);

/* Those put there at since_ms or later, oldest first, at most 200. */
enum db_result unmatched_since(struct db *db, struct arena *a, int64_t since_ms,
    struct unmatched **list, size_t *count);

/* Appends objects {id, provider, conversationId, agentId, agentNumber, phone, callSid, reason,
 * startedAt, createdAt}, newest first. *next is before_id of the page that follows, 0: none. */
enum db_result unmatched_list(struct db *db, struct arena *a, const struct page *page,
    struct json_object *items, int64_t *next);

#endif

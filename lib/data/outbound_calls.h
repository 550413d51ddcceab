/*
 * Calls that we make. The intent is committed first, as a row of calls with a reference of our own;
 * then the provider is asked (jobs/place_call.h), and where no answer comes it is looked up there
 * before anybody is called again. The reference stands in every URL that we give for the call
 * ("?ref=…"), so that its webhooks find the row even before the provider's answer does: a webhook's
 * call_report carries it (data/calls.h), and the sid is bound to the row with the first of them.
 */
#ifndef DATA_OUTBOUND_CALLS_H
#define DATA_OUTBOUND_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/consents.h"
#include "data/db.h"

enum { CALL_REFERENCE_CHARS = 26 };

struct outbound_call {
	int64_t call_id, clinic_id;
	const char *reference;		/* outbound_call_reference; needed before the row, for the URLs */
	const char *origin;		/* what it is about, unique: "confirm:17:1"; NULL: none */
	const char *call_type;		/* outbound, appointment-confirmation, ai-session */
	const char *provider;		/* twilio, vapi, simulation */
	const char *from, *to;		/* ours (NULL: the provider's own); whom it is for */
	const char *phone;		/* theirs: the patient, also where an assistant is rung first */
	const char *request;		/* for twilio: form fields, "Url=…&StatusCallback=…", to which To
					 * and From are added, unless a To stands here: who is rung
					 * first, and whose number is nobody's business but Twilio's;
					 * for vapi: the JSON body; "" for simulation. It says what the
					 * patient is told: forgotten once the call is settled */
	int64_t ask_until_ms;		/* later nobody is asked any more, and the call is canceled: a
					 * phone that rings at an odd hour. 0: 5 minutes from now */
	const char *language;		/* NULL: not said */
	const char *session_id, *user_id;	/* NULL: none */
	int64_t appointment_id, assistant_id, patient_id;	/* 0: none */
	struct json_object *metadata;	/* NULL: none */

	/* Read only. */
	const char *call_sid;		/* NULL: not known yet */
	const char *status;		/* queued: to be asked for; unknown: asked, and no answer came;
					 * then Twilio's */
	bool settled;			/* the provider has it, or never will */
	const char *outcome;		/* NULL: none */
	const char *answered_by;
	int error_code;			/* why the provider refused; 0 */
	const char *error_message;
	int64_t asked_at_ms, answered_at_ms, ended_at_ms, created_at_ms;
};

/* Random; lives in the arena. */
const char *outbound_call_reference(struct arena *a);

/* Commits the intent, unless the number opted out of calls, which is asked in the same transaction:
 * then DB_CONFLICT. DB_DUPLICATE: the origin has its call already (*call is that one then). Status
 * queued, or simulation (settled at once, no provider is asked). Also orders the job "place-call",
 * due at place_at_ms: whoever places the call at once passes a moment later than its own deadline,
 * so that the job only finds what was left. */
enum db_result outbound_call_intend(struct db *db, struct arena *a, struct outbound_call *call,
    int64_t place_at_ms);

/* DB_NONE: there is no such call, or it is not one that we make. */
enum db_result outbound_call_find(struct db *db, struct arena *a, int64_t call_id,
    struct outbound_call *out);
enum db_result outbound_call_by_reference(struct db *db, struct arena *a, const char *reference,
    struct outbound_call *out);
enum db_result outbound_call_by_sid(struct db *db, struct arena *a, const char *call_sid,
    struct outbound_call *out);

/* The calls that were made about an appointment, latest first. */
enum db_result outbound_calls_of_appointment(struct db *db, struct arena *a,
    int64_t appointment_id, struct outbound_call **list, size_t *count);

/* As for texts (data/messages.h): marks it as asked for, in a commit of its own. DB_NONE: it was
 * asked for already, or is settled. */
enum db_result outbound_call_asking(struct db *db, struct arena *a, int64_t call_id,
    int64_t at_ms);

/* The provider is known not to have it: it may be asked for again. */
enum db_result outbound_call_not_asked(struct db *db, struct arena *a, int64_t call_id);

/* Called off: nobody was asked, and nobody will be. DB_NONE: somebody is being asked, or it is
 * settled. Orders "call-ended". An origin of once_origin (web/once.h) is free again, also where
 * something stands before it ("confirm-now:once:…"): whoever was told that nothing was done may ask
 * once more. */
enum db_result outbound_call_cancel(struct db *db, struct arena *a, int64_t call_id,
    const char *why);

/* Is this sid another intent's? (A row that is none of ours was made of what Twilio told.) */
enum db_result outbound_call_sid_is_taken(struct db *db, struct arena *a, const char *call_sid,
    int64_t call_id, bool *taken);

/* The calls that were asked for before that moment, and of which nobody knows: at most 100. */
enum db_result outbound_calls_unknown(struct db *db, struct arena *a, int64_t before_ms,
    struct outbound_call **list, size_t *count);

/* Orders the job "place-call" for it. */
enum db_result outbound_call_order(struct db *db, struct arena *a, int64_t call_id,
    int64_t run_at_ms);

/* The job "call-ended" for a call that has a sid, or never will. Its payload: {callSid} or
 * {callId}. */
enum db_result outbound_call_order_ended(struct db *db, struct arena *a,
    const struct outbound_call *call);

/* What the provider said: its sid (NULL: none) and status, or an error (code 0: none). The status
 * only moves forward, and where it is the end, the job "call-ended" is ordered. A row that was made
 * of this sid meanwhile is merged into ours; DB_CONFLICT: the sid is another intent's. */
enum db_result outbound_call_settle(struct db *db, struct arena *a, int64_t call_id,
    const char *call_sid, const char *status, int error_code, const char *error_message);

#endif

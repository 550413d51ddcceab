/*
 * Calls. Every webhook about a call is one round trip: its event, the merge of its facts into the call's row (made if it is not there yet, in
 * whatever order reports come), and the jobs that follow, in one transaction by one prepared compound statement. A duplicate event changes no call.
 */
#ifndef DATA_CALLS_H
#define DATA_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/events.h"

/* What a report says of a call. NULL, 0 and UNKNOWN members say nothing and change nothing. Statuses only move forward (queued < initiated < ringing < in-progress <
 * terminal), a terminal one sticks; startedAt is the earliest, the rest the latest that was reported. */
struct call_report {
	int64_t clinic_id;
	const char *call_sid;			/* required */
	const char *parent_call_sid;
	const char *direction;			/* "inbound" | "outbound"; NULL: inbound */
	const char *call_type;			/* NULL: inbound */
	const char *from, *to, *twilio_phone_number, *phone;
	const char *status, *dial_call_status, *menu_choice, *answered_by, *stir_verstat, *outcome, *language;
	int64_t duration;			/* seconds; -1: not said */
	int64_t started_at_ms, answered_at_ms, ended_at_ms;
	int dial_bridged;			/* 1, 0; -1: not said */
	int sip_response_code;
	int64_t time_to_answer;			/* seconds; -1: not said */
};

/* A report with every "not said" in place. */
struct call_report call_report(const char *call_sid);

/* Event and report, together or not at all. */
enum db_result call_record(struct db *db, struct arena *a, const struct event *e, const struct call_report *r, bool *duplicate);

struct voicemail_report {
	const char *recording_sid, *recording_url, *from;
	int64_t duration;
};

/* The same with a voicemail's row (recording_sid is unique). */
enum db_result call_record_voicemail(struct db *db, struct arena *a, const struct event *e, const struct call_report *r,
    const struct voicemail_report *v, bool *duplicate);

/* A report without an event: what Twilio's own list says (reconcile). *changed tells whether the row was new or moved on. */
enum db_result call_reconcile(struct db *db, struct arena *a, const struct call_report *r, bool *changed);

/* --- reading ------------------------------------------------------------------------------------------------------ */

struct call_filter {
	int64_t clinic_id;			/* 0: all clinics, and calls of none */
	const char *phone;			/* E.164, ours or theirs; NULL: any */
	const char *status, *direction, *menu_choice, *call_type, *outcome, *tag;	/* NULL: any */
	int summary_ready, appointment_booked;	/* 1, 0; -1: any */
	int64_t assistant_id;			/* 0: any */
	int64_t since_ms, until_ms;		/* started_at in [since, until); 0: open */
	int64_t before_ms, before_id;		/* the cursor: rows older than this; 0: from the newest */
	int limit;
};

/* The call object of the spec, newest first; the key of the last row comes back for the cursor. `mask`: assistants' phones stay hidden from the role assistant. */
enum db_result calls_list(struct db *db, struct arena *a, const struct call_filter *f, struct json_object *items, int64_t *last_ms, int64_t *last_id);

/* One call as an object, with its clinic for the guard. DB_NONE: no such call. Child legs and other clinics are the caller's to judge. */
enum db_result call_find(struct db *db, struct arena *a, const char *call_sid, struct json_object **call, int64_t *clinic_id);

/* Notes (NULL: leave, "": none) and tags (NULL: leave). */
enum db_result call_annotate(struct db *db, struct arena *a, const char *call_sid, const char *notes, struct json_object *tags);

#endif

/*
 * Calls. Every webhook about a call is one round trip: its event and the merge of its facts into
 * the call's row (made if it is not there yet, in whatever order reports come), in one transaction
 * by one prepared compound statement. A duplicate event changes no call.
 */
#ifndef DATA_CALLS_H
#define DATA_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/events.h"
#include "data/search.h"

/*
 * What a report says of a call. NULL, "", 0 and -1 members say nothing and change nothing. Reports
 * of one call may come in any order, and give the same row:
 * - the status only moves forward (unknown < queued < initiated < ringing < in-progress <
 *   terminal), the first terminal one sticks; a word that is no status of Twilio's says nothing;
 * - a call that we make (data/outbound_calls.h) keeps its numbers, direction and type: its intent
 *   says whom it is for, also where somebody else is rung first;
 * - startedAt and answeredAt are the earliest, endedAt the latest that was reported;
 * - an answered Dial stays answered, a bridged one bridged; a clinic once known stays;
 * - the rest is what was said last.
 * Texts that are too long are cut, as in events.
 */
struct call_report {
	bool is_first;			/* a call comes in: there is hardly a row of it yet, and
					 * to try that first is cheaper; the outcome is the same */
	int64_t clinic_id;
	const char *call_sid;		/* required */
	const char *reference;		/* of a call that we make, as its URLs' "ref" said: the sid
					 * becomes its row's, if that has none yet. NULL: none */
	const char *parent_call_sid;
	const char *direction;		/* "inbound", or anything that begins with "outbound" */
	const char *call_type;		/* NULL: as the direction */
	const char *from, *to;
	const char *twilio_phone_number, *phone;	/* ours and theirs */
	const char *status, *dial_call_status, *menu_choice, *answered_by, *stir_verstat, *outcome;
	const char *language;
	const char *intent;		/* a pressed key's: beyond doubt */
	int64_t duration;		/* seconds; -1: not said */
	int64_t started_at_ms;		/* 0: when the event was received, or before */
	int64_t answered_at_ms;		/* by a person */
	int64_t ended_at_ms;
	int dial_bridged;		/* 1, 0; -1: not said */
	int sip_response_code;
	int64_t assistant_id;		/* who answered; 0: not said */
	int64_t time_to_answer;		/* seconds; -1: not said. Where startedAt and answeredAt
					 * are known, they win */
};

/* A report with every "not said" in place. */
struct call_report call_report(const char *call_sid);

/* How far a call has come; -1 for a word that we do not know. An intent of ours that Twilio is not
 * known to have is at 0. */
enum { CALL_ENDED = 5 };
int call_status_rank(const char *status);

/* Adds what the report says to an event's facts; at_ms is when it was received. */
void call_add(struct facts *f, const struct call_report *r, int64_t at_ms);

/* A report without an event: what Twilio's own list says (reconcile). *changed tells whether the
 * row was new or moved on. */
enum db_result call_reconcile(struct db *db, struct arena *a, const struct call_report *r,
    bool *changed);

/* What a leg cost, as Twilio says it late: the first word counts. DB_NONE: it is not on record, or
 * its price is known. */
enum db_result call_price(struct db *db, const char *call_sid, const char *price, const char *unit);

/* The job "call-ended", for what follows the end of the call with this sid: as one of an event's
 * facts, and by itself. */
void call_order_ended_to(struct facts *f, const char *call_sid);
enum db_result call_order_ended(struct db *db, struct arena *a, const char *call_sid);

/* The outcome of a call that has none. DB_NONE: it has one, or there is no such call. */
enum db_result call_conclude(struct db *db, const char *call_sid, const char *outcome);

/* --- reading ------------------------------------------------------------------------------- */

struct call_filter {
	int64_t clinic_id;		/* 0: all clinics, and calls of none */
	const char *phone;		/* E.164, ours or theirs; NULL: any */
	/* NULL: any */
	const char *status, *direction, *menu_choice, *call_type, *outcome, *tag;
	int summary_ready, appointment_booked;	/* 1, 0; -1: any */
	int64_t assistant_id, patient_id;	/* 0: any */
	const struct search *search;	/* NULL: any; else clinic_id is not 0 */
	int64_t since_ms, until_ms;	/* started_at in [since, until); 0: open */
	int64_t before_ms, before_id;	/* the cursor: rows older than this; 0: from the newest */
	int limit;
};

/* A filter that lets every call through, `limit` of them. */
struct call_filter call_filter(int limit);

/* Appends the call objects of the spec, newest first, without child legs. Their recordingUrl is
 * null: web knows paths. */
enum db_result calls_list(struct db *db, struct arena *a, const struct call_filter *f,
    struct json_object *items);

/* One call as an object, with its clinic (0: none) for the guard. DB_NONE: no such call. Child legs
 * are found too; other clinics are the caller's to judge. */
enum db_result call_find(struct db *db, struct arena *a, const char *call_sid,
    struct json_object **call, int64_t *clinic_id);

/* The same by the row's id: a call that we make may have no sid yet. */
enum db_result call_find_id(struct db *db, struct arena *a, int64_t call_id,
    struct json_object **call, int64_t *clinic_id);

/* Notes (NULL: leave, "": none) and tags (NULL: leave). DB_NONE: no such call. */
enum db_result call_annotate(struct db *db, struct arena *a, const char *call_sid,
    const char *notes, struct json_object *tags);

#endif

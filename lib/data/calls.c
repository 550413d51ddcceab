/* Calls: what was reported becomes a row. See calls.h; reading is in calls_list.c. */
#include "data/calls.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/jobs.h"

/* Widths of the columns, as in schema/0002-calls.sql. */
enum {
	SID_MAX = 64, NUMBER_MAX = 255, LINE_MAX_CHARACTERS = 16, WORD_MAX = 16, CHOICE_MAX = 8,
	ANSWERED_BY_MAX = 32, REFERENCE_MAX = 26, VERSTAT_MAX = 64, OUTCOME_MAX = 32, INTENT_MAX = 64,
	SECONDS_MAX = 1000000000, SIP_CODE_MAX = 999,
};

#define CALL_INSERT \
	"INSERT INTO calls (clinic_id, call_sid, parent_call_sid, direction, call_type, " \
	"from_number, to_number, twilio_phone_number, phone, status, status_rank, " \
	"dial_call_status, menu_choice, answered_by, stir_verstat, outcome, language, duration, " \
	"started_at, answered_at, ended_at, dial_bridged, sip_response_code, time_to_answer, assistant_id, " \
	"intent, intent_confidence) " \
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
enum { CALL_VALUES = 27 };

/* In ON DUPLICATE KEY UPDATE, MariaDB assigns from left to right, and later terms see the new
 * values: status comes before the rank that decides it, time_to_answer after its two times. */
#define CALL_MERGE CALL_INSERT \
	" ON DUPLICATE KEY UPDATE " \
	"clinic_id = COALESCE(clinic_id, VALUES(clinic_id)), " \
	"parent_call_sid = COALESCE(VALUES(parent_call_sid), parent_call_sid), " \
	"direction = IF(reference IS NULL, COALESCE(?, direction), direction), " \
	"call_type = IF(reference IS NULL, COALESCE(?, call_type), call_type), " \
	"from_number = IF(VALUES(from_number) = '' OR reference IS NOT NULL, from_number, " \
	    "VALUES(from_number)), " \
	"to_number = IF(VALUES(to_number) = '' OR reference IS NOT NULL, to_number, " \
	    "VALUES(to_number)), " \
	"twilio_phone_number = COALESCE(VALUES(twilio_phone_number), twilio_phone_number), " \
	"phone = IF(VALUES(phone) = '' OR reference IS NOT NULL, phone, VALUES(phone)), " \
	"status = IF(VALUES(status_rank) > status_rank, VALUES(status), status), " \
	"status_rank = GREATEST(status_rank, VALUES(status_rank)), " \
	"dial_call_status = IF(dial_call_status = 'answered', 'answered', " \
	    "COALESCE(VALUES(dial_call_status), dial_call_status)), " \
	"menu_choice = COALESCE(VALUES(menu_choice), menu_choice), " \
	"answered_by = COALESCE(VALUES(answered_by), answered_by), " \
	"stir_verstat = COALESCE(VALUES(stir_verstat), stir_verstat), " \
	"outcome = COALESCE(VALUES(outcome), outcome), " \
	/* What the analysis of its words had found already is now said by the call itself. */ \
	"analysis = IF(VALUES(outcome) = JSON_VALUE(analysis, '$.outcome'), " \
	    "JSON_REMOVE(analysis, '$.outcome'), analysis), " \
	"language = COALESCE(VALUES(language), language), " \
	"duration = COALESCE(VALUES(duration), duration), " \
	"started_at = LEAST(started_at, VALUES(started_at)), " \
	"answered_at = COALESCE(LEAST(answered_at, VALUES(answered_at)), " \
	    "answered_at, VALUES(answered_at)), " \
	"ended_at = COALESCE(GREATEST(ended_at, VALUES(ended_at)), ended_at, VALUES(ended_at)), " \
	"dial_bridged = COALESCE(GREATEST(dial_bridged, VALUES(dial_bridged)), " \
	    "dial_bridged, VALUES(dial_bridged)), " \
	"sip_response_code = COALESCE(VALUES(sip_response_code), sip_response_code), " \
	"time_to_answer = COALESCE(GREATEST(0, TIMESTAMPDIFF(SECOND, started_at, answered_at)), " \
	    "VALUES(time_to_answer), time_to_answer), " \
	"assistant_id = COALESCE(VALUES(assistant_id), assistant_id), " \
	"intent = COALESCE(VALUES(intent), intent), " \
	"intent_confidence = COALESCE(VALUES(intent_confidence), intent_confidence)"
enum { CALL_MERGE_VALUES = CALL_VALUES + 2 };

/* A sid that another row has already changes nothing: whoever looks for the call joins the two
 * (outbound_call_settle). */
#define CALL_BIND \
	"UPDATE IGNORE calls SET call_sid = ?, request = '' " \
	"WHERE reference = ? AND call_sid IS NULL"

struct call_report
call_report(const char *call_sid)
{
	return (struct call_report){
		.call_sid = call_sid, .duration = -1, .dial_bridged = -1, .time_to_answer = -1,
	};
}

int
call_status_rank(const char *status)
{
	static const struct { const char *status; int rank; } ranks[] = {
		{ "unknown", 0 }, { "queued", 1 }, { "initiated", 2 }, { "ringing", 3 },
		{ "in-progress", 4 }, { "completed", CALL_ENDED }, { "busy", CALL_ENDED },
		{ "no-answer", CALL_ENDED }, { "failed", CALL_ENDED }, { "canceled", CALL_ENDED },
		{ "simulation", CALL_ENDED },
	};

	for (size_t i = 0; status && i < sizeof ranks / sizeof *ranks; i++)
		if (!strcmp(ranks[i].status, status))
			return ranks[i].rank;
	return -1;
}

static struct db_value
word(struct arena *a, const char *s, size_t characters)
{
	return s && *s ? db_text_fit(a, s, characters) : db_null();
}

static struct db_value
number(struct arena *a, const char *s)
{
	return db_text_fit(a, s ? s : "", NUMBER_MAX);
}

static struct db_value
seconds(int64_t n)
{
	return n < 0 ? db_null() : db_int(n < SECONDS_MAX ? n : SECONDS_MAX);
}

static const char *
direction_of(const struct call_report *r)
{
	if (!r->direction || !*r->direction)
		return NULL;
	return text_has_prefix(r->direction, "outbound") ? "outbound" : "inbound";
}

static const char *
call_type_of(const struct call_report *r)
{
	static const char *const types[] = {
		"inbound", "outbound", "appointment-confirmation", "ai-session",
	};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (text_same(types[i], r->call_type))
			return types[i];
	return direction_of(r);
}

static void
call_values(struct arena *a, const struct call_report *r, int64_t at_ms,
    struct db_value values[CALL_MERGE_VALUES])
{
	const char *direction = direction_of(r), *call_type = call_type_of(r);
	int64_t started_at_ms = r->started_at_ms ? r->started_at_ms : at_ms;
	int64_t time_to_answer = r->time_to_answer;
	int rank = call_status_rank(r->status);

	if (r->answered_at_ms)
		time_to_answer = (r->answered_at_ms - started_at_ms) / 1000;
	if (r->answered_at_ms && time_to_answer < 0)
		time_to_answer = 0;
	struct db_value v[CALL_MERGE_VALUES] = {
		db_id(r->clinic_id),
		db_text_fit(a, r->call_sid, SID_MAX),
		word(a, r->parent_call_sid, SID_MAX),
		db_text(direction ? direction : "inbound"),
		db_text(call_type ? call_type : "inbound"),
		number(a, r->from),
		number(a, r->to),
		word(a, r->twilio_phone_number, LINE_MAX_CHARACTERS),
		number(a, r->phone),
		db_text(rank < 0 ? "unknown" : r->status),
		db_int(rank < 0 ? 0 : rank),
		word(a, r->dial_call_status, WORD_MAX),
		word(a, r->menu_choice, CHOICE_MAX),
		word(a, r->answered_by, ANSWERED_BY_MAX),
		word(a, r->stir_verstat, VERSTAT_MAX),
		word(a, r->outcome, OUTCOME_MAX),
		word(a, r->language, WORD_MAX),
		seconds(r->duration),
		db_time(a, started_at_ms),
		db_time(a, r->answered_at_ms),
		db_time(a, r->ended_at_ms),
		r->dial_bridged < 0 ? db_null() : db_bool(r->dial_bridged),
		db_id(r->sip_response_code > 0 && r->sip_response_code <= SIP_CODE_MAX ?
		    r->sip_response_code : 0),
		seconds(time_to_answer),
		db_id(r->assistant_id),
		word(a, r->intent, INTENT_MAX),
		r->intent && *r->intent ? db_real(1) : db_null(),
		/* Once more for the update: a default does not overrule what was said before. */
		db_text(direction),
		db_text(call_type),
	};

	memcpy(values, v, sizeof v);
}

void
call_add(struct facts *f, const struct call_report *r, int64_t at_ms)
{
	struct db_value values[CALL_MERGE_VALUES];

	call_values(facts_arena(f), r, at_ms, values);
	if (r->reference)
		facts_add(f, CALL_BIND, DB_VALUES(
		    db_text_fit(facts_arena(f), r->call_sid, SID_MAX),
		    db_text_fit(facts_arena(f), r->reference, REFERENCE_MAX)));
	if (r->is_first && !r->reference)
		facts_add_first(f, CALL_INSERT, CALL_VALUES, CALL_MERGE, values, CALL_MERGE_VALUES);
	else
		facts_add(f, CALL_MERGE, values, CALL_MERGE_VALUES);
}

enum db_result
call_reconcile(struct db *db, struct arena *a, const struct call_report *r, bool *changed)
{
	struct db_value values[CALL_MERGE_VALUES];
	enum db_result result;

	call_values(a, r, clock_now_ms(), values);
	result = db_write(db, CALL_MERGE, values, CALL_MERGE_VALUES);
	/* 1 row and an id: new; 2 rows: changed; 1 row and no id: as it was. */
	*changed = result == DB_OK && (db_affected(db) == 2 || db_insert_id(db));
	return result;
}

enum db_result
call_price(struct db *db, const char *call_sid, const char *price, const char *unit)
{
	return db_write(db, "UPDATE calls SET price = ?, price_unit = UPPER(?) WHERE call_sid = ? "
	    "AND price IS NULL", DB_VALUES(db_text(price), db_text(unit), db_text(call_sid)));
}

static const char ended_job[] = "call-ended";

static const char *
ended_key(struct arena *a, const char *call_sid)
{
	return arena_printf(a, "%s:%s", ended_job, call_sid);
}

static struct json_object *
ended_payload(struct arena *a, const char *call_sid)
{
	struct json_object *payload = json_object_in(a);

	json_put_text(payload, "callSid", call_sid);
	return payload;
}

void
call_order_ended_to(struct facts *f, const char *call_sid)
{
	struct arena *a = facts_arena(f);

	job_add_to(f, ended_job, ended_key(a, call_sid), ended_payload(a, call_sid), 0);
}

enum db_result
call_order_ended(struct db *db, struct arena *a, const char *call_sid)
{
	return job_add(db, a, ended_job, ended_key(a, call_sid), ended_payload(a, call_sid), 0);
}

enum db_result
call_conclude(struct db *db, const char *call_sid, const char *outcome)
{
	return db_write(db, "UPDATE calls SET outcome = ? WHERE call_sid = ? AND outcome IS NULL",
	    DB_VALUES(db_text(outcome), db_text(call_sid)));
}

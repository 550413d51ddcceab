/* Calls that we make. See outbound_calls.h. */
#include "data/outbound_calls.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/calls.h"
#include "data/jobs.h"
#include "guard/password.h"

enum {
	SID_MAX = 64, STATUS_MAX = 16, MESSAGE_MAX = 500,
	PATIENCE_MS = 5 * 60 * 1000,
};

#define SELECT_CALL \
	"SELECT call_id, clinic_id, call_sid, reference, origin, request, asked_at, ask_until, " \
	"status, status_rank, error_code, error_message, call_type, provider, from_number, " \
	"to_number, phone, language, session_id, user_id, appointment_id, assistant_id, " \
	"patient_id, metadata, outcome, answered_by, answered_at, ended_at, started_at FROM calls "

const char *
outbound_call_reference(struct arena *a)
{
	return random_id(a);
}

/* --- reading --------------------------------------------------------------------------------- */

static struct outbound_call
read_row(struct arena *a, struct db_row row)
{
	const char *metadata = row_text(row, "metadata"), *why;
	struct outbound_call call = {
		.call_id = row_int(row, "call_id"),
		.clinic_id = row_int(row, "clinic_id"),
		.reference = row_text(row, "reference"),
		.origin = row_text(row, "origin"),
		.call_type = row_text(row, "call_type"),
		.provider = row_text(row, "provider"),
		.from = row_text(row, "from_number"),
		.to = row_text(row, "to_number"),
		.phone = row_text(row, "phone"),
		.request = row_text(row, "request"),
		.ask_until_ms = row_time(row, "ask_until"),
		.language = row_text(row, "language"),
		.session_id = row_text(row, "session_id"),
		.user_id = row_text(row, "user_id"),
		.appointment_id = row_int(row, "appointment_id"),
		.assistant_id = row_int(row, "assistant_id"),
		.patient_id = row_int(row, "patient_id"),
		.call_sid = row_text(row, "call_sid"),
		.status = row_text(row, "status"),
		.settled = row_int(row, "status_rank") > 0 || row_text(row, "call_sid"),
		.outcome = row_text(row, "outcome"),
		.answered_by = row_text(row, "answered_by"),
		.error_code = (int)row_int(row, "error_code"),
		.error_message = row_text(row, "error_message"),
		.asked_at_ms = row_time(row, "asked_at"),
		.answered_at_ms = row_time(row, "answered_at"),
		.ended_at_ms = row_time(row, "ended_at"),
		.created_at_ms = row_time(row, "started_at"),
	};

	if (metadata)
		(void)json_parse(a, metadata, strlen(metadata), &call.metadata, &why);
	return call;
}

static enum db_result
find(struct db *db, struct arena *a, const char *sql, struct db_value key,
    struct outbound_call *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row, sql, &key, 1);

	if (result == DB_OK)
		*out = read_row(a, row);
	return result;
}

static enum db_result
find_all(struct db *db, struct arena *a, const char *sql, struct db_value key,
    struct outbound_call **list, size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows, sql, &key, 1);

	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*list = arena_array(a, *count, sizeof **list);
	for (size_t i = 0; i < *count; i++)
		(*list)[i] = read_row(a, db_at(rows, i));
	return DB_OK;
}

enum db_result
outbound_call_find(struct db *db, struct arena *a, int64_t call_id, struct outbound_call *out)
{
	return find(db, a, SELECT_CALL "WHERE call_id = ? AND reference IS NOT NULL",
	    db_int(call_id), out);
}

enum db_result
outbound_call_by_reference(struct db *db, struct arena *a, const char *reference,
    struct outbound_call *out)
{
	return find(db, a, SELECT_CALL "WHERE reference = ?",
	    db_text_fit(a, reference, CALL_REFERENCE_CHARS + 1), out);
}

enum db_result
outbound_call_by_sid(struct db *db, struct arena *a, const char *call_sid,
    struct outbound_call *out)
{
	return find(db, a, SELECT_CALL "WHERE call_sid = ? AND reference IS NOT NULL",
	    db_text_fit(a, call_sid, SID_MAX + 1), out);
}

enum db_result
outbound_calls_of_appointment(struct db *db, struct arena *a, int64_t appointment_id,
    struct outbound_call **list, size_t *count)
{
	return find_all(db, a, SELECT_CALL "WHERE appointment_id = ? AND reference IS NOT NULL "
	    "ORDER BY call_id DESC LIMIT 100", db_int(appointment_id), list, count);
}

enum db_result
outbound_calls_unknown(struct db *db, struct arena *a, int64_t before_ms,
    struct outbound_call **list, size_t *count)
{
	return find_all(db, a, SELECT_CALL "WHERE reference IS NOT NULL AND call_sid IS NULL "
	    "AND status_rank = 0 AND asked_at < ? ORDER BY call_id LIMIT 100",
	    db_time(a, before_ms), list, count);
}

/* --- the intent ------------------------------------------------------------------------------ */

struct intent {
	struct arena *arena;
	struct outbound_call *call;
	int64_t now_ms, place_at_ms;
	bool simulated;
};

static enum db_result
intend(struct db *db, void *context)
{
	const struct intent *i = context;
	const struct outbound_call *c = i->call;
	struct arena *a = i->arena;
	const char *from = c->from ? c->from : "";
	bool allowed = false;
	enum db_result result = consent_allows(db, a, c->clinic_id, c->phone, CONSENT_CALL,
	    &allowed);

	if (result != DB_OK)
		return result;
	if (!allowed)
		return DB_CONFLICT;
	result = db_write(db,
	    "INSERT INTO calls (clinic_id, reference, origin, request, ask_until, direction, "
	    "from_number, to_number, twilio_phone_number, phone, status, status_rank, "
	    "started_at, ended_at, provider, call_type, appointment_id, session_id, "
	    "assistant_id, user_id, patient_id, language, metadata) VALUES "
	    "(?, ?, ?, ?, ?, 'outbound', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    DB_VALUES(db_id(c->clinic_id), db_text(c->reference), db_text(c->origin),
	    db_text(c->request ? c->request : ""), db_time(a, c->ask_until_ms),
	    db_text(from), db_text(c->to), db_text(*from ? from : NULL),
	    db_text(c->phone), db_text(i->simulated ? "simulation" : "queued"),
	    db_int(i->simulated ? CALL_ENDED : 0), db_time(a, i->now_ms),
	    db_time(a, i->simulated ? i->now_ms : 0), db_text(c->provider),
	    db_text(c->call_type), db_id(c->appointment_id), db_text(c->session_id),
	    db_id(c->assistant_id), db_text(c->user_id), db_id(c->patient_id),
	    db_text(c->language),
	    db_text(c->metadata ? json_text(a, c->metadata) : NULL)));
	if (result != DB_OK)
		return result;
	i->call->call_id = db_insert_id(db);
	return i->simulated ? DB_OK :
	    outbound_call_order(db, a, i->call->call_id, i->place_at_ms);
}

enum db_result
outbound_call_intend(struct db *db, struct arena *a, struct outbound_call *call,
    int64_t place_at_ms)
{
	struct intent i = {
		.arena = a, .call = call, .now_ms = clock_now_ms(), .place_at_ms = place_at_ms,
		.simulated = text_same(call->provider, "simulation"),
	};
	enum db_result result;

	if (!call->ask_until_ms)
		call->ask_until_ms = i.now_ms + PATIENCE_MS;
	result = db_within(db, intend, &i);
	if (result == DB_DUPLICATE && call->origin &&
	    find(db, a, SELECT_CALL "WHERE origin = ?", db_text(call->origin), call) != DB_OK)
		return DB_AWAY;
	if (result != DB_OK)
		return result;
	call->status = i.simulated ? "simulation" : "queued";
	call->settled = i.simulated;
	call->created_at_ms = i.now_ms;
	return DB_OK;
}

/* --- the jobs -------------------------------------------------------------------------------- */

enum db_result
outbound_call_order(struct db *db, struct arena *a, int64_t call_id, int64_t run_at_ms)
{
	struct json_object *payload = json_object_in(a);

	json_put_int(payload, "callId", call_id);
	return job_add(db, a, "place-call",
	    arena_printf(a, "place-call:%lld", (long long)call_id), payload, run_at_ms);
}

enum db_result
outbound_call_order_ended(struct db *db, struct arena *a, const struct outbound_call *call)
{
	struct json_object *payload;

	if (call->call_sid)
		return call_order_ended(db, a, call->call_sid);
	payload = json_object_in(a);
	json_put_int(payload, "callId", call->call_id);
	return job_add(db, a, "call-ended",
	    arena_printf(a, "call-ended:id-%lld", (long long)call->call_id), payload, 0);
}

/* --- asking and settling --------------------------------------------------------------------- */

enum db_result
outbound_call_asking(struct db *db, struct arena *a, int64_t call_id, int64_t at_ms)
{
	return db_write(db, "UPDATE calls SET asked_at = ? WHERE call_id = ? "
	    "AND reference IS NOT NULL AND asked_at IS NULL AND status_rank = 0 "
	    "AND call_sid IS NULL", DB_VALUES(db_time(a, at_ms), db_int(call_id)));
}

enum db_result
outbound_call_not_asked(struct db *db, struct arena *a, int64_t call_id)
{
	(void)a;
	return db_write(db, "UPDATE calls SET asked_at = NULL, status = 'queued' "
	    "WHERE call_id = ? AND reference IS NOT NULL AND status_rank = 0 "
	    "AND call_sid IS NULL", DB_VALUES(db_int(call_id)));
}

struct cancellation {
	struct arena *arena;
	int64_t call_id;
	const char *why;
};

static enum db_result
cancel(struct db *db, void *context)
{
	const struct cancellation *c = context;
	/* Somebody who asked for it with an Idempotency-Key may do so again. */
	enum db_result result = db_write(db, "UPDATE calls SET status = 'canceled', "
	    "origin = CASE WHEN origin LIKE 'once:%' THEN NULL "
	        "WHEN origin LIKE '%:once:%' THEN "
	        "CONCAT(SUBSTRING_INDEX(origin, ':once:', 1), ':called-off:', call_id) "
	        "ELSE origin END, "
	    "status_rank = 5, request = '', error_message = ?, ended_at = ? WHERE call_id = ? "
	    "AND reference IS NOT NULL AND call_sid IS NULL AND asked_at IS NULL "
	    "AND status_rank = 0", DB_VALUES(db_text_fit(c->arena, c->why, MESSAGE_MAX),
	    db_time(c->arena, clock_now_ms()), db_int(c->call_id)));

	return result == DB_OK ? outbound_call_order_ended(db, c->arena,
	    &(struct outbound_call){ .call_id = c->call_id }) : result;
}

enum db_result
outbound_call_cancel(struct db *db, struct arena *a, int64_t call_id, const char *why)
{
	return db_within(db, cancel, &(struct cancellation){ a, call_id, why });
}

enum db_result
outbound_call_sid_is_taken(struct db *db, struct arena *a, const char *call_sid, int64_t call_id,
    bool *taken)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT call_id FROM calls WHERE call_sid = ? AND call_id <> ? "
	    "AND reference IS NOT NULL", DB_VALUES(db_text(call_sid), db_int(call_id)));

	*taken = result == DB_OK;
	return result == DB_NONE ? DB_OK : result;
}

struct settlement {
	struct arena *arena;
	int64_t call_id;
	const char *call_sid, *status, *error_message;
	int error_code, rank;
};

/* What Twilio's list or a webhook made a row of, before it was known to be ours, becomes part of
 * ours. All else about a call hangs on its sid. */
static enum db_result
join(struct db *db, const struct settlement *s)
{
	struct db_row stray;
	int64_t stray_id;
	enum db_result result = db_read_one(db, s->arena, &stray,
	    "SELECT call_id, reference IS NOT NULL AS intended FROM calls "
	    "WHERE call_sid = ? AND call_id <> ? FOR UPDATE",
	    DB_VALUES(db_text(s->call_sid), db_int(s->call_id)));

	if (result != DB_OK)
		return result == DB_NONE ? DB_OK : result;
	if (row_bool(stray, "intended"))
		return DB_CONFLICT;
	stray_id = row_int(stray, "call_id");
	/* Status before the rank that decides it, as in calls.c. */
	result = db_write(db,
	    "UPDATE calls c JOIN calls s ON s.call_id = ? SET "
	    "c.status = IF(s.status_rank > c.status_rank, s.status, c.status), "
	    "c.status_rank = GREATEST(s.status_rank, c.status_rank), "
	    "c.dial_call_status = COALESCE(c.dial_call_status, s.dial_call_status), "
	    "c.duration = COALESCE(s.duration, c.duration), "
	    "c.answered_at = COALESCE(c.answered_at, s.answered_at), "
	    "c.ended_at = COALESCE(s.ended_at, c.ended_at), "
	    "c.answered_by = COALESCE(s.answered_by, c.answered_by), "
	    "c.dial_bridged = COALESCE(c.dial_bridged, s.dial_bridged), "
	    "c.sip_response_code = COALESCE(c.sip_response_code, s.sip_response_code), "
	    "c.recording_sid = COALESCE(c.recording_sid, s.recording_sid), "
	    "c.transcript_sid = COALESCE(c.transcript_sid, s.transcript_sid), "
	    "c.outcome = COALESCE(c.outcome, s.outcome), "
	    "c.intent = COALESCE(c.intent, s.intent), "
	    "c.intent_confidence = COALESCE(c.intent_confidence, s.intent_confidence), "
	    "c.time_to_answer = COALESCE(c.time_to_answer, s.time_to_answer), "
	    "c.patient_id = COALESCE(c.patient_id, s.patient_id), "
	    "c.price = COALESCE(c.price, s.price), "
	    "c.price_unit = COALESCE(c.price_unit, s.price_unit), "
	    "c.notes = COALESCE(c.notes, s.notes), c.tags = COALESCE(c.tags, s.tags) "
	    "WHERE c.call_id = ?", DB_VALUES(db_int(stray_id), db_int(s->call_id)));
	if (result == DB_OK)
		result = db_write(db, "DELETE FROM calls WHERE call_id = ?",
		    DB_VALUES(db_int(stray_id)));
	return result;
}

static enum db_result
settle(struct db *db, void *context)
{
	const struct settlement *s = context;
	struct arena *a = s->arena;
	struct outbound_call call;
	enum db_result result = s->call_sid ? join(db, s) : DB_OK;

	if (result == DB_OK)
		result = db_write(db, "UPDATE calls SET call_sid = COALESCE(call_sid, ?), "
		    "status = IF(? >= status_rank AND status_rank < 5, ?, status), "
		    "ended_at = IF(? = 5 AND status_rank < 5, COALESCE(ended_at, ?), ended_at), "
		    "status_rank = GREATEST(status_rank, ?), "
		    "request = IF(status_rank > 0 OR call_sid IS NOT NULL, '', request), "
		    "error_code = COALESCE(?, error_code), "
		    "error_message = COALESCE(?, error_message) "
		    "WHERE call_id = ? AND reference IS NOT NULL",
		    DB_VALUES(db_text_fit(a, s->call_sid, SID_MAX), db_int(s->rank),
		    db_text_fit(a, s->status, STATUS_MAX), db_int(s->rank),
		    db_time(a, clock_now_ms()), db_int(s->rank), db_id(s->error_code),
		    db_text_fit(a, s->error_message, MESSAGE_MAX), db_int(s->call_id)));
	if (result != DB_OK)
		return result;
	result = outbound_call_find(db, a, s->call_id, &call);
	/* Also where the row that was joined knew of its end: nobody looked for ours then. */
	return result == DB_OK && call_status_rank(call.status) == CALL_ENDED ?
	    outbound_call_order_ended(db, a, &call) : result;
}

enum db_result
outbound_call_settle(struct db *db, struct arena *a, int64_t call_id, const char *call_sid,
    const char *status, int error_code, const char *error_message)
{
	struct settlement s = {
		.arena = a, .call_id = call_id, .call_sid = call_sid, .status = status,
		.error_code = error_code, .error_message = error_message,
		.rank = call_status_rank(status),
	};

	/* A word that we do not know, of a call that the provider has: it is on its way. */
	if (s.rank < 0) {
		s.status = "initiated";
		s.rank = call_status_rank(s.status);
	}
	return db_within(db, settle, &s);
}

/* Calls: what people read and write of them. See calls.h; recording is in calls.c. */
#include "data/calls.h"

#include "carrier/twilio_reason.h"
#include "data/analysis.h"
#include "data/page.h"

static const char select_columns[] =
    "SELECT call_id, clinic_id, call_sid, parent_call_sid, appointment_id, session_id, "
    "assistant_id, user_id, patient_id, direction, from_number, to_number, twilio_phone_number, "
    "status, error_code, error_message, dial_call_status, menu_choice, duration, started_at, answered_at, ended_at, "
    "answered_by, provider, call_type, dial_bridged, sip_response_code, stir_verstat, "
    "time_to_answer, recording_sid, transcript_sid, summary_text, summary_ready, "
    "appointment_booked, booked_confidence, booked_evidence, stated_time, stated_date, "
    "booked_starts_at, detected_by, analysis, outcome, intent, intent_confidence, language, price, "
    "price_unit, tags, notes, metadata FROM calls ";

struct call_filter
call_filter(int limit)
{
	return (struct call_filter){
		.summary_ready = -1, .appointment_booked = -1, .limit = limit,
	};
}

/* --- one call as an object ----------------------------------------------------------------- */

/* A number that nobody said is stored as "". */
static void
put_number(struct json_object *o, const char *name, const char *text)
{
	json_put_text(o, name, text && *text ? text : NULL);
}

static void
put_int(struct json_object *o, const char *name, struct db_row row, const char *column)
{
	if (row_is_null(row, column))
		json_put(o, name, NULL);
	else
		json_put_int(o, name, row_int(row, column));
}

static void
put_bool(struct json_object *o, const char *name, struct db_row row, const char *column)
{
	if (row_is_null(row, column))
		json_put(o, name, NULL);
	else
		json_put_bool(o, name, row_bool(row, column));
}

static void
put_real(struct json_object *o, const char *name, struct db_row row, const char *column)
{
	if (row_is_null(row, column))
		json_put(o, name, NULL);
	else
		json_put_real(o, name, row_real(row, column));
}

/* JSON as we stored it; the fallback where there is none. */
static void
put_document(struct arena *a, struct json_object *o, const char *name, const char *text,
    struct json_object *fallback)
{
	const char *why;

	if (text)
		(void)json_parse(a, text, strlen(text), &fallback, &why);
	json_put(o, name, fallback);
}

/* Why it was not placed. Twilio's own words may hold an assistant's number. */
static const char *
why_failed(struct db_row row)
{
	int code = (int)row_int(row, "error_code");

	return code ? twilio_reason(code)->advice : row_text(row, "error_message");
}

static struct json_object *
call_object(struct arena *a, struct db_row row)
{
	struct json_object *call = json_object_in(a), *quality = json_object_in(a), *intent = NULL;
	const char *recording = row_text(row, "recording_sid");

	json_put_int(call, "id", row_int(row, "call_id"));
	json_put_id(call, "clinicId", row_int(row, "clinic_id"));
	json_put_text(call, "callSid", row_text(row, "call_sid"));
	json_put_text(call, "parentCallSid", row_text(row, "parent_call_sid"));
	json_put_id(call, "appointmentId", row_int(row, "appointment_id"));
	json_put_text(call, "sessionId", row_text(row, "session_id"));
	json_put_id(call, "assistantId", row_int(row, "assistant_id"));
	json_put_text(call, "userId", row_text(row, "user_id"));
	json_put_id(call, "patientId", row_int(row, "patient_id"));
	json_put_text(call, "direction", row_text(row, "direction"));
	put_number(call, "from", row_text(row, "from_number"));
	put_number(call, "to", row_text(row, "to_number"));
	json_put_text(call, "twilioPhoneNumber", row_text(row, "twilio_phone_number"));
	json_put_text(call, "status", row_text(row, "status"));
	json_put_id(call, "errorCode", row_int(row, "error_code"));
	json_put_text(call, "errorReason", why_failed(row));
	json_put_text(call, "dialCallStatus", row_text(row, "dial_call_status"));
	json_put_text(call, "menuChoice", row_text(row, "menu_choice"));
	put_int(call, "duration", row, "duration");
	json_put_time(call, "startedAt", row_time(row, "started_at"));
	json_put_time(call, "answeredAt", row_time(row, "answered_at"));
	json_put_time(call, "endedAt", row_time(row, "ended_at"));
	json_put_text(call, "answeredBy", row_text(row, "answered_by"));
	json_put_text(call, "provider", row_text(row, "provider"));
	json_put_text(call, "callType", row_text(row, "call_type"));
	put_bool(quality, "dialBridged", row, "dial_bridged");
	put_int(quality, "sipResponseCode", row, "sip_response_code");
	json_put_text(quality, "stirVerstat", row_text(row, "stir_verstat"));
	put_int(quality, "timeToAnswer", row, "time_to_answer");
	json_put(call, "quality", quality);
	json_put_text(call, "recordingSid", recording);
	json_put_text(call, "recordingUrl", NULL);
	json_put_text(call, "transcriptSid", row_text(row, "transcript_sid"));
	json_put_text(call, "summaryText", row_text(row, "summary_text"));
	json_put_bool(call, "summaryReady", row_bool(row, "summary_ready"));
	put_bool(call, "appointmentBooked", row, "appointment_booked");
	put_real(call, "confidence", row, "booked_confidence");
	json_put_text(call, "evidence", row_text(row, "booked_evidence"));
	json_put_text(call, "statedTime", row_text(row, "stated_time"));
	json_put_text(call, "statedDate", row_text(row, "stated_date"));
	json_put_time(call, "startsAt", row_time(row, "booked_starts_at"));
	json_put_text(call, "detectedBy", row_text(row, "detected_by"));
	put_document(a, call, "analysis", row_text(row, "analysis"), NULL);
	json_put(call, "analysis", analysis_object(a, json_get(call, "analysis")));
	json_put_text(call, "outcome", row_text(row, "outcome"));
	if (!row_is_null(row, "intent")) {
		intent = json_object_in(a);
		json_put_text(intent, "detected", row_text(row, "intent"));
		put_real(intent, "confidence", row, "intent_confidence");
	}
	json_put(call, "intent", intent);
	json_put_text(call, "language", row_text(row, "language"));
	json_put_text(call, "price", row_text(row, "price"));
	json_put_text(call, "priceUnit", row_text(row, "price_unit"));
	put_document(a, call, "tags", row_text(row, "tags"), json_array_in(a));
	json_put_text(call, "notes", row_text(row, "notes"));
	put_document(a, call, "metadata", row_text(row, "metadata"), NULL);
	return call;
}

/* --- lists --------------------------------------------------------------------------------- */

static void
and_flag(struct db_query *q, const char *sql, int value)
{
	if (value >= 0)
		db_query_and(q, sql, db_bool(value));
}

/* Everything but the phone, then the order and the limit. */
static void
filter_add(struct arena *a, struct db_query *q, const struct call_filter *f)
{
	db_query_if(q, " AND clinic_id = ?", db_id(f->clinic_id));
	db_query_if(q, " AND status = ?", db_text(f->status));
	db_query_if(q, " AND direction = ?", db_text(f->direction));
	db_query_if(q, " AND menu_choice = ?", db_text(f->menu_choice));
	db_query_if(q, " AND call_type = ?", db_text(f->call_type));
	db_query_if(q, " AND outcome = ?", db_text(f->outcome));
	db_query_if(q, " AND JSON_CONTAINS(tags, JSON_QUOTE(?))", db_text(f->tag));
	and_flag(q, " AND summary_ready = ?", f->summary_ready);
	and_flag(q, " AND appointment_booked = ?", f->appointment_booked);
	db_query_if(q, " AND assistant_id = ?", db_id(f->assistant_id));
	db_query_if(q, " AND patient_id = ?", db_id(f->patient_id));
	if (f->search)
		search_query(q, a, f->search, f->clinic_id, SEARCH_CALL, "call_id");
	stretch_query(q, a, &(struct stretch){
		f->since_ms, f->until_ms, f->before_ms, f->before_id, f->limit,
	}, "started_at", "call_id");
}

enum db_result
calls_list(struct db *db, struct arena *a, const struct call_filter *f, struct json_object *items)
{
	struct db_query *q = db_query(a, select_columns);
	struct db_rows *rows;
	enum db_result result;

	if (f->phone) {
		/* An OR over two columns would use neither's index. */
		db_query_and(q, "JOIN ((SELECT call_id FROM calls USE INDEX (of_phone) "
		    "WHERE phone = ? AND parent_call_sid IS NULL", db_text(f->phone));
		filter_add(a, q, f);
		db_query_and(q, ") UNION (SELECT call_id FROM calls USE INDEX (of_line) "
		    "WHERE twilio_phone_number = ? AND parent_call_sid IS NULL", db_text(f->phone));
		filter_add(a, q, f);
		db_query_add(q, ")) AS found USING (call_id)");
		db_query_and(q, " ORDER BY started_at DESC, call_id DESC LIMIT ?",
		    db_int(f->limit));
	} else {
		db_query_add(q, "WHERE parent_call_sid IS NULL");
		filter_add(a, q, f);
	}
	result = db_query_read(db, a, &rows, q);
	for (size_t i = 0; result == DB_OK && i < db_count(rows); i++)
		json_append(items, call_object(a, db_at(rows, i)));
	return result;
}

static enum db_result
find_call(struct db *db, struct arena *a, const char *where, struct db_value key,
    struct json_object **call, int64_t *clinic_id)
{
	struct db_query *q = db_query(a, select_columns);
	struct db_rows *rows;
	enum db_result result;

	db_query_and(q, where, key);
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	if (!db_count(rows))
		return DB_NONE;
	*call = call_object(a, db_at(rows, 0));
	*clinic_id = row_int(db_at(rows, 0), "clinic_id");
	return DB_OK;
}

enum db_result
call_find(struct db *db, struct arena *a, const char *call_sid, struct json_object **call,
    int64_t *clinic_id)
{
	return find_call(db, a, "WHERE call_sid = ?", db_text(call_sid), call, clinic_id);
}

enum db_result
call_find_id(struct db *db, struct arena *a, int64_t call_id, struct json_object **call,
    int64_t *clinic_id)
{
	return find_call(db, a, "WHERE call_id = ?", db_int(call_id), call, clinic_id);
}

enum db_result
call_annotate(struct db *db, struct arena *a, const char *call_sid, const char *notes,
    struct json_object *tags)
{
	return db_write(db, "UPDATE calls SET notes = IF(?, NULLIF(?, ''), notes), "
	    "tags = COALESCE(?, tags) WHERE call_sid = ?",
	    DB_VALUES(db_bool(notes != NULL), db_text(notes),
	    db_text(tags ? json_text(a, tags) : NULL), db_text(call_sid)));
}

/* What was found out about calls. See analysis.h. */
#include "data/analysis.h"

#include "core/text.h"
#include "data/bookings.h"
#include "data/search.h"

/* Widths of the columns, as in the schema; in a TEXT of 65535 bytes so many characters fit. */
enum {
	SUMMARY_MAX = 16000, EVIDENCE_MAX = 4000, STATED_MAX = 200, OUTCOME_MAX = 32,
	INTENT_MAX = 64,
};

static struct json_object *
document_of(struct arena *a, const char *text)
{
	struct json_object *document = NULL;
	const char *why;

	if (!text || !json_parse(a, text, strlen(text), &document, &why))
		return NULL;
	return document;
}

/* Does the outcome that stands there come from elsewhere? */
static bool
is_foreign(struct json_object *before, const char *standing)
{
	return standing && !text_same(json_get_text(before, "outcome"), standing);
}

/* That a call, or the listening to it, has ended may never be told: then silence tells it. */
#define IS_LIVE \
	"c.status IN ('queued', 'initiated', 'ringing', 'in-progress', 'unknown') " \
	"AND NOT EXISTS (SELECT 1 FROM events WHERE subject = c.call_sid " \
	    "AND type = 'transcription-stopped') " \
	"AND EXISTS (SELECT 1 FROM events WHERE subject = c.call_sid " \
	    "AND type = 'transcription-content' AND at > NOW(3) - INTERVAL 9 MINUTE) "

enum db_result
analysis_load(struct db *db, struct arena *a, const char *call_sid, struct analysed *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT c.call_id, c.clinic_id, c.call_sid, c.call_type, c.outcome, c.started_at, "
	    "c.summary_text, c.analysis, c.detected_by, c.detector_version, clinics.timezone, "
	    "clinics.language, "
	    IS_LIVE "AS is_live "
	    "FROM calls c LEFT JOIN clinics USING (clinic_id) WHERE c.call_sid = ?",
	    DB_VALUES(db_text(call_sid)));

	if (result != DB_OK)
		return result;
	*out = (struct analysed){
		.call_id = row_int(row, "call_id"),
		.clinic_id = row_int(row, "clinic_id"),
		.call_sid = row_text(row, "call_sid"),
		.timezone = row_text(row, "timezone"),
		.language = row_text(row, "language"),
		.started_at_ms = row_time(row, "started_at"),
		.about_visit = text_same(row_text(row, "call_type"), "appointment-confirmation"),
		.summary = row_text(row, "summary_text"),
		.document = document_of(a, row_text(row, "analysis")),
		.by_model = text_same(row_text(row, "detected_by"), "model"),
		.is_done = !row_is_null(row, "detector_version"),
		.detector_version = (int)row_int(row, "detector_version"),
		.is_live = row_bool(row, "is_live"),
	};
	if (is_foreign(out->document, row_text(row, "outcome")))
		out->outcome = row_text(row, "outcome");
	return DB_OK;
}

/* --- storing ------------------------------------------------------------------------------- */

struct storing {
	struct arena *arena;
	const char *call_sid;
	const struct findings *findings;
	int64_t at_ms;
};

static enum db_result
store_booking(struct db *db, struct storing *s, struct db_row call)
{
	const struct findings *f = s->findings;
	struct booking_proposal proposal = {
		.clinic_id = row_int(call, "clinic_id"),
		.patient_id = row_int(call, "patient_id"),
		.call_sid = s->call_sid,
		.evidence = f->evidence ? f->evidence : "",
		.stated_time = f->stated_time,
		.stated_date = f->stated_date,
		.starts_at_ms = f->starts_at_ms,
		.confidence = f->confidence,
	};

	if (f->booked != 1 || !proposal.clinic_id)
		return booking_withdraw(db, s->call_sid);
	return booking_propose(db, s->arena, &proposal, s->at_ms);
}

/* The old values are seen by what is assigned first: from left to right. */
#define CALL_UPDATE \
	"UPDATE calls SET analysed_at = IF(summary_text <=> COALESCE(?, summary_text) " \
	    "AND appointment_booked <=> ? AND booked_confidence <=> ? AND booked_evidence <=> ? " \
	    "AND stated_time <=> ? AND stated_date <=> ? AND booked_starts_at <=> ? " \
	    "AND outcome <=> ? AND detected_by <=> ? AND analysis <=> ? " \
	    "AND analysed_at IS NOT NULL, analysed_at, ?), " \
	"summary_text = COALESCE(?, summary_text), summary_ready = summary_text IS NOT NULL, " \
	"summarised_at = COALESCE(summarised_at, IF(summary_ready, ?, NULL)), " \
	"appointment_booked = ?, booked_confidence = ?, booked_evidence = ?, stated_time = ?, " \
	"stated_date = ?, booked_starts_at = ?, outcome = ?, detected_by = ?, analysis = ?, " \
	"detector_version = ?, " \
	"intent = IF(intent_confidence = 1, intent, COALESCE(?, intent)), " \
	"intent_confidence = IF(intent_confidence = 1 OR ? IS NULL, intent_confidence, ?) " \
	"WHERE call_id = ?"

static enum db_result
store_call(struct db *db, struct storing *s, struct db_row call)
{
	const struct findings *f = s->findings;
	struct arena *a = s->arena;
	const char *standing = row_text(call, "outcome");
	bool foreign = is_foreign(document_of(a, row_text(call, "analysis")), standing);
	const char *outcome = foreign ? standing : f->outcome;
	struct db_value summary = db_text_fit(a, f->summary, SUMMARY_MAX);
	struct db_value booked = f->booked < 0 ? db_null() : db_bool(f->booked);
	struct db_value confidence = db_real(f->confidence);
	struct db_value evidence = db_text_fit(a, f->evidence, EVIDENCE_MAX);
	struct db_value stated = db_text_fit(a, f->stated_time, STATED_MAX);
	struct db_value date = db_text(f->stated_date);
	struct db_value starts = db_time(a, f->starts_at_ms);
	struct db_value word = db_text_fit(a, outcome, OUTCOME_MAX);
	struct db_value by = db_text(f->by_model ? "model" : "detector");
	struct db_value intent = db_text_fit(a, f->intent, INTENT_MAX);
	struct db_value at = db_time(a, s->at_ms), document;

	json_put_text(f->document, "outcome", foreign ? NULL : f->outcome);
	document = db_text(json_text(a, f->document));
	return db_write(db, CALL_UPDATE, DB_VALUES(
	    summary, booked, confidence, evidence, stated, date, starts, word, by, document,
	    at, summary, at, booked, confidence, evidence, stated, date, starts, word, by, document,
	    db_int(f->detector_version), intent, intent, db_real(f->intent_confidence),
	    db_int(row_int(call, "call_id"))));
}

/* What was found in something that is deleted must not come back. */
static enum db_result
see_source(struct db *db, struct storing *s, struct db_row call)
{
	struct db_row row;

	if (!s->findings->transcript_id)
		return row_is_null(call, "summary_text") ? DB_NONE : DB_OK;
	return db_read_one(db, s->arena, &row, "SELECT transcript_id FROM transcripts "
	    "WHERE transcript_id = ? AND status = 'ready' LOCK IN SHARE MODE",
	    DB_VALUES(db_int(s->findings->transcript_id)));
}

static enum db_result
store(struct db *db, void *context)
{
	struct storing *s = context;
	struct db_row call;
	enum db_result result = db_read_one(db, s->arena, &call,
	    "SELECT call_id, clinic_id, patient_id, outcome, analysis, summary_text FROM calls "
	    "WHERE call_sid = ? FOR UPDATE", DB_VALUES(db_text(s->call_sid)));

	if (result == DB_OK)
		result = see_source(db, s, call);
	if (result == DB_OK)
		result = store_call(db, s, call);
	if (result == DB_OK)
		result = store_booking(db, s, call);
	return result == DB_OK ? search_put_call(db, s->arena, s->call_sid) : result;
}

enum db_result
analysis_store(struct db *db, struct arena *a, const char *call_sid,
    const struct findings *findings, int64_t at_ms)
{
	struct storing s = { a, call_sid, findings, at_ms };

	return db_within(db, store, &s);
}

/* --- reading ------------------------------------------------------------------------------- */

struct json_object *
analysis_object(struct arena *a, struct json_object *document)
{
	struct json_object *o, *items = json_get(document, "actionItems");
	const char *sentiment = json_get_text(document, "sentiment");

	if (!items && !sentiment)
		return NULL;
	o = json_object_in(a);
	json_put_text(o, "sentiment", sentiment);
	json_put(o, "actionItems", items ? items : json_array_in(a));
	return o;
}

enum db_result
summary_object(struct db *db, struct arena *a, const char *call_sid, struct json_object **summary)
{
	struct json_object *o = json_object_in(a);
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT call_sid, summary_ready, summary_text, appointment_booked, booked_confidence, "
	    "booked_evidence, stated_time, stated_date, booked_starts_at FROM calls "
	    "WHERE call_sid = ?", DB_VALUES(db_text(call_sid)));

	if (result != DB_OK)
		return result;
	json_put_text(o, "callSid", row_text(row, "call_sid"));
	json_put_bool(o, "summaryReady", row_bool(row, "summary_ready"));
	json_put_text(o, "summaryText", row_text(row, "summary_text"));
	if (row_is_null(row, "appointment_booked"))
		json_put(o, "appointmentBooked", NULL);
	else
		json_put_bool(o, "appointmentBooked", row_bool(row, "appointment_booked"));
	if (row_is_null(row, "booked_confidence"))
		json_put(o, "confidence", NULL);
	else
		json_put_real(o, "confidence", row_real(row, "booked_confidence"));
	json_put_text(o, "evidence", row_text(row, "booked_evidence"));
	json_put_text(o, "statedTime", row_text(row, "stated_time"));
	json_put_text(o, "statedDate", row_text(row, "stated_date"));
	json_put_time(o, "startsAt", row_time(row, "booked_starts_at"));
	*summary = o;
	return DB_OK;
}

enum db_result
analysis_moments(struct db *db, struct arena *a, const char *call_sid, struct moment **moments,
    size_t *count)
{
	struct db_value sid = db_text(call_sid);
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows,
	    "SELECT 1 AS step, 'transcript-ready' AS type, ready_at AS at, sid, source AS detail "
	    "FROM transcripts WHERE call_sid = ? AND status = 'ready' AND ready_at IS NOT NULL "
	    "UNION ALL SELECT 2, IF(summary_ready, 'summary-ready', 'analysed'), "
	        "COALESCE(summarised_at, analysed_at), call_sid, detected_by FROM calls "
	        "WHERE call_sid = ? AND analysed_at IS NOT NULL "
	    "UNION ALL SELECT 3, 'booking-proposed', created_at, call_sid, source "
	        "FROM bookings WHERE call_sid = ? "
	    "UNION ALL SELECT 4, CONCAT('booking-', status), updated_at, call_sid, NULL "
	        "FROM bookings WHERE call_sid = ? AND status <> 'proposed' "
	    "ORDER BY at, step LIMIT 100", DB_VALUES(sid, sid, sid, sid));

	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*moments = arena_array(a, *count, sizeof **moments);
	for (size_t i = 0; i < *count; i++) {
		struct db_row row = db_at(rows, i);

		(*moments)[i] = (struct moment){ row_text(row, "type"), row_time(row, "at"),
			row_text(row, "sid"), row_text(row, "detail") };
	}
	return DB_OK;
}

enum db_result
analysis_keep(struct db *db, const char *call_sid, int detector_version)
{
	return db_write(db, "UPDATE calls SET detector_version = ? WHERE call_sid = ?",
	    DB_VALUES(db_int(detector_version), db_text(call_sid)));
}

enum db_result
analysis_outdated(struct db *db, struct arena *a, int detector_version, int limit,
    const char ***call_sids, size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows,
	    "SELECT call_sid FROM calls WHERE detector_version < ? "
	    "ORDER BY detector_version, call_id LIMIT ?",
	    DB_VALUES(db_int(detector_version), db_int(limit)));

	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*call_sids = arena_array(a, *count, sizeof **call_sids);
	for (size_t i = 0; i < *count; i++)
		(*call_sids)[i] = row_text(db_at(rows, i), "call_sid");
	return DB_OK;
}

/* What notices are made of. See notices.h. */
#include "data/notices.h"

#include "core/clock.h"
#include "core/text.h"

enum db_result
voicemail_notice_find(struct db *db, struct arena *a, const char *recording_sid,
    struct voicemail_notice *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT v.voicemail_id, v.clinic_id, v.call_sid, c.name, c.timezone, v.from_number, "
	    "calls.twilio_phone_number, v.transcript, v.duration, v.created_at, v.notified_at, "
	    "(EXISTS (SELECT 1 FROM transcripts AS t WHERE t.recording_sid = v.recording_sid "
	        "AND t.status IN ('asked', 'unknown')) "
	    "OR COALESCE(r.processing_status IN ('pending', 'transcribing'), TRUE)) AS coming, "
	    "NOT EXISTS (SELECT 1 FROM transcripts AS t WHERE t.recording_sid = v.recording_sid "
	        "AND t.source = 'twilio-record' "
	        "AND t.status IN ('failed', 'deleted')) AS record_open "
	    "FROM voicemails AS v LEFT JOIN clinics AS c ON c.clinic_id = v.clinic_id "
	    "LEFT JOIN calls ON calls.call_sid = v.call_sid "
	    "LEFT JOIN recordings AS r ON r.recording_sid = v.recording_sid "
	    "WHERE v.recording_sid = ?", DB_VALUES(db_text(recording_sid)));

	if (result != DB_OK)
		return result;
	*out = (struct voicemail_notice){
		.voicemail_id = row_int(row, "voicemail_id"),
		.clinic_id = row_int(row, "clinic_id"),
		.call_sid = row_text(row, "call_sid"),
		.clinic_name = row_text(row, "name"),
		.timezone = row_text(row, "timezone"),
		.from = row_text(row, "from_number"),
		.to = row_text(row, "twilio_phone_number"),
		.transcript = row_text(row, "transcript"),
		.duration = row_is_null(row, "duration") ? -1 : row_int(row, "duration"),
		.created_at_ms = row_time(row, "created_at"),
		.notified_at_ms = row_time(row, "notified_at"),
		.transcript_coming = row_bool(row, "coming"),
		.record_open = row_bool(row, "record_open"),
	};
	return DB_OK;
}

enum db_result
voicemail_notified(struct db *db, struct arena *a, const char *recording_sid, int64_t at_ms)
{
	return db_write(db, "UPDATE voicemails SET notified_at = ? "
	    "WHERE recording_sid = ? AND notified_at IS NULL",
	    DB_VALUES(db_time(a, at_ms), db_text(recording_sid)));
}

enum db_result
missed_call_find(struct db *db, struct arena *a, const char *call_sid, struct missed_call *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT calls.clinic_id, c.name, phone, twilio_phone_number, dial_call_status, outcome, "
	    "direction, ended_at FROM calls LEFT JOIN clinics AS c ON c.clinic_id = calls.clinic_id "
	    "WHERE call_sid = ?", DB_VALUES(db_text(call_sid)));

	if (result != DB_OK)
		return result;
	*out = (struct missed_call){
		.clinic_id = row_int(row, "clinic_id"),
		.clinic_name = row_text(row, "name"),
		.phone = row_text(row, "phone"),
		.twilio_phone_number = row_text(row, "twilio_phone_number"),
		.dial_call_status = row_text(row, "dial_call_status"),
		.outcome = row_text(row, "outcome"),
		.inbound = text_same(row_text(row, "direction"), "inbound"),
		.ended = !row_is_null(row, "ended_at"),
		.ended_at_ms = row_time(row, "ended_at"),
	};
	return DB_OK;
}

/* --- who was told of a call --------------------------------------------------------------------- */

enum db_result
call_notice_add(struct db *db, struct arena *a, const char *origin,
    const struct call_notice *n, int64_t *notice_id)
{
	enum db_result result = db_write(db, "INSERT INTO call_notices (call_sid, origin, about, "
	    "assistant_id, message_id, status, created_at) VALUES (?, ?, ?, ?, ?, ?, ?) "
	    "ON DUPLICATE KEY UPDATE notice_id = LAST_INSERT_ID(notice_id)",
	    DB_VALUES(db_text(n->call_sid), db_text(origin), db_text(n->about),
	    db_id(n->assistant_id), db_id(n->message_id),
	    db_text(n->message_id ? NULL : "queued"), db_time(a, clock_now_ms())));

	*notice_id = db_insert_id(db);
	return result == DB_NONE ? DB_OK : result;
}

enum db_result
call_notice_settle(struct db *db, int64_t notice_id, const char *status)
{
	return db_write(db, "UPDATE call_notices SET status = ? WHERE notice_id = ?",
	    DB_VALUES(db_text(status), db_int(notice_id)));
}

enum db_result
call_notices_of(struct db *db, struct arena *a, const char *call_sid,
    struct call_notice **notices, size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows,
	    "SELECT n.call_sid, n.about, n.assistant_id, n.message_id, n.created_at, m.to_number, "
	    "m.message_sid, COALESCE(n.status, m.status) AS status, m.error_code "
	    "FROM call_notices AS n LEFT JOIN messages AS m ON m.message_id = n.message_id "
	    "WHERE n.call_sid = ? ORDER BY n.created_at, n.notice_id LIMIT 100",
	    DB_VALUES(db_text(call_sid)));

	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*notices = arena_array(a, *count, sizeof **notices);
	for (size_t i = 0; i < *count; i++) {
		struct db_row row = db_at(rows, i);

		(*notices)[i] = (struct call_notice){
			.call_sid = row_text(row, "call_sid"),
			.about = row_text(row, "about"),
			.assistant_id = row_int(row, "assistant_id"),
			.message_id = row_int(row, "message_id"),
			.to = row_text(row, "to_number"),
			.message_sid = row_text(row, "message_sid"),
			.status = row_text(row, "status"),
			.error_code = (int)row_int(row, "error_code"),
			.created_at_ms = row_time(row, "created_at"),
		};
	}
	return DB_OK;
}

/* --- words in texts ---------------------------------------------------------------------------- */

static const int64_t QUIET_MS = KEYWORD_QUIET_MINUTES * 60 * 1000;
static const int64_t KEPT_MS = 24 * 60 * 60 * 1000;	/* the spool may bring older texts */

enum db_result
text_notice_find(struct db *db, struct arena *a, const char *message_sid, struct text_notice *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT m.clinic_id, c.name, c.timezone, m.phone, m.twilio_phone_number, m.body, "
	    "m.created_at FROM messages AS m JOIN clinics AS c ON c.clinic_id = m.clinic_id "
	    "WHERE m.message_sid = ? AND m.direction = 'inbound'", DB_VALUES(db_text(message_sid)));

	if (result != DB_OK)
		return result;
	*out = (struct text_notice){
		.clinic_id = row_int(row, "clinic_id"),
		.clinic_name = row_text(row, "name"),
		.timezone = row_text(row, "timezone"),
		.phone = row_text(row, "phone"),
		.twilio_phone_number = row_text(row, "twilio_phone_number"),
		.body = row_text(row, "body"),
		.created_at_ms = row_time(row, "created_at"),
	};
	return DB_OK;
}

enum db_result
keyword_told(struct db *db, struct arena *a, const struct text_notice *text, int64_t assistant_id,
    const char *keyword)
{
	struct db_value clinic = db_int(text->clinic_id), phone = db_text(text->phone);
	struct db_value assistant = db_int(assistant_id), word = db_text(keyword);
	struct db_value at = db_time(a, text->created_at_ms);
	enum db_result result = db_write(db, "UPDATE keyword_notices SET told_at = ? "
	    "WHERE clinic_id = ? AND phone = ? AND assistant_id = ? AND keyword = ? "
	    "AND told_at <= ?", DB_VALUES(at, clinic, phone, assistant, word,
	    db_time(a, text->created_at_ms - QUIET_MS)));

	if (result == DB_NONE)
		result = db_write(db, "INSERT INTO keyword_notices (clinic_id, phone, assistant_id, "
		    "keyword, told_at) VALUES (?, ?, ?, ?, ?)",
		    DB_VALUES(clinic, phone, assistant, word, at));
	return result == DB_DUPLICATE ? DB_NONE : result;
}

enum db_result
keywords_purge(struct db *db, struct arena *a, int64_t now_ms)
{
	return db_write(db, "DELETE FROM keyword_notices WHERE told_at < ?",
	    DB_VALUES(db_time(a, now_ms - KEPT_MS)));
}

/* What notices are made of. See notices.h. */
#include "data/notices.h"

#include "core/text.h"

enum db_result
voicemail_notice_find(struct db *db, struct arena *a, const char *recording_sid,
    struct voicemail_notice *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT v.voicemail_id, v.clinic_id, c.name, c.timezone, v.from_number, "
	    "calls.twilio_phone_number, v.transcript, v.duration, v.created_at, v.notified_at, "
	    "(EXISTS (SELECT 1 FROM transcripts AS t WHERE t.recording_sid = v.recording_sid "
	        "AND t.status IN ('asked', 'unknown')) "
	    "OR COALESCE(r.processing_status IN ('pending', 'transcribing'), TRUE)) AS coming "
	    "FROM voicemails AS v LEFT JOIN clinics AS c ON c.clinic_id = v.clinic_id "
	    "LEFT JOIN calls ON calls.call_sid = v.call_sid "
	    "LEFT JOIN recordings AS r ON r.recording_sid = v.recording_sid "
	    "WHERE v.recording_sid = ?", DB_VALUES(db_text(recording_sid)));

	if (result != DB_OK)
		return result;
	*out = (struct voicemail_notice){
		.voicemail_id = row_int(row, "voicemail_id"),
		.clinic_id = row_int(row, "clinic_id"),
		.clinic_name = row_text(row, "name"),
		.timezone = row_text(row, "timezone"),
		.from = row_text(row, "from_number"),
		.to = row_text(row, "twilio_phone_number"),
		.transcript = row_text(row, "transcript"),
		.duration = row_is_null(row, "duration") ? -1 : row_int(row, "duration"),
		.created_at_ms = row_time(row, "created_at"),
		.notified_at_ms = row_time(row, "notified_at"),
		.transcript_coming = row_bool(row, "coming"),
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

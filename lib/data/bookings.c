/* Bookings. See bookings.h. */
#include "data/bookings.h"

/* Widths of the columns, as in schema/0007-analysis.sql; TEXT has 65535 bytes. */
enum { STATED_MAX = 200, EVIDENCE_MAX = 4000 };

enum db_result
booking_propose(struct db *db, struct arena *a, const struct booking_proposal *p, int64_t at_ms)
{
	/* Assigned from left to right: updated_at, which sees the old values, goes first. */
	enum db_result result = db_write(db, "INSERT INTO bookings (clinic_id, patient_id, "
	    "call_sid, source, starts_at, stated_time, evidence, confidence, created_at, updated_at) "
	    "VALUES (?, ?, ?, 'detector', ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE "
	    "updated_at = IF(status = 'proposed' AND source = 'detector' AND NOT "
	        "(starts_at <=> VALUES(starts_at) AND stated_time <=> VALUES(stated_time) "
	        "AND evidence = VALUES(evidence) AND confidence = VALUES(confidence)), "
	        "VALUES(updated_at), updated_at), "
	    "starts_at = IF(status = 'proposed' AND source = 'detector', VALUES(starts_at), starts_at), "
	    "stated_time = IF(status = 'proposed' AND source = 'detector', VALUES(stated_time), "
	        "stated_time), "
	    "evidence = IF(status = 'proposed' AND source = 'detector', VALUES(evidence), evidence), "
	    "confidence = IF(status = 'proposed' AND source = 'detector', VALUES(confidence), "
	        "confidence)",
	    DB_VALUES(db_int(p->clinic_id), db_id(p->patient_id), db_text(p->call_sid),
	    db_time(a, p->starts_at_ms), db_text_fit(a, p->stated_time, STATED_MAX),
	    db_text_fit(a, p->evidence, EVIDENCE_MAX), db_real(p->confidence), db_time(a, at_ms),
	    db_time(a, at_ms)));

	return result == DB_NONE ? DB_OK : result;
}

enum db_result
booking_withdraw(struct db *db, const char *call_sid)
{
	enum db_result result = db_write(db, "DELETE FROM bookings "
	    "WHERE call_sid = ? AND status = 'proposed' AND source = 'detector'",
	    DB_VALUES(db_text(call_sid)));

	return result == DB_NONE ? DB_OK : result;
}

static struct json_object *
booking_object(struct arena *a, struct db_row row)
{
	struct json_object *o = json_object_in(a);

	json_put_int(o, "id", row_int(row, "booking_id"));
	json_put_int(o, "clinicId", row_int(row, "clinic_id"));
	json_put_id(o, "patientId", row_int(row, "patient_id"));
	json_put_text(o, "callSid", row_text(row, "call_sid"));
	json_put_text(o, "sessionId", row_text(row, "session_id"));
	json_put_text(o, "source", row_text(row, "source"));
	json_put_text(o, "service", row_text(row, "service"));
	json_put_time(o, "startsAt", row_time(row, "starts_at"));
	json_put_text(o, "statedTime", row_text(row, "stated_time"));
	json_put_text(o, "evidence", row_text(row, "evidence"));
	json_put_real(o, "confidence", row_real(row, "confidence"));
	json_put_text(o, "status", row_text(row, "status"));
	json_put_time(o, "createdAt", row_time(row, "created_at"));
	return o;
}

enum db_result
booking_of_call(struct db *db, struct arena *a, const char *call_sid, struct json_object **booking)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT booking_id, clinic_id, patient_id, call_sid, session_id, source, service, "
	    "starts_at, stated_time, evidence, confidence, status, created_at FROM bookings "
	    "WHERE call_sid = ?", DB_VALUES(db_text(call_sid)));

	if (result == DB_OK)
		*booking = booking_object(a, row);
	return result;
}

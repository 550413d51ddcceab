/* Reminders of visits. See reminders.h. */
#include "data/reminders.h"

#include "core/clock.h"
#include "core/text.h"

enum { REPLIES_MAX = 5 };

enum db_result
reminding_clinics(struct db *db, struct arena *a, int64_t after_id, int limit, int64_t **ids,
    size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows,
	    "SELECT clinic_id FROM routing WHERE clinic_id > ? "
	    "AND JSON_VALUE(document, '$.reminders.enabled') ORDER BY clinic_id LIMIT ?",
	    DB_VALUES(db_int(after_id), db_int(limit)));

	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*ids = arena_array(a, *count, sizeof **ids);
	for (size_t i = 0; i < *count; i++)
		(*ids)[i] = row_int(db_at(rows, i), "clinic_id");
	return DB_OK;
}

#define VISIT_COLUMNS \
	"SELECT v.appointment_id, v.starts_at, " \
	"GREATEST(v.created_at, COALESCE(v.status_at, v.created_at)) AS agreed_at, v.status, " \
	"p.phone, p.language, p.timezone "

static enum db_result
read_visits(enum db_result result, struct arena *a, const struct db_rows *rows,
    struct reminded_visit **list, size_t *count)
{
	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*list = arena_array(a, *count, sizeof **list);
	for (size_t i = 0; i < *count; i++) {
		struct db_row row = db_at(rows, i);

		(*list)[i] = (struct reminded_visit){
			.appointment_id = row_int(row, "appointment_id"),
			.starts_at_ms = row_time(row, "starts_at"),
			.agreed_at_ms = row_time(row, "agreed_at"),
			.status = row_text(row, "status"), .phone = row_text(row, "phone"),
			.language = row_text(row, "language"),
			.timezone = row_text(row, "timezone"),
		};
	}
	return DB_OK;
}

#define LACKS \
	"NOT EXISTS (SELECT 1 FROM reminders AS r WHERE r.appointment_id = v.appointment_id " \
	"AND r.offset_hours = ? AND r.channel = ?)"

enum db_result
reminders_ahead(struct db *db, struct arena *a, const struct reminder_filter *f,
    struct reminded_visit **list, size_t *count)
{
	int64_t since_ms = f->after_ms > f->since_ms ? f->after_ms : f->since_ms;
	struct db_rows *rows;
	/* A comparison of pairs would not use the index. */
	enum db_result result = db_read(db, a, &rows, VISIT_COLUMNS
	    "FROM appointments AS v FORCE INDEX (of_clinic) "
	    "JOIN patients AS p ON p.patient_id = v.patient_id "
	    "WHERE v.clinic_id = ? AND v.starts_at >= ? AND v.starts_at <= ? "
	    "AND (v.starts_at > ? OR (v.appointment_id > ? AND v.starts_at > ?)) "
	    "AND v.status IN ('scheduled', 'confirmed') "
	    "AND ((? AND " LACKS ") OR (? AND " LACKS ")) "
	    "ORDER BY v.starts_at, v.appointment_id LIMIT ?",
	    DB_VALUES(db_int(f->clinic_id), db_time(a, since_ms), db_time(a, f->until_ms),
	    db_time(a, since_ms), db_int(f->after_id), db_time(a, f->since_ms), db_bool(f->sms),
	    db_int(f->offset_hours), db_text("sms"), db_bool(f->call), db_int(f->offset_hours),
	    db_text("call"), db_int(f->limit)));

	return read_visits(result, a, rows, list, count);
}

enum db_result
reminders_together(struct db *db, struct arena *a, int64_t clinic_id, const char *phone,
    int64_t since_ms, int64_t until_ms, struct reminded_visit **list, size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows, VISIT_COLUMNS
	    "FROM patients AS p FORCE INDEX (of_phone) "
	    "JOIN appointments AS v FORCE INDEX (of_patient) ON v.patient_id = p.patient_id "
	    "WHERE p.clinic_id = ? AND p.phone = ? AND v.starts_at >= ? AND v.starts_at < ? "
	    "AND v.status IN ('scheduled', 'confirmed') "
	    "ORDER BY v.starts_at, v.appointment_id LIMIT ?",
	    DB_VALUES(db_int(clinic_id), db_text(phone), db_time(a, since_ms),
	    db_time(a, until_ms), db_int(REMINDED_TOGETHER_MAX)));

	return read_visits(result, a, rows, list, count);
}

enum db_result
reminder_claim(struct db *db, struct arena *a, const struct reminder *r, int64_t *reminder_id)
{
	enum db_result result = db_write(db,
	    "INSERT INTO reminders (clinic_id, appointment_id, offset_hours, channel, starts_at, "
	    "skipped, created_at) SELECT clinic_id, appointment_id, ?, ?, starts_at, ?, ? "
	    "FROM appointments WHERE appointment_id = ? AND starts_at = ? "
	    "AND status IN ('scheduled', 'confirmed')",
	    DB_VALUES(db_int(r->offset_hours), db_text(r->by_call ? "call" : "sms"),
	    db_text(r->skipped), db_time(a, clock_now_ms()), db_int(r->appointment_id),
	    db_time(a, r->starts_at_ms)));

	if (result == DB_OK)
		*reminder_id = db_insert_id(db);
	return result;
}

enum db_result
reminder_sent(struct db *db, int64_t reminder_id, int64_t message_id, int64_t call_id)
{
	return db_write(db, "UPDATE reminders SET message_id = ?, call_id = ? "
	    "WHERE reminder_id = ?",
	    DB_VALUES(db_id(message_id), db_id(call_id), db_int(reminder_id)));
}

/* As appointment_is_open has it; the cancelled ones are behind the others. The origin is that of
 * the text after calls that nobody answered. */
enum db_result
reminded_visits(struct db *db, struct arena *a, int64_t clinic_id, const char *phone,
    int64_t at_ms, struct reminded_visit **list, size_t *count)
{
	struct db_value at = db_time(a, at_ms);
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows, VISIT_COLUMNS
	    ", EXISTS (SELECT 1 FROM reminders AS r WHERE r.appointment_id = v.appointment_id "
	            "AND r.starts_at = v.starts_at "
	            "AND (r.message_id IS NOT NULL OR r.offset_hours = 0)) "
	        "OR EXISTS (SELECT 1 FROM calls AS c WHERE c.appointment_id = v.appointment_id "
	            "AND c.started_at >= COALESCE(v.status_at, v.created_at)) "
	        "OR EXISTS (SELECT 1 FROM messages AS m WHERE m.origin = "
	            "CONCAT('confirm-sms:', v.appointment_id, ':', "
	            "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', v.starts_at) DIV 1000)) AS told "
	    "FROM patients AS p FORCE INDEX (of_phone) "
	    "JOIN appointments AS v FORCE INDEX (of_patient) ON v.patient_id = p.patient_id "
	    "WHERE p.clinic_id = ? AND p.phone = ? AND v.starts_at > ? "
	    "AND v.status IN ('scheduled', 'confirmed', 'reschedule-requested', 'cancelled') "
	    "AND (EXISTS (SELECT 1 FROM reminders AS r WHERE r.appointment_id = v.appointment_id "
	            "AND r.message_id IS NOT NULL AND r.created_at <= ?) "
	        "OR EXISTS (SELECT 1 FROM calls AS c WHERE c.appointment_id = v.appointment_id "
	            "AND c.direction = 'outbound' AND c.started_at <= ?)) "
	    "ORDER BY v.status = 'cancelled', v.starts_at, v.appointment_id LIMIT ?",
	    DB_VALUES(db_int(clinic_id), db_text(phone), at, at, at, db_int(REPLIES_MAX)));

	result = read_visits(result, a, rows, list, count);
	for (size_t i = 0; result == DB_OK && i < *count; i++) {
		(*list)[i].told = row_bool(db_at(rows, i), "told");
		if (i && text_same((*list)[i].status, "cancelled") &&
		    !text_same((*list)[0].status, "cancelled"))
			*count = i;
	}
	return result;
}

void
reminder_told_to(struct facts *f, const struct reminded_visit *v, int64_t at_ms)
{
	struct arena *a = facts_arena(f);

	facts_add(f, "INSERT INTO reminders (clinic_id, appointment_id, offset_hours, channel, "
	    "starts_at, created_at) SELECT clinic_id, appointment_id, 0, 'sms', ?, ? "
	    "FROM appointments WHERE appointment_id = ? "
	    "ON DUPLICATE KEY UPDATE starts_at = VALUES(starts_at)",
	    DB_VALUES(db_time(a, v->starts_at_ms), db_time(a, at_ms), db_int(v->appointment_id)));
}

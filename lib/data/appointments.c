/* Appointments. See appointments.h. */
#include "data/appointments.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/page.h"
#include "data/patient_row.h"

/* Widths of the columns, as in schema/0013-appointments.sql; TEXT has 65535 bytes. */
enum { DOCTOR_MAX = 200, NOTES_MAX = 5000 };

#define SELECT_APPOINTMENTS \
	"SELECT v.appointment_id, v.clinic_id, v.doctor, v.starts_at, v.duration_minutes, " \
	"v.status, v.notes, v.created_at, " PATIENT_COLUMNS " FROM appointments AS v " \
	"JOIN patients AS p ON p.patient_id = v.patient_id "

static struct appointment
read_row(struct db_row row)
{
	return (struct appointment){
		.appointment_id = row_int(row, "appointment_id"),
		.clinic_id = row_int(row, "clinic_id"),
		.patient_id = row_int(row, "patient_id"),
		.doctor = row_text(row, "doctor"),
		.starts_at_ms = row_time(row, "starts_at"),
		.duration_minutes = (int)row_int(row, "duration_minutes"),
		.status = row_text(row, "status"),
		.notes = row_text(row, "notes"),
		.created_at_ms = row_time(row, "created_at"),
		.patient = patient_of_row(row),
	};
}

enum db_result
appointment_find(struct db *db, struct arena *a, int64_t appointment_id, struct appointment *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    SELECT_APPOINTMENTS "WHERE v.appointment_id = ?", DB_VALUES(db_int(appointment_id)));

	if (result == DB_OK)
		*out = read_row(row);
	return result;
}

enum db_result
appointment_add(struct db *db, struct arena *a, struct appointment *v)
{
	struct db_value now = db_time(a, clock_now_ms());
	enum db_result result = db_write(db,
	    "INSERT INTO appointments (clinic_id, patient_id, doctor, starts_at, duration_minutes, "
	    "status, notes, created_at, updated_at) "
	    "SELECT clinic_id, patient_id, ?, ?, ?, ?, ?, ?, ? FROM patients WHERE patient_id = ? AND clinic_id = ?",
	    DB_VALUES(db_text_fit(a, v->doctor ? v->doctor : "", DOCTOR_MAX),
	    db_time(a, v->starts_at_ms), db_int(v->duration_minutes), db_text(v->status),
	    db_text_fit(a, v->notes, NOTES_MAX), now, now, db_int(v->patient_id),
	    db_int(v->clinic_id)));

	if (result == DB_NONE)
		return DB_CONFLICT;
	return result == DB_OK ? appointment_find(db, a, db_insert_id(db), v) : result;
}

enum db_result
appointment_hold(struct db *db, struct arena *a, int64_t appointment_id)
{
	struct db_row row;

	return db_read_one(db, a, &row,
	    "SELECT appointment_id FROM appointments WHERE appointment_id = ? FOR UPDATE",
	    DB_VALUES(db_int(appointment_id)));
}

enum db_result
appointments_list(struct db *db, struct arena *a, const struct appointment_filter *f,
    struct json_object *items)
{
	struct db_query *q = db_query(a, SELECT_APPOINTMENTS "WHERE TRUE");
	struct db_rows *rows;
	enum db_result result;

	db_query_if(q, " AND v.clinic_id = ?", db_id(f->clinic_id));
	db_query_if(q, " AND v.patient_id = ?", db_id(f->patient_id));
	db_query_if(q, " AND v.doctor = ?", db_text(f->doctor));
	db_query_if(q, " AND v.status = ?", db_text(f->status));
	stretch_query(q, a, &(struct stretch){
		f->since_ms, f->until_ms, f->before_ms, f->before_id, f->limit,
	}, "v.starts_at", "v.appointment_id");
	result = db_query_read(db, a, &rows, q);
	for (size_t i = 0; result == DB_OK && i < db_count(rows); i++) {
		const struct appointment visit = read_row(db_at(rows, i));

		json_append(items, appointment_object(a, &visit));
	}
	return result;
}

/* --- changes by staff ------------------------------------------------------------------------ */

struct change {
	struct arena *arena;
	int64_t appointment_id;
	appointment_edit *edit;
	void *context;
	struct appointment after;
};

static enum db_result
change(struct db *db, void *context)
{
	struct change *c = context;
	struct appointment *v = &c->after, before;
	struct arena *a = c->arena;
	struct db_value now = db_time(a, clock_now_ms());
	struct db_row row;
	bool is_new;
	enum db_result result = db_read_one(db, a, &row,
	    SELECT_APPOINTMENTS "WHERE v.appointment_id = ? FOR UPDATE",
	    DB_VALUES(db_int(c->appointment_id)));

	if (result != DB_OK)
		return result;
	before = *v = read_row(row);
	c->edit(v, c->context);
	is_new = v->starts_at_ms != before.starts_at_ms || !text_same(v->status, before.status);
	result = db_write(db, "UPDATE appointments SET patient_id = ?, doctor = ?, starts_at = ?, "
	    "duration_minutes = ?, status = ?, status_at = IF(?, ?, status_at), notes = ?, "
	    "updated_at = ? WHERE appointment_id = ? AND EXISTS (SELECT 1 FROM patients AS p "
	        "WHERE p.patient_id = ? AND p.clinic_id = appointments.clinic_id)",
	    DB_VALUES(db_int(v->patient_id), db_text_fit(a, v->doctor, DOCTOR_MAX),
	    db_time(a, v->starts_at_ms), db_int(v->duration_minutes), db_text(v->status),
	    db_bool(is_new), now, db_text_fit(a, v->notes, NOTES_MAX), now,
	    db_int(c->appointment_id), db_int(v->patient_id)));
	if (result == DB_NONE)
		return DB_CONFLICT;
	return result == DB_OK ? appointment_find(db, a, c->appointment_id, v) : result;
}

enum db_result
appointment_change(struct db *db, struct arena *a, int64_t appointment_id,
    appointment_edit *edit, void *context, struct appointment *out)
{
	struct change c = {
		.arena = a, .appointment_id = appointment_id, .edit = edit, .context = context,
	};
	enum db_result result = db_within(db, change, &c);

	if (result == DB_OK)
		*out = c.after;
	return result;
}

static enum db_result
delete(struct db *db, void *context)
{
	struct db_value id = db_int(*(const int64_t *)context);
	enum db_result result = db_write(db,
	    "UPDATE bookings SET appointment_id = NULL WHERE appointment_id = ?", DB_VALUES(id));

	/* The clinic's tasks alone: they have no index by visit. */
	if (result <= DB_NONE)
		result = db_write(db, "UPDATE tasks SET appointment_id = NULL "
		    "WHERE appointment_id = ? AND clinic_id = "
		    "(SELECT clinic_id FROM appointments WHERE appointment_id = ?)",
		    DB_VALUES(id, id));
	if (result > DB_NONE)
		return result;
	return db_write(db, "DELETE FROM appointments WHERE appointment_id = ?", DB_VALUES(id));
}

enum db_result
appointment_delete(struct db *db, int64_t appointment_id)
{
	return db_within(db, delete, &appointment_id);
}

/* --- a patient's answer ---------------------------------------------------------------------- */

bool
appointment_is_open(const struct appointment *v, int64_t now_ms)
{
	return v->starts_at_ms > now_ms && (text_same(v->status, "scheduled") ||
	    text_same(v->status, "confirmed") || text_same(v->status, "reschedule-requested"));
}

/* As appointment_is_open has it. */
#define ANSWER \
	"UPDATE appointments SET status = ?, status_at = ?, updated_at = ? " \
	"WHERE appointment_id = ? AND starts_at > ? " \
	"AND status IN ('scheduled', 'confirmed', 'reschedule-requested') " \
	"AND COALESCE(status_at <= ?, TRUE)"
enum { ANSWER_VALUES = 6 };

static void
answer_values(struct arena *a, int64_t appointment_id, const char *status, int64_t at_ms,
    struct db_value values[ANSWER_VALUES])
{
	struct db_value at = db_time(a, at_ms);
	struct db_value v[ANSWER_VALUES] = {
		db_text(status), at, db_time(a, clock_now_ms()), db_int(appointment_id), at, at,
	};

	memcpy(values, v, sizeof v);
}

void
appointment_answer_to(struct facts *f, int64_t appointment_id, const char *status, int64_t at_ms)
{
	struct db_value values[ANSWER_VALUES];

	answer_values(facts_arena(f), appointment_id, status, at_ms, values);
	facts_add(f, ANSWER, values, ANSWER_VALUES);
}

enum db_result
appointment_answer(struct db *db, struct arena *a, int64_t appointment_id, const char *status,
    int64_t at_ms)
{
	struct db_value values[ANSWER_VALUES + 1];

	answer_values(a, appointment_id, status, at_ms, values);
	values[ANSWER_VALUES] = db_text(status);
	return db_write(db, ANSWER " AND status <> ?", values, ANSWER_VALUES + 1);
}

/* --- as others see it ------------------------------------------------------------------------ */

struct json_object *
appointment_object(struct arena *a, const struct appointment *v)
{
	struct json_object *o = json_object_in(a);

	json_put_int(o, "id", v->appointment_id);
	json_put_int(o, "clinicId", v->clinic_id);
	json_put_int(o, "patientId", v->patient_id);
	json_put(o, "patient", patient_object(a, &v->patient));
	json_put_text(o, "doctor", v->doctor);
	json_put_time(o, "startsAt", v->starts_at_ms);
	json_put_int(o, "durationMinutes", v->duration_minutes);
	json_put_text(o, "status", v->status);
	json_put_text(o, "notes", v->notes);
	json_put_time(o, "createdAt", v->created_at_ms);
	return o;
}

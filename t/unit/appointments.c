/* Appointments in a real database: what staff does, what patients answer, and which of the two
 * counts in whatever order they arrive. */
#include "data/appointments.h"

#include "core/clock.h"
#include "core/text.h"
#include "../lib/clinics.h"

static const int64_t NOW = INT64_C(1795248052123);	/* 2026-11-21T08:00:52.123Z */
enum { MINUTE_MS = 60000, HOUR_MS = 3600000 };

static struct arena *a;
static struct db *db;
static int64_t clinic_id, other_id, maria, ben, theirs;

static int64_t
patient(int64_t clinic, const char *name, const char *phone)
{
	if (db_write(db, "INSERT INTO patients (clinic_id, first_name, phone, language, created_at, "
	    "updated_at) VALUES (?, ?, ?, 'en-US', NOW(3), NOW(3))",
	    DB_VALUES(db_int(clinic), db_text(name), db_text(phone))) != DB_OK)
		bail_out("no patient: %s", db_error(db));
	return db_insert_id(db);
}

static struct appointment
visit(int64_t patient_id, int64_t starts_at_ms)
{
	return (struct appointment){
		.clinic_id = clinic_id, .patient_id = patient_id, .doctor = "Dr. Muñoz",
		.starts_at_ms = starts_at_ms, .duration_minutes = 30, .status = "scheduled",
	};
}

static int64_t
made(struct appointment v)
{
	if (appointment_add(db, a, &v) != DB_OK)
		bail_out("no appointment: %s", db_error(db));
	return v.appointment_id;
}

static const char *
status_of(int64_t appointment_id)
{
	struct appointment v;

	return appointment_find(db, a, appointment_id, &v) == DB_OK ? v.status : NULL;
}

static void
test_add(void)
{
	struct appointment v = visit(maria, NOW + HOUR_MS), got;

	v.notes = "Bring the X-rays";
	clock_set(NOW);
	is_int(appointment_add(db, a, &v), DB_OK, "a visit is agreed");
	clock_set(0);
	is_text(v.patient.first_name, "Maria", "with its patient");
	is_int(appointment_find(db, a, v.appointment_id, &got), DB_OK, "and found");
	is_int(got.patient.patient_id, maria, "whose it is");
	ok(!got.patient.opted_out, "who can be reached");
	is_text(json_text(a, appointment_object(a, &got)), arena_printf(a,
	    "{\"id\":%d,\"clinicId\":%d,\"patientId\":%d,\"patient\":%s,"
	    "\"doctor\":\"Dr. Muñoz\",\"startsAt\":\"2026-11-21T09:00:52.123Z\","
	    "\"durationMinutes\":30,\"status\":\"scheduled\",\"notes\":\"Bring the X-rays\","
	    "\"createdAt\":\"2026-11-21T08:00:52.123Z\"}", (int)v.appointment_id, (int)clinic_id,
	    (int)maria, json_text(a, patient_object(a, &got.patient))), "the object");
	must(db, arena_printf(a, "INSERT INTO consents (clinic_id, phone, channel, state, at) VALUES "
	    "(%d, '+12125550101', 'sms', 'out', '2026-01-02'), "
	    "(%d, '+12125550101', 'sms', 'in', '2026-01-01'), "
	    "(%d, '+12125550102', 'call', 'out', '2026-01-01'), "
	    "(%d, '+12125550102', 'call', 'in', '2026-01-02'), "
	    "(%d, '+12125550102', 'marketing', 'out', '2026-01-02')", (int)clinic_id,
	    (int)clinic_id, (int)clinic_id, (int)clinic_id, (int)clinic_id));
	is_int(appointment_find(db, a, v.appointment_id, &got), DB_OK, "after her number said no");
	ok(got.patient.opted_out, "she cannot be reached: what was said last holds");
	v = visit(ben, NOW);
	is_int(appointment_add(db, a, &v), DB_OK, "one whose number changed its mind");
	ok(!v.patient.opted_out, "can");
	v = visit(theirs, NOW);
	is_int(appointment_add(db, a, &v), DB_CONFLICT, "another clinic's patient");
	v = visit(99999, NOW);
	is_int(appointment_add(db, a, &v), DB_CONFLICT, "no patient");
	is_int(appointment_find(db, a, 99999, &got), DB_NONE, "no such appointment");
}

static const char *
listed(struct appointment_filter filter)
{
	struct json_object *items = json_array_in(a);
	struct text t = text_new(a);

	filter.limit = filter.limit ? filter.limit : 10;
	if (appointments_list(db, a, &filter, items) != DB_OK)
		return "(failed)";
	for (size_t i = 0; i < json_object_array_length(items); i++)
		text_printf(&t, "%s%s", i ? " " : "",
		    json_get_text(json_object_array_get_idx(items, i), "notes"));
	return t.data;
}

static void
test_list(void)
{
	static const struct { const char *notes, *doctor, *status; int minutes; } visits[] = {
		{ "noon", "Dr. Muñoz", "scheduled", 0 }, { "ten", "Dr. Lee", "confirmed", -120 },
		{ "also-noon", "", "cancelled", 0 }, { "two", "Dr. Lee", "scheduled", 120 },
	};
	int64_t ids[4];

	must(db, "DELETE FROM appointments");
	for (size_t i = 0; i < sizeof visits / sizeof *visits; i++) {
		struct appointment v = visit(i ? maria : ben, NOW + visits[i].minutes * MINUTE_MS);

		v.notes = visits[i].notes;
		v.doctor = visits[i].doctor;
		v.status = visits[i].status;
		ids[i] = made(v);
	}
	must(db, arena_printf(a, "INSERT INTO appointments (clinic_id, patient_id, doctor, "
	    "starts_at, duration_minutes, notes, created_at, updated_at) "
	    "VALUES (%d, %d, '', '2026-11-21', 30, 'theirs', NOW(3), NOW(3))", (int)other_id, (int)theirs));
#define LISTED(...) listed((struct appointment_filter){ .clinic_id = clinic_id, __VA_ARGS__ })
	is_text(LISTED(0), "two also-noon noon ten", "a clinic's, the latest visit first");
	is_text(listed((struct appointment_filter){ 0 }), "two also-noon noon ten theirs", "all");
	is_text(LISTED(.patient_id = ben), "noon", "a patient's");
	is_text(LISTED(.doctor = "dr. munoz"), "noon", "a doctor's, whatever the case and accents");
	is_text(LISTED(.status = "cancelled"), "also-noon", "by status");
	is_text(LISTED(.since_ms = NOW), "two also-noon noon", "from a moment on");
	is_text(LISTED(.until_ms = NOW), "ten", "to a moment, exclusively");
	is_text(LISTED(.limit = 2), "two also-noon", "a page");
	is_text(LISTED(.before_ms = NOW, .before_id = ids[2]), "noon ten",
	    "and the next, in the middle of those of one time");
}

static void
take(struct appointment *v, void *context)
{
	const struct appointment *wanted = context;

	if (wanted->status)
		v->status = wanted->status;
	if (wanted->starts_at_ms)
		v->starts_at_ms = wanted->starts_at_ms;
	if (wanted->patient_id)
		v->patient_id = wanted->patient_id;
	if (wanted->doctor)
		v->doctor = wanted->doctor;
}

static void
test_change(void)
{
	int64_t id = made(visit(maria, NOW + HOUR_MS));
	struct appointment got;

	is_int(appointment_change(db, a, id, take, &(struct appointment){ .status = "confirmed",
	    .starts_at_ms = NOW, .patient_id = ben, .doctor = "Dr. Lee" }, &got), DB_OK, "changed");
	ok(text_same(got.status, "confirmed") && got.starts_at_ms == NOW &&
	    got.patient_id == ben && text_same(got.doctor, "Dr. Lee"), "in all of it");
	is_text(got.patient.first_name, "Ben", "with the new patient");
	is_int(appointment_change(db, a, id, take, &(struct appointment){ .patient_id = theirs },
	    &got), DB_CONFLICT, "not to another clinic's patient");
	is_int(appointment_change(db, a, 99999, take, &(struct appointment){ 0 }, &got), DB_NONE,
	    "no such appointment");
	must(db, arena_printf(a, "INSERT INTO reminders (clinic_id, appointment_id, offset_hours, "
	    "channel, starts_at, created_at) VALUES (%d, %d, 2, 'sms', NOW(3), NOW(3))",
	    (int)clinic_id, (int)id));
	must(db, arena_printf(a, "INSERT INTO bookings (clinic_id, call_sid, source, evidence, "
	    "confidence, appointment_id, created_at, updated_at) "
	    "VALUES (%d, 'CA1', 'detector', '', 1, %d, NOW(3), NOW(3))", (int)clinic_id, (int)id));
	must(db, arena_printf(a, "INSERT INTO tasks (clinic_id, kind, title, appointment_id, "
	    "created_at) SELECT clinic_id, 'other', 'Call', appointment_id, NOW(3) "
	    "FROM appointments WHERE appointment_id = %lld", (long long)id));
	is_int(appointment_delete(db, id), DB_OK, "deleted");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM tasks WHERE appointment_id IS NULL"), 1,
	    "its task stays, of no visit");
	is_int(appointment_delete(db, id), DB_NONE, "once");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM reminders"), 0, "with its reminders");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM bookings WHERE appointment_id IS NULL"), 1,
	    "and its booking has none");
}

/* --- answers ----------------------------------------------------------------------------------- */

static void
test_open(void)
{
	static const struct { const char *status; bool open; } cases[] = {
		{ "scheduled", true }, { "confirmed", true }, { "reschedule-requested", true },
		{ "cancelled", false }, { "completed", false }, { "no-show", false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct appointment v = visit(maria, NOW + 1);
		int64_t id;

		v.status = cases[i].status;
		is_int(appointment_is_open(&v, NOW), cases[i].open, "%s, ahead", cases[i].status);
		ok(!appointment_is_open(&v, NOW + 1), "and past");
		id = made(v);
		is_int(appointment_answer(db, a, id, "cancelled", NOW + 1), DB_NONE,
		    "too late for an answer");
		is_int(appointment_answer(db, a, id, "cancelled", NOW),
		    cases[i].open ? DB_OK : DB_NONE, "an answer in time");
		is_text(status_of(id), cases[i].open ? "cancelled" : cases[i].status, "counts so");
	}
}

static void
test_answers(void)
{
	int64_t id = made(visit(maria, NOW + HOUR_MS));
	struct appointment got;

	is_int(appointment_answer(db, a, id, "confirmed", NOW), DB_OK, "she comes");
	is_int(appointment_answer(db, a, id, "confirmed", NOW), DB_NONE, "as she said");
	is_int(appointment_answer(db, a, id, "reschedule-requested", NOW + 2000), DB_OK,
	    "she would rather come later");
	is_int(appointment_answer(db, a, id, "cancelled", NOW + 1000), DB_NONE,
	    "what she said before that arrives too late");
	is_text(status_of(id), "reschedule-requested", "to change it");
	clock_set(NOW + 5000);
	is_int(appointment_change(db, a, id, take, &(struct appointment){
	    .starts_at_ms = NOW + 2 * HOUR_MS, .status = "scheduled" }, &got), DB_OK, "it is moved");
	clock_set(0);
	is_int(appointment_answer(db, a, id, "cancelled", NOW + 4000), DB_NONE,
	    "an answer from before that was about another time");
	is_int(appointment_answer(db, a, id, "confirmed", NOW + 6000), DB_OK, "one after it counts");
	clock_set(NOW + 9000);
	is_int(appointment_change(db, a, id, take, &(struct appointment){ .doctor = "Dr. Lee" },
	    &got), DB_OK, "another doctor");
	clock_set(0);
	is_int(appointment_answer(db, a, id, "cancelled", NOW + 8000), DB_OK, "is no other time");
	is_int(appointment_answer(db, a, id, "confirmed", NOW + 10000), DB_NONE,
	    "nothing brings back what was cancelled");
	is_int(appointment_answer(db, a, 99999, "confirmed", NOW), DB_NONE, "no such appointment");
}

static void
test_facts(void)
{
	struct event event = { .subject = "CA2", .type = "gather", .at_ms = NOW, .status = 200 };
	int64_t id = made(visit(maria, NOW + HOUR_MS)), past = made(visit(maria, NOW));
	const int64_t of[] = { id, past, id, 99999 };
	bool duplicate;

	for (size_t i = 0; i < 4; i++) {
		struct facts *facts = facts_new(a);

		appointment_answer_to(facts, of[i], "confirmed", NOW);
		is_int(facts_store(db, a, &event, facts, &duplicate), DB_OK, "with an event");
	}
	is_text(status_of(id), "confirmed", "the answer counts");
	is_text(status_of(past), "scheduled", "not for a visit that is past");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM events"), 4, "the event is kept each time");
}

int
main(void)
{
	a = arena_new(64 << 20);
	db = test_db_with_schema(a);
	clinic_id = test_clinic(db, a, "Hillside");
	other_id = test_clinic(db, a, "Lakeside");
	maria = patient(clinic_id, "Maria", "+12125550101");
	ben = patient(clinic_id, "Ben", "+12125550102");
	theirs = patient(other_id, "Theirs", "+12125550101");
	test_add();
	test_list();
	test_change();
	test_open();
	test_answers();
	test_facts();
	db_free(db);
	arena_free(a);
	return done_testing();
}

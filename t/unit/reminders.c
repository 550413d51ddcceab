/* Reminders as rows: which visits are ahead, who may send, and what a reply can mean. */
#include "data/reminders.h"

#include "core/clock.h"
#include "core/text.h"
#include "../lib/clinics.h"

static const int64_t NOW = INT64_C(1795248000000);	/* 2026-11-21T08:00:00Z */
enum { MINUTE_MS = 60000, HOUR_MS = 3600000 };

static struct arena *a;
static struct db *db;
static int64_t clinic_id, other_id, maria, ben, theirs;

static int64_t
patient(int64_t clinic, const char *name, const char *phone)
{
	must(db, arena_printf(a, "INSERT INTO patients (clinic_id, first_name, phone, language, "
	    "timezone, created_at, updated_at) VALUES (%d, '%s', '%s', 'hi', "
	    "'America/Los_Angeles', NOW(3), NOW(3))", (int)clinic, name, phone));
	return select_int(db, a, "SELECT MAX(patient_id) FROM patients");
}

static int64_t
visit(int64_t clinic, int64_t patient_id, int minutes, const char *status)
{
	must(db, arena_printf(a, "INSERT INTO appointments (clinic_id, patient_id, starts_at, "
	    "duration_minutes, status, created_at, updated_at) VALUES (%d, %d, '%s', 30, '%s', "
	    "'%s', NOW(3))", (int)clinic, (int)patient_id,
	    instant_sql(a, NOW + (int64_t)minutes * MINUTE_MS), status,
	    instant_sql(a, NOW - 48 * (int64_t)HOUR_MS)));
	return select_int(db, a, "SELECT MAX(appointment_id) FROM appointments");
}

static const char *
ids(const struct reminded_visit *list, size_t count)
{
	struct text t = text_new(a);

	for (size_t i = 0; i < count; i++)
		text_printf(&t, "%s%d", i ? " " : "", (int)list[i].appointment_id);
	return t.data;
}

static const char *
ahead(struct reminder_filter f)
{
	struct reminded_visit *list;
	size_t count;

	f.clinic_id = clinic_id;
	f.offset_hours = f.offset_hours ? f.offset_hours : 2;
	f.limit = f.limit ? f.limit : 10;
	if (reminders_ahead(db, a, &f, &list, &count) != DB_OK)
		return "(failed)";
	return ids(list, count);
}

static const char *
together(const char *phone, int64_t since_ms, int64_t until_ms)
{
	struct reminded_visit *list;
	size_t count;

	if (reminders_together(db, a, clinic_id, phone, since_ms, until_ms, &list, &count) != DB_OK)
		return "(failed)";
	return ids(list, count);
}

static const char *
meant(const char *phone, int64_t at_ms)
{
	struct reminded_visit *list;
	size_t count;

	if (reminded_visits(db, a, clinic_id, phone, at_ms, &list, &count) != DB_OK)
		return "(failed)";
	return ids(list, count);
}

static void
test_clinics(void)
{
	int64_t *list, version;
	size_t count;

	is_int(reminding_clinics(db, a, 0, 10, &list, &count), DB_OK, "clinics with reminders");
	is_int((int64_t)count, 0, "none");
	(void)routing_save(db, a, clinic_id, "{\"reminders\":{\"enabled\":true}}", 0, &version);
	(void)routing_save(db, a, other_id, "{\"reminders\":{\"enabled\":false}}", 0, &version);
	is_int(reminding_clinics(db, a, 0, 10, &list, &count), DB_OK, "when one has turned them on");
	ok(count == 1 && list[0] == clinic_id, "that one");
	is_int(reminding_clinics(db, a, clinic_id, 10, &list, &count), DB_OK, "after it");
	is_int((int64_t)count, 0, "none");
}

static void
test_rows(void)
{
	int64_t early = visit(clinic_id, maria, 30, "scheduled");
	int64_t one = visit(clinic_id, maria, 60, "scheduled");
	int64_t two = visit(clinic_id, ben, 60, "confirmed");
	int64_t three = visit(clinic_id, maria, 90, "scheduled");
	int64_t cancelled = visit(clinic_id, maria, 70, "cancelled"), id = 0;
	struct reminder_filter f = {
		.since_ms = NOW + 30 * MINUTE_MS, .until_ms = NOW + 90 * MINUTE_MS, .sms = true,
	};
	struct reminder r = {
		.appointment_id = one, .starts_at_ms = NOW + 60 * MINUTE_MS, .offset_hours = 2,
	};
	struct reminded_visit *list;
	size_t count;

	(void)visit(clinic_id, maria, 60, "reschedule-requested");
	(void)visit(other_id, theirs, 60, "scheduled");
	is_text(ahead(f), arena_printf(a, "%d %d %d", (int)one, (int)two, (int)three),
	    "scheduled and confirmed, after the beginning and up to the end");
	(void)early;
	f.limit = 1;
	is_text(ahead(f), arena_printf(a, "%d", (int)one), "a page");
	f.after_ms = NOW + 60 * MINUTE_MS;
	f.after_id = one;
	is_text(ahead(f), arena_printf(a, "%d", (int)two), "the next, of the same minute");
	f.after_id = two;
	is_text(ahead(f), arena_printf(a, "%d", (int)three), "and the last");
	f.after_ms = NOW + 90 * MINUTE_MS;
	f.after_id = three;
	is_text(ahead(f), "", "and no more");
	f = (struct reminder_filter){ .since_ms = NOW, .until_ms = NOW + HOUR_MS, .sms = true };
	is_int(reminder_claim(db, a, &r, &id), DB_OK, "a claim");
	ok(id > 0, "with its id");
	is_int(reminder_claim(db, a, &r, &id), DB_DUPLICATE, "once");
	is_text(ahead(f), arena_printf(a, "%d %d", (int)early, (int)two), "it is ahead no more");
	f.call = true;
	is_text(ahead(f), arena_printf(a, "%d %d %d", (int)early, (int)one, (int)two),
	    "but for a call");
	f.sms = false;
	is_text(ahead(f), arena_printf(a, "%d %d %d", (int)early, (int)one, (int)two),
	    "which is another matter");
	f.sms = true;
	f.call = false;
	f.offset_hours = 3;
	is_text(ahead(f), arena_printf(a, "%d %d %d", (int)early, (int)one, (int)two),
	    "as is another offset");
	r.by_call = true;
	is_int(reminder_claim(db, a, &r, &id), DB_OK, "the call");
	r.appointment_id = two;
	r.starts_at_ms++;
	is_int(reminder_claim(db, a, &r, &id), DB_NONE, "a visit that was moved meanwhile");
	r.appointment_id = cancelled;
	r.starts_at_ms = NOW + 70 * MINUTE_MS;
	is_int(reminder_claim(db, a, &r, &id), DB_NONE, "one that was cancelled");
	is_int(reminders_together(db, a, clinic_id, "+12125550101", NOW, NOW + 60 * MINUTE_MS,
	    &list, &count), DB_OK, "those of a number");
	ok(count == 1 && text_same(list[0].language, "hi") &&
	    text_same(list[0].timezone, "America/Los_Angeles") &&
	    list[0].agreed_at_ms == NOW - 48 * (int64_t)HOUR_MS, "with what is asked of them");
	is_text(together("+12125550101", NOW + 60 * MINUTE_MS, NOW + 91 * MINUTE_MS),
	    arena_printf(a, "%d %d", (int)one, (int)three), "up to an end, in their order");
	is_text(together("+12125550199", NOW, NOW + HOUR_MS), "", "of a number that nobody has");
}

static bool
is_told(int64_t at_ms)
{
	struct reminded_visit *list;
	size_t count = 0;

	return reminded_visits(db, a, clinic_id, "+12125550102", at_ms, &list, &count) == DB_OK &&
	    count == 1 && list[0].told;
}

/* Does the patient know when the visit is? */
static void
test_told(void)
{
	int64_t one = visit(clinic_id, ben, 60, "scheduled"), id = 0, starts_ms = NOW + HOUR_MS;
	struct reminded_visit v = { .appointment_id = one, .starts_at_ms = starts_ms };
	struct event e = {
		.subject = "SM1", .type = "sms", .claim = "SM1:sms", .at_ms = NOW, .path = "/x",
		.status = 200, .started_us = clock_steady_us(),
	};
	struct facts *f = facts_new(a);
	bool duplicate;

	clock_set(NOW);
	(void)reminder_claim(db, a, &(struct reminder){ .appointment_id = one, .offset_hours = 2,
	    .starts_at_ms = starts_ms }, &id);
	(void)reminder_sent(db, id, 18, 0);
	clock_set(0);
	ok(is_told(NOW), "by the text");
	must(db, arena_printf(a, "UPDATE appointments SET starts_at = starts_at + INTERVAL 1 HOUR, "
	    "status_at = '%s' WHERE appointment_id = %d", instant_sql(a, NOW), (int)one));
	ok(!is_told(NOW), "not of another time");
	v.starts_at_ms += HOUR_MS;
	reminder_told_to(f, &v, NOW);
	is_int(facts_store(db, a, &e, f, &duplicate), DB_OK, "who has asked");
	ok(is_told(NOW), "knows it too");
	must(db, "UPDATE appointments SET starts_at = starts_at + INTERVAL 1 HOUR");
	ok(!is_told(NOW), "until it is moved once more");
	must(db, arena_printf(a, "INSERT INTO messages (origin, direction, from_number, to_number, "
	    "phone, body, status, status_rank, created_at, updated_at) VALUES "
	    "('confirm-sms:%d:%lld', 'outbound', '', '', '', '', 'sent', 4, NOW(3), NOW(3))",
	    (int)one, (long long)(NOW + 3 * (int64_t)HOUR_MS)));
	ok(is_told(NOW), "by the text after calls that nobody answered");
	must(db, "UPDATE appointments SET starts_at = starts_at + INTERVAL 1 HOUR");
	ok(!is_told(NOW), "which is about one time as well");
	must(db, arena_printf(a, "INSERT INTO calls (clinic_id, direction, from_number, to_number, "
	    "phone, status, status_rank, started_at, appointment_id) VALUES (%d, 'outbound', "
	    "'+18455550100', '+12125550102', '+12125550102', 'no-answer', 9, '%s', %d)",
	    (int)clinic_id, instant_sql(a, NOW), (int)one));
	ok(is_told(NOW), "by a call since");
}

static void
test_replies(void)
{
	int64_t one, two, sent = 0;
	struct reminder r = { .offset_hours = 2 };

	must(db, "DELETE FROM appointments");
	clock_set(NOW);
	one = visit(clinic_id, maria, 60, "scheduled");
	two = visit(clinic_id, maria, 90, "reschedule-requested");
	is_text(meant("+12125550101", NOW), "", "nobody was reminded");
	r.appointment_id = one;
	r.starts_at_ms = NOW + 60 * MINUTE_MS;
	r.skipped = "opted out";
	is_int(reminder_claim(db, a, &r, &sent), DB_OK, "one that is not sent");
	is_text(meant("+12125550101", NOW), "", "is none");
	is_int(reminder_sent(db, sent, 17, 0), DB_OK, "one that is");
	is_text(meant("+12125550101", NOW), arena_printf(a, "%d", (int)one), "can be meant");
	is_text(meant("+12125550101", NOW - 1), "", "but not before");
	is_text(meant("+12125550101", NOW + 60 * MINUTE_MS), "", "nor when the visit begins");
	is_text(meant("+12125550102", NOW), "", "nor by another number");
	must(db, arena_printf(a, "INSERT INTO calls (clinic_id, direction, from_number, to_number, "
	    "phone, status, status_rank, started_at, appointment_id) VALUES (%d, 'outbound', "
	    "'+18455550100', '+12125550101', '+12125550101', 'no-answer', 9, '%s', %d)",
	    (int)clinic_id, instant_sql(a, NOW), (int)two));
	is_text(meant("+12125550101", NOW), arena_printf(a, "%d %d", (int)one, (int)two),
	    "and one that was called about");
	must(db, arena_printf(a, "UPDATE appointments SET status = 'cancelled' WHERE "
	    "appointment_id = %d", (int)one));
	is_text(meant("+12125550101", NOW), arena_printf(a, "%d", (int)two),
	    "a cancelled one cannot");
	must(db, "UPDATE appointments SET status = 'cancelled'");
	is_text(meant("+12125550101", NOW), arena_printf(a, "%d %d", (int)one, (int)two),
	    "unless there is no other");
	clock_set(0);
}

/* Four workers at one visit. */
static int
claims(int n)
{
	struct arena *own = arena_new(1 << 20);
	struct db *mine = test_db();
	int64_t id;

	(void)n;
	return (int)reminder_claim(mine, own, &(struct reminder){ .offset_hours = 24,
	    .appointment_id = select_int(mine, own, "SELECT MIN(appointment_id) FROM appointments "
	        "WHERE status <> 'cancelled' AND status <> 'reschedule-requested'"),
	    .starts_at_ms = NOW + 60 * MINUTE_MS }, &id);
}

int
main(void)
{
	struct tally tally;

	a = arena_new(64u << 20);
	db = test_db_with_schema(a);
	clinic_id = test_clinic(db, a, "Hillside");
	other_id = test_clinic(db, a, "Lakeside");
	maria = patient(clinic_id, "Maria", "+12125550101");
	ben = patient(clinic_id, "Ben", "+12125550102");
	theirs = patient(other_id, "Maria", "+12125550101");
	test_clinics();
	test_rows();
	must(db, "DELETE FROM appointments");
	test_told();
	test_replies();
	(void)visit(clinic_id, maria, 60, "scheduled");
	tally = test_at_once(4, claims);
	is_int(tally.of[DB_OK], 1, "of four at once one has it");
	is_int(tally.of[DB_DUPLICATE], 3, "and the others are told so");
	db_free(db);
	return done_testing();
}

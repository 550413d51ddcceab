/* Tasks in a real database. */
#include "data/tasks.h"

#include "core/clock.h"
#include "core/text.h"
#include "../lib/clinics.h"

static const int64_t NOW = INT64_C(1795248052123);

static struct arena *a;
static struct db *db;
static int64_t clinic_id;

static void
test_add(void)
{
	struct task task = {
		.clinic_id = clinic_id, .kind = "voicemail", .title = "Call Zoë back",
		.origin = "voicemail:RE1", .due_at_ms = NOW + 60000, .call_sid = "CA1",
		.message_sid = "SM1", .appointment_id = 7,
	}, again = task, got;

	clock_set(NOW);
	is_int(task_add(db, a, &task), DB_OK, "a task is added");
	clock_set(0);
	is_int(task_find(db, a, task.task_id, &got), DB_OK, "and found");
	ok(got.clinic_id == clinic_id && text_same(got.kind, "voicemail") &&
	    text_same(got.title, "Call Zoë back") && text_same(got.origin, "voicemail:RE1") &&
	    !got.done && !got.assignee_id && got.due_at_ms == NOW + 60000 &&
	    text_same(got.call_sid, "CA1") && text_same(got.message_sid, "SM1") &&
	    got.appointment_id == 7 && got.created_at_ms == NOW && task.created_at_ms == NOW,
	    "as it was added");
	again.title = "Something else";
	is_int(task_add(db, a, &again), DB_OK, "the same origin again");
	is_int(again.task_id, task.task_id, "is the same task");
	is_text(again.title, "Call Zoë back", "which stays as it was");
	is_int(again.created_at_ms, NOW, "since when");
	for (int i = 0; i < 2; i++) {
		got = (struct task){ .clinic_id = clinic_id, .kind = "other", .title = "By hand" };
		is_int(task_add(db, a, &got), DB_OK, "without an origin");
	}
	is_int(select_int(db, a, "SELECT COUNT(*) FROM tasks"), 3, "each is one of its own");
	got.clinic_id = 99999;
	is_int(task_add(db, a, &got), DB_CONFLICT, "of a clinic that is none");
	is_int(task_find(db, a, 99999, &got), DB_NONE, "no such task");
}

static void
test_facts(void)
{
	struct event event = { .subject = "CA2", .type = "voicemail", .at_ms = NOW, .status = 200 };
	struct task task = {
		.clinic_id = clinic_id, .kind = "voicemail", .origin = "voicemail:RE2",
		.title = arena_printf(a, "%0400d", 0),
	};
	struct facts *facts;
	bool duplicate;

	for (int i = 0; i < 2; i++) {
		facts = facts_new(a);
		task_add_to(facts, &task, NOW);
		is_int(facts_store(db, a, &event, facts, &duplicate), DB_OK, "with an event");
	}
	is_int(select_int(db, a, "SELECT COUNT(*) FROM tasks WHERE origin = 'voicemail:RE2'"), 1,
	    "two events raise one task");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM tasks WHERE CHAR_LENGTH(title) = 300"), 1,
	    "whose title is as long as it may be");
	task = (struct task){ .kind = "voicemail", .title = "x", .origin = "voicemail:RE3" };
	facts = facts_new(a);
	task_add_to(facts, &task, NOW);
	is_int(facts_store(db, a, &event, facts, &duplicate), DB_OK, "of no clinic");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM tasks WHERE origin = 'voicemail:RE3'"), 0,
	    "there is none, and the event is kept");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM events"), 3, "each time");
}

int
main(void)
{
	a = arena_new(64 << 20);
	db = test_db_with_schema(a);
	clinic_id = test_clinic(db, a, "Hillside");
	test_add();
	test_facts();
	db_free(db);
	arena_free(a);
	return done_testing();
}

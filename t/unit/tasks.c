/* Tasks in a real database. */
#include "data/tasks.h"

#include "core/clock.h"
#include "core/text.h"
#include "../lib/clinics.h"

static const int64_t NOW = INT64_C(1795248052123);

static struct arena *a;
static struct db *db;
static int64_t clinic_id, user_id, other_user_id;

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

static void
raise_once(const char *origin)
{
	struct event event = { .subject = origin, .type = "sms", .at_ms = NOW, .status = 200 };
	struct task task = {
		.clinic_id = clinic_id, .kind = "text", .title = "Text", .origin = origin,
		.message_sid = strrchr(origin, ':') + 1,
	};
	struct facts *facts = facts_new(a);
	bool duplicate;

	task_add_unless_open_to(facts, &task, NOW);
	is_int(facts_store(db, a, &event, facts, &duplicate), DB_OK, "%s", origin);
}

static void
test_one_open(void)
{
	static const char count[] = "SELECT COUNT(*) FROM tasks WHERE kind = 'text'";

	raise_once("text:1:+12125550142:SM1");
	raise_once("text:1:+12125550142:SM2");
	is_int(select_int(db, a, count), 1, "while one is open there is no other");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM tasks WHERE kind = 'text' "
	    "AND message_sid = 'SM1'"), 1,
	    "it is the first");
	raise_once("text:1:+1212555014:SM3");
	raise_once("text:11:+12125550142:SM4");
	is_int(select_int(db, a, count), 3, "what begins otherwise has its own");
	must(db, "UPDATE tasks SET status = 'done' WHERE kind = 'text' AND message_sid = 'SM1'");
	raise_once("text:1:+12125550142:SM1");
	is_int(select_int(db, a, count), 3, "a known origin is no news");
	raise_once("text:1:+12125550142:SM5");
	is_int(select_int(db, a, count), 4, "once it is done, the next is");
}

static const char *
listed(struct task_filter filter, struct page page, int64_t *next)
{
	struct json_object *items = json_array_in(a);
	struct text t = text_new(a);

	page.limit = page.limit ? page.limit : 10;
	if (tasks_list(db, a, &page, &filter, items, next) != DB_OK)
		return "(failed)";
	for (size_t i = 0; i < json_object_array_length(items); i++)
		text_printf(&t, "%s%s", i ? " " : "",
		    json_get_text(json_object_array_get_idx(items, i), "title"));
	return t.data;
}

static int64_t
made(const char *title, struct task task)
{
	task.clinic_id = task.clinic_id ? task.clinic_id : clinic_id;
	task.title = title;
	task.kind = task.kind ? task.kind : "other";
	if (task_add(db, a, &task) != DB_OK)
		bail_out("no task: %s", db_error(db));
	return task.task_id;
}

static void
test_list(void)
{
	int64_t other_id = test_clinic(db, a, "Lakeside"), next;
	struct task one;

	must(db, "DELETE FROM tasks");
	clock_set(NOW);
	made("ann", (struct task){ .assignee_id = user_id, .due_at_ms = NOW, .call_sid = "CA7" });
	clock_set(0);
	made("ben", (struct task){ .done = true, .kind = "reschedule", .due_at_ms = NOW + 1 });
	made("eve", (struct task){ .assignee_id = other_user_id });
	made("theirs", (struct task){ .clinic_id = other_id });
#define LISTED(...) listed((struct task_filter){ __VA_ARGS__ }, \
	(struct page){ .clinic_id = clinic_id }, &next)
	is_text(LISTED(0), "eve ben ann", "a clinic's, newest first");
	is_int(next, 0, "and no more");
	is_text(listed((struct task_filter){ 0 }, (struct page){ .limit = 2 }, &next),
	    "theirs eve", "of all clinics");
	ok(next != 0, "with more to come");
	is_text(listed((struct task_filter){ 0 }, (struct page){ .before_id = next }, &next),
	    "ben ann", "which comes");
	is_text(LISTED(.status = "open"), "eve ann", "to be done");
	is_text(LISTED(.status = "done"), "ben", "done");
	is_text(LISTED(.kind = "reschedule"), "ben", "of a kind");
	is_text(LISTED(.assignee_id = user_id), "ann", "somebody's");
	is_text(LISTED(.call_sid = "CA7"), "ann", "about a call");
	is_text(LISTED(.due_before_ms = NOW + 1), "ann", "by a time, exclusively");
	is_int(task_find(db, a, select_int(db, a, "SELECT MIN(task_id) FROM tasks"), &one), DB_OK,
	    "one");
	is_text(json_text(a, task_object(a, &one)), arena_printf(a, "{\"id\":%d,\"clinicId\":%d,"
	    "\"kind\":\"other\",\"title\":\"ann\",\"status\":\"open\",\"assigneeId\":%d,"
	    "\"dueAt\":\"2026-11-21T08:00:52.123Z\",\"callSid\":\"CA7\",\"messageSid\":null,"
	    "\"appointmentId\":null,\"createdAt\":\"2026-11-21T08:00:52.123Z\"}",
	    (int)one.task_id, (int)clinic_id, (int)user_id), "as an object");
	is_int(account_delete(db, other_user_id), DB_OK, "a user leaves");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM tasks WHERE title = 'eve' AND assignee_id IS "
	    "NULL"), 1, "whose task is nobody's");
	is_int(task_delete(db, one.task_id), DB_OK, "deleted");
	is_int(task_delete(db, one.task_id), DB_NONE, "once");
}

static void
edit(struct task *task, void *context)
{
	const struct task *wanted = context;

	task->done = wanted->done;
	task->due_at_ms = wanted->due_at_ms;
}

/* The titles of those of which somebody must be reminded. */
static const char *
overdue(int64_t at_ms, int limit)
{
	struct text t = text_new(a);
	struct task *list;
	size_t count;

	if (tasks_overdue(db, a, at_ms, limit, &list, &count) != DB_OK)
		return "(failed)";
	for (size_t i = 0; i < count; i++)
		text_printf(&t, "%s%s", i ? " " : "", list[i].title);
	return t.data;
}

static void
test_change(void)
{
	struct task wanted = { .done = true }, task;
	int64_t ann, ben;

	must(db, "DELETE FROM tasks");
	ann = made("ann", (struct task){ .due_at_ms = NOW, .assignee_id = user_id, .call_sid = "CA7" });
	ben = made("ben", (struct task){ .due_at_ms = NOW - 1 });
	made("done", (struct task){ .due_at_ms = NOW - 1, .done = true });
	made("never", (struct task){ 0 });
	is_text(overdue(NOW - 1, 9), "", "not due yet");
	is_text(overdue(NOW + 1, 9), "ben ann", "overdue, the longest first");
	is_text(overdue(NOW + 1, 1), "ben", "so many");
	is_int(task_reminded(db, a, ben, NOW), DB_OK, "somebody is reminded");
	is_int(task_reminded(db, a, ben, NOW), DB_NONE, "once");
	is_text(overdue(NOW + 1, 9), "ann", "of one the less");

	clock_set(NOW);
	is_int(task_change(db, a, ann, edit, &wanted, &task), DB_OK, "one is done");
	ok(task.done && !task.due_at_ms && task.assignee_id == user_id &&
	    text_same(task.title, "ann") && text_same(task.call_sid, "CA7"), "and else as it was");
	clock_set(NOW + 1000);
	is_int(task_change(db, a, ann, edit, &wanted, &task), DB_OK, "twice");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM tasks WHERE title = 'ann' AND status = 'done' "
	    "AND done_at = '2026-11-21 08:00:52.123'"), 1, "is done since the first time");
	is_int(task_reminded(db, a, ann, NOW), DB_NONE, "and nobody's to be reminded of");
	clock_set(0);
	wanted = (struct task){ .due_at_ms = NOW };
	is_int(task_change(db, a, ann, edit, &wanted, &task), DB_OK, "open again");
	ok(!task.done && task.due_at_ms == NOW, "with a time");
	is_text(overdue(NOW + 1, 9), "ann", "which is overdue");
	wanted.due_at_ms = NOW - 1;
	is_int(task_change(db, a, ben, edit, &wanted, &task), DB_OK, "the same time");
	is_text(overdue(NOW + 1, 9), "ann", "is not reminded of anew");
	wanted.due_at_ms = NOW - 2;
	is_int(task_change(db, a, ben, edit, &wanted, &task), DB_OK, "another one");
	is_text(overdue(NOW + 1, 9), "ben ann", "is");
	is_int(task_change(db, a, 99999, edit, &wanted, &task), DB_NONE, "one that is not there");
}

int
main(void)
{
	a = arena_new(64 << 20);
	db = test_db_with_schema(a);
	clinic_id = test_clinic(db, a, "Hillside");
	user_id = test_user(db, a, clinic_id, "one@example.org");
	other_user_id = test_user(db, a, clinic_id, "two@example.org");
	test_add();
	test_facts();
	test_one_open();
	test_list();
	test_change();
	db_free(db);
	arena_free(a);
	return done_testing();
}

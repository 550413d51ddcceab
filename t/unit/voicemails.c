/* Voicemails in a real database, and the tasks that go with them. */
#include "data/voicemails.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/calls.h"
#include "data/tasks.h"
#include "../lib/clinics.h"

static const int64_t NOW = INT64_C(1795248052123);

static struct arena *a;
static struct db *db;
static int64_t clinic_id, other_id, user_id;

/* One that was left `ago` seconds ago, with its task; its id. */
static int64_t
left(int64_t clinic, const char *sid, const char *from, int ago)
{
	struct event event = { .subject = sid, .type = "voicemail", .at_ms = NOW, .status = 200 };
	const struct voicemail_report report = {
		.clinic_id = clinic, .call_sid = arena_printf(a, "CA-%s", sid), .recording_sid = sid,
		.recording_url = "https://api.twilio.com/x", .from = from,
		.duration = ago == 3 ? -1 : ago,
	};
	struct facts *facts = facts_new(a);
	bool duplicate;

	voicemail_add(facts, &report, NOW - ago * 1000);
	if (facts_store(db, a, &event, facts, &duplicate) != DB_OK)
		bail_out("no voicemail: %s", db_error(db));
	return select_int(db, a, arena_printf(a,
	    "SELECT voicemail_id FROM voicemails WHERE recording_sid = '%s'", sid));
}

/* The same message told of once more, by another event. */
static void
test_once(void)
{
	int64_t tasks = select_int(db, a, "SELECT COUNT(*) FROM tasks");

	left(clinic_id, "REonce", "+12125550188", 17);
	left(clinic_id, "REonce", "+12125550188", 5);
	is_int(select_int(db, a, "SELECT COUNT(*) FROM voicemails WHERE recording_sid = 'REonce' "
	           "AND duration = 17"), 1, "a recording is one voicemail, as it was told first");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM tasks"), tasks + 1, "and one task");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM tasks WHERE title = "
	           "'Voicemail from +12125550188' AND kind = 'voicemail' AND status = 'open'"), 1,
	    "which says who called");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM jobs WHERE kind = 'notify-voicemail' "
	           "AND job_key = 'notify-voicemail:REonce'"), 1, "and one job tells of it");
	must(db, "DELETE FROM voicemails WHERE recording_sid = 'REonce'");
}

static const char *
lost(int64_t since_ms, int64_t before_ms)
{
	struct voicemail_report *list;
	struct text t = text_new(a);
	size_t count;

	if (voicemails_lost(db, a, since_ms, before_ms, &list, &count) != DB_OK)
		return "(failed)";
	for (size_t i = 0; i < count; i++)
		text_printf(&t, "%s%s from %s of clinic %lld, %lld s, %s", i ? "; " : "",
		    list[i].recording_sid, list[i].from, (long long)list[i].clinic_id,
		    (long long)list[i].duration, instant_sql(a, list[i].left_at_ms));
	return t.data;
}

static void
test_lost(void)
{
	const int64_t eight = NOW - NOW % 86400000 + INT64_C(8) * 3600000, later = eight + 60000;
	struct call_report call = call_report("CAlost");
	bool changed;

	call.clinic_id = clinic_id;
	call.from = "+12125550177";
	is_int(call_reconcile(db, a, &call, &changed), DB_OK, "a call");
	must(db, "INSERT INTO recordings (recording_sid, call_sid, url, source, status, status_rank, "
	    "duration, started_at, created_at) VALUES "
	    "('RElost', 'CAlost', 'x', 'RecordVerb', 'completed', 3, 9, '2026-11-21 07:59:50', "
	        "'2026-11-21 08:00:00'), "
	    "('REtalk', 'CAlost', 'x', 'DialVerb', 'completed', 3, 9, NULL, '2026-11-21 08:00:00'), "
	    "('REnone', 'CAlost', 'x', 'RecordVerb', 'completed', 3, 0, NULL, "
	        "'2026-11-21 08:00:00'), "
	    "('REgone', 'CAlost', 'x', 'RecordVerb', 'absent', 2, 9, NULL, '2026-11-21 08:00:00'), "
	    "('REnew', 'CAlost', 'x', 'RecordVerb', 'completed', 3, 9, NULL, "
	        "'2026-11-21 08:05:00')");
	is_text(lost(eight, later),
	    arena_printf(a, "RElost from +12125550177 of clinic %lld, 9 s, 2026-11-21 07:59:50.000",
	    (long long)clinic_id), "a recorded message of which nobody told");
	is_text(lost(eight + 1, later), "", "none that is older");
	must(db, "UPDATE recordings SET started_at = NULL WHERE recording_sid = 'RElost'");
	is_text(lost(eight, later),
	    arena_printf(a, "RElost from +12125550177 of clinic %lld, 9 s, 2026-11-21 08:00:00.000",
	    (long long)clinic_id), "of one whose start nobody told, when we heard of it");
	left(clinic_id, "RElost", "+12125550177", 0);
	is_text(lost(eight, later), "", "then it is told");
	must(db, "DELETE FROM voicemails WHERE recording_sid = 'RElost'");
}

static const char *
listed(struct voicemail_filter f)
{
	struct text t = text_new(a);
	struct voicemail *list;
	size_t count;

	f.limit = f.limit ? f.limit : 10;
	if (voicemails_list(db, a, &f, &list, &count) != DB_OK)
		return "(failed)";
	for (size_t i = 0; i < count; i++)
		text_printf(&t, "%s%s", i ? " " : "", list[i].recording_sid);
	return t.data;
}

static void
test_list(int64_t first)
{
	struct voicemail v;

	is_text(listed((struct voicemail_filter){ 0 }), "RE4 RE1 RE2 RE3 RE0", "newest first");
	is_text(listed((struct voicemail_filter){ .clinic_id = clinic_id }), "RE1 RE2 RE3",
	    "a clinic's");
	is_text(listed((struct voicemail_filter){ .phone = "+12125550121" }), "RE1 RE3",
	    "a caller's");
	is_text(listed((struct voicemail_filter){ .status = "closed" }), "", "by state");
	is_text(listed((struct voicemail_filter){ .since_ms = NOW - 2000, .until_ms = NOW }),
	    "RE1 RE2", "by time");
	is_text(listed((struct voicemail_filter){ .limit = 2 }), "RE4 RE1", "so many");
	is_int(voicemail_find(db, a, first, &v), DB_OK, "one");
	is_text(listed((struct voicemail_filter){ .before_ms = v.created_at_ms,
	    .before_id = v.voicemail_id }), "RE2 RE3 RE0", "and those behind it");
	is_text(json_text(a, voicemail_object(a, &v, "/audio")), arena_printf(a, "{\"id\":%d,"
	    "\"clinicId\":%d,\"callSid\":\"CA-RE1\",\"from\":\"+12125550121\","
	    "\"recordingSid\":\"RE1\",\"duration\":1,\"transcript\":null,\"status\":\"new\","
	    "\"assigneeId\":null,\"notes\":null,\"audioUrl\":\"/audio\","
	    "\"createdAt\":\"2026-11-21T08:00:51.123Z\"}", (int)first, (int)clinic_id),
	    "as an object");
	must(db, "INSERT INTO recordings (recording_sid, call_sid, url, source, status, "
	    "status_rank, processing_status, created_at) "
	    "VALUES ('RE1', 'CA-RE1', '', 'RecordVerb', 'completed', 3, 'pending', NOW(3))");
	ok(voicemail_find(db, a, first, &v) == DB_OK && v.has_sound, "its sound is there");
	must(db, "UPDATE recordings SET processing_status = 'deleted'");
	ok(voicemail_find(db, a, first, &v) == DB_OK && !v.has_sound, "until it is deleted");
	is_int(voicemail_find(db, a, 99999, &v), DB_NONE, "one that is not there");
}

static int64_t
task_is(const char *status, int64_t assignee_id)
{
	return select_int(db, a, arena_printf(a, "SELECT COUNT(*) FROM tasks WHERE origin = "
	    "'voicemail:RE1' AND status = '%s' AND (done_at IS NULL) = (status = 'open') AND "
	    "COALESCE(assignee_id, 0) = %d", status, (int)assignee_id));
}

static void
test_change(int64_t id)
{
	struct voicemail_change change = { .status = "heard" };
	struct voicemail v;

	is_int(voicemail_change(db, a, id, &change, &v), DB_OK, "one is heard");
	ok(text_same(v.status, "heard") && !v.assignee_id && !v.notes, "and nothing else");
	is_int(task_is("open", 0), 1, "its task is still to do");
	change = (struct voicemail_change){ .sets_assignee = true, .assignee_id = user_id,
	    .sets_notes = true, .notes = "Call her back" };
	is_int(voicemail_change(db, a, id, &change, &v), DB_OK, "it is assigned");
	ok(text_same(v.status, "heard") && v.assignee_id == user_id &&
	    text_same(v.notes, "Call her back"), "with a note");
	is_int(task_is("open", user_id), 1, "which assigns its task");
	is_text(listed((struct voicemail_filter){ .assignee_id = user_id }), "RE1", "and is found so");
	change = (struct voicemail_change){ .status = "closed" };
	for (int i = 0; i < 2; i++) {
		is_int(voicemail_change(db, a, id, &change, &v), DB_OK, "it is closed");
		is_int(task_is("done", user_id), 1, "which does its task");
	}
	ok(voicemail_find(db, a, id, &v) == DB_OK && text_same(v.status, "closed") &&
	    v.assignee_id == user_id && text_same(v.notes, "Call her back"), "as it was left");
	change = (struct voicemail_change){ .status = "new", .sets_assignee = true,
	    .sets_notes = true };
	is_int(voicemail_change(db, a, id, &change, &v), DB_OK, "it is taken back");
	is_int(task_is("open", 0), 1, "with its task");
	ok(!v.assignee_id && !v.notes, "and without a note");
	must(db, "UPDATE tasks SET status = 'done', done_at = NOW(3) WHERE origin = 'voicemail:RE1'");
	change = (struct voicemail_change){ .status = "heard" };
	is_int(voicemail_change(db, a, id, &change, &v), DB_OK, "another state");
	is_int(task_is("done", 0), 1, "opens no task that was done");
	must(db, "DELETE FROM tasks");
	change.status = "closed";
	is_int(voicemail_change(db, a, id, &change, &v), DB_OK, "one without a task");
	is_int(voicemail_change(db, a, 99999, &change, &v), DB_NONE, "one that is not there");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM voicemails WHERE status <> 'new'"), 1,
	    "no other was touched");
}

int
main(void)
{
	int64_t first;

	a = arena_new(64 << 20);
	db = test_db_with_schema(a);
	clinic_id = test_clinic(db, a, "Hillside");
	other_id = test_clinic(db, a, "Lakeside");
	user_id = test_user(db, a, clinic_id, "one@example.org");
	test_once();
	test_lost();
	left(0, "RE0", "", 9);
	left(clinic_id, "RE3", "+12125550121", 3);
	left(clinic_id, "RE2", "+12125550122", 1);
	first = left(clinic_id, "RE1", "+12125550121", 1);
	left(other_id, "RE4", "+12125550122", 0);
	test_list(first);
	test_change(first);
	db_free(db);
	arena_free(a);
	return done_testing();
}

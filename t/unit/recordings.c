/* Recordings on a real server: one row whatever the order of what is told of it, its call before it
 * or behind it, and what Twilio's own list adds. */
#include "data/recordings.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/calls.h"
#include "../lib/clinics.h"

static struct arena *a;
static struct db *db;
static int64_t clinic_id;

static int64_t t0_s;			/* lately: what is older is not looked for any more */

static int64_t
at(int second)
{
	return (t0_s + second) * 1000;
}

/* What Twilio tells of one recording of one call. */
static struct recording_report
told(const char *sid, const char *call_sid, const char *status)
{
	return (struct recording_report){
		.recording_sid = sid, .call_sid = call_sid, .status = status,
		.url = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1",
		.source = "DialVerb", .duration = -1, .channels = 2, .started_at_ms = at(3),
	};
}

/* As an event of its own. */
static enum db_result
hear(const struct recording_report *r, int second, bool *duplicate)
{
	struct facts *f = facts_new(a);
	struct event e = {
		.subject = r->call_sid, .type = "recording", .at_ms = at(second), .path = "/",
		.claim = arena_printf(a, "%s:recording:%s:%s", r->call_sid, r->recording_sid,
		    r->status ? r->status : ""),
		.body = "",
	};

	recording_add(f, r, at(second));
	if (text_same(r->status, "completed"))
		recording_add_job(f, r->recording_sid);
	return facts_store(db, a, &e, f, duplicate);
}

static void
add_call(const char *sid, int64_t clinic)
{
	struct call_report r = call_report(sid);
	struct facts *f = facts_new(a);
	struct event e = {
		.subject = sid, .type = "incoming", .at_ms = at(0), .path = "/", .body = "",
	};
	bool duplicate;

	r.clinic_id = clinic;
	call_add(f, &r, at(0));
	if (facts_store(db, a, &e, f, &duplicate) != DB_OK)
		bail_out("no call: %s", db_error(db));
}

static void
empty(void)
{
	must(db, "DELETE FROM recordings");
	must(db, "DELETE FROM calls");
	must(db, "DELETE FROM events");
	must(db, "DELETE FROM jobs");
}

/* What is there in the end, without ids and the time of the first report. */
static const char *
seen(const char *sid)
{
	struct recording r;
	struct json_object *o;

	if (recording_find(db, a, sid, &r) != DB_OK)
		return "none";
	o = recording_object(a, &r);
	json_object_object_del(o, "createdAt");
	return arena_printf(a, "%s %s %lld", json_text(a, o), r.url,
	    (long long)r.started_at_ms);
}

static const char *
call_recording(const char *call_sid)
{
	struct json_object *call;
	int64_t of;

	if (call_find(db, a, call_sid, &call, &of) != DB_OK)
		return "no call";
	return json_get_text(call, "recordingSid") ? json_get_text(call, "recordingSid") : "none";
}

static void
test_every_order(void)
{
	struct recording_report reports[] = {
		told("RE1", "CA1", "in-progress"), told("RE1", "CA1", "completed"),
		told("RE1", "CA1", NULL),
	};
	const size_t n = sizeof reports / sizeof *reports;
	const char *first = NULL;
	size_t same = 0, orders = 0;

	reports[0].duration = 0;
	reports[1].duration = 42;
	reports[2].source = NULL;
	reports[2].channels = 0;
	reports[2].started_at_ms = 0;
	/* The call is a fourth thing to be told, at any place among the three. */
	for (size_t code = 0; code < n * n * n * (n + 1); code++) {
		size_t order[3] = { code % n, code / n % n, code / n / n % n };
		bool duplicate = false;

		if (order[0] == order[1] || order[1] == order[2] || order[0] == order[2])
			continue;
		empty();
		for (size_t i = 0; i <= n; i++) {
			if (i == code / n / n / n)
				add_call("CA1", clinic_id);
			if (i < n)
				(void)hear(&reports[order[i]], (int)i, &duplicate);
		}
		(void)hear(&reports[1], 9, &duplicate);
		ok(duplicate, "once more is a repeat");
		is_int(recordings_adopt(db, 7), DB_OK, "it finds its call");
		if (!first)
			first = seen("RE1");
		same += text_same(first, seen("RE1")) && text_same(call_recording("CA1"), "RE1") &&
		    select_int(db, a, "SELECT COUNT(*) FROM recordings") == 1 &&
		    select_int(db, a, "SELECT SUM(clinic_id) FROM recordings") == clinic_id &&
		    select_int(db, a, "SELECT COUNT(*) FROM jobs") == 1;
		orders++;
	}
	is_int((int64_t)orders, 24, "every order");
	is_int((int64_t)same, 24, "gives one row, the same, and one job");
	is_text(first, arena_printf(a,
	    "{\"sid\":\"RE1\",\"clinicId\":%lld,\"callSid\":\"CA1\",\"duration\":42,\"channels\":2,"
	    "\"source\":\"DialVerb\",\"status\":\"completed\",\"processingStatus\":\"pending\","
	    "\"audioUrl\":null} https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1 "
	    "%lld", (long long)clinic_id, (long long)at(3)), "with all that was said");
}

static void
test_forward_only(void)
{
	struct recording_report r = told("RE2", "CA2", "absent");
	struct recording out;
	bool duplicate;

	empty();
	add_call("CA2", clinic_id);
	r.error_code = 13;
	is_int(hear(&r, 1, &duplicate), DB_OK, "one without sound");
	is_int(recording_find(db, a, "RE2", &out), DB_OK, "is there");
	ok(out.processing == PROCESSING_FAILED && text_same(out.status, "absent"), "as failed");
	ok(!recording_has_sound(&out), "nobody can hear it");
	is_text(call_recording("CA2"), "none", "it is not the call's");
	r = told("RE2", "CA2", "in-progress");
	(void)hear(&r, 2, &duplicate);
	(void)recording_find(db, a, "RE2", &out);
	is_text(out.status, "absent", "an earlier state that comes late changes nothing");
	is_int(select_int(db, a, "SELECT error_code FROM recordings"), 13, "nor its code");
	r = told("RE2", "CA2", "completed");
	(void)hear(&r, 3, &duplicate);
	(void)recording_find(db, a, "RE2", &out);
	ok(out.processing == PROCESSING_PENDING && recording_has_sound(&out),
	    "one that is there after all waits for its transcript");
	is_text(call_recording("CA2"), "RE2", "and is the call's");

	is_int(recording_set_processing(db, "RE2", PROCESSING_TRANSCRIBING), DB_OK, "moved on");
	(void)recording_find(db, a, "RE2", &out);
	is_int(out.processing, PROCESSING_TRANSCRIBING, "as can be read");
	r.status = "failed";
	(void)hear(&r, 4, &duplicate);
	(void)recording_find(db, a, "RE2", &out);
	is_int(out.processing, PROCESSING_TRANSCRIBING, "a late failure changes nothing");
	is_int(recording_set_processing(db, "RE2", PROCESSING_FAILED), DB_OK, "given up");
	is_int(recording_set_processing(db, "RE2", PROCESSING_DONE), DB_OK, "done after all");
	is_int(recording_set_processing(db, "RE2", PROCESSING_TRANSCRIBING), DB_NONE,
	    "who begins late does not begin anew");
	is_int(recording_set_processing(db, "RE2", PROCESSING_FAILED), DB_NONE,
	    "nor does a late failure undo it");
	(void)recording_find(db, a, "RE2", &out);
	is_int(out.processing, PROCESSING_DONE, "it stays done");
	must(db, "UPDATE recordings SET processing_status = 'transcribing' "
	    "WHERE recording_sid = 'RE2'");
	is_int(recording_set_processing(db, "RE2", PROCESSING_DELETED), DB_OK, "deleted");
	is_int(recording_set_processing(db, "RE2", PROCESSING_DONE), DB_NONE, "stays so");
	is_int(recording_set_processing(db, "RE9", PROCESSING_DONE), DB_NONE, "none, none");
	is_int(recording_find(db, a, "RE9", &out), DB_NONE, "nor is it found");

	is_text(recording_sid_in("https://x.test/Recordings/RE0123456789abcdef0123456789abcdef"),
	    "RE0123456789abcdef0123456789abcdef", "a sid from an URL");
	ok(!recording_sid_in("https://x.test/Recordings/RE1.mp3") && !recording_sid_in("") &&
	    !recording_sid_in(NULL), "and none from others");

	r = told("RE3", "CA2", "whatever Twilio says next year");
	r.url = NULL;
	r.source = "\xff";
	is_int(hear(&r, 5, &duplicate), DB_OK, "an odd status is kept out");
	(void)recording_find(db, a, "RE3", &out);
	is_text(out.status, "in-progress", "it says nothing");
	is_text(call_recording("CA2"), "RE2", "the call's first recording stays its own");
}

static void
test_of_call(void)
{
	struct recording_report r = told("RE4", "CA4", "completed");
	struct recording *list;
	bool duplicate;
	size_t n;

	empty();
	(void)hear(&r, 2, &duplicate);
	r.recording_sid = "RE5";
	(void)hear(&r, 1, &duplicate);
	is_int(recordings_of_call(db, a, "CA4", &list, &n), DB_OK, "a call's recordings");
	ok(n == 2 && text_same(list[0].recording_sid, "RE5"), "the oldest first");
	is_int(list[0].clinic_id, 0, "of no clinic yet");
	add_call("CA4", clinic_id);
	(void)recordings_of_call(db, a, "CA4", &list, &n);
	is_int(list[1].clinic_id, clinic_id, "of the call's, as soon as that is there");
	(void)recordings_of_call(db, a, "CA5", &list, &n);
	is_int((int64_t)n, 0, "another call has none");
	/* A call that is nobody's stays so. */
	add_call("CA6", 0);
	r = told("RE6", "CA6", "completed");
	(void)hear(&r, 3, &duplicate);
	r = told("RE8", "CA8", "completed");
	(void)hear(&r, 4, &duplicate);
	add_call("CA8", clinic_id);
	(void)recording_set_processing(db, "RE8", PROCESSING_DELETED);
	is_int(recordings_adopt(db, 7), DB_OK, "one that was deleted meanwhile is adopted");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM recordings WHERE recording_sid = 'RE8' "
	    "AND clinic_id IS NOT NULL"), 1, "as the clinic's");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM calls WHERE call_sid = 'CA8' "
	    "AND recording_sid IS NULL"), 1, "but its call has none");
	is_int(recordings_adopt(db, 7), DB_OK, "nothing to adopt is no error");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM recordings WHERE clinic_id IS NULL"), 1,
	    "and one without a clinic keeps having none");
}

/* Several recordings of a call that comes after them. */
static void
test_several_first(void)
{
	static const struct { const char *first, *second, *deleted, *call_has; } cases[] = {
		{ "absent", "completed", NULL, "RE2" }, { "completed", "absent", NULL, "RE1" },
		{ "completed", "completed", NULL, "RE1" }, { "in-progress", "failed", NULL, "none" },
		{ "completed", "completed", "RE1", "RE2" },
	};
	struct recording_report r;
	bool duplicate;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		empty();
		r = told("RE1", "CA1", cases[i].first);
		(void)hear(&r, 1, &duplicate);
		r = told("RE2", "CA1", cases[i].second);
		(void)hear(&r, 2, &duplicate);
		if (cases[i].deleted)
			(void)recording_set_processing(db, cases[i].deleted, PROCESSING_DELETED);
		add_call("CA1", clinic_id);
		is_int(recordings_adopt(db, 7), DB_OK, "one is %s, the other %s", cases[i].first,
		    cases[i].second);
		is_text(call_recording("CA1"), cases[i].call_has, "the call has the first with sound");
		is_int(select_int(db, a, "SELECT COUNT(*) FROM recordings WHERE clinic_id IS NULL"),
		    0, "and all are its clinic's");
	}
	empty();
	r = told("RE3", "CA3", "completed");
	(void)hear(&r, 3, &duplicate);
	add_call("CA3", clinic_id);
	must(db, "UPDATE recordings SET created_at = NOW(3) - INTERVAL 8 DAY");
	is_int(recordings_adopt(db, 7), DB_OK, "one that is older");
	is_text(call_recording("CA3"), "none", "is left");
	is_int(recordings_adopt(db, 9), DB_OK, "unless it is asked for");
	is_text(call_recording("CA3"), "RE3", "then it is the call's");
}

static void
test_assistant_first(void)
{
	static const struct { const char *source, *call, *what; bool first; } cases[] = {
		{ "DialVerb", "call_type = 'outbound', assistant_id = 3", "asked for", true },
		{ "DialVerb", "call_type = 'inbound', assistant_id = 3", "answered", false },
		{ "DialVerb", "call_type = 'outbound', assistant_id = NULL", "not there", false },
		{ "RecordVerb", "call_type = 'outbound', assistant_id = 3", "not heard", false },
	};
	struct recording_report r = told("RE9", "CA9", "completed");
	struct recording out;
	bool duplicate;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		empty();
		r.source = cases[i].source;
		(void)hear(&r, 2, &duplicate);
		if (recording_find(db, a, "RE9", &out) != DB_OK || out.assistant_first)
			bail_out("a call that is not there has an assistant");
		add_call("CA9", clinic_id);
		must(db, arena_printf(a, "UPDATE calls SET %s", cases[i].call));
		(void)recording_find(db, a, "RE9", &out);
		ok(out.assistant_first == cases[i].first, "an assistant: %s", cases[i].what);
	}
}

static void
test_reconcile(void)
{
	struct recording_report r = told("RE7", "CA7", "completed");
	struct recording out;
	bool changed = true, duplicate;

	empty();
	is_int(recording_reconcile(db, a, &r, &changed), DB_NONE, "of a call that is not ours");
	ok(!changed && recording_find(db, a, "RE7", &out) == DB_NONE, "nothing is kept");
	add_call("CA7", clinic_id);
	r.status = "in-progress";
	is_int(recording_reconcile(db, a, &r, &changed), DB_OK, "of one that is");
	ok(changed && recording_find(db, a, "RE7", &out) == DB_OK, "it is kept");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM jobs"), 0, "too early for a transcript");
	r.status = "completed";
	r.duration = 7;
	(void)recording_reconcile(db, a, &r, &changed);
	(void)recording_find(db, a, "RE7", &out);
	ok(changed && out.duration == 7 && out.clinic_id == clinic_id, "and moves on");
	is_text(call_recording("CA7"), "RE7", "the call has it");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM jobs WHERE kind = 'transcribe' "
	    "AND job_key = 'transcribe:RE7'"), 1, "its transcript is asked for");
	must(db, "DELETE FROM jobs");
	(void)recording_reconcile(db, a, &r, &changed);
	ok(!changed, "once more is nothing new");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM jobs"), 0, "and asks for nothing");
	(void)recording_set_processing(db, "RE7", PROCESSING_DELETED);
	(void)hear(&r, 9, &duplicate);
	(void)recording_find(db, a, "RE7", &out);
	ok(out.processing == PROCESSING_DELETED, "deleted stays deleted, whoever comes late");
}

int
main(void)
{
	a = arena_new(256 * 1024 * 1024);
	t0_s = clock_now_ms() / 1000 - 60;
	db = test_db_with_schema(a);
	clinic_id = test_clinic(db, a, "Hillside");
	test_every_order();
	test_forward_only();
	test_of_call();
	test_several_first();
	test_assistant_first();
	test_reconcile();
	db_free(db);
	arena_free(a);
	return done_testing();
}

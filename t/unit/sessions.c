/* Sessions in a real database. */
#include "data/sessions.h"

#include "core/clock.h"
#include "core/text.h"
#include "../lib/clinics.h"

static const int64_t NOW = INT64_C(1795248052123), MINUTE = 60000;

static struct arena *a;
static struct db *db;
static int64_t clinic_id, other_clinic_id;

static struct session
added(const char *phone, const char *status, int64_t at_ms)
{
	struct session s = {
		.session_id = session_new_id(a), .clinic_id = clinic_id, .phone = phone,
		.agent_type = "intake", .agent = "+18455550111", .provider = "elevenlabs",
		.status = status, .patient_id = 7,
	};

	clock_set(at_ms);
	is_int(session_add(db, a, &s), DB_OK, "a session is added");
	clock_set(0);
	return s;
}

static void
add_call(const struct session *s, const char *status, int rank, const char *sid)
{
	is_int(db_write(db, "INSERT INTO calls (clinic_id, call_sid, reference, origin, direction, "
	    "call_type, from_number, to_number, phone, status, status_rank, session_id, "
	    "started_at) VALUES (?, ?, ?, CONCAT('session:', ?), 'outbound', 'ai-session', '', '', "
	    "'', ?, ?, ?, NOW(3))", DB_VALUES(db_int(clinic_id), db_text(sid),
	    db_text(s->session_id + 3), db_text(s->session_id), db_text(status), db_int(rank),
	    db_text(s->session_id))), DB_OK, "its call");
}

static void
test_add(void)
{
	struct session s = added("+12125550101", "queued", NOW), got;

	is_int((int)strlen(s.session_id), 29, "an id of 29 characters");
	ok(text_has_prefix(s.session_id, "vs_"), "that begins with vs_");
	ok(!text_same(s.session_id, session_new_id(a)), "and is another one each time");
	is_int(session_find(db, a, s.session_id, &got), DB_OK, "it is found");
	ok(text_same(got.phone, s.phone) && text_same(got.agent_type, "intake") &&
	    text_same(got.agent, "+18455550111") && text_same(got.provider, "elevenlabs") &&
	    text_same(got.status, "queued") && got.patient_id == 7 && !got.call_sid &&
	    !got.conversation_id && !got.transcript && !got.has_audio && !got.ended_at_ms &&
	    got.created_at_ms == NOW, "as it was added");
	is_int(session_find(db, a, "vs_none", &got), DB_NONE, "another is not");
	s = added("+12125550102", "simulation", NOW);
	is_int(session_find(db, a, s.session_id, &got), DB_OK, "a simulation");
	ok(text_same(got.status, "simulation") && got.ended_at_ms == NOW, "has ended already");
	s = (struct session){ .session_id = session_new_id(a), .clinic_id = 99999,
		.phone = "+1", .agent_type = "x", .provider = "vapi", .status = "queued" };
	is_int(session_add(db, a, &s), DB_CONFLICT, "of a clinic that is none");
}

static const char *
status_of(const char *session_id)
{
	struct session got;

	return session_find(db, a, session_id, &got) == DB_OK ? got.status : "none";
}

static void
report(const struct session *s, const char *status, const char *sid, const char *conversation,
    int64_t ended_at_ms)
{
	struct event event = { .subject = "CA1", .type = "status", .at_ms = NOW, .status = 204 };
	struct facts *f = facts_new(a);
	bool duplicate;

	session_report_to(f, s->session_id, status, sid, conversation, ended_at_ms, NOW);
	is_int(facts_store(db, a, &event, f, &duplicate), DB_OK, "a report");
}

static void
test_reports(void)
{
	struct session s = added("+12125550103", "queued", NOW), got, second;

	report(&s, "ringing", "CA1", NULL, 0);
	is_text(status_of(s.session_id), "ringing", "it rings");
	report(&s, "initiated", NULL, NULL, 0);
	is_text(status_of(s.session_id), "ringing", "and not any less");
	report(&s, "something", "CA2", NULL, 0);
	report(&s, "completed", NULL, NULL, NOW + MINUTE);
	report(&s, "busy", NULL, NULL, NOW + 2 * MINUTE);
	report(&s, NULL, NULL, "conv_1", 0);
	is_int(session_find(db, a, s.session_id, &got), DB_OK, "after the end");
	is_text(got.status, "completed", "the first end sticks");
	is_text(got.call_sid, "CA1", "the first sid too");
	is_text(got.conversation_id, "conv_1", "a conversation");
	is_int(got.ended_at_ms, NOW + MINUTE, "the first end's time");
	is_int(session_by_call(db, a, "CA1", &got), DB_OK, "it is found by its call");
	is_text(got.session_id, s.session_id, "it");
	is_int(session_by_conversation(db, a, "elevenlabs", "conv_1", &got), DB_OK, "and by that");
	is_int(session_by_conversation(db, a, "vapi", "conv_1", &got), DB_NONE, "of this provider");
	report(&s, "failed", NULL, NULL, 0);
	is_text(status_of(s.session_id), "failed", "but an agent who was not there is more");
	second = added("+12125550103", "queued", NOW);
	report(&second, "in-progress", "CA1", "conv_1", 0);
	is_int(session_find(db, a, second.session_id, &got), DB_OK, "another session");
	ok(!got.call_sid && !got.conversation_id && text_same(got.status, "in-progress"),
	    "does not take what is the first one's, and moves on");
	is_int(session_report(db, a, second.session_id, "completed", "CA9", "conv_9", NOW), DB_OK,
	    "without an event");
	is_int(session_by_call(db, a, "CA9", &got), DB_OK, "the same");
	is_text(got.status, "completed", "and its state");
	is_int(session_report(db, a, "vs_none", "completed", NULL, NULL, 0), DB_NONE, "of none");
}

static void
test_call(void)
{
	struct session s = added("+12125550104", "queued", NOW), got;

	add_call(&s, "unknown", 0, NULL);
	is_text(status_of(s.session_id), "unknown", "nobody knows whether it was made");
	must(db, "UPDATE calls SET status = 'initiated', status_rank = 2, call_sid = 'CA4' "
	    "WHERE origin LIKE 'session:%' AND call_sid IS NULL");
	is_int(session_find(db, a, s.session_id, &got), DB_OK, "then it is known");
	is_text(got.status, "queued", "its state is the call's");
	is_text(got.call_sid, "CA4", "and its sid");
	is_int(session_by_call(db, a, "CA4", &got), DB_OK, "by which it is found");
	report(&s, "failed", NULL, NULL, NOW);
	must(db, "UPDATE calls SET status = 'completed', status_rank = 5 WHERE call_sid = 'CA4'");
	is_text(status_of(s.session_id), "failed", "an end of its own stands");
	s = added("+12125550104", "queued", NOW);
	add_call(&s, "failed", 5, NULL);
	is_text(status_of(s.session_id), "failed", "what was refused has failed");
}

static int64_t
fitting(const char *phone, const char *agent, int64_t from_ms, int64_t until_ms)
{
	struct session *list;
	size_t count;

	is_int(sessions_fitting(db, a, phone, agent, from_ms, until_ms, &list, &count), DB_OK,
	    "those that fit");
	return (int64_t)count;
}

static void
test_matching(void)
{
	struct session s = added("+12125550105", "queued", NOW), *list;
	size_t count;

	is_int(fitting("+12125550105", "+18455550111", NOW - MINUTE, NOW), 1, "one fits");
	is_int(fitting("+12125550105", NULL, NOW, NOW), 1, "whichever agent");
	is_int(fitting("+12125550105", "+18455550112", NOW - MINUTE, NOW), 0, "not another's");
	is_int(fitting("+12125550105", NULL, NOW + 1, NOW + MINUTE), 0, "not later");
	added("+12125550105", "queued", NOW);
	is_int(fitting("+12125550105", NULL, NOW, NOW), 2, "two do");
	report(&s, NULL, NULL, "conv_5", 0);
	is_int(fitting("+12125550105", NULL, NOW, NOW), 1, "one whose conversation is known does not");
	added("+12125550105", "simulation", NOW);
	report(&s, "busy", NULL, NULL, NOW);
	is_int(fitting("+12125550105", NULL, NOW, NOW), 1, "nor what reached nobody");

	must(db, "UPDATE sessions SET reported_at = NOW(3)");
	s = added("+12125550106", "queued", NOW - 2 * MINUTE);
	is_int(sessions_unreported(db, a, "elevenlabs", NOW - 5 * MINUTE, NOW, &list, &count),
	    DB_OK, "without a report");
	is_int((int64_t)count, 0, "one that goes on is none");
	report(&s, "completed", NULL, NULL, NOW);
	is_int(sessions_unreported(db, a, "elevenlabs", NOW - 5 * MINUTE, NOW, &list, &count),
	    DB_OK, "without a report");
	ok(count == 1 && text_same(list[0].session_id, s.session_id), "one that has ended is");
	is_int(sessions_unreported(db, a, "vapi", NOW - 5 * MINUTE, NOW, &list, &count), DB_OK,
	    "of another provider");
	is_int((int64_t)count, 0, "it is not");
	s = added("+12125550106", "queued", NOW - 90 * MINUTE);
	is_int(sessions_unreported(db, a, "elevenlabs", NOW - 100 * MINUTE, NOW, &list, &count),
	    DB_OK, "one of which no end was told");
	is_int((int64_t)count, 2, "is one after an hour");
}

static void
test_fill(void)
{
	struct session s = added("+12125550107", "queued", NOW), got, again;
	const char *why;

	s.conversation_id = "conv_7";
	s.patient_id = 9;
	s.intent = "book_appointment";
	s.summary = "Booked.";
	s.has_audio = true;
	s.ended_at_ms = NOW + MINUTE;
	s.status = NULL;
	(void)json_parse(a, "[{\"at\":0,\"speaker\":\"agent\",\"text\":\"Hello\"}]", 43,
	    &s.transcript, &why);
	is_int(session_fill(db, a, &s), DB_OK, "a report is worked in");
	is_int(session_fill(db, a, &s), DB_OK, "twice");
	is_int(session_find(db, a, s.session_id, &got), DB_OK, "then");
	ok(text_same(got.conversation_id, "conv_7") && text_same(got.intent, "book_appointment") &&
	    text_same(got.summary, "Booked.") && got.has_audio && got.patient_id == 7 &&
	    text_same(got.status, "completed") && got.ended_at_ms == NOW + MINUTE &&
	    got.reported_at_ms && got.transcript, "it is there, and the patient who was known stays");
	is_text(json_text(a, json_get(session_object(a, &got), "transcript")),
	    "[{\"at\":0,\"speaker\":\"agent\",\"text\":\"Hello\"}]", "the transcript as it was");
	again = added("+12125550107", "queued", NOW);
	again.conversation_id = "conv_7";
	is_int(session_fill(db, a, &again), DB_DUPLICATE, "a conversation is one session's");
	again.session_id = "vs_none";
	again.conversation_id = NULL;
	is_int(session_fill(db, a, &again), DB_NONE, "none");
}

static void
test_list(void)
{
	struct page page = { .clinic_id = clinic_id, .limit = 2 };
	struct session_filter filter = { .phone = "+12125550105" };
	struct json_object *items = json_array_in(a);
	int64_t next;

	is_int(sessions_list(db, a, &page, &filter, items, &next), DB_OK, "a page");
	is_int((int)json_object_array_length(items), 2, "of two");
	ok(next > 0, "and there are more");
	page.before_id = next;
	is_int(sessions_list(db, a, &page, &filter, items, &next), DB_OK, "the next");
	is_int((int)json_object_array_length(items), 3, "with the third");
	is_int(next, 0, "and the last");
	filter.status = "simulation";
	page.before_id = 0;
	items = json_array_in(a);
	is_int(sessions_list(db, a, &page, &filter, items, &next), DB_OK, "by state");
	is_int((int)json_object_array_length(items), 1, "one");
	filter = (struct session_filter){ .agent_type = "other", .patient_id = 7 };
	items = json_array_in(a);
	is_int(sessions_list(db, a, &page, &filter, items, &next), DB_OK, "by agent and patient");
	is_int((int)json_object_array_length(items), 0, "none");
	page.clinic_id = other_clinic_id;
	filter = (struct session_filter){ 0 };
	is_int(sessions_list(db, a, &page, &filter, items, &next), DB_OK, "another clinic's");
	is_int((int)json_object_array_length(items), 0, "none");
}

int
main(void)
{
	a = arena_new(64 * 1024 * 1024);
	db = test_db_with_schema(a);
	clinic_id = test_clinic(db, a, "Hillside");
	other_clinic_id = test_clinic(db, a, "Riverside");
	test_add();
	test_reports();
	test_call();
	test_matching();
	test_fill();
	test_list();
	return done_testing();
}

/* Calls and events on a real server: once and twice, in every order, from several processes at
 * once; and reading them. */
#include "data/calls.h"

#include <sys/wait.h>
#include <unistd.h>

#include "core/clock.h"
#include "../lib/database.h"

static struct arena *a;
static struct db *db;

enum { T0 = 1795248000 };		/* seconds; a call's start */

static int64_t
at(int second)
{
	return ((int64_t)T0 + second) * 1000;
}

static struct event
event_of(const char *sid, const char *type, int second)
{
	return (struct event){
		.clinic_id = 7,
		.subject = sid,
		.type = type,
		.claim = arena_printf(a, "%s:%s", sid, type),
		.at_ms = at(second),
		.path = "/api/twilio/voice/incoming?x=1",
		.status = 200,
		.started_us = clock_steady_us(),
		.content_type = "application/x-www-form-urlencoded",
		.body = "a=b\0c",
		.body_bytes = 5,
	};
}

/* An event with a call's report. */
static enum db_result
store(const struct event *e, const struct call_report *r, bool *duplicate)
{
	struct facts *f = facts_new(a);

	call_add(f, r, e->at_ms);
	return facts_store(db, a, e, f, duplicate);
}

static const char *
call_text(const char *sid)
{
	struct json_object *call;
	int64_t clinic_id;

	if (call_find(db, a, sid, &call, &clinic_id) != DB_OK)
		return NULL;
	json_object_object_del(call, "id");
	json_object_object_del(call, "callSid");
	return json_text(a, call);
}

static void
test_once_and_twice(void)
{
	struct event e = event_of("CA1", "incoming", 0);
	struct call_report r = call_report("CA1");
	struct json_object *call;
	struct event_row *events;
	int64_t clinic_id;
	bool duplicate = true;
	size_t count;

	r.is_first = true;
	r.clinic_id = 7;
	r.from = r.phone = "+18455550692";
	r.to = r.twilio_phone_number = "+18455550100";
	r.status = "ringing";
	r.stir_verstat = "TN-Validation-Passed-A";
	is_int(store(&e, &r, &duplicate), DB_OK, "a call comes in");
	ok(!duplicate, "for the first time");
	is_text(call_text("CA1"),
	    "{\"clinicId\":7,\"parentCallSid\":null,\"appointmentId\":null,\"sessionId\":null,"
	    "\"assistantId\":null,"
	    "\"userId\":null,\"patientId\":null,\"direction\":\"inbound\",\"from\":\"+"
	    "18455550692\",\"to\":\"+18455550100\","
	    "\"twilioPhoneNumber\":\"+18455550100\",\"status\":\"ringing\",\"errorCode\":null,\"errorReason\":null,"
	    "\"dialCallStatus\":null,"
	    "\"menuChoice\":null,"
	    "\"duration\":null,\"startedAt\":\"2026-11-21T08:00:00.000Z\",\"answeredAt\":null,"
	    "\"endedAt\":null,\"answeredBy\":null,"
	    "\"provider\":\"twilio\",\"callType\":\"inbound\",\"quality\":{\"dialBridged\":null,"
	    "\"sipResponseCode\":null,"
	    "\"stirVerstat\":\"TN-Validation-Passed-A\",\"timeToAnswer\":null},\"recordingSid\":"
	    "null,\"recordingUrl\":null,"
	    "\"transcriptSid\":null,\"summaryText\":null,\"summaryReady\":false,"
	    "\"appointmentBooked\":null,\"confidence\":null,"
	    "\"evidence\":null,\"statedTime\":null,\"statedDate\":null,\"startsAt\":null,\"detectedBy\":null,"
	    "\"analysis\":null,\"outcome\":null,\"intent\":null,\"language\":null,\"price\":null,"
	    "\"priceUnit\":null,\"tags\":[],"
	    "\"notes\":null,\"metadata\":null}",
	    "its object");

	r.status = "completed";
	is_int(store(&e, &r, &duplicate), DB_OK, "the same delivery again");
	ok(duplicate, "is a duplicate");
	is_int(select_int(db, a, "SELECT status = 'ringing' FROM calls WHERE call_sid = 'CA1'"), 1,
	    "and changes nothing");
	is_int(select_int(db, a,
	           "SELECT COUNT(*) FROM events WHERE subject = 'CA1' AND verdict = 'duplicate' "
	           "AND claim IS NULL"),
	    1, "but is kept");
	is_int(select_int(db, a, "SELECT @@in_transaction"), 0, "no transaction stays open");
	e.claim = NULL;
	e.type = "untold";
	for (int i = 0; i < 2; i++)
		is_int(store(&e, &r, &duplicate), DB_OK, "an event without a claim");
	ok(!duplicate, "is never a duplicate");
	e = event_of("CA1", "failing", 1);
	e.failure = "no such appointment";
	is_int(facts_store(db, a, &e, NULL, &duplicate), DB_OK, "one that could not be acted upon");
	e = event_of("CA1", "spooled", -5);
	e.replayed = true;
	is_int(facts_store(db, a, &e, NULL, &duplicate), DB_OK, "one from the spool");
	is_int(facts_store(db, a, &e, NULL, &duplicate), DB_OK, "and again");
	ok(duplicate, "which is a duplicate there too");
	e = event_of("CA1", "transcription-content", 2);
	is_int(facts_store(db, a, &e, NULL, &duplicate), DB_OK, "a sentence that was heard");
	is_int(events_of(db, a, "CA1", &events, &count), DB_OK, "the timeline");
	is_int((int64_t)count, 4, "has what was accepted, but for sentences");
	is_text(events[0].type, "spooled", "in the order of time");
	ok(events[3].body_bytes == 5 && !memcmp(events[3].body, "a=b\0c", 5),
	    "with the bodies as received");
	ok(select_int(db, a, "SELECT MAX(duration_us) FROM events") < 1000000,
	    "and how long it took");
	is_int(call_find(db, a, "CA-none", &call, &clinic_id), DB_NONE, "an unknown call");
}

static void
test_odd_fields(void)
{
	char *long_text = arena_alloc(a, 5001);
	struct event e = event_of("CAodd", "incoming", 0);
	struct call_report r = call_report("CAodd");
	bool duplicate;

	for (int i = 0; i < 5000; i += 2)
		memcpy(long_text + i, "é", 2);
	e.claim = e.type = e.path = e.content_type = e.failure = long_text;
	r.from = r.to = r.phone = r.twilio_phone_number = r.status = r.dial_call_status =
	    r.menu_choice = r.answered_by = r.stir_verstat = r.outcome = r.language = r.direction =
	        r.call_type = r.parent_call_sid = long_text;
	r.duration = r.time_to_answer = INT64_MAX;
	r.sip_response_code = 70000;
	is_int(store(&e, &r, &duplicate), DB_OK, "fields of every length are stored");
	is_int(select_int(
	           db, a, "SELECT CHAR_LENGTH(from_number) FROM calls WHERE call_sid = 'CAodd'"),
	    255, "as much as fits");
	is_int(select_int(db, a,
	           "SELECT COUNT(*) FROM calls WHERE from_number = REPEAT('é', 255) AND status = "
	           "'unknown'"),
	    1, "whole characters");
	e = event_of("CAodd", "bytes", 0);
	e.path = e.subject = e.type = "\xff\xfe\x01'\"";
	r = call_report("CAodd");
	r.from = r.outcome = "\xff\xc0'";
	is_int(store(&e, &r, &duplicate), DB_OK, "and of every byte");
	is_int(
	    select_int(db, a, "SELECT COUNT(*) FROM calls WHERE from_number = '??\\''"), 1, "as ?");
	e = event_of("CAlarge", "large", 0);
	e.body_bytes = 14 << 20;
	e.body = arena_alloc(a, e.body_bytes);
	db_set_deadline(db, 60);
	is_int(facts_store(db, a, &e, NULL, &duplicate), DB_OK, "a body of 14 MiB");
	db_set_deadline(db, 10);
}

/* --- every order ---------------------------------------------------------------------------------
 */

struct report {
	const char *type;
	int second;
	const char *status;
	void (*more)(struct call_report *r);
};

static void
incoming(struct call_report *r)
{
	r->clinic_id = 7;
	r->direction = "inbound";
	r->from = r->phone = "+18455550692";
	r->to = r->twilio_phone_number = "+18455550100";
	r->stir_verstat = "TN-Validation-Passed-B";
}

static void
pressed(struct call_report *r)
{
	r->menu_choice = "1";
}

static void
answered(struct call_report *r)
{
	r->answered_at_ms = at(9);
}

static void
dialled(struct call_report *r)
{
	r->dial_call_status = "answered";
	r->dial_bridged = 1;
	r->answered_at_ms = at(8);
	r->ended_at_ms = at(69);
}

static void
completed(struct call_report *r)
{
	r->duration = 70;
	r->ended_at_ms = at(70);
	r->sip_response_code = 200;
}

static const struct report reports[] = {
	{ "incoming", 0, "ringing", incoming },
	{ "key", 3, "in-progress", pressed },
	{ "ringing", 1, "ringing", NULL },
	{ "answered", 9, "in-progress", answered },
	{ "dial-status", 69, "in-progress", dialled },
	{ "completed", 71, "completed", completed },
};
enum { REPORTS = sizeof reports / sizeof *reports };

static void
deliver(const char *sid, const struct report *report)
{
	struct event e = event_of(sid, report->type, report->second);
	struct call_report r = call_report(sid);
	bool duplicate;

	e.clinic_id = 0;
	r.is_first = !strcmp(report->type, "incoming");
	r.status = report->status;
	if (report->more)
		report->more(&r);
	if (store(&e, &r, &duplicate) != DB_OK || duplicate)
		bail_out("%s of %s: %s", report->type, sid, db_error(db));
}

static int tried, differed;
static const char *first_row;

static void
permute(int *order, int n)
{
	const char *sid, *row;

	if (n < REPORTS) {
		for (int i = n; i < REPORTS; i++) {
			int kept = order[n];

			order[n] = order[i];
			order[i] = kept;
			permute(order, n + 1);
			order[i] = order[n];
			order[n] = kept;
		}
		return;
	}
	sid = arena_printf(a, "CAp%d", tried++);
	for (int i = 0; i < REPORTS; i++)
		deliver(sid, &reports[order[i]]);
	row = call_text(sid);
	if (!first_row)
		first_row = row;
	if (strcmp(row, first_row) && differed++ == 0)
		diag("%s\n%s", first_row, row);
}

static void
test_every_order(void)
{
	int order[REPORTS];

	for (int i = 0; i < REPORTS; i++)
		order[i] = i;
	permute(order, 0);
	is_int(tried, 720, "reports in every order");
	is_int(differed, 0, "give the same row");
	ok(strstr(first_row, "\"status\":\"completed\"") &&
	        strstr(first_row, "\"dialCallStatus\":\"answered\"") &&
	        strstr(first_row, "\"startedAt\":\"2026-11-21T08:00:00.000Z\"") &&
	        strstr(first_row, "\"answeredAt\":\"2026-11-21T08:00:08.000Z\"") &&
	        strstr(first_row, "\"endedAt\":\"2026-11-21T08:01:10.000Z\"") &&
	        strstr(first_row, "\"timeToAnswer\":8") && strstr(first_row, "\"clinicId\":7") &&
	        strstr(first_row, "\"duration\":70") && strstr(first_row, "\"menuChoice\":\"1\""),
	    "with all that was said: %s", first_row);
}

static void
test_states(void)
{
	static const char *const states[] = {
		"unknown", "queued", "initiated", "ringing", "in-progress", "completed",
	};
	static const char *const terminal[] = { "completed", "busy", "no-answer", "failed",
		"canceled" };
	struct db_row row;
	int n = 0;

	for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
		for (size_t j = 0; j < sizeof states / sizeof *states; j++) {
			const char *sid = arena_printf(a, "CAs%d", n++);

			deliver(sid, &(struct report){ "one", 0, states[i], NULL });
			deliver(sid, &(struct report){ "two", 1, states[j], NULL });
			db_read_one(db, a, &row, "SELECT status FROM calls WHERE call_sid = ?",
			    DB_VALUES(db_text(sid)));
			is_text(row_text(row, "status"), states[i > j ? i : j], "%s, then %s",
			    states[i], states[j]);
		}
	}
	for (size_t i = 0; i < sizeof terminal / sizeof *terminal; i++) {
		for (size_t j = 0; j < sizeof terminal / sizeof *terminal; j++) {
			const char *sid = arena_printf(a, "CAs%d", n++);

			deliver(sid, &(struct report){ "one", 0, terminal[i], NULL });
			deliver(sid, &(struct report){ "two", 1, terminal[j], NULL });
			db_read_one(db, a, &row, "SELECT status FROM calls WHERE call_sid = ?",
			    DB_VALUES(db_text(sid)));
			is_text(row_text(row, "status"), terminal[i], "%s sticks against %s",
			    terminal[i], terminal[j]);
		}
	}
}

static void
later_no_answer(struct call_report *r)
{
	r->dial_call_status = "no-answer";
	r->dial_bridged = 0;
}

static void
outbound(struct call_report *r)
{
	r->direction = "outbound-api";
	r->call_type = "ai-session";
}

static void
test_defaults_do_not_overrule(void)
{
	struct call_report r;
	bool changed;

	deliver("CAd", &(struct report){ "made", 0, "queued", outbound });
	deliver("CAd", &(struct report){ "status", 1, "ringing", NULL });
	deliver("CAd", &(struct report){ "odd", 2, "on-fire", NULL });
	deliver("CAd", &(struct report){ "answered", 3, NULL, dialled });
	deliver("CAd", &(struct report){ "late", 4, NULL, later_no_answer });
	is_int(
	    select_int(db, a,
	        "SELECT direction = 'outbound' AND call_type = 'ai-session' AND status = 'ringing' "
	        "AND "
	        "dial_call_status = 'answered' AND dial_bridged FROM calls WHERE call_sid = 'CAd'"),
	    1, "what is not said changes nothing");

	r = call_report("CAd");
	r.status = "ringing";
	is_int(call_reconcile(db, a, &r, &changed), DB_OK, "Twilio's list says what we know");
	ok(!changed, "nothing changed");
	r.status = "completed";
	r.duration = 12;
	is_int(call_reconcile(db, a, &r, &changed), DB_OK, "it knows more");
	ok(changed, "the row moved on");
	r = call_report("CAnew");
	is_int(call_reconcile(db, a, &r, &changed), DB_OK, "it knows a call that we do not");
	ok(changed, "which is new");
}

/* --- several at once
 * -------------------------------------------------------------------------------- */

static void
test_concurrent(void)
{
	enum { WRITERS = 4, CALLS = 150 };
	int accepted = 0, status;

	for (int w = 0; w < WRITERS; w++) {
		int count = 0;

		if (fork())
			continue;
		db = test_db();
		for (int i = 0; i < CALLS; i++) {
			struct event e = event_of(arena_printf(a, "CAc%d", i), "incoming", 0);
			struct call_report r = call_report(e.subject);
			bool duplicate;

			r.is_first = w % 2;
			if (store(&e, &r, &duplicate) != DB_OK) {
				diag("%s", db_error(db));
				_exit(255);
			}
			count += !duplicate;
		}
		_exit(count);
	}
	for (int w = 0; w < WRITERS; w++) {
		wait(&status);
		accepted += WEXITSTATUS(status);
	}
	is_int(accepted, CALLS, "of %d deliveries at once, one each is accepted", WRITERS);
	is_int(select_int(db, a, "SELECT COUNT(*) FROM calls WHERE call_sid LIKE 'CAc%'"), CALLS,
	    "one call");
	is_int(
	    select_int(db, a,
	        "SELECT COUNT(*) FROM events WHERE subject LIKE 'CAc%' AND verdict = 'duplicate'"),
	    CALLS * (WRITERS - 1), "and all the others are kept as duplicates");
}

/* --- reading
 * ------------------------------------------------------------------------------------------- */

static const char *
sids(struct call_filter f)
{
	struct json_object *items = json_array_in(a);
	char *text = arena_string(a, "");

	if (calls_list(db, a, &f, items) != DB_OK)
		return "failed";
	for (size_t i = 0; i < json_object_array_length(items); i++)
		text = arena_printf(a, "%s%s%s", text, i ? " " : "",
		    json_get_text(json_object_array_get_idx(items, i), "callSid"));
	return text;
}

static void
call_make(const char *sid, int64_t clinic_id, int second, const char *theirs, const char *ours,
    bool is_inbound)
{
	struct event e = event_of(sid, "incoming", second);
	struct call_report r = call_report(sid);
	bool duplicate;

	r.clinic_id = clinic_id;
	r.direction = is_inbound ? "inbound" : "outbound-api";
	r.from = is_inbound ? theirs : ours;
	r.to = is_inbound ? ours : theirs;
	r.phone = theirs;
	r.twilio_phone_number = ours;
	r.status = is_inbound ? "completed" : "busy";
	store(&e, &r, &duplicate);
}

static void
test_lists(void)
{
	static const char vip[] = "[\"née\",\"vip\"]";
	static const char p[] = "+15550001", q[] = "+15550002", ours[] = "+15550100",
	                  other[] = "+15550101";
	struct call_filter f = call_filter(50);
	struct json_object *call, *tags, *items;
	int64_t clinic_id;
	const char *why;
	char *walked = arena_string(a, "");

	must(db, "DELETE FROM calls");
	call_make("C1", 1, 10, p, ours, true);
	call_make("C2", 1, 20, q, ours, true);
	call_make("C3", 1, 20, p, other, false);
	call_make("C4", 2, 30, p, "+15550200", true);
	call_make("C5", 0, 40, p, "+15550300", true);
	call_make("C6", 1, 50, ours, other, true);
	call_make("C7", 1, 60, p, ours, true);
	must(db, "UPDATE calls SET parent_call_sid = 'C6' WHERE call_sid = 'C7'");
	must(db,
	    "UPDATE calls SET menu_choice = '2', outcome = 'voicemail', summary_ready = 1, "
	    "appointment_booked = 0, "
	    "booked_confidence = 0.9, intent = 'book_appointment', intent_confidence = 1, "
	    "recording_sid = 'RE9', price = -0.0085, "
	    "price_unit = 'USD', metadata = '{\"a\":[1]}', assistant_id = 3 WHERE call_sid = 'C2'");

	is_text(sids(f), "C6 C5 C4 C3 C2 C1", "newest first, child legs aside");
	f.clinic_id = 1;
	is_text(sids(f), "C6 C3 C2 C1", "of one clinic");
	f.phone = p;
	is_text(sids(f), "C3 C1", "with a phone of theirs");
	f.phone = ours;
	is_text(sids(f), "C6 C2 C1", "of ours, whichever side it was");
	f.limit = 2;
	is_text(sids(f), "C6 C2", "not more than asked for");
	f = call_filter(50);
	f.phone = p;
	is_text(sids(f), "C5 C4 C3 C1", "in all clinics");
	f.phone = "nobody é";
	is_text(sids(f), "", "nobody's");
	f = call_filter(50);
	f.since_ms = at(20);
	f.until_ms = at(40);
	is_text(sids(f), "C4 C3 C2", "since and until");
	f = call_filter(50);
	f.direction = "outbound";
	is_text(sids(f), "C3", "by direction");
	f = call_filter(50);
	f.status = "busy";
	is_text(sids(f), "C3", "by status");
	f = call_filter(50);
	f.call_type = "outbound";
	is_text(sids(f), "C3", "by type");
	f = call_filter(50);
	f.menu_choice = "2";
	f.outcome = "voicemail";
	f.summary_ready = 1;
	f.appointment_booked = 0;
	f.assistant_id = 3;
	is_text(sids(f), "C2", "by everything else");
	f.appointment_booked = 1;
	is_text(sids(f), "", "and not");

	f = call_filter(2);
	for (int page = 0; page < 10; page++) {
		items = json_array_in(a);
		if (calls_list(db, a, &f, items) != DB_OK ||
		    !json_object_array_length(items))
			break;
		for (size_t i = 0; i < json_object_array_length(items); i++)
			walked = arena_printf(a, "%s %s", walked,
			    json_get_text(json_object_array_get_idx(items, i), "callSid"));
		call = json_object_array_get_idx(items, json_object_array_length(items) - 1);
		f.before_id = json_get_int(call, "id", 0);
		if (!instant_parse(json_get_text(call, "startedAt"), &f.before_ms))
			break;
	}
	is_text(walked, " C6 C5 C4 C3 C2 C1", "page by page: each once, also those of one instant");

	is_int(call_find(db, a, "C2", &call, &clinic_id), DB_OK, "one call");
	is_int(clinic_id, 1, "and whose it is");
	is_text(json_text(a, json_get(call, "intent")),
	    "{\"detected\":\"book_appointment\",\"confidence\":1}", "its intent");
	is_text(
	    json_text(a, json_get(call, "confidence")), "0.9", "a confidence as people write it");
	is_text(json_get_text(call, "price"), "-0.00850", "the price, exactly");
	is_text(json_text(a, json_get(call, "metadata")), "{\"a\":[1]}", "metadata");
	ok(json_get(call, "appointmentBooked") && !json_get_bool(call, "appointmentBooked", true),
	    "not booked is not unknown");
	is_int(call_find(db, a, "C7", &call, &clinic_id), DB_OK, "a child leg is found");

	json_parse(a, vip, strlen(vip), &tags, &why);
	is_int(call_annotate(db, a, "C1", "Called back; \"fine\"", tags), DB_OK, "notes and tags");
	is_int(call_annotate(db, a, "C1", NULL, NULL), DB_OK, "neither");
	call_find(db, a, "C1", &call, &clinic_id);
	is_text(json_get_text(call, "notes"), "Called back; \"fine\"", "the notes stay");
	is_text(json_text(a, json_get(call, "tags")), vip, "and the tags");
	f = call_filter(50);
	f.tag = "née";
	is_text(sids(f), "C1", "found by tag");
	f.tag = "n";
	is_text(sids(f), "", "a whole one");
	is_int(call_annotate(db, a, "C1", "", NULL), DB_OK, "no notes");
	call_find(db, a, "C1", &call, &clinic_id);
	ok(!json_get(call, "notes"), "are none");
	is_int(call_annotate(db, a, "C9", "x", NULL), DB_NONE, "an unknown call");
}

int
main(void)
{
	a = arena_new(256 << 20);
	db = test_db();
	test_schema(db, a);
	test_once_and_twice();
	test_odd_fields();
	test_every_order();
	test_states();
	test_defaults_do_not_overrule();
	test_concurrent();
	test_lists();
	db_free(db);
	arena_free(a);
	return done_testing();
}

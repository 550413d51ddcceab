/* Calls that we make, as rows: the intent once, whoever opted out never, webhooks before the
 * answer, and what Twilio's list made of the call meanwhile. */
#include "data/outbound_calls.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/calls.h"
#include "../lib/clinics.h"

static struct arena *a;
static struct db *db;

static struct outbound_call
intent_of(const char *origin)
{
	return (struct outbound_call){
		.clinic_id = 1, .reference = outbound_call_reference(a), .origin = origin,
		.call_type = "outbound", .provider = "twilio", .from = "+18455550100",
		.to = "+12125550142", .phone = "+12125550142", .request = "Url=https%3A%2F%2Fx",
		.user_id = "u-17", .assistant_id = 3, .language = "en-US",
	};
}

static struct outbound_call
intended(const char *origin)
{
	struct outbound_call call = intent_of(origin);

	is_int(outbound_call_intend(db, a, &call, clock_now_ms() + 60000), DB_OK, "an intent");
	return call;
}

static struct outbound_call
found(int64_t id)
{
	struct outbound_call call = { 0 };

	is_int(outbound_call_find(db, a, id, &call), DB_OK, "the call is there");
	return call;
}

static int64_t
jobs(const char *kind)
{
	return select_int(db, a,
	    arena_printf(a, "SELECT COUNT(*) FROM jobs WHERE kind = '%s'", kind));
}

/* What a webhook of the call with this reference reports. */
static void
webhook(const char *type, const char *sid, const char *reference, const char *status)
{
	struct facts *f = facts_new(a);
	struct call_report r = call_report(sid);
	struct event e = {
		.subject = sid, .type = type, .claim = arena_printf(a, "%s:%s", sid, type),
		.at_ms = clock_now_ms(), .path = "/x", .status = 204,
		.started_us = clock_steady_us(),
	};
	bool duplicate = true;

	r.reference = reference;
	r.direction = r.call_type = "outbound";
	r.from = "+18455550100";
	r.to = r.phone = "+18455550777";
	r.status = status;
	call_add(f, &r, e.at_ms);
	is_int(facts_store(db, a, &e, f, &duplicate), DB_OK, "a webhook");
	ok(!duplicate, "that counts");
}

static void
test_intent(void)
{
	struct outbound_call call = intent_of("confirm:1:1"), again = intent_of("confirm:1:1");
	struct outbound_call c, out;

	call.metadata = json_object_in(a);
	json_put_text(call.metadata, "purpose", "call back");
	ok(strlen(call.reference) == CALL_REFERENCE_CHARS, "a reference has its length");
	is_int(outbound_call_intend(db, a, &call, clock_now_ms() + 60000), DB_OK, "an intent");
	is_int(outbound_call_intend(db, a, &again, clock_now_ms()), DB_DUPLICATE,
	    "the same origin again");
	is_int(again.call_id, call.call_id, "is that call");
	is_text(again.reference, call.reference, "with its reference");
	c = found(call.call_id);
	is_text(c.status, "queued", "to be asked for");
	ok(!c.settled && !c.asked_at_ms, "and not asked for");
	is_text(c.to, "+12125550142", "whom it is for");
	is_text(c.user_id, "u-17", "the caller's own reference");
	is_text(json_get_text(c.metadata, "purpose"), "call back", "metadata");
	ok(c.ask_until_ms > clock_now_ms() + 200000 && c.ask_until_ms < clock_now_ms() + 400000,
	    "nobody is called much later");
	is_int(outbound_call_by_reference(db, a, call.reference, &out), DB_OK, "by its reference");
	is_int(out.call_id, call.call_id, "it is found");
	is_int(outbound_call_by_reference(db, a, "nobody", &out), DB_NONE, "by another, not");
	is_int(jobs("place-call"), 1, "one job places it");
	is_int(outbound_call_find(db, a, 999999, &out), DB_NONE, "a call that is not there");
}

static void
test_consent(void)
{
	struct outbound_call call = intent_of("confirm:2:1");

	must(db, "INSERT INTO consents (clinic_id, phone, channel, state, at) "
	    "VALUES (1, '+12125550199', 'call', 'out', '2026-01-01')");
	call.to = call.phone = "+12125550199";
	is_int(outbound_call_intend(db, a, &call, 0), DB_CONFLICT, "who opted out is not called");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM calls WHERE origin = 'confirm:2:1'"), 0,
	    "and there is no call");
}

static void
test_simulation(void)
{
	struct outbound_call call = intent_of(NULL);
	int64_t before = jobs("place-call");

	call.provider = "simulation";
	call.request = "";
	is_int(outbound_call_intend(db, a, &call, 0), DB_OK, "a simulated call");
	is_text(found(call.call_id).status, "simulation", "is settled at once");
	is_int(jobs("place-call"), before, "and nobody is asked");
}

static void
test_asking(void)
{
	struct outbound_call call = intended(NULL);
	int64_t id = call.call_id, ended = jobs("call-ended");

	is_int(outbound_call_asking(db, a, id, clock_now_ms()), DB_OK, "it is asked for");
	is_int(outbound_call_asking(db, a, id, clock_now_ms()), DB_NONE, "by one alone");
	is_int(outbound_call_cancel(db, a, id, "late"), DB_NONE, "and not called off any more");
	is_int(outbound_call_settle(db, a, id, NULL, "unknown", 0, NULL), DB_OK, "no answer");
	is_text(found(id).status, "unknown", "that is what it says");
	ok(!found(id).settled, "and is not settled");
	is_text(found(id).request, "Url=https%3A%2F%2Fx", "what it asks for is still known");
	is_int(outbound_call_not_asked(db, a, id), DB_OK, "Twilio does not have it");
	is_text(found(id).status, "queued", "it may be asked for again");
	is_int(outbound_call_asking(db, a, id, clock_now_ms()), DB_OK, "and is");
	is_int(outbound_call_settle(db, a, id, "CA1", "queued", 0, NULL), DB_OK, "it is placed");
	is_int(outbound_call_settle(db, a, id, "CA1", "unknown", 0, NULL), DB_OK, "an older word");
	is_text(found(id).status, "queued", "changes nothing");
	is_text(found(id).request, "", "what it was asked with is forgotten");
	is_int(outbound_call_not_asked(db, a, id), DB_NONE, "it is never asked for again");
	is_int(outbound_call_asking(db, a, id, clock_now_ms()), DB_NONE, "never");
	is_int(jobs("call-ended"), ended, "it goes on");
	is_int(outbound_call_settle(db, a, id, "CA1", "completed", 0, NULL), DB_OK, "the end");
	is_int(jobs("call-ended"), ended + 1, "is followed by what belongs to it");
	is_int(outbound_call_settle(db, a, id, "CA1", "busy", 0, NULL), DB_OK, "another end");
	is_text(found(id).status, "completed", "the first one sticks");
}

static void
test_refused(void)
{
	struct outbound_call call = intended(NULL), c;

	is_int(outbound_call_asking(db, a, call.call_id, clock_now_ms()), DB_OK, "asked for");
	is_int(outbound_call_settle(db, a, call.call_id, NULL, "failed", 21217, "No such number"),
	    DB_OK, "and refused");
	c = found(call.call_id);
	ok(c.settled, "it is settled");
	is_int(c.error_code, 21217, "with the code");
	is_text(c.error_message, "No such number", "and the reason");
	is_int(select_int(db, a, arena_printf(a, "SELECT COUNT(*) FROM jobs "
	           "WHERE kind = 'call-ended' AND payload = '{\"callId\":%lld}'",
	           (long long)call.call_id)), 1, "whose end is known by its id");
}

static void
test_cancel(void)
{
	struct outbound_call call = intended(NULL);

	is_int(outbound_call_cancel(db, a, call.call_id, "too late"), DB_OK, "called off");
	is_text(found(call.call_id).status, "canceled", "for good");
	is_int(outbound_call_asking(db, a, call.call_id, clock_now_ms()), DB_NONE,
	    "nobody is asked");
	is_int(outbound_call_cancel(db, a, call.call_id, "too late"), DB_NONE, "once");
}

static void
test_webhook_first(void)
{
	struct outbound_call call = intended(NULL), c;

	is_int(outbound_call_asking(db, a, call.call_id, clock_now_ms()), DB_OK, "asked for");
	is_int(outbound_call_settle(db, a, call.call_id, NULL, "unknown", 0, NULL), DB_OK, "lost");
	webhook("initiated", "CA2", call.reference, "initiated");
	c = found(call.call_id);
	is_text(c.call_sid, "CA2", "brings the sid before the answer does");
	is_text(c.status, "initiated", "and the status");
	is_text(c.request, "", "what it was asked with is forgotten");
	is_text(c.phone, "+12125550142", "but no other number: an assistant is rung first");
	is_text(c.to, "+12125550142", "nor whom it is for");
	webhook("completed", "CA2", call.reference, "completed");
	webhook("ringing", "CA2", call.reference, "ringing");
	is_text(found(call.call_id).status, "completed", "an older state is no step back");
	is_int(outbound_call_settle(db, a, call.call_id, "CA2", "queued", 0, NULL), DB_OK,
	    "the answer, last");
	is_text(found(call.call_id).status, "completed", "changes nothing");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM calls WHERE call_sid = 'CA2'"), 1,
	    "one row");
	is_int(outbound_call_by_sid(db, a, "CA2", &c), DB_OK, "found by its sid");
	is_int(c.call_id, call.call_id, "which is its own");
}

static void
test_queued_is_news(void)
{
	struct outbound_call call = intended(NULL);

	is_int(outbound_call_settle(db, a, call.call_id, NULL, "unknown", 0, NULL), DB_OK, "lost");
	webhook("queued", "CA3", call.reference, "queued");
	is_text(found(call.call_id).status, "queued", "Twilio's queued is more than unknown");
}

static void
test_strangers(void)
{
	struct outbound_call call = intended(NULL), other = intended(NULL), c;
	bool taken = true;

	/* A webhook without its reference made a row of the sid. */
	webhook("odd", "CA4", NULL, "completed");
	is_int(outbound_call_sid_is_taken(db, a, "CA4", call.call_id, &taken), DB_OK, "its sid");
	ok(!taken, "is no other intent's");
	webhook("initiated", "CA4", call.reference, "initiated");
	ok(!found(call.call_id).call_sid, "which a webhook leaves alone");
	must(db, "UPDATE calls SET intent = 'confirm', intent_confidence = 1, time_to_answer = 7, "
	    "outcome = 'appointment-confirmed' WHERE call_sid = 'CA4'");
	is_int(outbound_call_settle(db, a, call.call_id, "CA4", "queued", 0, NULL), DB_OK,
	    "and who looks for the call joins");
	c = found(call.call_id);
	is_text(c.call_sid, "CA4", "with ours");
	is_text(c.status, "completed", "as far as it had come");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM jobs WHERE job_key = 'call-ended:CA4'"), 1,
	    "and with what follows its end");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM calls WHERE call_sid = 'CA4' "
	    "AND intent = 'confirm' AND intent_confidence = 1 AND time_to_answer = 7 "
	    "AND outcome = 'appointment-confirmed'"), 1, "with what was said in it");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM calls WHERE call_sid = 'CA4'"), 1,
	    "one row");
	is_int(outbound_call_sid_is_taken(db, a, "CA4", other.call_id, &taken), DB_OK, "from now");
	ok(taken, "it is taken");
	is_int(outbound_call_settle(db, a, other.call_id, "CA4", "queued", 0, NULL), DB_CONFLICT,
	    "and no other's");
	is_text(found(other.call_id).status, "queued", "which is as it was");
}

static void
test_lists(void)
{
	struct outbound_call first = intent_of(NULL), second = intent_of(NULL), *list;
	size_t count = 0;

	first.appointment_id = second.appointment_id = 77;
	is_int(outbound_call_intend(db, a, &first, 0), DB_OK, "a call about a visit");
	is_int(outbound_call_intend(db, a, &second, 0), DB_OK, "and another");
	is_int(outbound_calls_of_appointment(db, a, 77, &list, &count), DB_OK, "the visit's");
	is_int((int64_t)count, 2, "calls");
	is_int(list[0].call_id, second.call_id, "latest first");
	is_int(outbound_calls_unknown(db, a, clock_now_ms() + 1000, &list, &count), DB_OK, "lost");
	for (size_t i = 0; i < count; i++)
		ok(list[i].call_id != first.call_id, "what was not asked for is not lost");
	is_int(outbound_call_asking(db, a, first.call_id, clock_now_ms() - 5000), DB_OK, "asked");
	is_int(outbound_calls_unknown(db, a, clock_now_ms(), &list, &count), DB_OK, "lost");
	is_int(count ? list[count - 1].call_id : 0, first.call_id, "it is now");
}

int
main(void)
{
	a = arena_new(32 << 20);
	db = test_db_with_schema(a);
	is_int(test_clinic(db, a, "Hudson Dental"), 1, "a clinic");
	test_intent();
	test_consent();
	test_simulation();
	test_asking();
	test_refused();
	test_cancel();
	test_webhook_first();
	test_queued_is_news();
	test_strangers();
	test_lists();
	db_free(db);
	arena_free(a);
	return done_testing();
}

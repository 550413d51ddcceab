/*
 * A call has ended, or one that we wanted to make will never be: {callSid} or {callId}. Where it came
 * in, nobody at the clinic answered and the clinic wants it, the caller gets a text. Whoever hears of
 * a call of an hour ago would wonder: then the text is dropped. Whoever calls again within an hour of
 * a text, or twice at once, has had it.
 *
 * What came of the call's Dial may be told after the end of the call: the text waits for it, but not
 * for long. Then what its legs have told counts.
 */
#include "core/clock.h"
#include "core/text.h"
#include "data/clinics.h"
#include "data/events.h"
#include "data/messages.h"
#include "data/notices.h"
#include "data/outbound_calls.h"
#include "data/patients.h"
#include "data/phones.h"
#include "data/threads.h"
#include "desk/phone.h"
#include "desk/plan.h"
#include "jobs/confirmation_ended.h"
#include "jobs/runner.h"

enum {
	TOO_LATE_MS = 60 * 60 * 1000, QUIET_MS = 60 * 60 * 1000, LOOK_AGAIN_S = 10,
	DIAL_MS = 5 * 60 * 1000, DIAL_AGAIN_S = 60,
};

static bool
is_missed(struct arena *a, const struct missed_call *m, int64_t now_ms)
{
	return m->inbound && m->clinic_id && m->ended && now_ms < m->ended_at_ms + TOO_LATE_MS &&
	    !text_same(m->dial_call_status, "answered") && !text_same(m->outcome, "blocked") &&
	    m->twilio_phone_number && phone_is_e164(m->phone) &&
	    /* A withheld number may come as a word spelt on a telephone's keys. */
	    phone_normalise(a, m->phone, NULL) &&
	    /* Whoever calls may say to be whoever they like: nobody earns by our answer. */
	    !phone_is_premium(m->phone) &&
	    !text_same(m->phone, m->twilio_phone_number);
}

/* What the legs of the call's Dials have told. */
struct legs {
	bool begun;				/* the call's beginning is on record */
	bool dialled;				/* there were some */
	bool answered;				/* one was, and nobody told what came of its Dial */
};

/* Does this report of a leg say that a person took the call? Whoever had to press a key for it did
 * so by that alone. */
static bool
is_answer(struct arena *a, const struct event_row *e)
{
	const char *query = strchr(e->path, '?'), *status = event_field(a, e, "CallStatus");
	struct call_state leg;

	if (text_same(e->type, EVENT_ACCEPTED))
		return true;
	call_state_read(a, query ? query + 1 : NULL, &leg);
	return !leg.screened && (text_same(status, "in-progress") ||
	    text_same(dial_outcome(status, NULL, event_field(a, e, "CallDuration")), "answered"));
}

/* Is it told what came of the Dial that rang this leg? */
static bool
is_told(struct arena *a, const struct event_row *events, size_t count, const char *leg_sid)
{
	const struct event_row *e = event_with(a, events, count, EVENT_FALLBACK, "DialCallSid",
	    leg_sid);

	return event_with(a, events, count, EVENT_DIAL, "DialCallSid", leg_sid) ||
	    (e && event_field(a, e, "DialBridged"));
}

static enum db_result
legs_find(struct db *db, struct arena *a, const char *sid, struct legs *legs)
{
	struct event_row *events;
	size_t count = 0;
	enum db_result result = events_of(db, a, sid, &events, &count);

	*legs = (struct legs){ 0 };
	for (size_t i = 0; result == DB_OK && i < count; i++) {
		const struct event_row *e = &events[i];

		legs->begun |= text_same(e->type, EVENT_INCOMING);
		if (!text_same(e->type, EVENT_LEG) && !text_same(e->type, EVENT_ACCEPTED))
			continue;
		legs->dialled = true;
		legs->answered |= is_answer(a, e) &&
		    !is_told(a, events, count, event_field(a, e, "CallSid"));
	}
	return result;
}

/* Is it not known yet what came of its Dial? Where even the call's beginning is still to come (from
 * the spool), so is that. */
static bool
is_open(const struct missed_call *m, const struct legs *legs)
{
	return legs->answered || ((legs->dialled || !legs->begun) && !m->dial_call_status);
}

struct missed_text {
	struct arena *arena;
	const struct missed_call *call;
	const char *call_sid, *body;
};

static enum db_result
intend(struct db *db, void *context)
{
	const struct missed_text *t = context;
	const char *origin = arena_printf(t->arena, "missed-call:%s", t->call_sid);
	struct call_notice told = { .call_sid = t->call_sid, .about = "missed-call" };
	int64_t notice_id;
	bool went = false;
	enum db_result result = phone_lock(db, t->call->clinic_id, t->call->phone);

	if (result == DB_OK)
		result = message_went(db, t->arena, t->call->clinic_id, t->call->phone,
		    "missed-call:", clock_now_ms() - QUIET_MS, &went);
	if (result != DB_OK || went)
		return result;
	result = message_intend(db, t->arena, t->call->clinic_id, origin,
	    t->call->twilio_phone_number, t->call->phone, t->body, &told.message_id);
	return result != DB_OK ? result :
	    call_notice_add(db, t->arena, origin, &told, &notice_id);
}

/* A call that came in. */
static struct job_outcome
came_in(struct job_context *c, const char *sid)
{
	struct missed_call m;
	struct routing routing;
	struct missed_text text;
	struct legs legs;
	enum db_result result;

	result = missed_call_find(c->db, c->arena, sid, &m);
	if (result == DB_NONE)
		return job_is_early(LOOK_AGAIN_S, "the call is not on record yet");
	if (result != DB_OK)
		return job_failed("the database did not answer");
	if (!is_missed(c->arena, &m, clock_now_ms()))
		return job_is_done();
	result = routing_load(c->db, c->arena, m.clinic_id, &routing);
	if (result != DB_OK)
		return job_failed("the clinic's routing could not be read");
	if (!routing.missed_call_text)
		return job_is_done();
	if (legs_find(c->db, c->arena, sid, &legs) != DB_OK)
		return job_failed("the database did not answer");
	if (is_open(&m, &legs) && clock_now_ms() < m.ended_at_ms + DIAL_MS)
		return job_is_early(DIAL_AGAIN_S, "what came of its Dial is not on record yet");
	if (legs.answered)
		return job_is_done();
	text = (struct missed_text){ c->arena, &m, sid, routing.missed_call_text };
	result = db_transact(c->db, intend, &text);
	/* Who opted out of texts gets none. */
	if (result != DB_OK && result != DB_CONFLICT)
		return job_failed("the database did not keep the text");
	return job_is_done();
}

static struct job_outcome
call_ended_job(struct job_context *c)
{
	const char *sid = json_get_text(c->job->payload, "callSid");
	int64_t id = json_get_int(c->job->payload, "callId", 0);
	struct outbound_call call;
	enum db_result result;

	if (!sid && !id)
		return job_is_hopeless("its payload is incomplete");
	result = sid ? outbound_call_by_sid(c->db, c->arena, sid, &call) :
	    outbound_call_find(c->db, c->arena, id, &call);
	if (result > DB_NONE)
		return job_failed("the database did not answer");
	if (sid && (patient_link_call(c->db, c->arena, sid) > DB_NONE ||
	    thread_of_call(c->db, c->arena, sid) != DB_OK))
		return job_failed("the database did not answer");
	if (result == DB_OK && text_same(call.call_type, "appointment-confirmation"))
		return confirmation_ended(c, &call);
	return result == DB_NONE && sid ? came_in(c, sid) : job_is_done();
}

JOB_KIND("call-ended", call_ended_job);

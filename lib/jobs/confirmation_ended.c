/*
 * What follows a confirmation call that is over, and the job "confirm-again", which makes the next
 * one when its time has come: then it looks anew whether there is still something to confirm. See
 * confirmation_ended.h.
 */
#include "jobs/confirmation_ended.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/appointments.h"
#include "data/calls.h"
#include "data/jobs.h"
#include "data/languages.h"
#include "data/messages.h"
#include "data/notices.h"
#include "data/numbers.h"
#include "desk/calling.h"
#include "desk/confirmation.h"
#include "desk/spoken.h"
#include "jobs/confirm_call.h"

enum {
	PATIENCE_MS = 10 * 60 * 1000,	/* a call that cannot be placed for so long is missed, too */
	LOOK_AGAIN_S = 60,
};

struct case_file {
	struct job_context *c;
	const struct outbound_call *call;	/* the one that is over */
	struct appointment visit;
	struct clinic clinic;
	struct routing routing;
	const char *from;		/* the clinic's number now; "": it has none */
	int64_t first_id;		/* the call with which it began */
	int retries;			/* how often it was tried again before */
	int64_t message_id;
};

/* A retry's origin is "confirm:VISIT:FIRST:N". */
static void
read_origin(struct case_file *f)
{
	char *rest = arena_string(f->c->arena, f->call->origin ? f->call->origin : "");
	const char *kind = strsep(&rest, ":"), *visit = strsep(&rest, ":");
	const char *first = strsep(&rest, ":");
	int64_t first_id, n;

	f->first_id = f->call->call_id;
	if (text_same(kind, "confirm") && visit && number_parse(first, 1, INT64_MAX, &first_id) &&
	    number_parse(rest, 1, INT16_MAX, &n)) {
		f->first_id = first_id;
		f->retries = (int)n;
	}
}

/* DB_NONE: the visit is not there any more. */
static enum db_result
open_case(struct job_context *c, const struct outbound_call *call, struct case_file *f)
{
	enum db_result result = appointment_find(c->db, c->arena, call->appointment_id, &f->visit);

	f->c = c;
	f->call = call;
	if (result == DB_OK)
		result = clinic_find(c->db, c->arena, f->visit.clinic_id, &f->clinic);
	if (result == DB_OK)
		result = routing_load(c->db, c->arena, f->visit.clinic_id, &f->routing);
	if (result == DB_OK)
		result = number_sender(c->db, c->arena, f->visit.clinic_id, call->from, &f->from);
	/* The server's own, which an admin may have called from. */
	if (result == DB_OK && !*f->from && text_same(call->from, c->config->twilio_phone_number))
		f->from = call->from;
	read_origin(f);
	return result;
}

/* Nobody has answered for it yet, neither by a key nor a text nor to staff. */
static bool
is_waiting(const struct case_file *f)
{
	return text_same(f->visit.status, "scheduled") &&
	    appointment_is_open(&f->visit, clock_now_ms());
}

static bool
was_reached(const struct outbound_call *call)
{
	return call->answered_at_ms || call->answered_by || call->outcome;
}

/* Whoever ordered it at the desk was told that it failed: what to do is theirs. */
static bool
was_told(const struct outbound_call *call)
{
	return !call->call_sid && call->origin && text_has_prefix(call->origin, CONFIRM_NOW) &&
	    call->ended_at_ms < call->created_at_ms + CONFIRM_NOW_MS;
}

/* The patient's own clock says when to call. */
static const char *
zone_of(const struct case_file *f)
{
	return f->visit.patient.timezone ? f->visit.patient.timezone : f->clinic.timezone;
}

static struct job_outcome
outcome_of_case(enum db_result result)
{
	return result > DB_NONE ? job_failed("the database did not answer") : job_is_done();
}

/* --- a text ------------------------------------------------------------------------------------ */

static enum db_result
intend_text(struct db *db, void *context)
{
	struct case_file *f = context;
	struct arena *a = f->c->arena;
	const struct appointment *v = &f->visit;
	const struct civil at = zone_civil(f->clinic.timezone, v->starts_at_ms);
	const struct civil now = zone_civil(f->clinic.timezone, clock_now_ms());
	const char *origin = arena_printf(a, "confirm-sms:%lld:%lld", (long long)v->appointment_id,
	    (long long)v->starts_at_ms);
	struct call_notice told = { .call_sid = f->call->call_sid, .about = "confirmation" };
	struct language language;
	int64_t notice_id;
	enum db_result result;

	/* What is not delivered would only be paid for. */
	if (!*f->from || v->patient.bad_code ||
	    !language_load(a, f->c->config, v->patient.language, f->clinic.language, &language))
		return DB_OK;
	/* Once for a visit and its time, however often it was called about. */
	result = message_intend(db, a, v->clinic_id, origin, f->from, v->patient.phone,
	    texts_fill(a, language.texts, "text.unreached", (const char *const[][2]){
		{ "{clinic}", f->clinic.name },
		{ "{when}", written_when(a, language.texts, &at, &now) },
		{ "{phone}", f->from },
		{ NULL, NULL },
	    }), &f->message_id);
	if (result == DB_CONFLICT)
		return DB_OK;		/* who opted out gets none */
	told.message_id = f->message_id;
	if (result == DB_OK && told.call_sid)
		result = call_notice_add(db, a, origin, &told, &notice_id);
	return result == DB_OK ? message_ask_until(db, a, f->message_id, v->starts_at_ms) : result;
}

/* --- once more ---------------------------------------------------------------------------------- */

static enum db_result
order_again(struct case_file *f, int64_t at_ms)
{
	struct arena *a = f->c->arena;
	struct json_object *payload = json_object_in(a);

	json_put_int(payload, "callId", f->call->call_id);
	return job_add(f->c->db, a, "confirm-again", arena_printf(a, "confirm-again:%lld",
	    (long long)f->call->call_id), payload, at_ms);
}

struct job_outcome
confirmation_ended(struct job_context *c, const struct outbound_call *call)
{
	struct case_file f = { 0 };
	struct confirmation_end end;
	enum db_result result = DB_OK;
	int64_t at_ms;

	/* Who answers and hangs up before the end has given no response. */
	if (text_same(call->status, "completed") && !call->outcome)
		result = call_conclude(c->db, call->call_sid, "no-response");
	if (result <= DB_NONE)
		result = open_case(c, call, &f);
	if (result != DB_OK)
		return outcome_of_case(result);
	if (was_told(call))
		return job_is_done();
	end = (struct confirmation_end){
		.status = call->status,
		.reached = was_reached(call),
		.refused = !call->call_sid && call->error_code,
		.waiting = is_waiting(&f), .retries = f.retries,
		.ended_at_ms = clock_now_ms(), .starts_at_ms = f.visit.starts_at_ms,
		.zone = zone_of(&f),
	};
	switch (confirmation_next(&end, &f.routing, &at_ms)) {
	case NEXT_CALL:
		return outcome_of_case(order_again(&f, at_ms));
	case NEXT_TEXT:
		return outcome_of_case(db_transact(c->db, intend_text, &f));
	case NEXT_NOTHING:
		break;
	}
	return job_is_done();
}

/* Has anybody called about the visit since, or is just doing so? What the provider never got does
 * not count. */
static enum db_result
called_since(const struct case_file *f, bool *since)
{
	struct outbound_call *list;
	size_t count = 0;
	enum db_result result = outbound_calls_of_appointment(f->c->db, f->c->arena,
	    f->visit.appointment_id, &list, &count);

	*since = false;
	for (size_t i = 0; result == DB_OK && i < count; i++)
		*since |= list[i].call_id > f->call->call_id &&
		    (list[i].call_sid || !list[i].settled);
	return result == DB_NONE ? DB_OK : result;
}

static struct job_outcome
text_instead(struct case_file *f)
{
	return outcome_of_case(f->routing.retry_then_sms ?
	    db_transact(f->c->db, intend_text, f) : DB_OK);
}

static struct job_outcome
call_again(struct case_file *f, const struct routes *routes)
{
	struct job_context *c = f->c;
	const char *origin = arena_printf(c->arena, "confirm:%lld:%lld:%d",
	    (long long)f->visit.appointment_id, (long long)f->first_id, f->retries + 1);
	struct outbound_call next;
	int64_t now_ms = clock_now_ms();
	int64_t at_ms = calling_window(&f->routing.calling_hours, zone_of(f), now_ms).from_ms;
	bool since;
	enum db_result result = called_since(f, &since);

	if (result != DB_OK || since)
		return outcome_of_case(result);
	/* The clinic may have changed its plan. */
	if (at_ms >= f->visit.starts_at_ms || f->retries >= f->routing.retry_attempts)
		return text_instead(f);
	if (at_ms > now_ms)
		return job_is_early((int)((at_ms - now_ms) / 1000) + 1, "it is no time to call");
	if (!*f->from && text_same(confirm_provider(c->config), "twilio"))
		return job_failed("the clinic has no number to call from");
	result = confirm_call_intend(c->db, c->arena, c->config, routes, &(struct confirm_order){
		.clinic = &f->clinic, .visit = &f->visit, .from = f->from,
		.place_at_ms = now_ms, .ask_until_ms = now_ms + PATIENCE_MS, .origin = origin,
	}, &next);
	/* Where the patient wants no calls any more, a text may still be welcome. */
	if (result == DB_CONFLICT)
		return text_instead(f);
	if (result == DB_DUPLICATE && !text_same(next.origin, origin))
		return job_is_early(LOOK_AGAIN_S, "somebody is calling about it just now");
	return result == DB_DUPLICATE ? job_is_done() : outcome_of_case(result);
}

static struct job_outcome
confirm_again_job(struct job_context *c)
{
	int64_t call_id = json_get_int(c->job->payload, "callId", 0);
	struct routes *routes = routes_open(c->config->program_dir);
	struct outbound_call call;
	struct case_file f = { 0 };
	struct job_outcome outcome;
	enum db_result result;

	if (!routes)
		return job_failed("the programs' ROUTES cannot be read");
	result = outbound_call_find(c->db, c->arena, call_id, &call);
	if (result == DB_OK)
		result = open_case(c, &call, &f);
	/* That somebody had answered may have been told later than that nobody had. */
	outcome = result == DB_OK && is_waiting(&f) && !was_reached(&call) ?
	    call_again(&f, routes) : outcome_of_case(result);
	routes_close(routes);
	return outcome;
}

JOB_KIND("confirm-again", confirm_again_job, .attempts_max = 24);

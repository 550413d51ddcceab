/* Placing calls. See place_call.h. */
#include "jobs/place_call.h"

#include "carrier/twilio.h"
#include "carrier/vapi.h"
#include "core/clock.h"
#include "core/form.h"
#include "core/text.h"
#include "data/appointments.h"
#include "jobs/confirm_call.h"
#include "jobs/runner.h"

enum {
	LIST_MAX = 500,
	SLACK_MS = 60 * 1000,		/* Twilio's clock and ours */
	SETTLED_MS = 90 * 1000,		/* after so long, what is not listed was not placed */
	LOOK_AGAIN_S = 30,
};

static void
say(struct place_answer *answer, enum placing result, const char *message)
{
	answer->result = result;
	answer->message = message ? message : "";
}

/* Who is rung: an assistant first, or whom it is for. */
static const char *
rung_first(struct arena *a, const struct outbound_call *call)
{
	struct form form;
	const char *to = NULL;

	if (form_parse(a, call->request, strlen(call->request), &form))
		to = form_find(&form, "To");
	return to ? to : call->to;
}

/* --- asking ---------------------------------------------------------------------------------- */

/* What was asked for before, as it stands. */
static void
as_it_stands(struct db *db, struct arena *a, struct outbound_call *call,
    struct place_answer *answer)
{
	if (outbound_call_find(db, a, call->call_id, call) != DB_OK) {
		say(answer, PLACE_AWAY, "The database did not answer.");
	} else if (call->call_sid) {
		say(answer, PLACED, NULL);
	} else if (call->settled) {
		answer->code = call->error_code;
		say(answer, PLACE_REFUSED, call->error_message);
	} else {
		say(answer, PLACE_UNKNOWN, "It was asked for already, and nobody knows yet.");
	}
}

static void
settle(struct db *db, struct arena *a, struct outbound_call *call, const char *call_sid,
    const char *status, const struct place_answer *answer)
{
	bool refused = answer->result == PLACE_REFUSED;

	call->status = status;
	if (call_sid)
		call->call_sid = call_sid;
	call->settled = call_sid || refused;
	call->error_code = refused ? answer->code : 0;
	call->error_message = refused ? answer->message : NULL;
	/* Where this fails, the row says that it was asked for, and the job looks it up. */
	if (outbound_call_settle(db, a, call->call_id, call_sid, status, call->error_code,
	    call->error_message) == DB_OK)
		(void)outbound_call_find(db, a, call->call_id, call);
}

static void
not_asked(struct db *db, struct arena *a, struct outbound_call *call, struct place_answer *answer,
    const char *message)
{
	call->asked_at_ms = 0;
	(void)outbound_call_not_asked(db, a, call->call_id);
	say(answer, PLACE_LATER, message);
}

/* --- what is asked of whom ------------------------------------------------------------------- */

enum looking { LOOK_FOUND, LOOK_NONE, LOOK_NOT_TOLD, LOOK_AWAY };

struct provider {
	const char *name;
	bool (*is_configured)(const struct config *config);
	void (*ask)(struct db *db, struct arena *a, const struct config *config,
	    struct outbound_call *call, struct place_answer *answer);
	/* Looks through its list, and settles the call that is there. *why: what it did not tell. */
	enum looking (*look)(struct job_context *c, const struct outbound_call *call,
	    const char **why);
};

static void
ask_twilio(struct db *db, struct arena *a, const struct config *config,
    struct outbound_call *call, struct place_answer *answer)
{
	struct text fields = text_new(a);
	struct twilio_answer twilio;
	const char *to = rung_first(a, call), *sid, *status;

	text_puts(&fields, call->request);
	if (text_same(to, call->to))
		form_put(&fields, "To", to);
	form_put(&fields, "From", call->from);
	twilio_post(a, config, "/Calls.json", fields.data, 0, &twilio);
	answer->status = twilio.status;
	answer->code = twilio.code;
	switch (twilio.result) {
	case TWILIO_OK:
		sid = json_get_text(twilio.json, "sid");
		status = json_get_text(twilio.json, "status");
		if (!sid)
			break;
		say(answer, PLACED, NULL);
		settle(db, a, call, sid, status ? status : "queued", answer);
		return;
	case TWILIO_REFUSED:
		/* Not the call, but we ourselves: it waits until our credentials are right. */
		if (twilio.status == 401 || twilio.code == 20003) {
			not_asked(db, a, call, answer, twilio.message);
			return;
		}
		say(answer, PLACE_REFUSED, twilio.message);
		settle(db, a, call, NULL, "failed", answer);
		return;
	case TWILIO_BUSY: case TWILIO_NOT_SENT: case TWILIO_OFF:
		not_asked(db, a, call, answer, twilio.message);
		return;
	case TWILIO_UNKNOWN:
		break;
	}
	say(answer, PLACE_UNKNOWN, twilio.message);
	settle(db, a, call, NULL, "unknown", answer);
}

static void
ask_vapi(struct db *db, struct arena *a, const struct config *config, struct outbound_call *call,
    struct place_answer *answer)
{
	struct agent_answer vapi;
	const char *id;

	vapi_call_create(a, config, call->request, 0, &vapi);
	answer->status = vapi.status;
	switch (vapi.result) {
	case AGENT_OK:
		id = json_get_text(vapi.json, "id");
		if (!id)
			break;
		say(answer, PLACED, NULL);
		settle(db, a, call, id, "queued", answer);
		return;
	case AGENT_REFUSED:
		if (vapi.status == 401 || vapi.status == 403) {
			not_asked(db, a, call, answer, vapi.message);
			return;
		}
		say(answer, PLACE_REFUSED, vapi.message);
		settle(db, a, call, NULL, "failed", answer);
		return;
	case AGENT_BUSY: case AGENT_NOT_SENT: case AGENT_OFF:
		not_asked(db, a, call, answer, vapi.message);
		return;
	case AGENT_UNKNOWN:
		break;
	}
	say(answer, PLACE_UNKNOWN, vapi.message);
	settle(db, a, call, NULL, "unknown", answer);
}

/* --- finding out ----------------------------------------------------------------------------- */

static int64_t
when(struct json_object *entry, const char *name)
{
	const char *text = json_get_text(entry, name);
	int64_t ms;

	return text && instant_parse_rfc2822(text, &ms) ? ms : 0;
}

/* Is there another call of which nobody knows, with the same numbers? Its entry would look the same.
 * Their webhooks carry the reference, and tell within seconds which is which: they are waited for,
 * since who takes the other's is asked for never, and the other twice. */
static enum db_result
has_twin(struct db *db, struct arena *a, const struct outbound_call *call, bool *twin)
{
	int64_t now_ms = clock_now_ms();
	struct outbound_call *list;
	size_t count = 0;
	enum db_result result = DB_OK;

	*twin = false;
	if (now_ms < call->asked_at_ms + SETTLED_MS)
		result = outbound_calls_unknown(db, a, now_ms, &list, &count);
	for (size_t i = 0; result == DB_OK && i < count; i++)
		*twin |= list[i].call_id != call->call_id &&
		    text_same(list[i].from, call->from) &&
		    text_same(rung_first(a, &list[i]), rung_first(a, call));
	return result == DB_NONE ? DB_OK : result;
}

enum db_result
call_is_listed(struct db *db, struct arena *a, const struct outbound_call *call,
    struct json_object *entry, bool *is_it)
{
	int64_t made_ms = when(entry, "date_created");
	const char *sid = json_get_text(entry, "sid");
	bool taken = true, twin = false;
	enum db_result result;

	*is_it = false;
	if (!sid || !text_same(call->provider, "twilio") ||
	    !text_same(json_get_text(entry, "direction"), "outbound-api") ||
	    !text_same(json_get_text(entry, "to"), rung_first(a, call)) ||
	    !text_same(json_get_text(entry, "from"), call->from) ||
	    !call->asked_at_ms || made_ms < call->asked_at_ms - SLACK_MS)
		return DB_OK;
	result = outbound_call_sid_is_taken(db, a, sid, call->call_id, &taken);
	if (result == DB_OK && !taken)
		result = has_twin(db, a, call, &twin);
	*is_it = result == DB_OK && !taken && !twin;
	return result;
}

enum db_result
call_settle_listed(struct db *db, struct arena *a, const struct outbound_call *call,
    struct json_object *entry)
{
	const char *status = json_get_text(entry, "status");

	return outbound_call_settle(db, a, call->call_id, json_get_text(entry, "sid"),
	    status ? status : "queued", 0, NULL);
}

struct lookup {
	struct job_context *c;
	const struct outbound_call *call;
	struct json_object *found;
	enum db_result result;
};

static bool
look(struct json_object *entry, void *context)
{
	struct lookup *l = context;
	bool is_it;

	l->result = call_is_listed(l->c->db, l->c->arena, l->call, entry, &is_it);
	if (is_it)
		l->found = entry;
	return l->result == DB_OK && !is_it;
}

/* Not narrowed by time: a call that waits in Twilio's queue has no start yet. */
static enum looking
look_at_twilio(struct job_context *c, const struct outbound_call *call, const char **why)
{
	struct text fields = text_new(c->arena);
	struct lookup lookup = { .c = c, .call = call };
	struct twilio_answer twilio;

	form_put(&fields, "To", rung_first(c->arena, call));
	form_put(&fields, "From", call->from);
	twilio_list(c->arena, c->config, "/Calls.json", fields.data, "calls", LIST_MAX, look,
	    &lookup, &twilio);
	*why = twilio.message;
	if (lookup.found)
		lookup.result = call_settle_listed(c->db, c->arena, call, lookup.found);
	if (lookup.result != DB_OK)
		return LOOK_AWAY;
	return lookup.found ? LOOK_FOUND : twilio.result == TWILIO_OK ? LOOK_NONE : LOOK_NOT_TOLD;
}

static bool
look_for_reference(struct json_object *entry, void *context)
{
	struct lookup *l = context;

	if (text_same(vapi_call_reference(entry), l->call->reference) &&
	    json_get_text(entry, "id"))
		l->found = entry;
	return !l->found;
}

/* How the call has ended, its report says. */
static enum looking
look_at_vapi(struct job_context *c, const struct outbound_call *call, const char **why)
{
	struct lookup lookup = { .c = c, .call = call };
	struct agent_answer vapi;

	vapi_calls(c->arena, c->config, call->asked_at_ms - SLACK_MS, false, LIST_MAX,
	    look_for_reference, &lookup, &vapi);
	*why = vapi.message;
	if (lookup.found)
		return outbound_call_settle(c->db, c->arena, call->call_id,
		    json_get_text(lookup.found, "id"), "queued", 0, NULL) == DB_OK ?
		    LOOK_FOUND : LOOK_AWAY;
	return vapi.result == AGENT_OK ? LOOK_NONE : LOOK_NOT_TOLD;
}

static const struct provider *
provider_of(const struct outbound_call *call)
{
	static const struct provider providers[] = {
		{ "twilio", config_has_twilio, ask_twilio, look_at_twilio },
		{ "vapi", vapi_is_configured, ask_vapi, look_at_vapi },
	};

	for (size_t i = 0; i < sizeof providers / sizeof *providers; i++)
		if (text_same(providers[i].name, call->provider))
			return &providers[i];
	return NULL;
}

/* --- placing --------------------------------------------------------------------------------- */

void
call_place(struct db *db, struct arena *a, const struct config *config,
    struct outbound_call *call, struct place_answer *answer)
{
	const struct provider *provider = provider_of(call);
	int64_t now_ms = clock_now_ms();

	*answer = (struct place_answer){ .message = "" };
	if (!provider || !provider->is_configured(config)) {
		say(answer, PLACE_OFF, arena_printf(a, "There are no credentials for %s.",
		    call->provider));
		return;
	}
	switch (outbound_call_asking(db, a, call->call_id, now_ms)) {
	case DB_OK:
		call->asked_at_ms = now_ms;
		provider->ask(db, a, config, call, answer);
		return;
	case DB_NONE:
		as_it_stands(db, a, call, answer);
		return;
	case DB_DUPLICATE: case DB_CONFLICT: case DB_AWAY: case DB_UNKNOWN: case DB_FAILED:
		break;
	}
	say(answer, PLACE_AWAY, "The database did not answer.");
}

/* --- the job --------------------------------------------------------------------------------- */

static struct job_outcome
stored(enum db_result result, struct job_outcome then)
{
	return result > DB_NONE ? job_failed("the database did not answer") : then;
}

/* Was it placed? Only where the provider is sure not to have it is it asked for again. */
static struct job_outcome
find_out(struct job_context *c, const struct outbound_call *call)
{
	const struct provider *provider = provider_of(call);
	const char *why = "";

	if (!provider || !provider->is_configured(c->config))
		return job_failed("there are no credentials for the call's provider");
	if (text_same(call->status, "queued") && outbound_call_settle(c->db, c->arena,
	    call->call_id, NULL, "unknown", 0, NULL) > DB_NONE)
		return job_failed("the database did not answer");
	switch (provider->look(c, call, &why)) {
	case LOOK_FOUND:
		return job_is_done();
	case LOOK_NOT_TOLD:
		return job_failed(why);
	case LOOK_AWAY:
		return job_failed("the database did not answer");
	case LOOK_NONE:
		break;
	}
	if (clock_now_ms() < call->asked_at_ms + SETTLED_MS)
		return job_is_early(LOOK_AGAIN_S, "the provider does not list the call yet");
	/* Asked again, or called off because it is too late. */
	return stored(outbound_call_not_asked(c->db, c->arena, call->call_id),
	    job_is_early(1, "the provider does not have the call: it is asked for again"));
}

/* It may have waited for long. NULL: it is still wanted. A visit that the desk wants to call about
 * needs only to be ahead. */
static enum db_result
reason_to_call_off(struct job_context *c, const struct outbound_call *call, const char **why)
{
	bool at_desk = call->origin && text_has_prefix(call->origin, CONFIRM_NOW), allowed = false;
	struct appointment visit;
	enum db_result result = consent_allows(c->db, c->arena, call->clinic_id, call->phone,
	    CONSENT_CALL, &allowed);

	*why = clock_now_ms() > call->ask_until_ms ? "It could not be placed in time." :
	    allowed ? NULL : "The number wants no calls any more.";
	if (result != DB_OK || *why || !text_same(call->call_type, "appointment-confirmation"))
		return result;
	result = appointment_find(c->db, c->arena, call->appointment_id, &visit);
	if (result == DB_NONE || (result == DB_OK && !appointment_is_open(&visit, clock_now_ms())))
		*why = "The appointment is past, or was cancelled.";
	else if (result == DB_OK && !at_desk && !text_same(visit.status, "scheduled"))
		*why = "The appointment has been answered for.";
	return result == DB_NONE ? DB_OK : result;
}

static struct job_outcome
ask(struct job_context *c, struct outbound_call *call)
{
	struct place_answer answer;
	const char *why;

	if (reason_to_call_off(c, call, &why) != DB_OK)
		return job_failed("the database did not answer");
	if (why)
		return stored(outbound_call_cancel(c->db, c->arena, call->call_id, why),
		    job_is_done());
	call_place(c->db, c->arena, c->config, call, &answer);
	switch (answer.result) {
	case PLACED: case PLACE_REFUSED:
		break;
	case PLACE_UNKNOWN:
		return job_is_early(LOOK_AGAIN_S,
		    "the answer was lost: the provider's list is looked through");
	case PLACE_LATER: case PLACE_AWAY: case PLACE_OFF:
		return job_failed(answer.message);
	}
	return job_is_done();
}

static struct job_outcome
place_call_job(struct job_context *c)
{
	struct outbound_call call;
	enum db_result result = outbound_call_find(c->db, c->arena,
	    json_get_int(c->job->payload, "callId", 0), &call);

	if (result == DB_NONE)
		return job_is_done();
	if (result != DB_OK)
		return job_failed("the database did not answer");
	if (call.settled)
		return job_is_done();
	return call.asked_at_ms ? find_out(c, &call) : ask(c, &call);
}

JOB_KIND("place-call", place_call_job, .attempts_max = 40);

/* A campaign that is there. See campaigns.h. */
#include "web/campaigns.h"

#include "core/text.h"
#include "data/clinics.h"
#include "data/numbers.h"
#include "web/account.h"
#include "web/telephony.h"

/* from: the states in which it does something; as_is: those in which it has done so already. No state's name is a part of another's. */
static const struct action {
	const char *name, *from, *as_is, *to, *past;
} actions[] = {
	{ "start", "draft", "scheduled,running", "running", "started" },
	{ "pause", "scheduled,running", "paused", "paused", "paused" },
	{ "resume", "paused", "scheduled,running", "running", "resumed" },
	{ "cancel", "draft,scheduled,running,paused", "cancelled", "cancelled", "cancelled" },
};

static const int64_t AHEAD_MS_MAX = 366LL * 24 * 60 * 60 * 1000;

void
campaign_take_said(struct request *r, struct campaign *c)
{
	const struct value *name = &r->in[CAMPAIGN_NAME], *send_at = &r->in[CAMPAIGN_SEND_AT], *rate = &r->in[CAMPAIGN_RATE], *cap = &r->in[CAMPAIGN_CAP];

	if (name->text && *name->text && text_is_blank(name->text))
		request_fault(r, "name", "must not be blank");
	if (send_at->number && send_at->number <= r->now_ms)
		request_fault(r, "sendAt", "has passed");
	else if (send_at->number > r->now_ms + AHEAD_MS_MAX)
		request_fault(r, "sendAt", "must be at most a year ahead");
	c->name = name->text ? name->text : c->name;
	c->send_at_ms = send_at->state == VALUE_ABSENT ? c->send_at_ms : send_at->number;
	c->rate_per_minute = rate->state == VALUE_SET ? (int)rate->number : c->rate_per_minute;
	c->daily_cap = cap->state == VALUE_ABSENT ? c->daily_cap : (int)cap->number;
}

struct campaign_work *
campaign_load(struct request *r, int64_t id)
{
	struct campaign_work *w = r->context = arena_alloc(r->arena, sizeof *w);

	w->result = campaign_find(r->db, r->arena, id, &w->campaign);
	if (w->result == DB_OK && !request_sees(r, w->campaign.clinic_id))
		w->result = DB_NONE;
	return w;
}

enum outcome
campaign_give(struct request *r, enum db_result result, const struct campaign *campaign)
{
	struct json_object *o;

	if (result == DB_OK)
		result = campaign_object(r->db, r->arena, campaign, &o);
	if (result == DB_NONE)
		return refuse(r, 404, "There is no such campaign.");
	return result == DB_OK ? answer_json(r, 200, o) : outcome_of(result);
}

enum outcome
campaign_refuse_state(struct request *r, const struct campaign *campaign)
{
	static const struct { const char *status, *words; } states[] = {
		{ "draft", "a draft: it can be started, changed, cancelled or deleted" },
		{ "scheduled", "scheduled: it can be paused or cancelled" },
		{ "running", "running: it can be paused or cancelled" },
		{ "paused", "paused: it can be resumed, changed or cancelled" },
		{ "done", "done: nothing more can be done with it" },
		{ "cancelled", "cancelled: nothing more can be done with it" },
	};
	size_t i = 0;

	while (!text_same(states[i].status, campaign->status))
		i++;
	return refuse(r, 409, "The campaign is %s.", states[i].words);
}

void
campaign_trace(struct request *r, const struct campaign *campaign, const char *action)
{
	audit(r, campaign->clinic_id, arena_printf(r->arena, "campaign-%s", action), arena_printf(r->arena, "campaign %lld", (long long)campaign->campaign_id), NULL);
}

/* What has changed since the draft was made, and would stop it at once: the answer stands then, or the outcome says that the database is away. */
static bool
may_run(struct request *r, const struct campaign *c, enum outcome *outcome)
{
	struct clinic clinic;
	const char *from = NULL;
	enum db_result result = clinic_find(r->db, r->arena, c->clinic_id, &clinic);

	if (result == DB_OK)
		result = number_sender(r->db, r->arena, c->clinic_id, c->from, &from);
	*outcome = ANSWERED;
	if (result != DB_OK)
		*outcome = outcome_of(result);
	else if (!config_has_twilio(r->config))
		*outcome = refuse_twilio(r, &(struct twilio_answer){ .result = TWILIO_OFF });
	else if (!text_same(from, c->from))
		*outcome = refuse(r, 409, "%s is no number of the clinic any more: connect it again, or make another campaign.", c->from);
	else if (c->marketing && !clinic.marketing_enabled)
		*outcome = refuse(r, 409, "The clinic has disabled marketing: PATCH /api/clinics/%lld with marketingEnabled: true enables it.", (long long)c->clinic_id);
	else
		return true;
	return false;
}

static enum outcome
act(struct request *r, const struct action *action, struct campaign *c)
{
	const char *to = action->to;
	enum outcome outcome;
	enum db_result result;

	if (text_same(to, "running")) {
		if (!may_run(r, c, &outcome))
			return outcome;
		to = c->send_at_ms > r->now_ms ? "scheduled" : to;
	}
	result = campaign_move(r->db, r->arena, c->campaign_id, action->from, to, c);
	if (result == DB_OK)
		campaign_trace(r, c, action->past);
	/* Somebody else was faster. */
	if (result == DB_NONE && c->campaign_id)
		return strstr(action->as_is, c->status) ? campaign_give(r, DB_OK, c) : campaign_refuse_state(r, c);
	return campaign_give(r, result, c);
}

enum outcome
campaign_act(struct request *r, struct campaign_work *w)
{
	const struct action *action = actions;

	while (!text_same(action->name, strrchr(r->endpoint->path, '/') + 1))
		action++;
	if (w->result != DB_OK || strstr(action->as_is, w->campaign.status))
		return campaign_give(r, w->result, &w->campaign);
	return strstr(action->from, w->campaign.status) ? act(r, action, &w->campaign) : campaign_refuse_state(r, &w->campaign);
}

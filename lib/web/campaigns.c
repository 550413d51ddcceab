/* A campaign that is there. See campaigns.h. */
#include "web/campaigns.h"

#include "core/text.h"
#include "data/clinics.h"
#include "data/numbers.h"
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
	const int64_t at_ms = r->in[CAMPAIGN_SEND_AT].number;

	if (at_ms && at_ms <= r->now_ms)
		request_fault(r, "sendAt", "has passed");
	else if (at_ms > r->now_ms + AHEAD_MS_MAX)
		request_fault(r, "sendAt", "must be at most a year ahead");
	c->name = said_text(r, CAMPAIGN_NAME, c->name);
	c->send_at_ms = said_number(r, CAMPAIGN_SEND_AT, c->send_at_ms);
	c->rate_per_minute = (int)said_number(r, CAMPAIGN_RATE, c->rate_per_minute);
	c->daily_cap = (int)said_number(r, CAMPAIGN_CAP, c->daily_cap);
}

void
campaign_look_up(struct request *r)
{
	struct campaign *c = r->context = arena_alloc(r->arena, sizeof *c);

	item_found(r, "campaign", campaign_find(r->db, r->arena, item_id(r), c), &c->clinic_id);
}

enum outcome
campaign_give(struct request *r, enum db_result result, const struct campaign *campaign)
{
	struct json_object *o = NULL;

	if (result == DB_OK)
		result = campaign_object(r->db, r->arena, campaign, &o);
	return result == DB_OK ? answer_json(r, 200, o) : answer_item(r, result, NULL);
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
	struct campaign now;
	enum db_result result = campaign_find(r->db, r->arena, campaign->campaign_id, &now);
	size_t i = 0;

	if (result != DB_OK)
		return answer_item(r, result, NULL);
	while (!text_same(states[i].status, now.status))
		i++;
	return refuse(r, 409, "The campaign is %s.", states[i].words);
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
		audit(r, c->clinic_id, arena_printf(r->arena, "campaign-%s", action->past), arena_printf(r->arena, "campaign %lld", (long long)c->campaign_id), NULL);
	/* Somebody else was faster. */
	if (result == DB_NONE && c->campaign_id)
		return strstr(action->as_is, c->status) ? campaign_give(r, DB_OK, c) : campaign_refuse_state(r, c);
	return campaign_give(r, result, c);
}

enum outcome
campaign_act(struct request *r)
{
	const struct action *action = actions;
	struct campaign *c = r->context;

	while (!text_same(action->name, strrchr(r->endpoint->path, '/') + 1))
		action++;
	if (strstr(action->as_is, c->status))
		return campaign_give(r, DB_OK, c);
	return strstr(action->from, c->status) ? act(r, action, c) : campaign_refuse_state(r, c);
}

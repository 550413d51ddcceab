/*
 * campaigns - one text to many
 *
 * A draft is a dry run: its recipients are found, each body is filled in, and the estimate says how many get it, who does not and why, and what it costs. It sends
 * nothing before it is started (program campaign-progress). What it says and to whom is settled then; its name, time and pace may be changed while nothing is being
 * sent, and a draft deleted. Another clinic's is a 404.
 *
 * Twice? A second POST makes a second draft; with an Idempotency-Key it gives the first answer. The rest is harmless.
 */
#include "core/text.h"
#include "web/account.h"
#include "web/campaign_draft.h"
#include "web/campaigns.h"
#include "web/list.h"

enum { BODY_BYTES_MAX = 4 * 1024 * 1024 };

static const int64_t AHEAD_MS_MAX = CAMPAIGN_AHEAD_DAYS_MAX * 24LL * 60 * 60 * 1000;

enum { NAME, SEND_AT, RATE, CAP, PACE_FIELDS };

#define PACE_PARAMS(needed) \
	[NAME] = { "name", P_TEXT, 1, 120, .optional = !(needed) }, \
	[SEND_AT] = { "sendAt", P_TIME, .optional = true, .nullable = true, .help = "Not before this time, at most a year ahead; null: as soon as it is started" }, \
	[RATE] = { "ratePerMinute", P_INT, 1, CAMPAIGN_RATE_MAX, .optional = true, .help = "Texts a minute, of all workers together; 60 if not said" }, \
	[CAP] = { "dailyCap", P_INT, 1, CAMPAIGN_RECIPIENTS_MAX, .optional = true, .nullable = true, .help = "Texts a day of the clinic's; null: as many as there are" }

enum { KIND = PACE_FIELDS, BODY, RECIPIENTS, FILTER, SENDER };

static const struct param make_params[] = {
	PACE_PARAMS(true),
	[KIND] = { "kind", P_CHOICE, .choices = "care marketing", .help = "marketing asks for marketingEnabled of the clinic, and for the consent of each patient" },
	[BODY] = { "body", P_TEXT, 1, CAMPAIGN_BODY_MAX, .help = "With {{firstName}}, {{lastName}}, {{clinic}}, {{phone}} (the clinic's) and fields that recipients have; "
	    "{{firstName|there}} says what stands where there is none. At most 1,600 characters, filled in" },
	[RECIPIENTS] = { "recipients", P_JSON, .optional = true, .help = "An array of 1 to 10,000, each a phone number, or {phone | patientId, firstName?, lastName?, and fields of your own}" },
	[FILTER] = { "filter", P_JSON, .optional = true, .help = "Patients instead: {language?, visitSince?, visitUntil?, noVisitAhead?}; dates as in lists; {}: all" },
	[SENDER] = { "from", P_PHONE, 1, 40, .optional = true, .help = "A number of the clinic; its first one if not said" },
	{ 0 }
};

enum { ID = PACE_FIELDS };

static const struct param edit_params[] = { PACE_PARAMS(false), [ID] = { "id", P_ID }, { 0 } };

enum { ONLY_ID };

static const struct param one_params[] = { [ONLY_ID] = { "id", P_ID }, { 0 } };

static const struct param list_params[] = {
	{ "status", P_CHOICE, .choices = "draft scheduled running paused done cancelled", .optional = true },
	LIST_PARAMS,
	{ 0 }
};

/* --- reading -------------------------------------------------------------------------------------------------------------- */

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct page p = { r->clinic_id, page->since_ms, page->until_ms, page->before_id, page->limit };
	enum db_result result = campaigns_list(r->db, r->arena, &p, r->in[0].text, items, &page->next_id);

	/* Who could not get it is told with one campaign. */
	for (size_t i = 0; i < json_object_array_length(items); i++)
		json_object_object_del(json_get(json_object_array_get_idx(items, i), "estimate"), "invalidRecipients");
	return result;
}

static enum outcome
list(struct request *r)
{
	static const char *const columns[] = {
		"id", "clinicId", "name", "kind", "status", "sendAt", "ratePerMinute", "dailyCap", "counts.total", "counts.queued", "counts.sent", "counts.delivered",
		"counts.failed", "counts.skipped", "estimate.recipients", "estimate.optedOut", "estimate.invalid", "estimate.segments", "estimate.cost", "createdAt", NULL
	};

	return answer_list(r, fetch, columns);
}

static void
load(struct request *r)
{
	(void)campaign_load(r, r->in[ONLY_ID].number);
}

static enum outcome
one(struct request *r)
{
	const struct campaign_work *w = r->context;

	return campaign_give(r, w->result, &w->campaign);
}

/* --- changing ------------------------------------------------------------------------------------------------------------- */

/* What is the same of a new one and of one that is there. */
static void
take_pace(struct request *r, struct campaign *c)
{
	const struct value *in = r->in;

	if (in[NAME].text && *in[NAME].text && text_is_blank(in[NAME].text))
		request_fault(r, "name", "must not be blank");
	if (in[SEND_AT].number && in[SEND_AT].number <= r->now_ms)
		request_fault(r, "sendAt", "has passed");
	else if (in[SEND_AT].number > r->now_ms + AHEAD_MS_MAX)
		request_fault(r, "sendAt", "must be at most a year ahead");
	c->name = in[NAME].text ? in[NAME].text : c->name;
	c->send_at_ms = in[SEND_AT].state == VALUE_ABSENT ? c->send_at_ms : in[SEND_AT].number;
	c->rate_per_minute = in[RATE].state == VALUE_SET ? (int)in[RATE].number : c->rate_per_minute;
	c->daily_cap = in[CAP].state == VALUE_ABSENT ? c->daily_cap : (int)in[CAP].number;
}

static void
check_draft(struct request *r)
{
	const struct value *in = r->in;
	struct campaign_draft *d = r->context = arena_alloc(r->arena, sizeof *d);

	*d = (struct campaign_draft){
		.from = &in[SENDER], .to = &in[RECIPIENTS], .filter = &in[FILTER],
		.campaign = { .user_id = r->user.user_id, .rate_per_minute = CAMPAIGN_RATE_DEFAULT, .body = in[BODY].text, .marketing = text_same(in[KIND].text, "marketing") },
	};
	d->campaign.clinic_id = request_clinic(r);
	take_pace(r, &d->campaign);
	draft_check(r, d);
}

static enum outcome
make(struct request *r)
{
	struct campaign_draft *d = r->context;
	struct json_object *o;
	enum db_result result = draft_gather(r, d);

	if (result == DB_NONE)
		return refuse(r, 404, "There is no such clinic.");
	if (result == DB_OK && !r->faults)
		result = draft_store(r, d);
	if (result == DB_OK && !r->faults)
		result = campaign_object(r->db, r->arena, &d->campaign, &o);
	if (result != DB_OK)
		return outcome_of(result);
	if (r->faults)
		return refuse_faults(r);
	campaign_trace(r, &d->campaign, "made");
	return answer_created(r, arena_printf(r->arena, "/api/campaigns/%lld", (long long)d->campaign.campaign_id), o);
}

static void
check_edit(struct request *r)
{
	take_pace(r, &campaign_load(r, r->in[ID].number)->campaign);
}

static enum outcome
edit(struct request *r)
{
	struct campaign_work *w = r->context;

	if (w->result == DB_OK)
		w->result = campaign_change(r->db, r->arena, &w->campaign);
	if (w->result == DB_OK)
		campaign_trace(r, &w->campaign, "changed");
	else if (w->result == DB_NONE && campaign_load(r, r->in[ID].number)->result == DB_OK)
		return campaign_refuse_state(r, &((struct campaign_work *)r->context)->campaign);
	return one(r);
}

static enum outcome
delete(struct request *r)
{
	struct campaign_work *w = r->context;
	enum db_result result = w->result == DB_OK ? campaign_delete(r->db, r->arena, w->campaign.campaign_id) : w->result;

	if (result == DB_NONE && campaign_load(r, r->in[ONLY_ID].number)->result == DB_OK)
		return campaign_refuse_state(r, &((struct campaign_work *)r->context)->campaign);
	if (result != DB_OK)
		return campaign_give(r, result, &w->campaign);
	campaign_trace(r, &w->campaign, "deleted");
	return answer_empty(r, 204);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/campaigns", CALLER_CUSTOMER, list, "Campaigns, newest first", list_params, .answer = "campaign" },
	{ POST, "/api/campaigns", CALLER_CUSTOMER, make, "Make a draft, with its estimate: nothing is sent yet", make_params, .answer = "campaign", .check = check_draft,
	  .body_limit = BODY_BYTES_MAX, .idempotent = true },
	{ GET, "/api/campaigns/{id}", CALLER_CUSTOMER, one, "One campaign with its progress", one_params, .answer = "campaign", .check = load, .no_clinic = true },
	{ PATCH, "/api/campaigns/{id}", CALLER_CUSTOMER, edit, "Change a draft or a paused one", edit_params, .answer = "campaign", .check = check_edit, .no_clinic = true },
	{ DELETE, "/api/campaigns/{id}", CALLER_CUSTOMER, delete, "Delete a draft", one_params, .check = load, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

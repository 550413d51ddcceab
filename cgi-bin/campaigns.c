/*
 * campaigns - one text to many
 *
 * A draft is a dry run: its recipients are found, each body is filled in, and the estimate says how many get it, who does not and why, and what it costs. It sends
 * nothing before it is started (program campaign-progress). What it says and to whom is settled then; its name, time and pace may be changed while nothing is being
 * sent, and a draft deleted. Another clinic's is a 404.
 *
 * Twice? A second POST makes a second draft; with an Idempotency-Key it gives the first answer. The rest is harmless.
 */
#include "web/account.h"
#include "web/campaign_draft.h"
#include "web/list.h"

enum { BODY_BYTES_MAX = 4 * 1024 * 1024 };

static const struct param make_params[] = { DRAFT_PARAMS, { 0 } };

enum { ID = CAMPAIGN_FIELDS };

static const struct param edit_params[] = { CAMPAIGN_PARAMS(false), [ID] = { "id", P_ID }, { 0 } };

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

static void
check_draft(struct request *r)
{
	r->context = draft_check(r);
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
	campaign_take_said(r, &campaign_load(r, r->in[ID].number)->campaign);
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

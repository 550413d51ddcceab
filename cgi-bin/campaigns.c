/*
 * campaigns - one text to many
 *
 * A draft is a dry run: its recipients are found, each body is filled in, and the estimate says how many get it, who does not and why, and what it costs. It sends
 * nothing before it is started (program campaign-progress). What it says and to whom is settled then; its name, time and pace may be changed while nothing is being
 * sent, and a draft deleted. Another clinic's is a 404.
 *
 * Twice? A second POST makes a second draft; with an Idempotency-Key it gives the first answer. The rest is harmless.
 */
#include "web/campaign_draft.h"
#include "web/list.h"

enum { BODY_BYTES_MAX = 4 * 1024 * 1024 };

static const struct param make_params[] = { DRAFT_PARAMS, { 0 } };

static const struct param edit_params[] = { CAMPAIGN_PARAMS(false), ITEM_ID, { 0 } };

static const struct param list_params[] = {
	{ "status", P_CHOICE, .choices = "draft scheduled running paused done cancelled", .optional = true },
	LIST_PARAMS,
	{ 0 }
};

static const char *const columns[] = {
	"id", "clinicId", "name", "kind", "status", "sendAt", "ratePerMinute", "dailyCap", "counts.total", "counts.queued", "counts.sent", "counts.delivered",
	"counts.failed", "counts.skipped", "estimate.recipients", "estimate.optedOut", "estimate.invalid", "estimate.segments", "estimate.cost", "createdAt", NULL
};

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct page p = list_rows(r, page);
	enum db_result result = campaigns_list(r->db, r->arena, &p, r->in[0].text, items, &page->next_id);

	/* Who could not get it is told with one campaign. */
	for (size_t i = 0; i < json_object_array_length(items); i++)
		json_object_object_del(json_get(json_object_array_get_idx(items, i), "estimate"), "invalidRecipients");
	return result;
}

static void
check_draft(struct request *r)
{
	r->context = draft_check(r);
}

static enum outcome
make(struct request *r)
{
	struct campaign_draft *d = r->context;
	struct json_object *o = NULL;
	enum db_result result = draft_make(r, d);

	if (result == DB_OK && r->faults)
		return refuse_faults(r);
	if (result == DB_OK) {
		audit_item(r, d->campaign.clinic_id, d->campaign.campaign_id, NULL);
		result = campaign_object(r->db, r->arena, &d->campaign, &o);
	}
	return answer_item(r, result, o);
}

static enum outcome
one(struct request *r)
{
	return campaign_give(r, DB_OK, r->context);
}

static void
check_edit(struct request *r)
{
	campaign_look_up(r);
	campaign_take_said(r, r->context);
}

static enum outcome
edit(struct request *r)
{
	const struct campaign *c = r->context;
	enum db_result result = campaign_change(r->db, r->arena, c);

	if (result == DB_NONE)
		return campaign_refuse_state(r, c);
	if (result == DB_OK)
		audit_item(r, c->clinic_id, c->campaign_id, NULL);
	return campaign_give(r, result, c);
}

static enum outcome
delete(struct request *r)
{
	const struct campaign *c = r->context;
	enum db_result result = campaign_delete(r->db, r->arena, c->campaign_id);

	if (result == DB_NONE)
		return campaign_refuse_state(r, c);
	if (result == DB_OK)
		audit_item(r, c->clinic_id, c->campaign_id, NULL);
	return answer_item(r, result, NULL);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/campaigns", CALLER_CUSTOMER, answer_items, "Campaigns, newest first", list_params, .answer = "campaign", .fetch = fetch, .columns = columns },
	{ POST, "/api/campaigns", CALLER_CUSTOMER, make, "Make a draft, with its estimate: nothing is sent yet", make_params, .answer = "campaign", .check = check_draft,
	  .body_limit = BODY_BYTES_MAX, .idempotent = true },
	{ GET, "/api/campaigns/{id}", CALLER_CUSTOMER, one, "One campaign with its progress", item_params, .answer = "campaign", .check = campaign_look_up, .no_clinic = true },
	{ PATCH, "/api/campaigns/{id}", CALLER_CUSTOMER, edit, "Change a draft or a paused one", edit_params, .answer = "campaign", .check = check_edit, .no_clinic = true, .refuses = "409" },
	{ DELETE, "/api/campaigns/{id}", CALLER_CUSTOMER, delete, "Delete a draft", item_params, .check = campaign_look_up, .no_clinic = true, .refuses = "409" },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

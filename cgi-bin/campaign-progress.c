/*
 * campaign-progress - a campaign goes out
 *
 * Started, it goes out by the job "campaign", at its rate, in the calling hours where each patient lives, to nobody who opted out, and marketing to those alone who
 * agreed. It can be paused, resumed and cancelled (web/campaigns.h has the table of its states), and tells what became of each recipient, as a list or as CSV. Another
 * clinic's is a 404.
 *
 * Twice? What is done already is answered alike and done no more.
 */
#include "web/campaigns.h"
#include "web/list.h"

enum { ID, STATE };

static const struct param one_params[] = { [ID] = { "id", P_ID }, { 0 } };

static const struct param recipients_params[] = {
	[ID] = { "id", P_ID },
	[STATE] = { "state", P_CHOICE, .choices = "waiting queued sent delivered failed skipped", .optional = true },
	{ "limit", P_INT, 1, 200, .optional = true, .help = "Items a page, 50 if not said" },
	{ "cursor", P_TEXT, 1, 100, .optional = true, .help = "next of the page before" },
	{ "format", P_CHOICE, .choices = "json csv", .optional = true, .help = "csv gives all rows" },
	{ 0 }
};

static void
load(struct request *r)
{
	(void)campaign_load(r, r->in[ID].number);
}

static enum outcome
act(struct request *r)
{
	return campaign_act(r, r->context);
}

/* In the order of the list that was given: the cursor is the last one's id. */
static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct campaign_work *w = r->context;

	return campaign_recipients_list(r->db, r->arena, w->campaign.campaign_id, r->in[STATE].text, page->before_id, page->limit, items, &page->next_id);
}

static enum outcome
recipients(struct request *r)
{
	static const char *const columns[] = {
		"id", "phone", "patientId", "state", "reason", "messageId", "status", "errorCode", "errorReason", "segments", "takenAt", NULL
	};
	const struct campaign_work *w = r->context;

	return w->result == DB_OK ? answer_list(r, fetch, columns) : campaign_give(r, w->result, &w->campaign);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/campaigns/{id}/start", CALLER_CUSTOMER, act, "Send a draft, now or at its time", one_params, .answer = "campaign", .check = load, .no_clinic = true, .idempotent = true },
	{ POST, "/api/campaigns/{id}/pause", CALLER_CUSTOMER, act, "Send no more for now", one_params, .answer = "campaign", .check = load, .no_clinic = true, .idempotent = true },
	{ POST, "/api/campaigns/{id}/resume", CALLER_CUSTOMER, act, "Go on with one that is paused", one_params, .answer = "campaign", .check = load, .no_clinic = true, .idempotent = true },
	{ POST, "/api/campaigns/{id}/cancel", CALLER_CUSTOMER, act, "Send no more for good", one_params, .answer = "campaign", .check = load, .no_clinic = true, .idempotent = true },
	{ GET, "/api/campaigns/{id}/recipients", CALLER_CUSTOMER, recipients, "What became of each recipient, in the order of the list", recipients_params,
	  .answer = "campaignRecipient", .check = load, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

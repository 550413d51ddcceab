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

enum { STATE };

static const struct param recipients_params[] = {
	[STATE] = { "state", P_CHOICE, .choices = "waiting queued sent delivered failed skipped", .optional = true },
	{ "limit", P_INT, 1, 200, .optional = true, .help = "Items a page, 50 if not said" },
	{ "cursor", P_TEXT, 1, 100, .optional = true, .help = "next of the page before" },
	{ "format", P_CHOICE, .choices = "json csv", .optional = true, .help = "csv gives all rows" },
	ITEM_ID,
	{ 0 }
};

static const char *const columns[] = {
	"id", "phone", "patientId", "state", "reason", "messageId", "status", "errorCode", "errorReason", "segments", "takenAt", NULL
};

/* In the order of the list that was given: the cursor is the last one's id. */
static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct campaign *c = r->context;

	return campaign_recipients_list(r->db, r->arena, c->campaign_id, r->in[STATE].text, page->before_id, page->limit, items, &page->next_id);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/campaigns/{id}/start", CALLER_CUSTOMER, campaign_act, "Send a draft, now or at its time", item_params, .answer = "campaign", .check = campaign_look_up, .no_clinic = true, .idempotent = true },
	{ POST, "/api/campaigns/{id}/pause", CALLER_CUSTOMER, campaign_act, "Send no more for now", item_params, .answer = "campaign", .check = campaign_look_up, .no_clinic = true, .idempotent = true },
	{ POST, "/api/campaigns/{id}/resume", CALLER_CUSTOMER, campaign_act, "Go on with one that is paused", item_params, .answer = "campaign", .check = campaign_look_up, .no_clinic = true, .idempotent = true },
	{ POST, "/api/campaigns/{id}/cancel", CALLER_CUSTOMER, campaign_act, "Send no more for good", item_params, .answer = "campaign", .check = campaign_look_up, .no_clinic = true, .idempotent = true },
	{ GET, "/api/campaigns/{id}/recipients", CALLER_CUSTOMER, answer_items, "What became of each recipient, in the order of the list", recipients_params,
	  .answer = "campaignRecipient", .fetch = fetch, .columns = columns, .check = campaign_look_up, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

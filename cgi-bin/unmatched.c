/*
 * unmatched - conversations of AI agents that fit no call
 *
 * What a provider reported, and what was neither a session of ours nor a call that came in, or could be more than one: for the operator to look at, with the
 * reason. Nobody's words are in it. One that fits after all, since its call's own webhooks came late, leaves the list by itself.
 */
#include "data/conversations.h"
#include "web/list.h"

static const struct param params[] = { LIST_PARAMS, { 0 } };

static const char *const columns[] = {
	"id", "provider", "conversationId", "agentId", "agentNumber", "phone", "callSid", "reason", "startedAt", "createdAt", NULL
};

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct page p = { 0, page->since_ms, page->until_ms, page->before_id, page->limit };

	return unmatched_list(r->db, r->arena, &p, items, &page->next_id);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/sessions/unmatched", CALLER_ADMIN, answer_items, "Conversations of AI agents that fit no call", params, .answer = "unmatched", .no_clinic = true, .fetch = fetch, .columns = columns },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

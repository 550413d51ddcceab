/*
 * deletions - the ledger of what was deleted
 *
 * Recordings, transcripts, texts, and conversations of AI agents (their provider's record, and what it reported) that a rule or a person deleted: when they
 * were gone here and at the provider, what is still to be done there, and what failed and will be tried again.
 */
#include "data/deletions.h"
#include "web/list.h"

enum { STATUS, KIND };

static const struct param params[] = {
	[STATUS] = { "status", P_CHOICE, .choices = "pending done failed", .optional = true, .help = "failed ones are tried again once a day" },
	[KIND] = { "kind", P_CHOICE, .choices = "recording transcript message conversation report", .optional = true },
	LIST_PARAMS,
	{ 0 }
};

static const char *const columns[] = {
	"id", "clinicId", "kind", "sid", "reason", "userId", "status", "askedAt", "deletedHereAt", "deletedThereAt", "attempts", "lastError", NULL
};

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct deletion_filter filter = { r->in[STATUS].text, r->in[KIND].text };
	const struct page p = list_rows(r, page);

	return deletions_list(r->db, r->arena, &p, &filter, items, &page->next_id);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/deletions", CALLER_CUSTOMER, answer_items, "What was deleted, newest first", params, .answer = "deletion", .fetch = fetch, .columns = columns },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

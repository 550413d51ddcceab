/*
 * conversations - all that passed between a clinic and one number
 *
 * Texts, calls and voicemails in one line, newest first, page by page. The list has those first in which something happened last; it is searched by the words of
 * their texts. One may be assigned to a user of the clinic. What is unread are texts that came in and new voicemails; whoever has read them says so with
 * unread: false. That a voicemail's words were given is in the audit log. Another clinic's is a 404.
 *
 * Twice? PATCH is harmless.
 */
#include "web/account.h"
#include "web/searching.h"
#include "web/threads.h"

enum { Q, PHONE_NUMBER, BY_ASSIGNEE_ID, BY_UNREAD };

static const struct param list_params[] = {
	[Q] = { "q", P_TEXT, 1, 200, .optional = true, .help = "Words of one of the texts, all of them; the last one may be the beginning of a word" },
	[PHONE_NUMBER] = { "phoneNumber", P_PHONE, 1, 40, .optional = true, .help = "Theirs" },
	[BY_ASSIGNEE_ID] = { "assigneeId", P_ID, .optional = true },
	[BY_UNREAD] = { "unread", P_BOOL, .optional = true, .help = "true: those alone of which something is unread" },
	LIST_PARAMS,
	{ 0 }
};

enum { ID, LIMIT, CURSOR };

static const struct param one_params[] = {
	[ID] = { "id", P_ID },
	[LIMIT] = { "limit", P_INT, 1, 200, .optional = true, .help = "Items a page, 50 if not said" },
	[CURSOR] = { "cursor", P_TEXT, 1, 100, .optional = true, .help = "next of the page before" },
	{ 0 }
};

enum { EDIT_ID, ASSIGNEE_ID, UNREAD };

static const struct param edit_params[] = {
	[EDIT_ID] = { "id", P_ID },
	[ASSIGNEE_ID] = { "assigneeId", P_ID, .optional = true, .nullable = true, .help = "A user of the clinic; null: nobody" },
	[UNREAD] = { "unread", P_BOOL, .optional = true, .help = "false: all of it was read" },
	{ 0 }
};

enum { ITEMS = 50 };

/* --- the list --------------------------------------------------------------------------------------------------------- */

static void
take_filter(struct request *r)
{
	const struct value *in = r->in;
	struct thread_filter *f = r->context = arena_alloc(r->arena, sizeof *f);

	*f = (struct thread_filter){
		.phone = request_phone(r, "phoneNumber", &in[PHONE_NUMBER], r->config->default_country), .assignee_id = in[BY_ASSIGNEE_ID].number,
		.unread = in[BY_UNREAD].flag, .search = request_search(r, &in[Q]),
	};
}

static enum outcome
list(struct request *r)
{
	return answer_threads(r, r->context);
}

/* --- one of them ------------------------------------------------------------------------------------------------------ */

struct work {
	struct thread thread;
	struct thread_page page;
};

/* The conversation that the path names. */
static struct work *
load(struct request *r)
{
	struct work *w = r->context = arena_alloc(r->arena, sizeof *w);

	w->page.limit = ITEMS;
	item_found(r, "conversation", thread_find(r->db, r->arena, item_id(r), &w->thread), &w->thread.clinic_id);
	return w;
}

static void
check_one(struct request *r)
{
	const struct value *limit = &r->in[LIMIT], *cursor = &r->in[CURSOR];
	struct work *w = load(r);

	if (limit->state == VALUE_SET)
		w->page.limit = (int)limit->number;
	if (cursor->state == VALUE_SET && !list_cursor_read(r->arena, cursor->text, &w->page.before_ms, &w->page.before_key))
		request_fault(r, "cursor", "is not one that a list gave");
}

static void
check_edit(struct request *r)
{
	const struct work *w = load(r);

	request_assignee(r, w->thread.clinic_id);
	if (json_object_is_type(r->in[UNREAD].json, json_type_boolean) && json_object_get_boolean(r->in[UNREAD].json))
		request_fault(r, "unread", "can only be set to false");
}

static enum outcome
give(struct request *r)
{
	const struct work *w = r->context;
	struct json_object *shown = NULL;
	enum db_result result = thread_shown(r, &w->thread, &w->page, &shown);

	return answer_item(r, result, shown);
}

static enum outcome
edit(struct request *r)
{
	const struct value *in = r->in;
	struct work *w = r->context;
	const struct thread_change change = {
		.assigns = in[ASSIGNEE_ID].state != VALUE_ABSENT, .assignee_id = in[ASSIGNEE_ID].number, .reads = in[UNREAD].state == VALUE_SET,
	};
	enum db_result result = thread_change(r->db, r->arena, w->thread.thread_id, &change, &w->thread);

	return result == DB_OK ? give(r) : answer_item(r, result, NULL);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/conversations", CALLER_ASSISTANT, list, "Conversations, the last one first", list_params, .answer = "conversation", .check = take_filter },
	{ GET, "/api/conversations/{id}", CALLER_ASSISTANT, give, "One conversation", one_params, .answer = "conversation", .check = check_one, .no_clinic = true },
	{ PATCH, "/api/conversations/{id}", CALLER_ASSISTANT, edit, "Assign it, or say that it was read", edit_params, .answer = "conversation", .check = check_edit,
		.no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

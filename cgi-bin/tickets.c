/*
 * tickets - problems that calls raised
 *
 * AI agents and recognised calls raise them, and people write their own; one may be about a patient and a call of the clinic. Those whom the clinic's notify rules
 * name are told of an urgent one, once, also of one that becomes urgent. A ticket is closed, not deleted. Another clinic's is a 404.
 *
 * Twice? A second POST makes a second ticket; the rest is harmless.
 */
#include "data/tickets.h"
#include "web/account.h"
#include "web/list.h"

#define PRIORITIES "low normal high urgent"
#define STATES "open in-progress closed"

enum { SUBJECT, DESCRIPTION, PRIORITY, STATUS, PATIENT_ID, CALL_SID };

#define TICKET_FIELDS(needed) \
	[SUBJECT] = { "subject", P_TEXT, 1, 300, .optional = !(needed), .not_blank = true }, \
	[DESCRIPTION] = { "description", P_TEXT, 0, 10000, .optional = true }, \
	[PRIORITY] = { "priority", P_CHOICE, .choices = PRIORITIES, .optional = true, .help = "normal if not said" }, \
	[STATUS] = { "status", P_CHOICE, .choices = STATES, .optional = true, .help = "open if not said" }, \
	[PATIENT_ID] = { "patientId", P_ID, .optional = true, .nullable = true, .help = "A patient of the clinic; null: nobody" }

static const struct param make_params[] = {
	TICKET_FIELDS(true),
	[CALL_SID] = { "callSid", P_TEXT, 1, 64, .optional = true, .nullable = true, .help = "A call of the clinic" },
	{ 0 }
};
static const struct param edit_params[] = { TICKET_FIELDS(false), ITEM_ID, { 0 } };

enum { LIST_STATUS, LIST_PRIORITY, LIST_PATIENT_ID, LIST_CALL_SID, LIST_SESSION_ID };

static const struct param list_params[] = {
	[LIST_STATUS] = { "status", P_CHOICE, .choices = STATES, .optional = true },
	[LIST_PRIORITY] = { "priority", P_CHOICE, .choices = PRIORITIES, .optional = true },
	[LIST_PATIENT_ID] = { "patientId", P_ID, .optional = true },
	[LIST_CALL_SID] = { "callSid", P_TEXT, 1, 64, .optional = true },
	[LIST_SESSION_ID] = { "sessionId", P_TEXT, 1, 29, .optional = true },
	LIST_PARAMS,
	{ 0 }
};

static const char *const columns[] = {
	"id", "clinicId", "patientId", "callSid", "sessionId", "subject", "description", "priority", "status", "createdAt", NULL
};

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct value *in = r->in;
	const struct page p = list_rows(r, page);
	const struct ticket_filter filter = {
		.status = in[LIST_STATUS].text, .priority = in[LIST_PRIORITY].text, .patient_id = in[LIST_PATIENT_ID].number,
		.call_sid = in[LIST_CALL_SID].text, .session_id = in[LIST_SESSION_ID].text,
	};

	return tickets_list(r->db, r->arena, &p, &filter, items, &page->next_id);
}

/* The ticket that the path names, or a new one, and what it is about. */
static void
check(struct request *r)
{
	struct ticket *t = r->context = arena_alloc(r->arena, sizeof *t);

	item_found(r, "ticket", r->method == POST ? item_new(r, &t->clinic_id) : ticket_find(r->db, r->arena, item_id(r), t), &t->clinic_id);
	request_patient(r, t->clinic_id);
	request_call(r, t->clinic_id);
}

/* Takes what was sent into the ticket. */
static void
take(struct ticket *t, void *context)
{
	const struct request *r = context;

	t->subject = said_text(r, SUBJECT, t->subject);
	t->description = said_text(r, DESCRIPTION, t->description);
	t->priority = said_text(r, PRIORITY, t->priority);
	t->status = said_text(r, STATUS, t->status);
	t->patient_id = said_number(r, PATIENT_ID, t->patient_id);
}

static enum outcome
give(struct request *r, enum db_result result)
{
	return answer_item(r, result, result == DB_OK ? ticket_object(r->arena, r->context) : NULL);
}

static enum outcome
one(struct request *r)
{
	return give(r, DB_OK);
}

static enum outcome
save(struct request *r)
{
	struct ticket *t = r->context;

	if (r->method == PATCH)
		return give(r, ticket_change(r->db, r->arena, t->ticket_id, take, r, t));
	take(t, r);
	t->call_sid = r->in[CALL_SID].text;
	return give(r, ticket_add(r->db, r->arena, t));
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/tickets", CALLER_ASSISTANT, answer_items, "Problems that calls raised, newest first", list_params, .answer = "ticket", .fetch = fetch, .columns = columns },
	{ POST, "/api/tickets", CALLER_ASSISTANT, save, "Write a problem down", make_params, .answer = "ticket", .check = check },
	{ GET, "/api/tickets/{id}", CALLER_ASSISTANT, one, "One ticket", item_params, .answer = "ticket", .check = check, .no_clinic = true },
	{ PATCH, "/api/tickets/{id}", CALLER_ASSISTANT, save, "Change a ticket", edit_params, .answer = "ticket", .check = check, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

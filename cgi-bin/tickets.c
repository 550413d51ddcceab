/*
 * tickets - problems that calls raised
 *
 * AI agents and recognised calls raise them, and people write their own; one may be about a patient and a call of the clinic. Those whom the clinic's notify rules
 * name are told of an urgent one, once, also of one that becomes urgent. A ticket is closed, not deleted. Another clinic's is a 404.
 *
 * Twice? A second POST makes a second ticket; the rest is harmless.
 */
#include "core/text.h"
#include "data/tickets.h"
#include "web/account.h"
#include "web/list.h"

#define PRIORITIES "low normal high urgent"
#define STATES "open in-progress closed"

enum { SUBJECT, DESCRIPTION, PRIORITY, STATUS, PATIENT_ID, THIRD };

#define TICKET_FIELDS(needed) \
	[SUBJECT] = { "subject", P_TEXT, 1, 300, .optional = !(needed) }, \
	[DESCRIPTION] = { "description", P_TEXT, 0, 10000, .optional = true }, \
	[PRIORITY] = { "priority", P_CHOICE, .choices = PRIORITIES, .optional = true, .help = "normal if not said" }, \
	[STATUS] = { "status", P_CHOICE, .choices = STATES, .optional = true, .help = "open if not said" }, \
	[PATIENT_ID] = { "patientId", P_ID, .optional = true, .nullable = true, .help = "A patient of the clinic; null: nobody" }

static const struct param make_params[] = {
	TICKET_FIELDS(true),
	[THIRD] = { "callSid", P_TEXT, 1, 64, .optional = true, .nullable = true, .help = "A call of the clinic" },
	{ 0 }
};
static const struct param edit_params[] = { TICKET_FIELDS(false), [THIRD] = { "id", P_ID }, { 0 } };

enum { ONLY_ID };

static const struct param one_params[] = { [ONLY_ID] = { "id", P_ID }, { 0 } };

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
	const struct page p = { r->clinic_id, page->since_ms, page->until_ms, page->before_id, page->limit };
	const struct ticket_filter filter = {
		.status = in[LIST_STATUS].text, .priority = in[LIST_PRIORITY].text, .patient_id = in[LIST_PATIENT_ID].number,
		.call_sid = in[LIST_CALL_SID].text, .session_id = in[LIST_SESSION_ID].text,
	};

	return tickets_list(r->db, r->arena, &p, &filter, items, &page->next_id);
}

static enum outcome
list(struct request *r)
{
	return answer_list(r, fetch, columns);
}

struct work { enum db_result result; struct ticket ticket; };

/* The ticket, if this user may see it. */
static enum db_result
find(struct request *r, int64_t id, struct ticket *ticket)
{
	enum db_result result = ticket_find(r->db, r->arena, id, ticket);

	return result == DB_OK && !request_sees(r, ticket->clinic_id) ? DB_NONE : result;
}

/* Takes what was sent into the ticket. */
static void
take(struct ticket *t, void *context)
{
	const struct value *in = ((const struct request *)context)->in;

	t->subject = in[SUBJECT].text ? in[SUBJECT].text : t->subject;
	t->description = in[DESCRIPTION].text ? in[DESCRIPTION].text : t->description;
	t->priority = in[PRIORITY].text ? in[PRIORITY].text : t->priority;
	t->status = in[STATUS].text ? in[STATUS].text : t->status;
	t->patient_id = in[PATIENT_ID].state == VALUE_ABSENT ? t->patient_id : in[PATIENT_ID].number;
}

static void
check(struct request *r)
{
	const struct value *in = r->in;
	struct work *w = r->context = arena_alloc(r->arena, sizeof *w);
	bool is_new = r->method == POST;

	if (is_new)
		w->ticket = (struct ticket){ .clinic_id = request_clinic(r), .call_sid = in[THIRD].text };
	else
		w->result = find(r, in[THIRD].number, &w->ticket);
	if (in[SUBJECT].text && *in[SUBJECT].text && text_is_blank(in[SUBJECT].text))
		request_fault(r, "subject", "must not be blank");
	if (w->result == DB_OK && w->ticket.clinic_id)
		w->result = request_patient(r, &in[PATIENT_ID], w->ticket.clinic_id);
	if (w->result == DB_OK && w->ticket.clinic_id && is_new)
		w->result = request_call(r, &in[THIRD], w->ticket.clinic_id);
}

static enum outcome
give(struct request *r, enum db_result result, const struct ticket *ticket)
{
	if (result == DB_NONE)
		return refuse(r, 404, "There is no such ticket.");
	return result == DB_OK ? answer_json(r, 200, ticket_object(r->arena, ticket)) : outcome_of(result);
}

static enum outcome
make(struct request *r)
{
	struct work *w = r->context;

	take(&w->ticket, r);
	if (w->result == DB_OK)
		w->result = ticket_add(r->db, r->arena, &w->ticket);
	if (w->result != DB_OK)
		return outcome_of(w->result);
	return answer_created(r, arena_printf(r->arena, "/api/tickets/%lld", (long long)w->ticket.ticket_id), ticket_object(r->arena, &w->ticket));
}

static enum outcome
one(struct request *r)
{
	struct ticket ticket;
	enum db_result result = find(r, r->in[ONLY_ID].number, &ticket);

	return give(r, result, &ticket);
}

static enum outcome
edit(struct request *r)
{
	struct work *w = r->context;

	if (w->result == DB_OK)
		w->result = ticket_change(r->db, r->arena, w->ticket.ticket_id, take, r, &w->ticket);
	return give(r, w->result, &w->ticket);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/tickets", CALLER_ASSISTANT, list, "Problems that calls raised, newest first", list_params, .answer = "ticket" },
	{ POST, "/api/tickets", CALLER_ASSISTANT, make, "Write a problem down", make_params, .answer = "ticket", .check = check },
	{ GET, "/api/tickets/{id}", CALLER_ASSISTANT, one, "One ticket", one_params, .answer = "ticket", .no_clinic = true },
	{ PATCH, "/api/tickets/{id}", CALLER_ASSISTANT, edit, "Change a ticket", edit_params, .answer = "ticket", .check = check, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

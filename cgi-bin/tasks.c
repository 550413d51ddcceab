/*
 * tasks - what somebody at the clinic must do
 *
 * Voicemails and other events raise tasks, and people make their own; one may have an assignee, a user of the clinic, and a time to be done by, of which
 * a mail reminds once it is past. It may name a call and an appointment of the same clinic. Another clinic's task is a 404.
 *
 * Twice? A second POST makes a second task; the rest is harmless.
 */
#include "core/text.h"
#include "data/tasks.h"
#include "web/account.h"
#include "web/list.h"

enum { TITLE, KIND, STATUS, ASSIGNEE_ID, DUE_AT, CALL_SID, MESSAGE_SID, APPOINTMENT_ID };

#define TASK_FIELDS(needed) \
	[TITLE] = { "title", P_TEXT, 1, 300, .optional = !(needed), .not_blank = true }, \
	[KIND] = { "kind", P_TEXT, 1, 32, .optional = true, .help = "\"other\" if not said" }, \
	[STATUS] = { "status", P_CHOICE, .choices = "open done", .optional = true }, \
	[ASSIGNEE_ID] = { "assigneeId", P_ID, .optional = true, .nullable = true, .help = "A user of the clinic; null: nobody" }, \
	[DUE_AT] = { "dueAt", P_TIME, .optional = true, .nullable = true }, \
	[CALL_SID] = { "callSid", P_TEXT, 1, 64, .optional = true, .nullable = true, .help = "A call of the clinic" }, \
	[MESSAGE_SID] = { "messageSid", P_TEXT, 1, 34, .optional = true, .nullable = true }, \
	[APPOINTMENT_ID] = { "appointmentId", P_ID, .optional = true, .nullable = true, .help = "An appointment of the clinic" }

static const struct param make_params[] = { TASK_FIELDS(true), { 0 } };
static const struct param edit_params[] = { TASK_FIELDS(false), ITEM_ID, { 0 } };

enum { LIST_STATUS, LIST_KIND, LIST_ASSIGNEE_ID, DUE_BEFORE, LIST_CALL_SID };

static const struct param list_params[] = {
	[LIST_STATUS] = { "status", P_CHOICE, .choices = "open done", .optional = true },
	[LIST_KIND] = { "kind", P_TEXT, 1, 32, .optional = true },
	[LIST_ASSIGNEE_ID] = { "assigneeId", P_ID, .optional = true },
	[DUE_BEFORE] = { "dueBefore", P_TIME, .optional = true, .help = "To be done by a time before this: with status=open and now, what is overdue" },
	[LIST_CALL_SID] = { "callSid", P_TEXT, 1, 64, .optional = true },
	LIST_PARAMS,
	{ 0 }
};

static const char *const columns[] = {
	"id", "clinicId", "kind", "title", "status", "assigneeId", "dueAt", "callSid", "messageSid", "appointmentId", "createdAt", NULL
};

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct value *in = r->in;
	const struct page p = list_rows(r, page);
	const struct task_filter filter = {
		.status = in[LIST_STATUS].text, .kind = in[LIST_KIND].text, .call_sid = in[LIST_CALL_SID].text,
		.assignee_id = in[LIST_ASSIGNEE_ID].number, .due_before_ms = in[DUE_BEFORE].number,
	};

	return tasks_list(r->db, r->arena, &p, &filter, items, &page->next_id);
}

/* The task that the path names, or a new one, and what it is about. */
static void
check(struct request *r)
{
	struct task *t = r->context = arena_alloc(r->arena, sizeof *t);

	item_found(r, "task", r->method == POST ? item_new(r, &t->clinic_id) : task_find(r->db, r->arena, item_id(r), t), &t->clinic_id);
	request_assignee(r, t->clinic_id);
	request_call(r, t->clinic_id);
	request_appointment(r, t->clinic_id);
}

/* Takes what was sent into the task. */
static void
take(struct task *t, void *context)
{
	const struct request *r = context;

	t->title = said_text(r, TITLE, t->title);
	t->kind = said_text(r, KIND, t->kind);
	t->done = text_same(said_text(r, STATUS, t->done ? "done" : "open"), "done");
	t->assignee_id = said_number(r, ASSIGNEE_ID, t->assignee_id);
	t->due_at_ms = said_number(r, DUE_AT, t->due_at_ms);
	t->call_sid = said_text(r, CALL_SID, t->call_sid);
	t->message_sid = said_text(r, MESSAGE_SID, t->message_sid);
	t->appointment_id = said_number(r, APPOINTMENT_ID, t->appointment_id);
}

static enum outcome
give(struct request *r, enum db_result result)
{
	return answer_item(r, result, result == DB_OK ? task_object(r->arena, r->context) : NULL);
}

static enum outcome
one(struct request *r)
{
	return give(r, DB_OK);
}

static enum outcome
save(struct request *r)
{
	struct task *t = r->context;

	if (r->method == PATCH)
		return give(r, task_change(r->db, r->arena, t->task_id, take, r, t));
	t->kind = "other";
	take(t, r);
	return give(r, task_add(r->db, r->arena, t));
}

static enum outcome
delete(struct request *r)
{
	const struct task *t = r->context;
	enum db_result result = task_delete(r->db, t->task_id);

	if (result == DB_OK)
		audit_item(r, t->clinic_id, t->task_id, NULL);
	return give(r, result);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/tasks", CALLER_ASSISTANT, answer_items, "What is to be done, newest first", list_params, .answer = "task", .fetch = fetch, .columns = columns },
	{ POST, "/api/tasks", CALLER_ASSISTANT, save, "Make a task", make_params, .answer = "task", .check = check },
	{ GET, "/api/tasks/{id}", CALLER_ASSISTANT, one, "One task", item_params, .answer = "task", .check = check, .no_clinic = true },
	{ PATCH, "/api/tasks/{id}", CALLER_ASSISTANT, save, "Change a task", edit_params, .answer = "task", .check = check, .no_clinic = true },
	{ DELETE, "/api/tasks/{id}", CALLER_ASSISTANT, delete, "Delete a task", item_params, .check = check, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

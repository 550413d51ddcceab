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

enum { TITLE, KIND, STATUS, ASSIGNEE_ID, DUE_AT, CALL_SID, MESSAGE_SID, APPOINTMENT_ID, ID };

#define TASK_FIELDS(needed) \
	[TITLE] = { "title", P_TEXT, 1, 300, .optional = !(needed) }, \
	[KIND] = { "kind", P_TEXT, 1, 32, .optional = true, .help = "\"other\" if not said" }, \
	[STATUS] = { "status", P_CHOICE, .choices = "open done", .optional = true }, \
	[ASSIGNEE_ID] = { "assigneeId", P_ID, .optional = true, .nullable = true, .help = "A user of the clinic; null: nobody" }, \
	[DUE_AT] = { "dueAt", P_TIME, .optional = true, .nullable = true }, \
	[CALL_SID] = { "callSid", P_TEXT, 1, 64, .optional = true, .nullable = true, .help = "A call of the clinic" }, \
	[MESSAGE_SID] = { "messageSid", P_TEXT, 1, 34, .optional = true, .nullable = true }, \
	[APPOINTMENT_ID] = { "appointmentId", P_ID, .optional = true, .nullable = true, .help = "An appointment of the clinic" }

static const struct param make_params[] = { TASK_FIELDS(true), { 0 } };
static const struct param edit_params[] = { TASK_FIELDS(false), [ID] = { "id", P_ID }, { 0 } };

enum { ONLY_ID };

static const struct param one_params[] = { [ONLY_ID] = { "id", P_ID }, { 0 } };

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
	const struct page p = { r->clinic_id, page->since_ms, page->until_ms, page->before_id, page->limit };
	const struct task_filter filter = {
		.status = in[LIST_STATUS].text, .kind = in[LIST_KIND].text, .call_sid = in[LIST_CALL_SID].text,
		.assignee_id = in[LIST_ASSIGNEE_ID].number, .due_before_ms = in[DUE_BEFORE].number,
	};

	return tasks_list(r->db, r->arena, &p, &filter, items, &page->next_id);
}

static enum outcome
list(struct request *r)
{
	return answer_list(r, fetch, columns);
}

struct work { enum db_result result; struct task task; };

/* The task, if this user may see it. */
static enum db_result
find(struct request *r, int64_t id, struct task *task)
{
	enum db_result result = task_find(r->db, r->arena, id, task);

	return result == DB_OK && !request_sees(r, task->clinic_id) ? DB_NONE : result;
}

/* Takes what was sent into the task. */
static void
take(struct task *t, void *context)
{
	const struct value *in = ((const struct request *)context)->in;

	t->title = in[TITLE].text ? in[TITLE].text : t->title;
	t->kind = in[KIND].text ? in[KIND].text : t->kind;
	t->done = in[STATUS].text ? text_same(in[STATUS].text, "done") : t->done;
	t->assignee_id = in[ASSIGNEE_ID].state == VALUE_ABSENT ? t->assignee_id : in[ASSIGNEE_ID].number;
	t->due_at_ms = in[DUE_AT].state == VALUE_ABSENT ? t->due_at_ms : in[DUE_AT].number;
	t->call_sid = in[CALL_SID].state == VALUE_ABSENT ? t->call_sid : in[CALL_SID].text;
	t->message_sid = in[MESSAGE_SID].state == VALUE_ABSENT ? t->message_sid : in[MESSAGE_SID].text;
	t->appointment_id = in[APPOINTMENT_ID].state == VALUE_ABSENT ? t->appointment_id : in[APPOINTMENT_ID].number;
}

static void
check(struct request *r)
{
	const struct value *in = r->in;
	struct work *w = r->context = arena_alloc(r->arena, sizeof *w);

	if (r->method == POST)
		w->task = (struct task){ .clinic_id = request_clinic(r), .kind = "other" };
	else
		w->result = find(r, in[ID].number, &w->task);
	if (in[TITLE].text && *in[TITLE].text && text_is_blank(in[TITLE].text))
		request_fault(r, "title", "must not be blank");
	if (w->result == DB_OK && w->task.clinic_id)
		w->result = request_assignee(r, &in[ASSIGNEE_ID], w->task.clinic_id);
	if (w->result == DB_OK && w->task.clinic_id)
		w->result = request_call(r, &in[CALL_SID], w->task.clinic_id);
	if (w->result == DB_OK && w->task.clinic_id)
		w->result = request_appointment(r, &in[APPOINTMENT_ID], w->task.clinic_id);
}

static enum outcome
give(struct request *r, enum db_result result, const struct task *task)
{
	if (result == DB_NONE)
		return refuse(r, 404, "There is no such task.");
	return result == DB_OK ? answer_json(r, 200, task_object(r->arena, task)) : outcome_of(result);
}

static enum outcome
make(struct request *r)
{
	struct work *w = r->context;

	take(&w->task, r);
	if (w->result == DB_OK)
		w->result = task_add(r->db, r->arena, &w->task);
	if (w->result != DB_OK)
		return outcome_of(w->result);
	return answer_created(r, arena_printf(r->arena, "/api/tasks/%lld", (long long)w->task.task_id), task_object(r->arena, &w->task));
}

static enum outcome
one(struct request *r)
{
	struct task task;
	enum db_result result = find(r, r->in[ONLY_ID].number, &task);

	return give(r, result, &task);
}

static enum outcome
edit(struct request *r)
{
	struct work *w = r->context;

	if (w->result == DB_OK)
		w->result = task_change(r->db, r->arena, w->task.task_id, take, r, &w->task);
	return give(r, w->result, &w->task);
}

static enum outcome
delete(struct request *r)
{
	struct task task;
	enum db_result result = find(r, r->in[ONLY_ID].number, &task);

	if (result == DB_OK)
		result = task_delete(r->db, task.task_id);
	if (result != DB_OK)
		return give(r, result, &task);
	audit(r, task.clinic_id, "task-deleted", arena_printf(r->arena, "task %lld", (long long)task.task_id), NULL);
	return answer_empty(r, 204);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/tasks", CALLER_ASSISTANT, list, "What is to be done, newest first", list_params, .answer = "task" },
	{ POST, "/api/tasks", CALLER_ASSISTANT, make, "Make a task", make_params, .answer = "task", .check = check },
	{ GET, "/api/tasks/{id}", CALLER_ASSISTANT, one, "One task", one_params, .answer = "task", .no_clinic = true },
	{ PATCH, "/api/tasks/{id}", CALLER_ASSISTANT, edit, "Change a task", edit_params, .answer = "task", .check = check, .no_clinic = true },
	{ DELETE, "/api/tasks/{id}", CALLER_ASSISTANT, delete, "Delete a task", one_params, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

/* Tasks. See tasks.h. */
#include "data/tasks.h"

#include "core/clock.h"

/* Widths of the columns, as in schema/0004-assistants.sql. */
enum { KIND_MAX = 32, TITLE_MAX = 300, ORIGIN_MAX = 190, SID_MAX = 64, MESSAGE_SID_MAX = 34 };

/* A known origin changes nothing, and gives its task's id. */
#define TASK_INSERT \
	"INSERT INTO tasks (clinic_id, kind, title, origin, status, assignee_id, due_at, " \
	"call_sid, message_sid, appointment_id, created_at, done_at) " \
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) " \
	"ON DUPLICATE KEY UPDATE task_id = LAST_INSERT_ID(task_id)"
enum { TASK_VALUES = 12 };

static void
task_values(struct arena *a, const struct task *t, int64_t at_ms,
    struct db_value values[TASK_VALUES])
{
	struct db_value v[TASK_VALUES] = {
		db_int(t->clinic_id),
		db_text_fit(a, t->kind, KIND_MAX),
		db_text_fit(a, t->title, TITLE_MAX),
		db_text_fit(a, t->origin, ORIGIN_MAX),
		db_text(t->done ? "done" : "open"),
		db_id(t->assignee_id),
		db_time(a, t->due_at_ms),
		db_text_fit(a, t->call_sid, SID_MAX),
		db_text_fit(a, t->message_sid, MESSAGE_SID_MAX),
		db_id(t->appointment_id),
		db_time(a, at_ms),
		db_time(a, t->done ? at_ms : 0),
	};

	memcpy(values, v, sizeof v);
}

void
task_add_to(struct facts *f, const struct task *task, int64_t at_ms)
{
	struct db_value values[TASK_VALUES];

	if (!task->clinic_id)
		return;
	task_values(facts_arena(f), task, at_ms, values);
	facts_add(f, TASK_INSERT, values, TASK_VALUES);
}

#define SELECT_TASKS \
	"SELECT task_id, clinic_id, kind, title, origin, status, assignee_id, due_at, call_sid, " \
	"message_sid, appointment_id, created_at FROM tasks "

static struct task
read_row(struct db_row row)
{
	return (struct task){
		.task_id = row_int(row, "task_id"),
		.clinic_id = row_int(row, "clinic_id"),
		.kind = row_text(row, "kind"),
		.title = row_text(row, "title"),
		.origin = row_text(row, "origin"),
		.done = !strcmp(row_text(row, "status"), "done"),
		.assignee_id = row_int(row, "assignee_id"),
		.due_at_ms = row_time(row, "due_at"),
		.call_sid = row_text(row, "call_sid"),
		.message_sid = row_text(row, "message_sid"),
		.appointment_id = row_int(row, "appointment_id"),
		.created_at_ms = row_time(row, "created_at"),
	};
}

enum db_result
task_find(struct db *db, struct arena *a, int64_t task_id, struct task *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row, SELECT_TASKS "WHERE task_id = ?",
	    DB_VALUES(db_int(task_id)));

	if (result == DB_OK)
		*out = read_row(row);
	return result;
}

enum db_result
task_add(struct db *db, struct arena *a, struct task *task)
{
	struct db_value values[TASK_VALUES];
	int64_t now_ms = clock_now_ms();
	enum db_result result;

	task_values(a, task, now_ms, values);
	result = db_write(db, TASK_INSERT, values, TASK_VALUES);
	if (result != DB_OK)
		return result;
	if (task->origin)
		return task_find(db, a, db_insert_id(db), task);
	task->task_id = db_insert_id(db);
	task->created_at_ms = now_ms;
	return DB_OK;
}

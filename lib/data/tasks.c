/* Tasks. See tasks.h. */
#include "data/tasks.h"

#include "core/clock.h"

/* Widths of the columns, as in schema/0004-assistants.sql. */
enum { KIND_MAX = 32, TITLE_MAX = 300, ORIGIN_MAX = 190, SID_MAX = 64, MESSAGE_SID_MAX = 34 };

/* A known origin changes nothing, and gives its task's id. */
#define TASK_COLUMNS \
	"clinic_id, kind, title, origin, status, assignee_id, due_at, call_sid, message_sid, " \
	"appointment_id, created_at, done_at"
#define TASK_INSERT \
	"INSERT INTO tasks (" TASK_COLUMNS ") " \
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

void
task_add_unless_open_to(struct facts *f, const struct task *task, int64_t at_ms)
{
	struct arena *a = facts_arena(f);
	size_t shared = (size_t)(strrchr(task->origin, ':') - task->origin) + 1;
	struct db_value values[TASK_VALUES + 1];

	if (!task->clinic_id)
		return;
	task_values(a, task, at_ms, values);
	values[TASK_VALUES] = db_text(arena_printf(a, "%.*s%%", (int)shared, task->origin));
	facts_add(f, "INSERT INTO tasks (" TASK_COLUMNS ") "
	    "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM DUAL WHERE NOT EXISTS "
	    "(SELECT 1 FROM tasks AS t WHERE t.origin LIKE ? AND t.status = 'open') "
	    "ON DUPLICATE KEY UPDATE task_id = LAST_INSERT_ID(tasks.task_id)",
	    values, TASK_VALUES + 1);
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

enum db_result
tasks_list(struct db *db, struct arena *a, const struct page *page,
    const struct task_filter *filter, struct json_object *items, int64_t *next)
{
	struct db_query *q = db_query(a, SELECT_TASKS "WHERE TRUE");
	struct db_rows *rows;
	enum db_result result;

	db_query_if(q, " AND clinic_id = ?", db_id(page->clinic_id));
	db_query_if(q, " AND status = ?", db_text(filter->status));
	db_query_if(q, " AND kind = ?", db_text(filter->kind));
	db_query_if(q, " AND call_sid = ?", db_text(filter->call_sid));
	db_query_if(q, " AND assignee_id = ?", db_id(filter->assignee_id));
	db_query_if(q, " AND due_at < ?", db_time(a, filter->due_before_ms));
	page_query(q, a, page, "task_id", "created_at");
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < page_count(page, rows); i++) {
		struct task task = read_row(db_at(rows, i));

		json_append(items, task_object(a, &task));
	}
	*next = page_next(page, rows, "task_id");
	return DB_OK;
}

struct change {
	struct arena *arena;
	int64_t task_id;
	task_edit *edit;
	void *context;
	struct task after;
};

static enum db_result
change(struct db *db, void *context)
{
	struct change *c = context;
	struct task *t = &c->after;
	struct db_value due_at;
	struct db_row row;
	enum db_result result = db_read_one(db, c->arena, &row,
	    SELECT_TASKS "WHERE task_id = ? FOR UPDATE", DB_VALUES(db_int(c->task_id)));

	if (result != DB_OK)
		return result;
	*t = read_row(row);
	c->edit(t, c->context);
	due_at = db_time(c->arena, t->due_at_ms);
	return db_write(db, "UPDATE tasks SET kind = ?, title = ?, status = ?, assignee_id = ?, "
	    "done_at = IF(?, COALESCE(done_at, ?), NULL), "
	    "reminded_at = IF(due_at <=> ?, reminded_at, NULL), due_at = ?, "
	    "call_sid = ?, message_sid = ?, appointment_id = ? WHERE task_id = ?",
	    DB_VALUES(db_text(t->kind), db_text(t->title), db_text(t->done ? "done" : "open"),
	    db_id(t->assignee_id), db_bool(t->done), db_time(c->arena, clock_now_ms()),
	    due_at, due_at, db_text(t->call_sid), db_text(t->message_sid),
	    db_id(t->appointment_id), db_int(c->task_id)));
}

enum db_result
task_change(struct db *db, struct arena *a, int64_t task_id, task_edit *edit, void *context,
    struct task *out)
{
	struct change c = { a, task_id, edit, context, { 0 } };
	enum db_result result = db_transact(db, change, &c);

	if (result == DB_OK)
		*out = c.after;
	return result;
}

enum db_result
task_delete(struct db *db, int64_t task_id)
{
	return db_write(db, "DELETE FROM tasks WHERE task_id = ?", DB_VALUES(db_int(task_id)));
}

struct json_object *
task_object(struct arena *a, const struct task *t)
{
	struct json_object *o = json_object_in(a);

	json_put_id(o, "id", t->task_id);
	json_put_id(o, "clinicId", t->clinic_id);
	json_put_text(o, "kind", t->kind);
	json_put_text(o, "title", t->title);
	json_put_text(o, "status", t->done ? "done" : "open");
	json_put_id(o, "assigneeId", t->assignee_id);
	json_put_time(o, "dueAt", t->due_at_ms);
	json_put_text(o, "callSid", t->call_sid);
	json_put_text(o, "messageSid", t->message_sid);
	json_put_id(o, "appointmentId", t->appointment_id);
	json_put_time(o, "createdAt", t->created_at_ms);
	return o;
}

/* --- reminders ----------------------------------------------------------------------------- */

enum db_result
tasks_overdue(struct db *db, struct arena *a, int64_t at_ms, int limit, struct task **list,
    size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows, SELECT_TASKS
	    "WHERE status = 'open' AND reminded_at IS NULL AND due_at < ? "
	    "ORDER BY due_at, task_id LIMIT ?",
	    DB_VALUES(db_time(a, at_ms), db_int(limit)));

	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*list = arena_array(a, *count, sizeof **list);
	for (size_t i = 0; i < *count; i++)
		(*list)[i] = read_row(db_at(rows, i));
	return DB_OK;
}

enum db_result
task_reminded(struct db *db, struct arena *a, int64_t task_id, int64_t at_ms)
{
	return db_write(db, "UPDATE tasks SET reminded_at = ? "
	    "WHERE task_id = ? AND status = 'open' AND reminded_at IS NULL",
	    DB_VALUES(db_time(a, at_ms), db_int(task_id)));
}

/* Conversations. See threads.h. */
#include "data/threads.h"

#include "core/clock.h"
#include "data/page.h"
#include "data/phones.h"
#include "desk/phone.h"

#define UNREAD_TEXTS \
	"FROM messages AS m WHERE m.clinic_id = c.clinic_id AND m.phone = c.phone " \
	"AND m.direction = 'inbound' AND m.read_at IS NULL"
#define UNREAD_VOICEMAILS \
	"FROM voicemails AS v WHERE v.clinic_id = c.clinic_id AND v.from_number = c.phone " \
	"AND v.status = 'new' AND v.read_at IS NULL"

static const char select_columns[] =
    "SELECT c.conversation_id, c.clinic_id, c.phone, c.last_at, c.assignee_id, "
    PHONE_BAD_CODE("c.clinic_id", "c.phone") " AS bad_code, "
    "(SELECT COUNT(*) " UNREAD_TEXTS ") + (SELECT COUNT(*) " UNREAD_VOICEMAILS ") AS unread, "
    "(SELECT IF(COUNT(*) = 1, MIN(p.patient_id), NULL) FROM patients AS p "
        "WHERE p.clinic_id = c.clinic_id AND p.phone = c.phone) AS patient_id "
    "FROM conversations AS c WHERE TRUE";

static struct thread
read_row(struct db_row row)
{
	return (struct thread){
		.thread_id = row_int(row, "conversation_id"),
		.clinic_id = row_int(row, "clinic_id"),
		.phone = row_text(row, "phone"),
		.patient_id = row_int(row, "patient_id"),
		.last_at_ms = row_time(row, "last_at"),
		.unread = row_int(row, "unread"),
		.assignee_id = row_int(row, "assignee_id"),
		.bad_code = (int)row_int(row, "bad_code"),
	};
}

enum db_result
threads_list(struct db *db, struct arena *a, const struct thread_filter *f, struct thread **list,
    size_t *count)
{
	struct db_query *q = db_query(a, select_columns);
	struct db_rows *rows;
	enum db_result result;

	db_query_if(q, " AND c.clinic_id = ?", db_id(f->clinic_id));
	db_query_if(q, " AND c.phone = ?", db_text(f->phone));
	db_query_if(q, " AND c.assignee_id = ?", db_id(f->assignee_id));
	if (f->unread)
		db_query_add(q, " AND (EXISTS (SELECT 1 " UNREAD_TEXTS ") "
		    "OR EXISTS (SELECT 1 " UNREAD_VOICEMAILS "))");
	if (f->search) {
		db_query_and(q, " AND c.phone IN (SELECT phone FROM messages WHERE clinic_id = ?",
		    db_int(f->clinic_id));
		search_query(q, a, f->search, f->clinic_id, SEARCH_MESSAGE, "message_id");
		db_query_add(q, ")");
	}
	stretch_query(q, a, &(struct stretch){
		f->since_ms, f->until_ms, f->before_ms, f->before_id, f->limit,
	}, "c.last_at", "c.conversation_id");
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*list = arena_array(a, *count + 1, sizeof **list);
	for (size_t i = 0; i < *count; i++)
		(*list)[i] = read_row(db_at(rows, i));
	return DB_OK;
}

enum db_result
thread_of_call(struct db *db, struct arena *a, const char *call_sid)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT clinic_id, phone, started_at FROM calls WHERE call_sid = ? "
	    "AND clinic_id IS NOT NULL AND parent_call_sid IS NULL", DB_VALUES(db_text(call_sid)));

	if (result == DB_OK && !phone_is_e164(row_text(row, "phone")))
		return DB_OK;
	if (result == DB_OK)
		result = db_write(db, "INSERT INTO conversations (clinic_id, phone, last_at) "
		    "VALUES (?, ?, ?) "
		    "ON DUPLICATE KEY UPDATE last_at = GREATEST(last_at, VALUES(last_at))",
		    DB_VALUES(db_id(row_int(row, "clinic_id")), db_text(row_text(row, "phone")),
		    db_time(a, row_time(row, "started_at"))));
	return result == DB_NONE ? DB_OK : result;
}

enum db_result
thread_find(struct db *db, struct arena *a, int64_t thread_id, struct thread *out)
{
	struct db_query *q = db_query(a, select_columns);
	struct db_rows *rows;
	enum db_result result;

	db_query_and(q, " AND c.conversation_id = ?", db_int(thread_id));
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	if (!db_count(rows))
		return DB_NONE;
	*out = read_row(db_at(rows, 0));
	return DB_OK;
}

struct changing {
	struct arena *arena;
	int64_t thread_id;
	const struct thread_change *change;
	struct thread after;
};

static enum db_result
change_it(struct db *db, void *context)
{
	struct changing *w = context;
	struct arena *a = w->arena;
	struct db_value id = db_int(w->thread_id), now = db_time(a, clock_now_ms());
	enum db_result result = DB_OK;

	if (w->change->assigns)
		result = db_write(db, "UPDATE conversations SET assignee_id = ? "
		    "WHERE conversation_id = ?", DB_VALUES(db_id(w->change->assignee_id), id));
	if (result == DB_OK && w->change->reads) {
		result = db_write(db, "UPDATE conversations AS c JOIN messages AS m "
		    "ON m.clinic_id = c.clinic_id AND m.phone = c.phone SET m.read_at = ? "
		    "WHERE c.conversation_id = ? AND m.direction = 'inbound' AND m.read_at IS NULL",
		    DB_VALUES(now, id));
		if (result <= DB_NONE)
			result = db_write(db, "UPDATE conversations AS c JOIN voicemails AS v "
			    "ON v.clinic_id = c.clinic_id AND v.from_number = c.phone "
			    "SET v.read_at = ? WHERE c.conversation_id = ? AND v.read_at IS NULL",
			    DB_VALUES(now, id));
		if (result == DB_NONE)
			result = DB_OK;		/* nothing was unread */
	}
	return result == DB_OK ? thread_find(db, a, w->thread_id, &w->after) : result;
}

enum db_result
thread_change(struct db *db, struct arena *a, int64_t thread_id,
    const struct thread_change *change, struct thread *out)
{
	struct changing w = { .arena = a, .thread_id = thread_id, .change = change };
	enum db_result result = db_transact(db, change_it, &w);

	if (result == DB_OK)
		*out = w.after;
	return result;
}

struct json_object *
thread_object(struct arena *a, const struct thread *t, struct json_object *items)
{
	struct json_object *o = json_object_in(a);

	json_put_int(o, "id", t->thread_id);
	json_put_int(o, "clinicId", t->clinic_id);
	json_put_text(o, "phone", t->phone);
	json_put_id(o, "patientId", t->patient_id);
	json_put_time(o, "lastAt", t->last_at_ms);
	json_put_int(o, "unread", t->unread);
	json_put_id(o, "assigneeId", t->assignee_id);
	json_put(o, "unreachable", phone_unreachable(a, t->bad_code));
	json_put(o, "items", items);
	return o;
}

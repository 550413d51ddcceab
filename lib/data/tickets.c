/* Tickets. See tickets.h. */
#include "data/tickets.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/jobs.h"

/* Widths of the columns, as in schema/0013-appointments.sql; TEXT has 65535 bytes. */
enum { SUBJECT_MAX = 300, DESCRIPTION_MAX = 10000, SID_MAX = 64, SESSION_ID_MAX = 29 };

#define SELECT_TICKETS \
	"SELECT ticket_id, clinic_id, patient_id, call_sid, session_id, origin, subject, " \
	"description, priority, status, notified_at, created_at FROM tickets "

static struct ticket
read_row(struct db_row row)
{
	return (struct ticket){
		.ticket_id = row_int(row, "ticket_id"),
		.clinic_id = row_int(row, "clinic_id"),
		.patient_id = row_int(row, "patient_id"),
		.call_sid = row_text(row, "call_sid"),
		.session_id = row_text(row, "session_id"),
		.origin = row_text(row, "origin"),
		.subject = row_text(row, "subject"),
		.description = row_text(row, "description"),
		.priority = row_text(row, "priority"),
		.status = row_text(row, "status"),
		.notified_at_ms = row_time(row, "notified_at"),
		.created_at_ms = row_time(row, "created_at"),
	};
}

enum db_result
ticket_find(struct db *db, struct arena *a, int64_t ticket_id, struct ticket *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row, SELECT_TICKETS "WHERE ticket_id = ?",
	    DB_VALUES(db_int(ticket_id)));

	if (result == DB_OK)
		*out = read_row(row);
	return result;
}

enum db_result
tickets_list(struct db *db, struct arena *a, const struct page *page,
    const struct ticket_filter *filter, struct json_object *items, int64_t *next)
{
	struct db_query *q = db_query(a, SELECT_TICKETS "WHERE TRUE");
	struct db_rows *rows;
	enum db_result result;

	db_query_if(q, " AND clinic_id = ?", db_id(page->clinic_id));
	db_query_if(q, " AND status = ?", db_text(filter->status));
	db_query_if(q, " AND priority = ?", db_text(filter->priority));
	db_query_if(q, " AND call_sid = ?", db_text(filter->call_sid));
	db_query_if(q, " AND session_id = ?", db_text(filter->session_id));
	db_query_if(q, " AND patient_id = ?", db_id(filter->patient_id));
	page_query(q, a, page, "ticket_id", "created_at");
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < page_count(page, rows); i++) {
		struct ticket ticket = read_row(db_at(rows, i));

		json_append(items, ticket_object(a, &ticket));
	}
	*next = page_next(page, rows, "ticket_id");
	return DB_OK;
}

/* --- changes --------------------------------------------------------------------------------- */

struct change {
	struct arena *arena;
	struct ticket *ticket;
	ticket_edit *edit;
	void *context;
};

/* Those who want to hear of urgent ones are told by a job: once, whatever happens to it later. */
static enum db_result
tell(struct db *db, struct arena *a, const struct ticket *ticket)
{
	struct json_object *payload;

	if (!text_same(ticket->priority, "urgent") || ticket->notified_at_ms)
		return DB_OK;
	payload = json_object_in(a);
	json_put_int(payload, "ticketId", ticket->ticket_id);
	return job_add(db, a, "notify-ticket",
	    arena_printf(a, "notify-ticket:%lld", (long long)ticket->ticket_id), payload, 0);
}

static enum db_result
add(struct db *db, void *context)
{
	struct change *c = context;
	const struct ticket *t = c->ticket;
	struct arena *a = c->arena;
	struct db_value now = db_time(a, clock_now_ms());
	struct ticket made;
	enum db_result result = db_write(db, "INSERT INTO tickets (clinic_id, patient_id, call_sid, "
	    "session_id, origin, subject, description, priority, status, created_at, updated_at) "
	    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
	    "ON DUPLICATE KEY UPDATE ticket_id = LAST_INSERT_ID(ticket_id)",
	    DB_VALUES(db_int(t->clinic_id), db_id(t->patient_id),
	    db_text_fit(a, t->call_sid, SID_MAX), db_text_fit(a, t->session_id, SESSION_ID_MAX),
	    db_text(t->origin), db_text_fit(a, t->subject, SUBJECT_MAX),
	    db_text_fit(a, t->description ? t->description : "", DESCRIPTION_MAX),
	    db_text(t->priority ? t->priority : "normal"),
	    db_text(t->status ? t->status : "open"), now, now));

	if (result == DB_OK)
		result = ticket_find(db, a, db_insert_id(db), &made);
	if (result == DB_OK)
		result = tell(db, a, &made);
	if (result == DB_OK)
		*c->ticket = made;
	return result;
}

enum db_result
ticket_add(struct db *db, struct arena *a, struct ticket *ticket)
{
	return db_within(db, add, &(struct change){ .arena = a, .ticket = ticket });
}

static enum db_result
change(struct db *db, void *context)
{
	struct change *c = context;
	struct ticket *t = c->ticket;
	struct arena *a = c->arena;
	bool was_urgent;
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    SELECT_TICKETS "WHERE ticket_id = ? FOR UPDATE", DB_VALUES(db_int(t->ticket_id)));

	if (result != DB_OK)
		return result;
	*t = read_row(row);
	was_urgent = text_same(t->priority, "urgent");
	c->edit(t, c->context);
	result = db_write(db, "UPDATE tickets SET patient_id = ?, subject = ?, description = ?, "
	    "priority = ?, status = ?, updated_at = ? WHERE ticket_id = ?",
	    DB_VALUES(db_id(t->patient_id), db_text_fit(a, t->subject, SUBJECT_MAX),
	    db_text_fit(a, t->description, DESCRIPTION_MAX), db_text(t->priority),
	    db_text(t->status), db_time(a, clock_now_ms()), db_int(t->ticket_id)));
	return result == DB_OK && !was_urgent ? tell(db, a, t) : result;
}

enum db_result
ticket_change(struct db *db, struct arena *a, int64_t ticket_id, ticket_edit *edit, void *context,
    struct ticket *out)
{
	struct ticket ticket = { .ticket_id = ticket_id };
	enum db_result result = db_within(db, change, &(struct change){
		.arena = a, .ticket = &ticket, .edit = edit, .context = context,
	});

	if (result == DB_OK)
		*out = ticket;
	return result;
}

enum db_result
ticket_notified(struct db *db, struct arena *a, int64_t ticket_id, int64_t at_ms)
{
	return db_write(db, "UPDATE tickets SET notified_at = ? "
	    "WHERE ticket_id = ? AND notified_at IS NULL",
	    DB_VALUES(db_time(a, at_ms), db_int(ticket_id)));
}

struct json_object *
ticket_object(struct arena *a, const struct ticket *t)
{
	struct json_object *o = json_object_in(a);

	json_put_int(o, "id", t->ticket_id);
	json_put_int(o, "clinicId", t->clinic_id);
	json_put_id(o, "patientId", t->patient_id);
	json_put_text(o, "callSid", t->call_sid);
	json_put_text(o, "sessionId", t->session_id);
	json_put_text(o, "subject", t->subject);
	json_put_text(o, "description", t->description);
	json_put_text(o, "priority", t->priority);
	json_put_text(o, "status", t->status);
	json_put_time(o, "createdAt", t->created_at_ms);
	return o;
}

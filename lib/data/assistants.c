/* Assistants. See assistants.h. */
#include "data/assistants.h"

#include <inttypes.h>

#include "core/clock.h"
#include "core/log.h"
#include "data/snapshot.h"

#define COLUMNS \
	"SELECT a.assistant_id, a.clinic_id, a.name, a.phone, a.email, a.priority, a.paused, " \
	"a.duty_hours, a.sms_notify, a.email_notify, a.created_at"
#define SELECT_ASSISTANTS COLUMNS " FROM assistants a "

static struct assistant_row
read_row(struct db_row row)
{
	return (struct assistant_row){
		.assistant_id = row_int(row, "assistant_id"),
		.clinic_id = row_int(row, "clinic_id"),
		.name = row_text(row, "name"),
		.phone = row_text(row, "phone"),
		.email = row_text(row, "email"),
		.priority = (int)row_int(row, "priority"),
		.paused = row_bool(row, "paused"),
		.sms_notify = row_bool(row, "sms_notify"),
		.email_notify = row_bool(row, "email_notify"),
		.duty_hours = row_text(row, "duty_hours"),
		.created_at_ms = row_time(row, "created_at"),
	};
}

static void
read_rows(struct arena *a, const struct db_rows *rows, struct assistant_row **list, size_t *count)
{
	*count = db_count(rows);
	*list = arena_array(a, *count, sizeof **list);
	for (size_t i = 0; i < *count; i++)
		(*list)[i] = read_row(db_at(rows, i));
}

enum db_result
assistants_of_clinic(struct db *db, struct arena *a, int64_t clinic_id,
    struct assistant_row **list, size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows, SELECT_ASSISTANTS
	    "WHERE clinic_id = ? ORDER BY priority, assistant_id LIMIT ?",
	    DB_VALUES(db_int(clinic_id), db_int(ASSISTANTS_MAX)));

	if (result == DB_OK)
		read_rows(a, rows, list, count);
	return result;
}

enum db_result
assistants_after(struct db *db, struct arena *a, int64_t after, int limit,
    struct assistant_row **list, size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows, SELECT_ASSISTANTS
	    "WHERE assistant_id > ? ORDER BY assistant_id LIMIT ?",
	    DB_VALUES(db_int(after), db_int(limit)));

	if (result == DB_OK)
		read_rows(a, rows, list, count);
	return result;
}

enum db_result
assistants_missing(struct db *db, struct arena *a, int64_t clinic_id, const int64_t *ids,
    size_t count, bool *missing)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows,
	    "SELECT assistant_id FROM assistants WHERE clinic_id = ? LIMIT ?",
	    DB_VALUES(db_int(clinic_id), db_int(ASSISTANTS_MAX)));

	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < count; i++) {
		missing[i] = true;
		for (size_t k = 0; missing[i] && k < db_count(rows); k++)
			missing[i] = row_int(db_at(rows, k), "assistant_id") != ids[i];
	}
	return DB_OK;
}

enum db_result
assistant_find(struct db *db, struct arena *a, int64_t assistant_id, struct assistant_row *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    SELECT_ASSISTANTS "WHERE assistant_id = ?", DB_VALUES(db_int(assistant_id)));

	if (result == DB_OK)
		*out = read_row(row);
	return result;
}

/* --- changes ---------------------------------------------------------------------------------- */

struct change {
	struct arena *arena;
	struct assistant_row row;
	bool goes_last;
	assistant_edit *edit;
	void *context;
	int64_t version;
};

static enum db_result
change(struct db *db, struct change *c, enum db_result (*work)(struct db *db, void *context),
    int64_t *version)
{
	enum db_result result = db_transact(db, work, c);

	if (result == DB_OK)
		*version = c->version;
	return result;
}

static enum db_result
add(struct db *db, void *context)
{
	struct change *c = context;
	struct assistant_row *r = &c->row;
	struct db_row row;
	/* The clinic's row is the lock: two who add at once count one after the other. */
	enum db_result result = db_read_one(db, c->arena, &row,
	    "SELECT clinic_id FROM clinics WHERE clinic_id = ? FOR UPDATE",
	    DB_VALUES(db_int(r->clinic_id)));

	if (result != DB_OK)
		return result;
	result = db_read_one(db, c->arena, &row,
	    "SELECT COUNT(*) AS n, MAX(priority) AS last FROM assistants WHERE clinic_id = ?",
	    DB_VALUES(db_int(r->clinic_id)));
	if (result != DB_OK)
		return result;
	if (row_int(row, "n") >= ASSISTANTS_MAX)
		return DB_CONFLICT;
	if (c->goes_last) {
		int64_t last = row_int(row, "last");

		r->priority = last < PRIORITY_MAX ? (int)last + 1 : PRIORITY_MAX;
	}
	result = db_write(db,
	    "INSERT INTO assistants (clinic_id, name, phone, email, priority, paused, duty_hours, "
	    "sms_notify, email_notify, created_at, updated_at) "
	    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    DB_VALUES(db_int(r->clinic_id), db_text(r->name), db_text(r->phone),
	    db_text(r->email), db_int(r->priority), db_bool(r->paused), db_text(r->duty_hours),
	    db_bool(r->sms_notify), db_bool(r->email_notify),
	    db_time(c->arena, r->created_at_ms), db_time(c->arena, r->created_at_ms)));
	if (result != DB_OK)
		return result;
	r->assistant_id = db_insert_id(db);
	return snapshot_raise(db, c->arena, &c->version);
}

enum db_result
assistant_add(struct db *db, struct arena *a, struct assistant_row *row, int64_t *version)
{
	struct change c = {
		.arena = a, .row = *row, .goes_last = row->priority == PRIORITY_LAST,
	};
	enum db_result result;

	c.row.created_at_ms = clock_now_ms();
	result = change(db, &c, add, version);
	if (result == DB_OK)
		*row = c.row;
	return result;
}

static enum db_result
save(struct db *db, void *context)
{
	struct change *c = context;
	struct assistant_row *r = &c->row;
	struct db_row row;
	enum db_result result = db_read_one(db, c->arena, &row,
	    SELECT_ASSISTANTS "WHERE assistant_id = ? FOR UPDATE",
	    DB_VALUES(db_int(r->assistant_id)));

	if (result != DB_OK)
		return result;
	*r = read_row(row);
	c->edit(r, c->context);
	result = db_write(db,
	    "UPDATE assistants SET name = ?, phone = ?, email = ?, priority = ?, paused = ?, "
	    "duty_hours = ?, sms_notify = ?, email_notify = ?, updated_at = ? "
	    "WHERE assistant_id = ?",
	    DB_VALUES(db_text(r->name), db_text(r->phone), db_text(r->email),
	    db_int(r->priority), db_bool(r->paused), db_text(r->duty_hours),
	    db_bool(r->sms_notify), db_bool(r->email_notify),
	    db_time(c->arena, clock_now_ms()), db_int(r->assistant_id)));
	return result == DB_OK ? snapshot_raise(db, c->arena, &c->version) : result;
}

enum db_result
assistant_change(struct db *db, struct arena *a, int64_t assistant_id, assistant_edit *edit,
    void *context, struct assistant_row *out, int64_t *version)
{
	struct change c = {
		.arena = a, .row.assistant_id = assistant_id, .edit = edit, .context = context,
	};
	enum db_result result = change(db, &c, save, version);

	if (result == DB_OK)
		*out = c.row;
	return result;
}

static enum db_result
delete(struct db *db, void *context)
{
	struct change *c = context;
	enum db_result result = db_write(db, "DELETE FROM assistants WHERE assistant_id = ?",
	    DB_VALUES(db_int(c->row.assistant_id)));

	return result == DB_OK ? snapshot_raise(db, c->arena, &c->version) : result;
}

enum db_result
assistant_delete(struct db *db, struct arena *a, int64_t assistant_id, int64_t *version)
{
	return change(db, &(struct change){ .arena = a, .row.assistant_id = assistant_id }, delete,
	    version);
}

/* --- as others see them ----------------------------------------------------------------------- */

/* What was stored was checked; hours of a newer version lose what we do not know. */
static void
pass_over(void *context, const char *field, const char *message)
{
	(void)context;
	(void)field;
	(void)message;
}

struct assistant
assistant_of_row(struct arena *a, const struct assistant_row *row)
{
	struct assistant assistant = {
		.assistant_id = row->assistant_id,
		.name = row->name,
		.phone = row->phone,
		.priority = row->priority,
		.paused = row->paused,
	};
	struct json_object *document;
	const char *why;

	hours_default(&assistant.duty);
	if (!row->duty_hours)
		return assistant;
	if (json_parse(a, row->duty_hours, strlen(row->duty_hours), &document, &why)) {
		hours_read(a, document, "dutyHours", &assistant.duty, pass_over, NULL);
		assistant.has_duty = !assistant.duty.always;
	} else {
		log_error("the duty hours of assistant %" PRId64 " %s", row->assistant_id, why);
	}
	return assistant;
}

struct json_object *
assistant_object(struct arena *a, const struct assistant_row *row, const char *zone,
    int64_t at_ms, bool mask)
{
	struct assistant assistant = assistant_of_row(a, row);
	struct civil now = zone_civil(zone, at_ms);
	struct json_object *o = json_object_in(a);

	json_put_id(o, "id", row->assistant_id);
	json_put_id(o, "clinicId", row->clinic_id);
	json_put_text(o, "name", row->name);
	json_put_text(o, "phone", mask ? mask_phone(row->phone).text : row->phone);
	json_put_text(o, "email", row->email);
	json_put_int(o, "priority", row->priority);
	json_put_bool(o, "paused", row->paused);
	json_object_object_add(o, "dutyHours", hours_value(&assistant.duty));
	json_put_bool(o, "onDuty", !row->paused && hours_open(&assistant.duty, &now, NULL));
	json_put_bool(o, "smsNotify", row->sms_notify);
	json_put_bool(o, "emailNotify", row->email_notify);
	return o;
}

enum db_result
assistants_list(struct db *db, struct arena *a, const struct page *page, int64_t at_ms, bool mask,
    struct json_object *items, int64_t *next)
{
	struct db_query *q = db_query(a, COLUMNS ", c.timezone FROM assistants a "
	    "JOIN clinics c ON c.clinic_id = a.clinic_id WHERE TRUE");
	struct db_rows *rows;
	enum db_result result;

	db_query_if(q, " AND a.clinic_id = ?", db_id(page->clinic_id));
	page_query(q, a, page, "a.assistant_id", "a.created_at");
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < page_count(page, rows); i++) {
		struct assistant_row row = read_row(db_at(rows, i));

		json_append(items, assistant_object(a, &row, row_text(db_at(rows, i), "timezone"),
		    at_ms, mask));
	}
	*next = page_next(page, rows, "assistant_id");
	return DB_OK;
}

/* The audit log. See audit.h. */
#include "data/audit.h"

enum db_result
audit_add(struct db *db, struct arena *a, int64_t at_ms, int64_t user_id, int64_t clinic_id,
    const char *action, const char *object, const char *address, const char *detail)
{
	return db_write(db,
	    "INSERT INTO audit (at, user_id, clinic_id, action, object, address, detail) "
	    "VALUES (?, ?, ?, LEFT(?, 40), LEFT(?, 190), LEFT(?, 45), LEFT(?, 10000))",
	    DB_VALUES(db_time(a, at_ms), db_id(user_id), db_id(clinic_id), db_text(action),
	    db_text(object), db_text(address), db_text(detail)));
}

/* A JSON object's text as an object, anything else as a sentence. */
static struct json_object *
detail_of(struct arena *a, const char *detail)
{
	struct json_object *o = json_object_in(a), *parsed;
	const char *why;

	if (detail && *detail == '{' && json_parse(a, detail, strlen(detail), &parsed, &why))
		return parsed;
	json_put_text(o, "detail", detail);
	return json_get(o, "detail");
}

enum db_result
audit_list(struct db *db, struct arena *a, const struct page *page,
    const struct audit_filter *filter, struct json_object *items, int64_t *next)
{
	struct db_query *q = db_query(a,
	    "SELECT audit_id, at, user_id, clinic_id, action, object, address, detail FROM audit "
	    "WHERE TRUE");
	struct db_rows *rows;
	enum db_result result;

	if (page->clinic_id)
		db_query_and(q, " AND clinic_id = ?", db_int(page->clinic_id));
	if (filter && filter->action)
		db_query_and(q, " AND action = ?", db_text(filter->action));
	if (filter && filter->user_id)
		db_query_and(q, " AND user_id = ?", db_int(filter->user_id));
	page_query(q, a, page, "audit_id", "at");
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < page_count(page, rows); i++) {
		struct db_row row = db_at(rows, i);
		struct json_object *o = json_object_in(a);

		json_put_time(o, "at", row_time(row, "at"));
		json_put_id(o, "userId", row_int(row, "user_id"));
		json_put_id(o, "clinicId", row_int(row, "clinic_id"));
		json_put_text(o, "action", row_text(row, "action"));
		json_put_text(o, "object", row_text(row, "object"));
		json_put_text(o, "address", row_text(row, "address"));
		json_put(o, "detail", detail_of(a, row_text(row, "detail")));
		json_append(items, o);
	}
	*next = page_next(page, rows, "audit_id");
	return DB_OK;
}

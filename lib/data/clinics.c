/* Clinics and their routing documents. See clinics.h. */
#include "data/clinics.h"

#include <inttypes.h>

#include "core/clock.h"
#include "core/log.h"
#include "data/snapshot.h"
#include "desk/phone.h"

#define CLINIC_COLUMNS \
	"clinic_id, name, timezone, default_country, language, marketing_enabled, created_at"

static void
clinic_read(struct db_row row, struct clinic *clinic)
{
	*clinic = (struct clinic){
		.clinic_id = row_int(row, "clinic_id"),
		.name = row_text(row, "name"),
		.timezone = row_text(row, "timezone"),
		.default_country = row_text(row, "default_country"),
		.language = row_text(row, "language"),
		.marketing_enabled = row_bool(row, "marketing_enabled"),
		.created_at_ms = row_time(row, "created_at"),
	};
}

enum db_result
clinic_find(struct db *db, struct arena *a, int64_t clinic_id, struct clinic *clinic)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT " CLINIC_COLUMNS " FROM clinics WHERE clinic_id = ?",
	    DB_VALUES(db_int(clinic_id)));

	if (result == DB_OK)
		clinic_read(row, clinic);
	return result;
}

/* --- changes ---------------------------------------------------------------------------------- */

struct change {
	struct arena *arena;
	struct clinic clinic;
	const char *document;
	int64_t user_id;
	int64_t version;
};

static enum db_result
add(struct db *db, void *context)
{
	struct change *c = context;
	struct clinic *clinic = &c->clinic;
	enum db_result result = db_write(db,
	    "INSERT INTO clinics (name, timezone, default_country, language, marketing_enabled, "
	    "created_at) VALUES (?, ?, ?, ?, ?, ?)",
	    DB_VALUES(db_text(clinic->name), db_text(clinic->timezone),
	    db_text(clinic->default_country), db_text(clinic->language),
	    db_bool(clinic->marketing_enabled), db_time(c->arena, clinic->created_at_ms)));

	if (result != DB_OK)
		return result;
	clinic->clinic_id = db_insert_id(db);
	return snapshot_raise(db, c->arena, &c->version);
}

enum db_result
clinic_add(struct db *db, struct arena *a, struct clinic *clinic, int64_t *version)
{
	struct change c = { .arena = a, .clinic = *clinic };
	enum db_result result;

	c.clinic.created_at_ms = clock_now_ms();
	result = db_transact(db, add, &c);
	if (result == DB_OK) {
		*clinic = c.clinic;
		*version = c.version;
	}
	return result;
}

static enum db_result
update(struct db *db, void *context)
{
	struct change *c = context;
	struct clinic *clinic = &c->clinic;
	enum db_result result = db_write(db,
	    "UPDATE clinics SET name = ?, timezone = ?, default_country = ?, language = ?, "
	    "marketing_enabled = ? WHERE clinic_id = ?",
	    DB_VALUES(db_text(clinic->name), db_text(clinic->timezone),
	    db_text(clinic->default_country), db_text(clinic->language),
	    db_bool(clinic->marketing_enabled), db_int(clinic->clinic_id)));

	return result == DB_OK ? snapshot_raise(db, c->arena, &c->version) : result;
}

enum db_result
clinic_update(struct db *db, struct arena *a, const struct clinic *clinic, int64_t *version)
{
	struct change c = { .arena = a, .clinic = *clinic };
	enum db_result result = db_transact(db, update, &c);

	if (result == DB_OK)
		*version = c.version;
	return result;
}

/* --- objects ---------------------------------------------------------------------------------- */

static struct json_object *
object(struct arena *a, const struct clinic *clinic)
{
	struct json_object *o = json_object_in(a);

	json_put_id(o, "id", clinic->clinic_id);
	json_put_text(o, "name", clinic->name);
	json_put_text(o, "timezone", clinic->timezone);
	json_put_text(o, "defaultCountry", clinic->default_country);
	json_put_text(o, "language", clinic->language);
	json_put_bool(o, "marketingEnabled", clinic->marketing_enabled);
	json_put(o, "numbers", json_array_in(a));
	json_put_time(o, "createdAt", clinic->created_at_ms);
	return o;
}

/* Fills "numbers" of objects[from …], which are in falling order of their ids. */
static enum db_result
put_numbers(struct db *db, struct arena *a, struct json_object *objects, size_t from)
{
	size_t count = json_object_array_length(objects), i = from;
	struct db_rows *rows;
	enum db_result result;

	if (from == count)
		return DB_OK;
	/* A page of clinics is nearly always a range of ids: one statement for all of it. */
	result = db_read(db, a, &rows,
	    "SELECT clinic_id, phone_number, twilio_sid FROM phone_numbers "
	    "WHERE clinic_id BETWEEN ? AND ? ORDER BY clinic_id DESC, created_at, phone_number",
	    DB_VALUES(db_int(json_get_int(json_object_array_get_idx(objects, count - 1), "id", 0)),
	    db_int(json_get_int(json_object_array_get_idx(objects, from), "id", 0))));
	if (result != DB_OK)
		return result;
	for (size_t n = 0; n < db_count(rows); n++) {
		struct db_row row = db_at(rows, n);
		int64_t clinic_id = row_int(row, "clinic_id");
		struct json_object *clinic, *number;

		while (i < count &&
		    json_get_int(json_object_array_get_idx(objects, i), "id", 0) > clinic_id)
			i++;
		if (i == count)
			break;
		clinic = json_object_array_get_idx(objects, i);
		if (json_get_int(clinic, "id", 0) != clinic_id)
			continue;
		number = json_object_in(a);
		json_put_text(number, "phoneNumber", row_text(row, "phone_number"));
		json_put_text(number, "sid", row_text(row, "twilio_sid"));
		json_append(json_get(clinic, "numbers"), number);
	}
	return DB_OK;
}

enum db_result
clinic_object(struct db *db, struct arena *a, const struct clinic *clinic,
    struct json_object **out)
{
	struct json_object *objects = json_array_in(a), *o = object(a, clinic);
	enum db_result result;

	json_append(objects, o);
	result = put_numbers(db, a, objects, 0);
	if (result == DB_OK)
		*out = o;
	return result;
}

enum db_result
clinics_list(struct db *db, struct arena *a, const struct page *page, struct json_object *items,
    int64_t *next)
{
	struct db_query *q = db_query(a, "SELECT " CLINIC_COLUMNS " FROM clinics WHERE TRUE");
	size_t before = json_object_array_length(items);
	struct db_rows *rows;
	enum db_result result;

	db_query_if(q, " AND clinic_id = ?", db_id(page->clinic_id));
	page_query(q, a, page, "clinic_id", "created_at");
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < page_count(page, rows); i++) {
		struct clinic clinic;

		clinic_read(db_at(rows, i), &clinic);
		json_append(items, object(a, &clinic));
	}
	*next = page_next(page, rows, "clinic_id");
	return put_numbers(db, a, items, before);
}

/* --- routing ---------------------------------------------------------------------------------- */

enum db_result
routing_load(struct db *db, struct arena *a, int64_t clinic_id, struct routing *routing)
{
	struct json_object *document;
	const char *why, *json;
	struct db_row row;
	size_t bytes;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT r.document FROM clinics c "
	    "LEFT JOIN routing r ON r.clinic_id = c.clinic_id WHERE c.clinic_id = ?",
	    DB_VALUES(db_int(clinic_id)));

	if (result != DB_OK)
		return result;
	json = row_bytes(row, "document", &bytes);
	if (!json) {
		routing_default(routing);
		return DB_OK;
	}
	if (!json_parse(a, json, bytes, &document, &why)) {
		log_error("the stored routing of clinic %" PRId64 " %s", clinic_id, why);
		return DB_FAILED;
	}
	routing_read(a, document, routing);
	return DB_OK;
}

static enum db_result
save(struct db *db, void *context)
{
	struct change *c = context;
	struct db_row row;
	enum db_result result = db_read_one(db, c->arena, &row,
	    "SELECT clinic_id FROM clinics WHERE clinic_id = ?",
	    DB_VALUES(db_int(c->clinic.clinic_id)));

	if (result != DB_OK)
		return result;
	result = db_write(db,
	    "INSERT INTO routing (clinic_id, document, updated_at, user_id) VALUES (?, ?, ?, ?) "
	    "ON DUPLICATE KEY UPDATE document = VALUES(document), updated_at = VALUES(updated_at), "
	    "user_id = VALUES(user_id)",
	    DB_VALUES(db_int(c->clinic.clinic_id), db_text(c->document),
	    db_time(c->arena, clock_now_ms()), db_id(c->user_id)));
	return result == DB_OK ? snapshot_raise(db, c->arena, &c->version) : result;
}

enum db_result
routing_save(struct db *db, struct arena *a, int64_t clinic_id, const char *document,
    int64_t user_id, int64_t *version)
{
	struct change c = {
		.arena = a, .clinic.clinic_id = clinic_id, .document = document, .user_id = user_id,
	};
	enum db_result result = db_transact(db, save, &c);

	if (result == DB_OK)
		*version = c.version;
	return result;
}

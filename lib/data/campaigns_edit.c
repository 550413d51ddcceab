/* Campaigns before they are started: the patients whom a list means, changing and deleting. See
 * campaigns.h. */
#include "data/campaigns.h"

enum { AT_ONCE = 1000, DELETED_AT_ONCE = 1000 };

/* --- patients ----------------------------------------------------------------------------- */

#define PATIENT "p.patient_id, p.phone, p.first_name, p.last_name, p.language, p.timezone "

/* What is asked for travels as one value: a statement whose length follows the list would be
 * prepared anew for each. */
static const char by_id[] =
    "SELECT asked.n, " PATIENT "FROM JSON_TABLE(?, '$[*]' COLUMNS ("
    "n FOR ORDINALITY, id BIGINT UNSIGNED PATH '$')) AS asked "
    "JOIN patients AS p ON p.patient_id = asked.id WHERE p.clinic_id = ?";

static const char by_phone[] =
    "SELECT n, patient_id, phone, first_name, last_name, language, timezone FROM ("
    "SELECT asked.n, " PATIENT ", ROW_NUMBER() OVER (PARTITION BY asked.n ORDER BY COALESCE("
    "(SELECT MAX(h.started_at) FROM calls AS h WHERE h.patient_id = p.patient_id), "
    "p.created_at) DESC, p.patient_id DESC) AS place "
    "FROM JSON_TABLE(?, '$[*]' COLUMNS (n FOR ORDINALITY, "
    "phone VARCHAR(16) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')) AS asked "
    "JOIN patients AS p ON p.phone = asked.phone WHERE p.clinic_id = ?) AS known WHERE place = 1";

static enum db_result
find_some(struct db *db, struct arena *a, int64_t clinic_id, const char *sql,
    struct json_object *asked, struct campaign_patient *out)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows, sql,
	    DB_VALUES(db_text(json_text(a, asked)), db_int(clinic_id)));

	for (size_t i = 0; result == DB_OK && i < db_count(rows); i++) {
		struct db_row row = db_at(rows, i);

		out[row_int(row, "n") - 1] = (struct campaign_patient){
			.patient_id = row_int(row, "patient_id"),
			.phone = row_text(row, "phone"),
			.first_name = row_text(row, "first_name"),
			.last_name = row_text(row, "last_name"),
			.language = row_text(row, "language"),
			.timezone = row_text(row, "timezone"),
		};
	}
	return result;
}

enum db_result
campaign_patients_by_id(struct db *db, struct arena *a, int64_t clinic_id, const int64_t *ids,
    size_t count, struct campaign_patient *out)
{
	enum db_result result = DB_OK;

	for (size_t from = 0; result == DB_OK && from < count; from += AT_ONCE) {
		struct json_object *asked = json_array_in(a);

		for (size_t i = from; i < count && i < from + AT_ONCE; i++) {
			out[i] = (struct campaign_patient){ 0 };
			(void)json_object_array_add(asked, json_object_new_int64(ids[i]));
		}
		result = find_some(db, a, clinic_id, by_id, asked, out + from);
	}
	return result;
}

enum db_result
campaign_patients_by_phone(struct db *db, struct arena *a, int64_t clinic_id,
    const char *const *phones, size_t count, struct campaign_patient *out)
{
	enum db_result result = DB_OK;

	for (size_t from = 0; result == DB_OK && from < count; from += AT_ONCE) {
		struct json_object *asked = json_array_in(a);

		for (size_t i = from; i < count && i < from + AT_ONCE; i++) {
			out[i] = (struct campaign_patient){ 0 };
			(void)json_object_array_add(asked, json_object_new_string(phones[i]));
		}
		result = find_some(db, a, clinic_id, by_phone, asked, out + from);
	}
	return result;
}

/* --- changing, deleting ------------------------------------------------------------------- */

enum db_result
campaign_change(struct db *db, struct arena *a, const struct campaign *c)
{
	return db_write(db, "UPDATE campaigns SET name = ?, send_at = ?, rate_per_minute = ?, "
	    "daily_cap = ? WHERE campaign_id = ? AND status IN ('draft', 'paused')",
	    DB_VALUES(db_text(c->name), db_time(a, c->send_at_ms), db_int(c->rate_per_minute),
	    db_id(c->daily_cap), db_int(c->campaign_id)));
}

struct deletion { struct arena *arena; int64_t campaign_id; };

/* Some recipients at a time: each statement has its own deadline. */
static enum db_result
delete_all(struct db *db, void *context)
{
	const struct deletion *d = context;
	struct db_row row;
	enum db_result result = db_read_one(db, d->arena, &row, "SELECT campaign_id "
	    "FROM campaigns WHERE campaign_id = ? AND status = 'draft' FOR UPDATE",
	    DB_VALUES(db_int(d->campaign_id)));

	if (result != DB_OK)
		return result;
	do {
		result = db_write(db, "DELETE FROM campaign_recipients WHERE campaign_id = ? "
		    "LIMIT ?", DB_VALUES(db_int(d->campaign_id), db_int(DELETED_AT_ONCE)));
	} while (result == DB_OK);
	return result != DB_NONE ? result : db_write(db, "DELETE FROM campaigns "
	    "WHERE campaign_id = ?", DB_VALUES(db_int(d->campaign_id)));
}

enum db_result
campaign_delete(struct db *db, struct arena *a, int64_t campaign_id)
{
	struct deletion d = { a, campaign_id };

	return db_transact(db, delete_all, &d);
}

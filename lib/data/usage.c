/* What models and agents did for us. See usage.h. */
#include "data/usage.h"

/* Widths of the columns, as in schema/0007-analysis.sql. */
enum { PRODUCT_MAX = 32, MODEL_MAX = 100, CALL_SID_MAX = 64, UNIT_MAX = 16 };

enum db_result
usage_add(struct db *db, struct arena *a, const struct usage *u)
{
	return db_write(db, "INSERT INTO provider_usage (clinic_id, product, model, call_sid, "
	    "input_units, output_units, unit, price, price_unit, at) "
	    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    DB_VALUES(db_id(u->clinic_id), db_text_fit(a, u->product, PRODUCT_MAX),
	    db_text_fit(a, u->model, MODEL_MAX), db_text_fit(a, u->call_sid, CALL_SID_MAX),
	    u->input_units < 0 ? db_null() : db_int(u->input_units),
	    u->output_units < 0 ? db_null() : db_int(u->output_units),
	    db_text_fit(a, u->unit, UNIT_MAX), db_text(u->price),
	    u->price ? db_text("USD") : db_null(), db_time(a, u->at_ms)));
}

enum db_result
usage_sums(struct db *db, struct arena *a, int64_t since_ms, int64_t until_ms, size_t limit,
    struct usage_sum **list, size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows,
	    "SELECT u.clinic_id, c.name, u.product, u.model, u.unit, COUNT(*) AS uses, "
	    "COUNT(*) - COUNT(u.price) AS unpriced, SUM(u.input_units) AS input_units, "
	    "SUM(u.output_units) AS output_units, SUM(u.price) AS price, "
	    "MAX(u.price_unit) AS price_unit "
	    "FROM provider_usage u LEFT JOIN clinics c USING (clinic_id) "
	    "WHERE u.at >= ? AND u.at < ? "
	    "GROUP BY u.clinic_id, c.name, u.product, u.model, u.unit "
	    "ORDER BY u.clinic_id, u.product, u.model, u.unit LIMIT ?",
	    DB_VALUES(db_time(a, since_ms), db_time(a, until_ms), db_int((int64_t)limit)));

	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*list = arena_array(a, *count, sizeof **list);
	for (size_t i = 0; i < *count; i++) {
		struct db_row row = db_at(rows, i);

		(*list)[i] = (struct usage_sum){
			.clinic_id = row_int(row, "clinic_id"),
			.clinic = row_text(row, "name"),
			.product = row_text(row, "product"),
			.model = row_text(row, "model"),
			.unit = row_text(row, "unit"),
			.uses = row_int(row, "uses"),
			.unpriced = row_int(row, "unpriced"),
			.input_units = row_text(row, "input_units"),
			.output_units = row_text(row, "output_units"),
			.price = row_text(row, "price"),
			.price_unit = row_text(row, "price_unit"),
		};
	}
	return DB_OK;
}

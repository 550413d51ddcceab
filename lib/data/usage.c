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

/* What models did for us. See usage.h. */
#include "data/usage.h"

/* Widths of the columns, as in schema/0007-analysis.sql. */
enum { PRODUCT_MAX = 32, MODEL_MAX = 100, CALL_SID_MAX = 64, UNIT_MAX = 16 };

enum db_result
usage_add(struct db *db, struct arena *a, int64_t clinic_id, const char *product,
    const char *model, const char *call_sid, int64_t input_units, int64_t output_units,
    const char *unit, int64_t at_ms)
{
	return db_write(db, "INSERT INTO provider_usage (clinic_id, product, model, call_sid, "
	    "input_units, output_units, unit, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	    DB_VALUES(db_id(clinic_id), db_text_fit(a, product, PRODUCT_MAX),
	    db_text_fit(a, model, MODEL_MAX), db_text_fit(a, call_sid, CALL_SID_MAX),
	    input_units < 0 ? db_null() : db_int(input_units),
	    output_units < 0 ? db_null() : db_int(output_units),
	    db_text_fit(a, unit, UNIT_MAX), db_time(a, at_ms)));
}

/* Figures. See figures.h. */
#include "data/figures.h"

enum db_result
calls_by_outcome(struct db *db, struct arena *a, int64_t since_ms, struct outcome_count **counts, size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows,
	    "SELECT direction, COALESCE(outcome, dial_call_status, status) AS became, COUNT(*) AS calls FROM calls"
	    " WHERE started_at >= ? GROUP BY 1, 2 ORDER BY 1, 2", DB_VALUES(db_time(a, since_ms)));

	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*counts = arena_array(a, *count, sizeof **counts);
	for (size_t i = 0; i < *count; i++) {
		struct db_row row = db_at(rows, i);

		(*counts)[i] = (struct outcome_count){ row_text(row, "direction"), row_text(row, "became"), row_int(row, "calls") };
	}
	return DB_OK;
}

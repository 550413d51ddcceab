/* One page of a list. See page.h. */
#include "data/page.h"

static void
condition(struct db_query *q, const char *column, const char *rest, struct db_value value)
{
	if (value.type == DB_NULL)
		return;
	db_query_add(q, " AND ");
	db_query_add(q, column);
	db_query_and(q, rest, value);
}

void
page_query(struct db_query *q, struct arena *a, const struct page *page, const char *id_column,
    const char *time_column)
{
	condition(q, time_column, " >= ?", db_time(a, page->since_ms));
	condition(q, time_column, " < ?", db_time(a, page->until_ms));
	condition(q, id_column, " < ?", db_id(page->before_id));
	db_query_add(q, " ORDER BY ");
	db_query_add(q, id_column);
	db_query_and(q, " DESC LIMIT ?", db_int(page->limit + 1));
}

size_t
page_count(const struct page *page, const struct db_rows *rows)
{
	size_t limit = (size_t)page->limit;

	return db_count(rows) < limit ? db_count(rows) : limit;
}

int64_t
page_next(const struct page *page, const struct db_rows *rows, const char *id_column)
{
	size_t limit = (size_t)page->limit;

	return db_count(rows) > limit ? row_int(db_at(rows, limit - 1), id_column) : 0;
}

void
stretch_query(struct db_query *q, struct arena *a, const struct stretch *s,
    const char *time_column, const char *id_column)
{
	struct db_value before = db_time(a, s->before_ms);

	condition(q, time_column, " >= ?", db_time(a, s->since_ms));
	condition(q, time_column, " < ?", db_time(a, s->until_ms));
	if (s->before_ms) {
		/* A comparison of pairs would not use the index. */
		condition(q, time_column, " <= ?", before);
		db_query_add(q, " AND (");
		db_query_add(q, time_column);
		db_query_and(q, " < ? OR ", before);
		db_query_add(q, id_column);
		db_query_and(q, " < ?)", db_int(s->before_id));
	}
	db_query_add(q, " ORDER BY ");
	db_query_add(q, time_column);
	db_query_add(q, " DESC, ");
	db_query_add(q, id_column);
	db_query_and(q, " DESC LIMIT ?", db_int(s->limit));
}

/*
 * One page of a list, newest first. Whoever asks says whose rows: the guard has judged that
 * already. Most lists are ordered by id; those of what happened at a time, by that.
 */
#ifndef DATA_PAGE_H
#define DATA_PAGE_H

#include <stdint.h>

#include "data/db.h"

struct page {
	int64_t clinic_id;		/* 0: of all clinics, and of none */
	int64_t since_ms, until_ms;	/* made in [since, until); 0: open */
	int64_t before_id;		/* the cursor: rows with a smaller id; 0: from the newest */
	int limit;			/* 1 or more */
};

/* --- for lists in lib/data ------------------------------------------------------------------ */

/* Adds the conditions on time and cursor, the order and the limit to a SELECT whose WHERE has
 * begun. Both columns are constants. One row more than the limit is asked for, which tells
 * whether another page follows. The clinic is the list's own matter. */
void page_query(struct db_query *q, struct arena *a, const struct page *page,
    const char *id_column, const char *time_column);

/* How many of the rows are the page's. */
size_t page_count(const struct page *page, const struct db_rows *rows);

/* before_id of the page that follows, 0 where none does. */
int64_t page_next(const struct page *page, const struct db_rows *rows, const char *id_column);

/* A stretch of a list that is ordered by a time and then by id, the latest first. */
struct stretch {
	int64_t since_ms, until_ms;	/* of that time, [since, until); 0: open */
	int64_t before_ms, before_id;	/* rows that come after this one; 0: from the latest */
	int limit;
};

/* The same for such a list: conditions, order and limit. */
void stretch_query(struct db_query *q, struct arena *a, const struct stretch *stretch,
    const char *time_column, const char *id_column);

#endif

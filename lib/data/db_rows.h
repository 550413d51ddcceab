/* What a db_rows is made of: db.c fills it, db_values.c reads it, nobody else looks inside. */
#ifndef DATA_DB_ROWS_H
#define DATA_DB_ROWS_H

#include "data/db.h"

enum cell_type { CELL_NULL, CELL_INT, CELL_REAL, CELL_TEXT, CELL_INSTANT };

struct cell {
	enum cell_type type;
	size_t length;			/* of text */
	union {
		int64_t number;		/* or an instant in ms */
		double real;
		const char *text;	/* NUL-terminated */
	};
};

struct db_rows {
	size_t count, columns;
	const char **names;
	struct cell **rows;
	size_t *next;			/* where a name is looked for first: rows are mostly read
					 * in the statement's order */
};

#endif

/*
 * CSV as RFC 4180 says and as spreadsheets write it: written with formulas defused, read with a byte order mark or not, with lines that end in CRLF, LF
 * or CR, and with commas, or the semicolons or tabs of countries whose numbers have commas.
 */
#ifndef CORE_CSV_H
#define CORE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/text.h"

enum { CSV_FIELDS_MAX = 200 };		/* of a row */

/* One field, quoted, with what a spreadsheet would take for a formula defused by an apostrophe. */
void csv_put(struct text *t, const char *value);

/* A field that csv_put has written, without its apostrophe: what was exported may be imported again. */
const char *csv_plain(const char *field);

struct csv {
	const char *next, *end;
	char separator;			/* the first of , ; and tab that the first line has; else a comma */
	size_t line;			/* of next, from 1 */
};

struct csv_row {
	size_t line;			/* where it begins */
	const char **fields;		/* texts in the arena; well-formed UTF-8 */
	size_t count;			/* 1 or more, unless there is a fault */
	const char *fault;		/* what is wrong with the row ("is not UTF-8 text"); NULL: nothing */
};

/* The bytes are the caller's, and stay. */
void csv_open(struct csv *csv, const char *bytes, size_t n);

/* The next row; lines with nothing on them are passed over. One that is at fault ends with its line. False: there is none. */
bool csv_next(struct csv *csv, struct arena *a, struct csv_row *row);

#endif

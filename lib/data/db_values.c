/* Values that travel to the database, rows that come back, SELECTs grown from parts. See db.h. */
#include "data/db.h"

#include "core/clock.h"
#include "core/log.h"
#include "core/text.h"
#include "data/db_rows.h"

/* --- values -------------------------------------------------------------------------------- */

struct db_value
db_null(void)
{
	return (struct db_value){ .type = DB_NULL };
}

struct db_value
db_int(int64_t n)
{
	return (struct db_value){ .type = DB_INT, .number = n };
}

struct db_value
db_id(int64_t id)
{
	return id ? db_int(id) : db_null();
}

struct db_value
db_bool(bool b)
{
	return db_int(b);
}

struct db_value
db_real(double r)
{
	return (struct db_value){ .type = DB_REAL, .real = r };
}

struct db_value
db_text(const char *s)
{
	return s ? (struct db_value){ .type = DB_TEXT, .text = s, .length = strlen(s) } : db_null();
}

/* Every byte that is no ASCII becomes "?". */
static const char *
ascii(struct arena *a, const char *s)
{
	char *out = arena_string(a, s);

	for (char *c = out; *c; c++)
		if (*c & 0x80)
			*c = '?';
	return out;
}

struct db_value
db_text_fit(struct arena *a, const char *s, size_t characters)
{
	size_t n;
	char *fit;

	if (!s)
		return db_null();
	n = strlen(s);
	if (!text_is_utf8(s, n))
		s = ascii(a, s);
	if (n <= characters || text_characters(s) <= characters)
		return db_text(s);
	fit = arena_string(a, s);
	for (char *c = fit; *c; c++) {
		bool begins = (*c & 0xc0) != 0x80;	/* a character */

		if (begins && characters == 0) {
			*c = '\0';
			break;
		}
		characters -= begins;
	}
	return db_text(fit);
}

struct db_value
db_bytes(const void *bytes, size_t n)
{
	if (!bytes)
		return db_null();
	return (struct db_value){ .type = DB_BYTES, .text = bytes, .length = n };
}

struct db_value
db_time(struct arena *a, int64_t ms)
{
	return db_text(instant_sql(a, ms));
}

/* --- rows ---------------------------------------------------------------------------------- */

size_t
db_count(const struct db_rows *rows)
{
	return rows->count;
}

struct db_row
db_at(const struct db_rows *rows, size_t index)
{
	if (index >= rows->count) {
		log_error("row %zu was asked for, of %zu", index, rows->count);
		abort();
	}
	return (struct db_row){ rows, index };
}

static const struct cell *
cell(struct db_row row, const char *column)
{
	const struct db_rows *rows = row.rows;

	for (size_t n = 0, i = *rows->next; n < rows->columns; n++, i = (i + 1) % rows->columns) {
		if (!strcmp(rows->names[i], column)) {
			*rows->next = (i + 1) % rows->columns;
			return &rows->rows[row.index][i];
		}
	}
	log_error("the statement gives no column %s", column);
	abort();
}

static _Noreturn void
wrong_type(const char *column, const char *asked)
{
	log_error("column %s holds no %s", column, asked);
	abort();
}

bool
row_is_null(struct db_row row, const char *column)
{
	return cell(row, column)->type == CELL_NULL;
}

int64_t
row_int(struct db_row row, const char *column)
{
	const struct cell *c = cell(row, column);
	int64_t n;

	if (c->type == CELL_NULL)
		return 0;
	if (c->type == CELL_INT)
		return c->number;
	/* SUM gives a DECIMAL, which travels as text. */
	if (c->type != CELL_TEXT || !number_parse(c->text, INT64_MIN, INT64_MAX, &n))
		wrong_type(column, "integer");
	return n;
}

bool
row_bool(struct db_row row, const char *column)
{
	return row_int(row, column) != 0;
}

double
row_real(struct db_row row, const char *column)
{
	const struct cell *c = cell(row, column);
	double real;
	char *end;

	if (c->type == CELL_NULL)
		return 0;
	if (c->type == CELL_REAL)
		return c->real;
	if (c->type == CELL_INT)
		return (double)c->number;
	if (c->type != CELL_TEXT)
		wrong_type(column, "number");
	real = strtod(c->text, &end);
	if (end == c->text || *end)
		wrong_type(column, "number");
	return real;
}

const char *
row_text(struct db_row row, const char *column)
{
	return row_bytes(row, column, NULL);
}

const char *
row_bytes(struct db_row row, const char *column, size_t *length)
{
	const struct cell *c = cell(row, column);

	if (length)
		*length = c->length;
	if (c->type == CELL_NULL)
		return NULL;
	if (c->type != CELL_TEXT)
		wrong_type(column, "text");
	return c->text;
}

int64_t
row_time(struct db_row row, const char *column)
{
	const struct cell *c = cell(row, column);

	if (c->type == CELL_NULL)
		return 0;
	if (c->type != CELL_INSTANT)
		wrong_type(column, "instant");
	return c->number;
}

/* --- SELECTs from parts -------------------------------------------------------------------- */

enum { QUERY_VALUES_FIRST = 16 };

struct db_query {
	struct arena *arena;
	struct text sql;
	struct db_value *values;
	size_t count, capacity;
};

struct db_query *
db_query(struct arena *a, const char *sql)
{
	struct db_query *q = arena_alloc(a, sizeof *q);

	q->arena = a;
	q->sql = text_new(a);
	q->capacity = QUERY_VALUES_FIRST;
	q->values = arena_array(a, q->capacity, sizeof *q->values);
	db_query_add(q, sql);
	return q;
}

void
db_query_add(struct db_query *q, const char *sql)
{
	text_puts(&q->sql, sql);
}

void
db_query_value(struct db_query *q, struct db_value value)
{
	if (q->count == q->capacity) {
		struct db_value *more = arena_array(q->arena, q->capacity * 2, sizeof *more);

		memcpy(more, q->values, q->count * sizeof *more);
		q->values = more;
		q->capacity *= 2;
	}
	q->values[q->count++] = value;
}

void
db_query_and(struct db_query *q, const char *sql, struct db_value value)
{
	db_query_add(q, sql);
	db_query_value(q, value);
}

void
db_query_if(struct db_query *q, const char *sql, struct db_value value)
{
	if (value.type != DB_NULL)
		db_query_and(q, sql, value);
}

enum db_result
db_query_read(struct db *db, struct arena *a, struct db_rows **rows, struct db_query *q)
{
	return db_read(db, a, rows, q->sql.data, q->values, q->count);
}

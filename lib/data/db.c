/* What runs over the connection: statements and transactions. See db.h. */
#include "data/db.h"

#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "data/db_link.h"
#include "data/db_rows.h"

enum { TRIES_MAX = 3 };			/* of what a deadlock rolled back */

/* --- statements ---------------------------------------------------------------------------- */

/* One statement to run. */
struct work {
	const char *sql;
	const struct db_value *values;
	size_t count;
	struct arena *arena;		/* of a read; NULL: a write */
	struct db_rows *rows;
};

/* What the library read instead of a row, it keeps with the connection alone (Connector/C's
 * stmt_unbuffered_fetch). */
static enum fate
failed_statement(struct db *db, const struct statement *s)
{
	unsigned number = mysql_stmt_errno(s->stmt);
	const char *message = mysql_stmt_error(s->stmt);

	if (!number) {
		number = mysql_errno(db->mysql);
		message = mysql_error(db->mysql);
	}
	link_error(db, number, message);
	return link_fate(number);
}

static void *
zeroed(size_t count, size_t bytes)
{
	void *p = calloc(count ? count : 1, bytes);

	if (!p) {
		log_error("no memory for a statement");
		exit(111);
	}
	return p;
}

/* Where each column of a result goes. */
static void
columns_bind(struct statement *s)
{
	MYSQL_RES *meta = mysql_stmt_result_metadata(s->stmt);
	const MYSQL_FIELD *fields;
	MYSQL_BIND *binds;

	if (!meta)
		return;
	s->columns_count = mysql_num_fields(meta);
	s->columns = zeroed(s->columns_count, sizeof *s->columns);
	binds = zeroed(s->columns_count, sizeof *binds);
	fields = mysql_fetch_fields(meta);
	for (size_t i = 0; i < s->columns_count; i++) {
		struct column *c = &s->columns[i];
		MYSQL_BIND *b = &binds[i];

		switch ((int)fields[i].type) {
		case MYSQL_TYPE_TINY:
		case MYSQL_TYPE_SHORT:
		case MYSQL_TYPE_INT24:
		case MYSQL_TYPE_LONG:
		case MYSQL_TYPE_LONGLONG:
		case MYSQL_TYPE_YEAR:
			c->type = MYSQL_TYPE_LONGLONG;
			break;
		case MYSQL_TYPE_FLOAT:
		case MYSQL_TYPE_DOUBLE:
			c->type = MYSQL_TYPE_DOUBLE;
			break;
		case MYSQL_TYPE_DATE:
		case MYSQL_TYPE_DATETIME:
		case MYSQL_TYPE_TIMESTAMP:
			c->type = fields[i].type;
			break;
		default:
			c->type = MYSQL_TYPE_STRING;
		}
		b->buffer_type = c->type;
		b->buffer = &c->as;
		b->buffer_length = c->type == MYSQL_TYPE_STRING ? 0 : sizeof c->as;
		b->length = &c->length;
		b->is_null = &c->is_null;
	}
	mysql_stmt_bind_result(s->stmt, binds);		/* copies the binds */
	free(binds);
	mysql_free_result(meta);
}

static void
statement_drop(struct db *db, struct statement *s)
{
	statement_free(s);
	*s = db->statements[--db->statements_count];
}

/* The prepared statement of this text, prepared now if it is new; NULL sets *fate. */
static struct statement *
statement_of(struct db *db, const char *sql, enum fate *fate)
{
	size_t length = strlen(sql);
	struct statement *s, *oldest = db->statements;

	for (s = db->statements; s < db->statements + db->statements_count; s++) {
		if (s->length == length && !memcmp(s->sql, sql, length)) {
			s->used = ++db->tick;
			return s;
		}
		if (s->used < oldest->used)
			oldest = s;
	}
	if (db->statements_count == STATEMENTS_MAX)
		statement_drop(db, oldest);
	s = &db->statements[db->statements_count];
	*s = (struct statement){
		.length = length,
		.used = ++db->tick,
		.stmt = mysql_stmt_init(db->mysql),
	};
	if (!s->stmt) {
		link_error(db, CR_OUT_OF_MEMORY, "out of memory");
		*fate = NOT_NOW;
		return NULL;
	}
	if (mysql_stmt_prepare(s->stmt, sql, length)) {
		*fate = failed_statement(db, s);
		if (*fate == LOST)
			*fate = NOT_SENT;	/* nothing was executed */
		mysql_stmt_close(s->stmt);
		return NULL;
	}
	s->sql = strdup(sql);
	s->values_count = mysql_stmt_param_count(s->stmt);
	s->values = zeroed(s->values_count, sizeof *s->values);
	columns_bind(s);
	db->statements_count++;
	return s;
}

static enum fate
values_bind(struct db *db, struct statement *s, const struct db_value *values, size_t count)
{
	if (s->values_count != count) {
		(void)snprintf(db->error, sizeof db->error, "%zu values were given for %zu places",
		    count, s->values_count);
		return WRONG;
	}
	for (size_t i = 0; i < count; i++) {
		const struct db_value *v = &values[i];
		MYSQL_BIND *b = &s->values[i];

		/* The library takes no const pointers and writes to none of these. */
		switch (v->type) {
		case DB_NULL:
			*b = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_NULL };
			break;
		case DB_INT:
			*b = (MYSQL_BIND){
				.buffer_type = MYSQL_TYPE_LONGLONG,
				.buffer = (void *)(uintptr_t)&v->number,
			};
			break;
		case DB_REAL:
			*b = (MYSQL_BIND){
				.buffer_type = MYSQL_TYPE_DOUBLE,
				.buffer = (void *)(uintptr_t)&v->real,
			};
			break;
		case DB_TEXT:
		case DB_BYTES:
			*b = (MYSQL_BIND){
				.buffer_type =
				    v->type == DB_TEXT ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB,
				.buffer = (void *)(uintptr_t)v->text,
				.buffer_length = v->length,
			};
			break;
		}
	}
	return count && mysql_stmt_bind_param(s->stmt, s->values) ? failed_statement(db, s) : DONE;
}

static int64_t
instant_of(const MYSQL_TIME *t)
{
	struct tm tm = {
		.tm_year = (int)t->year - 1900, .tm_mon = (int)t->month - 1, .tm_mday = (int)t->day,
		.tm_hour = (int)t->hour, .tm_min = (int)t->minute, .tm_sec = (int)t->second,
	};

	return (int64_t)timegm(&tm) * 1000 + (int64_t)t->second_part / 1000;
}

static struct cell
cell_of(struct statement *s, size_t i, struct arena *a)
{
	struct column *c = &s->columns[i];
	MYSQL_BIND whole = { .buffer_type = MYSQL_TYPE_STRING };
	char *text;

	if (c->is_null)
		return (struct cell){ .type = CELL_NULL };
	switch ((int)c->type) {
	case MYSQL_TYPE_LONGLONG:
		return (struct cell){ .type = CELL_INT, .number = c->as.number };
	case MYSQL_TYPE_DOUBLE:
		return (struct cell){ .type = CELL_REAL, .real = c->as.real };
	case MYSQL_TYPE_DATE:
		text = arena_printf(a, "%04u-%02u-%02u", c->as.time.year, c->as.time.month,
		    c->as.time.day);
		return (struct cell){ .type = CELL_TEXT, .length = strlen(text), .text = text };
	case MYSQL_TYPE_DATETIME:
	case MYSQL_TYPE_TIMESTAMP:
		return (struct cell){ .type = CELL_INSTANT, .number = instant_of(&c->as.time) };
	default:
		text = arena_alloc(a, c->length + 1);
		whole.buffer = text;
		whole.buffer_length = c->length;
		whole.length = &whole.length_value;
		whole.is_null = &whole.is_null_value;
		if (c->length)
			mysql_stmt_fetch_column(s->stmt, &whole, (unsigned)i, 0);
		return (struct cell){ .type = CELL_TEXT, .length = c->length, .text = text };
	}
}

/* Reads every row of an executed SELECT. */
static enum fate
rows_read(struct db *db, struct statement *s, struct arena *a, struct db_rows *rows)
{
	MYSQL_RES *meta = mysql_stmt_result_metadata(s->stmt);
	size_t capacity = 0;
	int got;

	*rows = (struct db_rows){
		.columns = s->columns_count,
		.next = arena_alloc(a, sizeof *rows->next),
	};
	rows->names = arena_array(a, rows->columns, sizeof *rows->names);
	for (size_t i = 0; i < rows->columns; i++)
		rows->names[i] = arena_string(a, mysql_fetch_field_direct(meta, (unsigned)i)->name);
	mysql_free_result(meta);
	while ((got = mysql_stmt_fetch(s->stmt)) == 0 || got == MYSQL_DATA_TRUNCATED) {
		struct cell *row;

		if (rows->count == DB_ROWS_MAX) {
			(void)snprintf(db->error, sizeof db->error, "more than %d rows",
			    DB_ROWS_MAX);
			mysql_stmt_free_result(s->stmt);
			return WRONG;
		}
		if (rows->count == capacity) {
			struct cell **more;

			capacity = capacity ? capacity * 4 : 1;
			more = arena_array(a, capacity, sizeof *more);
			if (rows->count)
				memcpy(more, rows->rows, rows->count * sizeof *more);
			rows->rows = more;
		}
		row = arena_array(a, rows->columns, sizeof *row);
		for (size_t i = 0; i < rows->columns; i++)
			row[i] = cell_of(s, i, a);
		rows->rows[rows->count++] = row;
	}
	if (got != MYSQL_NO_DATA)
		return failed_statement(db, s);
	mysql_stmt_free_result(s->stmt);
	return DONE;
}

static enum fate
attempt(struct db *db, struct work *w)
{
	enum fate fate = DONE;
	struct statement *s = statement_of(db, w->sql, &fate);

	if (!s)
		return fate;
	fate = values_bind(db, s, w->values, w->count);
	if (fate != DONE)
		return fate;
	if (mysql_stmt_execute(s->stmt)) {
		fate = failed_statement(db, s);
		if (fate == UNPREPARED)
			statement_drop(db, s);
		return fate;
	}
	if (w->arena) {
		if (s->columns_count)
			return rows_read(db, s, w->arena, w->rows);
		(void)snprintf(db->error, sizeof db->error, "it was read, and gives no rows");
		return WRONG;
	}
	db->affected = (int64_t)mysql_stmt_affected_rows(s->stmt);
	db->insert_id = (int64_t)mysql_stmt_insert_id(s->stmt);
	return DONE;
}

static bool
query(struct db *db, const char *sql)
{
	if (!mysql_real_query(db->mysql, sql, strlen(sql)))
		return true;
	link_error(db, mysql_errno(db->mysql), mysql_error(db->mysql));
	return false;
}

/* A compound statement that failed halfway has left its transaction open. */
static void
compound_end(struct db *db, const char *sql)
{
	char error[ERROR_BYTES_MAX];

	if (db->in_transaction || strncmp(sql, "BEGIN", 5))
		return;
	memcpy(error, db->error, sizeof error);
	if (!query(db, "ROLLBACK"))
		link_close(db);
	memcpy(db->error, error, sizeof error);
}

/* Is it certain that nothing was done? Then it may be done again, once, unless time ran out. */
static enum db_result
connection_lost(struct db *db, bool nothing_done, int64_t began_us, bool *repeat)
{
	bool slow = clock_steady_us() - began_us > (int64_t)db->deadline_s * 500000;

	link_close(db);
	if (slow)
		link_breaker_open(db);
	if (db->in_transaction) {
		db->lost = true;
		return DB_AWAY;
	}
	if (!nothing_done) {
		log_warning("a write's answer was lost: %s", db->error);
		return DB_UNKNOWN;
	}
	*repeat = !*repeat && !slow;
	return DB_AWAY;
}

/* Two that met once would otherwise meet again. */
static void
step_aside(int tries)
{
	usleep((useconds_t)(rand() % (tries * 4000)));
}

static enum db_result
run(struct db *db, struct work *w)
{
	int64_t began_us = clock_steady_us();
	bool repeat = false;
	enum db_result result;

	for (int tries = 1;; tries++) {
		enum fate fate;

		if (!link_ready(db))
			return DB_AWAY;
		db->busy = true;
		fate = attempt(db, w);
		db->busy = false;
		switch (fate) {
		case DONE:
			return DB_OK;
		case NOT_SENT:
		case LOST:
			result = connection_lost(db, fate == NOT_SENT || w->arena, began_us,
			    &repeat);
			if (result == DB_AWAY && repeat)
				continue;
			return result;
		case UNPREPARED:
			if (tries < TRIES_MAX)
				continue;
			return DB_AWAY;
		case ROLLED_BACK:
			db->again = true;
			compound_end(db, w->sql);
			if (db->in_transaction || tries == TRIES_MAX)
				return DB_AWAY;
			step_aside(tries);
			continue;
		case NOT_NOW:
			log_warning("the database cannot: %s", db->error);
			db->refused = db->in_transaction;
			if (!db->in_transaction && link_elsewhere(db))
				continue;
			return DB_AWAY;
		case DUPLICATE:
			compound_end(db, w->sql);
			return DB_DUPLICATE;
		case CONFLICT:
			compound_end(db, w->sql);
			return DB_CONFLICT;
		case WRONG:
			log_error("%s, in: %.80s", db->error, w->sql);
			compound_end(db, w->sql);
			return DB_FAILED;
		}
	}
}

enum db_result
db_read(struct db *db, struct arena *a, struct db_rows **rows, const char *sql,
    const struct db_value *values, size_t count)
{
	struct db_rows *out = arena_alloc(a, sizeof *out);
	enum db_result result = run(db, &(struct work){ sql, values, count, a, out });

	if (result == DB_OK)
		*rows = out;
	return result;
}

enum db_result
db_read_one(struct db *db, struct arena *a, struct db_row *row, const char *sql,
    const struct db_value *values, size_t count)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows, sql, values, count);

	if (result != DB_OK)
		return result;
	if (!rows->count)
		return DB_NONE;
	*row = db_at(rows, 0);
	return DB_OK;
}

enum db_result
db_write(struct db *db, const char *sql, const struct db_value *values, size_t count)
{
	enum db_result result = run(db, &(struct work){ sql, values, count, NULL, NULL });

	return result == DB_OK && db->affected == 0 ? DB_NONE : result;
}

int64_t
db_insert_id(const struct db *db)
{
	return db->insert_id;
}

int64_t
db_affected(const struct db *db)
{
	return db->affected;
}

enum db_result
db_run_text(struct db *db, const char *sql)
{
	int64_t began_us = clock_steady_us();
	enum fate fate;
	bool repeat = true;		/* that is: not again */

	if (!link_ready(db))
		return DB_AWAY;
	if (query(db, sql)) {
		mysql_free_result(mysql_store_result(db->mysql));
		return DB_OK;
	}
	fate = link_fate(mysql_errno(db->mysql));
	switch (fate) {
	case NOT_SENT:
	case LOST:
		return connection_lost(db, fate == NOT_SENT, began_us, &repeat);
	case ROLLED_BACK:
		db->again = true;
		return DB_AWAY;
	case NOT_NOW:
		db->refused = true;
		return DB_AWAY;
	case DUPLICATE:
		return DB_DUPLICATE;
	case CONFLICT:
		return DB_CONFLICT;
	case DONE:
	case UNPREPARED:
	case WRONG:
		break;
	}
	return DB_FAILED;
}

/* --- transactions -------------------------------------------------------------------------- */

static enum db_result
transact_once(struct db *db, const char *isolation, const char *start,
    enum db_result (*work)(struct db *db, void *context), void *context)
{
	enum db_result result;

	result = isolation ? db_run_text(db, isolation) : DB_OK;
	if (result == DB_OK)
		result = db_run_text(db, start);
	if (result != DB_OK)
		return result == DB_FAILED ? DB_FAILED : DB_AWAY; /* nothing was written yet */
	db->in_transaction = true;
	result = work(db, context);
	if (db->lost || db->again || db->refused)
		result = DB_AWAY;		/* whatever work made of it */
	if (db->lost) {
		db->in_transaction = false;
		return result;
	}
	if (result == DB_OK) {
		result = db_run_text(db, "COMMIT");
		if (db->lost || db->refused)
			result = DB_UNKNOWN;
		db->refused = false;		/* to begin it anew might do it twice */
	}
	if (result != DB_OK && !db->lost && !query(db, "ROLLBACK"))
		link_close(db);
	db->in_transaction = false;
	return result;
}

static enum db_result
transact(struct db *db, const char *isolation, const char *start,
    enum db_result (*work)(struct db *db, void *context), void *context)
{
	enum db_result result;

	if (db->in_transaction) {
		log_error("a transaction was begun within another");
		abort();
	}
	for (int tries = 1;; tries++) {
		db->again = db->lost = db->refused = false;
		result = transact_once(db, isolation, start, work, context);
		if (db->refused)
			db->again = link_elsewhere(db);
		if (!db->again || tries == TRIES_MAX)
			break;
		step_aside(tries);
	}
	return result;
}

enum db_result
db_transact(struct db *db, enum db_result (*work)(struct db *db, void *context), void *context)
{
	return transact(db, NULL, "START TRANSACTION", work, context);
}

enum db_result
db_within(struct db *db, enum db_result (*work)(struct db *db, void *context), void *context)
{
	return db->in_transaction ? work(db, context) : db_transact(db, work, context);
}

enum db_result
db_transact_read(struct db *db, enum db_result (*work)(struct db *db, void *context), void *context)
{
	return transact(db, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
	    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY", work, context);
}

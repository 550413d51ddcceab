/*
 * The database: one connection per process, made at first use, prepared statements cached with it.
 *
 * Rules. Every statement is prepared. A statement that only reads, and one outside a transaction
 * that was never sent, is repeated once on a fresh connection; a write whose answer was lost is not
 * (DB_UNKNOWN): whoever called decides, and for webhooks twice is once, so they are spooled.
 * Deadlocks, lock waits and Galera's certification failures roll everything back: it is run again,
 * up to 3 times in all. Connecting, reading and writing have deadlines of DB_TIMEOUT each
 * (Connector/C counts whole seconds); after a failure the breaker answers DB_AWAY at once for 1 s, so that a
 * slow database does not eat every process. DB_HOST's hosts are tried in order, the next one
 * also, at once, where one is there but cannot (read-only, out of its cluster, its disk full); one
 * that is not the first is kept for a minute.
 *
 * SQL text must be a constant, or be built with db_query_* from constants: values travel as
 * parameters alone. Results live in the arena that was passed.
 */
#ifndef DATA_DB_H
#define DATA_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/config.h"

struct db;

enum db_result {
	DB_OK,
	DB_NONE,		/* nothing found, nothing changed */
	DB_DUPLICATE,		/* a unique key says no (error 1062) */
	DB_CONFLICT,		/* a foreign key or CHECK says no */
	DB_AWAY,		/* unreachable, slow, or the breaker is open: nothing was written */
	DB_UNKNOWN,		/* the connection broke after a write was sent: it may be there */
	DB_FAILED,		/* the statement itself is wrong: our own mistake, and logged */
};

/* Connects lazily. config is kept. Never NULL. */
struct db *db_new(const struct config *config);
void db_free(struct db *db);

/* Connecting, reading and writing may each take so long; DB_TIMEOUT from the start. Closes the
 * connection; gives what it was. */
int db_set_deadline(struct db *db, int seconds);

/* After a full arena has jumped out of anything: what it cut short is rolled back. */
void db_reset(struct db *db);

/* Is the database there? Connects if need be and pings. While the breaker is open: no. */
bool db_ping(struct db *db);

/* --- values -------------------------------------------------------------------------------- */

enum db_type { DB_NULL, DB_INT, DB_REAL, DB_TEXT, DB_BYTES };

struct db_value {
	enum db_type type;
	int64_t number;
	double real;
	const char *text;
	size_t length;
};

struct db_value db_null(void);
struct db_value db_int(int64_t n);
struct db_value db_id(int64_t id);			/* 0 is NULL */
struct db_value db_bool(bool b);
struct db_value db_real(double r);
struct db_value db_text(const char *s);			/* NULL is NULL */
/* For what others send: cut to so many characters; what is not UTF-8 keeps its ASCII alone. */
struct db_value db_text_fit(struct arena *a, const char *s, size_t characters);
struct db_value db_bytes(const void *bytes, size_t n);	/* NULL bytes is NULL */
struct db_value db_time(struct arena *a, int64_t ms);	/* DATETIME(3) UTC; 0 is NULL */

/* --- rows ---------------------------------------------------------------------------------- */

struct db_rows;			/* all rows of a result, read whole */

struct db_row {
	const struct db_rows *rows;
	size_t index;
};

size_t db_count(const struct db_rows *rows);
struct db_row db_at(const struct db_rows *rows, size_t index);

/* Columns by name: asking for one that the statement does not give, or for another type, is our
 * mistake and ends the process. NULL reads as 0, false or NULL. */
bool row_is_null(struct db_row row, const char *column);
int64_t row_int(struct db_row row, const char *column);
bool row_bool(struct db_row row, const char *column);
double row_real(struct db_row row, const char *column);
const char *row_text(struct db_row row, const char *column);
const char *row_bytes(struct db_row row, const char *column, size_t *length);
int64_t row_time(struct db_row row, const char *column);	/* DATETIME → instant in ms */

/* --- statements ---------------------------------------------------------------------------- */

/* Counts and packs the values: db_read(db, a, &rows, SQL, DB_VALUES(db_text(x), db_int(y))). */
#define DB_VALUES(...) \
	(const struct db_value[]){ __VA_ARGS__ }, \
	sizeof((const struct db_value[]){ __VA_ARGS__ }) / sizeof(struct db_value)
#define DB_NO_VALUES NULL, 0

/* Rows of a SELECT: DB_OK (also for no rows), DB_AWAY or DB_FAILED (also for more rows than
 * DB_ROWS_MAX: lists have limits). */
enum { DB_ROWS_MAX = 5000 };
enum db_result db_read(struct db *db, struct arena *a, struct db_rows **rows, const char *sql,
    const struct db_value *values, size_t count);

/* The one row of a SELECT: DB_OK, DB_NONE, DB_AWAY or DB_FAILED. */
enum db_result db_read_one(struct db *db, struct arena *a, struct db_row *row, const char *sql,
    const struct db_value *values, size_t count);

/* INSERT, UPDATE, DELETE, or a compound statement (BEGIN NOT ATOMIC … END, which must itself START
 * TRANSACTION and COMMIT, and is rolled back here when it fails halfway; its row count is the sum
 * over its statements). DB_NONE when no row was matched: the connection counts matched rows, not
 * changed ones; INSERT … ON DUPLICATE KEY UPDATE counts 1 for a new or an unchanged row, 2 for a
 * changed one. */
enum db_result db_write(struct db *db, const char *sql, const struct db_value *values,
    size_t count);
int64_t db_insert_id(const struct db *db);	/* AUTO_INCREMENT of the last db_write */
int64_t db_affected(const struct db *db);	/* rows matched by the last db_write */

/* Statements without parameters that cannot be prepared or are run once (migrations). */
enum db_result db_run_text(struct db *db, const char *sql);

/* The last error, for logs and operators: without the values that the server quotes. */
const char *db_error(const struct db *db);

/* A SELECT grown from constant parts:
 *	struct db_query *q = db_query(a, "SELECT … FROM calls WHERE clinic_id = ?");
 *	db_query_value(q, db_int(7));
 *	db_query_and(q, " AND status = ?", db_text(status));
 *	db_query_add(q, " ORDER BY …"); db_query_read(db, a, &rows, q); */
struct db_query;
struct db_query *db_query(struct arena *a, const char *sql);
void db_query_add(struct db_query *q, const char *sql);
void db_query_value(struct db_query *q, struct db_value value);
void db_query_and(struct db_query *q, const char *sql, struct db_value value);	/* sql with one ? */
void db_query_if(struct db_query *q, const char *sql, struct db_value value);	/* unless it is NULL */
enum db_result db_query_read(struct db *db, struct arena *a, struct db_rows **rows,
    struct db_query *q);

/* --- transactions -------------------------------------------------------------------------- */

/* Runs `work` between START TRANSACTION and COMMIT. work returns DB_OK to commit; anything else
 * rolls back and is returned. It may be run again after a deadlock, so it must have no effect but
 * on the database and *context. A COMMIT whose answer is lost is DB_UNKNOWN. */
enum db_result db_transact(struct db *db, enum db_result (*work)(struct db *db, void *context),
    void *context);

/* The same as a part of the transaction that is open, where one is: then it is for the owner of that
 * one to roll back for anything but DB_OK. */
enum db_result db_within(struct db *db, enum db_result (*work)(struct db *db, void *context),
    void *context);

/* The same for reading alone: all that work reads is of one moment. */
enum db_result db_transact_read(struct db *db,
    enum db_result (*work)(struct db *db, void *context), void *context);

#endif

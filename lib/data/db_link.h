/* The inside of a struct db, for db_link.c (the connection) and db.c (what runs over it) alone. */
#ifndef DATA_DB_LINK_H
#define DATA_DB_LINK_H

#include <errmsg.h>
#include <mysql.h>
#include <mysqld_error.h>

#include "data/db.h"

enum {
	STATEMENTS_MAX = 64,		/* kept prepared; the one longest unused makes way */
	ERROR_BYTES_MAX = 400,
};

/* A column of a prepared SELECT and the place into which it is fetched. Texts are measured first
 * and then fetched right into the arena. */
struct column {
	enum enum_field_types type;
	union {
		long long number;
		double real;
		MYSQL_TIME time;
		char none;
	} as;
	unsigned long length;
	my_bool is_null;
};

struct statement {
	char *sql;
	size_t length;			/* of sql: texts of other lengths are told apart at once */
	uint64_t used;			/* the tick of its last use */
	MYSQL_STMT *stmt;
	MYSQL_BIND *values;
	size_t values_count;
	struct column *columns;
	size_t columns_count;
};

struct db {
	const struct config *config;
	int deadline_s;
	MYSQL *mysql;			/* NULL: not connected */
	size_t host;			/* the one in use */
	int64_t connected_at_us;
	int64_t away_until_us;		/* the breaker */
	bool away;			/* logged already */
	bool busy;			/* a statement is under way; a full arena jumps out of it */
	bool in_transaction;
	bool lost;			/* the transaction's connection */
	bool again;			/* the server rolled the transaction back */
	bool refused;			/* … or cannot, and another host may be able to */
	struct statement statements[STATEMENTS_MAX];
	size_t statements_count;
	uint64_t tick;
	int64_t insert_id, affected;
	char error[ERROR_BYTES_MAX];
};

/* What became of one attempt. */
enum fate {
	DONE,
	NOT_SENT,		/* the connection was gone before */
	LOST,			/* … or broke while the server was at it */
	ROLLED_BACK,		/* deadlock, lock wait, Galera's certification: nothing remains */
	UNPREPARED,		/* the server forgot the statement */
	NOT_NOW,		/* the server cannot: disk full, read-only, not in its cluster */
	DUPLICATE, CONFLICT, WRONG,
};

/* Keeps an error's text without the values that the server quotes in it. */
void link_error(struct db *db, unsigned number, const char *message);
enum fate link_fate(unsigned error);

/* Is there a connection, or can one be made? */
bool link_ready(struct db *db);
void link_close(struct db *db);

/* This server cannot: connects to a host after it. False: none of them is there, and nobody gets
 * through for a second. */
bool link_elsewhere(struct db *db);

/* Nobody gets through for a second: a server that is away or slow must not hold up every process
 * in turn. */
void link_breaker_open(struct db *db);

void statement_free(struct statement *s);

#endif

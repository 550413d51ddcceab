/* The connection to the database: made, watched, given up. See db.h. */
#include "data/db_link.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/text.h"

enum {
	HOSTS_MAX = 16,
	HOST_BYTES_MAX = 256,
};

enum { BREAKER_US = 1000000, SECOND_CHOICE_US = 60 * 1000000 };

/* Errors that mysqld_error.h of 10.11 does not name. Those up to SYSTEM_ERROR_MAX are the server's
 * own troubles with its files and memory (its mysys/my_sys errors: "No space left on device"). */
enum { SYSTEM_ERROR_MAX = 999, WSREP_NOT_READY = 1047, CHECK_FAILED = 4025 };

/* What the server is told at each connect. Lock waits end before a webhook's patience does; an idle
 * connection is the server's to close, so that more processes may exist than connections. */
static const char session[] =
    "SET SESSION sql_mode = 'TRADITIONAL', time_zone = '+00:00', tx_isolation = 'READ-COMMITTED', "
    "wait_timeout = 30, lock_wait_timeout = 1, innodb_lock_wait_timeout = 1";

/* --- errors -------------------------------------------------------------------------------- */

/* The server quotes values in its messages ("Duplicate entry 'a@b.example' for key 'email'"): these
 * are taken out, names of ours stay. */
void
link_error(struct db *db, unsigned number, const char *message)
{
	static const char *const names[] = {
		"key ", "column ", "table ", "Table ", "database ", "near ", "variable ",
	};
	const char *from = message, *quote, *rest;
	bool is_name;

	(void)snprintf(db->error, sizeof db->error, "%u %s", number, message);
	if (number >= CR_MIN_ERROR && number <= CR_MAX_ERROR)
		return;
	do {
		quote = strchr(from, '\'');
		is_name = false;
		for (size_t i = 0; quote && i < sizeof names / sizeof *names; i++) {
			size_t n = strlen(names[i]);

			if ((size_t)(quote - message) >= n && !strncmp(quote - n, names[i], n))
				is_name = true;
		}
		if (is_name && (rest = strchr(quote + 1, '\'')))
			quote = rest;
		if (quote)
			from = quote + 1;
	} while (quote && (is_name || (quote > message && quote[-1] != ' ' && quote[-1] != '(')));
	if (!quote)
		return;
	/* The server's own "for key" is the last one: the value may hold others. */
	rest = link_fate(number) == DUPLICATE ? strstr(quote, " for key ") : NULL;
	for (const char *later = rest; later; later = strstr(later + 1, " for key "))
		rest = later;
	if (!rest)
		rest = strrchr(quote, '\'') + 1;
	(void)snprintf(db->error, sizeof db->error, "%u %.*s'…'%s", number, (int)(quote - message),
	    message, rest);
}

const char *
db_error(const struct db *db)
{
	return db->error;
}

enum fate
link_fate(unsigned error)
{
	switch (error) {
	case CR_SERVER_GONE_ERROR:
		return NOT_SENT;
	case ER_LOCK_DEADLOCK:
	case ER_LOCK_WAIT_TIMEOUT:
	case ER_CHECKREAD:
	case ER_TABLE_DEF_CHANGED:
		return ROLLED_BACK;
	case ER_NEED_REPREPARE:
	case ER_UNKNOWN_STMT_HANDLER:
		return UNPREPARED;
	case WSREP_NOT_READY:
	case ER_OPTION_PREVENTS_STATEMENT:
	case ER_READ_ONLY_MODE:
	case ER_DISK_FULL:
	case ER_RECORD_FILE_FULL:
	case ER_GET_ERRNO:
	case ER_OUTOFMEMORY:
	case ER_OUT_OF_SORTMEMORY:
	case ER_OUT_OF_RESOURCES:
	case ER_LOCK_TABLE_FULL:
	case ER_TOO_MANY_CONCURRENT_TRXS:
	case ER_MAX_PREPARED_STMT_COUNT_REACHED:	/* ours end with the connection */
		return NOT_NOW;
	case ER_DUP_ENTRY:
	case ER_DUP_KEY:
	case ER_DUP_ENTRY_WITH_KEY_NAME:
		return DUPLICATE;
	case ER_NO_REFERENCED_ROW:
	case ER_NO_REFERENCED_ROW_2:
	case ER_ROW_IS_REFERENCED:
	case ER_ROW_IS_REFERENCED_2:
	case CHECK_FAILED:
		return CONFLICT;
	case ER_SERVER_SHUTDOWN:
	case ER_QUERY_INTERRUPTED:
	case ER_CONNECTION_KILLED:
	case ER_ERROR_DURING_COMMIT:		/* Galera: the node lost the others meanwhile */
	case ER_ERROR_ON_WRITE:			/* also of a binary log, behind a commit */
	case ER_STATEMENT_TIMEOUT:
		return LOST;
	default:
		if (error > 0 && error <= SYSTEM_ERROR_MAX)
			return LOST;
		return error >= CR_MIN_ERROR && error <= CR_MAX_ERROR ? LOST : WRONG;
	}
}

/* --- the connection ------------------------------------------------------------------------ */

void
statement_free(struct statement *s)
{
	mysql_stmt_close(s->stmt);
	free(s->sql);
	free(s->values);
	free(s->columns);
}

void
link_close(struct db *db)
{
	/* The connection goes first: closing a statement would otherwise wait for what the server
	 * still has to say. */
	if (db->mysql)
		mysql_close(db->mysql);
	db->mysql = NULL;
	for (size_t i = 0; i < db->statements_count; i++)
		statement_free(&db->statements[i]);
	db->statements_count = 0;
	db->busy = false;
}

void
link_breaker_open(struct db *db)
{
	db->away_until_us = clock_steady_us() + BREAKER_US;
	if (!db->away)
		log_warning("the database is away: %s", db->error);
	db->away = true;
}

/* The nth of DB_HOST's hosts, its port split off; false when there is none. */
static bool
host_at(const struct db *db, size_t index, char host[HOST_BYTES_MAX], unsigned *port)
{
	const char *from = db->config->db_host, *colon;
	int64_t number;
	size_t n;

	*port = 0;
	if (*db->config->db_socket) {
		*host = '\0';
		return index == 0;
	}
	for (; index > 0; index--) {
		from = strchr(from, ',');
		if (!from)
			return false;
		from++;
	}
	from += strspn(from, " ");
	n = strcspn(from, ", ");
	if (n >= HOST_BYTES_MAX)
		return false;
	memcpy(host, from, n);
	host[n] = '\0';
	/* An IPv6 address has several colons: with a port it stands in brackets. */
	if (*host == '[' && strchr(host, ']')) {
		colon = strchr(host, ']') + 1;
		if (*colon == ':' && number_parse(colon + 1, 1, UINT16_MAX, &number))
			*port = (unsigned)number;
		n = (size_t)(colon - 1 - (host + 1));
		memmove(host, host + 1, n);
		host[n] = '\0';
	} else if ((colon = strchr(host, ':')) && !strchr(colon + 1, ':') &&
	    number_parse(colon + 1, 1, UINT16_MAX, &number)) {
		*port = (unsigned)number;
		host[colon - host] = '\0';
	}
	return true;
}

static bool
host_try(struct db *db, const char *host, unsigned port)
{
	const struct config *c = db->config;
	unsigned deadline = (unsigned)db->deadline_s;
	MYSQL *mysql = mysql_init(NULL);

	if (!mysql) {
		link_error(db, CR_OUT_OF_MEMORY, "out of memory");
		return false;
	}
	mysql_options(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &deadline);
	mysql_options(mysql, MYSQL_OPT_READ_TIMEOUT, &deadline);
	mysql_options(mysql, MYSQL_OPT_WRITE_TIMEOUT, &deadline);
	mysql_options(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(mysql, MYSQL_INIT_COMMAND, session);
	mysql_options(mysql, MYSQL_OPT_LOCAL_INFILE, &(unsigned){ 0 });
	if (!mysql_real_connect(mysql, *host ? host : NULL, c->db_user, c->db_password, c->db_name,
	    port, *c->db_socket ? c->db_socket : NULL, CLIENT_FOUND_ROWS)) {
		link_error(db, mysql_errno(mysql), mysql_error(mysql));
		mysql_close(mysql);
		return false;
	}
	db->mysql = mysql;
	return true;
}

/* To the first that answers, of this one and those after it. */
static bool
connect_from(struct db *db, size_t first)
{
	char host[HOST_BYTES_MAX];
	unsigned port;

	for (size_t i = first; i < HOSTS_MAX && host_at(db, i, host, &port); i++) {
		if (host_try(db, host, port)) {
			db->host = i;
			db->connected_at_us = clock_steady_us();
			if (db->away)
				log_info("the database is back");
			db->away = false;
			db->away_until_us = 0;
			return true;
		}
	}
	link_breaker_open(db);
	return false;
}

bool
link_elsewhere(struct db *db)
{
	link_close(db);
	return connect_from(db, db->host + 1);
}

/* Between statements the server has nothing to say: something to read means that it hung up. */
static bool
has_hung_up(const struct db *db)
{
	char byte;

	return recv(mysql_get_socket(db->mysql), &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 ||
	    (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

bool
link_ready(struct db *db)
{
	if (db->in_transaction)
		return !db->lost;
	/* The first host is the writer: a second choice is not kept for ever. */
	if (db->mysql && (db->busy || has_hung_up(db) ||
	    (db->host > 0 && clock_steady_us() - db->connected_at_us > SECOND_CHOICE_US)))
		link_close(db);
	if (db->mysql)
		return true;
	if (clock_steady_us() < db->away_until_us)
		return false;
	return connect_from(db, 0);
}

struct db *
db_new(const struct config *config)
{
	struct db *db = calloc(1, sizeof *db);

	if (!db) {
		log_error("no memory for the database's connection");
		exit(111);
	}
	db->config = config;
	db->deadline_s = (int)config->db_timeout;
	srand((unsigned)getpid());
	return db;
}

void
db_free(struct db *db)
{
	if (db)
		link_close(db);
	free(db);
}

int
db_set_deadline(struct db *db, int seconds)
{
	int before = db->deadline_s;

	/* The library takes its time-outs at the connect. */
	if (before != seconds && !db->in_transaction)
		link_close(db);
	db->deadline_s = seconds;
	return before;
}

void
db_reset(struct db *db)
{
	if (db->busy || db->in_transaction)
		link_close(db);
	db->in_transaction = false;
}

bool
db_ping(struct db *db)
{
	if (!link_ready(db))
		return false;
	if (!mysql_ping(db->mysql))
		return true;
	link_error(db, mysql_errno(db->mysql), mysql_error(db->mysql));
	link_close(db);
	link_breaker_open(db);
	return false;
}


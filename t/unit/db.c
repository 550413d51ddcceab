/* The database module against a real server: values, results, transactions, and every way of losing
 * the connection. */
#include "data/db.h"

#include <sys/wait.h>
#include <unistd.h>

#include "core/clock.h"
#include "../lib/database.h"

static struct arena *a;
static struct db *db;

static void
test_values(void)
{
	static const char bytes[] = "a\0b\xff'\"\\\n";
	static const char words[] = "Zoë 日本 🦷 '; DROP TABLE x; --";
	struct db_rows *rows;
	struct db_row row;
	size_t n;

	must(db,
	    "CREATE OR REPLACE TABLE t (id BIGINT AUTO_INCREMENT PRIMARY KEY, n BIGINT, small "
	    "TINYINT(1), x DOUBLE, "
	    "s VARCHAR(200), b BLOB, at DATETIME(3), day DATE, price DECIMAL(12,5), e ENUM('one', "
	    "'two'), long_one LONGTEXT)");
	is_int(db_write(db,
	           "INSERT INTO t (n, small, x, s, b, at, day, price, e, long_one) VALUES (?, ?, "
	           "?, ?, ?, ?, ?, ?, ?, ?)",
	           DB_VALUES(db_int(INT64_MIN), db_bool(true), db_real(-0.1), db_text(words),
	               db_bytes(bytes, sizeof bytes - 1), db_time(a, 1795248052123),
	               db_text("2026-11-21"), db_text("-0.00850"), db_text("two"), db_text(""))),
	    DB_OK, "a row is written");
	is_int(db_insert_id(db), 1, "its id is known");
	is_int(db_affected(db), 1, "one row was");
	is_int(db_read_one(db, a, &row, "SELECT * FROM t WHERE s = ?", DB_VALUES(db_text(words))),
	    DB_OK, "and read");
	ok(row_int(row, "n") == INT64_MIN, "the least integer");
	ok(row_bool(row, "small"), "true");
	ok(row_real(row, "x") == -0.1, "a real number, exactly");
	is_text(row_text(row, "s"), words, "a text with all of Unicode and quotes");
	ok(!memcmp(row_bytes(row, "b", &n), bytes, sizeof bytes - 1) && n == sizeof bytes - 1,
	    "bytes with NUL");
	ok(row_time(row, "at") == 1795248052123, "an instant with its milliseconds");
	is_text(row_text(row, "day"), "2026-11-21", "a day");
	is_text(row_text(row, "price"), "-0.00850", "a decimal, as text");
	ok(row_real(row, "price") == -0.0085, "and as a number");
	is_text(row_text(row, "e"), "two", "a word of an ENUM");
	is_text(row_text(row, "long_one"), "", "an empty text is not NULL");
	ok(!row_is_null(row, "long_one"), "as is told");

	is_int(
	    db_write(db,
	        "INSERT INTO t (n, small, x, s, b, at, day, price) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	        DB_VALUES(db_id(0), db_null(), db_null(), db_text(NULL), db_bytes(NULL, 0),
	            db_time(a, 0), db_null(), db_null())),
	    DB_OK, "a row of NULLs");
	is_int(db_read(db, a, &rows,
	           "SELECT n, small, x, s, b, at, day, price, SUM(3) OVER () AS six FROM t WHERE "
	           "id = 2",
	           DB_NO_VALUES),
	    DB_OK, "is read");
	is_int((int64_t)db_count(rows), 1, "one row");
	row = db_at(rows, 0);
	ok(row_is_null(row, "n") && row_int(row, "n") == 0 && !row_bool(row, "small") &&
	        row_real(row, "x") == 0 && !row_text(row, "s") && !row_bytes(row, "b", &n) &&
	        n == 0 && row_time(row, "at") == 0,
	    "NULL is 0, false, NULL");
	is_int(row_int(row, "six"), 3, "a sum, which travels as a decimal, is an integer");

	/* One statement, texts of every length: none is cut, none keeps another's end. */
	for (size_t length = 0; length < 300000; length = length * 3 + 1) {
		char *text = arena_alloc(a, length + 1);

		memset(text, 'x', length);
		db_write(db, "UPDATE t SET long_one = ? WHERE id = ?",
		    DB_VALUES(db_text(text), db_int(1)));
		db_read_one(
		    db, a, &row, "SELECT long_one FROM t WHERE id = ?", DB_VALUES(db_int(1)));
		ok(row_bytes(row, "long_one", &n) && n == length &&
		        !strcmp(row_text(row, "long_one"), text),
		    "%zu bytes", length);
	}
}

static void
test_results(void)
{
	struct db_rows *rows;
	struct db_row row;
	struct db_query *q;

	must(db,
	    "CREATE OR REPLACE TABLE u (id INT PRIMARY KEY AUTO_INCREMENT, mail VARCHAR(50) "
	    "UNIQUE, n INT CHECK (n < 100))");
	is_int(db_read_one(db, a, &row, "SELECT id FROM u WHERE id = ?", DB_VALUES(db_int(7))),
	    DB_NONE, "no such row");
	is_int(db_read(db, a, &rows, "SELECT id FROM u WHERE id = ?", DB_VALUES(db_int(7))), DB_OK,
	    "no rows are an answer");
	is_int((int64_t)db_count(rows), 0, "an empty one");
	is_int(db_write(db, "UPDATE u SET n = ? WHERE id = ?", DB_VALUES(db_int(1), db_int(7))),
	    DB_NONE, "nothing was matched");
	is_int(db_write(db, "INSERT INTO u (mail, n) VALUES (?, ?)",
	           DB_VALUES(db_text("o'brien@x.example"), db_int(1))),
	    DB_OK, "a row");
	is_int(db_write(db, "UPDATE u SET n = ? WHERE id = ?", DB_VALUES(db_int(1), db_int(1))),
	    DB_OK, "matched, though unchanged");
	is_int(db_write(db, "INSERT INTO u (mail, n) VALUES (?, ?)",
	           DB_VALUES(db_text("o'brien@x.example"), db_int(1))),
	    DB_DUPLICATE, "the same again is a duplicate");
	is_text(db_error(db), "1062 Duplicate entry '…' for key 'mail'", "told without the value");
	is_int(db_write(db, "INSERT INTO u (mail, n) VALUES (?, ?)",
	           DB_VALUES(db_text("b"), db_int(100))),
	    DB_CONFLICT, "a CHECK says no");
	is_int(db_write(db, "INSERT INTO u (mail, n) VALUES (?, ?)",
	           DB_VALUES(db_text("b"), db_text("many"))),
	    DB_FAILED, "not a number");
	ok(strstr(db_error(db), "column") && !strstr(db_error(db), "many"),
	    "told without the value: %s", db_error(db));
	is_int(db_write(db, "INSERT INTO u (mail) VALUES (?)",
	           DB_VALUES(db_text(arena_printf(a, "%060d", 1)))),
	    DB_FAILED, "nothing is cut to fit");
	is_int(db_write(db, "INSERT INTO u (mail) VALUES (?)", DB_NO_VALUES), DB_FAILED,
	    "a value is missing");
	is_int(db_read(db, a, &rows, "SELEKT 1", DB_NO_VALUES), DB_FAILED, "no SQL");
	is_int(db_read(db, a, &rows, "DO 1", DB_NO_VALUES), DB_FAILED, "no SELECT");
	is_int(db_read(db, a, &rows, "SELECT seq FROM seq_1_to_5001", DB_NO_VALUES), DB_FAILED,
	    "too many rows");
	is_int(db_read(db, a, &rows, "SELECT seq FROM seq_1_to_5000", DB_NO_VALUES), DB_OK,
	    "many rows");
	is_int(db_read(db, a, &rows,
	           "SELECT REPEAT('x', 1000), 9223372036854775807 + (seq = 900) FROM seq_1_to_1000",
	           DB_NO_VALUES),
	    DB_FAILED, "a row that cannot be told, after many");
	ok(!strncmp(db_error(db), "1690 ", 5), "the server's reason: %s", db_error(db));
	is_int(db_read(db, a, &rows, "SELECT seq FROM seq_1_to_5000", DB_NO_VALUES), DB_OK,
	    "then all is well");
	ok(db_count(rows) == 5000 && row_int(db_at(rows, 4999), "seq") == 5000, "all of them");

	q = db_query(a, "SELECT seq FROM seq_1_to_50 WHERE seq > ?");
	db_query_value(q, db_int(10));
	for (int i = 0; i < 30; i++)
		db_query_and(q, " AND seq <> ?", db_int(11 + i));
	db_query_add(q, " ORDER BY seq DESC");
	is_int(db_query_read(db, a, &rows, q), DB_OK, "a query from parts");
	ok(db_count(rows) == 10 && row_int(db_at(rows, 9), "seq") == 41, "finds what it says");

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 200; i++)
			db_read_one(
			    db, a, &row, arena_printf(a, "SELECT %d AS n", i), DB_NO_VALUES);
		is_int(row_int(row, "n"), 199, "200 statements give their answers");
	}
	is_int(db_read_one(db, a, &row, "SHOW SESSION STATUS LIKE 'Com_stmt_close'", DB_NO_VALUES),
	    DB_OK, "some were closed");
	ok(select_int(db, a,
	       "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = "
	       "'PREPARED_STMT_COUNT'") <= 64,
	    "no more than 64 stay prepared");
}

static void
test_compound(void)
{
	static const char two[] = "BEGIN NOT ATOMIC START TRANSACTION; INSERT INTO u (mail) VALUES "
	                          "(?); INSERT INTO u (mail) VALUES (?); COMMIT; END";

	must(db,
	    "CREATE OR REPLACE TABLE u (id INT PRIMARY KEY AUTO_INCREMENT, mail VARCHAR(50) "
	    "UNIQUE)");
	is_int(db_write(db, two, DB_VALUES(db_text("a"), db_text("b"))), DB_OK,
	    "a compound statement");
	is_int(db_write(db, two, DB_VALUES(db_text("c"), db_text("b"))), DB_DUPLICATE,
	    "one whose second half fails");
	is_int(select_int(db, a, "SELECT @@in_transaction"), 0, "leaves no transaction open");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM u"), 2, "and nothing of its first half");
	is_int(db_write(db, two, DB_VALUES(db_text("c"), db_text("d"))), DB_OK, "works again");
}

struct step { const char *sql; enum db_result result; int runs; };

static enum db_result
one_step(struct db *d, void *context)
{
	struct step *step = context;
	enum db_result result = db_write(d, step->sql, DB_NO_VALUES);

	step->runs++;
	return result == DB_OK ? step->result : result;
}

static enum db_result
outer(struct db *d, void *context)
{
	return db_within(d, one_step, context) == DB_OK ? DB_CONFLICT : DB_FAILED;
}

static void
test_transactions(void)
{
	struct step step = { "INSERT INTO u (mail) VALUES ('kept')", DB_OK };

	is_int(db_transact(db, one_step, &step), DB_OK, "a transaction");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM u WHERE mail = 'kept'"), 1, "is kept");
	step = (struct step){ "INSERT INTO u (mail) VALUES ('dropped')", DB_CONFLICT };
	is_int(db_transact(db, one_step, &step), DB_CONFLICT, "work's no is the answer");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM u WHERE mail = 'dropped'"), 0,
	    "and nothing is kept");
	is_int(select_int(db, a, "SELECT @@in_transaction"), 0, "nor open");
	step = (struct step){ "UPDATE u SET mail = 'x'", DB_OK };
	is_int(db_transact_read(db, one_step, &step), DB_FAILED,
	    "a reading transaction writes nothing");
	step = (struct step){ "INSERT INTO u (mail) VALUES ('by itself')", DB_CONFLICT };
	is_int(db_within(db, one_step, &step), DB_CONFLICT, "within none, one of its own");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM u WHERE mail = 'by itself'"), 0,
	    "which is rolled back by itself");
	step = (struct step){ "INSERT INTO u (mail) VALUES ('inside')", DB_OK };
	is_int(db_transact(db, outer, &step), DB_CONFLICT, "within another, a part of that");
	is_int(step.runs, 1, "which ran");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM u WHERE mail = 'inside'"), 0,
	    "and is rolled back with it");
}

/* Two processes lock the same two rows in opposite order, again and again: without retries one of
 * them would lose a round. */
struct crossing { const char *first, *second; int runs; };

static enum db_result
cross(struct db *d, void *context)
{
	struct crossing *c = context;
	enum db_result result =
	    db_write(d, "UPDATE d SET n = n + 1 WHERE id = ?", DB_VALUES(db_text(c->first)));

	c->runs++;
	if (result != DB_OK)
		return result;
	return db_write(d, "UPDATE d SET n = n + 1 WHERE id = ?", DB_VALUES(db_text(c->second)));
}

static void
test_deadlocks(void)
{
	enum { ROUNDS = 300 };
	static const char compound[] =
	    "BEGIN NOT ATOMIC START TRANSACTION; UPDATE d SET n = n + 1 WHERE id = ?; "
	    "UPDATE d SET n = n + 1 WHERE id = ?; COMMIT; END";
	int lost = 0;

	must(db, "CREATE OR REPLACE TABLE d (id INT PRIMARY KEY, n INT NOT NULL)");
	must(db, "INSERT INTO d VALUES (1, 0), (2, 0)");
	for (int i = 0; i < 2; i++) {
		if (fork())
			continue;
		struct db *mine = test_db();
		struct crossing c = { i ? "2" : "1", i ? "1" : "2", 0 };
		int refused = 0;

		db_ping(mine);
		for (int round = 0; round < ROUNDS; round++) {
			refused += db_transact(mine, cross, &c) != DB_OK;
			refused += db_write(mine, compound,
			               DB_VALUES(db_text(c.first), db_text(c.second))) != DB_OK;
		}
		_exit(refused);
	}
	for (int i = 0; i < 2; i++) {
		int s;

		wait(&s);
		lost += WEXITSTATUS(s);
	}
	ok(lost <= ROUNDS / 20,
	    "two that deadlock all the time both get through (but for %d of %d)", lost, ROUNDS * 4);
	is_int(select_int(db, a, "SELECT SUM(n) FROM d"), (ROUNDS * 4 - lost) * 2,
	    "each change was made whole, and once");
	ok(select_int(db, a,
	       "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = "
	       "'INNODB_DEADLOCKS'") > 0,
	    "and there were deadlocks");
}

/* What the server says while it cannot is no fault of the statement. */
static void
test_reasons(void)
{
	static const struct reason { int number, runs; enum db_result result; } reasons[] = {
		{ 1021, 1, DB_AWAY },		/* ER_DISK_FULL */
		{ 1206, 1, DB_AWAY },		/* ER_LOCK_TABLE_FULL */
		{ 1290, 1, DB_AWAY },		/* ER_OPTION_PREVENTS_STATEMENT: read-only */
		{ 1461, 1, DB_AWAY },		/* ER_MAX_PREPARED_STMT_COUNT_REACHED */
		{ 1637, 1, DB_AWAY },		/* ER_TOO_MANY_CONCURRENT_TRXS */
		{ 1412, 3, DB_AWAY },		/* ER_TABLE_DEF_CHANGED: it is begun anew */
		{ 1213, 3, DB_AWAY },		/* ER_LOCK_DEADLOCK */
		{ 1062, 1, DB_DUPLICATE },
		{ 1146, 1, DB_FAILED },		/* ER_NO_SUCH_TABLE */
	};
	static const char signal[] = "BEGIN NOT ATOMIC SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = %d, "
	                             "MESSAGE_TEXT = 'as the test says'; END";

	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
		const struct reason *r = &reasons[i];
		struct step step = { arena_printf(a, signal, r->number), DB_OK };
		struct db *mine = test_db();		/* with a breaker of its own */

		is_int(db_transact(mine, one_step, &step), r->result, "error %d", r->number);
		is_int(step.runs, r->runs, "so many attempts");
		db_free(mine);
	}
	/* EE_WRITE, ER_ERROR_ON_WRITE, ER_ERROR_DURING_COMMIT, ER_STATEMENT_TIMEOUT: it may have been
	 * said of a commit, of which the binary log took no note. */
	for (const int *number = (int[]){ 3, 1026, 1180, 1969, 0 }; *number; number++)
		is_int(db_write(db, arena_printf(a, signal, *number), DB_NO_VALUES), DB_UNKNOWN,
		    "error %d: nobody knows", *number);
}

/* --- losing the connection
 * --------------------------------------------------------------------------------------- */

static int64_t
connection_id(struct db *d)
{
	return select_int(d, a, "SELECT CONNECTION_ID()");
}

static void
kill_idle(struct db *other, struct db *victim)
{
	int64_t id = connection_id(victim);

	must(other, arena_printf(a, "KILL %" PRId64, id));
	while (select_int(other, a,
	    arena_printf(
	        a, "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = %" PRId64, id)))
		usleep(1000);
}

/* Kills a connection as soon as its state in the process list is the given one. Returns once somebody
 * looks. */
static void
kill_when(int64_t id, const char *state)
{
	int looks[2];
	char byte;

	if (pipe(looks) != 0)
		bail_out("no pipe");
	if (fork()) {
		(void)close(looks[1]);
		(void)!read(looks[0], &byte, 1);
		(void)close(looks[0]);
		return;
	}
	struct db *other = test_db();

	db_ping(other);
	(void)!write(looks[1], "x", 1);
	for (int tries = 0; tries < 50000; tries++) {
		if (select_int(other, a,
		        arena_printf(a,
		            "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = "
		            "%" PRId64 " AND STATE = '%s'",
		            id, state))) {
			must(other, arena_printf(a, "KILL %" PRId64, id));
			_exit(0);
		}
		usleep(1000);
	}
	_exit(1);
}

static struct db *killer;

static enum db_result
die_halfway(struct db *d, void *context)
{
	int *runs = context;
	enum db_result result =
	    db_write(d, "INSERT INTO u (mail) VALUES ('halfway')", DB_NO_VALUES);

	++*runs;
	if (result != DB_OK)
		return result;
	kill_idle(killer, d);
	result = db_write(d, "INSERT INTO u (mail) VALUES ('other half')", DB_NO_VALUES);
	is_int(result, DB_AWAY, "in a transaction, a lost connection is the end");
	is_int(db_write(d, "INSERT INTO u (mail) VALUES ('third half')", DB_NO_VALUES), DB_AWAY,
	    "nothing gets out of it");
	return DB_OK;
}

static void
test_killed(void)
{
	struct db *other = killer = test_db();
	struct db_row row;
	int64_t id;
	int runs = 0, status;

	must(db,
	    "CREATE OR REPLACE TABLE u (id INT PRIMARY KEY AUTO_INCREMENT, mail VARCHAR(50) "
	    "UNIQUE)");
	kill_idle(other, db);
	is_int(db_write(db, "INSERT INTO u (mail) VALUES ('one')", DB_NO_VALUES), DB_OK,
	    "killed while idle: a write goes through");
	kill_idle(other, db);
	is_int(db_read_one(db, a, &row, "SELECT COUNT(*) AS n FROM u", DB_NO_VALUES), DB_OK,
	    "and a read");
	is_int(row_int(row, "n"), 1, "written once");
	kill_idle(other, db);
	ok(db_ping(db), "and a ping");
	kill_idle(other, db);
	is_int(db_transact(db, die_halfway, &runs), DB_AWAY,
	    "killed in a transaction: nothing was written");
	is_int(runs, 1, "it is not run again");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM u"), 1, "nothing is there");

	id = connection_id(db);
	kill_when(id, "User sleep");
	is_int(db_write(db, "INSERT INTO u (mail) SELECT 'slow' FROM (SELECT SLEEP(0.8)) AS s",
	           DB_NO_VALUES),
	    DB_UNKNOWN, "killed at work: nobody knows what a write did");
	wait(&status);
	is_int(status, 0, "it was killed");
	id = connection_id(db);
	kill_when(id, "User sleep");
	is_int(db_read_one(db, a, &row, "SELECT SLEEP(0.8) AS n", DB_NO_VALUES), DB_OK,
	    "a read is repeated");
	wait(&status);
	ok(status == 0 && connection_id(db) != id, "on a fresh connection");
	db_free(other);
}

static int64_t
ms_since(int64_t began_us)
{
	return (clock_steady_us() - began_us) / 1000;
}

/* The breaker lets the next one through after a second. */
static bool
is_back(void)
{
	int64_t began = clock_steady_us();

	while (ms_since(began) < 60000) {
		if (db_ping(db))
			return true;
		usleep(20000);
	}
	return false;
}

/* What was just seen to fail at this moment must still be refused at once. On a busy machine the
 * breaker's second may be over already: then that tells nothing, and is seen again. */
static bool
tells(int64_t failed_us, int *round)
{
	if (ms_since(failed_us) < 900 || ++*round == 20)
		return true;
	sleep(1);
	return false;
}

static void
test_slow(void)
{
	const char *dir = test_environment("TEST_DB_DIR");
	struct db_rows *rows;
	int64_t began, failed;
	enum db_result result, refused;
	int round = 0;
	static const char late[] = "INSERT INTO u (mail) VALUES (?)";

	do {
		(void)db_set_deadline(db, 1);
		(void)is_back();
		began = clock_steady_us();
		result = db_read(db, a, &rows, "SELECT SLEEP(120)", DB_NO_VALUES);
		failed = clock_steady_us();
		refused = db_read(db, a, &rows, "SELECT 1", DB_NO_VALUES);
	} while (!tells(failed, &round));
	is_int(result, DB_AWAY, "a read that takes too long counts as away");
	ok(failed - began >= 900000 && failed - began < 90000000,
	    "after a second, not when it ends (%" PRId64 " ms)", (failed - began) / 1000);
	is_int(refused, DB_AWAY, "then the breaker is open");
	ok(is_back(), "and closes");

	/* Prepared on this connection, in however many seconds. */
	for (round = 0; round < 20; round++) {
		result = db_write(db, late, DB_VALUES(db_text("early")));
		if (result != DB_AWAY && result != DB_UNKNOWN)
			break;
		(void)is_back();
	}
	ok(result == DB_OK || result == DB_DUPLICATE, "a write");
	/* Each of its threads has to notice. */
	is_int(system(arena_printf(a, "p=$(cat %s/pid); kill -STOP $p; "
	    "while [ -n \"$(grep -L ') T ' /proc/$p/task/*/stat)\" ]; do sleep 0.01; done", dir)),
	    0, "the server stands still");
	began = clock_steady_us();
	is_int(db_write(db, late, DB_VALUES(db_text("late"))), DB_UNKNOWN,
	    "a write was sent, and nobody knows");
	ok(ms_since(began) < 90000, "after a second (%" PRId64 " ms)", ms_since(began));
	is_int(system(arena_printf(a, "kill -CONT $(cat %s/pid)", dir)), 0, "it goes on");
	ok(is_back(), "and is back");

	is_int(db_read(db, a, &rows,
	           "SELECT REPEAT('x', 1000), IF(seq = 900, SLEEP(20), 0) FROM seq_1_to_1000",
	           DB_NO_VALUES),
	    DB_AWAY, "a read that stands still among its rows");
	ok(is_back(), "and the server is back");

	db_set_deadline(db, 10);
	is_int(db_read(db, a, &rows, "SELECT SLEEP(1.3)", DB_NO_VALUES), DB_OK,
	    "commands may ask for more time");
}

static void
test_away(void)
{
	const char *dir = test_environment("TEST_DB_DIR");
	struct db_rows *rows;
	struct step step = { "INSERT INTO u (mail) VALUES ('never')", DB_OK };

	is_int(system(arena_printf(a, "%s/down", dir)), 0, "the server stops");
	is_int(db_write(db, "INSERT INTO u (mail) VALUES ('never')", DB_NO_VALUES), DB_AWAY,
	    "a write: away");
	is_int(db_read(db, a, &rows, "SELECT 1", DB_NO_VALUES), DB_AWAY, "a read: away");
	is_int(db_transact(db, one_step, &step), DB_AWAY, "a transaction: away");
	ok(!db_ping(db), "no ping");
	ok(strstr(db_error(db), "2002") != NULL, "the reason: %s", db_error(db));
	is_int(system(arena_printf(a, "%s/up", dir)), 0, "the server starts");
	ok(is_back(), "it is back");
	is_int(db_write(db, "INSERT INTO u (mail) VALUES ('again')", DB_NO_VALUES), DB_OK,
	    "and writes");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM u WHERE mail = 'never'"), 0,
	    "nothing of what was refused is there");
}

static void
test_hosts(void)
{
	const char *port = test_environment("TEST_DB_PORT");
	/* The server that this connection has reached cannot write. */
	static const char read_only[] = "BEGIN NOT ATOMIC IF CONNECTION_ID() %s %" PRId64 " THEN "
	    "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1290, MESSAGE_TEXT = 'as the test says'; END IF; "
	    "INSERT INTO t (mail) VALUES ('elsewhere'); END";
	struct config c = test_config;
	struct step step = { NULL, DB_OK };
	enum db_result result;
	int64_t failed;
	bool refused;
	int round = 0;
	struct db *many;

	c.db_socket = "";
	c.db_host = arena_printf(a, "127.0.0.1:1, [127.0.0.1]:%s", port);
	many = db_new(&c);
	ok(db_ping(many), "the first host that answers is taken");
	db_free(many);
	c.db_host = "127.0.0.1:1,127.0.0.1:2";
	many = db_new(&c);
	ok(!db_ping(many), "where none answers, it is away");
	db_free(many);

	must(db, "CREATE OR REPLACE TABLE t (mail VARCHAR(50))");
	c.db_host = arena_printf(a, "[127.0.0.1]:%s, 127.0.0.1:%s", port, port);
	many = db_new(&c);
	is_int(db_write(many, arena_printf(a, read_only, "=", connection_id(many)), DB_NO_VALUES), DB_OK,
	    "where the first cannot write, the second does, at once");
	db_free(many);
	many = db_new(&c);
	step.sql = arena_printf(a, read_only, "=", connection_id(many));
	is_int(db_transact(many, one_step, &step), DB_OK, "a transaction likewise");
	is_int(step.runs, 2, "begun anew");
	db_free(many);
	many = db_new(&c);
	do {
		step = (struct step){ arena_printf(a, read_only, ">", (int64_t)0), DB_OK };
		result = db_transact(many, one_step, &step);
		failed = clock_steady_us();
		refused = db_ping(many);
	} while (!tells(failed, &round));
	is_int(result, DB_AWAY, "where none can, it is away");
	is_int(step.runs, 2, "each was asked once");
	ok(!refused, "and the breaker is open");
	db_free(many);
	c.db_host = arena_printf(a, "127.0.0.1:%s, 127.0.0.1:1", port);
	many = db_new(&c);
	do {
		result = db_write(many, step.sql, DB_NO_VALUES);
		failed = clock_steady_us();
		refused = db_ping(many);
	} while (!tells(failed, &round));
	is_int(result, DB_AWAY, "the first cannot, the second is not there");
	ok(!refused, "nor is the first asked again at once");
	db_free(many);
	is_int(select_int(db, a, "SELECT COUNT(*) FROM t"), 2,
	    "nothing was written twice");

	c.db_host = arena_printf(a, "127.0.0.1:%s", port);
	c.db_password = "wrong";
	many = db_new(&c);
	ok(!db_ping(many), "as where the password is wrong");
	ok(!strstr(db_error(many), "wrong"), "which is not told: %s", db_error(many));
	db_free(many);
}

static enum db_result
fill(struct db *d, void *context)
{
	struct arena *small = context;
	struct db_rows *rows;

	if (db_write(d, "INSERT INTO u (mail) VALUES ('unfinished')", DB_NO_VALUES) != DB_OK)
		return DB_FAILED;
	return db_read(
	    d, small, &rows, "SELECT seq, REPEAT('x', 1000) FROM seq_1_to_4000", DB_NO_VALUES);
}

static void
test_full_arena(void)
{
	struct arena *small = arena_new(200000);
	static jmp_buf where;

	arena_on_full(small, &where);
	if (!setjmp(where)) {
		db_transact(db, fill, small);
		ok(false, "a result that is too large does not fit");
	} else {
		ok(true, "a result that is too large jumps out");
	}
	db_reset(db);
	is_int(select_int(db, a, "SELECT COUNT(*) FROM u WHERE mail = 'unfinished'"), 0,
	    "and the transaction is gone");
	arena_free(small);
}

int
main(void)
{
	a = arena_new(64 << 20);
	db = test_db();
	test_values();
	test_results();
	test_compound();
	test_transactions();
	test_deadlocks();
	test_reasons();
	test_killed();
	test_slow();
	test_away();
	test_hosts();
	test_full_arena();
	db_free(db);
	arena_free(a);
	return done_testing();
}

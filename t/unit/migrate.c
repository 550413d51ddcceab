/* Migrations: applied once and in order, resumed, refused when they were edited, by two at once. */
#include "data/migrate.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/arena.h"
#include "../lib/database.h"

static struct arena *a;
static struct db *db;
static const char *why;
static char dir[] = "/tmp/migrate-XXXXXX";

static void
step_write(const char *name, const char *sql)
{
	FILE *file = fopen(arena_printf(a, "%s/%s", dir, name), "w");

	if (!file || fputs(sql, file) == EOF || fclose(file))
		bail_out("cannot write %s/%s", dir, name);
}

static enum db_result
run(int *applied)
{
	why = NULL;
	return migrate(db, a, dir, applied, &why);
}

static void
refused(const char *how)
{
	int applied = -1;

	is_int(run(&applied), DB_FAILED, "refused: %s", how);
	ok(strlen(why) > 20, "with a sentence: %s", why);
	is_int(applied, 0, "and nothing is done");
}

static void
test_steps(void)
{
	int applied = -1;

	refused("an empty directory");
	step_write("0001-one.sql",
	    "-- A comment; with a semicolon;\n"
	    "CREATE TABLE IF NOT EXISTS m (id INT PRIMARY KEY, s VARCHAR(100) COMMENT 'it''s; "
	    "one;\n"
	    "two');\n"
	    "/* another;\n */ INSERT IGNORE INTO m VALUES (1, 'a;\nb'), (2, \"it's\"); \n"
	    "# a last one;\n"
	    "INSERT IGNORE INTO m VALUES (3, 'back\\'slash;\n')\n");
	is_int(run(&applied), DB_OK, "a first step is applied");
	is_int(applied, 1, "one");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM m"), 3, "all its statements");
	is_int(select_int(
	           db, a, "SELECT COUNT(*) FROM m WHERE s IN ('a;\nb', 'it''s', 'back''slash;\n')"),
	    3, "as they stand");
	is_int(run(&applied), DB_OK, "a second run");
	is_int(applied, 0, "does nothing");

	step_write(
	    "0002-two.sql", "INSERT INTO m VALUES (4, 'four');\nINSERT INTO nowhere VALUES (1);\n");
	is_int(run(&applied), DB_FAILED, "a step that fails");
	ok(strstr(why, "statement 2 of 0002-two.sql") && strstr(why, "nowhere"), "is named: %s",
	    why);
	is_int(select_int(db, a, "SELECT COUNT(*) FROM schema_steps"), 1,
	    "it does not count as applied");
	step_write("0002-two.sql", "INSERT IGNORE INTO m VALUES (4, 'four');\n");
	is_int(run(&applied), DB_OK, "mended, it runs again from its start");
	is_int(applied, 1, "and is applied");

	step_write("0003-two.txt", "not SQL");
	is_int(run(&applied), DB_OK, "other files do not matter");
	step_write("0002-again.sql", "SELECT 1;\n");
	refused("two steps with one number");
	unlink(arena_printf(a, "%s/0002-again.sql", dir));
	step_write("3-three.sql", "SELECT 1;\n");
	refused("a step with a short number");
	unlink(arena_printf(a, "%s/3-three.sql", dir));
	step_write("0000-zero.sql", "INSERT INTO m VALUES (5, 'five');\n");
	refused("a new step before an applied one");
	unlink(arena_printf(a, "%s/0000-zero.sql", dir));
	step_write("0002-two.sql", "INSERT IGNORE INTO m VALUES (4, 'quatre');\n");
	refused("an edited step");
	unlink(arena_printf(a, "%s/0002-two.sql", dir));
	refused("a step that is gone");
}

/* Each step here fails if it is run twice. */
static void
test_two_at_once(void)
{
	enum { HOSTS = 4, STEPS = 12 };
	int status, failures = 0, applied = 0;

	must(db, "DROP TABLE m, schema_steps, schema_lease");
	unlink(arena_printf(a, "%s/0001-one.sql", dir));
	step_write("0001-a.sql", "CREATE TABLE m (id INT PRIMARY KEY);\n");
	for (int i = 2; i <= STEPS; i++)
		step_write(arena_printf(a, "%04d-a.sql", i),
		    arena_printf(a,
		        "INSERT INTO m (id) VALUES (%d);\nALTER TABLE m ADD COLUMN c%d INT;\nDO "
		        "SLEEP(0.01);\n",
		        i, i));
	for (int i = 0; i < HOSTS; i++) {
		if (fork())
			continue;
		db = test_db();
		if (run(&applied) != DB_OK) {
			diag("%s", why);
			_exit(100);
		}
		_exit(applied);
	}
	applied = 0;
	for (int i = 0; i < HOSTS; i++) {
		wait(&status);
		failures += WEXITSTATUS(status) == 100;
		applied += WEXITSTATUS(status);
	}
	is_int(failures, 0, "%d hosts migrate at once, and none fails", HOSTS);
	is_int(applied, STEPS, "each step is run once");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM m"), STEPS - 1, "with what it does");
}

static void
test_lease(void)
{
	struct db_row row;
	int applied;

	must(db,
	    "UPDATE schema_lease SET holder = 'host:1:1', until_at = NOW(3) + INTERVAL 1 SECOND");
	step_write("0099-late.sql", "SELECT 1;\n");
	is_int(run(&applied), DB_OK, "the lease of one that was killed ends, and the next goes on");
	is_int(applied, 1, "with what is left");
	is_int(db_read_one(db, a, &row, "SELECT holder FROM schema_lease", DB_NO_VALUES), DB_OK,
	    "the lease");
	is_text(row_text(row, "holder"), "", "is given back");
}

static void
test_schema_of_ours(void)
{
	int applied;
	const char *first;

	must(db, "DROP TABLE m, schema_steps, schema_lease");
	is_int(migrate(db, a, test_environment("SCHEMA_DIR"), &applied, &why), DB_OK,
	    "the schema is applied: %s", why);
	ok(applied >= 3, "all of it");
	is_int(migrate(db, a, test_environment("SCHEMA_DIR"), &applied, &why), DB_OK, "and again");
	is_int(applied, 0, "without effect");
	must(db, "DELETE FROM schema_steps");
	is_int(migrate(db, a, test_environment("SCHEMA_DIR"), &applied, &why), DB_OK,
	    "each of its steps can be run twice: %s", why);
	is_int(select_int(db, a,
	           "SELECT COUNT(*) FROM information_schema.TABLES AS t WHERE TABLE_SCHEMA = "
	           "DATABASE() "
	           "AND (ENGINE <> 'InnoDB' OR NOT EXISTS (SELECT 1 FROM "
	           "information_schema.STATISTICS AS s "
	           "WHERE s.TABLE_SCHEMA = t.TABLE_SCHEMA AND s.TABLE_NAME = t.TABLE_NAME AND "
	           "s.INDEX_NAME = 'PRIMARY'))"),
	    0, "every table is InnoDB's and has a primary key");
	first = "SELECT version FROM versions WHERE name = 'routing'";
	is_int(select_int(db, a, first), 1, "routing has a version");
}

int
main(void)
{
	a = arena_new(16 << 20);
	db = test_db();
	if (!mkdtemp(dir))
		bail_out("no temporary directory");
	test_steps();
	test_two_at_once();
	test_lease();
	test_schema_of_ours();
	(void)!system(arena_printf(a, "rm -r %s", dir));
	db_free(db);
	arena_free(a);
	return done_testing();
}

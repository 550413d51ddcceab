/* Tests in C that need a database: t/data.t starts a private one and names it in the environment. */
#ifndef T_DATABASE_H
#define T_DATABASE_H

#include "data/db.h"
#include "data/migrate.h"
#include "tap.h"

static inline const char *
test_environment(const char *name)
{
	const char *value = getenv(name);

	if (!value)
		skip_all("needs a database of its own, which t/data.t gives it (no %s)", name);
	return value;
}

static struct config test_config;

/* A fresh connection to the test's database. */
static inline struct db *
test_db(void)
{
	test_config.db_timeout = 10;		/* more than a busy machine may make us wait */
	test_config.db_host = "";
	test_config.db_socket = test_environment("DB_SOCKET");
	test_config.db_user = test_environment("DB_USER");
	test_config.db_password = test_environment("DB_PASSWORD");
	test_config.db_name = test_environment("DB_NAME");
	return db_new(&test_config);
}

/* A statement that must succeed for the test to make sense. */
static inline void
must(struct db *db, const char *sql)
{
	enum db_result result = db_run_text(db, sql);

	if (result != DB_OK)
		bail_out("%s: %d, %s", sql, (int)result, db_error(db));
}

/* The whole schema, with nothing in it. */
static inline void
test_schema(struct db *db, struct arena *a)
{
	const char *why;
	int applied;

	if (migrate(db, a, test_environment("SCHEMA_DIR"), &applied, &why) != DB_OK)
		bail_out("%s", why);
}

/* The one integer that a SELECT gives. */
static inline int64_t
select_int(struct db *db, struct arena *a, const char *sql)
{
	struct db_row row;
	char *named = arena_printf(a, "SELECT (%s) AS n", sql);

	if (db_read_one(db, a, &row, named, DB_NO_VALUES) != DB_OK)
		bail_out("%s: %s", sql, db_error(db));
	return row_int(row, "n");
}

#endif

/* Migrations. See migrate.h. */
#include "data/migrate.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/sha.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/encode.h"
#include "core/text.h"

enum {
	STEP_BYTES_MAX = 4 << 20,
	DEADLINE_S = 4 * 3600,		/* an ALTER of a large table */
	WAIT_MS = 60 * 1000,
	WAIT_STEP_US = 100 * 1000,
	HOST_BYTES = 64,
};

struct step {
	const char *name;		/* "0001-clinics-and-people.sql" */
	const char *sql;
	const char *checksum;
};

struct migration {
	struct db *db;
	struct arena *arena;
	const char *holder;		/* who we are, in the lease */
	struct step *steps;
	size_t count;
	const char *why;
};

__attribute__((format(printf, 3, 4))) static enum db_result
refuse(struct migration *m, enum db_result result, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	m->why = arena_vprintf(m->arena, format, args);
	va_end(args);
	return result;
}

/* --- the files ----------------------------------------------------------------------------- */

/* "NNNN-….sql" */
static bool
is_step_name(const char *name)
{
	for (int i = 0; i < 4; i++)
		if (!isdigit((unsigned char)name[i]))
			return false;
	return name[4] == '-';
}

static int
is_sql(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);

	return n > 4 && !strcmp(entry->d_name + n - 4, ".sql");
}

static bool
step_load(struct migration *m, const char *dir, const char *name)
{
	struct step *step = &m->steps[m->count];
	const char *path = arena_printf(m->arena, "%s/%s", dir, name);
	unsigned char hash[SHA256_DIGEST_LENGTH];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *sql = NULL;
	ssize_t n = -1;

	if (fd >= 0 && !fstat(fd, &st) && st.st_size < STEP_BYTES_MAX) {
		sql = arena_alloc(m->arena, (size_t)st.st_size + 1);
		n = read(fd, sql, (size_t)st.st_size);
	}
	if (fd >= 0)
		close(fd);
	if (n < 0 || n != st.st_size)
		return false;
	SHA256((const unsigned char *)sql, (size_t)n, hash);
	*step = (struct step){
		.name = arena_string(m->arena, name),
		.sql = sql,
		.checksum = hex_encode(m->arena, hash, sizeof hash),
	};
	m->count++;
	return true;
}

static enum db_result
steps_load(struct migration *m, const char *dir)
{
	struct dirent **entries;
	int n = scandir(dir, &entries, is_sql, alphasort);
	enum db_result result = DB_OK;

	if (n < 0)
		return refuse(m, DB_FAILED, "cannot read the migrations in %s: %s", dir,
		    strerror(errno));
	m->steps = arena_array(m->arena, (size_t)n + 1, sizeof *m->steps);
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;

		if (result != DB_OK)
			;
		else if (!is_step_name(name))
			result = refuse(m, DB_FAILED, "%s/%s is not named NNNN-name.sql", dir,
			    name);
		else if (m->count && !strncmp(m->steps[m->count - 1].name, name, 4))
			result = refuse(m, DB_FAILED, "%s and %s have the same number",
			    m->steps[m->count - 1].name, name);
		else if (!step_load(m, dir, name))
			result = refuse(m, DB_FAILED, "cannot read %s/%s", dir, name);
		free(entries[i]);
	}
	free(entries);
	if (result == DB_OK && !m->count)
		result = refuse(m, DB_FAILED, "there are no migrations in %s", dir);
	return result;
}

/* Past a comment or a quoted text that begins at s; s itself where there is none. */
static const char *
skip_quoted(const char *s)
{
	const char *end;
	char quote = *s;

	if (quote == '#' ||
	    (quote == '-' && s[1] == '-' && (isspace((unsigned char)s[2]) || !s[2])))
		return s + strcspn(s, "\n");
	if (quote == '/' && s[1] == '*') {
		end = strstr(s + 2, "*/");
		return end ? end + 2 : s + strlen(s);
	}
	if (quote != '\'' && quote != '"' && quote != '`')
		return s;
	for (s++; *s && *s != quote; s++)
		if (*s == '\\' && quote != '`' && s[1])
			s++;
	return *s ? s + 1 : s;
}

/* The next statement of *rest without its ";", or NULL. A doubled quote reads as two texts. */
static const char *
statement_next(struct arena *a, const char **rest)
{
	const char *s = *rest, *begin = NULL, *past;

	while (*s) {
		past = skip_quoted(s);
		if (past != s) {
			if (!begin && (*s == '\'' || *s == '"' || *s == '`'))
				begin = s;
			s = past;
			continue;
		}
		if (*s == ';' &&
		    (s[1 + strspn(s + 1, " \t\r")] == '\n' || !s[1 + strspn(s + 1, " \t\r")])) {
			*rest = s + 1;
			if (begin)
				return arena_copy(a, begin, (size_t)(s - begin));
		} else if (!begin && !isspace((unsigned char)*s)) {
			begin = s;
		}
		s++;
	}
	*rest = s;
	return begin ? arena_string(a, begin) : NULL;
}

/* --- the lease ----------------------------------------------------------------------------- */

static enum db_result
lease_take(struct migration *m)
{
	return db_write(m->db,
	    "UPDATE schema_lease SET holder = ?, until_at = NOW(3) + INTERVAL 10 MINUTE "
	    "WHERE name = 'migrate' AND (until_at < NOW(3) OR holder = ?)",
	    DB_VALUES(db_text(m->holder), db_text(m->holder)));
}

static enum db_result
lease_wait(struct migration *m)
{
	int64_t began_us = clock_steady_us();
	struct db_row row;
	enum db_result result;

	while ((result = lease_take(m)) == DB_NONE || result == DB_DUPLICATE) {
		if (clock_steady_us() - began_us > (int64_t)WAIT_MS * 1000)
			break;
		usleep(WAIT_STEP_US);
	}
	if (result == DB_OK)
		return DB_OK;
	if (result != DB_NONE)
		return refuse(m, result, "cannot take the lease for migrating: %s",
		    db_error(m->db));
	result = db_read_one(m->db, m->arena, &row,
	    "SELECT holder, until_at FROM schema_lease WHERE name = 'migrate'", DB_NO_VALUES);
	if (result == DB_OK)
		return refuse(m, DB_CONFLICT,
		    "%s is migrating; if it was killed, its lease ends at %s",
		    row_text(row, "holder"), instant_iso(m->arena, row_time(row, "until_at")));
	return refuse(m, result, "%s", db_error(m->db));
}

static void
lease_end(struct migration *m)
{
	db_write(m->db,
	    "UPDATE schema_lease SET holder = '', until_at = NOW(3) - INTERVAL 1 SECOND "
	    "WHERE name = 'migrate' AND holder = ?",
	    DB_VALUES(db_text(m->holder)));
}

/* --- the steps ----------------------------------------------------------------------------- */

#define OWN_TABLE_END ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin"

static const char *const own_tables[] = {
	"CREATE TABLE IF NOT EXISTS schema_steps (name VARCHAR(190) NOT NULL PRIMARY KEY, "
	    "checksum CHAR(64) NOT NULL, applied_at DATETIME(3) NOT NULL" OWN_TABLE_END,
	"CREATE TABLE IF NOT EXISTS schema_lease (name VARCHAR(32) NOT NULL PRIMARY KEY, "
	    "holder VARCHAR(190) NOT NULL, until_at DATETIME(3) NOT NULL" OWN_TABLE_END,
	"INSERT IGNORE INTO schema_lease (name, holder, until_at) "
	    "VALUES ('migrate', '', '2000-01-01')",
	/* Webhooks wait for their turn behind a change of their table: not for long. */
	"SET SESSION lock_wait_timeout = 10, innodb_lock_wait_timeout = 10",
};

/* Compares what was applied with the files; *done is how many of them were. */
static enum db_result
steps_compare(struct migration *m, size_t *done)
{
	struct db_rows *rows;
	enum db_result result = db_read(m->db, m->arena, &rows,
	    "SELECT name, checksum FROM schema_steps ORDER BY name", DB_NO_VALUES);

	if (result != DB_OK)
		return refuse(m, result, "cannot read which steps were applied: %s",
		    db_error(m->db));
	for (size_t i = 0; i < db_count(rows); i++) {
		const char *name = row_text(db_at(rows, i), "name");
		int order = i < m->count ? strcmp(m->steps[i].name, name) : 1;

		if (order > 0)
			return refuse(m, DB_FAILED,
			    "%s was applied to this database and is not here: "
			    "is this an older version?",
			    name);
		if (order < 0)
			return refuse(m, DB_FAILED,
			    "%s is new, but stands before %s, which was applied: "
			    "give it a higher number",
			    m->steps[i].name, name);
		if (strcmp(m->steps[i].checksum, row_text(db_at(rows, i), "checksum")))
			return refuse(m, DB_FAILED, "%s was edited after it had been applied: "
			    "restore it and write a new step", name);
	}
	*done = db_count(rows);
	return DB_OK;
}

static enum db_result
step_run(struct migration *m, const struct step *step)
{
	const char *rest = step->sql, *sql;
	enum db_result result;

	for (int n = 1; (sql = statement_next(m->arena, &rest)); n++) {
		result = lease_take(m);
		if (result != DB_OK)
			return refuse(m, DB_CONFLICT,
			    "the lease was lost before statement %d of %s", n, step->name);
		result = db_run_text(m->db, sql);
		if (result != DB_OK)
			return refuse(m, result, "statement %d of %s failed: %s", n, step->name,
			    db_error(m->db));
	}
	result = db_write(m->db,
	    "INSERT INTO schema_steps (name, checksum, applied_at) VALUES (?, ?, NOW(3))",
	    DB_VALUES(db_text(step->name), db_text(step->checksum)));
	if (result != DB_OK)
		return refuse(m, result, "%s was run but could not be recorded: %s", step->name,
		    db_error(m->db));
	return DB_OK;
}

static enum db_result
migrate_all(struct migration *m, int *applied)
{
	enum db_result result;
	size_t done = 0;

	for (size_t i = 0; i < sizeof own_tables / sizeof *own_tables; i++) {
		result = db_run_text(m->db, own_tables[i]);
		if (result != DB_OK)
			return refuse(m, result, "cannot begin: %s", db_error(m->db));
	}
	result = lease_wait(m);
	if (result != DB_OK)
		return result;
	result = steps_compare(m, &done);
	while (result == DB_OK && done < m->count) {
		result = step_run(m, &m->steps[done++]);
		if (result == DB_OK)
			++*applied;
	}
	lease_end(m);
	return result;
}

enum db_result
migrate(struct db *db, struct arena *a, const char *schema_dir, int *applied, const char **why)
{
	struct migration m = { .db = db, .arena = a, .why = "" };
	char host[HOST_BYTES] = "";
	enum db_result result;
	int deadline;

	(void)gethostname(host, sizeof host - 1);
	m.holder = arena_printf(a, "%s:%d:%" PRId64, host, (int)getpid(), clock_steady_us());
	*applied = 0;
	result = steps_load(&m, schema_dir);
	if (result == DB_OK) {
		deadline = db_set_deadline(db, DEADLINE_S);
		result = migrate_all(&m, applied);
		db_set_deadline(db, deadline);
	}
	*why = m.why;
	return result;
}

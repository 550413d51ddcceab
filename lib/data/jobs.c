/* Jobs. See jobs.h. */
#include "data/jobs.h"

#include "core/clock.h"
#include "core/log.h"

enum { ERROR_MAX = 500 };

/* due_key is unique: the key while the job is due. A job at work has its lease's end in run_at. */
#define JOB_UNLESS_DUE \
	"INSERT INTO jobs (kind, job_key, payload, run_at, created_at, behind) " \
	"VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE "
#define JOB_INSERT JOB_UNLESS_DUE \
	"run_at = IF(leased_by IS NULL, LEAST(run_at, VALUES(run_at)), run_at), " \
	"again_at = IF(leased_by IS NULL, again_at, " \
	    "LEAST(COALESCE(again_at, VALUES(run_at)), VALUES(run_at)))"
enum { JOB_VALUES = 6 };

static void
job_values(struct arena *a, const char *kind, const char *key, struct json_object *payload,
    int64_t run_at_ms, bool behind, struct db_value values[JOB_VALUES])
{
	int64_t now_ms = clock_now_ms();
	struct db_value v[JOB_VALUES] = {
		db_text(kind), db_text(key), db_text(json_text(a, payload)),
		db_time(a, run_at_ms ? run_at_ms : now_ms), db_time(a, now_ms), db_bool(behind),
	};

	memcpy(values, v, sizeof v);
}

enum db_result
job_add(struct db *db, struct arena *a, const char *kind, const char *key,
    struct json_object *payload, int64_t run_at_ms)
{
	struct db_value values[JOB_VALUES];

	job_values(a, kind, key, payload, run_at_ms, false, values);
	return db_write(db, JOB_INSERT, values, JOB_VALUES);
}

enum db_result
job_add_behind(struct db *db, struct arena *a, const char *kind, const char *key,
    struct json_object *payload, int64_t run_at_ms)
{
	struct db_value values[JOB_VALUES];

	job_values(a, kind, key, payload, run_at_ms, true, values);
	return db_write(db, JOB_INSERT, values, JOB_VALUES);
}

enum db_result
job_ensure(struct db *db, struct arena *a, const char *kind, const char *key,
    struct json_object *payload, bool behind)
{
	struct db_value values[JOB_VALUES];

	job_values(a, kind, key, payload, 0, behind, values);
	return db_write(db, JOB_UNLESS_DUE "job_id = job_id", values, JOB_VALUES);
}

enum db_result
job_hasten(struct db *db, struct arena *a, const char *kind, const char *key,
    struct json_object *payload)
{
	struct db_value values[JOB_VALUES];

	job_values(a, kind, key, payload, 0, false, values);
	/* attempts comes first: it sees the old run_at. */
	return db_write(db, JOB_UNLESS_DUE
	    "attempts = attempts - (leased_by IS NULL AND attempts > 0 "
	        "AND run_at > VALUES(run_at)), "
	    "run_at = IF(leased_by IS NULL, LEAST(run_at, VALUES(run_at)), run_at)",
	    values, JOB_VALUES);
}

void
job_add_to(struct facts *f, const char *kind, const char *key, struct json_object *payload,
    int64_t run_at_ms)
{
	struct db_value values[JOB_VALUES];

	job_values(facts_arena(f), kind, key, payload, run_at_ms, false, values);
	facts_add(f, JOB_INSERT, values, JOB_VALUES);
}

/* --- for workers --------------------------------------------------------------------------- */

struct claim {
	struct arena *arena;
	const char *worker, *but;
	int lease_s;
	struct job *job;
};

/* Each of the two is a range of the index in_turn. */
static enum db_result
next_due(struct db *db, const struct claim *claim, bool behind, struct db_row *row)
{
	return db_read_one(db, claim->arena, row,
	    "SELECT job_id, kind, payload, attempts, created_at FROM jobs "
	    "WHERE state = 'due' AND behind = ? AND run_at <= NOW(3) AND NOT FIND_IN_SET(kind, ?) "
	    "ORDER BY run_at, job_id LIMIT 1 FOR UPDATE SKIP LOCKED",
	    DB_VALUES(db_bool(behind), db_text(claim->but)));
}

static enum db_result
claim_next(struct db *db, void *context)
{
	struct claim *claim = context;
	struct job *job = arena_alloc(claim->arena, sizeof *job);
	const char *payload, *why = "is no object";
	struct db_row row;
	enum db_result result = next_due(db, claim, false, &row);

	if (result == DB_NONE)
		result = next_due(db, claim, true, &row);
	if (result != DB_OK)
		return result;
	job->job_id = row_int(row, "job_id");
	job->kind = row_text(row, "kind");
	job->attempts = (int)row_int(row, "attempts") + 1;
	job->created_at_ms = row_time(row, "created_at");
	payload = row_text(row, "payload");
	if (!json_parse(claim->arena, payload, strlen(payload), &job->payload, &why) ||
	    !json_object_is_type(job->payload, json_type_object)) {
		log_error("the payload of job %" PRId64 " %s", job->job_id, why);
		job->payload = NULL;
	}
	claim->job = job;
	/* A job that is at work is due again when its lease ends: the index in_turn skips it
	 * until then, and finds it then. */
	return db_write(db, "UPDATE jobs SET attempts = ?, leased_by = ?, "
	    "leased_until = NOW(3) + INTERVAL ? SECOND, run_at = leased_until WHERE job_id = ?",
	    DB_VALUES(db_int(job->attempts), db_text(claim->worker), db_int(claim->lease_s),
	    db_int(job->job_id)));
}

enum db_result
job_claim(struct db *db, struct arena *a, const char *worker, int lease_s, struct job **job)
{
	return job_claim_but(db, a, worker, lease_s, "", job);
}

enum db_result
job_claim_but(struct db *db, struct arena *a, const char *worker, int lease_s, const char *kinds,
    struct job **job)
{
	struct claim claim = { a, worker, kinds, lease_s, NULL };
	enum db_result result = db_transact(db, claim_next, &claim);

	if (result == DB_OK)
		*job = claim.job;
	return result;
}

/* A lease is one claim: a worker that claimed the job anew has another number of attempts. */
#define WHERE_OURS " WHERE job_id = ? AND state = 'due' AND leased_by = ? AND attempts = ?"
#define OURS db_int(job->job_id), db_text(worker), db_int(job->attempts)

enum db_result
job_hold(struct db *db, const struct job *job, const char *worker, int lease_s)
{
	return db_write(db, "UPDATE jobs SET leased_until = NOW(3) + INTERVAL ? SECOND, "
	    "run_at = leased_until" WHERE_OURS, DB_VALUES(db_int(lease_s), OURS));
}

/* The end of a job, or its beginning anew where it was ordered again while it was at work. MariaDB
 * assigns from left to right: again_at decides before it goes. */
#define JOB_END(end) \
	"UPDATE jobs SET state = IF(again_at IS NULL, '" end "', 'due'), " \
	"run_at = COALESCE(again_at, run_at), " \
	"attempts = IF(again_at IS NULL, attempts, 0), " \
	"done_at = IF(again_at IS NULL, NOW(3), NULL), " \
	"again_at = NULL, leased_by = NULL, leased_until = NULL, last_error = ?" WHERE_OURS

enum db_result
job_done(struct db *db, struct arena *a, const struct job *job, const char *worker)
{
	(void)a;
	return db_write(db, JOB_END("done"), DB_VALUES(db_null(), OURS));
}

enum db_result
job_retry(struct db *db, struct arena *a, const struct job *job, const char *worker,
    int64_t run_at_ms, const char *error)
{
	/* Its next run reads anew in any case; whoever ordered it meanwhile knows of something that
	 * may be worth not waiting for. */
	return db_write(db, "UPDATE jobs SET run_at = LEAST(?, COALESCE(again_at, ?)), "
	    "again_at = NULL, leased_by = NULL, leased_until = NULL, last_error = ?" WHERE_OURS,
	    DB_VALUES(db_time(a, run_at_ms), db_time(a, run_at_ms),
	    db_text_fit(a, error, ERROR_MAX), OURS));
}

enum db_result
job_give_up(struct db *db, struct arena *a, const struct job *job, const char *worker,
    const char *error)
{
	return db_write(db, JOB_END("given-up"),
	    DB_VALUES(db_text_fit(a, error, ERROR_MAX), OURS));
}

enum db_result
job_last_done(struct db *db, struct arena *a, const char *kind, int64_t *at_ms)
{
	struct db_row row;
	/* From the end of the index on: what is often done stands near it. */
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT done_at FROM jobs WHERE state = 'done' AND behind = FALSE AND kind = ? "
	    "ORDER BY run_at DESC, job_id DESC LIMIT 1", DB_VALUES(db_text(kind)));

	if (result == DB_OK)
		*at_ms = row_time(row, "done_at");
	return result;
}

/* --- for people ---------------------------------------------------------------------------- */

enum db_result
jobs_list(struct db *db, struct arena *a, const char *state, int limit, struct json_object *items)
{
	struct db_query *q = db_query(a,
	    "SELECT job_id, kind, job_key, state, run_at, attempts, leased_by, leased_until, "
	    "last_error, created_at, done_at FROM jobs");
	struct db_rows *rows;
	enum db_result result;

	if (state)
		db_query_and(q, " WHERE state = ?", db_text(state));
	db_query_and(q, " ORDER BY job_id DESC LIMIT ?", db_int(limit));
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < db_count(rows); i++) {
		struct db_row row = db_at(rows, i);
		struct json_object *job = json_object_in(a);

		json_put_int(job, "id", row_int(row, "job_id"));
		json_put_text(job, "kind", row_text(row, "kind"));
		json_put_text(job, "key", row_text(row, "job_key"));
		json_put_text(job, "state", row_text(row, "state"));
		json_put_time(job, "runAt", row_time(row, "run_at"));
		json_put_int(job, "attempts", row_int(row, "attempts"));
		json_put_text(job, "leasedBy", row_text(row, "leased_by"));
		json_put_time(job, "leasedUntil", row_time(row, "leased_until"));
		json_put_text(job, "lastError", row_text(row, "last_error"));
		json_put_time(job, "createdAt", row_time(row, "created_at"));
		json_put_time(job, "doneAt", row_time(row, "done_at"));
		json_append(items, job);
	}
	return DB_OK;
}

enum db_result
jobs_run_again(struct db *db, struct arena *a, int64_t job_id, int64_t *count)
{
	enum db_result result;

	(void)a;
	/* IGNORE passes over a job whose key is due anew. */
	result = db_write(db, "UPDATE IGNORE jobs SET state = 'due', run_at = NOW(3), "
	    "attempts = 0, done_at = NULL WHERE state = 'given-up' AND (? OR job_id = ?)",
	    DB_VALUES(db_bool(job_id == 0), db_int(job_id)));
	*count = result == DB_OK ? db_affected(db) : 0;
	return result == DB_NONE ? DB_OK : result;
}

enum db_result
jobs_count(struct db *db, struct arena *a, struct job_counts *counts)
{
	struct db_row row;
	enum db_result result;

	/* Each of these is two ranges of the index in_turn. */
	result = db_read_one(db, a, &row, "SELECT "
	    "(SELECT COUNT(*) FROM jobs WHERE state = 'due' AND behind IN (FALSE, TRUE) "
	    "AND run_at <= NOW(3)) AS due, "
	    "(SELECT TIMESTAMPDIFF(SECOND, MIN(run_at), NOW(3)) FROM jobs "
	    "WHERE state = 'due' AND behind IN (FALSE, TRUE) AND run_at <= NOW(3)) AS overdue, "
	    "(SELECT COUNT(*) FROM jobs "
	    "WHERE state = 'due' AND behind IN (FALSE, TRUE) AND run_at > NOW(3) AND leased_until > NOW(3)) AS leased, "
	    "(SELECT COUNT(*) FROM jobs WHERE state = 'given-up') AS given_up", DB_NO_VALUES);
	if (result == DB_OK)
		*counts = (struct job_counts){
			.due = row_int(row, "due"),
			.overdue_s = row_int(row, "overdue"),
			.leased = row_int(row, "leased"),
			.given_up = row_int(row, "given_up"),
		};
	return result;
}

enum db_result
jobs_purge(struct db *db, struct arena *a, int days)
{
	enum db_result result;

	(void)a;
	/* In small bites: a long DELETE would hold up everybody else's commit. */
	do {
		result = db_write(db, "DELETE FROM jobs WHERE state = 'done' "
		    "AND behind IN (FALSE, TRUE) AND run_at < NOW(3) - INTERVAL ? DAY "
		    "AND done_at < NOW(3) - INTERVAL ? DAY LIMIT 1000",
		    DB_VALUES(db_int(days), db_int(days)));
	} while (result == DB_OK);
	return result == DB_NONE ? DB_OK : result;
}

/*
 * Jobs: work that happens after the answer. Rows are claimed with FOR UPDATE SKIP LOCKED at READ
 * COMMITTED in a short transaction of its own, under a lease; the work is done after COMMIT. A
 * killed worker's lease runs out and the job is anybody's again. Leases go by the database's clock,
 * which all hosts share. lib/jobs runs the jobs; this is their table.
 */
#ifndef DATA_JOBS_H
#define DATA_JOBS_H

#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/events.h"

struct job {
	int64_t job_id;
	const char *kind;
	struct json_object *payload;	/* an object; NULL: it cannot be read (logged) */
	int attempts;			/* this one included */
	int64_t created_at_ms;
};

/* Adds a job, due at run_at_ms (0: now). With a key: while a job of that key is due, none is added,
 * but that one runs at run_at_ms if that is earlier; while it is at work, it will be run once more
 * at run_at_ms, since what it has read may be older than this. DB_OK in each case. Within a
 * transaction, it is added with it. */
enum db_result job_add(struct db *db, struct arena *a, const char *kind, const char *key,
    struct json_object *payload, int64_t run_at_ms);

/* job_add of one of thousands: while any other job is due, it waits. */
enum db_result job_add_behind(struct db *db, struct arena *a, const char *kind, const char *key,
    struct json_object *payload, int64_t run_at_ms);

/* Adds a job that is due now, unless one of that key is due at any time: that one stays as it is.
 * behind: as job_add_behind. */
enum db_result job_ensure(struct db *db, struct arena *a, const char *kind, const char *key,
    struct json_object *payload, bool behind);

/* For somebody who waits for what comes of it: job_add of one that is due now; but nothing new is
 * known, so one that is at work stays as it is, and where one is brought forward, that run is none
 * of its attempts, which last as long as if nobody had waited. */
enum db_result job_hasten(struct db *db, struct arena *a, const char *kind, const char *key,
    struct json_object *payload);

/* The same as job_add, as one of an event's facts. */
void job_add_to(struct facts *f, const char *kind, const char *key, struct json_object *payload,
    int64_t run_at_ms);

/* The next due job, leased to `worker` for lease_s seconds. DB_NONE: nothing is due. */
enum db_result job_claim(struct db *db, struct arena *a, const char *worker, int lease_s,
    struct job **job);

/* The same, but none of these kinds ("analyse-call,transcribe"). */
enum db_result job_claim_but(struct db *db, struct arena *a, const char *worker, int lease_s,
    const char *kinds, struct job **job);

/* The next four only while the lease is still ours (DB_NONE: it is not). job_hold lengthens it, for
 * work that takes longer: lease_s seconds from now on. */
enum db_result job_hold(struct db *db, const struct job *job, const char *worker, int lease_s);
enum db_result job_done(struct db *db, struct arena *a, const struct job *job, const char *worker);
enum db_result job_retry(struct db *db, struct arena *a, const struct job *job, const char *worker,
    int64_t run_at_ms, const char *error);
enum db_result job_give_up(struct db *db, struct arena *a, const struct job *job,
    const char *worker, const char *error);

/* When a job of a kind was last done, of those that are not purged yet. DB_NONE: none was. */
enum db_result job_last_done(struct db *db, struct arena *a, const char *kind, int64_t *at_ms);

/* For people: by state ("due", "given-up", "done" or NULL), newest first, as objects {id, kind,
 * key, state, runAt, attempts, leasedBy, leasedUntil, lastError, createdAt, doneAt}. Payloads stay
 * unseen: they may hold a patient's words. */
enum db_result jobs_list(struct db *db, struct arena *a, const char *state, int limit,
    struct json_object *items);

/* A given-up job is due again, or all of them (job_id 0); not one whose key is due anew. */
enum db_result jobs_run_again(struct db *db, struct arena *a, int64_t job_id, int64_t *count);

struct job_counts {
	int64_t due;			/* their time has come, and nobody is at them */
	int64_t overdue_s;		/* so long ago for the oldest of these */
	int64_t leased, given_up;
};
enum db_result jobs_count(struct db *db, struct arena *a, struct job_counts *counts);

/* Deletes what was done more than `days` ago. */
enum db_result jobs_purge(struct db *db, struct arena *a, int days);

#endif

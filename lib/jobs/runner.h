/*
 * Runs jobs. A kind of job is a function in a file of lib/jobs, followed by
 *
 *	JOB_KIND("connect-number", connect_number_job, .attempts_max = 12);
 *
 * which puts it where every worker finds it: there is no list to edit. Whoever wants the work done
 * adds a row (data/jobs.h) with the kind's name.
 *
 * A job may be run twice (its worker was killed after the work and before the row said so), and by
 * two workers at once (it took longer than its lease): its function must be written so that this
 * does no harm.
 */
#ifndef JOBS_RUNNER_H
#define JOBS_RUNNER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/config.h"
#include "data/db.h"
#include "data/jobs.h"

struct job_context {
	struct db *db;
	struct arena *arena;			/* forgotten after the job */
	const struct config *config;
	const struct job *job;			/* its payload can be read */
};

struct job_outcome {
	enum { JOB_DONE, JOB_EARLY, JOB_FAILED, JOB_HOPELESS } result;
	int after_s;				/* of JOB_EARLY; of JOB_FAILED before its back-off */
	const char *error;			/* for people; no secrets, no patients' words */
};

/* Done, or found to be needless. */
static inline struct job_outcome
job_is_done(void)
{
	return (struct job_outcome){ .result = JOB_DONE };
}

/* Nothing is wrong, it is too early: again after so many seconds. An attempt like any other. */
static inline struct job_outcome
job_is_early(int after_s, const char *why)
{
	return (struct job_outcome){ .result = JOB_EARLY, .after_s = after_s, .error = why };
}

/* Again after a while, until its attempts are used up. */
static inline struct job_outcome
job_failed(const char *why)
{
	return (struct job_outcome){ .result = JOB_FAILED, .error = why };
}

/* The same after a rest: whoever was asked wants it for so many seconds (Retry-After; 0: none was
 * said), or knows no sooner what came of it. */
static inline struct job_outcome
job_is_put_off(int rest_s, const char *why)
{
	return (struct job_outcome){ .result = JOB_FAILED, .after_s = rest_s, .error = why };
}

/* It would fail again: given up at once, for a person to look at. */
static inline struct job_outcome
job_is_hopeless(const char *why)
{
	return (struct job_outcome){ .result = JOB_HOPELESS, .error = why };
}

struct job_kind {
	const char *name;
	struct job_outcome (*run)(struct job_context *context);
	int attempts_max;			/* 0: 12: an hour or two; 60: a day */
	int every_s;				/* not 0: there is always one of these, with payload
						 * {}, due so long after the last */
	bool slow;				/* it waits for another company's answer for up to
						 * minutes: one worker of several runs none */
};

#define JOB_KIND(kind_name, function, ...) \
	static const struct job_kind function##_kind = { \
		.name = (kind_name), .run = (function), __VA_ARGS__ \
	}; \
	static const struct job_kind *const function##_entry \
	    __attribute__((section("job_kinds"), used, retain)) = &function##_kind

/* For leases and lists: "host:pid". */
const char *worker_name(void);

enum { JOB_LEASE_S = 60 };			/* a killed worker's job is anybody's after this */

struct job_tally { int done, later, failed, given_up; };

/* Claims the next due job, runs it and says so in its row. DB_OK: one was run, which *tally counts
 * (may be NULL). DB_NONE: nothing is due. Everything it allocates is forgotten. */
enum db_result jobs_run_one(struct db *db, const struct config *config, struct job_tally *tally);

/* The same for jobs that are not slow. */
enum db_result jobs_run_quick(struct db *db, const struct config *config, struct job_tally *tally);

/* Makes sure that each periodic kind has its row. */
enum db_result jobs_schedule(struct db *db);

/* How long to wait after a job's nth failure: full jitter over a span that doubles from 5 s up to
 * an hour; at least 1 s. */
int job_backoff_s(int attempts);

#endif

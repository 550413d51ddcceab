/* Runs jobs. See runner.h. */
#include "jobs/runner.h"

#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/text.h"

enum {
	ATTEMPTS_MAX = 12,
	BACKOFF_FIRST_S = 5, BACKOFF_S_MAX = 3600,
	CLAIM_BYTES = 8 * 1024 * 1024, WORK_BYTES = 128 * 1024 * 1024,
};

/* The linker's: where the pointers of all JOB_KIND begin and end. Weak, since a program may hold no
 * kind at all. */
extern const struct job_kind *const __start_job_kinds[] __attribute__((weak));
extern const struct job_kind *const __stop_job_kinds[] __attribute__((weak));

/* As numbers: to C these are two arrays that have nothing to do with each other. */
static size_t
kinds_count(void)
{
	return ((uintptr_t)__stop_job_kinds - (uintptr_t)__start_job_kinds) /
	    sizeof *__start_job_kinds;
}

static const struct job_kind *
kind_named(const char *name)
{
	for (size_t i = 0; i < kinds_count(); i++)
		if (text_same(__start_job_kinds[i]->name, name))
			return __start_job_kinds[i];
	return NULL;
}

const char *
worker_name(void)
{
	static char name[64];
	static pid_t of;
	char host[48] = "";

	/* A forked child is a worker of its own. */
	if (of != getpid()) {
		of = getpid();
		(void)gethostname(host, sizeof host - 1);
		(void)snprintf(name, sizeof name, "%s:%d", host, (int)of);
	}
	return name;
}

int
job_backoff_s(int attempts)
{
	uint32_t span = BACKOFF_FIRST_S;

	for (int i = 1; i < attempts && span < BACKOFF_S_MAX; i++)
		span *= 2;
	return 1 + (int)arc4random_uniform(span < BACKOFF_S_MAX ? span : BACKOFF_S_MAX);
}

static struct job_outcome
run(const struct job_kind *kind, struct job_context *context)
{
	const struct job *job = context->job;
	int attempts_max = kind && kind->attempts_max ? kind->attempts_max : ATTEMPTS_MAX;
	struct job_outcome outcome;

	if (!kind)
		outcome = job_failed("this version of Switchboard has no such kind of job");
	else if (job->attempts > attempts_max)
		/* Nobody said how the last one went: its worker did not live to tell. */
		return job_is_hopeless("its worker died each time");
	else if (!job->payload)
		/* There may have been no memory. Without it many a job would find nothing to do. */
		outcome = job_failed("its payload cannot be read");
	else
		outcome = kind->run(context);
	if ((outcome.result == JOB_FAILED || outcome.result == JOB_EARLY) &&
	    job->attempts >= attempts_max) {
		outcome.result = JOB_HOPELESS;
		if (!outcome.error)
			outcome.error = "it was too early each time";
	}
	return outcome;
}

/* The row says what came of it. When it cannot be told (DB_NONE: our lease ran out; or the database
 * is away), the job is run again, which does no harm. Why it failed is not for the log: what a
 * provider says may hold a phone number. */
static void
report(struct db *db, struct arena *a, const struct job_kind *kind, const struct job *job,
    const struct job_outcome *outcome, struct job_tally *tally)
{
	const char *worker = worker_name(), *error = outcome->error ? outcome->error : "";
	int wait_s = outcome->after_s +
	    (outcome->result == JOB_EARLY ? 0 : job_backoff_s(job->attempts));
	int64_t now_ms = clock_now_ms();
	enum db_result told = DB_OK;

	switch (outcome->result) {
	case JOB_DONE:
		told = job_done(db, a, job, worker);
		/* The next one of a periodic kind; the row that is done makes way. */
		if (told == DB_OK && kind->every_s)
			told = job_add(db, a, kind->name, kind->name, json_object_in(a),
			    now_ms + (int64_t)kind->every_s * 1000);
		tally->done++;
		break;
	case JOB_EARLY:
		told = job_retry(db, a, job, worker, now_ms + (int64_t)wait_s * 1000, error);
		tally->later++;
		break;
	case JOB_FAILED:
		log_warning("job %lld (%s) failed, again in %d s", (long long)job->job_id,
		    job->kind, wait_s);
		told = job_retry(db, a, job, worker, now_ms + (int64_t)wait_s * 1000, error);
		tally->failed++;
		break;
	case JOB_HOPELESS:
		log_error("job %lld (%s) is given up", (long long)job->job_id, job->kind);
		told = job_give_up(db, a, job, worker, error);
		tally->given_up++;
		break;
	}
	if (told != DB_OK)
		log_warning("job %lld (%s) was run, but its row does not say so: it is run again",
		    (long long)job->job_id, job->kind);
}

/* "KIND,KIND" */
static const char *
slow_kinds(struct arena *a)
{
	struct text names = text_new(a);

	for (size_t i = 0; i < kinds_count(); i++)
		if (__start_job_kinds[i]->slow)
			text_printf(&names, "%s%s", names.length ? "," : "",
			    __start_job_kinds[i]->name);
	return names.data;
}

static enum db_result
run_one(struct db *db, const struct config *config, bool quick, struct job_tally *tally)
{
	static const char *const words[] = {
		[JOB_DONE] = "done", [JOB_EARLY] = "too early",
		[JOB_FAILED] = "failed", [JOB_HOPELESS] = "given up",
	};
	static struct arena *claim, *work;
	struct job_tally nobody_asks = { 0 };
	const struct job_kind *kind;
	struct job_outcome outcome;
	enum db_result found;
	int64_t start_us;
	struct job *job;

	if (!claim) {
		claim = arena_new(CLAIM_BYTES);
		work = arena_new(WORK_BYTES);
	}
	found = job_claim_but(db, claim, worker_name(), JOB_LEASE_S,
	    quick ? slow_kinds(claim) : "", &job);
	if (found == DB_OK) {
		struct job_context context = {
			.db = db, .arena = work, .config = config, .job = job,
		};

		start_us = clock_steady_us();
		kind = kind_named(job->kind);
		outcome = run(kind, &context);
		report(db, claim, kind, job, &outcome, tally ? tally : &nobody_asks);
		log_info("job %lld (%s): %s after %lld ms", (long long)job->job_id, job->kind,
		    words[outcome.result],
		    (long long)(clock_steady_us() - start_us) / 1000);
	}
	arena_reset(work);
	arena_reset(claim);
	return found;
}

enum db_result
jobs_run_one(struct db *db, const struct config *config, struct job_tally *tally)
{
	return run_one(db, config, false, tally);
}

enum db_result
jobs_run_quick(struct db *db, const struct config *config, struct job_tally *tally)
{
	return run_one(db, config, true, tally);
}

enum db_result
jobs_schedule(struct db *db)
{
	struct arena *a = arena_new(CLAIM_BYTES);
	enum db_result result = DB_OK;

	for (size_t i = 0; i < kinds_count() && result == DB_OK; i++) {
		const struct job_kind *kind = __start_job_kinds[i];

		if (kind->every_s)
			result = job_ensure(db, a, kind->name, kind->name, json_object_in(a), false);
	}
	arena_free(a);
	return result;
}

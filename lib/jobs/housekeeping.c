/* Once a day: rows that nobody asks for any more. */
#include "core/clock.h"
#include "data/idempotency.h"
#include "data/notices.h"
#include "data/users.h"
#include "jobs/runner.h"

enum { DAY_S = 24 * 60 * 60, JOBS_KEPT_DAYS = 7 };

static struct job_outcome
housekeeping_job(struct job_context *c)
{
	int64_t now_ms = clock_now_ms();

	if (jobs_purge(c->db, c->arena, JOBS_KEPT_DAYS) > DB_NONE ||
	    logins_purge(c->db, c->arena, now_ms - (int64_t)DAY_S * 1000, now_ms) > DB_NONE ||
	    idempotency_purge(c->db, c->arena) > DB_NONE ||
	    keywords_purge(c->db, c->arena, now_ms) > DB_NONE)
		return job_failed("the database did not do it");
	return job_is_done();
}

JOB_KIND("housekeeping", housekeeping_job, .every_s = DAY_S);

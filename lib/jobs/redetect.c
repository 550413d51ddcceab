/*
 * Every ten minutes: verdicts that rest on an older version of the booking detector are found anew,
 * some hundred at a time. What a model said of a call counts on, beside the new detector.
 */
#include "core/clock.h"
#include "core/log.h"
#include "data/analysis.h"
#include "desk/booking.h"
#include "jobs/analyse_call.h"
#include "jobs/runner.h"

enum { EVERY_S = 600, PAGE = 100, LONGEST_US = 40 * 1000000, CALL_BYTES = 64 * 1024 * 1024 };

static struct job_outcome
redetect_job(struct job_context *c)
{
	int64_t until_us = clock_steady_us() + LONGEST_US, found = 0;
	struct arena *one = arena_new(CALL_BYTES);
	struct job_outcome outcome = job_is_done();
	const char **sids;
	size_t count = PAGE, moved = 1;

	while (count == PAGE && moved && clock_steady_us() < until_us) {
		if (analysis_outdated(c->db, c->arena, BOOKING_VERSION, PAGE, &sids, &count) != DB_OK) {
			outcome = job_failed("the database did not answer");
			break;
		}
		moved = 0;
		for (size_t i = 0; i < count && clock_steady_us() < until_us; i++) {
			enum db_result result = call_detect(c->db, one, c->config, sids[i]);

			arena_reset(one);
			moved += result == DB_OK;
			if (result != DB_OK && result != DB_NONE)
				outcome = job_failed("a call's verdict could not be stored");
		}
		found += (int64_t)moved;
	}
	arena_free(one);
	if (found)
		log_info("redetect: %lld verdicts were found anew", (long long)found);
	return outcome;
}

JOB_KIND("redetect", redetect_job, .every_s = EVERY_S);

/*
 * Sends campaigns. A run takes recipients (data/campaigns.h) as long as their moments are near, for
 * a few seconds at most, and orders the next run for when others may be taken: it never waits
 * itself. Each text has its own job, "send-message", due at its moment; so the rate is kept while a
 * run takes a second's worth at once, and texts go out from all workers. Where these do not keep up,
 * it takes nobody. Ordered runs are no attempts: a campaign may take weeks.
 *
 * Every minute, campaigns without a run are given one, whatever has become of theirs, and texts
 * that have come to their end are entered.
 */
#include "core/clock.h"
#include "core/log.h"
#include "data/campaigns.h"
#include "jobs/runner.h"

enum {
	RUN_US = 5 * 1000 * 1000,		/* well within a job's lease */
	BEHIND_MS = 2000,
	LOOK_MS = 10 * 60 * 1000,		/* calling hours may change meanwhile */
	OFF_MS = 60 * 1000, EVERY_S = 60, PAGE = 100,
	BYTES = 8 * 1024 * 1024,
};

/* Until nobody can be taken, or for RUN_US. *at_ms: when to run again; 0: not. */
static enum db_result
take_some(struct db *db, struct arena *a, int64_t campaign_id, int64_t *at_ms)
{
	int64_t ends_us = clock_steady_us() + RUN_US;
	enum campaign_turn turn = CAMPAIGN_SKIPPED;
	int64_t late = 0;
	enum db_result result = campaign_backlog(db, a, campaign_id, clock_now_ms(), &late);

	if (result == DB_OK && late >= CAMPAIGN_BACKLOG_MAX) {
		*at_ms = clock_now_ms() + BEHIND_MS;
		return DB_OK;
	}
	while (result == DB_OK && (turn == CAMPAIGN_TAKEN || turn == CAMPAIGN_SKIPPED)) {
		*at_ms = clock_now_ms();
		if (clock_steady_us() > ends_us)
			return DB_OK;
		arena_reset(a);
		result = campaign_take(db, a, campaign_id, *at_ms, &turn, at_ms);
	}
	if (turn == CAMPAIGN_RESTS)
		*at_ms = 0;
	else if (*at_ms > clock_now_ms() + LOOK_MS)
		*at_ms = clock_now_ms() + LOOK_MS;
	return result;
}

static struct job_outcome
campaign_job(struct job_context *c)
{
	int64_t campaign_id = json_get_int(c->job->payload, "campaignId", 0);
	/* Without credentials each text would be given up at once. */
	int64_t at_ms = clock_now_ms() + OFF_MS;
	struct campaign campaign;
	enum db_result result = campaign_find(c->db, c->arena, campaign_id, &campaign);

	if (result == DB_OK && campaign.ended_at_ms) {
		at_ms = 0;
		result = campaign_wind_up(c->db, c->arena, campaign_id);
	} else if (result == DB_OK && config_has_twilio(c->config)) {
		struct arena *a = arena_new(BYTES);

		result = take_some(c->db, a, campaign_id, &at_ms);
		arena_free(a);
	}
	if (result == DB_OK && at_ms)
		result = campaign_schedule(c->db, c->arena, campaign_id, at_ms);
	return result <= DB_NONE ? job_is_done() : job_failed("the database did not answer");
}

static struct job_outcome
campaigns_job(struct job_context *c)
{
	int64_t now_ms = clock_now_ms(), last = 0;
	struct campaign_at_work *list;
	size_t count = PAGE;
	enum db_result result = DB_OK;

	while (result == DB_OK && count == PAGE) {
		result = campaigns_at_work(c->db, c->arena, now_ms, last, PAGE, &list, &count);
		for (size_t i = 0; result == DB_OK && i < count; i++) {
			last = list[i].campaign_id;
			result = campaign_settle(c->db, c->arena, last, now_ms);
			if (result != DB_OK || !list[i].going)
				continue;
			result = campaign_ensure(c->db, c->arena, last);
		}
	}
	return result == DB_OK ? job_is_done() : job_failed("the database did not answer");
}

JOB_KIND("campaign", campaign_job);
JOB_KIND("campaigns", campaigns_job, .every_s = EVERY_S);

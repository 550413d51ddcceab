/*
 * metrics - figures for Prometheus, on METRICS_LISTEN alone
 *
 * What this host's programs counted, its spool and snapshot; jobs and calls from the database, left out while that is away.
 */
#include "core/clock.h"
#include "data/figures.h"
#include "data/jobs.h"
#include "web/metrics.h"
#include "web/request.h"
#include "web/spool.h"

static void
gauge(struct text *out, const char *name, const char *help, int64_t value)
{
	text_printf(out, "# HELP switchboard_%s %s\n# TYPE switchboard_%s gauge\nswitchboard_%s %lld\n", name, help, name, name, (long long)value);
}

static void
print_database(struct request *r, struct text *out)
{
	struct job_counts jobs;
	struct outcome_count *counts;
	size_t count;
	bool there = jobs_count(r->db, r->arena, &jobs) == DB_OK;

	gauge(out, "database_up", "Does the database answer?", there);
	if (!there)
		return;
	gauge(out, "jobs_due", "Jobs that are not done.", jobs.due);
	gauge(out, "jobs_leased", "Jobs being done now.", jobs.leased);
	gauge(out, "jobs_given_up", "Jobs that a person must look at.", jobs.given_up);
	gauge(out, "jobs_oldest_due_seconds", "Age of the oldest due job.", jobs.overdue_s);
	if (calls_by_outcome(r->db, r->arena, r->now_ms - 24 * 3600 * 1000LL, &counts, &count) != DB_OK)
		return;
	text_puts(out, "# HELP switchboard_calls Calls of the last 24 hours, by what became of them.\n# TYPE switchboard_calls gauge\n");
	for (size_t i = 0; i < count; i++)
		text_printf(out, "switchboard_calls{direction=\"%s\",outcome=\"%s\"} %lld\n", counts[i].direction, counts[i].outcome, (long long)counts[i].calls);
}

static enum outcome
metrics(struct request *r)
{
	struct text out = text_new(r->arena);
	int64_t written_ms = snapshot_written_at_ms(r->snapshot);

	metrics_print(&out, r->config->state_dir);
	gauge(&out, "spool_waiting", "Webhooks in the spool.", spool_depth(r->config->spool_dir, "new"));
	gauge(&out, "spool_bad", "Webhooks that could not be replayed.", spool_depth(r->config->spool_dir, "bad"));
	gauge(&out, "snapshot_version", "Version of the routing snapshot.", snapshot_version(r->snapshot));
	gauge(&out, "snapshot_age_seconds", "Age of the routing snapshot, -1 where there is none.", written_ms ? (r->now_ms - written_ms) / 1000 : -1);
	print_database(r, &out);
	return answer_text(r, 200, "text/plain; version=0.0.4; charset=utf-8", out.data);
}

static const struct endpoint endpoints[] = {
	{ GET, "/metrics", CALLER_PUBLIC, metrics, "Figures for Prometheus", NULL, INTERNAL, .processes = 1 },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

/*
 * Every six hours: what calls cost, where Twilio knew it later than the job reconcile looks back.
 * An hour after the other of the last two days is asked for, so that nothing need be noted with a
 * call while it is under way.
 */
#include "carrier/twilio.h"
#include "core/clock.h"
#include "core/form.h"
#include "core/log.h"
#include "data/calls.h"
#include "jobs/runner.h"

enum {
	EVERY_S = 6 * 3600, HOUR_MS = 3600 * 1000, HOURS = 48, CALLS_MAX = 5000,
	AT_MOST_US = 40 * 1000 * 1000,		/* well within a job's lease */
	HOUR_BYTES = 256 * 1024 * 1024,
};

struct sweep {
	struct db *db;
	enum db_result stored;
	size_t seen;
};

static bool
take(struct json_object *call, void *context)
{
	struct sweep *s = context;
	const char *unit, *price = twilio_price(call, &unit), *sid = json_get_text(call, "sid");

	s->seen++;
	if (sid && price)
		s->stored = call_price(s->db, sid, price, unit);
	if (s->stored == DB_NONE)
		s->stored = DB_OK;
	return s->stored == DB_OK;
}

static struct job_outcome
call_prices_job(struct job_context *c)
{
	struct arena *a = arena_new(HOUR_BYTES);
	struct sweep s = { .db = c->db };
	struct twilio_answer answer = { .result = TWILIO_OK };
	int64_t now_ms = clock_now_ms(), until_us = clock_steady_us() + AT_MOST_US;
	const char *why = NULL;

	for (int hour = 0; hour < HOURS && !why && config_has_twilio(c->config); hour++) {
		struct text fields;

		arena_reset(a);
		fields = text_new(a);
		s.seen = 0;
		form_put(&fields, "StartTime>", arena_printf(a, "%.19sZ",
		    instant_iso(a, now_ms - (int64_t)(hour + 1) * HOUR_MS)));
		form_put(&fields, "StartTime<", arena_printf(a, "%.19sZ",
		    instant_iso(a, now_ms - (int64_t)hour * HOUR_MS)));
		twilio_list(a, c->config, "/Calls.json", fields.data, "calls", CALLS_MAX, take, &s,
		    &answer);
		if (s.stored != DB_OK)
			why = "the database did not answer";
		else if (answer.result != TWILIO_OK)
			why = arena_string(c->arena, answer.message);
		else if (clock_steady_us() > until_us)
			break;			/* older ones had their turns before */
		if (s.seen >= CALLS_MAX)
			log_warning("prices: only %d calls of an hour were looked at", CALLS_MAX);
	}
	arena_free(a);
	return why ? job_failed(why) : job_is_done();
}

JOB_KIND("call-prices", call_prices_job, .every_s = EVERY_S);

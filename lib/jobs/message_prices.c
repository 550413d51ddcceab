/*
 * Every minute: what texts cost. Twilio knows it minutes to hours after they were sent or came in,
 * so each is asked for some minutes later, and again at growing intervals for two days; until then
 * its price is pending. With it comes its state, in case that a status callback was lost.
 * A text of which Twilio cannot answer waits like one without a price, so that it holds up no other.
 */
#include "carrier/twilio.h"
#include "core/clock.h"
#include "core/text.h"
#include "data/messages.h"
#include "jobs/runner.h"

enum {
	EVERY_S = 60, FAILURES_MAX = 3, MINUTE_MS = 60 * 1000, FIRST_MS = 10 * MINUTE_MS,
	AT_MOST_US = 30 * 1000 * 1000,	/* less than the lease; the rest is for the next run */
};

/* After the nth answer without a price. */
static const int again_minutes[] = { 20, 60, 4 * 60, 12 * 60, 24 * 60 };

static int64_t
next_ms(const struct unpriced *m, int64_t now_ms)
{
	size_t n = sizeof again_minutes / sizeof *again_minutes;

	return (size_t)m->attempts < n ? now_ms + again_minutes[m->attempts] * MINUTE_MS : 0;
}

static enum db_result
store(struct job_context *c, const struct unpriced *m, struct json_object *twilio, int64_t now_ms)
{
	const char *unit, *price = twilio_price(twilio, &unit);
	enum db_result result = DB_OK;

	if (text_has_prefix(json_get_text(twilio, "direction"), "outbound"))
		result = message_settle(c->db, c->arena, m->message_id, m->message_sid,
		    json_get_text(twilio, "status"), (int)json_get_int(twilio, "error_code", 0), 0);
	return result > DB_NONE ? result : message_price(c->db, c->arena, m->message_id, price, unit,
	    price ? 0 : next_ms(m, now_ms));
}

static struct job_outcome
message_prices_job(struct job_context *c)
{
	int64_t now_ms = clock_now_ms(), until_us = clock_steady_us() + AT_MOST_US;
	struct unpriced *list;
	size_t count;
	int failures = 0;

	if (!config_has_twilio(c->config))
		return job_is_done();
	if (messages_unpriced(c->db, c->arena, now_ms, now_ms - FIRST_MS, &list, &count) != DB_OK)
		return job_failed("the database did not answer");
	for (size_t i = 0; i < count && clock_steady_us() < until_us; i++) {
		struct twilio_answer answer;
		enum db_result result;

		twilio_get(c->arena, c->config,
		    arena_printf(c->arena, "/Messages/%s.json", list[i].message_sid), NULL, 0, &answer);
		if (answer.result == TWILIO_OK && answer.json)
			result = store(c, &list[i], answer.json, now_ms);
		else if (answer.result == TWILIO_REFUSED && answer.status == 404)	/* deleted there */
			result = message_price(c->db, c->arena, list[i].message_id, NULL, NULL, 0);
		else if (answer.status >= 500 && ++failures < FAILURES_MAX)
			result = message_price(c->db, c->arena, list[i].message_id, NULL, NULL,
			    next_ms(&list[i], now_ms));
		else
			return job_failed(answer.message);
		if (result > DB_NONE)
			return job_failed("the database did not store what Twilio said");
	}
	return job_is_done();
}

JOB_KIND("message-prices", message_prices_job, .every_s = EVERY_S);

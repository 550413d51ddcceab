/*
 * Every five minutes: what Twilio knows and we may have missed. Its list of calls is compared with
 * ours, so that a call whose webhooks never arrived (we were unreachable, or a program was killed)
 * is on record nevertheless; and purchases whose outcome nobody told us are looked up.
 */
#include "carrier/twilio.h"
#include "core/clock.h"
#include "core/form.h"
#include "core/log.h"
#include "core/text.h"
#include "data/calls.h"
#include "data/numbers.h"
#include "jobs/purchase_number.h"
#include "jobs/runner.h"

enum { EVERY_S = 300, BACK_MS = 2 * 60 * 60 * 1000, CALLS_MAX = 5000, PURCHASE_MS = 60 * 1000 };

struct sweep {
	struct job_context *c;
	struct number *ours;
	size_t count;
	enum db_result stored;
	int64_t found;			/* calls of which Twilio knew more than we did */
};

static const struct number *
ours(const struct sweep *s, const char *phone_number)
{
	for (size_t i = 0; phone_number && i < s->count; i++)
		if (text_same(s->ours[i].phone_number, phone_number))
			return &s->ours[i];
	return NULL;
}

static int64_t
when(struct json_object *call, const char *name)
{
	const char *text = json_get_text(call, name);
	int64_t ms;

	return text && instant_parse_rfc2822(text, &ms) ? ms : 0;
}

/* Twilio says seconds as text. */
static int64_t
seconds(struct json_object *call)
{
	const char *text = json_get_text(call, "duration");
	int64_t n;

	if (text && number_parse(text, 0, INT32_MAX, &n))
		return n;
	return json_get_int(call, "duration", -1);
}

static bool
compare(struct json_object *call, void *context)
{
	struct sweep *s = context;
	const char *sid = json_get_text(call, "sid"), *direction = json_get_text(call, "direction");
	const char *from = json_get_text(call, "from"), *to = json_get_text(call, "to");
	bool inbound = text_same(direction, "inbound"), changed = false;
	const struct number *number = ours(s, inbound ? to : from);
	struct call_report r;

	/* The leg that a Dial makes is part of its parent's entry. */
	if (!sid || !number || json_get_text(call, "parent_call_sid") ||
	    (!inbound && !text_same(direction, "outbound-api")))
		return true;
	r = call_report(sid);
	r.clinic_id = number->clinic_id;
	r.direction = inbound ? "inbound" : "outbound";
	r.call_type = inbound ? "inbound" : "outbound";
	r.from = from;
	r.to = to;
	r.twilio_phone_number = number->phone_number;
	r.phone = inbound ? from : to;
	r.status = json_get_text(call, "status");
	r.started_at_ms = when(call, "start_time");
	if (!r.started_at_ms)
		r.started_at_ms = when(call, "date_created");
	r.ended_at_ms = when(call, "end_time");
	if (r.ended_at_ms)
		r.duration = seconds(call);
	s->stored = call_reconcile(s->c->db, s->c->arena, &r, &changed);
	s->found += changed;
	return s->stored == DB_OK || s->stored == DB_NONE;
}

static struct job_outcome
reconcile_job(struct job_context *c)
{
	struct sweep sweep = { .c = c };
	struct text fields = text_new(c->arena);
	struct twilio_answer twilio;
	struct purchase *lost;
	size_t lost_count;
	int64_t now_ms = clock_now_ms();

	if (!config_has_twilio(c->config))
		return job_is_done();
	if (numbers_all(c->db, c->arena, &sweep.ours, &sweep.count) != DB_OK ||
	    purchases_unsettled(c->db, c->arena, now_ms - PURCHASE_MS, &lost, &lost_count) != DB_OK)
		return job_failed("the database did not answer");
	for (size_t i = 0; i < lost_count; i++)
		if (purchase_find_out(c->db, c->arena, lost[i].purchase_id, now_ms) != DB_OK)
			return job_failed("the database did not answer");
	if (!sweep.count)
		return job_is_done();
	/* The operator is part of the name: StartTime> means "at or after". */
	form_put(&fields, "StartTime>",
	    arena_printf(c->arena, "%.19sZ", instant_iso(c->arena, now_ms - BACK_MS)));
	twilio_list(c->arena, c->config, "/Calls.json", fields.data, "calls", CALLS_MAX, compare,
	    &sweep, &twilio);
	if (sweep.found)
		log_info("reconcile: Twilio knew more than we did of %lld calls",
		    (long long)sweep.found);
	if (twilio.result != TWILIO_OK)
		return job_failed(twilio.message);
	if (sweep.stored != DB_OK && sweep.stored != DB_NONE)
		return job_failed("the database did not store a call");
	return job_is_done();
}

JOB_KIND("reconcile", reconcile_job, .every_s = EVERY_S);

/*
 * Every five minutes: what Twilio knows and we may have missed. Its lists of calls and recordings
 * are compared with ours, so that a call whose webhooks never arrived (we were unreachable, or a
 * program was killed) is on record nevertheless, with what follows from its end; and purchases
 * whose outcome nobody told us are looked up. (Texts: reconcile_texts.c.)
 */
#include "carrier/twilio.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/text.h"
#include "data/calls.h"
#include "data/outbound_calls.h"
#include "data/recordings.h"
#include "jobs/lately.h"
#include "jobs/place_call.h"
#include "jobs/purchase_number.h"
#include "jobs/runner.h"

enum {
	EVERY_S = 300, CALLS_MAX = 5000, RECORDINGS_MAX = 5000, PURCHASE_MS = 60 * 1000,
	ADOPT_DAYS = 7,			/* older ones are left to retention, which runs less often */
	OURS_MS = 15 * 60 * 1000,	/* so long, a call of ours is for its own job to find */
};

struct sweep {
	struct job_context *c;
	int64_t since_ms, now_ms;
	struct our_numbers ours;
	struct outbound_call *unknown;	/* calls of ours of which nobody knows */
	size_t unknown_count;
	enum db_result stored;
	int64_t found;			/* calls of which Twilio knew more than we did */
	int64_t recordings;		/* the same of recordings */
};

/* Twilio says seconds as text. */
static int64_t
seconds(struct json_object *item)
{
	const char *text = json_get_text(item, "duration");
	int64_t n;

	if (text && number_parse(text, 0, INT32_MAX, &n))
		return n;
	return json_get_int(item, "duration", -1);
}

/* A call's report, with the job that follows from its end. */
struct late_call {
	struct arena *arena;
	const struct call_report *report;
	bool ended, changed;
};

static enum db_result
store_call(struct db *db, void *context)
{
	struct late_call *l = context;
	enum db_result result = call_reconcile(db, l->arena, l->report, &l->changed);

	if (result != DB_OK || !l->changed || !l->ended)
		return result;
	return call_order_ended(db, l->arena, l->report->call_sid);
}

/* A call that we made, or somebody else with the same account, from a number of ours. One that no
 * intent has may yet be an intent's whose answer was lost; while that can be, no row is made of it.
 * False: not yet, or the database did not say. */
static bool
is_for_record(struct sweep *s, struct json_object *call, const char *sid)
{
	bool taken = false, is_it = false;

	s->stored = outbound_call_sid_is_taken(s->c->db, s->c->arena, sid, 0, &taken);
	for (size_t i = 0; s->stored == DB_OK && !taken && !is_it && i < s->unknown_count; i++) {
		s->stored = call_is_listed(s->c->db, s->c->arena, &s->unknown[i], call, &is_it);
		if (is_it)
			s->stored = call_settle_listed(s->c->db, s->c->arena, &s->unknown[i],
			    call);
		if (is_it)
			s->unknown[i].asked_at_ms = 0;		/* known from now on */
		s->found += is_it;
	}
	return s->stored == DB_OK &&
	    (taken || is_it || lately_when(call, "date_created") < s->now_ms - OURS_MS);
}

static bool
compare(struct json_object *call, void *context)
{
	struct sweep *s = context;
	const char *sid = json_get_text(call, "sid"), *direction = json_get_text(call, "direction");
	const char *from = json_get_text(call, "from"), *to = json_get_text(call, "to");
	bool inbound = text_same(direction, "inbound");
	const struct number *number = our_number(&s->ours, inbound ? to : from);
	struct call_report r;
	struct late_call late = { .arena = s->c->arena, .report = &r };

	/* The leg that a Dial makes is part of its parent's entry. */
	if (!sid || !number || json_get_text(call, "parent_call_sid") ||
	    (!inbound && !text_same(direction, "outbound-api")))
		return true;
	if (!inbound && !is_for_record(s, call, sid))
		return s->stored == DB_OK;
	r = call_report(sid);
	r.clinic_id = number->clinic_id;
	r.direction = inbound ? "inbound" : "outbound";
	r.call_type = inbound ? "inbound" : "outbound";
	r.from = from;
	r.to = to;
	r.twilio_phone_number = number->phone_number;
	r.phone = inbound ? from : to;
	r.status = json_get_text(call, "status");
	r.started_at_ms = lately_when(call, "start_time");
	if (!r.started_at_ms)
		r.started_at_ms = lately_when(call, "date_created");
	r.ended_at_ms = lately_when(call, "end_time");
	if (r.ended_at_ms)
		r.duration = seconds(call);
	r.answered_by = json_get_text(call, "answered_by");
	late.ended = r.ended_at_ms;
	s->stored = db_transact(s->c->db, store_call, &late);
	s->found += s->stored == DB_OK && late.changed;
	return s->stored == DB_OK;
}

/* The price of each leg comes some time after its end: most are in this list by then
 * (call_prices.c). */
static bool
compare_call(struct json_object *call, void *context)
{
	struct sweep *s = context;
	const char *unit, *price = twilio_price(call, &unit), *sid = json_get_text(call, "sid");

	if (!compare(call, context))
		return false;
	if (sid && price)
		s->stored = call_price(s->c->db, sid, price, unit);
	if (s->stored == DB_NONE)
		s->stored = DB_OK;
	return s->stored == DB_OK;
}

static bool
compare_recording(struct json_object *recording, void *context)
{
	struct sweep *s = context;
	const char *status = json_get_text(recording, "status");
	struct recording_report r = {
		.recording_sid = json_get_text(recording, "sid"),
		.call_sid = json_get_text(recording, "call_sid"),
		.url = json_get_text(recording, "media_url"),
		.source = json_get_text(recording, "source"),
		/* Its other words are states on the way to these. */
		.status = text_same(status, "completed") || text_same(status, "absent") ? status :
		    "in-progress",
		.duration = seconds(recording),
		.channels = (int)json_get_int(recording, "channels", 0),
		.error_code = (int)json_get_int(recording, "error_code", 0),
		.started_at_ms = lately_when(recording, "start_time"),
	};
	bool changed = false;

	if (!r.recording_sid || !r.call_sid)
		return true;
	s->stored = recording_reconcile(s->c->db, s->c->arena, &r, &changed);
	if (s->stored == DB_NONE)
		s->stored = DB_OK;	/* of a call that is none of ours */
	s->recordings += changed;
	return s->stored == DB_OK;
}

static struct job_outcome
reconcile_job(struct job_context *c)
{
	struct sweep sweep = { .c = c, .now_ms = clock_now_ms() };
	struct twilio_answer twilio;
	struct purchase *lost;
	size_t lost_count;
	int64_t now_ms = sweep.now_ms;

	if (!config_has_twilio(c->config))
		return job_is_done();
	if (recordings_adopt(c->db, ADOPT_DAYS) != DB_OK ||
	    lately_since(c, now_ms, &sweep.since_ms) != DB_OK ||
	    our_numbers_read(c, &sweep.ours) != DB_OK ||
	    outbound_calls_unknown(c->db, c->arena, now_ms, &sweep.unknown,
		&sweep.unknown_count) != DB_OK ||
	    purchases_unsettled(c->db, c->arena, now_ms - PURCHASE_MS, &lost, &lost_count) != DB_OK)
		return job_failed("the database did not answer");
	for (size_t i = 0; i < lost_count; i++)
		if (purchase_find_out(c->db, c->arena, lost[i].purchase_id, now_ms) != DB_OK)
			return job_failed("the database did not answer");
	if (!sweep.ours.count && !*sweep.ours.servers.phone_number)
		return job_is_done();
	/* Calls first: a recording is its call's. */
	lately_list(c, sweep.since_ms, "/Calls.json", "StartTime>", "calls", CALLS_MAX,
	    compare_call, &sweep, &twilio);
	if (twilio.result == TWILIO_OK && sweep.stored == DB_OK)
		lately_list(c, sweep.since_ms, "/Recordings.json", "DateCreated>", "recordings",
		    RECORDINGS_MAX, compare_recording, &sweep, &twilio);
	if (sweep.found || sweep.recordings)
		log_info("reconcile: Twilio knew more than we did of %lld calls, %lld recordings",
		    (long long)sweep.found, (long long)sweep.recordings);
	if (twilio.result != TWILIO_OK)
		return job_failed(twilio.message);
	if (sweep.stored != DB_OK)
		return job_failed("the database did not store what was found");
	return job_is_done();
}

JOB_KIND("reconcile", reconcile_job, .every_s = EVERY_S);

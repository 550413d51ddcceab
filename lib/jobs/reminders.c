/*
 * Reminds patients of their visits, every minute: texts and confirmation calls, as the clinic's
 * routing document says and desk/reminding.h decides. Visits are found by their clinic and time; the
 * reminder's row is claimed in one transaction with the intent of what is sent, so that a worker who
 * is killed, or a second one beside it, neither forgets nor doubles.
 */
#include "core/clock.h"
#include "core/log.h"
#include "core/text.h"
#include "data/clinics.h"
#include "data/consents.h"
#include "data/languages.h"
#include "data/messages.h"
#include "data/numbers.h"
#include "data/phones.h"
#include "data/reminders.h"
#include "desk/reminding.h"
#include "desk/spoken.h"
#include "jobs/confirm_call.h"
#include "jobs/runner.h"

enum {
	EVERY_S = 60, RUN_US = 40 * 1000 * 1000,	/* well within a job's lease */
	PAGE = 200, PAGE_BYTES = 64 * 1024 * 1024,
	APART_MS = 15 * 60 * 1000,			/* calls to a family that no text reaches */
};

struct run {
	struct job_context *c;
	struct routes *routes;
	struct arena *arena;			/* of one page of visits */
	int64_t ends_us;			/* by the steady clock; the rest is the next run's */
	int texts, calls;
	/* the clinic in hand */
	struct clinic clinic;
	struct routing routing;
	const char *from;			/* its first number */
	bool sms, call;				/* what it sends and can send */
};

/* What is told of together; mostly it is one visit. */
struct group {
	struct run *run;
	const struct reminded_visit *first;
	struct reminded_visit *visits;
	size_t count;
	int hours;
	int64_t until_ms;			/* later it is not sent any more */
	int64_t call_at_ms;
	int bad_code;				/* no text reaches the number; 0: they do */
	int texts, calls;			/* what came of it */
};

/* --- in the transaction ------------------------------------------------------------------------ */

/* 0: somebody else has it, or the visit is not what it was. */
static enum db_result
claim(struct db *db, const struct group *g, const struct reminded_visit *v, bool by_call,
    const char *skipped, int64_t *reminder_id)
{
	enum db_result result = reminder_claim(db, g->run->arena, &(struct reminder){
		.appointment_id = v->appointment_id, .starts_at_ms = v->starts_at_ms,
		.offset_hours = g->hours, .by_call = by_call, .skipped = skipped,
	}, reminder_id);

	if (result != DB_OK)
		*reminder_id = 0;
	return result == DB_NONE || result == DB_DUPLICATE ? DB_OK : result;
}

/* NULL: not a text of any language can be read. */
static const char *
words(const struct group *g, const struct reminded_visit *first, int visits)
{
	const struct run *run = g->run;
	struct arena *a = run->arena;
	struct civil at = zone_civil(run->clinic.timezone, first->starts_at_ms);
	struct civil now = zone_civil(run->clinic.timezone, clock_now_ms());
	struct language language;

	if (!language_load(a, run->c->config, first->language, run->clinic.language, &language))
		return NULL;
	return texts_fill(a, language.texts, visits > 1 ? "text.reminder.several" :
	    "text.reminder", (const char *const[][2]){
		{ "{clinic}", run->clinic.name },
		{ "{when}", written_when(a, language.texts, &at, &now) },
		{ "{visits}", written_visits(a, language.texts, visits) },
		{ "{phone}", run->from },
		{ NULL, NULL },
	});
}

/* One text for all that can be claimed: of one visit, or of several. why_not: none is sent; NULL. */
static enum db_result
remind_by_text(struct db *db, struct group *g, const char *why_not)
{
	int64_t ids[2 * REMINDED_TOGETHER_MAX], message_id;
	const struct reminded_visit *first = NULL;
	struct arena *a = g->run->arena;
	const char *body;
	int count = 0, visits = 0, ways = g->count > 1 ? 2 : 1;
	enum db_result result = DB_OK;

	for (size_t i = 0; i < g->count; i++) {
		int claimed = count;

		for (int by_call = 0; by_call < ways; by_call++) {
			if (!(by_call ? g->run->call : g->run->sms))
				continue;
			result = claim(db, g, &g->visits[i], by_call, why_not, &ids[count]);
			if (result != DB_OK)
				return result;
			count += ids[count] != 0;
		}
		if (count == claimed)
			continue;
		visits++;
		first = first ? first : &g->visits[i];
	}
	if (!visits || why_not)
		return DB_OK;
	body = words(g, first, visits);
	if (!body)
		return DB_FAILED;
	result = message_intend(db, a, g->run->clinic.clinic_id,
	    arena_printf(a, "reminder:%lld", (long long)ids[0]), g->run->from, first->phone, body,
	    &message_id);
	if (result == DB_OK)
		result = message_ask_until(db, a, message_id, g->until_ms);
	for (int i = 0; i < count && result == DB_OK; i++)
		result = reminder_sent(db, ids[i], message_id, 0);
	g->texts = 1;
	return result;
}

/* Why no call is made; NULL: one is. */
static enum db_result
reason_not_to_call(struct db *db, const struct group *g, bool allowed, const char **why)
{
	struct arena *a = g->run->arena;
	const char *provider = confirm_provider(g->run->c->config);
	struct outbound_call last;
	bool under_way;
	enum db_result result = confirm_last_call(db, a, g->first->appointment_id, &last,
	    &under_way);

	if (!allowed)
		*why = "opted out";
	else if (!reminder_may_call(g->first->status))
		*why = "confirmed already";
	else if (under_way)
		*why = "being called";
	else if (!confirm_reaches(a, provider, g->first->phone))
		*why = "out of the provider's reach";
	else
		*why = NULL;
	return result;
}

static enum db_result
remind_by_call(struct db *db, struct group *g, bool allowed)
{
	struct run *run = g->run;
	struct arena *a = run->arena;
	struct appointment visit;
	struct outbound_call call;
	const char *why;
	int64_t id = 0;
	enum db_result result = reason_not_to_call(db, g, allowed, &why);

	if (result == DB_OK)
		result = claim(db, g, g->first, true, why, &id);
	if (result != DB_OK || !id || why)
		return result;
	result = appointment_find(db, a, g->first->appointment_id, &visit);
	if (result == DB_OK)
		result = confirm_call_intend(db, a, run->c->config, run->routes,
		    &(struct confirm_order){
			.clinic = &run->clinic, .visit = &visit, .from = run->from,
			.origin = arena_printf(a, "reminder:%lld", (long long)id),
			.place_at_ms = g->call_at_ms, .ask_until_ms = g->until_ms,
		    }, &call);
	if (result == DB_OK)
		result = reminder_sent(db, id, 0, call.call_id);
	g->calls = 1;
	return result;
}

static enum db_result
remind(struct db *db, void *context)
{
	struct group *g = context;
	struct arena *a = g->run->arena;
	int64_t clinic_id = g->run->clinic.clinic_id;
	bool by_sms = false, by_call = false;
	enum db_result result = consent_allows(db, a, clinic_id, g->first->phone, CONSENT_SMS,
	    &by_sms);

	g->texts = g->calls = 0;
	if (result == DB_OK)
		result = consent_allows(db, a, clinic_id, g->first->phone, CONSENT_CALL, &by_call);
	if (result == DB_OK && (g->run->sms || g->count > 1))
		result = remind_by_text(db, g, !by_sms ? "opted out" :
		    g->bad_code ? "no text reaches this number" : NULL);
	if (result == DB_OK && g->run->call && g->count == 1)
		result = remind_by_call(db, g, by_call);
	return result;
}

/* --- finding what is due ----------------------------------------------------------------------- */

static enum db_result
remind_group(struct group *g)
{
	enum db_result result;

	g->first = &g->visits[0];
	result = db_transact(g->run->c->db, remind, g);
	/* Of what the database does not take (a number that is none), the log speaks; it must not
	 * keep the others waiting. */
	if (result == DB_CONFLICT || result == DB_DUPLICATE || result == DB_NONE ||
	    result == DB_FAILED)
		result = DB_OK;
	if (result == DB_OK) {
		g->run->texts += g->texts;
		g->run->calls += g->calls;
	}
	return result;
}

static enum db_result
look_at(struct run *run, const struct reminded_visit *v, int hours)
{
	const char *zone = run->clinic.timezone;
	const struct reminded facts = {
		.starts_at_ms = v->starts_at_ms, .agreed_at_ms = v->agreed_at_ms,
		.status = v->status, .zone = v->timezone ? v->timezone : zone,
	};
	struct group g = { .run = run, .hours = hours, .call_at_ms = clock_now_ms() };
	enum db_result result;

	if (!reminder_is_due(&run->routing, &facts, hours, clock_now_ms(), &g.until_ms))
		return DB_OK;
	result = reminders_together(run->c->db, run->arena, run->clinic.clinic_id, v->phone,
	    v->starts_at_ms, reminder_together_until(zone, v->starts_at_ms, hours), &g.visits,
	    &g.count);
	if (result != DB_OK || !g.count)
		return result;
	/* A call can only ask about one, so that a family gets a text; without Twilio there are no
	 * texts. */
	if (!config_has_twilio(run->c->config))
		g.count = 1;
	result = phone_bad_code(run->c->db, run->arena, run->clinic.clinic_id, v->phone,
	    &g.bad_code);
	if (!g.bad_code || !run->call)
		return result == DB_OK ? remind_group(&g) : result;
	/* Where no text arrives they are called, about each in its turn. */
	for (size_t i = 0; result == DB_OK && i < g.count; i++) {
		struct group one = g;

		one.visits = &g.visits[i];
		one.count = 1;
		one.call_at_ms = g.call_at_ms + (int64_t)i * APART_MS;
		result = remind_group(&one);
	}
	return result;
}

static enum db_result
sweep_offset(struct run *run, int hours)
{
	struct reminder_filter f = {
		.clinic_id = run->clinic.clinic_id, .offset_hours = hours, .sms = run->sms,
		.call = run->call, .limit = PAGE,
	};
	struct reminded_visit *list;
	size_t count = PAGE;
	enum db_result result = DB_OK;

	reminder_range(hours, clock_now_ms(), &f.since_ms, &f.until_ms);
	while (result == DB_OK && count == PAGE && clock_steady_us() < run->ends_us) {
		arena_reset(run->arena);
		result = reminders_ahead(run->c->db, run->arena, &f, &list, &count);
		for (size_t i = 0; result == DB_OK && i < count &&
		    clock_steady_us() < run->ends_us; i++) {
			result = look_at(run, &list[i], hours);
			f.after_ms = list[i].starts_at_ms;
			f.after_id = list[i].appointment_id;
		}
	}
	return result;
}

/* A clinic without a number has nobody from whom a text could come, or to whom an answer could
 * go. */
static enum db_result
sweep_clinic(struct run *run, int64_t clinic_id)
{
	struct arena *a = run->c->arena;
	bool twilio = config_has_twilio(run->c->config);
	enum db_result result = clinic_find(run->c->db, a, clinic_id, &run->clinic);

	if (result == DB_OK)
		result = routing_load(run->c->db, a, clinic_id, &run->routing);
	if (result == DB_OK)
		result = number_sender(run->c->db, a, clinic_id, NULL, &run->from);
	/* Whose document cannot be read, nobody knows; the log says so. */
	if (result == DB_NONE || result == DB_FAILED)
		return DB_OK;
	if (result != DB_OK)
		return result;
	run->sms = run->routing.remind_by_sms && twilio && *run->from;
	run->call = run->routing.remind_by_call && (!twilio || *run->from);
	if (!run->routing.reminders || (!run->sms && !run->call))
		return DB_OK;
	/* The longest first: of one visit, one alone is due. */
	for (int i = 0; i < run->routing.reminder_hours_count && result == DB_OK; i++)
		result = sweep_offset(run, run->routing.reminder_hours[i]);
	return result;
}

static struct job_outcome
reminders_job(struct job_context *c)
{
	struct run run = {
		.c = c, .routes = routes_open(c->config->program_dir),
		.ends_us = clock_steady_us() + RUN_US,
	};
	int64_t *ids, last = 0;
	size_t count = PAGE;
	enum db_result result = DB_OK;

	if (!run.routes)
		return job_failed("the programs' ROUTES cannot be read");
	run.arena = arena_new(PAGE_BYTES);
	while (result == DB_OK && count == PAGE) {
		result = reminding_clinics(c->db, c->arena, last, PAGE, &ids, &count);
		for (size_t i = 0; result == DB_OK && i < count; i++) {
			last = ids[i];
			result = sweep_clinic(&run, last);
		}
	}
	arena_free(run.arena);
	routes_close(run.routes);
	if (run.texts || run.calls)
		log_info("reminders: %d texts, %d calls", run.texts, run.calls);
	return result == DB_OK ? job_is_done() : job_failed("the database did not answer");
}

JOB_KIND("reminders", reminders_job, .every_s = EVERY_S);

/*
 * Every five minutes: conversations of AI agents whose report never came. ElevenLabs tries again
 * only where its webhook is set to, and at most for 40 minutes; Vapi does not by itself. So their
 * lists are compared with our events, of the last two hours, or of all the time since this was last
 * done and two hours before; a session that ended without a report is asked for by its conversation.
 * What is found is stored as if its webhook had come, claim and all: one of the two counts. What
 * fitted no call before is tried again for a day, since the call's own webhooks may have come since.
 */
#include "carrier/elevenlabs.h"
#include "carrier/vapi.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/text.h"
#include "data/conversations.h"
#include "data/sessions.h"
#include "desk/conversation.h"
#include "jobs/lately.h"
#include "jobs/post_call.h"
#include "jobs/runner.h"

enum {
	EVERY_S = 300, SEEN_MAX = 5000, ONE_BYTES = 128 * 1024 * 1024, LARGE_BODY_S = 10,
	DAY_MS = 24 * 60 * 60 * 1000,
	/* Vapi ends a call before it has thought about it; ElevenLabs says "processing". */
	THOUGHT_MS = 5 * 60 * 1000,
};

struct sweep {
	struct job_context *c;
	struct arena *one;		/* of one conversation */
	int64_t now_ms, since_ms;
	const char **ids;		/* of ElevenLabs' that are to be fetched */
	size_t count;
	int64_t found;
	const char *why;		/* it is not all done; NULL: it is */
	bool away;			/* the database is */
};

static void
failed(struct sweep *s, const char *why)
{
	if (!s->why)
		s->why = arena_string(s->c->arena, why);
}

static bool
is_known(struct sweep *s, const char *provider, const char *id)
{
	bool known = true;

	if (report_is_known(s->c->db, s->one, provider, id, &known) != DB_OK)
		s->away = true;
	return known;
}

/* As its webhook would be: {wrap: …}. */
static void
store(struct sweep *s, const char *provider, const char *id, struct json_object *report)
{
	struct facts *facts = facts_new(s->one);
	struct event e = {
		.subject = id, .type = REPORT_TYPE, .at_ms = s->now_ms, .path = "reconcile",
		.started_us = clock_steady_us(), .content_type = "application/json",
		.claim = report_claim(s->one, provider, REPORT_TYPE, id),
		.body = json_text(s->one, report),
	};
	bool duplicate = false;

	e.body_bytes = strlen(e.body);
	report_note_to(facts, provider, id, s->now_ms);
	report_order_to(facts, provider, id);
	if (facts_store(s->c->db, s->one, &e, facts, &duplicate) != DB_OK)
		s->away = true;
	else if (!duplicate)
		s->found++;
}

/* --- ElevenLabs ------------------------------------------------------------------------------ */

static bool
want(struct json_object *item, void *context)
{
	struct sweep *s = context;
	const char *id = json_whole_text(json_get(item, "conversation_id"));
	const char *status = json_get_text(item, "status");
	const char *agent = json_get_text(item, "agent_id");

	arena_reset(s->one);
	if (!id || strlen(id) > CONVERSATION_ID_MAX || s->count == SEEN_MAX ||
	    (status && !text_same(status, "done") && !text_same(status, "failed")) ||
	    (agent && !conversation_agent_is_ours(s->one, s->c->config->elevenlabs_agents, agent)))
		return true;
	if (!is_known(s, "elevenlabs", id))
		s->ids[s->count++] = arena_string(s->c->arena, id);
	return !s->away;
}

/* A conversation that is over; one that is not will be in the list again. */
static void
fetch(struct sweep *s, const char *id)
{
	struct agent_answer answer;
	struct json_object *report;
	struct conversation c;

	arena_reset(s->one);
	elevenlabs_conversation(s->one, s->c->config, id, &answer);
	if (answer.result != AGENT_OK) {
		if (answer.result != AGENT_REFUSED || answer.status != 404)
			failed(s, answer.message);
		return;
	}
	if (!conversation_read(s->one, "elevenlabs", answer.json, &c) || !text_same(c.id, id) ||
	    !c.is_over)
		return;
	report = json_object_in(s->one);
	json_put_text(report, "type", "post_call_transcription");
	json_put(report, "data", answer.json);
	store(s, "elevenlabs", id, report);
}

/* Sessions that ended without a report, and whose conversation is known. */
static void
want_unreported(struct sweep *s)
{
	struct session *list;
	size_t count;

	if (sessions_unreported(s->c->db, s->c->arena, "elevenlabs", s->now_ms - DAY_MS, s->now_ms,
	    &list, &count) != DB_OK) {
		s->away = true;
		return;
	}
	for (size_t i = 0; i < count && s->count < SEEN_MAX && !s->away; i++) {
		const char *id = list[i].conversation_id;
		bool listed = !id;

		arena_reset(s->one);
		for (size_t k = 0; k < s->count && !listed; k++)
			listed = text_same(s->ids[k], id);
		if (!listed && !is_known(s, "elevenlabs", id))
			s->ids[s->count++] = id;
	}
}

static void
sweep_elevenlabs(struct sweep *s)
{
	const struct elevenlabs_filter filter = { .since_ms = s->since_ms };
	struct agent_answer answer;

	if (!*s->c->config->elevenlabs_api_key)
		return;
	s->ids = arena_array(s->c->arena, SEEN_MAX, sizeof *s->ids);
	elevenlabs_conversations(s->c->arena, s->c->config, &filter, SEEN_MAX, want, s, &answer);
	if (answer.result != AGENT_OK)
		failed(s, answer.message);
	want_unreported(s);
	for (size_t i = 0; i < s->count && !s->away; i++)
		fetch(s, s->ids[i]);
}

/* --- Vapi ------------------------------------------------------------------------------------ */

static bool
take_call(struct json_object *call, void *context)
{
	struct sweep *s = context;
	const char *assistant = json_get_text(call, "assistantId");
	struct json_object *report, *message;
	struct conversation c;

	arena_reset(s->one);
	if (!conversation_read(s->one, "vapi", call, &c) || !c.is_over ||
	    (assistant && !text_same(assistant, s->c->config->vapi_assistant_id)) ||
	    (!json_get(call, "analysis") && c.ended_at_ms > s->now_ms - THOUGHT_MS) ||
	    is_known(s, "vapi", c.id))
		return !s->away;
	report = json_object_in(s->one);
	message = json_object_in(s->one);
	json_put_text(message, "type", "end-of-call-report");
	json_put(message, "call", call);
	json_put(report, "message", message);
	store(s, "vapi", c.id, report);
	return !s->away;
}

static void
sweep_vapi(struct sweep *s)
{
	struct agent_answer answer;

	if (!vapi_is_configured(s->c->config))
		return;
	vapi_calls(s->c->arena, s->c->config, s->since_ms, true, SEEN_MAX, take_call, s, &answer);
	if (answer.result != AGENT_OK)
		failed(s, answer.message);
}

/* --- what fitted nothing --------------------------------------------------------------------- */

static enum db_result
match_again(struct sweep *s, const struct unmatched *u)
{
	struct db *db = s->c->db;
	struct conversation c;
	struct report report;
	struct match match = { 0 };
	const char *why;
	enum db_result result;

	arena_reset(s->one);
	result = report_find(db, s->one, u->provider, u->conversation_id, &report);
	if (result == DB_NONE || (result == DB_OK &&
	    !report_read(s->one, u->provider, &report, &c, &why)))
		return DB_OK;
	if (result == DB_OK)
		result = conversation_match(db, s->one, s->c->config, &c, &match);
	if (result != DB_OK || match.kind == MATCH_NONE)
		return result;
	return report_order(db, s->one, u->provider, u->conversation_id);
}

static void
sweep_unmatched(struct sweep *s)
{
	struct unmatched *list;
	size_t count;
	enum db_result result = unmatched_since(s->c->db, s->c->arena, s->now_ms - DAY_MS, &list,
	    &count);

	for (size_t i = 0; result == DB_OK && i < count; i++)
		result = match_again(s, &list[i]);
	s->away |= result != DB_OK;
}

/* --- the job --------------------------------------------------------------------------------- */

static struct job_outcome
reconcile_conversations_job(struct job_context *c)
{
	struct sweep s = { .c = c, .one = arena_new(ONE_BYTES), .now_ms = clock_now_ms() };
	int usual_s = db_set_deadline(c->db, LARGE_BODY_S);

	s.away = lately_since(c, s.now_ms, &s.since_ms) != DB_OK;
	if (!s.away)
		sweep_elevenlabs(&s);
	if (!s.away)
		sweep_vapi(&s);
	if (!s.away)
		sweep_unmatched(&s);
	arena_free(s.one);
	(void)db_set_deadline(c->db, usual_s);
	if (s.found)
		log_info("reconcile: %lld conversations of AI agents were reported by no webhook",
		    (long long)s.found);
	if (s.away)
		return job_failed("the database did not answer");
	return s.why ? job_failed(s.why) : job_is_done();
}

JOB_KIND("reconcile-conversations", reconcile_conversations_job, .every_s = EVERY_S, .slow = true);

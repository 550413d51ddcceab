/*
 * vapi - what Vapi tells of its calls
 *
 * A status moves its session's or its call's state; the report at the end is kept as it came, with the job that matches it and works it in. Everything else
 * that it may be set to send is acknowledged and not kept. Tools and assistants are not offered here: who asks for one is told so.
 *
 *   200  on record, in the database or the spool, or of no interest	401  without our secret, not signed with it, too old or too new
 *   413  more than 25 MiB						503  neither database nor spool
 *
 * Twice? One event that counts; the repeat is kept as a duplicate.
 */
#include "core/clock.h"
#include "core/text.h"
#include "data/calls.h"
#include "data/conversations.h"
#include "data/sessions.h"
#include "desk/conversation.h"
#include "web/request.h"

/* Its words for a state, and ours; "ended" has a reason, which says how. */
static const char *
state_of(const char *status, const struct conversation *c)
{
	static const struct { const char *theirs, *ours; } states[] = {
		{ "scheduled", "queued" }, { "queued", "queued" }, { "ringing", "ringing" }, { "in-progress", "in-progress" }, { "forwarding", "in-progress" },
	};

	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (text_same(status, states[i].theirs))
			return states[i].ours;
	return text_same(status, "ended") ? c->status : NULL;
}

/* A state of a session, or of a call that was asked for with our reference. */
static enum outcome
status_update(struct request *r, struct json_object *message, const struct conversation *c)
{
	const char *status = json_get_text(message, "status"), *state = state_of(status, c);
	bool ended = text_same(status, "ended");
	struct call_report report = call_report(c->id);
	struct facts *facts = facts_new(r->arena);

	report_note_to(facts, "vapi", c->id, r->now_ms);
	r->note = arena_printf(r->arena, "%s status=%.20s", r->note, status ? status : "none");
	if (!state || (!c->session_id && !c->reference))
		return ANSWERED;
	if (c->session_id) {
		session_report_to(facts, c->session_id, state, c->call_sid, c->id, ended ? r->now_ms : 0, r->now_ms);
	} else {
		report.reference = c->reference;
		report.status = state;
		report.direction = "outbound";
		report.ended_at_ms = ended ? r->now_ms : 0;
		report.answered_by = c->voicemail ? "machine_start" : NULL;
		call_add(facts, &report, r->now_ms);
		if (ended)
			call_order_ended_to(facts, c->id);
	}
	return record(r, "vapi-status", c->id, 0, arena_printf(r->arena, "vapi:status:%s:%s", c->id, status), facts);
}

static enum outcome
report_call(struct request *r, const struct conversation *c)
{
	struct facts *facts = facts_new(r->arena);

	report_note_to(facts, "vapi", c->id, r->now_ms);
	report_order_to(facts, "vapi", c->id);
	return record(r, REPORT_TYPE, c->id, 0, report_claim(r->arena, "vapi", REPORT_TYPE, c->id), facts);
}

/* Each call of a tool gets its answer. */
static enum outcome
refuse_tools(struct request *r, struct json_object *message)
{
	struct json_object *o = json_object_in(r->arena), *results = json_array_in(r->arena), *calls = json_get(message, "toolCallList");

	for (size_t i = 0; json_object_is_type(calls, json_type_array) && i < json_object_array_length(calls); i++) {
		struct json_object *call = json_object_array_get_idx(calls, i), *result = json_object_in(r->arena);

		json_put_text(result, "toolCallId", json_get_text(call, "id"));
		json_put_text(result, "error", "This server offers no tools.");
		json_append(results, result);
	}
	json_put(o, "results", results);
	return answer_json(r, 200, o);
}

static enum outcome
refuse_assistant(struct request *r)
{
	struct json_object *o = json_object_in(r->arena);

	json_put_text(o, "error", "We are sorry, this number cannot take your call.");
	return answer_json(r, 200, o);
}

static enum outcome
vapi(struct request *r)
{
	struct json_object *message = json_get(r->json, "message");
	const char *type = json_get_text(message, "type");
	bool is_status = text_same(type, "status-update"), is_report = text_same(type, "end-of-call-report");
	struct conversation c;

	r->note = arena_printf(r->arena, "type=%.40s", type ? type : "none");
	if (text_same(type, "tool-calls"))
		return refuse_tools(r, message);
	if (text_same(type, "assistant-request"))
		return refuse_assistant(r);
	(void)answer_empty(r, 200);
	if (!is_status && !is_report)
		return type ? ANSWERED : record_failure(r, "vapi", NULL, "it is no message");
	if (!conversation_read(r->arena, "vapi", message, &c))
		return record_failure(r, "vapi", NULL, "it names no call");
	r->note = arena_printf(r->arena, "%s call=%s", r->note, c.id);
	return is_report ? report_call(r, &c) : status_update(r, message, &c);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/voice/vapi", CALLER_VAPI, vapi, "Vapi tells of a call", NULL, WEBHOOK },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

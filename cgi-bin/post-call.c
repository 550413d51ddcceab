/*
 * post-call - what ElevenLabs reports of its agents' conversations
 *
 * A report is kept as it came, with the job that matches it and works it in; so is that nobody was reached. Sound is not kept: it stays where it is, and is
 * fetched when somebody wants to hear it. What is of an unknown type is kept for later; what is of somebody else's agent is not ours to keep. A report that is
 * authentic and cannot be read is kept for a person, since none is ever sent a second time in other words.
 *
 *   200  on record, in the database or the spool, or not ours	401  not signed with our secret, too old or too new
 *   413  more than 25 MiB					503  neither database nor spool
 *
 * Twice? One report that counts; the repeat is kept as a duplicate.
 */
#include "core/text.h"
#include "data/conversations.h"
#include "desk/conversation.h"
#include "web/request.h"

/* What it is about, NULL where that says nothing that could be kept. */
static const char *
id_in(struct json_object *data)
{
	const char *id = json_whole_text(json_get(data, "conversation_id"));

	return !text_is_blank(id) && strlen(id) <= CONVERSATION_ID_MAX ? id : NULL;
}

static enum outcome
keep_report(struct request *r, const char *type, const char *id)
{
	struct facts *facts = facts_new(r->arena);

	report_note_to(facts, "elevenlabs", id, r->now_ms);
	report_order_to(facts, "elevenlabs", id);
	return record(r, type, id, 0, report_claim(r->arena, "elevenlabs", type, id), facts);
}

static enum outcome
post_call(struct request *r)
{
	const char *type = json_get_text(r->json, "type");
	struct json_object *data = json_get(r->json, "data");
	struct facts *facts = facts_new(r->arena);
	const char *id = id_in(data), *agent = json_get_text(data, "agent_id");

	(void)answer_empty(r, 200);
	r->note = arena_printf(r->arena, "type=%.40s conversation=%.64s", type ? type : "none", id ? id : "none");
	if (agent && !conversation_agent_is_ours(r->arena, r->config->elevenlabs_agents, agent)) {
		r->note = arena_printf(r->arena, "%s: its agent is not in ELEVENLABS_AGENTS", r->note);
		return ANSWERED;
	}
	if (text_same(type, "post_call_audio"))
		return ANSWERED;
	if (!id)
		return record_failure(r, "post-call", NULL, "it names no conversation");
	if (text_same(type, "post_call_transcription"))
		return keep_report(r, REPORT_TYPE, id);
	if (text_same(type, "call_initiation_failure"))
		return keep_report(r, REPORT_FAILURE_TYPE, id);
	report_note_to(facts, "elevenlabs", id, r->now_ms);
	return record(r, "post-call", id, 0, NULL, facts);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/voice/post_call", CALLER_ELEVENLABS, post_call, "ElevenLabs reports a conversation", NULL, WEBHOOK },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

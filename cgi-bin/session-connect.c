/*
 * session-connect - a patient has answered a session's call, and gets the AI agent
 *
 * The agent's number is dialled, with the patient's number as caller id, so that the agent's report can be matched. Where the clinic's calls are registered with
 * the agent's provider, that is asked first, for 3 s; its TwiML is relayed. Where neither can be, the patient hears a sentence. All that is needed stands
 * in the signed query and in the settings. It is the call's fallback, too: where the report of the Dial failed, nobody is dialled again.
 *
 *   200  TwiML, always, for an authentic request	403  not Twilio's signature, or not our account
 *
 * Twice? The same number is dialled, one event that counts; a second registration that nobody connects to is nothing. Database away? The same; the facts are spooled.
 */
#include "core/log.h"
#include "core/text.h"
#include "data/sessions.h"
#include "web/agent.h"
#include "web/session_call.h"

enum { ERROR_URL = SESSION_DIALLED_FIELDS };

static const struct param params[] = {
	SESSION_DIALLED_PARAMS,
	[ERROR_URL] = { "ErrorUrl", P_TEXT, 1, 4000, .optional = true, .help = "As the fallback: the URL whose answer failed" },
	{ 0 }
};

static const char *
dial(struct request *r, const struct session_call *s, const char *number, const struct routing *routing)
{
	struct twiml *t = twiml_new(r->arena);
	const struct voice voice = plan_voice(r->config, routing);

	/* The agent's provider records: that is said where the clinic has words for it. */
	twiml_speak(t, &routing->consent_announcement, &voice);
	twiml_dial_open(t, &(struct twiml_dial){
		.action = session_call_url(r, s, "session-dial-status"), .caller_id = r->in[TO].text, .timeout_seconds = routing->ring_seconds,
		.time_limit_seconds = routing->call_max_seconds, .answer_on_bridge = true,
	});
	twiml_number(t, &(struct twiml_number){ .number = number });
	twiml_dial_close(t);
	return twiml_end(t);
}

static enum outcome
connect_agent(struct request *r)
{
	const struct session_call s = session_call_read(r);
	const struct line *line = session_call_line(r);
	const struct agent *agent = session_agent(r, s.agent_type);
	struct call_report report = voice_report(r, line);
	struct facts *facts = facts_new(r->arena);
	struct routing standard;
	const char *twiml = NULL;

	routing_default(&standard);
	if (agent && agent->id && s.registers)
		twiml = agent_takes(r, &(struct agent_call){
			.agent_id = agent->id, .call_sid = report.call_sid, .from = report.from, .to = report.to, .outbound = true,
			.session_id = s.session_id, .reference = s.reference,
		});
	if (!twiml && agent && agent->number)
		twiml = dial(r, &s, agent->number, line ? &line->routing : &standard);
	if (twiml)
		(void)answer_twiml(r, twiml);
	else
		(void)answer_plan(r, plan_sorry(r->arena, r->config, line, NULL));
	report.started_at_ms = 0;
	report.answered_at_ms = r->now_ms;
	call_add(facts, &report, r->now_ms);
	/* In a replay nobody knows any more whether the agent was there. */
	if (twiml || r->replayed)
		session_report_to(facts, s.session_id, "in-progress", report.call_sid, NULL, 0, r->now_ms);
	else
		session_report_to(facts, s.session_id, "failed", report.call_sid, NULL, r->now_ms, r->now_ms);
	return record(r, "session-connect", report.call_sid, report.clinic_id, voice_claim(r, "session-connect", NULL), facts);
}

static enum outcome
answered(struct request *r)
{
	const char *failed = voice_failed_program(r, r->in[ERROR_URL].text);

	if (failed)
		log_warning("Twilio asked for the fallback of call %s: an answer of %s failed", r->in[CALL_SID].text, failed);
	return text_same(failed, "session-dial-status") ? session_dialled(r) : connect_agent(r);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/connect/{session_id}", CALLER_TWILIO, answered, "A session's patient has answered", params, VOICE, .processes = 4, .rescue = plan_sorry },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

/*
 * voice-agent - a call that came in is to be taken by the AI agent
 *
 * Of a clinic whose aiAgentMode is register-call: its provider is asked to take the call, and the TwiML that it gives is relayed. Where it does not answer within
 * 3 s, refuses, or says something else, the agent's number is dialled, and where there is none, the clinic's fallback helps, as after a Dial that nobody
 * answered. A caller whom the agent takes counts as answered.
 *
 *   200  TwiML, always, for an authentic request	403  not Twilio's signature, or not our account
 *
 * Twice? The agent is asked again, since a registration that nobody connects to is nothing; one event that counts. Database away? The same; the facts
 * are spooled, and when they come from there, what was answered tells whether the agent took the call.
 */
#include "web/agent.h"
#include "web/voice.h"

static const struct param params[] = { VOICE_PARAMS, { 0 } };

/* Our own TwiML, which dials, or takes a message, never connects to a stream. */
static bool
has_taken(struct request *r)
{
	return strstr(request_answered(r), "<Connect") != NULL;
}

static enum outcome
agent(struct request *r)
{
	struct call_facts call = voice_facts(r);
	bool away;
	const struct line *line = request_line(r, call.to, &away);
	const char *id, *twiml = NULL;
	struct call_report report;

	if (away)
		line = request_line_offline(r, call.to);
	id = line ? plan_agent_id(r->arena, r->config, line) : NULL;
	if (id)
		twiml = agent_takes(r, &(struct agent_call){
			.agent_id = id, .call_sid = call.call_sid, .from = call.from, .to = call.to, .reference = call.call_sid,
		});
	if (twiml)
		(void)answer_twiml(r, twiml);
	else
		(void)voice_plan(r, &call, plan_agent, plan_agent);
	report = voice_report(r, line);
	report.started_at_ms = 0;
	if (twiml || has_taken(r)) {
		report.dial_call_status = "answered";
		report.dial_bridged = true;
		report.answered_at_ms = r->now_ms;
	}
	return record_call(r, "agent", voice_claim(r, "agent", NULL), &report);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/voice/agent", CALLER_TWILIO, agent, "The AI agent is to take a call", params, VOICE, .processes = 4, .rescue = plan_unanswered },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

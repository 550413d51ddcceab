/* See session_call.h. */
#include "web/session_call.h"

#include "data/languages.h"
#include "data/sessions.h"

static const char *
known(const char *s)
{
	return s ? s : "";
}

struct session_call
session_call_read(struct request *r)
{
	return (struct session_call){
		.session_id = known(r->in[SESSION_ID].text), .reference = known(r->in[REF].text), .agent_type = known(r->in[AGENT].text),
		.registers = text_same(r->in[REGISTER].text, "1"),
	};
}

const char *
session_call_url(struct request *r, const struct session_call *s, const char *program)
{
	struct text query = text_new(r->arena);

	form_put(&query, "ref", s->reference);
	form_put(&query, "agent", s->agent_type);
	if (s->registers)
		form_put(&query, "register", "1");
	return routes_url_of(r->routes, r->arena, r->config, program, s->session_id, query.data);
}

const struct line *
session_call_line(struct request *r)
{
	const struct line *line = NULL;

	(void)snapshot_find(r->snapshot, r->arena, known(r->in[FROM].text), &line);
	return language_line(r->arena, r->config, line);
}

static const struct agents *
agents_of(struct request *r)
{
	struct agents *agents = arena_alloc(r->arena, sizeof *agents);
	const char *why;

	(void)agents_parse(r->arena, r->config->elevenlabs_agents, r->config->elevenlabs_phone_number, agents, &why);
	return agents;
}

const char *
session_agent_types(struct request *r)
{
	return agents_types(r->arena, agents_of(r));
}

const struct agent *
session_agent(struct request *r, const char *type)
{
	return agent_find(agents_of(r), type);
}

static const char *
dialled_twiml(struct request *r, bool failed)
{
	static const char sorry[] = "We are sorry, our assistant cannot be reached right now. Please call us back. Goodbye.";
	struct twiml *t = twiml_new(r->arena);

	if (failed)
		twiml_say(t, sorry, &(struct voice){ r->config->twilio_voice, "en-US" });
	twiml_hangup(t);
	return twiml_end(t);
}

enum outcome
session_dialled(struct request *r)
{
	const struct value *in = r->in;
	const struct session_call s = session_call_read(r);
	const struct line *line = session_call_line(r);
	/* Twilio's request for a fallback may say less: then "completed" does not tell whether the two have spoken. */
	bool told = in[DIAL_CALL_STATUS].text && (in[DIAL_BRIDGED].text || in[DIAL_CALL_DURATION].text || !text_same(in[DIAL_CALL_STATUS].text, "completed"));
	const char *outcome = told ? dial_outcome(in[DIAL_CALL_STATUS].text, in[DIAL_BRIDGED].text, in[DIAL_CALL_DURATION].text) : NULL;
	bool answered = text_same(outcome, "answered"), failed = told && !answered && !text_same(outcome, "canceled");
	struct call_report report = voice_report(r, line);
	struct facts *facts = facts_new(r->arena);

	if (told)
		(void)answer_twiml(r, dialled_twiml(r, failed));
	else
		(void)answer_plan(r, plan_sorry(r->arena, r->config, line, NULL));
	report.started_at_ms = 0;
	report.dial_call_status = outcome;
	report.dial_bridged = told ? answered : -1;
	call_add(facts, &report, r->now_ms);
	session_report_to(facts, s.session_id, failed ? "failed" : NULL, report.call_sid, NULL, failed ? r->now_ms : 0, r->now_ms);
	return record(r, "session-dial-status", report.call_sid, report.clinic_id, voice_claim(r, "session-dial-status", in[DIAL_CALL_SID].text), facts);
}

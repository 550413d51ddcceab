/* See agent.h. */
#include "web/agent.h"

#include "carrier/elevenlabs.h"
#include "core/log.h"

enum { PATIENCE_MS = 3000 };

static const char *
known(const char *s)
{
	return s ? s : "";
}

const char *
agent_takes(struct request *r, const struct agent_call *call)
{
	struct json_object *variables = json_object_in(r->arena);
	const struct elevenlabs_call ask = {
		.agent_id = call->agent_id, .from_number = known(call->from), .to_number = known(call->to), .outbound = call->outbound,
		.dynamic_variables = variables, .deadline_ms = PATIENCE_MS,
	};
	struct agent_answer answer;
	const char *twiml;

	if (r->replayed || r->dry)
		return NULL;
	json_put_text(variables, "session_id", known(call->session_id));
	json_put_text(variables, "clinic_call_ref", known(call->reference));
	json_put_text(variables, "clinic_call_sid", known(call->call_sid));
	elevenlabs_register_call(r->arena, r->config, &ask, &twiml, &answer);
	if (!twiml)
		log_warning("the agent does not take call %s: %s", known(call->call_sid), answer.message);
	return twiml;
}

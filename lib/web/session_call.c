/* See session_call.h. */
#include "web/session_call.h"

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
	return line;
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

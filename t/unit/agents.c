/* ELEVENLABS_AGENTS. */
#include "core/agents.h"

#include "core/text.h"

#include "tap.h"

static struct arena *a;

/* "type:number:id …", or what is wrong with the list. */
static const char *
read(const char *list, const char *number)
{
	struct agents agents;
	struct text t = text_new(a);
	const char *why;

	if (!agents_parse(a, list, number, &agents, &why))
		return why;
	for (size_t i = 0; i < agents.count; i++)
		text_printf(&t, "%s%s:%s:%s", i ? " " : "", agents.list[i].type,
		    agents.list[i].number ? agents.list[i].number : "",
		    agents.list[i].id ? agents.list[i].id : "");
	return t.data;
}

static void
test_lists(void)
{
	static const struct { const char *list, *number, *want; } cases[] = {
		{ "", "", "" },
		{ "", "+18455550100", "default:+18455550100:" },
		{ "intake=+18455550111,billing=agent_01ab", "",
		    "intake:+18455550111: billing::agent_01ab" },
		{ " intake = +18455550111 , , intake = agent_1 ,", "",
		    "intake:+18455550111:agent_1" },
		{ "default=agent_1", "+18455550100", "default:+18455550100:agent_1" },
		{ "default=+18455550111", "+18455550100", "default:+18455550111:" },
		{ "intake", "", "must be a list of type=number or type=agent id" },
		{ "intake=", "", "must have a number like +18455550111 or an agent id for intake" },
		{ "intake=8455550111", "",
		    "must have a number like +18455550111 or an agent id for intake" },
		{ "intake=+845555x", "",
		    "has a bad number for intake: it must be one like +18455550111" },
		{ "in take=agent_1", "", "must name its agent types with letters, digits, _ and -, "
		    "not \"in take\"" },
		{ "=agent_1", "",
		    "must name its agent types with letters, digits, _ and -, not \"\"" },
		{ "a=agent_1,a=agent_2", "", "has two agent ids for a" },
		{ "a=+18455550111,a=+18455550112", "", "has two numbers for a" },
		{ "a=x=y", "", "must have a number like +18455550111 or an agent id for a" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		is_text(read(cases[i].list, cases[i].number), cases[i].want, "\"%s\" and \"%s\"",
		    cases[i].list, cases[i].number);
}

static void
test_find(void)
{
	struct agents agents;
	struct text many = text_new(a);
	const char *why;

	ok(agents_parse(a, "intake=+18455550111,billing=agent_1", "+18455550100", &agents, &why),
	    "a list");
	is_text(agent_find(&agents, "billing")->id, "agent_1", "an agent by its type");
	ok(!agent_find(&agents, "other") && !agent_find(&agents, ""), "another there is not");
	is_text(agent_by_number(&agents, "+18455550100")->type, "default", "and by its number");
	ok(!agent_by_number(&agents, "+18455550199") && !agent_by_number(&agents, NULL), "or none");
	is_text(agents_types(a, &agents), "intake, billing, default", "all types");
	for (int i = 0; i <= AGENTS_MAX; i++)
		text_printf(&many, "t%d=agent_1,", i);
	ok(!agents_parse(a, many.data, "", &agents, &why), "too many");
}

int
main(void)
{
	a = arena_new(1024 * 1024);
	test_lists();
	test_find();
	return done_testing();
}

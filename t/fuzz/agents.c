/* ELEVENLABS_AGENTS: what is read are types of letters, each once, with a number or an id. */
#include "core/agents.h"

#include "core/text.h"
#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	"=", ",", " ", "default", "+18455550111", "agent_01ab", "intake=", "==", "+", "\t", NULL
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *list = arena_copy(a, (const char *)data, size), *why;
	struct agents agents;
	bool fine = agents_parse(a, list, size % 2 ? "+18455550100" : "", &agents, &why);

	must(fine == !why && agents.count <= AGENTS_MAX);
	for (size_t i = 0; i < agents.count; i++) {
		const struct agent *agent = &agents.list[i];

		must(*agent->type && strlen(agent->type) <= AGENT_WORD_MAX);
		must(agent->number || agent->id);
		must(!agent->number || *agent->number == '+');
		must(agent_find(&agents, agent->type) == agent);
	}
	return 0;
}

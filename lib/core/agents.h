/*
 * ELEVENLABS_AGENTS: the AI voice agents that calls may be handed to. A list of
 * "type = number or agent id": intake=+18455550111,billing=agent_01ab. A type that stands there twice,
 * once with each, has both: its calls may be registered with the provider, and its number is dialled
 * where that fails. The type "default" has ELEVENLABS_PHONE_NUMBER where the list names no number.
 */
#ifndef CORE_AGENTS_H
#define CORE_AGENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"

enum { AGENTS_MAX = 64, AGENT_WORD_MAX = 64 };

struct agent {
	const char *type;
	const char *number;		/* E.164; NULL: it has none */
	const char *id;			/* at the provider; NULL: not known */
};

struct agents {
	struct agent list[AGENTS_MAX];
	size_t count;
};

/* default_number: ELEVENLABS_PHONE_NUMBER, or "". False sets *why to the end of a sentence about the
 * list; *out holds what was read before it. */
bool agents_parse(struct arena *a, const char *list, const char *default_number,
    struct agents *out, const char **why);

/* NULL: there is no such type. */
const struct agent *agent_find(const struct agents *agents, const char *type);

/* The first agent with this number; NULL: none has it. */
const struct agent *agent_by_number(const struct agents *agents, const char *number);

/* "intake, billing, default", for people. */
const char *agents_types(struct arena *a, const struct agents *agents);

#endif

/* The list of AI voice agents. See agents.h. */
#include "core/agents.h"

#include <ctype.h>

#include "core/text.h"

/* The next piece of s up to `end` or the end, without the spaces around it. */
static const char *
piece(struct arena *a, const char *s, size_t n)
{
	while (n && isspace((unsigned char)*s))
		s++, n--;
	while (n && isspace((unsigned char)s[n - 1]))
		n--;
	return arena_copy(a, s, n);
}

static bool
is_word(const char *s)
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
	size_t n = strlen(s);

	return n > 0 && n <= AGENT_WORD_MAX && strspn(s, plain) == n;
}

static bool
is_number(const char *s)
{
	size_t n = strlen(s);

	return *s == '+' && n >= 8 && n <= 16 && s[1] != '0' && strspn(s + 1, "0123456789") == n - 1;
}

static struct agent *
find(struct agents *agents, const char *type)
{
	for (size_t i = 0; i < agents->count; i++)
		if (text_same(agents->list[i].type, type))
			return &agents->list[i];
	return NULL;
}

/* NULL, or what is wrong. */
static const char *
add(struct arena *a, struct agents *out, const char *type, const char *value)
{
	struct agent *agent = find(out, type);
	bool number = *value == '+';

	if (!is_word(type))
		return arena_printf(a, "must name its agent types with letters, digits, _ and -, "
		    "not \"%.64s\"", type);
	if (number && !is_number(value))
		return arena_printf(a, "has a bad number for %s: it must be one like +18455550111",
		    type);
	if (!number && (!is_word(value) || strspn(value, "0123456789") == strlen(value)))
		return arena_printf(a, "must have a number like +18455550111 or an agent id for %s",
		    type);
	if (!agent) {
		if (out->count == AGENTS_MAX)
			return arena_printf(a, "must name at most %d agent types", AGENTS_MAX);
		agent = &out->list[out->count++];
		agent->type = type;
	}
	if (number ? agent->number : agent->id)
		return arena_printf(a, "has two %s for %s", number ? "numbers" : "agent ids", type);
	if (number)
		agent->number = value;
	else
		agent->id = value;
	return NULL;
}

bool
agents_parse(struct arena *a, const char *list, const char *default_number, struct agents *out,
    const char **why)
{
	*out = (struct agents){ .count = 0 };
	*why = NULL;
	for (const char *p = list; *p && !*why; p += strcspn(p, ","), p += *p == ',') {
		size_t n = strcspn(p, ","), type = strcspn(p, "=,");

		if (!*piece(a, p, n))
			continue;
		*why = type == n ? "must be a list of type=number or type=agent id" :
		    add(a, out, piece(a, p, type), piece(a, p + type + 1, n - type - 1));
	}
	if (!*why && *default_number) {
		struct agent *agent = find(out, "default");

		if (!agent)
			*why = add(a, out, "default", default_number);
		else if (!agent->number)
			agent->number = default_number;
	}
	return !*why;
}

const struct agent *
agent_find(const struct agents *agents, const char *type)
{
	for (size_t i = 0; i < agents->count; i++)
		if (text_same(agents->list[i].type, type))
			return &agents->list[i];
	return NULL;
}

const struct agent *
agent_by_number(const struct agents *agents, const char *number)
{
	for (size_t i = 0; number && i < agents->count; i++)
		if (text_same(agents->list[i].number, number))
			return &agents->list[i];
	return NULL;
}

const char *
agents_types(struct arena *a, const struct agents *agents)
{
	struct text t = text_new(a);

	for (size_t i = 0; i < agents->count; i++)
		text_printf(&t, "%s%s", i ? ", " : "", agents->list[i].type);
	return t.data;
}

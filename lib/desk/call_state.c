/* A call's memory, in a query. See call_state.h. */
#include "desk/call_state.h"

#include "core/form.h"
#include "core/text.h"
#include "desk/phone.h"

enum { SPENT_MAX_S = 3600, SID_BYTES_MAX = 64 };

static const char *const dialled_words[] = {
	[DIALLED_NOBODY] = NULL, [DIALLED_NUMBER] = "number", [DIALLED_ASSISTANTS] = "assistants",
	[DIALLED_EXTERNAL] = "external", [DIALLED_AI_AGENT] = "ai-agent",
};

/* --- writing --------------------------------------------------------------------------------- */

static void
put_number(struct text *query, const char *name, int64_t value)
{
	form_put(query, name, arena_printf(query->arena, "%lld", (long long)value));
}

static void
put_flag(struct text *query, const char *name, bool value)
{
	if (value)
		form_put(query, name, "1");
}

static void
put_rung(struct text *query, const struct call_state *state)
{
	struct text list = text_new(query->arena);

	for (size_t i = 0; i < state->rung_count; i++)
		text_printf(&list, "%s%lld", i ? "." : "", (long long)state->rung[i]);
	form_put(query, "rung", list.data);
}

const char *
call_state_query(struct arena *a, const struct call_state *state)
{
	struct text query = text_new(a);

	if (state->attempt)
		put_number(&query, "attempt", state->attempt);
	if (state->open != UNSET)
		form_put(&query, "open", state->open == YES ? "1" : "0");
	put_flag(&query, "told", state->told);
	if (state->dialled != DIALLED_NOBODY)
		form_put(&query, "dialled", dialled_words[state->dialled]);
	put_flag(&query, "fallback", state->fallback);
	put_flag(&query, "screened", state->screened);
	if (state->assistant_id)
		put_number(&query, "assistant", state->assistant_id);
	if (state->rung_count)
		put_rung(&query, state);
	if (state->spent_s)
		put_number(&query, "spent", state->spent_s);
	if (state->line)
		form_put(&query, "line", state->line);
	if (state->call_sid)
		form_put(&query, "call", state->call_sid);
	return query.length ? query.data : NULL;
}

/* --- reading --------------------------------------------------------------------------------- */

static int64_t
number_of(const struct form *form, const char *name, int64_t max)
{
	int64_t n = 0;

	(void)number_parse(form_find(form, name), 0, max, &n);
	return n;
}

static bool
flag_of(const struct form *form, const char *name)
{
	return text_same(form_find(form, name), "1");
}

static enum tristate
tristate_of(const struct form *form, const char *name)
{
	const char *value = form_find(form, name);

	return text_same(value, "1") ? YES : text_same(value, "0") ? NO : UNSET;
}

static enum dialled
dialled_of(const char *word)
{
	for (size_t i = 1; i < sizeof dialled_words / sizeof dialled_words[0]; i++)
		if (text_same(word, dialled_words[i]))
			return (enum dialled)i;
	return DIALLED_NOBODY;
}

static void
read_rung(struct arena *a, const char *list, struct call_state *state)
{
	char *rest = arena_string(a, list), *id;

	while (state->rung_count < RUNG_MAX && (id = strsep(&rest, ".")))
		if (number_parse(id, 1, INT64_MAX, &state->rung[state->rung_count]))
			state->rung_count++;
}

void
call_state_read(struct arena *a, const char *query, struct call_state *state)
{
	const char *raw = query ? query : "", *call;
	struct form form;

	*state = (struct call_state){ 0 };
	if (!form_parse(a, raw, strlen(raw), &form))
		return;
	state->attempt = (int)number_of(&form, "attempt", PROMPTS_MAX);
	state->open = tristate_of(&form, "open");
	state->told = flag_of(&form, "told");
	state->dialled = dialled_of(form_find(&form, "dialled"));
	state->fallback = flag_of(&form, "fallback");
	state->screened = flag_of(&form, "screened");
	state->assistant_id = number_of(&form, "assistant", INT64_MAX);
	read_rung(a, form_find(&form, "rung"), state);
	state->spent_s = (int)number_of(&form, "spent", SPENT_MAX_S);
	if (phone_is_e164(form_find(&form, "line")))
		state->line = form_find(&form, "line");
	call = form_find(&form, "call");
	if (call && *call && strlen(call) <= SID_BYTES_MAX && text_is_utf8(call, strlen(call)))
		state->call_sid = call;
}

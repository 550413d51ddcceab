/* A call's memory goes into a query and comes back whole; nonsense comes back as nothing. */
#include "desk/call_state.h"

#include "../lib/tap.h"
#include "core/text.h"

static struct arena *arena;

static const char *
again(const char *query)
{
	struct call_state state;

	call_state_read(arena, query, &state);
	return call_state_query(arena, &state);
}

static void
test_words(void)
{
	struct call_state s = { 0 };

	is_text(call_state_query(arena, &s), NULL, "a state that says nothing");
	s.attempt = 2;
	is_text(call_state_query(arena, &s), "attempt=2", "a prompt");
	s = (struct call_state){ .attempt = 1, .open = YES, .told = true,
		.dialled = DIALLED_ASSISTANTS, .fallback = true, .screened = true,
		.assistant_id = 7, .rung = { 3, 7 }, .rung_count = 2, .spent_s = 40,
		.line = "+18455550100", .call_sid = "CA1" };
	is_text(call_state_query(arena, &s), "attempt=1&open=1&told=1&dialled=assistants&fallback=1"
	    "&screened=1&assistant=7&rung=3.7&spent=40&line=%2B18455550100&call=CA1",
	    "everything");
	s = (struct call_state){ .open = NO };
	is_text(call_state_query(arena, &s), "open=0", "closed is not undecided");
}

static void
test_every_combination(void)
{
	static const enum tristate opens[] = { UNSET, NO, YES };
	int wrong = 0;

	for (unsigned n = 0; n < 3 * 4 * 5 * 8; n++) {
		struct call_state s = { .open = opens[n % 3], .attempt = (int)(n / 3 % 4),
			.dialled = (enum dialled)(n / 12 % 5), .told = n / 60 & 1,
			.fallback = n / 60 & 2, .screened = n / 60 & 4, .spent_s = (int)n % 90,
			.assistant_id = n % 7 ? INT64_MAX - n : 0 };
		const char *query = call_state_query(arena, &s);
		struct call_state back;

		for (; s.rung_count < n % RUNG_MAX; s.rung_count++)
			s.rung[s.rung_count] = (int64_t)s.rung_count * 1000003 + 1;
		query = call_state_query(arena, &s);
		call_state_read(arena, query, &back);
		if (!text_same(query, call_state_query(arena, &back)) && !wrong++)
			diag("%s came back as %s", query, call_state_query(arena, &back));
	}
	is_int(wrong, 0, "every combination comes back whole");
}

static void
test_nonsense(void)
{
	static const struct { const char *query, *kept;
	} rows[] = {
		{ NULL, NULL },
		{ "", NULL },
		{ "%", NULL },
		{ "&&=&", NULL },
		{ "attempt=4", NULL },
		{ "attempt=-1", NULL },
		{ "attempt=two", NULL },
		{ "attempt=1&attempt=2", "attempt=1" },
		{ "open=2", NULL },
		{ "open=yes", NULL },
		{ "told=true&fallback=0&screened=", NULL },
		{ "dialled=everybody", NULL },
		{ "assistant=0&rung=", NULL },
		{ "rung=1..x.-3.4.0", "rung=1.4" },
		{ "spent=999999999", NULL },
		{ "line=18455550100", NULL },
		{ "line=%2B0", NULL },
		{ "line=+18455550100", NULL },	/* an unescaped + is a space */
		{ "call=", NULL },
		{ "call=%ff", NULL },
		{ "call=CA12345678901234567890123456789012345678901234567890123456789012345",
		    NULL },
		{ "weather=fine&attempt=3", "attempt=3" },
		{ "rung=3&turn=5", "rung=3" },	/* of an older version */
	};
	struct text many = text_new(arena);
	struct call_state state;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		is_text(again(rows[i].query), rows[i].kept, "%s",
		    rows[i].query ? rows[i].query : "no query");
	text_puts(&many, "rung=1");
	for (int i = 2; i < 1000; i++)
		text_printf(&many, ".%d", i);
	call_state_read(arena, many.data, &state);
	is_int((int64_t)state.rung_count, RUNG_MAX, "no more assistants than there is room for");
}

int
main(void)
{
	arena = arena_new(16 << 20);
	test_words();
	test_every_combination();
	test_nonsense();
	arena_free(arena);
	return done_testing();
}

/* Templates of texts to many: what is a field, what is none, and what comes of it. */
#include "desk/template.h"

#include "../lib/tap.h"
#include "core/text.h"

static struct arena *a;

static const char *const known[] = { "firstName", "lastName", "clinic", "x_1", NULL };
static const char *const ann[] = { "Ann", "Lee", "Hudson Dental", NULL };

/* Of Ann Lee, without x_1. */
static const struct { const char *text, *body; } good[] = {
	{ "", NULL },
	{ " \n", NULL },
	{ "Hello", "Hello" },
	{ "{{firstName}}", "Ann" },
	{ "Hello {{firstName}} {{lastName}}!", "Hello Ann Lee!" },
	{ "{{firstName}}{{firstName}}", "AnnAnn" },
	{ "{{ firstName }}", "Ann" },
	{ "{{\tfirstName\n}}", "Ann" },
	{ "{{firstName|there}}", "Ann" },
	{ "{{ firstName | there }}", "Ann" },
	{ "Hello {{x_1|there}}.", "Hello there." },
	{ "Hello {{x_1| dear friend }}.", "Hello dear friend." },
	{ "Hello{{x_1|}}.", "Hello." },
	{ "Hello{{x_1|  }}.", "Hello." },
	{ "{{x_1|a|b}}", "a|b" },
	{ "{{x_1|नमस्ते}} {{firstName}}", "नमस्ते Ann" },
	{ "{{clinic}}: öffnet um 9", "Hudson Dental: öffnet um 9" },
	{ "a { b", "a { b" },
	{ "a } b", "a } b" },
	{ "{}", "{}" },
	{ "{other}", "{other}" },
	{ "{ firstName }", "{ firstName }" },
	{ "{firstName", "{firstName" },
	{ "firstName}", "firstName}" },
	{ "{{firstName}}}", "Ann}" },
	{ "{ {{firstName}} }", "{ Ann }" },
	{ "{", "{" },
	{ "}", "}" },
};

static const struct { const char *text, *wrong; } bad[] = {
	{ "Hello {{fistName}}", "has {{fistName}} at character 7, which is no field: firstName, "
	    "lastName, clinic, x_1" },
	{ "{{FirstName}}", "has {{FirstName}} at character 1, which is no field: " },
	{ "{{firstname}}", "has {{firstname}} at character 1, which is no field: " },
	{ "{{first Name}}", "has {{first Name}} at character 1, which is no field: " },
	{ "{{firstName.x}}", "has {{firstName.x}} at character 1, which is no field: " },
	{ "{{}}", "has {{}} at character 1, which is no field: " },
	{ "{{ }}", "has {{ }} at character 1, which is no field: " },
	{ "{{|there}}", "has {{|there}} at character 1, which is no field: " },
	{ "{{1x}}", "has {{1x}} at character 1, which is no field: " },
	{ "{{x_1 {{", "has {{x_1  at character 1, which is not closed" },
	{ "नमस्ते {{naam}}", "has {{naam}} at character 8, which is no field: " },
	{ "🙂{{naam}}", "has {{naam}} at character 2, which is no field: " },
	{ "{{firstName}} {{naam}}", "has {{naam}} at character 15, which is no field: " },
	{ "{{firstName", "has {{firstName at character 1, which is not closed: end the field with "
	    "}}" },
	{ "a {{firstName}", "has {{firstName at character 3, which is not closed: " },
	{ "a {{firstName} }", "has {{firstName at character 3, which is not closed" },
	{ "a {{first{Name}}", "has {{first at character 3, which is not closed" },
	{ "{{{firstName}}}", "has {{ at character 1, which is not closed" },
	{ "{{{{firstName}}}}", "has {{ at character 1, which is not closed" },
	{ "{{a {{firstName}}", "has {{a  at character 1, which is not closed" },
	{ "{{", "has {{ at character 1, which is not closed" },
	{ "a {{|", "has {{| at character 3, which is not closed" },
	{ "{{x_1|a}b}}", "has {{x_1|a at character 1, which is not closed" },
	{ "a }} b", "has }} at character 3, which closes nothing" },
	{ "}}", "has }} at character 1, which closes nothing" },
	{ "{{firstName}}}}", "has }} at character 14, which closes nothing" },
	{ "Hello {firstName}", "has {firstName} at character 7: a field has two braces on each "
	    "side, {{firstName}}" },
	{ "a{ {x_1}", "has {x_1} at character 4: " },
	{ "{{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}}",
	    "has {{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… at character 1, which is no field: " },
	{ "{{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaनननननननननननननन}}",
	    "has {{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… at character 1, which is no field: " },
};

static void
test_texts(void)
{
	struct template *t;
	const char *body;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		is_text(template_parse(a, good[i].text, known, &t), NULL, "\"%s\" is one",
		    good[i].text);
		is_text(template_fill(a, t, ann, &body),
		    good[i].body ? NULL : "would get an empty text", "is filled or empty");
		if (good[i].body)
			is_text(body, good[i].body, "\"%s\"", good[i].body);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *wrong = template_parse(a, bad[i].text, known, &t);

		if (!ok(wrong && text_has_prefix(wrong, bad[i].wrong), "\"%s\" is none", bad[i].text))
			diag("got %s, want %s", wrong ? wrong : "NULL", bad[i].wrong);
	}
}

static const char *
times(const char *what, int n)
{
	struct text t = text_new(a);

	for (int i = 0; i < n; i++)
		text_puts(&t, what);
	return t.data;
}

#define ODD "has a value for {{firstName}} that has a brace or a line break in it"

/* Each ASCII character as a value, as a name, and in the text. */
static void
test_every_character(void)
{
	const char *body;
	struct template *t;

	(void)template_parse(a, "[{{firstName}}]", known, &t);
	for (int c = 1; c < 128; c++) {
		const char *value = arena_printf(a, "a%cb", c);
		bool fits = c >= ' ' && c < 127 && c != '{' && c != '}';
		const char *wrong = template_fill(a, t, (const char *[]){ value, NULL, NULL, NULL },
		    &body);

		is_text(wrong, fits ? NULL : ODD, "character %d within a value", c);
		if (fits)
			is_text(body, arena_printf(a, "[a%cb]", c), "stands there as it is");
	}
	for (int c = 1; c < 128; c++) {
		bool letter = (c | 32) >= 'a' && (c | 32) <= 'z', digit = c >= '0' && c <= '9';

		is_int(template_is_name(arena_printf(a, "%c", c)), letter, "name %d", c);
		is_int(template_is_name(arena_printf(a, "a%c", c)), letter || digit || c == '_',
		    "or in one");
	}
	for (int c = 1; c < 128; c++) {
		const char *text = arena_printf(a, "x%cy{{firstName}}", c);
		struct template *one;

		is_text(template_parse(a, text, known, &one), NULL, "character %d in the text", c);
		(void)template_fill(a, one, ann, &body);
		is_text(body, arena_printf(a, "x%cyAnn", c), "stays what it is");
	}
	ok(!template_is_name(""), "nothing is no name");
	ok(template_is_name(times("a", TEMPLATE_NAME_MAX)), "nor is it too long");
	ok(!template_is_name(times("a", TEMPLATE_NAME_MAX + 1)), "or it is none");
}

static const struct { const char *value, *wrong, *body; } values[] = {
	{ NULL, "has no value for {{firstName}}", NULL },
	{ "", "has no value for {{firstName}}", NULL },
	{ " \t\r\n ", "has no value for {{firstName}}", NULL },
	{ " Ann ", NULL, "Ann, Ann" },
	{ "\nAnn Marie\n", NULL, "Ann Marie, Ann Marie" },
	{ "Añá ನಮಸ್ತೆ 🙂", NULL, "Añá ನಮಸ್ತೆ 🙂, Añá ನಮಸ್ತೆ 🙂" },
	{ "{{lastName}}", ODD, NULL },
	{ "{lastName", ODD, NULL },
	{ "Ann}", ODD, NULL },
	{ "Ann\nLee", ODD, NULL },
	{ "%s%n", NULL, "%s%n, %s%n" },
	{ "$1 \\1 &amp; |", NULL, "$1 \\1 &amp; |, $1 \\1 &amp; |" },
};

static void
test_values(void)
{
	const char *body, *most = times("न", TEMPLATE_VALUE_MAX);
	struct template *t;

	(void)template_parse(a, "{{firstName}}, {{firstName|there}}", known, &t);
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		const char *one[] = { values[i].value, NULL, NULL, NULL };

		is_text(template_fill(a, t, one, &body), values[i].wrong, "value %zu", i);
		if (values[i].body)
			is_text(body, values[i].body, "is filled in");
	}
	(void)template_parse(a, "{{firstName|there}}", known, &t);
	is_text(template_fill(a, t, (const char *[]){ " ", NULL, NULL, NULL }, &body), NULL,
	    "none, with words for it");
	is_text(body, "there", "gets those");
	is_text(template_fill(a, t, (const char *[]){ most, NULL, NULL, NULL }, &body), NULL,
	    "the longest");
	is_text(body, most, "is taken whole");
	most = arena_printf(a, "%s.", most);
	is_text(template_fill(a, t, (const char *[]){ most, NULL, NULL, NULL }, &body),
	    "has a value for {{firstName}} that has more than 200 characters", "one more");
}

static void
test_many(void)
{
	const char *body, *fields = times("-{{firstName}}", TEMPLATE_FIELDS_MAX);
	struct template *t;

	is_text(template_parse(a, fields, known, &t), NULL, "as many fields as may be");
	is_text(template_fill(a, t, ann, &body), NULL, "are filled");
	is_text(body, times("-Ann", TEMPLATE_FIELDS_MAX), "each");
	is_text(template_parse(a, arena_printf(a, "%s-", fields), known, &t), NULL,
	    "and a text behind them");
	(void)template_fill(a, t, ann, &body);
	is_text(body, arena_printf(a, "%s-", times("-Ann", TEMPLATE_FIELDS_MAX)), "stands there");
	is_text(template_parse(a, arena_printf(a, "%s-{{clinic}}", fields), known, &t),
	    "has more than 50 fields", "and no more");
	is_text(template_parse(a, "{{firstName}}", (const char *const[]){ NULL }, &t),
	    "has {{firstName}} at character 1, which is no field: ", "where nothing is known");
}

int
main(void)
{
	a = arena_new(16 << 20);
	test_texts();
	test_every_character();
	test_values();
	test_many();
	arena_free(a);
	return done_testing();
}

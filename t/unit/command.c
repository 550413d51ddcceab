/* The command line: which command, what it was given, and what is wrong with it. */
#include "core/command.h"

#include "../lib/tap.h"

static const struct command commands[] = {
	{ "migrate", "", "one word", NULL },
	{ "user add", "EMAIL --role R", "a word and options", NULL, 1, 1, "role= name= stdin" },
	{ "user list", "", "the same first word", NULL },
	{ "pair", "A [B]", "two words", NULL, 1, 2, "all" },
	{ NULL },
};

static struct arena *arena;
static struct arguments given;
static const char *why;

/* Reads blank-separated words; the command's name, or NULL. */
static const char *
reads(const char *line)
{
	char *argv[16], *rest = arena_string(arena, line);
	int argc = 0;
	const struct command *c;

	while (rest && *rest && argc < 16)
		argv[argc++] = strsep(&rest, " ");
	c = command_read(arena, commands, argc, argv, &given, &why);
	return c ? c->name : NULL;
}

static void
test_names(void)
{
	is_text(reads("migrate"), "migrate", "one word");
	is_text(reads("user list"), "user list", "two words");
	is_text(reads("user"), NULL, "half a name is none");
	is_text(why, "", "... and nothing is wrong but that");
	is_text(reads(""), NULL, "no word");
	is_text(reads("migrat"), NULL, "a beginning is none");
	is_text(reads("migrate-all"), NULL, "more than a name is none");
	is_text(reads("user adds"), NULL, "nor with two words");
}

static void
test_arguments(void)
{
	is_text(reads("user add a@b --role admin"), "user add", "a word and an option");
	is_text(given.word[0], "a@b", "the word");
	is_text(given.option[0], "admin", "the option's value");
	is_text(given.option[1], NULL, "an option that is not given");
	is_text(given.option[2], NULL, "a flag that is not given");
	is_text(reads("user add --stdin --name=A=B a@b"), "user add", "in any order");
	is_text(given.word[0], "a@b", "the word after them");
	is_text(given.option[1], "A=B", "a value after an =");
	is_text(given.option[2], "", "a flag");
	is_text(reads("user add a@b --name= --role --x"), "user add", "odd values are values");
	is_text(given.option[1], "", "an empty one");
	is_text(given.option[0], "--x", "one that looks like an option");
	is_text(reads("pair a b --all"), "pair", "two words");
	is_text(given.word[1], "b", "the second");
}

static void
test_faults(void)
{
	static const struct { const char *line, *why; } cases[] = {
		{ "user add", "too little is given: user add EMAIL --role R" },
		{ "user add a@b c", "user add does not take \"c\"" },
		{ "user add a@b --rol x", "user add has no option --rol" },
		{ "user add a@b --rolex x", "user add has no option --rolex" },
		{ "user add a@b --", "user add has no option --" },
		{ "user add a@b --role", "user add: --role needs a value" },
		{ "user add a@b --stdin=1", "user add: --stdin takes no value" },
		{ "migrate now", "migrate does not take \"now\"" },
		{ "migrate --now", "migrate has no option --now" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		is_text(reads(cases[i].line), NULL, "refused: %s", cases[i].line);
		is_text(why, cases[i].why, "... with the reason");
	}
}

int
main(void)
{
	arena = arena_new(1 << 20);
	test_names();
	test_arguments();
	test_faults();
	arena_free(arena);
	return done_testing();
}

/* The command line of a program with commands. See command.h. */
#include "core/command.h"

#include "core/text.h"

/* The command that the first word, or the first two, name; *used is how many. */
static const struct command *
command_named(const struct command *commands, int argc, char **argv, int *used)
{
	for (const struct command *c = commands; c->name; c++) {
		const char *blank = strchr(c->name, ' ');
		size_t first = blank ? (size_t)(blank - c->name) : strlen(c->name);

		if (argc < 1 || strlen(argv[0]) != first || strncmp(argv[0], c->name, first) != 0)
			continue;
		*used = blank ? 2 : 1;
		if (!blank || (argc > 1 && text_same(argv[1], blank + 1)))
			return c;
	}
	return NULL;
}

/* Which of the command's options a name is: its index, -1 for none. */
static int
option_index(const struct command *c, const char *name, bool *takes_value)
{
	int index = 0;

	for (const char *p = c->options; p && *p; index++) {
		size_t n = strcspn(p, " ");

		*takes_value = p[n - 1] == '=';
		if (strlen(name) == n - *takes_value && strncmp(name, p, n - *takes_value) == 0)
			return index;
		p += n + (p[n] == ' ');
	}
	return -1;
}

/* The option at argv[*i], with its value if it takes one. */
static const char *
read_option(
    struct arena *a, const struct command *c, int argc, char **argv, int *i, struct arguments *out)
{
	const char *word = argv[*i], *equals = strchr(word, '=');
	const char *name = equals ? arena_copy(a, word + 2, (size_t)(equals - word) - 2) : word + 2;
	bool takes_value = false;
	int index = option_index(c, name, &takes_value);

	if (index < 0)
		return arena_printf(a, "%s has no option --%s", c->name, name);
	if (equals && !takes_value)
		return arena_printf(a, "%s: --%s takes no value", c->name, name);
	if (!equals && takes_value && *i + 1 == argc)
		return arena_printf(a, "%s: --%s needs a value", c->name, name);
	out->option[index] = !takes_value ? "" : equals ? equals + 1 : argv[++*i];
	return NULL;
}

const struct command *
command_read(struct arena *a, const struct command *commands, int argc, char **argv,
    struct arguments *out, const char **why)
{
	int used = 0;
	const struct command *c = command_named(commands, argc, argv, &used);
	size_t words = 0;

	*out = (struct arguments){ { NULL }, { NULL } };
	*why = "";
	for (int i = used; c && i < argc; i++) {
		const char *wrong = NULL;

		if (text_has_prefix(argv[i], "--"))
			wrong = read_option(a, c, argc, argv, &i, out);
		else if (words < c->words_max)
			out->word[words++] = argv[i];
		else
			wrong = arena_printf(a, "%s does not take \"%s\"", c->name, argv[i]);
		if (wrong) {
			*why = wrong;
			return NULL;
		}
	}
	if (c && words < c->words_min) {
		*why = arena_printf(a, "too little is given: %s %s", c->name, c->arguments);
		return NULL;
	}
	return c;
}

void
command_usage(const struct command *commands, const char *program, FILE *to)
{
	(void)fprintf(to, "usage: %s COMMAND …\n\n", program);
	for (const struct command *c = commands; c->name; c++)
		(void)fprintf(to, "  %s%s%s\n      %s\n", c->name, *c->arguments ? " " : "",
		    c->arguments, c->help);
}

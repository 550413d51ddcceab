/*
 * The command line of a program with commands ("user add EMAIL --role admin"): one table says what
 * there is, what each takes and what it does; reading and the usage text come from it.
 */
#ifndef CORE_COMMAND_H
#define CORE_COMMAND_H

#include <stddef.h>
#include <stdio.h>

#include "core/arena.h"

enum { COMMAND_WORDS_MAX = 2, COMMAND_OPTIONS_MAX = 8 };

/* What was given to a command. */
struct arguments {
	const char *word[COMMAND_WORDS_MAX];		/* NULL where it is not given */
	const char *option[COMMAND_OPTIONS_MAX]; /* in the order of the command's list; "" for a
						    flag that is given, NULL otherwise */
};

struct program; /* the program's own: what its commands share */

struct command {
	const char *name; /* one word or two: "user add". An empty one ends the table */
	const char *arguments;				/* as the usage shows them */
	const char *help;
	int (*run)(struct program *p);
	size_t words_min, words_max;
	const char *options; /* "role= name= all": those with = take a value, as --name VALUE or
				--name=VALUE */
};

/* The command that the words after the program's name mean, and what it was given. NULL: *why says
 * what is wrong with them, "" where they name no command. */
const struct command *command_read(struct arena *a, const struct command *commands, int argc,
    char **argv, struct arguments *out, const char **why);

/* Every command with its arguments and help. */
void command_usage(const struct command *commands, const char *program, FILE *to);

#endif

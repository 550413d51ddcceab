/*
 * What patients hear and read, one file a language: plain UTF-8 "key = text" with {placeholders},
 * which a translator can edit (the directory languages, switchboard-languages(7)). Another language is
 * another file. Here such a file is parsed and checked, and its texts are looked up and filled in;
 * dates and times are made of them in desk/spoken.h.
 */
#ifndef DESK_TEXTS_H
#define DESK_TEXTS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "desk/twiml.h"

enum { TEXTS_BYTES_MAX = 64 * 1024, TEXTS_CHARACTERS_MAX = 600 };

struct texts;

struct texts_fault {
	int line;			/* 0: something is missing */
	const char *message;		/* a sentence without its end: "call.menu is missing" */
	bool is_spare;			/* a key that is not known: the rest serves without it. While
					 * a newer release is put in place, its files come first */
	const struct texts_fault *next;
};

/* NULL where the file is as it should be: every key that is needed is there, each key is known, no
 * text is too long, every placeholder is one of its key, and what patients may answer are not words
 * that stop all texts. Otherwise every fault, in the order of the lines; *out then has the rest.
 * The texts point into copies in the arena. */
const struct texts_fault *texts_parse(struct arena *a, const char *file, size_t bytes,
    struct texts **out);

/* The text of a key, NULL where the file has none. */
const char *texts_get(const struct texts *t, const char *key);

/* The same filled in: values are { "{name}", value } and end with a NULL name. "" where the file
 * has no such key. */
const char *texts_fill(struct arena *a, const struct texts *t, const char *key,
    const char *const values[][2]);

/* The voice of the file and its language, as Say takes them. */
struct voice texts_voice(const struct texts *t);

#endif

/*
 * A text as the words by which it is found, in any language: without regard to case, accents,
 * width, digits' script and joiners ("Łukasz" is "lukasz", "２０" is "20").
 *
 * A word is a run of letters, digits and their marks. One that is joined by an apostrophe, a hyphen
 * or a point ("O'Brien", "check-up", "555.0100") is found as a whole ("obrien") and by its parts.
 * Scripts that write no spaces, or hang particles on their words (Chinese, Japanese, Korean, Thai,
 * Lao, Khmer, Burmese), are kept as characters and overlapping pairs of them: so a word is found
 * within a sentence, without a dictionary.
 */
#ifndef CORE_FOLD_H
#define CORE_FOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"

enum {
	FOLD_BYTES_MAX = 1024 * 1024,		/* what lies beyond is not looked at */
	FOLD_WORD_MAX = 64,			/* characters; a longer word is cut */
	FOLD_QUERY_MAX = 12,			/* words of a query; the rest is not asked for */
};

struct fold {
	const char **words;			/* UTF-8 of letters, digits and marks alone */
	size_t count;
};

/* The words under which a text is kept, sorted, each once. What is not UTF-8 has none. */
struct fold fold_text(struct arena *a, const char *text);

/* The words of which a text must have all, in the order of the query, each once. *prefix: its last
 * one may be the beginning of a word, since whoever searches has perhaps not ended it: 3 characters
 * or more with nothing behind them, of a script with spaces. */
struct fold fold_query(struct arena *a, const char *text, bool *prefix);

#endif

/*
 * A text as words, for those who read what people said: the booking detector and the reader of
 * stated times. Words are folded (lower case, without accents; other scripts as they are), and each
 * knows where it stands in the text and which punctuation follows it.
 *
 * Contractions come apart: "didn't" is "did" "not", "she'll" is "she" "will", "it's" is "it" "is",
 * a possessive's 's is dropped. "10am" is "10" "am", "3 p.m." is "3" "pm", "check-up" is "check"
 * "up", "re-booked" is "rebooked".
 */
#ifndef DESK_WORDS_H
#define DESK_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"

enum word_end { END_NONE, END_COMMA, END_BREAK, END_COLON, END_SENTENCE, END_QUESTION };

struct word {
	const char *text;		/* folded */
	size_t from, to;		/* bytes [from, to) of the source */
	enum word_end end;		/* what follows it */
	bool begins_upper;		/* began with a capital letter */
	bool possessive;		/* an 's was dropped */
	bool begins_line;
};

struct words {
	const char *source;
	struct word *at;
	size_t count;
};

/* The words of the first `bytes` bytes of text. What is not UTF-8 separates words. */
struct words words_split(struct arena *a, const char *text, size_t bytes);

/* Two words that mean one ("check" "up") become one ("checkup"). pairs: first, second, joined;
 * ends with NULL. A pair with punctuation between its words stays. */
void words_join(struct words *words, const char *const pairs[][3]);

#endif

/*
 * Phrases: patterns of words, compiled once and matched many times. A pattern is elements with
 * spaces between them:
 *
 *	word		this very word (folded, as words.h folds)
 *	stem*		a word that begins so
 *	<class>		a word of this class
 *	a|b|<c>		any of these
 *	x?		any of the above, or nothing
 *	..		up to three words, any
 *	....		up to six words, any
 *	^ and $		the first word of the range that is searched, and its end
 */
#ifndef DESK_PHRASES_H
#define DESK_PHRASES_H

#include "desk/words.h"

enum { WORD_CLASSES_MAX = 64 };

/* Class number n is bit n of a word's classes. Its words, with spaces between; "stem*" too. */
struct word_class { const char *name, *words; };

struct phrase { int sign; const char *pattern; };	/* what it means is the caller's */

struct phrasebook;

/* classes ends with a name of NULL, phrases with a pattern of NULL. A pattern that is malformed or
 * names an unknown class is our own mistake: assert. */
struct phrasebook *phrasebook_new(struct arena *a, const struct word_class *classes,
    const struct phrase *phrases);

/* Sets id and classes of each word; another book's are gone. */
void phrasebook_tag(const struct phrasebook *book, struct words *words);

/* Where phrase n, begun at word i of the range [from, to), ends (the word after its last); 0: it
 * does not match there. The longest match of the first way to read it. */
size_t phrase_match(const struct phrasebook *book, size_t n, const struct words *words, size_t i,
    size_t from, size_t to);

/* The first phrase at or after n that matches at word i; *end is where. SIZE_MAX: none. */
size_t phrase_find(const struct phrasebook *book, size_t n, const struct words *words, size_t i,
    size_t from, size_t to, size_t *end);

int phrase_sign(const struct phrasebook *book, size_t n);

#endif

/*
 * What the booking detector sees of a text: its features, each the hash of a short pattern of words.
 * The detector (booking.c) and the trainer (t/lib/booking-train.c) both read texts through here, so
 * that what was learned is what is asked.
 *
 * The families, told apart by the letter that a feature's name begins with:
 *	w	one to three words that stand together; numbers, days, hours and names are folded
 *	l	the same in the last sentence, where a call is summed up
 *	k	one to four words of the lexicon (booking_lexicon.c) by their classes, whatever else
 *		stands between them: "NOT BOOKED", "OFFERED #slot TOOK"
 *	m	the same in the last sentence
 *	s	two such classes that stand two to five classes apart
 *	v	two words that stand two or three apart
 *	x	one to three words, told by what they are about (booking_topics.c) where that is known:
 *		"CLINICIAN MODAL SEE" for anyone of the trade who will look at it
 *	y	two of these that stand two to five apart
 */
#ifndef DESK_BOOKING_FEATURES_H
#define DESK_BOOKING_FEATURES_H

#include "desk/stated_time.h"
#include "desk/words.h"

static const uint32_t FEATURE_HASH = 2166136261U;		/* FNV-1a, 32 bits, of nothing */

/* The hash of what `hash` stands for and n bytes more. */
uint32_t feature_hash(uint32_t hash, const char *bytes, size_t n);

struct feature {
	uint32_t hash;
	size_t from, to;		/* the words [from, to) that it was found in */
	const char *name;		/* only where names were asked for; else NULL */
};

/* A word, a mark or a stated time, as the features name them. */
struct token {
	const char *text;		/* folded: "#slot", "#number", "@name" */
	const char *class, *topic;	/* of the lexicon, and of the topics; NULL: none is known */
	size_t word;			/* which word it stands for, or follows */
	size_t sentence;
};

struct tokens { struct token *at; size_t count; };

struct features {
	struct words words;
	struct stated_time *times;	/* those of Hindi and Tamil, too, which are no tokens */
	size_t time_count;
	struct tokens tokens;
	struct feature *at;		/* by their hashes; the same one as often as it was found */
	size_t count;
};

/* text is UTF-8, of `bytes` bytes; called_at as for booking_detect. */
struct features features_read(struct arena *a, const char *text, size_t bytes,
    const struct civil *called_at, bool named);

/* A class of words that mean much the same, in any language; a word may end in "*". Ends with NULL.
 * A word that stands in several classes belongs to the first. */
struct lexicon_class { const char *name, *words; };
extern const struct lexicon_class booking_lexicon[], booking_topics[];

#endif

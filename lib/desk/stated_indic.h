/*
 * Hindi and Tamil, for the files of desk/stated_*.c alone. In order:
 *
 *	stated_indic_words.c	which words tell of days and times
 *	stated_indic_clock.c	a time of day
 *	stated_indic_day.c	a day, by whatever names it
 *	stated_indic.c		both together, and what is told of them
 *
 * Both languages say after a word what English says before it, Hindi in a word of its own ("सोमवार
 * को": on Monday), Tamil in the word's ending ("திங்கட்கிழமையன்று"). Tamil's endings come off, so that
 * both are read alike: in pieces.
 *
 * What is not sure is said to be vague, since a wrong day is worse than none: "कल" is both tomorrow
 * and yesterday, "अगले शुक्रवार" the first Friday to some and the one after it to others.
 */
#ifndef DESK_STATED_INDIC_H
#define DESK_STATED_INDIC_H

#include "desk/stated_reader.h"

/* What a piece says. */
enum indic {
	INDIC_NONE,			/* nothing of a time */
	INDIC_NUMBER,
	INDIC_TENS,			/* இருபத்து: the number after it belongs to it */
	INDIC_ORDINAL,			/* -ஆம் */
	INDIC_NEAR,			/* so many days after the call: आज, நாளை */
	INDIC_EITHER,			/* so many days after it or before it: कल, परसों */
	INDIC_YESTERDAY,		/* நேற்று */
	INDIC_DAY_AFTER,		/* மறுநாள்: the day after one that was told of */
	INDIC_WEEKDAY,			/* 0 = Sunday */
	INDIC_SHORT_WEEKDAY,		/* the same; also a planet's name, or a person's (UNKNOWN) */
	INDIC_MONTH, INDIC_SHORT_MONTH,	/* 1-12 */
	INDIC_DATE,			/* तारीख़, தேதி: the number before it is a day of a month */
	INDIC_WHICH,			/* अगले, இந்த: an enum which */
	INDIC_EVERY,			/* हर */
	INDIC_A_DAY, INDIC_A_WEEK, INDIC_A_MONTH,	/* दिन, हफ़्ते, மாதம் */
	INDIC_PART,			/* a part of the day, by the first hour that it may mean */
	INDIC_OCLOCK,			/* बजे, மணி */
	INDIC_MINUTE,			/* मिनट */
	INDIC_SPAN,			/* घंटे, நேரம்: "மணி நேரம்" is an hour's time */
	INDIC_BEFORE_HOUR,		/* so many minutes after the hour that follows: सवा, पौने */
	INDIC_AFTER_HOUR,		/* after the hour before it: -அரை, -ஏகால் */
	INDIC_CLOCK,			/* so many minutes after twelve: डेढ़ */
	INDIC_HALF,			/* am (0), pm (12) */
	INDIC_CASE,			/* an enum indic_case */
	INDIC_FROM,			/* से, -இலிருந்து */
	INDIC_BOUND,			/* until, after: तक, बाद, வரை */
	INDIC_BEFORE,			/* पहले: before, if "के" or "से" stands before it */
	INDIC_INSTEAD,			/* बजाय, பதிலாக */
	INDIC_PLACE,			/* जगह: the place, and "in place of" */
	INDIC_BETWEEN,			/* बीच */
	INDIC_OR,			/* या, और: what is before it is meant, too */
	INDIC_WAS,			/* था, छूट: what was told is past */
	INDIC_NOT,			/* नहीं, இல்லை */
	INDIC_VISIT,			/* समय, बुलाया: the day that was told is a visit's */
	INDIC_MOVED,			/* किया, बदल: a visit was moved */
	INDIC_TITLE,			/* डॉ., श्री: a name follows */
};

enum indic_case {
	CASE_PLAIN,			/* पर, में, लिए, -க்கு */
	CASE_ON,			/* को */
	CASE_ON_DAY,			/* அன்று: what is before it can only be a day */
	CASE_OF,			/* का, की, के, वाला */
	CASE_EVEN,			/* ही */
};

/* A word of a text, or a part of one. */
struct piece {
	const char *text;		/* of the word, folded: digits are those of ASCII */
	enum indic kind;
	int value;			/* as the kind says; else 0 */
	size_t first, last;		/* the word of the text; digits may span several */
	enum word_end end;
};

struct pieces { struct piece *at; size_t count; };

/* --- stated_indic_words.c --- */

/* The words of a text in pieces, in its order. */
struct pieces indic_split(struct arena *a, const struct words *words);

/* --- stated_indic_clock.c --- */

/* The kind of piece i; INDIC_NONE beyond the last. (An int, since no switch means all of them.) */
int kind_at(const struct pieces *p, size_t i);
bool is_case(const struct pieces *p, size_t i, enum indic_case which);

/* May a phrase go on from piece i - 1 to piece i? */
bool pieces_run_on(const struct pieces *p, size_t i);

/* The first piece from i on that is no INDIC_CASE; p->count: there is none. */
size_t case_skip(const struct pieces *p, size_t i);

/* A whole number at piece i, in digits or words; UNKNOWN: none. *next is the piece after it. */
int count_at(const struct pieces *p, size_t i, size_t *next);

/* Nothing that the number before piece `next` might count follows it: "शाम 6, …", "सोमवार 10 पर", but
 * not "शाम 6 लोग". */
bool stands_alone(const struct pieces *p, size_t next);

/* The hour (of 24) that the clock's face shows as `hour`, the first of them from `first` on. */
int hour_from(int first, int hour);

/* A time at piece i; its hour is that of the 24-hour clock, which is `certain` where a part of the
 * day was said. after_day: a day stands before it, so that a number alone is an hour. part: of the
 * day, by its first hour, if it was said with that day; UNKNOWN. */
size_t indic_clock_read(const struct pieces *p, size_t i, bool after_day, int part,
    struct clock *c);

/* --- stated_indic_day.c --- */

/* A day as it was said. */
struct said {
	struct day day;
	int either;			/* so many days ahead or back; else 0 */
	bool vague;			/* a day, and nobody knows which */
};

/* after_clock: a time stands right before it. */
size_t indic_day_read(const struct reader *r, const struct pieces *p, size_t i, bool after_clock,
    struct said *s);

/* More of the same day: the weekday and the date, "tomorrow" and either. false: it is another day. */
bool said_join(const struct reader *r, struct said *s, const struct said *more);

/* --- stated_indic.c --- */

/* An expression at piece i: a day, a time, or both in any order. */
size_t indic_read(const struct reader *r, const struct pieces *p, size_t i,
    struct stated_time *out);

#endif

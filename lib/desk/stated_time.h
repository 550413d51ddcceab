/*
 * Days and times of day as people state them: "next Wednesday at half past ten", "Tuesday the 24th
 * at 2:30 pm", "12/3", "in two weeks", "el próximo miércoles a las diez y media", "सोमवार सुबह 10 बजे",
 * "நாளை மாலை 4 மணிக்கு". Found among the words of a text, and resolved against the wall clock of the
 * call in which they were said.
 *
 * What is meant, where words leave it open:
 * - "Wednesday", "this Wednesday", "the coming Wednesday": the first Wednesday after the day of the
 *   call ("this" on a Wednesday is that day itself).
 * - "next Wednesday": the Wednesday of the next calendar week, weeks beginning on Monday, so that
 *   said on a Friday it is in five days and said on a Monday in nine. "El próximo miércoles" is the
 *   first one after the call, as Spanish means it.
 * - a month and a day without a year: the first such date from the day of the call on. "The 24th":
 *   the first 24th from then on; with a weekday ("Tuesday the 24th") the first on which both hold, if
 *   that is within two months: else one of them was a slip of the tongue, and the day is vague.
 * - "the first Monday of December", "a Friday in May", "Tuesday week": not the weekday that comes
 *   next, and vague; so is a date with a year that is over, since no visit is agreed for it.
 * - 12/3 is the third of December in English, the twelfth of March in the other languages.
 * - an hour without am or pm: 1 to 6 in the afternoon, 7 to 11 in the morning, 12 is noon. A part
 *   of the day ("in the evening", "tomorrow afternoon at 3") decides otherwise. Midnight is the
 *   beginning of the day that is named.
 *
 * - a span of hours ("from 2 to 3 PM", "de 2 a 3 de la tarde") begins at its first hour, which has the
 *   am or pm of the last where it has none of its own. Of "between 2 and 4", and of "2 or 3 PM", no
 *   hour is agreed, in any language: the time of day is vague.
 *
 * In Hindi and Tamil only where it is sure; else the time is vague:
 * - "कल" is tomorrow and yesterday, "परसों" two days ahead and back: it lies ahead where the words
 *   after it tell of a visit or of what will be, and back where they tell of what was.
 * - "अगले सोमवार", "அடுத்த திங்கட்கிழமை": the next one to some, to others that of the next week; sure
 *   where these are the same.
 * - a weekday or "tomorrow" that does not fit the date beside it; one of several days; "the day
 *   after" without what it is after.
 * - an hour of today that is over is that of the evening.
 */
#ifndef DESK_STATED_TIME_H
#define DESK_STATED_TIME_H

#include "core/clock.h"
#include "desk/words.h"

/* Hindi and Tamil with whatever English stands among them: TONGUE_INDIC. */
enum tongue { TONGUE_ENGLISH, TONGUE_SPANISH, TONGUE_INDIC };

enum part_of_day { PART_NONE, PART_MORNING, PART_AFTERNOON, PART_NIGHT };

struct stated_time {
	size_t first, end;		/* words [first, end) */
	bool has_day, has_time;
	bool past;			/* "yesterday", "last Tuesday", "two weeks ago" */
	bool bound;			/* "after 3", "until Friday": a limit and no slot */
	bool vague;			/* it has a day, and which is not sure: starts has none */
	bool vague_time;		/* "between 2 and 4": no hour is sure; starts has the first */
	/* Where its words have but the last hour of a span, starts has the first one: */
	size_t span;			/* the word at which the span begins; else `first` */
	bool from;			/* "from 2 to 3 PM": of a visit that was moved, 3 is the new hour */
	int until_hour, until_minute;	/* that last hour */
	enum part_of_day part;		/* said with the day: "Tuesday evening" */
	bool certain;			/* am, pm or a part of the day was said with the hour */
	struct civil starts;		/* what it has; else 0 */
};

/* Every stated day or time of the text, in order; their number. */
size_t stated_times(struct arena *a, const struct words *words, enum tongue tongue,
    const struct civil *called_at, struct stated_time **out);

/* Has it a time of day that is sure, and not over when the call came? */
bool stated_time_has_hour(const struct stated_time *t, const struct civil *called_at);

/* Are words of Hindi or Tamil among them? Then their tongue is TONGUE_INDIC. */
bool words_are_indic(const struct words *words);

/* One that holds the day of `day` and the time of `clock`, which was said apart from it: "Tuesday
 * evening with Dr. Patel at 7" is at 19:00. */
struct stated_time stated_time_joined(const struct stated_time *day,
    const struct stated_time *clock);
/* The same with the words of `clock` alone. */
struct stated_time stated_time_of_day(const struct stated_time *clock,
    const struct stated_time *day);

#endif

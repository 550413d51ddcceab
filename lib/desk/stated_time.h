/*
 * Days and times of day as people state them: "next Wednesday at half past ten", "Tuesday the 24th
 * at 2:30 pm", "12/3", "in two weeks", "el próximo miércoles a las diez y media". Found among the
 * words of a text, and resolved against the wall clock of the call in which they were said.
 *
 * What is meant, where words leave it open:
 * - "Wednesday", "this Wednesday", "the coming Wednesday": the first Wednesday after the day of the
 *   call ("this" on a Wednesday is that day itself).
 * - "next Wednesday": the Wednesday of the next calendar week, weeks beginning on Monday, so that
 *   said on a Friday it is in five days and said on a Monday in nine. "El próximo miércoles" is the
 *   first one after the call, as Spanish means it.
 * - a month and a day without a year: the first such date from the day of the call on. "The 24th":
 *   the first 24th from then on; with a weekday ("Tuesday the 24th") the first on which both hold.
 * - 12/3 is the third of December in English, the twelfth of March in Spanish.
 * - an hour without am or pm: 1 to 6 in the afternoon, 7 to 11 in the morning, 12 is noon. A part
 *   of the day ("in the evening", "tomorrow afternoon at 3") decides otherwise. Midnight is the
 *   beginning of the day that is named.
 */
#ifndef DESK_STATED_TIME_H
#define DESK_STATED_TIME_H

#include "core/clock.h"
#include "desk/words.h"

enum tongue { TONGUE_ENGLISH, TONGUE_SPANISH };

struct stated_time {
	size_t first, end;		/* words [first, end) */
	bool has_day, has_time;
	bool past;			/* "yesterday", "last Tuesday", "two weeks ago" */
	bool bound;			/* "after 3", "until Friday": a limit and no slot */
	struct civil starts;		/* what it has; else 0 */
};

/* Every stated day or time of the text, in order; their number. */
size_t stated_times(struct arena *a, const struct words *words, enum tongue tongue,
    const struct civil *called_at, struct stated_time **out);

/* One that holds the day of `day` and the time of `clock`, which was said apart from it. */
struct stated_time stated_time_joined(const struct stated_time *day,
    const struct stated_time *clock);

#endif

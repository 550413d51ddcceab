/*
 * Dates, times, counts and phone numbers as people say and write them, made of a language's texts.
 *
 * Of a time the most exact pattern wins: "time.13:30", then "time.30", then "time". {hour} is
 * "hour.9.30" where there is one, else "hour.9"; the hour by 24 (hour.21) comes before that by 12
 * (hour.9). {next} is the hour that follows, {part} the part of the day: that of the last hour, up
 * to this one, for which there is one.
 */
#ifndef DESK_SPOKEN_H
#define DESK_SPOKEN_H

#include "core/arena.h"
#include "core/clock.h"
#include "desk/texts.h"

/* "nine thirty in the morning" */
const char *spoken_time(struct arena *a, const struct texts *t, int hour, int minute);

/* "on Tuesday, March third, at nine thirty in the morning", or from today's view "today at noon".
 * Both are wall-clock times of one zone. */
const char *spoken_when(struct arena *a, const struct texts *t, const struct civil *at,
    const struct civil *now);

/* The same to read, for a text that may be looked at days later: "Tuesday, March 3 at 9:30 AM", and
 * with the year where it is not now's. */
const char *written_when(struct arena *a, const struct texts *t, const struct civil *at,
    const struct civil *now);

/* "one appointment", "3 appointments" */
const char *written_visits(struct arena *a, const struct texts *t, int n);

/* An E.164 number, digit by digit, with pauses: "eight four five, five five five, …". A number of
 * country code 1 without it. */
const char *spoken_number(struct arena *a, const struct texts *t, const char *e164);

#endif

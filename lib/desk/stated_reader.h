/*
 * How stated times are read, for the files of desk/stated_*.c alone; stated_time.h is for everybody
 * else. In order:
 *
 *	stated_words.c		numbers, and the names of days and months
 *	stated_date.c		a month and a day
 *	stated_day.c		any way to say a day
 *	stated_resolve.c	the day that was meant, seen from the day of the call
 *	stated_clock.c		any way to say a time of day
 *	stated_indic.h		all of that in Hindi and Tamil, but for the resolving
 *	stated_time.c		both together, through the whole text
 *
 * What reads (*_read) does so from word i on, and answers with the word after what it read; 0 if it
 * is not there, and what it filled in by then counts for nothing. (Inside a file, what looks for
 * more after something may answer i itself: there is none.) A word beyond the text's last is "".
 */
#ifndef DESK_STATED_READER_H
#define DESK_STATED_READER_H

#include "desk/stated_time.h"

enum { UNKNOWN = -1 };

struct reader {
	const struct words *words;
	enum tongue tongue;
	const struct civil *called_at;
	int today;			/* day number of the call */
};

/* --- stated_words.c --- */

const char *word_at(const struct reader *r, size_t i);
bool word_is(const struct reader *r, size_t i, const char *text);
/* Is word i one of these, which stand with spaces between and around them? */
bool word_among(const struct reader *r, size_t i, const char *list);
/* May a phrase go on from word i - 1 to word i? */
bool runs_on(const struct reader *r, size_t i);

/* Of word i, or UNKNOWN. *next is the word after a number, which may be two ("forty five"). */
int weekday_at(const struct reader *r, size_t i);			/* 0 = Sunday */
int month_at(const struct reader *r, size_t i);				/* 1-12 */
int number_at(const struct reader *r, size_t i, size_t *next);		/* digits or words */
int ordinal_at(const struct reader *r, size_t i, size_t *next);		/* "24th" */
int digits_of(const char *text);			/* up to four, and nothing else */

/* --- stated_date.c, stated_day.c --- */

enum which { WHICH_PLAIN, WHICH_THIS, WHICH_NEXT, WHICH_LAST };

/* A day as it was said, before it is resolved. */
struct day {
	int weekday, day, month, year;	/* UNKNOWN: not said */
	enum which which;
	int weeks;			/* "of next week": 1; UNKNOWN: no week was said */
	bool is_offset;			/* so many days from the day of the call: */
	int offset;
	enum part_of_day part;		/* "tonight" */
	bool past;
};

size_t month_day_read(const struct reader *r, size_t i, struct day *d);
size_t numeric_date_read(const struct reader *r, size_t i, struct day *d);
/* "11/24", "24.11.2026": is text a date, and which is it? day_first: 3/12 is in December. */
bool date_of_digits(const char *text, bool day_first, struct day *d);

/* Any day that there is in the calendar. */
size_t day_read(const struct reader *r, size_t i, struct day *out);

/* --- stated_resolve.c --- */

/* Days since 1 January of the year 1; a Monday, as it happens. */
int day_number(int year, int month, int day);
struct civil day_civil(int number);

/* How many days after the call is n times a unit of so many days (0: n months)? */
int day_offset(const struct reader *r, int n, int unit);

/* The day that was meant, as a day number; false: there is none. */
bool day_resolve(const struct reader *r, const struct day *d, int *number);

/* Can it not have been meant for a visit? A year that is over; "Monday the 24th" where the 24th is a
 * Monday only months later. */
bool day_is_doubtful(const struct reader *r, const struct day *d, int number);

/* --- stated_clock.c --- */

/* A time of day as it was said. */
struct clock {
	int hour, minute;
	enum part_of_day part;
	bool certain;			/* am or pm was said, or it is a 24-hour time */
};

/* "in the morning", "at night", "morning", "de la tarde", "por la noche". */
size_t part_read(const struct reader *r, size_t i, enum part_of_day *part);
size_t clock_read(const struct reader *r, size_t i, struct clock *c);
/* "10:30", "10.30", "930" before am or pm, "2-3 pm" (its beginning). *has_minutes: that it is a time
 * needs no other word. */
bool clock_of_digits(const char *text, struct clock *c, bool *has_minutes);
void clock_settle(struct clock *c);	/* its hour on the 24-hour clock, with what `part` says */

#endif

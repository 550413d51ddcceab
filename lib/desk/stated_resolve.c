/* Which day was meant, seen from the day of the call. See stated_time.h for what is left open. */
#include "desk/stated_reader.h"

/* --- the calendar ---------------------------------------------------------------------------- */

enum { DAYS_A_WEEK = 7, YEARS_AHEAD = 8,
	DAYS_AHEAD = 62 };		/* two months: farther ahead, a date is said with its month */

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

int
day_number(int year, int month, int day)
{
	int y = year - 1, n = 365 * y + y / 4 - y / 100 + y / 400;

	for (int m = 1; m < month; m++)
		n += month_days(year, m);
	return n + day - 1;
}

struct civil
day_civil(int number)
{
	struct civil c = { .year = number / 366 + 1, .month = 1, .weekday = (number + 1) % 7 };
	int left;

	while (day_number(c.year + 1, 1, 1) <= number)
		c.year++;
	left = number - day_number(c.year, 1, 1);
	while (left >= month_days(c.year, c.month))
		left -= month_days(c.year, c.month++);
	c.day = left + 1;
	return c;
}

/* Monday of the week of a day. */
static int
week_begin(int number)
{
	return number - number % DAYS_A_WEEK;
}

/* --- a day that was said --------------------------------------------------------------------- */

int
day_offset(const struct reader *r, int n, int unit)
{
	struct civil c = day_civil(r->today);
	int month;

	if (unit != 0)
		return n * unit;
	month = c.month - 1 + n;
	c.year += month / 12;
	c.month = month % 12 + 1;
	if (c.day > month_days(c.year, c.month))
		c.day = month_days(c.year, c.month);
	return day_number(c.year, c.month, c.day) - r->today;
}

/* The first date from `from` on that has this month (or any) and day, and this weekday (or any). */
static bool
date_from(int from, int month, int day, int weekday, int *number)
{
	struct civil c = day_civil(from);
	int year = c.year, m = month == UNKNOWN ? c.month : month;

	for (int tries = 0; tries < YEARS_AHEAD * 12; tries++) {
		int n;

		if (day <= month_days(year, m) && (n = day_number(year, m, day)) >= from &&
		    (weekday == UNKNOWN || (n + 1) % 7 == weekday)) {
			*number = n;
			return true;
		}
		if (month != UNKNOWN || m == 12)
			year++;
		if (month == UNKNOWN)
			m = m % 12 + 1;
		if (month != UNKNOWN && tries >= YEARS_AHEAD)
			return false;
	}
	return false;
}

bool
day_resolve(const struct reader *r, const struct day *d, int *number)
{
	int today = r->today, ahead;

	if (d->is_offset) {
		*number = today + d->offset;
		if (d->weekday != UNKNOWN)	/* "in two weeks on Tuesday" */
			*number = week_begin(*number) + (d->weekday + 6) % 7;
		return *number > 0;
	}
	if (d->day != UNKNOWN) {
		if (d->day < 1 || d->day > 31)
			return false;
		if (d->year != UNKNOWN && d->month != UNKNOWN) {
			if (d->day > month_days(d->year, d->month))
				return false;
			*number = day_number(d->year, d->month, d->day);
			return true;
		}
		/* A weekday that does not fit was a slip of the tongue if the month is said. */
		if (d->month == UNKNOWN && d->weekday != UNKNOWN &&
		    date_from(today, UNKNOWN, d->day, d->weekday, number) && *number < today + 366)
			return true;
		return date_from(today, d->month, d->day, UNKNOWN, number);
	}
	if (d->weekday == UNKNOWN)
		return false;
	if (d->weeks != UNKNOWN) {
		*number = week_begin(today) + 7 * d->weeks + (d->weekday + 6) % 7;
		return true;
	}
	ahead = (d->weekday - (today + 1) % 7 + 7) % 7;
	switch (d->which) {
	case WHICH_THIS:
		*number = today + ahead;
		break;
	case WHICH_NEXT:
		*number = week_begin(today) + 7 + (d->weekday + 6) % 7;
		break;
	case WHICH_LAST:
		*number = today + ahead - 7;
		break;
	case WHICH_PLAIN:
		*number = today + (ahead ? ahead : 7);
		break;
	}
	return true;
}

bool
day_is_doubtful(const struct reader *r, const struct day *d, int number)
{
	return number < r->today || (d->weekday != UNKNOWN && d->day != UNKNOWN &&
	    d->month == UNKNOWN && number > r->today + DAYS_AHEAD);
}

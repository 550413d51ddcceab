/* Dates with a month: "November 24th, 2026", "24 de noviembre", "11/24". See stated_reader.h. */
#include "desk/stated_reader.h"

#include <ctype.h>
#include <string.h>

/* ", 2026" or "de 2026" after a date. */
static size_t
year_read(const struct reader *r, size_t i, int *year)
{
	size_t at = i;
	int n;

	if (r->tongue == TONGUE_SPANISH && (word_is(r, at, "de") || word_is(r, at, "del")))
		at++;
	if (!runs_on(r, at))
		return i;
	n = strlen(word_at(r, at)) == 4 ? digits_of(word_at(r, at)) : UNKNOWN;
	if (n < r->called_at->year - 5 || n > r->called_at->year + 10)
		return i;
	*year = n;
	return at + 1;
}

/* "November 24th, 2026", "24 November", "the 24th of November", "24 de noviembre". */
size_t
month_day_read(const struct reader *r, size_t i, struct day *d)
{
	size_t next, at = i;
	int n, month = month_at(r, i);

	if (month != UNKNOWN && runs_on(r, i + 1)) {
		at = i + 1;
		if (word_is(r, at, "the"))
			at++;
		n = ordinal_at(r, at, &next);
		if (n == UNKNOWN && isdigit((unsigned char)*word_at(r, at)))
			n = number_at(r, at, &next);
		if (n < 1 || n > 31 || (r->words->at[i].end && strlen(word_at(r, at)) == 4))
			return 0;
		d->month = month;
		d->day = n;
		return year_read(r, next, &d->year);
	}
	if (word_is(r, at, "the") || word_is(r, at, "el"))
		at++;
	if (r->tongue == TONGUE_SPANISH && word_is(r, at, "dia"))
		at++;
	n = ordinal_at(r, at, &next);
	if (n == UNKNOWN)
		n = number_at(r, at, &next);
	if (n < 1 || n > 31 || !runs_on(r, next))
		return 0;
	if (word_is(r, next, "of") || word_is(r, next, "de"))
		next++;
	month = month_at(r, next);
	if (month == UNKNOWN || r->words->at[next - 1].end)
		return 0;
	d->month = month;
	d->day = n;
	return year_read(r, next + 1, &d->year);
}

bool
date_of_digits(const char *text, bool day_first, struct day *d)
{
	int n[3] = { UNKNOWN, UNKNOWN, UNKNOWN }, count = 0, year;
	char separator = 0;
	size_t digits;

	while (count < 3 && (digits = strspn(text, "0123456789")) > 0 && digits <= 4) {
		n[count] = 0;
		for (size_t k = 0; k < digits; k++)
			n[count] = 10 * n[count] + text[k] - '0';
		count++;
		text += digits;
		if (!*text || !strchr("/-.", *text) || (separator && *text != separator))
			break;
		separator = *text++;
	}
	if (*text || count < 2 || !separator || (separator != '/' && count < 3))
		return false;
	if (n[0] > 31) {			/* the year first */
		if (count < 3)
			return false;
		year = n[0];
		n[0] = n[1];
		n[1] = n[2];
	} else {
		year = n[2];
		if ((day_first || n[0] > 12) && n[1] <= 12) {
			int month = n[1];

			n[1] = n[0];
			n[0] = month;
		}
	}
	if (n[0] < 1 || n[0] > 12 || n[1] < 1 || n[1] > 31 ||
	    (n[0] == 7 && n[1] == 24 && count == 2))	/* "open 24/7" */
		return false;
	if (year != UNKNOWN && year < 100)
		year += 2000;
	if (year != UNKNOWN && (year < 1970 || year > 9999))
		return false;
	d->month = n[0];
	d->day = n[1];
	d->year = year;
	return true;
}

/* "11/24", "11/24/26", "2026-11-24", "24.11.2026". */
size_t
numeric_date_read(const struct reader *r, size_t i, struct day *d)
{
	return r->tongue != TONGUE_INDIC &&
	    date_of_digits(word_at(r, i), r->tongue == TONGUE_SPANISH, d) ? i + 1 : 0;
}

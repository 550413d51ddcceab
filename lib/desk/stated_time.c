/* Days and times of day as people state them. See stated_time.h. */
#include "desk/stated_time.h"

#include <ctype.h>

#include "core/text.h"

enum part_of_day { PART_NONE, PART_MORNING, PART_AFTERNOON, PART_NIGHT };
enum which { WHICH_PLAIN, WHICH_THIS, WHICH_NEXT, WHICH_LAST };

enum { UNKNOWN = -1, DAYS_A_WEEK = 7, YEARS_AHEAD = 8 };

struct reader {
	const struct words *words;
	enum tongue tongue;
	const struct civil *called_at;
	int today;			/* day number of the call */
};

/* A time of day as it was said. */
struct clock {
	int hour, minute;
	enum part_of_day part;
	bool certain;			/* am or pm was said, or it is a 24-hour time */
};

/* --- the calendar ---------------------------------------------------------------------------- */

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

/* Days since 1 January of the year 1; a Monday, as it happens. */
static int
day_number(int year, int month, int day)
{
	int y = year - 1, n = 365 * y + y / 4 - y / 100 + y / 400;

	for (int m = 1; m < month; m++)
		n += month_days(year, m);
	return n + day - 1;
}

static struct civil
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

/* --- words ----------------------------------------------------------------------------------- */

static const char *
word_at(const struct reader *r, size_t i)
{
	return i < r->words->count ? r->words->at[i].text : "";
}

static bool
word_is(const struct reader *r, size_t i, const char *text)
{
	return strcmp(word_at(r, i), text) == 0;
}

/* Is word i one of these, which stand with spaces between and around them? */
static bool
word_among(const struct reader *r, size_t i, const char *list)
{
	const char *text = word_at(r, i), *p = list;
	size_t n = strlen(text);

	while (n && (p = strstr(p, text)) != NULL) {
		if (p > list && p[-1] == ' ' && p[n] == ' ')
			return true;
		p += n;
	}
	return false;
}

/* May a phrase go on from word i - 1 to word i? */
static bool
runs_on(const struct reader *r, size_t i)
{
	return i > 0 && i < r->words->count && r->words->at[i - 1].end <= END_COMMA;
}

struct number_word { const char *text; int value; };

static int
lookup(const struct number_word *table, const char *text)
{
	for (; table->text; table++)
		if (strcmp(table->text, text) == 0)
			return table->value;
	return UNKNOWN;
}

static const struct number_word english_numbers[] = {
	{ "one", 1 }, { "two", 2 }, { "three", 3 }, { "four", 4 }, { "five", 5 }, { "six", 6 },
	{ "seven", 7 }, { "eight", 8 }, { "nine", 9 }, { "ten", 10 }, { "eleven", 11 },
	{ "twelve", 12 }, { "thirteen", 13 }, { "fourteen", 14 }, { "fifteen", 15 },
	{ "sixteen", 16 }, { "seventeen", 17 }, { "eighteen", 18 }, { "nineteen", 19 },
	{ "twenty", 20 }, { "thirty", 30 }, { "forty", 40 }, { "fifty", 50 }, { NULL, 0 }
};

static const struct number_word spanish_numbers[] = {
	{ "un", 1 }, { "una", 1 }, { "uno", 1 }, { "dos", 2 }, { "tres", 3 }, { "cuatro", 4 },
	{ "cinco", 5 }, { "seis", 6 }, { "siete", 7 }, { "ocho", 8 }, { "nueve", 9 },
	{ "diez", 10 }, { "once", 11 }, { "doce", 12 }, { "quince", 15 }, { "veinte", 20 },
	{ "veinticinco", 25 }, { "treinta", 30 }, { "cuarenta", 40 }, { "cincuenta", 50 },
	{ NULL, 0 }
};

static const struct number_word english_ordinals[] = {
	{ "first", 1 }, { "second", 2 }, { "third", 3 }, { "fourth", 4 }, { "fifth", 5 },
	{ "sixth", 6 }, { "seventh", 7 }, { "eighth", 8 }, { "ninth", 9 }, { "tenth", 10 },
	{ "eleventh", 11 }, { "twelfth", 12 }, { "thirteenth", 13 }, { "fourteenth", 14 },
	{ "fifteenth", 15 }, { "sixteenth", 16 }, { "seventeenth", 17 }, { "eighteenth", 18 },
	{ "nineteenth", 19 }, { "twentieth", 20 }, { "thirtieth", 30 }, { NULL, 0 }
};

static const struct number_word weekdays[] = {
	{ "sunday", 0 }, { "monday", 1 }, { "tuesday", 2 }, { "wednesday", 3 }, { "thursday", 4 },
	{ "friday", 5 }, { "saturday", 6 }, { "sundays", 0 }, { "tues", 2 }, { "thurs", 4 },
	{ "thur", 4 }, { NULL, 0 }
};

/* Words of their own unless they begin with a capital. */
static const struct number_word short_weekdays[] = {
	{ "sun", 0 }, { "mon", 1 }, { "tue", 2 }, { "wed", 3 }, { "weds", 3 }, { "thu", 4 },
	{ "fri", 5 }, { "sat", 6 }, { NULL, 0 }
};

static const struct number_word spanish_weekdays[] = {
	{ "domingo", 0 }, { "lunes", 1 }, { "martes", 2 }, { "miercoles", 3 }, { "jueves", 4 },
	{ "viernes", 5 }, { "sabado", 6 }, { NULL, 0 }
};

static const struct number_word months[] = {
	{ "january", 1 }, { "february", 2 }, { "march", 3 }, { "april", 4 }, { "may", 5 },
	{ "june", 6 }, { "july", 7 }, { "august", 8 }, { "september", 9 }, { "october", 10 },
	{ "november", 11 }, { "december", 12 }, { "jan", 1 }, { "feb", 2 }, { "mar", 3 },
	{ "apr", 4 }, { "jun", 6 }, { "jul", 7 }, { "aug", 8 }, { "sep", 9 }, { "sept", 9 },
	{ "oct", 10 }, { "nov", 11 }, { "dec", 12 }, { NULL, 0 }
};

static const struct number_word spanish_months[] = {
	{ "enero", 1 }, { "febrero", 2 }, { "marzo", 3 }, { "abril", 4 }, { "mayo", 5 },
	{ "junio", 6 }, { "julio", 7 }, { "agosto", 8 }, { "septiembre", 9 }, { "setiembre", 9 },
	{ "octubre", 10 }, { "noviembre", 11 }, { "diciembre", 12 }, { NULL, 0 }
};

static int
weekday_at(const struct reader *r, size_t i)
{
	int weekday;

	if (i >= r->words->count)
		return UNKNOWN;
	if (r->tongue == TONGUE_SPANISH)
		return lookup(spanish_weekdays, word_at(r, i));
	weekday = lookup(weekdays, word_at(r, i));
	if (weekday == UNKNOWN && r->words->at[i].begins_upper)
		weekday = lookup(short_weekdays, word_at(r, i));
	return weekday;
}

static int
month_at(const struct reader *r, size_t i)
{
	if (r->tongue == TONGUE_SPANISH)
		return lookup(spanish_months, word_at(r, i));
	if (i >= r->words->count || !r->words->at[i].begins_upper)
		return UNKNOWN;
	return lookup(months, word_at(r, i));
}

/* Digits alone, up to four of them. */
static int
digits_of(const char *text)
{
	int64_t n;

	return strlen(text) <= 4 && number_parse(text, 0, 9999, &n) ? (int)n : UNKNOWN;
}

/* A whole number at word i in digits or words ("forty five"); *next is the word after it. */
static int
number_at(const struct reader *r, size_t i, size_t *next)
{
	const struct number_word *table =
	    r->tongue == TONGUE_SPANISH ? spanish_numbers : english_numbers;
	int n = digits_of(word_at(r, i)), one;

	*next = i + 1;
	if (n == UNKNOWN)
		n = lookup(table, word_at(r, i));
	else
		return n;
	if (n == UNKNOWN || n % 10 != 0 || n < 20 || !runs_on(r, i + 1) ||
	    r->words->at[i].end)
		return n;
	one = lookup(table, word_at(r, i + 1));
	if (one > 0 && one < 10 && r->tongue == TONGUE_ENGLISH) {
		*next = i + 2;
		n += one;
	}
	return n;
}

/* "24th", "twenty fourth". */
static int
ordinal_at(const struct reader *r, size_t i, size_t *next)
{
	const char *text = word_at(r, i);
	size_t digits = strspn(text, "0123456789");
	int n;

	*next = i + 1;
	if (r->tongue == TONGUE_SPANISH)
		return word_is(r, i, "primero") ? 1 : UNKNOWN;
	if (digits && digits <= 2 && isalpha((unsigned char)text[digits])) {
		n = text[0] - '0';
		return digits == 1 ? n : 10 * n + text[1] - '0';
	}
	n = lookup(english_ordinals, text);
	if (n == UNKNOWN && (word_is(r, i, "twenty") || word_is(r, i, "thirty")) &&
	    runs_on(r, i + 1)) {
		n = lookup(english_ordinals, word_at(r, i + 1));
		*next = i + 2;
		return n > 0 && n < 10 ? n + (word_is(r, i, "twenty") ? 20 : 30) : UNKNOWN;
	}
	return n;
}

/* --- a day ----------------------------------------------------------------------------------- */

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

/* The day that was meant, as a day number; false: there is none. */
static bool
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

/* "of next week", "next week", "the week after next", "de la proxima semana" after a weekday. */
static size_t
week_read(const struct reader *r, size_t i, int *weeks)
{
	if (r->tongue == TONGUE_SPANISH) {
		if (word_is(r, i, "de"))
			i++;
		if (word_is(r, i, "la"))
			i++;
		if (word_is(r, i, "proxima") && word_is(r, i + 1, "semana")) {
			*weeks = 1;
			return i + 2;
		}
		if (word_is(r, i, "semana") && word_is(r, i + 1, "que") &&
		    (word_is(r, i + 2, "viene") || word_is(r, i + 2, "entra"))) {
			*weeks = 1;
			return i + 3;
		}
		if (word_is(r, i, "semana") && word_is(r, i + 1, "proxima")) {
			*weeks = 1;
			return i + 2;
		}
		if (word_is(r, i, "esta") && word_is(r, i + 1, "semana")) {
			*weeks = 0;
			return i + 2;
		}
		return 0;
	}
	if (word_is(r, i, "of") || word_is(r, i, "in"))
		i++;
	if (word_is(r, i, "the"))
		i++;
	if ((word_is(r, i, "next") || word_is(r, i, "following")) && word_is(r, i + 1, "week")) {
		*weeks = 1;
		return i + 2;
	}
	if (word_is(r, i, "this") && word_is(r, i + 1, "week")) {
		*weeks = 0;
		return i + 2;
	}
	if (word_is(r, i, "week") && word_is(r, i + 1, "after") && word_is(r, i + 2, "next")) {
		*weeks = 2;
		return i + 3;
	}
	return 0;
}

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
static size_t
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

/* "11/24", "11/24/26", "2026-11-24", "24.11.2026". */
static size_t
numeric_date_read(const struct reader *r, size_t i, struct day *d)
{
	const char *p = word_at(r, i);
	int n[3] = { UNKNOWN, UNKNOWN, UNKNOWN }, count = 0, year;
	char separator = 0;
	size_t digits;

	while (count < 3 && (digits = strspn(p, "0123456789")) > 0 && digits <= 4) {
		n[count] = 0;
		for (size_t k = 0; k < digits; k++)
			n[count] = 10 * n[count] + p[k] - '0';
		count++;
		p += digits;
		if (!*p || !strchr("/-.", *p) || (separator && *p != separator))
			break;
		separator = *p++;
	}
	if (*p || count < 2 || !separator || (separator != '/' && count < 3))
		return 0;
	if (n[0] > 31) {			/* the year first */
		if (count < 3)
			return 0;
		year = n[0];
		n[0] = n[1];
		n[1] = n[2];
	} else {
		year = n[2];
		if ((r->tongue == TONGUE_SPANISH || n[0] > 12) && n[1] <= 12) {
			int month = n[1];

			n[1] = n[0];
			n[0] = month;
		}
	}
	if (n[0] < 1 || n[0] > 12 || n[1] < 1 || n[1] > 31 ||
	    (n[0] == 7 && n[1] == 24 && count == 2))	/* "open 24/7" */
		return 0;
	if (year != UNKNOWN && year < 100)
		year += 2000;
	if (year != UNKNOWN && (year < 1970 || year > 9999))
		return 0;
	d->month = n[0];
	d->day = n[1];
	d->year = year;
	return i + 1;
}

/* Days in a unit; months are told apart by 0. */
static int
unit_at(const struct reader *r, size_t i)
{
	if (word_among(r, i, " day days dia dias "))
		return 1;
	if (word_among(r, i, " week weeks semana semanas wk wks "))
		return 7;
	if (word_among(r, i, " month months mes meses "))
		return 0;
	return UNKNOWN;
}

static int
offset_of(const struct reader *r, int n, int unit)
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

static size_t
count_read(const struct reader *r, size_t i, int *n)
{
	size_t next;

	if (word_among(r, i, " a an ")) {
		*n = 1;
		if (word_is(r, i + 1, "couple")) {
			*n = 2;
			return i + 2 + word_is(r, i + 2, "of");
		}
		return i + 1;
	}
	*n = number_at(r, i, &next);
	return *n >= 1 && *n <= 60 ? next : 0;
}

/* "in two weeks", "two weeks from today", "a week from Tuesday", "three days ago",
 * "dentro de dos semanas", "hace un mes". */
static size_t
distance_read(const struct reader *r, size_t i, struct day *d)
{
	bool in = word_is(r, i, "in") || word_is(r, i, "en"), dentro = word_is(r, i, "dentro");
	bool hace = word_is(r, i, "hace");
	size_t at = i + (in || hace ? 1 : dentro ? 2 : 0), next;
	int n, unit;

	if (dentro && !word_is(r, i + 1, "de"))
		return 0;
	if ((next = count_read(r, at, &n)) == 0)
		return 0;
	unit = unit_at(r, next);
	if (unit == UNKNOWN || r->words->at[next].possessive)
		return 0;
	next++;
	d->is_offset = true;
	d->offset = offset_of(r, n, unit);
	if (hace || word_is(r, next, "ago")) {
		d->past = true;
		d->offset = 0;
		return next + !hace;
	}
	if (word_is(r, next, "from") && runs_on(r, next)) {
		int weekday = weekday_at(r, next + 1), ahead;

		if (weekday != UNKNOWN) {
			ahead = (weekday - (r->today + 1) % 7 + 7) % 7;
			d->offset += ahead ? ahead : 7;
			return next + 2;
		}
		if (word_is(r, next + 1, "tomorrow"))
			d->offset++;
		if (word_among(r, next + 1, " today now tomorrow "))
			return next + 2;
		return 0;
	}
	if (!in && !dentro)
		return 0;
	/* "in two weeks on Tuesday" */
	if (runs_on(r, next)) {
		size_t day = next + (word_is(r, next, "on") || word_is(r, next, "el"));

		if (unit == 7 && weekday_at(r, day) != UNKNOWN) {
			d->weekday = weekday_at(r, day);
			return day + 1;
		}
	}
	return next;
}

/* today, tomorrow, the day after tomorrow, tonight, this afternoon; hoy, mañana, pasado mañana. */
static size_t
near_day_read(const struct reader *r, size_t i, struct day *d)
{
	size_t at = i;

	d->is_offset = true;
	d->offset = 0;
	if (r->tongue == TONGUE_SPANISH) {
		if (word_is(r, i, "hoy"))
			return i + 1;
		if (word_is(r, i, "pasado") && word_is(r, i + 1, "manana")) {
			d->offset = 2;
			return i + 2;
		}
		if (word_is(r, i, "ayer") || word_is(r, i, "anteayer") || word_is(r, i, "anoche")) {
			d->past = true;
			return i + 1;
		}
		if (word_is(r, i, "esta") && word_among(r, i + 1, " tarde noche ")) {
			d->part = word_is(r, i + 1, "tarde") ? PART_AFTERNOON : PART_NIGHT;
			return i + 2;
		}
		/* "de la mañana", "por la mañana", "en la mañana" are no day. */
		if (word_is(r, i, "manana") &&
		    (i == 0 || !word_among(r, i - 1, " la esta cada una ")) &&
		    !(i > 1 && word_among(r, i - 1, " proxima ultima primera "))) {
			d->offset = 1;
			return i + 1;
		}
		return 0;
	}
	if (word_is(r, at, "the"))
		at++;
	if (word_is(r, at, "day") && word_is(r, at + 1, "after") &&
	    word_is(r, at + 2, "tomorrow")) {
		d->offset = 2;
		return at + 3;
	}
	if (word_is(r, at, "day") && word_is(r, at + 1, "before") &&
	    word_is(r, at + 2, "yesterday")) {
		d->past = true;
		return at + 3;
	}
	if (word_is(r, i, "yesterday")) {
		d->past = true;
		return i + 1;
	}
	if (word_is(r, i, "today"))
		return i + 1;
	if (word_is(r, i, "tonight")) {
		d->part = PART_NIGHT;
		return i + 1;
	}
	if (word_is(r, i, "tomorrow") || word_is(r, i, "tmrw")) {
		d->offset = 1;
		return i + 1;
	}
	if (word_is(r, i, "this") && word_among(r, i + 1, " morning afternoon evening ")) {
		d->part = word_is(r, i + 1, "morning") ? PART_MORNING :
		    word_is(r, i + 1, "afternoon") ? PART_AFTERNOON : PART_NIGHT;
		return i + 2;
	}
	return 0;
}

/* After a weekday: "the 24th", "November 24", "24 de noviembre", "of next week", "que viene". */
static size_t
weekday_tail_read(const struct reader *r, size_t i, struct day *d)
{
	size_t next, at = i;
	int n;

	if (!runs_on(r, i))
		return i;
	if (r->tongue == TONGUE_SPANISH) {
		if (word_among(r, i, " proximo siguiente "))
			at = i + 1;
		else if (word_is(r, i, "que") && word_among(r, i + 1, " viene entra "))
			at = i + 2;
		else if (word_is(r, i, "pasado") && !word_is(r, i + 1, "manana")) {
			d->which = WHICH_LAST;
			d->past = true;
			at = i + 1;
		}
		if (at > i && !runs_on(r, at))
			return at;
	}
	if ((next = month_day_read(r, at, d)) != 0)
		return next;
	if ((next = numeric_date_read(r, at, d)) != 0)
		return next;
	if ((next = week_read(r, at, &d->weeks)) != 0)
		return next;
	if (r->tongue == TONGUE_ENGLISH && word_is(r, at, "after") && word_is(r, at + 1, "next")) {
		d->weeks = 2;
		return at + 2;
	}
	if (word_is(r, at, "in") || word_is(r, at, "dentro")) {
		struct day distance = *d;

		next = distance_read(r, at, &distance);
		if (next) {
			*d = distance;
			return next;
		}
	}
	next = at + (word_is(r, at, "the") || (r->tongue == TONGUE_SPANISH &&
	    (word_is(r, at, "el") || word_is(r, at, "dia"))));
	if (r->tongue == TONGUE_SPANISH && next > at && word_is(r, next, "dia"))
		next++;
	n = ordinal_at(r, next, &next);
	if (n == UNKNOWN && r->tongue == TONGUE_SPANISH) {
		next = at + (word_is(r, at, "el") || word_is(r, at, "dia"));
		n = isdigit((unsigned char)*word_at(r, next)) ? number_at(r, next, &next) : UNKNOWN;
	}
	if (n >= 1 && n <= 31) {
		d->day = n;
		return next;
	}
	return at;
}

static size_t
weekday_read(const struct reader *r, size_t i, struct day *d)
{
	size_t at = i;
	bool spanish = r->tongue == TONGUE_SPANISH;
	int weeks;
	size_t next;

	if (word_is(r, at, spanish ? "el" : "the"))
		at++;
	if (!spanish && (next = week_read(r, at, &weeks)) != 0) {
		/* "next week on Wednesday" */
		if (word_is(r, next, "on"))
			next++;
		if (weekday_at(r, next) == UNKNOWN || !runs_on(r, next))
			return 0;
		d->weekday = weekday_at(r, next);
		d->weeks = weeks;
		return weekday_tail_read(r, next + 1, d);
	}
	if (word_is(r, at, "this") || word_is(r, at, "este")) {
		d->which = WHICH_THIS;
		at++;
		if (word_among(r, at, " coming upcoming proximo ")) {
			d->which = WHICH_PLAIN;
			at++;
		}
	} else if (!spanish && word_among(r, at, " next following ")) {
		d->which = WHICH_NEXT;
		at++;
	} else if (word_among(r, at, " coming upcoming proximo ")) {
		at++;
	} else if (!spanish && word_among(r, at, " last past previous ")) {
		d->which = WHICH_LAST;
		d->past = true;
		at++;
	}
	if (at > i && r->words->at[at - 1].end)
		return 0;
	d->weekday = weekday_at(r, at);
	if (d->weekday == UNKNOWN)
		return 0;
	return weekday_tail_read(r, at + 1, d);
}

/* "the 24th", "el 24", "el día 24": only where no noun can follow. */
static size_t
lone_day_read(const struct reader *r, size_t i, struct day *d)
{
	size_t at = i, next;
	int n;

	if (!word_is(r, at, r->tongue == TONGUE_SPANISH ? "el" : "the"))
		return 0;
	at++;
	if (r->tongue == TONGUE_SPANISH && word_is(r, at, "dia"))
		at++;
	if (!isdigit((unsigned char)*word_at(r, at)))
		return 0;
	n = r->tongue == TONGUE_SPANISH ? number_at(r, at, &next) : ordinal_at(r, at, &next);
	if (n < 1 || n > 31)
		return 0;
	if (runs_on(r, next) && !r->words->at[next - 1].end && !word_among(r, next,
	    " at for in with and but when after because instead if so or of from which is was to "
	    " a con para en y por de pero cuando porque "))
		return 0;
	d->day = n;
	return next;
}

/* A day at word i; the word after it, or 0. */
static size_t
day_read(const struct reader *r, size_t i, struct day *out)
{
	static size_t (*const readers[])(const struct reader *, size_t, struct day *) = {
		near_day_read, weekday_read, month_day_read, numeric_date_read, distance_read,
		lone_day_read,
	};
	int number;

	for (size_t k = 0; k < sizeof readers / sizeof readers[0]; k++) {
		struct day d = { .weekday = UNKNOWN, .day = UNKNOWN, .month = UNKNOWN,
			.year = UNKNOWN, .weeks = UNKNOWN };
		size_t next = readers[k](r, i, &d);

		if (next > i && day_resolve(r, &d, &number)) {
			*out = d;
			return next;
		}
	}
	return 0;
}

/* --- a time of day --------------------------------------------------------------------------- */

static bool
clock_valid(const struct clock *c)
{
	return c->hour >= 0 && c->hour <= 24 && c->minute >= 0 && c->minute < 60 &&
	    (c->hour < 24 || c->minute == 0);
}

/* "in the morning", "at night", "morning", "de la tarde", "por la noche". */
static size_t
part_read(const struct reader *r, size_t i, enum part_of_day *part)
{
	size_t at = i;
	bool spanish = r->tongue == TONGUE_SPANISH;

	if (!runs_on(r, i))
		return 0;
	if (spanish) {
		if (word_among(r, at, " de por en "))
			at++;
		if (word_is(r, at, "la"))
			at++;
		if (at == i)
			return 0;
		if (word_is(r, at, "manana"))
			*part = PART_MORNING;
		else if (word_is(r, at, "tarde"))
			*part = PART_AFTERNOON;
		else if (word_is(r, at, "noche"))
			*part = PART_NIGHT;
		else
			return 0;
		return at + 1;
	}
	if (word_is(r, at, "in") || word_is(r, at, "at"))
		at++;
	if (word_among(r, at, " the early late "))
		at++;
	if (word_among(r, at, " morning mornings "))
		*part = PART_MORNING;
	else if (word_among(r, at, " afternoon afternoons "))
		*part = PART_AFTERNOON;
	else if (word_among(r, at, " evening night evenings "))
		*part = PART_NIGHT;
	else
		return 0;
	return at + 1;
}

/* "am", "pm", "o'clock" and the part of the day after a number. */
static size_t
half_read(const struct reader *r, size_t i, struct clock *c, bool *found)
{
	size_t next;

	*found = false;
	if (i > 0 && r->words->at[i - 1].end > END_COMMA)
		return i;
	if (word_among(r, i, " o'clock oclock horas hrs hours ") &&
	    !(word_is(r, i, "hours") && c->minute == 0 && c->hour < 13)) {
		*found = true;
		i++;
	}
	if (word_is(r, i, "am") && c->hour <= 12 && c->hour > 0) {
		*found = c->certain = true;
		c->hour %= 12;
		i++;
	} else if (word_is(r, i, "pm") && c->hour <= 12 && c->hour > 0) {
		*found = c->certain = true;
		c->hour = c->hour % 12 + 12;
		i++;
	} else if (r->words->at[i ? i - 1 : 0].end == END_NONE &&
	    (next = part_read(r, i, &c->part)) != 0) {
		*found = true;
		i = next;
	}
	return i;
}

/* "10:30", "10.30", "930" before am or pm, "2-3 pm" (its beginning). */
static bool
digits_clock(const char *text, struct clock *c, bool *has_minutes)
{
	size_t n = strspn(text, "0123456789");
	char after = text[n];

	*has_minutes = false;
	if (n == 0 || n > 4)
		return false;
	c->hour = c->minute = 0;
	for (size_t k = 0; k < n; k++)
		c->hour = 10 * c->hour + text[k] - '0';
	if (n >= 3) {
		c->minute = c->hour % 100;
		c->hour /= 100;
		return !after && clock_valid(c);
	}
	if ((after == ':' || after == '.') && isdigit((unsigned char)text[n + 1]) &&
	    isdigit((unsigned char)text[n + 2]) && !isdigit((unsigned char)text[n + 3])) {
		c->minute = 10 * (text[n + 1] - '0') + text[n + 2] - '0';
		*has_minutes = after == ':';
		after = text[n + 3];
		if (after && after != '-' && after != ':')
			return false;
		if (n == 2 && (c->hour > 12 || text[0] == '0') && *has_minutes)
			c->certain = true;
		return clock_valid(c);
	}
	return (!after || after == '-') && clock_valid(c);
}

/* "half past ten", "a quarter to three", "ten past nine". */
static size_t
past_read(const struct reader *r, size_t i, struct clock *c)
{
	size_t at = i, next;
	int minutes, hour;
	bool before;

	if (word_is(r, at, "a"))
		at++;
	if (word_is(r, at, "half"))
		minutes = 30;
	else if (word_is(r, at, "quarter"))
		minutes = 15;
	else {
		minutes = at == i ? number_at(r, at, &next) : UNKNOWN;
		if (minutes < 1 || minutes > 29 || minutes % 5)
			return 0;
		at = next - 1;
		if (word_is(r, at + 1, "minutes"))
			at++;
	}
	at++;
	before = word_among(r, at, " to before till ") || (minutes == 15 && word_is(r, at, "of"));
	if (!before && !word_among(r, at, " past after "))
		return 0;
	hour = number_at(r, at + 1, &next);
	if (hour < 1 || hour > 12 || r->words->at[at].end)
		return 0;
	/* "three to five" is a span: minutes in words or digits need "minutes" or a fraction. */
	if (before && minutes != 15 && minutes != 30 && !word_is(r, at - 1, "minutes"))
		return 0;
	c->hour = before ? (hour + 10) % 12 + 1 : hour;
	c->minute = before ? 60 - minutes : minutes;
	return next;
}

/* Would a bare number at i, followed by word `next`, be an hour? */
static bool
is_bare_hour(const struct reader *r, size_t i, size_t next)
{
	const struct word *word = &r->words->at[next - 1];

	if (i == 0 || r->words->at[i - 1].end)
		return false;
	if (!word_among(r, i - 1, r->tongue == TONGUE_SPANISH ? " las la " : " at around about "))
		return false;
	if (r->tongue == TONGUE_SPANISH)
		return i > 1 && word_among(r, i - 2, " a para de sobre hacia ");
	if (word->end || next >= r->words->count)
		return true;
	/* "at 12 Main Street", "at 5 years", "about 3 people". */
	if (r->words->at[next].begins_upper && weekday_at(r, next) == UNKNOWN &&
	    month_at(r, next) == UNKNOWN)
		return false;
	if (!word_is(r, i - 1, "at"))
		return false;
	return !word_among(r, next,
	    " minutes minute mins years year weeks week months days day percent"
	    " % dollars people patients visits times hours hour other different locations places"
	    " clinics offices $ or weeks' more ");
}

static size_t
spanish_minutes_read(const struct reader *r, size_t i, struct clock *c)
{
	size_t next;
	int n;

	if (word_is(r, i, "y") && word_is(r, i + 1, "media")) {
		c->minute = 30;
		return i + 2;
	}
	if ((word_is(r, i, "y") || word_is(r, i, "menos")) && runs_on(r, i + 1)) {
		n = number_at(r, i + 1, &next);
		if (word_is(r, i + 1, "cuarto"))
			n = 15;
		if (n < 1 || n > 59 || n % 5)
			return i;
		c->minute = word_is(r, i, "y") ? n : 60 - n;
		if (word_is(r, i, "menos"))
			c->hour = (c->hour + 10) % 12 + 1;
		return next;
	}
	return i;
}

/* A time at word i; the word after it, or 0. */
static size_t
clock_read(const struct reader *r, size_t i, struct clock *c)
{
	bool has_minutes = false, found = false, spanish = r->tongue == TONGUE_SPANISH;
	size_t next;
	int minutes;

	*c = (struct clock){ 0 };
	if (word_among(r, i, " noon midday mediodia noontime ")) {
		*c = (struct clock){ .hour = 12, .certain = true };
		return i + 1;
	}
	if (word_among(r, i, " midnight medianoche ")) {
		*c = (struct clock){ .certain = true };
		return i + 1;
	}
	if (!spanish && (next = past_read(r, i, c)) != 0)
		return half_read(r, next, c, &found);
	if (isdigit((unsigned char)*word_at(r, i))) {
		if (!digits_clock(word_at(r, i), c, &has_minutes))
			return 0;
		next = i + 1;
	} else {
		c->hour = number_at(r, i, &next);
		if (c->hour < 1 || c->hour > 12)
			return 0;
		if (!spanish && runs_on(r, next) &&
		    !r->words->at[next - 1].end) { /* "ten thirty" */
			size_t after;

			if (word_among(r, next, " oh o ")) {
				minutes = number_at(r, next + 1, &after);
				if (minutes < 1 || minutes > 9)
					minutes = UNKNOWN;
			} else {
				minutes = number_at(r, next, &after);
			}
			if (minutes != UNKNOWN && minutes < 60 && (minutes >= 10 ||
			    word_among(r, next, " oh o ")) && minutes % 5 == 0) {
				c->minute = minutes;
				has_minutes = true;
				next = after;
			}
		}
	}
	if (spanish) {
		size_t after = spanish_minutes_read(r, next, c);

		found = after > next && i > 0 && word_among(r, i - 1, " las la ");
		has_minutes |= found;
		if (found)
			next = after;
	}
	{
		bool half;
		size_t after = half_read(r, next, c, &half);

		if (!half && !has_minutes && !is_bare_hour(r, i, next))
			return 0;
		/* "930" is a time only before am or pm; a part of the day alone is too little. */
		if (strlen(word_at(r, i)) >= 3 && digits_of(word_at(r, i)) != UNKNOWN &&
		    !c->certain)
			return 0;
		return clock_valid(c) ? after : 0;
	}
}

/* The hour on the 24-hour clock. */
static void
clock_settle(struct clock *c)
{
	if (c->hour == 24)
		c->hour = 0;
	if (c->certain || c->hour > 12 || c->hour == 0)
		return;
	switch (c->part) {
	case PART_MORNING:
		c->hour %= 12;
		break;
	case PART_AFTERNOON: case PART_NIGHT:
		c->hour = c->part == PART_NIGHT && c->hour == 12 ? 0 : c->hour % 12 + 12;
		break;
	case PART_NONE:
		if (c->hour < 7)
			c->hour += 12;
		break;
	}
}

/* --- both ------------------------------------------------------------------------------------ */

/* Words that may stand between a day and a time. */
static size_t
filler_skip(const struct reader *r, size_t i)
{
	while (runs_on(r, i) && word_among(r, i, r->tongue == TONGUE_SPANISH ?
	    " a al las la el para " : " at on for of from around about the "))
		i++;
	return i;
}

static bool
is_bound(const struct reader *r, size_t i)
{
	size_t at = i;

	while (at > 0 && word_among(r, at - 1, " the las la el a "))
		at--;
	if (at == 0 || r->words->at[at - 1].end)
		return false;
	return word_among(r, at - 1, " after before until till by since between through than"
	    " despues antes hasta desde entre ") || (at > 1 && word_among(r, at - 1, " de ") &&
	    word_among(r, at - 2, " despues antes "));
}

static void
take_day(const struct reader *r, const struct day *d, struct stated_time *out)
{
	int number;

	out->past |= d->past;
	if (!day_resolve(r, d, &number))
		return;
	out->has_day = true;
	out->starts = day_civil(number);
}

/* An expression at word i: a day, a time, or both in either order. */
static bool
read_at(const struct reader *r, size_t i, struct stated_time *out)
{
	struct day d = { 0 };
	struct clock c = { 0 };
	enum part_of_day part = PART_NONE;
	size_t day_end = day_read(r, i, &d), clock_end = 0, at, next;

	*out = (struct stated_time){ .first = i };
	if (day_end) {
		out->end = day_end;
		part = d.part;
		if ((next = part_read(r, day_end, &part)) != 0)
			out->end = next;
		at = filler_skip(r, out->end);
		if (runs_on(r, at))
			clock_end = clock_read(r, at, &c);
		if (clock_end && word_among(r, at, " $ "))
			clock_end = 0;
		if (clock_end && !is_bound(r, at))
			out->end = clock_end;
		else
			clock_end = 0;
	} else {
		clock_end = clock_read(r, i, &c);
		if (!clock_end)
			return false;
		out->end = clock_end;
		at = filler_skip(r, clock_end);
		if (runs_on(r, at) &&
		    !(r->tongue == TONGUE_SPANISH && word_is(r, at, "manana") &&
			word_is(r, at - 1, "la")) &&
		    (day_end = day_read(r, at, &d)) == 0 && at > clock_end)
			day_end = day_read(r, --at, &d);
		if (day_end && is_bound(r, at))
			day_end = 0;
		if (day_end) {
			out->end = day_end;
			part = d.part;
			if ((next = part_read(r, day_end, &part)) != 0)
				out->end = next;
		}
	}
	if (day_end)
		take_day(r, &d, out);
	if (clock_end) {
		if (c.part == PART_NONE)
			c.part = part;
		clock_settle(&c);
		out->has_time = true;
		out->starts.hour = c.hour;
		out->starts.minute = c.minute;
	}
	out->bound = is_bound(r, i);
	return true;
}

size_t
stated_times(struct arena *a, const struct words *words, enum tongue tongue,
    const struct civil *called_at, struct stated_time **out)
{
	struct reader r = { words, tongue, called_at,
		day_number(called_at->year, called_at->month, called_at->day) };
	size_t count = 0;

	*out = arena_array(a, words->count + 1, sizeof **out);
	for (size_t i = 0; i < words->count; )
		if (read_at(&r, i, &(*out)[count]))
			i = (*out)[count++].end;
		else
			i++;
	return count;
}

struct stated_time
stated_time_joined(const struct stated_time *day, const struct stated_time *clock)
{
	struct stated_time both = *day;

	both.has_time = true;
	both.starts.hour = clock->starts.hour;
	both.starts.minute = clock->starts.minute;
	if (clock->first < both.first)
		both.first = clock->first;
	if (clock->end > both.end)
		both.end = clock->end;
	return both;
}

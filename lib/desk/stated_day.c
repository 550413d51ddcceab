/* A day as it was said: near, by its weekday, by a distance, by its date. See stated_reader.h. */
#include "desk/stated_reader.h"

#include <ctype.h>

/* --- weeks and distances --------------------------------------------------------------------- */

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
	d->offset = day_offset(r, n, unit);
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

/* --- days by name and by date ---------------------------------------------------------------- */

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

size_t
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

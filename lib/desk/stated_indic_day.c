/* A day in Hindi and Tamil. See stated_indic.h. */
#include "desk/stated_indic.h"

#include <string.h>

static const struct day nothing_said = { .weekday = UNKNOWN, .day = UNKNOWN, .month = UNKNOWN,
	.year = UNKNOWN, .weeks = UNKNOWN };

/* "को 10:30", "की शाम": of a number before it they make a day of the month. */
static bool
leads_to_clock(const struct pieces *p, size_t i)
{
	struct clock c;

	if (!pieces_run_on(p, i) || !pieces_run_on(p, i + 1))
		return false;
	return (is_case(p, i, CASE_ON) && indic_clock_read(p, i + 1, true, UNKNOWN, &c)) ||
	    (is_case(p, i, CASE_OF) && kind_at(p, i + 1) == INDIC_PART);
}

static size_t
year_read(const struct reader *r, const struct pieces *p, size_t i, int *year)
{
	int n = pieces_run_on(p, i) && strlen(p->at[i].text) == 4 ?
	    digits_of(p->at[i].text) : UNKNOWN;

	if (n < r->called_at->year - 5 || n > r->called_at->year + 10)
		return i;
	*year = n;
	return i + 1;
}

/* "15 मार्च", "மார்ச் 15ஆம் தேதி", "24 तारीख़", "24 को 10 बजे". */
static size_t
date_read(const struct reader *r, const struct pieces *p, size_t i, struct day *d)
{
	bool month_first = kind_at(p, i) == INDIC_MONTH;
	size_t at = month_first ? i + 1 : i, next, end;

	if (month_first) {
		d->month = p->at[i].value;
		if (p->at[i].end)
			return 0;
		if (kind_at(p, at) == INDIC_A_MONTH)
			at++;
	}
	d->day = count_at(p, at, &next);
	if (d->day < 1 || d->day > 31)
		return 0;
	next += kind_at(p, next) == INDIC_ORDINAL;
	next += kind_at(p, next) == INDIC_DATE;
	end = next;
	if (!month_first && kind_at(p, next) == INDIC_MONTH && !p->at[next - 1].end) {
		d->month = p->at[next].value;
		end = next + 1;
	} else if (month_first) {
		if (kind_at(p, end) == INDIC_OCLOCK)
			return 0;
	} else if (kind_at(p, end - 1) != INDIC_DATE) {
		return leads_to_clock(p, end) ? end : 0;
	} else if (kind_at(p, at) == INDIC_NUMBER && kind_at(p, end - 2) != INDIC_ORDINAL &&
	    kind_at(p, end) != INDIC_CASE) {
		return 0;		/* "दो तारीख़ दीं": two of them */
	}
	return d->month == UNKNOWN ? end : year_read(r, p, end, &d->year);
}

/* Of a week or a month, which "the coming one" is after this. */
static int
is_ahead(enum which which)
{
	return which == WHICH_NEXT || which == WHICH_PLAIN;
}

/* "अगले महीने की 5 तारीख़", from the number on. */
static size_t
date_of_month_read(const struct reader *r, const struct pieces *p, size_t i, enum which which,
    struct day *d)
{
	int month = r->called_at->month - 1 + is_ahead(which);
	size_t next;

	i = case_skip(p, i);
	next = pieces_run_on(p, i) ? date_read(r, p, i, d) : 0;
	if (!next || d->month != UNKNOWN)
		return next;
	d->past = which == WHICH_LAST;
	d->year = r->called_at->year + month / 12;
	d->month = month % 12 + 1;
	return next;
}

/* "अगले सोमवार", "இந்த வெள்ளி", "अगले हफ़्ते सोमवार को", "अगले दिन". */
static size_t
which_read(const struct reader *r, const struct pieces *p, size_t i, struct said *s)
{
	enum which which = (enum which)p->at[i].value;
	bool every = kind_at(p, i) == INDIC_EVERY;
	size_t at = i + 1;

	if (!pieces_run_on(p, at))
		return 0;
	s->vague = every;
	s->day.past = !every && which == WHICH_LAST;
	switch (kind_at(p, at)) {
	case INDIC_WEEKDAY: case INDIC_SHORT_WEEKDAY:
		s->day.weekday = p->at[at].value;
		s->day.which = which;
		return at + 1;
	case INDIC_A_DAY:
		s->vague = true;
		return every || which == WHICH_NEXT ? at + 1 : 0;
	case INDIC_A_MONTH:
		return date_of_month_read(r, p, at + 1, which, &s->day);
	case INDIC_A_WEEK:
		at = case_skip(p, at + 1);
		if (!pieces_run_on(p, at) || (kind_at(p, at) != INDIC_WEEKDAY &&
		    kind_at(p, at) != INDIC_SHORT_WEEKDAY))
			return 0;
		s->day.weekday = p->at[at].value;
		s->day.weeks = which == WHICH_LAST ? -1 : is_ahead(which);
		return at + 1;
	default:
		return 0;
	}
}

/* Is the short name at piece i a weekday's? Then a time or a date is said with it, or it has an ending,
 * such as "on". */
static bool
is_weekday(const struct reader *r, const struct pieces *p, size_t i, bool after_clock)
{
	struct clock c;
	struct day d = nothing_said;
	size_t at = case_skip(p, i + 1);

	if (i > 0 && kind_at(p, i - 1) == INDIC_TITLE)
		return false;
	if (at > i + 1 && (p->at[i + 1].first == p->at[i].first || is_case(p, i + 1, CASE_ON_DAY)))
		return true;
	if (after_clock && (stands_alone(p, i + 1) || !p->at[i - 1].end))
		return true;
	return pieces_run_on(p, at) && (kind_at(p, at) == INDIC_PART ||
	    indic_clock_read(p, at, true, UNKNOWN, &c) || date_read(r, p, at, &d));
}

/* "24/11", where "को" or a time follows: it may also be a fraction, as 6/9 is one of sight. */
static size_t
numeric_read(const struct pieces *p, size_t i, struct day *d)
{
	struct clock c;
	size_t at = case_skip(p, i + 1);

	if (!date_of_digits(p->at[i].text, true, d))
		return 0;
	if (d->year != UNKNOWN ||
	    (pieces_run_on(p, at) && indic_clock_read(p, at, true, UNKNOWN, &c)))
		return i + 1;
	return at > i + 1 && d->day != 6 ? i + 1 : 0;
}

size_t
indic_day_read(const struct reader *r, const struct pieces *p, size_t i, bool after_clock,
    struct said *s)
{
	struct day *d = &s->day;
	int value = p->at[i].value;
	size_t next;

	*s = (struct said){ .day = nothing_said };
	switch (kind_at(p, i)) {
	case INDIC_NEAR: case INDIC_EITHER: case INDIC_YESTERDAY:
		d->is_offset = true;
		d->offset = value;
		d->past = kind_at(p, i) == INDIC_YESTERDAY;
		s->either = kind_at(p, i) == INDIC_EITHER ? value : 0;
		if (value != 1 || kind_at(p, i + 1) != INDIC_DAY_AFTER)
			return i + 1;
		d->offset = 2;			/* நாளை மறுநாள் */
		return i + 2;
	case INDIC_DAY_AFTER:
		s->vague = d->is_offset = true;
		return i + 1;
	case INDIC_WHICH: case INDIC_EVERY:
		return which_read(r, p, i, s);
	case INDIC_SHORT_WEEKDAY:
		if (!is_weekday(r, p, i, after_clock))
			return 0;
		s->vague = value == UNKNOWN;
		/* fall through */
	case INDIC_WEEKDAY:
		d->weekday = value;
		return i + 1;
	default:
		if ((next = date_read(r, p, i, d)) != 0)
			return next;
		*d = nothing_said;
		return numeric_read(p, i, d);
	}
}

bool
said_join(const struct reader *r, struct said *s, const struct said *more)
{
	const struct said *near = s->day.is_offset ? s : more, *named = s->day.is_offset ? more : s;
	struct said both = *named;
	bool past = s->day.past || more->day.past;
	int number;

	if (s->day.is_offset != more->day.is_offset) {
		if (!day_resolve(r, &named->day, &number))
			return false;
		number -= r->today;
		both.day.past = past || (near->either && number == -near->either);
		if (number != near->day.offset && !both.day.past && !near->vague) {
			if (near == more)	/* "सोमवार के लिए आज": when it was agreed */
				return false;
			both.vague = true;
		}
	} else if (!s->day.is_offset && (s->day.day == UNKNOWN) != (more->day.day == UNKNOWN)) {
		int weekday = s->day.day == UNKNOWN ? s->day.weekday : more->day.weekday;

		both = s->day.day == UNKNOWN ? *more : *s;
		both.day.weekday = weekday;
		both.day.past = past;
		both.vague |= s->vague || more->vague || !day_resolve(r, &both.day, &number) ||
		    (number + 1) % 7 != weekday;
	} else {
		return false;
	}
	*s = both;
	return true;
}

/* A time of day in Hindi and Tamil. See stated_indic.h. */
#include "desk/stated_indic.h"

enum { FIRST_HOUR = 7,			/* where no part of the day is said; as stated_time.h has it */
	DAYTIME = 8, HOURS = 12, HOURS_A_DAY = 24 };

/* --- pieces ---------------------------------------------------------------------------------- */

int
kind_at(const struct pieces *p, size_t i)
{
	return i < p->count ? (int)p->at[i].kind : INDIC_NONE;
}

bool
is_case(const struct pieces *p, size_t i, enum indic_case which)
{
	return kind_at(p, i) == INDIC_CASE && p->at[i].value == (int)which;
}

bool
pieces_run_on(const struct pieces *p, size_t i)
{
	return i > 0 && i < p->count && p->at[i - 1].end <= END_COMMA;
}

size_t
case_skip(const struct pieces *p, size_t i)
{
	while (pieces_run_on(p, i) && kind_at(p, i) == INDIC_CASE)
		i++;
	return i;
}

int
count_at(const struct pieces *p, size_t i, size_t *next)
{
	int n;

	*next = i + 1;
	if (i >= p->count)
		return UNKNOWN;
	n = digits_of(p->at[i].text);
	if (n != UNKNOWN)
		return n;
	if (kind_at(p, i) == INDIC_TENS && kind_at(p, i + 1) == INDIC_NUMBER &&
	    p->at[i + 1].value < 10) {
		*next = i + 2;
		return p->at[i].value + p->at[i + 1].value;
	}
	return kind_at(p, i) == INDIC_NUMBER ? p->at[i].value : UNKNOWN;
}

bool
stands_alone(const struct pieces *p, size_t next)
{
	int kind = kind_at(p, next);

	return p->at[next - 1].end || next == p->count || kind == INDIC_CASE ||
	    kind == INDIC_FROM || kind == INDIC_BOUND || kind == INDIC_OR;
}

/* --- a time ---------------------------------------------------------------------------------- */

/* "डेढ़ घंटे", "ढाई महीने": how long, and not when. */
static bool
is_span(const struct pieces *p, size_t next)
{
	int kind = kind_at(p, next);

	return kind == INDIC_SPAN || kind == INDIC_A_DAY || kind == INDIC_A_WEEK ||
	    kind == INDIC_A_MONTH;
}

/* The hour and its minutes as the clock's face shows them. *said: they can be nothing else. */
static size_t
face_read(const struct pieces *p, size_t i, struct clock *c, bool *said)
{
	size_t next;
	int n;

	*said = false;
	*c = (struct clock){ 0 };
	if (kind_at(p, i) == INDIC_CLOCK) {
		c->hour = p->at[i].value / 60;
		c->minute = p->at[i].value % 60;
		return i + 1;
	}
	if (kind_at(p, i) == INDIC_BEFORE_HOUR) {
		n = count_at(p, i + 1, &next);
		if (n < 1 || n > HOURS || p->at[i].end)
			return 0;
		n = n * 60 + p->at[i].value;
		c->hour = n < 60 ? HOURS : n / 60;
		c->minute = n % 60;
		return next;
	}
	n = count_at(p, i, &next);
	if (n == UNKNOWN)
		return i < p->count && clock_of_digits(p->at[i].text, c, said) ? i + 1 : 0;
	if (n > HOURS_A_DAY)
		return 0;
	c->hour = n;
	if (kind_at(p, next) == INDIC_AFTER_HOUR)
		c->minute = p->at[next++].value;
	return next;
}

/* "से 10 बजे" from piece i on: what stands before it is an hour, too. */
static bool
leads_to_hour(const struct pieces *p, size_t i)
{
	struct clock c;
	bool said;
	size_t next = kind_at(p, i) == INDIC_FROM && !p->at[i].end ?
	    face_read(p, i + 1, &c, &said) : 0;

	return next && (said || kind_at(p, next) == INDIC_OCLOCK);
}

/* "बजे", "மணிக்கு", "बजकर बीस मिनट" after an hour: the piece after it. */
static size_t
oclock_read(const struct pieces *p, size_t i, struct clock *c)
{
	size_t next;
	int minutes = pieces_run_on(p, i + 1) ? count_at(p, i + 1, &next) : UNKNOWN;

	if (minutes < 0 || minutes >= 60 || kind_at(p, next) != INDIC_MINUTE)
		return i + 1;
	c->minute = minutes;
	return next + 1;
}

int
hour_from(int first, int hour)
{
	return (first + (hour % HOURS - first % HOURS + HOURS) % HOURS) % HOURS_A_DAY;
}

size_t
indic_clock_read(const struct pieces *p, size_t i, bool after_day, int part, struct clock *c)
{
	bool said, is_listed;
	size_t next;

	if (kind_at(p, i) == INDIC_PART || (kind_at(p, i) == INDIC_A_DAY &&
	    case_skip(p, i + 1) > i + 1)) {		/* "शाम को 5", "दिन के 11" */
		part = kind_at(p, i) == INDIC_PART ? p->at[i].value : DAYTIME;
		i = case_skip(p, i + 1);
		if (!pieces_run_on(p, i))
			return 0;
	}
	next = face_read(p, i, c, &said);
	if (!next)
		return 0;
	if (kind_at(p, next) == INDIC_OCLOCK && !p->at[next - 1].end) {
		/* "ஒரு மணி நேரம்" */
		if (kind_at(p, next + 1) == INDIC_SPAN && !after_day && part == UNKNOWN)
			return 0;
		said = true;
		next = oclock_read(p, next, c);
	}
	if (kind_at(p, next) == INDIC_HALF && c->hour >= 1 && c->hour <= HOURS) {
		c->hour = c->hour % HOURS + p->at[next++].value;
		c->certain = said = true;
	} else if (part == UNKNOWN && kind_at(p, next) == INDIC_PART && !p->at[next - 1].end &&
	    (p->at[next].end || !face_read(p, next + 1, &(struct clock){ 0 }, &(bool){ false }))) {
		part = p->at[next++].value;		/* "8:10 शाम" */
	}
	/* "அக்டோபர் 10, 11": another day, and no hour. */
	is_listed = i > 0 && p->at[i - 1].end && count_at(p, i - 1, &(size_t){ 0 }) != UNKNOWN;
	said |= leads_to_hour(p, next);
	if (!said && (c->hour < 1 || c->hour > HOURS || is_listed ||
	    (!after_day && part == UNKNOWN) ||
	    (c->minute ? is_span(p, next) : !stands_alone(p, next))))
		return 0;
	if (!c->certain && c->hour >= 1 && c->hour <= HOURS) {
		c->hour = hour_from(part == UNKNOWN ? FIRST_HOUR : part, c->hour);
		c->certain = part != UNKNOWN;
	} else {
		c->hour %= HOURS_A_DAY;
		c->certain = true;
	}
	return next;
}

/* A time of day as it was said. See stated_reader.h. */
#include "desk/stated_reader.h"

#include <ctype.h>
#include <string.h>

static bool
clock_valid(const struct clock *c)
{
	return c->hour >= 0 && c->hour <= 24 && c->minute >= 0 && c->minute < 60 &&
	    (c->hour < 24 || c->minute == 0);
}

/* "in the morning", "at night", "morning", "de la tarde", "por la noche". */
size_t
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

bool
clock_of_digits(const char *text, struct clock *c, bool *has_minutes)
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

/* "11-1": does a span of hours end at a smaller number, beyond noon or midnight? */
static bool
ends_earlier(const char *text)
{
	const char *until = strchr(text, '-');
	struct clock begin, end;
	bool has_minutes;

	return until && clock_of_digits(text, &begin, &has_minutes) &&
	    clock_of_digits(until + 1, &end, &has_minutes) && begin.hour % 12 > end.hour % 12;
}

/* A time at word i; the word after it, or 0. */
size_t
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
		if (!clock_of_digits(word_at(r, i), c, &has_minutes))
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
		if (half && word_among(r, after - 1, " am pm ") && ends_earlier(word_at(r, i)))
			c->hour = (c->hour + 12) % 24;
		return clock_valid(c) ? after : 0;
	}
}

void
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

/* Days and times of day as people state them: one expression after the other. See stated_time.h. */
#include "desk/stated_indic.h"

enum { CLOCK_WORDS = 7,			/* "a quarter past nine in the morning" */
	EARLY = 5, LATE = 7, NOON = 12 };	/* a morning's first hour, an evening's */

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

/* --- which day ------------------------------------------------------------------------------- */

/* Is the weekday that words [first, end) name one of a month, or counted from another day? "The first
 * Monday of December", "un lunes de enero", "Tuesday week", "the Thursday after that". */
static bool
is_counted(const struct reader *r, size_t first, size_t end)
{
	bool spanish = r->tongue == TONGUE_SPANISH;

	if (first > 0 && !r->words->at[first - 1].end && word_among(r, first - 1, spanish ?
	    " primer segundo tercer cuarto ultimo penultimo otro " : " first second third fourth"
	    " fifth 1st 2nd 3rd 4th 5th other every each "))
		return true;
	if (r->words->at[end - 1].end || end >= r->words->count)
		return false;
	if (word_among(r, end, spanish ? " anterior " : " of week "))
		return true;
	if (word_is(r, end, "after"))
		return r->words->at[end].end || word_among(r, end + 1, " that at ");
	if (!word_among(r, end, " in de del en "))
		return false;
	for (size_t i = end + 1; i < end + 4 && runs_on(r, i); i++)
		if (month_at(r, i) != UNKNOWN || word_among(r, i, " month mes "))
			return true;
	return false;
}

/* The day of words [first, end). */
static void
take_day(const struct reader *r, const struct day *d, size_t first, size_t end,
    struct stated_time *out)
{
	int number;

	out->past |= d->past;
	if (!day_resolve(r, d, &number))
		return;
	out->has_day = true;
	out->vague = day_is_doubtful(r, d, number) || (d->weekday != UNKNOWN &&
	    d->day == UNKNOWN && !d->is_offset && d->weeks == UNKNOWN && is_counted(r, first, end));
	if (!out->vague)
		out->starts = day_civil(number);
}

/* --- spans of hours --------------------------------------------------------------------------- */

/* The time, or a number that may be an hour, which ends before word `end` and begins no earlier than
 * word `from`: its first word; `end`: there is none. */
static size_t
clock_before(const struct reader *r, size_t from, size_t end, struct clock *c)
{
	size_t found = end, next;
	struct clock read;
	bool has_minutes;

	for (size_t i = end; i-- > from && end - i <= CLOCK_WORDS && !r->words->at[i].end; )
		if (clock_read(r, i, &read) == end) {
			*c = read;
			found = i;
		}
	if (found < end || end == from || r->words->at[end - 1].end)
		return found;
	*c = (struct clock){ 0 };
	if (!clock_of_digits(word_at(r, end - 1), c, &has_minutes))
		c->hour = number_at(r, end - 1, &next);
	return c->hour >= 1 && c->hour < 24 ? end - 1 : end;
}

/* The hour at which a span begins: the last before its end, if that alone has am or pm. */
static void
span_settle(struct clock *begin, const struct clock *end)
{
	if (begin->certain || begin->part != PART_NONE || begin->hour > 12 ||
	    (!end->certain && end->part == PART_NONE)) {
		clock_settle(begin);
		return;
	}
	begin->hour = begin->hour % 12 + 12;
	if (begin->hour * 60 + begin->minute >= end->hour * 60 + end->minute)
		begin->hour -= 12;
}

/* Does the time at word i end a span? Then out begins with it, and so does `before` where that is this
 * beginning: "from 8:00 to 9:00 PM". */
static void
span_read(const struct reader *r, size_t i, const struct clock *end, struct stated_time *before,
    struct stated_time *out)
{
	const char *articles = r->tongue == TONGUE_SPANISH ? " las la " : " the about around ";
	size_t to = i, first = 0, lead;
	struct clock begin;
	bool between = false, is_from = false;

	while (to > 0 && word_among(r, to - 1, articles))
		to--;
	if (to-- == 0 || r->words->at[to].end || !word_among(r, to, r->tongue == TONGUE_SPANISH ?
	    " a al hasta y o u " : " to till until through and or "))
		return;
	if (before)
		first = before->has_time && before->end == to ? before->first : before->end;
	lead = first = clock_before(r, first, to, &begin);
	while (lead > 0 && word_among(r, lead - 1, articles))
		lead--;
	if (lead > 0 && !r->words->at[lead - 1].end) {
		between = word_among(r, lead - 1, " between entre ");
		is_from = word_among(r, lead - 1, " from de desde ");
	}
	/* "sala 3 a las 4" is no span. */
	if (first == to || (word_is(r, to, "a") && i > to + 1 && lead == first && !is_from))
		return;
	span_settle(&begin, end);
	out->from = is_from;
	out->span = between || is_from ? lead - 1 : first;
	out->vague_time = between || word_among(r, to, " or o u ");
	out->until_hour = out->starts.hour;
	out->until_minute = out->starts.minute;
	out->starts.hour = begin.hour;
	out->starts.minute = begin.minute;
	if (before && before->end == to) {
		before->starts.hour = begin.hour;
		before->vague_time |= out->vague_time;
	}
}

/* --- one expression --------------------------------------------------------------------------- */

/* An expression at word i: a day, a time, or both in either order. before: the one before it, which
 * may be the beginning of its span; or NULL. */
static bool
read_at(const struct reader *r, size_t i, struct stated_time *before, struct stated_time *out)
{
	struct day d = { 0 };
	struct clock c = { 0 };
	enum part_of_day part = PART_NONE;
	size_t day_end = day_read(r, i, &d), clock_end = 0, at, next;
	size_t day_first = 0;
	bool clock_first = !day_end;

	*out = (struct stated_time){ .first = i, .span = i };
	if (day_end) {
		out->end = day_end;
		part = d.part;
		if ((next = part_read(r, day_end, &part)) != 0)
			out->end = next;
		day_first = i;
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
			day_first = at;
			out->end = day_end;
			part = d.part;
			if ((next = part_read(r, day_end, &part)) != 0)
				out->end = next;
		}
	}
	if (day_end) {
		take_day(r, &d, day_first, day_end, out);
		out->part = part;
	}
	if (clock_end) {
		if (c.part == PART_NONE)
			c.part = part;
		out->certain = c.certain || c.part != PART_NONE || c.hour > NOON;
		clock_settle(&c);
		out->has_time = true;
		out->starts.hour = c.hour;
		out->starts.minute = c.minute;
		if (clock_first)
			span_read(r, i, &c, before, out);
	}
	out->bound = is_bound(r, i);
	return true;
}

/* The same for Hindi and Tamil; English among them is read as such. */
static size_t
indic_times(struct arena *a, const struct reader *r, struct stated_time *out)
{
	struct pieces p = indic_split(a, r->words);
	size_t count = 0, piece = 0;

	for (size_t i = 0; i < r->words->count; ) {
		struct stated_time other, *t = &out[count];
		bool found;

		while (piece < p.count && p.at[piece].first < i)
			piece++;
		found = piece < p.count && p.at[piece].first == i && indic_read(r, &p, piece, t);
		if (read_at(r, i, count ? t - 1 : NULL, &other) && (!found || other.end > t->end)) {
			*t = other;
			found = true;
		}
		count += found;
		i = found ? t->end : i + 1;
	}
	return count;
}

size_t
stated_times(struct arena *a, const struct words *words, enum tongue tongue,
    const struct civil *called_at, struct stated_time **out)
{
	struct reader r = { words, tongue, called_at,
		day_number(called_at->year, called_at->month, called_at->day) };
	size_t count = 0;

	*out = arena_array(a, words->count + 1, sizeof **out);
	if (tongue == TONGUE_INDIC)
		return indic_times(a, &r, *out);
	for (size_t i = 0; i < words->count; )
		if (read_at(&r, i, count ? &(*out)[count - 1] : NULL, &(*out)[count]))
			i = (*out)[count++].end;
		else
			i++;
	return count;
}

bool
stated_time_has_hour(const struct stated_time *t, const struct civil *called_at)
{
	const struct civil *s = &t->starts;
	bool today = s->year == called_at->year && s->month == called_at->month &&
	    s->day == called_at->day;

	return t->has_time && !t->vague_time && !(today && (s->hour < called_at->hour ||
	    (s->hour == called_at->hour && s->minute < called_at->minute)));
}

/* An hour that was settled without this part of its day: seven of "Tuesday evening" is 19. */
static int
hour_of_part(enum part_of_day part, int hour)
{
	if (part == PART_MORNING)
		return hour >= EARLY + NOON && hour < LATE + NOON ? hour - NOON : hour;
	return part != PART_NONE && hour >= LATE && hour < NOON ? hour + NOON : hour;
}

struct stated_time
stated_time_of_day(const struct stated_time *clock, const struct stated_time *day)
{
	struct stated_time both = *clock;

	both.has_day = true;
	both.vague = day->vague;
	both.starts = day->starts;
	both.starts.hour = clock->certain ? clock->starts.hour :
	    hour_of_part(day->part, clock->starts.hour);
	both.starts.minute = clock->starts.minute;
	return both;
}

struct stated_time
stated_time_joined(const struct stated_time *day, const struct stated_time *clock)
{
	struct stated_time both = stated_time_of_day(clock, day);

	if (day->first < both.first)
		both.first = day->first;
	if (day->span < both.span)
		both.span = day->span;
	if (day->end > both.end)
		both.end = day->end;
	return both;
}

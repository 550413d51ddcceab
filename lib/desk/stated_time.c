/* Days and times of day as people state them: one expression after the other. See stated_time.h. */
#include "desk/stated_indic.h"

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
		if (read_at(r, i, &other) && (!found || other.end > t->end)) {
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

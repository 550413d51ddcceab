/*
 * Opening hours. See hours.h.
 *
 * Every question is asked of two dates: the one that it is, and the one before, whose intervals may
 * run past midnight. Between two jumps of a zone's clock the wall clock runs evenly, so the state
 * can change only where an interval begins or ends, or where the clock jumps.
 */
#include "desk/hours.h"

#include "core/text.h"

enum { NAME_CHARACTERS_MAX = 100, DAYS_AHEAD = 400, DAY_S = 86400 };

/* By weekday, 0 = Sunday; the week is written from Monday on. */
static const char *const day_names[7] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

static const struct day_hours whole_day = { 1, { { 0, MINUTES_A_DAY } } };

void
hours_default(struct hours *hours)
{
	*hours = (struct hours){ .always = true };
}

/* --- reading --------------------------------------------------------------------------------- */

struct reader {
	struct arena *arena;
	hours_fault *fault;
	void *context;
};

static void
tell(const struct reader *r, const char *field, const char *message)
{
	r->fault(r->context, field, message);
}

static const char *
below(const struct reader *r, const char *field, size_t i)
{
	return arena_printf(r->arena, "%s.%zu", field, i);
}

/* "HH:MM" as minutes, -1 for anything else. "24:00" is one only where an interval ends. */
static int
minutes_of(struct json_object *v, bool is_end)
{
	const char *s = json_whole_text(v);
	int minutes;

	if (!s || strlen(s) != 5 || s[2] != ':' || strspn(s, "0123456789") != 2 ||
	    strspn(s + 3, "0123456789") != 2)
		return -1;
	minutes = ((s[0] - '0') * 10 + s[1] - '0') * 60 + (s[3] - '0') * 10 + s[4] - '0';
	if (s[3] > '5' || minutes > (is_end ? MINUTES_A_DAY : MINUTES_A_DAY - 1))
		return -1;
	return minutes;
}

/* An interval's end on the clock that does not stop at midnight. */
static int
end_of(const struct interval *i)
{
	return i->to > i->from ? i->to : i->to + MINUTES_A_DAY;
}

static bool
read_interval(const struct reader *r, struct json_object *v, const char *field,
    struct interval *interval)
{
	if (!json_object_is_type(v, json_type_array) || json_object_array_length(v) != 2) {
		tell(r, field, "must be two times, such as [\"09:00\",\"17:00\"]");
		return false;
	}
	interval->from = minutes_of(json_object_array_get_idx(v, 0), false);
	interval->to = minutes_of(json_object_array_get_idx(v, 1), true);
	if (interval->from < 0)
		tell(r, below(r, field, 0), "must be a time from 00:00 to 23:59");
	if (interval->to < 0)
		tell(r, below(r, field, 1), "must be a time from 00:00 to 24:00");
	return interval->from >= 0 && interval->to >= 0;
}

void
hours_read_interval(struct arena *a, struct json_object *v, const char *field,
    struct interval *interval, hours_fault *fault, void *context)
{
	const struct reader r = { a, fault, context };
	struct interval read;

	if (!read_interval(&r, v, field, &read))
		return;
	if (read.to > read.from)
		*interval = read;
	else
		tell(&r, field, "must end after it begins");
}

/* Puts it among those that the day has, by its beginning; false if it overlaps one of them. */
static bool
day_add(struct day_hours *day, const struct interval *interval)
{
	int at = day->count;

	for (int i = 0; i < day->count; i++) {
		const struct interval *other = &day->intervals[i];

		if (interval->from < end_of(other) && other->from < end_of(interval))
			return false;
	}
	for (; at > 0 && day->intervals[at - 1].from > interval->from; at--)
		day->intervals[at] = day->intervals[at - 1];
	day->intervals[at] = *interval;
	day->count++;
	return true;
}

/* False: no list at all, and *day is as it was. */
static bool
read_day(const struct reader *r, struct json_object *v, const char *field, struct day_hours *day)
{
	size_t n;

	if (!json_object_is_type(v, json_type_array)) {
		tell(r, field, "must be a list of intervals, such as [[\"09:00\",\"17:00\"]]");
		return false;
	}
	*day = (struct day_hours){ 0 };
	n = json_object_array_length(v);
	if (n > HOURS_INTERVALS_MAX) {
		tell(r, field, arena_printf(r->arena, "must be at most %d intervals",
		    HOURS_INTERVALS_MAX));
		n = HOURS_INTERVALS_MAX;
	}
	for (size_t i = 0; i < n; i++) {
		const char *path = below(r, field, i);
		struct interval interval;

		if (read_interval(r, json_object_array_get_idx(v, i), path, &interval) &&
		    !day_add(day, &interval))
			tell(r, path, "overlaps another interval of its day");
	}
	return true;
}

static int
weekday_of(const char *name)
{
	for (int i = 0; i < 7; i++)
		if (strcmp(day_names[i], name) == 0)
			return i;
	return -1;
}

void
hours_read(struct arena *a, struct json_object *v, const char *field, struct hours *hours,
    hours_fault *fault, void *context)
{
	const struct reader r = { a, fault, context };

	if (v && !json_object_is_type(v, json_type_object)) {
		tell(&r, field, "must be an object, or null");
		return;
	}
	hours->always = !v;
	memset(hours->week, 0, sizeof hours->week);
	if (!v)
		return;
	json_object_object_foreach(v, name, value) {
		const char *path = arena_printf(a, "%s.%s", field, name);
		int weekday = weekday_of(name);

		if (weekday < 0)
			tell(&r, path, "unknown field");
		else
			(void)read_day(&r, value, path, &hours->week[weekday]);
	}
}

static bool
read_date(struct json_object *v, struct hours_exception *e)
{
	struct civil date;

	if (!date_parse(json_whole_text(v), &date))
		return false;
	e->year = date.year;
	e->month = date.month;
	e->day = date.day;
	return true;
}

static bool
read_exception(const struct reader *r, struct json_object *v, const char *field,
    struct hours_exception *e)
{
	struct json_object *name = json_get(v, "name");
	bool good = true;
	const char *text = json_whole_text(name);

	*e = (struct hours_exception){ 0 };
	if (!json_object_is_type(v, json_type_object)) {
		tell(r, field, "must be an object");
		return false;
	}
	if (!read_date(json_get(v, "date"), e)) {
		tell(r, arena_printf(r->arena, "%s.date", field),
		    "must be a date, such as 2026-12-25");
		good = false;
	}
	if (!read_day(r, json_get(v, "hours"), arena_printf(r->arena, "%s.hours", field),
	    &e->hours))
		good = false;
	if (!text_is_blank(text) && text_characters(text) <= NAME_CHARACTERS_MAX)
		e->name = arena_string(r->arena, text);
	else if (name)
		tell(r, arena_printf(r->arena, "%s.name", field),
		    "must be 1 to 100 characters, or null");
	json_object_object_foreach(v, member, value) {
		(void)value;
		if (strcmp(member, "date") != 0 && strcmp(member, "hours") != 0 &&
		    strcmp(member, "name") != 0)
			tell(r, arena_printf(r->arena, "%s.%s", field, member), "unknown field");
	}
	return good;
}

/* Days since 1970 of a date in the Gregorian calendar; years from March on, so that the leap day
 * comes last in its year. */
static int64_t
day_number(int year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;

	return y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719468;
}

static int64_t
exception_day(const struct hours_exception *e)
{
	return day_number(e->year, e->month, e->day);
}

/* Where the date's exception is among the first n, or belongs. */
static size_t
exception_place(const struct hours_exception *exceptions, size_t n, int64_t day)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (exception_day(&exceptions[middle]) < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
hours_read_exceptions(struct arena *a, struct json_object *v, const char *field,
    struct hours *hours, hours_fault *fault, void *context)
{
	const struct reader r = { a, fault, context };
	struct hours_exception *list, e;
	size_t n, count = 0, at;

	if (!json_object_is_type(v, json_type_array)) {
		tell(&r, field, "must be a list");
		return;
	}
	n = json_object_array_length(v);
	if (n > HOURS_EXCEPTIONS_MAX) {
		tell(&r, field, arena_printf(a, "must be at most %d dates", HOURS_EXCEPTIONS_MAX));
		n = HOURS_EXCEPTIONS_MAX;
	}
	list = arena_array(a, n, sizeof *list);
	for (size_t i = 0; i < n; i++) {
		const char *path = below(&r, field, i);

		if (!read_exception(&r, json_object_array_get_idx(v, i), path, &e))
			continue;
		at = exception_place(list, count, exception_day(&e));
		if (at < count && exception_day(&list[at]) == exception_day(&e)) {
			tell(&r, arena_printf(a, "%s.date", path), "is there twice");
			continue;
		}
		memmove(list + at + 1, list + at, (count - at) * sizeof *list);
		list[at] = e;
		count++;
	}
	hours->exceptions = list;
	hours->exceptions_count = count;
}

/* --- writing --------------------------------------------------------------------------------- */

static struct json_object *
time_value(int minutes)
{
	char text[8];

	(void)snprintf(text, sizeof text, "%02d:%02d", minutes / 60 % 100, minutes % 60);
	return json_object_new_string(text);
}

struct json_object *
hours_interval_value(const struct interval *interval)
{
	struct json_object *pair = json_object_new_array();

	json_object_array_add(pair, time_value(interval->from));
	json_object_array_add(pair, time_value(interval->to));
	return pair;
}

static struct json_object *
day_value(const struct day_hours *day)
{
	struct json_object *list = json_object_new_array();

	for (int i = 0; i < day->count; i++)
		json_object_array_add(list, hours_interval_value(&day->intervals[i]));
	return list;
}

struct json_object *
hours_value(const struct hours *hours)
{
	struct json_object *o;

	if (hours->always)
		return NULL;
	o = json_object_new_object();
	for (int i = 1; i <= 7; i++)
		json_object_object_add(o, day_names[i % 7], day_value(&hours->week[i % 7]));
	return o;
}

struct json_object *
hours_exceptions_value(const struct hours *hours)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < hours->exceptions_count; i++) {
		const struct hours_exception *e = &hours->exceptions[i];
		struct json_object *o = json_object_new_object();
		char date[48];

		(void)snprintf(date, sizeof date, "%04d-%02d-%02d", e->year, e->month, e->day);
		json_put_text(o, "date", date);
		json_object_object_add(o, "hours", day_value(&e->hours));
		if (e->name)
			json_put_text(o, "name", e->name);
		json_object_array_add(list, o);
	}
	return list;
}

/* --- asking ---------------------------------------------------------------------------------- */

/* What a date's hours are, and which exception says so (NULL: none). */
static const struct day_hours *
regular_hours(const struct hours *hours, int64_t day)
{
	/* 1970 began on a Thursday. */
	return hours->always ? &whole_day : &hours->week[((day + 4) % 7 + 7) % 7];
}

static const struct day_hours *
date_hours(const struct hours *hours, int64_t day, const struct hours_exception **exception)
{
	size_t at = exception_place(hours->exceptions, hours->exceptions_count, day);

	if (at < hours->exceptions_count && exception_day(&hours->exceptions[at]) == day) {
		*exception = &hours->exceptions[at];
		return &hours->exceptions[at].hours;
	}
	*exception = NULL;
	return regular_hours(hours, day);
}

/* Does one of the intervals that start on a date hold this minute, counted from that date's
 * midnight? */
static bool
holds(const struct day_hours *day, int minute)
{
	for (int i = 0; i < day->count; i++)
		if (minute >= day->intervals[i].from && minute < end_of(&day->intervals[i]))
			return true;
	return false;
}

bool
hours_open(const struct hours *hours, const struct civil *at,
    const struct hours_exception **exception)
{
	const struct hours_exception *todays, *yesterdays, *decided = NULL;
	int64_t day = day_number(at->year, at->month, at->day);
	const struct day_hours *today = date_hours(hours, day, &todays);
	const struct day_hours *yesterday = date_hours(hours, day - 1, &yesterdays);
	int minute = at->hour * 60 + at->minute, of_yesterday = minute + MINUTES_A_DAY;
	bool is_open = true;

	if (holds(today, minute)) {
		decided = todays;
	} else if (holds(yesterday, of_yesterday)) {
		decided = yesterdays;
	} else {
		is_open = false;
		decided = todays;
		/* Without it, the evening before would have lasted until now. */
		if (!decided && yesterdays && holds(regular_hours(hours, day - 1), of_yesterday))
			decided = yesterdays;
	}
	if (exception)
		*exception = decided;
	return is_open;
}

/* --- the next change ------------------------------------------------------------------------- */

/* An instant in a zone: its wall clock, as a date and the seconds of its day. */
struct moment {
	int64_t at_s, day;
	int second;
	struct civil civil;
};

static struct moment
moment(const char *zone, int64_t at_s)
{
	struct moment m = { .at_s = at_s, .civil = zone_civil(zone, at_s * 1000) };

	m.day = day_number(m.civil.year, m.civil.month, m.civil.day);
	m.second = (m.civil.hour * 60 + m.civil.minute) * 60 + m.civil.second;
	return m;
}

static int64_t
offset_of(const struct moment *m)
{
	return m->day * DAY_S + m->second - m->at_s;
}

/* Of the intervals that start on a date, the first edge after `minute`, counted from midnight of
 * that date; at most `otherwise`. */
static int
first_edge(const struct day_hours *day, int minute, int otherwise)
{
	int first = otherwise;

	for (int i = 0; i < day->count; i++) {
		int from = day->intervals[i].from, to = end_of(&day->intervals[i]);

		if (from > minute && from < first)
			first = from;
		if (to > minute && to < first)
			first = to;
	}
	return first;
}

/* How many seconds later the wall clock, running evenly, reaches an edge: midnight is one. */
static int64_t
seconds_to_edge(const struct hours *hours, const struct moment *m)
{
	const struct hours_exception *unused;
	int minute = m->second / 60;
	int edge = first_edge(date_hours(hours, m->day, &unused), minute, MINUTES_A_DAY);
	int tail = first_edge(date_hours(hours, m->day - 1, &unused), minute + MINUTES_A_DAY,
	    2 * MINUTES_A_DAY) - MINUTES_A_DAY;

	return (int64_t)(tail < edge ? tail : edge) * 60 - m->second;
}

/* The first second after `from` in which the zone's clock has left from's offset, as it has at
 * `to`. */
static int64_t
jump_between(const char *zone, const struct moment *from, int64_t to)
{
	int64_t before = from->at_s, after = to;

	while (after - before > 1) {
		int64_t middle = before + (after - before) / 2;
		struct moment m = moment(zone, middle);

		if (offset_of(&m) == offset_of(from))
			before = middle;
		else
			after = middle;
	}
	return after;
}

int64_t
hours_next_change(const struct hours *hours, const char *zone, int64_t at_ms)
{
	struct moment now = moment(zone, at_ms / 1000);
	int64_t last_s = now.at_s + (int64_t)DAYS_AHEAD * DAY_S;
	bool was_open = hours_open(hours, &now.civil, NULL);

	if (hours->always && !hours->exceptions_count)
		return 0;
	while (now.at_s <= last_s) {
		struct moment next = moment(zone, now.at_s + seconds_to_edge(hours, &now));

		if (offset_of(&next) != offset_of(&now))
			next = moment(zone, jump_between(zone, &now, next.at_s));
		now = next;
		if (hours_open(hours, &now.civil, NULL) != was_open)
			return now.at_s <= last_s ? now.at_s * 1000 : 0;
	}
	return 0;
}

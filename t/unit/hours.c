/* Opening hours: what a document may say, what it says back, and every edge of a day. */
#include "desk/hours.h"

#include "../lib/tap.h"
#include "core/text.h"

static struct arena *arena;

static struct json_object *
json(const char *text)
{
	struct json_object *o = NULL;
	const char *why = "";

	if (!json_parse(arena, text, strlen(text), &o, &why))
		bail_out("a test's JSON %s: %s", why, text);
	return o;
}

static void
note(void *context, const char *field, const char *message)
{
	struct text *t = context;

	text_printf(t, "%s%s: %s", t->length ? "\n" : "", field, message);
}

/* "field: message" lines, "" for none. exceptions may be NULL. */
static const char *
faults_of(const char *hours, const char *exceptions, struct hours *out)
{
	struct text t = text_new(arena);

	hours_default(out);
	hours_read(arena, json(hours), "hours", out, note, &t);
	if (exceptions)
		hours_read_exceptions(arena, json(exceptions), "exceptions", out, note, &t);
	return t.data;
}

static const char *
value_text(struct json_object *value)
{
	const char *text = arena_string(arena,
	    json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN));

	json_object_put(value);
	return text;
}

/* --- documents ------------------------------------------------------------------------------- */

static const struct { const char *put, *got; } accepted[] = {
	{ "null", "null" },
	{ "{}",
	    "{\"mon\":[],\"tue\":[],\"wed\":[],\"thu\":[],\"fri\":[],\"sat\":[],\"sun\":[]}" },
	{ "{\"sun\":[[\"00:00\",\"24:00\"]],\"mon\":[[\"09:00\",\"12:30\"],[\"13:30\",\"17:00\"]]}",
	    "{\"mon\":[[\"09:00\",\"12:30\"],[\"13:30\",\"17:00\"]],\"tue\":[],\"wed\":[],"
	    "\"thu\":[],\"fri\":[],\"sat\":[],\"sun\":[[\"00:00\",\"24:00\"]]}" },
	/* in the day's order, touching, past midnight */
	{ "{\"sat\":[[\"22:00\",\"02:00\"],[\"08:00\",\"12:00\"],[\"12:00\",\"13:00\"]]}",
	    "{\"mon\":[],\"tue\":[],\"wed\":[],\"thu\":[],\"fri\":[],"
	    "\"sat\":[[\"08:00\",\"12:00\"],[\"12:00\",\"13:00\"],[\"22:00\",\"02:00\"]],"
	    "\"sun\":[]}" },
	/* up to the next midnight in two ways; a whole day from nine to nine */
	{ "{\"mon\":[[\"20:00\",\"00:00\"]],\"tue\":[[\"20:00\",\"24:00\"]],"
	  "\"wed\":[[\"09:00\",\"09:00\"]],\"thu\":[[\"00:00\",\"00:00\"]]}",
	    "{\"mon\":[[\"20:00\",\"00:00\"]],\"tue\":[[\"20:00\",\"24:00\"]],"
	    "\"wed\":[[\"09:00\",\"09:00\"]],\"thu\":[[\"00:00\",\"00:00\"]],\"fri\":[],"
	    "\"sat\":[],\"sun\":[]}" },
	/* what starts on one date may reach into what starts on the next; eight intervals */
	{ "{\"mon\":[[\"20:00\",\"06:00\"]],\"tue\":[[\"01:00\",\"02:00\"],[\"03:00\",\"04:00\"],"
	  "[\"05:00\",\"06:00\"],[\"07:00\",\"08:00\"],[\"09:00\",\"10:00\"],"
	  "[\"11:00\",\"12:00\"],[\"13:00\",\"14:00\"],[\"23:59\",\"00:01\"]]}",
	    "{\"mon\":[[\"20:00\",\"06:00\"]],\"tue\":[[\"01:00\",\"02:00\"],"
	    "[\"03:00\",\"04:00\"],[\"05:00\",\"06:00\"],[\"07:00\",\"08:00\"],"
	    "[\"09:00\",\"10:00\"],[\"11:00\",\"12:00\"],[\"13:00\",\"14:00\"],"
	    "[\"23:59\",\"00:01\"]],\"wed\":[],\"thu\":[],\"fri\":[],\"sat\":[],\"sun\":[]}" },
};

static const struct { const char *put, *got; } accepted_exceptions[] = {
	{ "[]", "[]" },
	/* by date, whatever the order */
	{ "[{\"date\":\"2026-12-25\",\"hours\":[],\"name\":\"Christmas\"},"
	  "{\"hours\":[[\"09:00\",\"12:00\"]],\"date\":\"2026-12-24\",\"name\":null},"
	  "{\"date\":\"2028-02-29\",\"hours\":[[\"22:00\",\"02:00\"],[\"10:00\",\"11:00\"]],"
	  "\"name\":\"पर्व\"}]",
	    "[{\"date\":\"2026-12-24\",\"hours\":[[\"09:00\",\"12:00\"]]},"
	    "{\"date\":\"2026-12-25\",\"hours\":[],\"name\":\"Christmas\"},"
	    "{\"date\":\"2028-02-29\",\"hours\":[[\"10:00\",\"11:00\"],[\"22:00\",\"02:00\"]],"
	    "\"name\":\"पर्व\"}]" },
};

static void
test_accepted(void)
{
	struct hours hours;

	for (size_t i = 0; i < sizeof accepted / sizeof accepted[0]; i++) {
		is_text(faults_of(accepted[i].put, NULL, &hours), "", "%s", accepted[i].put);
		is_text(value_text(hours_value(&hours)), accepted[i].got, "is kept");
		is_text(faults_of(accepted[i].got, NULL, &hours), "", "may be put back");
		is_text(value_text(hours_value(&hours)), accepted[i].got, "and changes nothing");
	}
	for (size_t i = 0; i < sizeof accepted_exceptions / sizeof accepted_exceptions[0]; i++) {
		const char *put = accepted_exceptions[i].put, *got = accepted_exceptions[i].got;

		is_text(faults_of("null", put, &hours), "", "%s", put);
		is_text(value_text(hours_exceptions_value(&hours)), got, "is kept");
		is_text(faults_of("{}", got, &hours), "", "may be put back");
		is_text(value_text(hours_exceptions_value(&hours)), got, "and changes nothing");
	}
}

#define TIMES_FROM "must be a time from 00:00 to 23:59"
#define TIMES_TO "must be a time from 00:00 to 24:00"
#define INTERVALS "must be a list of intervals, such as [[\"09:00\",\"17:00\"]]"
#define PAIR "must be two times, such as [\"09:00\",\"17:00\"]"
#define DATE "must be a date, such as 2026-12-25"
#define NAME "must be 1 to 100 characters, or null"

static const struct { const char *hours, *faults; } refused[] = {
	{ "[]", "hours: must be an object, or null" },
	{ "\"always\"", "hours: must be an object, or null" },
	{ "true", "hours: must be an object, or null" },
	{ "{\"monday\":[]}", "hours.monday: unknown field" },
	{ "{\"Mon\":[],\"\":[]}", "hours.Mon: unknown field\nhours.: unknown field" },
	{ "{\"mon\":null}", "hours.mon: " INTERVALS },
	{ "{\"mon\":\"09:00-17:00\"}", "hours.mon: " INTERVALS },
	{ "{\"mon\":{}}", "hours.mon: " INTERVALS },
	{ "{\"mon\":[\"09:00\",\"17:00\"]}", "hours.mon.0: " PAIR "\nhours.mon.1: " PAIR },
	{ "{\"mon\":[[]]}", "hours.mon.0: " PAIR },
	{ "{\"mon\":[null]}", "hours.mon.0: " PAIR },
	{ "{\"mon\":[[\"09:00\"]]}", "hours.mon.0: " PAIR },
	{ "{\"mon\":[[\"09:00\",\"10:00\",\"11:00\"]]}", "hours.mon.0: " PAIR },
	{ "{\"mon\":[[9,17]]}", "hours.mon.0.0: " TIMES_FROM "\nhours.mon.0.1: " TIMES_TO },
	{ "{\"mon\":[[null,\"17:00\"]]}", "hours.mon.0.0: " TIMES_FROM },
	{ "{\"mon\":[[\"9:00\",\"17:00\"]]}", "hours.mon.0.0: " TIMES_FROM },
	{ "{\"mon\":[[\"09.00\",\"17:00\"]]}", "hours.mon.0.0: " TIMES_FROM },
	{ "{\"mon\":[[\"-9:00\",\"17:00\"]]}", "hours.mon.0.0: " TIMES_FROM },
	{ "{\"mon\":[[\"09:00 \",\"17:00\"]]}", "hours.mon.0.0: " TIMES_FROM },
	{ "{\"mon\":[[\"09:00:00\",\"17:00\"]]}", "hours.mon.0.0: " TIMES_FROM },
	{ "{\"mon\":[[\"09:\\u00000\",\"17:00\"]]}", "hours.mon.0.0: " TIMES_FROM },
	{ "{\"mon\":[[\"09:00\\u0000\",\"17:00\"]]}", "hours.mon.0.0: " TIMES_FROM },
	{ "{\"mon\":[[\"\",\"17:00\"]]}", "hours.mon.0.0: " TIMES_FROM },
	{ "{\"mon\":[[\"24:00\",\"02:00\"]]}", "hours.mon.0.0: " TIMES_FROM },
	{ "{\"mon\":[[\"09:00\",\"24:01\"]]}", "hours.mon.0.1: " TIMES_TO },
	{ "{\"mon\":[[\"09:00\",\"25:00\"]]}", "hours.mon.0.1: " TIMES_TO },
	{ "{\"mon\":[[\"09:60\",\"23:60\"]]}",
	    "hours.mon.0.0: " TIMES_FROM "\nhours.mon.0.1: " TIMES_TO },
	{ "{\"mon\":[[\"09:00\",\"5 pm\"]]}", "hours.mon.0.1: " TIMES_TO },
	/* overlapping; the second of the two is named, by its place in what was put */
	{ "{\"mon\":[[\"09:00\",\"12:00\"],[\"11:59\",\"13:00\"]]}",
	    "hours.mon.1: overlaps another interval of its day" },
	{ "{\"mon\":[[\"09:00\",\"12:00\"],[\"09:00\",\"12:00\"]]}",
	    "hours.mon.1: overlaps another interval of its day" },
	{ "{\"mon\":[[\"13:00\",\"17:00\"],[\"09:00\",\"12:00\"],[\"08:00\",\"18:00\"]]}",
	    "hours.mon.2: overlaps another interval of its day" },
	{ "{\"mon\":[[\"22:00\",\"02:00\"],[\"23:00\",\"24:00\"]]}",
	    "hours.mon.1: overlaps another interval of its day" },
	{ "{\"mon\":[[\"20:00\",\"00:00\"],[\"00:00\",\"00:00\"]]}",
	    "hours.mon.1: overlaps another interval of its day" },
	{ "{\"mon\":[[\"01:00\",\"02:00\"],[\"03:00\",\"04:00\"],[\"05:00\",\"06:00\"],"
	  "[\"07:00\",\"08:00\"],[\"09:00\",\"10:00\"],[\"11:00\",\"12:00\"],"
	  "[\"13:00\",\"14:00\"],[\"15:00\",\"16:00\"],[\"17:00\",\"18:00\"]]}",
	    "hours.mon: must be at most 8 intervals" },
	/* everything at once */
	{ "{\"mon\":3,\"tue\":[[\"x\",\"y\"]],\"someday\":1,\"fri\":[[\"09:00\",\"99:99\"]]}",
	    "hours.mon: " INTERVALS "\nhours.tue.0.0: " TIMES_FROM "\nhours.tue.0.1: " TIMES_TO
	    "\nhours.someday: unknown field\nhours.fri.0.1: " TIMES_TO },
};

static const struct { const char *exceptions, *faults; } refused_exceptions[] = {
	{ "null", "exceptions: must be a list" },
	{ "{}", "exceptions: must be a list" },
	{ "[null]", "exceptions.0: must be an object" },
	{ "[\"2026-12-25\"]", "exceptions.0: must be an object" },
	{ "[{}]", "exceptions.0.date: " DATE "\nexceptions.0.hours: " INTERVALS },
	{ "[{\"date\":\"2026-12-25\"}]", "exceptions.0.hours: " INTERVALS },
	{ "[{\"date\":\"2026-12-25\",\"hours\":null}]", "exceptions.0.hours: " INTERVALS },
	{ "[{\"hours\":[]}]", "exceptions.0.date: " DATE },
	{ "[{\"date\":20261225,\"hours\":[]}]", "exceptions.0.date: " DATE },
	{ "[{\"date\":\"2026-02-30\",\"hours\":[]}]", "exceptions.0.date: " DATE },
	{ "[{\"date\":\"2026-02-29\",\"hours\":[]}]", "exceptions.0.date: " DATE },
	{ "[{\"date\":\"2026-13-01\",\"hours\":[]}]", "exceptions.0.date: " DATE },
	{ "[{\"date\":\"2026-00-01\",\"hours\":[]}]", "exceptions.0.date: " DATE },
	{ "[{\"date\":\"2026-04-31\",\"hours\":[]}]", "exceptions.0.date: " DATE },
	{ "[{\"date\":\"2026-4-3\",\"hours\":[]}]", "exceptions.0.date: " DATE },
	{ "[{\"date\":\"25.12.2026\",\"hours\":[]}]", "exceptions.0.date: " DATE },
	{ "[{\"date\":\"12-25\",\"hours\":[]}]", "exceptions.0.date: " DATE },
	{ "[{\"date\":\"2026-12-25T00:00\",\"hours\":[]}]", "exceptions.0.date: " DATE },
	{ "[{\"date\":\"2026-12-25\\u0000\",\"hours\":[]}]", "exceptions.0.date: " DATE },
	{ "[{\"date\":\"2026-12-25\",\"hours\":[],\"name\":\"\"}]", "exceptions.0.name: " NAME },
	{ "[{\"date\":\"2026-12-25\",\"hours\":[],\"name\":\" \"}]", "exceptions.0.name: " NAME },
	{ "[{\"date\":\"2026-12-25\",\"hours\":[],\"name\":7}]", "exceptions.0.name: " NAME },
	{ "[{\"date\":\"2026-12-25\",\"hours\":[],\"name\":\"a\\u0000b\"}]",
	    "exceptions.0.name: " NAME },
	{ "[{\"date\":\"2026-12-25\",\"hours\":[],\"closed\":true}]",
	    "exceptions.0.closed: unknown field" },
	{ "[{\"date\":\"2026-12-24\",\"hours\":[[\"09:00\",\"12:00\"],[\"10:00\",\"11:00\"],[1]]}]",
	    "exceptions.0.hours.1: overlaps another interval of its day\nexceptions.0.hours.2: "
	    PAIR },
	{ "[{\"date\":\"2026-12-25\",\"hours\":[]},{\"date\":\"2026-12-24\",\"hours\":[]},"
	  "{\"date\":\"2026-12-25\",\"hours\":[[\"09:00\",\"10:00\"]]}]",
	    "exceptions.2.date: is there twice" },
};

static void
test_refused(void)
{
	struct hours hours;

	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
		is_text(faults_of(refused[i].hours, NULL, &hours), refused[i].faults, "%s",
		    refused[i].hours);
	for (size_t i = 0; i < sizeof refused_exceptions / sizeof refused_exceptions[0]; i++)
		is_text(faults_of("null", refused_exceptions[i].exceptions, &hours),
		    refused_exceptions[i].faults, "%s", refused_exceptions[i].exceptions);
}

/* So many dates from 2026 on, newest first. */
static const char *
many_exceptions(int n)
{
	struct text t = text_new(arena);

	text_puts(&t, "[");
	for (int i = n; i > 0; i--)
		text_printf(&t, "%s{\"date\":\"%d-%02d-%02d\",\"hours\":[]}", i < n ? "," : "",
		    2026 + i / 300, 1 + i / 25 % 12, 1 + i % 25);
	text_puts(&t, "]");
	return t.data;
}

static void
test_limits(void)
{
	struct hours hours;
	bool ordered = true;
	const struct hours_exception *e;

	is_text(faults_of("null", many_exceptions(400), &hours), "", "400 exceptions");
	is_int((int64_t)hours.exceptions_count, 400, "are all there");
	for (size_t i = 1; i < hours.exceptions_count; i++) {
		e = &hours.exceptions[i];
		ordered = ordered && (e[-1].year * 12 + e[-1].month) * 31 + e[-1].day <
		    (e->year * 12 + e->month) * 31 + e->day;
	}
	ok(ordered, "by date");
	is_text(faults_of("null", many_exceptions(401), &hours),
	    "exceptions: must be at most 400 dates", "401 are too many");
	is_text(faults_of("null", arena_printf(arena,
	    "[{\"date\":\"2026-12-25\",\"hours\":[],\"name\":\"%0100d\"}]", 0), &hours), "",
	    "a name of 100 characters");
	is_text(faults_of("null", arena_printf(arena,
	    "[{\"date\":\"2026-12-25\",\"hours\":[],\"name\":\"%0101d\"}]", 0), &hours),
	    "exceptions.0.name: " NAME, "and of 101");
}

/* What a reader that does not mind faults keeps: everything that is not at fault. */
static void
test_what_is_left(void)
{
	struct hours hours;

	(void)faults_of("{\"mon\":[[\"09:00\",\"12:00\"],[\"x\",\"y\"],[\"13:00\",\"17:00\"]],"
	    "\"holy\":[[\"09:00\",\"12:00\"]]}",
	    "[{\"date\":\"never\",\"hours\":[]},{\"date\":\"2026-12-25\",\"hours\":[]}]", &hours);
	is_text(value_text(hours_value(&hours)),
	    "{\"mon\":[[\"09:00\",\"12:00\"],[\"13:00\",\"17:00\"]],\"tue\":[],\"wed\":[],"
	    "\"thu\":[],\"fri\":[],\"sat\":[],\"sun\":[]}", "hours without what was wrong");
	is_text(value_text(hours_exceptions_value(&hours)),
	    "[{\"date\":\"2026-12-25\",\"hours\":[]}]", "exceptions likewise");
	(void)faults_of("7", "7", &hours);
	ok(hours.always && !hours.exceptions_count, "where nothing can be read, it is always open");
}

/* --- open? ----------------------------------------------------------------------------------- */

/* Mondays have a lunch break; Friday's night lasts until Saturday at two; Sunday is all day. */
static const char week[] =
    "{\"mon\":[[\"09:00\",\"12:30\"],[\"13:30\",\"17:00\"]],\"tue\":[[\"00:00\",\"24:00\"]],"
    "\"wed\":[[\"09:00\",\"09:00\"]],\"fri\":[[\"20:00\",\"02:00\"]],"
    "\"sat\":[[\"10:00\",\"12:00\"],[\"12:00\",\"14:00\"]],\"sun\":[[\"06:00\",\"00:00\"]]}";

static const char holidays[] =
    "[{\"date\":\"2026-12-25\",\"hours\":[],\"name\":\"closed\"},"	/* a Friday */
    "{\"date\":\"2026-12-24\",\"hours\":[[\"09:00\",\"12:00\"]],\"name\":\"half\"},"
    "{\"date\":\"2026-12-31\",\"hours\":[[\"21:00\",\"03:00\"]],\"name\":\"party\"},"
    "{\"date\":\"2027-01-02\",\"hours\":[],\"name\":\"off\"},"		/* a Saturday */
    "{\"date\":\"2028-02-29\",\"hours\":[[\"23:00\",\"01:00\"]],\"name\":\"leap\"}]";

static const struct { const char *at; bool open; const char *exception; } moments[] = {
	/* Monday, 2026-11-02, after a Sunday that ended with its date */
	{ "2026-11-01 23:59", true, NULL },
	{ "2026-11-02 00:00", false, NULL },
	{ "2026-11-02 08:59", false, NULL },
	{ "2026-11-02 09:00", true, NULL },
	{ "2026-11-02 12:29", true, NULL },
	{ "2026-11-02 12:30", false, NULL },
	{ "2026-11-02 13:29", false, NULL },
	{ "2026-11-02 13:30", true, NULL },
	{ "2026-11-02 16:59", true, NULL },
	{ "2026-11-02 17:00", false, NULL },
	{ "2026-11-02 23:59", false, NULL },
	/* Tuesday: all of it, and no more */
	{ "2026-11-03 00:00", true, NULL },
	{ "2026-11-03 12:00", true, NULL },
	{ "2026-11-03 23:59", true, NULL },
	{ "2026-11-04 00:00", false, NULL },
	/* Wednesday from nine, for a whole day */
	{ "2026-11-04 08:59", false, NULL },
	{ "2026-11-04 09:00", true, NULL },
	{ "2026-11-05 00:00", true, NULL },
	{ "2026-11-05 08:59", true, NULL },
	{ "2026-11-05 09:00", false, NULL },
	/* Friday's night; Saturday in two parts that touch */
	{ "2026-11-06 01:59", false, NULL },
	{ "2026-11-06 19:59", false, NULL },
	{ "2026-11-06 20:00", true, NULL },
	{ "2026-11-06 23:59", true, NULL },
	{ "2026-11-07 00:00", true, NULL },
	{ "2026-11-07 01:59", true, NULL },
	{ "2026-11-07 02:00", false, NULL },
	{ "2026-11-07 10:00", true, NULL },
	{ "2026-11-07 11:59", true, NULL },
	{ "2026-11-07 12:00", true, NULL },
	{ "2026-11-07 13:59", true, NULL },
	{ "2026-11-07 14:00", false, NULL },
	/* a half day on a Thursday: the whole Wednesday's tail still counts */
	{ "2026-12-23 23:00", true, NULL },
	{ "2026-12-24 00:00", true, NULL },
	{ "2026-12-24 08:59", true, NULL },
	{ "2026-12-24 09:00", true, "half" },
	{ "2026-12-24 11:59", true, "half" },
	{ "2026-12-24 12:00", false, "half" },
	{ "2026-12-24 23:59", false, "half" },
	/* closed on a Friday, with its night */
	{ "2026-12-25 00:00", false, "closed" },
	{ "2026-12-25 20:00", false, "closed" },
	{ "2026-12-25 23:59", false, "closed" },
	{ "2026-12-26 00:00", false, "closed" },
	{ "2026-12-26 01:59", false, "closed" },
	{ "2026-12-26 02:00", false, NULL },
	{ "2026-12-26 10:00", true, NULL },
	/* an extra opening past midnight, into a Friday */
	{ "2026-12-31 20:59", false, "party" },
	{ "2026-12-31 21:00", true, "party" },
	{ "2027-01-01 00:00", true, "party" },
	{ "2027-01-01 02:59", true, "party" },
	{ "2027-01-01 03:00", false, NULL },
	{ "2027-01-01 20:00", true, NULL },
	/* a closed Saturday: Friday's tail still counts */
	{ "2027-01-02 01:59", true, NULL },
	{ "2027-01-02 02:00", false, "off" },
	{ "2027-01-02 10:00", false, "off" },
	/* the leap day, a Tuesday, into the first of March */
	{ "2028-02-28 23:59", false, NULL },
	{ "2028-02-29 00:00", false, "leap" },
	{ "2028-02-29 22:59", false, "leap" },
	{ "2028-02-29 23:00", true, "leap" },
	{ "2028-03-01 00:59", true, "leap" },
	{ "2028-03-01 01:00", false, NULL },
	{ "2028-03-01 09:00", true, NULL },
};

/* "2026-11-02 09:00" as a wall clock; its weekday is not the desk's to trust. */
static struct civil
civil(const char *text)
{
	struct civil c = { 0 };

	if (sscanf(text, "%d-%d-%d %d:%d", &c.year, &c.month, &c.day, &c.hour, &c.minute) != 5)
		bail_out("no time: %s", text);
	return c;
}

static void
test_moments(void)
{
	struct hours hours;

	is_text(faults_of(week, holidays, &hours), "", "a week and its holidays");
	for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
		struct civil at = civil(moments[i].at);
		const struct hours_exception *e;

		ok(hours_open(&hours, &at, &e) == moments[i].open &&
		    text_same(e ? e->name : NULL, moments[i].exception), "%s: %s%s%s",
		    moments[i].at, moments[i].open ? "open" : "closed",
		    moments[i].exception ? ", by " : "",
		    moments[i].exception ? moments[i].exception : "");
		at.second = 59;
		ok(hours_open(&hours, &at, NULL) == moments[i].open, "to its last second");
	}
}

static void
test_always(void)
{
	static const struct { const char *at; bool open; const char *exception; } rows[] = {
		{ "2026-12-24 23:59", true, NULL },
		{ "2026-12-25 00:00", false, "closed" },
		{ "2026-12-25 23:59", false, "closed" },
		{ "2026-12-26 00:00", true, NULL },
		{ "2026-12-30 23:59", true, NULL },
		{ "2026-12-31 00:00", false, "late" },
		{ "2026-12-31 22:00", true, "late" },
		{ "2027-01-01 00:00", true, NULL },
	};
	struct hours hours;

	(void)faults_of("null", "[{\"date\":\"2026-12-25\",\"hours\":[],\"name\":\"closed\"},"
	    "{\"date\":\"2026-12-31\",\"hours\":[[\"22:00\",\"02:00\"]],\"name\":\"late\"}]",
	    &hours);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct civil at = civil(rows[i].at);
		const struct hours_exception *e;

		ok(hours_open(&hours, &at, &e) == rows[i].open &&
		    text_same(e ? e->name : NULL, rows[i].exception), "always but: %s",
		    rows[i].at);
	}
}

/* Every pair of times as Wednesday's only interval, against every half hour of two days: the rule
 * of the specification in other words. */
static void
test_every_interval(void)
{
	int wrong = 0, asked = 0;

	for (int from = 0; from < MINUTES_A_DAY; from += 30) {
		for (int to = 0; to <= MINUTES_A_DAY; to += 30) {
			struct hours hours = { .week[3] = { 1, { { from, to } } } };

			for (int t = 0; t < 3 * MINUTES_A_DAY; t += 30) {
				struct civil at = { 2026, 11, 3 + t / MINUTES_A_DAY,
					t % MINUTES_A_DAY / 60, t % 60, 0, 0 };
				int since = t - MINUTES_A_DAY - from;
				int length = to > from ? to - from : MINUTES_A_DAY - from + to;

				asked++;
				if (hours_open(&hours, &at, NULL) != (since >= 0 && since < length))
					wrong++;
			}
		}
	}
	ok(asked == 48 * 49 * 144 && !wrong, "every interval: %d of %d wrong", wrong, asked);
}

/* The date arithmetic against libc's, for 150 years: one day of the week is open. */
static void
test_weekdays(void)
{
	int64_t wrong = 0;

	for (int64_t day = 0; day < 150 * 366; day++) {
		time_t t = (time_t)(day * 86400 + 12 * 3600);
		struct hours hours = { 0 };
		struct civil at;
		struct tm tm;

		gmtime_r(&t, &tm);
		at = (struct civil){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, 12, 0, 0, 0 };
		hours.week[tm.tm_wday] = (struct day_hours){ 1, { { 720, 721 } } };
		wrong += !hours_open(&hours, &at, NULL);
		hours.week[tm.tm_wday] = (struct day_hours){ 0 };
		hours.week[(tm.tm_wday + 6) % 7] = (struct day_hours){ 1, { { 721, 720 } } };
		wrong += hours_open(&hours, &at, NULL);
		at.hour = 11;
		wrong += !hours_open(&hours, &at, NULL);
	}
	is_int(wrong, 0, "weekdays, and the day before, from 1970 on");
}

/* --- the next change ------------------------------------------------------------------------- */

static const struct { const char *zone, *hours, *exceptions, *at, *next; } changes[] = {
	/* nothing to wait for */
	{ "UTC", "null", "[]", "2026-11-02T12:00:00Z", NULL },
	{ "UTC", "{}", "[]", "2026-11-02T12:00:00Z", NULL },
	{ "UTC", "{\"mon\":[[\"00:00\",\"24:00\"]],\"tue\":[[\"00:00\",\"24:00\"]],"
	  "\"wed\":[[\"00:00\",\"00:00\"]],\"thu\":[[\"00:00\",\"12:00\"],[\"12:00\",\"24:00\"]],"
	  "\"fri\":[[\"00:00\",\"24:00\"]],\"sat\":[[\"00:00\",\"24:00\"]],"
	  "\"sun\":[[\"00:00\",\"24:00\"]]}", "[]", "2026-11-02T12:00:00Z", NULL },
	/* the edges themselves, and what is before and after them */
	{ "UTC", week, "[]", "2026-11-02T00:00:00Z", "2026-11-02T09:00:00.000Z" },
	{ "UTC", week, "[]", "2026-11-02T08:59:59.999Z", "2026-11-02T09:00:00.000Z" },
	{ "UTC", week, "[]", "2026-11-02T09:00:00Z", "2026-11-02T12:30:00.000Z" },
	{ "UTC", week, "[]", "2026-11-02T12:30:00Z", "2026-11-02T13:30:00.000Z" },
	{ "UTC", week, "[]", "2026-11-02T17:00:00Z", "2026-11-03T00:00:00.000Z" },
	{ "UTC", week, "[]", "2026-11-03T00:00:00Z", "2026-11-04T00:00:00.000Z" },
	{ "UTC", week, "[]", "2026-11-04T10:00:00Z", "2026-11-05T09:00:00.000Z" },
	{ "UTC", week, "[]", "2026-11-06T21:00:00Z", "2026-11-07T02:00:00.000Z" },
	/* parts that touch are one */
	{ "UTC", week, "[]", "2026-11-07T10:00:30Z", "2026-11-07T14:00:00.000Z" },
	/* holidays */
	{ "UTC", week, holidays, "2026-12-24T00:00:00Z", "2026-12-24T12:00:00.000Z" },
	{ "UTC", week, holidays, "2026-12-24T12:00:00Z", "2026-12-26T10:00:00.000Z" },
	{ "UTC", week, holidays, "2026-12-31T21:00:00Z", "2027-01-01T03:00:00.000Z" },
	{ "UTC", "null", holidays, "2026-11-02T12:00:00Z", "2026-12-24T00:00:00.000Z" },
	{ "UTC", "null", holidays, "2026-12-25T12:00:00Z", "2026-12-26T00:00:00.000Z" },
	/* within 400 days, and not a second later */
	{ "UTC", "{}", "[{\"date\":\"2027-12-07\",\"hours\":[[\"12:00\",\"13:00\"]]}]",
	    "2026-11-02T12:00:00Z", "2027-12-07T12:00:00.000Z" },
	{ "UTC", "{}", "[{\"date\":\"2027-12-07\",\"hours\":[[\"12:00\",\"13:00\"]]}]",
	    "2026-11-02T11:59:59Z", NULL },
	/* New York: 2026-03-08 has no hour from two to three, 2026-11-01 has that from one twice */
	{ "America/New_York", "{\"sun\":[[\"01:00\",\"02:30\"]]}", "[]", "2026-03-08T06:00:00Z",
	    "2026-03-08T07:00:00.000Z" },
	{ "America/New_York", "{\"sun\":[[\"02:00\",\"03:00\"]]}", "[]", "2026-03-08T00:00:00Z",
	    "2026-03-15T06:00:00.000Z" },
	{ "America/New_York", "{\"sun\":[[\"02:30\",\"03:30\"]]}", "[]", "2026-03-08T00:00:00Z",
	    "2026-03-08T07:00:00.000Z" },
	{ "America/New_York", "{\"sun\":[[\"01:00\",\"02:00\"]]}", "[]", "2026-11-01T05:30:00Z",
	    "2026-11-01T07:00:00.000Z" },
	{ "America/New_York", "{\"sun\":[[\"00:30\",\"01:30\"]]}", "[]", "2026-11-01T05:00:00Z",
	    "2026-11-01T05:30:00.000Z" },
	{ "America/New_York", "{\"sun\":[[\"00:30\",\"01:30\"]]}", "[]", "2026-11-01T05:30:00Z",
	    "2026-11-01T06:00:00.000Z" },
	{ "America/New_York", "{\"sun\":[[\"00:30\",\"01:30\"]]}", "[]", "2026-11-01T06:00:00Z",
	    "2026-11-01T06:30:00.000Z" },
};

static void
test_changes(void)
{
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		struct hours hours;
		int64_t at_ms = 0;

		(void)faults_of(changes[i].hours, changes[i].exceptions, &hours);
		if (!instant_parse(changes[i].at, &at_ms))
			bail_out("no instant: %s", changes[i].at);
		is_text(instant_iso(arena, hours_next_change(&hours, changes[i].zone, at_ms)),
		    changes[i].next, "%s, %s: after %s", changes[i].zone, changes[i].hours,
		    changes[i].at);
	}
}

int
main(void)
{
	struct hours hours;

	arena = arena_new(64 << 20);
	hours_default(&hours);
	ok(hours.always && !hours.exceptions_count && !hours_value(&hours), "always open at first");
	test_accepted();
	test_refused();
	test_limits();
	test_what_is_left();
	test_moments();
	test_always();
	test_every_interval();
	test_weekdays();
	test_changes();
	arena_free(arena);
	return done_testing();
}

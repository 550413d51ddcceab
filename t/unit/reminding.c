/* When patients are reminded: tables of moments, and then many of a year. */
#include "desk/reminding.h"

#include "../lib/tap.h"
#include "core/text.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS };

static struct arena *a;

static int64_t
at(const char *iso)
{
	int64_t ms;

	if (!instant_parse(iso, &ms))
		bail_out("%s is no time", iso);
	return ms;
}

static const char *
local(const char *zone, int64_t ms)
{
	struct civil c = zone_civil(zone, ms);

	return arena_printf(a, "%02d-%02d %02d:%02d", c.month, c.day, c.hour, c.minute);
}

/* Visits by UTC, answers by the patient's clock. The calling hours are 09:00 to 20:00. */
static const struct {
	const char *name, *zone, *starts;
	int hours;
	const char *from, *until;
} moments[] = {
	{ "in the calling hours", "America/New_York", "2026-06-10T15:00:00Z", 48,
	    "06-08 11:00", "06-09 11:00" },
	{ "a week ahead", "America/New_York", "2026-06-10T15:00:00Z", 168,
	    "06-03 11:00", "06-04 23:00" },
	{ "a year ahead is 36 hours late at most", "America/New_York", "2026-06-10T15:00:00Z", 8760,
	    "06-10 11:00", "06-11 23:00" },
	{ "two hours", "America/New_York", "2026-06-10T15:00:00Z", 2, "06-10 09:00", "06-10 10:00" },
	{ "two hours, before the opening, and there is time", "America/New_York",
	    "2026-06-10T14:30:00Z", 2, "06-10 09:00", "06-10 09:30" },
	{ "two hours, and waiting would leave one", "America/New_York", "2026-06-10T14:00:00Z", 2,
	    "06-09 19:00", "06-09 20:00" },
	{ "two hours before half past eight: the evening before", "America/New_York",
	    "2026-06-10T12:30:00Z", 2, "06-09 19:00", "06-09 20:00" },
	{ "an hour before a visit at night", "America/New_York", "2026-06-11T02:30:00Z", 1,
	    "06-10 19:00", "06-10 20:00" },
	{ "two days before half past eight: when it opens", "America/New_York",
	    "2026-06-10T12:30:00Z", 48, "06-08 09:00", "06-09 08:30" },
	{ "a day before nine in the evening: the next morning is too late", "America/New_York",
	    "2026-06-11T01:00:00Z", 24, "06-09 19:00", "06-09 20:00" },
	{ "the last minute of the calling hours", "America/New_York", "2026-06-12T23:59:00Z", 48,
	    "06-10 19:59", "06-11 19:59" },
	{ "when they end it is too late", "America/New_York", "2026-06-13T00:00:00Z", 48,
	    "06-11 09:00", "06-11 20:00" },
	/* The patient's clock, not the clinic's. */
	{ "in another zone", "America/Los_Angeles", "2026-06-10T13:00:00Z", 2,
	    "06-09 19:00", "06-09 20:00" },
	{ "far away", "Asia/Kolkata", "2026-06-10T15:00:00Z", 48, "06-09 09:00", "06-09 20:30" },
	/* Daylight saving: hours are hours, the calling hours are the clock's. */
	{ "two days over the night of spring", "America/New_York", "2026-03-09T14:30:00Z", 48,
	    "03-07 09:30", "03-08 10:30" },
	{ "over the night of spring, too early", "America/New_York", "2026-03-09T13:30:00Z", 48,
	    "03-07 09:00", "03-08 09:30" },
	{ "over the night of autumn", "America/New_York", "2026-11-02T14:30:00Z", 48,
	    "10-31 10:30", "11-01 09:30" },
	{ "in the night of autumn", "America/New_York", "2026-11-01T06:30:00Z", 2,
	    "10-31 19:00", "10-31 20:00" },
};

static void
test_moments(void)
{
	const struct interval nine_to_eight = { 9 * 60, 20 * 60 };

	for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
		struct reminder_time t = reminder_time(&nine_to_eight, moments[i].zone,
		    at(moments[i].starts), moments[i].hours);

		is_text(local(moments[i].zone, t.from_ms), moments[i].from, "%s", moments[i].name);
		is_text(local(moments[i].zone, t.until_ms), moments[i].until, "%s: and until",
		    moments[i].name);
	}
}

/* The nights in which New York's clock jumps, by UTC: the calling hours are still its own. */
static void
test_nights(void)
{
	static const struct {
		const char *name;
		struct interval hours;
		const char *moment;
		int ahead;
		const char *from, *until;
	} nights[] = {
		{ "their beginning is skipped: where the gap ends", { 150, 195 },
		    "2026-03-08T05:00:00Z", 48,
		    "2026-03-08T07:00:00.000Z", "2026-03-09T05:00:00.000Z" },
		{ "over, and they come again", { 30, 90 }, "2026-11-01T05:45:00Z", 48,
		    "2026-11-01T06:00:00.000Z", "2026-11-02T05:45:00.000Z" },
		{ "their end is skipped: where the gap begins", { 90, 150 },
		    "2026-03-08T08:00:00Z", 2,
		    "2026-03-08T06:30:00.000Z", "2026-03-08T07:00:00.000Z" },
		{ "interrupted in their last hour", { 90, 125 }, "2026-11-01T08:00:00Z", 2,
		    "2026-11-01T06:30:00.000Z", "2026-11-01T07:05:00.000Z" },
		{ "skipped altogether: the night before", { 120, 180 },
		    "2026-03-08T08:00:00Z", 2,
		    "2026-03-07T07:00:00.000Z", "2026-03-07T08:00:00.000Z" },
	};

	for (size_t i = 0; i < sizeof nights / sizeof *nights; i++) {
		struct reminder_time t = reminder_time(&nights[i].hours, "America/New_York",
		    at(nights[i].moment) + (int64_t)nights[i].ahead * HOUR_MS, nights[i].ahead);

		is_text(instant_iso(a, t.from_ms), nights[i].from, "%s", nights[i].name);
		is_text(instant_iso(a, t.until_ms), nights[i].until, "%s: and until",
		    nights[i].name);
	}
}

/* --- due or not ------------------------------------------------------------------------------- */

/* A visit on Wednesday, June 10, 11:00 in New York, with the usual 168, 48 and 2 hours. */
static const struct {
	const char *name, *now, *agreed, *status;
	const char *due;
} visits[] = {
	{ "eight days ahead", "06-02T11:00", "01-01T00:00", "scheduled", "" },
	{ "a minute too early", "06-03T10:59", "01-01T00:00", "scheduled", "" },
	{ "a week ahead", "06-03T11:00", "01-01T00:00", "scheduled", "168 until 20:00" },
	{ "in the evening", "06-03T19:59", "01-01T00:00", "scheduled", "168 until 20:00" },
	{ "at night nobody is woken", "06-03T20:00", "01-01T00:00", "scheduled", "" },
	{ "in the morning", "06-04T09:00", "01-01T00:00", "scheduled", "168 until 20:00" },
	{ "36 hours later it puzzles", "06-05T09:00", "01-01T00:00", "scheduled", "" },
	{ "two days ahead", "06-08T11:00", "01-01T00:00", "scheduled", "48 until 20:00" },
	{ "a day later", "06-09T10:59", "01-01T00:00", "scheduled", "48 until 11:00" },
	{ "half of it is over", "06-09T11:00", "01-01T00:00", "scheduled", "" },
	{ "two hours ahead", "06-10T09:00", "01-01T00:00", "scheduled", "2 until 10:00" },
	{ "one hour", "06-10T10:00", "01-01T00:00", "scheduled", "" },
	{ "the visit has begun", "06-10T11:00", "01-01T00:00", "scheduled", "" },
	{ "the visit is over", "06-10T12:00", "01-01T00:00", "scheduled", "" },
	{ "confirmed", "06-08T11:00", "01-01T00:00", "confirmed", "48 until 20:00" },
	{ "cancelled", "06-08T11:00", "01-01T00:00", "cancelled", "" },
	{ "to be moved", "06-08T11:00", "01-01T00:00", "reschedule-requested", "" },
	{ "over with", "06-08T11:00", "01-01T00:00", "completed", "" },
	{ "missed", "06-08T11:00", "01-01T00:00", "no-show", "" },
	{ "made three days ahead", "06-07T11:00", "06-07T11:00", "scheduled", "" },
	{ "made three days ahead, a day later", "06-08T11:00", "06-07T11:00", "scheduled",
	    "48 until 20:00" },
	{ "made a minute after its moment", "06-08T11:02", "06-08T11:01", "scheduled", "" },
	{ "made at its moment", "06-08T11:00", "06-08T11:00", "scheduled", "48 until 20:00" },
	{ "made an hour ahead", "06-10T10:00", "06-10T10:00", "scheduled", "" },
};

static int64_t
new_york(const char *time)
{
	return at(arena_printf(a, "2026-%s:00-04:00", time));
}

static const char *
due_of(const struct routing *routing, const struct reminded *visit, int64_t now_ms)
{
	struct text t = text_new(a);

	for (int i = 0; i < routing->reminder_hours_count; i++) {
		int64_t until_ms, since_ms, last_ms;
		int hours = routing->reminder_hours[i];
		struct civil c;

		if (!reminder_is_due(routing, visit, hours, now_ms, &until_ms))
			continue;
		c = zone_civil(visit->zone, until_ms);
		text_printf(&t, "%s%d until %02d:%02d", t.length ? " " : "", hours, c.hour, c.minute);
		reminder_range(hours, now_ms, &since_ms, &last_ms);
		if (visit->starts_at_ms <= since_ms || visit->starts_at_ms > last_ms)
			text_puts(&t, " (not found)");
	}
	return t.data;
}

static void
test_due(void)
{
	struct routing routing;

	routing_default(&routing);
	for (size_t i = 0; i < sizeof visits / sizeof *visits; i++) {
		struct reminded v = {
			.starts_at_ms = new_york("06-10T11:00"),
			.agreed_at_ms = new_york(visits[i].agreed), .status = visits[i].status,
			.zone = "America/New_York",
		};

		is_text(due_of(&routing, &v, new_york(visits[i].now)), visits[i].due, "%s",
		    visits[i].name);
	}
}

/* The server comes back when two are late. */
static void
test_overtaken(void)
{
	struct routing routing;
	struct reminded v = {
		.starts_at_ms = new_york("06-10T15:00"), .status = "scheduled",
		.zone = "America/New_York",
	};

	routing_default(&routing);
	memcpy(routing.reminder_hours, (int[]){ 4, 3, 2 }, sizeof(int[3]));
	is_text(due_of(&routing, &v, new_york("06-10T11:30")), "4 until 13:00", "one is late");
	is_text(due_of(&routing, &v, new_york("06-10T12:30")), "3 until 13:30", "two are: the nearer");
	is_text(due_of(&routing, &v, new_york("06-10T13:15")), "2 until 14:00", "three are");
	v.starts_at_ms = new_york("06-10T08:30");
	is_text(due_of(&routing, &v, new_york("06-09T19:15")), "2 until 20:00",
	    "three have their moment at night: one the evening before");
	v.agreed_at_ms = new_york("06-09T19:10");
	is_text(due_of(&routing, &v, new_york("06-09T19:15")), "",
	    "made that evening: nobody is told what was just said");
}

static bool
is_outside(const struct interval *hours, const char *zone, int64_t ms)
{
	struct civil c = zone_civil(zone, ms);
	int minute = c.hour * 60 + c.minute;

	return minute < hours->from || minute >= hours->to;
}

/* Whatever the hours and the zone: within the calling hours, before the visit, found by its range,
 * and each offset's time is one. */
static void
test_always(void)
{
	static const char *const zones[] = {
		"America/New_York", "Australia/Lord_Howe", "Asia/Kolkata",
	};
	static const struct interval intervals[] = {
		{ 540, 1200 }, { 0, 1440 }, { 600, 601 }, { 0, 1 }, { 1439, 1440 }, { 90, 150 },
		{ 150, 195 }, { 90, 125 }, { 30, 90 },
	};
	static const int offsets[] = { 1, 2, 5, 12, 24, 47, 48, 49, 72, 168, 8760 };
	int outside = 0, after = 0, unseen = 0, never = 0;

	for (size_t z = 0; z < sizeof zones / sizeof *zones; z++)
		for (size_t i = 0; i < sizeof intervals / sizeof *intervals; i++)
			for (size_t o = 0; o < sizeof offsets / sizeof *offsets; o++)
				for (int n = 0; n < 150; n++) {
					int64_t starts = at("2026-02-20T00:00:00Z") +
					    (int64_t)n * 47 * HOUR_MS + n % 4 * 15 * MINUTE_MS;
					struct reminder_time t = reminder_time(&intervals[i], zones[z],
					    starts, offsets[o]);
					int64_t since_ms, until_ms;

					never += !t.from_ms;
					outside += is_outside(&intervals[i], zones[z], t.from_ms);
					after += t.until_ms > starts || t.from_ms >= t.until_ms;
					reminder_range(offsets[o], t.from_ms, &since_ms, &until_ms);
					unseen += starts <= since_ms || starts > until_ms;
					reminder_range(offsets[o], t.until_ms - 1, &since_ms, &until_ms);
					unseen += starts <= since_ms || starts > until_ms;
				}
	is_int(never, 0, "each has a time");
	is_int(outside, 0, "which begins in the calling hours");
	is_int(after, 0, "before the visit, and ends after it begins");
	is_int(unseen, 0, "and its visit is found by its range");
}

static void
test_together(void)
{
	is_text(local("America/New_York", reminder_together_until("America/New_York",
	    new_york("06-10T11:00"), 48)), "06-11 00:00", "the same day");
	is_text(local("America/New_York", reminder_together_until("America/New_York",
	    new_york("06-10T11:00"), 2)), "06-10 13:00", "but as near as the offset");
	ok(reminder_may_call("scheduled") && !reminder_may_call("confirmed"),
	    "who has confirmed is not called");
}

int
main(void)
{
	a = arena_new(256u << 20);
	test_moments();
	test_nights();
	test_due();
	test_overtaken();
	test_always();
	test_together();
	return done_testing();
}

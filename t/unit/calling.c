/* When somebody may be called or texted: every edge of the calling hours, also where the clock jumps. */
#include "desk/calling.h"

#include "../lib/tap.h"

static const struct {
	const char *about, *zone;
	int from, to;				/* minutes */
	const char *at, *opens, *closes;
} windows[] = {
	{ "before they begin", "America/New_York", 540, 1200,
	    "2026-11-21T13:59:59.999Z", "2026-11-21T14:00:00.000Z", "2026-11-22T01:00:00.000Z" },
	{ "as they begin", "America/New_York", 540, 1200,
	    "2026-11-21T14:00:00.000Z", "2026-11-21T14:00:00.000Z", "2026-11-22T01:00:00.000Z" },
	{ "within them", "America/New_York", 540, 1200,
	    "2026-11-21T20:30:15.250Z", "2026-11-21T20:30:15.250Z", "2026-11-22T01:00:00.000Z" },
	{ "in their last moment", "America/New_York", 540, 1200,
	    "2026-11-22T00:59:59.999Z", "2026-11-22T00:59:59.999Z", "2026-11-22T01:00:00.000Z" },
	{ "as they end", "America/New_York", 540, 1200,
	    "2026-11-22T01:00:00.000Z", "2026-11-22T14:00:00.000Z", "2026-11-23T01:00:00.000Z" },
	{ "elsewhere it is still night", "America/Los_Angeles", 540, 1200,
	    "2026-11-21T14:00:00.000Z", "2026-11-21T17:00:00.000Z", "2026-11-22T04:00:00.000Z" },
	{ "the last of a month", "Asia/Kolkata", 540, 1200,
	    "2026-12-31T15:00:00.000Z", "2027-01-01T03:30:00.000Z", "2027-01-01T14:30:00.000Z" },
	{ "the evening before the clock jumps forward", "America/New_York", 540, 1200,
	    "2026-03-08T02:00:00.000Z", "2026-03-08T13:00:00.000Z", "2026-03-09T00:00:00.000Z" },
	{ "the evening before it jumps back", "America/New_York", 540, 1200,
	    "2026-11-01T02:00:00.000Z", "2026-11-01T14:00:00.000Z", "2026-11-02T01:00:00.000Z" },
	{ "an opening that is skipped is where the gap ends", "America/New_York", 150, 600,
	    "2026-03-08T06:00:00.000Z", "2026-03-08T07:00:00.000Z", "2026-03-08T14:00:00.000Z" },
	{ "of which the gap may leave little", "America/New_York", 150, 195,
	    "2026-03-08T05:00:00.000Z", "2026-03-08T07:00:00.000Z", "2026-03-08T07:15:00.000Z" },
	{ "an end that is skipped is where the gap begins", "America/New_York", 0, 150,
	    "2026-03-08T06:30:00.000Z", "2026-03-08T06:30:00.000Z", "2026-03-08T07:00:00.000Z" },
	{ "hours that are skipped are those of the next day", "America/New_York", 120, 180,
	    "2026-03-08T06:30:00.000Z", "2026-03-09T06:00:00.000Z", "2026-03-09T07:00:00.000Z" },
	{ "of an end that comes twice, the first time", "America/New_York", 0, 90,
	    "2026-11-01T05:00:00.000Z", "2026-11-01T05:00:00.000Z", "2026-11-01T05:30:00.000Z" },
	{ "and then the clock has gone back to before it", "America/New_York", 0, 90,
	    "2026-11-01T05:45:00.000Z", "2026-11-01T06:00:00.000Z", "2026-11-01T06:30:00.000Z" },
	{ "an hour that comes twice is in them twice", "America/New_York", 30, 90,
	    "2026-11-01T05:45:00.000Z", "2026-11-01T06:00:00.000Z", "2026-11-01T06:30:00.000Z" },
	{ "a beginning that comes twice is ahead again", "America/New_York", 90, 150,
	    "2026-11-01T06:15:20.000Z", "2026-11-01T06:30:00.000Z", "2026-11-01T07:30:00.000Z" },
	{ "up to midnight", "America/New_York", 540, 1440,
	    "2026-11-21T20:00:00.000Z", "2026-11-21T20:00:00.000Z", "2026-11-22T05:00:00.000Z" },
	{ "from midnight on", "America/New_York", 0, 600,
	    "2026-11-21T20:00:00.000Z", "2026-11-22T05:00:00.000Z", "2026-11-22T15:00:00.000Z" },
	{ "always", "America/New_York", 0, 1440,
	    "2026-11-21T20:00:00.000Z", "2026-11-21T20:00:00.000Z", "2026-11-22T20:00:00.000Z" },
};

static const struct { const char *zone, *at; int days; const char *want; } days[] = {
	{ "America/New_York", "2026-11-21T20:00:00Z", 0, "2026-11-21T05:00:00.000Z" },
	{ "America/New_York", "2026-11-21T20:00:00Z", 1, "2026-11-22T05:00:00.000Z" },
	{ "America/New_York", "2026-11-21T04:59:59Z", 1, "2026-11-21T05:00:00.000Z" },
	{ "America/New_York", "2026-11-01T20:00:00Z", 0, "2026-11-01T04:00:00.000Z" },
	{ "America/New_York", "2026-11-01T20:00:00Z", 1, "2026-11-02T05:00:00.000Z" },
	{ "Asia/Kolkata", "2026-12-31T19:00:00Z", 1, "2027-01-01T18:30:00.000Z" },
	/* Where midnight itself is skipped, the day begins an hour later. */
	{ "America/Havana", "2026-03-07T12:00:00Z", 1, "2026-03-08T05:00:00.000Z" },
};

static int64_t
instant(const char *text)
{
	int64_t ms;

	if (!instant_parse(text, &ms))
		bail_out("no instant: %s", text);
	return ms;
}

int
main(void)
{
	struct arena *a = arena_new(1 << 20);

	for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
		const struct interval hours = { windows[i].from, windows[i].to };
		struct calling_window w = calling_window(&hours, windows[i].zone,
		    instant(windows[i].at));

		is_text(instant_iso(a, w.from_ms), windows[i].opens, "%s: from", windows[i].about);
		is_text(instant_iso(a, w.until_ms), windows[i].closes, "%s: until",
		    windows[i].about);
	}
	for (size_t i = 0; i < sizeof days / sizeof *days; i++)
		is_text(instant_iso(a, calling_day(days[i].zone, instant(days[i].at),
		    days[i].days)), days[i].want, "%s, %d days after %s", days[i].zone,
		    days[i].days, days[i].at);
	arena_free(a);
	return done_testing();
}

/*
 * Lets t/booking/evaluate ask the detector: reads texts from standard input, one a line, and
 * answers each with one line of words between tabs (empty: none; no time: -):
 *
 *	booked | not-booked | unclear, confidence, outcome, evidence, stated time, resolved time
 *
 * The argument is the wall clock of the calls, "2026-11-18T10:05"; without it, that very time. With
 * --dated, each line begins with a wall clock of its own and a tab.
 */
#include <stdio.h>

#include "core/text.h"
#include "desk/booking.h"

enum { LINE_BYTES = 128 * 1024, ARENA_BYTES = 256 << 20 };

static const char *
plain(struct arena *a, const char *text)
{
	char *copy = arena_string(a, text ? text : "");

	for (char *p = copy; *p; p++)
		if (*p == '\t' || *p == '\n' || *p == '\r')
			*p = ' ';
	return copy;
}

static struct civil
wall_clock(const char *text)
{
	struct civil c = { 0 };
	static const int before[] = { 0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4 };
	int y;

	if (sscanf(text, "%4d-%2d-%2dT%2d:%2d", &c.year, &c.month, &c.day, &c.hour, // NOLINT
	    &c.minute) != 5 || c.month < 1 || c.month > 12)
		return wall_clock("2026-11-18T10:05");
	y = c.year - (c.month < 3);
	c.weekday = (y + y / 4 - y / 100 + y / 400 + before[c.month - 1] + c.day) % 7;
	return c;
}

int
main(int argc, char **argv)
{
	static const char *const names[] = { [BOOKING_UNCLEAR] = "unclear",
		[BOOKING_BOOKED] = "booked", [BOOKING_NOT_BOOKED] = "not-booked" };
	static char line[LINE_BYTES];
	bool dated = argc > 1 && text_same(argv[1], "--dated");
	struct civil called_at = wall_clock(argc > 1 ? argv[1] : "");
	struct arena *a = arena_new(ARENA_BYTES);

	while (fgets(line, sizeof line, stdin)) {
		struct booking b;
		const char *when = "-", *text = line, *tab = strchr(line, '\t');

		line[strcspn(line, "\n")] = '\0';
		if (dated && tab) {
			called_at = wall_clock(line);
			text = tab + 1;
		}
		booking_detect(a, text, &called_at, &b);
		if (b.has_day)
			when = arena_printf(a,
			    b.has_time ? "%04d-%02d-%02dT%02d:%02d" : "%04d-%02d-%02d",
			    b.starts.year, b.starts.month, b.starts.day, b.starts.hour,
			    b.starts.minute);
		(void)printf("%s\t%.2f\t%s\t%s\t%s\t%s\n", names[b.verdict], b.confidence,
		    b.outcome ? b.outcome : "", plain(a, b.evidence), plain(a, b.stated_time),
		    when);
		(void)fflush(stdout);
		arena_reset(a);
	}
	arena_free(a);
	return 0;
}

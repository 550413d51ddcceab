/* Open or closed, and in words. See plan_maker.h. */
#include "core/clock.h"
#include "core/text.h"
#include "desk/plan_maker.h"

enum { HOUR_MS = 3600 * 1000, SOON_DAYS = 6 };

static const char *const weekdays[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday",
	"Friday", "Saturday" };

static const char *
clock_words(struct arena *a, const struct civil *c)
{
	return arena_printf(a, "%02d:%02d", c->hour, c->minute);
}

static const char *
date_words(struct arena *a, const struct civil *c)
{
	return arena_printf(a, "%s %04d-%02d-%02d", weekdays[c->weekday], c->year, c->month,
	    c->day);
}

/* The instant of the next change, as short as it is clear: "17:00", "Monday 09:00", "Monday
 * 2027-01-04 09:00". */
static const char *
change_words(struct maker *m, const struct civil *now, int64_t change_ms)
{
	struct civil then = zone_civil(m->line->timezone, change_ms);
	const char *clock = clock_words(m->arena, &then);

	if (then.year == now->year && then.month == now->month && then.day == now->day)
		return clock;
	if (change_ms - m->call->at_ms < (int64_t)SOON_DAYS * 24 * HOUR_MS)
		return arena_printf(m->arena, "%s %s", weekdays[then.weekday], clock);
	return arena_printf(m->arena, "%s %s", date_words(m->arena, &then), clock);
}

/* "Friday 2026-12-25 10:15 in America/New_York: closed, Christmas; opens Monday 09:00." */
static void
explain(struct maker *m, const struct civil *now, bool open,
    const struct hours_exception *exception)
{
	const char *zone = m->line->timezone;
	struct text t = text_new(m->arena);
	int64_t change_ms = 0;

	if (m->call->explain)
		change_ms = hours_next_change(&m->line->routing.hours, zone, m->call->at_ms);
	text_printf(&t, "%s %s in %s: %s", date_words(m->arena, now), clock_words(m->arena, now),
	    zone, open ? "open" : "closed");
	if (open && change_ms)
		text_printf(&t, " until %s", change_words(m, now, change_ms));
	if (exception)
		text_printf(&t, ", %s",
		    exception->name ? exception->name : "by an exception of that date");
	if (!open && change_ms)
		text_printf(&t, "; opens %s", change_words(m, now, change_ms));
	because(m, "%s.", t.data);
}

bool
plan_is_open(struct maker *m)
{
	const struct hours *hours = &m->line->routing.hours;
	const struct hours_exception *exception = NULL;
	struct civil now;
	bool open;

	if (m->call->state.open != UNSET)
		return m->call->state.open == YES;
	/* A line of which nothing but the number is known has no zone, and no hours. */
	if ((hours->always && !hours->exceptions_count) || !m->line->timezone) {
		because(m, "No opening hours are set: the clinic is always open.");
		return true;
	}
	now = zone_civil(m->line->timezone, m->call->at_ms);
	open = hours_open(hours, &now, &exception);
	explain(m, &now, open, exception);
	return open;
}

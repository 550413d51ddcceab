/*
 * Opening hours, and the duty hours of assistants: one model for routing, auto-replies, reminders
 * and the hand-over to AI agents. Pure: wall-clock times are handed in.
 *
 * An interval is wall-clock time, from its first minute up to, not including, its last; "24:00" may
 * end one. One whose end is not after its beginning runs past midnight and belongs to the date on
 * which it starts ("20:00" to "00:00" ends with its date; "09:00" to "09:00" is 24 hours). An
 * exception replaces what starts on its date, so the tail of the evening before still counts. Of
 * what starts on one date, intervals may touch (they are then one) but not overlap, which is a slip
 * of whoever wrote them; what runs past midnight may overlap what starts on the next date. An hour
 * that daylight saving skips is never; one that comes twice counts both times.
 */
#ifndef DESK_HOURS_H
#define DESK_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/clock.h"
#include "core/json.h"

enum { HOURS_INTERVALS_MAX = 8, HOURS_EXCEPTIONS_MAX = 400, MINUTES_A_DAY = 1440 };

struct interval { int from, to; };	/* minutes since midnight, 0 to 1440 */

struct day_hours {
	int count;
	struct interval intervals[HOURS_INTERVALS_MAX];		/* by their beginnings */
};

struct hours_exception {
	int year, month, day;
	const char *name;			/* "Christmas", or NULL */
	struct day_hours hours;
};

/* hours null ("always open") is every day from 00:00 to 24:00; `always` tells it from one that is
 * written so. */
struct hours {
	bool always;
	struct day_hours week[7];		/* 0 = Sunday */
	const struct hours_exception *exceptions;	/* by date */
	size_t exceptions_count;
};

/* Always open, without exceptions. */
void hours_default(struct hours *hours);

/* How one thing wrong with a document is told: field with its path, and a sentence's end (both in
 * the arena, or for ever). What is not at fault is read all the same: a reader of a document that
 * was stored may ignore faults, and loses nothing else. */
typedef void hours_fault(void *context, const char *field, const char *message);

/* null, or {"mon": [["09:00","12:30"],["13:30","17:00"]], …, "sun": []}; a day left out is closed.
 * Every fault is told, with paths like "hours.mon.1.0". Leaves the exceptions alone, and all
 * else too where v is neither null nor an object. */
void hours_read(struct arena *a, struct json_object *v, const char *field, struct hours *hours,
    hours_fault *fault, void *context);

/* [{"date": "2026-12-25", "hours": [], "name": "Christmas"}, …]; one a date, in any order; the name
 * may be left out. Leaves the week alone. */
void hours_read_exceptions(struct arena *a, struct json_object *v, const char *field,
    struct hours *hours, hours_fault *fault, void *context);

/* ["09:00","20:00"], which ends after it begins. Where it is at fault, *interval stays as it is. */
void hours_read_interval(struct arena *a, struct json_object *v, const char *field,
    struct interval *interval, hours_fault *fault, void *context);
struct json_object *hours_interval_value(const struct interval *interval);

/* The same documents back, with every day, and the exceptions by date; the caller's to put (not in
 * an arena). NULL for null. */
struct json_object *hours_value(const struct hours *hours);
struct json_object *hours_exceptions_value(const struct hours *hours);

/* Is it open at this wall-clock time (its weekday is not looked at)? *exception (may be NULL) is
 * the exception that decided: the date's own, or that of the day before where its night counts or
 * is missing; else NULL. */
bool hours_open(const struct hours *hours, const struct civil *at,
    const struct hours_exception **exception);

/* The first instant after at_ms at which open turns to closed or back, in this zone: an edge of an
 * interval, or a jump of the zone's clock. 0: it never does within 400 days. */
int64_t hours_next_change(const struct hours *hours, const char *zone, int64_t at_ms);

#endif

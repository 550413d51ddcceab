/*
 * When a patient is reminded of a visit. Pure: the visit, the clinic's settings and the clock are
 * handed in.
 *
 * A reminder has its moment so many hours before the visit. Outside the calling hours (by the
 * patient's clock) it waits for their next opening; where that would leave less than half of its
 * hours, it goes out before they close the last time before its moment: two hours before a visit at
 * 08:30 is the evening before. A reminder that is late for any other reason (the server was down)
 * still goes out while half of its hours are left, and at most 36 hours late. Of two that are late
 * together only the one nearer to the visit goes out.
 *
 * One whose moment was over before the visit was what it is (made, moved, confirmed) is not sent:
 * the patient has just talked about it.
 */
#ifndef DESK_REMINDING_H
#define DESK_REMINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/routing.h"

enum { REMINDER_LATE_HOURS = 36, REMINDER_EARLY_MINUTES = 60 };

struct reminded {
	int64_t starts_at_ms;
	int64_t agreed_at_ms;		/* since when its time and status are what they are */
	const char *status;
	const char *zone;		/* whose calling hours count */
};

/* It is sent at from_ms, or, where nobody could, until until_ms, in the calling hours. */
struct reminder_time { int64_t from_ms, until_ms; };
struct reminder_time reminder_time(const struct interval *calling_hours, const char *zone,
    int64_t starts_at_ms, int hours);

/* Is the reminder of this offset to be sent now? *until_ms: afterwards it is not any more, since
 * the calling hours end, or it would be too late. */
bool reminder_is_due(const struct routing *routing, const struct reminded *visit, int hours,
    int64_t now_ms, int64_t *until_ms);

/* The beginnings of the visits for which reminder_is_due can be true: after *since_ms, up to
 * *until_ms. */
void reminder_range(int hours, int64_t now_ms, int64_t *since_ms, int64_t *until_ms);

/* Whoever has confirmed a visit is reminded by text, and is not called. */
bool reminder_may_call(const char *status);

/* Visits on one phone that are told of together: those of the same day (where the clinic is) that
 * begin within the offset of the first. Gives where that ends. */
int64_t reminder_together_until(const char *clinic_zone, int64_t starts_at_ms, int hours);

#endif

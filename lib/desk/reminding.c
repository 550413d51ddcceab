/* When patients are reminded. See reminding.h. */
#include "desk/reminding.h"

#include "core/text.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS, DAYS_BACK_MAX = 3 };

static int64_t
late_ms(int hours)
{
	int64_t half = (int64_t)hours * HOUR_MS / 2;
	int64_t most = (int64_t)REMINDER_LATE_HOURS * HOUR_MS;

	return half < most ? half : most;
}

static bool
is_within(const struct interval *hours, const char *zone, int64_t at_ms)
{
	return hours_next_within(hours, zone, at_ms) == at_ms;
}

/* Where daylight saving skips the beginning, hours_next_within gives what the clock shows then. */
static int64_t
opening_after(const struct interval *hours, const char *zone, int64_t at_ms)
{
	for (int i = 0; i < DAYS_BACK_MAX && !is_within(hours, zone, at_ms); i++)
		at_ms = hours_next_within(hours, zone, at_ms);
	return at_ms;
}

/* On the date of `day`, which may be beyond its month's days. */
static int64_t
on_day(const char *zone, struct civil day, int minute)
{
	day.day += minute / MINUTES_A_DAY;
	day.hour = minute % MINUTES_A_DAY / 60;
	day.minute = minute % 60;
	day.second = 0;
	return zone_instant(zone, &day);
}

/* The last minutes of the calling hours that end at or before at_ms. */
static struct reminder_time
closing_before(const struct interval *hours, const char *zone, int64_t at_ms)
{
	struct civil day = zone_civil(zone, at_ms);

	for (int i = 0; i < DAYS_BACK_MAX; i++, day.day--) {
		int64_t opens = on_day(zone, day, hours->from), closes = on_day(zone, day, hours->to);
		int64_t from = closes - REMINDER_EARLY_MINUTES * MINUTE_MS;

		if (closes <= at_ms && opens < closes)
			return (struct reminder_time){ from > opens ? from : opens, closes };
	}
	return (struct reminder_time){ 0 };
}

struct reminder_time
reminder_time(const struct interval *calling_hours, const char *zone, int64_t starts_at_ms,
    int hours)
{
	int64_t moment = starts_at_ms - (int64_t)hours * HOUR_MS;
	int64_t latest = moment + late_ms(hours);
	int64_t opening = opening_after(calling_hours, zone, moment);

	if (opening < latest)
		return (struct reminder_time){ opening, latest };
	return closing_before(calling_hours, zone, moment);
}

static bool
is_overtaken(const struct routing *r, const struct reminded *v, int hours, int64_t now_ms)
{
	for (int i = 0; i < r->reminder_hours_count; i++)
		if (r->reminder_hours[i] < hours && reminder_time(&r->calling_hours, v->zone,
		    v->starts_at_ms, r->reminder_hours[i]).from_ms <= now_ms)
			return true;
	return false;
}

static int64_t
closing_after(const struct interval *hours, const char *zone, int64_t at_ms)
{
	return on_day(zone, zone_civil(zone, at_ms), hours->to);
}

bool
reminder_is_due(const struct routing *r, const struct reminded *v, int hours, int64_t now_ms,
    int64_t *until_ms)
{
	struct reminder_time time = reminder_time(&r->calling_hours, v->zone, v->starts_at_ms,
	    hours);
	int64_t moment = v->starts_at_ms - (int64_t)hours * HOUR_MS, closes;

	if (!text_same(v->status, "scheduled") && !text_same(v->status, "confirmed"))
		return false;
	if (now_ms < time.from_ms || now_ms >= time.until_ms ||
	    !is_within(&r->calling_hours, v->zone, now_ms))
		return false;
	if (moment < v->agreed_at_ms || time.from_ms < v->agreed_at_ms ||
	    is_overtaken(r, v, hours, now_ms))
		return false;
	closes = closing_after(&r->calling_hours, v->zone, now_ms);
	*until_ms = closes < time.until_ms ? closes : time.until_ms;
	return true;
}

void
reminder_range(int hours, int64_t now_ms, int64_t *since_ms, int64_t *until_ms)
{
	/* The calling hours closed at most a day before the moment, with what daylight saving adds,
	 * and the clock that skips their whole length takes another. */
	int64_t early_ms = 50 * (int64_t)HOUR_MS;

	*since_ms = now_ms + (int64_t)hours * HOUR_MS - late_ms(hours);
	*until_ms = now_ms + (int64_t)hours * HOUR_MS;
	/* So many hours are more than calling hours are ever closed: it waits for their opening. */
	if (late_ms(hours) <= early_ms / 2 + 2 * (int64_t)HOUR_MS)
		*until_ms += early_ms;
}

bool
reminder_may_call(const char *status)
{
	return text_same(status, "scheduled");
}

int64_t
reminder_together_until(const char *clinic_zone, int64_t starts_at_ms, int hours)
{
	int64_t midnight = on_day(clinic_zone, zone_civil(clinic_zone, starts_at_ms),
	    MINUTES_A_DAY);
	int64_t later = starts_at_ms + (int64_t)hours * HOUR_MS;

	return later < midnight ? later : midnight;
}

/* When patients are reminded. See reminding.h. */
#include "desk/reminding.h"

#include "core/text.h"
#include "desk/calling.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS };

/* Within so long, calling hours begin and end at least once, whichever of them daylight saving
 * skips. */
enum { BACK_MS = 72 * HOUR_MS };

static int64_t
late_ms(int hours)
{
	int64_t half = (int64_t)hours * HOUR_MS / 2;
	int64_t most = (int64_t)REMINDER_LATE_HOURS * HOUR_MS;

	return half < most ? half : most;
}

/* The last minutes of the calling hours that end at or before at_ms. */
static struct reminder_time
closing_before(const struct interval *hours, const char *zone, int64_t at_ms)
{
	struct calling_window w = calling_window(hours, zone, at_ms - BACK_MS);
	struct reminder_time last = { 0 };

	for (; w.until_ms <= at_ms; w = calling_window(hours, zone, w.until_ms)) {
		int64_t from = w.until_ms - REMINDER_EARLY_MINUTES * MINUTE_MS;

		last = (struct reminder_time){ from > w.from_ms ? from : w.from_ms, w.until_ms };
	}
	return last;
}

struct reminder_time
reminder_time(const struct interval *calling_hours, const char *zone, int64_t starts_at_ms,
    int hours)
{
	int64_t moment = starts_at_ms - (int64_t)hours * HOUR_MS;
	int64_t latest = moment + late_ms(hours);
	int64_t opening = calling_window(calling_hours, zone, moment).from_ms;

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

bool
reminder_is_due(const struct routing *r, const struct reminded *v, int hours, int64_t now_ms,
    int64_t *until_ms)
{
	struct reminder_time time = reminder_time(&r->calling_hours, v->zone, v->starts_at_ms,
	    hours);
	struct calling_window window = calling_window(&r->calling_hours, v->zone, now_ms);
	int64_t moment = v->starts_at_ms - (int64_t)hours * HOUR_MS;

	if (!text_same(v->status, "scheduled") && !text_same(v->status, "confirmed"))
		return false;
	if (now_ms < time.from_ms || now_ms >= time.until_ms || window.from_ms > now_ms)
		return false;
	if (moment < v->agreed_at_ms || time.from_ms < v->agreed_at_ms ||
	    is_overtaken(r, v, hours, now_ms))
		return false;
	*until_ms = window.until_ms < time.until_ms ? window.until_ms : time.until_ms;
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
	int64_t midnight = calling_day(clinic_zone, starts_at_ms, 1);
	int64_t later = starts_at_ms + (int64_t)hours * HOUR_MS;

	return later < midnight ? later : midnight;
}

/* When somebody may be called or texted. See calling.h. */
#include "desk/calling.h"

static const int64_t DAY_MS = INT64_C(24) * 60 * 60 * 1000;

struct calling_window
calling_window(const struct interval *calling_hours, const char *zone, int64_t at_ms)
{
	struct calling_window w = { .from_ms = at_ms };
	struct hours hours;
	struct civil at = zone_civil(zone, at_ms);

	hours_default(&hours);
	hours.always = calling_hours->from == 0 && calling_hours->to == MINUTES_A_DAY;
	for (int day = 0; day < 7; day++)
		hours.week[day] = (struct day_hours){ 1, { *calling_hours } };
	if (!hours_open(&hours, &at, NULL))
		w.from_ms = hours_next_change(&hours, zone, at_ms);
	w.until_ms = hours_next_change(&hours, zone, w.from_ms);
	if (!w.until_ms)
		w.until_ms = w.from_ms + DAY_MS;
	return w;
}

int64_t
calling_day(const char *zone, int64_t at_ms, int days)
{
	struct civil day = zone_civil(zone, at_ms);

	day.day += days;		/* zone_instant takes the 32nd for the 1st */
	day.hour = day.minute = day.second = 0;
	return zone_instant(zone, &day);
}

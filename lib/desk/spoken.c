/* Dates and times in words. See spoken.h. */
#include "desk/spoken.h"

#include "core/text.h"

enum { HOURS_A_DAY = 24, HALF_DAY = 12, NANP_DIGITS = 11 };

static const char *
or_empty(const char *s)
{
	return s ? s : "";
}

__attribute__((format(printf, 3, 4))) static const char *
get(struct arena *a, const struct texts *t, const char *format, ...)
{
	va_list args;
	const char *key;

	va_start(args, format);
	key = arena_vprintf(a, format, args);
	va_end(args);
	return texts_get(t, key);
}

static int
by_twelve(int hour)
{
	return hour % HALF_DAY ? hour % HALF_DAY : HALF_DAY;
}

static const char *
hour_word(struct arena *a, const struct texts *t, int hour, int minute)
{
	const int hours[] = { hour, by_twelve(hour) };
	const char *word = NULL;

	for (size_t i = 0; i < 2 && !word; i++) {
		word = get(a, t, "hour.%d.%02d", hours[i], minute);
		if (!word)
			word = get(a, t, "hour.%d", hours[i]);
	}
	return or_empty(word);
}

static const char *
part_word(struct arena *a, const struct texts *t, int hour)
{
	const char *word = NULL;

	for (; hour >= 0 && !word; hour--)
		word = get(a, t, "part.%d", hour);
	return or_empty(word);
}

const char *
spoken_time(struct arena *a, const struct texts *t, int hour, int minute)
{
	const char *pattern = get(a, t, "time.%d:%02d", hour, minute);
	const char *const values[][2] = {
		{ "{hour}", hour_word(a, t, hour, minute) },
		{ "{next}", hour_word(a, t, (hour + 1) % HOURS_A_DAY, 0) },
		{ "{minute}", or_empty(get(a, t, "minute.%d", minute)) },
		{ "{part}", part_word(a, t, hour) },
		{ NULL, NULL },
	};

	if (!pattern)
		pattern = get(a, t, "time.%02d", minute);
	if (!pattern)
		pattern = texts_get(t, "time");
	return text_fill(a, or_empty(pattern), values);
}

static const char *
weekday_word(struct arena *a, const struct texts *t, int weekday)
{
	static const char *const names[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

	return or_empty(get(a, t, "weekday.%s", names[weekday]));
}

static bool
same_date(const struct civil *a, const struct civil *b)
{
	return a->year == b->year && a->month == b->month && a->day == b->day;
}

static int
days_of(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

static struct civil
day_after(struct civil date)
{
	if (++date.day > days_of(date.year, date.month)) {
		date.day = 1;
		if (++date.month > 12) {
			date.month = 1;
			date.year++;
		}
	}
	return date;
}

const char *
spoken_when(struct arena *a, const struct texts *t, const struct civil *at,
    const struct civil *now)
{
	const struct civil tomorrow = day_after(*now);
	const char *const values[][2] = {
		{ "{weekday}", weekday_word(a, t, at->weekday) },
		{ "{month}", or_empty(get(a, t, "month.%d", at->month)) },
		{ "{day}", or_empty(get(a, t, "day.%d", at->day)) },
		{ "{year}", arena_printf(a, "%d", at->year) },
		{ "{time}", spoken_time(a, t, at->hour, at->minute) },
		{ NULL, NULL },
	};
	const char *key = same_date(at, now) ? "when.today" : same_date(at, &tomorrow) ?
	    "when.tomorrow" : at->year == now->year ? "when" : at->year == now->year + 1 ?
	    "when.next-year" : "when.year";

	return texts_fill(a, t, key, values);
}

const char *
written_when(struct arena *a, const struct texts *t, const struct civil *at,
    const struct civil *now)
{
	const char *const values[][2] = {
		{ "{weekday}", weekday_word(a, t, at->weekday) },
		{ "{month}", or_empty(get(a, t, "month.%d", at->month)) },
		{ "{d}", arena_printf(a, "%d", at->day) },
		{ "{year}", arena_printf(a, "%d", at->year) },
		{ "{h}", arena_printf(a, "%d", by_twelve(at->hour)) },
		{ "{H}", arena_printf(a, "%d", at->hour) },
		{ "{mm}", arena_printf(a, "%02d", at->minute) },
		{ "{half}", or_empty(texts_get(t, at->hour < HALF_DAY ? "half.am" : "half.pm")) },
		{ "{part}", part_word(a, t, at->hour) },
		{ NULL, NULL },
	};

	return texts_fill(a, t, at->year == now->year ? "written" : "written.year", values);
}

const char *
written_visits(struct arena *a, const struct texts *t, int n)
{
	const char *pattern = get(a, t, "visits.%d", n);
	const char *const values[][2] = { { "{n}", arena_printf(a, "%d", n) }, { NULL, NULL } };

	return text_fill(a, or_empty(pattern ? pattern : texts_get(t, "visits")), values);
}

const char *
spoken_number(struct arena *a, const struct texts *t, const char *e164)
{
	const char *digits = e164 + (*e164 == '+');
	size_t n = strlen(digits), left;
	struct text words = text_new(a);

	if (*e164 == '+' && *digits == '1' && n == NANP_DIGITS) {
		digits++;
		n--;
	}
	/* Groups of three, the last of four or five. */
	for (left = n; left; digits++, left--) {
		bool group = words.length && (n - left) % 3 == 0 && left >= 3;

		text_puts(&words, group ? ", " : words.length ? " " : "");
		text_puts(&words, or_empty(get(a, t, "digit.%.1s", digits)));
	}
	return words.data;
}

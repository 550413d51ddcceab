/* Opening hours: what is kept of a document can be written and read again, and the next change is
 * one. An input is an instant in seconds, a line of hours, then the exceptions. */
#include "desk/hours.h"

#define FUZZ_SHARE 2
#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	"\n", "{\"mon\":[", "\"tue\":[", "\"wed\":[]", "\"thu\":", "\"fri\":", "\"sat\":",
	"\"sun\":",
	"[\"09:00\",\"17:00\"]", "[\"22:00\",\"02:00\"]", "[\"00:00\",\"24:00\"]",
	"[\"01:30\",\"03:30\"]", "\"00:00\"", "\"24:00\"", "\"09:00\"", "\"23:59\"", "\"02:00\"",
	"{\"date\":", "\"2026-12-25\"", "\"2028-02-29\"", "\"2026-03-08\"", "\"1970-01-01\"",
	"\"9999-12-31\"", "\"hours\":[]", "\"hours\":", "\"name\":\"Christmas\"", "null", "[", "]",
	"{", "}", ",", "[]", "\\u0000", "1772953200", "1793512800", NULL
};

static void
check_fault(void *context, const char *field, const char *message)
{
	must(*field && *message);
	*(int *)context += 1;
}

static struct json_object *
json(struct arena *a, const char *text)
{
	struct json_object *o = NULL;
	const char *why;

	return json_parse(a, text, strlen(text), &o, &why) ? o : NULL;
}

static const char *
text_of(struct arena *a, struct json_object *value)
{
	const char *text = arena_string(a,
	    json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN));

	json_object_put(value);
	return text;
}

static void
must_be_kept(struct arena *a, const struct hours *hours)
{
	const char *week = text_of(a, hours_value(hours));
	const char *exceptions = text_of(a, hours_exceptions_value(hours));
	struct hours again;
	int faults = 0;

	hours_default(&again);
	hours_read(a, json(a, week), "hours", &again, check_fault, &faults);
	hours_read_exceptions(a, json(a, exceptions), "exceptions", &again, check_fault, &faults);
	must(!faults);
	must(strcmp(text_of(a, hours_value(&again)), week) == 0);
	must(strcmp(text_of(a, hours_exceptions_value(&again)), exceptions) == 0);
}

static bool
is_open(const struct hours *hours, const char *zone, int64_t at_ms)
{
	const struct hours_exception *e;
	struct civil c = zone_civil(zone, at_ms);
	bool open = hours_open(hours, &c, &e);

	must(!e || (e->year >= 1970 && e->month >= 1 && e->day >= 1));
	return open;
}

/* Until the next change nothing changes, and there it does. */
static void
must_change(const struct hours *hours, const char *zone, int64_t at_ms)
{
	int64_t next = hours_next_change(hours, zone, at_ms);
	int64_t last = next ? next - 1000 : at_ms + INT64_C(400) * 86400 * 1000;
	bool was_open = is_open(hours, zone, at_ms);

	for (int i = 0; i <= 20; i++)
		must(is_open(hours, zone, at_ms + (last - at_ms) / 20 * i) == was_open);
	if (!next)
		return;
	must(next > at_ms && is_open(hours, zone, last) == was_open);
	must(is_open(hours, zone, next) != was_open);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const zones[] = {
		"America/New_York", "Australia/Lord_Howe", "Antarctica/Troll", "Asia/Kolkata",
	};
	struct arena *a = fuzz_arena();
	const char *number = fuzz_take(a, &data, &size, '\n', NULL);
	const char *week = fuzz_take(a, &data, &size, '\n', NULL);
	const char *exceptions = fuzz_take(a, &data, &size, '\n', NULL);
	struct hours hours;
	int64_t at_s = INT64_C(1793512800);
	int faults = 0;

	(void)number_parse(number, 0, INT64_C(1) << 33, &at_s);
	hours_default(&hours);
	hours_read(a, json(a, week), "hours", &hours, check_fault, &faults);
	hours_read_exceptions(a, json(a, exceptions), "exceptions", &hours, check_fault, &faults);
	must_be_kept(a, &hours);
	must_change(&hours, zones[at_s % 4], at_s * 1000);
	return 0;
}

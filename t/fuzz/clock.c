/* Instants, dates and zones as others write them. */
#include "core/clock.h"

#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	"T", "Z", "-", ":", ".", "+", "+14:00", "-14:00", "1970-01-01", "9999-12-31", "2024-02-29",
	"23:59:60", "23:59:59", "00:00", ".999999999", ", ", " +0000", "Fri, ", "Aug", "America/",
	"New_York", "Europe/", "..", "/", "UTC", "Etc/GMT+5", "America/Argentina", "posix", "\n",
	NULL
};

static void
instant(struct arena *a, const char *text)
{
	int64_t ms, again;

	if (!instant_parse(text, &ms) && !instant_parse_rfc2822(text, &ms))
		return;
	/* 0 is "not known"; anything else is written as it was read, for others and for MariaDB. */
	if (!ms)
		return;
	must(strlen(instant_iso(a, ms)) == strlen("2026-11-21T08:00:52.123Z"));
	must(instant_parse(instant_iso(a, ms), &again) && again == ms);
	must(instant_parse(instant_sql(a, ms), &again) && again == ms);
}

static void
date(struct arena *a, const char *text)
{
	struct civil d;

	if (!date_parse(text, &d))
		return;
	must(strcmp(text, arena_printf(a, "%04d-%02d-%02d", d.year, d.month, d.day)) == 0);
	must(zone_civil("UTC", zone_instant("UTC", &d)).day == d.day);
}

/* A zone that is one, in which a date begins somewhen. */
static void
zone(struct arena *a, const char *name, const struct civil *c)
{
	char magic[4] = "";
	struct civil back;
	FILE *f;

	if (!zone_is_valid(name))
		return;
	f = fopen(arena_printf(a, "/usr/share/zoneinfo/%s", name), "re");
	must(f && fread(magic, 1, sizeof magic, f) == sizeof magic);
	(void)fclose(f);
	must(memcmp(magic, "TZif", sizeof magic) == 0);
	back = zone_civil(name, zone_instant(name, c));
	must(back.year == c->year && back.month == c->month);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *text = arena_copy(a, (const char *)data, size);
	struct civil noon = {
		.year = 1970 + (int)(size % 200), .month = 1 + (int)(size % 12), .day = 15, .hour = 12,
	};

	instant(a, text);
	date(a, text);
	zone(a, text, &noon);
	return 0;
}

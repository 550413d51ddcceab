/* The ground floor: arena, text, encodings, forms, JSON, clock and zones. */
#include <stdint.h>

#include "core/clock.h"
#include "core/encode.h"
#include "core/form.h"
#include "core/json.h"
#include "core/log.h"
#include "core/text.h"
#include "tap.h"

static struct arena *a;

static int released;

static void
release(void *what)
{
	(void)what;
	released++;
}

static void
test_arena(void)
{
	struct arena *small = arena_new(100 * 1024);
	volatile bool refused = false;
	jmp_buf full;
	char *big;

	arena_on_full(small, &full);
	if (setjmp(full) == 0) {
		for (int i = 0; i < 100; i++)
			(void)arena_alloc(small, 4000);
	} else {
		refused = true;
	}
	ok(refused, "an arena at its ceiling jumps to where it was told");
	arena_on_full(small, NULL);
	arena_reset(small);
	big = arena_alloc(small, 30000);
	ok(big[0] == 0 && big[29999] == 0 && (uintptr_t)big % _Alignof(max_align_t) == 0, "memory is zeroed and aligned, again after a reset");
	arena_defer(small, release, NULL);
	arena_reset(small);
	arena_reset(small);
	is_int(released, 1, "what was deferred is released once");
	arena_free(small);
	is_text(arena_printf(a, "%s-%d", "x", 7), "x-7", "printf");
	ok(arena_string(a, NULL) == NULL, "a string that is not there stays so");
}

static void
test_numbers(void)
{
	static const struct { const char *text; bool fine; int64_t n; } cases[] = {
		{ "0", true, 0 }, { "42", true, 42 }, { "-5", true, -5 }, { "100", true, 100 }, { "101", false, 0 }, { "-6", false, 0 },
		{ "", false, 0 }, { " 1", false, 0 }, { "1 ", false, 0 }, { "1x", false, 0 }, { "+1", false, 0 }, { "0x10", false, 0 },
		{ "99999999999999999999", false, 0 }, { "-", false, 0 }, { "--1", false, 0 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t n = 7;
		bool fine = number_parse(cases[i].text, -5, 100, &n);

		ok(fine == cases[i].fine && n == (fine ? cases[i].n : 7), "number \"%s\"", cases[i].text);
	}
}

static void
test_utf8(void)
{
	static const struct { const char *bytes; size_t n; bool fine; const char *what; } cases[] = {
		{ "plain", 5, true, "ASCII" }, { "\xc3\xb1", 2, true, "two bytes" }, { "\xe0\xa4\xae", 3, true, "three" }, { "\xf0\x9f\x98\x80", 4, true, "four" },
		{ "a\0b", 3, false, "a NUL" }, { "\xc0\x80", 2, false, "an overlong NUL" }, { "\xe0\x80\x80", 3, false, "an overlong three" },
		{ "\xed\xa0\x80", 3, false, "a surrogate" }, { "\xf4\x90\x80\x80", 4, false, "above U+10FFFF" }, { "\xc3", 1, false, "cut short" },
		{ "\x80", 1, false, "a stray continuation" }, { "\xff", 1, false, "a byte that never occurs" }, { "\xf0\x80\x80\x80", 4, false, "an overlong four" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		ok(text_is_utf8(cases[i].bytes, cases[i].n) == cases[i].fine, "UTF-8: %s", cases[i].what);
	is_int((long)text_characters("ma\xc3\xb1" "ana"), 6, "characters are counted, not bytes");
}

static void
test_encodings(void)
{
	void *bytes;
	size_t n;

	is_text(hex_encode(a, "\x00\xff\x1a", 3), "00ff1a", "hex");
	is_text(base64_encode(a, "f", 1), "Zg==", "base64 of one byte");
	is_text(base64_encode(a, "foobar", 6), "Zm9vYmFy", "base64 of six");
	is_text(base64url_encode(a, "\xfb\xff", 2), "-_8", "base64url");
	is_text(base32_encode(a, "foobar", 6), "mzxw6ytboi", "base32");
	is_text(percent_encode(a, "a+b c/\xc3\xb1~"), "a%2Bb%20c%2F%C3%B1~", "percent");
	ok(base64url_decode(a, "-_8", 3, &bytes, &n) && n == 2 && memcmp(bytes, "\xfb\xff", 2) == 0, "base64url back");
	ok(!base64url_decode(a, "-_9", 3, &bytes, &n), "stray bits at the end are another spelling: refused");
	ok(!base64url_decode(a, "-_8=", 4, &bytes, &n), "padding is refused");
	ok(!base64url_decode(a, "A", 1, &bytes, &n), "one letter is no byte");
	ok(!base64url_decode(a, "a+b/", 4, &bytes, &n), "the other alphabet is refused");
}

static void
test_forms(void)
{
	struct form form;
	struct text out = text_new(a);
	static const char wire[] = "Body=+Yes+%26+2%2B2%3D4%0Athanks&Empty=&NoEquals&a=1&a=2&=x&Nul=%00z&&";

	ok(form_parse(a, wire, sizeof wire - 1, &form), "a form");
	is_int((long)form.count, 7, "its fields, empty pairs left out");
	is_text(form_find(&form, "Body"), " Yes & 2+2=4\nthanks", "spaces and escapes, nothing trimmed");
	is_text(form_find(&form, "Empty"), "", "an empty field is there");
	is_text(form_find(&form, "NoEquals"), "", "so is one without =");
	is_text(form_find(&form, "a"), "1", "the first of two");
	is_int((long)form.fields[6].value_length, 2, "a NUL is a byte like any other");
	ok(form_find(&form, "missing") == NULL, "what is not there is not there");
	ok(!form_parse(a, "a=%4", 4, &form), "a cut escape is refused");
	ok(!form_parse(a, "a=%zz", 5, &form), "a wrong escape is refused");
	ok(form_parse(a, "", 0, &form) && form.count == 0, "nothing is an empty form");
	form_put(&out, "To", "+1 845");
	form_put(&out, "StartTime>", "x&y");
	is_text(out.data, "To=%2B1%20845&StartTime%3E=x%26y", "a form is written");
}

static void
test_json(void)
{
	static const struct { const char *text; bool fine; } cases[] = {
		{ "{}", true }, { "{\"a\":[1,2,{\"b\":null}]}", true }, { " 12 ", true }, { "\"x\"", true }, { "{\"a\":\"q: \\\"x\\\": y\"}", true },
		{ "", false }, { "{", false }, { "{}x", false }, { "{'a':1}", false }, { "{\"a\":1,}", false }, { "[1,]", false }, { "nul", false },
		{ "{\"a\":1,\"a\":2}", false }, { "{\"a\":{\"b\":1,\"b\":1}}", false }, { "\"\xff\"", false }, { "NaN", false }, { "{\"a\":01}", false },
	};
	struct json_object *o, *made = json_object_in(a);
	const char *why = "";
	char deep[200];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		ok(json_parse(a, cases[i].text, strlen(cases[i].text), &o, &why) == cases[i].fine, "JSON %s (%s)", cases[i].text, cases[i].fine ? "taken" : why);
	memset(deep, '[', 100);
	memset(deep + 100, ']', 100);
	ok(!json_parse(a, deep, 200, &o, &why), "JSON a hundred deep is refused");
	json_put_text(made, "a", "x/y");
	json_put_text(made, "n", NULL);
	json_put_id(made, "id", 0);
	json_put_time(made, "at", 1763712052123);
	is_text(json_text(a, made), "{\"a\":\"x/y\",\"n\":null,\"id\":null,\"at\":\"2025-11-21T08:00:52.123Z\"}", "an object is written");
}

static void
test_instants(void)
{
	static const struct { const char *text; int64_t ms; } cases[] = {
		{ "2026-11-21T08:00:52Z", 1795248052000 }, { "2026-11-21T08:00:52.123Z", 1795248052123 }, { "2026-11-21T10:00:52+02:00", 1795248052000 },
		{ "2026-11-21 08:00:52.5", 1795248052500 }, { "2026-11-21T08:00Z", 1795248000000 }, { "2024-02-29T00:00:00Z", 1709164800000 },
		{ "2026-02-29T00:00:00Z", -1 }, { "2026-13-01T00:00:00Z", -1 }, { "2026-11-21T24:00:00Z", -1 }, { "2026-11-21T08:00:52", -1 },
		{ "2026-11-21", -1 }, { "2026-11-21T08:00:52Zx", -1 }, { "21.11.2026", -1 }, { "", -1 },
	};
	int64_t ms;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		ms = -1;
		(void)instant_parse(cases[i].text, &ms);
		is_int(ms, cases[i].ms, "instant \"%s\"", cases[i].text);
	}
	is_text(instant_iso(a, 1795248052123), "2026-11-21T08:00:52.123Z", "ISO 8601");
	is_text(instant_sql(a, 1795248052123), "2026-11-21 08:00:52.123", "SQL");
	ok(instant_parse_rfc2822("Fri, 20 Aug 2010 01:13:42 +0000", &ms) && ms == 1282266822000, "RFC 2822");
	ok(instant_parse_rfc2822("Tue, 3 Aug 2010 20:36:28 -0400", &ms) && ms == 1280882188000, "RFC 2822, one digit and an offset");
	ok(!instant_parse_rfc2822("Fri, 20 Foo 2010 01:13:42 +0000", &ms), "no such month");
}

static void
test_zones(void)
{
	static const struct { const char *zone, *utc, *local; } cases[] = {
		{ "America/New_York", "2026-03-08T06:59:00Z", "2026-03-08 01:59" }, { "America/New_York", "2026-03-08T07:00:00Z", "2026-03-08 03:00" },
		{ "America/New_York", "2026-11-01T05:30:00Z", "2026-11-01 01:30" }, { "Asia/Kolkata", "2026-11-21T08:00:00Z", "2026-11-21 13:30" },
		{ "UTC", "2026-11-21T08:00:00Z", "2026-11-21 08:00" }, { "Pacific/Auckland", "2026-11-21T12:00:00Z", "2026-11-22 01:00" },
	};
	/* Of a time that comes twice, the first; one that does not exist moves forward by the gap. */
	static const struct { const char *zone, *wall, *utc; } walls[] = {
		{ "America/New_York", "2026-11-01 01:30", "2026-11-01T05:30:00.000Z" }, { "America/New_York", "2026-03-08 02:30", "2026-03-08T07:30:00.000Z" },
		{ "America/New_York", "2026-03-08 01:59", "2026-03-08T06:59:00.000Z" }, { "America/New_York", "2026-03-08 03:00", "2026-03-08T07:00:00.000Z" },
		{ "Europe/Berlin", "2026-03-29 02:30", "2026-03-29T01:30:00.000Z" }, { "Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30:00.000Z" },
		/* Lord Howe jumps by half an hour; in Ireland and Morocco it is winter's clock that is put back. */
		{ "Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03T15:45:00.000Z" }, { "Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04T14:45:00.000Z" },
		{ "Europe/Dublin", "2026-03-29 01:30", "2026-03-29T01:30:00.000Z" }, { "Europe/Dublin", "2026-10-25 01:30", "2026-10-25T00:30:00.000Z" },
		{ "Europe/Dublin", "2026-10-25 00:59", "2026-10-24T23:59:00.000Z" }, { "Europe/Dublin", "2026-10-25 02:00", "2026-10-25T02:00:00.000Z" },
		{ "Africa/Casablanca", "2026-03-22 02:30", "2026-03-22T02:30:00.000Z" }, { "Africa/Casablanca", "2026-02-15 02:30", "2026-02-15T01:30:00.000Z" },
		/* A day that was left out. */
		{ "Pacific/Apia", "2011-12-30 12:00", "2011-12-30T22:00:00.000Z" }, { "Pacific/Apia", "2011-12-31 08:00", "2011-12-30T18:00:00.000Z" },
	};
	static const char *const zones[] = {
		"America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+5", "Singapore", "Japan", "GMT", "GMT+0", "EST5EDT", "W-SU",
	};
	static const char *const no_zones[] = {
		"", "Mars/Olympus", "Atlantis", "GMT+5", "EST5", "America", "America/", "../etc/passwd", "/etc/passwd", "America/../Japan",
		"posix/UTC", "right/UTC", "posix/Asia/Tokyo", "localtime", "posixrules", "tzdata.zi", "zone1970.tab", "leapseconds",
	};
	struct civil c;
	int64_t ms = 0;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct civil back;

		(void)instant_parse(cases[i].utc, &ms);
		c = zone_civil(cases[i].zone, ms);
		is_text(arena_printf(a, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour, c.minute), cases[i].local, "%s at %s", cases[i].zone, cases[i].utc);
		back = zone_civil(cases[i].zone, zone_instant(cases[i].zone, &c));
		ok(back.hour == c.hour && back.minute == c.minute && back.day == c.day, "and back");
	}
	for (int summer = 0; summer < 2; summer++) {
		for (size_t i = 0; i < sizeof walls / sizeof *walls; i++) {
			(void)zone_instant(walls[i].zone, &(struct civil){ .year = 2026, .month = summer ? 7 : 1, .day = 15 });
			(void)instant_parse(walls[i].wall, &ms);
			c = zone_civil("UTC", ms);
			is_text(instant_iso(a, zone_instant(walls[i].zone, &c)), walls[i].utc, "%s %s, after a look at %s", walls[i].zone, walls[i].wall, summer ? "July" : "January");
		}
	}
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
		ok(zone_is_valid(zones[i]), "%s is a zone", zones[i]);
	for (size_t i = 0; i < sizeof no_zones / sizeof *no_zones; i++)
		ok(!zone_is_valid(no_zones[i]), "\"%s\" is none", no_zones[i]);
	ok(!zone_is_valid(NULL), "nor is nothing");
}

static void
test_masks(void)
{
	is_text(mask_phone("+18455550692").text, "+1845•••0692", "a number in a log");
	is_text(mask_phone("anonymous").text, "•••us", "a short text");
	is_text(mask_phone(NULL).text, "-", "nothing");
	is_text(mask_phone("12").text, "•••", "two digits");
}

int
main(void)
{
	a = arena_new(8 * 1024 * 1024);
	test_arena();
	test_numbers();
	test_utf8();
	test_encodings();
	test_forms();
	test_json();
	test_instants();
	test_zones();
	test_masks();
	arena_free(a);
	return done_testing();
}

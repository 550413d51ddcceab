/* Ranges of bytes: what is asked for, and which bytes that is (RFC 9110, section 14). */
#include "web/relay.h"

#include "tap.h"

static const struct { const char *header; bool good; int64_t first, last; } headers[] = {
	{ "bytes=0-99", true, 0, 99 },
	{ "bytes=5-", true, 5, -1 },
	{ "bytes=-7", true, -1, 7 },
	{ "bytes=7-7", true, 7, 7 },
	{ "Bytes= 0-1 ", true, 0, 1 },
	{ "bytes=0-4611686018427387903", true, 0, INT64_MAX / 2 },
	{ "bytes=0-4611686018427387904", false, 0, 0 },
	{ "bytes=99999999999999999999-", false, 0, 0 },
	{ "bytes=9-8", false, 0, 0 },
	{ "bytes=-", false, 0, 0 },
	{ "bytes=", false, 0, 0 },
	{ "bytes=--1", false, 0, 0 },
	{ "bytes=1--2", false, 0, 0 },
	{ "bytes=0-1,3-4", false, 0, 0 },
	{ "bytes=0x1-2", false, 0, 0 },
	{ "bytes 0-1", false, 0, 0 },
	{ "lines=0-1", false, 0, 0 },
	{ "", false, 0, 0 },
	{ NULL, false, 0, 0 },
};

static const struct { struct span span; int64_t total; bool some; int64_t first, last; } spans[] = {
	{ { 0, 99 }, 1000, true, 0, 99 },
	{ { 0, 0 }, 1, true, 0, 0 },
	{ { 5, -1 }, 10, true, 5, 9 },
	{ { 5, 99 }, 10, true, 5, 9 },
	{ { 9, 9 }, 10, true, 9, 9 },
	{ { 10, 10 }, 10, false, 0, 0 },
	{ { 10, -1 }, 10, false, 0, 0 },
	{ { 0, -1 }, 0, false, 0, 0 },
	{ { -1, 3 }, 10, true, 7, 9 },
	{ { -1, 10 }, 10, true, 0, 9 },
	{ { -1, 99 }, 10, true, 0, 9 },
	{ { -1, 0 }, 10, false, 0, 0 },
	{ { -1, 1 }, 0, false, 0, 0 },
};

static const struct { const char *text; bool good; int64_t first, last, total; } given[] = {
	{ "bytes 0-99/1234", true, 0, 99, 1234 },
	{ "bytes 7-7/8", true, 7, 7, 8 },
	{ "bytes 0-99/*", false, 0, 0, 0 },
	{ "bytes */1234", false, 0, 0, 0 },
	{ "bytes 9-8/10", false, 0, 0, 0 },
	{ "bytes 0-10/10", false, 0, 0, 0 },
	{ "bytes 0-9/10 ", false, 0, 0, 0 },
	{ "bytes=0-9/10", false, 0, 0, 0 },
	{ "bytes 0-", false, 0, 0, 0 },
	{ "", false, 0, 0, 0 },
};

int
main(void)
{
	struct span got;
	int64_t total;

	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
		bool good = span_read(headers[i].header, &got);

		ok(good == headers[i].good && (!good || (got.first == headers[i].first &&
		    got.last == headers[i].last)), "Range: %s",
		    headers[i].header ? headers[i].header : "(none)");
	}
	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
		bool some = span_resolve(&spans[i].span, spans[i].total, &got);

		ok(some == spans[i].some && (!some || (got.first == spans[i].first &&
		    got.last == spans[i].last)), "%lld to %lld of %lld",
		    (long long)spans[i].span.first, (long long)spans[i].span.last,
		    (long long)spans[i].total);
	}
	for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
		bool good = content_range_read(given[i].text, &got, &total);

		ok(good == given[i].good && (!good || (got.first == given[i].first &&
		    got.last == given[i].last && total == given[i].total)),
		    "Content-Range: %s", given[i].text);
	}
	return done_testing();
}

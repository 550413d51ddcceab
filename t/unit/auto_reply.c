/* Who is answered, with what, and how long that is of use. */
#include "desk/auto_reply.h"

#include "../lib/tap.h"
#include "core/clock.h"
#include "core/text.h"

static struct arena *arena;

/* By the document, as a clinic in New York has it. */
static struct line
line_of(const char *document)
{
	struct line line = { .timezone = "America/New_York", .clinic_id = 3 };
	struct json_object *o;
	const char *why;

	if (!json_parse(arena, document, strlen(document), &o, &why) ||
	    routing_parse(arena, o, "US", NULL, &line.routing))
		bail_out("a test's document: %s", document);
	return line;
}

static int64_t
ms(const char *iso)
{
	int64_t at_ms = 0;

	if (!instant_parse(iso, &at_ms))
		bail_out("no instant: %s", iso);
	return at_ms;
}

static void
test_suits(void)
{
	static const struct { const char *from; bool suits; } cases[] = {
		{ "+12125550123", true }, { "+4915112345678", true }, { "+2901234", true },
		{ "12345", false }, { "+12345", false }, { "CLINIC", false }, { "", false },
		{ "whatsapp:+12125550123", false }, { "12125550123", false },
		{ "+1212555012345678", false }, { "+14155550101", false }, { "+14155550103", false },
		{ "+14155550102", true },
	};
	struct line line = line_of("{\"blockedNumbers\":[\"+14155550103\",\"+14155550101\"]}");

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		ok(auto_reply_suits(&line.routing, cases[i].from) == cases[i].suits, "'%s' is %s",
		    cases[i].from, cases[i].suits ? "answered" : "not answered");
	ok(!auto_reply_suits(&line.routing, NULL), "nobody is not");
	line = line_of("{}");
	ok(auto_reply_suits(&line.routing, "+14155550101"), "who is not blocked is");
}

#define HOURS "\"hours\":{\"mon\":[[\"09:00\",\"12:00\"],[\"13:00\",\"17:00\"]]," \
	"\"fri\":[[\"22:00\",\"02:00\"]]},\"exceptions\":[{\"date\":\"2026-11-23\",\"hours\":[]}," \
	"{\"date\":\"2026-11-24\",\"hours\":[[\"10:00\",\"11:00\"]]}]"
#define BOTH "\"autoReply\":{\"open\":\"We answer soon.\",\"closed\":\"Estamos cerrados 🌙\"}"

static void
test_text(void)
{
	static const struct { const char *at, *text, *what; } cases[] = {
		/* New York is five hours behind in November */
		{ "2026-11-30T13:59:59.999Z", "Estamos cerrados 🌙", "a Monday, before it opens" },
		{ "2026-11-30T14:00:00Z", "We answer soon.", "the minute in which it opens" },
		{ "2026-11-30T17:00:00Z", "Estamos cerrados 🌙", "the lunch break" },
		{ "2026-11-30T18:00:00Z", "We answer soon.", "the afternoon" },
		{ "2026-11-30T22:00:00Z", "Estamos cerrados 🌙", "the evening" },
		{ "2026-11-23T15:00:00Z", "Estamos cerrados 🌙", "a Monday on which it is closed" },
		{ "2026-11-24T15:30:00Z", "We answer soon.", "a Tuesday on which it is open" },
		{ "2026-11-24T16:00:00Z", "Estamos cerrados 🌙", "and closed again" },
		{ "2026-12-01T15:30:00Z", "Estamos cerrados 🌙", "any other Tuesday" },
		{ "2026-11-28T06:59:00Z", "We answer soon.", "a Friday night, past midnight" },
		{ "2026-11-28T07:00:00Z", "Estamos cerrados 🌙", "and its end" },
		{ "2026-07-06T13:30:00Z", "We answer soon.", "summer: an hour earlier" },
	};
	struct line line = line_of("{" HOURS "," BOTH "}");

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		is_text(auto_reply_text(&line, ms(cases[i].at)), cases[i].text, "%s", cases[i].what);
	line = line_of("{" BOTH "}");
	is_text(auto_reply_text(&line, ms("2026-11-29T03:00:00Z")), "We answer soon.",
	    "without hours it is always open");
	line = line_of("{" HOURS ",\"autoReply\":{\"closed\":\"Closed.\"}}");
	ok(!auto_reply_text(&line, ms("2026-11-30T14:00:00Z")), "one of the two may be missing");
	is_text(auto_reply_text(&line, ms("2026-11-30T22:00:00Z")), "Closed.", "the other is not");
	line = line_of("{" HOURS "}");
	ok(!auto_reply_text(&line, ms("2026-11-30T14:00:00Z")) &&
	    !auto_reply_text(&line, ms("2026-11-30T22:00:00Z")), "by default there is none");
}

static void
test_times(void)
{
	enum { MINUTE = 60 * 1000 };
	struct line line = line_of("{" BOTH "}");
	int64_t at = ms("2026-11-30T14:30:00Z");

	is_int(auto_reply_since(&line.routing, at), at - 240 * MINUTE, "once in four hours");
	is_int(auto_reply_until(&line, at), at + 240 * MINUTE, "of use for as long");
	line.routing.auto_reply_minutes = 1;
	is_int(auto_reply_since(&line.routing, at), at - MINUTE, "once a minute");
	is_int(auto_reply_until(&line, at), at + MINUTE, "of use for that minute");
	line.routing.auto_reply_minutes = 43200;
	is_int(auto_reply_since(&line.routing, at), at - (int64_t)43200 * MINUTE, "once in 30 days");
	is_int(auto_reply_until(&line, at), at + 240 * MINUTE, "of use for four hours");
	line = line_of("{" HOURS "," BOTH "}");
	is_int(auto_reply_until(&line, at), ms("2026-11-30T17:00:00Z"), "or until it closes");
	at = ms("2026-11-30T17:59:30Z");
	is_int(auto_reply_until(&line, at), ms("2026-11-30T18:00:00Z"), "or opens again");
	line.routing.auto_reply_minutes = 10;
	at = ms("2026-11-30T14:30:00Z");
	is_int(auto_reply_until(&line, at), at + 10 * MINUTE, "whichever comes first");
}

int
main(void)
{
	arena = arena_new(8 << 20);
	test_suits();
	test_text();
	test_times();
	arena_free(arena);
	return done_testing();
}

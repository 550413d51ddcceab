/* Words that a clinic wants to hear of: what is one in a text, and which rules it meets. */
#include "desk/keyword.h"

#include "../lib/tap.h"
#include "core/text.h"

static struct arena *arena;

static const struct { const char *keyword, *text; bool met; } cases[] = {
	{ "pain", "I have pain", true }, { "pain", "PAIN!", true }, { "Pain", "pain", true },
	{ "pain", "painful", false }, { "pain", "Spain", false }, { "pain", "pa in", false },
	{ "pain", "so much pain, please call", true }, { "pain", "pain-killer", true },
	{ "pain", "“pain”", true }, { "pain", "my tooth\npain\n", true }, { "pain", "", false },
	{ "pain", "🦷pain🦷", true }, { "pain", "pain's", true }, { "pain", "p a i n", false },
	/* several words follow each other */
	{ "chest pain", "Chest  pain since noon", true }, { "chest pain", "chest, pain", true },
	{ "chest pain", "pain in my chest", false }, { "chest pain", "chest", false },
	{ "chest pain", "my chest chest pain", true }, { "chest pain", "chest painful", false },
	{ "call me back", "please CALL ME\nBACK", true },
	{ " pain ", "pain", true }, { "pain!", "pain", true },
	/* accents, in every script that has letters of two cases */
	{ "dolor", "¡Dolor!", true }, { "ninos", "niños", true }, { "NIÑOS", "ninos", true },
	{ "urgencia médica", "URGENCIA MEDICA", true }, { "Łukasz", "lukasz", true },
	{ "zähne", "ZÄHNE", true }, { "zahne", "Zähne", true }, { "боль", "БОЛЬ", true },
	{ "straße", "strasse", true }, { "nin\u0303os", "niños", true },
	/* scripts without */
	{ "दर्द", "मुझे दर्द है", true }, { "दर्द", "हमदर्दी", false }, { "வலி", "பல் வலி", true },
	/* words that are written together or apart */
	{ "can't come", "I can't come", true }, { "can't come", "I can’t come", true },
	{ "can't come", "I canʼt come", true }, { "pain", "ʼ pain ʼ", true },
	{ "o'brien", "Mrs. O'Brien", true }, { "911", "call 911 now", true },
	{ "911", "9110", false }, { "c++", "c", true }, { "10:30", "at 10:30?", true },
	/* no word at all */
	{ "!?", "!?", false }, { "🙂", "🙂", false }, { "", "pain", false },
};

static struct notify_rule
rule(enum notify_on on, const char *keyword, int64_t assistant_id)
{
	return (struct notify_rule){ .on = on, .keyword = keyword, .assistant_id = assistant_id };
}

static void
test_rules(void)
{
	const struct notify_rule rules[] = {
		rule(NOTIFY_VOICEMAIL, NULL, 1), rule(NOTIFY_KEYWORD, "pain", 1),
		rule(NOTIFY_URGENT_TICKET, NULL, 1), rule(NOTIFY_KEYWORD, "bleeding", 2),
		rule(NOTIFY_KEYWORD, "bleeding", 3),
	};
	const struct routing routing = { .notify = rules, .notify_count = 5 }, none = { 0 };
	bool *met;

	ok(keyword_rules(arena, &routing, "It is bleeding.", &met), "a text meets rules");
	ok(!met[0] && !met[1] && !met[2] && met[3] && met[4], "those with its word");
	ok(!keyword_rules(arena, &routing, "It is fine.", &met), "another meets none");
	ok(!keyword_rules(arena, &none, "It is bleeding.", &met), "where there are none, nor does this");
	ok(keyword_is_any(arena, " a ") && !keyword_is_any(arena, " ?"), "a keyword has a word");
}

int
main(void)
{
	arena = arena_new(32 << 20);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct notify_rule one = rule(NOTIFY_KEYWORD, cases[i].keyword, 1);
		const struct routing routing = { .notify = &one, .notify_count = 1 };
		bool *met;

		ok(keyword_rules(arena, &routing, cases[i].text, &met) == cases[i].met,
		    "'%s' is %sin '%s'", cases[i].keyword, cases[i].met ? "" : "not ", cases[i].text);
	}
	test_rules();
	arena_free(arena);
	return done_testing();
}

/* Language tags and names, as they come out of a clinic's own lists. */
#include "desk/language.h"

#include "../lib/tap.h"

static const struct { const char *text, *tag; } cases[] = {
	{ "en", "en" }, { "EN", "en" }, { "en-US", "en-US" }, { "en_us", "en-US" },
	{ " es-us\n", "es-US" }, { "hi-IN", "hi-IN" }, { "fil", "fil" }, { "fil-PH", "fil-PH" },
	{ "es-419", "es-419" }, { "zh-hant-tw", "zh-Hant-TW" }, { "ZH-HANT", "zh-Hant" },
	{ "english", "en" }, { "English", "en" }, { "SPANISH", "es" }, { "Español", "es" },
	{ "espanol", "es" }, { "hindi", "hi" }, { "हिन्दी", "hi" }, { "हिंदी", "hi" }, { " Tamil ", "ta" },
	{ "தமிழ்", "ta" }, { "Telugu", "te" }, { "中文", "zh" }, { "tiếng việt", "vi" },
	{ NULL, NULL }, { "", NULL }, { " ", NULL }, { "e", NULL }, { "engl", NULL }, { "en-", NULL },
	{ "-US", NULL }, { "en--US", NULL }, { "en-US-", NULL }, { "en-USA", NULL }, { "e1", NULL },
	{ "en US", NULL }, { "en-US-Latn", NULL }, { "en-Latn-Latn", NULL }, { "klingonese", NULL },
	{ "en-4199", NULL }, { "e\xc3", NULL }, { "english|", NULL }, { "|", NULL },
};

int
main(void)
{
	struct arena *a = arena_new(1 << 20);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		is_text(language_normalise(a, cases[i].text), cases[i].tag, "\"%s\"",
		    cases[i].text ? cases[i].text : "(null)");
	is_text(language_base(a, "hi-IN"), "hi", "the language of hi-IN");
	is_text(language_base(a, "ta"), "ta", "of ta");
	is_text(language_base(a, NULL), "", "of none");
	ok(language_same("en", "en-US") && language_same("EN-GB", "en-us"), "regions do not matter");
	ok(!language_same("en", "es") && !language_same("fi", "fil"), "languages do");
	ok(language_same(NULL, NULL) && !language_same("en", NULL), "none is only the same as none");
	arena_free(a);
	return done_testing();
}

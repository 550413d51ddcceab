/* Words that a clinic watches for: whatever has a word is found in itself and between others, in
 * any case; whatever has none is found nowhere. */
#include "desk/keyword.h"

#include <ctype.h>

#include "../lib/fuzz.h"
#include "core/text.h"

const char *const fuzz_words[] = {
	"pain", "chest", "can't", "O'Brien", "re-", "911", "10:30", "5pm", "a.m.", "3 p. m.", "24th",
	"14h30", " ", ",", ".", "-", "'", "\xe2\x80\x99", "&", "@", "$", "%", "\n", "sí", "si", "niños",
	"n\xcc\x83", "दर्द", "வலி", "боль", "Łukasz", "straße", "\xe2\x80\x8d", "\xf0\x9f\xa6\xb7",
	"痛い", "cannot", "Dr.", NULL
};

static bool
meets(struct arena *a, const char *keyword, const char *text)
{
	const struct notify_rule rule = { .on = NOTIFY_KEYWORD, .keyword = keyword };
	const struct routing routing = { .notify = &rule, .notify_count = 1 };
	bool *met, any = keyword_rules(a, &routing, text, &met);

	must(any == met[0]);
	return any;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *keyword = arena_copy(a, (const char *)data, size < 400 ? size : 400);
	char *upper = arena_string(a, keyword);
	bool is_any = keyword_is_any(a, keyword);

	for (char *c = upper; *c; c++)
		*c = (char)((unsigned char)*c < 0x80 ? toupper((unsigned char)*c) : *c);
	must(meets(a, keyword, keyword) == is_any);
	must(meets(a, keyword, arena_printf(a, "zebra ! %s ! zebra", keyword)) == is_any);
	must(meets(a, upper, keyword) == is_any);
	must(!meets(a, keyword, " ?! "));
	return 0;
}

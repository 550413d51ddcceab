/* Segments of a text: neither fewer than it fills, nor so many that one more character would fit. */
#include "desk/segments.h"

#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	"€", "[", "^", "`", "é", "ç", "Δ", "’", "🙂", "👩‍👩‍👧", "क", "ம்", "\xf0", "\xed\xa0\x80", "\xcc\x81",
	"\n", "\r", "\f", "\t", "                                        ",
	"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee", NULL
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *body = arena_copy(a, (const char *)data, size);
	struct segments s = segments_of(body), longer = segments_of(arena_printf(a, "%s🙂", body));
	int alone = s.encoding == ENCODING_GSM_7 ? 160 : 70;
	int room = s.encoding == ENCODING_GSM_7 ? 153 : 67;

	must(s.count >= 1 && s.units >= 0 && s.characters <= (int)strlen(body));
	must((s.count == 1) == (s.units <= alone));
	if (s.count > 1) {
		must(s.units <= s.count * room);
		/* All but the last hold at least all but one unit of their room. */
		must(s.units > (s.count - 1) * (room - 1));
	}
	must(s.encoding == ENCODING_GSM_7 || s.units == s.characters);
	must(s.encoding == ENCODING_UCS_2 || s.units >= s.characters);
	must(longer.encoding == ENCODING_UCS_2 && longer.units == s.characters + 2);
	must(longer.count >= s.count);
	if (text_is_utf8(body, strlen(body)))
		must(s.characters >= (int)text_characters(body));
	return 0;
}

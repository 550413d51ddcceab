/* How a text travels: each character of the BMP, and what stands at the edge of a segment. */
#include "desk/segments.h"

#include "../lib/tap.h"
#include "core/arena.h"
#include "core/text.h"

/* GSM 03.38, written down once more: position by position, as its table has it. */
static const char basic[] =
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà";
static const char escaped[] = "\f^{}\\[~]|€";

static struct arena *a;

static const char *
utf8(uint32_t c)
{
	if (c < 0x80)
		return arena_printf(a, "%c", (int)c);
	if (c < 0x800)
		return arena_printf(a, "%c%c", (int)(0xC0 | c >> 6), (int)(0x80 | (c & 0x3F)));
	if (c < 0x10000)
		return arena_printf(a, "%c%c%c", (int)(0xE0 | c >> 12),
		    (int)(0x80 | (c >> 6 & 0x3F)), (int)(0x80 | (c & 0x3F)));
	return arena_printf(a, "%c%c%c%c", (int)(0xF0 | c >> 18), (int)(0x80 | (c >> 12 & 0x3F)),
	    (int)(0x80 | (c >> 6 & 0x3F)), (int)(0x80 | (c & 0x3F)));
}

static const char *
times(const char *what, int n)
{
	struct text t = text_new(a);

	for (int i = 0; i < n; i++)
		text_puts(&t, what);
	return t.data;
}

static const char *
joined(const char *first, const char *second)
{
	return arena_printf(a, "%s%s", first, second);
}

static void
test_every_character(void)
{
	int septets[3] = { 0 }, wrong = 0, wrong_encoding = 0, wrong_count = 0;

	is_int((int)text_characters(basic), 127, "the basic set has 127 characters beside the escape");
	is_int((int)text_characters(escaped), 10, "ten are escaped");
	for (uint32_t c = 1; c < 0x10000; c++) {
		const char *s = utf8(c);
		bool surrogate = c >= 0xD800 && c < 0xE000;
		int want = surrogate ? 0 : strstr(basic, s) ? 1 : strstr(escaped, s) ? 2 : 0;
		struct segments one = segments_of(s);

		septets[gsm7_septets(c)]++;
		wrong += gsm7_septets(c) != want;
		wrong_encoding += (one.encoding == ENCODING_GSM_7) != (want != 0);
		/* A surrogate is no UTF-8: its three bytes are three that are not well formed. */
		wrong_count += one.count != 1 || one.units != (want ? want : surrogate ? 3 : 1);
		arena_reset(a);
	}
	is_int(wrong, 0, "each character of the BMP is in the set, escaped, or not there");
	is_int(septets[1], 127, "127 of one septet");
	is_int(septets[2], 10, "10 of two");
	is_int(wrong_encoding, 0, "each decides the encoding of its text");
	is_int(wrong_count, 0, "and has its units");
	wrong = 0;
	for (uint32_t c = 0x10000; c <= 0x10FFFF; c += 17) {
		struct segments one = segments_of(utf8(c));

		wrong += one.encoding != ENCODING_UCS_2 || one.units != 2 || one.characters != 2;
		arena_reset(a);
	}
	is_int(wrong, 0, "those beyond are a pair of units");
}

static void
is_sent(const char *body, enum text_encoding encoding, int units, int count, const char *name)
{
	struct segments s = segments_of(body);

	is_text(encoding_name(s.encoding), encoding_name(encoding), "%s: encoding", name);
	is_int(s.units, units, "%s: units", name);
	is_int(s.count, count, "%s: segments", name);
}

static void
test_edges(void)
{
	const char *e160 = times("e", 160), *euro = "€", *smile = "🙂", *ka = "क";

	is_sent(NULL, ENCODING_GSM_7, 0, 1, "nothing");
	is_sent("", ENCODING_GSM_7, 0, 1, "an empty text");
	is_sent(e160, ENCODING_GSM_7, 160, 1, "160 septets");
	is_sent(joined(e160, "e"), ENCODING_GSM_7, 161, 2, "161 septets");
	is_sent(times("é", 306), ENCODING_GSM_7, 306, 2, "twice 153");
	is_sent(times("é", 307), ENCODING_GSM_7, 307, 3, "and one");
	is_sent(times(euro, 80), ENCODING_GSM_7, 160, 1, "80 escaped");
	is_sent(times(euro, 81), ENCODING_GSM_7, 162, 2, "81 escaped");
	is_sent(times(euro, 152), ENCODING_GSM_7, 304, 2, "two segments of 76 escaped, each a septet short");
	is_sent(times(euro, 153), ENCODING_GSM_7, 306, 3, "which do not hold 153 of them");
	is_sent(joined(times("e", 152), times(euro, 77)), ENCODING_GSM_7, 306, 3,
	    "no escape at the end of a segment");
	is_sent(joined(times("e", 151), times(euro, 77)), ENCODING_GSM_7, 305, 2,
	    "where it fits, it fits");
	is_sent(times("e", 1530), ENCODING_GSM_7, 1530, 10, "ten segments");
	is_sent(times("e", 1600), ENCODING_GSM_7, 1600, 11, "the longest text");
	is_sent("`", ENCODING_UCS_2, 1, 1, "a backtick");
	is_sent(joined(times("e", 69), "’"), ENCODING_UCS_2, 70, 1, "70 with a curly quote");
	is_sent(joined(times("e", 70), "’"), ENCODING_UCS_2, 71, 2, "71");
	is_sent(times(ka, 134), ENCODING_UCS_2, 134, 2, "twice 67");
	is_sent(times(ka, 135), ENCODING_UCS_2, 135, 3, "and one");
	is_sent(times(smile, 35), ENCODING_UCS_2, 70, 1, "35 pairs");
	is_sent(times(smile, 36), ENCODING_UCS_2, 72, 2, "36 pairs");
	is_sent(times(smile, 66), ENCODING_UCS_2, 132, 2, "33 pairs a segment");
	is_sent(times(smile, 67), ENCODING_UCS_2, 134, 3, "no pair is cut");
	is_sent(joined(times(ka, 66), times(smile, 34)), ENCODING_UCS_2, 134, 3,
	    "nor behind a letter");
	is_sent(joined(ka, times(smile, 66)), ENCODING_UCS_2, 133, 2, "a letter fills the room");
	is_sent("áíóú", ENCODING_UCS_2, 4, 1, "accents that GSM has not");
	is_sent("ç", ENCODING_UCS_2, 1, 1, "nor the small c with a cedilla");
	is_sent("e\xcc\x81", ENCODING_UCS_2, 2, 1, "nor an accent by itself");
	is_sent("\t", ENCODING_UCS_2, 1, 1, "nor a tab");
	is_int(segments_of(times(smile, 800)).characters, SEGMENTS_CHARACTERS_MAX, "Twilio counts pairs");
	is_int(segments_of(times(euro, 1600)).characters, SEGMENTS_CHARACTERS_MAX, "and not escapes");
}

static void
test_broken(void)
{
	static const char *const broken[] = {
		"\x80", "\xC0\xAF", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "\xE2\x82",
		"\xF0\x9F\x99", NULL
	};

	for (int i = 0; broken[i]; i++)
		is_sent(broken[i], ENCODING_UCS_2, (int)strlen(broken[i]), 1, "what is no UTF-8");
}

int
main(void)
{
	a = arena_new(4 << 20);
	test_every_character();
	test_edges();
	test_broken();
	arena_free(a);
	return done_testing();
}

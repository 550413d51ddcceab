/* UTF-8, numbers, and names as they stand in masks: the small questions that everybody asks. */
#include "core/text.h"

#include "../lib/fuzz.h"
#include "desk/phone.h"

const char *const fuzz_words[] = {
	"-", "+", "0", "00", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
	"\xf0\x9f\x98\x80", "\xed\xa0\x80", "\xf4\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xc0\xaf",
	"\xe0\x9f\xbf", "\xef\xbf\xbe", "\x7f", "\xc2\x80", "+18455550100", " ", "\n", NULL
};

/* RFC 3629 in another way than text.c: decode, then look at the value. */
static bool
is_utf8(const uint8_t *p, size_t n, size_t *characters)
{
	static const uint32_t least[] = { 0, 1, 0x80, 0x800, 0x10000 };

	for (*characters = 0; n; ++*characters) {
		size_t bytes = *p < 0x80 ? 1 : *p < 0xc0 ? 0 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 :
		    *p < 0xf8 ? 4 : 0;
		uint32_t code = bytes == 1 ? *p : bytes ? *p & (0x7fu >> bytes) : 0;

		if (!bytes || bytes > n)
			return false;
		for (size_t i = 1; i < bytes; i++) {
			if ((p[i] & 0xc0) != 0x80)
				return false;
			code = code << 6 | (p[i] & 0x3f);
		}
		if (code < least[bytes] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
			return false;
		p += bytes;
		n -= bytes;
	}
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *text = arena_copy(a, (const char *)data, size);
	bool utf8 = text_is_utf8((const char *)data, size);
	struct masked masked;
	size_t characters;
	int64_t n = 7;

	must(utf8 == is_utf8(data, size, &characters));
	if (utf8)
		must(strlen(text) == size && text_characters(text) == characters);
	if (number_parse(text, -1000, INT64_MAX, &n))
		must(n >= -1000 && text[strspn(text, "-0123456789")] == '\0');
	else
		must(n == 7);
	/* Enough of a number is hidden that it is none any more. */
	masked = mask_phone(text);
	must(strlen(masked.text) < sizeof masked.text);
	if (phone_is_e164(text))
		must(strlen(text) <= 16 && !strstr(masked.text, text));
	must(text_is_blank(text) || *text);
	return 0;
}

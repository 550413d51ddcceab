/* Phone numbers as people write them. */
#include "desk/phone.h"

/* libphonenumber takes its time. */
#define FUZZ_SHARE 4
#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	"+", "00", "0", "1", "+1", "+44", "+49", "+800", "845", "555", "(", ")", "-", ".", " ",
	"\xc2\xa0", "\xef\xbc\x8b", "\xef\xbc\x91", "ext", "x", ";", "#", "*", ";phone-context=",
	"tel:", "US", "DE", "ZZ", "IN", "\n", "\xd9\xa1", NULL
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *country = fuzz_take(a, &data, &size, '\n', NULL);
	const char *text = arena_copy(a, (const char *)data, size), *e164, *national;

	e164 = phone_normalise(a, text, *country ? country : NULL);
	(void)phone_national(a, text);
	(void)phone_country(a, text);
	if (!e164)
		return 0;
	must(phone_is_e164(e164));
	/* The same number in any country's programs. */
	must(text_same(phone_normalise(a, e164, NULL), e164));
	must(text_same(phone_normalise(a, e164, "IN"), e164));
	national = phone_national(a, e164);
	must(national && strstr(e164, national));
	must(!phone_country(a, e164) || strlen(phone_country(a, e164)) == 2);
	return 0;
}

/* base64url as it comes, and each encoding's way back. */
#include "core/encode.h"

#include "../lib/fuzz.h"
#include "core/form.h"

const char *const fuzz_words[] = {
	"-_", "=", "==", "+/", "AA", "_w", "_9", " ", "\n", NULL
};

static void
decodes(struct arena *a, const uint8_t *data, size_t size)
{
	void *bytes;
	size_t n;
	char *text;

	/* One text for the same bytes and no other: a token must not have two spellings. */
	if (base64url_decode(a, (const char *)data, size, &bytes, &n)) {
		text = base64url_encode(a, bytes, n);
		must(strlen(text) == size && memcmp(text, data, size) == 0);
	}
	text = base64url_encode(a, data, size);
	must(base64url_decode(a, text, strlen(text), &bytes, &n));
	must(n == size && memcmp(bytes, data, size) == 0);
}

/* A percent-encoded text is a form of one field without a value. */
static void
percent_decodes(struct arena *a, const char *text)
{
	const char *encoded = percent_encode(a, text);
	struct form form;

	must(form_parse(a, encoded, strlen(encoded), &form) && form.count == !!*text);
	if (form.count)
		must(strcmp(form.fields[0].name, text) == 0 && !form.fields[0].value_length);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();

	decodes(a, data, size);
	percent_decodes(a, arena_copy(a, (const char *)data, size));
	must(strlen(hex_encode(a, data, size)) == 2 * size);
	must(strlen(base64_encode(a, data, size)) == (size + 2) / 3 * 4);
	must(strlen(base32_encode(a, data, size)) == (size * 8 + 4) / 5);
	return 0;
}

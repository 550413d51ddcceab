/* Ranges: what a listener's header asks for, and what a provider's says that it gives. */
#include "web/relay.h"

#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	"bytes=", "bytes ", "Bytes=", "-", "0", "9", "/", "*", ",", " ", "\t", "0-", "-1", "0-0",
	"4611686018427387903", "4611686018427387904", "9223372036854775807", "99999999999999999999",
	"0x1", "+1", NULL
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int64_t totals[] = { 0, 1, 2, 10, 4096, INT64_MAX / 2 };
	struct arena *a = fuzz_arena();
	const char *text = arena_copy(a, (const char *)data, size);
	struct span span, bytes;
	int64_t total;

	if (span_read(text, &span)) {
		must(span.first >= 0 || span.last >= 0);
		must(span.first < 0 || span.last < 0 || span.first <= span.last);
		for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
			if (span_resolve(&span, totals[i], &bytes))
				must(bytes.first >= 0 && bytes.first <= bytes.last &&
				    bytes.last < totals[i]);
	}
	if (content_range_read(text, &bytes, &total))
		must(bytes.first >= 0 && bytes.first <= bytes.last && bytes.last < total);
	return 0;
}

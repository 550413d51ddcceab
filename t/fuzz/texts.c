/* Files of texts: whatever stands in one, it is told what is wrong with it, or every date has words. */
#include "../lib/fuzz.h"
#include "desk/spoken.h"

const char *const fuzz_words[] = {
	"\n", " = ", "=", "#", "{", "}", "{when}", "{clinic}", "{hour}", "{n}", "call.menu", "hour.",
	"hour.9.30", "time.30", "time.13:30", "part.0", "visits.2", "minute.59", "language", "voice",
	"Google.hi-IN-Standard-A", "reply.cancel", "CANCEL", ",", "half.am", "\xef\xbb\xbf", NULL
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	static const struct civil now = { 2026, 12, 31, 9, 0, 0, 4 };
	struct texts *t;
	const struct texts_fault *f = texts_parse(a, (const char *)data, size, &t);

	for (; f; f = f->next)
		must(f->line >= 0 && *f->message && text_is_utf8(f->message, strlen(f->message)));
	for (int n = 0; n < 24 * 60; n += 7) {
		struct civil at = { 2026 + n % 3, 1 + n % 12, 1 + n % 31, n / 60, n % 60, 0, n % 7 };

		must(spoken_when(a, t, &at, &now) && written_when(a, t, &at, &now));
	}
	must(spoken_number(a, t, "+18455550100") && written_visits(a, t, 2));
	if (!texts_parse(a, (const char *)data, size, &t)) {
		must(*spoken_time(a, t, 9, 30) && *written_visits(a, t, 1));
		must(texts_voice(t).voice && texts_voice(t).language);
	}
	return 0;
}

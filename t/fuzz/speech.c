/* What a speech model says: whatever it is, what is left of it is part of it, and clean. */
#include "carrier/speech.h"

#include "../lib/fuzz.h"
#include "core/text.h"

const char *const fuzz_words[] = {
	"Thank you.", " ", "\n", "\r\n", "Thank you. Thank you. Thank you. Thank you. Thank you. ",
	"no no no no no no no no no ", "[BLANK_AUDIO]", "Thanks for watching!", "you", ".", "- ",
	"\xc3\xbc", "\xe0\xa4\xae", NULL
};

/* The words of `part` in their order are words of `whole`. */
static bool
is_part(const char *part, const char *whole)
{
	static const char space[] = " \t\r\n\v\f";

	while (*part) {
		size_t n = strcspn(part, space);

		for (;; whole += strcspn(whole, space)) {
			whole += strspn(whole, space);
			if (!*whole)
				return false;
			if (strcspn(whole, space) == n && memcmp(part, whole, n) == 0)
				break;
		}
		part += n;
		whole += n;
		part += strspn(part, space);
	}
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *text = arena_copy(a, (const char *)data, size);
	const char *clean = speech_clean(a, text);

	must(strlen(clean) <= strlen(text));
	must(!strpbrk(clean, "\t\r\n\v\f") && !strstr(clean, "  "));
	must(*clean != ' ' && (!*clean || clean[strlen(clean) - 1] != ' '));
	must(is_part(clean, text));
	if (text_is_utf8(text, strlen(text)))
		must(text_is_utf8(clean, strlen(clean)));
	return 0;
}

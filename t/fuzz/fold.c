/* Texts as words: what is kept is well-formed, and what is asked for in the words of a text is kept of that text. */
#include "core/fold.h"

#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	"'", "’", "-", ".", " ", "O'Brien", "555-0100", "İ", "ı", "ß", "Ł", "é", "e\xcc\x81", "ﬁ", "ﷺ", "½", "２", "٣", "予約", "が", "か\xe3\x82\x99", "예약", "นัด", "नियुक्ति",
	"க்ஷ", "שָׁ", "أَ", "ـ", "\xc2\xad", "\xe2\x80\x8d", "\xf0\x9f\x98\x80", "\xf0\xa0\x80\x80", "\xed\xa0\x80", "ΐ", "ᾳ", "Ǆ", "\xcd\x85", NULL
};

static bool
holds(const struct fold *f, const char *word)
{
	for (size_t i = 0; i < f->count; i++)
		if (!strcmp(f->words[i], word))
			return true;
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *text = arena_copy(a, (const char *)data, size);
	struct fold kept = fold_text(a, text), asked;
	bool prefix;

	for (size_t i = 0; i < kept.count; i++) {
		const char *word = kept.words[i];
		struct fold again = fold_text(a, word);

		must(*word && text_is_utf8(word, strlen(word)));
		must(text_characters(word) <= FOLD_WORD_MAX);
		must(!strpbrk(word, "%_\\'\" \t\n.-"));
		must(!i || strcmp(kept.words[i - 1], word) < 0);
		/* What is folded stays as it is. */
		must(holds(&again, word) || text_characters(word) == FOLD_WORD_MAX);
	}
	asked = fold_query(a, text, &prefix);
	must(asked.count <= FOLD_QUERY_MAX && (asked.count || !prefix));
	must((asked.count > 0) == (kept.count > 0));
	for (size_t i = 0; i < asked.count; i++) {
		must(holds(&kept, asked.words[i]));
		for (size_t k = 0; k < i; k++)
			must(strcmp(asked.words[i], asked.words[k]) != 0);
	}
	return 0;
}

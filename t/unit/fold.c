/* Texts as the words by which they are found: case, accents, joiners, scripts without spaces. */
#include "core/fold.h"

#include "core/text.h"
#include "tap.h"

static struct arena *a;

static const char *
line_of(const struct fold *f)
{
	struct text t = text_new(a);

	for (size_t i = 0; i < f->count; i++)
		text_printf(&t, "%s%s", i ? " " : "", f->words[i]);
	return t.data;
}

static void
test_texts(void)
{
	static const struct { const char *text, *words; } cases[] = {
		{ "", "" },
		{ " \n-- … ?! 🙂 ", "" },
		{ "Anna, Al and anna.", "al and anna" },
		{ "MÜLLER Müller muller", "muller" },
		{ "Łukasz Øre Æther ısı Straße Ñandú", "aether isi lukasz nandu ore strasse" },
		{ "e\xcc\x81t\xc3\xa9", "ete" },
		{ "O'Brien O’Brien OʼBrien", "brien o obrien" },
		{ "Anna's check-up", "anna annas check checkup s up" },
		{ "(845) 555-0100", "0100 555 5550100 845" },
		{ "845.555.0100", "0100 555 845 8455550100" },
		{ "at 10:30, 7pm", "10 30 7pm at" },
		{ "x_y a/b c@d", "a b c d x y" },
		{ "１２ ٣٤ ५६ ½", "1 12 2 34 56" },
		{ "ﬁne ＡＢＣ", "abc fine" },
		{ "so\xc2\xad" "ft", "soft" },
		{ "ΣΊΣΥΦΟΣ", "σισυφοσ" },
		{ "Ёлка", "елка" },
		{ "أَحْمَد", "احمد" },
		{ "שָׁלוֹם", "שלום" },
		/* Vowel signs and viramas are part of the word, a nukta is not. */
		{ "हिन्दी क़लम", "कलम हिन्दी" },
		{ "முன்பதிவு", "முன்பதிவு" },
		{ "予約する", "す する る 予 予約 約 約す" },
		{ "3時", "3 時" },
		{ "ガが", "が ガ ガが" },
		{ "예약을", "약 약을 예 예약 을" },
		{ "นัดหมาย", "ด ดห น นั ม มา ย ห หม ั ัด า าย" },
		{ "\xff\xfe broken", "" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fold f = fold_text(a, cases[i].text);
		const char *w = cases[i].words;
		size_t spaces = *w != '\0';

		for (; *w; w++)
			spaces += *w == ' ';
		is_int((int64_t)f.count, (int64_t)spaces, "%s: as many words", cases[i].text);
		is_text(line_of(&f), cases[i].words, "%s", cases[i].text);
	}
}

static void
test_queries(void)
{
	static const struct { const char *text, *words; bool prefix; } cases[] = {
		{ "", "", false },
		{ "?!", "", false },
		{ "Al", "al", false },
		{ "Ann", "ann", true },
		{ "Ann ", "ann", false },
		{ "the ann", "the ann", true },
		{ "ann the ann", "the ann", true },
		{ "O'Brien", "obrien", true },
		{ "check-up", "check up", false },
		{ "check-ups", "check ups", true },
		{ "845-555-0100", "845 555 0100", true },
		{ "予約", "予約", false },
		{ "予", "予", false },
		{ "予約する 約", "予約 約す する 約", false },
		{ "a b c d e f g h i j k l", "a b c d e f g h i j k l", false },
		{ "a b c d e f g h i j k l mnop", "a b c d e f g h i j k l", false },
		{ "%_\\", "", false },
		{ "50%", "50", false },
		{ "\xff", "", false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		bool prefix;
		struct fold f = fold_query(a, cases[i].text, &prefix);

		is_text(line_of(&f), cases[i].words, "asked for \"%s\"", cases[i].text);
		is_int(prefix, cases[i].prefix, "… the last one %s", cases[i].prefix ?
		    "may be a beginning" : "is whole");
	}
}

/* Whatever a query made of words of a text asks for is kept of that text. */
static void
test_found(void)
{
	static const char *const pairs[][2] = {
		{ "Mr. O’Brien called about a re-check at 10.30.", "o'brien re-check 10.30" },
		{ "Mr. O’Brien called about a re-check at 10.30.", "brien check 30" },
		{ "Ring +1 (845) 555-0100.", "8455550100" },
		{ "Ring +1 845-555-0100.", "8455550100" },
		{ "山田さんは水曜日に予約しました。", "水曜日 予約" },
		{ "วันพุธหน้านัดหมายแล้ว", "นัดหมาย" },
		{ "수요일에 예약을 했어요", "예약 수요일" },
	};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		bool prefix, all = true;
		struct fold kept = fold_text(a, pairs[i][0]);
		struct fold asked = fold_query(a, pairs[i][1], &prefix);

		for (size_t k = 0; k < asked.count; k++) {
			bool there = false;

			for (size_t n = 0; n < kept.count; n++)
				there |= !strcmp(kept.words[n], asked.words[k]);
			all &= there;
		}
		/* "8455550100" is not joined across a bracket and a space. */
		is_int(all && asked.count > 0, i != 2, "\"%s\" in \"%s\"", pairs[i][1],
		    pairs[i][0]);
	}
}

static void
test_limits(void)
{
	enum { LONG = 3 * 1024 * 1024 };
	char *text = arena_alloc(a, LONG + 1), *bigger = arena_alloc(a, FOLD_BYTES_MAX + 8);
	struct fold f;
	bool prefix;

	memset(text, 'x', 100);
	text[100] = '\0';
	f = fold_text(a, text);
	is_int((int64_t)f.count, 1, "a long word");
	is_int((int64_t)strlen(f.words[0]), FOLD_WORD_MAX, "is cut");
	is_text(fold_query(a, text, &prefix).words[0], f.words[0], "in a query too");
	memset(text, 'x', LONG);
	for (size_t i = 1; i < LONG; i += 2)
		text[i] = i == LONG - 2 ? 'y' : ' ';
	text[LONG - 1] = 'y';
	f = fold_text(a, text);
	is_text(line_of(&f), "x", "what lies far beyond is not looked at");
	for (size_t i = 0; i + 1 < FOLD_BYTES_MAX + 6; i += 2)
		memcpy(bigger + i, i % 4 ? "  " : "\xc3\xa9", 2);
	bigger[0] = 'a';
	bigger[1] = ' ';
	memcpy(bigger + FOLD_BYTES_MAX - 1, "\xc3\xa9", 3);
	f = fold_text(a, bigger);
	is_text(line_of(&f), "a e", "nor half a character");
}

int
main(void)
{
	a = arena_new(256 * 1024 * 1024);
	test_texts();
	test_queries();
	test_found();
	test_limits();
	arena_free(a);
	return done_testing();
}

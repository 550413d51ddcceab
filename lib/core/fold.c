/* Texts as words. See fold.h. Unicode's tables and algorithms are libunistring's. */
#include "core/fold.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "core/text.h"

enum { PREFIX_MIN = 3 };

/* --- folding ------------------------------------------------------------------------------- */

/* Letters that Unicode does not take apart, but that people type without their stroke. */
static const struct { ucs4_t letter; const char *plain; } strokes[] = {
	{ 0x00e6, "ae" }, { 0x00f0, "d" }, { 0x00f8, "o" }, { 0x00fe, "th" }, { 0x0111, "d" },
	{ 0x0127, "h" }, { 0x0131, "i" }, { 0x0142, "l" }, { 0x0153, "oe" }, { 0x0167, "t" },
};

/* Accents and points, by their canonical combining class: nukta; the points of Hebrew and Arabic;
 * what stands above or below a letter. Vowel signs, viramas, voicing marks and tones are not among
 * them: they make another word. */
static bool
is_accent(ucs4_t c)
{
	int class = uc_combining_class(c);

	return class == 7 || (class >= 10 && class <= 36) || class >= 200;
}

static bool
is_nothing(ucs4_t c)
{
	return c == 0x0640 || uc_is_general_category(c, UC_CATEGORY_Cf);	/* tatweel, joiners */
}

/* The folded characters, in the arena; NULL where the text is not UTF-8. */
static const uint32_t *
folded(struct arena *a, const char *text, size_t *count)
{
	size_t bytes = strnlen(text, FOLD_BYTES_MAX), n = 0, used = 0;
	uint32_t *wide, *kept, *whole;

	*count = 0;
	while (bytes && bytes == FOLD_BYTES_MAX && ((unsigned char)text[bytes] & 0xc0) == 0x80)
		bytes--;		/* not in the middle of a character */
	wide = text_is_utf8(text, bytes) ? u8_to_u32((const uint8_t *)text, bytes, NULL, &n) : NULL;
	if (!wide)
		return NULL;
	whole = u32_casefold(wide, n, NULL, UNINORM_NFKD, NULL, &n);
	free(wide);
	if (!whole)
		return NULL;
	arena_defer(a, free, whole);
	kept = arena_array(a, 2 * n + 1, sizeof *kept);
	for (size_t i = 0; i < n; i++) {
		int digit = uc_decimal_value(whole[i]);
		const char *plain = NULL;

		for (size_t k = 0; k < sizeof strokes / sizeof *strokes; k++)
			if (strokes[k].letter == whole[i])
				plain = strokes[k].plain;
		if (plain)
			while (*plain)
				kept[used++] = (uint32_t)*plain++;
		else if (digit >= 0)
			kept[used++] = (uint32_t)('0' + digit);
		else if (!is_accent(whole[i]) && !is_nothing(whole[i]))
			kept[used++] = whole[i];
	}
	/* Together again: a syllable of Korean is a character, and so is a voiced one of Japanese. */
	whole = u32_normalize(UNINORM_NFC, kept, used, NULL, count);
	if (!whole)
		return NULL;
	arena_defer(a, free, whole);
	return whole;
}

/* --- characters ---------------------------------------------------------------------------- */

/* One of them is a letter to Unicode. */
static bool
is_apostrophe(ucs4_t c)
{
	return c == '\'' || c == 0x2018 || c == 0x2019 || c == 0x02bc;
}

static bool
is_word(ucs4_t c)
{
	return !is_apostrophe(c) && uc_is_general_category_withtable(c,
	    UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N | UC_CATEGORY_MASK_M);
}

static bool
is_joiner(ucs4_t c)
{
	return is_apostrophe(c) || c == '-' || c == '.' || c == 0x2010 || c == 0x2011;
}

/* Of a script that is kept as pairs of characters. */
static bool
is_unspaced(ucs4_t c)
{
	static const struct { ucs4_t from, to; } ranges[] = {
		{ 0x0e01, 0x0eff },		/* Thai, Lao */
		{ 0x1000, 0x109f },		/* Burmese */
		{ 0x1100, 0x11ff },		/* Korean */
		{ 0x1780, 0x17ff },		/* Khmer */
		{ 0x3005, 0x3007 }, { 0x3041, 0x30ff }, { 0x31f0, 0x31ff },	/* Japanese */
		{ 0x3400, 0x4dbf }, { 0x4e00, 0x9fff },				/* Chinese */
		{ 0xac00, 0xd7ff },		/* Korean */
		{ 0xf900, 0xfaff }, { 0x20000, 0x3ffff },
	};

	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (c >= ranges[i].from && c <= ranges[i].to)
			return true;
	return false;
}

/* --- words --------------------------------------------------------------------------------- */

struct collector {
	struct arena *arena;
	struct fold found;
	size_t capacity;
};

static void
collect(struct collector *c, const uint32_t *characters, size_t count)
{
	uint8_t bytes[FOLD_WORD_MAX * 4];
	size_t n = sizeof bytes;

	if (!count)
		return;
	if (count > FOLD_WORD_MAX)
		count = FOLD_WORD_MAX;
	if (u32_to_u8(characters, count, bytes, &n) != bytes)
		return;			/* it fits always, and is Unicode: it came from UTF-8 */
	if (c->found.count == c->capacity) {
		const char **more;

		c->capacity = c->capacity ? 2 * c->capacity : 64;
		more = arena_array(c->arena, c->capacity, sizeof *more);
		for (size_t i = 0; i < c->found.count; i++)
			more[i] = c->found.words[i];
		c->found.words = more;
	}
	c->found.words[c->found.count++] = arena_copy(c->arena, (const char *)bytes, n);
}

/* A run of a script without spaces: its pairs, and in an index its characters too, so that one that
 * is asked for alone is found wherever it stands. */
static void
collect_pairs(struct collector *c, const uint32_t *s, size_t n, bool is_query)
{
	for (size_t i = 0; i < n; i++) {
		if (!is_query || n == 1)
			collect(c, s + i, 1);
		if (i + 1 < n)
			collect(c, s + i, 2);
	}
}

/* Characters from s on that belong together: all of a script with spaces, or all of one without. */
static size_t
run_of(const uint32_t *s, size_t n)
{
	size_t k = 0;

	while (k < n && is_word(s[k]) && is_unspaced(s[k]) == is_unspaced(*s))
		k++;
	return k;
}

/* Characters of a word as they come together, as many as are kept. */
struct joined {
	uint32_t s[FOLD_WORD_MAX];
	size_t n;
};

static void
join(struct joined *j, const uint32_t *s, size_t n)
{
	for (size_t i = 0; i < n && j->n < FOLD_WORD_MAX; i++)
		j->s[j->n++] = s[i];
}

/* A word with the parts that joiners connect; gives how far it reaches. What apostrophes connect is
 * asked for as one, all else by its parts; kept is each part, what apostrophes connect, and all. */
static size_t
collect_word(struct collector *c, const uint32_t *s, size_t n, bool is_query)
{
	struct joined whole = { .n = 0 }, run = { .n = 0 };
	size_t at = 0;

	for (;;) {
		size_t k = run_of(s + at, n - at);
		bool more = at + k + 1 < n && is_joiner(s[at + k]) && is_word(s[at + k + 1]) &&
		    !is_unspaced(s[at + k + 1]);

		join(&whole, s + at, k);
		join(&run, s + at, k);
		if (!is_query)
			collect(c, s + at, k);
		at += k;
		if (!more || !is_apostrophe(s[at])) {
			collect(c, run.s, run.n);
			run.n = 0;
		}
		if (!more)
			break;
		at++;
	}
	if (!is_query)
		collect(c, whole.s, whole.n);
	return at;
}

static struct fold
words_of(struct arena *a, const char *text, bool is_query, bool *ended)
{
	struct collector c = { .arena = a };
	size_t n, at = 0;
	const uint32_t *s = folded(a, text, &n);

	*ended = true;
	while (s && at < n) {
		if (!is_word(s[at])) {
			at++;
			*ended = true;
			continue;
		}
		*ended = false;
		if (is_unspaced(s[at])) {
			size_t k = run_of(s + at, n - at);

			collect_pairs(&c, s + at, k, is_query);
			at += k;
		} else {
			at += collect_word(&c, s + at, n - at, is_query);
		}
	}
	return c.found;
}

static int
by_bytes(const void *x, const void *y)
{
	const char *const *a = x, *const *b = y;

	return strcmp(*a, *b);
}

struct fold
fold_text(struct arena *a, const char *text)
{
	bool ended;
	struct fold f = words_of(a, text, false, &ended);
	size_t kept = 0;

	if (f.count)
		qsort(f.words, f.count, sizeof *f.words, by_bytes);
	for (size_t i = 0; i < f.count; i++)
		if (!kept || strcmp(f.words[kept - 1], f.words[i]) != 0)
			f.words[kept++] = f.words[i];
	f.count = kept;
	return f;
}

struct fold
fold_query(struct arena *a, const char *text, bool *prefix)
{
	bool ended;
	struct fold f = words_of(a, text, true, &ended);
	const char *last = f.count ? f.words[f.count - 1] : "";
	size_t kept = 0;
	ucs4_t first = 0;

	(void)u8_strmbtouc(&first, (const uint8_t *)last);
	*prefix = !ended && !is_unspaced(first) && text_characters(last) >= PREFIX_MIN;
	for (size_t i = 0; i < f.count; i++) {
		bool again = false;

		/* Of two that are the same the later one stays: the last word is the last. */
		for (size_t k = i + 1; k < f.count; k++)
			again |= strcmp(f.words[i], f.words[k]) == 0;
		if (!again)
			f.words[kept++] = f.words[i];
	}
	f.count = kept;
	if (f.count > FOLD_QUERY_MAX) {
		f.count = FOLD_QUERY_MAX;
		*prefix = false;
	}
	return f;
}

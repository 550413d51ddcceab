/* Patterns of words. See phrases.h. */
#include "desk/phrases.h"

#include <assert.h>

#include "core/text.h"

enum { BUCKETS = 4096, ELEMENTS_MAX = 16, GAP_SHORT = 3, GAP_LONG = 6 };

enum element_kind { ELEMENT_WORD, ELEMENT_GAP, ELEMENT_BEGIN, ELEMENT_END };

struct element {
	enum element_kind kind;
	bool optional;
	size_t gap;
	uint64_t classes;
	size_t id_count, stem_count;
	int *ids;
	const char **stems;
};

struct compiled { int sign; size_t count; struct element *elements; };

/* A word that some pattern or class knows. */
struct known { const char *text; int id; uint64_t classes; struct known *next; };

struct stem { const char *text; uint64_t classes; };

struct phrasebook {
	struct arena *arena;
	const struct word_class *classes;
	struct known *buckets[BUCKETS];
	struct stem *stems;
	size_t stem_count;
	int ids;
	struct compiled *phrases;
	size_t count;
};

static size_t
hash(const char *text)
{
	uint32_t h = 2166136261u;		/* FNV-1a */

	while (*text)
		h = (h ^ (unsigned char)*text++) * 16777619u;
	return h % BUCKETS;
}

static struct known *
known_find(const struct phrasebook *book, const char *text)
{
	struct known *k = book->buckets[hash(text)];

	while (k && strcmp(k->text, text) != 0)
		k = k->next;
	return k;
}

static struct known *
known_get(struct phrasebook *book, const char *text)
{
	struct known *k = known_find(book, text);
	size_t bucket;

	if (k)
		return k;
	bucket = hash(text);
	k = arena_alloc(book->arena, sizeof *k);
	k->text = text;
	k->id = ++book->ids;
	k->next = book->buckets[bucket];
	book->buckets[bucket] = k;
	return k;
}

/* The next piece of *s before one of the separators, in the arena; NULL at the end. */
static const char *
piece(struct arena *a, const char **s, char separator)
{
	const char *begin = *s;
	size_t n;

	while (*begin == separator)
		begin++;
	if (!*begin)
		return NULL;
	for (n = 0; begin[n] && begin[n] != separator; n++)
		;
	*s = begin + n;
	return arena_copy(a, begin, n);
}

static uint64_t
class_bit(const struct phrasebook *book, const char *name, size_t length)
{
	for (size_t i = 0; book->classes[i].name; i++)
		if (strlen(book->classes[i].name) == length &&
		    strncmp(book->classes[i].name, name, length) == 0)
			return UINT64_C(1) << i;
	assert(!"a class that a pattern names");
	return 0;
}

static void
classes_read(struct phrasebook *book)
{
	size_t stems = 0;

	for (size_t i = 0; book->classes[i].name; i++)
		for (const char *s = book->classes[i].words; *s; s++)
			stems += *s == '*';
	book->stems = arena_array(book->arena, stems + 1, sizeof *book->stems);
	for (size_t i = 0; book->classes[i].name; i++) {
		const char *s = book->classes[i].words, *word;

		assert(i < WORD_CLASSES_MAX);
		while ((word = piece(book->arena, &s, ' ')) != NULL) {
			size_t n = strlen(word);

			if (word[n - 1] == '*')
				book->stems[book->stem_count++] = (struct stem){
				    arena_copy(book->arena, word, n - 1), UINT64_C(1) << i };
			else
				known_get(book, word)->classes |= UINT64_C(1) << i;
		}
	}
}

static void
element_read(struct phrasebook *book, const char *text, struct element *e)
{
	size_t n = strlen(text), alternatives = 1;
	const char *alternative;

	if (text_same(text, "..") || text_same(text, "....")) {
		*e = (struct element){ .kind = ELEMENT_GAP, .gap = n == 2 ? GAP_SHORT : GAP_LONG };
		return;
	}
	if (text_same(text, "^") || text_same(text, "$")) {
		e->kind = *text == '^' ? ELEMENT_BEGIN : ELEMENT_END;
		return;
	}
	if (text[n - 1] == '?') {
		e->optional = true;
		text = arena_copy(book->arena, text, --n);
	}
	for (const char *p = text; *p; p++)
		alternatives += *p == '|';
	e->ids = arena_array(book->arena, alternatives, sizeof *e->ids);
	e->stems = arena_array(book->arena, alternatives, sizeof *e->stems);
	while ((alternative = piece(book->arena, &text, '|')) != NULL) {
		n = strlen(alternative);
		if (alternative[0] == '<')
			e->classes |= class_bit(book, alternative + 1, n - 2);
		else if (alternative[n - 1] == '*')
			e->stems[e->stem_count++] = arena_copy(book->arena, alternative, n - 1);
		else
			e->ids[e->id_count++] = known_get(book, alternative)->id;
	}
}

static void
phrase_read(struct phrasebook *book, const struct phrase *phrase, struct compiled *compiled)
{
	const char *s = phrase->pattern, *text;

	compiled->sign = phrase->sign;
	compiled->elements = arena_array(book->arena, ELEMENTS_MAX, sizeof *compiled->elements);
	while ((text = piece(book->arena, &s, ' ')) != NULL) {
		assert(compiled->count < ELEMENTS_MAX);
		element_read(book, text, &compiled->elements[compiled->count++]);
	}
	assert(compiled->count);
}

struct phrasebook *
phrasebook_new(struct arena *a, const struct word_class *classes, const struct phrase *phrases)
{
	struct phrasebook *book = arena_alloc(a, sizeof *book);
	size_t n = 0;

	book->arena = a;
	book->classes = classes;
	classes_read(book);
	while (phrases[n].pattern)
		n++;
	book->phrases = arena_array(a, n + 1, sizeof *book->phrases);
	for (; book->count < n; book->count++)
		phrase_read(book, &phrases[book->count], &book->phrases[book->count]);
	return book;
}

void
phrasebook_tag(const struct phrasebook *book, struct words *words)
{
	for (size_t i = 0; i < words->count; i++) {
		struct word *word = &words->at[i];
		const struct known *k = known_find(book, word->text);

		word->id = k ? k->id : 0;
		word->classes = k ? k->classes : 0;
		for (size_t n = 0; n < book->stem_count; n++)
			if (text_has_prefix(word->text, book->stems[n].text))
				word->classes |= book->stems[n].classes;
	}
}

static bool
element_holds(const struct element *e, const struct word *word)
{
	if (word->classes & e->classes)
		return true;
	for (size_t i = 0; i < e->id_count; i++)
		if (word->id == e->ids[i])
			return true;
	for (size_t i = 0; i < e->stem_count; i++)
		if (text_has_prefix(word->text, e->stems[i]))
			return true;
	return false;
}

/* Patterns are short, and their gaps few: the recursion ends with them. */
static size_t
match(const struct element *e, size_t count, const struct words *words, size_t i, size_t from,
    size_t to)
{
	size_t end;

	if (count == 0)
		return i;
	switch (e->kind) {
	case ELEMENT_BEGIN:
		return i == from ? match(e + 1, count - 1, words, i, from, to) : 0;
	case ELEMENT_END:
		return i == to ? match(e + 1, count - 1, words, i, from, to) : 0;
	case ELEMENT_GAP:
		for (size_t n = 0; n <= e->gap && i + n <= to; n++)
			if ((end = match(e + 1, count - 1, words, i + n, from, to)) != 0)
				return end;
		return 0;
	case ELEMENT_WORD:
		if (i < to && element_holds(e, &words->at[i]) &&
		    (end = match(e + 1, count - 1, words, i + 1, from, to)) != 0)
			return end;
		return e->optional ? match(e + 1, count - 1, words, i, from, to) : 0;
	}
	return 0;
}

size_t
phrase_match(const struct phrasebook *book, size_t n, const struct words *words, size_t i,
    size_t from, size_t to)
{
	const struct compiled *phrase = &book->phrases[n];

	return match(phrase->elements, phrase->count, words, i, from, to);
}

size_t
phrase_find(const struct phrasebook *book, size_t n, const struct words *words, size_t i,
    size_t from, size_t to, size_t *end)
{
	for (; n < book->count; n++)
		if ((*end = phrase_match(book, n, words, i, from, to)) != 0)
			return n;
	return SIZE_MAX;
}

int
phrase_sign(const struct phrasebook *book, size_t n)
{
	return book->phrases[n].sign;
}

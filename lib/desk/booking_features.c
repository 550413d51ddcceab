/* A text's features. See booking_features.h. */
#include "desk/booking_features.h"

#include <ctype.h>
#include <stdlib.h>

#include "core/text.h"

enum { LEXICON_SLOTS = 8192, STEM_MIN = 3, TOKENS_OF_WORD = 3, WORDS_MAX = 4000,
	GRAM_OF_WORDS = 3, GRAM_OF_CLASSES = 4, GRAM_OF_TOPICS = 3,
	SKIP_OF_CLASSES = 5, SKIP_OF_TOPICS = 5, SKIP_OF_WORDS = 3 };

/* A text, told in three ways. */
struct streams {
	struct tokens words;
	struct tokens classes;		/* of the lexicon alone */
	struct tokens topics;		/* in place of the words that have one */
};

struct entry { const char *word; size_t length; const char *class; };

struct reader {
	struct arena *arena;
	struct features *out;
	struct entry *lexicon, *topics;
	size_t capacity;
	bool named;
};

uint32_t
feature_hash(uint32_t hash, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 16777619U;
	return hash;
}

/* --- the lexicon ------------------------------------------------------------------------------ */

static struct entry *
lexicon_slot(struct entry *lexicon, const char *word, size_t length)
{
	size_t i = feature_hash(FEATURE_HASH, word, length) % LEXICON_SLOTS;

	while (lexicon[i].word && (lexicon[i].length != length ||
	    memcmp(lexicon[i].word, word, length) != 0))
		i = (i + 1) % LEXICON_SLOTS;
	return &lexicon[i];
}

static struct entry *
lexicon_new(struct arena *a, const struct lexicon_class *classes)
{
	struct entry *lexicon = arena_array(a, LEXICON_SLOTS, sizeof *lexicon);

	for (const struct lexicon_class *c = classes; c->name; c++)
		for (const char *p = c->words; *p; ) {
			size_t n = strcspn(p, " ");
			struct entry *e = lexicon_slot(lexicon, p, n);

			if (!e->word)
				*e = (struct entry){ p, n, c->name };
			p += n + strspn(p + n, " ");
		}
	return lexicon;
}

/* The word's class; NULL: it has none. */
static const char *
lexicon_class(struct entry *lexicon, const char *word)
{
	char stem[16];
	size_t n = strlen(word);
	const struct entry *e = lexicon_slot(lexicon, word, n);

	if (e->word)
		return e->class;
	for (n = n < sizeof stem - 1 ? n : sizeof stem - 1; n >= STEM_MIN; n--) {
		for (size_t i = 0; i < n; i++)
			stem[i] = word[i];
		stem[n] = '*';
		e = lexicon_slot(lexicon, stem, n + 1);
		if (e->word)
			return e->class;
	}
	return NULL;
}

/* --- tokens ----------------------------------------------------------------------------------- */

static const char *
time_token(const struct stated_time *t)
{
	if (t->past)
		return "#past";
	if (t->bound)
		return "#limit";
	return t->has_day && t->has_time ? "#slot" : t->has_time ? "#hour" : "#day";
}

static void
token_put(struct tokens *t, struct token token)
{
	/* "Maria Lopez" is one name, "1 2 3" one number. */
	if (t->count && (*token.text == '#' || *token.text == '@') &&
	    text_same(t->at[t->count - 1].text, token.text) &&
	    t->at[t->count - 1].sentence == token.sentence)
		return;
	t->at[t->count++] = token;
}

static void
token_put_once(struct tokens *t, struct token token)
{
	if (!t->count || !text_same(t->at[t->count - 1].text, token.text))
		token_put(t, token);
}

static struct token
token_of(const char *text, size_t word, size_t sentence)
{
	return (struct token){ .text = text, .word = word, .sentence = sentence };
}

/* Word i, which is no part of a time; first: it begins a sentence, where a capital tells nothing. */
static void
word_put(struct reader *r, struct streams *s, size_t i, size_t sentence, bool first)
{
	const struct word *w = &r->out->words.at[i];
	const char *class = lexicon_class(r->lexicon, w->text);
	const char *topic = lexicon_class(r->topics, w->text), *plain = w->text;

	if (isdigit((unsigned char)*w->text))
		plain = "#number";
	else if (w->begins_upper && !class && !first)
		plain = "@name";
	token_put(&s->words, (struct token){ plain, class, topic, i, sentence });
	if (class)
		token_put_once(&s->classes, token_of(class, i, sentence));
	token_put_once(&s->topics,
	    token_of(topic ? topic : class ? class : plain, i, sentence));
}

static struct streams
streams_read(struct reader *r)
{
	static const char *const marks[] = { [END_COMMA] = ",", [END_BREAK] = ";",
		[END_COLON] = ":", [END_SENTENCE] = ".", [END_QUESTION] = "?" };
	const struct words *words = &r->out->words;
	size_t sentence = 0, time = 0, room = TOKENS_OF_WORD * words->count + 1;
	struct streams s = { 0 };
	bool first = true;

	s.words.at = arena_array(r->arena, room, sizeof *s.words.at);
	s.classes.at = arena_array(r->arena, room, sizeof *s.classes.at);
	s.topics.at = arena_array(r->arena, room, sizeof *s.topics.at);
	for (size_t i = 0; i < words->count; i++) {
		const struct word *w = &words->at[i];
		const struct stated_time *t;
		bool is_time;

		while (time < r->out->time_count && r->out->times[time].end <= i)
			time++;
		t = time < r->out->time_count ? &r->out->times[time] : NULL;
		is_time = t && t->first <= i;
		if (!is_time) {
			word_put(r, &s, i, sentence, first);
		} else if (t->first == i) {
			token_put(&s.words, token_of(time_token(t), i, sentence));
			token_put(&s.classes, token_of(time_token(t), i, sentence));
			token_put(&s.topics, token_of(time_token(t), i, sentence));
		}
		first = false;
		if (w->end == END_NONE || (is_time && i + 1 < t->end))
			continue;
		token_put(&s.words, token_of(marks[w->end], i, sentence));
		token_put(&s.topics, token_of(marks[w->end], i, sentence));
		if (w->end != END_COMMA)
			token_put(&s.classes,
			    token_of(w->end == END_QUESTION ? "?" : ".", i, sentence));
		if (w->end == END_SENTENCE || w->end == END_QUESTION) {
			sentence++;
			first = true;
		}
	}
	return s;
}

/* --- features ---------------------------------------------------------------------------------- */

static void
feature_put(struct reader *r, uint32_t hash, size_t from, size_t to, const char *name)
{
	struct features *f = r->out;

	if (f->count == r->capacity) {
		size_t capacity = r->capacity ? 2 * r->capacity : 1024;
		struct feature *more = arena_array(r->arena, capacity, sizeof *more);

		if (f->count)
			memcpy(more, f->at, f->count * sizeof *more);
		f->at = more;
		r->capacity = capacity;
	}
	f->at[f->count++] = (struct feature){ hash, from, to, name };
}

/* Every run of up to `longest` of the tokens [from, t->count), which a border stands around. */
static void
grams_put(struct reader *r, char family, const struct tokens *t, size_t from, size_t longest)
{
	static const struct token border = { .text = "|" };
	size_t count = t->count - from + 2;

	for (size_t i = 0; i < count; i++) {
		uint32_t hash = feature_hash(FEATURE_HASH, &family, 1);
		const char *name = r->named ? arena_printf(r->arena, "%c", family) : NULL;
		size_t first = SIZE_MAX, last = 0;

		for (size_t n = 0; n < longest && i + n < count; n++) {
			const struct token *k = i + n == 0 || i + n + 1 == count ? &border :
			    &t->at[from + i + n - 1];

			hash = feature_hash(feature_hash(hash, " ", 1), k->text, strlen(k->text));
			if (r->named)
				name = arena_printf(r->arena, "%s %s", name, k->text);
			if (k != &border) {
				first = first < k->word ? first : k->word;
				last = k->word + 1;
			}
			if (first != SIZE_MAX)
				feature_put(r, hash, first, last, name);
		}
	}
}

/* Every two tokens that stand two to `furthest` places apart. */
static void
skips_put(struct reader *r, char family, const struct tokens *t, size_t furthest)
{
	for (size_t i = 0; i < t->count; i++) {
		const char *one = t->at[i].text;
		uint32_t hash;

		if (*one == '.')
			continue;
		hash = feature_hash(FEATURE_HASH, (const char[]){ family, ' ' }, 2);
		hash = feature_hash(hash, one, strlen(one));
		for (size_t n = 2; n <= furthest && i + n < t->count; n++) {
			const char *other = t->at[i + n].text;

			if (*other != '.')
				feature_put(r, feature_hash(feature_hash(hash, " ", 1), other,
				    strlen(other)), t->at[i].word, t->at[i + n].word + 1,
				    r->named ? arena_printf(r->arena, "%c %s %s", family, one,
					other) : NULL);
		}
	}
}

static size_t
last_sentence(const struct tokens *t)
{
	size_t i = t->count;

	while (i > 0 && t->at[i - 1].sentence == t->at[t->count - 1].sentence)
		i--;
	return i;
}

static int
feature_compare(const void *one, const void *other)
{
	const struct feature *a = one, *b = other;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return a->from != b->from ? (a->from < b->from ? -1 : 1) : 0;
}

/* --- languages --------------------------------------------------------------------------------- */

static size_t
words_among(const struct words *words, const char *const *list)
{
	size_t n = 0;

	for (size_t i = 0; i < words->count; i++)
		for (size_t k = 0; list[k]; k++)
			n += text_same(words->at[i].text, list[k]);
	return n;
}

/* Are most of its letters of another script (Hindi, Tamil)? Dashes and quotes count with these, but
 * no text has as many of them as of letters. */
static bool
is_of_other_script(const char *text, size_t bytes)
{
	size_t latin = 0, other = 0;

	for (size_t i = 0; i < bytes; i++) {
		latin += isalpha((unsigned char)text[i]) != 0;
		other += (unsigned char)text[i] >= 0xe0;	/* begins three bytes or four */
	}
	return other > latin;
}

static bool
is_spanish(const struct words *words)
{
	static const char *const spanish[] = { "el", "la", "de", "que", "para", "una", "un", "con",
		"los", "las", "se", "por", "su", "del", "y", "en", "al", "cita", "lo", "le", "no",
		NULL };
	static const char *const english[] = { "the", "to", "and", "was", "for", "of", "she", "he",
		"is", "an", "in", "at", "on", "her", "his", "with", "that", "called", "it", "no",
		NULL };

	return words_among(words, spanish) > words_among(words, english);
}

/* Words that are one, so that the lexicon knows them. */
static const char *const joins[][3] = {
	{ "check", "up", "checkup" }, { "check", "ups", "checkup" },
	{ "follow", "up", "followup" }, { "follow", "ups", "followup" },
	{ "no", "show", "noshow" }, { "call", "back", "callback" }, { "ring", "back", "callback" },
	{ "phone", "back", "callback" }, { "voice", "mail", "voicemail" },
	{ "wait", "list", "waitlist" }, { "waiting", "list", "waitlist" },
	{ "root", "canal", "rootcanal" }, { "x", "ray", "xray" }, { "x", "rays", "xray" },
	{ "walk", "in", "walkin" }, { "walk", "ins", "walkin" }, { "set", "up", "setup" },
	{ "blood", "work", "bloodwork" }, { "blood", "test", "bloodwork" },
	{ "blood", "draw", "bloodwork" }, { "no", "one", "noone" }, { "any", "one", "anyone" },
	{ "sign", "off", "signoff" }, { "next", "door", "nextdoor" },
	{ "wrong", "number", "wrongnumber" }, { "por", "que", "porque" },
	{ NULL, NULL, NULL }
};

struct features
features_read(struct arena *a, const char *text, size_t bytes, const struct civil *called_at,
    bool named)
{
	struct features out = { 0 };
	struct reader r = { .arena = a, .out = &out, .named = named };
	struct streams s;
	enum tongue tongue;

	out.words = words_split(a, text, bytes);
	tongue = is_spanish(&out.words) ? TONGUE_SPANISH : TONGUE_ENGLISH;
	words_join(&out.words, joins);
	if (!is_of_other_script(text, bytes))	/* whose times are words to the model: so it learned */
		out.time_count = stated_times(a, &out.words, tongue, called_at, &out.times);
	if (out.words.count > WORDS_MAX)
		out.words.count = WORDS_MAX;
	while (out.time_count && out.times[out.time_count - 1].end > out.words.count)
		out.time_count--;
	r.lexicon = lexicon_new(a, booking_lexicon);
	r.topics = lexicon_new(a, booking_topics);
	s = streams_read(&r);
	out.tokens = s.words;
	grams_put(&r, 'w', &s.words, 0, GRAM_OF_WORDS);
	grams_put(&r, 'l', &s.words, last_sentence(&s.words), GRAM_OF_WORDS);
	grams_put(&r, 'k', &s.classes, 0, GRAM_OF_CLASSES);
	grams_put(&r, 'm', &s.classes, last_sentence(&s.classes), GRAM_OF_CLASSES);
	skips_put(&r, 's', &s.classes, SKIP_OF_CLASSES);
	grams_put(&r, 'x', &s.topics, 0, GRAM_OF_TOPICS);
	skips_put(&r, 'y', &s.topics, SKIP_OF_TOPICS);
	skips_put(&r, 'v', &s.words, SKIP_OF_WORDS);
	if (out.count)
		qsort(out.at, out.count, sizeof *out.at, feature_compare);
	if (words_are_indic(&out.words))		/* for the detector, which says when a visit is */
		out.time_count = stated_times(a, &out.words, TONGUE_INDIC, called_at, &out.times);
	return out;
}

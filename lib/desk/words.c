/* A text as words. See words.h. */
#include "desk/words.h"

#include <ctype.h>

#include "core/text.h"

struct splitter {
	struct arena *arena;
	const char *text;
	size_t at, end;
	struct words words;
	size_t capacity;
	bool new_line;
};

/* Code points between words. */
enum { NOT_UTF8 = 0xfffd, DANDA = 0x0964, DOUBLE_DANDA = 0x0965, APOSTROPHE = 0x02bc };

/* One code point from [p, end) and its length; NOT_UTF8 for a byte that begins none. */
static uint32_t
decode(const char *p, const char *end, size_t *bytes)
{
	unsigned char c = (unsigned char)*p;
	uint32_t code;

	*bytes = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 1;
	if (c < 0x80)
		return c;
	if (*bytes == 1 || (size_t)(end - p) < *bytes || !text_is_utf8(p, *bytes)) {
		*bytes = 1;
		return NOT_UTF8;
	}
	code = c & (0x7fu >> *bytes);
	for (size_t i = 1; i < *bytes; i++)
		code = code << 6 | ((unsigned char)p[i] & 0x3f);
	return code;
}

/* The plain letter of a Latin one; 0: it has none. */
static char
fold_latin(uint32_t code)
{
	/* U+00C0 to U+00FF; a space is no letter. */
	static const char
	    plain[] = "aaaaaaaceeeeiiiidnooooo ouuuuypsaaaaaaaceeeeiiiidnooooo ouuuuypy";

	if (code < 0xc0 || code - 0xc0 >= sizeof plain - 1 || plain[code - 0xc0] == ' ')
		return 0;
	return plain[code - 0xc0];
}

static bool
is_letter(uint32_t code)
{
	if (code < 0x80)
		return isalpha((int)code);
	if (code == 0xaa || code == 0xba)	/* Spanish ordinals */
		return true;
	if (code < 0xc0 || code == 0xd7 || code == 0xf7 || code == NOT_UTF8)
		return false;
	if (code == DANDA || code == DOUBLE_DANDA || code == 0x0970 || code == APOSTROPHE)
		return false;
	/* General punctuation, arrows, signs, dingbats; CJK punctuation; wide forms; emoji. The
	 * joiners of Indic scripts are parts of words. */
	if (code == 0x200c || code == 0x200d)
		return true;
	return !(code >= 0x2000 && code <= 0x2bff) && !(code >= 0x3000 && code <= 0x303f) &&
	    !(code >= 0xfe00 && code <= 0xffef) && code < 0x1f000;
}

static bool
is_apostrophe(uint32_t code)
{
	return code == '\'' || code == 0x2018 || code == 0x2019 || code == APOSTROPHE || code == '`';
}

static uint32_t
peek(const struct splitter *s, size_t at, size_t *bytes)
{
	*bytes = 0;
	return at < s->end ? decode(s->text + at, s->text + s->end, bytes) : 0;
}

static struct word *
last_word(struct splitter *s)
{
	return s->words.count ? &s->words.at[s->words.count - 1] : NULL;
}

static void
end_put(struct splitter *s, enum word_end end)
{
	struct word *last = last_word(s);

	if (last && last->end < end)
		last->end = end;
}

static struct word *
word_put(struct splitter *s, const char *text, size_t from, size_t to)
{
	struct word *word;

	if (s->words.count == s->capacity) {
		size_t capacity = s->capacity ? 2 * s->capacity : 64;
		struct word *more = arena_array(s->arena, capacity, sizeof *more);

		if (s->words.count)
			memcpy(more, s->words.at, s->words.count * sizeof *more);
		s->words.at = more;
		s->capacity = capacity;
	}
	word = &s->words.at[s->words.count++];
	*word = (struct word){ .text = text, .from = from, .to = to };
	word->begins_line = s->new_line;
	s->new_line = false;
	return word;
}

/* What an apostrophe takes off a word's end. */
static bool
contraction_put(struct splitter *s, const char *text, size_t from, size_t to)
{
	static const struct { const char *end, *base, *more; } known[] = {
		{ "can't", "can", "not" }, { "won't", "will", "not" }, { "shan't", "shall", "not" },
		{ "let's", "let", "us" }, { "ain't", "is", "not" },
		{ "it's", "it", "is" }, { "she's", "she", "is" }, { "he's", "he", "is" },
		{ "that's", "that", "is" }, { "there's", "there", "is" }, { "who's", "who", "is" },
		{ "what's", "what", "is" }, { "here's", "here", "is" },
		{ "everything's", "everything", "is" }, { "nothing's", "nothing", "is" },
	};
	static const struct { const char *end, *more; } ends[] = {
		{ "n't", "not" }, { "'ll", "will" }, { "'re", "are" }, { "'ve", "have" },
		{ "'m", "am" }, { "'d", "would" }, { "'s", NULL },
	};
	size_t length = strlen(text);
	struct word *word;

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (text_same(text, known[i].end)) {
			word_put(s, known[i].base, from, to);
			word_put(s, known[i].more, from, to);
			return true;
		}
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		size_t n = strlen(ends[i].end);

		if (length <= n || !text_same(text + length - n, ends[i].end))
			continue;
		word = word_put(s, arena_copy(s->arena, text, length - n), from, to);
		word->possessive = !ends[i].more;
		if (ends[i].more)
			word_put(s, ends[i].more, from, to);
		return true;
	}
	return false;
}

static void
letters_put(struct splitter *s)
{
	struct text folded = text_new(s->arena);
	size_t from = s->at, bytes, after;
	bool upper = false, first = true, apostrophe = false;
	struct word *word;
	uint32_t code;
	size_t count = s->words.count;

	for (; (code = peek(s, s->at, &bytes)) != 0; s->at += bytes, first = false) {
		char plain = fold_latin(code);

		if (is_apostrophe(code)) {
			if (!is_letter(peek(s, s->at + bytes, &after)))
				break;
			text_putc(&folded, '\'');
			apostrophe = true;
			continue;
		}
		if (!is_letter(code)) {
			/* Written together they are another word: "re-scheduled". */
			if (code == '-' && text_same(folded.data, "re") &&
			    is_letter(peek(s, s->at + bytes, &after)))
				continue;
			break;
		}
		if (first)
			upper = (code < 0x80 && isupper((int)code)) ||
			    (code >= 0xc0 && code <= 0xde);
		if (code < 0x80)
			text_putc(&folded, (char)tolower((int)code));
		else if (plain)
			text_putc(&folded, plain);
		else
			text_put(&folded, s->text + s->at, bytes);
	}
	if (text_same(folded.data, "si") && s->at - from == 3)
		folded.data = arena_string(s->arena, "s\u00ed"); /* Spanish "yes" is no "if" */
	if (text_same(folded.data, "cannot")) {
		word_put(s, "can", from, s->at);
		word_put(s, "not", from, s->at);
	} else if (!apostrophe || !contraction_put(s, folded.data, from, s->at)) {
		word = word_put(s, folded.data, from, s->at);
		if (s->text[s->at < s->end ? s->at : from] == '\'' && folded.length > 1 &&
		    folded.data[folded.length - 1] == 's')
			word->possessive = true;	/* "the parents' appointment" */
	}
	if (s->words.count > count)
		s->words.at[count].begins_upper = upper;
}

static bool
digit_at(const struct splitter *s, size_t at)
{
	return at < s->end && isdigit((unsigned char)s->text[at]);
}

/* "10:30", "11/24/2026", "24th", "14h30" (as "14:30"). */
static void
digits_put(struct splitter *s)
{
	size_t from = s->at, digits, letters;
	const char *text = s->text;

	while (digit_at(s, s->at) || (s->at < s->end && strchr(":/.,-", text[s->at]) &&
	    digit_at(s, s->at + 1)))
		s->at++;
	digits = s->at - from;
	for (letters = 0; s->at + letters < s->end &&
	    isalpha((unsigned char)text[s->at + letters]); letters++)
		;
	if (letters == 2 &&
	    (!strncasecmp(text + s->at, "st", 2) || !strncasecmp(text + s->at, "nd", 2) ||
		!strncasecmp(text + s->at, "rd", 2) || !strncasecmp(text + s->at, "th", 2))) {
		s->at += 2;
		word_put(s,
		    arena_printf(s->arena, "%.*s%c%c", (int)digits, text + from,
			tolower((unsigned char)text[s->at - 2]),
			tolower((unsigned char)text[s->at - 1])),
		    from, s->at);
		return;
	}
	if (digits <= 2 && letters == 1 && (text[s->at] == 'h' || text[s->at] == 'H')) {
		bool minutes = digit_at(s, s->at + 1) && digit_at(s, s->at + 2) &&
		    !digit_at(s, s->at + 3);

		word_put(s, arena_printf(s->arena, "%.*s:%.2s", (int)digits, text + from,
		    minutes ? text + s->at + 1 : "00"), from, s->at + (minutes ? 3 : 1));
		s->at += minutes ? 3 : 1;
		return;
	}
	word_put(s, arena_copy(s->arena, text + from, digits), from, s->at);
}

/* Is the full stop at s->at that of an abbreviation ("Dr.", "J.")? */
static bool
is_abbreviation(struct splitter *s)
{
	static const char *const known[] = {
		"dr",
		"dra",
		"mr",
		"mrs",
		"ms",
		"sr",
		"sra",
		"srta",
		"st",
		"approx",
		"appt",
		"appts",
		"vs",
		"ext",
		"jan",
		"feb",
		"mar",
		"apr",
		"jun",
		"jul",
		"aug",
		"sep",
		"sept",
		"oct",
		"nov",
		"dec",
		"mon",
		"tue",
		"tues",
		"wed",
		"thu",
		"thur",
		"thurs",
		"fri",
		"tel",
		"prof",
		"hrs",
		"min",
		"pt",
		"e",
		"i",
		"ave",
		"inc",
		/* doctor, Mr., rupees */
		"डॉ",
		"திரு",
		"रु",
		"ரூ",
	};
	struct word *last = last_word(s);
	size_t bytes, next = s->at + 1;
	uint32_t code;

	if (!last || last->to != s->at)
		return false;
	code = peek(s, next, &bytes);
	if (code == '"' || code == 0x201d)	/* “He's booked Tue.” */
		return false;
	/* A sentence goes on in lower case. */
	while ((code = peek(s, next, &bytes)) == ' ')
		next++;
	if (code >= 'a' && code <= 'z' && next > s->at + 1)
		return true;
	if (last->text[1] == '\0' && last->begins_upper && !text_same(last->text, "i"))
		return true;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (text_same(last->text, known[i]))
			return true;
	return false;
}

/* "a.m.", "p. m." at s->at, where a letter stands: one word, and whether the sentence may end. */
static bool
half_of_day_put(struct splitter *s)
{
	size_t at = s->at, from = s->at, bytes;
	char half = (char)tolower((unsigned char)s->text[at]);
	uint32_t code;

	if ((half != 'a' && half != 'p') || at + 2 >= s->end || s->text[at + 1] != '.')
		return false;
	at += 2;
	if (s->text[at] == ' ')
		at++;
	if (at >= s->end || (s->text[at] != 'm' && s->text[at] != 'M') ||
	    is_letter(peek(s, at + 1, &bytes)))
		return false;
	at++;
	s->at = at;
	word_put(s, half == 'a' ? "am" : "pm", from, at);
	if (at < s->end && s->text[at] == '.') {
		s->at = ++at;
		last_word(s)->to = at;
		while ((code = peek(s, at, &bytes)) == ' ')
			at++;
		if (code == 0 || (code >= 'A' && code <= 'Z'))
			end_put(s, END_SENTENCE);
	}
	return true;
}

static void
line_end_put(struct splitter *s)
{
	size_t at = s->at, lines = 0, bytes;
	uint32_t code;

	while (
	    (code = peek(s, at, &bytes)) == '\n' || code == '\r' || code == ' ' || code == '\t') {
		lines += code == '\n';
		at += bytes;
	}
	/* A wrapped line goes on in lower case. */
	if (lines > 1 || !(code >= 'a' && code <= 'z')) {
		end_put(s, END_SENTENCE);
		s->new_line = true;
	}
	s->at = at;
}

static void
punctuation_put(struct splitter *s, uint32_t code, size_t bytes)
{
	size_t after;
	uint32_t next = peek(s, s->at + bytes, &after);

	switch (code) {
	case '\n':
		line_end_put(s);
		return;
	case '.':
		if (!is_abbreviation(s))
			end_put(s, END_SENTENCE);
		break;
	case '!': case DANDA: case DOUBLE_DANDA: case 0x3002:
		end_put(s, END_SENTENCE);
		break;
	case '?': case 0xff1f:
		end_put(s, END_QUESTION);
		break;
	case ',': case 0xff0c:
		end_put(s, END_COMMA);
		break;
	case ':':
		end_put(s, END_COLON);
		break;
	case ';': case '(': case ')': case '[': case ']': case '|': case 0x2013: case 0x2014:
	case 0x2026: case 0x2192: case 0x2022:
		end_put(s, END_BREAK);
		break;
	case '-':
		if (next == ' ' || next == '-')
			end_put(s, END_BREAK);
		break;
	case '&':
		word_put(s, "and", s->at, s->at + bytes);
		break;
	case '@':
		word_put(s, "at", s->at, s->at + bytes);
		break;
	case '$':
		word_put(s, "$", s->at, s->at + bytes);
		break;
	case '%':
		word_put(s, "%", s->at, s->at + bytes);
		break;
	default:
		break;
	}
	s->at += bytes;
}

struct words
words_split(struct arena *a, const char *text, size_t bytes)
{
	struct splitter s = { .arena = a, .text = text, .end = bytes, .new_line = true };
	size_t n;
	uint32_t code;

	s.words.source = text;
	while (s.at < s.end) {
		code = peek(&s, s.at, &n);
		if (code < 0x80 && isdigit((int)code))
			digits_put(&s);
		else if (is_letter(code)) {
			if (!half_of_day_put(&s))
				letters_put(&s);
		} else if (code == 0)
			s.at++;
		else
			punctuation_put(&s, code, n);
	}
	end_put(&s, END_SENTENCE);
	return s.words;
}

void
words_join(struct words *words, const char *const pairs[][3])
{
	size_t kept = 0;

	for (size_t i = 0; i < words->count; i++, kept++) {
		struct word *word = &words->at[kept];

		*word = words->at[i];
		for (size_t p = 0; pairs[p][0] && i + 1 < words->count && !word->end; p++)
			if (text_same(word->text, pairs[p][0]) &&
			    text_same(words->at[i + 1].text, pairs[p][1])) {
				word->text = pairs[p][2];
				word->to = words->at[i + 1].to;
				word->end = words->at[i + 1].end;
				word->possessive = words->at[i + 1].possessive;
				i++;
				break;
			}
	}
	words->count = kept;
}

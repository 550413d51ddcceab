/* Files of texts: parsing, checking, looking up. See texts.h. */
#include "desk/texts.h"

#include <ctype.h>
#include <strings.h>

#include "core/text.h"
#include "desk/voices.h"

enum { ENTRIES_MAX = 600, NAME_MAX_BYTES = 32 };

/* How a key may end, after its name. */
enum ending {
	EXACT,
	NUMBERED,		/* ".7": min to max */
	MINUTE,			/* ".05" */
	HOUR_MINUTE,		/* ".9.30" */
	CLOCK,			/* ".13:30" */
};

/* A name of a placeholder that ends in ! must be in the text. */
static const struct kind {
	const char *name;
	enum ending ending;
	int min, max;		/* of NUMBERED and the hour of HOUR_MINUTE */
	const char *placeholders;
	bool needed;		/* of NUMBERED: each of them */
	int characters_max;	/* 0: TEXTS_CHARACTERS_MAX */
} kinds[] = {
	{ "language", EXACT, .placeholders = "", .needed = true, .characters_max = 16 },
	{ "voice", EXACT, .placeholders = "", .needed = true, .characters_max = 64 },
	{ "call.greeting", EXACT, .placeholders = "name! clinic!", .needed = true },
	{ "call.greeting.nameless", EXACT, .placeholders = "clinic!", .needed = true },
	{ "call.visit", EXACT, .placeholders = "when!", .needed = true },
	{ "call.visit.doctor", EXACT, .placeholders = "when! doctor!", .needed = true },
	{ "call.menu", EXACT, .placeholders = "", .needed = true },
	{ "call.silence", EXACT, .placeholders = "", .needed = true },
	{ "call.wrong-key", EXACT, .placeholders = "", .needed = true },
	{ "call.confirmed", EXACT, .placeholders = "when! clinic", .needed = true },
	{ "call.reschedule", EXACT, .placeholders = "clinic number", .needed = true },
	{ "call.cancelled", EXACT, .placeholders = "when clinic number", .needed = true },
	{ "call.goodbye", EXACT, .placeholders = "clinic number", .needed = true },
	{ "call.past", EXACT, .placeholders = "clinic number", .needed = true },
	{ "call.gone", EXACT, .placeholders = "clinic number", .needed = true },
	{ "call.moved", EXACT, .placeholders = "", .needed = true },
	{ "call.noted", EXACT, .placeholders = "clinic number", .needed = true },
	{ "call.machine", EXACT, .placeholders = "clinic! number!", .needed = true },
	{ "text.unreached", EXACT, .placeholders = "clinic! when! phone", .needed = true },
	{ "text.reminder", EXACT, .placeholders = "clinic! when! phone", .needed = true },
	{ "text.reminder.several", EXACT, .placeholders = "clinic! visits! phone! when",
	    .needed = true },
	{ "text.confirmed", EXACT, .placeholders = "clinic! when! phone", .needed = true },
	{ "text.reschedule", EXACT, .placeholders = "clinic! when phone", .needed = true },
	{ "text.cancelled", EXACT, .placeholders = "clinic! when phone", .needed = true },
	{ "text.which", EXACT, .placeholders = "clinic! visits! phone! when", .needed = true },
	{ "text.gone", EXACT, .placeholders = "clinic! when phone!", .needed = true },
	{ "reply.confirm", EXACT, .placeholders = "", .needed = true },
	{ "reply.reschedule", EXACT, .placeholders = "", .needed = true },
	{ "reply.cancel", EXACT, .placeholders = "", .needed = true },
	{ "reply.polite", EXACT, .placeholders = "", .needed = true },
	{ "visits", EXACT, .placeholders = "n!", .needed = true, .characters_max = 60 },
	{ "visits", NUMBERED, 1, 99, .placeholders = "n", .characters_max = 60 },
	{ "when", EXACT, .placeholders = "weekday month! day! time!", .needed = true },
	{ "when.today", EXACT, .placeholders = "weekday month day time!", .needed = true },
	{ "when.tomorrow", EXACT, .placeholders = "weekday month day time!", .needed = true },
	{ "when.next-year", EXACT, .placeholders = "weekday month! day! year time!",
	    .needed = true },
	{ "when.year", EXACT, .placeholders = "weekday month! day! year! time!", .needed = true },
	{ "written", EXACT, .placeholders = "weekday month! d! h H mm! half part", .needed = true },
	{ "written.year", EXACT, .placeholders = "weekday month! d! year! h H mm! half part",
	    .needed = true },
	{ "half.am", EXACT, .placeholders = "", .characters_max = 60 },
	{ "half.pm", EXACT, .placeholders = "", .characters_max = 60 },
	{ "time", EXACT, .placeholders = "hour! minute! next part", .needed = true },
	{ "time", MINUTE, .placeholders = "hour minute next part" },
	{ "time", CLOCK, .placeholders = "hour minute next part" },
	{ "part", NUMBERED, 0, 23, .placeholders = "", .characters_max = 60 },
	{ "weekday.sun", EXACT, .placeholders = "", .needed = true, .characters_max = 60 },
	{ "weekday.mon", EXACT, .placeholders = "", .needed = true, .characters_max = 60 },
	{ "weekday.tue", EXACT, .placeholders = "", .needed = true, .characters_max = 60 },
	{ "weekday.wed", EXACT, .placeholders = "", .needed = true, .characters_max = 60 },
	{ "weekday.thu", EXACT, .placeholders = "", .needed = true, .characters_max = 60 },
	{ "weekday.fri", EXACT, .placeholders = "", .needed = true, .characters_max = 60 },
	{ "weekday.sat", EXACT, .placeholders = "", .needed = true, .characters_max = 60 },
	{ "month", NUMBERED, 1, 12, .placeholders = "", .needed = true, .characters_max = 60 },
	{ "day", NUMBERED, 1, 31, .placeholders = "", .needed = true, .characters_max = 60 },
	{ "hour", NUMBERED, 1, 12, .placeholders = "", .needed = true, .characters_max = 60 },
	{ "hour", NUMBERED, 0, 23, .placeholders = "", .characters_max = 60 },
	{ "hour", HOUR_MINUTE, 0, 23, .placeholders = "", .characters_max = 60 },
	{ "minute", NUMBERED, 1, 59, .placeholders = "", .needed = true, .characters_max = 60 },
	{ "digit", NUMBERED, 0, 9, .placeholders = "", .needed = true, .characters_max = 60 },
};

enum { KINDS = sizeof kinds / sizeof *kinds };

/* What carriers and Twilio understand as "no more texts", "texts again" and "help" (reference:
 * twilio.md 7). YES is not among them: it only brings texts back to whoever stopped them. */
static const char *const opt_out_words[] = {
	"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "START",
	"UNSTOP", "HELP", "INFO",
};

struct entry { const char *key, *text; int line; const struct kind *kind; };

struct texts {
	struct entry entries[ENTRIES_MAX];
	size_t count;
};

struct reader {
	struct arena *arena;
	struct texts *texts;
	const struct texts_fault *first, **end;
};

__attribute__((format(printf, 3, 4))) static struct texts_fault *
fault(struct reader *r, int line, const char *format, ...)
{
	struct texts_fault *f = arena_alloc(r->arena, sizeof *f);
	va_list args;

	va_start(args, format);
	f->message = arena_vprintf(r->arena, format, args);
	va_end(args);
	f->line = line;
	*r->end = f;
	r->end = &f->next;
	return f;
}

/* --- keys ------------------------------------------------------------------------------------ */

/* A number of at most two digits, without a zero before it. */
static bool
is_number(const char *s, size_t n, int min, int max)
{
	int value = 0;

	if (n < 1 || n > 2 || (n == 2 && s[0] == '0'))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!isdigit((unsigned char)s[i]))
			return false;
		value = value * 10 + s[i] - '0';
	}
	return value >= min && value <= max;
}

static bool
is_minute(const char *s)
{
	return s[0] >= '0' && s[0] <= '5' && isdigit((unsigned char)s[1]) && !s[2];
}

static bool
ends_so(const struct kind *k, const char *rest)
{
	size_t n;

	if (k->ending == EXACT)
		return !*rest;
	if (*rest++ != '.')
		return false;
	n = strcspn(rest, ".:");
	switch (k->ending) {
	case NUMBERED:
		return !rest[n] && is_number(rest, n, k->min, k->max);
	case MINUTE:
		return is_minute(rest);
	case HOUR_MINUTE:
		return rest[n] == '.' && is_number(rest, n, k->min, k->max) &&
		    is_minute(rest + n + 1);
	case CLOCK:
		return rest[n] == ':' && is_number(rest, n, 0, 23) && is_minute(rest + n + 1);
	case EXACT:
		break;
	}
	return false;
}

static const struct kind *
kind_of(const char *key)
{
	for (const struct kind *k = kinds; k < kinds + KINDS; k++)
		if (text_has_prefix(key, k->name) && ends_so(k, key + strlen(k->name)))
			return k;
	return NULL;
}

static const struct entry *
find(const struct texts *t, const char *key)
{
	for (size_t i = 0; i < t->count; i++)
		if (strcmp(t->entries[i].key, key) == 0)
			return &t->entries[i];
	return NULL;
}

/* --- placeholders ---------------------------------------------------------------------------- */

/* Is it one of "name! clinic when"? */
static bool
is_placeholder(const char *list, const char *name, size_t n)
{
	while (*list) {
		size_t word = strcspn(list, " "), bare = word - (word && list[word - 1] == '!');

		if (bare == n && strncmp(list, name, n) == 0)
			return true;
		list += word;
		list += *list == ' ';
	}
	return false;
}

static const char *
list_of(struct arena *a, const char *placeholders)
{
	struct text t = text_new(a);

	while (*placeholders) {
		size_t n = strcspn(placeholders, " !");

		text_printf(&t, "%s{%.*s}", t.length ? ", " : "", (int)n, placeholders);
		placeholders += n;
		placeholders += strspn(placeholders, " !");
	}
	return t.length ? t.data : "none";
}

static void
check_placeholders(struct reader *r, const struct entry *e)
{
	const char *list = e->kind->placeholders;

	for (const char *s = e->text; (s += strcspn(s, "{}")), *s; s++) {
		size_t n = *s == '{' ? strcspn(s + 1, "{}") : 0;

		if (*s == '}' || s[n + 1] != '}' || !is_placeholder(list, s + 1, n)) {
			fault(r, e->line, "%s has a placeholder that it cannot have (it can have: %s)",
			    e->key, list_of(r->arena, list));
			return;
		}
		s += n + 1;
	}
	while (*list) {
		size_t n = strcspn(list, " !");

		if (list[n] == '!' &&
		    !strstr(e->text, arena_printf(r->arena, "{%.*s}", (int)n, list)))
			fault(r, e->line, "%s needs {%.*s}", e->key, (int)n, list);
		list += n;
		list += strspn(list, " !");
	}
}

/* --- what a key's text must be besides -------------------------------------------------------- */

static void
check_replies(struct reader *r, const struct entry *e)
{
	const char *s = e->text;

	while (*s) {
		size_t n = strcspn(s, ",");
		const char *begin = s + strspn(s, " "), *end = s + n;

		while (end > begin && end[-1] == ' ')
			end--;
		if (end <= begin)
			fault(r, e->line, "%s must be words with commas between them", e->key);
		for (size_t i = 0; i < sizeof opt_out_words / sizeof *opt_out_words; i++)
			if (strlen(opt_out_words[i]) == (size_t)(end - begin) &&
			    strncasecmp(opt_out_words[i], begin, (size_t)(end - begin)) == 0)
				fault(r, e->line, "%s has %s, which stops or starts all texts",
				    e->key, opt_out_words[i]);
		s += n + (s[n] == ',');
	}
}

/* "en-US" */
static bool
has_region(const char *tag)
{
	size_t n = 0;

	while (isalnum((unsigned char)tag[n]) || tag[n] == '-')
		n++;
	return !tag[n] && strchr(tag, '-');
}

static void
check_voice(struct reader *r)
{
	const struct entry *voice = find(r->texts, "voice"), *language = find(r->texts, "language");
	bool is_tag = language && has_region(language->text);

	if (language && !is_tag)
		fault(r, language->line, "language must be a tag with its region, such as en-US");
	if (voice && !voice_is_named(voice->text))
		fault(r, voice->line, "voice must be the name of a voice, such as Polly.Joanna");
	else if (voice && is_tag && !voice_speaks(voice->text, language->text))
		fault(r, voice->line, "voice %s does not speak %s", voice->text, language->text);
}

static void
check_needed(struct reader *r)
{
	const struct texts *t = r->texts;
	const char *written = texts_get(t, "written");

	for (const struct kind *k = kinds; k < kinds + KINDS; k++) {
		if (!k->needed)
			continue;
		if (k->ending == EXACT && !find(t, k->name))
			fault(r, 0, "%s is missing", k->name);
		for (int n = k->min; k->ending == NUMBERED && n <= k->max; n++)
			if (!find(t, arena_printf(r->arena, "%s.%d", k->name, n)))
				fault(r, 0, "%s.%d is missing", k->name, n);
	}
	if (!find(t, "part.0"))
		fault(r, 0, "part.0 is missing");
	if (written && strstr(written, "{half}") && (!find(t, "half.am") || !find(t, "half.pm")))
		fault(r, 0, "half.am and half.pm are missing");
}

/* --- parsing --------------------------------------------------------------------------------- */

static const char *
trimmed(struct arena *a, const char *begin, const char *end)
{
	while (begin < end && strchr(" \t\r", *begin))
		begin++;
	while (end > begin && strchr(" \t\r", end[-1]))
		end--;
	return arena_copy(a, begin, (size_t)(end - begin));
}

static void
read_line(struct reader *r, int line, const char *begin, const char *end)
{
	const char *equals = memchr(begin, '=', (size_t)(end - begin));
	const char *whole = trimmed(r->arena, begin, end);
	struct entry e = { .line = line };
	int max;

	if (!*whole || *whole == '#')
		return;
	if (!equals) {
		fault(r, line, "this is no \"key = text\"");
		return;
	}
	e.key = trimmed(r->arena, begin, equals);
	e.text = trimmed(r->arena, equals + 1, end);
	e.kind = kind_of(e.key);
	if (!e.kind) {
		fault(r, line, "%s is not known here", strlen(e.key) <= NAME_MAX_BYTES ? e.key :
		    "what stands before =")->is_spare = true;
		return;
	}
	max = e.kind->characters_max ? e.kind->characters_max : TEXTS_CHARACTERS_MAX;
	if (!*e.text || text_characters(e.text) > (size_t)max) {
		fault(r, line, "%s must be 1 to %d characters", e.key, max);
	} else if (find(r->texts, e.key)) {
		fault(r, line, "%s is there twice", e.key);
	} else if (r->texts->count == ENTRIES_MAX) {
		fault(r, line, "the file has more than %d texts", (int)ENTRIES_MAX);
	} else {
		check_placeholders(r, &e);
		if (text_has_prefix(e.key, "reply."))
			check_replies(r, &e);
		r->texts->entries[r->texts->count++] = e;
	}
}

const struct texts_fault *
texts_parse(struct arena *a, const char *file, size_t bytes, struct texts **out)
{
	struct reader r = { .arena = a, .texts = arena_alloc(a, sizeof *r.texts) };
	const char *end = file + bytes;
	int line = 1;

	r.end = &r.first;
	*out = r.texts;
	if (bytes > TEXTS_BYTES_MAX || !text_is_utf8(file, bytes)) {
		fault(&r, 0, "it must be UTF-8 text of at most %d bytes", (int)TEXTS_BYTES_MAX);
		return r.first;
	}
	if (bytes >= 3 && memcmp(file, "\xef\xbb\xbf", 3) == 0)
		file += 3;		/* an editor's mark */
	for (; file < end; line++) {
		const char *newline = memchr(file, '\n', (size_t)(end - file));
		const char *line_end = newline ? newline : end;

		read_line(&r, line, file, line_end);
		file = newline ? newline + 1 : end;
	}
	check_voice(&r);
	check_needed(&r);
	return r.first;
}

const char *
texts_get(const struct texts *t, const char *key)
{
	const struct entry *e = find(t, key);

	return e ? e->text : NULL;
}

const char *
texts_fill(struct arena *a, const struct texts *t, const char *key, const char *const values[][2])
{
	const char *text = texts_get(t, key);

	return text ? text_fill(a, text, values) : "";
}

struct voice
texts_voice(const struct texts *t)
{
	return (struct voice){ texts_get(t, "voice"), texts_get(t, "language") };
}

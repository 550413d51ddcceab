/* What texts of patients mean. See reply.h. */
#include "desk/reply.h"

#include <ctype.h>
#include <strings.h>

#include "core/fold.h"
#include "core/text.h"

enum { BODY_BYTES_MAX = 400 };		/* a longer text is no answer */

static const struct { const char *word; enum opt_word means; } opt_words[] = {
	{ "STOP", WORD_STOP }, { "STOPALL", WORD_STOP }, { "UNSUBSCRIBE", WORD_STOP },
	{ "CANCEL", WORD_STOP }, { "END", WORD_STOP }, { "QUIT", WORD_STOP },
	{ "REVOKE", WORD_STOP }, { "OPTOUT", WORD_STOP }, { "START", WORD_START },
	{ "UNSTOP", WORD_START }, { "YES", WORD_YES }, { "HELP", WORD_HELP },
	{ "INFO", WORD_HELP },
};

static const struct { const char *key, *status, *text; } replies[] = {
	[REPLY_CONFIRM] = { "reply.confirm", "confirmed", "text.confirmed" },
	[REPLY_RESCHEDULE] = { "reply.reschedule", "reschedule-requested", "text.reschedule" },
	[REPLY_CANCEL] = { "reply.cancel", "cancelled", "text.cancelled" },
};

static enum opt_word
look_up(const char *s)
{
	size_t n;

	while (isspace((unsigned char)*s))
		s++;
	for (n = strlen(s); n && isspace((unsigned char)s[n - 1]); n--)
		;
	for (size_t i = 0; i < sizeof opt_words / sizeof *opt_words; i++)
		if (strlen(opt_words[i].word) == n && strncasecmp(opt_words[i].word, s, n) == 0)
			return opt_words[i].means;
	return WORD_NONE;
}

static bool
has(const struct fold *f, const char *word)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->words[i], word) == 0)
			return true;
	return false;
}

/* One of those words, or "opt out", and nothing else that is a word: "Stop!", "STOP 🛑". */
static bool
means_stop(struct arena *a, const char *body)
{
	struct fold f = fold_text(a, body);

	if (f.count == 1)
		return look_up(f.words[0]) == WORD_STOP;
	/* What is joined ("opt-out") is found as a whole, too. */
	return has(&f, "opt") && has(&f, "out") && f.count == (has(&f, "optout") ? 3 : 2);
}

enum opt_word
opt_word_of(struct arena *a, const char *body, const char *opt_out_type)
{
	enum opt_word said = opt_out_type ? look_up(opt_out_type) : WORD_NONE;

	if (said == WORD_NONE)
		said = look_up(body);
	return said == WORD_NONE && means_stop(a, body) ? WORD_STOP : said;
}

/* Marks the words of the body that are those of an entry of the key's list ("POR FAVOR, GRACIAS").
 * Is there one? */
static bool
mark(struct arena *a, const struct texts *t, const char *key, const struct fold *body, bool *known)
{
	const char *list = texts_get(t, key);
	bool found = false;

	while (list && *list) {
		size_t n = strcspn(list, ",");
		struct fold entry = fold_text(a, arena_copy(a, list, n));
		bool all = entry.count > 0;

		for (size_t i = 0; i < entry.count; i++)
			all = all && has(body, entry.words[i]);
		for (size_t i = 0; all && i < body->count; i++)
			known[i] = known[i] || has(&entry, body->words[i]);
		found = found || all;
		list += n + (list[n] == ',');
	}
	return found;
}

enum reply
reply_read(struct arena *a, const struct texts *t, const char *body)
{
	struct fold words;
	enum reply reply = REPLY_NONE;
	bool *known;
	int meanings = 0;

	if (strlen(body) > BODY_BYTES_MAX)
		return REPLY_NONE;
	words = fold_text(a, body);
	known = arena_array(a, words.count + 1, sizeof *known);
	for (enum reply r = REPLY_CONFIRM; r <= REPLY_CANCEL; r++)
		if (mark(a, t, replies[r].key, &words, known)) {
			reply = r;
			meanings++;
		}
	(void)mark(a, t, "reply.polite", &words, known);
	for (size_t i = 0; i < words.count; i++)
		if (!known[i])
			return REPLY_NONE;
	return meanings == 1 ? reply : REPLY_NONE;
}

const char *
reply_status(enum reply reply)
{
	return replies[reply].status;
}

const char *
reply_text(enum reply reply)
{
	return replies[reply].text;
}

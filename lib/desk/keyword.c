/* Words that a clinic wants to hear of. See keyword.h. */
#include "desk/keyword.h"

#include <string.h>

#include "core/fold.h"
#include "core/text.h"
#include "desk/words.h"

struct phrase {
	const char **words;
	size_t count;
};

/* As it was written; of a possessive or a contraction, what desk/words made of it. */
static const char *
word_text(struct arena *a, const struct words *words, const struct word *word)
{
	size_t n = word->to - word->from;
	const char *written = arena_copy(a, words->source + word->from, n);

	return strpbrk(written, "'`") || strstr(written, "\u2019") || strstr(written, "\u2018") ||
	    strstr(written, "\u02bc") ? word->text : written;
}

/* Words as desk/words parts them, and each as a search would find it: that one knows the letters
 * of every script. */
static struct phrase
phrase_of(struct arena *a, const char *text)
{
	struct words words = words_split(a, text, strlen(text));
	struct phrase phrase = { arena_array(a, words.count + 1, sizeof *phrase.words), 0 };

	for (size_t i = 0; i < words.count; i++) {
		struct fold fold = fold_text(a, word_text(a, &words, &words.at[i]));
		struct text all = text_new(a);

		for (size_t j = 0; j < fold.count; j++)
			text_printf(&all, "%s%s", j ? " " : "", fold.words[j]);
		if (fold.count)
			phrase.words[phrase.count++] = all.data;
	}
	return phrase;
}

static bool
begins_with(const struct phrase *text, size_t at, const struct phrase *phrase)
{
	for (size_t i = 0; i < phrase->count; i++)
		if (strcmp(text->words[at + i], phrase->words[i]) != 0)
			return false;
	return true;
}

static bool
holds(const struct phrase *text, const struct phrase *phrase)
{
	for (size_t at = 0; phrase->count && at + phrase->count <= text->count; at++)
		if (begins_with(text, at, phrase))
			return true;
	return false;
}

bool
keyword_is_any(struct arena *a, const char *keyword)
{
	return phrase_of(a, keyword).count > 0;
}

bool
keyword_rules(struct arena *a, const struct routing *routing, const char *text, bool **met)
{
	struct phrase words = { NULL, 0 };
	bool any = false;

	*met = arena_array(a, routing->notify_count + 1, sizeof **met);
	for (size_t i = 0; i < routing->notify_count; i++) {
		const struct notify_rule *rule = &routing->notify[i];
		struct phrase keyword;

		if (rule->on != NOTIFY_KEYWORD)
			continue;
		if (!words.words)
			words = phrase_of(a, text);
		keyword = phrase_of(a, rule->keyword);
		(*met)[i] = holds(&words, &keyword);
		any = any || (*met)[i];
	}
	return any;
}

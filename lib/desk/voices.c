/* Voices. See voices.h. */
#include "desk/voices.h"

#include <ctype.h>
#include <string.h>

#include "core/text.h"

static const char polly[] = "Polly.", google[] = "Google.";

/* Polly's voices that we know, each in a language of its own, or two. */
static const struct {
	const char *language;
	const char *names;
} spoken[] = {
	{ "en-US", " Joanna Matthew Salli Kendra Kimberly Ivy Joey Justin Ruth Stephen Danielle"
	    " Gregory " },
	{ "en-IN", " Raveena Aditi Kajal " },
	{ "hi-IN", " Aditi Kajal " },
	{ "es-US", " Penelope Miguel Lupe Pedro " },
};

static const char no_polly[] = " ta-IN te-IN ";
static const char no_basic[] = " bn-IN gu-IN hi-IN kn-IN ml-IN mr-IN pa-IN ta-IN te-IN ";

/* Does the list, of words between spaces, have this one? */
static bool
has_word(const char *list, const char *word, size_t bytes)
{
	for (const char *p = list; (p = strchr(p, ' ')) != NULL && p[1]; ) {
		p++;
		if (strcspn(p, " ") == bytes && !strncmp(p, word, bytes))
			return true;
	}
	return false;
}

static bool
is_basic(const char *voice)
{
	return text_same(voice, "man") || text_same(voice, "woman") || text_same(voice, "alice");
}

bool
voice_is_named(const char *voice)
{
	const char *name;

	if (!voice || is_basic(voice))
		return voice != NULL;
	if (text_has_prefix(voice, polly))
		name = voice + strlen(polly);
	else if (text_has_prefix(voice, google) && strchr(voice, '-'))
		name = voice + strlen(google);
	else
		return false;
	if (!isalpha((unsigned char)*name) || !voice[strcspn(voice, "-.")])
		return false;
	while (isalnum((unsigned char)*name) || (*name == '-' && name[1] && name[1] != '-'))
		name++;
	return !*name;
}

bool
voice_speaks(const char *voice, const char *language)
{
	size_t known = 0, speaks = 0, bytes;
	const char *name;

	if (!voice_is_named(voice))
		return false;
	if (!language)
		language = "en-US";
	if (is_basic(voice))
		return !has_word(no_basic, language, strlen(language));
	if (text_has_prefix(voice, google)) {
		name = voice + strlen(google);
		return text_has_prefix(name, language) && name[strlen(language)] == '-';
	}
	name = voice + strlen(polly);
	bytes = strcspn(name, "-");
	for (size_t i = 0; i < sizeof spoken / sizeof *spoken; i++)
		if (has_word(spoken[i].names, name, bytes)) {
			known++;
			speaks += text_same(spoken[i].language, language);
		}
	return known ? speaks > 0 : !has_word(no_polly, language, strlen(language));
}

/* Language tags (BCP 47: language, script, region) and languages' names. See language.h. */
#include "desk/language.h"

#include <ctype.h>
#include <strings.h>

#include "core/text.h"

enum { LANGUAGE_MIN = 2, LANGUAGE_MAX = 3, SCRIPT = 4, REGION = 2, REGION_DIGITS = 3 };

/* As clinics' own lists write them: ISO 639's names of the languages that Twilio speaks, and those
 * languages' own. ASCII ones in lower case. */
static const struct { const char *code, *names; } languages[] = {
	{ "ar", "arabic|العربية" }, { "bg", "bulgarian|български" }, { "bn", "bengali|bangla|বাংলা" },
	{ "ca", "catalan|català" }, { "cs", "czech|čeština" }, { "cy", "welsh|cymraeg" },
	{ "da", "danish|dansk" }, { "de", "german|deutsch" }, { "el", "greek|ελληνικά" },
	{ "en", "english" }, { "es", "spanish|español|espanol|castellano" }, { "fi", "finnish|suomi" },
	{ "fil", "filipino|tagalog" }, { "fr", "french|français|francais" },
	{ "gu", "gujarati|ગુજરાતી" }, { "he", "hebrew|עברית" }, { "hi", "hindi|हिन्दी|हिंदी" },
	{ "hu", "hungarian|magyar" }, { "id", "indonesian|bahasa indonesia" },
	{ "it", "italian|italiano" }, { "ja", "japanese|日本語" }, { "kn", "kannada|ಕನ್ನಡ" },
	{ "ko", "korean|한국어" }, { "lt", "lithuanian|lietuvių" }, { "lv", "latvian|latviešu" },
	{ "ml", "malayalam|മലയാളം" }, { "mr", "marathi|मराठी" }, { "ms", "malay|bahasa melayu" },
	{ "nb", "norwegian|norsk" }, { "ne", "nepali|नेपाली" }, { "nl", "dutch|nederlands" },
	{ "pa", "punjabi|panjabi|ਪੰਜਾਬੀ" }, { "pl", "polish|polski" },
	{ "pt", "portuguese|português|portugues" }, { "ro", "romanian|română" },
	{ "ru", "russian|русский" }, { "sk", "slovak|slovenčina" }, { "sr", "serbian|српски" },
	{ "sv", "swedish|svenska" }, { "ta", "tamil|தமிழ்" }, { "te", "telugu|తెలుగు" },
	{ "th", "thai|ไทย" }, { "tr", "turkish|türkçe" }, { "uk", "ukrainian|українська" },
	{ "ur", "urdu|اردو" }, { "vi", "vietnamese|tiếng việt" }, { "zh", "chinese|mandarin|中文" },
};

static bool
is_made_of(const char *s, size_t n, bool letters)
{
	for (size_t i = 0; i < n; i++)
		if (letters ? !isalpha((unsigned char)s[i]) : !isdigit((unsigned char)s[i]))
			return false;
	return true;
}

static bool
name_is(const char *names, const char *text, size_t n)
{
	for (; *names; names += *names == '|') {
		size_t length = strcspn(names, "|");

		if (length == n && strncasecmp(names, text, n) == 0)
			return true;
		names += length;
	}
	return false;
}

static const char *
by_name(const char *text, size_t n)
{
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		if (name_is(languages[i].names, text, n))
			return languages[i].code;
	return NULL;
}

/* The next subtag of *s, up to a - or _ or end. */
static size_t
subtag(const char *s, const char *end)
{
	size_t n = strcspn(s, "-_");

	return s + n > end ? (size_t)(end - s) : n;
}

static void
put_cased(struct text *t, const char *s, size_t n, bool first_upper, bool rest_upper)
{
	for (size_t i = 0; i < n; i++) {
		bool upper = i ? rest_upper : first_upper;
		int c = (unsigned char)s[i];

		text_putc(t, (char)(upper ? toupper(c) : tolower(c)));
	}
}

const char *
language_normalise(struct arena *a, const char *text)
{
	struct text tag = text_new(a);
	const char *end, *name;
	size_t n;

	if (!text)
		return NULL;
	text += strspn(text, " \t\r\n");
	end = text + strlen(text);
	while (end > text && strchr(" \t\r\n", end[-1]))
		end--;
	name = by_name(text, (size_t)(end - text));
	if (name)
		return name;
	n = subtag(text, end);
	if (n < LANGUAGE_MIN || n > LANGUAGE_MAX || !is_made_of(text, n, true))
		return NULL;
	put_cased(&tag, text, n, false, false);
	for (text += n; text < end; text += n) {
		bool script = false, region = false;

		text++;
		n = subtag(text, end);
		script = n == SCRIPT && is_made_of(text, n, true) && tag.length <= LANGUAGE_MAX;
		region = (n == REGION && is_made_of(text, n, true)) ||
		    (n == REGION_DIGITS && is_made_of(text, n, false));
		if (!script && !region)
			return NULL;
		text_putc(&tag, '-');
		put_cased(&tag, text, n, true, region);
		if (region && text + n != end)
			return NULL;
	}
	return tag.data;
}

const char *
language_base(struct arena *a, const char *tag)
{
	return tag ? arena_copy(a, tag, strcspn(tag, "-_")) : "";
}

bool
language_same(const char *tag, const char *other)
{
	size_t n;

	if (!tag || !other)
		return tag == other;
	n = strcspn(tag, "-_");
	return strcspn(other, "-_") == n && strncasecmp(tag, other, n) == 0;
}

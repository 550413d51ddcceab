/* The words of Hindi and Tamil that tell of days and times. See stated_indic.h. */
#include "desk/stated_indic.h"

#include <ctype.h>

#include "core/text.h"

enum { PIECES_OF_WORD = 3,		/* ஒன்பது-அரை-க்கு */
	WORDS_OF_NUMBER = 3,		/* १८-११-२०२६ */
	LETTER_BYTES = 3 };		/* of these scripts, in UTF-8 */

/* --- words ----------------------------------------------------------------------------------- */

/* Folded, with spaces between; of two that a word may be, the first counts. After a stem that ends in
 * "*" stands one of the endings below if it is Tamil, and anything if it is Hindi. */
struct indic_words { enum indic kind; int value; const char *words; };

static const struct indic_words known[] = {
	{ INDIC_NEAR, 0, "आज இன்ற* இன்றை* இன்னை*" },
	{ INDIC_NEAR, 1, "நாளை*" },
	{ INDIC_EITHER, 1, "कल" },
	{ INDIC_EITHER, 2, "परसों परसो" },
	{ INDIC_EITHER, 3, "नरसों तरसों" },
	{ INDIC_YESTERDAY, 0, "நேற்ற* நேற்றை* நேத்து" },
	{ INDIC_DAY_AFTER, 0, "மறுநாள* மறுதினம*" },

	{ INDIC_WEEKDAY, 0, "रविवार इतवार संडे ஞாயிற்றுக்கிழமை* ஞாயிற்றுகிழமை* ஞாயிறுக்கிழமை*" },
	{ INDIC_WEEKDAY, 1, "सोमवार मंडे திங்கட்கிழமை* திங்கள்கிழமை* திங்கக்கிழமை*" },
	{ INDIC_WEEKDAY, 2, "मंगलवार செவ்வாய்க்கிழமை* செவ்வாய்கிழமை*" },
	{ INDIC_WEEKDAY, 3, "बुधवार புதன்கிழமை* புதங்கிழமை*" },
	{ INDIC_WEEKDAY, 4, "गुरुवार गुरूवार बृहस्पतिवार वीरवार வியாழக்கிழமை* வியாழன்கிழமை*" },
	{ INDIC_WEEKDAY, 5, "शुक्रवार வெள்ளிக்கிழமை* வெள்ளிகிழமை*" },
	{ INDIC_WEEKDAY, 6, "शनिवार शनिचर சனிக்கிழமை* சனிகிழமை*" },
	{ INDIC_SHORT_WEEKDAY, 0, "ஞாயிற*" },
	{ INDIC_SHORT_WEEKDAY, UNKNOWN, "रवि" },		/* most often a name */
	{ INDIC_SHORT_WEEKDAY, 1, "सोम திங்கள*" },
	{ INDIC_SHORT_WEEKDAY, 2, "मंगल செவ்வாய*" },
	{ INDIC_SHORT_WEEKDAY, 3, "बुध புதன*" },
	{ INDIC_SHORT_WEEKDAY, 4, "गुरु बृहस्पति बृह வியாழன*" },
	{ INDIC_SHORT_WEEKDAY, 5, "शुक्र வெள்ளி*" },
	{ INDIC_SHORT_WEEKDAY, 6, "शनि சனி*" },

	{ INDIC_MONTH, 1, "जनवरी ஜனவரி*" },
	{ INDIC_MONTH, 2, "फरवरी பிப்ரவரி* பெப்ரவரி*" },
	{ INDIC_MONTH, 3, "मार्च மார்ச்*" },
	{ INDIC_MONTH, 4, "अप्रैल ஏப்ரல*" },
	{ INDIC_MONTH, 5, "मई மே" },
	{ INDIC_MONTH, 6, "जून ஜூன*" },
	{ INDIC_MONTH, 7, "जुलाई ஜூலை* ஜுலை*" },
	{ INDIC_MONTH, 8, "अगस्त ஆகஸ்ட்* ஆகஸ்ட*" },
	{ INDIC_MONTH, 9, "सितंबर सितम्बर செப்டம்பர* செப்டெம்பர*" },
	{ INDIC_MONTH, 10, "अक्टूबर अक्तूबर அக்டோபர* ஒக்டோபர*" },
	{ INDIC_MONTH, 11, "नवंबर नवम्बर நவம்பர*" },
	{ INDIC_MONTH, 12, "दिसंबर दिसम्बर டிசம்பர*" },
	{ INDIC_SHORT_MONTH, 1, "जन ஜன" },
	{ INDIC_SHORT_MONTH, 2, "फर பிப்" },
	{ INDIC_SHORT_MONTH, 4, "ஏப்" },
	{ INDIC_SHORT_MONTH, 8, "अग ஆக" },
	{ INDIC_SHORT_MONTH, 9, "सित செப்" },
	{ INDIC_SHORT_MONTH, 10, "अक्टू அக்" },
	{ INDIC_SHORT_MONTH, 11, "नव நவ" },
	{ INDIC_SHORT_MONTH, 12, "दिस டிச" },
	{ INDIC_DATE, 0, "तारीख தேதி* திகதி*" },

	{ INDIC_WHICH, WHICH_NEXT, "अगले अगली अगला அடுத்த" },
	{ INDIC_WHICH, WHICH_PLAIN, "आगामी வரும் வருகிற எதிர்வரும்" },
	{ INDIC_WHICH, WHICH_THIS, "इस इसी இந்த" },
	{ INDIC_WHICH, WHICH_LAST, "पिछले पिछली पिछला बीते गत கடந்த சென்ற போன" },
	{ INDIC_EVERY, 0, "हर प्रत्येक ஒவ்வொரு" },
	{ INDIC_A_DAY, 0, "दिन நாள் தினம்" },
	{ INDIC_A_WEEK, 0, "हफ्ते हफ्ता सप्ताह வார*" },
	{ INDIC_A_MONTH, 0, "महीने महीना माह மாத*" },

	{ INDIC_PART, 3, "सुबह सवेरे प्रातः காலை* காலையிலே" },
	{ INDIC_PART, 1, "तडके भोर அதிகாலை* விடியற்காலை*" },
	{ INDIC_PART, 6, "முற்பகல*" },
	{ INDIC_PART, 8, "பகல*" },
	{ INDIC_PART, 10, "दोपहर மதிய* நண்பகல* மத்தியான*" },
	{ INDIC_PART, 12, "பிற்பகல* பின்னேர*" },
	{ INDIC_PART, 13, "शाम सायं மாலை* சாயங்கால* சாயந்தர*" },
	{ INDIC_PART, 18, "रात रात्रि இரவு* ராத்திரி*" },
	{ INDIC_PART, 22, "நள்ளிரவு*" },
	{ INDIC_OCLOCK, 0, "बजे बजकर மணி*" },
	{ INDIC_MINUTE, 0, "मिनट நிமிட*" },
	{ INDIC_SPAN, 0, "घंटे घंटा நேர*" },
	{ INDIC_BEFORE_HOUR, 30, "साढे" },
	{ INDIC_BEFORE_HOUR, 15, "सवा" },
	{ INDIC_BEFORE_HOUR, -15, "पौने" },
	{ INDIC_AFTER_HOUR, 15, "கால*" },
	{ INDIC_AFTER_HOUR, 30, "அரை*" },
	{ INDIC_AFTER_HOUR, 45, "முக்கால*" },
	{ INDIC_CLOCK, 90, "डेढ" },
	{ INDIC_CLOCK, 150, "ढाई" },
	{ INDIC_HALF, 0, "am" },
	{ INDIC_HALF, 12, "pm" },

	{ INDIC_NUMBER, 1, "एक ஒன்ற* ஒரு" },
	{ INDIC_NUMBER, 2, "दो இரண்ட* ரெண்ட*" },
	{ INDIC_NUMBER, 3, "तीन மூன்ற* மூண*" },
	{ INDIC_NUMBER, 4, "चार நான்க* நால*" },
	{ INDIC_NUMBER, 5, "पांच ஐந்த* அஞ்ச*" },
	{ INDIC_NUMBER, 6, "छह छः छ ஆற*" },
	{ INDIC_NUMBER, 7, "सात ஏழ*" },
	{ INDIC_NUMBER, 8, "आठ எட்ட*" },
	{ INDIC_NUMBER, 9, "नौ ஒன்பத* ஒம்பத*" },
	{ INDIC_NUMBER, 10, "दस பத்த*" },
	{ INDIC_NUMBER, 11, "ग्यारह பதினொன்ற* பதினோர*" },
	{ INDIC_NUMBER, 12, "बारह பன்னிரண்ட*" },
	{ INDIC_NUMBER, 13, "तेरह பதிமூன்ற*" },
	{ INDIC_NUMBER, 14, "चौदह பதினான்க*" },
	{ INDIC_NUMBER, 15, "पंद्रह पन्द्रह பதினைந்த*" },
	{ INDIC_NUMBER, 16, "सोलह பதினாற*" },
	{ INDIC_NUMBER, 17, "सत्रह பதினேழ*" },
	{ INDIC_NUMBER, 18, "अठारह பதினெட்ட*" },
	{ INDIC_NUMBER, 19, "उन्नीस பத்தொன்பத*" },
	{ INDIC_NUMBER, 20, "बीस இருபத*" },
	{ INDIC_NUMBER, 21, "इक्कीस இருபத்தொன்ற*" },
	{ INDIC_NUMBER, 22, "बाईस बाइस இருபத்திரண்ட*" },
	{ INDIC_NUMBER, 23, "तेईस तेइस இருபத்திமூன்ற*" },
	{ INDIC_NUMBER, 24, "चौबीस இருபத்திநான்க*" },
	{ INDIC_NUMBER, 25, "पच्चीस இருபத்தைந்த*" },
	{ INDIC_NUMBER, 26, "छब्बीस இருபத்தாற*" },
	{ INDIC_NUMBER, 27, "सत्ताईस सत्ताइस இருபத்தேழ*" },
	{ INDIC_NUMBER, 28, "अट्ठाईस अट्ठाइस இருபத்தெட்ட*" },
	{ INDIC_NUMBER, 29, "उनतीस उन्तीस இருபத்தொன்பத*" },
	{ INDIC_NUMBER, 30, "तीस முப்பத*" },
	{ INDIC_NUMBER, 31, "इकतीस முப்பத்தொன்ற*" },
	{ INDIC_NUMBER, 35, "पैंतीस முப்பத்தைந்த*" },
	{ INDIC_NUMBER, 40, "चालीस நாற்பத*" },
	{ INDIC_NUMBER, 45, "पैंतालीस நாற்பத்தைந்த*" },
	{ INDIC_NUMBER, 50, "पचास ஐம்பத*" },
	{ INDIC_NUMBER, 55, "पचपन ஐம்பத்தைந்த*" },
	{ INDIC_TENS, 20, "இருபத்து" },
	{ INDIC_TENS, 30, "முப்பத்து" },
	{ INDIC_TENS, 40, "நாற்பத்து" },
	{ INDIC_TENS, 50, "ஐம்பத்து" },
	{ INDIC_ORDINAL, 0, "ஆம் ம் வது ஆவது" },

	{ INDIC_CASE, CASE_PLAIN, "पर में ठीक यानी लिए கிழமை* க்கு* க்கே ஐ இல் சரியாக" },
	{ INDIC_CASE, CASE_ON, "को" },
	{ INDIC_CASE, CASE_ON_DAY, "அன்று" },
	{ INDIC_CASE, CASE_OF, "का की के वाला वाले वाली" },
	{ INDIC_CASE, CASE_EVEN, "ही" },
	{ INDIC_FROM, 0, "से இருந்து லிருந்து இலிருந்து முதல்" },
	{ INDIC_BOUND, 0, "तक बाद पूर्व उपरांत भीतर अंदर வரை* முன* முன்பு பின* பின்பு பின்னர் பிறகு மேல* உள்" },
	{ INDIC_BEFORE, 0, "पहले" },
	{ INDIC_INSTEAD, 0, "बजाय बदले பதில* பதிலாக" },
	{ INDIC_PLACE, 0, "जगह" },
	{ INDIC_BETWEEN, 0, "बीच இடையே" },
	{ INDIC_OR, 0, "या व और அல்லது" },
	{ INDIC_WAS, 0, "था थी थे थीं छूट* चूक* मिस" },
	{ INDIC_NOT, 0, "नहीं फुल व्यस्त இல்லை இடமில்லை கிடைக்கவில்லை முடியாது வேண்டாம்" },
	{ INDIC_VISIT, 0, "अपॉइंटमेंट अपॉइन्टमेंट समय नंबर स्लॉट बुक* बुला* मिल* दिया तय दर्ज पक्क* रख* रह* लिख* "
	    "निर्धारित नियत आना आने आइए जाइए दिखा* देख*" },
	{ INDIC_MOVED, 0, "कर* किया बदल* खिसक* टल*" },
	{ INDIC_TITLE, 0, "डॉ डा डॉक्टर डाक्टर श्री श्रीमती सुश्री" },
};

/* Tamil's endings, as they stand after a stem: what each says. The last consonant of a word may be
 * doubled before the next one ("மணிக்குப் பிறகு"). */
static const struct indic_words endings[] = {
	{ INDIC_NONE, 0, "் ு ம் ே யே தான்" },
	{ INDIC_CASE, 0, "க்கு ுக்கு ்க்கு த்துக்கு த்திற்கு க்கே ுக்கே ்க்கே க்கும் ுக்கும் ்க்கும் யன்று ன்று ில் யில் த்தில் "
	    "ிலேயே ை யை த்தை ின் யின் த்தின் க்கான ுக்கான ்க்கான த்துக்கான யளவில் ய க்குத்தான்" },
	{ INDIC_PART, 18, "ிரவு ிரவே ிரவுக்கு" },		/* இன்றிரவு, tonight */
	{ INDIC_FROM, 0, "ிலிருந்து யிலிருந்து த்திலிருந்து" },
	{ INDIC_BOUND, 0, "க்குள் ுக்குள் ்க்குள் த்துக்குள்" },
	{ INDIC_ORDINAL, 0, "ாம் ாவது" },
};

/* Between a number and its ending: "ஒன்பதரை", half past nine. */
static const struct indic_words fractions[] = {
	{ INDIC_AFTER_HOUR, 30, "ரை*" },
	{ INDIC_AFTER_HOUR, 15, "ேகால*" },
	{ INDIC_AFTER_HOUR, 45, "ேமுக்கால*" },
};

/* --- what a word says ------------------------------------------------------------------------ */

/* Is text one of the words, or does it begin with one of the stems? *rest is what follows there. */
static bool
is_among(const char *words, const char *text, const char **rest)
{
	for (const char *p = words; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " "), stem = p[n - 1] == '*' ? n - 1 : n;

		if (strncmp(text, p, stem) == 0 && (stem < n || !text[stem])) {
			*rest = text + stem;
			return true;
		}
		p += n;
	}
	return false;
}

/* Is text one of the endings, or none at all? */
static bool
ending_read(const char *text, struct piece *out)
{
	const char *rest;

	*out = (struct piece){ .kind = INDIC_NONE };
	for (size_t i = 0; *text && i < sizeof endings / sizeof endings[0]; i++)
		if (is_among(endings[i].words, text, &rest)) {
			*out = (struct piece){ .kind = endings[i].kind, .value = endings[i].value };
			return true;
		}
	return !*text;
}

/* What the word says, in its pieces; their number, 0 if it says nothing. */
static size_t
pieces_read(const char *text, struct piece out[PIECES_OF_WORD])
{
	static const char *const hindi[] = { "\xe0\xa4", "\xe0\xa5" };
	const char *rest, *end;
	size_t count;

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (!is_among(known[i].words, text, &rest))
			continue;
		out[0] = (struct piece){ .kind = known[i].kind, .value = known[i].value };
		if (text_has_prefix(text, hindi[0]) || text_has_prefix(text, hindi[1]))
			return 1;
		count = 1;
		for (size_t k = 0; known[i].kind == INDIC_NUMBER &&
		    k < sizeof fractions / sizeof fractions[0]; k++)
			if (is_among(fractions[k].words, rest, &end)) {
				out[count++] = (struct piece){ .kind = fractions[k].kind,
					.value = fractions[k].value };
				rest = end;
				break;
			}
		if (ending_read(rest, &out[count]))
			return count + (out[count].kind != INDIC_NONE);
	}
	return 0;
}

/* The same, of a word whose last consonant may be doubled; at least one piece. */
static size_t
word_read(struct arena *a, const char *text, struct piece out[PIECES_OF_WORD])
{
	static const char *const doubled[] = { "க்", "ச்", "த்", "ப்" };
	size_t count = pieces_read(text, out), length = strlen(text);

	for (size_t i = 0; !count && i < sizeof doubled / sizeof doubled[0]; i++) {
		size_t n = strlen(doubled[i]);

		if (length > n && text_same(text + length - n, doubled[i]))
			count = pieces_read(arena_copy(a, text, length - n), out);
	}
	if (!count)
		*out = (struct piece){ .kind = INDIC_NONE };
	return count ? count : 1;
}

/* --- the words of a text --------------------------------------------------------------------- */

/* Letters that may be written either way, as they are compared; nukta and joiners, which may be left
 * out. */
static const struct { const char *letter, *plain; } folds[] = {
	{ "\u093c", "" }, { "\u200c", "" }, { "\u200d", "" },
	{ "\u0901", "\u0902" },		/* पाँच, पांच */
	{ "\u0958", "\u0915" }, { "\u0959", "\u0916" }, { "\u095a", "\u0917" }, { "\u095b", "\u091c" },
	{ "\u095c", "\u0921" }, { "\u095d", "\u0922" }, { "\u095e", "\u092b" }, { "\u095f", "\u092f" },
};

/* The digit of Devanagari or Tamil at p, in ASCII; 0: there is none. */
static char
digit_at(const char *p)
{
	static const char *const zeros[] = { "\u0966", "\u0be6" };

	for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++)
		if (strncmp(p, zeros[i], LETTER_BYTES - 1) == 0) {
			int n = (unsigned char)p[2] - (unsigned char)zeros[i][2];

			if (n >= 0 && n <= 9)
				return (char)('0' + n);
		}
	return 0;
}

static const char *
folded(struct arena *a, const char *word)
{
	struct text out = text_new(a);

	for (const char *p = word; *p; ) {
		size_t i = 0, n = sizeof folds / sizeof folds[0];
		char digit = digit_at(p);

		while (i < n && strncmp(p, folds[i].letter, LETTER_BYTES) != 0)
			i++;
		if (digit)
			text_putc(&out, digit);
		else if (i < n)
			text_puts(&out, folds[i].plain);
		else
			text_putc(&out, *p);
		p += digit || i < n ? LETTER_BYTES : 1;
	}
	return out.data;
}

bool
words_are_indic(const struct words *words)
{
	/* How each letter of Devanagari and of Tamil begins. */
	static const char *const scripts[] = { "\xe0\xa4", "\xe0\xa5", "\xe0\xae", "\xe0\xaf" };

	for (size_t i = 0; i < words->count; i++)
		for (size_t k = 0; k < sizeof scripts / sizeof scripts[0]; k++)
			if (strstr(words->at[i].text, scripts[k]))
				return true;
	return false;
}

/* Does the number that word i ends go on after one mark? "१०:३०" is two words of the text. */
static bool
number_goes_on(const struct words *words, size_t i)
{
	const struct word *word = &words->at[i];

	return i + 1 < words->count && digit_at(word[0].text) && digit_at(word[1].text) &&
	    word[1].from == word[0].to + 1 && strchr(":/.-", words->source[word[0].to]);
}

static bool
begins_with_digit(const struct words *words, size_t i)
{
	return i < words->count &&
	    (isdigit((unsigned char)*words->at[i].text) || digit_at(words->at[i].text));
}

/* Does a full stop stand after word i that ends no sentence, since a number stands beside it? "அக். 9",
 * "गुरु. 15:30". */
static bool
is_abbreviated(const struct words *words, size_t i)
{
	return words->source[words->at[i].to] == '.' && (begins_with_digit(words, i + 1) ||
	    (i > 0 && begins_with_digit(words, i - 1)));
}

struct pieces
indic_split(struct arena *a, const struct words *words)
{
	struct pieces out = { .at = arena_array(a, PIECES_OF_WORD * words->count + 1,
	    sizeof *out.at) };

	for (size_t i = 0; i < words->count; i++) {
		struct piece *p = &out.at[out.count];
		const char *text = folded(a, words->at[i].text);
		size_t first = i, count = word_read(a, text, p);
		enum word_end end = words->at[i].end;

		if (is_abbreviated(words, i) && (p->kind == INDIC_SHORT_MONTH ||
		    p->kind == INDIC_SHORT_WEEKDAY))
			end = END_NONE;
		else if (p->kind == INDIC_SHORT_MONTH)
			p->kind = INDIC_NONE;		/* ஆக: "as" */
		if (p->kind == INDIC_SHORT_MONTH)
			p->kind = INDIC_MONTH;
		for (; i - first < WORDS_OF_NUMBER - 1 && number_goes_on(words, i); i++) {
			end = words->at[i + 1].end;
			text = arena_printf(a, "%s%c%s", text, words->source[words->at[i].to],
			    folded(a, words->at[i + 1].text));
		}
		for (size_t k = 0; k < count; k++) {
			p[k].text = text;
			p[k].first = first;
			p[k].last = i;
			p[k].end = k + 1 < count ? END_NONE : end;
		}
		out.count += count;
	}
	return out;
}

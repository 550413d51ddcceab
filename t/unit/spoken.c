/* Dates, times and numbers as people say them, in each language that is shipped; and what the checks
 * of a file of texts say. The expected words were written by hand. */
#include "desk/spoken.h"

#include "../lib/tap.h"
#include "core/text.h"
#include "desk/stated_time.h"

enum { FILE_MAX = 64 * 1024 };

static struct arena *arena;

static const char *
slurp(const char *path, size_t *bytes)
{
	char *text = arena_alloc(arena, FILE_MAX + 1);
	FILE *f = fopen(path, "re");

	if (!f)
		bail_out("%s cannot be read", path);
	*bytes = fread(text, 1, FILE_MAX, f);
	(void)fclose(f);
	return text;
}

static struct texts *
load(const char *code)
{
	const char *path = arena_printf(arena, "languages/%s.txt", code);
	size_t bytes;
	const char *file = slurp(path, &bytes);
	struct texts *t;
	const struct texts_fault *f = texts_parse(arena, file, bytes, &t);

	ok(!f, "%s is as it should be", path);
	for (; f; f = f->next)
		diag("%s:%d: %s", path, f->line, f->message);
	return t;
}

/* --- times ----------------------------------------------------------------------------------- */

struct a_time { int hour, minute; const char *words; };

static const struct a_time english[] = {
	{ 0, 0, "midnight" }, { 0, 5, "twelve oh five at night" },
	{ 0, 30, "twelve thirty at night" }, { 1, 0, "one in the morning" },
	{ 6, 15, "six fifteen in the morning" }, { 9, 0, "nine in the morning" },
	{ 9, 1, "nine oh one in the morning" }, { 9, 5, "nine oh five in the morning" },
	{ 9, 10, "nine ten in the morning" }, { 9, 15, "nine fifteen in the morning" },
	{ 9, 30, "nine thirty in the morning" }, { 9, 45, "nine forty-five in the morning" },
	{ 9, 59, "nine fifty-nine in the morning" }, { 11, 45, "eleven forty-five in the morning" },
	{ 12, 0, "noon" }, { 12, 15, "twelve fifteen in the afternoon" },
	{ 12, 30, "twelve thirty in the afternoon" }, { 13, 0, "one in the afternoon" },
	{ 16, 20, "four twenty in the afternoon" }, { 17, 0, "five in the evening" },
	{ 20, 45, "eight forty-five in the evening" }, { 21, 0, "nine at night" },
	{ 23, 45, "eleven forty-five at night" }, { -1, 0, NULL },
};

static const struct a_time spanish[] = {
	{ 0, 0, "la medianoche" }, { 0, 30, "las doce y media de la noche" },
	{ 1, 0, "la una de la madrugada" }, { 6, 0, "las seis de la mañana" },
	{ 9, 0, "las nueve de la mañana" }, { 9, 1, "las nueve y un minuto de la mañana" },
	{ 9, 5, "las nueve y cinco de la mañana" }, { 9, 15, "las nueve y cuarto de la mañana" },
	{ 9, 30, "las nueve y media de la mañana" },
	{ 9, 45, "las nueve y cuarenta y cinco de la mañana" },
	{ 10, 20, "las diez y veinte de la mañana" }, { 12, 0, "las doce del mediodía" },
	{ 12, 15, "las doce y cuarto de la tarde" }, { 13, 0, "la una de la tarde" },
	{ 13, 15, "la una y cuarto de la tarde" }, { 13, 30, "la una y media de la tarde" },
	{ 14, 22, "las dos y veintidós de la tarde" }, { 18, 45, "las seis y cuarenta y cinco de la tarde" },
	{ 19, 0, "las siete de la noche" }, { 23, 15, "las once y cuarto de la noche" },
	{ -1, 0, NULL },
};

static const struct a_time hindi[] = {
	{ 0, 0, "रात बारह बजे" }, { 0, 30, "रात साढ़े बारह बजे" }, { 0, 45, "रात पौने एक बजे" },
	{ 1, 30, "रात डेढ़ बजे" }, { 4, 0, "सुबह चार बजे" }, { 9, 0, "सुबह नौ बजे" },
	{ 9, 1, "सुबह नौ बजकर एक मिनट पर" }, { 9, 5, "सुबह नौ बजकर पाँच मिनट पर" },
	{ 9, 15, "सुबह सवा नौ बजे" }, { 9, 30, "सुबह साढ़े नौ बजे" }, { 9, 45, "सुबह पौने दस बजे" },
	{ 11, 45, "सुबह पौने बारह बजे" }, { 12, 0, "दोपहर बारह बजे" }, { 12, 15, "दोपहर सवा बारह बजे" },
	{ 12, 30, "दोपहर साढ़े बारह बजे" }, { 12, 45, "दोपहर पौने एक बजे" }, { 13, 0, "दोपहर एक बजे" },
	{ 13, 15, "दोपहर सवा एक बजे" }, { 13, 30, "दोपहर डेढ़ बजे" }, { 13, 45, "दोपहर पौने दो बजे" },
	{ 14, 30, "दोपहर ढाई बजे" }, { 15, 30, "दोपहर साढ़े तीन बजे" }, { 16, 20, "शाम चार बजकर बीस मिनट पर" },
	{ 17, 0, "शाम पाँच बजे" }, { 18, 30, "शाम साढ़े छह बजे" }, { 20, 15, "रात सवा आठ बजे" },
	{ 23, 45, "रात पौने बारह बजे" }, { -1, 0, NULL },
};

static const struct a_time tamil[] = {
	{ 0, 0, "நள்ளிரவு பன்னிரண்டு மணிக்கு" }, { 5, 0, "அதிகாலை ஐந்து மணிக்கு" },
	{ 6, 15, "காலை ஆறேகால் மணிக்கு" }, { 9, 0, "காலை ஒன்பது மணிக்கு" },
	{ 9, 1, "காலை ஒன்பது மணி ஒரு நிமிடத்திற்கு" }, { 9, 5, "காலை ஒன்பது மணி ஐந்து நிமிடத்திற்கு" },
	{ 9, 15, "காலை ஒன்பதேகால் மணிக்கு" }, { 9, 30, "காலை ஒன்பதரை மணிக்கு" },
	{ 9, 45, "காலை ஒன்பதேமுக்கால் மணிக்கு" }, { 11, 0, "காலை பதினோரு மணிக்கு" },
	{ 11, 30, "காலை பதினொன்றரை மணிக்கு" }, { 12, 0, "மதியம் பன்னிரண்டு மணிக்கு" },
	{ 12, 30, "மதியம் பன்னிரண்டரை மணிக்கு" }, { 13, 0, "மதியம் ஒரு மணிக்கு" },
	{ 13, 15, "மதியம் ஒன்றேகால் மணிக்கு" }, { 13, 30, "மதியம் ஒன்றரை மணிக்கு" },
	{ 14, 45, "மதியம் இரண்டேமுக்கால் மணிக்கு" }, { 16, 20, "மாலை நான்கு மணி இருபது நிமிடத்திற்கு" },
	{ 17, 30, "மாலை ஐந்தரை மணிக்கு" }, { 19, 0, "இரவு ஏழு மணிக்கு" },
	{ 20, 30, "இரவு எட்டரை மணிக்கு" }, { -1, 0, NULL },
};

/* --- dates ----------------------------------------------------------------------------------- */

/* Seen from Monday, 2 March 2026, nine in the morning. */
static const struct civil now = { 2026, 3, 2, 9, 0, 0, 1 };

struct a_date { struct civil at; const char *spoken, *written; };

static const struct a_date english_dates[] = {
	{ { 2026, 3, 3, 9, 30, 0, 2 }, "tomorrow, Tuesday, March third, at nine thirty in the morning",
	    "Tuesday, March 3 at 9:30 AM" },
	{ { 2026, 3, 2, 12, 0, 0, 1 }, "today at noon", "Monday, March 2 at 12:00 PM" },
	{ { 2026, 3, 10, 9, 30, 0, 2 }, "on Tuesday, March tenth, at nine thirty in the morning",
	    "Tuesday, March 10 at 9:30 AM" },
	{ { 2026, 5, 31, 0, 5, 0, 0 }, "on Sunday, May thirty-first, at twelve oh five at night",
	    "Sunday, May 31 at 12:05 AM" },
	{ { 2027, 2, 3, 15, 0, 0, 3 },
	    "next year, on Wednesday, February third, at three in the afternoon",
	    "Wednesday, February 3, 2027 at 3:00 PM" },
	{ { 2028, 2, 29, 8, 0, 0, 2 }, "on Tuesday, February twenty-ninth, 2028, at eight in the morning",
	    "Tuesday, February 29, 2028 at 8:00 AM" },
	{ .spoken = NULL },
};

static const struct a_date spanish_dates[] = {
	{ { 2026, 3, 3, 9, 30, 0, 2 }, "mañana, martes tres de marzo, a las nueve y media de la mañana",
	    "martes 3 de marzo, 9:30 a. m." },
	{ { 2026, 3, 2, 13, 0, 0, 1 }, "hoy a la una de la tarde", "lunes 2 de marzo, 1:00 p. m." },
	{ { 2026, 4, 1, 10, 15, 0, 3 }, "el miércoles primero de abril a las diez y cuarto de la mañana",
	    "miércoles 1 de abril, 10:15 a. m." },
	{ { 2026, 8, 22, 19, 0, 0, 6 }, "el sábado veintidós de agosto a las siete de la noche",
	    "sábado 22 de agosto, 7:00 p. m." },
	{ { 2027, 1, 31, 9, 0, 0, 0 },
	    "el domingo treinta y uno de enero del próximo año a las nueve de la mañana",
	    "domingo 31 de enero de 2027, 9:00 a. m." },
	{ .spoken = NULL },
};

static const struct a_date hindi_dates[] = {
	{ { 2026, 3, 3, 9, 30, 0, 2 }, "कल, यानी मंगलवार, तीन मार्च को, सुबह साढ़े नौ बजे",
	    "मंगलवार, 3 मार्च, सुबह 9:30 बजे" },
	{ { 2026, 3, 2, 17, 0, 0, 1 }, "आज शाम पाँच बजे", "सोमवार, 2 मार्च, शाम 5:00 बजे" },
	{ { 2026, 3, 10, 14, 30, 0, 2 }, "मंगलवार, दस मार्च को दोपहर ढाई बजे",
	    "मंगलवार, 10 मार्च, दोपहर 2:30 बजे" },
	{ { 2026, 10, 29, 9, 5, 0, 4 }, "गुरुवार, उनतीस अक्टूबर को सुबह नौ बजकर पाँच मिनट पर",
	    "गुरुवार, 29 अक्टूबर, सुबह 9:05 बजे" },
	{ { 2027, 2, 3, 10, 0, 0, 3 }, "अगले साल, बुधवार, तीन फ़रवरी को सुबह दस बजे",
	    "बुधवार, 3 फ़रवरी 2027, सुबह 10:00 बजे" },
	{ .spoken = NULL },
};

static const struct a_date tamil_dates[] = {
	{ { 2026, 3, 3, 9, 30, 0, 2 },
	    "நாளை, மார்ச் மூன்றாம் தேதி, செவ்வாய்க்கிழமை, காலை ஒன்பதரை மணிக்கு",
	    "செவ்வாய்க்கிழமை, மார்ச் 3, காலை 9:30 மணி" },
	{ { 2026, 3, 2, 12, 0, 0, 1 }, "இன்று மதியம் பன்னிரண்டு மணிக்கு",
	    "திங்கட்கிழமை, மார்ச் 2, மதியம் 12:00 மணி" },
	{ { 2026, 7, 21, 18, 0, 0, 2 },
	    "ஜூலை இருபத்தொன்றாம் தேதி, செவ்வாய்க்கிழமை, மாலை ஆறு மணிக்கு",
	    "செவ்வாய்க்கிழமை, ஜூலை 21, மாலை 6:00 மணி" },
	{ { 2027, 2, 3, 10, 0, 0, 3 },
	    "அடுத்த ஆண்டு பிப்ரவரி மூன்றாம் தேதி, புதன்கிழமை, காலை பத்து மணிக்கு",
	    "புதன்கிழமை, பிப்ரவரி 3, 2027, காலை 10:00 மணி" },
	{ .spoken = NULL },
};

static const struct language {
	const char *code, *voice, *say;
	const struct a_time *times;
	const struct a_date *dates;
	const char *number, *one, *two, *five;
	const char *weekdays, *months;
} languages[] = {
	{ "en", "Polly.Joanna-Neural", "en-US", english, english_dates,
	    "eight four five, five five five, zero one two nine",
	    "one appointment", "2 appointments", "5 appointments",
	    "Sunday Monday Tuesday Wednesday Thursday Friday Saturday",
	    "January February March April May June July August September October November December" },
	{ "es", "Polly.Lupe-Neural", "es-US", spanish, spanish_dates,
	    "ocho cuatro cinco, cinco cinco cinco, cero uno dos nueve",
	    "una cita", "2 citas", "5 citas",
	    "domingo lunes martes miércoles jueves viernes sábado",
	    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre" },
	{ "hi", "Polly.Kajal-Neural", "hi-IN", hindi, hindi_dates,
	    "आठ चार पाँच, पाँच पाँच पाँच, शून्य एक दो नौ",
	    "एक अपॉइंटमेंट", "दो अपॉइंटमेंट", "5 अपॉइंटमेंट",
	    "रविवार सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार",
	    "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर" },
	{ "ta", "Google.ta-IN-Wavenet-A", "ta-IN", tamil, tamil_dates,
	    "எட்டு நான்கு ஐந்து, ஐந்து ஐந்து ஐந்து, பூஜ்ஜியம் ஒன்று இரண்டு ஒன்பது",
	    "ஒரு சந்திப்பு", "இரண்டு சந்திப்புகள்", "5 சந்திப்புகள்",
	    "ஞாயிற்றுக்கிழமை திங்கட்கிழமை செவ்வாய்க்கிழமை புதன்கிழமை வியாழக்கிழமை வெள்ளிக்கிழமை சனிக்கிழமை",
	    "ஜனவரி பிப்ரவரி மார்ச் ஏப்ரல் மே ஜூன் ஜூலை ஆகஸ்ட் செப்டம்பர் அக்டோபர் நவம்பர் டிசம்பர்" },
};

/* The n-th of words with spaces between them. */
static const char *
nth(const char *words, int n)
{
	while (n--)
		words += strcspn(words, " ") + 1;
	return arena_copy(arena, words, strcspn(words, " "));
}

static bool
has_digit(const char *s)
{
	return s[strcspn(s, "0123456789")];
}

/* Every minute of a day has words, no two the same, and no digit or placeholder is left in them. */
static void
every_minute(const struct language *l, const struct texts *t)
{
	static const char *said[24 * 60];
	int same = 0, odd = 0;

	for (int m = 0; m < 24 * 60; m++) {
		said[m] = spoken_time(arena, t, m / 60, m % 60);
		odd += !*said[m] || has_digit(said[m]) || strpbrk(said[m], "{}") != NULL ||
		    strstr(said[m], "  ") != NULL;
		for (int before = 0; before < m; before++)
			same += strcmp(said[before], said[m]) == 0;
	}
	is_int(odd, 0, "%s: every minute of a day is in words", l->code);
	is_int(same, 0, "%s: no two are the same", l->code);
}

static void
every_date(const struct language *l, const struct texts *t)
{
	int odd = 0;

	for (int n = 0; n < 7; n++) {
		const struct civil at = { 2026, 6, 14 + n, 9, 0, 0, n };
		const char *said = spoken_when(arena, t, &at, &now);

		ok(strstr(said, nth(l->weekdays, n)) != NULL, "%s: weekday %d", l->code, n);
	}
	for (int n = 0; n < 12; n++) {
		const struct civil at = { 2026, n + 1, 28, 9, 0, 0, 3 };
		const char *said = spoken_when(arena, t, &at, &now);

		ok(strstr(said, nth(l->months, n)) != NULL, "%s: month %d", l->code, n + 1);
	}
	for (int day = 1; day <= 31; day++) {
		const struct civil at = { 2026, 5, day, 9, 0, 0, 3 };
		const char *said = spoken_when(arena, t, &at, &now);

		odd += has_digit(said) || strpbrk(said, "{}") != NULL;
	}
	is_int(odd, 0, "%s: every day of a month is in words", l->code);
}

/* --- said, and read again --------------------------------------------------------------------- */

enum { DAYS_AHEAD = 300, MINUTES = 5 };		/* other minutes have no words of their own */

static const char *
read_again(const char *said)
{
	struct words words = words_split(arena, said, strlen(said));
	struct stated_time *times;
	const struct civil *c;

	if (stated_times(arena, &words, TONGUE_INDIC, &now, &times) != 1)
		return arena_printf(arena, "not one time: %s", said);
	c = &times[0].starts;
	return arena_printf(arena, "%04d-%02d-%02d %02d:%02d", c->year, c->month, c->day, c->hour,
	    c->minute);
}

/* What we say in Hindi and Tamil is understood where people say it. */
static void
every_time_read(const struct language *l, const struct texts *t)
{
	static const int month_days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	struct civil at = now;
	int odd = 0;

	for (int m = 0; m < 24 * 60; m += MINUTES)
		odd += strcmp(read_again(spoken_time(arena, t, m / 60, m % 60)),
		    arena_printf(arena, "0000-00-00 %02d:%02d", m / 60, m % 60)) != 0;
	is_int(odd, 0, "%s: every time of a day is read again", l->code);
	for (int n = 0, wrong = 0; n <= DAYS_AHEAD; n++) {
		const char *want;

		at.hour = 9 + n % 10;
		want = arena_printf(arena, "%04d-%02d-%02d %02d:00", at.year, at.month, at.day,
		    at.hour);
		wrong += strcmp(read_again(spoken_when(arena, t, &at, &now)), want) != 0;
		wrong += strcmp(read_again(written_when(arena, t, &at, &now)), want) != 0;
		if (n == DAYS_AHEAD)
			is_int(wrong, 0, "%s: every day of the next months, too", l->code);
		at.weekday = (at.weekday + 1) % 7;
		if (at.day++ == month_days[at.month - 1]) {
			at.day = 1;
			at.year += at.month == 12;
			at.month = at.month % 12 + 1;
		}
	}
}

static void
tomorrow_of(const struct texts *en, struct civil today, struct civil at, const char *words)
{
	is_text(spoken_when(arena, en, &at, &today), words, "%s", words);
}

static void
a_language(const struct language *l)
{
	struct texts *t = load(l->code);
	const struct voice voice = texts_voice(t);

	is_text(voice.voice, l->voice, "%s: its voice", l->code);
	is_text(voice.language, l->say, "%s: its language", l->code);
	for (const struct a_time *at = l->times; at->words; at++)
		is_text(spoken_time(arena, t, at->hour, at->minute), at->words, "%s: %02d:%02d",
		    l->code, at->hour, at->minute);
	for (const struct a_date *d = l->dates; d->spoken; d++) {
		is_text(spoken_when(arena, t, &d->at, &now), d->spoken, "%s: %04d-%02d-%02d",
		    l->code, d->at.year, d->at.month, d->at.day);
		is_text(written_when(arena, t, &d->at, &now), d->written, "%s: the same, written",
		    l->code);
	}
	is_text(spoken_number(arena, t, "+18455550129"), l->number, "%s: a number", l->code);
	is_text(written_visits(arena, t, 1), l->one, "%s: one visit", l->code);
	is_text(written_visits(arena, t, 2), l->two, "%s: two", l->code);
	is_text(written_visits(arena, t, 5), l->five, "%s: five", l->code);
	every_minute(l, t);
	every_date(l, t);
	if (strcmp(l->code, "hi") == 0 || strcmp(l->code, "ta") == 0)
		every_time_read(l, t);
}

/* --- a file that is not as it should be ------------------------------------------------------- */

/* English, with a line put behind it, or one of its lines replaced. */
static const struct { const char *instead_of, *line, *fault; } faulty[] = {
	{ NULL, "call.moon = x", "call.moon is not known here" },
	{ NULL, "nonsense", "this is no \"key = text\"" },
	{ NULL, "call.menu = twice", "call.menu is there twice" },
	{ NULL, "hour.24 = x", "hour.24 is not known here" },
	{ NULL, "hour.07 = x", "hour.07 is not known here" },
	{ NULL, "time.60 = x", "time.60 is not known here" },
	{ NULL, "time.24:00 = x", "time.24:00 is not known here" },
	{ NULL, "part.24 = x", "part.24 is not known here" },
	{ NULL, "weekday.0 = x", "weekday.0 is not known here" },
	{ NULL, "time.15 = {hour} {quarter}", "time.15 has a placeholder that it cannot have (it "
	    "can have: {hour}, {minute}, {next}, {part})" },
	{ NULL, "time.15 = {hour", "time.15 has a placeholder that it cannot have (it can have: "
	    "{hour}, {minute}, {next}, {part})" },
	{ NULL, "time.15 = hour}", "time.15 has a placeholder that it cannot have (it can have: "
	    "{hour}, {minute}, {next}, {part})" },
	{ "call.menu", "call.menu = Press {n}",
	    "call.menu has a placeholder that it cannot have (it can have: none)" },
	{ "call.menu", "", "call.menu is missing" },
	{ "call.menu", "call.menu =", "call.menu must be 1 to 600 characters" },
	{ "call.visit", "call.visit = You have an appointment.", "call.visit needs {when}" },
	{ "call.machine", "call.machine = {clinic} called about {doctor}, {number}",
	    "call.machine has a placeholder that it cannot have (it can have: {clinic}, {number})" },
	{ "month.5", "", "month.5 is missing" },
	{ "part.0", "", "part.0 is missing" },
	{ "half.am", "", "half.am and half.pm are missing" },
	{ "reply.cancel", "reply.cancel = X, Cancel",
	    "reply.cancel has CANCEL, which stops or starts all texts" },
	{ "reply.cancel", "reply.cancel = STOP",
	    "reply.cancel has STOP, which stops or starts all texts" },
	{ "reply.cancel", "reply.cancel = X,,3", "reply.cancel must be words with commas between them" },
	{ "language", "language = en",
	    "language must be a tag with its region, such as en-US" },
	{ "voice", "voice = Google.es-US-Standard-A",
	    "voice Google.es-US-Standard-A does not speak en-US" },
	{ "voice", "voice = Polly.Lupe", "voice Polly.Lupe does not speak en-US" },
	{ "voice", "voice = <b>", "voice must be the name of a voice, such as Polly.Joanna" },
};

static bool
is_told(const struct texts_fault *f, const char *message)
{
	for (; f; f = f->next)
		if (strstr(f->message, message))
			return true;
	return false;
}

static void
faults(void)
{
	size_t bytes;
	const char *english_file = slurp("languages/en.txt", &bytes);
	struct texts *t;

	for (size_t i = 0; i < sizeof faulty / sizeof *faulty; i++) {
		struct text file = text_new(arena);
		const char *at = faulty[i].instead_of ? strstr(english_file, arena_printf(arena,
		    "\n%s =", faulty[i].instead_of)) + 1 : english_file + bytes;
		const struct texts_fault *f;

		text_put(&file, english_file, (size_t)(at - english_file));
		text_printf(&file, "%s\n", faulty[i].line);
		text_puts(&file, at + strcspn(at, "\n"));
		f = texts_parse(arena, file.data, file.length, &t);
		ok(is_told(f, faulty[i].fault), "%s", faulty[i].fault);
		ok(f && (!f->next || !*faulty[i].line || i == 14), "and nothing else, or its lack");
		for (; f && !is_told(f, faulty[i].fault); f = f->next)
			diag("told: %d %s", f->line, f->message);
	}
	ok(is_told(texts_parse(arena, "\xff", 1, &t), "UTF-8"), "what is no UTF-8");
	ok(is_told(texts_parse(arena, "", 0, &t), "call.menu is missing"), "nothing at all");
	is_text(texts_get(t, "call.menu"), NULL, "which has no texts");
	is_text(texts_fill(arena, t, "call.menu", (const char *const[][2]){ { NULL, NULL } }), "",
	    "and says nothing");
	ok(texts_parse(arena, "a", TEXTS_BYTES_MAX + 1, &t) != NULL, "one that is too long");
	ok(!texts_parse(arena, arena_printf(arena, "\xef\xbb\xbf%s", english_file), bytes + 3, &t),
	    "an editor's mark does no harm");
}

int
main(void)
{
	struct texts *en;

	arena = arena_new(256u << 20);
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		a_language(&languages[i]);
	en = load("en");
	tomorrow_of(en, (struct civil){ 2026, 12, 31, 9, 0, 0, 4 },
	    (struct civil){ 2027, 1, 1, 9, 0, 0, 5 },
	    "tomorrow, Friday, January first, at nine in the morning");
	tomorrow_of(en, (struct civil){ 2028, 2, 28, 9, 0, 0, 1 },
	    (struct civil){ 2028, 2, 29, 9, 0, 0, 2 },
	    "tomorrow, Tuesday, February twenty-ninth, at nine in the morning");
	tomorrow_of(en, (struct civil){ 2026, 2, 28, 9, 0, 0, 6 },
	    (struct civil){ 2026, 3, 1, 9, 0, 0, 0 },
	    "tomorrow, Sunday, March first, at nine in the morning");
	is_text(spoken_number(arena, en, "+919876543210"),
	    "nine one nine, eight seven six, five four three, two one zero", "a number of India");
	faults();
	return done_testing();
}

/* What people mean by a day and a time, seen from the moment at which they say it. */
#include "desk/stated_time.h"

#include "core/text.h"
#include "../lib/tap.h"

static struct arena *arena;

/* A Wednesday and a Friday; a Sunday; the last days of a year; before and on a leap day. */
static const struct civil wednesday = { 2026, 11, 18, 10, 5, 0, 3 };
static const struct civil friday = { 2026, 11, 20, 16, 40, 0, 5 };
static const struct civil sunday = { 2026, 11, 22, 9, 0, 0, 0 };
static const struct civil year_end = { 2026, 12, 29, 9, 0, 0, 2 };
static const struct civil before_leap = { 2028, 2, 28, 11, 20, 0, 1 };

struct stated {
	const char *text;		/* what is said */
	const char *want;		/* "2026-11-24 14:30", one alone, "" for nothing */
	const char *words;		/* which of the words state it; NULL: all of them */
};

static const struct stated english[] = {
	/* near days */
	{ "today", "2026-11-18" }, { "tomorrow", "2026-11-19" },
	{ "Tomorrow at 3", "2026-11-19 15:00" },
	{ "the day after tomorrow", "2026-11-20" },
	{ "day after tomorrow at noon", "2026-11-20 12:00" },
	{ "today at 4:15", "2026-11-18 16:15" },
	{ "at 4:15 today", "2026-11-18 16:15", "4:15 today" },
	{ "tonight at 8", "2026-11-18 20:00" }, { "this afternoon at 3:45", "2026-11-18 15:45" },
	{ "at 8:15 this morning", "2026-11-18 08:15", "8:15 this morning" },
	{ "tomorrow morning", "2026-11-19" },
	{ "tomorrow morning at 9", "2026-11-19 09:00" }, { "2 PM today", "2026-11-18 14:00" },
	{ "tomorrow, 8:40", "2026-11-19 08:40" }, { "this evening at 6:30", "2026-11-18 18:30" },

	/* weekdays */
	{ "Thursday", "2026-11-19" }, { "Wednesday", "2026-11-25" },
	{ "on Friday", "2026-11-20", "Friday" },
	{ "this Wednesday", "2026-11-18" }, { "this Friday at 4", "2026-11-20 16:00" },
	{ "this Tuesday", "2026-11-24" }, { "the coming Tuesday", "2026-11-24" },
	{ "this coming Monday", "2026-11-23" }, { "next Wednesday", "2026-11-25" },
	{ "next Thursday", "2026-11-26" }, { "next Monday at 1 p.m.", "2026-11-23 13:00" },
	{ "next Wednesday at half past ten", "2026-11-25 10:30" },
	{ "Friday of next week", "2026-11-27" }, { "Friday next week at 2", "2026-11-27 14:00" },
	{ "next week on Tuesday", "2026-11-24" }, { "next week Friday", "2026-11-27" },
	{ "Tuesday of the following week", "2026-11-24" }, { "Friday this week", "2026-11-20" },
	{ "Friday after next", "2026-12-04" }, { "a week from Friday", "2026-11-27" },
	{ "two weeks from Friday", "2026-12-04" }, { "in two weeks on Tuesday", "2026-12-01" },
	{ "Tuesday in two weeks", "2026-12-01" }, { "Tuesday morning at 9", "2026-11-24 09:00" },
	{ "Mon 3 PM", "2026-11-23 15:00" }, { "Thurs 11:30", "2026-11-19 11:30" },
	{ "Sat 10:10", "2026-11-21 10:10" }, { "She sat at the desk", "" },
	{ "the sun was out", "" },
	{ "3 PM on Tuesday", "2026-11-24 15:00" },
	{ "at 3 on Tuesday", "2026-11-24 15:00", "3 on Tuesday" },
	{ "half past ten next Wednesday", "2026-11-25 10:30" },
	{ "9:40 on Saturday", "2026-11-21 09:40" },

	/* dates */
	{ "December 3", "2026-12-03" }, { "December 3rd at 9", "2026-12-03 09:00" },
	{ "the 3rd of December", "2026-12-03" }, { "3 December 2027", "2027-12-03" },
	{ "December 3rd, 2026 at 10:15 am", "2026-12-03 10:15" },
	{ "Dec. 3 at 9 a.m.", "2026-12-03 09:00" },
	{ "March 5", "2027-03-05" }, { "November 18", "2026-11-18" },
	{ "November 17", "2027-11-17" },
	{ "Nov 24, 2:00 PM", "2026-11-24 14:00" }, { "December the third", "2026-12-03" },
	{ "December twenty first", "2026-12-21" }, { "February 30", "" },
	{ "February 29 at 9", "2028-02-29 09:00" },
	{ "Tuesday, November 24th, at 2:30 pm", "2026-11-24 14:30" },
	{ "Tuesday the 24th at 2:30 pm", "2026-11-24 14:30" },
	{ "Tuesday, December 1", "2026-12-01" },
	{ "Friday the 11th at 4 o'clock", "2026-12-11 16:00" },
	{ "Monday the 30th", "2026-11-30" }, { "the 24th", "2026-11-24" },
	{ "the 3rd at 2:30", "2026-12-03 14:30" },
	{ "the 18th", "2026-11-18" }, { "the 31st", "2026-12-31" }, { "the 2nd floor", "" },
	{ "the 3rd option", "" },
	{ "on the 23rd of January at 11", "2027-01-23 11:00", "the 23rd of January at 11" },
	{ "12/3", "2026-12-03" }, { "12/3 at 10", "2026-12-03 10:00" },
	{ "1/15/2027", "2027-01-15" },
	{ "11/24/26, 3 pm", "2026-11-24 15:00" }, { "25/12", "2026-12-25" },
	{ "2026-12-03 at 09:30", "2026-12-03 09:30" }, { "24/7", "" }, { "13/13", "" },
	{ "120/80", "" },
	{ "3 Feb, 16:00", "2027-02-03 16:00" }, { "may 5 people come", "" },
	{ "they march 5 miles", "" },

	/* distances */
	{ "in two weeks", "2026-12-02" }, { "in 3 days", "2026-11-21" },
	{ "in a month", "2026-12-18" },
	{ "two weeks from today, 10 AM", "2026-12-02 10:00" },
	{ "three days from now", "2026-11-21" },
	{ "in a couple of days", "2026-11-20" }, { "in six months", "2027-05-18" },
	{ "for two weeks", "" }, { "two weeks of pain", "" },

	/* times of day */
	{ "at 9", "09:00", "9" }, { "at 12", "12:00", "12" }, { "at 6", "18:00", "6" },
	{ "at 1:05", "13:05", "1:05" }, { "at 7", "07:00", "7" }, { "7 pm", "19:00" },
	{ "12 am", "00:00" },
	{ "12:30 pm", "12:30" }, { "14:30", "14:30" }, { "08:00", "08:00" }, { "noon", "12:00" },
	{ "midday", "12:00" }, { "midnight", "00:00" },
	{ "Friday at midnight", "2026-11-20 00:00" },
	{ "3 o'clock", "15:00" }, { "3 o'clock in the afternoon", "15:00" },
	{ "11 o'clock", "11:00" },
	{ "8 in the evening", "20:00" }, { "six in the morning", "06:00" },
	{ "ten thirty", "10:30" },
	{ "two fifteen", "14:15" }, { "nine oh five", "09:05" }, { "three forty five pm", "15:45" },
	{ "half past two", "14:30" }, { "a quarter past nine", "09:15" },
	{ "quarter to five", "16:45" },
	{ "ten past nine", "09:10" }, { "930 am", "09:30" }, { "25:10", "" }, { "10:75", "" },
	{ "2-3 pm", "14:00" }, { "8:15am", "08:15" }, { "3pm", "15:00" },
	{ "at 10 a. m.", "10:00", "10 a. m." },

	/* no times at all */
	{ "30 minutes", "" }, { "at 12 Main Street", "" }, { "at 5 years", "" },
	{ "about 3 people", "" },
	{ "$150", "" }, { "at 4 different clinics", "" }, { "three to five visits", "" },
	{ "2 patients", "" },
	{ "", "" }, { "at", "" }, { "the", "" }, { "in", "" }, { "next", "" },
	{ "a week from", "" },
};

static const struct stated spanish[] = {
	{ "hoy a las 6 de la tarde", "2026-11-18 18:00" }, { "mañana a las 9", "2026-11-19 09:00" },
	{ "pasado mañana", "2026-11-20" }, { "de la mañana", "" },
	{ "esta tarde a las 4", "2026-11-18 16:00" },
	{ "mañana por la mañana", "2026-11-19" },
	{ "el próximo miércoles a las diez y media", "2026-11-25 10:30" },
	{ "el próximo viernes", "2026-11-20" }, { "el viernes próximo", "2026-11-20" },
	{ "el viernes que viene a las 5", "2026-11-20 17:00" }, { "este miércoles", "2026-11-18" },
	{ "el viernes de la próxima semana", "2026-11-27" },
	{ "el lunes de la semana que viene", "2026-11-23" },
	{ "el martes 24 a las 14:30", "2026-11-24 14:30" }, { "el 24 de noviembre", "2026-11-24" },
	{ "martes 24 de noviembre a las dos y cuarto", "2026-11-24 14:15" },
	{ "el día 3 a las 8:15", "2026-12-03 08:15" }, { "el 5 de enero de 2027", "2027-01-05" },
	{ "12/3", "2027-03-12" }, { "3/12 a las 10", "2026-12-03 10:00" },
	{ "dentro de dos semanas", "2026-12-02" }, { "en tres días", "2026-11-21" },
	{ "a la una", "13:00", "una" }, { "a las tres menos cuarto", "14:45", "tres menos cuarto" },
	{ "a las once de la mañana", "11:00", "once de la mañana" },
	{ "a las 9 de la noche", "21:00", "9 de la noche" }, { "al mediodía", "12:00", "mediodía" },
	{ "a las 10 a. m.", "10:00", "10 a. m." }, { "16:00", "16:00" },
	{ "a las 18h", "18:00", "18h" },
	{ "una cita", "" }, { "dos pacientes", "" }, { "son tres", "" },
};

static const struct stated hindi[] = {
	/* days */
	{ "आज शाम 6 बजे", "2026-11-18 18:00" }, { "आज 8 बजे", "2026-11-18 20:00" },
	{ "आज ही दोपहर 2:10 पर", "2026-11-18 14:10", "आज ही दोपहर 2:10" },
	{ "कल सुबह 10 बजे का अपॉइंटमेंट", "2026-11-19 10:00", "कल सुबह 10 बजे" },
	{ "परसों सवा ग्यारह पर बुलाया", "2026-11-20 11:15", "परसों सवा ग्यारह" },
	{ "कल 4 बजे देखेंगे", "2026-11-19 16:00", "कल 4 बजे" },
	{ "कल के लिए", "2026-11-19", "कल" }, { "8:25 कल सुबह", "2026-11-19 08:25" },
	{ "कल, यानी गुरुवार को, 11 बजे", "2026-11-19 11:00" },
	{ "सोमवार", "2026-11-23" }, { "सोमवार को सुबह 10 बजे", "2026-11-23 10:00" },
	{ "शुक्रवार की शाम 5:30 बजे", "2026-11-20 17:30" }, { "बृहस्पतिवार", "2026-11-19" },
	{ "बुध, 8:10 रात", "2026-11-25 20:10" }, { "10:40, शुक्र", "2026-11-20 10:40" },
	{ "गुरु. 15:30", "2026-11-19 15:30" }, { "इसी बुधवार 2:45", "2026-11-18 14:45" },
	{ "अगले सोमवार", "2026-11-23" }, { "आगामी शुक्रवार", "2026-11-20" },
	{ "अगले हफ़्ते शुक्रवार को 3 बजे", "2026-11-27 15:00" },
	{ "15 मार्च", "2027-03-15" }, { "15 मार्च को सुबह 9 बजे", "2027-03-15 09:00" },
	{ "मार्च 15, 2027", "2027-03-15" }, { "तीन फरवरी", "2027-02-03" },
	{ "24 तारीख़ को 6 बजे", "2026-11-24 18:00" }, { "१५ मार्च, ४:४० शाम", "2027-03-15 16:40" },
	{ "मंगलवार, 24 नवंबर", "2026-11-24" }, { "27 को पौने चार बजे", "2026-11-27 15:45" },
	{ "अगले महीने की 5 तारीख़", "2026-12-05" }, { "12/3 को", "2027-03-12", "12/3" },
	{ "13/4, 9:00 AM", "2027-04-13 09:00" }, { "१२/३/२०२७", "2027-03-12" },
	{ "18-11-2027", "2027-11-18" },

	/* times of day */
	{ "सुबह 10 बजे", "10:00" }, { "दोपहर 3 बजे", "15:00" }, { "दोपहर 11:30", "11:30" },
	{ "दोपहर बारह बजे", "12:00" }, { "शाम 5:30 बजे", "17:30" }, { "रात 9 बजे", "21:00" },
	{ "रात 2 बजे", "02:00" }, { "साढ़े तीन बजे", "15:30" }, { "साढे नौ बजे", "09:30" },
	{ "सवा पाँच बजे", "17:15" }, { "पौने चार बजे", "15:45" }, { "पौने एक बजे", "12:45" },
	{ "डेढ़ बजे", "13:30" }, { "ढाई बजे", "14:30" }, { "पांच बजे", "17:00" },
	{ "नौ बजकर बीस मिनट", "09:20" }, { "सुबह के 10.30 बजे", "10:30" }, { "17:30", "17:30" },
	{ "१०:३० बजे", "10:30" }, { "दिन के 11", "11:00" }, { "7:30 सुबह", "07:30" },
	{ "सुबह 9", "09:00" }, { "8 से 10 बजे तक", "08:00" }, { "8 से 10 बजे,", "08:00", "8 से 10 बजे" },
	{ "सुबह 6:30 से 8:30 के बीच", "06:30" },

	/* English among it */
	{ "Friday 5:30 PM को", "2026-11-20 17:30", "Friday 5:30 PM" },
	{ "सोमवार 7 pm", "2026-11-23 19:00" },

	/* no times at all */
	{ "10 मिनट", "" }, { "दो दिन", "" }, { "डेढ़ घंटे", "" }, { "शाम 6 लोग", "" }, { "ढाई हज़ार", "" },
	{ "6/9 का चश्मा", "" }, { "120/80", "" }, { "दो तारीख़ दीं", "" }, { "आज फ़ोन किया", "" },
	{ "गुरु जी ने कहा", "" }, { "श्री मंगल 4 साल के", "" }, { "दिन में दो बार", "" }, { "30 फ़रवरी", "" },
	{ "शाम को", "" }, { "अगले हफ़्ते", "" },
};

static const struct stated tamil[] = {
	/* days */
	{ "இன்று மாலை 6 மணிக்கு", "2026-11-18 18:00" }, { "இன்றிரவு 8:20", "2026-11-18 20:20" },
	{ "நாளை காலை 10 மணிக்கு", "2026-11-19 10:00" }, { "நாளைக்கு", "2026-11-19" },
	{ "நாளைக் காலை 11-க்கு", "2026-11-19 11:00", "நாளைக் காலை 11" },
	{ "நாளை மறுநாள் 12:40", "2026-11-20 12:40" }, { "மாலை 6:10, நாளை", "2026-11-19 18:10" },
	{ "திங்கட்கிழமை", "2026-11-23" }, { "திங்கட்கிழமைக்கு", "2026-11-23" },
	{ "செவ்வாய்க்கிழமையன்று காலை 9 மணிக்கு", "2026-11-24 09:00" },
	{ "வெள்ளிக்கிழமை மாலை 5 மணி", "2026-11-20 17:00" }, { "ஞாயிற்றுக்கிழமை", "2026-11-22" },
	{ "வியாழன் 5:35", "2026-11-19 17:35" }, { "வெள்ளியன்று", "2026-11-20" },
	{ "சனி மதியம் 12:50-க்கு", "2026-11-21 12:50", "சனி மதியம் 12:50" },
	{ "வரும் புதன் 11:45", "2026-11-25 11:45" }, { "இந்த வெள்ளி 4 மணிக்கு", "2026-11-20 16:00" },
	{ "அடுத்த திங்கட்கிழமை", "2026-11-23" },
	{ "அடுத்த வாரம் வெள்ளி காலை 8 மணிக்கு", "2026-11-27 08:00" },
	{ "மார்ச் 15", "2027-03-15" }, { "மார்ச் 15ஆம் தேதி", "2027-03-15" },
	{ "15-ம் தேதி காலை 10:50", "2026-12-15 10:50" }, { "20ஆம் தேதிக்கு", "2026-11-20" },
	{ "9 டிசம்பர், 4:05 மாலை", "2026-12-09 16:05" }, { "அக். 9, காலை 8 மணி", "2027-10-09 08:00" },
	{ "மூன்றாம் தேதி", "2026-12-03" }, { "டிசம்பர் இருபத்து நான்காம் தேதி", "2026-12-24" },
	{ "புதன், 25-ஆம் தேதி, மாலை 6", "2026-11-25 18:00" },
	{ "அடுத்த மாதம் 5ஆம் தேதி காலை 10 மணிக்கு", "2026-12-05 10:00" }, { "௧௫ மார்ச்", "2027-03-15" },

	/* times of day */
	{ "காலை 10 மணிக்கு", "10:00" }, { "மாலை 4 மணி", "16:00" },
	{ "மதியம் 2:30 மணிக்கு", "14:30" }, { "மதியம் 12.15க்கு", "12:15", "மதியம் 12.15" },
	{ "பிற்பகல் மூன்றேகாலுக்கு", "15:15" }, { "காலை எட்டே முக்காலுக்கு", "08:45" },
	{ "ஒன்பதரை மணிக்கு", "09:30" }, { "இரவு ஏழு மணிக்குப்", "19:00" }, { "காலையில் 11 மணி", "11:00" },
	{ "பத்து மணி இருபது நிமிடத்திற்கு", "10:20" }, { "௧௦:௩௦ மணிக்கு", "10:30" },
	{ "6:50 AM", "06:50" }, { "காலை 9 முதல் 12 வரை", "09:00" },

	/* no times at all */
	{ "ஒரு மணி நேரம்", "" }, { "20 நிமிடத்தில்", "" }, { "வேறு நாளை எழுதினார்", "" }, { "காலை வலிக்கிறது", "" },
	{ "வெள்ளி அடைப்பு", "" }, { "இரண்டு வாரம்", "" }, { "சனிக்கிழமைகளில்", "" }, { "இன்று அழைத்தார்", "" },
};

/* A day, and nobody knows which: it is said, and not resolved. */
static const char *const vague[] = {
	"कल रात", "कल 5 बजे गिर गए", "कल ही", "परसों आए",
	"अगले शुक्रवार 3 बजे", "अगले दिन 10 बजे", "हर सोमवार 5 बजे", "कल शुक्रवार 10 बजे",
	"सोमवार, 24 मार्च", "रवि, 10:15", "அடுத்த வெள்ளி", "மறுநாள் காலை 9 மணிக்கு",
};

static const struct stated on_friday[] = {
	{ "next Monday", "2026-11-23" }, { "next Wednesday at half past ten", "2026-11-25 10:30" },
	{ "next Friday", "2026-11-27" }, { "Friday", "2026-11-27" },
	{ "this Friday", "2026-11-20" },
	{ "Monday", "2026-11-23" },
};

static const struct stated on_sunday[] = {
	{ "next Tuesday", "2026-11-24" }, { "Tuesday", "2026-11-24" }, { "Sunday", "2026-11-29" },
	{ "tomorrow at noon", "2026-11-23 12:00" },
};

static const struct stated at_year_end[] = {
	{ "January 7 at noon", "2027-01-07 12:00" }, { "Friday", "2027-01-01" },
	{ "the 2nd", "2027-01-02" }, { "in a week", "2027-01-05" }, { "December 30", "2026-12-30" },
	{ "December 28", "2027-12-28" }, { "next Monday", "2027-01-04" },
};

static const struct stated at_leap[] = {
	{ "tomorrow at 2", "2028-02-29 14:00" }, { "the day after tomorrow", "2028-03-01" },
	{ "February 29", "2028-02-29" }, { "in a month", "2028-03-28" },
};

static const char *
shown(const struct stated_time *t)
{
	const struct civil *c = &t->starts;
	const char *day = arena_printf(arena, "%04d-%02d-%02d", c->year, c->month, c->day);
	const char *hour = arena_printf(arena, "%02d:%02d", c->hour, c->minute);

	if (t->has_day && t->has_time)
		return arena_printf(arena, "%s %s", day, hour);
	return t->has_day ? day : t->has_time ? hour : "";
}

static const char *
said(const struct words *words, const struct stated_time *t)
{
	size_t from = words->at[t->first].from;

	return arena_copy(arena, words->source + from, words->at[t->end - 1].to - from);
}

static void
check(const char *when, enum tongue tongue, const struct civil *called_at,
    const struct stated *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct stated *c = &cases[i];
		struct words words = words_split(arena, c->text, strlen(c->text));
		struct stated_time *times;
		size_t n = stated_times(arena, &words, tongue, called_at, &times);

		is_text(n ? shown(&times[0]) : "", c->want, "%s: %s", when, c->text);
		if (n && *c->want)
			is_text(said(&words, &times[0]), c->words ? c->words : c->text,
			    "and those words");
		is_int((int64_t)n, *c->want != '\0', "once");
	}
}

#define CHECK(when, tongue, called_at, cases) \
	check((when), (tongue), (called_at), (cases), sizeof (cases) / sizeof (cases)[0])

/* A day that is sure is none of these; which it is, nobody knows. */
static void
test_vague(void)
{
	static const struct { enum tongue tongue; const char *text; bool vague; } cases[] = {
		{ TONGUE_ENGLISH, "the first Monday of December", true },
		{ TONGUE_ENGLISH, "the second Tuesday in December", true },
		{ TONGUE_ENGLISH, "the 3rd Thursday of next month", true },
		{ TONGUE_ENGLISH, "the first Monday at 9", true },
		{ TONGUE_ENGLISH, "a Friday in May", true }, { TONGUE_ENGLISH, "Tuesday week", true },
		{ TONGUE_ENGLISH, "the Thursday after that", true },
		{ TONGUE_ENGLISH, "the Thursday after, at 9", true },
		{ TONGUE_ENGLISH, "the Tuesday of that week", true },
		{ TONGUE_ENGLISH, "every Monday", true },
		{ TONGUE_ENGLISH, "Tuesday after lunch", false },
		{ TONGUE_ENGLISH, "Tuesday of next week", false },
		{ TONGUE_ENGLISH, "Tuesday in two weeks", false },
		{ TONGUE_ENGLISH, "the first, Monday at 9", false },
		{ TONGUE_ENGLISH, "Tuesday in the new building", false },
		{ TONGUE_ENGLISH, "Monday the 24th", true }, { TONGUE_ENGLISH, "Friday the 13th", true },
		{ TONGUE_ENGLISH, "Tuesday the 24th", false }, { TONGUE_ENGLISH, "Monday the 18th", false },
		{ TONGUE_ENGLISH, "November 24, 2025", true }, { TONGUE_ENGLISH, "11/17/2026", true },
		{ TONGUE_ENGLISH, "November 18, 2026", false },
		{ TONGUE_SPANISH, "el primer lunes de diciembre", true },
		{ TONGUE_SPANISH, "el último viernes del mes", true },
		{ TONGUE_SPANISH, "un lunes de enero", true }, { TONGUE_SPANISH, "un lunes en enero", true },
		{ TONGUE_SPANISH, "el lunes 24", true }, { TONGUE_SPANISH, "el martes 24", false },
		{ TONGUE_SPANISH, "el domingo anterior", true },
		{ TONGUE_SPANISH, "el martes de la próxima semana", false },
		{ TONGUE_SPANISH, "el martes de 2 a 3 de la tarde", false },
		{ TONGUE_SPANISH, "el 24 de noviembre de 2025", true },
		{ TONGUE_INDIC, "दिसंबर के पहले सोमवार", true }, { TONGUE_INDIC, "दिसंबर के दूसरे मंगलवार को", true },
		{ TONGUE_INDIC, "महीने के पहले सोमवार", true }, { TONGUE_INDIC, "सोमवार, 24 तारीख़", true },
		{ TONGUE_INDIC, "24 नवंबर 2025", true }, { TONGUE_INDIC, "मंगलवार, 24 तारीख़", false },
		{ TONGUE_INDIC, "डॉक्टर दिसंबर में आएँगे, सोमवार", false },
		{ TONGUE_INDIC, "டிசம்பர் முதல் திங்கட்கிழமை", true },
		{ TONGUE_INDIC, "திங்கட்கிழமை", false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct words words = words_split(arena, cases[i].text, strlen(cases[i].text));
		struct stated_time *times;
		size_t n = stated_times(arena, &words, cases[i].tongue, &wednesday, &times);

		ok(n && times[0].has_day, "%s names a day", cases[i].text);
		ok(n && times[0].vague == cases[i].vague && !times[0].starts.year == cases[i].vague,
		    cases[i].vague ? "and nobody knows which" : "and it is known");
	}
}

/* What was said at ten past ten of the same day. */
static void
test_over(void)
{
	struct stated_time t = { .has_day = true, .has_time = true, .starts = wednesday };

	ok(stated_time_has_hour(&t, &wednesday), "a visit may be at once");
	t.starts.minute--;
	ok(!stated_time_has_hour(&t, &wednesday), "and not a minute ago");
	t.starts.day++;
	ok(stated_time_has_hour(&t, &wednesday), "but at that hour tomorrow");
	t.vague_time = true;
	ok(!stated_time_has_hour(&t, &wednesday), "unless it is not sure");
}

/* What is past, and what is a limit, is told apart from what may be a visit's time. */
static void
test_kinds(void)
{
	static const struct { const char *text; bool past, bound; } cases[] = {
		{ "yesterday", true, false }, { "last Tuesday", true, false },
		{ "two weeks ago", true, false }, { "Tuesday at 3", false, false },
		{ "after 3 pm", false, true }, { "until Friday", false, true },
		{ "before noon", false, true }, { "since Monday", false, true },
		{ "by Tuesday at 5", false, true },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct words words = words_split(arena, cases[i].text, strlen(cases[i].text));
		struct stated_time *times;
		size_t n = stated_times(arena, &words, TONGUE_ENGLISH, &wednesday, &times);

		is_int((int64_t)n, 1, "%s is found", cases[i].text);
		ok(n && times[0].past == cases[i].past, "and is past or not");
		ok(n && times[0].bound == cases[i].bound, "and a limit or not");
	}
}

static void
test_indic_kinds(void)
{
	static const struct { const char *text; bool past, bound; } cases[] = {
		{ "पिछले सोमवार", true, false }, { "கடந்த திங்கட்கிழமை", true, false },
		{ "நேற்று மாலை 4 மணிக்கு", true, false }, { "शनिवार को गिरे थे", true, false },
		{ "बीते महीने की 5 तारीख़", true, false }, { "कल 8:30 पर गिरे थे", true, false },
		{ "कल का समय निकल चुका था", true, false }, { "शुक्रवार तक", false, true },
		{ "5 बजे के बाद", false, true }, { "सोमवार से पहले", false, true },
		{ "सोमवार से", false, true }, { "कल शाम से", false, true },
		{ "வெள்ளிக்கிழமை வரை", false, true }, { "10 மணிக்கு முன்", false, true },
		{ "நாளை 9 மணிக்கு", false, false }, { "शनिवार नहीं", false, true },
		{ "மாலை 4 மணியிலிருந்து 5 மணிக்கு", false, true }, { "6 बजे के बजाय", false, true },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct words words = words_split(arena, cases[i].text, strlen(cases[i].text));
		struct stated_time *times;
		size_t n = stated_times(arena, &words, TONGUE_INDIC, &wednesday, &times);

		ok(n > 0, "%s is found", cases[i].text);
		ok(n && times[0].past == cases[i].past, "and is past or not");
		ok(n && times[0].bound == cases[i].bound, "and a limit or not");
	}
	for (size_t i = 0; i < sizeof vague / sizeof vague[0]; i++) {
		struct words words = words_split(arena, vague[i], strlen(vague[i]));
		struct stated_time *times;
		size_t n = stated_times(arena, &words, TONGUE_INDIC, &wednesday, &times);

		ok(n == 1 && times[0].has_day && times[0].vague, "%s names a day", vague[i]);
		ok(n && !times[0].starts.year, "and nobody knows which");
	}
}

/* Of several hours, which is it, and with which words? */
static void
test_spans(void)
{
	static const struct { enum tongue tongue; const char *text, *words, *want; } cases[] = {
		{ TONGUE_ENGLISH, "from 2 to 3 PM", "from 2 to 3 PM", "14:00" },
		{ TONGUE_ENGLISH, "9 to 10 AM", "9 to 10 AM", "09:00" },
		{ TONGUE_ENGLISH, "from 11 to 1 PM", "from 11 to 1 PM", "11:00" },
		{ TONGUE_ENGLISH, "from 9 to 5 PM", "from 9 to 5 PM", "09:00" },
		{ TONGUE_ENGLISH, "from 5 to 6:30", "from 5 to 6:30", "17:00" },
		{ TONGUE_ENGLISH, "two to three in the afternoon", NULL, "14:00" },
		{ TONGUE_ENGLISH, "from 2 to 3 PM on Friday", NULL, "2026-11-20 14:00" },
		{ TONGUE_ENGLISH, "9 AM to 10 AM on Friday", NULL, "2026-11-20 09:00" },
		{ TONGUE_ENGLISH, "7 and 7:30 PM", NULL, "19:00" },
		{ TONGUE_ENGLISH, "from 8 until 9 PM", NULL, "20:00" },
		{ TONGUE_ENGLISH, "between 9 and 11 AM", NULL, "vague" },
		{ TONGUE_ENGLISH, "between 9 AM and 11 AM on Friday", NULL, "2026-11-20 vague" },
		{ TONGUE_ENGLISH, "between 2:00 and 3:00 PM", NULL, "vague" },
		{ TONGUE_ENGLISH, "2 or 3 PM", NULL, "vague" },
		{ TONGUE_ENGLISH, "11-1 PM", NULL, "11:00" }, { TONGUE_ENGLISH, "9-10 PM", NULL, "21:00" },
		{ TONGUE_ENGLISH, "10-12 PM", NULL, "10:00" },
		{ TONGUE_ENGLISH, "moved to 3 PM", "3 PM", "15:00" },
		{ TONGUE_ENGLISH, "November 24 and 3 PM", "3 PM", "15:00" },
		{ TONGUE_SPANISH, "de 2 a 3 de la tarde", NULL, "14:00" },
		{ TONGUE_SPANISH, "de las 11 a la 1 de la tarde", NULL, "11:00" },
		{ TONGUE_SPANISH, "de 9 a 10 de la mañana", NULL, "09:00" },
		{ TONGUE_SPANISH, "de 8:30 a 10:30", NULL, "08:30" },
		{ TONGUE_SPANISH, "de 9 al mediodía", NULL, "09:00" },
		{ TONGUE_SPANISH, "entre las 2 y las 4 de la tarde", NULL, "vague" },
		{ TONGUE_SPANISH, "a las 2 o 3 de la tarde", "2 o 3 de la tarde", "vague" },
		{ TONGUE_SPANISH, "a las 9 en vez de a las 14:00", "14:00", "14:00" },
		{ TONGUE_SPANISH, "sala 3 a las 4 de la tarde", "4 de la tarde", "16:00" },
		{ TONGUE_SPANISH, "el martes 24 a las 4 de la tarde", NULL, "2026-11-24 16:00" },
		{ TONGUE_INDIC, "सुबह 6:30 से 8:30 के बीच", NULL, "vague" },
		{ TONGUE_INDIC, "सुबह 8 से 10 बजे तक", NULL, "08:00" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *text = cases[i].text;
		struct words words = words_split(arena, text, strlen(text));
		struct stated_time *times, last;
		size_t n = stated_times(arena, &words, cases[i].tongue, &wednesday, &times);

		ok(n > 0, "%s is found", text);
		if (!n)
			continue;
		last = times[n - 1];
		is_text(!last.vague_time ? shown(&last) : last.has_day ? arena_printf(arena,
		    "%04d-%02d-%02d vague", last.starts.year, last.starts.month, last.starts.day) :
		    "vague", cases[i].want, "and begins then, or is not sure");
		last.first = last.span;
		is_text(said(&words, &last), cases[i].words ? cases[i].words : text, "with those words");
	}
}

/* "from 8:00 to 9:00 PM": the beginning, which is a time of its own, has the pm of the end. */
static void
test_span_apart(void)
{
	const char *text = "Tuesday from 8:00 to 9:00 PM";
	struct words words = words_split(arena, text, strlen(text));
	struct stated_time *times;
	size_t n = stated_times(arena, &words, TONGUE_ENGLISH, &wednesday, &times);

	is_text(n ? shown(&times[0]) : "", "2026-11-24 20:00", "%s", text);
	text = "Her visit was moved from 2 to 3:30 PM";
	words = words_split(arena, text, strlen(text));
	n = stated_times(arena, &words, TONGUE_ENGLISH, &wednesday, &times);
	ok(n == 1 && times[0].from && times[0].until_hour == 15 && times[0].until_minute == 30,
	    "the end is known, too, for a visit that was moved");
}

static void
test_several(void)
{
	const char *text = "Offered Tuesday at 9 and Thursday at 3:15, she took a day apart: "
	    "Friday with Dr. Ames at 2 p.m. She was last here on May 3.";
	struct words words = words_split(arena, text, strlen(text));
	struct stated_time *times, both;
	size_t n = stated_times(arena, &words, TONGUE_ENGLISH, &wednesday, &times);

	is_int((int64_t)n, 5, "five are found");
	if (n != 5)
		return;
	is_text(shown(&times[0]), "2026-11-24 09:00", "the first");
	is_text(shown(&times[1]), "2026-11-19 15:15", "the second");
	both = stated_time_joined(&times[2], &times[3]);
	is_text(shown(&both), "2026-11-20 14:00", "day and hour that were said apart are joined");
	is_text(said(&words, &both), "Friday with Dr. Ames at 2 p.m.", "with the words between");
	is_int(both.starts.weekday, 5, "and the weekday");
}

int
main(void)
{
	arena = arena_new(64 << 20);
	CHECK("on a Wednesday", TONGUE_ENGLISH, &wednesday, english);
	CHECK("in Spanish", TONGUE_SPANISH, &wednesday, spanish);
	CHECK("in Hindi", TONGUE_INDIC, &wednesday, hindi);
	CHECK("in Tamil", TONGUE_INDIC, &wednesday, tamil);
	CHECK("on a Friday", TONGUE_ENGLISH, &friday, on_friday);
	CHECK("on a Sunday", TONGUE_ENGLISH, &sunday, on_sunday);
	CHECK("at the end of a year", TONGUE_ENGLISH, &year_end, at_year_end);
	CHECK("before a leap day", TONGUE_ENGLISH, &before_leap, at_leap);
	test_vague();
	test_over();
	test_kinds();
	test_indic_kinds();
	test_spans();
	test_span_apart();
	test_several();
	arena_free(arena);
	return done_testing();
}

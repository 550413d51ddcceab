/*
 * Hindi and Tamil: no grammar, only turns of phrase that leave no doubt, one sentence after the
 * other. A booking is found where a sentence says so and nothing in it, nor in what follows, speaks
 * against it; where the phrases do not decide, the answer is unclear.
 */
#include "desk/booking_parts.h"

#include "core/text.h"

enum mark {
	MARK_VISIT, MARK_BOOKED, MARK_NOT, MARK_OPEN, MARK_LATER, MARK_WAITLIST, MARK_CANCELLED,
	MARK_MOVED, MARK_CONFIRMED, MARK_VOICEMAIL, MARK_WRONG_NUMBER, MARK_BROKEN_OFF, MARK_ASKED,
	MARK_WANTED, MARK_OLD, MARK_ELSEWHERE, MARKS_END
};

static const struct { enum mark mark; const char *text; } marks[] = {
	/* Hindi */
	{ MARK_VISIT, "अपॉइंटमेंट" }, { MARK_VISIT, "अपॉइन्टमेंट" }, { MARK_VISIT, "अपॉइंट्मेंट" },
	{ MARK_VISIT, "अप्वाइंटमेंट" }, { MARK_VISIT, "मुलाकात" }, { MARK_VISIT, "मुलाक़ात" },
	{ MARK_VISIT, "बुकिंग" }, { MARK_VISIT, "समय" }, { MARK_VISIT, "स्लॉट" }, { MARK_VISIT, "परामर्श" },
	{ MARK_VISIT, "जाँच" }, { MARK_VISIT, "जांच" },
	{ MARK_BOOKED, "बुक किया" }, { MARK_BOOKED, "बुक कर" }, { MARK_BOOKED, "बुक हो" },
	{ MARK_BOOKED, "बुक हु" }, { MARK_BOOKED, "बुक की" }, { MARK_BOOKED, "बुक करा" },
	{ MARK_BOOKED, "बुक करवा" }, { MARK_BOOKED, "तय हु" }, { MARK_BOOKED, "तय हो" },
	{ MARK_BOOKED, "तय कि" }, { MARK_BOOKED, "तय कर" }, { MARK_BOOKED, "दिया गया" },
	{ MARK_BOOKED, "दी गई" }, { MARK_BOOKED, "दे दिया" }, { MARK_BOOKED, "दे दी" },
	{ MARK_BOOKED, "मिल गया" }, { MARK_BOOKED, "मिल गई" }, { MARK_BOOKED, "मिला" },
	{ MARK_BOOKED, "ले लिया" }, { MARK_BOOKED, "ले ली" }, { MARK_BOOKED, "लिया" },
	{ MARK_BOOKED, "निर्धारित" }, { MARK_BOOKED, "शेड्यूल कि" }, { MARK_BOOKED, "शेड्यूल कर" },
	{ MARK_BOOKED, "शेड्यूल हु" }, { MARK_BOOKED, "स्वीकार कर" }, { MARK_BOOKED, "स्वीकार कि" },
	{ MARK_BOOKED, "आरक्षित" }, { MARK_BOOKED, "चुना" }, { MARK_BOOKED, "चुन लिया" },
	{ MARK_BOOKED, "राज़ी हो" }, { MARK_BOOKED, "पक्का हो" },
	{ MARK_NOT, "नहीं" }, { MARK_NOT, "नही " }, { MARK_NOT, "इनकार" }, { MARK_NOT, "इंकार" },
	{ MARK_NOT, "मना कर" }, { MARK_NOT, "बिना " }, { MARK_NOT, "कोई समय न" },
	{ MARK_NOT, "असमर्थ" },
	{ MARK_OPEN, "अस्थायी" }, { MARK_OPEN, "बाकी" }, { MARK_OPEN, "बाक़ी" }, { MARK_OPEN, "शायद" },
	{ MARK_OPEN, "मंज़ूरी" }, { MARK_OPEN, "मंजूरी" }, { MARK_OPEN, "अगर" }, { MARK_OPEN, "यदि" },
	{ MARK_OPEN, "पुष्टि हो" }, { MARK_OPEN, "पुष्टि के बाद" }, { MARK_OPEN, "पुष्टि का" },
	{ MARK_OPEN, "इंतज़ार" }, { MARK_OPEN, "इंतजार" }, { MARK_OPEN, "लंबित" }, { MARK_OPEN, "बशर्ते" },
	{ MARK_OPEN, "स्पष्ट नहीं" }, { MARK_OPEN, "पता नहीं" }, { MARK_OPEN, "साफ़ नहीं" },
	{ MARK_OPEN, "अनुरोध" }, { MARK_OPEN, "निवेदन" }, { MARK_OPEN, "तक रोक" }, { MARK_OPEN, "होल्ड" },
	{ MARK_OPEN, "पक्का नहीं" }, { MARK_OPEN, "तभी" }, { MARK_OPEN, "पूछकर" },
	{ MARK_LATER, "वापस कॉल" }, { MARK_LATER, "वापस फ़ोन" }, { MARK_LATER, "वापस फोन" },
	{ MARK_LATER, "दोबारा कॉल" }, { MARK_LATER, "दोबारा फ़ोन" }, { MARK_LATER, "दोबारा फोन" },
	{ MARK_LATER, "फिर से कॉल" }, { MARK_LATER, "फिर कॉल" }, { MARK_LATER, "फिर फ़ोन" },
	{ MARK_LATER, "बाद में" }, { MARK_LATER, "सोचकर" }, { MARK_LATER, "सोच कर" },
	{ MARK_LATER, "कॉल करेंगे" }, { MARK_LATER, "कॉल करेंगी" }, { MARK_LATER, "कॉल करेगा" },
	{ MARK_LATER, "कॉल करेगी" }, { MARK_LATER, "फ़ोन करेंगे" }, { MARK_LATER, "फ़ोन करेंगी" },
	{ MARK_LATER, "फ़ोन करेगी" }, { MARK_LATER, "फ़ोन करेगा" }, { MARK_LATER, "बताएँगे" },
	{ MARK_LATER, "बताएंगे" }, { MARK_LATER, "बताएँगी" }, { MARK_LATER, "बताएंगी" },
	{ MARK_WAITLIST, "प्रतीक्षा सूची" }, { MARK_WAITLIST, "वेटिंग लिस्ट" },
	{ MARK_WAITLIST, "वेटलिस्ट" }, { MARK_WAITLIST, "इंतज़ार सूची" },
	{ MARK_CANCELLED, "रद्द" }, { MARK_CANCELLED, "कैंसल" }, { MARK_CANCELLED, "कैंसिल" },
	{ MARK_CANCELLED, "निरस्त" },
	{ MARK_MOVED, "बदल" }, { MARK_MOVED, "आगे बढ़" }, { MARK_MOVED, "स्थगित" },
	{ MARK_MOVED, "पुनर्निर्धारित" }, { MARK_MOVED, "रीशेड्यूल" }, { MARK_MOVED, "टाल " },
	{ MARK_MOVED, "खिसका" }, { MARK_MOVED, "वाला अपॉइंटमेंट" }, { MARK_MOVED, "की जगह" },
	{ MARK_MOVED, "के बजाय" },
	{ MARK_CONFIRMED, "पुष्टि की" }, { MARK_CONFIRMED, "कन्फ़र्म" }, { MARK_CONFIRMED, "कन्फर्म" },
	{ MARK_CONFIRMED, "ज़रूर आएँ" }, { MARK_CONFIRMED, "पक्का किया" }, { MARK_CONFIRMED, "याद दिला" },
	{ MARK_CONFIRMED, "रिमाइंडर" },
	{ MARK_VOICEMAIL, "वॉइसमेल" }, { MARK_VOICEMAIL, "वॉयसमेल" }, { MARK_VOICEMAIL, "वॉइस मेल" },
	{ MARK_VOICEMAIL, "वॉयस मेल" }, { MARK_VOICEMAIL, "संदेश छोड़" }, { MARK_VOICEMAIL, "मैसेज छोड़" },
	{ MARK_VOICEMAIL, "वॉइस मैसेज" },
	{ MARK_WRONG_NUMBER, "ग़लत नंबर" }, { MARK_WRONG_NUMBER, "गलत नंबर" },
	{ MARK_WRONG_NUMBER, "रॉन्ग नंबर" }, { MARK_WRONG_NUMBER, "रॉंग नंबर" },
	{ MARK_WRONG_NUMBER, "ग़लत जगह" }, { MARK_WRONG_NUMBER, "गलती से" },
	{ MARK_WRONG_NUMBER, "ग़लती से" },
	{ MARK_BROKEN_OFF, "कट गई" }, { MARK_BROKEN_OFF, "कट गया" }, { MARK_BROKEN_OFF, "कट गयी" },
	{ MARK_BROKEN_OFF, "आवाज़ साफ़" }, { MARK_BROKEN_OFF, "सुनाई" }, { MARK_BROKEN_OFF, "अधूर" },
	{ MARK_ASKED, "पूछा" }, { MARK_ASKED, "पूछताछ" }, { MARK_ASKED, "जानना" }, { MARK_ASKED, "माँग" },
	{ MARK_ASKED, "शिकायत" }, { MARK_ASKED, "बताया" },
	{ MARK_WANTED, "चाहत" }, { MARK_WANTED, "चाहा" }, { MARK_WANTED, "चाहिए" },
	{ MARK_WANTED, "कोशिश" }, { MARK_WANTED, "के लिए कॉल" },
	{ MARK_OLD, "किया था" }, { MARK_OLD, "लिया था" }, { MARK_OLD, "हुआ था" }, { MARK_OLD, "पिछले" },
	{ MARK_OLD, "पिछली" }, { MARK_OLD, "पहले से" }, { MARK_OLD, "मिला था" }, { MARK_OLD, "दिया गया था" },
	{ MARK_ELSEWHERE, "अस्पताल" }, { MARK_ELSEWHERE, "दूसरे क्लिनिक" }, { MARK_ELSEWHERE, "कहीं और" },
	/* Tamil */
	{ MARK_VISIT, "அப்பாயிண்ட்மெண்ட்" }, { MARK_VISIT, "அப்பாயின்ட்மென்ட்" },
	{ MARK_VISIT, "அப்பாயின்மென்ட்" }, { MARK_VISIT, "சந்திப்பு" }, { MARK_VISIT, "முன்பதிவு" },
	{ MARK_VISIT, "மணிக்கு" }, { MARK_VISIT, "நேரம்" },
	{ MARK_BOOKED, "பதிவு செய்யப்பட்டது" }, { MARK_BOOKED, "பதிவு செய்தார்" },
	{ MARK_BOOKED, "பதிவு செய்தனர்" }, { MARK_BOOKED, "பதிவானது" }, { MARK_BOOKED, "பதிவாகியது" },
	{ MARK_BOOKED, "முன்பதிவு செய்" }, { MARK_BOOKED, "கொடுக்கப்பட்டது" },
	{ MARK_BOOKED, "வழங்கப்பட்டது" }, { MARK_BOOKED, "ஒதுக்கப்பட்டது" }, { MARK_BOOKED, "நிர்ணயி" },
	{ MARK_BOOKED, "எடுத்தார்" }, { MARK_BOOKED, "எடுத்துக்கொண்ட" }, { MARK_BOOKED, "பெற்றார்" },
	{ MARK_BOOKED, "ஏற்பாடு செய்யப்பட்டது" }, { MARK_BOOKED, "புக் செய்" }, { MARK_BOOKED, "ஏற்றுக்கொண்டார்" },
	{ MARK_BOOKED, "முடிவானது" }, { MARK_BOOKED, "கிடைத்தது" }, { MARK_BOOKED, "உறுதி செய்யப்பட்டது" },
	{ MARK_BOOKED, "உறுதியானது" }, { MARK_BOOKED, "சம்மதித்தார்" }, { MARK_BOOKED, "ஒப்புக்கொண்டார்" },
	{ MARK_NOT, "இல்லை" }, { MARK_NOT, "வில்லை" }, { MARK_NOT, "மறுத்த" }, { MARK_NOT, "வேண்டாம்" },
	{ MARK_NOT, "முடியாது" }, { MARK_NOT, "எதுவும்" }, { MARK_NOT, "இயலவி" },
	{ MARK_OPEN, "தற்காலிக" }, { MARK_OPEN, "மட்டுமே" }, { MARK_OPEN, "நிலுவை" },
	{ MARK_OPEN, "ஒப்புதல்" }, { MARK_OPEN, "அனுமதி" }, { MARK_OPEN, "இருக்கலாம்" }, { MARK_OPEN, "ஒருவேளை" },
	{ MARK_OPEN, "கோரிக்கை" }, { MARK_OPEN, "உறுதியாகவில்லை" }, { MARK_OPEN, "தெளிவாக இல்லை" },
	{ MARK_OPEN, "தெளிவாகத் தெரியவில்லை" }, { MARK_OPEN, "உறுதியாகும்" }, { MARK_OPEN, "உறுதி செய்யப்படவில்லை" },
	{ MARK_OPEN, "உறுதி செய்ய வேண்டும்" }, { MARK_OPEN, "பிறகு உறுதி" }, { MARK_OPEN, "தெரியவில்லை" },
	{ MARK_LATER, "மீண்டும் அழை" }, { MARK_LATER, "திரும்ப அழை" }, { MARK_LATER, "பின்னர் அழை" },
	{ MARK_LATER, "பிறகு அழை" }, { MARK_LATER, "யோசித்து" }, { MARK_LATER, "அழைப்பதாக" },
	{ MARK_LATER, "கேட்டுவிட்டு" },
	{ MARK_WAITLIST, "காத்திருப்" },
	{ MARK_CANCELLED, "ரத்து" },
	{ MARK_MOVED, "மாற்றப்பட்ட" }, { MARK_MOVED, "மாற்றி" }, { MARK_MOVED, "மாற்ற" },
	{ MARK_MOVED, "தள்ளி" }, { MARK_MOVED, "ஒத்திவை" }, { MARK_MOVED, "பதிலாக" },
	{ MARK_CONFIRMED, "உறுதிப்படுத்தி" }, { MARK_CONFIRMED, "உறுதி செய்தார்" },
	{ MARK_CONFIRMED, "நினைவூட்ட" }, { MARK_CONFIRMED, "உறுதிசெய்தார்" },
	{ MARK_VOICEMAIL, "குரலஞ்சல்" }, { MARK_VOICEMAIL, "குரல் அஞ்சல்" }, { MARK_VOICEMAIL, "குரல் செய்தி" },
	{ MARK_VOICEMAIL, "வாய்ஸ்மெயில்" }, { MARK_VOICEMAIL, "வாய்ஸ் மெயில்" }, { MARK_VOICEMAIL, "செய்தி விட்ட" },
	{ MARK_VOICEMAIL, "செய்தியை விட்ட" },
	{ MARK_WRONG_NUMBER, "தவறான எண்" }, { MARK_WRONG_NUMBER, "தவறுதலாக" }, { MARK_WRONG_NUMBER, "ராங் நம்பர்" },
	{ MARK_BROKEN_OFF, "துண்டி" }, { MARK_BROKEN_OFF, "பாதியில்" }, { MARK_BROKEN_OFF, "கேட்கவில்லை" },
	{ MARK_ASKED, "கேட்டார்" }, { MARK_ASKED, "கேட்டறிந்தார்" }, { MARK_ASKED, "விசாரி" },
	{ MARK_ASKED, "கேட்க" }, { MARK_ASKED, "புகார்" },
	{ MARK_WANTED, "விரும்பு" }, { MARK_WANTED, "விரும்பி" }, { MARK_WANTED, "வேண்டும்" },
	{ MARK_WANTED, "முயன்ற" },
	{ MARK_OLD, "கடந்த" }, { MARK_OLD, "செய்திருந்த" }, { MARK_OLD, "ஏற்கனவே" }, { MARK_OLD, "எடுத்திருந்த" },
	{ MARK_ELSEWHERE, "மருத்துவமனை" }, { MARK_ELSEWHERE, "வேறு" },
};

struct sentence { const char *text; size_t bytes; bool has[MARKS_END]; };

bool
indic_is(const char *text, size_t bytes)
{
	size_t indic = 0, latin = 0;

	for (size_t i = 0; i + 1 < bytes; i++) {
		const unsigned char *p = (const unsigned char *)text + i;

		indic += *p == 0xe0 && (p[1] == 0xa4 || p[1] == 0xa5 || p[1] == 0xae || p[1] == 0xaf);
		latin += (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z');
	}
	return indic > latin;
}

static bool
ends_sentence(const char *p)
{
	return strchr(".;!?\n", *p) || text_has_prefix(p, "\xe0\xa5\xa4");
}

static struct sentence
sentence_read(struct arena *a, const char *text, size_t bytes)
{
	struct sentence s = { text, bytes, { false } };
	const char *copy = arena_copy(a, text, bytes);

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		s.has[marks[i].mark] |= strstr(copy, marks[i].text) != NULL;
	return s;
}

static void
indic_answer(struct arena *a, struct booking *out, enum booking_verdict verdict,
    const char *outcome, const struct sentence *s)
{
	const char *from = s->text;
	size_t bytes = s->bytes;

	while (bytes && *from == ' ') {
		from++;
		bytes--;
	}
	out->verdict = verdict;
	out->outcome = outcome;
	out->confidence = verdict == BOOKING_UNCLEAR ? 0.5 : 0.85;
	out->evidence = arena_copy(a, from, bytes);
}

/* Is a new visit agreed in this sentence, and nothing in it speaks against that? */
static bool
is_booked(const struct sentence *s)
{
	return s->has[MARK_VISIT] && s->has[MARK_BOOKED] && !s->has[MARK_NOT] && !s->has[MARK_OPEN] &&
	    !s->has[MARK_WAITLIST] && !s->has[MARK_CANCELLED] && !s->has[MARK_MOVED] &&
	    !s->has[MARK_WANTED] && !s->has[MARK_OLD] && !s->has[MARK_ELSEWHERE] &&
	    !s->has[MARK_LATER] && !s->has[MARK_CONFIRMED] && !s->has[MARK_VOICEMAIL] &&
	    !s->has[MARK_BROKEN_OFF];
}

void
indic_detect(struct arena *a, const char *text, size_t bytes, struct booking *out)
{
	static const struct { enum mark mark; enum booking_verdict verdict; const char *outcome; }
	    answers[] = {
		{ MARK_WRONG_NUMBER, BOOKING_NOT_BOOKED, "wrong-number" },
		{ MARK_VOICEMAIL, BOOKING_NOT_BOOKED, "voicemail" },
		{ MARK_WAITLIST, BOOKING_NOT_BOOKED, NULL },
		{ MARK_OPEN, BOOKING_UNCLEAR, NULL },
		{ MARK_BROKEN_OFF, BOOKING_UNCLEAR, NULL },
		{ MARK_CANCELLED, BOOKING_NOT_BOOKED, "appointment-cancelled" },
		{ MARK_MOVED, BOOKING_NOT_BOOKED, "appointment-rescheduled" },
		{ MARK_CONFIRMED, BOOKING_NOT_BOOKED, "appointment-confirmed" },
		{ MARK_NOT, BOOKING_NOT_BOOKED, NULL },
		{ MARK_LATER, BOOKING_NOT_BOOKED, NULL },
		{ MARK_ELSEWHERE, BOOKING_NOT_BOOKED, NULL },
		{ MARK_WANTED, BOOKING_UNCLEAR, NULL },
		{ MARK_OLD, BOOKING_NOT_BOOKED, NULL },
		{ MARK_ASKED, BOOKING_NOT_BOOKED, NULL },
	};
	bool has[MARKS_END] = { false }, booked = false, doubted = false;
	struct sentence where[MARKS_END], found = { text, bytes, { false } };
	const char *begin = text, *end = text + bytes;

	for (const char *p = text; p <= end; p++) {
		struct sentence s;

		if (p < end && (!*p || !ends_sentence(p)))
			continue;
		s = sentence_read(a, begin, (size_t)(p - begin));
		if (p < end && *p == '\xe0')		/* a danda has three bytes */
			p += 2;
		begin = p + 1;
		if (is_booked(&s)) {
			found = s;
			booked = true;
			continue;
		}
		doubted |= booked && (s.has[MARK_OPEN] || s.has[MARK_CANCELLED] || s.has[MARK_NOT]);
		for (enum mark m = 0; m < MARKS_END; m++)
			if (s.has[m]) {
				has[m] = true;
				where[m] = s;
			}
	}
	if (booked) {
		bool open = doubted || has[MARK_OPEN] || has[MARK_MOVED] || has[MARK_VOICEMAIL] ||
		    has[MARK_WRONG_NUMBER];

		indic_answer(a, out, open ? BOOKING_UNCLEAR : BOOKING_BOOKED,
		    open ? NULL : "appointment-booked", &found);
		return;
	}
	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
		if (has[answers[i].mark]) {
			indic_answer(a, out, answers[i].verdict, answers[i].outcome,
			    &where[answers[i].mark]);
			return;
		}
	if (bytes && !has[MARK_VISIT])
		indic_answer(a, out, BOOKING_NOT_BOOKED, NULL, &found);
}

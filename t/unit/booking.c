/*
 * Was a visit booked? A few of each kind of what people write after calls; all of it made up.
 * t/booking has the sets that the detector learns from, and the one that measures how often it is
 * right.
 */
#include "desk/booking.h"

#include "core/text.h"
#include "../lib/tap.h"

static struct arena *arena;
static const struct civil called_at = { 2026, 11, 18, 10, 5, 0, 3 };

/* A visit was agreed that was not there before. */
static const char *const booked[] = {
	"Mr. Lowe phoned about a persistent cough. The soonest with Dr. Pratt was Thursday at "
	    "11, and he took it.",
	"Caller wanted a same-week eye exam; got in Friday 2:15 PM with Dr. Moss.",
	"After comparing two times, the caller picked the later one, 4:30 on Wednesday.",
	"The father arranged a sports physical for his son on August 2 at 10 AM.",
	"Patient requested a morning slot. Receptionist found one at 8:20 on Tuesday and "
	    "entered it.",
	"An initial consultation has been scheduled for next Monday at 1 p.m. with Dr. Reyes.",
	"Caller reported swelling after an extraction. Dr. Webb will look at it tomorrow at "
	    "7:50.",
	"Patient was unsure about Botox at first but ended up booking a consult for the 19th "
	    "at 5.",
	"She'd like to start physical therapy. First session: Monday 6/3 at 10:00 with "
	    "Jordan.",
	"He cancelled his hygiene visit two months ago and never rebooked. Today we got him "
	    "in for Thursday at 3.",
	"Mother called for her twins. Both are down for flu shots on Friday at 4:00 and 4:10.",
	"Father called for himself and his son. The son's checkup was set for May 3 at 9; his own "
	    "he wants to leave for later.",
	"La llamante agendó una limpieza dental para el martes 4 a las 10:30.",
	"Se le dio cita a su hijo con el pediatra para mañana a las 9.",
};

/* None was. */
static const char *const not_booked[] = {
	"The caller said he had scheduled a visit on our website but could not recall when; "
	    "we found nothing under his name.",
	"The dentist's calendar is booked through March; she'll try another office.",
	"Caller wanted a quote for implants and said she'd compare with two other places.",
	"He asked us to hold off on scheduling until his insurance starts in January.",
	"The patient was offered Monday at 9 and Tuesday at 4, but neither works with her "
	    "shifts.",
	"Caller is interested in Invisalign but isn't ready to book.",
	"Nothing could be found for this week. The caller will try again on Monday morning.",
	"Patient called to say that she is running ten minutes late for her 2 o'clock.",
	"Caller wanted to know if he can eat before tomorrow's blood test.",
	"The technician called to schedule maintenance of the X-ray machine for Tuesday at 7 "
	    "AM.",
	"Our plumber confirmed he will arrive on Thursday at 8.",
	"A sales rep tried to set up a demo of billing software. She was told no.",
	"A lunch-and-learn with the drug rep was booked for Wednesday at noon.",
	"The patient wanted her x-rays sent to an orthodontist, with whom she has an "
	    "appointment on Friday at 10.",
	"No openings with Dr. Shah this month. Mrs. Kane is on the cancellation list now and will "
	    "be called.",
	"The caller was put on the waiting list for a cleaning.",
	"Quedó en lista de espera para una limpieza.",
	"Preguntó cuánto cuesta una corona y dijo que lo pensaría.",
	"La paciente pidió una copia de su receta.",
	"Llamará la próxima semana para agendar, cuando sepa su horario de trabajo.",
};

/* One that was there before was moved. */
static const char *const rescheduled[] = {
	"Ms. Reed's Tuesday visit was moved to Thursday at 10.",
	"The caller had a conflict with her Monday 9 AM and took Wednesday at 2 instead.",
	"Patient wanted a later time on the same day; he was switched from 9 to 11:30.",
	"We called to say Dr. Bell is ill. Her Friday appointment is now on Monday at 3.",
	"He asked to come a week later than planned, and his exam was rescheduled to the 20th "
	    "at 8.",
	"Mr. Cole can't make it tomorrow; we found him another time, Friday at 4.",
	"La cita del martes se cambió para el jueves a la misma hora.",
	"Pidió mover su consulta y quedó para el 15 a las 11.",
	"Se reprogramó su limpieza para la próxima semana.",
};

/* One was cancelled, or was to be. */
static const char *const cancelled[] = {
	"Caller cancelled her appointment for Friday because she has the flu.",
	"Mrs. Bay won't be coming tomorrow and does not want a new date.",
	"His 4 PM was taken off the books at his request.",
	"The caller no longer wishes to see Dr. Hall; Tuesday's consultation was called off.",
	"Patient said she has moved to Ohio and to please cancel everything.",
	"Canceló su cita de mañana porque está enferma.",
	"Pidió anular la consulta del viernes. No quiso otra fecha.",
};

/* One was confirmed, or its time was told. */
static const char *const confirmed[] = {
	"The patient called to make sure that her appointment is still on for Tuesday at 9. "
	    "It is.",
	"Reminder call: Mr. Yates said he'd be there.",
	"Caller had forgotten when her cleaning was. She was told Friday at 2 and thanked us.",
	"Caller double-checked the time of his visit tomorrow, 8:15.",
	"Mrs. Poole pressed 1 to confirm tomorrow's visit.",
	"Checked with the caller that she has our new address and that she's still coming on "
	    "Monday at 8.",
	"Llamó para confirmar su cita de mañana a las 10; todo sigue igual.",
};

/* Nobody was spoken to. */
static const char *const voicemail[] = {
	"Left a voicemail for Mr. Tran reminding him of his balance.",
	"Voicemail: Please book me for Monday at 9, this is Joe Smith.",
	"No answer; message left on the machine about scheduling the follow-up.",
	"The caller reached the voice mailbox and asked for an appointment next week.",
	"Dejó un mensaje de voz pidiendo una cita.",
	"Nadie contestó y se le dejó recado.",
};

/* Somebody else was meant. */
static const char *const wrong_number[] = {
	"Caller was trying to reach a bakery.",
	"Wrong number, apologized and hung up.",
	"The caller dialed us by mistake while looking for the county clerk.",
	"The caller wanted the pharmacy next door.",
	"Número equivocado; buscaba una ferretería.",
};

/* The text does not say. */
static const char *const unclear[] = {
	"Caller asked for an appointment with Dr. Fry.",
	"A tentative appointment was made for May 2 at 9, awaiting the insurer's approval.",
	"Caller asked for Tuesday at 10. The front desk will check with the doctor and "
	    "confirm.",
	"We put a soft hold on Friday at 3 until she can check with work.",
	"The call dropped while the receptionist was entering the appointment.",
	"The summary does not say whether the visit was booked.",
	"She is penciled in for Thursday at 1.",
	"The slot on Monday at 8 is hers if her referral comes through by Friday.",
	"The caller will probably come on Wednesday at 2.",
	"Caller agreed to Tuesday at 2 but will have to check with her boss.",
	"Online request received for a cleaning on June 3; the team has to confirm.",
	"It was left open whether the patient takes Tuesday at 9 or Thursday at 3.",
	"La cita del lunes está pendiente de que el seguro la autorice.",
	"Pidió cita para la próxima semana; la recepción le dirá si hay lugar.",
	"Pidió cita para la próxima semana.",
	"La llamada se cortó antes de elegir la hora.",
};

static const char *const verdicts[] = { [BOOKING_UNCLEAR] = "unclear",
	[BOOKING_BOOKED] = "booked",
	[BOOKING_NOT_BOOKED] = "not booked" };

static void
check(const char *const *texts, size_t count, enum booking_verdict verdict, const char *outcome)
{
	for (size_t i = 0; i < count; i++) {
		struct booking b;

		arena_reset(arena);
		booking_detect(arena, texts[i], &called_at, &b);
		is_text(verdicts[b.verdict], verdicts[verdict], "%s", texts[i]);
		is_text(b.outcome, outcome, "and what it came to");
	}
}

#define CHECK(texts, verdict, outcome) \
	check((texts), sizeof (texts) / sizeof (texts)[0], (verdict), (outcome))

/* --- what two people said, a line each ------------------------------------------------------- */

static const char *const dialogue_booked[] = {
	"Agent: How can I help?\nCaller: I need to see a dentist, my tooth hurts.\nAgent: I can get "
	    "you in tomorrow at 9. Would that work?\nCaller: Yes, please.\nAgent: Perfect, I have "
	    "you down for tomorrow at 9 AM.",
};

static const char *const dialogue_not_booked[] = {
	"Receptionist: Hello.\nCaller: Do you have anything on Friday?\nReceptionist: I'm sorry, "
	    "we're fully booked on Friday.\nCaller: OK, I'll call back next week. Bye.",
	"Caller: Hi, how much is a cleaning?\nAgent: It's 95 dollars.\nCaller: Thanks, bye.",
	"Caller: Can I get an appointment for Monday?\nAgent: I'm afraid there is nothing available "
	    "on Monday.\nCaller: Okay, never mind.",
};

static const char *const dialogue_unclear[] = {
	"Caller: I'd like to book an appointment.\nAgent: Can I book you in for Tuesday at 3?\n"
	    "Caller: Hmm, let me check.",
	"Caller: Can I get an appointment for Monday?\nAgent: Let me look. One moment.",
	"Caller: I was told I am booked for Friday at 9.\nAgent: I don't see anything in the system. "
	    "Let me ask.",
};

/* --- Hindi and Tamil -------------------------------------------------------------------------- */

static const char *const indic_booked[] = {
	"मरीज़ ने सोमवार सुबह 10 बजे का अपॉइंटमेंट बुक किया।",
	"कॉलर को दाँत में दर्द है। उन्हें कल शाम 5 बजे का अपॉइंटमेंट दिया गया।",
	"நோயாளி வெள்ளிக்கிழமை காலை 9 மணிக்கு அப்பாயிண்ட்மெண்ட் பதிவு செய்தார்.",
	"நாளை மாலை 5 மணிக்கு முன்பதிவு செய்யப்பட்டது.",
};

static const char *const indic_not_booked[] = {
	"कोई समय खाली नहीं था, इसलिए अपॉइंटमेंट बुक नहीं हुआ।",
	"कॉलर ने पता पूछा और बाद में फ़ोन करने को कहा।",
	"மருத்துவர் இல்லாததால் அப்பாயிண்ட்மெண்ட் கொடுக்கப்படவில்லை.",
};

static const char *const indic_unclear[] = {
	"सोमवार 10 बजे का अपॉइंटमेंट अस्थायी रूप से बुक किया गया है।",
	"अगर डॉक्टर मान जाएँ तो अपॉइंटमेंट मंगलवार को बुक किया जाएगा।",
	"சந்திப்பு தற்காலிகமாக பதிவு செய்யப்பட்டது.",
};

static const char *const indic_cancelled[] = {
	"मरीज़ ने कल का अपॉइंटमेंट रद्द कर दिया।",
	"அவரது அப்பாயிண்ட்மெண்ட் ரத்து செய்யப்பட்டது.",
};

/* --- when, and why ------------------------------------------------------------------------------ */

static void
test_times(void)
{
	static const struct { const char *text, *stated, *starts; } cases[] = {
		{ "She was booked for next Wednesday at half past ten.",
		    "next Wednesday at half past ten", "2026-11-25 10:30" },
		{ "A cleaning was booked on Tuesday the 24th with Dr. Patel at 2:30 pm.",
		    "Tuesday the 24th with Dr. Patel at 2:30 pm", "2026-11-24 14:30" },
		{ "Offered Thursday at 3, which she accepted.", "Thursday at 3", "2026-11-19 15:00" },
		{ "Friday was open and he took the 3:30.", "3:30", "2026-11-20 15:30" },
		{ "The first choice, Friday, was not free; she took Monday at 9.", "Monday at 9",
		    "2026-11-23 09:00" },
		{ "She cancelled Tuesday at 2 and booked a new visit for December 3rd at 9.",
		    "December 3rd at 9", "2026-12-03 09:00" },
		{ "She had booked last Monday; today a new visit was booked for Friday the 27th.",
		    "Friday the 27th", "2026-11-27" },
		{ "Her visit was moved from Friday at 9 to Monday at 2:30.", "Monday at 2:30",
		    "2026-11-23 14:30" },
		{ "She booked Tuesday at 4 instead of Monday.", "Tuesday at 4", "2026-11-24 16:00" },
		{ "Se le agendó una cita para el próximo miércoles a las diez y media.",
		    "el próximo miércoles a las diez y media", "2026-11-25 10:30" },
		{ "A cleaning was booked for Tuesday from 2 to 3 PM.", "Tuesday from 2 to 3 PM",
		    "2026-11-24 14:00" },
		{ "A cleaning was booked for Tuesday between 9 AM and 11 AM.",
		    "Tuesday between 9 AM and 11 AM", "2026-11-24" },
		{ "Her visit was moved from 2 PM to 3 PM on Friday.", "from 2 PM to 3 PM on Friday",
		    "2026-11-20 15:00" },
		{ "A cleaning was booked for Tuesday evening with Dr. Patel at 7.",
		    "Tuesday evening with Dr. Patel at 7", "2026-11-24 19:00" },
		{ "A cleaning was booked for Tuesday evening with Dr. Patel at 7 AM.",
		    "Tuesday evening with Dr. Patel at 7 AM", "2026-11-24 07:00" },
		/* What is said of other things has hours of its own. */
		{ "A cleaning was booked for Tuesday the 24th; her son gets off school at 3:15.",
		    "Tuesday the 24th", "2026-11-24" },
		{ "A cleaning was booked for Tuesday the 24th. Her son gets off school at 3:15.",
		    "Tuesday the 24th", "2026-11-24" },
		{ "A cleaning was booked for next Wednesday. The receptionist will send the forms at "
		    "noon.", "next Wednesday", "2026-11-25" },
		{ "A cleaning was booked for Tuesday and the office closes at 5 PM.", "Tuesday",
		    "2026-11-24" },
		{ "Friday was open. She took the 3:30.", "3:30", "2026-11-20 15:30" },
		{ "She booked Friday (3:30 PM).", "Friday (3:30 PM", "2026-11-20 15:30" },
		{ "She will come at 3:30, on Friday.", "3:30, on Friday", "2026-11-20 15:30" },
		/* Not next Monday, not in May, not a year ago; and no hour that is over. */
		{ "A cleaning was booked for the first Monday of December at 9 AM.",
		    "Monday of December at 9 AM", "" },
		{ "A cleaning was booked for Monday the 24th at 9 AM.", "Monday the 24th at 9 AM", "" },
		{ "A cleaning was booked for November 24, 2025 at 3 PM.", "November 24, 2025 at 3 PM", "" },
		{ "A cleaning was booked for today at 8 AM.", "today at 8 AM", "2026-11-18" },
		{ "An appointment was booked.", NULL, "" },
		{ "मरीज़ ने 12/3 का अपॉइंटमेंट बुक किया।", "12/3", "2027-03-12" },
		{ "मरीज़ को कल शाम 5 बजे का अपॉइंटमेंट दिया गया।", "कल शाम 5 बजे", "2026-11-19 17:00" },
		/* Tomorrow or yesterday, the first Friday or the second: to say none is better. */
		{ "मरीज़ कल 5 बजे गिर गए। उनका अपॉइंटमेंट बुक किया गया।", "कल 5 बजे", "" },
		{ "अगले शुक्रवार 3 बजे का अपॉइंटमेंट बुक किया गया।", "अगले शुक्रवार 3 बजे", "" },
		{ "सोमवार को मरीज़ ने फ़ोन किया था। अगले शुक्रवार को समय मिला, 3 बजे, और बुक हो गया।",
		    "अगले शुक्रवार को समय मिला, 3 बजे", "" },
		{ "டாக்டர் மீனாவிடம் வெள்ளிக்கிழமை மாலை 4:30 மணிக்கு நேரம் பதிவு செய்யப்பட்டது.",
		    "வெள்ளிக்கிழமை மாலை 4:30 மணிக்கு", "2026-11-20 16:30" },
		{ "வலி நேற்று தொடங்கியது. திங்கள் காலை 9 மணிக்கு appointment பதிவு செய்யப்பட்டது.",
		    "திங்கள் காலை 9 மணிக்கு", "2026-11-23 09:00" },
		{ "Patient ने Friday 5:30 PM के लिए appointment book किया।", "Friday 5:30 PM",
		    "2026-11-20 17:30" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct booking b;
		const struct civil *c = &b.starts;

		booking_detect(arena, cases[i].text, &called_at, &b);
		is_text(b.stated_time, cases[i].stated, "when: %s", cases[i].text);
		is_text(!b.has_day ? "" : arena_printf(arena, b.has_time ? "%04d-%02d-%02d %02d:%02d" :
		    "%04d-%02d-%02d", c->year, c->month, c->day, c->hour, c->minute),
		    cases[i].starts, "and that day");
	}
}

static void
test_evidence(void)
{
	struct booking b;

	booking_detect(arena, "She asked for a cleaning. An appointment was booked for Tuesday at 3, "
	    "and she thanked us.", &called_at, &b);
	is_text(b.evidence, "An appointment was booked for Tuesday at 3", "the words that decided");
	ok(b.confidence > 0.9, "a booking with its time is all but certain");
	booking_detect(arena, "There were no openings, so nothing was scheduled.", &called_at, &b);
	is_text(b.evidence, "so nothing was scheduled", "or that spoke against it");
	booking_detect(arena, "मरीज़ की नई अपॉइंटमेंट डॉ. मेहता के साथ कल 4 बजे तय हो गई।", &called_at, &b);
	is_text(b.evidence, "मरीज़ की नई अपॉइंटमेंट डॉ. मेहता के साथ कल 4 बजे तय हो गई",
	    "no sentence ends at a title");
}

/* "Asked for a visit", and also "made one". */
static void
test_ambiguous(void)
{
	struct booking b;

	booking_detect(arena, "Pidió cita para la próxima semana.", &called_at, &b);
	ok(b.verdict != BOOKING_BOOKED, "what may be a wish alone is not called booked");
}

/* Whatever is handed in is borne. */
static void
test_limits(void)
{
	static const char *const odd[] = {
		"", " ", ".", "\n\n", "?", "\xff\xfe", "\xe0\xa4", "12", "a", "No.",
		"\xe0\xa5\xa4", "\xc2\xbf?", "(((", "...", "'''", "Dr.", "p.m.", "1/1", "in in in in",
	};
	struct booking b;
	size_t bytes = 200 * 1024;
	char *text = arena_alloc(arena, bytes + 1);

	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
		booking_detect(arena, odd[i], &called_at, &b);
		ok(b.verdict != BOOKING_BOOKED, "odd text %zu is no booking", i);
	}
	booking_detect(arena, "", &called_at, &b);
	ok(b.verdict == BOOKING_UNCLEAR && !b.evidence && !b.stated_time, "no text says nothing");
	memset(text, 'x', bytes);
	memcpy(text + 100 * 1024, ". An appointment was booked for Tuesday at 3. ", 46);
	booking_detect(arena, text, &called_at, &b);
	ok(b.verdict != BOOKING_BOOKED, "what lies far beyond is not read");
}

int
main(void)
{
	arena = arena_new(256 << 20);
	CHECK(booked, BOOKING_BOOKED, "appointment-booked");
	CHECK(not_booked, BOOKING_NOT_BOOKED, NULL);
	CHECK(rescheduled, BOOKING_NOT_BOOKED, "appointment-rescheduled");
	CHECK(cancelled, BOOKING_NOT_BOOKED, "appointment-cancelled");
	CHECK(confirmed, BOOKING_NOT_BOOKED, "appointment-confirmed");
	CHECK(voicemail, BOOKING_NOT_BOOKED, "voicemail");
	CHECK(wrong_number, BOOKING_NOT_BOOKED, "wrong-number");
	CHECK(unclear, BOOKING_UNCLEAR, NULL);
	CHECK(dialogue_booked, BOOKING_BOOKED, "appointment-booked");
	CHECK(dialogue_not_booked, BOOKING_NOT_BOOKED, NULL);
	CHECK(dialogue_unclear, BOOKING_UNCLEAR, NULL);
	CHECK(indic_booked, BOOKING_BOOKED, "appointment-booked");
	CHECK(indic_not_booked, BOOKING_NOT_BOOKED, NULL);
	CHECK(indic_cancelled, BOOKING_NOT_BOOKED, "appointment-cancelled");
	CHECK(indic_unclear, BOOKING_UNCLEAR, NULL);
	test_times();
	test_evidence();
	test_ambiguous();
	test_limits();
	arena_free(arena);
	return done_testing();
}

/* Summaries and transcripts of any kind: the detector's own promises hold for each. */
#include "desk/booking.h"

#include "desk/stated_time.h"

/* Each is compiled and read as a language. */
#define FUZZ_SHARE 10
#include "../lib/fuzz.h"

const char *const fuzz_words[] = { " booked ", " not ", " no ", " appointment", " was ",
	"scheduled for ", " Tuesday", " at 3", " pm", "2:30", "the 24th", " next week",
	"December 3rd", "12/3", "half past ten", " in two weeks", " wanted to ", " if ", " but ",
	" because ", ", who ", "; ", ". ", "? ", "\n", "Agent: ", "(", ")", "n't ", "'s ", "'ll ",
	"re-", "check-up", "\xe2\x80\x94", "\xe2\x80\x99", " cancelled ", " moved to ",
	" from 2 to ", " between ", "first ", " of ", " and ", " 2025 ", " today ", " de 2 a ", " entre ",
	" confirmed ", " voicemail ", " tentatively ", " se agend\xc3\xb3 ", " cita ",
	" para el martes ", " a las diez y media",
	"ma\xc3\xb1"
	"ana",
	"s\xc3\xad", " no ", "Dr. ", "a.m.", "p. m.", "\xc3", "\xff",
	"\xe0\xa4\x85\xe0\xa4\xaa\xe0\xa5\x89\xe0\xa4\x87\xe0\xa4\x82\xe0\xa4\x9f\xe0\xa4\xae\xe0"
	"\xa5\x87"
	"\xe0\xa4\x82\xe0\xa4\x9f",
	"\xe0\xa5\xa4",
	"\xe0\xae\xaa\xe0\xae\xa4\xe0\xae\xbf\xe0\xae\xb5\xe0"
	"\xaf\x81",
	" कल ", " परसों ", "अगले ", "सोमवार ", " को ", " से ", " तक", "15 मार्च ", "24 तारीख़ ", "सुबह ", "साढ़े ",
	" दस ", " बजे ", "१२:३०", " था", " और ", "நாளை ", "மறுநாள் ", "திங்கட்கிழமையன்று ", "வெள்ளி ", "மார்ச் ",
	"15ஆம் தேதி ", "மாலை ", "பத்தரை", " மணிக்கு", "அக். ", " வரை", "௧௫", "க்", "़", "0000", "9999999999", "-", ":", "/", "\t", "\xf0\x9f\x98\x80", NULL };

static bool
is_known(const char *outcome)
{
	static const char *const known[] = { "appointment-booked", "appointment-rescheduled",
		"appointment-cancelled", "appointment-confirmed", "voicemail", "wrong-number" };

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (text_same(outcome, known[i]))
			return true;
	return false;
}

/* It rises with the time; exact: with that of day, too. */
static int64_t
minute_of(const struct civil *c, bool exact)
{
	int64_t day = (c->year * INT64_C(12) + c->month) * 31 + c->day;

	return day * 24 * 60 + (exact ? c->hour * 60 + c->minute : 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct civil called_at = { 2026, 11, 18, 10, 5, 0, 3 };
	struct arena *a = fuzz_arena();
	const char *text = arena_copy(a, (const char *)data, size);
	struct booking b, again;

	booking_detect(a, text, &called_at, &b);
	must(b.verdict == BOOKING_UNCLEAR || b.verdict == BOOKING_BOOKED ||
	    b.verdict == BOOKING_NOT_BOOKED);
	must(b.confidence >= 0 && b.confidence <= 1);
	/* The words that decided, and those of the time, stand in the text. */
	must(!b.evidence || strstr(text, b.evidence));
	must(!b.stated_time || (*b.stated_time && strstr(text, b.stated_time)));
	must(b.verdict == BOOKING_UNCLEAR || !b.outcome || is_known(b.outcome));
	must(b.verdict != BOOKING_UNCLEAR || !b.outcome);
	must((b.verdict == BOOKING_BOOKED) == text_same(b.outcome, "appointment-booked"));
	must(b.verdict != BOOKING_BOOKED || b.evidence);
	if (b.has_day) {
		must(b.stated_time && b.starts.year >= 1970 && b.starts.year <= 9999);
		must(b.starts.month >= 1 && b.starts.month <= 12);
		must(b.starts.day >= 1 && b.starts.day <= 31);
		must(b.starts.weekday >= 0 && b.starts.weekday <= 6);
		must(b.starts.hour >= 0 && b.starts.hour < 24);
		must(b.starts.minute >= 0 && b.starts.minute < 60);
		/* No visit begins before the call in which it was agreed. */
		must(minute_of(&b.starts, b.has_time) >= minute_of(&called_at, b.has_time));
	}
	/* Nothing is kept from one text to the next. */
	booking_detect(a, text, &called_at, &again);
	must(again.verdict == b.verdict && text_same(again.evidence, b.evidence) &&
	    text_same(again.stated_time, b.stated_time));
	return 0;
}

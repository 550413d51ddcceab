/* A model's opinion beside the detector's verdict: what becomes of each pair. */
#include "desk/verdict.h"

#include "tap.h"

static struct arena *a;

/* Saturday, 21 November 2026, ten in the morning. */
static const struct civil called_at = { 2026, 11, 21, 10, 0, 0, 6 };

static const char *const names[] = {
	[BOOKING_UNCLEAR] = "unclear", [BOOKING_BOOKED] = "booked",
	[BOOKING_NOT_BOOKED] = "not booked",
};

static struct opinion
opinion_of(enum booking_verdict verdict)
{
	return (struct opinion){
		.verdict = verdict, .confidence = 0.9, .evidence = "see you on Monday at nine",
		.stated_time = "Monday at nine",
	};
}

static struct booking
detected_of(enum booking_verdict verdict)
{
	return (struct booking){
		.verdict = verdict, .confidence = 0.95, .evidence = "was booked",
		.stated_time = "Monday at 9", .has_day = true, .has_time = true,
		.starts = { 2026, 11, 23, 9, 0, 0, 1 },
		.outcome = verdict == BOOKING_BOOKED ? "appointment-booked" : NULL,
	};
}

static void
test_pairs(void)
{
	enum booking_verdict B = BOOKING_BOOKED, N = BOOKING_NOT_BOOKED, U = BOOKING_UNCLEAR;
	const struct { enum booking_verdict model, detector, want; } pairs[] = {
		{ B, B, B }, { B, N, U }, { B, U, B },
		{ N, B, U }, { N, N, N }, { N, U, N },
		{ U, B, U }, { U, N, U }, { U, U, U },
	};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct opinion o = opinion_of(pairs[i].model);
		struct booking d = detected_of(pairs[i].detector);
		struct verdict v;

		verdict_of(a, &o, &d, false, &called_at, &v);
		is_text(names[v.verdict], names[pairs[i].want], "the model says %s, the detector %s",
		    names[pairs[i].model], names[pairs[i].detector]);
		ok(v.by_model, "… and it is the model's");
		is_text(v.outcome, v.verdict == B ? "appointment-booked" : NULL, "… with its outcome");
		verdict_of(a, &o, &d, true, &called_at, &v);
		ok(v.verdict != B && !v.outcome, "… never booked on a voicemail");
		verdict_of(a, NULL, &d, false, &called_at, &v);
		ok(v.verdict == d.verdict && !v.by_model && v.outcome == d.outcome &&
		    v.evidence == d.evidence && v.starts.day == 23,
		    "… without the model all is the detector's");
		verdict_of(a, NULL, &d, true, &called_at, &v);
		ok(v.verdict != B, "… which books nothing on a voicemail either");
	}
}

static void
test_doubts(void)
{
	struct opinion o = opinion_of(BOOKING_BOOKED);
	struct booking d = detected_of(BOOKING_UNCLEAR);
	struct verdict v;

	o.evidence = NULL;
	verdict_of(a, &o, &d, false, &called_at, &v);
	is_text(names[v.verdict], "unclear", "a model that can show no words is not believed");
	d = detected_of(BOOKING_BOOKED);
	verdict_of(a, &o, &d, false, &called_at, &v);
	is_text(names[v.verdict], "booked", "unless the detector says so too");
	is_text(v.evidence, "was booked", "with its words");
	o = opinion_of(BOOKING_BOOKED);
	o.confidence = 0.4;
	verdict_of(a, &o, &d, false, &called_at, &v);
	is_text(names[v.verdict], "unclear", "nor one that is not sure");

	o = opinion_of(BOOKING_NOT_BOOKED);
	o.outcome = "appointment-cancelled";
	d = detected_of(BOOKING_NOT_BOOKED);
	d.outcome = "appointment-rescheduled";
	verdict_of(a, &o, &d, false, &called_at, &v);
	is_text(v.outcome, "appointment-cancelled", "what became of a visit is the model's word");
	o.outcome = NULL;
	verdict_of(a, &o, &d, false, &called_at, &v);
	is_text(v.outcome, "appointment-rescheduled", "else the detector's");
}

static void
test_times(void)
{
	static const struct { const char *stated; int month, day, hour, minute; bool has_time; } cases[] = {
		{ "Monday at nine", 11, 23, 9, 0, true },
		{ "tomorrow afternoon at 3", 11, 22, 15, 0, true },
		{ "3:15 pm, on December 2nd", 12, 2, 15, 15, true },
		{ "on Tuesday", 11, 24, 0, 0, false },
		{ "Monday from 2 to 3 PM", 11, 23, 14, 0, true },
		{ "Monday between 2:00 and 3:00 PM", 11, 23, 14, 0, false },
		{ "mañana a las diez", 11, 22, 10, 0, true },
		{ "कल सुबह 10 बजे", 11, 22, 10, 0, true },
		{ "செவ்வாய்க்கிழமை மாலை 4 மணிக்கு", 11, 24, 16, 0, true },
		{ "अगले दिन 10 बजे", 0, 0, 0, 0, false },
		{ "the first Monday of December at 9", 0, 0, 0, 0, false },
		{ "November 24, 2025 at 3 pm", 0, 0, 0, 0, false },
		{ "today at 9 am", 11, 21, 9, 0, false },
		{ "soon", 0, 0, 0, 0, false },
		{ "last Tuesday at 3 pm", 0, 0, 0, 0, false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct opinion o = opinion_of(BOOKING_BOOKED);
		struct booking d = { .verdict = BOOKING_UNCLEAR };
		struct verdict v;

		o.stated_time = cases[i].stated;
		verdict_of(a, &o, &d, false, &called_at, &v);
		is_text(v.stated_time, cases[i].stated, "the model's \"%s\"", cases[i].stated);
		is_int(v.has_day, cases[i].day != 0, "… names a day or none");
		is_int(v.has_time, cases[i].has_time, "… and a time or none");
		ok(v.starts.month == cases[i].month && v.starts.day == cases[i].day &&
		    v.starts.hour == cases[i].hour && v.starts.minute == cases[i].minute,
		    "… which is %d-%d %d:%02d, not %d-%d %d:%02d", cases[i].month, cases[i].day,
		    cases[i].hour, cases[i].minute, v.starts.month, v.starts.day, v.starts.hour,
		    v.starts.minute);
	}
}

int
main(void)
{
	a = arena_new(16 * 1024 * 1024);
	test_pairs();
	test_doubts();
	test_times();
	arena_free(a);
	return done_testing();
}

/*
 * Was an appointment booked? Where a model was asked, its opinion counts, but the detector must not
 * speak against it: a false "booked" hides a patient who has no visit, so where the two contradict
 * each other, or the model cannot show the words, the answer is unclear. Pure.
 */
#ifndef DESK_VERDICT_H
#define DESK_VERDICT_H

#include "desk/booking.h"

/* What a model said, checked: see jobs/model.h. */
struct opinion {
	enum booking_verdict verdict;
	double confidence;		/* 0 to 1 */
	const char *outcome;		/* a word of a call's `outcome` for an existing visit; or NULL */
	const char *evidence;		/* words that stand in the text; NULL: it could show none */
	const char *stated_time;	/* likewise */
};

struct verdict {
	enum booking_verdict verdict;
	double confidence;
	const char *outcome, *evidence, *stated_time;	/* as in struct booking */
	bool has_day, has_time;
	struct civil starts;
	bool by_model;			/* the model's opinion is in it; else the detector's alone */
};

/* model NULL: none was asked, or what it said was no answer. cannot_book: whatever the words are, no
 * new visit was agreed: it was a voicemail (nobody at the clinic was there to agree to anything), or
 * a call about a visit that stands. called_at as for the detector: the model's stated time is
 * resolved against it. */
void verdict_of(struct arena *a, const struct opinion *model, const struct booking *detected,
    bool cannot_book, const struct civil *called_at, struct verdict *out);

#endif

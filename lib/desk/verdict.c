/* The model's opinion beside the detector's. See verdict.h. */
#include "desk/verdict.h"

#include <string.h>

#include "desk/stated_time.h"
#include "desk/words.h"

static const char booked_outcome[] = "appointment-booked";

/* Below this a model's "booked" is a guess. */
static const double sure = 0.6;

static void
take_time(struct verdict *out, const struct booking *detected)
{
	out->stated_time = detected->stated_time;
	out->has_day = detected->has_day;
	out->has_time = detected->has_time;
	out->starts = detected->starts;
}

/* Words that a model gave for the time of the visit, resolved as the detector would. */
static void
resolve_time(struct arena *a, const char *stated, const struct civil *called_at,
    struct verdict *out)
{
	struct words words = words_split(a, stated, strlen(stated));
	struct stated_time *found, *day = NULL, *clock = NULL, whole;
	bool indic = words_are_indic(&words);
	size_t count = stated_times(a, &words, indic ? TONGUE_INDIC : TONGUE_ENGLISH, called_at,
	    &found);

	if (!count && !indic)
		count = stated_times(a, &words, TONGUE_SPANISH, called_at, &found);
	out->stated_time = stated;
	for (size_t i = 0; i < count; i++) {
		if (found[i].past || found[i].bound || found[i].vague)
			continue;
		if (!day && found[i].has_day)
			day = &found[i];
		if (!clock && found[i].has_time && !found[i].has_day)
			clock = &found[i];
	}
	if (!day)
		return;
	whole = !day->has_time && clock ? stated_time_joined(day, clock) : *day;
	out->has_day = true;
	out->has_time = stated_time_has_hour(&whole, called_at);
	out->starts = whole.starts;
}

/* The two of them contradict each other, or the model cannot show why. */
static bool
is_in_doubt(const struct opinion *model, const struct booking *detected)
{
	if (model->verdict == BOOKING_NOT_BOOKED)
		return detected->verdict == BOOKING_BOOKED;
	if (model->verdict != BOOKING_BOOKED)
		return false;
	return detected->verdict == BOOKING_NOT_BOOKED || model->confidence < sure ||
	    (detected->verdict == BOOKING_UNCLEAR && !model->evidence);
}

static void
weigh(struct arena *a, const struct opinion *model, const struct booking *detected,
    const struct civil *called_at, struct verdict *out)
{
	bool agree = model->verdict == detected->verdict;

	*out = (struct verdict){
		.verdict = model->verdict,
		.confidence = agree && detected->confidence > model->confidence ?
		    detected->confidence : model->confidence,
		.outcome = model->outcome,
		.evidence = model->evidence ? model->evidence : agree ? detected->evidence : NULL,
		.by_model = true,
	};
	if (is_in_doubt(model, detected)) {
		out->verdict = BOOKING_UNCLEAR;
		out->confidence = 0.5;
		out->outcome = NULL;
	} else if (model->verdict == BOOKING_BOOKED) {
		out->outcome = booked_outcome;
	} else if (!out->outcome && detected->verdict != BOOKING_BOOKED) {
		out->outcome = detected->outcome;
	}
	if (detected->has_day || !model->stated_time)
		take_time(out, detected);
	else
		resolve_time(a, model->stated_time, called_at, out);
}

void
verdict_of(struct arena *a, const struct opinion *model, const struct booking *detected,
    bool cannot_book, const struct civil *called_at, struct verdict *out)
{
	if (model) {
		weigh(a, model, detected, called_at, out);
	} else {
		*out = (struct verdict){
			.verdict = detected->verdict, .confidence = detected->confidence,
			.outcome = detected->outcome, .evidence = detected->evidence,
		};
		take_time(out, detected);
	}
	if (cannot_book && out->verdict == BOOKING_BOOKED) {
		out->verdict = BOOKING_UNCLEAR;
		out->confidence = 0.5;
		out->outcome = NULL;
	}
}

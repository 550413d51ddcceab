/*
 * What was learned: how much each feature (booking_features.h) weighs for each class of call. make
 * builds the table from lib/desk/booking_model.txt, which t/lib/booking-train.c printed.
 */
#ifndef DESK_BOOKING_MODEL_H
#define DESK_BOOKING_MODEL_H

#include <stddef.h>
#include <stdint.h>

enum call_class {
	CALL_BOOKED, CALL_UNCLEAR,
	/* nothing was booked, and: */
	CALL_OTHER, CALL_RESCHEDULED, CALL_CANCELLED, CALL_CONFIRMED, CALL_VOICEMAIL,
	CALL_WRONG_NUMBER,
	CALL_CLASSES
};

struct booking_model {
	size_t count;
	const uint32_t *hashes;		/* of its features, ascending */
	const int8_t (*weights)[CALL_CLASSES];
	double scale;			/* what a weight of 1 is worth */
	double bias[CALL_CLASSES];
};

extern const struct booking_model booking_model;

/* Of the labels that it learned from, so much is spread over all classes: else it would become ever
 * more certain of the texts that it knows, and then of others without a reason. */
enum { SPREAD_PERCENT = 5 };

/* What a probability is when the spread is taken out again. */
static inline double
probability_unspread(double p)
{
	double spread = SPREAD_PERCENT / 100.0;

	p = (p - spread / CALL_CLASSES) / (1 - spread);
	return p < 0 ? 0 : p > 1 ? 1 : p;
}

#endif

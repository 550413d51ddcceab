/*
 * What was learned: weights of features (booking_features.h) for the verdict, and for what a call
 * that booked nothing came to. make builds the tables from lib/desk/booking_model.txt, which
 * t/lib/booking-train.c printed.
 */
#ifndef DESK_BOOKING_MODEL_H
#define DESK_BOOKING_MODEL_H

#include <stddef.h>
#include <stdint.h>

/* The classes, in the order of a table's weights. */
enum { VERDICT_BOOKED, VERDICT_NOT_BOOKED, VERDICT_UNCLEAR, VERDICTS };
enum { OUTCOME_NONE, OUTCOME_RESCHEDULED, OUTCOME_CANCELLED, OUTCOME_CONFIRMED, OUTCOME_VOICEMAIL,
	OUTCOME_WRONG_NUMBER, OUTCOMES };

struct booking_model {
	size_t classes;
	size_t count;
	const uint32_t *hashes;		/* of its features, ascending */
	const int8_t *weights;		/* [feature][class] */
	double scale;			/* what a weight of 1 is worth */
	double bias[OUTCOMES];
};

extern const struct booking_model booking_verdicts, booking_outcomes;

#endif

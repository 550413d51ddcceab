/*
 * Was an appointment booked in this call? A pure function of a text (the summary of a call, or its
 * transcript) and of the wall-clock time of the call.
 *
 * Booked means: in this call a visit was agreed that did not exist before. An existing visit that
 * was only moved, confirmed or cancelled is not a booking, and the outcome says which it was; a
 * tentative hold is unclear; so is what the text does not decide. A false "booked" hides a patient
 * who has no visit, so where the signs contradict each other the answer is unclear.
 */
#ifndef DESK_BOOKING_H
#define DESK_BOOKING_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/clock.h"

/* Rises with every change that can change an answer: what an older version said is found out anew. */
enum { BOOKING_VERSION = 8 };

enum booking_verdict { BOOKING_UNCLEAR, BOOKING_BOOKED, BOOKING_NOT_BOOKED };

struct booking {
	enum booking_verdict verdict;
	double confidence;		/* 0 to 1 */
	/* What the call came to, in the words of a call's `outcome`: "appointment-booked",
	 * "appointment-rescheduled", "appointment-cancelled", "appointment-confirmed", "voicemail",
	 * "wrong-number"; NULL: none of these. */
	const char *outcome;
	const char *evidence;		/* the words that decided, as they stand in the text; NULL: none */
	/* When the visit is to be, as it was said ("next Wednesday at half past ten"); NULL: not said.
	 * Where the words name a day, `starts` is that day and time in the clinic's zone, resolved
	 * against the call's own time. Where it is not sure which day they name (Hindi "कल" is both
	 * tomorrow and yesterday), they stand here and there is no day: a wrong one is worse. So it
	 * is with an hour of which it is not sure that it is the visit's: "booked for Tuesday; the
	 * office closes at 5" has the day alone. What was over when the call came, is not given. */
	const char *stated_time;
	bool has_day, has_time;
	struct civil starts;
};

/* text is UTF-8, of any length (what lies beyond 64 KiB is not read). called_at: the clinic's wall
 * clock when the call began. What *out points to lives in the arena. */
void booking_detect(struct arena *a, const char *text, const struct civil *called_at,
    struct booking *out);

#endif

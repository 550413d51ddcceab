/*
 * A call that asks a patient to confirm a visit: what is said and asked at each of its steps, and
 * what a pressed key means. And what follows a call that nobody answered. Pure: the visit as it is
 * now, the clocks and the texts are handed in.
 *
 * A person hears which visit it is and presses 1 (confirm), 2 (another time), 3 (cancel) or 9
 * (again). No key or a wrong one: asked twice more, then goodbye. A visit that is past, or is not
 * open any more, is said to be so, and nothing changes. A machine is told to have the clinic called
 * back, and not why.
 */
#ifndef DESK_CONFIRMATION_H
#define DESK_CONFIRMATION_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/clock.h"
#include "desk/routing.h"
#include "desk/texts.h"

enum {
	CONFIRMATION_PROMPTS = 3,	/* the first, and two more for no key or a wrong one */
	CONFIRMATION_REPEATS = 5,	/* of 9; then it is a wrong key */
};

struct confirmation_facts {
	const struct texts *texts;
	const char *clinic;		/* its name */
	const char *number;		/* E.164, to be called back at */
	const char *patient;		/* "" or NULL: not known */
	const char *doctor;		/* "" or NULL: not known, or not to be said */
	enum visit_state {
		VISIT_OPEN, VISIT_PAST,
		VISIT_GONE,		/* cancelled, or not there any more */
		VISIT_UNKNOWN,		/* nobody can say now: what was heard of it last stands */
	} state;
	struct civil at, now;		/* the visit's and the present wall clock, where it is */
	bool moved;			/* `at` is not what the patient heard in this call */
	const char *answered_by;	/* Twilio's AnsweredBy; NULL or "": not looked for */
	bool asked;			/* a prompt has played, and: */
	const char *key;		/* what was pressed; NULL or "": nothing */
	int prompts;			/* prompts that have played, repeats apart; 0: none */
	int repeats;
};

struct confirmation {
	const char *say;		/* "" : nothing */
	bool asks;			/* for a key, with these in the next request: */
	int prompts, repeats;
	/* What came of it; NULL: nothing (yet). */
	const char *status;		/* the visit's: confirmed, reschedule-requested, cancelled */
	const char *outcome;		/* the call's: appointment-confirmed, no-response, voicemail … */
	const char *intent;		/* the patient's: confirm, reschedule, cancel */
	bool noted;			/* an answer that is to be worked in later */
	bool belated;			/* an answer about a time that is not the visit's any more */
};

void confirmation_decide(struct arena *a, const struct confirmation_facts *facts,
    struct confirmation *out);

/* What a key means: the outcome of the call with it, NULL for one that means nothing. */
const char *confirmation_outcome_of(const char *key);

/* Its TwiML: the words alone, or within a Gather whose action is this URL. */
const char *confirmation_twiml(struct arena *a, const struct confirmation *c,
    const struct voice *voice, const char *action);

/* --- after the call --------------------------------------------------------------------------- */

struct confirmation_end {
	const char *status;		/* of the call: busy, no-answer, failed, canceled, completed */
	bool reached;			/* somebody or something answered */
	bool refused;			/* the provider did not place it, and would not */
	bool waiting;			/* the visit is ahead, and nobody has answered for it yet */
	int retries;			/* how often it was tried again before */
	int64_t ended_at_ms, starts_at_ms;	/* of the call, of the visit */
	const char *zone;		/* whose calling hours count */
};

enum confirmation_next { NEXT_NOTHING, NEXT_CALL, NEXT_TEXT };

/* NEXT_CALL: at *at_ms, within the calling hours and before the visit. */
enum confirmation_next confirmation_next(const struct confirmation_end *end,
    const struct routing *routing, int64_t *at_ms);

#endif

/*
 * Placing a call whose intent is a row (data/outbound_calls.h): that it is asked for is committed
 * before the provider is. Programs place a call at once and answer with what came of it; the job
 * "place-call" does the same for what was left, and where an answer was lost it looks through the
 * provider's list before anything is asked again.
 */
#ifndef JOBS_PLACE_CALL_H
#define JOBS_PLACE_CALL_H

#include "core/arena.h"
#include "core/config.h"
#include "data/outbound_calls.h"

enum placing {
	PLACED,			/* the provider has it: call->call_sid */
	PLACE_UNKNOWN,		/* no answer: 202, and the job finds out */
	PLACE_REFUSED,		/* code and message say why: the call has failed */
	PLACE_LATER,		/* not asked (busy, could not connect): the job tries again */
	PLACE_OFF,		/* no credentials */
	PLACE_AWAY,		/* the database did not answer: nobody was asked */
};

struct place_answer {
	enum placing result;
	int code;		/* the provider's error code; 0: none */
	const char *message;	/* for a person; "" when fine */
};

/* Asks within 8 s, unless it was asked already. *call is brought up to date. */
void call_place(struct db *db, struct arena *a, const struct config *config,
    struct outbound_call *call, struct place_answer *answer);

#endif

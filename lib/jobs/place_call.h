/*
 * Placing a call whose intent is a row (data/outbound_calls.h): that it is asked for is committed
 * before the provider is. Programs place a call at once and answer with what came of it; the job
 * "place-call" does the same for what was left, and where an answer was lost it looks through the
 * provider's list before anything is asked again. It calls off what is wanted no more: too late, a
 * number that opted out since, a visit that is past, cancelled or answered for.
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
	PLACE_LATER,		/* not carried out (busy, could not connect, our credentials): the
				 * job tries again while there is time; whoever tells a person that
				 * nothing was done calls it off:
				 * outbound_call_cancel */
	PLACE_OFF,		/* no credentials */
	PLACE_AWAY,		/* the database did not answer: nobody was asked */
};

struct place_answer {
	enum placing result;
	int status;		/* of the provider's answer; 0: none came */
	int code;		/* the provider's error code; 0: none */
	const char *message;	/* for a person; "" when fine */
};

/* Asks within 8 s, unless it was asked already. *call is brought up to date. */
void call_place(struct db *db, struct arena *a, const struct config *config,
    struct outbound_call *call, struct place_answer *answer);

/* Is this entry of Twilio's list of calls the one that was asked for? By its numbers and time; one
 * that is another intent's is not, nor, for a while, one that may be. */
enum db_result call_is_listed(struct db *db, struct arena *a, const struct outbound_call *call,
    struct json_object *entry, bool *is_it);

/* What such an entry says of it. */
enum db_result call_settle_listed(struct db *db, struct arena *a,
    const struct outbound_call *call, struct json_object *entry);

#endif

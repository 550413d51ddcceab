/*
 * What a call must remember between its webhooks. It travels in the query of the URLs that we give
 * to Twilio, which signs them: so no step needs the database, and the same request always gives the
 * same answer.
 *
 *	attempt=2&open=1&told=1&dialled=assistants&assistant=7&rung=3.7&spent=40
 *
 * A member that says nothing is left out. What cannot be read is as if it were left out: the query
 * is our own, and an odd one must never cost us a caller.
 */
#ifndef DESK_CALL_STATE_H
#define DESK_CALL_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "desk/routing.h"

enum { RUNG_MAX = 128, PROMPTS_MAX = 3 };

/* What the last Dial was for. */
enum dialled { DIALLED_NOBODY, DIALLED_NUMBER, DIALLED_ASSISTANTS, DIALLED_EXTERNAL,
	DIALLED_AI_AGENT };

struct call_state {
	int attempt;		/* prompts played so far: 0 for a new call, up to PROMPTS_MAX */
	enum tristate open;	/* was the clinic open when the call came in? UNSET: not decided */
	bool told;		/* what precedes the first recorded or transcribed Dial was done */
	enum dialled dialled;
	bool fallback;		/* that Dial was the fallback's */
	bool screened;		/* whom it rang had to press 1 */
	int64_t assistant_id;	/* the one whom it rang; 0: nobody, or several at once */
	int64_t rung[RUNG_MAX];	/* all assistants who were rung so far, in this order */
	size_t rung_count;
	int spent_s;		/* seconds for which assistants were rung before it */
	/* Of the webhooks of an assistant's leg, whose own fields name neither. */
	const char *line;	/* the clinic's number, E.164 */
	const char *call_sid;	/* the call that dialled */
};

/* "name=value&…" in the arena, NULL for a state that says nothing. */
const char *call_state_query(struct arena *a, const struct call_state *state);

/* Reads a raw query ("" or NULL: none); its texts live in the arena. Members that it does not know
 * are passed over. */
void call_state_read(struct arena *a, const char *query, struct call_state *state);

#endif

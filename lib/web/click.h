/* The URLs of a call that we make, with all that its steps must know in their queries (programs make-call and voice-click). */
#ifndef WEB_CLICK_H
#define WEB_CLICK_H

#include "desk/plan_outbound.h"
#include "web/request.h"

/* Whose phone a call that an assistant asked for rings on this leg: in the query of its URLs, so that nobody sees a colleague's number in the timeline. */
#define LEG_OF_ASSISTANT "leg=assistant"
#define LEG_OF_PATIENT "leg=patient"

struct click {
	const char *reference;		/* of the call's row (data/outbound_calls.h) */
	const char *line;		/* the clinic's number */
	int attempt;			/* prompts that the assistant has heard, this document's not counted */
	struct asked_call call;
};

struct click_urls click_urls(struct request *r, const struct click *click);

/* Where the states of the call's first leg are reported; assistant: whether it is an assistant's phone that rings. */
const char *call_status_url(struct request *r, const char *reference, bool assistant);

#endif

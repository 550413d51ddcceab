/* Asking an AI agent's provider to take the call of a voice webhook (register-call). */
#ifndef WEB_AGENT_H
#define WEB_AGENT_H

#include "web/request.h"

struct agent_call {
	const char *agent_id;
	const char *call_sid, *from, *to;	/* as Twilio has them */
	bool outbound;
	const char *session_id, *reference;	/* ours; NULL: none */
};

/*
 * The TwiML that hands the call over, to be answered as it is; NULL where the agent does not take it within 3 s (which the log tells), and where the answer is
 * heard by nobody (a replay, a dry run). The variables that the provider echoes are session_id, clinic_call_ref and clinic_call_sid; one that is not
 * known is "", since an agent's words may name it.
 */
const char *agent_takes(struct request *r, const struct agent_call *call);

#endif

/*
 * The webhooks of a session's call: what they must know travels in the signed query of their URLs ("ref=…&agent=intake&register=1"), so that none needs the
 * database.
 */
#ifndef WEB_SESSION_CALL_H
#define WEB_SESSION_CALL_H

#include "core/agents.h"
#include "web/voice.h"

enum { SESSION_ID = VOICE_FIELDS, REF, AGENT, REGISTER, SESSION_FIELDS };

#define SESSION_PARAMS \
	VOICE_PARAMS, \
	[SESSION_ID] = { "session_id", P_TEXT, 1, 64, .help = "vs_ and 26 characters" }, \
	[REF] = { "ref", P_TEXT, 0, 64, .optional = true, .place = IN_QUERY, .help = "The call's own reference" }, \
	[AGENT] = { "agent", P_TEXT, 0, 64, .optional = true, .place = IN_QUERY, .help = "The agent type" }, \
	[REGISTER] = { "register", P_TEXT, 0, 1, .optional = true, .place = IN_QUERY, .help = "1: the call is registered with the agent's provider" }

enum { DIAL_CALL_STATUS = SESSION_FIELDS, DIAL_CALL_SID, DIAL_CALL_DURATION, DIAL_BRIDGED, SESSION_DIALLED_FIELDS };

#define SESSION_DIALLED_PARAMS \
	SESSION_PARAMS, \
	[DIAL_CALL_STATUS] = { "DialCallStatus", P_TEXT, 1, 16, .optional = true, .help = "completed, busy, no-answer, failed, canceled" }, \
	[DIAL_CALL_SID] = { "DialCallSid", P_TEXT, 1, 64, .optional = true, .help = "The dialled leg" }, \
	[DIAL_CALL_DURATION] = { "DialCallDuration", P_INT, 0, 86400, .optional = true, .help = "Seconds" }, \
	[DIAL_BRIDGED] = { "DialBridged", P_TEXT, 1, 5, .optional = true, .help = "true, false" }

struct session_call {
	const char *session_id, *reference, *agent_type;
	bool registers;
};

/* As its query says. Whatever is odd with it, nothing is NULL. */
struct session_call session_call_read(struct request *r);

/* The URL of one of its webhooks: "session-connect", "session-status", "session-dial-status". */
const char *session_call_url(struct request *r, const struct session_call *s, const char *program);

/* The line that it comes from, as this host knows it. NULL: no clinic's. */
const struct line *session_call_line(struct request *r);

/* The types of agents that the settings have, for people; "" for none. */
const char *session_agent_types(struct request *r);

/* Ends a call whose agent was dialled. Who was not connected hears that it failed, and the session has failed; who hung up while it rang is told nothing. Where
 * it is not told what came of the Dial (the call's fallback), the call ends with an apology. The call's own end says what any other session is. */
enum outcome session_dialled(struct request *r);

/* An agent of the settings by its type; NULL: there is none (any more). It lives in the arena. */
const struct agent *session_agent(struct request *r, const char *type);

#endif

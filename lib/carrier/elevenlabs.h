/*
 * ElevenLabs' agents (reference: ai-providers.md section 1): a call of ours is handed over
 * (register-call, whose answer is TwiML), and what came of it is read. ELEVENLABS_API_KEY;
 * without it every answer is AGENT_OFF.
 */
#ifndef CARRIER_ELEVENLABS_H
#define CARRIER_ELEVENLABS_H

#include "carrier/agent.h"
#include "core/config.h"

struct elevenlabs_call {
	const char *agent_id;
	const char *from_number, *to_number;	/* E.164, as the call's own */
	bool outbound;
	/* Echoed in every report of the conversation: texts, numbers, booleans, no names of people;
	 * NULL: none. */
	struct json_object *dynamic_variables;
	int deadline_ms;			/* somebody is on the line; 0: 3000 */
};

/* AGENT_OK: *twiml is to be given to Twilio as it is. It is well-formed enough to be relayed: UTF-8,
 * one <Response>, at most 64 KiB; what is not is AGENT_UNKNOWN. Else *twiml is NULL. */
void elevenlabs_register_call(struct arena *a, const struct config *c,
    const struct elevenlabs_call *call, const char **twiml, struct agent_answer *answer);

struct elevenlabs_filter {
	const char *agent_id;			/* NULL: any */
	int64_t since_ms;			/* begun at this time or later; 0: any */
};

/* All pages, up to max: calls each(item, context) until it returns false. Items are the list's, not
 * whole conversations. *answer is the last page's. */
void elevenlabs_conversations(struct arena *a, const struct config *c,
    const struct elevenlabs_filter *filter, size_t max,
    bool (*each)(struct json_object *item, void *context), void *context,
    struct agent_answer *answer);

/* answer->json is the conversation, the same as a post-call webhook's data. */
void elevenlabs_conversation(struct arena *a, const struct config *c, const char *id,
    struct agent_answer *answer);

/* With its sound. AGENT_OK also where it is not there any more. */
void elevenlabs_delete(struct arena *a, const struct config *c, const char *id,
    struct agent_answer *answer);

/* audio/mpeg. *range as in agent.h. */
void elevenlabs_audio(struct arena *a, const struct config *c, const struct agent_sound *sound,
    const char **range, struct agent_answer *answer);

#endif

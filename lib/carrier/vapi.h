/*
 * Vapi (reference: ai-providers.md section 2): it makes a call itself, with the assistant and the
 * number of VAPI_ASSISTANT_ID and VAPI_PHONE_NUMBER_ID. Without these and VAPI_API_KEY every answer
 * is AGENT_OFF.
 */
#ifndef CARRIER_VAPI_H
#define CARRIER_VAPI_H

#include "carrier/agent.h"
#include "core/config.h"

bool vapi_is_configured(const struct config *c);

struct vapi_call {
	const char *number;			/* E.164, whom it calls */
	const char *reference;			/* ours, at most 40: by it the call is found again */
	struct json_object *variables;		/* for the assistant's template; NULL: none */
	struct json_object *metadata;		/* comes back with every report; NULL: none */
	int max_duration_seconds;		/* 0: the assistant's own; else 10 to 43200 */
};

/* The JSON body of the request for it: what an outbound call's row keeps. The reference goes into
 * the metadata and into customer.externalId; the reports that are sent are named, so that the
 * assistant's own setting cannot leave them out. */
const char *vapi_call_body(struct arena *a, const struct config *c, const struct vapi_call *call);

/* Asks for a call with such a body; answer->json is the call. deadline_ms 0: 8000. */
void vapi_call_create(struct arena *a, const struct config *c, const char *body, int deadline_ms,
    struct agent_answer *answer);

/* answer->json is the call as it is now. */
void vapi_call_get(struct arena *a, const struct config *c, const char *id,
    struct agent_answer *answer);

/* With all that it said. AGENT_OK also where it is not there any more. */
void vapi_delete(struct arena *a, const struct config *c, const char *id,
    struct agent_answer *answer);

/* The calls made or changed (`updated`) at since_ms or later, newest first, up to max: calls
 * each(call, context) until it returns false. One may come twice, where pages meet. */
void vapi_calls(struct arena *a, const struct config *c, int64_t since_ms, bool updated, size_t max,
    bool (*each)(struct json_object *call, void *context), void *context,
    struct agent_answer *answer);

/* Our reference in a call of theirs, or NULL. */
const char *vapi_call_reference(struct json_object *call);

#endif

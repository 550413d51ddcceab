/*
 * What the carriers of AI voice agents (elevenlabs.h, vapi.h) have in common: one request, its
 * answer read defensively (reference: ai-providers.md 1.1, 2.1). Nothing is ever repeated here:
 * these providers know no idempotency keys, and a POST twice is a call twice.
 */
#ifndef CARRIER_AGENT_H
#define CARRIER_AGENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "carrier/http.h"
#include "core/arena.h"
#include "core/json.h"

enum { AGENT_CONVERSATION_BYTES_MAX = 25 * 1024 * 1024 };

enum agent_result {
	AGENT_OK,
	AGENT_REFUSED,		/* 4xx: status and message say why */
	AGENT_BUSY,		/* 429: not processed, may be tried after retry_after_s (0: a while) */
	AGENT_NOT_SENT,		/* could not connect: nothing happened there */
	AGENT_UNKNOWN,		/* timed out, reset, 5xx, or nonsense: may have happened */
	AGENT_OFF,		/* no key is configured */
};

struct agent_answer {
	enum agent_result result;
	int status;			/* 0: there was none */
	const char *message;		/* theirs or ours, for a person; "" when fine */
	struct json_object *json;	/* the answer, in the arena; NULL if there is none */
	int retry_after_s;
	int64_t took_ms;
};

/* A conversation's sound, piece by piece as in http.h, but of a 200 or 206 alone: what else is said
 * comes back in the answer. */
struct agent_sound {
	const char *id;			/* of the conversation */
	const char *range;		/* for a Range header, or NULL */
	bool (*receive)(void *context, const struct http_answer *so_far, const char *bytes,
	    size_t n);
	void *context;
	size_t bytes_max;
	int deadline_ms;		/* for all of it; none comes for 10 s: it is over */
};

/* --- for elevenlabs.c and vapi.c ------------------------------------------------------------- */

/* Sends, and judges by the status. Of a 2xx the body is *body (NULL: it is not wanted), and json
 * where it is an object; `wants_json` makes anything else AGENT_UNKNOWN. who: "ElevenLabs". */
void agent_send(struct arena *a, const char *who, const struct http_request *request,
    bool wants_json, const char **body, struct agent_answer *answer);

/* The same for sound. *range is Content-Range of a 416, else "". */
void agent_hear(struct arena *a, const char *who, const struct http_request *request,
    const struct agent_sound *sound, const char **range, struct agent_answer *answer);

/* A DELETE, by the result: what is not there any more is AGENT_OK. */
void agent_delete(struct arena *a, const char *who, const struct http_request *request,
    struct agent_answer *answer);

/* An id of theirs that may stand in a path: letters, digits, _ and -, at most 64. */
bool agent_id_is_plain(const char *id);

#endif

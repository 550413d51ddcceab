/*
 * A chat model behind an OpenAI-compatible server (reference: ai-providers.md 3.2 to 3.5): one
 * question, one answer that is JSON after a schema. ANALYZE_URL names the server, with its /v1.
 *
 * Servers differ: what one refuses with 400 (a schema, a temperature, the newer name of the token
 * limit) is left out in a second or third try, and this process remembers that for its server.
 * Nothing is retried otherwise: whoever asks is a job, and comes back.
 */
#ifndef CARRIER_CHAT_H
#define CARRIER_CHAT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/config.h"
#include "core/json.h"

enum chat_result {
	CHAT_OK,		/* json is an object; that it fits the schema is for the asker to see */
	CHAT_NO_ANSWER,		/* refused to answer, cut off, filtered, or no JSON: would be again */
	CHAT_LATER,		/* busy, overloaded, away: again after retry_after_s (0: a while) */
	CHAT_NO_MONEY,		/* the account's quota or credit is used up: a person must act */
	CHAT_REFUSED,		/* key, model or request: a person must act */
	CHAT_OFF,		/* no server or no model is configured */
};

struct chat_question {
	const char *system, *user;
	const char *name;		/* of the schema: letters, digits, _ and - */
	const char *schema;		/* JSON text of the strict subset */
	int answer_tokens_max;
	int deadline_ms;		/* for all tries together */
};

struct chat_answer {
	enum chat_result result;
	struct json_object *json;
	const char *why;		/* for people; "" when fine. Never what the model said */
	int retry_after_s;
	bool lost;			/* it was asked, and no whole answer came: that may cost, too */
	const char *model;		/* that answered, else the one that was asked for */
	int64_t input_tokens, output_tokens;	/* -1: not said */
};

void chat_ask(struct arena *a, const struct config *c, const struct chat_question *question,
    struct chat_answer *answer);

/* Are there settings for it? */
bool config_has_model(const struct config *config);

#endif

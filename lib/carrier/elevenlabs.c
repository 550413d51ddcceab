/* ElevenLabs. See elevenlabs.h. */
#include "carrier/elevenlabs.h"

#include "core/form.h"
#include "core/text.h"

enum {
	REGISTER_MS = 3000, TWIML_BYTES_MAX = 64 * 1024,
	PAGE_ITEMS = 100, PAGES_MAX = 1000,
	CONVERSATION_MS = 30000,
};

static const char who[] = "ElevenLabs", off[] = "ElevenLabs is not configured.",
    none[] = "Not sent: this is no id of a conversation.";

static bool
is_on(const struct config *c, struct agent_answer *answer)
{
	*answer = (struct agent_answer){ .result = AGENT_OFF, .message = off };
	return *c->elevenlabs_api_key;
}

static struct http_request
request_of(const struct config *c, const char *method, const char *url)
{
	return (struct http_request){
		.method = method, .url = url, .key_header = "xi-api-key",
		.key = c->elevenlabs_api_key,
	};
}

static const char *
body_of(struct arena *a, const struct elevenlabs_call *call)
{
	struct json_object *o = json_object_in(a), *data;

	json_put_text(o, "agent_id", call->agent_id);
	json_put_text(o, "from_number", call->from_number);
	json_put_text(o, "to_number", call->to_number);
	json_put_text(o, "direction", call->outbound ? "outbound" : "inbound");
	if (call->dynamic_variables) {
		data = json_object_in(a);
		json_put(data, "dynamic_variables", call->dynamic_variables);
		json_put(o, "conversation_initiation_client_data", data);
	}
	return json_text(a, o);
}

void
elevenlabs_register_call(struct arena *a, const struct config *c,
    const struct elevenlabs_call *call, const char **twiml, struct agent_answer *answer)
{
	struct http_request r = request_of(c, "POST",
	    arena_printf(a, "%s/v1/convai/twilio/register-call", c->elevenlabs_api_url));
	const char *body;
	size_t n;

	*twiml = NULL;
	if (!is_on(c, answer))
		return;
	r.content_type = "application/json";
	r.body = body_of(a, call);
	r.body_bytes = strlen(r.body);
	r.deadline_ms = call->deadline_ms ? call->deadline_ms : REGISTER_MS;
	r.answer_bytes_max = TWIML_BYTES_MAX;
	agent_send(a, who, &r, false, &body, answer);
	if (answer->result != AGENT_OK)
		return;
	n = strlen(body);
	if (answer->status == 200 && strstr(body, "<Response") && strstr(body, "</Response>") &&
	    text_is_utf8(body, n)) {
		*twiml = body;
		return;
	}
	answer->result = AGENT_UNKNOWN;
	answer->message = "ElevenLabs' answer is no TwiML.";
}

void
elevenlabs_conversations(struct arena *a, const struct config *c,
    const struct elevenlabs_filter *filter, size_t max,
    bool (*each)(struct json_object *item, void *context), void *context,
    struct agent_answer *answer)
{
	const char *cursor = NULL;
	size_t seen = 0;

	if (!is_on(c, answer))
		return;
	for (int pages = 0; pages < PAGES_MAX; pages++) {
		struct text query = text_new(a);
		struct http_request r;
		struct json_object *items;
		const char *next;

		form_put(&query, "page_size", arena_printf(a, "%d", PAGE_ITEMS));
		if (filter->agent_id)
			form_put(&query, "agent_id", filter->agent_id);
		/* "After": a second earlier lets none of that second out. */
		if (filter->since_ms)
			form_put(&query, "call_start_after_unix", arena_printf(a, "%lld",
			    (long long)(filter->since_ms / 1000 - 1)));
		if (cursor)
			form_put(&query, "cursor", cursor);
		r = request_of(c, "GET", arena_printf(a, "%s/v1/convai/conversations?%s",
		    c->elevenlabs_api_url, query.data));
		agent_send(a, who, &r, true, NULL, answer);
		if (answer->result != AGENT_OK)
			return;
		items = json_get(answer->json, "conversations");
		if (!json_object_is_type(items, json_type_array)) {
			answer->result = AGENT_UNKNOWN;
			answer->message = "ElevenLabs' answer has no list of conversations.";
			return;
		}
		for (size_t i = 0; i < json_object_array_length(items); i++)
			if (seen++ >= max || !each(json_object_array_get_idx(items, i), context))
				return;
		next = json_get_text(answer->json, "next_cursor");
		if (seen >= max || !json_get_bool(answer->json, "has_more", false) || !next ||
		    !*next || text_same(next, cursor))
			return;
		cursor = next;
	}
}

/* A request about one conversation, unless nothing can be sent. */
static bool
of_one(struct arena *a, const struct config *c, const char *method, const char *id,
    struct http_request *r, struct agent_answer *answer)
{
	if (!is_on(c, answer))
		return false;
	if (!agent_id_is_plain(id)) {
		*answer = (struct agent_answer){ .result = AGENT_REFUSED, .message = none };
		return false;
	}
	*r = request_of(c, method, arena_printf(a, "%s/v1/convai/conversations/%s",
	    c->elevenlabs_api_url, id));
	r->deadline_ms = CONVERSATION_MS;
	return true;
}

void
elevenlabs_delete(struct arena *a, const struct config *c, const char *id,
    struct agent_answer *answer)
{
	struct http_request r;

	if (of_one(a, c, "DELETE", id, &r, answer))
		agent_delete(a, who, &r, answer);
}

void
elevenlabs_conversation(struct arena *a, const struct config *c, const char *id,
    struct agent_answer *answer)
{
	struct http_request r;

	if (!of_one(a, c, "GET", id, &r, answer))
		return;
	r.answer_bytes_max = AGENT_CONVERSATION_BYTES_MAX;
	agent_send(a, who, &r, true, NULL, answer);
}

void
elevenlabs_audio(struct arena *a, const struct config *c, const struct agent_sound *sound,
    const char **range, struct agent_answer *answer)
{
	struct http_request r;

	*range = "";
	if (!is_on(c, answer))
		return;
	if (!agent_id_is_plain(sound->id)) {
		*answer = (struct agent_answer){ .result = AGENT_REFUSED, .message = none };
		return;
	}
	r = request_of(c, "GET", arena_printf(a, "%s/v1/convai/conversations/%s/audio",
	    c->elevenlabs_api_url, sound->id));
	agent_hear(a, who, &r, sound, range, answer);
}

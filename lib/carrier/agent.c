/* Providers of AI voice agents. See agent.h. */
#include "carrier/agent.h"

#include "core/text.h"

enum { MESSAGE_MAX = 300, REFUSAL_BYTES_MAX = 4096, SOUND_IDLE_MS = 10000 };

bool
agent_id_is_plain(const char *id)
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
	size_t n = id ? strlen(id) : 0;

	return n > 0 && n <= 64 && strspn(id, plain) == n;
}

/* The first text of an array of texts, or of its objects' `member`. */
static const char *
first_text(struct json_object *array, const char *member)
{
	struct json_object *v;

	if (!json_object_is_type(array, json_type_array) || !json_object_array_length(array))
		return NULL;
	v = json_object_array_get_idx(array, 0);
	if (json_object_is_type(v, json_type_string))
		return json_whole_text(v);
	return json_object_is_type(v, json_type_object) ? json_get_text(v, member) : NULL;
}

/* {"detail": [{"msg"}] | {"message"} | "…"}, {"message": "…" | ["…"]}, or nothing usable. */
static const char *
reason_in(struct json_object *json)
{
	struct json_object *detail = json_get(json, "detail"), *message = json_get(json, "message");
	const char *words = NULL;

	if (json_object_is_type(detail, json_type_object))
		words = json_get_text(detail, "message");
	if (!words)
		words = first_text(detail, "msg");
	if (!words && json_object_is_type(detail, json_type_string))
		words = json_whole_text(detail);
	if (!words)
		words = first_text(message, "message");
	if (!words && json_object_is_type(message, json_type_string))
		words = json_whole_text(message);
	return words && *words ? words : NULL;
}

static const char *
message_of(struct arena *a, const char *who, int status, struct json_object *json)
{
	const char *words = reason_in(json);
	size_t n = words ? strlen(words) : 0;

	if (!words)
		return arena_printf(a, "%s answered with status %d and no reason.", who, status);
	if (n > MESSAGE_MAX) {
		n = MESSAGE_MAX;
		while (n && ((unsigned char)words[n] & 0xc0) == 0x80)	/* not in the middle of a letter */
			n--;
	}
	return arena_printf(a, "%s refused: %.*s", who, (int)n, words);
}

static void
judge(struct arena *a, const char *who, const struct http_answer *http, struct agent_answer *answer)
{
	const char *why;

	*answer = (struct agent_answer){
		.result = AGENT_OK, .status = http->status, .message = "", .took_ms = http->took_ms,
	};
	if (http->outcome != HTTP_ANSWERED) {
		bool sent = http->outcome == HTTP_UNKNOWN;

		answer->status = 0;
		answer->result = sent ? AGENT_UNKNOWN : AGENT_NOT_SENT;
		answer->message = arena_printf(a, sent ? "%s did not answer: %s." :
		    "%s cannot be reached: %s.", who, http->error);
		return;
	}
	if (!http->body_bytes ||
	    !json_parse_whole(a, http->body, http->body_bytes, JSON_FOREIGN_DEPTH_MAX, &answer->json,
	    &why) ||
	    !json_object_is_type(answer->json, json_type_object))
		answer->json = NULL;
	if (http->status >= 200 && http->status < 300)
		return;
	answer->message = message_of(a, who, http->status, answer->json);
	if (http->status == 429) {
		answer->result = AGENT_BUSY;
		answer->retry_after_s = http->retry_after_seconds;
	} else {
		answer->result = http->status >= 400 && http->status < 500 ?
		    AGENT_REFUSED : AGENT_UNKNOWN;
	}
}

void
agent_send(struct arena *a, const char *who, const struct http_request *request, bool wants_json,
    const char **body, struct agent_answer *answer)
{
	struct http_answer http;

	http_send(a, request, &http);
	judge(a, who, &http, answer);
	if (answer->result == AGENT_OK && wants_json && !answer->json) {
		answer->result = AGENT_UNKNOWN;
		answer->message = arena_printf(a, "%s's answer is not a JSON object.", who);
	}
	if (body)
		*body = answer->result == AGENT_OK ? http.body : "";
}

void
agent_delete(struct arena *a, const char *who, const struct http_request *request,
    struct agent_answer *answer)
{
	agent_send(a, who, request, false, NULL, answer);
	if (answer->result == AGENT_REFUSED && answer->status == 404)
		answer->result = AGENT_OK;
}

/* --- sound ----------------------------------------------------------------------------------- */

struct hearing {
	const struct agent_sound *sound;
	char refusal[REFUSAL_BYTES_MAX];	/* why there is none */
	size_t refusal_bytes;
};

static bool
hear(void *context, const struct http_answer *so_far, const char *bytes, size_t n)
{
	struct hearing *h = context;
	size_t room = sizeof h->refusal - h->refusal_bytes;

	if (so_far->status == 200 || so_far->status == 206)
		return h->sound->receive(h->sound->context, so_far, bytes, n);
	if (n > room)
		n = room;
	memcpy(h->refusal + h->refusal_bytes, bytes, n);
	h->refusal_bytes += n;
	return true;
}

void
agent_hear(struct arena *a, const char *who, const struct http_request *r,
    const struct agent_sound *sound, const char **range, struct agent_answer *answer)
{
	struct hearing h = { .sound = sound };
	struct http_request request = *r;
	struct http_answer http;

	request.range = sound->range;
	request.receive = hear;
	request.context = &h;
	request.idle_ms = SOUND_IDLE_MS;
	request.deadline_ms = sound->deadline_ms;
	request.answer_bytes_max = sound->bytes_max;
	http_send(a, &request, &http);
	*range = http.status == 416 ? http.content_range : "";
	http.body = arena_copy(a, h.refusal, h.refusal_bytes);
	http.body_bytes = h.refusal_bytes;
	judge(a, who, &http, answer);
}

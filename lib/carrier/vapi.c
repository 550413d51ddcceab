/* Vapi. See vapi.h. */
#include "carrier/vapi.h"

#include "core/clock.h"
#include "core/form.h"
#include "core/text.h"

enum { PAGE_ITEMS = 100, PAGES_MAX = 100, CALL_MS = 30000 };

static const char who[] = "Vapi";

bool
vapi_is_configured(const struct config *c)
{
	return *c->vapi_api_key && *c->vapi_phone_number_id && *c->vapi_assistant_id;
}

static bool
is_on(const struct config *c, struct agent_answer *answer)
{
	*answer = (struct agent_answer){
		.result = AGENT_OFF, .message = "Vapi is not configured.",
	};
	return vapi_is_configured(c);
}

const char *
vapi_call_body(struct arena *a, const struct config *c, const struct vapi_call *call)
{
	struct json_object *o = json_object_in(a), *customer = json_object_in(a);
	struct json_object *overrides = json_object_in(a), *messages = json_array_in(a);
	struct json_object *metadata = call->metadata ? call->metadata : json_object_in(a);

	json_put_text(metadata, "reference", call->reference);
	(void)json_object_array_add(messages, json_object_new_string("status-update"));
	(void)json_object_array_add(messages, json_object_new_string("end-of-call-report"));
	json_put(overrides, "serverMessages", messages);
	json_put(overrides, "metadata", metadata);
	if (call->variables)
		json_put(overrides, "variableValues", call->variables);
	if (call->max_duration_seconds)
		json_put_int(overrides, "maxDurationSeconds", call->max_duration_seconds);
	json_put_text(customer, "number", call->number);
	json_put_text(customer, "externalId", call->reference);
	json_put_text(o, "assistantId", c->vapi_assistant_id);
	json_put_text(o, "phoneNumberId", c->vapi_phone_number_id);
	json_put(o, "customer", customer);
	json_put(o, "assistantOverrides", overrides);
	return json_text(a, o);
}

void
vapi_call_create(struct arena *a, const struct config *c, const char *body, int deadline_ms,
    struct agent_answer *answer)
{
	const struct http_request r = {
		.method = "POST", .url = arena_printf(a, "%s/call", c->vapi_api_url),
		.bearer = c->vapi_api_key, .content_type = "application/json",
		.body = body, .body_bytes = strlen(body), .deadline_ms = deadline_ms,
	};

	if (!is_on(c, answer))
		return;
	agent_send(a, who, &r, true, NULL, answer);
	if (answer->result == AGENT_OK && !json_get_text(answer->json, "id")) {
		answer->result = AGENT_UNKNOWN;
		answer->message = "Vapi's answer names no call.";
	}
}

/* A request about one call, unless nothing can be sent. */
static bool
of_one(struct arena *a, const struct config *c, const char *method, const char *id,
    struct http_request *r, struct agent_answer *answer)
{
	if (!is_on(c, answer))
		return false;
	if (!agent_id_is_plain(id)) {
		*answer = (struct agent_answer){
			.result = AGENT_REFUSED, .message = "Not sent: this is no id of a call.",
		};
		return false;
	}
	*r = (struct http_request){
		.method = method, .url = arena_printf(a, "%s/call/%s", c->vapi_api_url, id),
		.bearer = c->vapi_api_key, .deadline_ms = CALL_MS,
		.answer_bytes_max = AGENT_CONVERSATION_BYTES_MAX,
	};
	return true;
}

void
vapi_call_get(struct arena *a, const struct config *c, const char *id, struct agent_answer *answer)
{
	struct http_request r;

	if (of_one(a, c, "GET", id, &r, answer))
		agent_send(a, who, &r, true, NULL, answer);
}

void
vapi_delete(struct arena *a, const struct config *c, const char *id, struct agent_answer *answer)
{
	struct http_request r;

	if (of_one(a, c, "DELETE", id, &r, answer))
		agent_delete(a, who, &r, answer);
}

const char *
vapi_call_reference(struct json_object *call)
{
	const char *reference = json_get_text(json_get(json_get(call, "assistantOverrides"),
	    "metadata"), "reference");

	return reference ? reference : json_get_text(json_get(call, "customer"), "externalId");
}

/* A list is an array, and no object. */
static bool
list_read(struct arena *a, const char *body, struct agent_answer *answer,
    struct json_object **items)
{
	const char *why;

	if (answer->result != AGENT_OK)
		return false;
	if (json_parse_whole(a, body, strlen(body), JSON_FOREIGN_DEPTH_MAX, items, &why) &&
	    json_object_is_type(*items, json_type_array))
		return true;
	answer->result = AGENT_UNKNOWN;
	answer->message = "Vapi's answer is no list of calls.";
	return false;
}

/* The next page is what lies at and before the oldest of this one: there are no cursors. */
void
vapi_calls(struct arena *a, const struct config *c, int64_t since_ms, bool updated, size_t max,
    bool (*each)(struct json_object *call, void *context), void *context,
    struct agent_answer *answer)
{
	const char *member = updated ? "updatedAt" : "createdAt", *before = NULL;
	size_t seen = 0;

	if (!is_on(c, answer))
		return;
	for (int pages = 0; pages < PAGES_MAX; pages++) {
		struct text query = text_new(a);
		struct http_request r = {
			.method = "GET", .bearer = c->vapi_api_key, .deadline_ms = CALL_MS,
			.answer_bytes_max = AGENT_CONVERSATION_BYTES_MAX,
		};
		struct json_object *items;
		const char *body, *oldest = before;

		form_put(&query, "limit", arena_printf(a, "%d", PAGE_ITEMS));
		if (since_ms)
			form_put(&query, updated ? "updatedAtGe" : "createdAtGe",
			    instant_iso(a, since_ms));
		if (before)
			form_put(&query, updated ? "updatedAtLe" : "createdAtLe", before);
		r.url = arena_printf(a, "%s/call?%s", c->vapi_api_url, query.data);
		agent_send(a, who, &r, false, &body, answer);
		if (!list_read(a, body, answer, &items))
			return;
		for (size_t i = 0; i < json_object_array_length(items); i++) {
			struct json_object *call = json_object_array_get_idx(items, i);
			const char *at = json_get_text(call, member);

			/* ISO 8601 in UTC: the order of texts is that of times. */
			if (at && (!oldest || strcmp(at, oldest) < 0))
				oldest = at;
			if (seen++ >= max || !each(call, context))
				return;
		}
		if (json_object_array_length(items) < PAGE_ITEMS || seen >= max ||
		    text_same(oldest, before))
			return;
		before = oldest;
	}
}

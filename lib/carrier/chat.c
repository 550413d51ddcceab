/* A chat model. See chat.h. */
#include "carrier/chat.h"

#include "carrier/http.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/text.h"

enum {
	TRIES_MAX = 4,
	ANSWER_BYTES_MAX = 1024 * 1024,
	WHY_MAX = 200,
};

/* What this process's server has refused so far. */
static struct known_server {
	char url[512];
	bool no_schema, no_temperature, old_token_name;
} server;

bool
config_has_model(const struct config *config)
{
	return *config->analyze_url && *config->analyze_model;
}

static void
server_is(const char *url)
{
	if (text_same(server.url, url))
		return;
	server = (struct known_server){ .no_schema = false };
	(void)snprintf(server.url, sizeof server.url, "%s", url);
}

/* --- asking ---------------------------------------------------------------------------------- */

static struct json_object *
message_of(struct arena *a, const char *role, const char *content)
{
	struct json_object *o = json_object_in(a);

	json_put_text(o, "role", role);
	json_put_text(o, "content", content);
	return o;
}

static const char *
body_of(struct arena *a, const struct config *c, const struct chat_question *q,
    struct json_object *schema)
{
	struct json_object *o = json_object_in(a), *messages = json_array_in(a);
	struct json_object *format = json_object_in(a), *named = json_object_in(a);
	const char *system = q->system;

	/* Without a schema of its own the server is told of it in words. */
	if (server.no_schema)
		system = arena_printf(a, "%s\n\nAnswer with one JSON object after this JSON Schema, "
		    "and with nothing else:\n%s", q->system, json_text(a, schema));
	json_append(messages, message_of(a, "system", system));
	json_append(messages, message_of(a, "user", q->user));
	json_put_text(o, "model", c->analyze_model);
	json_put(o, "messages", messages);
	json_put_int(o, server.old_token_name ? "max_tokens" : "max_completion_tokens",
	    q->answer_tokens_max);
	if (!server.no_temperature)
		json_put_real(o, "temperature", 0.1);
	json_put_text(format, "type", server.no_schema ? "json_object" : "json_schema");
	if (!server.no_schema) {
		json_put_text(named, "name", q->name);
		json_put_bool(named, "strict", true);
		json_put(named, "schema", schema);
		json_put(format, "json_schema", named);
	}
	json_put(o, "response_format", format);
	return json_text(a, o);
}

static const char *
url_of(struct arena *a, const struct config *c)
{
	size_t n = strlen(c->analyze_url);

	if (n && c->analyze_url[n - 1] == '/')
		n--;
	return arena_printf(a, "%.*s/chat/completions", (int)n, c->analyze_url);
}

static const char *
key_of(const struct config *c)
{
	if (*c->analyze_api_key)
		return c->analyze_api_key;
	return *c->openai_api_key ? c->openai_api_key : NULL;
}

/* --- understanding the answer ---------------------------------------------------------------- */

static void
say(struct chat_answer *answer, enum chat_result result, const char *why)
{
	answer->result = result;
	answer->why = why;
}

static struct json_object *
object_of(struct arena *a, const char *bytes, size_t n)
{
	struct json_object *o = NULL;
	const char *why;

	if (!json_parse(a, bytes, n, &o, &why) || !json_object_is_type(o, json_type_object))
		return NULL;
	return o;
}

/* {"error": {"message", "type", "param", "code"}}, or whatever a server of another make says. */
static const char *
error_word(struct json_object *body, const char *name)
{
	const char *word = json_get_text(json_get(body, "error"), name);

	return word ? word : "";
}

static bool
is_about_money(struct json_object *body)
{
	static const char *const words[] = {
		"insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
		"project_spend_limit_exceeded", "organization_usage_limit_exceeded",
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (text_same(error_word(body, "type"), words[i]) ||
		    text_same(error_word(body, "code"), words[i]))
			return true;
	return false;
}

/* A 400 may be about something that can be left out. Says whether it was, and notes it. */
static bool
adapt(struct json_object *body)
{
	const char *param = error_word(body, "param"), *message = error_word(body, "message");

	if (!server.no_temperature &&
	    (text_same(param, "temperature") || strstr(message, "temperature"))) {
		server.no_temperature = true;
		return true;
	}
	if (!server.old_token_name && (text_same(param, "max_completion_tokens") ||
	    strstr(message, "max_completion_tokens"))) {
		server.old_token_name = true;
		return true;
	}
	if (!server.no_schema) {
		server.no_schema = true;
		return true;
	}
	return false;
}

/* What a status other than 200 means. The server's words may quote what was sent: they are not
 * passed on, only its codes are. */
static void
refusal_read(struct arena *a, const struct http_answer *http, struct json_object *body,
    struct chat_answer *answer)
{
	const char *code = error_word(body, "code");
	int status = http->status;

	if (!*code || strlen(code) > 64)
		code = error_word(body, "type");
	answer->why = strlen(code) > 64 || strspn(code, "abcdefghijklmnopqrstuvwxyz_") != strlen(code) ||
	    !*code ? arena_printf(a, "the chat server answered with status %d", status) :
	    arena_printf(a, "the chat server answered with status %d (%s)", status, code);
	if (status == 429 && is_about_money(body)) {
		answer->result = CHAT_NO_MONEY;
	} else if (status == 408 || status == 409 || status == 429 || status >= 500) {
		answer->result = CHAT_LATER;
		answer->retry_after_s = http_rest_s(http);
	} else {
		answer->result = CHAT_REFUSED;
	}
}

/* What stands in one Markdown fence, where a model has put it into one. */
static const char *
unfenced(const char *content, size_t *n)
{
	const char *begin = content + strspn(content, " \t\r\n"), *end;

	*n = strlen(begin);
	if (strncmp(begin, "```", 3) != 0)
		return begin;
	begin += strcspn(begin, "\n");
	end = strstr(begin, "```");
	*n = end ? (size_t)(end - begin) : strlen(begin);
	return begin;
}

static void
usage_read(struct json_object *body, struct chat_answer *answer)
{
	struct json_object *usage = json_get(body, "usage");
	const char *model = json_get_text(body, "model");

	answer->input_tokens = json_get_int(usage, "prompt_tokens", -1);
	answer->output_tokens = json_get_int(usage, "completion_tokens", -1);
	if (model && *model)
		answer->model = model;
}

/* Status 200: choices, then refusal, then the reason why it ended, then the content. */
static void
completion_read(struct arena *a, struct json_object *body, struct chat_answer *answer)
{
	struct json_object *choices = json_get(body, "choices"), *choice, *message;
	const char *reason, *content;
	size_t n;

	usage_read(body, answer);
	if (!json_object_is_type(choices, json_type_array) || !json_object_array_length(choices)) {
		say(answer, CHAT_NO_ANSWER, "the chat server's answer holds no choice");
		return;
	}
	choice = json_object_array_get_idx(choices, 0);
	message = json_get(choice, "message");
	if (json_get(message, "refusal")) {
		say(answer, CHAT_NO_ANSWER, "the model refused to answer");
		return;
	}
	reason = json_get_text(choice, "finish_reason");
	if (!text_same(reason, "stop")) {
		say(answer, CHAT_NO_ANSWER, text_same(reason, "length") ?
		    "the model's answer was cut off" : text_same(reason, "content_filter") ?
		    "the model's answer was filtered" : "the model did not end its answer");
		return;
	}
	content = json_get_text(message, "content");
	if (content)
		content = unfenced(content, &n);
	answer->json = content ? object_of(a, content, n) : NULL;
	if (answer->json)
		say(answer, CHAT_OK, "");
	else
		say(answer, CHAT_NO_ANSWER, "the model's answer is not a JSON object");
}

/* Says whether it is worth another try at once. */
static bool
ask_once(struct arena *a, const struct config *c, const struct chat_question *q,
    struct json_object *schema, int deadline_ms, struct chat_answer *answer)
{
	const char *body = body_of(a, c, q, schema);
	struct http_request request = {
		.method = "POST", .url = url_of(a, c), .bearer = key_of(c),
		.content_type = "application/json", .body = body, .body_bytes = strlen(body),
		.deadline_ms = deadline_ms, .answer_bytes_max = ANSWER_BYTES_MAX,
	};
	struct http_answer http;
	struct json_object *json;

	http_send(a, &request, &http);
	if (http.outcome != HTTP_ANSWERED) {
		say(answer, CHAT_LATER, arena_printf(a, "the chat server did not answer: %.*s",
		    WHY_MAX, http.error));
		answer->lost = http.outcome == HTTP_UNKNOWN;
		return false;
	}
	json = object_of(a, http.body, http.body_bytes);
	if (http.status == 200) {
		completion_read(a, json, answer);
		return false;
	}
	refusal_read(a, &http, json, answer);
	return http.status == 400 && adapt(json);
}

void
chat_ask(struct arena *a, const struct config *c, const struct chat_question *q,
    struct chat_answer *answer)
{
	int64_t until_us = clock_steady_us() + (int64_t)q->deadline_ms * 1000;
	struct json_object *schema = object_of(a, q->schema, strlen(q->schema));
	struct known_server before;

	*answer = (struct chat_answer){
		.result = CHAT_OFF, .why = "no chat server is configured", .model = c->analyze_model,
		.input_tokens = -1, .output_tokens = -1,
	};
	if (!config_has_model(c))
		return;
	if (!schema) {
		say(answer, CHAT_REFUSED, "the schema of the answer is not a JSON object");
		return;
	}
	server_is(c->analyze_url);
	before = server;
	for (int tries = 1; tries <= TRIES_MAX; tries++) {
		int64_t left_ms = (until_us - clock_steady_us()) / 1000;

		/* Else the answer so far stands. */
		if (left_ms <= 0 || !ask_once(a, c, q, schema, (int)left_ms, answer))
			break;
		log_info("the chat server takes less than was asked of it: once more, simpler");
	}
	/* What did not help was not the reason. */
	if (answer->result != CHAT_OK && answer->result != CHAT_NO_ANSWER)
		server = before;
}

/* The endpoint table in words: --routes. See endpoint.h. */
#include "web/endpoint.h"

#include "core/json.h"

const char *
method_name(enum method method)
{
	static const char *const names[] = { [GET] = "GET", [POST] = "POST", [PUT] = "PUT", [PATCH] = "PATCH", [DELETE] = "DELETE" };

	return names[method];
}

bool
caller_is_provider(enum caller caller)
{
	return caller == CALLER_ELEVENLABS || caller == CALLER_VAPI;
}

size_t
endpoint_body_limit(const struct endpoint *e)
{
	if (e->body_limit)
		return e->body_limit;
	if (caller_is_provider(e->caller))
		return 25 * 1024 * 1024;
	return e->kind == WEBHOOK || e->kind == VOICE ? 64 * 1024 : 1024 * 1024;
}

static const char *
caller_name(enum caller caller)
{
	static const char *const names[] = {
		[CALLER_PUBLIC] = "public", [CALLER_TWILIO] = "twilio", [CALLER_ELEVENLABS] = "elevenlabs", [CALLER_VAPI] = "vapi",
		[CALLER_ASSISTANT] = "assistant", [CALLER_CUSTOMER] = "customer", [CALLER_ADMIN] = "admin",
	};

	return names[caller];
}

static const char *
kind_name(enum endpoint_kind kind)
{
	static const char *const names[] = { [API] = "api", [WEBHOOK] = "webhook", [VOICE] = "voice", [INTERNAL] = "internal" };

	return names[kind];
}

static const char *
type_name(enum param_type type)
{
	static const char *const names[] = {
		[P_TEXT] = "text", [P_INT] = "int", [P_BOOL] = "bool", [P_ID] = "id", [P_TIME] = "time", [P_DATE] = "date",
		[P_CHOICE] = "choice", [P_JSON] = "json", [P_PHONE] = "e164", [P_EMAIL] = "email", [P_ZONE] = "zone",
	};

	return names[type];
}

static const char *
place_name(struct arena *a, const struct endpoint *e, const struct param *p)
{
	if (strstr(e->path, arena_printf(a, "{%s}", p->name)))
		return "path";
	if (p->place == IN_QUERY)
		return "query";
	if (e->kind == WEBHOOK || e->kind == VOICE)
		return "form";
	return e->method == GET || e->method == DELETE ? "query" : "body";
}

static struct json_object *
words_array(struct arena *a, const char *words)
{
	struct json_object *array = json_array_in(a);
	char *rest = arena_string(a, words), *word;

	while ((word = strsep(&rest, " ")))
		json_object_array_add(array, json_object_new_string(word));
	return array;
}

static struct json_object *
param_object(struct arena *a, const struct endpoint *e, const struct param *p)
{
	struct json_object *o = json_object_in(a);

	json_put_text(o, "name", p->name);
	json_put_text(o, "in", place_name(a, e, p));
	json_put_text(o, "type", type_name(p->type));
	json_put_int(o, "min", p->min);
	json_put_int(o, "max", p->max);
	json_put_bool(o, "required", !p->optional);
	json_put_bool(o, "nullable", p->nullable);
	if (p->help)
		json_put_text(o, "help", p->help);
	if (p->shape)
		json_put_text(o, "shape", p->shape);
	if (p->choices)
		json_put(o, "choices", words_array(a, p->choices));
	return o;
}

void
endpoints_print(const struct endpoint *endpoints, const char *program)
{
	struct arena *a = arena_new(4 * 1024 * 1024);
	struct json_object *out = json_object_in(a), *rows = json_array_in(a);
	int processes = 0;

	for (const struct endpoint *e = endpoints; e->path; e++) {
		struct json_object *o = json_object_in(a), *params = json_array_in(a);

		json_put_text(o, "method", method_name(e->method));
		json_put_text(o, "path", e->path);
		json_put_text(o, "caller", caller_name(e->caller));
		json_put_text(o, "kind", kind_name(e->kind));
		json_put_int(o, "bodyLimit", (int64_t)endpoint_body_limit(e));
		json_put_int(o, "readTimeout", e->read_timeout_s);
		json_put_text(o, "summary", e->summary);
		json_put_bool(o, "idempotent", e->idempotent);
		json_put_bool(o, "clinic", e->caller >= CALLER_ASSISTANT && !e->no_clinic);
		if (e->answer)
			json_put_text(o, "answer", e->answer);
		if (e->refuses)
			json_put(o, "refuses", words_array(a, e->refuses));
		if (e->body)
			json_put_text(o, "body", e->body);
		if (e->media)
			json_put_text(o, "media", e->media);
		for (const struct param *p = e->params; p && p->name; p++)
			json_append(params, param_object(a, e, p));
		json_put(o, "params", params);
		json_append(rows, o);
		if (e->processes > processes)
			processes = e->processes;
	}
	json_put_text(out, "program", program);
	json_put_int(out, "processes", processes ? processes : 2);
	json_put(out, "endpoints", rows);
	(void)puts(json_text(a, out));
	arena_free(a);
}

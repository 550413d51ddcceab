/*
 * Lets t/elevenlabs.t ask the providers of AI voice agents as programs and jobs do: reads one order
 * a line from standard input and answers each with one line of JSON.
 *	{do: "register", agent, from, to, deadlineMs} {do: "conversations", agent, sinceMs, max}
 *	{do: "conversation", id} {do: "create", number, reference} {do: "calls", sinceMs, updated, max}
 *	{do: "call", id}
 * The settings come from the environment.
 */
#include <stdio.h>

#include "carrier/elevenlabs.h"
#include "carrier/vapi.h"
#include "core/log.h"
#include "core/text.h"

enum { ARENA_BYTES = 256 * 1024 * 1024, LINE_BYTES = 64 * 1024 };

static const char *const names[] = {
	[AGENT_OK] = "ok", [AGENT_REFUSED] = "refused", [AGENT_BUSY] = "busy",
	[AGENT_NOT_SENT] = "not-sent", [AGENT_UNKNOWN] = "unknown", [AGENT_OFF] = "off",
};

static bool
keep(struct json_object *item, void *context)
{
	json_append(context, json_object_get(item));
	return true;
}

static void
run(struct arena *a, const struct config *c, struct json_object *in, struct json_object *out,
    struct agent_answer *answer)
{
	const char *what = json_get_text(in, "do"), *id = json_get_text(in, "id"), *twiml;
	struct json_object *items = json_array_in(a);
	size_t max = (size_t)json_get_int(in, "max", 1000);
	int64_t since_ms = json_get_int(in, "sinceMs", 0);

	if (text_same(what, "register")) {
		elevenlabs_register_call(a, c, &(struct elevenlabs_call){
			.agent_id = json_get_text(in, "agent"),
			.from_number = json_get_text(in, "from"),
			.to_number = json_get_text(in, "to"),
			.deadline_ms = (int)json_get_int(in, "deadlineMs", 0),
		}, &twiml, answer);
		json_put_text(out, "twiml", twiml);
	} else if (text_same(what, "conversations")) {
		elevenlabs_conversations(a, c, &(struct elevenlabs_filter){
			json_get_text(in, "agent"), since_ms,
		}, max, keep, items, answer);
		json_put(out, "items", items);
	} else if (text_same(what, "conversation")) {
		elevenlabs_conversation(a, c, id, answer);
	} else if (text_same(what, "create")) {
		vapi_call_create(a, c, vapi_call_body(a, c, &(struct vapi_call){
			.number = json_get_text(in, "number"),
			.reference = json_get_text(in, "reference"),
			.max_duration_seconds = 600,
		}), 2000, answer);
		json_put_text(out, "reference", vapi_call_reference(answer->json));
	} else if (text_same(what, "calls")) {
		vapi_calls(a, c, since_ms, json_get_bool(in, "updated", false), max, keep, items,
		    answer);
		json_put(out, "items", items);
	} else {
		vapi_call_get(a, c, id, answer);
	}
}

int
main(void)
{
	struct arena *a = arena_new(ARENA_BYTES);
	static char line[LINE_BYTES];
	const struct config *config;

	log_open("agents-driver", LOG_ERROR);
	config = config_or_exit(0);
	while (fgets(line, sizeof line, stdin)) {
		struct json_object *in, *out = json_object_in(a);
		struct agent_answer answer;
		const char *why;

		if (!json_parse(a, line, strcspn(line, "\n"), &in, &why))
			return 2;
		run(a, config, in, out, &answer);
		json_put_text(out, "result", names[answer.result]);
		json_put_int(out, "status", answer.status);
		json_put_text(out, "message", answer.message);
		json_put_int(out, "retryAfter", answer.retry_after_s);
		json_put(out, "json", answer.json);
		(void)printf("%s\n", json_text(a, out));
		(void)fflush(stdout);
		arena_reset(a);
	}
	arena_free(a);
	return 0;
}

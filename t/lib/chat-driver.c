/*
 * Lets t/chat.t ask a chat server as the jobs do: reads one question a line from standard input,
 * {system, user, name, schema, tokens, deadlineMs}, and answers each with one line of JSON. One
 * process, so that what it has learnt of its server shows. The settings come from the environment.
 */
#include <stdio.h>

#include "carrier/chat.h"
#include "core/log.h"
#include "core/text.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, LINE_BYTES = 256 * 1024 };

static const char *const names[] = {
	[CHAT_OK] = "ok", [CHAT_NO_ANSWER] = "no-answer", [CHAT_LATER] = "later",
	[CHAT_NO_MONEY] = "no-money", [CHAT_REFUSED] = "refused", [CHAT_OFF] = "off",
};

static const char *
or_empty(const char *s)
{
	return s ? s : "";
}

int
main(void)
{
	struct arena *a = arena_new(ARENA_BYTES);
	static char line[LINE_BYTES];
	const struct config *config;

	log_open("chat-driver", LOG_ERROR);
	config = config_or_exit(0);
	while (fgets(line, sizeof line, stdin)) {
		struct json_object *in, *out = json_object_in(a);
		struct chat_question q;
		struct chat_answer answer;
		const char *why;

		if (!json_parse(a, line, strcspn(line, "\n"), &in, &why))
			return 2;
		q = (struct chat_question){
			.system = or_empty(json_get_text(in, "system")),
			.user = or_empty(json_get_text(in, "user")),
			.name = or_empty(json_get_text(in, "name")),
			.schema = or_empty(json_get_text(in, "schema")),
			.answer_tokens_max = (int)json_get_int(in, "tokens", 100),
			.deadline_ms = (int)json_get_int(in, "deadlineMs", 8000),
		};
		chat_ask(a, config, &q, &answer);
		json_put_text(out, "result", names[answer.result]);
		json_put_text(out, "why", answer.why);
		json_put_text(out, "model", answer.model);
		json_put_int(out, "retryAfter", answer.retry_after_s);
		json_put_int(out, "input", answer.input_tokens);
		json_put_int(out, "output", answer.output_tokens);
		json_put(out, "json", answer.json);
		(void)printf("%s\n", json_text(a, out));
		(void)fflush(stdout);
		arena_reset(a);
	}
	arena_free(a);
	return 0;
}

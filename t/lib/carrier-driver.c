/*
 * Lets t/carrier.t use lib/carrier: reads commands from standard input, one a line, words separated
 * by tabs, and answers each with one line of JSON. The settings come from the environment, as for
 * any program.
 *
 *	http METHOD URL DEADLINE_MS BYTES_MAX [BODY]
 *	get PATH FIELDS DEADLINE_MS        post PATH FIELDS DEADLINE_MS        delete PATH
 *	list PATH KEY MAX                  find NUMBER                         point SID | clear SID
 */
#include <stdio.h>

#include "carrier/http.h"
#include "carrier/twilio.h"
#include "core/config.h"
#include "core/json.h"
#include "core/log.h"
#include "core/text.h"

enum { WORDS_MAX = 8, ARENA_BYTES = 64 * 1024 * 1024 };

static int
number(const char *word)
{
	int64_t n = 0;

	(void)number_parse(word, 0, INT32_MAX, &n);
	return (int)n;
}

static void
do_http(struct arena *a, char **word, struct json_object *out)
{
	static const char *const names[] = { [HTTP_ANSWERED] = "answered",
		[HTTP_NOT_SENT] = "not-sent",
		[HTTP_UNKNOWN] = "unknown" };
	struct http_request request = {
		.method = word[1],
		.url = word[2],
		.deadline_ms = number(word[3]),
		.answer_bytes_max = (size_t)number(word[4]),
		.body = word[5],
		.body_bytes = word[5] ? strlen(word[5]) : 0,
		.content_type = word[5] ? "text/plain" : NULL,
	};
	struct http_answer answer;

	http_send(a, &request, &answer);
	json_put_text(out, "outcome", names[answer.outcome]);
	json_put_int(out, "status", answer.status);
	json_put_text(out, "body", answer.body);
	json_put_text(out, "contentType", answer.content_type);
	json_put_int(out, "retryAfter", answer.retry_after_seconds);
	json_put_text(out, "error", answer.error);
	json_put_int(out, "tookMs", answer.took_ms);
}

static bool
note_sid(struct json_object *item, void *context)
{
	json_append(context, json_get(item, "sid"));
	return true;
}

static void
do_twilio(struct arena *a, const struct config *config, char **word, struct json_object *out)
{
	static const char *const names[] = {
		[TWILIO_OK] = "ok",
		[TWILIO_REFUSED] = "refused",
		[TWILIO_BUSY] = "busy",
		[TWILIO_NOT_SENT] = "not-sent",
		[TWILIO_UNKNOWN] = "unknown",
		[TWILIO_OFF] = "off",
	};
	static const struct twilio_urls urls = { "https://x/v#rc=2&rp=all", "https://x/vf",
		"https://x/s", "https://x/sf", "https://x/c" };
	struct json_object *sids = json_array_in(a);
	struct twilio_answer answer = { .message = "", .credential = "" };
	struct twilio_number found;

	if (text_same(word[0], "get")) {
		twilio_get(a, config, word[1], word[2], number(word[3]), &answer);
	} else if (text_same(word[0], "post")) {
		twilio_post(a, config, word[1], word[2], number(word[3]), &answer);
	} else if (text_same(word[0], "delete")) {
		twilio_delete(a, config, word[1], 0, &answer);
	} else if (text_same(word[0], "list")) {
		twilio_list(a, config, word[1], NULL, word[2], (size_t)number(word[3]), note_sid,
		    sids, &answer);
		json_put(out, "sids", sids);
	} else if (text_same(word[0], "find")) {
		twilio_number_find(a, config, word[1], &found, &answer);
		json_put_text(out, "sid", found.sid);
		json_put_bool(out, "sms", found.sms);
	} else if (text_same(word[0], "point")) {
		twilio_number_point(a, config, word[1], &urls, &answer);
	} else if (text_same(word[0], "clear")) {
		twilio_number_point(a, config, word[1], NULL, &answer);
	}
	json_put_text(out, "result", names[answer.result]);
	json_put_int(out, "status", answer.status);
	json_put_int(out, "code", answer.code);
	json_put_text(out, "message", answer.message);
	json_put_text(out, "credential", answer.credential);
	json_put_int(out, "tookMs", answer.took_ms);
	json_put(out, "json", answer.json);
}

int
main(void)
{
	struct arena *a = arena_new(ARENA_BYTES);
	const struct config *config;
	static char line[65536];

	log_open("carrier-driver", LOG_ERROR);
	config = config_or_exit(0);
	while (fgets(line, sizeof line, stdin)) {
		struct json_object *out = json_object_in(a);
		char *word[WORDS_MAX + 1] = { NULL }, *rest = line;

		line[strcspn(line, "\n")] = '\0';
		for (int i = 0; i < WORDS_MAX && rest; i++)
			word[i] = strsep(&rest, "\t");
		if (text_same(word[0], "http"))
			do_http(a, word, out);
		else
			do_twilio(a, config, word, out);
		(void)printf("%s\n", json_text(a, out));
		(void)fflush(stdout);
		arena_reset(a);
	}
	arena_free(a);
	return 0;
}

/*
 * Lets t/carrier.t use lib/carrier: reads commands from standard input, one a line, words separated
 * by tabs, and answers each with one line of JSON. The settings come from the environment, as for
 * any program.
 *
 *	http METHOD URL DEADLINE_MS BYTES_MAX [BODY]
 *	send JSON: {method, url, deadlineMs, user, password, bearer, range, parts: [{name,
 *	    value, filePath, fileName, contentType}], receive: bytes after which it has enough (0:
 *	    never), idleMs, followMedia, mediaHost}
 *	get PATH FIELDS DEADLINE_MS        post PATH FIELDS DEADLINE_MS        delete PATH
 *	ask METHOD PATH FIELDS             asklist PATH KEY MAX (of Intelligence)
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
tell_http(const struct http_answer *answer, struct json_object *out)
{
	static const char *const names[] = { [HTTP_ANSWERED] = "answered",
		[HTTP_NOT_SENT] = "not-sent",
		[HTTP_UNKNOWN] = "unknown" };

	json_put_text(out, "outcome", names[answer->outcome]);
	json_put_int(out, "status", answer->status);
	json_put_text(out, "body", answer->body);
	json_put_text(out, "contentType", answer->content_type);
	json_put_int(out, "contentLength", answer->content_length);
	json_put_text(out, "contentRange", answer->content_range);
	json_put_int(out, "retryAfter", answer->retry_after_seconds);
	json_put_text(out, "error", answer->error);
	json_put_int(out, "tookMs", answer->took_ms);
}

static void
do_http(struct arena *a, char **word, struct json_object *out)
{
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
	tell_http(&answer, out);
}

/* What was received piece by piece, and what was known at the first. */
struct pieces {
	struct text body;
	size_t enough;
	bool begun;
	int status;
	int64_t content_length;
	char content_type[100], content_range[100];
};

static bool
take_piece(void *context, const struct http_answer *so_far, const char *bytes, size_t n)
{
	struct pieces *p = context;

	if (!p->begun) {
		p->begun = true;
		p->status = so_far->status;
		p->content_length = so_far->content_length;
		(void)snprintf(p->content_type, 100, "%s", so_far->content_type);
		(void)snprintf(p->content_range, 100, "%s", so_far->content_range);
	}
	text_put(&p->body, bytes, n);
	return !p->enough || p->body.length < p->enough;
}

static void
do_send(struct arena *a, const char *json, struct json_object *out)
{
	struct pieces pieces = { .body = text_new(a) };
	struct http_part parts[8] = { { 0 } };
	struct json_object *o, *list;
	struct http_answer answer;
	const char *why;

	if (!json_parse(a, json, strlen(json), &o, &why)) {
		json_put_text(out, "wrong", why);
		return;
	}
	struct http_request request = {
		.method = json_get_text(o, "method"),
		.url = json_get_text(o, "url"),
		.user = json_get_text(o, "user"),
		.password = json_get_text(o, "password"),
		.bearer = json_get_text(o, "bearer"),
		.range = json_get_text(o, "range"),
		.receive = json_get(o, "receive") ? take_piece : NULL,
		.context = &pieces,
		.idle_ms = (int)json_get_int(o, "idleMs", 0),
		.follow_media = json_get_bool(o, "followMedia", false),
		.media_host = json_get_text(o, "mediaHost"),
		.deadline_ms = (int)json_get_int(o, "deadlineMs", 0),
		.answer_bytes_max = (size_t)json_get_int(o, "bytesMax", 0),
	};
	list = json_get(o, "parts");
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *part = json_object_array_get_idx(list, i);

		parts[i] = (struct http_part){
			.name = json_get_text(part, "name"),
			.value = json_get_text(part, "value"),
			.file_path = json_get_text(part, "filePath"),
			.file_name = json_get_text(part, "fileName"),
			.content_type = json_get_text(part, "contentType"),
		};
		request.parts = parts;
		request.parts_count = i + 1;
	}
	pieces.enough = (size_t)json_get_int(o, "receive", 0);
	http_send(a, &request, &answer);
	tell_http(&answer, out);
	json_put_text(out, "received", pieces.body.data);
	json_put_int(out, "atFirst", pieces.status);
	json_put_int(out, "lengthAtFirst", pieces.content_length);
	json_put_text(out, "typeAtFirst", pieces.content_type);
	json_put_text(out, "rangeAtFirst", pieces.content_range);
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
	} else if (text_same(word[0], "ask")) {
		twilio_ask(a, config, word[1], config->twilio_intelligence_url, word[2], word[3],
		    0, &answer);
	} else if (text_same(word[0], "asklist")) {
		twilio_ask_list(a, config, config->twilio_intelligence_url, word[1], "A=1",
		    word[2], (size_t)number(word[3]), note_sid, sids, &answer);
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
		else if (text_same(word[0], "send"))
			do_send(a, word[1], out);
		else
			do_twilio(a, config, word, out);
		(void)printf("%s\n", json_text(a, out));
		(void)fflush(stdout);
		arena_reset(a);
	}
	arena_free(a);
	return 0;
}

/* Speech to text. See speech.h. */
#include "carrier/speech.h"

#include <ctype.h>
#include <strings.h>

#include "carrier/http.h"
#include "core/json.h"
#include "core/text.h"

enum {
	ANSWER_BYTES_MAX = 2 * 1024 * 1024,
	LINES_MAX = 2000,
	CODE_MAX = 64,
	/* A phrase of up to so many words, said so often, one after the other, was not said. */
	PHRASE_WORDS_MAX = 24, TIMES_MAX = 5, REPEATED_WORDS_MIN = 8,
};

/* --- what was really said -------------------------------------------------------------------- */

/* What Whisper's kind makes of silence, where it is all that it gives. */
static const char *const made_up[] = {
	"[blank_audio]", "[silence]", "(silence)", "[music]", "(music)", "[no audio]",
	"thanks for watching", "thanks for watching!", "thank you for watching",
	"thank you for watching.", "thank you for watching!", "thanks for watching.", "you", ".",
	"gracias por ver el video.", "subtítulos realizados por la comunidad de amara.org",
};

struct word {
	const char *at;
	size_t n;
};

/* Punctuation does not make a phrase another one. */
static bool
word_same(struct word x, struct word y)
{
	while (x.n && ispunct((unsigned char)x.at[x.n - 1]))
		x.n--;
	while (y.n && ispunct((unsigned char)y.at[y.n - 1]))
		y.n--;
	return x.n == y.n && strncasecmp(x.at, y.at, x.n) == 0;
}

/* How many words from `from` on are one phrase of `period` words over and over; 0: not so often
 * that nobody says that. */
static size_t
repeated(const struct word *words, size_t count, size_t from, size_t period)
{
	size_t end = from + period;

	while (end < count && word_same(words[end], words[end - period]))
		end++;
	if (end - from < TIMES_MAX * period || end - from < REPEATED_WORDS_MIN)
		return 0;
	return end - from;
}

static size_t
made_up_from(const struct word *words, size_t count, size_t from)
{
	for (size_t period = 1; period <= PHRASE_WORDS_MAX && from + period < count; period++) {
		size_t n = repeated(words, count, from, period);

		if (n)
			return n;
	}
	return 0;
}

const char *
speech_clean(struct arena *a, const char *text)
{
	size_t count = 0;
	struct word *words = arena_array(a, strlen(text) / 2 + 1, sizeof *words);
	struct text clean = text_new(a);

	for (const char *p = text; ; ) {
		p += strspn(p, " \t\r\n\v\f");
		if (!*p)
			break;
		words[count].at = p;
		words[count].n = strcspn(p, " \t\r\n\v\f");
		p += words[count++].n;
	}
	for (size_t i = 0; i < count; ) {
		size_t skip = made_up_from(words, count, i);

		if (!skip) {
			if (clean.length)
				text_putc(&clean, ' ');
			text_put(&clean, words[i].at, words[i].n);
		}
		i += skip ? skip : 1;
	}
	for (size_t i = 0; i < sizeof made_up / sizeof *made_up; i++)
		if (strcasecmp(clean.data, made_up[i]) == 0)
			return "";
	return clean.data;
}

/* --- asking ---------------------------------------------------------------------------------- */

static void
say(struct speech_answer *answer, enum speech_result result, const char *message)
{
	answer->result = result;
	answer->message = message;
}

/* The account's money, not our speed: waiting does not help. */
static bool
is_money(struct json_object *error)
{
	static const char *const codes[] = {
		"insufficient_quota", "credit_balance_exhausted",
		"organization_spend_limit_exceeded", "project_spend_limit_exceeded",
		"organization_usage_limit_exceeded",
	};

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (text_same(json_get_text(error, "code"), codes[i]) ||
		    text_same(json_get_text(error, "type"), codes[i]))
			return true;
	return false;
}

#define CODE_LETTERS "abcdefghijklmnopqrstuvwxyz_"

/* Errors are {"error": {message, type, code}}, or whatever a server has to say, which is not
 * repeated: it may hold a piece of what was sent. A whisper.cpp that is still loading says 404, in
 * plain text; OpenAI's 404 is a model that is not there. */
static void
refusal_read(struct arena *a, const struct http_answer *http, struct speech_answer *answer)
{
	struct json_object *json = NULL, *error;
	const char *why, *code;
	int status = http->status;

	if (!json_parse(a, http->body, http->body_bytes, &json, &why))
		json = NULL;
	error = json_get(json, "error");
	code = json_get_text(error, "code") ? json_get_text(error, "code") :
	    json_get_text(error, "type");
	if (code && (strlen(code) > CODE_MAX || strspn(code, CODE_LETTERS) != strlen(code)))
		code = NULL;
	answer->message = arena_printf(a, "the transcription server answered %d%s%s", status,
	    code ? ", " : "", code ? code : "");
	answer->retry_after_s = http_rest_s(http);
	if (status == 408 || status == 409 || status == 429 || status >= 500 ||
	    (status == 404 && !json) || status < 400)
		answer->result = is_money(error) ? SPEECH_HOPELESS : SPEECH_LATER;
	else
		answer->result = SPEECH_HOPELESS;
}

static int64_t
units(struct json_object *usage, const char *name)
{
	struct json_object *value = json_get(usage, name);

	if (!json_object_is_type(value, json_type_int) &&
	    !json_object_is_type(value, json_type_double))
		return -1;
	return json_object_get_double(value) < 0 ? -1 :
	    (int64_t)(json_object_get_double(value) + 0.5);
}

static void
usage_read(struct json_object *usage, struct speech_answer *answer)
{
	if (text_same(json_get_text(usage, "type"), "duration")) {
		answer->unit = "seconds";
		answer->input_units = units(usage, "seconds");
	} else if (text_same(json_get_text(usage, "type"), "tokens")) {
		answer->unit = "tokens";
		answer->input_units = units(usage, "input_tokens");
		answer->output_units = units(usage, "output_tokens");
	}
}

/* whisper.cpp ends each segment with a newline. Where something made up runs over several, they
 * are not told apart any more. */
static void
lines_read(struct arena *a, const char *text, struct speech_answer *answer)
{
	const char **lines = arena_array(a, LINES_MAX, sizeof *lines);
	char *rest = arena_string(a, text), *line;
	struct text joined = text_new(a);

	answer->text = speech_clean(a, text);
	answer->lines = lines;
	while (answer->lines_count < LINES_MAX && (line = strsep(&rest, "\n"))) {
		const char *clean = speech_clean(a, line);

		if (!*clean)
			continue;
		text_printf(&joined, "%s%s", joined.length ? " " : "", clean);
		lines[answer->lines_count++] = clean;
	}
	if (text_same(joined.data, answer->text))
		return;
	lines[0] = answer->text;
	answer->lines_count = *answer->text ? 1 : 0;
}

static void
answer_read(struct arena *a, const struct http_answer *http, struct speech_answer *answer)
{
	struct json_object *json = NULL;
	const char *why;

	answer->status = http->status;
	if (http->outcome != HTTP_ANSWERED) {
		say(answer, SPEECH_LATER, http->outcome == HTTP_NOT_SENT ?
		    "the transcription server cannot be reached" :
		    "the transcription server did not answer");
		answer->lost = http->outcome == HTTP_UNKNOWN;
		return;
	}
	if (http->status < 200 || http->status > 299) {
		refusal_read(a, http, answer);
		return;
	}
	if (!json_parse(a, http->body, http->body_bytes, &json, &why) ||
	    !json_get_text(json, "text")) {
		say(answer, SPEECH_LATER, "the transcription server's answer has no text");
		answer->lost = true;
		return;
	}
	say(answer, SPEECH_OK, "");
	lines_read(a, json_get_text(json, "text"), answer);
	usage_read(json_get(json, "usage"), answer);
}

/* ISO 639-1: two letters. What has three is left to the server. */
static const char *
language_code(struct arena *a, const char *language)
{
	size_t n = language ? strcspn(language, "-_") : 0;
	char *code;

	if (n != 2)
		return NULL;
	code = arena_copy(a, language, n);
	for (char *p = code; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return code;
}

void
speech_transcribe(struct arena *a, const struct config *c, const char *file_path,
    const char *language, struct speech_answer *answer)
{
	const char *key = *c->transcribe_api_key ? c->transcribe_api_key : c->openai_api_key;
	const char *code = language_code(a, language);
	size_t n = strlen(c->transcribe_url);
	const struct http_part parts[] = {
		{ .name = "file", .file_path = file_path, .file_name = "call.mp3",
		    .content_type = "audio/mpeg" },
		{ .name = "model", .value = c->transcribe_model },
		{ .name = "response_format", .value = "json" },
		{ .name = "language", .value = code },
	};
	struct http_request request = {
		.method = "POST", .bearer = *key ? key : NULL, .parts = parts,
		.parts_count = code ? 4 : 3, .deadline_ms = SPEECH_DEADLINE_MS,
		.answer_bytes_max = ANSWER_BYTES_MAX,
	};
	struct http_answer http;

	*answer = (struct speech_answer){
		.result = SPEECH_OFF, .message = "TRANSCRIBE_URL is not set", .text = "",
		.input_units = -1, .output_units = -1,
	};
	if (!n)
		return;
	request.url = arena_printf(a, "%.*s/audio/transcriptions",
	    (int)(c->transcribe_url[n - 1] == '/' ? n - 1 : n), c->transcribe_url);
	http_send(a, &request, &http);
	answer_read(a, &http, answer);
}

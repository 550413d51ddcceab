/*
 * What Twilio, or something that answers in its place, says to us. The readers of answers are
 * nobody else's business: this test reaches them from within.
 */
#include "carrier/twilio.c"

#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	"\n", "\"sid\":", "\"phone_number\":", "\"capabilities\":", "\"SMS\":true",
	"\"code\":21210", "\"code\":\"20404\"", "\"message\":", "\"detail\":", "\"title\":",
	"\"status\":", "\"next_page_uri\":", "\"/2010-04-01/\"", "/2010-04-01/", "..", "200", "204",
	"429", "500", "404", "0", "-1", "null", "{}", "[]", "{", "}", "2147483648",
	"99999999999999999999", "\\u0000", "#", "%2e%2e", "//", "\\", NULL
};

static void
number(struct arena *a, struct json_object *json)
{
	struct twilio_number n;

	if (!twilio_number_from(a, json, &n)) {
		must(!n.sid && !n.phone_number);
		return;
	}
	must(n.sid && n.phone_number && n.friendly_name && n.status && n.voice_url && n.sms_url &&
	    n.voice_fallback_url && n.sms_fallback_url && n.status_callback);
	must(twilio_url_same(n.voice_url, n.voice_url));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	struct http_answer http = { .outcome = HTTP_ANSWERED, .error = "" };
	struct twilio_answer answer = { .result = TWILIO_OFF };
	int64_t status = 200;
	const char *uri;

	(void)number_parse(fuzz_take(a, &data, &size, '\n', NULL), 100, 599, &status);
	uri = fuzz_take(a, &data, &size, '\n', NULL);
	http.status = (int)status;
	http.body = arena_copy(a, (const char *)data, size);
	http.body_bytes = size;
	answer_read(a, &http, &answer);
	must(answer.result != TWILIO_OFF && answer.result != TWILIO_NOT_SENT);
	must((answer.result == TWILIO_OK) == (!*answer.message && status / 100 == 2));
	must(answer.result != TWILIO_OK || answer.json || status == 204);
	must(answer.result != TWILIO_REFUSED || (status / 100 == 4 && answer.message));
	must(!answer.json || json_object_is_type(answer.json, json_type_object));
	number(a, answer.json);

	/* Where the next page is, is for Twilio to say; that it is Twilio's is not. */
	if (next_page_is_plain(&(struct twilio_request){ .next_page = uri }))
		must(text_has_prefix(uri, "/2010-04-01/") && !strpbrk(uri, " \r\n\t#\\"));
	if (next_page_is_plain(&(struct twilio_request){ .next_page = uri, .origin = "https://x" }))
		must(text_has_prefix(uri, "/v") && !strpbrk(uri, " \r\n\t#\\"));
	if (path_is_plain(uri))
		must(!strpbrk(uri, " \r\n\t#\\?%@:") && !strstr(uri, ".."));
	must(!twilio_url_same(NULL, uri) && twilio_url_same(uri, uri));
	return 0;
}

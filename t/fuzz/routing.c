/* A clinic's routing document: refused with every reason, or kept, and then what GET gives can be
 * PUT again. Refused or not, what can be read of it as a stored one can be stored again. */
#include "desk/routing.h"

#include "../lib/fuzz.h"
#include "desk/phone.h"
#include "desk/segments.h"

const char *const fuzz_words[] = {
	"\"forwardNumber\":", "\"menu\":", "\"enabled\":", "\"message\":", "\"choices\":",
	"\"closed\":", "\"open\":", "\"policy\":", "\"fallback\":", "\"ringSeconds\":",
	"\"greeting\":", "\"voice\":", "\"language\":", "\"recording\":", "\"hours\":", "\"play\":",
	"\"https://a.example/x.mp3\"", "\"+18455550100\"", "\"en-US\"", "\"GB-WLS\"", "\" \"",
	"null", "true", "false", "{", "}", "[]", "{}", ",", "\"\"", "\"\\u0000\"",
	"\"menu.enabled\":", "\".\":", "\"transcription\":", "\"off\"", "\"voicemail\"",
	"2147483648", "-2147483649", "4294967301", "9223372036854775808", "5", "14400",
	"\"autoReply\":", "\"everyMinutes\":", "\"task\":", "\"🌙\"", "\"reminders\":", "\"retry\":", "\"external\"", "\"ai-agent\"",
	"\"assistants\"", "\"greeting\"", "\"externalNumber\":", "\"exceptions\":[", "{\"mon\":[",
	"[\"09:00\",\"17:00\"]", "{\"date\":\"2026-12-25\",\"hours\":[]}", "{\"3\":", "\"0\":",
	"{\"policy\":\"voicemail\"}", "{\"say\":\"x\"}", "{\"number\":\"+18455550100\"}",
	"\"blockedNumbers\":[", "\"notify\":[", "{\"on\":\"voicemail\",\"assistantId\":3,",
	"\"keyword\":\"pain\"", "\"by\":[\"sms\"]}", "\"retentionDays\":", "\"recordings\":",
	"36500",
	"\"maxRingSeconds\":", "\"screen\":", "\"assistantOrder\":", "\"all-at-once\"", NULL
};

static void
must_be_kept(struct arena *a, const struct routing *routing)
{
	struct json_object *document = routing_document(a, routing), *again;
	struct routing back;
	const char *why;
	const char *text = json_text(a, document);

	must(json_parse(a, text, strlen(text), &again, &why));
	must(!routing_parse(a, again, "US", NULL, &back));
	must(strcmp(json_text(a, routing_document(a, &back)), text) == 0);
	must(!back.forward_number || phone_is_e164(back.forward_number));
	must(!back.external_number || phone_is_e164(back.external_number));
	must(back.ring_seconds >= 5 && back.ring_seconds <= 600);
	must(back.max_ring_seconds >= 5 && back.max_ring_seconds <= 1800);
	must(back.choices[1].kind == CHOICE_NONE && back.choices[2].kind == CHOICE_NONE);
	must((back.open != POLICY_EXTERNAL && back.fallback != FALLBACK_EXTERNAL) ||
	    back.external_number);
	must(back.auto_reply_minutes >= 1 && back.auto_reply_minutes <= 43200);
	must(!back.auto_reply_open || segments_of(back.auto_reply_open).characters <= 1600);
	for (size_t i = 0; i < back.notify_count; i++) {
		must(back.notify[i].by_sms || back.notify[i].by_email);
		must((back.notify[i].on == NOTIFY_KEYWORD) == (back.notify[i].keyword != NULL));
	}
	for (size_t i = 1; i < back.blocked_count; i++)
		must(strcmp(back.blocked_numbers[i - 1], back.blocked_numbers[i]) < 0);
}

/* As the snapshot does it; a document that is not at fault loses nothing. */
static void
must_be_stored(struct arena *a, struct json_object *o, const struct routing *parsed)
{
	struct routing stored, again;
	const char *text;

	routing_read(a, o, &stored);
	text = json_text(a, routing_short(a, &stored));
	routing_read(a, routing_short(a, &stored), &again);
	must(strcmp(json_text(a, routing_short(a, &again)), text) == 0);
	if (parsed)
		must(strcmp(json_text(a, routing_short(a, parsed)), text) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const struct fault *faults;
	struct json_object *o;
	struct routing routing;
	const char *why;

	if (!json_parse(a, (const char *)data, size, &o, &why))
		return 0;
	faults = routing_parse(a, o, "US", NULL, &routing);
	for (const struct fault *f = faults; f; f = f->next)
		must(f->field && *f->message);
	if (!faults)
		must_be_kept(a, &routing);
	must_be_stored(a, o, faults ? NULL : &routing);
	return 0;
}

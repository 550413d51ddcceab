/* A clinic's routing document: refused with every reason, or kept, and then what GET gives can be
 * PUT again. */
#include "desk/routing.h"

#include "../lib/fuzz.h"
#include "desk/phone.h"

const char *const fuzz_words[] = {
	"\"forwardNumber\":", "\"menu\":", "\"enabled\":", "\"message\":", "\"choices\":",
	"\"closed\":", "\"open\":", "\"policy\":", "\"fallback\":", "\"ringSeconds\":",
	"\"greeting\":", "\"voice\":", "\"language\":", "\"recording\":", "\"hours\":", "\"play\":",
	"\"https://a.example/x.mp3\"", "\"+18455550100\"", "\"en-US\"", "\"GB-WLS\"", "\" \"",
	"null", "true", "false", "{", "}", "[]", "{}", ",", "\"\"", "\"\\u0000\"",
	"\"menu.enabled\":", "\".\":", "\"transcription\":", "\"off\"", "\"voicemail\"",
	"2147483648", "-2147483649", "4294967301", "9223372036854775808", "5", "14400",
	"\"autoReply\":", "\"reminders\":", "\"retry\":", NULL
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
	must(back.ring_seconds >= 5 && back.ring_seconds <= 600);
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
	return 0;
}

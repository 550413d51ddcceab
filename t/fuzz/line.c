/* A snapshot's line: refused, or read; and what was read can be written and read again, with every
 * assistant, as it was. */
#include "desk/routing.h"

#define FUZZ_SHARE 2
#include "../lib/fuzz.h"
#include "desk/phone.h"

const char *const fuzz_words[] = {
	"{\"number\":\"+18455550100\",\"clinicId\":3", "\"clinicId\":", "\"clinicName\":\"Hudson\"",
	"\"timezone\":\"Europe/Berlin\"", "\"country\":\"US\"", "\"forwardNumber\":",
	"\"menuMessage\":", "\"routing\":{", "\"assistants\":[",
	"{\"id\":7,\"phone\":\"+18455550117\"",
	"\"name\":\"Ann\"", "\"priority\":", "\"paused\":true", "\"duty\":{\"mon\":[[\"09:00\",",
	"\"17:00\"]]}", "null", "true", "[]", "{}", "{", "}", "]", ",", "2147483648", "-1",
	"9223372036854775808", "\"\"", "\"\\u0000\"", "\"+18455550111\"", "\"screen\":true",
	"\"blockedNumbers\":[\"+12125550123\"]", "\"later\":{}", NULL
};

static void
must_be_sound(const struct line *line)
{
	must(phone_is_e164(line->number) && line->clinic_id > 0);
	for (size_t i = 0; i < line->assistants_count; i++) {
		const struct assistant *one = &line->assistants[i];

		must(one->assistant_id > 0 && phone_is_e164(one->phone) && one->name);
		must(one->priority >= 0 && one->has_duty == !one->duty.always);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	struct line *line = NULL, *again = NULL;
	const char *text;

	if (!line_parse(a, (const char *)data, size, &line))
		return 0;
	must_be_sound(line);
	text = json_text(a, line_document(a, line));
	must(line_parse(a, text, strlen(text), &again));
	must_be_sound(again);
	must(again->assistants_count == line->assistants_count);
	must(strcmp(json_text(a, line_document(a, again)), text) == 0);
	return 0;
}

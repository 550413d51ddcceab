/* Providers' reports: whatever they hold, what is read of them is as it is said to be. */
#include "desk/conversation.h"

#include "desk/phone.h"
#define FUZZ_SHARE 4
#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	"null", "true", "[]", "{}", "\"\"", "\"value\":", "\"call\":", "\"metadata\":", "\"id\":",
	"\"booked\":true,", "\"appointment_start\":", "\"2026-11-24T09:00\"", "\"tool_results\":[",
	"-1", "1e300", "99999999999999999", "\\u0000", "\"vs_abcdefghijklmnopqrstuvwxyz\"", NULL
};

static void
must_be_read(struct arena *a, const char *provider, struct json_object *o)
{
	struct conversation c;
	struct conversation_verdict v;

	if (!conversation_read(a, provider, o, &c))
		return;
	must(c.id && *c.id && strlen(c.id) <= CONVERSATION_ID_MAX);
	must(!c.phone || phone_is_e164(c.phone));
	must(!c.agent_number || phone_is_e164(c.agent_number));
	must(!c.session_id || strlen(c.session_id) == 29);
	must(c.count <= CONVERSATION_TURNS_MAX && c.text);
	for (size_t i = 0; i < c.count; i++)
		must(!text_is_blank(c.turns[i].text));
	conversation_judge(a, &c, "Asia/Kolkata", &v);
	must(v.confidence >= 0 && v.confidence <= 1);
	must(!v.wants_ticket || (!text_is_blank(v.subject) && v.description && v.priority));
	must(!v.subject || text_is_utf8(v.subject, strlen(v.subject)));
	must(!v.intent || strlen(v.intent) <= 64);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	struct json_object *o;
	const char *why;

	if (!json_parse(a, (const char *)data, size, &o, &why))
		return 0;
	must_be_read(a, "elevenlabs", o);
	must_be_read(a, "vapi", o);
	return 0;
}

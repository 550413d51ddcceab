/*
 * A line of the snapshot, and any call on it: whatever the line says and whatever was dialled, the
 * answer is a well-formed document that ends the call or hands it on. An input is three lines: the
 * keys, the prompt's number, the caller; then the line's JSON.
 */
#include "desk/routing.h"

#define FUZZ_SHARE 2
#include "../lib/fuzz.h"
#include "../lib/xml.h"
#include "desk/phone.h"

const char *const fuzz_words[] = {
	"\n", "1", "2", "3", "0", "\"clinicId\":", "\"number\":\"+18455550100\"", "\"clinicName\":",
	"\"forwardNumber\":", "\"routing\":", "\"forwardNumberNew\":", "\"menuMessage\":",
	"\"menu\":{\"enabled\":true}", "\"fallback\":\"goodbye\"", "\"language\":\"ta-IN\"",
	"{\"play\":\"https://a.example/x.mp3?a=1&b=2\"}", "\"greeting\":", "\"voicemailGreeting\":",
	"\"later\":{}", "<", ">", "&", "]]>", "\\u0001", "\\ufffe", "\\ud83d\\ude00", "\\u0000",
	"{", "}", ",", "null", "\"+18455550111\"", " ", NULL
};

static const char *
url_of(void *context, const char *program, const char *query)
{
	return arena_printf(context, "https://switchboard.example/%s%s%s#rc=2&rp=all", program,
	    query ? "?" : "", query ? query : "");
}

static void
must_be_sound(struct arena *a, const struct plan *plan)
{
	const struct plan_urls urls = { url_of, a };
	const char *xml = plan_twiml(a, plan, &urls), *wrong = xml_fault(a, xml, NULL);
	const struct step *last = plan->steps;

	if (wrong)
		diag("%s", wrong);
	must(!wrong && strlen(xml) <= TWIML_BYTES_MAX);
	must(plan->steps && plan->why && plan->attempt >= 0 && plan->attempt <= 3);
	while (last->next)
		last = last->next;
	/* What comes last has an action, or is the end. */
	must(last->act == STEP_GATHER || last->act == STEP_DIAL || last->act == STEP_RECORD ||
	    last->act == STEP_HANGUP);
	if (last->act == STEP_DIAL)
		must(*last->what && strcmp(last->what, plan->line->number) != 0);
	must(json_text(a, plan_preview(a, plan, xml)));
}

/* A line says the same when it is written again. */
static void
must_be_kept(struct arena *a, const struct line *line)
{
	const char *text = json_text(a, line_document(a, line));
	struct line *again;

	must(phone_is_e164(line->number) && line->clinic_id > 0);
	must(line_parse(a, text, strlen(text), &again));
	must(strcmp(json_text(a, line_document(a, again)), text) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct config config = {
		.twilio_menu_message = "Press 1 for new patients, press 2 for existing patients",
		.twilio_voice = "alice",
	};
	struct arena *a = fuzz_arena();
	struct call_facts call = { .at_ms = INT64_C(1795248052123), .to = "+18455550100" };
	int64_t attempt = 0;
	struct line *line = NULL;

	call.digits = fuzz_take(a, &data, &size, '\n', NULL);
	(void)number_parse(fuzz_take(a, &data, &size, '\n', NULL), -5, 5, &attempt);
	call.attempt = (int)attempt;
	call.from = fuzz_take(a, &data, &size, '\n', NULL);
	if (line_parse(a, (const char *)data, size, &line))
		must_be_kept(a, line);
	must_be_sound(a, plan_call(a, &config, line, &call));
	must_be_sound(a, plan_unanswered(a, &config, line, &call));
	must_be_sound(a, plan_rescue(a, &config, line, &call));
	must_be_sound(a, plan_recorded(a, &config, line, &call));
	must(*dial_outcome(call.digits, call.from, NULL));
	return 0;
}

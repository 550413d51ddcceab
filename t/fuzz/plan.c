/*
 * A line of the snapshot, and any call on it: whatever the line says, whatever was dialled and
 * whatever the query remembers, the answer is a well-formed document that ends the call or hands it
 * on, and what its own URLs remember is read again as it was. An input is three lines: the keys,
 * the query, the caller; then the line's JSON.
 */
#include "desk/plan.h"

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
	"{", "}", ",", "null", "\"+18455550111\"", " ", "&", "attempt=1", "attempt=3", "open=0",
	"told=1", "dialled=assistants", "dialled=external", "fallback=1", "screened=1",
	"assistant=7", "rung=3.7", "spent=60", "line=%2B18455550100", "call=CA1",
	"\"open\":{\"policy\":\"assistants\"}", "\"closed\":{\"policy\":\"external\"}",
	"\"hours\":{\"mon\":[[\"09:00\",\"17:00\"]]}", "\"externalNumber\":\"+18455550114\"",
	"\"aiAgentNumber\":\"+18455550115\"", "\"assistantOrder\":\"round-robin\"",
	"\"assistantOrder\":\"all-at-once\"", "\"screen\":true", "\"recording\":true",
	"\"transcription\":\"realtime\"", "\"consentAnnouncement\":\"Recorded\"",
	"\"assistants\":[{\"id\":7,\"name\":\"Ann\",\"phone\":\"+18455550117\"}]",
	"\"choices\":{\"3\":{\"policy\":\"voicemail\"},\"4\":{\"say\":\"Here\"}}",
	"\"rejectAnonymous\":true", "\"blockedNumbers\":[\"+12125550123\"]", NULL
};

static const char *
url_of(void *context, const char *program, const char *query)
{
	struct call_state state;

	call_state_read(context, query, &state);
	must(text_same(call_state_query(context, &state), query));
	return arena_printf(context, "https://switchboard.example/%s%s%s#rc=2&rp=all", program,
	    query ? "?" : "", query ? query : "");
}

/* What comes last has an action, or is the end; nobody is dialled in a circle. */
static void
must_end(const struct plan *plan)
{
	const struct step *last = plan->steps;

	if (plan->accepted) {
		must(!last);
		return;
	}
	must(last);
	while (last->next) {
		must(last->act == STEP_SAY || last->act == STEP_PLAY || plan->is_screen);
		last = last->next;
	}
	must(last->act == STEP_GATHER || last->act == STEP_DIAL || last->act == STEP_RECORD ||
	    last->act == STEP_HANGUP || last->act == STEP_REJECT);
	must(plan->rejected == (last->act == STEP_REJECT));
	must(!plan->rejected || last == plan->steps);
	if (last->act != STEP_DIAL)
		return;
	must(last->targets_count > 0 && last->targets_count <= TARGETS_MAX);
	must(last->seconds >= 5 && phone_is_e164(last->caller_id));
	for (size_t i = 0; i < last->targets_count; i++)
		must(phone_is_e164(last->targets[i].number) &&
		    strcmp(last->targets[i].number, plan->line->number) != 0);
}

static const struct plan *
must_be_sound(struct arena *a, const struct plan *plan)
{
	const struct plan_urls urls = { url_of, a };
	const char *xml = plan_twiml(a, plan, &urls), *wrong = xml_fault(a, xml, NULL);

	if (wrong)
		diag("%s", wrong);
	must(!wrong && strlen(xml) <= TWIML_BYTES_MAX);
	must(plan->why && plan->attempt >= 0 && plan->attempt <= 3);
	must_end(plan);
	must(json_text(a, plan_preview(a, plan, xml)));
	return plan;
}

/* Nobody answers, ever: after as many Dials as there are assistants, and a fallback, the caller can
 * leave a message or hears a goodbye. */
static void
must_come_to_an_end(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call)
{
	const struct plan *plan = must_be_sound(a, plan_call(a, config, line, call));
	struct call_facts now = *call;

	for (int i = 0; i < RUNG_MAX + 8; i++) {
		const struct step *last = plan->steps;

		while (last->next)
			last = last->next;
		if (last->act != STEP_DIAL && last->act != STEP_GATHER)
			return;
		now.state = plan->next;
		now.digits = "";
		now.dial_outcome = "busy";
		plan = must_be_sound(a, last->act == STEP_DIAL ?
		    plan_unanswered(a, config, line, &now) : plan_call(a, config, line, &now));
	}
	must(!"the call comes to an end");
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
	struct call_facts call = { .at_ms = INT64_C(1795248052123), .to = "+18455550100",
		.turn_id = 7, .explain = true };
	struct line *line = NULL;

	call.digits = fuzz_take(a, &data, &size, '\n', NULL);
	call_state_read(a, fuzz_take(a, &data, &size, '\n', NULL), &call.state);
	call.from = fuzz_take(a, &data, &size, '\n', NULL);
	if (line_parse(a, (const char *)data, size, &line))
		must_be_kept(a, line);
	(void)must_be_sound(a, plan_follow(a, &config, line, &call, call.digits));
	(void)must_be_sound(a, plan_unanswered(a, &config, line, &call));
	(void)must_be_sound(a, plan_rescue(a, &config, line, &call));
	(void)must_be_sound(a, plan_rescue_dialled(a, &config, line, &call));
	(void)must_be_sound(a, plan_recorded(a, &config, line, &call));
	(void)must_be_sound(a, plan_answered(a, &config, line, &call));
	(void)must_be_sound(a, plan_screen(a, &config, line, &call));
	must_come_to_an_end(a, &config, line, &call);
	must(*dial_outcome(call.digits, call.from, NULL));
	return 0;
}

/* The routing document: what GET gives, what PUT takes, every fault of what it refuses; and the
 * snapshot's lines. */
#include "desk/routing.h"

#include "../lib/tap.h"
#include "core/clock.h"
#include "core/text.h"
#include "desk/phone.h"

/* What GET gives for a clinic that never set anything: every field of the specification. */
static const char default_document[] =
    "{\"hours\":null,\"exceptions\":[],\"open\":{\"policy\":\"forward\"},\"closed\":{\"policy\":"
    "\"voicemail\"},"
    "\"fallback\":\"voicemail\",\"forwardNumber\":null,\"forwardNumberNew\":null,"
    "\"forwardNumberExisting\":null,"
    "\"externalNumber\":null,\"aiAgentNumber\":null,\"aiAgentMode\":\"dial\","
    "\"menu\":{\"enabled\":null,\"message\":null,\"choices\":{}},\"assistantOrder\":\"priority\","
    "\"ringSeconds\":30,\"maxRingSeconds\":90,\"screen\":false,\"callMaxSeconds\":14400,"
    "\"voicemailMaxSeconds\":120,"
    "\"greeting\":null,\"voicemailGreeting\":null,\"afterHoursGreeting\":null,\"voice\":null,"
    "\"language\":\"en-US\","
    "\"recording\":null,\"consentAnnouncement\":null,\"transcription\":null,\"missedCallText\":"
    "null,"
    "\"autoReply\":{\"open\":null,\"closed\":null,\"everyMinutes\":240,\"task\":false},"
    "\"blockedNumbers\":[],\"rejectAnonymous\":false,\"notify\":[],"
    "\"retentionDays\":{\"recordings\":null,\"transcripts\":null,\"messages\":null},"
    "\"reminders\":{\"enabled\":false,\"offsetsHours\":[168,48,2],\"channels\":[\"sms\"],"
    "\"callingHours\":[\"09:00\",\"20:00\"],\"retry\":{\"afterMinutes\":30,\"attempts\":2,"
    "\"thenSms\":true}}}";

/* Every field of this version at another value than its default. */
static const char full_document[] =
    "{\"closed\":{\"policy\":\"forward\"},\"fallback\":\"goodbye\",\"forwardNumber\":\"+"
    "18455550101\","
    "\"forwardNumberNew\":\"+18455550102\",\"forwardNumberExisting\":\"+18455550103\","
    "\"menu\":{\"enabled\":true,\"message\":\"Pulse 1 & "
    "2\"},\"ringSeconds\":20,\"callMaxSeconds\":3600,"
    "\"voicemailMaxSeconds\":60,\"greeting\":\"Hola\",\"voicemailGreeting\":{\"play\":\"https://"
    "a.example/v.wav\"},"
    "\"voice\":\"Polly.Lupe\",\"language\":\"es-US\",\"recording\":false,\"transcription\":"
    "\"off\"}";

static struct arena *arena;

static struct json_object *
json(const char *text)
{
	struct json_object *o = NULL;
	const char *why = "";

	if (!json_parse(arena, text, strlen(text), &o, &why))
		bail_out("a test's JSON %s: %s", why, text);
	return o;
}

/* Stands for libphonenumber: national numbers of one country. */
static const char *
normalise(struct arena *a, const char *text, const char *country)
{
	if (phone_is_e164(text))
		return text;
	if (text_same(country, "US") && strlen(text) == 10 && strspn(text, "0123456789") == 10)
		return arena_printf(a, "+1%s", text);
	return NULL;
}

/* "field: message" lines, "" for none. */
static const char *
faults_of(struct json_object *document, struct routing *out)
{
	struct text t = text_new(arena);

	for (const struct fault *f = routing_parse(arena, document, "US", normalise, out); f;
	    f = f->next)
		text_printf(&t, "%s%s: %s", t.length ? "\n" : "", f->field, f->message);
	return t.data;
}

static const char *
document_text(const struct routing *routing)
{
	return json_text(arena, routing_document(arena, routing));
}

/* --- whole documents ------------------------------------------------------------------------- */

static void
test_whole(void)
{
	struct routing routing;

	routing_default(&routing);
	is_text(document_text(&routing), default_document, "the default document has every field");

	is_text(faults_of(json(default_document), &routing), "", "GET's document may be PUT back");
	is_text(document_text(&routing), default_document, "and changes nothing");

	is_text(faults_of(json("{}"), &routing), "", "an empty document");
	is_text(document_text(&routing), default_document, "is the default");

	is_text(faults_of(json("{\"menu\":{},\"open\":{},\"closed\":{},\"autoReply\":{},"
	    "\"retentionDays\":{},"
	    "\"reminders\":{\"retry\":{}}}"),
	    &routing),
	    "", "empty objects");
	is_text(document_text(&routing), default_document, "are the default");
}

static void
test_values(void)
{
	struct routing r, again;
	const char *text;

	is_text(faults_of(json(full_document), &r), "", "all that is available");
	is_int(r.closed, POLICY_FORWARD, "closed.policy");
	is_int(r.fallback, FALLBACK_GOODBYE, "fallback");
	is_text(r.forward_number, "+18455550101", "forwardNumber");
	is_text(r.forward_number_new, "+18455550102", "forwardNumberNew");
	is_text(r.forward_number_existing, "+18455550103", "forwardNumberExisting");
	is_int(r.menu_enabled, YES, "menu.enabled");
	is_text(r.menu_message.text, "Pulse 1 & 2", "menu.message");
	is_int(r.ring_seconds, 20, "ringSeconds");
	is_int(r.call_max_seconds, 3600, "callMaxSeconds");
	is_int(r.voicemail_max_seconds, 60, "voicemailMaxSeconds");
	is_text(r.greeting.text, "Hola", "greeting");
	is_text(r.voicemail_greeting.play, "https://a.example/v.wav", "voicemailGreeting");
	is_text(r.voice, "Polly.Lupe", "voice");
	is_text(r.language, "es-US", "language");
	is_int(r.recording, NO, "recording");
	is_int(r.transcription, NO, "transcription");

	text = document_text(&r);
	is_text(faults_of(json(text), &again), "", "GET's answer to it may be PUT back");
	is_text(document_text(&again), text, "and changes nothing");
	ok(strcmp(text, default_document) != 0, "and is not the default");
}

/* One field at a time, there and back. */
static void
test_accepted(void)
{
	static const char *const rows[][2] = {
		/* what is put; what GET shows of it */
		{ "{\"forwardNumber\":\"8455550101\"}", "\"forwardNumber\":\"+18455550101\"" },
		{ "{\"menu\":{\"enabled\":false}}",
		    "\"menu\":{\"enabled\":false,\"message\":null," },
		{ "{\"menu\":{\"message\":{\"play\":\"https://a.example/m.mp3\"}}}",
		    "\"message\":{\"play\":\"https://a.example/m.mp3\"}" },
		{ "{\"fallback\":\"voicemail\"}", "\"fallback\":\"voicemail\"" },
		{ "{\"ringSeconds\":5}", "\"ringSeconds\":5," },
		{ "{\"ringSeconds\":600}", "\"ringSeconds\":600," },
		{ "{\"callMaxSeconds\":60}", "\"callMaxSeconds\":60," },
		{ "{\"voicemailMaxSeconds\":5}", "\"voicemailMaxSeconds\":5," },
		{ "{\"voicemailMaxSeconds\":600}", "\"voicemailMaxSeconds\":600," },
		{ "{\"greeting\":\"x\"}", "\"greeting\":\"x\"" },
		{ "{\"greeting\":\"नमस्ते\"}", "\"greeting\":\"नमस्ते\"" },
		{ "{\"voice\":\"Google.ta-IN-Standard-A\",\"language\":\"ta-IN\"}",
		    "\"voice\":\"Google.ta-IN-Standard-A\",\"language\":\"ta-IN\"" },
		{ "{\"language\":\"en-GB-WLS\"}", "\"language\":\"en-GB-WLS\"" },
		{ "{\"recording\":false}", "\"recording\":false" },
		{ "{\"transcription\":\"off\"}", "\"transcription\":\"off\"" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct routing routing;

		is_text(faults_of(json(rows[i][0]), &routing), "", "%s", rows[i][0]);
		ok(strstr(document_text(&routing), rows[i][1]), "%s: is kept", rows[i][0]);
	}
}

/* --- what is refused ------------------------------------------------------------------------- */

static const struct { const char *document, *faults;
} refused[] = {
	/* another shape */
	{ "[]", ": must be an object" },
	{ "null", ": must be an object" },
	{ "\"forward\"", ": must be an object" },
	{ "{\"colour\":1}", "colour: unknown field" },
	{ "{\"menu\":{\"sound\":1}}", "menu.sound: unknown field" },
	{ "{\"menu.enabled\":true}", "menu.enabled: unknown field" },
	{ "{\"reminders\":{\"retry.attempts\":2}}", "reminders.retry.attempts: unknown field" },
	{ "{\"open\":{\"policy\":\"forward\",\"number\":\"+18455550101\"}}",
	    "open.number: unknown field" },
	{ "{\"\":1}", ": unknown field" },
	{ "{\"menu\":null}", "menu: must be an object" },
	{ "{\"menu\":[]}", "menu: must be an object" },
	{ "{\"reminders\":{\"retry\":3}}", "reminders.retry: must be an object" },
	/* numbers */
	{ "{\"forwardNumber\":\"\"}",
	    "forwardNumber: must be a phone number, such as +18455550100" },
	{ "{\"forwardNumberNew\":\"555\"}",
	    "forwardNumberNew: must be a phone number, such as +18455550100" },
	{ "{\"forwardNumberExisting\":\"+1845\\u00005550101\"}",
	    "forwardNumberExisting: must be a phone number, such as +18455550100" },
	{ "{\"forwardNumber\":18455550101}", "forwardNumber: must be a phone number, or null" },
	/* limits */
	{ "{\"ringSeconds\":4}", "ringSeconds: must be 5 to 600" },
	{ "{\"ringSeconds\":601}", "ringSeconds: must be 5 to 600" },
	{ "{\"ringSeconds\":-30}", "ringSeconds: must be 5 to 600" },
	{ "{\"ringSeconds\":99999999999999999999}", "ringSeconds: must be 5 to 600" },
	{ "{\"ringSeconds\":4294967326}", "ringSeconds: must be 5 to 600" },
	{ "{\"ringSeconds\":30.0}", "ringSeconds: must be a whole number" },
	{ "{\"ringSeconds\":null}", "ringSeconds: must be a whole number" },
	{ "{\"callMaxSeconds\":59}", "callMaxSeconds: must be 60 to 14400" },
	{ "{\"callMaxSeconds\":14401}", "callMaxSeconds: must be 60 to 14400" },
	{ "{\"voicemailMaxSeconds\":4}", "voicemailMaxSeconds: must be 5 to 600" },
	{ "{\"voicemailMaxSeconds\":601}", "voicemailMaxSeconds: must be 5 to 600" },
	/* spoken texts */
	{ "{\"greeting\":\"\"}", "greeting: must be 1 to 1000 characters" },
	{ "{\"greeting\":\" \\n\"}", "greeting: must be 1 to 1000 characters" },
	{ "{\"greeting\":\"a\\u0000b\"}", "greeting: must be 1 to 1000 characters" },
	{ "{\"greeting\":7}", "greeting: must be a text or {\"play\": \"https://…\"}, or null" },
	{ "{\"greeting\":{}}", "greeting.play: must be an https URL" },
	{ "{\"greeting\":{\"play\":null}}", "greeting.play: must be an https URL" },
	{ "{\"greeting\":{\"play\":\"http://a.example/x.wav\"}}",
	    "greeting.play: must be an https URL" },
	{ "{\"greeting\":{\"play\":\"https://\"}}", "greeting.play: must be an https URL" },
	{ "{\"greeting\":{\"play\":\"https:///x.wav\"}}", "greeting.play: must be an https URL" },
	{ "{\"greeting\":{\"play\":\"https://a.example/x y.wav\"}}",
	    "greeting.play: must be an https URL" },
	{ "{\"greeting\":{\"play\":\"https://a.example/x\\u0000.wav\"}}",
	    "greeting.play: must be an https URL" },
	{ "{\"menu\":{\"message\":{\"play\":\"https://a.example/x.wav\",\"loop\":2}}}",
	    "menu.message.loop: unknown field" },
	{ "{\"voice\":\"\"}", "voice: must be the name of a voice, such as Polly.Joanna" },
	{ "{\"voice\":\"Polly Joanna\"}",
	    "voice: must be the name of a voice, such as Polly.Joanna" },
	{ "{\"voice\":\"<x>\"}", "voice: must be the name of a voice, such as Polly.Joanna" },
	{ "{\"language\":\"en\"}",
	    "language: must be a language that Twilio speaks, such as en-US" },
	{ "{\"language\":\"xx-XX\"}",
	    "language: must be a language that Twilio speaks, such as en-US" },
	{ "{\"language\":\"en-US es-US\"}",
	    "language: must be a language that Twilio speaks, such as en-US" },
	{ "{\"language\":\"\"}", "language: must be a language that Twilio speaks, such as en-US" },
	{ "{\"language\":null}", "language: must be a text" },
	/* words that the specification does not know */
	{ "{\"fallback\":\"music\"}",
	    "fallback: must be one of voicemail, goodbye, external, ai-agent" },
	{ "{\"fallback\":\"\"}",
	    "fallback: must be one of voicemail, goodbye, external, ai-agent" },
	{ "{\"fallback\":\"Goodbye\"}",
	    "fallback: must be one of voicemail, goodbye, external, ai-agent" },
	{ "{\"open\":{\"policy\":\"ring\"}}",
	    "open.policy: must be one of forward, assistants, external, voicemail, ai-agent, "
	    "greeting" },
	{ "{\"closed\":{\"policy\":\"ring\"}}",
	    "closed.policy: must be one of forward, assistants, external, voicemail, ai-agent, "
	    "greeting" },
	{ "{\"transcription\":\"on\"}",
	    "transcription: must be one of off, realtime, twilio-intelligence, both, whisper" },
	{ "{\"assistantOrder\":\"x\"}",
	    "assistantOrder: must be one of priority, round-robin, all-at-once" },
	{ "{\"aiAgentMode\":\"x\"}", "aiAgentMode: must be one of dial, register-call" },
	/* what this version does not do */
	{ "{\"open\":{\"policy\":\"assistants\"}}", "open.policy: not available yet" },
	{ "{\"open\":{\"policy\":\"external\"}}", "open.policy: not available yet" },
	{ "{\"open\":{\"policy\":\"voicemail\"}}", "open.policy: not available yet" },
	{ "{\"open\":{\"policy\":\"ai-agent\"}}", "open.policy: not available yet" },
	{ "{\"open\":{\"policy\":\"greeting\"}}", "open.policy: not available yet" },
	{ "{\"closed\":{\"policy\":\"greeting\"}}", "closed.policy: not available yet" },
	{ "{\"fallback\":\"external\"}", "fallback: not available yet" },
	{ "{\"fallback\":\"ai-agent\"}", "fallback: not available yet" },
	{ "{\"hours\":{\"mon\":[[\"09:00\",\"12:30\"]]}}", "hours: not available yet" },
	{ "{\"hours\":{}}", "hours: not available yet" },
	{ "{\"exceptions\":[{\"date\":\"2026-12-25\",\"hours\":[]}]}",
	    "exceptions: not available yet" },
	{ "{\"externalNumber\":\"+18455550101\"}", "externalNumber: not available yet" },
	{ "{\"aiAgentNumber\":\"+18455550101\"}", "aiAgentNumber: not available yet" },
	{ "{\"aiAgentMode\":\"register-call\"}", "aiAgentMode: not available yet" },
	{ "{\"menu\":{\"choices\":{\"3\":{\"policy\":\"voicemail\"}}}}",
	    "menu.choices.3: not available yet" },
	{ "{\"menu\":{\"choices\":{\"0\":{},\"9\":{}}}}",
	    "menu.choices.0: not available yet\nmenu.choices.9: not available yet" },
	{ "{\"menu\":{\"choices\":{\"1\":{},\"12\":{},\"\":{}}}}",
	    "menu.choices.1: must be a key from 3 to 9, or 0\n"
	    "menu.choices.12: must be a key from 3 to 9, or 0\nmenu.choices.: must be a key from 3 "
	    "to 9, or 0" },
	{ "{\"assistantOrder\":\"round-robin\"}", "assistantOrder: not available yet" },
	{ "{\"maxRingSeconds\":60}", "maxRingSeconds: not available yet" },
	{ "{\"screen\":true}", "screen: not available yet" },
	{ "{\"afterHoursGreeting\":\"We are closed\"}", "afterHoursGreeting: not available yet" },
	{ "{\"recording\":true}", "recording: not available yet" },
	{ "{\"consentAnnouncement\":{\"play\":\"https://a.example/c.wav\"}}",
	    "consentAnnouncement: not available yet" },
	{ "{\"transcription\":\"realtime\"}", "transcription: not available yet" },
	{ "{\"transcription\":\"whisper\"}", "transcription: not available yet" },
	{ "{\"missedCallText\":\"Sorry\"}", "missedCallText: not available yet" },
	{ "{\"autoReply\":{\"open\":\"Hello\"}}", "autoReply.open: not available yet" },
	{ "{\"autoReply\":{\"closed\":\"Hello\"}}", "autoReply.closed: not available yet" },
	{ "{\"autoReply\":{\"everyMinutes\":60}}", "autoReply.everyMinutes: not available yet" },
	{ "{\"autoReply\":{\"task\":true}}", "autoReply.task: not available yet" },
	{ "{\"blockedNumbers\":[\"+18455550101\"]}", "blockedNumbers: not available yet" },
	{ "{\"rejectAnonymous\":true}", "rejectAnonymous: not available yet" },
	{ "{\"notify\":[{\"on\":\"voicemail\",\"assistantId\":3,\"by\":[\"sms\"]}]}",
	    "notify: not available yet" },
	{ "{\"retentionDays\":{\"recordings\":30}}",
	    "retentionDays.recordings: not available yet" },
	{ "{\"retentionDays\":{\"transcripts\":30}}",
	    "retentionDays.transcripts: not available yet" },
	{ "{\"retentionDays\":{\"messages\":30}}", "retentionDays.messages: not available yet" },
	{ "{\"reminders\":{\"enabled\":true}}", "reminders.enabled: not available yet" },
	{ "{\"reminders\":{\"offsetsHours\":[48]}}", "reminders.offsetsHours: not available yet" },
	{ "{\"reminders\":{\"channels\":[\"call\"]}}", "reminders.channels: not available yet" },
	{ "{\"reminders\":{\"callingHours\":[\"08:00\",\"20:00\"]}}",
	    "reminders.callingHours: not available yet" },
	{ "{\"reminders\":{\"retry\":{\"afterMinutes\":5}}}",
	    "reminders.retry.afterMinutes: not available yet" },
	{ "{\"reminders\":{\"retry\":{\"attempts\":5}}}",
	    "reminders.retry.attempts: not available yet" },
	{ "{\"reminders\":{\"retry\":{\"thenSms\":false}}}",
	    "reminders.retry.thenSms: not available yet" },
	/* all at once, in the document's order */
	{ "{\"ringSeconds\":1,\"menu\":{\"enabled\":\"yes\",\"choices\":{\"4\":{}}},\"fallback\":"
	  "\"music\",\"x\":1,"
	  "\"forwardNumber\":\"?\"}",
	    "ringSeconds: must be 5 to 600\nmenu.enabled: must be true or false, or null\n"
	    "menu.choices.4: not available yet\nfallback: must be one of voicemail, goodbye, "
	    "external, ai-agent\n"
	    "x: unknown field\nforwardNumber: must be a phone number, such as +18455550100" },
};

static void
test_refused(void)
{
	struct routing routing;

	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
		is_text(faults_of(json(refused[i].document), &routing), refused[i].faults, "%s",
		    refused[i].document);
}

static void
test_long_texts(void)
{
	struct text longest = text_new(arena);
	struct routing routing;

	for (int i = 0; i < 1000; i++)
		text_puts(&longest, "न");
	is_text(
	    faults_of(json(arena_printf(arena, "{\"greeting\":\"%s\"}", longest.data)), &routing),
	    "", "a greeting of 1000 characters");
	is_text(
	    faults_of(json(arena_printf(arena, "{\"greeting\":\"%sx\"}", longest.data)), &routing),
	    "greeting: must be 1 to 1000 characters", "one of 1001 characters");
	is_text(
	    faults_of(json(arena_printf(arena, "{\"menu\":{\"message\":\"%sx\"}}", longest.data)),
	    &routing),
	    "menu.message: must be 1 to 1000 characters", "a menu of 1001 characters");
	is_text(faults_of(json(arena_printf(arena, "{\"voice\":\"%0101d\"}", 0)), &routing),
	    "voice: must be the name of a voice, such as Polly.Joanna",
	    "a voice of 101 characters");
	is_text(faults_of(json(arena_printf(
	    arena, "{\"greeting\":{\"play\":\"https://a.example/%02000d\"}}", 0)),
	    &routing),
	    "greeting.play: must be an https URL", "a URL of more than 2000 bytes");
}

/* Walks GET's document: in the place of each field stands a number with a fraction, which none
 * takes. */
static void
test_wrong_types(struct json_object *whole, struct json_object *at, const char *path)
{
	json_object_object_foreach(at, name, value) {
		const char *field = arena_printf(arena, "%s%s%s", path, *path ? "." : "", name);
		struct json_object *kept = json_object_get(value);
		struct routing routing;
		const struct fault *f;

		json_object_object_add(at, name, json_object_new_double(7.5));
		f = routing_parse(arena, whole, "US", normalise, &routing);
		ok(f && !f->next && text_same(f->field, field) &&
		    text_has_prefix(f->message, "must be "),
		    "%s of a wrong type: %s", field, f ? f->message : "is taken");
		json_object_object_add(at, name, kept);
		if (json_object_is_type(kept, json_type_object) && strcmp(name, "choices") != 0)
			test_wrong_types(whole, kept, field);
	}
}

static void
test_without_library(void)
{
	struct routing routing;
	const struct fault *f;

	f = routing_parse(
	    arena, json("{\"forwardNumber\":\"+18455550101\"}"), NULL, NULL, &routing);
	ok(!f && text_same(routing.forward_number, "+18455550101"),
	    "a stored document needs no library for its numbers");
	f = routing_parse(arena, json("{\"forwardNumber\":\"8455550101\"}"), NULL, NULL, &routing);
	ok(f && text_same(f->field, "forwardNumber"), "but they must be E.164");
}

/* --- lines ----------------------------------------------------------------------------------- */

static struct line *
line_of(const char *text)
{
	struct line *line = NULL;

	return line_parse(arena, text, strlen(text), &line) ? line : NULL;
}

static void
test_lines(void)
{
	struct line line = {
		.number = "+18455550100", .clinic_id = 3, .clinic_name = "Oak \"Street\" Clinic",
		.timezone = "America/New_York", .country = "US",
	}, *back;
	const char *text;

	routing_default(&line.routing);
	text = json_text(arena, line_document(arena, &line));
	is_text(text,
	    "{\"clinicId\":3,\"number\":\"+18455550100\",\"clinicName\":\"Oak \\\"Street\\\" "
	    "Clinic\","
	    "\"timezone\":\"America/New_York\",\"country\":\"US\"}",
	    "a line without settings is short");
	back = line_of(text);
	if (!back)
		bail_out("line_parse refuses %s", text);
	ok(back->clinic_id == 3 && !back->forward_number && !back->menu_message, "and comes back");
	is_text(document_text(&back->routing), default_document, "with the default routing");

	(void)faults_of(json(full_document), &line.routing);
	line.forward_number = "+18455550111";
	line.forward_number_new = "+18455550112";
	line.forward_number_existing = "+18455550113";
	line.menu_message = "Press <1>";
	text = json_text(arena, line_document(arena, &line));
	back = line_of(text);
	if (!back)
		bail_out("line_parse refuses %s", text);
	is_text(json_text(arena, line_document(arena, back)), text, "a line with every setting comes back as it was");
	is_text(back->clinic_name, "Oak \"Street\" Clinic", "clinic's name");
	is_text(back->timezone, "America/New_York", "zone");
	is_text(back->country, "US", "country");
	is_text(back->forward_number, "+18455550111", "the number's own forwardNumber");
	is_text(back->forward_number_new, "+18455550112", "the number's own forwardNumberNew");
	is_text(back->forward_number_existing, "+18455550113",
	    "the number's own forwardNumberExisting");
	is_text(back->menu_message, "Press <1>", "the number's own menu");
	is_text(document_text(&back->routing), document_text(&line.routing), "the routing");
}

static void
test_line_refusals(void)
{
	static const char *const bad[] = {
		"",
		"x",
		"null",
		"[]",
		"\"+18455550100\"",
		"{}",
		"{\"clinicId\":3}",
		"{\"number\":\"+18455550100\"}",
		"{\"number\":\"8455550100\",\"clinicId\":3}",
		"{\"number\":18455550100,\"clinicId\":3}",
		"{\"number\":\"+18455550100\",\"clinicId\":0}",
		"{\"number\":\"+18455550100\",\"clinicId\":\"3\"}",
		"{\"number\":\"+18455550100\",\"clinicId\":3,\"menuMessage\":7}",
		"{\"number\":\"+18455550100\",\"clinicId\":3,\"routing\":7}",
		"{\"number\":\"+18455550100\",\"clinicId\":3,\"routing\":{\"ringSeconds\":1}}",
		"{\"number\":\"+18455550100\",\"clinicId\":3,\"routing\":{\"screen\":true}}",
		"{\"number\":\"+18455550100\",\"clinicId\":3}}",
		"{\"number\":\"+18455550100\",\"clinicId\":3",
	};
	struct line *untouched = NULL;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ok(!line_parse(arena, bad[i], strlen(bad[i]), &untouched) && !untouched,
		    "no line: %s", bad[i]);
	ok(line_of("{\"number\":\"+18455550100\",\"clinicId\":3,\"newer\":{\"a\":1},"
	    "\"routing\":{\"newer\":1,\"menu\":{\"newer\":2}}}") != NULL,
	    "what a newer version adds is passed over");
	ok(line_of("{\"number\":\"+18455550100\",\"clinicId\":3,\"routing\":null,"
	    "\"menuMessage\":null}") != NULL, "null is not set");
}

/* For people: a line is parsed for every call. */
static void
tell_speed(void)
{
	enum { ROUNDS = 20000 };
	struct arena *a = arena_new(1 << 20);
	struct line line = {
		.number = "+18455550100", .clinic_id = 3, .clinic_name = "Oak Street Clinic",
		.timezone = "America/New_York", .country = "US",
	}, *back;
	const char *text;
	int64_t began;

	(void)faults_of(
	    json("{\"forwardNumber\":\"+18455550101\",\"forwardNumberNew\":\"+18455550102\","
	    "\"menu\":{\"enabled\":true,\"message\":\"Press 1 for new patients, 2 for "
	    "existing ones\"},"
	    "\"voicemailGreeting\":\"Please leave a message\"}"),
	    &line.routing);
	text = json_text(arena, line_document(arena, &line));
	began = clock_steady_us();
	for (int i = 0; i < ROUNDS; i++) {
		(void)line_parse(a, text, strlen(text), &back);
		arena_reset(a);
	}
	printf("# line_parse: %.1f us for %zu bytes\n",
	    (double)(clock_steady_us() - began) / ROUNDS, strlen(text));
	arena_free(a);
}

int
main(void)
{
	struct json_object *whole;

	arena = arena_new(256 << 20);
	test_whole();
	test_values();
	test_accepted();
	test_refused();
	test_long_texts();
	whole = json(default_document);
	test_wrong_types(whole, whole, "");
	test_without_library();
	test_lines();
	test_line_refusals();
	tell_speed();
	arena_free(arena);
	return done_testing();
}

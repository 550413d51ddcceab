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

/* Every field of this version at another value than its default, as GET gives it. */
static const char full_document[] =
    "{\"hours\":{\"mon\":[[\"09:00\",\"12:30\"],[\"13:30\",\"17:00\"]],\"tue\":[],\"wed\":[],"
    "\"thu\":[],\"fri\":[[\"22:00\",\"02:00\"]],\"sat\":[],\"sun\":[]},"
    "\"exceptions\":[{\"date\":\"2026-12-24\",\"hours\":[[\"09:00\",\"12:00\"]]},"
    "{\"date\":\"2026-12-25\",\"hours\":[],\"name\":\"Christmas\"}],"
    "\"open\":{\"policy\":\"assistants\"},\"closed\":{\"policy\":\"greeting\"},"
    "\"fallback\":\"external\",\"forwardNumber\":\"+18455550101\","
    "\"forwardNumberNew\":\"+18455550102\",\"forwardNumberExisting\":\"+18455550103\","
    "\"externalNumber\":\"+18455550104\",\"aiAgentNumber\":\"+18455550105\","
    "\"aiAgentMode\":\"dial\","
    "\"menu\":{\"enabled\":true,\"message\":\"Pulse 1 & 2\",\"choices\":{"
    "\"3\":{\"policy\":\"voicemail\"},\"4\":{\"say\":\"We are at 1 Oak Street.\"},"
    "\"5\":{\"number\":\"+18455550106\"},\"6\":{\"say\":{\"play\":\"https://a.example/6.wav\"}},"
    "\"9\":{\"policy\":\"ai-agent\"},\"0\":{\"policy\":\"external\"}}},"
    "\"assistantOrder\":\"all-at-once\",\"ringSeconds\":20,\"maxRingSeconds\":60,\"screen\":true,"
    "\"callMaxSeconds\":3600,\"voicemailMaxSeconds\":60,\"greeting\":\"Hola\","
    "\"voicemailGreeting\":{\"play\":\"https://a.example/v.wav\"},"
    "\"afterHoursGreeting\":\"Estamos cerrados\",\"voice\":\"Polly.Lupe\","
    "\"language\":\"es-US\",\"recording\":true,"
    "\"consentAnnouncement\":{\"play\":\"https://a.example/c.wav\"},\"transcription\":\"both\","
    "\"missedCallText\":\"Sorry we missed you\","
    "\"autoReply\":{\"open\":\"We text back soon.\",\"closed\":\"Cerrado. 🌙\","
    "\"everyMinutes\":60,\"task\":true},"
    "\"blockedNumbers\":[\"+14155550101\",\"+14155550102\"],\"rejectAnonymous\":true,"
    "\"notify\":[{\"on\":\"voicemail\",\"keyword\":null,\"assistantId\":3,"
    "\"by\":[\"sms\",\"email\"],\"attachSound\":true},"
    "{\"on\":\"urgent-ticket\",\"keyword\":null,\"assistantId\":4,\"by\":[\"sms\"],"
    "\"attachSound\":false},"
    "{\"on\":\"keyword\",\"keyword\":\"dolor\",\"assistantId\":5,\"by\":[\"email\"],"
    "\"attachSound\":false}],"
    "\"retentionDays\":{\"recordings\":0,\"transcripts\":36500,\"messages\":7},"
    "\"reminders\":{\"enabled\":true,\"offsetsHours\":[8760,24,1],"
    "\"channels\":[\"sms\",\"call\"],\"callingHours\":[\"08:30\",\"24:00\"],\"retry\":{\"afterMinutes\":45,\"attempts\":0,"
    "\"thenSms\":false}}}";

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

/* What is left of a stored document, as GET would give it. */
static const char *
stored_text(const char *stored)
{
	struct routing routing;

	routing_read(arena, json(stored), &routing);
	return document_text(&routing);
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

	is_text(faults_of(json(full_document), &r), "", "all that is available");
	is_int(r.hours.week[1].count, 2, "hours");
	is_int((int64_t)r.hours.exceptions_count, 2, "exceptions");
	is_int(r.open, POLICY_ASSISTANTS, "open.policy");
	is_int(r.closed, POLICY_GREETING, "closed.policy");
	is_int(r.fallback, FALLBACK_EXTERNAL, "fallback");
	is_text(r.forward_number, "+18455550101", "forwardNumber");
	is_text(r.forward_number_new, "+18455550102", "forwardNumberNew");
	is_text(r.forward_number_existing, "+18455550103", "forwardNumberExisting");
	is_text(r.external_number, "+18455550104", "externalNumber");
	is_text(r.ai_agent_number, "+18455550105", "aiAgentNumber");
	is_int(r.menu_enabled, YES, "menu.enabled");
	is_text(r.menu_message.text, "Pulse 1 & 2", "menu.message");
	is_int(r.choices[1].kind, CHOICE_NONE, "key 1");
	ok(r.choices[3].kind == CHOICE_POLICY && r.choices[3].policy == POLICY_VOICEMAIL, "key 3");
	ok(r.choices[4].kind == CHOICE_SAY &&
	    text_same(r.choices[4].speech.text, "We are at 1 Oak Street."), "key 4");
	ok(r.choices[5].kind == CHOICE_NUMBER && text_same(r.choices[5].number, "+18455550106"),
	    "key 5");
	ok(r.choices[6].kind == CHOICE_SAY &&
	    text_same(r.choices[6].speech.play, "https://a.example/6.wav"), "key 6");
	is_int(r.choices[7].kind, CHOICE_NONE, "key 7");
	ok(r.choices[9].kind == CHOICE_POLICY && r.choices[9].policy == POLICY_AI_AGENT, "key 9");
	ok(r.choices[0].kind == CHOICE_POLICY && r.choices[0].policy == POLICY_EXTERNAL, "key 0");
	is_int(r.assistant_order, ORDER_ALL_AT_ONCE, "assistantOrder");
	is_int(r.ring_seconds, 20, "ringSeconds");
	is_int(r.max_ring_seconds, 60, "maxRingSeconds");
	ok(r.screen, "screen");
	is_int(r.call_max_seconds, 3600, "callMaxSeconds");
	is_int(r.voicemail_max_seconds, 60, "voicemailMaxSeconds");
	is_text(r.greeting.text, "Hola", "greeting");
	is_text(r.voicemail_greeting.play, "https://a.example/v.wav", "voicemailGreeting");
	is_text(r.after_hours_greeting.text, "Estamos cerrados", "afterHoursGreeting");
	is_text(r.voice, "Polly.Lupe", "voice");
	is_text(r.language, "es-US", "language");
	is_int(r.recording, YES, "recording");
	is_text(r.consent_announcement.play, "https://a.example/c.wav", "consentAnnouncement");
	is_int(r.transcription, TRANSCRIPTION_BOTH, "transcription");
	is_text(r.missed_call_text, "Sorry we missed you", "missedCallText");
	is_text(r.auto_reply_open, "We text back soon.", "autoReply.open");
	is_text(r.auto_reply_closed, "Cerrado. 🌙", "autoReply.closed");
	is_int(r.auto_reply_minutes, 60, "autoReply.everyMinutes");
	ok(r.auto_reply_task, "autoReply.task");
	is_int((int64_t)r.blocked_count, 2, "blockedNumbers");
	is_text(r.blocked_numbers[1], "+14155550102", "the second of them");
	ok(r.reject_anonymous, "rejectAnonymous");
	is_int((int64_t)r.notify_count, 3, "notify");
	ok(r.notify[0].on == NOTIFY_VOICEMAIL && !r.notify[0].keyword && r.notify[0].by_sms &&
	    r.notify[0].by_email && r.notify[0].assistant_id == 3, "its first rule");
	ok(r.notify[2].on == NOTIFY_KEYWORD && text_same(r.notify[2].keyword, "dolor") &&
	    !r.notify[2].by_sms, "its last");
	is_int(r.retention_recordings_days, 0, "retentionDays.recordings: for ever");
	is_int(r.retention_transcripts_days, 36500, "retentionDays.transcripts");
	is_int(r.retention_messages_days, 7, "retentionDays.messages");
	ok(r.reminders && r.remind_by_sms && r.remind_by_call, "reminders");
	is_int(r.reminder_hours_count, 3, "reminders.offsetsHours");
	is_int(r.reminder_hours[0], 8760, "the longest first");
	is_text(document_text((routing_read(arena, json("{\"reminders\":{\"offsetsHours\":"
	    "[2,\"x\",24],\"channels\":[\"fax\",\"call\"]}}"), &again), &again)),
	    document_text((routing_read(arena, json("{\"reminders\":{\"offsetsHours\":[24,2],"
	    "\"channels\":[\"call\"]}}"), &again), &again)),
	    "what can be read of a stored list counts");

	is_text(document_text(&r), full_document, "GET gives it back");
	is_text(faults_of(json(document_text(&r)), &again), "", "which may be PUT back");
	is_text(document_text(&again), full_document, "and changes nothing");
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
		{ "{\"recording\":true}", "\"recording\":true" },
		{ "{\"transcription\":\"off\"}", "\"transcription\":\"off\"" },
		{ "{\"transcription\":\"realtime\"}", "\"transcription\":\"realtime\"" },
		{ "{\"transcription\":\"twilio-intelligence\"}",
		    "\"transcription\":\"twilio-intelligence\"" },
		{ "{\"transcription\":\"whisper\"}", "\"transcription\":\"whisper\"" },
		{ "{\"hours\":{}}", "{\"hours\":{\"mon\":[]," },
		{ "{\"open\":{\"policy\":\"voicemail\"}}", "\"open\":{\"policy\":\"voicemail\"}" },
		{ "{\"open\":{\"policy\":\"greeting\"}}", "\"open\":{\"policy\":\"greeting\"}" },
		/* whose number may be the server's */
		{ "{\"open\":{\"policy\":\"ai-agent\"}}", "\"open\":{\"policy\":\"ai-agent\"}" },
		{ "{\"fallback\":\"ai-agent\"}", "\"fallback\":\"ai-agent\"" },
		{ "{\"closed\":{\"policy\":\"external\"},\"externalNumber\":\"8455550104\"}",
		    "\"externalNumber\":\"+18455550104\"" },
		{ "{\"closed\":{\"policy\":\"assistants\"},\"assistantOrder\":\"round-robin\"}",
		    "\"assistantOrder\":\"round-robin\"" },
		{ "{\"menu\":{\"choices\":{\"7\":{\"number\":\"8455550104\",\"say\":null}}}}",
		    "\"choices\":{\"7\":{\"number\":\"+18455550104\"}}" },
		{ "{\"menu\":{\"choices\":{\"0\":{\"say\":\"x\"},\"3\":{\"say\":\"y\"}}}}",
		    "\"choices\":{\"3\":{\"say\":\"y\"},\"0\":{\"say\":\"x\"}}" },
		{ "{\"maxRingSeconds\":5}", "\"maxRingSeconds\":5," },
		{ "{\"maxRingSeconds\":1800}", "\"maxRingSeconds\":1800," },
		/* in order, each once, as E.164 */
		{ "{\"blockedNumbers\":[\"8455550109\",\"+18455550101\",\"+18455550109\"]}",
		    "\"blockedNumbers\":[\"+18455550101\",\"+18455550109\"]" },
		{ "{\"notify\":[{\"by\":[\"email\",\"sms\",\"sms\"],\"assistantId\":9,"
		  "\"on\":\"voicemail\"}]}",
		    "\"notify\":[{\"on\":\"voicemail\",\"keyword\":null,\"assistantId\":9,"
		    "\"by\":[\"sms\",\"email\"],\"attachSound\":false}]" },
		{ "{\"retentionDays\":{\"messages\":0}}",
		    "\"retentionDays\":{\"recordings\":null,\"transcripts\":null,\"messages\":0}" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct routing routing;

		is_text(faults_of(json(rows[i][0]), &routing), "", "%s", rows[i][0]);
		ok(strstr(document_text(&routing), rows[i][1]), "%s: is kept", rows[i][0]);
		is_text(stored_text(document_text(&routing)), document_text(&routing),
		    "and stored");
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
	{ "{\"voice\":\"Bob\"}", "voice: must be the name of a voice, such as Polly.Joanna" },
	{ "{\"voice\":\"Polly.Lupe\"}", "voice: Polly.Lupe does not speak en-US" },
	{ "{\"voice\":\"alice\",\"language\":\"hi-IN\"}", "voice: alice does not speak hi-IN" },
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
	/* what is texted */
	{ "{\"autoReply\":{\"open\":\"\",\"closed\":\" \\n\",\"everyMinutes\":0,\"task\":null}}",
	    "autoReply.open: must be 1 to 1600 characters\n"
	    "autoReply.closed: must be 1 to 1600 characters\n"
	    "autoReply.everyMinutes: must be 1 to 43200\n"
	    "autoReply.task: must be true or false" },
	{ "{\"autoReply\":{\"open\":{\"play\":\"https://a.example/x.mp3\"},\"everyMinutes\":43201}}",
	    "autoReply.open: must be a text, or null\n"
	    "autoReply.everyMinutes: must be 1 to 43200" },
	{ "{\"autoReply\":{\"everyMinutes\":null,\"sometimes\":true}}",
	    "autoReply.everyMinutes: must be a whole number\n"
	    "autoReply.sometimes: unknown field" },
	{ "{\"autoReply\":\"Hello\"}", "autoReply: must be an object" },
	{ "{\"reminders\":{\"enabled\":null}}", "reminders.enabled: must be true or false" },
	{ "{\"reminders\":{\"offsetsHours\":48}}", "reminders.offsetsHours: must be a list" },
	{ "{\"reminders\":{\"offsetsHours\":[]}}",
	    "reminders.offsetsHours: must be 1 to 10 offsets" },
	{ "{\"reminders\":{\"offsetsHours\":[0,8761,1.5,\"2\",null]}}",
	    "reminders.offsetsHours.0: must be a whole number of hours, 1 to 8760\n"
	    "reminders.offsetsHours.1: must be a whole number of hours, 1 to 8760\n"
	    "reminders.offsetsHours.2: must be a whole number of hours, 1 to 8760\n"
	    "reminders.offsetsHours.3: must be a whole number of hours, 1 to 8760\n"
	    "reminders.offsetsHours.4: must be a whole number of hours, 1 to 8760" },
	{ "{\"reminders\":{\"offsetsHours\":[2,48,2]}}",
	    "reminders.offsetsHours.2: is there twice" },
	{ "{\"reminders\":{\"offsetsHours\":[1,2,3,4,5,6,7,8,9,10,11]}}",
	    "reminders.offsetsHours: must be at most 10 offsets" },
	{ "{\"reminders\":{\"channels\":\"sms\"}}", "reminders.channels: must be a list" },
	{ "{\"reminders\":{\"channels\":[]}}",
	    "reminders.channels: must be a list of sms, call" },
	{ "{\"reminders\":{\"channels\":[\"sms\",\"fax\"]}}",
	    "reminders.channels: must be a list of sms, call" },
	{ "{\"reminders\":{\"callingHours\":\"09:00\"}}", "reminders.callingHours: must be two "
	    "times, such as [\"09:00\",\"20:00\"]" },
	{ "{\"reminders\":{\"callingHours\":[\"9:00\",\"20:00\"]}}",
	    "reminders.callingHours.0: must be a time from 00:00 to 23:59" },
	{ "{\"reminders\":{\"callingHours\":[\"20:00\",\"09:00\"]}}",
	    "reminders.callingHours: must end after it begins" },
	{ "{\"reminders\":{\"retry\":{\"afterMinutes\":0}}}",
	    "reminders.retry.afterMinutes: must be 1 to 1440" },
	{ "{\"reminders\":{\"retry\":{\"attempts\":6}}}",
	    "reminders.retry.attempts: must be 0 to 5" },
	{ "{\"reminders\":{\"retry\":{\"thenSms\":1}}}",
	    "reminders.retry.thenSms: must be true or false" },
	/* hours: each of their faults is t/unit/hours.c's */
	{ "{\"hours\":[]}", "hours: must be an object, or null" },
	{ "{\"hours\":{\"mon\":[[\"09:00\",\"24:01\"]],\"someday\":[]}}",
	    "hours.mon.0.1: must be a time from 00:00 to 24:00\nhours.someday: unknown field" },
	{ "{\"exceptions\":null}", "exceptions: must be a list" },
	{ "{\"exceptions\":[{\"date\":\"2026-02-30\",\"hours\":[]}]}",
	    "exceptions.0.date: must be a date, such as 2026-12-25" },
	/* a policy without the number that it needs */
	{ "{\"open\":{\"policy\":\"external\"}}",
	    "externalNumber: is needed by the policy external" },
	{ "{\"externalNumber\":null,\"closed\":{\"policy\":\"external\"}}",
	    "externalNumber: is needed by the policy external" },
	{ "{\"fallback\":\"external\"}", "externalNumber: is needed by the fallback external" },
	{ "{\"menu\":{\"choices\":{\"8\":{\"policy\":\"external\"}}}}",
	    "externalNumber: is needed by the menu's key 8" },
	{ "{\"open\":{\"policy\":\"external\"},\"externalNumber\":\"?\"}",
	    "externalNumber: must be a phone number, such as +18455550100" },
	/* the menu's keys */
	{ "{\"menu\":{\"choices\":null}}", "menu.choices: must be an object" },
	{ "{\"menu\":{\"choices\":{\"1\":{},\"2\":{},\"12\":{},\"\":{},\"#\":{}}}}",
	    "menu.choices.1: must be a key from 3 to 9, or 0\n"
	    "menu.choices.2: must be a key from 3 to 9, or 0\n"
	    "menu.choices.12: must be a key from 3 to 9, or 0\n"
	    "menu.choices.: must be a key from 3 to 9, or 0\n"
	    "menu.choices.#: must be a key from 3 to 9, or 0" },
	{ "{\"menu\":{\"choices\":{\"3\":\"voicemail\",\"4\":null}}}",
	    "menu.choices.3: must be an object\nmenu.choices.4: must be an object" },
	{ "{\"menu\":{\"choices\":{\"0\":{}}}}",
	    "menu.choices.0: must have one of policy, say, number" },
	{ "{\"menu\":{\"choices\":{\"0\":{\"say\":\"x\",\"policy\":\"voicemail\"}}}}",
	    "menu.choices.0: must have one of policy, say, number" },
	{ "{\"menu\":{\"choices\":{\"3\":{\"policy\":\"forward\"},\"4\":{\"policy\":7},"
	  "\"5\":{\"policy\":\"\"}}}}",
	    "menu.choices.3.policy: must be one of voicemail, external, ai-agent\n"
	    "menu.choices.4.policy: must be one of voicemail, external, ai-agent\n"
	    "menu.choices.5.policy: must be one of voicemail, external, ai-agent" },
	{ "{\"menu\":{\"choices\":{\"3\":{\"say\":\"\"},\"4\":{\"say\":7},\"5\":{\"say\":{}},"
	  "\"6\":{\"say\":{\"play\":\"https://a.example\",\"x\":1}}}}}",
	    "menu.choices.3.say: must be 1 to 1000 characters\n"
	    "menu.choices.4.say: must be a text or {\"play\": \"https://…\"}\n"
	    "menu.choices.5.say.play: must be an https URL\n"
	    "menu.choices.6.say.x: unknown field" },
	{ "{\"menu\":{\"choices\":{\"3\":{\"number\":\"123\"},\"4\":{\"number\":7}}}}",
	    "menu.choices.3.number: must be a phone number, such as +18455550100\n"
	    "menu.choices.4.number: must be a phone number, such as +18455550100" },
	{ "{\"menu\":{\"choices\":{\"3\":{\"say\":\"x\",\"then\":1,\"say number\":1}}}}",
	    "menu.choices.3.then: unknown field\nmenu.choices.3.say number: unknown field" },
	/* limits */
	{ "{\"maxRingSeconds\":4}", "maxRingSeconds: must be 5 to 1800" },
	{ "{\"maxRingSeconds\":1801}", "maxRingSeconds: must be 5 to 1800" },
	{ "{\"screen\":null}", "screen: must be true or false" },
	{ "{\"rejectAnonymous\":1}", "rejectAnonymous: must be true or false" },
	{ "{\"recording\":\"yes\"}", "recording: must be true or false, or null" },
	{ "{\"missedCallText\":\" \"}", "missedCallText: must be 1 to 1600 characters" },
	{ "{\"retentionDays\":{\"recordings\":-1,\"transcripts\":36501,\"messages\":\"7\"}}",
	    "retentionDays.recordings: must be 0 to 36500\n"
	    "retentionDays.transcripts: must be 0 to 36500\n"
	    "retentionDays.messages: must be a whole number, or null" },
	/* lists */
	{ "{\"blockedNumbers\":\"+18455550101\"}", "blockedNumbers: must be a list" },
	{ "{\"blockedNumbers\":[\"+18455550101\",\"x\",null,18455550101]}",
	    "blockedNumbers.1: must be a phone number, such as +18455550100\n"
	    "blockedNumbers.2: must be a phone number, such as +18455550100\n"
	    "blockedNumbers.3: must be a phone number, such as +18455550100" },
	{ "{\"notify\":{}}", "notify: must be a list" },
	{ "{\"notify\":[3]}", "notify.0: must be an object" },
	{ "{\"notify\":[{}]}",
	    "notify.0.on: must be one of voicemail, urgent-ticket, keyword\n"
	    "notify.0.assistantId: must be the id of an assistant\n"
	    "notify.0.by: must be a list of sms, email" },
	{ "{\"notify\":[{\"on\":\"fire\",\"assistantId\":3,\"by\":[\"sms\"],\"at\":1}]}",
	    "notify.0.at: unknown field\n"
	    "notify.0.on: must be one of voicemail, urgent-ticket, keyword" },
	{ "{\"notify\":[{\"on\":\"voicemail\",\"assistantId\":\"3\",\"by\":[]},"
	  "{\"on\":\"voicemail\",\"assistantId\":0,\"by\":[\"fax\"]},"
	  "{\"on\":\"voicemail\",\"assistantId\":-3,\"by\":\"sms\"}]}",
	    "notify.0.assistantId: must be the id of an assistant\n"
	    "notify.0.by: must be a list of sms, email\n"
	    "notify.1.assistantId: must be the id of an assistant\n"
	    "notify.1.by: must be a list of sms, email\n"
	    "notify.2.assistantId: must be the id of an assistant\n"
	    "notify.2.by: must be a list of sms, email" },
	{ "{\"notify\":[{\"on\":\"keyword\",\"assistantId\":3,\"by\":[\"sms\"]},"
	  "{\"on\":\"keyword\",\"keyword\":\" \",\"assistantId\":3,\"by\":[\"sms\"]},"
	  "{\"on\":\"voicemail\",\"keyword\":\"x\",\"assistantId\":3,\"by\":[\"sms\"]}]}",
	    "notify.0.keyword: must be 1 to 100 characters\n"
	    "notify.1.keyword: must be 1 to 100 characters\n"
	    "notify.2.keyword: must be null but for the event keyword" },
	{ "{\"notify\":[{\"on\":\"keyword\",\"keyword\":\"!? 🙂\",\"assistantId\":3,\"by\":[\"sms\"]}]}",
	    "notify.0.keyword: must have a word" },
	/* all at once, in the document's order */
	{ "{\"ringSeconds\":1,\"menu\":{\"enabled\":\"yes\",\"choices\":{\"4\":{}}},\"fallback\":"
	  "\"music\",\"x\":1,"
	  "\"forwardNumber\":\"?\"}",
	    "ringSeconds: must be 5 to 600\nmenu.enabled: must be true or false, or null\n"
	    "menu.choices.4: must have one of policy, say, number\n"
	    "fallback: must be one of voicemail, goodbye, external, ai-agent\n"
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

/* One text has 1600 characters, and one beyond the BMP is two of them. */
static void
test_long_sms(void)
{
	struct text longest = text_new(arena), moons = text_new(arena);
	struct routing routing;

	for (int i = 0; i < 1600; i++)
		text_puts(&longest, "न");
	for (int i = 0; i < 800; i++)
		text_puts(&moons, "🌙");
	is_text(faults_of(json(arena_printf(arena, "{\"autoReply\":{\"open\":\"%s\",\"closed\":\"%s\"}}",
	    longest.data, moons.data)), &routing), "", "answers as long as a text may be");
	ok(text_same(routing.auto_reply_open, longest.data) &&
	    text_same(routing.auto_reply_closed, moons.data), "are kept whole");
	is_text(faults_of(json(arena_printf(arena, "{\"missedCallText\":\"%sx\"}", longest.data)),
	    &routing), "missedCallText: must be 1 to 1600 characters", "a longer one is not");
	is_text(faults_of(json(arena_printf(arena, "{\"autoReply\":{\"closed\":\"%sx\"}}",
	    moons.data)), &routing), "autoReply.closed: must be 1 to 1600 characters",
	    "nor is one whose characters are two");
}

static void
test_long_lists(void)
{
	struct text numbers = text_new(arena), rules = text_new(arena);
	struct routing routing;
	bool ordered = true;

	for (int i = 0; i < 1000; i++)
		text_printf(&numbers, "%s\"+1415%07d\"", i ? "," : "", i * 7919 % 1000 + 5550000);
	for (int i = 0; i < 50; i++)
		text_printf(&rules, "%s{\"on\":\"voicemail\",\"assistantId\":%d,\"by\":[\"sms\"]}",
		    i ? "," : "", i + 1);
	is_text(faults_of(json(arena_printf(arena, "{\"blockedNumbers\":[%s],\"notify\":[%s]}",
	    numbers.data, rules.data)), &routing), "", "1000 blocked numbers, 50 rules");
	ok(routing.blocked_count == 1000 && routing.notify_count == 50, "are all there");
	for (size_t i = 1; i < routing.blocked_count; i++)
		ordered = ordered &&
		    strcmp(routing.blocked_numbers[i - 1], routing.blocked_numbers[i]) < 0;
	ok(ordered, "the numbers in order");
	is_text(faults_of(json(arena_printf(arena,
	    "{\"blockedNumbers\":[%s,\"+14155559999\"],\"notify\":[%s,{}]}", numbers.data,
	    rules.data)), &routing),
	    "blockedNumbers: must be at most 1000 numbers\nnotify: must be at most 50 rules",
	    "one more of each");
	is_text(faults_of(json(arena_printf(arena, "{\"notify\":[{\"on\":\"keyword\","
	    "\"keyword\":\"%0101d\",\"assistantId\":1,\"by\":[\"sms\"]}]}", 0)), &routing),
	    "notify.0.keyword: must be 1 to 100 characters", "a keyword of 101 characters");
}

static void
test_ai_agent(void)
{
	static const struct { const char *document, *user; } rows[] = {
		{ "{}", NULL },
		{ "{\"open\":{\"policy\":\"ai-agent\"}}", "the policy ai-agent" },
		{ "{\"closed\":{\"policy\":\"ai-agent\"}}", "the policy ai-agent" },
		{ "{\"fallback\":\"ai-agent\"}", "the fallback ai-agent" },
		{ "{\"menu\":{\"choices\":{\"4\":{\"policy\":\"ai-agent\"}}}}",
		    "the menu's key 4" },
		{ "{\"menu\":{\"choices\":{\"4\":{\"policy\":\"voicemail\"}}}}", NULL },
		{ "{\"fallback\":\"ai-agent\",\"aiAgentNumber\":\"+18455550105\"}", NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct routing routing;

		(void)faults_of(json(rows[i].document), &routing);
		is_text(routing_ai_agent_user(arena, &routing), rows[i].user,
		    "%s: who needs the server's agent", rows[i].document);
	}
}

/* A stored document that this version would refuse loses what is at fault and nothing else. */
static void
test_stored(void)
{
	static const struct { const char *stored, *left; } rows[] = {
		{ "{}", "{}" },
		{ "[]", "{}" },
		{ "7", "{}" },
		{ "{\"newer\":1,\"menu\":{\"newer\":[]},\"ringSeconds\":20,\"open\":{\"policy\":"
		  "\"newer\"}}", "{\"ringSeconds\":20}" },
		{ "{\"ringSeconds\":1,\"forwardNumber\":\"8455550101\",\"externalNumber\":null,"
		  "\"forwardNumberNew\":\"+18455550102\",\"fallback\":\"external\"}",
		    "{\"fallback\":\"external\",\"forwardNumberNew\":\"+18455550102\"}" },
		{ "{\"hours\":{\"mon\":[[\"09:00\",\"17:00\"],[\"x\",\"y\"]],\"newer\":1},"
		  "\"exceptions\":[{\"date\":\"2026-12-25\",\"hours\":[],\"newer\":1},7]}",
		    "{\"hours\":{\"mon\":[[\"09:00\",\"17:00\"]],\"tue\":[],\"wed\":[],\"thu\":[],"
		    "\"fri\":[],\"sat\":[],\"sun\":[]},\"exceptions\":[{\"date\":\"2026-12-25\","
		    "\"hours\":[]}]}" },
		{ "{\"menu\":{\"choices\":{\"3\":{\"policy\":\"newer\"},\"4\":{\"say\":\"x\","
		  "\"newer\":1},\"5\":{\"number\":\"1\"},\"*\":{\"say\":\"y\"}}}}",
		    "{\"menu\":{\"choices\":{\"4\":{\"say\":\"x\"}}}}" },
		{ "{\"blockedNumbers\":[\"x\",\"+14155550101\",7],\"notify\":[{\"on\":\"newer\","
		  "\"assistantId\":1,\"by\":[\"sms\"]},{\"on\":\"voicemail\",\"assistantId\":2,"
		  "\"by\":[\"sms\"]}]}",
		    "{\"blockedNumbers\":[\"+14155550101\"],\"notify\":[{\"on\":\"voicemail\","
		    "\"keyword\":null,\"assistantId\":2,\"by\":[\"sms\"],"
		    "\"attachSound\":false}]}" },
		{ "{\"greeting\":{\"play\":\"http://a.example\"},\"voicemailGreeting\":\"x\"}",
		    "{\"voicemailGreeting\":\"x\"}" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct routing routing;

		routing_read(arena, json(rows[i].stored), &routing);
		is_text(json_text(arena, routing_short(arena, &routing)), rows[i].left,
		    "what is left of %s", rows[i].stored);
	}
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
	struct assistant assistants[3] = {
		{ 7, "Anna \"A\" Ash", "+18455550121", 1, false, true },
		{ 4, "Björn", "+18455550122", 1, true, false, { .always = true } },
		{ 5, "", "+18455550123", 1000000, false, false, { .always = true } },
	};
	struct routing duties;
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
	(void)faults_of(json("{\"hours\":{\"sun\":[[\"10:00\",\"11:00\"]]}}"), &duties);
	assistants[0].duty = duties.hours;
	line.assistants = assistants;
	line.assistants_count = 3;
	line.forward_number = "+18455550111";
	line.forward_number_new = "+18455550112";
	line.forward_number_existing = "+18455550113";
	line.menu_message = "Press <1>";
	text = json_text(arena, line_document(arena, &line));
	back = line_of(text);
	if (!back)
		bail_out("line_parse refuses %s", text);
	is_text(json_text(arena, line_document(arena, back)), text,
	    "a line with every setting comes back as it was");
	is_text(back->clinic_name, "Oak \"Street\" Clinic", "clinic's name");
	is_text(back->timezone, "America/New_York", "zone");
	is_text(back->country, "US", "country");
	is_text(back->forward_number, "+18455550111", "the number's own forwardNumber");
	is_text(back->forward_number_new, "+18455550112", "the number's own forwardNumberNew");
	is_text(back->forward_number_existing, "+18455550113",
	    "the number's own forwardNumberExisting");
	is_text(back->menu_message, "Press <1>", "the number's own menu");
	is_text(document_text(&back->routing), document_text(&line.routing), "the routing");
	is_int((int64_t)back->assistants_count, 3, "the assistants");
	ok(back->assistants[0].assistant_id == 7 && back->assistants[0].priority == 1 &&
	    !back->assistants[0].paused && back->assistants[0].has_duty &&
	    back->assistants[0].duty.week[0].count == 1 &&
	    text_same(back->assistants[0].name, "Anna \"A\" Ash") &&
	    text_same(back->assistants[0].phone, "+18455550121"), "the first, with duty hours");
	ok(back->assistants[1].paused && !back->assistants[1].has_duty &&
	    back->assistants[1].duty.always, "the second, who is paused");
	ok(back->assistants[2].priority == 1000000 && text_same(back->assistants[2].name, ""),
	    "the last, who has no name");
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
		"{\"number\":\"+18455550100\",\"clinicId\":3}}",
		"{\"number\":\"+18455550100\",\"clinicId\":3",
	};
	struct line *untouched = NULL, *line;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ok(!line_parse(arena, bad[i], strlen(bad[i]), &untouched) && !untouched,
		    "no line: %s", bad[i]);
	ok(line_of("{\"number\":\"+18455550100\",\"clinicId\":3,\"newer\":{\"a\":1},"
	    "\"routing\":{\"newer\":1,\"menu\":{\"newer\":2}}}") != NULL,
	    "what a newer version adds is passed over");
	ok(line_of("{\"number\":\"+18455550100\",\"clinicId\":3,\"routing\":null,"
	    "\"menuMessage\":null,\"assistants\":null}") != NULL, "null is not set");
	line = line_of("{\"number\":\"+18455550100\",\"clinicId\":3,\"routing\":{\"ringSeconds\":1,"
	    "\"menu\":{\"enabled\":true}},\"assistants\":[7,{\"id\":1},{\"id\":0,\"phone\":"
	    "\"+18455550121\"},{\"id\":2,\"phone\":\"5\"},{\"id\":3,\"phone\":\"+18455550123\","
	    "\"priority\":-1,\"newer\":1,\"duty\":{\"mon\":[[\"08:00\",\"9\"],[\"10:00\","
	    "\"11:00\"]]}}]}");
	ok(line && line->routing.ring_seconds == 30 && line->routing.menu_enabled == YES,
	    "a setting at fault is at its default, and loses no call");
	ok(line && line->assistants_count == 1 && line->assistants[0].assistant_id == 3 &&
	    line->assistants[0].duty.week[1].count == 1, "an assistant without a phone is none");
	ok(line_of("{\"number\":\"+18455550100\",\"clinicId\":3,\"assistants\":{}}") != NULL,
	    "assistants that are no list are none");
}

/* For people: a program parses a line once a version of the snapshot. */
static void
tell_speed(const char *what, const char *document)
{
	enum { ROUNDS = 5000 };
	struct arena *a = arena_new(1 << 20);
	struct line line = {
		.number = "+18455550100", .clinic_id = 3, .clinic_name = "Oak Street Clinic",
		.timezone = "America/New_York", .country = "US",
	}, *back;
	const char *text;
	int64_t began;

	(void)faults_of(json(document), &line.routing);
	text = json_text(arena, line_document(arena, &line));
	began = clock_steady_us();
	for (int i = 0; i < ROUNDS; i++) {
		(void)line_parse(a, text, strlen(text), &back);
		arena_reset(a);
	}
	printf("# line_parse, %s: %.1f us for %zu bytes\n", what,
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
	test_long_sms();
	test_long_lists();
	test_ai_agent();
	test_stored();
	whole = json(default_document);
	test_wrong_types(whole, whole, "");
	test_without_library();
	test_lines();
	test_line_refusals();
	tell_speed("a forward and a menu",
	    "{\"forwardNumber\":\"+18455550101\",\"forwardNumberNew\":\"+18455550102\","
	    "\"menu\":{\"enabled\":true,\"message\":\"Press 1 for new patients, 2 for existing "
	    "ones\"},\"voicemailGreeting\":\"Please leave a message\"}");
	tell_speed("everything", full_document);
	arena_free(arena);
	return done_testing();
}

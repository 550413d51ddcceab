/* Providers' reports, read and judged. */
#include "desk/conversation.h"

#include "core/text.h"
#include "../lib/tap.h"

static struct arena *a;

static const char ZONE[] = "America/New_York";

static struct json_object *
json(const char *text)
{
	struct json_object *o;
	const char *why;

	if (!json_parse(a, text, strlen(text), &o, &why))
		bail_out("%s: %s", why, text);
	return o;
}

static struct conversation
elevenlabs(const char *text)
{
	struct conversation c;

	if (!conversation_read(a, "elevenlabs", json(text), &c))
		bail_out("unread: %s", text);
	return c;
}

static struct conversation
vapi(const char *text)
{
	struct conversation c;

	if (!conversation_read(a, "vapi", json(text), &c))
		bail_out("unread: %s", text);
	return c;
}

#define SESSION "vs_abcdefghijklmnopqrstuvwxyz"
#define OTHER "vs_zyxwvutsrqponmlkjihgfedcba"

static void
test_elevenlabs(void)
{
	struct conversation c = elevenlabs("{\"agent_id\":\"agent_1\","
	    "\"conversation_id\":\"conv_1\","
	    "\"status\":\"done\",\"has_audio\":true,\"surprise\":[1],"
	    "\"transcript\":[{\"role\":\"agent\",\"message\":\"Hello\",\"time_in_call_secs\":0},"
	    "{\"role\":\"user\",\"message\":\"A cleaning, please.\",\"time_in_call_secs\":3},"
	    "{\"role\":\"agent\",\"message\":null,\"tool_calls\":[]}],"
	    "\"metadata\":{\"start_time_unix_secs\":1763985600,\"call_duration_secs\":61,"
	    "\"cost\":77,"
	    "\"main_language\":\"en\",\"phone_call\":{\"type\":\"twilio\","
	    "\"direction\":\"outbound\","
	    "\"agent_number\":\"+18455550111\",\"external_number\":\"+12125550123\","
	    "\"call_sid\":\"CA1\"}},"
	    "\"analysis\":{\"transcript_summary\":\"Ann wants a cleaning.\"},"
	    "\"conversation_initiation_client_data\":{\"dynamic_variables\":"
	    "{\"clinic\":\"Hillside\",\"session_id\":\"" SESSION "\",\"n\":3}}}");

	is_text(c.id, "conv_1", "its id");
	is_text(c.agent_id, "agent_1", "the agent's");
	is_text(c.session_id, SESSION, "our session's");
	is_text(c.call_sid, "CA1", "the call's sid");
	is_text(c.agent_number, "+18455550111", "the agent's number");
	is_text(c.phone, "+12125550123", "the patient's");
	ok(c.outbound && c.is_over && !c.failed && c.has_audio, "it is over, and was heard");
	is_int(c.started_at_ms, 1763985600000, "when it began");
	is_int(c.ended_at_ms, 1763985661000, "when it ended");
	is_int((int)c.count, 2, "a turn without words is none");
	is_text(c.text, "agent: Hello\npatient: A cleaning, please.", "what was said");
	is_int(c.turns[1].at_ms, 3000, "when it was said");
	is_text(c.summary, "Ann wants a cleaning.", "its summary");
	is_int(c.credits, 77, "its cost");
	is_text(c.status, "completed", "its status");
}

static void
test_odd(void)
{
	struct conversation c;

	ok(!conversation_read(a, "elevenlabs", NULL, &c), "nothing is no report");
	ok(!conversation_read(a, "elevenlabs", json("[]"), &c), "nor is a list");
	ok(!conversation_read(a, "elevenlabs", json("{}"), &c), "nor what has no id");
	ok(!conversation_read(a, "elevenlabs", json("{\"conversation_id\":7}"), &c),
	    "nor one that is no text");
	ok(!conversation_read(a, "vapi", json("{\"type\":\"end-of-call-report\"}"), &c),
	    "nor Vapi's without a call");
	c = elevenlabs("{\"conversation_id\":\"c\",\"status\":7,\"transcript\":{},\"metadata\":[],"
	    "\"analysis\":\"none\",\"conversation_initiation_client_data\":null}");
	ok(!c.is_over && !c.session_id && c.duration_s == -1 && !c.count,
	    "fields of other types are not known");
	c = elevenlabs("{\"conversation_id\":\"c\",\"metadata\":{\"start_time_unix_secs\":"
	    "\"1763985600\",\"call_duration_secs\":12.5,\"phone_call\":{\"external_number\":"
	    "\"2125550123\"}}}");
	is_int(c.started_at_ms, 1763985600000, "a number may be a text");
	is_int(c.duration_s, 12, "or have a fraction");
	ok(!c.phone, "a number that is not E.164 is none");
	c = elevenlabs("{\"conversation_id\":\"c\",\"conversation_initiation_client_data\":"
	    "{\"dynamic_variables\":{\"x\":\"" SESSION "\",\"y\":\"" SESSION "\"}}}");
	is_text(c.session_id, SESSION, "a session's id under any name");
	c = elevenlabs("{\"conversation_id\":\"c\",\"conversation_initiation_client_data\":"
	    "{\"dynamic_variables\":{\"x\":\"" SESSION "\",\"y\":\"" OTHER "\"}}}");
	ok(!c.session_id, "two of them are none");
	c = elevenlabs("{\"conversation_id\":\"c\",\"conversation_initiation_client_data\":"
	    "{\"dynamic_variables\":{\"session_id\":\"VS_1\"}}}");
	ok(!c.session_id, "nor is anything else");
}

static void
test_failure(void)
{
	struct conversation c = elevenlabs("{\"agent_id\":\"agent_1\","
	    "\"conversation_id\":\"conv_2\","
	    "\"failure_reason\":\"busy\",\"metadata\":{\"type\":\"twilio\",\"body\":{\"CallSid\":"
	    "\"CA2\",\"From\":\"+18455550111\",\"To\":\"+12125550123\"}}}");
	struct conversation_verdict v;

	ok(c.failed && c.is_over, "nobody was reached");
	is_text(c.status, "busy", "why");
	is_text(c.call_sid, "CA2", "the call");
	is_text(c.phone, "+12125550123", "the patient's number");
	conversation_judge(a, &c, ZONE, &v);
	ok(v.booked != BOOKING_BOOKED && !v.wants_ticket, "and nothing came of it");
	c = elevenlabs("{\"conversation_id\":\"c\",\"failure_reason\":\"unknown\",\"metadata\":"
	    "{\"type\":\"sip\",\"body\":{\"from_number\":\"+18455550111\",\"to_number\":"
	    "\"+12125550123\",\"call_sid\":\"CA3\"}}}");
	is_text(c.call_sid, "CA3", "by SIP");
	is_text(c.status, "failed", "an unknown reason is a failure");
}

static void
test_vapi(void)
{
	struct conversation c = vapi("{\"type\":\"end-of-call-report\",\"endedReason\":"
	    "\"customer-ended-call\",\"startedAt\":\"2025-11-24T12:00:00.000Z\",\"endedAt\":"
	    "\"2025-11-24T12:01:00.000Z\",\"cost\":0.0625,\"customer\":{\"number\":"
	    "\"+12125550123\"},\"call\":{\"id\":\"01234567-89ab\",\"type\":\"outboundPhoneCall\","
	    "\"phoneCallProviderId\":\"CA9\",\"assistantId\":\"as_1\",\"assistantOverrides\":"
	    "{\"metadata\":{\"reference\":\"abc\"}}},\"analysis\":{\"summary\":\"Fine.\","
	    "\"structuredData\":{\"outcome\":\"Confirmed\"}},\"artifact\":{\"messages\":["
	    "{\"role\":\"system\",\"message\":\"You are\"},"
	    "{\"role\":\"bot\",\"message\":\"Hello\",\"secondsFromStart\":0.5},"
	    "{\"role\":\"user\",\"message\":\"Yes\",\"secondsFromStart\":2}],"
	    "\"recordingUrl\":\"https://x\"}}");

	is_text(c.id, "01234567-89ab", "Vapi: its id");
	is_text(c.reference, "abc", "Vapi: our reference");
	is_text(c.call_sid, "CA9", "Vapi: the call's sid");
	is_text(c.phone, "+12125550123", "Vapi: the patient's number");
	is_text(c.text, "agent: Hello\npatient: Yes", "Vapi: what was said");
	is_text(c.price_usd, "0.062500", "Vapi: its cost");
	is_text(c.answer, "confirmed", "Vapi: what the patient answered");
	is_text(c.status, "completed", "Vapi: its status");
	ok(c.is_over && !c.failed && c.has_audio && c.duration_s == 60, "Vapi: it is over");
	c = vapi("{\"id\":\"v\",\"status\":\"ended\",\"endedReason\":\"customer-busy\"}");
	ok(c.is_over && c.failed, "Vapi: a call that GET gave");
	is_text(c.status, "busy", "Vapi: the line was busy");
	c = vapi("{\"id\":\"v\",\"status\":\"in-progress\",\"customer\":{\"externalId\":\"" SESSION
	    "\"},\"artifact\":{\"transcript\":\"AI: Hi\\nUser: Hello\\n\"}}");
	ok(!c.is_over, "Vapi: a call that goes on");
	is_text(c.session_id, SESSION, "Vapi: a session as the customer's id");
	ok(!c.reference, "Vapi: which is no reference");
	is_text(c.text, "agent: Hi\npatient: Hello", "Vapi: a transcript that is one text");
	c = vapi("{\"id\":\"v\",\"endedReason\":\"call.start.error-get-org\"}");
	is_text(c.status, "failed", "Vapi: what nobody knows is a failure");
}

struct judged {
	const char *name, *body;	/* of a conversation that began on a Monday at noon */
	enum booking_verdict booked;
	const char *starts;			/* NULL: not known */
	const char *intent;
};

#define COLLECTED(x) "\"analysis\":{\"data_collection_results\":{" x "}}"
#define SAYS(x) "\"analysis\":{\"transcript_summary\":\"" x "\"}"
#define TOOL(name, result, more) "\"transcript\":[{\"role\":\"agent\",\"message\":null," \
	"\"tool_calls\":[{\"request_id\":\"r\",\"tool_name\":\"" name "\",\"params_as_json\":" \
	"\"{\\\"starts_at\\\":\\\"2025-11-26T10:30\\\",\\\"service\\\":\\\"cleaning\\\"}\"}]," \
	"\"tool_results\":[{\"request_id\":\"r\",\"tool_name\":\"" name "\",\"result_value\":\"" \
	result "\"" more "}]}]"

static const struct judged judged[] = {
	{ "collected, with an instant", COLLECTED("\"appointment_booked\":{\"value\":true,"
	    "\"rationale\":\"You are booked\"},\"appointment_start\":{\"value\":"
	    "\"2025-11-26T10:30:00-05:00\"}"), BOOKING_BOOKED, "2025-11-26T15:30:00.000Z",
	    "book_appointment" },
	{ "collected, bare, by the clinic's clock", COLLECTED("\"appointmentBooked\":\"yes\","
	    "\"startsAt\":\"2025-11-26 10:30\""), BOOKING_BOOKED, "2025-11-26T15:30:00.000Z",
	    "book_appointment" },
	{ "collected, with last year's", COLLECTED("\"booked\":true,\"startsAt\":"
	    "\"2024-11-26 10:30\""), BOOKING_BOOKED, NULL, "book_appointment" },
	{ "collected in words", COLLECTED("\"booked\":true,\"appointment_time\":{\"value\":"
	    "\"Wednesday at half past ten\"}"), BOOKING_BOOKED, "2025-11-26T15:30:00.000Z",
	    "book_appointment" },
	{ "day and hour apart", COLLECTED("\"booked\":true,\"appointment_time\":\"10:30 am\","
	    "\"appointment_date\":\"November 26\""), BOOKING_BOOKED, "2025-11-26T15:30:00.000Z",
	    "book_appointment" },
	{ "as a list", "\"analysis\":{\"data_collection_results_list\":[{\"data_collection_id\":"
	    "\"appointment_booked\",\"value\":true},{\"data_collection_id\":\"starts_at\","
	    "\"value\":\"2025-11-26T10:30\"}]}", BOOKING_BOOKED, "2025-11-26T15:30:00.000Z",
	    "book_appointment" },
	{ "nothing was booked", COLLECTED("\"appointment_booked\":{\"value\":false}"),
	    BOOKING_NOT_BOOKED, NULL, NULL },
	{ "not known", COLLECTED("\"appointment_booked\":{\"value\":null}"), BOOKING_UNCLEAR, NULL,
	    NULL },
	{ "a tool booked", TOOL("book_appointment", "{\\\"success\\\":true}", ""), BOOKING_BOOKED,
	    "2025-11-26T15:30:00.000Z", "book_appointment" },
	{ "a tool said so in words", TOOL("bookVisit", "The visit was booked.", ""), BOOKING_BOOKED,
	    "2025-11-26T15:30:00.000Z", "book_appointment" },
	{ "a tool failed", TOOL("book_appointment", "{\\\"success\\\":true}",
	    ",\"is_error\":true"), BOOKING_UNCLEAR, NULL, NULL },
	{ "a tool said no", TOOL("book_appointment", "{\\\"success\\\":false}", ""),
	    BOOKING_UNCLEAR, NULL, NULL },
	{ "a tool said nothing", TOOL("book_appointment", "{}", ""), BOOKING_UNCLEAR, NULL, NULL },
	{ "a tool could not", TOOL("book_appointment", "Could not be booked", ""), BOOKING_UNCLEAR,
	    NULL, NULL },
	{ "a tool looked", TOOL("check_booking_slots", "{\\\"success\\\":true}", ""),
	    BOOKING_UNCLEAR, NULL, NULL },
	{ "a tool moved a visit", TOOL("reschedule_booking", "{\\\"success\\\":true}", ""),
	    BOOKING_UNCLEAR, NULL, NULL },
	{ "the summary says it", SAYS("Ann asked for a cleaning, and the clinic booked her in for "
	    "Wednesday, November 26 at 10:30 AM."), BOOKING_BOOKED, "2025-11-26T15:30:00.000Z",
	    "book_appointment" },
	{ "the summary says something else", SAYS("Ann asked for the opening hours."),
	    BOOKING_NOT_BOOKED, NULL, NULL },
	{ "an intent alone", COLLECTED("\"intent\":{\"value\":\"Book Appointment\"}"),
	    BOOKING_UNCLEAR, NULL, "book_appointment" },
	{ "another intent", COLLECTED("\"call_intent\":\"Ask hours\""), BOOKING_UNCLEAR, NULL,
	    "ask_hours" },
};

static void
test_judge(void)
{
	for (size_t i = 0; i < sizeof judged / sizeof *judged; i++) {
		const struct judged *j = &judged[i];
		struct conversation c = elevenlabs(arena_printf(a, "{\"conversation_id\":\"c\","
		    "\"status\":\"done\",\"metadata\":{\"start_time_unix_secs\":1764003600},%s}",
		    j->body));
		struct conversation_verdict v;

		conversation_judge(a, &c, ZONE, &v);
		is_int((int)v.booked, (int)j->booked, "%s: booked or not", j->name);
		is_text(v.booked == BOOKING_BOOKED ? instant_iso(a, v.starts_at_ms) : NULL,
		    j->starts, "%s: when", j->name);
		is_text(v.intent, j->intent, "%s: what for", j->name);
	}
}

/* The day alone, by the clinic's calendar. */
static void
test_days(void)
{
	static const struct { const char *stated, *date; bool has_hour; } days[] = {
		{ "2025-11-26", "2025-11-26", false },
		{ "Wednesday", "2025-11-26", false },
		{ "Wednesday at half past ten", "2025-11-26", true },
		{ "2025-11-26T10:30", "2025-11-26", true },
		{ "2025-11-27T03:30:00Z", "2025-11-26", true },
		{ "2025-11-31", NULL, false },
		{ "2025-11-31T10:30", NULL, false },
		{ "10:30", NULL, false },
		{ "soon", NULL, false },
	};

	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		struct conversation c = elevenlabs(arena_printf(a, "{\"conversation_id\":\"c\","
		    "\"metadata\":{\"start_time_unix_secs\":1764003600}," COLLECTED(
		    "\"booked\":true,\"starts_at\":\"%s\"") "}", days[i].stated));
		struct conversation_verdict v;

		conversation_judge(a, &c, ZONE, &v);
		is_text(v.stated_time, days[i].stated, "\"%s\" is kept", days[i].stated);
		is_text(v.stated_date, days[i].date, "… and its day");
		is_int(v.starts_at_ms != 0, days[i].has_hour, "… and when the visit starts, or not");
	}
}

static void
test_contradiction(void)
{
	struct conversation c = elevenlabs("{\"conversation_id\":\"c\",\"metadata\":"
	    "{\"start_time_unix_secs\":1764003600},\"analysis\":{\"transcript_summary\":"
	    "\"Ann did not want to book an appointment and hung up.\",\"data_collection_results\":"
	    "{\"appointment_booked\":true}}}");
	struct conversation_verdict v;

	conversation_judge(a, &c, ZONE, &v);
	ok(v.booked != BOOKING_BOOKED, "a summary that says the contrary is heard");
}

static void
test_people(void)
{
	struct conversation c = elevenlabs("{\"conversation_id\":\"c\"," COLLECTED(
	    "\"patient_name\":{\"value\":\"Ann Maria Smith\"},\"email\":\"ann@example.test\","
	    "\"service\":{\"value\":\"none\"}") "}");

	is_text(c.first_name, "Ann", "a first name");
	is_text(c.last_name, "Maria Smith", "and the rest");
	is_text(c.email, "ann@example.test", "an address");
	ok(!c.service, "\"none\" is nothing");
	c = elevenlabs("{\"conversation_id\":\"c\"," COLLECTED("\"first_name\":\"Ann\","
	    "\"email\":\"ann at example\"") "}");
	ok(c.first_name && !c.last_name && !c.email, "half a name; no address");
}

static void
test_tickets(void)
{
	struct conversation c = elevenlabs("{\"conversation_id\":\"c\",\"metadata\":"
	    "{\"start_time_unix_secs\":1764003600}," COLLECTED("\"intent\":\"raise_ticket\","
	    "\"issue\":\"Wrong bill\",\"priority\":{\"value\":\"Critical\"}") "}");
	struct conversation_verdict v;

	conversation_judge(a, &c, ZONE, &v);
	ok(v.wants_ticket, "an intent raises a ticket");
	is_text(v.subject, "Wrong bill", "its subject");
	is_text(v.priority, "urgent", "its priority");
	is_text(v.description, "", "nobody described it");
	c = elevenlabs("{\"conversation_id\":\"c\",\"analysis\":{\"transcript_summary\":"
	    "\"The bill is wrong. She is angry.\",\"data_collection_results\":{\"needs_ticket\":"
	    "\"yes\"}}}");
	conversation_judge(a, &c, ZONE, &v);
	ok(v.wants_ticket, "so does a flag");
	is_text(v.subject, "The bill is wrong", "the first sentence is a subject");
	is_text(v.description, "The bill is wrong. She is angry.", "and the summary describes it");
	is_text(v.priority, "normal", "a normal one");
	is_text(v.intent, "raise_ticket", "and its intent");
	c = elevenlabs("{\"conversation_id\":\"c\"," COLLECTED("\"issue\":\"A toothache\"") "}");
	conversation_judge(a, &c, ZONE, &v);
	ok(!v.wants_ticket, "an issue alone raises none");
}

static void
test_agents(void)
{
	ok(conversation_agent_is_ours(a, "", "agent_1"), "no list: all agents are ours");
	ok(conversation_agent_is_ours(a, "intake=+18455550111", "agent_1"),
	    "a list of numbers, too");
	ok(conversation_agent_is_ours(a, "intake=+18455550111, billing=agent_1", "agent_1"),
	    "listed");
	ok(!conversation_agent_is_ours(a, "billing=agent_1", "agent_2"), "not listed");
	ok(!conversation_agent_is_ours(a, "billing=agent_1", "agent_11"), "nor a part of it");
	ok(!conversation_agent_is_ours(a, "billing=agent_1", NULL), "nor one that is not told");
}

int
main(void)
{
	a = arena_new(16 << 20);
	test_elevenlabs();
	test_odd();
	test_failure();
	test_vapi();
	test_judge();
	test_days();
	test_contradiction();
	test_people();
	test_tickets();
	test_agents();
	arena_free(a);
	return done_testing();
}

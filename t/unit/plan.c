/* What each policy does with a call, open and closed: its steps in a word each, what its URLs
 * remember, and the reasons; then whole calls that nobody answers. */
#include "desk/plan.h"

#include "../lib/tap.h"
#include "core/clock.h"
#include "core/text.h"
#include "desk/caller.h"
#include "desk/phone.h"

#define LINE "+18455550100"
#define CALLER "+12125550123"
#define FORWARD "+18455550101"
#define EXTERNAL "+18455550104"
#define AGENT "+18455550105"

static struct arena *arena;
static struct config config = { .twilio_menu_message = "Press 1 or 2", .twilio_voice = "alice",
	.elevenlabs_phone_number = "", .twilio_vi_service_sid = "" };
static struct line line;
static struct call_facts call;
static struct assistant assistants[12];

/* A clinic in New York with three assistants, and a call at noon of Friday, 2026-11-20. */
static void
begin(void)
{
	static const char *const names[] = { "Ann", "Ben", "Cleo" };

	line = (struct line){ .number = LINE, .clinic_id = 3, .clinic_name = "Oak Street",
		.timezone = "America/New_York", .country = "US" };
	routing_default(&line.routing);
	memset(assistants, 0, sizeof assistants);
	for (int i = 0; i < 12; i++) {
		assistants[i] = (struct assistant){ .assistant_id = i + 1, .priority = i + 1,
			.name = i < 3 ? names[i] : "Dan",
			.phone = arena_printf(arena, "+184555502%02d", i + 1) };
		hours_default(&assistants[i].duty);
	}
	line.assistants = assistants;
	line.assistants_count = 3;
	call = (struct call_facts){ .from = CALLER, .to = LINE, .call_sid = "CA1" };
	(void)instant_parse("2026-11-20T17:00:00Z", &call.at_ms);
}

static void
set_hours(struct hours *hours, const char *week, const char *exceptions)
{
	struct json_object *o;
	const char *why;

	if (!json_parse(arena, week, strlen(week), &o, &why))
		bail_out("%s %s", week, why);
	hours_read(arena, o, "hours", hours, NULL, NULL);
	if (!json_parse(arena, exceptions, strlen(exceptions), &o, &why))
		bail_out("%s %s", exceptions, why);
	hours_read_exceptions(arena, o, "exceptions", hours, NULL, NULL);
}

#define WEEKDAYS \
	"{\"mon\":[[\"09:00\",\"17:00\"]],\"tue\":[[\"09:00\",\"17:00\"]]," \
	"\"wed\":[[\"09:00\",\"17:00\"]],\"thu\":[[\"09:00\",\"17:00\"]]," \
	"\"fri\":[[\"09:00\",\"12:30\"],[\"13:30\",\"17:00\"]]}"

/* It is Saturday. */
static void
close_clinic(void)
{
	set_hours(&line.routing.hours, WEEKDAYS, "[]");
	call.at_ms += 24 * 3600 * 1000;
}

/* "say Hello | dial +1… 30" */
static const char *
steps_of(const struct plan *plan)
{
	static const char *const words[] = { [STEP_SAY] = "say", [STEP_PLAY] = "play",
		[STEP_GATHER] = "gather", [STEP_DIAL] = "dial", [STEP_RECORD] = "record",
		[STEP_REJECT] = "reject", [STEP_HANGUP] = "hangup" };
	struct text t = text_new(arena);

	for (const struct step *s = plan->steps; s; s = s->next) {
		text_printf(&t, "%s%s%s%s", t.length ? " | " : "", words[s->act],
		    *s->what ? " " : "", s->what);
		if (s->act == STEP_DIAL)
			text_printf(&t, " %d", s->seconds);
	}
	return t.data;
}

static const char *
why_of(const struct plan *plan)
{
	struct text t = text_new(arena);

	for (const struct reason *r = plan->why; r; r = r->next)
		text_printf(&t, "%s%s", t.length ? " " : "", r->text);
	return t.data;
}

static const char *
next_of(const struct plan *plan)
{
	const char *query = call_state_query(arena, &plan->next);

	return query ? query : "";
}

static const char *
url_of(void *context, const char *program, const char *query)
{
	return arena_printf(context, "https://c.example/%s%s%s", program, query ? "?" : "",
	    query ? query : "");
}

static const char *
twiml_of(const struct plan *plan)
{
	const struct plan_urls urls = { url_of, arena };

	return plan_twiml(arena, plan, &urls);
}

static struct plan *
incoming(void)
{
	return plan_call(arena, &config, &line, &call);
}

/* The Dial of this plan came to this. */
static struct plan *
after(const struct plan *plan, const char *outcome)
{
	struct call_facts now = call;

	now.state = plan->next;
	now.dial_outcome = outcome;
	return plan_unanswered(arena, &config, &line, &now);
}

/* This key at the prompt of this plan. */
static struct plan *
pressed(const struct plan *plan, const char *key)
{
	struct call_facts now = call;

	now.state = plan->next;
	now.digits = key;
	return plan_call(arena, &config, &line, &now);
}

#define is_steps(plan, want, ...) is_text(steps_of(plan), want, __VA_ARGS__)
#define SORRY "We are sorry, nobody can take your call right now. "
#define LEAVE "Please leave a message after the tone."
#define TROUBLE "We are sorry, we are having a technical problem. "
#define MESSAGE "say " SORRY LEAVE " | record"

/* --- hours ----------------------------------------------------------------------------------- */

static void
test_hours(void)
{
	static const struct { const char *at, *words;
	} rows[] = {
		{ "2026-11-20T17:00:00Z",
		    "Friday 2026-11-20 12:00 in America/New_York: open until 12:30." },
		{ "2026-11-20T17:30:00Z",
		    "Friday 2026-11-20 12:30 in America/New_York: closed; opens 13:30." },
		{ "2026-11-20T21:59:59Z",
		    "Friday 2026-11-20 16:59 in America/New_York: open until 17:00." },
		{ "2026-11-20T22:00:00Z",
		    "Friday 2026-11-20 17:00 in America/New_York: closed; opens Monday 09:00." },
		{ "2026-11-24T05:00:00Z",
		    "Tuesday 2026-11-24 00:00 in America/New_York: closed; opens 09:00." },
		{ "2026-12-25T15:15:00Z",
		    "Friday 2026-12-25 10:15 in America/New_York: closed, Christmas; opens Monday "
		    "09:00." },
		{ "2026-12-24T15:15:00Z",
		    "Thursday 2026-12-24 10:15 in America/New_York: open until 12:00, Christmas "
		    "Eve." },
		{ "2026-12-24T18:00:00Z",
		    "Thursday 2026-12-24 13:00 in America/New_York: closed, Christmas Eve; opens "
		    "Monday 09:00." },
		{ "2026-12-31T15:00:00Z",
		    "Thursday 2026-12-31 10:00 in America/New_York: closed, by an exception of "
		    "that date; opens Monday 09:00." },
		{ "2027-02-01T15:00:00Z",
		    "Monday 2027-02-01 10:00 in America/New_York: closed, Moving; opens Tuesday "
		    "09:00." },
		{ "2026-07-03T20:00:00Z",
		    "Friday 2026-07-03 16:00 in America/New_York: open until 17:00." },
	};

	begin();
	line.routing.forward_number = FORWARD;
	set_hours(&line.routing.hours, WEEKDAYS,
	    "[{\"date\":\"2026-12-25\",\"hours\":[],\"name\":\"Christmas\"},"
	    "{\"date\":\"2026-12-24\",\"hours\":[[\"09:00\",\"12:00\"]],\"name\":\"Christmas "
	    "Eve\"},"
	    "{\"date\":\"2026-12-31\",\"hours\":[]},{\"date\":\"2027-01-01\",\"hours\":[]},"
	    "{\"date\":\"2027-02-01\",\"hours\":[],\"name\":\"Moving\"}]");
	call.explain = true;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		bool open = strstr(rows[i].words, ": open");
		struct plan *plan;

		(void)instant_parse(rows[i].at, &call.at_ms);
		plan = incoming();
		is_text(plan->why->text, rows[i].words, "%s", rows[i].at);
		is_int(plan->open, open, "%s", open ? "open" : "closed");
		is_text(plan->policy, open ? "forward" : "voicemail", "its policy");
	}
	set_hours(&line.routing.hours, "{}", "[]");
	is_text(incoming()->why->text, "Friday 2026-07-03 16:00 in America/New_York: closed.",
	    "a clinic that never opens");
	set_hours(&line.routing.hours, "null", "[{\"date\":\"2026-08-03\",\"hours\":[]}]");
	is_text(incoming()->why->text,
	    "Friday 2026-07-03 16:00 in America/New_York: open until Monday 2026-08-03 00:00.",
	    "a change that is far away has its date");
	line.timezone = NULL;
	ok(incoming()->open, "a line of which nothing is known is open");
}

/* What was decided when the call came in holds for all of it. */
static void
test_decided_once(void)
{
	struct plan *first;

	begin();
	set_hours(&line.routing.hours, WEEKDAYS, "[]");
	line.routing.menu_enabled = YES;
	line.routing.forward_number = FORWARD;
	(void)instant_parse("2026-11-20T21:59:58Z", &call.at_ms);
	first = incoming();
	is_text(next_of(first), "attempt=1&open=1",
	    "the prompt's URL says that the clinic was open");
	call.at_ms += 10000;
	is_steps(pressed(first, ""), "gather Press 1 or 2",
	    "ten seconds later it is still the same menu");
	is_steps(pressed(first, "1"), "dial " FORWARD " 30", "and its keys count");
	is_steps(incoming(), "say We are sorry, we are closed right now. " LEAVE " | record",
	    "the next caller finds the clinic closed");
	ok(!incoming()->open && after(pressed(first, "1"), "busy")->open,
	    "and the first one open to the end");
}

/* --- policies -------------------------------------------------------------------------------- */

static const struct speech hello = { .text = "Hello" }, closed = { .text = "We are closed" },
	box = { .text = "Leave a word" };

/* One policy, open or closed, with all greetings or none. */
static const char *
policy_steps(enum policy policy, bool open, bool greetings)
{
	begin();
	line.routing.forward_number = FORWARD;
	line.routing.external_number = EXTERNAL;
	line.routing.ai_agent_number = AGENT;
	line.routing.open = line.routing.closed = POLICY_GREETING;
	if (open)
		line.routing.open = policy;
	else
		line.routing.closed = policy;
	if (greetings) {
		line.routing.greeting = hello;
		line.routing.after_hours_greeting = closed;
		line.routing.voicemail_greeting = box;
	}
	if (!open)
		close_clinic();
	return steps_of(incoming());
}

static void
test_policies(void)
{
	static const struct { enum policy policy; const char *open, *closed, *plain, *plain_closed;
	} rows[] = {
		{ POLICY_FORWARD, "say Hello | dial " FORWARD " 30",
		    "say We are closed | dial " FORWARD " 30", "dial " FORWARD " 30",
		    "dial " FORWARD " 30" },
		{ POLICY_EXTERNAL, "say Hello | dial " EXTERNAL " 30",
		    "say We are closed | dial " EXTERNAL " 30", "dial " EXTERNAL " 30",
		    "dial " EXTERNAL " 30" },
		{ POLICY_AI_AGENT, "say Hello | dial " AGENT " 30",
		    "say We are closed | dial " AGENT " 30", "dial " AGENT " 30",
		    "dial " AGENT " 30" },
		{ POLICY_ASSISTANTS, "say Hello | dial +18455550201 30",
		    "say We are closed | dial +18455550201 30", "dial +18455550201 30",
		    "dial +18455550201 30" },
		{ POLICY_VOICEMAIL, "say Leave a word | record", "say We are closed | record",
		    MESSAGE,
		    "say We are sorry, we are closed right now. " LEAVE " | record" },
		{ POLICY_GREETING, "say Hello | record", "say We are closed | record",
		    "say " LEAVE " | record", "say " LEAVE " | record" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		is_text(policy_steps(rows[i].policy, true, true), rows[i].open, "%zu open", i);
		is_text(policy_steps(rows[i].policy, false, true), rows[i].closed, "%zu closed", i);
		is_text(policy_steps(rows[i].policy, true, false), rows[i].plain,
		    "%zu open, no words", i);
		is_text(policy_steps(rows[i].policy, false, false), rows[i].plain_closed,
		    "%zu closed, no words", i);
	}
	(void)policy_steps(POLICY_VOICEMAIL, true, true);
	line.routing.voicemail_greeting = (struct speech){ 0 };
	is_steps(incoming(), "say Hello | " MESSAGE,
	    "a greeting does for voicemail, with our words");
	close_clinic();
	line.routing.after_hours_greeting = (struct speech){ 0 };
	line.routing.closed = POLICY_FORWARD;
	is_steps(incoming(), "say Hello | dial " FORWARD " 30",
	    "a closed clinic without words of its own greets as ever");
	line.routing.after_hours_greeting.play = "https://a.example/x.wav";
	is_steps(incoming(), "play https://a.example/x.wav | dial " FORWARD " 30", "a sound file");
	line.routing.closed = POLICY_VOICEMAIL;
	is_steps(incoming(), "play https://a.example/x.wav | record", "before a recording too");
}

static void
test_ai_agent(void)
{
	static const char *const froms[][2] = { { CALLER, CALLER }, { "Anonymous", LINE },
		{ NULL, LINE }, { "2125550123", LINE }, { "client:ann", LINE } };

	begin();
	line.routing.open = POLICY_AI_AGENT;
	config.elevenlabs_phone_number = "";
	is_steps(incoming(), MESSAGE, "no agent: the fallback");
	config.elevenlabs_phone_number = AGENT;
	is_steps(incoming(), "dial " AGENT " 30", "the server's agent");
	line.routing.ai_agent_number = EXTERNAL;
	is_steps(incoming(), "dial " EXTERNAL " 30", "the clinic's own wins");
	for (size_t i = 0; i < sizeof froms / sizeof froms[0]; i++) {
		call.from = froms[i][0];
		is_text(incoming()->steps->caller_id, froms[i][1], "%s as caller id",
		    froms[i][0] ? froms[i][0] : "nobody");
		call.explain = true;
		ok(!strstr(why_of(incoming()), "The AI agent sees the clinic's number") ==
		    text_same(froms[i][1], CALLER), "and a preview says whose that is");
		call.explain = false;
	}
	line.routing.ai_agent_number = LINE;
	is_steps(incoming(), MESSAGE, "the line itself is no agent");
	config.elevenlabs_phone_number = "";
}

static void
test_register(void)
{
	struct plan *plan;

	begin();
	line.routing.open = POLICY_AI_AGENT;
	line.routing.ai_agent_mode = AGENT_REGISTER;
	line.routing.ai_agent_number = AGENT;
	config.elevenlabs_agents = "intake=" AGENT ",intake=agent_1,other=agent_2";
	config.elevenlabs_api_key = "";
	plan = incoming();
	ok(!plan->steps->agent_id, "without a key nothing is registered");
	ok(strstr(why_of(plan), "It is not registered"), "and the clinic hears why");
	config.elevenlabs_api_key = "xi";
	plan = incoming();
	is_text(plan->steps->agent_id, "agent_1", "the agent of the number");
	is_steps(plan, "dial " AGENT " 30", "whose number is dialled otherwise");
	ok(strstr(twiml_of(plan), "<Redirect") && strstr(twiml_of(plan),
	    "https://c.example/voice-agent?open=1&amp;dialled=ai-agent") &&
	    !strstr(twiml_of(plan), "<Dial"), "it is asked elsewhere: %s", twiml_of(plan));
	call.state = plan->next;
	plan = plan_agent(arena, &config, &line, &call);
	is_steps(plan, "dial " AGENT " 30", "who does not take it is dialled");
	ok(!plan->steps->agent_id && strstr(twiml_of(plan), "<Dial"), "and not asked again");
	is_text(plan->steps->caller_id, CALLER, "with the caller's number");
	is_steps(after(plan, "no-answer"), MESSAGE, "then the fallback");
	begin();
	line.routing.open = POLICY_AI_AGENT;
	line.routing.ai_agent_mode = AGENT_REGISTER;
	config.elevenlabs_agents = "other=agent_2";
	ok(!plan_agent_id(arena, &config, &line), "an agent of another type is none");
	is_steps(incoming(), MESSAGE, "then nobody can take it");
	config.elevenlabs_agents = "default=agent_3";
	plan = incoming();
	is_text(plan->steps->agent_id, "agent_3", "the default agent is, without a number too");
	is_steps(plan, "dial the AI agent 0", "as the preview says");
	call.state = plan->next;
	is_steps(plan_agent(arena, &config, &line, &call), MESSAGE, "it falls back at once");
	is_steps(plan_agent(arena, &config, NULL, &call),
	    "say We are sorry, nobody can take your call right now. Please call again later. "
	    "Goodbye. | hangup", "a number that is nobody's");
	is_steps(plan_sorry(arena, &config, NULL, &call),
	    "say We are sorry, we are having a technical problem. Goodbye. | hangup", "sorry");
	begin();
	line.routing.fallback = FALLBACK_AI_AGENT;
	line.routing.ai_agent_mode = AGENT_REGISTER;
	plan = incoming();
	is_text(plan->steps->agent_id, "agent_3", "as a fallback");
	call.state = plan->next;
	is_steps(plan_agent(arena, &config, &line, &call), MESSAGE, "that ends with voicemail");
	config.elevenlabs_agents = config.elevenlabs_api_key = "";
}

/* --- the fallback ---------------------------------------------------------------------------- */

static void
test_fallbacks(void)
{
	static const struct { enum policy policy; enum fallback fallback; bool numbers;
		const char *then, *at_last;
	} rows[] = {
		{ POLICY_FORWARD, FALLBACK_VOICEMAIL, true, MESSAGE, NULL },
		{ POLICY_FORWARD, FALLBACK_GOODBYE, true,
		    "say " SORRY "Please call again later. Goodbye. | hangup", NULL },
		{ POLICY_FORWARD, FALLBACK_EXTERNAL, true, "dial " EXTERNAL " 30", MESSAGE },
		{ POLICY_FORWARD, FALLBACK_AI_AGENT, true, "dial " AGENT " 30", MESSAGE },
		{ POLICY_FORWARD, FALLBACK_EXTERNAL, false, MESSAGE, NULL },
		{ POLICY_FORWARD, FALLBACK_AI_AGENT, false, MESSAGE, NULL },
		{ POLICY_EXTERNAL, FALLBACK_EXTERNAL, true, MESSAGE, NULL },
		{ POLICY_EXTERNAL, FALLBACK_AI_AGENT, true, "dial " AGENT " 30", MESSAGE },
		{ POLICY_AI_AGENT, FALLBACK_AI_AGENT, true, MESSAGE, NULL },
		{ POLICY_AI_AGENT, FALLBACK_EXTERNAL, true, "dial " EXTERNAL " 30", MESSAGE },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct plan *plan;

		begin();
		line.routing.forward_number = FORWARD;
		line.routing.external_number = rows[i].numbers ? EXTERNAL : NULL;
		line.routing.ai_agent_number = rows[i].numbers ? AGENT : NULL;
		line.routing.open = rows[i].policy;
		line.routing.fallback = rows[i].fallback;
		call.explain = true;
		plan = incoming();
		is_text(strstr(why_of(plan), "If nobody answers: "), arena_printf(arena,
		    "If nobody answers: %s.", rows[i].at_last ? arena_printf(arena,
		    "%.12s, then voicemail", rows[i].then + 5) :
		    rows[i].fallback == FALLBACK_GOODBYE ? "a goodbye" : "voicemail"),
		    "%zu: which is said beforehand", i);
		plan = after(plan, "no-answer");
		is_steps(plan, rows[i].then, "%zu: nobody answers", i);
		if (!rows[i].at_last)
			continue;
		ok(plan->next.fallback, "%zu: its URL says that it is the fallback's", i);
		is_steps(after(plan, "busy"), rows[i].at_last, "%zu: nor then", i);
	}
	begin();
	line.routing.open = POLICY_EXTERNAL;
	line.routing.external_number = LINE;
	line.routing.fallback = FALLBACK_EXTERNAL;
	is_steps(incoming(), MESSAGE, "a line never rings itself");
}

/* --- assistants ------------------------------------------------------------------------------ */

static void
assistants_begin(enum assistant_order order)
{
	begin();
	line.routing.open = POLICY_ASSISTANTS;
	line.routing.assistant_order = order;
}

static void
test_priority(void)
{
	struct plan *plan;

	assistants_begin(ORDER_PRIORITY);
	plan = incoming();
	is_steps(plan, "dial +18455550201 30", "the first one");
	is_text(next_of(plan), "open=1&dialled=assistants&assistant=1&rung=1", "and who it is");
	plan = after(plan, "no-answer");
	is_steps(plan, "dial +18455550202 30", "then the second");
	is_text(next_of(plan), "open=1&dialled=assistants&assistant=2&rung=1.2&spent=30",
	    "with the seconds of the first");
	plan = after(plan, "busy");
	is_steps(plan, "dial +18455550203 30", "then the third, since who was busy did not ring");
	is_text(next_of(plan), "open=1&dialled=assistants&assistant=3&rung=1.2.3&spent=30",
	    "nor used up seconds");
	plan = after(plan, "no-answer");
	is_steps(plan, MESSAGE, "then the fallback");
	is_text(why_of(plan), "Nobody answered. All assistants on duty were rung. The fallback is "
	    "voicemail.", "and why");
}

static void
test_caps(void)
{
	struct plan *plan;

	assistants_begin(ORDER_PRIORITY);
	line.routing.ring_seconds = 20;
	line.routing.max_ring_seconds = 47;
	plan = after(after(incoming(), "no-answer"), "no-answer");
	is_steps(plan, "dial +18455550203 7", "the last one has what is left");
	line.assistants_count = 4;
	is_steps(after(plan, "no-answer"), MESSAGE, "and nobody is rung beyond it");
	line.routing.max_ring_seconds = 44;
	is_steps(after(after(incoming(), "no-answer"), "no-answer"), MESSAGE,
	    "less than Twilio rings is nothing");
	line.routing.max_ring_seconds = 10;
	is_steps(incoming(), "dial +18455550201 10", "the total caps the first one as well");
	line.routing.max_ring_seconds = 90;
	plan = incoming();
	for (int i = 1; i <= 3; i++)
		plan = after(plan, i % 2 ? "busy" : "failed");
	is_steps(plan, "dial +18455550204 20", "phones that did not ring cost no time");
	is_int(plan->next.spent_s, 0, "none at all");
}

static void
test_duty(void)
{
	struct plan *plan;

	assistants_begin(ORDER_PRIORITY);
	call.explain = true;
	assistants[0].paused = true;
	assistants[1].has_duty = true;
	set_hours(&assistants[1].duty, "{\"fri\":[[\"13:00\",\"17:00\"]]}", "[]");
	plan = incoming();
	is_steps(plan, "dial +18455550203 30", "paused and off duty are passed over");
	is_text(why_of(plan), "No opening hours are set: the clinic is always open. "
	    "Not rung: Ann (paused), Ben (off duty). "
	    "Assistants on duty, by priority: Cleo (+18455550203). If nobody answers: voicemail.",
	    "and why");
	call.at_ms += 3600 * 1000;
	is_steps(incoming(), "dial +18455550202 30", "an hour later one is on duty");
	assistants[1].phone = LINE;
	assistants[2].phone = "nonsense";
	plan = incoming();
	is_steps(plan, MESSAGE, "nobody is left");
	is_text(why_of(plan), "No opening hours are set: the clinic is always open. "
	    "Not rung: Ann (paused), Ben (no number of their own), Cleo (no number of their own). "
	    "No assistant is on duty. The fallback is voicemail.", "and why");
	line.assistants_count = 0;
	is_steps(incoming(), MESSAGE, "a clinic without assistants");
}

static void
test_round_robin(void)
{
	static const char *const orders[][3] = { { "01", "02", "03" }, { "02", "03", "01" },
		{ "03", "01", "02" } };
	struct plan *plan;

	assistants_begin(ORDER_ROUND_ROBIN);
	ok(incoming()->wants_turn, "a turn is wanted");
	is_steps(incoming(), "dial +18455550201 30", "and without one the first begins");
	for (int turn = 0; turn < 3; turn++) {
		call.turn_id = turn + 1;
		plan = incoming();
		ok(!plan->wants_turn, "turn %d is enough", turn);
		for (int i = 0; i < 3; i++, plan = after(plan, "no-answer")) {
			is_steps(plan, arena_printf(arena, "dial +184555502%s 30", orders[turn][i]),
			    "turn %d, the %d. who is rung", turn, i + 1);
			ok(plan->wants_turn == (i > 0), "for each that follows there is one");
			/* Where it is nobody's, it is known from who was rung. */
			call.turn_id = 0;
		}
		is_steps(plan, MESSAGE, "turn %d ends in the fallback", turn);
		ok(!plan->wants_turn, "which takes none");
	}
	call.turn_id = 1;
	plan = incoming();
	call.turn_id = 3;
	plan = after(plan, "no-answer");
	is_steps(plan, "dial +18455550203 30", "it goes on with whose turn it is then");
	ok(!plan->wants_turn, "which is enough");
	call.turn_id = 1;
	is_steps(after(plan, "no-answer"), "dial +18455550202 30", "unless they were rung");
	line.routing.max_ring_seconds = 20;
	call.turn_id = 0;
	ok(!after(incoming(), "no-answer")->wants_turn, "no time is left: no turn");
	line.routing.max_ring_seconds = 90;
	line.assistants_count = 1;
	ok(incoming()->wants_turn, "one alone takes a turn");
	assistants[0].paused = true;
	ok(!incoming()->wants_turn, "nobody takes none");
	assistants[0].paused = false;
	line.assistants_count = 3;
	call.turn_id = INT64_MAX;
	is_steps(incoming(), "dial +18455550201 30", "nobody of the clinic's has the turn");
	call.turn_id = 2;
	plan = incoming();
	assistants[1].paused = true;
	is_steps(incoming(), "dial +18455550203 30", "who has it is paused: the next one begins");
	is_steps(after(plan, "no-answer"), "dial +18455550203 30", "or goes on");
	line.routing.assistant_order = ORDER_PRIORITY;
	is_steps(incoming(), "dial +18455550201 30", "by priority there are no turns");
	ok(!incoming()->wants_turn, "none at all");
}

/* Four assistants, those in capitals on duty; B and C have one priority. */
static void
test_turn_after(void)
{
	static const struct { const char *people; int priority, id; const char *turn;
	} rows[] = {
		{ "ABCD", -1, 0, "A" }, { "ABCD", 1, 1, "B" }, { "ABCD", 2, 2, "C" },
		{ "ABCD", 2, 3, "D" }, { "ABCD", 4, 4, "A" }, { "abCD", 1, 1, "C" },
		{ "aBCD", 1, 1, "B" }, { "AbcD", 2, 2, "D" }, { "Abcd", 2, 2, "A" },
		{ "aBcd", 2, 2, "B" }, { "ABCd", 2, 3, "A" }, { "aBCd", 2, 3, "B" },
		{ "ABCD", 2, 9, "D" }, { "ABCD", 0, 9, "A" }, { "ABCD", 3, 1, "D" },
		{ "ABCD", 1000000, 9, "A" }, { "abcd", 1, 1, "" },
	};
	const struct assistant *who;

	assistants_begin(ORDER_ROUND_ROBIN);
	line.assistants_count = 4;
	assistants[2].priority = 2;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		for (int n = 0; n < 4; n++)
			assistants[n].paused = rows[i].people[n] >= 'a';
		who = plan_turn_after(&line, &call, rows[i].priority, rows[i].id);
		is_int(who ? who->assistant_id : 0, *rows[i].turn ? *rows[i].turn - '@' : 0,
		    "%s: after %d, %d", rows[i].people, rows[i].priority, rows[i].id);
	}
	assistants[0].paused = assistants[1].paused = false;
	assistants[1].has_duty = true;
	set_hours(&assistants[1].duty, "{\"fri\":[[\"13:00\",\"17:00\"]]}", "[]");
	who = plan_turn_after(&line, &call, 1, 1);
	ok(who == &assistants[0], "the next is not on duty yet");
	call.at_ms += 3600 * 1000;
	who = plan_turn_after(&line, &call, 1, 1);
	ok(who == &assistants[1], "he is an hour later");
	call.state.rung[call.state.rung_count++] = 2;
	who = plan_turn_after(&line, &call, 1, 1);
	ok(who == &assistants[0], "who was rung has none");
	call.state.rung[call.state.rung_count++] = 1;
	ok(!plan_turn_after(&line, &call, 1, 1), "nor has anybody where all were");
	line.assistants_count = 0;
	ok(!plan_turn_after(&line, &call, 1, 1), "a clinic without assistants");
}

static void
test_all_at_once(void)
{
	struct plan *plan;

	assistants_begin(ORDER_ALL_AT_ONCE);
	plan = incoming();
	is_steps(plan, "dial +18455550201, +18455550202, +18455550203 30", "all of them");
	is_text(next_of(plan), "open=1&dialled=assistants&rung=1.2.3", "nobody is the one");
	is_steps(after(plan, "no-answer"), MESSAGE, "then the fallback");
	line.assistants_count = 12;
	plan = incoming();
	is_int((int64_t)plan->steps->targets_count, 10, "no more than Twilio rings at once");
	plan = after(plan, "no-answer");
	is_steps(plan, "dial +18455550211, +18455550212 30", "then the others");
	is_steps(after(plan, "no-answer"), MESSAGE, "then the fallback");
}

/* The snapshot is another one in the middle of a call. */
static void
test_changes(void)
{
	struct plan *plan;

	assistants_begin(ORDER_PRIORITY);
	plan = incoming();
	assistants[1].paused = true;
	is_steps(after(plan, "no-answer"), "dial +18455550203 30",
	    "who was paused meanwhile is passed over");
	line.assistants = assistants + 2;
	line.assistants_count = 1;
	is_steps(after(plan, "no-answer"), "dial +18455550203 30",
	    "who was deleted too, the one who rang among them");
	assistants[2].assistant_id = 9;
	is_steps(after(after(plan, "no-answer"), "no-answer"), MESSAGE, "nobody is rung twice");
	line.routing.open = POLICY_EXTERNAL;
	is_steps(after(plan, "no-answer"), MESSAGE, "another policy: the fallback");
	line.routing.open = POLICY_ASSISTANTS;
	line.assistants_count = 0;
	is_steps(after(plan, "no-answer"), MESSAGE, "no assistants any more");
}

static void
test_screen(void)
{
	const char *xml;
	struct plan *plan;

	assistants_begin(ORDER_ALL_AT_ONCE);
	line.assistants_count = 2;
	line.routing.screen = true;
	plan = incoming();
	is_text(next_of(plan), "open=1&dialled=assistants&screened=1&rung=1.2",
	    "the Dial was screened");
	xml = twiml_of(plan);
	ok(strstr(xml, "<Number "
	    "url=\"https://c.example/voice-screen?assistant=2&amp;line=%2B18455550100"
	    "&amp;call=CA1\" statusCallback=\"https://c.example/voice-status-callback?screened=1"
	    "&amp;assistant=2\""), "each leg knows whose call it is: %s", xml);
	line.routing.screen = false;
	ok(!strstr(twiml_of(after(plan, "no-answer")), "voice-screen"),
	    "who is not screened hears nothing");

	call.state = (struct call_state){ .line = LINE, .call_sid = "CA9", .assistant_id = 2 };
	plan = plan_screen(arena, &config, &line, &call);
	is_steps(plan, "gather A call for Oak Street. Press 1 to accept. | hangup", "asked");
	is_text(next_of(plan), "attempt=1&assistant=2&line=%2B18455550100&call=CA9",
	    "and what the answer's URL says");
	call.digits = "1";
	is_steps(plan_screen(arena, &config, &line, &call), steps_of(plan),
	    "a key before the prompt does not count");
	call.state.attempt = 1;
	ok(plan_screen(arena, &config, &line, &call)->accepted, "accepted");
	is_text(twiml_of(plan_screen(arena, &config, &line, &call)),
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response></Response>",
	    "nothing more is said");
	call.digits = "2";
	is_text(next_of(plan_screen(arena, &config, &line, &call)),
	    "attempt=2&assistant=2&line=%2B18455550100&call=CA9", "another key: once more");
	call.state.attempt = 2;
	is_steps(plan_screen(arena, &config, &line, &call), "hangup", "then no more");
	ok(!plan_screen(arena, &config, &line, &call)->accepted, "not accepted");
	is_steps(plan_screen(arena, &config, NULL, &(struct call_facts){ 0 }),
	    "gather A call for the clinic. Press 1 to accept. | hangup",
	    "nobody knows whose call it is");
}

/* --- the menu's further keys ----------------------------------------------------------------- */

static void
test_choices(void)
{
	struct plan *first, *plan;

	begin();
	line.routing.menu_enabled = YES;
	line.routing.forward_number = FORWARD;
	line.routing.external_number = EXTERNAL;
	line.routing.ai_agent_number = AGENT;
	line.routing.choices[3] = (struct menu_choice){ .kind = CHOICE_POLICY,
	    .policy = POLICY_VOICEMAIL };
	line.routing.choices[0] = (struct menu_choice){ .kind = CHOICE_POLICY,
	    .policy = POLICY_EXTERNAL };
	line.routing.choices[9] = (struct menu_choice){ .kind = CHOICE_POLICY,
	    .policy = POLICY_AI_AGENT };
	line.routing.choices[4] = (struct menu_choice){ .kind = CHOICE_SAY,
	    .speech = { .text = "Oak Street 5" } };
	line.routing.choices[5] = (struct menu_choice){ .kind = CHOICE_NUMBER,
	    .number = "+18455550107" };
	line.routing.choices[6] = (struct menu_choice){ .kind = CHOICE_NUMBER, .number = LINE };
	first = incoming();
	is_steps(pressed(first, "3"), "say " LEAVE " | record", "voicemail");
	is_steps(pressed(first, "0"), "dial " EXTERNAL " 30", "the external number");
	is_text(pressed(first, "0")->menu_choice, "0", "and the key is noted");
	is_steps(pressed(first, "9"), "dial " AGENT " 30", "the AI agent");
	is_text(pressed(first, "9")->steps->caller_id, CALLER, "which sees the caller");
	is_steps(pressed(first, "5"), "dial +18455550107 30", "a number");
	is_steps(pressed(first, "6"), MESSAGE, "the line itself: the fallback");
	is_steps(pressed(first, "7"), "gather Press 1 or 2", "a key without a target");
	is_steps(pressed(first, "33"), "gather Press 1 or 2", "two keys are none");
	plan = pressed(first, "4");
	is_steps(plan, "say Oak Street 5 | gather Press 1 or 2", "a text, and the menu again");
	is_int(plan->attempt, 2, "which is the second prompt");
	is_steps(pressed(plan, "1"), "dial " FORWARD " 30", "whose keys count");
	plan = pressed(pressed(plan, "4"), "4");
	is_steps(plan, "say Oak Street 5 | say Goodbye. | hangup",
	    "after the last prompt a goodbye");
	is_text(plan->menu_choice, "4", "and the key is noted");
	line.routing.external_number = NULL;
	is_steps(pressed(first, "0"), MESSAGE, "no external number: the fallback");
	line.routing.voicemail_greeting = box;
	is_steps(pressed(first, "3"), "say Leave a word | record",
	    "the clinic's voicemail greeting");
}

/* --- who is not let in ----------------------------------------------------------------------- */

static void
test_blocked(void)
{
	static const char *const blocked[] = { "+12125550123", "+12125550124", "+442079460000" };
	static const struct { const char *from; bool listed, anonymous;
	} rows[] = {
		{ "+12125550123", true, false }, { "+12125550124", true, false },
		{ "+442079460000", true, false }, { "+12125550125", false, false },
		{ "+1212555012", false, false }, { "+121255501234", false, false },
		{ "2125550199", false, false }, { "(212) 555-0199", false, false },
		{ "", false, true }, { NULL, false, true }, { "Anonymous", false, true },
		{ "anonymous", false, true }, { "Restricted", false, true }, { "unknown", false,
		    true },
		{ "+266696687", false, true }, { "+86282452253", false, true }, { "+", false,
		    true },
		{ "-1", false, true }, { "sip:anonymous@anonymous.invalid", false, true },
		{ "sip:+12125550123@pbx.example", false, false }, { "sip:ann@pbx.example", false,
		    true },
		{ "client:ann", false, false }, { "911", false, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *name = rows[i].from ? rows[i].from : "nobody";
		struct plan *plan;

		begin();
		line.routing.forward_number = FORWARD;
		line.routing.greeting = hello;
		call.from = rows[i].from;
		is_steps(incoming(), "say Hello | dial " FORWARD " 30", "%s: nobody is blocked",
		    name);
		line.routing.blocked_numbers = blocked;
		line.routing.blocked_count = 3;
		plan = incoming();
		is_int(plan->rejected, rows[i].listed, "%s: the block list", name);
		line.routing.blocked_count = 0;
		line.routing.reject_anonymous = true;
		plan = incoming();
		is_int(plan->rejected, rows[i].anonymous, "%s: anonymous callers", name);
		if (plan->rejected)
			is_text(twiml_of(plan), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			    "<Response><Reject reason=\"rejected\"/></Response>",
			    "%s: rejected at once", name);
	}
	begin();
	line.routing.menu_enabled = YES;
	line.routing.reject_anonymous = true;
	line.routing.forward_number = FORWARD;
	call.from = "Anonymous";
	call.state.attempt = 1;
	ok(!incoming()->rejected, "who has been let in stays");
}

/* Who comes by an address, and what preview says of it. */
static void
test_addresses(void)
{
	static const char *const addresses[] = {
		"client:alice", "client:a", "sip:bob@example.com", "sips:bob@example.com",
		"sip:+12125550123@pbx.example", "sip:+12125550123@pbx.example:5060;user=phone",
		"sip:\xe5\xbc\xa0@example.test",
	};
	static const char *const none[] = {
		NULL, "", "anonymous", "+12125550123", "client:", "client", "client:a b",
		"client:a\n", "sip:", "sip:bob", "sip:@example.com", "sip:bob@", "sips:bob",
		"mailto:bob@example.com", "bob@example.com", "sip: bob@example.com", "SIP:bob@x",
	};
	static const struct { const char *from; bool shows_number; } rows[] = {
		{ "client:alice", true }, { "sip:bob@example.com", false },
		{ "sip:+12125550123@pbx.example", true },
	};

	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
		ok(caller_is_address(addresses[i]), "%s is an address", addresses[i]);
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		ok(!caller_is_address(none[i]), "%s is none", none[i] ? none[i] : "nobody");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *why = arena_printf(arena, "The caller's address, %s, %s.", rows[i].from,
		    rows[i].shows_number ? "does not count as a number withheld, and the block "
		    "list has numbers alone" :
		    "shows no number before its @: that counts as a number withheld");
		struct plan *plan;

		begin();
		line.routing.forward_number = FORWARD;
		line.routing.reject_anonymous = true;
		call.from = rows[i].from;
		plan = incoming();
		ok(!strstr(why_of(plan), why), "%s: nothing more is said of a call", rows[i].from);
		call.explain = true;
		plan = incoming();
		ok(strstr(why_of(plan), why), "%s: but in a preview", rows[i].from);
		is_int(plan->rejected, !rows[i].shows_number, "%s: and it is so", rows[i].from);
	}
}

/* Who called, for people, and whom nobody can call back. */
static void
test_callers(void)
{
	static const char *const withheld = "a withheld number";
	static const char *const spelt[] = {
		"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253",
	};
	static const struct { const char *from, *name; bool shows_number; } rows[] = {
		{ CALLER, CALLER, true }, { "+442079460000", "+442079460000", true },
		{ "2125550199", "2125550199", false }, { "72345", "72345", false },
		{ NULL, withheld, false }, { "", withheld, false },
		{ "anonymous", withheld, false }, { "Restricted", withheld, false },
		{ "+", withheld, false }, { "client:ann", "client:ann", false },
		{ "sip:ann@pbx.example", "sip:ann@pbx.example", false },
		{ "sip:+12125550123@pbx.example", "sip:+12125550123@pbx.example", false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *name = rows[i].from ? rows[i].from : "nobody";

		is_text(caller_name(rows[i].from), rows[i].name, "%s, for people", name);
		is_int(caller_shows_number(rows[i].from), rows[i].shows_number,
		    "%s: a number to call back", name);
	}
	for (size_t i = 0; i < sizeof spelt / sizeof *spelt; i++) {
		ok(caller_is_anonymous(spelt[i]), "%s is a word", spelt[i]);
		is_text(caller_name(spelt[i]), withheld, "%s, for people", spelt[i]);
		ok(!caller_shows_number(spelt[i]), "%s: no number to call back", spelt[i]);
		is_text(phone_normalise(arena, spelt[i], NULL), NULL,
		    "%s: nobody can be called or texted there", spelt[i]);
	}
}

/* --- recording and transcription ------------------------------------------------------------- */

/* What a Dial does: "R" it is recorded, "T" a transcription begins, "t" nothing more. */
static const char *
kept(const struct plan *plan)
{
	const char *xml = twiml_of(plan);

	return arena_printf(arena, "%s%s%s", strstr(xml, "Announced") ? "A" : "",
	    strstr(xml, " record=\"record-from-answer-dual\" "
	    "recordingStatusCallback=\"") ? "R" : "",
	    strstr(xml, "<Start><Transcription ") ? "T" : "");
}

static void
test_recording(void)
{
	static const struct { enum tristate recording; enum transcription mode; bool announced;
		const char *first, *second;
	} rows[] = {
		{ NO, TRANSCRIPTION_OFF, true, "", "" },
		{ YES, TRANSCRIPTION_OFF, true, "AR", "R" },
		{ YES, TRANSCRIPTION_OFF, false, "R", "R" },
		{ NO, TRANSCRIPTION_REALTIME, true, "AT", "" },
		{ NO, TRANSCRIPTION_REALTIME, false, "T", "" },
		{ YES, TRANSCRIPTION_BOTH, true, "ART", "R" },
		{ YES, TRANSCRIPTION_INTELLIGENCE, true, "AR", "R" },
		{ NO, TRANSCRIPTION_INTELLIGENCE, true, "", "" },
		{ YES, TRANSCRIPTION_WHISPER, true, "AR", "R" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct plan *plan;

		assistants_begin(ORDER_PRIORITY);
		line.routing.recording = rows[i].recording;
		line.routing.transcription = rows[i].mode;
		if (rows[i].announced)
			line.routing.consent_announcement.text = "Announced";
		plan = incoming();
		is_text(kept(plan), rows[i].first, "%zu: the first Dial", i);
		is_text(kept(after(plan, "busy")), rows[i].second, "%zu: the second", i);
		is_text(kept(after(after(after(plan, "busy"), "busy"), "busy")), "", "%zu: no Dial",
		    i);
		is_text(kept(plan_rescue(arena, &config, &line, &call)), "", "%zu: a rescue", i);
	}
	assistants_begin(ORDER_PRIORITY);
	line.routing.transcription = TRANSCRIPTION_REALTIME;
	line.routing.language = "es-US";
	ok(strstr(twiml_of(incoming()), "<Response><Start><Transcription"
	    " statusCallbackUrl=\"https://c.example/voice-transcription\" languageCode=\"es-US\""
	    " track=\"both_tracks\" inboundTrackLabel=\"caller\" "
	    "outboundTrackLabel=\"clinic\"/></Start>"
	    "<Dial "), "in the clinic's language, both tracks");
}

static void
test_voicemail_transcription(void)
{
	static const struct { enum transcription mode; const char *language; int seconds; bool ours;
	} rows[] = {
		{ TRANSCRIPTION_REALTIME, "en-US", 120, true },
		{ TRANSCRIPTION_REALTIME, NULL, 60, true },
		{ TRANSCRIPTION_REALTIME, "en-GB", 120, false },
		{ TRANSCRIPTION_REALTIME, "en-US", 121, false },
		{ TRANSCRIPTION_BOTH, "en-US", 120, false },
		{ TRANSCRIPTION_INTELLIGENCE, "en-US", 120, false },
		{ TRANSCRIPTION_WHISPER, "en-US", 120, false },
		{ TRANSCRIPTION_OFF, "en-US", 120, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *xml;

		begin();
		line.routing.open = POLICY_VOICEMAIL;
		line.routing.transcription = rows[i].mode;
		line.routing.language = rows[i].language;
		line.routing.voicemail_max_seconds = rows[i].seconds;
		xml = twiml_of(incoming());
		is_int(strstr(xml, " transcribe=\"true\" transcribeCallback="
		    "\"https://c.example/voicemail-transcription\"") != NULL, rows[i].ours,
		    "mode %d, %s, %d s", (int)rows[i].mode,
		    rows[i].language ? rows[i].language : "no language",
		    rows[i].seconds);
		ok(strstr(xml, " recordingStatusCallback=\"https://c.example/recording-status\"")
		    && !strstr(xml, "<Start>"), "and the recording reports");
	}
}

/* --- when something fails --------------------------------------------------------------------- */

static void
test_rescue(void)
{
	static const char *const outcomes[] = { NULL, "no-answer", "busy", "failed", "canceled" };
	const char *xml;

	begin();
	line.routing.forward_number = FORWARD;
	line.routing.voicemail_greeting.text = "Greeting";
	line.routing.transcription = TRANSCRIPTION_REALTIME;
	is_steps(plan_rescue(arena, &config, &line, &call), "dial " FORWARD " 30", "forwarded");
	for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
		call.dial_outcome = outcomes[i];
		is_steps(plan_rescue_dialled(arena, &config, &line, &call),
		    "say " TROUBLE LEAVE " | record", "after a Dial, %s: nobody is rung again",
		    outcomes[i] ? outcomes[i] : "whatever came of it");
	}
	xml = twiml_of(plan_rescue_dialled(arena, &config, &line, &call));
	ok(!strstr(xml, "transcribe"), "as simple as can be");
	is_steps(plan_rescue_dialled(arena, &config, NULL, &call),
	    "say " TROUBLE "Please call again later. Goodbye. | hangup", "nobody's number");
	call.dial_outcome = "answered";
	is_steps(plan_rescue_dialled(arena, &config, &line, &call), "hangup", "they have spoken");
}

/* --- following a caller ---------------------------------------------------------------------- */

static void
test_follow(void)
{
	struct plan *plan;

	begin();
	call.explain = true;
	line.routing.menu_enabled = YES;
	line.routing.forward_number = FORWARD;
	plan = plan_follow(arena, &config, &line, &call, "7 1");
	is_steps(plan, "dial " FORWARD " 30", "three keys later");
	is_text(why_of(plan), "No opening hours are set: the clinic is always open. "
	    "The menu is on: prompt 1 of 3. \"7\" is no choice of the menu. The menu is on: "
	    "prompt 2 of 3. "
	    "No key was pressed. The menu is on: prompt 3 of 3. Key 1: new patients go to " FORWARD
	    ", since they have no number of their own. If nobody answers: voicemail.",
	    "with all reasons");
	is_steps(plan_follow(arena, &config, &line, &call, ""), "gather Press 1 or 2", "no keys");
	is_steps(plan_follow(arena, &config, &line, &call, "1234"), "dial " FORWARD " 30",
	    "keys too many");
	plan = plan_follow(arena, &config, &line, &call, "é1");
	is_steps(plan, "dial " FORWARD " 30", "what is no key is one prompt");
	ok(text_is_utf8(why_of(plan), strlen(why_of(plan))), "and said in whole characters");
}

int
main(void)
{
	arena = arena_new(64 << 20);
	test_hours();
	test_decided_once();
	test_policies();
	test_ai_agent();
	test_register();
	test_fallbacks();
	test_priority();
	test_caps();
	test_duty();
	test_round_robin();
	test_turn_after();
	test_all_at_once();
	test_changes();
	test_screen();
	test_choices();
	test_blocked();
	test_addresses();
	test_callers();
	test_recording();
	test_voicemail_transcription();
	test_rescue();
	test_follow();
	arena_free(arena);
	return done_testing();
}

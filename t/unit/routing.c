/* Calls: every combination of menu, key, prompt and numbers against rules that are written down
 * again here; then the words. */
#include "desk/plan.h"

#include "../lib/tap.h"
#include "core/text.h"

static struct arena *arena;
static struct config config = { .twilio_menu_message = "Press 1 or 2", .twilio_voice = "alice" };

static const char *
url_of(void *context, const char *program, const char *query)
{
	return arena_printf(context, "https://c.example/%s%s%s#rc=2&rp=all", program,
	    query ? "?" : "", query ? query : "");
}

static const char *
twiml_of(const struct plan *plan)
{
	const struct plan_urls urls = { url_of, arena };

	return plan_twiml(arena, plan, &urls);
}

static struct line
line_new(void)
{
	struct line line = {
		.number = "+18455550100", .clinic_id = 3, .clinic_name = "Oak Street Clinic",
		.timezone = "America/New_York", .country = "US",
	};

	routing_default(&line.routing);
	return line;
}

static const char *
why_of(const struct plan *plan)
{
	struct text t = text_new(arena);

	for (const struct reason *r = plan->why; r; r = r->next)
		text_printf(&t, "%s%s", t.length ? " " : "", r->text);
	return t.data;
}

/* --- every combination ----------------------------------------------------------------------- */

/* A plan in a word or two: "prompt 2", "dial +1… key 1", "voicemail". */
static const char *
gist(const struct plan *plan)
{
	const char *key =
	    plan->menu_choice ? arena_printf(arena, " key %s", plan->menu_choice) : "";
	const struct step *s = plan->steps;

	while (s && (s->act == STEP_SAY || s->act == STEP_PLAY))
		s = s->next;
	if (!s || s->next)
		return "not one act at the end";
	switch (s->act) {
	case STEP_GATHER:
		return arena_printf(arena, "prompt %d%s", plan->attempt, key);
	case STEP_DIAL:
		return arena_printf(arena, "dial %s%s", s->what, key);
	case STEP_RECORD:
		return arena_printf(arena, "voicemail%s", key);
	case STEP_HANGUP:
		return arena_printf(arena, "goodbye%s", key);
	case STEP_SAY: case STEP_PLAY: case STEP_REJECT:
		break;
	}
	return "something else";
}

enum menu { MENU_OFF, MENU_ON, MENU_SERVER_OFF, MENU_SERVER_ON, MENUS };

/* One case: bit 0 of a mask is forwardNumber, 1 forwardNumberNew, 2 forwardNumberExisting. */
struct facts {
	enum menu menu;
	enum fallback fallback;
	const char *digits;
	int attempt;
	unsigned clinics, own;
};

static const char *const clinics_numbers[] = { "+18455550101", "+18455550102", "+18455550103" };
static const char *const own_numbers[] = { "+18455550111", "+18455550112", "+18455550113" };

/* The rules again, from the specification, in other words than the program's. */
static const char *
expected(const struct facts *f)
{
	const char *ending = f->fallback == FALLBACK_GOODBYE ? "goodbye" : "voicemail";
	const char *in_force[3] = { NULL }, *number, *key;
	int played = f->attempt < 1 ? 0 : f->attempt < 4 ? f->attempt : 3;

	for (unsigned i = 0; i < 3; i++) {
		if (f->clinics >> i & 1)
			in_force[i] = clinics_numbers[i];
		if (f->own >> i & 1)
			in_force[i] = own_numbers[i];
	}
	if (f->menu == MENU_OFF || f->menu == MENU_SERVER_OFF) {
		number = in_force[0] ? in_force[0] : in_force[1] ? in_force[1] : in_force[2];
		return number ? arena_printf(arena, "dial %s", number) : ending;
	}
	if (!played)
		return "prompt 1";
	key = "";
	if (text_same(f->digits, "1") || text_same(f->digits, " 1 "))
		key = "1";
	if (text_same(f->digits, "2") || text_same(f->digits, "2\n"))
		key = "2";
	if (*key) {
		number = in_force[*key == '1' ? 1 : 2];
		number = number ? number : in_force[0];
		number = number ? number : in_force[*key == '1' ? 2 : 1];
		return number ? arena_printf(arena, "dial %s key %s", number, key) :
		    arena_printf(arena, "%s key %s", ending, key);
	}
	if (played < 3)
		return arena_printf(arena, "prompt %d", played + 1);
	return in_force[0] ? arena_printf(arena, "dial %s", in_force[0]) : ending;
}

static const char *
decided(const struct facts *f)
{
	const struct call_facts call = {
		.from = "+14155550100",
		.to = "18455550100",
		.digits = f->digits,
		.state = { .attempt = f->attempt },
	};
	struct config server = config;
	struct line line = line_new();

	server.twilio_enable_menu = f->menu == MENU_SERVER_ON;
	line.routing.menu_enabled = f->menu == MENU_OFF ? NO : f->menu == MENU_ON ? YES : UNSET;
	line.routing.fallback = f->fallback;
	line.routing.forward_number = f->clinics & 1 ? clinics_numbers[0] : NULL;
	line.routing.forward_number_new = f->clinics & 2 ? clinics_numbers[1] : NULL;
	line.routing.forward_number_existing = f->clinics & 4 ? clinics_numbers[2] : NULL;
	line.forward_number = f->own & 1 ? own_numbers[0] : NULL;
	line.forward_number_new = f->own & 2 ? own_numbers[1] : "";	/* "" is not set either */
	line.forward_number_existing = f->own & 4 ? own_numbers[2] : NULL;
	return gist(plan_call(arena, &server, &line, &call));
}

/* All numbers, fallbacks and attempts of one menu and key; one line of output for each attempt. */
static void
test_numbers(enum menu menu, const char *digits)
{
	static const char *const menus[MENUS] =
	    { "off", "on", "off on the server", "on on the server" };
	static const int attempts[] = { 0, 1, 2, 3 };

	for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
		struct facts f = { .menu = menu, .digits = digits, .attempt = attempts[i] };
		int wrong = 0;

		for (unsigned n = 0; n < 8 * 8 * 2; n++) {
			struct arena *whole = arena;

			f.clinics = n & 7;
			f.own = n >> 3 & 7;
			f.fallback = n >> 6 ? FALLBACK_GOODBYE : FALLBACK_VOICEMAIL;
			arena = arena_new(1 << 20);
			if (!text_same(decided(&f), expected(&f)) && !wrong++)
				diag("numbers %u, own %u: %s, not %s", f.clinics, f.own,
				    decided(&f), expected(&f));
			arena_free(arena);
			arena = whole;
		}
		is_int(wrong, 0, "menu %s, key \"%s\", attempt %d", menus[menu],
		    digits ? digits : "none", attempts[i]);
	}
}

static void
test_every_combination(void)
{
	static const char *const digits[] = {
		NULL, "", "1", "2", "3", "0", "9", "*", "#", "12", "11", " 1 ", "2\n", " ", "one",
	};

	for (enum menu menu = 0; menu < MENUS; menu++)
		for (size_t i = 0; i < sizeof digits / sizeof digits[0]; i++)
			test_numbers(menu, digits[i]);
}

/* --- the words ------------------------------------------------------------------------------- */

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>"
#define SAY "<Say voice=\"alice\" language=\"en-US\">"
#define OVERRIDES "#rc=2&amp;rp=all"
#define DIAL_OPEN(query, seconds, limit) \
	"<Dial action=\"https://c.example/voice-dial-status" query OVERRIDES \
	"\" callerId=\"+18455550100\"" \
	" timeout=\"" seconds "\" timeLimit=\"" limit "\" answerOnBridge=\"true\">"
#define LEG(query) \
	" statusCallback=\"https://c.example/voice-status-callback" query OVERRIDES "\"" \
	" statusCallbackEvent=\"initiated ringing answered completed\""
#define DIAL(number, seconds, limit) \
	DIAL_OPEN("?open=1&amp;dialled=number", seconds, limit) \
	"<Number" LEG("") ">" number "</Number></Dial>"
#define DIAL_SIMPLEST(number, seconds, limit) \
	DIAL_OPEN("?dialled=number", seconds, limit) "<Number>" number "</Number></Dial>"
#define GATHER(attempt) \
	"<Gather action=\"https://c.example/voice-incoming?attempt=" attempt "&amp;open=1" \
	OVERRIDES "\"" \
	" numDigits=\"1\" timeout=\"5\" actionOnEmptyResult=\"true\">"
#define RECORD(seconds)                                                                            \
	"<Record action=\"https://c.example/voicemail-complete" OVERRIDES                          \
	"\" maxLength=\"" seconds "\"" \
	" recordingStatusCallback=\"https://c.example/recording-status" OVERRIDES "\"" \
	" recordingStatusCallbackEvent=\"completed absent\"/>"
#define BUSY "We are sorry, nobody can take your call right now. "
#define TROUBLE "We are sorry, we are having a technical problem. "

static void
is_plan(const struct plan *plan, const char *inside, const char *why, const char *name)
{
	is_text(
	    twiml_of(plan), arena_printf(arena, HEAD "%s</Response>", inside), "%s: TwiML", name);
	is_text(why_of(plan), why, "%s: why", name);
}

#define ALWAYS "No opening hours are set: the clinic is always open. "

static void
test_words(void)
{
	struct call_facts call = { .from = "+14155550100", .to = "+18455550100" };
	struct line line = line_new();
	struct plan *plan;

	plan = plan_call(arena, &config, &line, &call);
	is_plan(plan, SAY BUSY "Please leave a message after the tone.</Say>" RECORD("120"),
	    ALWAYS "The menu is off, and no forward number is set. The fallback is voicemail.",
	    "nothing is set");
	is_text(plan->policy, "forward", "policy");
	ok(plan->open, "open");
	is_int(plan->attempt, 0, "no prompt");

	line.routing.forward_number = "+18455550101";
	plan = plan_call(arena, &config, &line, &call);
	is_plan(plan, DIAL("+18455550101", "30", "14400"),
	    ALWAYS "The menu is off: the call goes to +18455550101.", "a forward number");
	is_text(plan->steps->caller_id, "+18455550100", "the callee sees the clinic's number");

	line.routing.greeting.text = "Welcome";
	line.routing.ring_seconds = 20;
	line.routing.call_max_seconds = 600;
	is_plan(plan_call(arena, &config, &line, &call),
	    SAY "Welcome</Say>" DIAL("+18455550101", "20", "600"),
	    ALWAYS "The menu is off: the call goes to +18455550101.", "a greeting before the dial");

	line.routing.menu_enabled = YES;
	plan = plan_call(arena, &config, &line, &call);
	is_plan(plan, SAY "Welcome</Say>" GATHER("1") SAY "Press 1 or 2</Say></Gather>",
	    ALWAYS "The menu is on: prompt 1 of 3.", "a greeting before the menu");
	is_int(plan->attempt, 1, "the first prompt");

	call.state.attempt = 1;
	is_plan(plan_call(arena, &config, &line, &call),
	    GATHER("2") SAY "Press 1 or 2</Say></Gather>",
	    ALWAYS "No key was pressed. The menu is on: prompt 2 of 3.", "no second greeting");

	call.digits = "7";
	call.state.attempt = 2;
	is_plan(plan_call(arena, &config, &line, &call),
	    GATHER("3") SAY "Press 1 or 2</Say></Gather>",
	    ALWAYS "\"7\" is no choice of the menu. The menu is on: prompt 3 of 3.", "another key");

	call.state.attempt = 3;
	is_plan(plan_call(arena, &config, &line, &call), DIAL("+18455550101", "20", "600"),
	    ALWAYS "\"7\" is no choice of the menu. 3 prompts brought no choice: the call goes to "
	    "+18455550101.",
	    "no choice");

	call.digits = "1";
	plan = plan_call(arena, &config, &line, &call);
	is_plan(plan, DIAL("+18455550101", "20", "600"),
	    ALWAYS
	    "Key 1: new patients go to +18455550101, since they have no number of their own.",
	    "key 1 without a number of its own");
	is_text(plan->menu_choice, "1", "the choice is noted");

	line.forward_number_existing = "+18455550113";
	call.digits = "2";
	is_plan(plan_call(arena, &config, &line, &call), DIAL("+18455550113", "20", "600"),
	    ALWAYS "Key 2: existing patients go to +18455550113.", "key 2");

	line = line_new();
	line.routing.menu_enabled = YES;
	line.routing.fallback = FALLBACK_GOODBYE;
	is_plan(plan_call(arena, &config, &line, &call),
	    SAY BUSY "Please call again later. Goodbye.</Say><Hangup/>",
	    ALWAYS
	    "Key 2: existing patients, but no forward number is set. The fallback is a goodbye.",
	    "a key without any number");
	call.digits = NULL;
	is_plan(plan_call(arena, &config, &line, &call),
	    SAY BUSY "Please call again later. Goodbye.</Say><Hangup/>",
	    ALWAYS "No key was pressed. 3 prompts brought no choice, and no forward number is set. "
	    "The fallback is a goodbye.",
	    "no key, no number");
}

static void
test_menu_messages(void)
{
	const struct call_facts call = { .to = "+18455550100" };
	struct line line = line_new();

	line.routing.menu_enabled = YES;
	line.routing.menu_message.text = "Clinic & menu";
	ok(strstr(twiml_of(plan_call(arena, &config, &line, &call)),
	    SAY "Clinic &amp; menu</Say></Gather>"),
	    "the clinic's menu");
	line.routing.menu_message = (struct speech){ .play = "https://a.example/m.wav" };
	ok(strstr(twiml_of(plan_call(arena, &config, &line, &call)),
	    "\"><Play>https://a.example/m.wav</Play></Gather>"),
	    "a menu from a file");
	line.menu_message = "The number's menu";
	ok(strstr(twiml_of(plan_call(arena, &config, &line, &call)),
	    SAY "The number's menu</Say></Gather>"),
	    "the number's own menu wins");
}

static void
test_voices(void)
{
	static const struct {
		const char *voice, *language, *clinic, *ours;
	} rows[] = {
		{ NULL, "en-US", SAY, SAY },
		{ NULL, NULL, SAY, SAY },
		{ NULL, "", SAY, SAY },
		{ NULL, "en-GB", "<Say voice=\"alice\" language=\"en-GB\">",
		    "<Say voice=\"alice\" language=\"en-GB\">" },
		{ "Polly.Amy", "en-GB", "<Say voice=\"Polly.Amy\" language=\"en-GB\">",
		    "<Say voice=\"Polly.Amy\" language=\"en-GB\">" },
		{ NULL, "es-US", "<Say language=\"es-US\">", SAY },
		{ "Polly.Lupe", "es-US", "<Say voice=\"Polly.Lupe\" language=\"es-US\">", SAY },
	};
	const struct call_facts call = { .to = "+18455550100" };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct line line = line_new();
		const char *label =
		    arena_printf(arena, "%s, %s", rows[i].voice ? rows[i].voice : "no voice",
		    rows[i].language ? rows[i].language : "no language");

		line.routing.voice = rows[i].voice;
		line.routing.language = rows[i].language;
		ok(strstr(twiml_of(plan_unanswered(arena, &config, &line, &call)),
		    arena_printf(arena, "%sWe are", rows[i].ours)),
		    "%s: our own sentence is English", label);
		line.routing.voicemail_greeting.text = "Hola";
		ok(strstr(twiml_of(plan_unanswered(arena, &config, &line, &call)),
		    arena_printf(arena, "%sHola", rows[i].clinic)),
		    "%s: the clinic's text", label);
		line.routing.menu_enabled = YES;
		ok(strstr(twiml_of(plan_call(arena, &config, &line, &call)),
		    arena_printf(arena, "%sPress 1 or 2", rows[i].ours)),
		    "%s: the server's menu is English", label);
		line.routing.menu_message.text = "Oprima 1";
		ok(strstr(twiml_of(plan_call(arena, &config, &line, &call)),
		    arena_printf(arena, "%sOprima 1", rows[i].clinic)),
		    "%s: the clinic's menu", label);
		line.menu_message = "Marque 1";
		ok(strstr(twiml_of(plan_call(arena, &config, &line, &call)),
		    arena_printf(arena, "%sMarque 1", rows[i].clinic)),
		    "%s: the number's own menu", label);
	}
}

static void
test_loop(void)
{
	const struct call_facts call = { .to = "+18455550100" };
	struct line line = line_new();

	line.routing.forward_number = line.number;
	is_text(gist(plan_call(arena, &config, &line, &call)), "voicemail",
	    "a number is not forwarded to itself");
	line.forward_number = arena_string(arena, line.number);
	line.routing.forward_number = "+18455550101";
	is_text(gist(plan_call(arena, &config, &line, &call)), "dial +18455550101",
	    "the clinic's number helps out");
}

static void
test_unanswered(void)
{
	const struct call_facts call = { .to = "+18455550100", .digits = "1" };
	struct line line = line_new();

	line.routing.forward_number = "+18455550101";
	line.routing.voicemail_max_seconds = 60;
	is_plan(plan_unanswered(arena, &config, &line, &call),
	    SAY BUSY "Please leave a message after the tone.</Say>" RECORD("60"),
	    ALWAYS "Nobody answered. The fallback is voicemail.", "unanswered");
	line.routing.voicemail_greeting.play = "https://a.example/v.wav";
	is_plan(plan_unanswered(arena, &config, &line, &call),
	    "<Play>https://a.example/v.wav</Play>" RECORD("60"),
	    ALWAYS "Nobody answered. The fallback is voicemail.",
	    "unanswered, with the clinic's greeting");
	line.routing.fallback = FALLBACK_GOODBYE;
	is_plan(plan_unanswered(arena, &config, &line, &call),
	    SAY BUSY "Please call again later. Goodbye.</Say><Hangup/>",
	    ALWAYS "Nobody answered. The fallback is a goodbye.", "unanswered, goodbye");
	is_plan(plan_unanswered(arena, &config, NULL, &call),
	    SAY BUSY "Please call again later. Goodbye.</Say><Hangup/>",
	    "The called number is no clinic's.", "unanswered, on nobody's number");
}

static void
test_rescue(void)
{
	const struct call_facts call = { .to = "+18455550100" };
	struct line line = line_new();

	line.routing.menu_enabled = YES;
	line.routing.greeting.text = "Welcome";
	is_plan(plan_rescue(arena, &config, &line, &call),
	    SAY TROUBLE "Please leave a message after the tone.</Say>" RECORD("120"),
	    "Something failed, and no forward number is set: voicemail.",
	    "rescue without a number");
	line.routing.forward_number_existing = "+18455550103";
	is_plan(plan_rescue(arena, &config, &line, &call),
	    DIAL_SIMPLEST("+18455550103", "30", "14400"),
	    "Something failed: the call goes straight to +18455550103.", "rescue by any number");
	line.forward_number_new = "+18455550112";
	is_text(gist(plan_rescue(arena, &config, &line, &call)), "dial +18455550112",
	    "rescue by the number's own");
	line.routing.forward_number = "+18455550101";
	is_text(gist(plan_rescue(arena, &config, &line, &call)), "dial +18455550101",
	    "rescue by forwardNumber first");
	is_plan(plan_rescue(arena, &config, NULL, &call),
	    SAY TROUBLE "Please call again later. Goodbye.</Say><Hangup/>",
	    "The called number is no clinic's.", "rescue on nobody's number");
}

static void
test_others(void)
{
	const struct call_facts call = { .to = "+18455550199", .digits = "1" };
	struct line line = line_new();
	struct plan *plan = plan_call(arena, &config, NULL, &call);

	is_plan(plan, SAY "We are sorry, this number is not in service. Goodbye.</Say><Hangup/>",
	    "The called number is no clinic's.", "nobody's number");
	is_text(plan->policy, "unknown-number", "policy");
	ok(!plan->line && !plan->menu_choice && !plan->open,
	    "no line, no choice");

	is_plan(plan_recorded(arena, &config, &line, NULL),
	    SAY "Thank you for your message. Goodbye.</Say><Hangup/>", "A message was recorded.",
	    "after a message");
	is_plan(plan_recorded(arena, &config, NULL, NULL),
	    SAY "Thank you for your message. Goodbye.</Say><Hangup/>", "A message was recorded.",
	    "after a message on nobody's number");
	is_plan(plan_apology(arena, &config, &line, &call),
	    SAY "We are sorry, we are having a technical problem. Goodbye.</Say><Hangup/>",
	    "Something is wrong inside.", "something is wrong in a call that we make");
}

static void
test_preview(void)
{
	const struct call_facts call = { .to = "+18455550100" };
	struct line line = line_new();

	line.routing.greeting.play = "https://a.example/g.wav";
	line.routing.menu_enabled = YES;
	is_text(
	    json_text(arena, plan_preview(arena, plan_call(arena, &config, &line, &call), "<x/>")),
	    "{\"open\":true,\"policy\":\"forward\",\"steps\":[{\"do\":\"play\",\"what\":\"https://"
	    "a.example/g.wav\",\"seconds\":null},"
	    "{\"do\":\"gather\",\"what\":\"Press 1 or 2\",\"seconds\":5}],"
	    "\"why\":[\"No opening hours are set: the clinic is always open.\",\"The menu is on: "
	    "prompt 1 of 3.\"],\"twiml\":\"<x/>\"}",
	    "preview of the menu");
	is_text(json_text(
	    arena, plan_preview(arena, plan_unanswered(arena, &config, &line, &call), "")),
	    "{\"open\":true,\"policy\":\"forward\",\"steps\":[{\"do\":\"say\",\"what\":\"" BUSY
	    "Please leave a message after the tone.\",\"seconds\":null},"
	    "{\"do\":\"record\",\"what\":\"\",\"seconds\":120}],"
	    "\"why\":[\"No opening hours are set: the clinic is always open.\","
	    "\"Nobody answered.\",\"The fallback is voicemail.\"],\"twiml\":\"\"}",
	    "preview of the fallback");
	line.routing.menu_enabled = NO;
	line.routing.forward_number = "+18455550101";
	ok(strstr(
	    json_text(arena, plan_preview(arena, plan_call(arena, &config, &line, &call), "")),
	    "{\"do\":\"dial\",\"what\":\"+18455550101\",\"seconds\":30}]"),
	    "preview of a dial");
}

/* --- recording and transcription ------------------------------------------------------------- */

static void
test_effective(void)
{
	static const struct { bool enabled; const char *service; enum transcription wanted;
	} rows[] = {
		{ false, NULL, TRANSCRIPTION_OFF },
		{ false, "GA1", TRANSCRIPTION_OFF },
		{ true, NULL, TRANSCRIPTION_REALTIME },
		{ true, "", TRANSCRIPTION_REALTIME },
		{ true, "GA1", TRANSCRIPTION_INTELLIGENCE },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct config server = config;
		struct routing routing;

		routing_default(&routing);
		server.twilio_enable_transcription = rows[i].enabled;
		server.twilio_enable_recording = rows[i].enabled;
		server.twilio_vi_service_sid = rows[i].service;
		is_int(routing_transcription(&server, &routing), rows[i].wanted,
		    "transcription by the server's settings %zu", i);
		is_int(routing_records(&server, &routing), rows[i].enabled,
		    "recording by the server's settings %zu", i);
		routing.recording = rows[i].enabled ? NO : YES;
		is_int(routing_records(&server, &routing), !rows[i].enabled,
		    "recording by the clinic's document %zu", i);
		for (int t = TRANSCRIPTION_OFF; t <= TRANSCRIPTION_WHISPER; t++) {
			routing.transcription = (enum transcription)t;
			is_int(routing_transcription(&server, &routing), t,
			    "transcription %d by the clinic's document %zu", t, i);
		}
	}
}

/* --- what came of a Dial --------------------------------------------------------------------- */

static void
test_outcomes(void)
{
	static const struct { const char *bridged, *duration, *completed;
	} rows[] = {
		{ "true", "12", "answered" },
		{ "true", "0", "answered" },
		{ "true", NULL, "answered" },
		{ "True", "", "answered" },
		{ "false", "12", "no-answer" },
		{ "false", "0", "no-answer" },
		{ "false", NULL, "no-answer" },
		{ NULL, "12", "answered" },
		{ NULL, "1", "answered" },
		{ NULL, "0", "no-answer" },
		{ NULL, "", "no-answer" },
		{ NULL, NULL, "no-answer" },
		{ NULL, "-5", "no-answer" },
		{ NULL, "soon", "no-answer" },
		{ "", "12", "answered" },
		{ "", "0", "no-answer" },
	};
	static const char *const statuses[][2] = {
		/* Twilio's word; ours, NULL: as completed */
		{ "completed", NULL },
		{ "answered", NULL },
		{ "no-answer", "no-answer" },
		{ "busy", "busy" },
		{ "failed", "failed" },
		{ "canceled", "canceled" },
		{ "ringing", "failed" },
		{ "", "failed" },
		{ "COMPLETED", "failed" },
		{ NULL, "failed" },
	};

	for (size_t s = 0; s < sizeof statuses / sizeof statuses[0]; s++)
		for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
			is_text(dial_outcome(statuses[s][0], rows[i].bridged, rows[i].duration),
			    statuses[s][1] ? statuses[s][1] : rows[i].completed,
			    "%s, bridged %s, %s s", statuses[s][0] ? statuses[s][0] : "no status",
			    rows[i].bridged ? rows[i].bridged : "not said",
			    rows[i].duration ? rows[i].duration : "?");
}

static void
test_notify(void)
{
	static const struct notify_rule rules[] = {
		{ .on = NOTIFY_VOICEMAIL, .assistant_id = 3, .by_sms = true, .attach_sound = true },
		{ .on = NOTIFY_VOICEMAIL, .assistant_id = 3, .by_email = true },
		{ .on = NOTIFY_VOICEMAIL, .assistant_id = 4, .by_email = true, .attach_sound = true },
		{ .on = NOTIFY_URGENT_TICKET, .assistant_id = 4, .by_sms = true },
	};
	static const struct {
		enum notify_on on;
		int assistant_id;
		bool sms, email, sound;
	} cases[] = {
		{ NOTIFY_VOICEMAIL, 3, true, true, false },
		{ NOTIFY_VOICEMAIL, 4, false, true, true },
		{ NOTIFY_URGENT_TICKET, 4, true, false, false },
		{ NOTIFY_URGENT_TICKET, 3, false, false, false },
		{ NOTIFY_VOICEMAIL, 5, false, false, false },
	};
	const struct routing routing = { .notify = rules, .notify_count = 4 };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct notify_rule all = routing_notify(&routing, cases[i].on, cases[i].assistant_id);

		ok(all.by_sms == cases[i].sms && all.by_email == cases[i].email &&
		    all.attach_sound == cases[i].sound, "event %d, assistant %d: all rules together",
		    (int)cases[i].on, cases[i].assistant_id);
	}
}

int
main(void)
{
	arena = arena_new(64 << 20);
	test_every_combination();
	test_words();
	test_menu_messages();
	test_voices();
	test_loop();
	test_unanswered();
	test_rescue();
	test_others();
	test_preview();
	test_effective();
	test_outcomes();
	test_notify();
	arena_free(arena);
	return done_testing();
}

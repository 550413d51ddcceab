/*
 * voice-screen - an assistant hears whose call it is, and presses 1 to accept it
 *
 * The document that a called assistant hears before being connected, so that a mobile's own voicemail never swallows a patient. Pressed 1: nothing more is
 * said, and Twilio joins the two, unless one of them is gone by then: that they spoke, only the end of the Dial tells. Anything else: asked once more, then
 * hung up, and the call goes on to the next. It runs on the assistant's own leg: the clinic's number, the assistant and the call come in the signed query.
 *
 *   200  TwiML, always, for an authentic request	403  not Twilio's signature, or not our account
 *
 * Twice? The same TwiML, one event that counts. Database away? As ever; the facts are spooled.
 */
#include "web/voice.h"

enum { DIGITS = VOICE_FIELDS, LINE, CALL, ASSISTANT, ATTEMPT };

static const struct param params[] = {
	VOICE_PARAMS,
	[DIGITS] = { "Digits", P_TEXT, 0, 32, .optional = true, .help = "The key pressed; empty: none" },
	[LINE] = { "line", P_TEXT, 0, 40, .optional = true, .place = IN_QUERY, .help = "The clinic's number" },
	[CALL] = { "call", P_TEXT, 0, 64, .optional = true, .place = IN_QUERY, .help = "The call that rings" },
	[ASSISTANT] = { "assistant", P_TEXT, 0, 20, .optional = true, .place = IN_QUERY, .help = "Whom it rings" },
	[ATTEMPT] = { "attempt", P_TEXT, 0, 10, .optional = true, .place = IN_QUERY, .help = "The prompt that just played, of two" },
	{ 0 }
};

/* The call that the assistant is asked to take, whose timeline this belongs to. */
static const char *
parent_of(const struct request *r, const struct call_state *state)
{
	const char *sid = state->call_sid ? state->call_sid : r->in[PARENT_CALL_SID].text;

	return sid && *sid ? sid : r->in[CALL_SID].text;
}

static enum outcome
screen(struct request *r)
{
	struct call_facts call = voice_facts(r);
	struct plan *plan = voice_plan(r, &call, plan_screen, plan_screen);
	const char *type = plan->accepted ? EVENT_ACCEPTED : plan->attempt ? "screen" : "screen-refused";
	const char *claim = voice_claim(r, type, arena_printf(r->arena, "%d", plan->attempt));

	return record(r, type, parent_of(r, &call.state), voice_report(r, plan->line).clinic_id, claim, NULL);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/voice/screen", CALLER_TWILIO, screen, "An assistant is asked to accept a call", params, VOICE, .rescue = plan_screen },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

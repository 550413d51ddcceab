/*
 * voice-incoming - a call comes in, and a key is pressed at its menu
 *
 * Twilio asks what to do with a call. The line is found in this host's snapshot, the desk decides, the answer is TwiML, and what happened is
 * on record with its event. The menu's Gather comes back here with its prompt's number in the signed query, so no step needs the database.
 * A blocked caller is rejected, and on record as such.
 *
 *   200  TwiML, always, for an authentic request	403  not Twilio's signature, or not our account
 *
 * Twice? The same TwiML, one call, one event that counts. Database away? Routed as ever; the facts are spooled.
 */
#include "web/voice.h"

enum { DIGITS = VOICE_FIELDS, ATTEMPT };

static const struct param params[] = {
	VOICE_PARAMS,
	[DIGITS] = { "Digits", P_TEXT, 0, 32, .optional = true, .help = "The key pressed at the menu; empty: none" },
	[ATTEMPT] = { "attempt", P_TEXT, 0, 10, .optional = true, .place = IN_QUERY, .help = "The prompt that just played, of three" },
	{ 0 }
};

static enum outcome
incoming(struct request *r)
{
	struct call_facts call = voice_facts(r);
	struct plan *plan = voice_plan(r, &call, plan_call, plan_rescue);
	struct call_report report = voice_report(r, plan->line);

	report.menu_choice = plan->menu_choice;
	if (call.state.attempt) {
		report.started_at_ms = 0;	/* it began before this prompt */
		return record_call(r, "menu", voice_claim(r, "menu", arena_printf(r->arena, "%d", call.state.attempt)), &report);
	}
	report.is_first = true;
	if (plan->rejected)
		report.outcome = "blocked";
	return record_call(r, plan->rejected ? "rejected" : EVENT_INCOMING, voice_claim(r, "incoming", NULL), &report);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/voice/incoming", CALLER_TWILIO, incoming, "A call comes in", params, VOICE, .processes = 8 },
	{ POST, "/api/twilio/incoming-call-handler", CALLER_TWILIO, incoming, "A call comes in (numbers set up by older guides)", params, VOICE },
	{ POST, "/api/twilio/voice", CALLER_TWILIO, incoming, "A call comes in (numbers set up by older guides)", params, VOICE },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

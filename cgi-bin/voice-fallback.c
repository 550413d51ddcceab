/*
 * voice-fallback - what Twilio asks when an answer failed
 *
 * The call goes on from the snapshot alone, with the simplest TwiML that helps the caller. ErrorUrl says where it stood: it is forwarded, unless that was done
 * already; what followed a Dial goes on to voicemail, what followed a Record to thanks. The failure is logged and on record.
 *
 *   200  TwiML, always, for an authentic request	403  not Twilio's signature, or not our account
 *
 * Twice? The same TwiML, one event that counts.
 */
#include "core/log.h"
#include "core/text.h"
#include "web/voice.h"

enum { ERROR_CODE = VOICE_FIELDS, ERROR_URL, DIAL_CALL_STATUS, DIAL_BRIDGED };

static const struct param params[] = {
	VOICE_PARAMS,
	[ERROR_CODE] = { "ErrorCode", P_TEXT, 1, 10, .optional = true, .help = "Twilio's error code for the answer" },
	[ERROR_URL] = { "ErrorUrl", P_TEXT, 1, 4000, .optional = true, .help = "The URL whose answer failed" },
	[DIAL_CALL_STATUS] = { "DialCallStatus", P_TEXT, 1, 16, .optional = true, .help = "completed, busy, no-answer, failed, canceled; where it is told" },
	[DIAL_BRIDGED] = { "DialBridged", P_TEXT, 1, 5, .optional = true, .help = "true, false; where it is told" },
	{ 0 }
};

/* Programs that a call asks after its beginning, and what comes next where one failed. None of it leads back: so no program that stays away makes a call endless. */
static const struct { const char *program; desk_plan *plan; } later[] = {
	{ "voice-dial-status", plan_rescue_dialled },
	{ "voice-agent", plan_rescue_dialled },		/* where it was the clinic's fallback */
	{ "voice-screen", plan_sorry },			/* the assistant's leg: the caller's goes on when it ends */
	{ "voicemail-complete", plan_recorded },
	{ "recording-status", plan_recorded },		/* as the action of a Record */
};

static desk_plan *
plan_after(const char *program, const struct call_state *state)
{
	if (text_same(program, "voice-agent") && !state->fallback)
		return plan_rescue;			/* nobody was dialled yet */
	for (size_t i = 0; i < sizeof later / sizeof *later; i++)
		if (text_same(later[i].program, program))
			return later[i].plan;
	return plan_rescue;
}

static enum outcome
fallback(struct request *r)
{
	const struct value *in = r->in;
	struct call_facts call = voice_facts(r);
	const struct line *line = request_line_offline(r, call.to);
	const char *error = in[ERROR_CODE].text ? in[ERROR_CODE].text : "unknown", *url = in[ERROR_URL].text;
	const char *program = voice_failed_program(r, url), *dialled = in[DIAL_CALL_STATUS].text;
	const char *query = url ? strchr(url, '?') : NULL;
	struct call_report report = voice_report(r, line);
	struct call_state state;

	call_state_read(r->arena, query ? query + 1 : NULL, &state);
	log_warning("Twilio asked for the fallback of call %s: error %s of %s", report.call_sid, error, program ? program : "a URL that is not ours");
	/* Seconds alone do not tell that a call was accepted. */
	call.dial_outcome = dial_outcome(dialled, in[DIAL_BRIDGED].text, NULL);
	(void)answer_plan(r, plan_after(program, &state)(r->arena, r->config, line, &call));
	report.started_at_ms = 0;
	if (dialled && (in[DIAL_BRIDGED].text || text_same(dialled, call.dial_outcome))) {
		report.dial_call_status = call.dial_outcome;
		report.dial_bridged = text_same(call.dial_outcome, "answered");
		report.assistant_id = report.dial_bridged ? state.assistant_id : 0;
	}
	return record_call(r, EVENT_FALLBACK, voice_claim(r, "fallback", program ? arena_printf(r->arena, "%s:%s", error, program) : error), &report);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/voice/fallback", CALLER_TWILIO, fallback, "An answer failed: the call goes on without it", params, VOICE },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

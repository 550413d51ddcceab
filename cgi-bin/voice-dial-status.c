/*
 * voice-dial-status - what came of a Dial
 *
 * The Dial's action. Twilio's `completed` with a bridged leg is answered, and the call is over; everything else goes on to the fallback.
 *
 *   200  TwiML, always, for an authentic request	403  not Twilio's signature, or not our account
 *
 * Twice? The same TwiML, one event that counts. Database away? Answered from the snapshot; the facts are spooled.
 */
#include "web/voice.h"

enum { DIAL_CALL_STATUS = VOICE_FIELDS, DIAL_CALL_SID, DIAL_CALL_DURATION, DIAL_BRIDGED };

static const struct param params[] = {
	VOICE_PARAMS,
	[DIAL_CALL_STATUS] = { "DialCallStatus", P_TEXT, 1, 16, .optional = true, .help = "completed, busy, no-answer, failed, canceled" },
	[DIAL_CALL_SID] = { "DialCallSid", P_TEXT, 1, 64, .optional = true, .help = "The dialled leg" },
	[DIAL_CALL_DURATION] = { "DialCallDuration", P_INT, 0, 86400, .optional = true, .help = "Seconds" },
	[DIAL_BRIDGED] = { "DialBridged", P_TEXT, 1, 5, .optional = true, .help = "true, false" },
	{ 0 }
};

static enum outcome
dial_status(struct request *r)
{
	const struct value *in = r->in;
	const char *outcome = dial_outcome(in[DIAL_CALL_STATUS].text, in[DIAL_BRIDGED].text, in[DIAL_CALL_DURATION].text);
	bool answered = text_same(outcome, "answered"), away;
	const struct call_facts call = voice_facts(r);
	const struct line *line = request_line(r, call.to ? call.to : "", &away);
	struct call_report report = voice_report(r, line);

	report.started_at_ms = 0;
	report.dial_call_status = outcome;
	report.dial_bridged = answered;
	if (answered) {
		struct twiml *twiml = twiml_new(r->arena);

		report.answered_at_ms = r->now_ms - in[DIAL_CALL_DURATION].number * 1000;
		twiml_hangup(twiml);
		(void)answer_twiml(r, twiml_end(twiml));
	} else {
		if (away)
			line = request_line_offline(r, call.to ? call.to : "");
		(void)answer_plan(r, plan_unanswered(r->arena, r->config, line, &call));
	}
	return record_call(r, "dial-status", voice_claim(r, "dial-status", in[DIAL_CALL_SID].text), &report);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/voice/dial-status", CALLER_TWILIO, dial_status, "What came of a Dial", params, VOICE, .processes = 4, .rescue = plan_unanswered },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

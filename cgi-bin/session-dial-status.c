/*
 * session-dial-status - what came of dialling a session's AI agent
 *
 * The Dial's action. Who was not connected hears that it failed, and the session has failed; a patient who hung up while it rang is told nothing, and the
 * call's own end says what the session is.
 *
 *   200  TwiML, always, for an authentic request	403  not Twilio's signature, or not our account
 *
 * Twice? The same TwiML, one event that counts. Database away? The same; the facts are spooled.
 */
#include "data/sessions.h"
#include "web/session_call.h"

enum { DIAL_CALL_STATUS = SESSION_FIELDS, DIAL_CALL_SID, DIAL_CALL_DURATION, DIAL_BRIDGED };

static const struct param params[] = {
	SESSION_PARAMS,
	[DIAL_CALL_STATUS] = { "DialCallStatus", P_TEXT, 1, 16, .optional = true, .help = "completed, busy, no-answer, failed, canceled" },
	[DIAL_CALL_SID] = { "DialCallSid", P_TEXT, 1, 64, .optional = true, .help = "The dialled leg" },
	[DIAL_CALL_DURATION] = { "DialCallDuration", P_INT, 0, 86400, .optional = true, .help = "Seconds" },
	[DIAL_BRIDGED] = { "DialBridged", P_TEXT, 1, 5, .optional = true, .help = "true, false" },
	{ 0 }
};

static const char sorry[] = "We are sorry, our assistant cannot be reached right now. Please call us back. Goodbye.";

static enum outcome
dial_status(struct request *r)
{
	const struct value *in = r->in;
	const struct session_call s = session_call_read(r);
	const struct line *line = session_call_line(r);
	const char *outcome = dial_outcome(in[DIAL_CALL_STATUS].text, in[DIAL_BRIDGED].text, in[DIAL_CALL_DURATION].text);
	bool answered = text_same(outcome, "answered"), failed = !answered && !text_same(outcome, "canceled");
	const struct voice voice = { r->config->twilio_voice, "en-US" };
	struct call_report report = voice_report(r, line);
	struct twiml *t = twiml_new(r->arena);
	struct facts *facts = facts_new(r->arena);

	if (failed)
		twiml_say(t, sorry, &voice);
	twiml_hangup(t);
	(void)answer_twiml(r, twiml_end(t));
	report.started_at_ms = 0;
	report.dial_call_status = outcome;
	report.dial_bridged = answered;
	call_add(facts, &report, r->now_ms);
	session_report_to(facts, s.session_id, failed ? "failed" : NULL, report.call_sid, NULL, failed ? r->now_ms : 0, r->now_ms);
	return record(r, "session-dial-status", report.call_sid, report.clinic_id, voice_claim(r, "session-dial-status", in[DIAL_CALL_SID].text), facts);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/dial_status/{session_id}", CALLER_TWILIO, dial_status, "What came of dialling a session's agent", params, VOICE, .rescue = plan_sorry },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

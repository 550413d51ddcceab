/*
 * voicemail-complete - a caller left a message
 *
 * The Record's action: the voicemail's row with a task for the clinic, thanks, hang up. The clinic is told of it a little later, so that a transcription
 * which is quick comes along.
 *
 *   200  TwiML, always, for an authentic request	403  not Twilio's signature, or not our account
 *
 * Twice? One voicemail: its recording's sid is unique. Database away? Thanked all the same; the facts are spooled.
 */
#include "data/recordings.h"
#include "data/voicemails.h"
#include "web/voice.h"

enum { RECORDING_SID = VOICE_FIELDS, RECORDING_URL, RECORDING_DURATION };

static const struct param params[] = {
	VOICE_PARAMS,
	[RECORDING_SID] = { "RecordingSid", P_TEXT, 0, 34, .optional = true, .help = "Not always sent: the URL ends in it" },
	[RECORDING_URL] = { "RecordingUrl", P_TEXT, 0, 1000, .optional = true, .help = "Where Twilio keeps the sound" },
	[RECORDING_DURATION] = { "RecordingDuration", P_INT, 0, 86400, .optional = true, .help = "Seconds" },
	{ 0 }
};

static enum outcome
voicemail_complete(struct request *r)
{
	const struct value *in = r->in;
	const char *sid = in[RECORDING_SID].text ? in[RECORDING_SID].text : "";
	struct call_facts call = voice_facts(r);
	struct plan *plan = voice_plan(r, &call, plan_recorded, plan_recorded);
	struct call_report report = voice_report(r, plan->line);
	const struct voicemail_report voicemail = {
		.clinic_id = report.clinic_id, .call_sid = report.call_sid,
		.recording_sid = *sid ? sid : recording_sid_in(in[RECORDING_URL].text), .recording_url = in[RECORDING_URL].text ? in[RECORDING_URL].text : "",
		.from = report.from, .duration = in[RECORDING_DURATION].text ? in[RECORDING_DURATION].number : -1,
	};
	struct facts *facts = facts_new(r->arena);

	report.started_at_ms = 0;
	if (!voicemail.recording_sid || !voicemail.duration)
		return record_call(r, "voicemail-empty", voice_claim(r, "voicemail-empty", NULL), &report);
	report.outcome = "voicemail";
	call_add(facts, &report, r->now_ms);
	voicemail_add(facts, &voicemail, r->now_ms);
	return record(r, "voicemail", report.call_sid, report.clinic_id, voice_claim(r, "voicemail", voicemail.recording_sid), facts);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/voicemail-complete", CALLER_TWILIO, voicemail_complete, "A caller left a message", params, VOICE, .rescue = plan_recorded },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

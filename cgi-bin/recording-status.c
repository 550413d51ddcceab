/*
 * recording-status - what became of a recording
 *
 * One row a recording, whatever the order in which Twilio tells of it; a completed one is transcribed by a job, as its clinic has it. No number is sent
 * along: the clinic is that of the call, as soon as the call is there. Older guides gave these paths to a Record's action too: that is a request
 * without RecordingStatus, and is answered with thanks.
 *
 *   204  on record, in the database or the spool	200  a Record's action: TwiML, always	403  not Twilio's signature, or not our account
 *   503  neither database nor spool
 *
 * Twice? One event that counts, and one job.
 */
#include "data/recordings.h"
#include "core/clock.h"
#include "web/voice.h"

enum { RECORDING_SID = VOICE_FIELDS, RECORDING_STATUS, RECORDING_URL, RECORDING_DURATION, RECORDING_CHANNELS, RECORDING_SOURCE, RECORDING_START_TIME, ERROR_CODE };

static const struct param params[] = {
	VOICE_PARAMS,
	[RECORDING_SID] = { "RecordingSid", P_TEXT, 1, 34, .optional = true, .help = "Not always sent: the URL ends in it" },
	[RECORDING_STATUS] = { "RecordingStatus", P_TEXT, 0, 32, .optional = true, .help = "in-progress, completed, absent, failed; without it, this is a Record's action" },
	[RECORDING_URL] = { "RecordingUrl", P_TEXT, 0, 1000, .optional = true, .help = "Where Twilio keeps the sound" },
	[RECORDING_DURATION] = { "RecordingDuration", P_INT, -1, 604800, .optional = true, .help = "Seconds; -1 while it is being made" },
	[RECORDING_CHANNELS] = { "RecordingChannels", P_INT, 1, 2, .optional = true },
	[RECORDING_SOURCE] = { "RecordingSource", P_TEXT, 0, 32, .optional = true, .help = "DialVerb, RecordVerb, OutboundAPI …" },
	[RECORDING_START_TIME] = { "RecordingStartTime", P_TEXT, 0, 64, .optional = true, .help = "RFC 2822" },
	[ERROR_CODE] = { "ErrorCode", P_INT, 0, 1000000, .optional = true, .help = "Why it is absent" },
	{ 0 }
};

/* The caller is thanked; the call goes on record as with any voice webhook, and the recording with it. */
static enum outcome
action(struct request *r, const struct recording_report *recording)
{
	const struct line *line = request_line_offline(r, r->in[TO].text ? r->in[TO].text : "");
	struct call_report call = voice_report(r, line);
	struct facts *facts = facts_new(r->arena);

	call.started_at_ms = 0;
	(void)answer_plan(r, plan_recorded(r->arena, r->config, line, NULL));
	call_add(facts, &call, r->now_ms);
	if (recording->recording_sid)
		recording_add(facts, recording, r->now_ms);
	return record(r, "recording-action", call.call_sid, call.clinic_id, voice_claim(r, "recording-action", recording->recording_sid), facts);
}

static enum outcome
status(struct request *r, const struct recording_report *recording)
{
	struct facts *facts = facts_new(r->arena);

	(void)answer_empty(r, 204);
	r->note = arena_printf(r->arena, "sid=%s recording=%s", recording->call_sid, recording->recording_sid ? recording->recording_sid : "none");
	if (!recording->recording_sid)
		return record_failure(r, "odd", recording->call_sid, "neither RecordingSid nor RecordingUrl says which recording it is");
	recording_add(facts, recording, r->now_ms);
	if (text_same(recording->status, "completed"))
		recording_add_job(facts, recording->recording_sid);
	return record(r, "recording", recording->call_sid, 0,
	    voice_claim(r, "recording", arena_printf(r->arena, "%s:%s", recording->recording_sid, recording->status)), facts);
}

static enum outcome
recording_status(struct request *r)
{
	const struct value *in = r->in;
	struct recording_report report = {
		.recording_sid = in[RECORDING_SID].text ? in[RECORDING_SID].text : recording_sid_in(in[RECORDING_URL].text),
		.call_sid = in[CALL_SID].text, .url = in[RECORDING_URL].text, .source = in[RECORDING_SOURCE].text, .status = in[RECORDING_STATUS].text,
		.duration = in[RECORDING_DURATION].text ? in[RECORDING_DURATION].number : -1, .channels = (int)in[RECORDING_CHANNELS].number,
		.error_code = (int)in[ERROR_CODE].number,
	};

	if (in[RECORDING_START_TIME].text)
		(void)instant_parse_rfc2822(in[RECORDING_START_TIME].text, &report.started_at_ms);
	return form_find(&r->form, "RecordingStatus") ? status(r, &report) : action(r, &report);
}

/* What the four rows have in common. */
#define COMMON params, WEBHOOK, .voice_without = "RecordingStatus", .rescue = plan_recorded

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/voice/recording-status", CALLER_TWILIO, recording_status, "A recording's state changed", COMMON, .processes = 4 },
	{ POST, "/api/twilio/recording-status", CALLER_TWILIO, recording_status, "A recording's state changed (older guides)", COMMON },
	{ POST, "/api/twilio/recording", CALLER_TWILIO, recording_status, "A recording's state changed, or a Record has ended (older guides)", COMMON },
	{ POST, "/api/webhooks/twilio/recording", CALLER_TWILIO, recording_status, "A recording's state changed (older guides)", COMMON },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

/*
 * voicemail-transcription - Twilio wrote a voicemail down
 *
 * The transcribeCallback of a Record: the text is kept as a transcript, and a job puts it where the voicemail is, whichever of the two came first, and
 * has the assistants told.
 *
 *   204  on record, in the database or the spool	403  not Twilio's signature, or not our account
 *   503  neither database nor spool
 *
 * Twice? One event that counts.
 */
#include "data/jobs.h"
#include "data/recordings.h"
#include "data/transcripts.h"
#include "web/request.h"

enum { CALL_SID, RECORDING_SID, RECORDING_URL, TRANSCRIPTION_SID, TRANSCRIPTION_STATUS, TRANSCRIPTION_TEXT };

static const struct param params[] = {
	[CALL_SID] = { "CallSid", P_TEXT, 1, 64, .help = "The call's sid" },
	[RECORDING_SID] = { "RecordingSid", P_TEXT, 1, 34, .optional = true, .help = "Not always sent: the URL ends in it" },
	[RECORDING_URL] = { "RecordingUrl", P_TEXT, 1, 1000, .optional = true, .help = "Where Twilio keeps the sound" },
	[TRANSCRIPTION_SID] = { "TranscriptionSid", P_TEXT, 1, 34, .help = "TR…" },
	[TRANSCRIPTION_STATUS] = { "TranscriptionStatus", P_TEXT, 1, 16, .optional = true, .help = "completed, failed" },
	[TRANSCRIPTION_TEXT] = { "TranscriptionText", P_TEXT, 1, 60000, .optional = true, .help = "What was said, in American English" },
	{ 0 }
};

static void
add_job(struct request *r, struct facts *facts, const char *kind, const char *name, const char *sid)
{
	struct json_object *payload = json_object_in(r->arena);

	json_put_text(payload, name, sid);
	job_add_to(facts, kind, arena_printf(r->arena, "%s:%s", kind, sid), payload, 0);
}

static enum outcome
voicemail_transcription(struct request *r)
{
	const struct value *in = r->in;
	const char *call_sid = in[CALL_SID].text, *status = in[TRANSCRIPTION_STATUS].text;
	const char *recording_sid = in[RECORDING_SID].text ? in[RECORDING_SID].text : recording_sid_in(in[RECORDING_URL].text);
	const char *text = text_same(status, "completed") && !text_is_blank(in[TRANSCRIPTION_TEXT].text) ? in[TRANSCRIPTION_TEXT].text : NULL;
	struct facts *facts = facts_new(r->arena);

	(void)answer_empty(r, 204);
	r->note = arena_printf(r->arena, "sid=%s recording=%s transcription=%s", call_sid, recording_sid ? recording_sid : "none", status ? status : "odd");
	if (!recording_sid)
		return record_failure(r, "voicemail-transcription", call_sid, "neither RecordingSid nor RecordingUrl says which recording it is");
	transcript_add_record(facts, in[TRANSCRIPTION_SID].text, recording_sid, call_sid, text, r->now_ms);
	add_job(r, facts, "voicemail-transcript", "recordingSid", recording_sid);
	if (text)
		add_job(r, facts, "analyse-call", "callSid", call_sid);
	return record(r, "voicemail-transcription", call_sid, 0,
	    arena_printf(r->arena, "%s:voicemail-transcription:%s", in[TRANSCRIPTION_SID].text, status ? status : ""), facts);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/voicemail-transcription", CALLER_TWILIO, voicemail_transcription, "Twilio wrote a voicemail down", params, WEBHOOK },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

/*
 * voice-transcription - what is being said in a call
 *
 * Each final sentence goes into the call's transcript, by its sequence: they may come in any order, with gaps and twice. The call is looked into when
 * the transcription has ended, or, should that never be told, ten minutes later.
 *
 *   204  on record, in the database or the spool	403  not Twilio's signature, or not our account
 *   503  neither database nor spool
 *
 * Twice? One event that counts, and one sentence.
 */
#include "core/clock.h"
#include "core/log.h"
#include "data/jobs.h"
#include "data/transcripts.h"
#include "web/click.h"
#include "web/request.h"

enum { CALL_SID, TRANSCRIPTION_SID, TRANSCRIPTION_EVENT, SEQUENCE_ID, TIMESTAMP, LANGUAGE_CODE, TRACK, FINAL, TRANSCRIPTION_DATA, TRANSCRIPTION_ERROR_CODE };

enum { WHEN_ENDED_MS = 2000, WHEN_NOT_TOLD_MS = 10 * 60 * 1000 };

static const struct param params[] = {
	[CALL_SID] = { "CallSid", P_TEXT, 1, 64, .help = "The call's sid" },
	[TRANSCRIPTION_SID] = { "TranscriptionSid", P_TEXT, 1, 34, .help = "GT…" },
	[TRANSCRIPTION_EVENT] = { "TranscriptionEvent", P_TEXT, 1, 64, .help = "transcription-started, -content, -stopped, -error" },
	[SEQUENCE_ID] = { "SequenceId", P_INT, 0, 1000000000, .optional = true, .help = "Rises within a transcription" },
	[TIMESTAMP] = { "Timestamp", P_TIME, .optional = true, .help = "ISO 8601" },
	[LANGUAGE_CODE] = { "LanguageCode", P_TEXT, 1, 16, .optional = true },
	[TRACK] = { "Track", P_TEXT, 1, 32, .optional = true, .help = "inbound_track: who rang, or was rung first" },
	[FINAL] = { "Final", P_TEXT, 1, 8, .optional = true, .help = "false: it may still change" },
	[TRANSCRIPTION_DATA] = { "TranscriptionData", P_TEXT, 1, 20000, .optional = true, .help = "JSON: {transcript, confidence}" },
	[TRANSCRIPTION_ERROR_CODE] = { "TranscriptionErrorCode", P_INT, 0, 1000000, .optional = true, .help = "32650 to 32655" },
	{ 0 }
};

/* The sentence of a content event; false: it cannot be read. */
static bool
sentence_read(struct request *r, struct sentence *out)
{
	const struct value *in = r->in;
	int channel = text_same(in[TRACK].text, "inbound_track") ? 1 : text_same(in[TRACK].text, "outbound_track") ? 2 : 0;
	bool assistant_first = strstr(r->query, LEG_OF_ASSISTANT);
	const char *data = in[TRANSCRIPTION_DATA].text, *why;
	struct json_object *json, *confidence;

	if (!data || !in[SEQUENCE_ID].text || !json_parse(r->arena, data, strlen(data), &json, &why) || !json_get_text(json, "transcript"))
		return false;
	confidence = json_get(json, "confidence");
	*out = (struct sentence){
		.sequence = (int)in[SEQUENCE_ID].number, .channel = channel, .speaker = transcript_speaker(channel, assistant_first),
		.text = json_get_text(json, "transcript"),
		.confidence = json_object_is_type(confidence, json_type_double) || json_object_is_type(confidence, json_type_int) ?
		    json_object_get_double(confidence) : -1,
	};
	return true;
}

/* The call is looked into so long after the event. */
static void
look_into(struct request *r, struct facts *facts, int after_ms)
{
	struct json_object *payload = json_object_in(r->arena);

	json_put_text(payload, "callSid", r->in[CALL_SID].text);
	job_add_to(facts, "analyse-call", arena_printf(r->arena, "analyse-call:%s", r->in[CALL_SID].text), payload, r->now_ms + after_ms);
}

static enum outcome
transcription(struct request *r)
{
	const struct value *in = r->in;
	const char *sid = in[TRANSCRIPTION_SID].text, *call_sid = in[CALL_SID].text, *event = in[TRANSCRIPTION_EVENT].text;
	int64_t at_ms = in[TIMESTAMP].text ? in[TIMESTAMP].number : r->now_ms;
	const char *claim = arena_printf(r->arena, "%s:%s:%s", sid, event, in[SEQUENCE_ID].text ? in[SEQUENCE_ID].text : "");
	struct facts *facts = facts_new(r->arena);
	struct sentence sentence;

	(void)answer_empty(r, 204);
	r->note = arena_printf(r->arena, "sid=%s transcription=%s", call_sid, sid);
	if (text_same(event, "transcription-started")) {
		transcript_add_sentence(facts, sid, call_sid, 0, in[LANGUAGE_CODE].text, NULL, at_ms);
	} else if (text_same(event, "transcription-content") && text_same(in[FINAL].text, "true")) {
		if (!sentence_read(r, &sentence))
			return record_failure(r, event, call_sid, "TranscriptionData or SequenceId cannot be read");
		sentence.at_ms = at_ms;
		transcript_add_sentence(facts, sid, call_sid, 0, in[LANGUAGE_CODE].text, &sentence, at_ms);
		look_into(r, facts, WHEN_NOT_TOLD_MS);
	} else if (text_same(event, "transcription-stopped")) {
		transcript_add_end(facts, sid, call_sid, at_ms);
		look_into(r, facts, WHEN_ENDED_MS);
	} else if (text_same(event, "transcription-error")) {
		log_warning("sid=%s: the transcription failed, Twilio's error %lld", call_sid, (long long)in[TRANSCRIPTION_ERROR_CODE].number);
	}
	return record(r, event, call_sid, 0, claim, facts);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/voice/transcription", CALLER_TWILIO, transcription, "Something was said in a call", params, WEBHOOK, .processes = 4 },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

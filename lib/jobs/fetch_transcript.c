/*
 * "fetch-transcript" {sid}: what Twilio's Intelligence made of a recording: its sentences, and what
 * its operators say of them, a summary among it. Run when Twilio says that it is ready, and, since
 * a failure may never be told, every ten minutes for a day.
 */
#include "carrier/intelligence.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/text.h"
#include "data/clinics.h"
#include "data/transcripts.h"
#include "jobs/transcribed.h"

enum {
	ATTEMPTS_MAX = 200,
	POLL_S = 600,
	GIVE_UP_MS = 24 * 60 * 60 * 1000,
	/* Operators may be a moment behind the sentences, and the one that sums up behind others; a
	 * service may also have none. */
	OPERATORS_LATE_MS = 30 * 1000, OPERATORS_AGAIN_S = 15,
	OPERATORS_GONE_MS = 60 * 60 * 1000,
};

struct work {
	struct job_context *c;
	const char *sid;
	struct transcript transcript;
	struct recording recording;
	bool found;			/* both are there */
};

static struct job_outcome
away(void)
{
	return job_failed("the database did not answer");
}

static struct job_outcome
unless_away(enum db_result result)
{
	return result > DB_NONE ? away() : job_is_done();
}

/* On a message there is one person. */
static const char *
speaker(const struct recording *r, int channel)
{
	if (text_same(r->source, "RecordVerb"))
		return "caller";
	return r->channels == 2 ? transcript_speaker(channel, r->assistant_first) : NULL;
}

/* It is not looked at again. What is there already stays: without its operators, say. */
static struct job_outcome
failed(struct work *w, const char *why)
{
	struct job_context *c = w->c;
	struct transcript now;
	enum db_result result;

	result = transcript_set(c->db, w->transcript.transcript_id, TRANSCRIPT_FAILED, NULL);
	if (result == DB_OK) {
		log_warning("transcript %s: %s", w->sid, why);
		return unless_away(recording_is_not_transcribed(c, &w->recording));
	}
	if (result == DB_NONE)
		result = transcript_find(c->db, c->arena, w->transcript.transcript_id, &now);
	if (result == DB_OK && now.status == TRANSCRIPT_READY)
		result = recording_is_transcribed(c, &w->recording, now.text);
	return unless_away(result);
}

/* Nobody waits longer for a summary, but some take minutes: for an hour it is looked for again, ever
 * less often. */
static enum db_result
go_on_without(struct work *w, const struct intelligence_transcript *it, const char *text)
{
	int64_t age_ms = clock_now_ms() - it->updated_at_ms;
	enum db_result result = DB_OK;

	if (age_ms < OPERATORS_GONE_MS)
		result = transcript_fetch_at(w->c, w->sid, it->updated_at_ms + 4 * age_ms);
	return result == DB_OK && w->recording.processing != PROCESSING_DONE ?
	    recording_is_transcribed(w->c, &w->recording, text) : result;
}

static struct job_outcome
fetch(struct work *w, const struct intelligence_transcript *it)
{
	struct job_context *c = w->c;
	struct intelligence_sentence *said;
	struct sentence *sentences;
	struct json_object *operators;
	struct twilio_answer answer;
	struct text text = text_new(c->arena);
	enum db_result result;
	const char *summary;
	bool summed_up;
	size_t count;

	intelligence_sentences(c->arena, c->config, w->sid, &said, &count, &answer);
	if (answer.result == TWILIO_OK)
		intelligence_operators(c->arena, c->config, w->sid, &operators, &summary,
		    &summed_up, &answer);
	if (answer.result != TWILIO_OK)
		return job_failed(answer.message);
	sentences = arena_array(c->arena, count, sizeof *sentences);
	for (size_t i = 0; i < count; i++) {
		sentences[i] = (struct sentence){
			.at_ms = said[i].start_ms, .channel = said[i].channel,
			.speaker = speaker(&w->recording, said[i].channel),
			.text = said[i].text, .confidence = said[i].confidence,
		};
		text_printf(&text, "%s%s", i ? "\n" : "", said[i].text);
	}
	result = transcript_fill(c->db, c->arena, w->transcript.transcript_id, it->language,
	    sentences, count, text.data, summary, operators);
	if (result != DB_OK)
		return unless_away(result);	/* DB_NONE: deleted meanwhile */
	if (!summed_up && clock_now_ms() < it->updated_at_ms + OPERATORS_LATE_MS)
		return job_is_early(OPERATORS_AGAIN_S, "its operators have not summed it up yet");
	return unless_away(summed_up ? recording_is_transcribed(c, &w->recording, text.data) :
	    go_on_without(w, it, text.data));
}

/* DB_NONE: the clinic has its recordings written down by somebody else, or not at all; or whose it
 * is is not known yet: the job "transcribe" waits for that, and finds this one. */
static enum db_result
is_wanted(struct work *w)
{
	struct job_context *c = w->c;
	struct routing routing;
	enum transcription how;
	enum db_result result = routing_load(c->db, c->arena, w->recording.clinic_id, &routing);

	if (result != DB_OK)
		return result;
	how = routing_transcription(c->config, &routing);
	return how == TRANSCRIPTION_INTELLIGENCE || how == TRANSCRIPTION_BOTH ? DB_OK : DB_NONE;
}

/* A transcript that we do not know by its sid: of a recording of ours it is ours, if its clinic wants
 * one, since the answer to our request may come later than the webhook, or never. */
static struct job_outcome
adopt(struct work *w, const char *recording_sid)
{
	struct job_context *c = w->c;
	struct twilio_answer answer;
	enum db_result result, wanted;
	bool made;

	result = recording_sid ? recording_find(c->db, c->arena, recording_sid, &w->recording) :
	    DB_NONE;
	if (result != DB_OK)
		return unless_away(result);
	wanted = is_wanted(w);
	if (wanted > DB_NONE)
		return away();
	result = wanted == DB_OK ? transcript_ask(c->db, c->arena, recording_sid,
	    w->recording.call_sid, w->recording.clinic_id, SOURCE_INTELLIGENCE, &w->transcript,
	    &made) : transcript_asked(c->db, c->arena, recording_sid, SOURCE_INTELLIGENCE,
	    &w->transcript);
	if (result != DB_OK)
		return unless_away(result);	/* DB_NONE: nobody here asked for it */
	if (w->transcript.sid && !text_same(w->transcript.sid, w->sid))
		return job_is_done();
	if (wanted == DB_NONE || w->transcript.status == TRANSCRIPT_DELETED) {
		/* We asked, and it was turned off or deleted before we knew what to delete there. */
		intelligence_delete(c->arena, c->config, w->sid, &answer);
		return answer.result == TWILIO_OK ? job_is_done() : job_failed(answer.message);
	}
	result = transcript_set(c->db, w->transcript.transcript_id, TRANSCRIPT_ASKED, w->sid);
	w->found = result == DB_OK;
	return unless_away(result);
}

static struct job_outcome
look(struct work *w)
{
	struct job_context *c = w->c;
	struct intelligence_transcript it;
	struct twilio_answer answer;
	struct job_outcome outcome;

	intelligence_get(c->arena, c->config, w->sid, &it, &answer);
	if (answer.result == TWILIO_OFF)
		return job_is_hopeless(answer.message);
	if (answer.result == TWILIO_REFUSED && answer.status == 404 && w->found)
		return failed(w, "Twilio does not have it any more");
	if (answer.result == TWILIO_REFUSED && answer.status == 404)
		return job_is_done();
	if (answer.result != TWILIO_OK)
		return job_failed(answer.message);
	if (!w->found) {
		outcome = adopt(w, it.recording_sid);
		if (!w->found)
			return outcome;
	}
	switch (it.status) {
	case INTELLIGENCE_COMPLETED:
		return fetch(w, &it);
	case INTELLIGENCE_FAILED:
		return failed(w, "Twilio could not make it");
	case INTELLIGENCE_UNDER_WAY:
		break;
	}
	if (clock_now_ms() > w->transcript.created_at_ms + GIVE_UP_MS)
		return failed(w, "Twilio has been at it for a day");
	return job_is_early(POLL_S, "Twilio is still at it");
}

static struct job_outcome
fetch_transcript_job(struct job_context *c)
{
	struct work w = { .c = c, .sid = json_get_text(c->job->payload, "sid") };
	struct job_outcome outcome;
	enum db_result result;

	if (!w.sid)
		return job_is_hopeless("its payload is incomplete");
	result = transcript_by_sid(c->db, c->arena, w.sid, &w.transcript);
	if (result == DB_OK && w.transcript.status == TRANSCRIPT_DELETED)
		return job_is_done();
	if (result == DB_OK && w.transcript.recording_sid) {
		result = recording_find(c->db, c->arena, w.transcript.recording_sid,
		    &w.recording);
		w.found = result == DB_OK;
	}
	if (result > DB_NONE)
		return away();
	outcome = look(&w);
	if (w.found && (outcome.result == JOB_HOPELESS ||
	    (outcome.result != JOB_DONE && c->job->attempts >= ATTEMPTS_MAX)))
		(void)failed(&w, "it is given up");
	return outcome;
}

JOB_KIND("fetch-transcript", fetch_transcript_job, .attempts_max = ATTEMPTS_MAX);

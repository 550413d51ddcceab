/*
 * "transcribe" {recordingSid}: has a completed recording written down, as its clinic wants it: by
 * Twilio's Intelligence, which tells when it is ready ("fetch-transcript"), or here and now by an
 * OpenAI-compatible server. Where calls are heard live, or not at all, nothing is left to do.
 *
 * Run again, it asks for nothing twice: the intent is committed first, and where it is not known
 * what became of it, Twilio is asked for the transcript that it has.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "carrier/intelligence.h"
#include "carrier/speech.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/price.h"
#include "core/text.h"
#include "data/clinics.h"
#include "data/transcripts.h"
#include "data/usage.h"
#include "jobs/transcribed.h"

enum {
	ATTEMPTS_MAX = 16,
	LOOK_AGAIN_S = 60,		/* after a request without an answer */
	POLL_AFTER_MS = 10 * 60 * 1000,	/* failures may never be told */
	/* Looked for ever less often; all attempts together take that long. */
	CLINIC_LATE_MS = 55 * 60 * 1000, CLINIC_AGAIN_S = 30,
	SECONDS_MIN = 2,		/* what Intelligence takes; less says nothing anyhow */
	DOWNLOAD_MS = 120 * 1000,
	SECONDS_PRICED = 60,		/* the price is of so many */
	HOLD_S = (DOWNLOAD_MS + SPEECH_DEADLINE_MS) / 1000 + 30,
};

struct work {
	struct job_context *c;
	struct recording recording;
	struct routing routing;
	struct transcript transcript;	/* once it was asked for; else its id is 0 */
};

static struct job_outcome
away(void)
{
	return job_failed("the database did not answer");
}

/* --- Intelligence ---------------------------------------------------------------------------- */

static struct job_outcome
delete_there(struct work *w, const char *sid)
{
	struct twilio_answer answer;

	intelligence_delete(w->c->arena, w->c->config, sid, &answer);
	return answer.result == TWILIO_OK ? job_is_done() : job_failed(answer.message);
}

/* Twilio has it, under this sid. */
static struct job_outcome
has_sid(struct work *w, const char *sid)
{
	struct job_context *c = w->c;
	struct transcript now;

	switch (transcript_set(c->db, w->transcript.transcript_id, TRANSCRIPT_ASKED, sid)) {
	case DB_OK:
		break;
	case DB_NONE:
		/* Deleted while we asked: then nothing of it may stay there either. */
		if (transcript_find(c->db, c->arena, w->transcript.transcript_id, &now) != DB_OK)
			return away();
		return now.status == TRANSCRIPT_DELETED ? delete_there(w, sid) : job_is_done();
	case DB_DUPLICATE: case DB_CONFLICT:
		return job_is_hopeless("another recording's transcript has its sid");
	case DB_AWAY: case DB_UNKNOWN: case DB_FAILED:
		return away();
	}
	return transcript_fetch_at(c, sid, clock_now_ms() + POLL_AFTER_MS) == DB_OK ?
	    job_is_done() : away();
}

/* The one that there is, if there is one: *outcome is what is to be said then. */
static bool
is_there(struct work *w, struct job_outcome *outcome)
{
	struct intelligence_transcript found = { 0 };
	struct twilio_answer answer;

	intelligence_look_up(w->c->arena, w->c->config, w->recording.recording_sid, &found,
	    &answer);
	if (answer.result != TWILIO_OK)
		*outcome = job_failed(answer.message);
	else if (found.sid)
		*outcome = has_sid(w, found.sid);
	return answer.result != TWILIO_OK || found.sid;
}

static struct job_outcome
create(struct work *w)
{
	struct job_context *c = w->c;
	struct intelligence_transcript made;
	struct twilio_answer answer;
	struct job_outcome outcome;

	intelligence_create(c->arena, c->config, w->recording.recording_sid, w->recording.call_sid,
	    w->recording.channels, w->recording.assistant_first, &made, &answer);
	switch (answer.result) {
	case TWILIO_OK:
		return has_sid(w, made.sid);
	case TWILIO_UNKNOWN:
		(void)transcript_set(c->db, w->transcript.transcript_id, TRANSCRIPT_UNKNOWN, NULL);
		return job_is_put_off(LOOK_AGAIN_S, answer.message);
	case TWILIO_REFUSED:
		/* It makes one of a recording; or the recording is not ready for it. */
		if (is_there(w, &outcome) && outcome.result != JOB_FAILED)
			return outcome;
		return job_failed(answer.message);
	case TWILIO_BUSY: case TWILIO_NOT_SENT:
		return job_failed(answer.message);
	case TWILIO_OFF:
		break;
	}
	return job_is_hopeless(answer.message);
}

static struct job_outcome
by_intelligence(struct work *w)
{
	struct job_context *c = w->c;
	struct recording *r = &w->recording;
	struct job_outcome outcome;
	bool made;

	if (!*c->config->twilio_vi_service_sid)
		return job_is_hopeless("TWILIO_VI_SERVICE_SID is not set");
	if (transcript_ask(c->db, c->arena, r->recording_sid, r->call_sid, r->clinic_id,
	    SOURCE_INTELLIGENCE, &w->transcript, &made) != DB_OK)
		return away();
	if (w->transcript.status == TRANSCRIPT_READY ||
	    (w->transcript.status == TRANSCRIPT_DELETED && w->transcript.sid))
		return job_is_done();
	if (w->transcript.sid)
		return has_sid(w, w->transcript.sid);
	/* Deleted before anybody knew what came of it: has_sid sees to it. */
	if (w->transcript.status == TRANSCRIPT_DELETED)
		return is_there(w, &outcome) ? outcome : job_is_done();
	/* Asked for before, and what came of it was not told, or we did not live to hear it. */
	if (!made && is_there(w, &outcome))
		return outcome;
	return create(w);
}

/* --- an OpenAI-compatible server ------------------------------------------------------------- */

struct download {
	int file;
	size_t bytes;
	bool too_large, failed;
};

static bool
keep(void *context, const struct http_answer *so_far, const char *bytes, size_t n)
{
	struct download *d = context;

	(void)so_far;
	d->bytes += n;
	d->too_large |= d->bytes > SPEECH_BYTES_MAX;
	while (n && !d->too_large && !d->failed) {
		ssize_t written = write(d->file, bytes, n);

		if (written <= 0) {
			d->failed = true;
			break;
		}
		bytes += written;
		n -= (size_t)written;
	}
	return !d->too_large && !d->failed;
}

static struct job_outcome
download(struct work *w, struct download *d)
{
	struct job_context *c = w->c;
	const struct twilio_media media = {
		.path = arena_printf(c->arena, "/Recordings/%s.mp3", w->recording.recording_sid),
		.receive = keep, .context = d, .bytes_max = 2 * (size_t)SPEECH_BYTES_MAX,
		.deadline_ms = DOWNLOAD_MS,
	};
	struct twilio_answer answer;
	const char *range;

	twilio_media_get(c->arena, c->config, &media, &range, &answer);
	if (d->too_large)
		return job_is_hopeless("the recording is longer than the server takes");
	if (d->failed)
		return job_failed("the recording could not be kept while it is sent on");
	if (answer.result == TWILIO_OFF)
		return job_is_hopeless(answer.message);
	if (answer.result != TWILIO_OK)
		return job_failed(answer.message);
	return d->bytes ? job_is_done() : job_failed("the recording has no sound yet");
}

/* What was heard was heard, whatever becomes of the transcript. The price is by the minute: where
 * the server counts otherwise, or not at all, by the recording's own length. An answer that was lost
 * may cost as well: nobody knows how much. */
static void
note_use(struct work *w, const struct speech_answer *speech)
{
	struct job_context *c = w->c;
	const struct recording *r = &w->recording;
	bool in_seconds = !speech->unit || text_same(speech->unit, "seconds");
	int64_t seconds = speech->lost ? -1 :
	    speech->unit && in_seconds ? speech->input_units : r->duration;
	const struct charge sound = { seconds, price_micros(c->config->transcribe_price) };

	if (usage_add(c->db, c->arena, &(struct usage){
		.clinic_id = r->clinic_id, .product = "transcription",
		.model = c->config->transcribe_model, .call_sid = r->call_sid,
		.input_units = in_seconds ? seconds : speech->input_units,
		.output_units = speech->output_units, .unit = in_seconds ? "seconds" : speech->unit,
		.price = price_charged(c->arena, &sound, 1, SECONDS_PRICED), .at_ms = clock_now_ms(),
	    }) != DB_OK)
		log_warning("what the transcript of a recording used is not on record");
}

static struct job_outcome
write_down(struct work *w, const struct speech_answer *speech)
{
	struct job_context *c = w->c;
	const struct recording *r = &w->recording;
	bool is_message = text_same(r->source, "RecordVerb");
	struct sentence *sentences =
	    arena_array(c->arena, speech->lines_count, sizeof *sentences);
	enum db_result result;

	for (size_t i = 0; i < speech->lines_count; i++)
		sentences[i] = (struct sentence){
			.at_ms = -1, .confidence = -1, .text = speech->lines[i],
			.speaker = is_message ? "caller" : NULL,
		};
	result = transcript_fill(c->db, c->arena, w->transcript.transcript_id,
	    w->routing.language, sentences, speech->lines_count, speech->text, NULL, NULL);
	if (result == DB_NONE)
		return job_is_done();	/* deleted meanwhile */
	if (result == DB_OK)
		result = recording_is_transcribed(c, r, speech->text);
	return result == DB_OK ? job_is_done() : away();
}

/* The sound goes through a file that never has a name: whatever happens, nothing of it stays. */
static struct job_outcome
send_on(struct work *w)
{
	struct job_context *c = w->c;
	struct download d = { .file = memfd_create("recording", MFD_CLOEXEC) };
	struct speech_answer speech = { .result = SPEECH_LATER, .message = "" };
	struct job_outcome outcome;

	if (d.file < 0)
		return job_failed("there is no memory for the recording");
	outcome = download(w, &d);
	if (outcome.result == JOB_DONE)
		speech_transcribe(c->arena, c->config,
		    arena_printf(c->arena, "/proc/self/fd/%d", d.file), w->routing.language,
		    &speech);
	(void)close(d.file);
	if (outcome.result != JOB_DONE)
		return outcome;
	if (speech.result == SPEECH_OK || speech.lost)
		note_use(w, &speech);
	switch (speech.result) {
	case SPEECH_OK:
		return write_down(w, &speech);
	case SPEECH_LATER:
		return job_is_put_off(speech.retry_after_s, speech.message);
	case SPEECH_HOPELESS: case SPEECH_OFF:
		break;
	}
	return job_is_hopeless(speech.message);
}

static struct job_outcome
by_whisper(struct work *w)
{
	struct job_context *c = w->c;
	struct recording *r = &w->recording;
	bool made;

	if (!*c->config->transcribe_url)
		return job_is_hopeless("TRANSCRIBE_URL is not set");
	if (transcript_ask(c->db, c->arena, r->recording_sid, r->call_sid, r->clinic_id,
	    SOURCE_WHISPER, &w->transcript, &made) != DB_OK)
		return away();
	if (w->transcript.status == TRANSCRIPT_DELETED)
		return job_is_done();
	if (w->transcript.status == TRANSCRIPT_READY)
		return recording_is_transcribed(c, r, w->transcript.text) == DB_OK ?
		    job_is_done() : away();
	if (job_hold(c->db, c->job, worker_name(), HOLD_S) != DB_OK)
		return away();
	return send_on(w);
}

/* --- the job --------------------------------------------------------------------------------- */

/* Nothing is to be written down, whatever was asked for before. */
static struct job_outcome
nothing(struct work *w)
{
	if (transcripts_abandon(w->c->db, w->recording.recording_sid, NULL) > DB_NONE)
		return away();
	return recording_set_processing(w->c->db, w->recording.recording_sid,
	    PROCESSING_DONE) > DB_NONE ? away() : job_is_done();
}

static struct job_outcome
as_the_clinic_wants(struct work *w)
{
	struct job_context *c = w->c;
	struct recording *r = &w->recording;
	enum transcription how;
	enum transcript_source source;
	enum db_result result;

	if (routing_load(c->db, c->arena, r->clinic_id, &w->routing) != DB_OK)
		return away();
	how = routing_transcription(c->config, &w->routing);
	if (how == TRANSCRIPTION_DEFAULT || how == TRANSCRIPTION_OFF ||
	    how == TRANSCRIPTION_REALTIME)
		return nothing(w);
	if (r->duration >= 0 && r->duration < SECONDS_MIN)
		return recording_is_transcribed(c, r, "") == DB_OK ? job_is_done() : away();
	source = how == TRANSCRIPTION_WHISPER ? SOURCE_WHISPER : SOURCE_INTELLIGENCE;
	if (transcripts_abandon(c->db, r->recording_sid, &source) > DB_NONE)
		return away();
	result = recording_set_processing(c->db, r->recording_sid, PROCESSING_TRANSCRIBING);
	if (result != DB_OK)	/* DB_NONE: fetched or deleted meanwhile */
		return result == DB_NONE ? job_is_done() : away();
	return how == TRANSCRIPTION_WHISPER ? by_whisper(w) : by_intelligence(w);
}

/* It is not tried again: whoever waits for it is to know. */
static void
give_up(struct work *w)
{
	struct job_context *c = w->c;

	if (w->transcript.transcript_id)
		(void)transcript_set(c->db, w->transcript.transcript_id, TRANSCRIPT_FAILED, NULL);
	if (recording_is_not_transcribed(c, &w->recording) != DB_OK)
		log_warning("recording %s: that it is not transcribed could not be stored",
		    w->recording.recording_sid);
}

static struct job_outcome
transcribe_job(struct job_context *c)
{
	const char *sid = json_get_text(c->job->payload, "recordingSid");
	struct work w = { .c = c };
	struct job_outcome outcome;
	enum db_result found;

	if (!sid)
		return job_is_hopeless("its payload is incomplete");
	found = recording_find(c->db, c->arena, sid, &w.recording);
	if (found == DB_NONE)
		return job_is_hopeless("there is no such recording");
	if (found != DB_OK)
		return away();
	if (!recording_has_sound(&w.recording) || w.recording.processing == PROCESSING_DONE)
		return job_is_done();
	if (!w.recording.clinic_id) {
		/* Its call may lie in the spool still; that of nobody's number has no clinic. */
		if (clock_now_ms() > w.recording.created_at_ms + CLINIC_LATE_MS)
			return nothing(&w);
		return job_is_early(CLINIC_AGAIN_S * c->job->attempts, "its call is not there yet");
	}
	outcome = as_the_clinic_wants(&w);
	if (outcome.result == JOB_HOPELESS ||
	    (outcome.result != JOB_DONE && c->job->attempts >= ATTEMPTS_MAX))
		give_up(&w);
	return outcome;
}

JOB_KIND("transcribe", transcribe_job, .attempts_max = ATTEMPTS_MAX, .slow = true);

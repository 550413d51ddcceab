/*
 * What follows a transcript. See transcribed.h. The job "voicemail-transcript" {recordingSid} lets
 * a voicemail show what was said, whichever of the two came first, and then has people told of it.
 */
#include "jobs/transcribed.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/transcripts.h"

enum { LOOK_AGAIN_S = 20, VOICEMAIL_LATE_MS = 15 * 60 * 1000 };

enum db_result
transcript_fetch_at(struct job_context *c, const char *sid, int64_t at_ms)
{
	struct json_object *payload = json_object_in(c->arena);

	json_put_text(payload, "sid", sid);
	return job_add(c->db, c->arena, "fetch-transcript",
	    arena_printf(c->arena, "fetch-transcript:%s", sid), payload, at_ms);
}

/* Is it worth looking for a voicemail? A Dial's recording is none. */
static bool
may_be_voicemail(const struct recording *recording)
{
	return !text_same(recording->source, "DialVerb");
}

static enum db_result
job_of_recording(struct job_context *c, const char *kind, const char *recording_sid)
{
	struct json_object *payload = json_object_in(c->arena);

	json_put_text(payload, "recordingSid", recording_sid);
	return job_add(c->db, c->arena, kind,
	    arena_printf(c->arena, "%s:%s", kind, recording_sid), payload, 0);
}

/* The recording last: until then, a job that is run again does all of it again. DB_NONE, where the
 * recording is done already, or was deleted meanwhile, is fine. */
static enum db_result
settle(struct job_context *c, const struct recording *recording, enum processing processing)
{
	enum db_result result = may_be_voicemail(recording) ?
	    job_of_recording(c, "voicemail-transcript", recording->recording_sid) : DB_OK;

	if (result == DB_OK)
		result = recording_set_processing(c->db, recording->recording_sid, processing);
	return result == DB_NONE ? DB_OK : result;
}

static enum db_result
look_into_call(struct job_context *c, const char *call_sid)
{
	struct json_object *payload = json_object_in(c->arena);

	json_put_text(payload, "callSid", call_sid);
	return job_add(c->db, c->arena, "analyse-call",
	    arena_printf(c->arena, "analyse-call:%s", call_sid), payload, 0);
}

enum db_result
recording_is_transcribed(struct job_context *c, const struct recording *recording,
    const char *text)
{
	enum db_result result = text_is_blank(text) ? DB_OK :
	    look_into_call(c, recording->call_sid);

	return result == DB_OK ? settle(c, recording, PROCESSING_DONE) : result;
}

enum db_result
recording_is_not_transcribed(struct job_context *c, const struct recording *recording)
{
	enum db_result result = look_into_call(c, recording->call_sid);

	return result == DB_OK ? settle(c, recording, PROCESSING_FAILED) : result;
}

static struct job_outcome
voicemail_transcript_job(struct job_context *c)
{
	const char *sid = json_get_text(c->job->payload, "recordingSid");
	struct transcript t = { 0 };
	struct recording recording = { 0 };
	enum db_result result;
	int64_t since_ms;

	if (!sid)
		return job_is_hopeless("its payload is incomplete");
	result = transcript_of_recording(c->db, c->arena, sid, &t);
	if (result == DB_OK && t.status == TRANSCRIPT_READY && !text_is_blank(t.text))
		result = transcript_to_voicemail(c->db, c->arena, &t);
	else if (result == DB_NONE)
		result = DB_OK;
	if (result == DB_NONE) {
		/* Its report may lie in the spool still, and that of its recording, too; or it is none
		 * at all. */
		result = recording_find(c->db, c->arena, sid, &recording);
		since_ms = result == DB_OK ? recording.created_at_ms : t.created_at_ms;
		if (result <= DB_NONE && clock_now_ms() < since_ms + VOICEMAIL_LATE_MS)
			return job_is_early(LOOK_AGAIN_S, "its voicemail is not there yet");
		return result > DB_NONE ? job_failed("the database did not answer") :
		    job_is_done();
	}
	if (result == DB_OK)
		result = job_of_recording(c, "notify-voicemail", sid);
	return result == DB_OK ? job_is_done() : job_failed("the database did not answer");
}

JOB_KIND("voicemail-transcript", voicemail_transcript_job, .attempts_max = 60);

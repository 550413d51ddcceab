/* What follows when a recording is written down by Twilio's Intelligence, was, or could not be. */
#ifndef JOBS_TRANSCRIBED_H
#define JOBS_TRANSCRIBED_H

#include "data/recordings.h"
#include "jobs/runner.h"

/* Twilio has the transcript: it is looked at then ("fetch-transcript"), or earlier where that was
 * ordered already. */
enum db_result transcript_fetch_at(struct job_context *c, const char *sid, int64_t at_ms);

/* Its transcript is ready: the recording is done, its call is looked into anew (where anything was
 * said), and its voicemail, if it is one, shows it. */
enum db_result recording_is_transcribed(struct job_context *c, const struct recording *recording,
    const char *text);

/* There will be none: whoever waits for it waits no more, and its call is looked into by what else
 * was heard of it. */
enum db_result recording_is_not_transcribed(struct job_context *c,
    const struct recording *recording);

#endif

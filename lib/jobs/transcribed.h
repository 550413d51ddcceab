/* What follows when a recording was written down, or could not be. */
#ifndef JOBS_TRANSCRIBED_H
#define JOBS_TRANSCRIBED_H

#include "data/recordings.h"
#include "jobs/runner.h"

/* Its transcript is ready: the recording is done, its call is looked into anew (where anything was
 * said), and its voicemail, if it is one, shows it. */
enum db_result recording_is_transcribed(struct job_context *c, const struct recording *recording,
    const char *text);

/* There will be none: whoever waits for it waits no more. */
enum db_result recording_is_not_transcribed(struct job_context *c,
    const struct recording *recording);

#endif

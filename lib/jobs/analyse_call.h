/*
 * What came of a call, found out from what was said in it. Its summary is the model's where one is
 * configured (ANALYZE_URL), else the provider's own; where there is neither, it has none, and the
 * verdict rests on the transcript alone: nothing is made up. A model is asked once a call, where
 * that can be: while a better transcript is on its way, only the detector reads the one that there is.
 */
#ifndef JOBS_ANALYSE_CALL_H
#define JOBS_ANALYSE_CALL_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/config.h"
#include "data/db.h"
#include "jobs/model.h"

/* The verdict anew, by this version of the detector and by what a model said before of the same
 * transcript; nobody is asked. DB_NONE: there is no such call. DB_OK also where there is nothing
 * (left) to read: then nothing changes but the version. */
enum db_result call_detect(struct db *db, struct arena *a, const struct config *c,
    const char *call_sid);

/* Somebody else's model was there: what it said of the call's transcript counts as ours would, which
 * is then not asked. May be a part of the caller's transaction. DB_NONE: there is no such call, or its
 * transcript was deleted. */
enum db_result call_was_told(struct db *db, struct arena *a, const struct config *c,
    const char *call_sid, const struct model_report *said);

/*
 * Makes a call's summary as good as it can be within 5 s, for somebody who waits for it: a
 * transcript that is at Twilio is fetched, a model is asked, by the jobs that do so (run now, and
 * waited for); else the detector is run. No look uses up what attempts these jobs have; but a
 * model whose answer was lost, or that said when to come again, is asked when its job's time has
 * come. is_enough is asked ten times a second, whether to wait no longer; twice in a row is yes.
 * *pending: that took too long, and a job goes on with it; or the call goes on, and a job will
 * look into it. DB_NONE: there is no such call.
 */
enum db_result call_summarise(struct db *db, struct arena *a, const struct config *c,
    const char *call_sid, bool (*is_enough)(void *context), void *context, bool *pending);

#endif

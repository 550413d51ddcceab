/*
 * The job "post-call" {provider, conversationId}: an AI provider's report is worked in. It is
 * matched (post_call_match.h), and in one transaction with its event's mark the patient is met, the
 * session filled, a booking proposed or a ticket raised, the call gets transcript, summary and
 * verdict, and what it cost is noted. So it happens once, however often the job is run.
 */
#ifndef JOBS_POST_CALL_H
#define JOBS_POST_CALL_H

#include "core/config.h"
#include "data/conversations.h"
#include "desk/conversation.h"
#include "jobs/post_call_match.h"

/* Reads a report's body. False: it cannot be read, and *why is the end of a sentence. */
bool report_read(struct arena *a, const char *provider, const struct report *report,
    struct conversation *out, const char **why);

/* Works it in as matched; *match gets the sid of a call that had none. DB_NONE: somebody has. */
enum db_result report_work_in(struct db *db, struct arena *a, const struct config *config,
    const struct report *report, const struct conversation *c, struct match *match);

#endif

/*
 * Mails that jobs send, one recipient a job: the job's payload says what the mail is about and whom
 * it is for, and the mail is written when it is sent, so that no row of the queue holds a patient's
 * words. A worker that is killed after the mail server took it sends it again, with the same id.
 */
#ifndef JOBS_MAIL_H
#define JOBS_MAIL_H

#include "carrier/mail.h"
#include "jobs/runner.h"

/* For kinds that end in mail_deliver: a mail server may be away for a night. */
enum { MAIL_ATTEMPTS_MAX = 60 };

/* Sends it, and says what that means for the job. Of a notice of a call (noticeId in the payload) it
 * is noted what became of it (data/notices.h). */
struct job_outcome mail_deliver(struct job_context *c, const struct mail *mail);

/* There is nobody to tell any more, or nothing: the same without a mail. */
struct job_outcome mail_is_needless(struct job_context *c);

#endif

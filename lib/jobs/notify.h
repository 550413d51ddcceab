/*
 * Telling a clinic's assistants of something, by text and by mail. A text says that there is
 * something, and nothing of what it says, since it lies open on a telephone; a mail, by a job of its
 * own (jobs/mail.h), has the words.
 */
#ifndef JOBS_NOTIFY_H
#define JOBS_NOTIFY_H

#include "data/assistants.h"
#include "jobs/runner.h"

struct notice {
	int64_t clinic_id;
	const char *kind, *ref;		/* "voicemail" and which: the same is told to nobody twice */
	const char *call_sid;		/* of the call that it came of; NULL: of none */
	const char *from;		/* a number of ours; NULL: no texts can be sent */
	const char *text;
	struct json_object *mail;	/* the payload of the job "mail-KIND"; assistantId and noticeId
					 * are put into it */
};

/* Within a transaction: one assistant is told by these ways. Where no text can be sent (they have
 * opted out, say), a mail is better than nothing; so it is where Twilio refuses the text or cannot
 * deliver it, however late that is told: then the job "notify-by-mail" {messageId} (data/messages.h)
 * orders the mail, once, if the assistant has an address by then. */
enum db_result notify_assistant(struct db *db, struct arena *a, const struct notice *notice,
    const struct assistant_row *to, bool by_sms, bool by_email);

#endif

/* Mails that jobs send. See mail.h. */
#include "jobs/mail.h"

#include "core/log.h"
#include "data/notices.h"

/* It was sent or not, whatever the database says: the job's outcome does not hang on it. */
static void
note(struct job_context *c, const char *status)
{
	int64_t notice_id = json_get_int(c->job->payload, "noticeId", 0);

	if (notice_id && call_notice_settle(c->db, notice_id, status) > DB_NONE)
		log_warning("it is not on record that a mail is %s", status);
}

struct job_outcome
mail_deliver(struct job_context *c, const struct mail *mail)
{
	struct mail_answer answer;

	mail_send(c->arena, c->config, mail, &answer);
	switch (answer.result) {
	case MAIL_SENT:
		note(c, "sent");
		return job_is_done();
	case MAIL_LATER:
		if (c->job->attempts >= MAIL_ATTEMPTS_MAX)
			note(c, "failed");
		return job_failed(answer.error);
	case MAIL_REFUSED: case MAIL_OFF:
		break;
	}
	note(c, "failed");
	return job_is_hopeless(answer.error);
}

struct job_outcome
mail_is_needless(struct job_context *c)
{
	note(c, "canceled");
	return job_is_done();
}

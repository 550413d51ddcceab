/* Mails that jobs send. See mail.h. */
#include "jobs/mail.h"

struct job_outcome
mail_deliver(struct job_context *c, const struct mail *mail)
{
	struct mail_answer answer;

	mail_send(c->arena, c->config, mail, &answer);
	switch (answer.result) {
	case MAIL_SENT:
		return job_is_done();
	case MAIL_LATER:
		return job_failed(answer.error);
	case MAIL_REFUSED: case MAIL_OFF:
		break;
	}
	return job_is_hopeless(answer.error);
}

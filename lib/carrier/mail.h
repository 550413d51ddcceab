/*
 * Mail, over libcurl's SMTP (setting SMTP_URL). Between here and the mail server there is TLS,
 * verified, but on this machine. A plain-text mail, with one attachment at most. What is in a mail
 * and whom it is for never reaches a log.
 */
#ifndef CARRIER_MAIL_H
#define CARRIER_MAIL_H

#include <stdint.h>

#include "core/arena.h"
#include "core/config.h"

struct mail {
	const char *to;			/* one address */
	const char *subject, *text;	/* UTF-8; control characters of the subject become spaces */
	/* "voicemail-RE….3": the same for the same mail, so that one that is sent twice (the
	 * server's answer was lost) is known as one. */
	const char *id;
	int64_t at_ms;
	const char *file_name, *file_type, *file_bytes;	/* the attachment; file_name NULL: none */
	size_t file_length;
};

enum mail_result {
	MAIL_SENT,
	MAIL_REFUSED,			/* a 5yz answer to it: it would be refused again */
	MAIL_LATER,			/* a 4yz answer, no connection, no answer, no login */
	MAIL_OFF,			/* no SMTP_URL, or no MAIL_FROM */
};

struct mail_answer {
	enum mail_result result;
	const char *error;		/* for a person, without the address; "" when sent */
};

void mail_send(struct arena *a, const struct config *config, const struct mail *mail,
    struct mail_answer *answer);

/* Are there settings for it? */
bool config_has_mail(const struct config *config);

#endif

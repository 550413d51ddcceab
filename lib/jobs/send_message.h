/*
 * Sending texts whose intent is a row (data/messages.h): that one is asked for is committed before
 * Twilio is. Programs send at once and answer with what came of it; the job "send-message" does the
 * same for what was left, and where an answer was lost it looks through Twilio's list before
 * anything is asked again.
 */
#ifndef JOBS_SEND_MESSAGE_H
#define JOBS_SEND_MESSAGE_H

#include "core/arena.h"
#include "core/config.h"
#include "core/routes.h"
#include "data/messages.h"

enum sending {
	SENT,			/* Twilio has it: message->message_sid */
	SEND_UNKNOWN,		/* no answer: 202, and the job finds out */
	SEND_REFUSED,		/* code and words say why: the text has failed; status 0: before this, or it
				 * was called off */
	SEND_OPTED_OUT,		/* the number has opted out since: the text is canceled */
	SEND_LATER,		/* not carried out (busy, could not connect, our credentials): the
				 * job tries again while there is time; whoever tells a person that
				 * nothing was done calls it off: message_cancel */
	SEND_OFF,		/* no credentials */
	SEND_AWAY,		/* the database did not answer: nobody was asked */
};

struct send_answer {
	enum sending result;
	int status;		/* of Twilio's answer; 0: none came */
	int code;		/* Twilio's error code; 0: none */
	const char *words;	/* for a person; "" when fine */
};

/* Asks within 8 s, unless it was asked already. *message is brought up to date. routes name who
 * hears what becomes of the text. */
void message_send(struct db *db, struct arena *a, const struct config *config,
    const struct routes *routes, struct message *message, struct send_answer *answer);

#endif

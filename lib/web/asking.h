/*
 * A call that somebody asks for (program make-call): from the fields of the request to what Twilio is asked. What is wrong with them becomes faults.
 */
#ifndef WEB_ASKING_H
#define WEB_ASKING_H

#include "data/clinics.h"
#include "data/outbound_calls.h"
#include "desk/plan_outbound.h"
#include "web/request.h"

struct asking {
	/* As it was asked for. */
	const struct value *to, *from, *record;
	const char *message, *language, *voice;		/* NULL: not said */
	const char *machine_detection;			/* "enable", "message-end"; NULL: none */
	int64_t assistant_id;				/* 0: nobody is rung first */
	int time_limit_s;				/* 0: the clinic's */

	/* What comes of it. */
	struct clinic clinic;
	struct line line;
	const char *rung_first;				/* the assistant's phone, or NULL */
	struct asked_call asked;
	struct outbound_call call;			/* not yet intended; its user_id and metadata are the caller's to set */
};

/* Whose call, from where, to whom. DB_NONE: there is no such clinic. */
enum db_result asking_gather(struct request *r, struct asking *asking);

/* The form that Twilio gets, as call.request. The document goes along: the call needs nothing more of us to be what it should. */
void asking_compose(struct request *r, struct asking *asking);

/* For a refusal of Twilio's. An assistant's phone is named by his id alone. */
enum outcome asking_refuse(struct request *r, const struct asking *asking, int code, const char *message);

#endif

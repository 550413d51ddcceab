/*
 * A text that somebody asks for (program send-sms): from the fields of the request to the row that is sent. What is wrong with them becomes faults.
 */
#ifndef WEB_TEXTING_H
#define WEB_TEXTING_H

#include "data/clinics.h"
#include "data/messages.h"
#include "web/request.h"

struct texting {
	/* As it was asked for. */
	const struct value *to, *from, *send_at, *media, *metadata, *user_id;
	const char *body_field;				/* by which name the body came */
	const char *body;				/* "" : none, pictures alone */

	/* What comes of it. */
	struct clinic clinic;
	struct message text;				/* not yet ordered */
	int64_t send_at_ms;				/* 0: at once */
};

/* What can be said without the database, for .check. */
void texting_check(struct request *r, const struct texting *texting);

/* Whose text, from where, to whom. DB_NONE: there is no such clinic. */
enum db_result texting_gather(struct request *r, struct texting *texting);

#endif

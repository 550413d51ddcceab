/* A session that somebody asks for (program calls-initiate): from the fields of the request to what Twilio is asked. What is wrong with them becomes faults. */
#ifndef WEB_SESSION_START_H
#define WEB_SESSION_START_H

#include "data/clinics.h"
#include "data/outbound_calls.h"
#include "data/sessions.h"
#include "web/request.h"

struct session_start {
	const struct value *customer_id, *phone, *agent_type;

	/* session_start_gather: */
	struct clinic clinic;
	struct routing routing;
	struct session session;
	struct outbound_call call;		/* from is "" where the clinic has no number */
};

/* Without the database's help as far as it goes: for the endpoint's check. */
void session_start_check(struct request *r, const struct session_start *s);

/* Whose session, with which agent, from where. DB_NONE: there is no such clinic. */
enum db_result session_start_gather(struct request *r, struct session_start *s);

#endif

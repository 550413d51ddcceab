/*
 * Which session or call a conversation of an AI agent was: by the session's id among our variables,
 * else by the call's sid, else by the agent, the patient's number and the time, and only where
 * exactly one fits. Never a guess: a patient's words must not reach another clinic.
 */
#ifndef JOBS_POST_CALL_MATCH_H
#define JOBS_POST_CALL_MATCH_H

#include "core/config.h"
#include "data/conversations.h"
#include "data/outbound_calls.h"
#include "data/sessions.h"
#include "desk/conversation.h"

struct match {
	enum { MATCH_NONE, MATCH_SESSION, MATCH_CALL, MATCH_CONFIRMATION } kind;
	/* Of MATCH_NONE: a sentence for the operator; final: nothing that is still to come will
	 * change it. */
	const char *reason;
	bool final;

	int64_t clinic_id, patient_id;		/* patient_id 0: not known */
	const char *call_sid, *phone;		/* call_sid NULL: not known */
	struct session session;			/* of MATCH_SESSION */
	struct outbound_call outbound;		/* of MATCH_CONFIRMATION */
};

/* DB_OK also for MATCH_NONE; else what the database said. */
enum db_result conversation_match(struct db *db, struct arena *a, const struct config *config,
    const struct conversation *c, struct match *out);

#endif

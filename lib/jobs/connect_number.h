/*
 * Connecting a number of the account to a clinic, and taking it away again: for the programs
 * connect and disconnect, for `switchboardctl number connect`, and for the jobs that ask again
 * where Twilio's answer was lost (setting a number's URLs twice is harmless).
 *
 * Connecting: the number is found at Twilio; a pending change, which routes nothing, is committed
 * together with a job that would finish it; Twilio is asked to send the number's calls here; then
 * the change takes effect, is forgotten, or stays pending for the job.
 */
#ifndef JOBS_CONNECT_NUMBER_H
#define JOBS_CONNECT_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "carrier/twilio.h"
#include "core/arena.h"
#include "core/config.h"
#include "data/db.h"
#include "data/numbers.h"

enum connect_result {
	CONNECT_DONE,		/* in effect; version is for snapshot_wait */
	CONNECT_UNKNOWN,	/* Twilio's answer or the database's was lost: a job goes on. 202 */
	CONNECT_REFUSED,	/* Twilio refused; nothing is saved. 502 with code and message */
	CONNECT_NO_ANSWER,	/* Twilio could not be asked; nothing is saved. 504 with message */
	CONNECT_NOT_OURS,	/* connecting: the account has no such number;
				 * disconnecting: it is not connected here */
	CONNECT_NO_CLINIC,	/* there is no such clinic */
	CONNECT_TAKEN,		/* another clinic's, or just being connected to another. 409 */
	CONNECT_AWAY,		/* the database did not answer; it may be asked for again. 503 */
	CONNECT_OFF,		/* no credentials for Twilio */
};

struct connect_answer {
	enum connect_result result;
	int64_t version;
	int code;			/* Twilio's, 0 if none */
	const char *message;		/* a sentence, "" when fine */
	const char *credential;		/* which one worked: "api-key", "auth-token", or "" */
};

/* phone_number is E.164. change->twilio_sid is filled in here. The clinic's existence is checked;
 * whether calls will lead anywhere is connect_leads's. */
void number_connect(struct db *db, struct arena *a, const struct config *c,
    const char *phone_number, const struct number_change *change, const struct twilio_urls *urls,
    struct connect_answer *out);

/* The number's URLs are cleared, then it serves no clinic. */
void number_disconnect_everywhere(struct db *db, struct arena *a, const struct config *c,
    const char *phone_number, struct connect_answer *out);

/* Would a call to the number, with the change in effect, be forwarded: is there a forward number,
 * or the menu with a number behind a key? DB_NONE: there is no such clinic. */
enum db_result connect_leads(struct db *db, struct arena *a, const struct config *c,
    const char *phone_number, const struct number_change *change, bool *leads);

#endif

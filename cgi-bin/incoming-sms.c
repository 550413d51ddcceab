/*
 * incoming-sms - a text comes in
 *
 * It is kept as a message and an event. STOP and the like go into the consent ledger, and Twilio answers them. An answer to a reminder confirms or cancels
 * the visit, or asks for another time, which makes a task; the patient is told, or asked if several visits could be meant. Anything else gets the clinic's
 * auto-reply, once a period, and makes a task if the clinic wants one. Assistants who watch for a word are told of it.
 *
 *   200  TwiML, the text is on record	403  not Twilio's signature, or not our account
 *   503  neither database nor spool
 *
 * Twice? One event that counts, and the same answer; the repeat is kept as a duplicate. Database away? Spooled: what the text means turns out when it is stored,
 * and a job sends the answer if it still is of use.
 */
#include "web/sms.h"

static const struct param params[] = { SMS_PARAMS, { 0 } };

static enum outcome
incoming(struct request *r)
{
	return sms_receive(r, "sms");
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/incoming-sms", CALLER_TWILIO, incoming, "A text comes in", params, WEBHOOK },
	{ POST, "/api/twilio/sms", CALLER_TWILIO, incoming, "A text comes in (numbers set up by older guides)", params, WEBHOOK },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

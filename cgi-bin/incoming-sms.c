/*
 * incoming-sms - a text comes in
 *
 * It is kept whole as an event; nothing is sent back.
 *
 *   200  empty TwiML, the text is on record	403  not Twilio's signature, or not our account
 *   503  neither database nor spool
 *
 * Twice? One event that counts; the repeat is kept as a duplicate.
 */
#include "web/sms.h"

static const struct param params[] = { SMS_PARAMS, { 0 } };

static enum outcome
incoming(struct request *r)
{
	return sms_keep(r, "sms");
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

/*
 * sms-fallback - what Twilio asks when the answer to a text failed
 *
 * The same as incoming-sms, for a text that may or may not have been understood before: whatever follows from a message does so once.
 *
 *   200  TwiML, the text is on record	403  not Twilio's signature, or not our account
 *   503  neither database nor spool
 *
 * Twice? One event that counts; the repeat is kept as a duplicate.
 */
#include "web/sms.h"

static const struct param params[] = { SMS_PARAMS, { 0 } };

static enum outcome
fallback(struct request *r)
{
	return sms_receive(r, "sms-fallback");
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/sms-fallback", CALLER_TWILIO, fallback, "The answer to a text failed: keep it", params, WEBHOOK },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

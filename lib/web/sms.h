/* What the messaging webhooks have in common (reference: twilio.md 3.13). */
#ifndef WEB_SMS_H
#define WEB_SMS_H

#include "web/request.h"

enum { MESSAGE_SID, SMS_FIELDS };

#define SMS_PARAMS \
	[MESSAGE_SID] = { "MessageSid", P_TEXT, 1, 64, .help = "This message's sid" }

/* Keeps a text as an event of this type, once a message, and answers empty TwiML: nothing is sent back. */
enum outcome sms_keep(struct request *r, const char *type);

#endif

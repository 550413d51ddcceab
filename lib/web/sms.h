/*
 * Texts that come in (reference: twilio.md 3.13): the messaging webhooks' common ground.
 *
 * A text is kept with its event, as a message. What it means, the first that fits: a word with which texts are stopped or started goes into the consent
 * ledger, and Twilio answers it; an answer to a reminder acts on the visit, and the patient is told, or asked if it could mean several; anything else is
 * for a person to read, and is answered by what the clinic's routing document says (desk/auto_reply.h), if it says anything. Whoever wants to hear of a word
 * in it is told in any case.
 *
 * What is texted back is a row before it is told (message_answer_to, data/messages.h), and is told as TwiML: so of ten texts at once one is answered, a repeat is
 * answered alike, and what nobody heard is sent by a job.
 */
#ifndef WEB_SMS_H
#define WEB_SMS_H

#include "web/request.h"

enum { MESSAGE_SID, SMS_FROM, SMS_TO, SMS_BODY, SMS_SEGMENTS, SMS_MEDIA, OPT_OUT_TYPE, SMS_FIELDS };

#define SMS_PARAMS \
	[MESSAGE_SID] = { "MessageSid", P_TEXT, 1, 64, .help = "This message's sid" }, \
	[SMS_FROM] = { "From", P_TEXT, 0, 255, .optional = true, .help = "Whose text it is" }, \
	[SMS_TO] = { "To", P_TEXT, 0, 255, .optional = true, .help = "Our number" }, \
	[SMS_BODY] = { "Body", P_TEXT, 0, 5000, .optional = true, .help = "Empty where there is only a picture" }, \
	[SMS_SEGMENTS] = { "NumSegments", P_TEXT, 0, 10, .optional = true }, \
	[SMS_MEDIA] = { "NumMedia", P_TEXT, 0, 10, .optional = true, .help = "So many MediaUrl0, MediaContentType0 …" }, \
	[OPT_OUT_TYPE] = { "OptOutType", P_TEXT, 0, 32, .optional = true, .help = "STOP, START, HELP, where Twilio's Advanced Opt-Out is on" }

/* Keeps a text as an event of this type, once a message, with all that follows from it. */
enum outcome sms_receive(struct request *r, const char *type);

#endif

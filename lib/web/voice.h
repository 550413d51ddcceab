/*
 * What the voice webhooks have in common: Twilio's standard parameters (reference: twilio.md 3.1) and the report of a call that they make.
 * A program's own parameters follow: enum { DIGITS = VOICE_FIELDS, … }.
 */
#ifndef WEB_VOICE_H
#define WEB_VOICE_H

#include "web/request.h"

enum { CALL_SID, FROM, TO, CALL_STATUS, DIRECTION, PARENT_CALL_SID, STIR_VERSTAT, VOICE_FIELDS };

/* From is not always a number, and not always there (a withheld caller). */
#define VOICE_PARAMS \
	[CALL_SID] = { "CallSid", P_TEXT, 1, 64, .help = "This call's sid" }, \
	[FROM] = { "From", P_TEXT, 0, 255, .optional = true, .help = "The caller, or a text where the number is withheld" }, \
	[TO] = { "To", P_TEXT, 0, 255, .optional = true, .help = "The number called" }, \
	[CALL_STATUS] = { "CallStatus", P_TEXT, 1, 16, .optional = true, .help = "queued, ringing, in-progress, completed, busy, failed, no-answer, canceled" }, \
	[DIRECTION] = { "Direction", P_TEXT, 0, 32, .optional = true, .help = "inbound, outbound-api, outbound-dial" }, \
	[PARENT_CALL_SID] = { "ParentCallSid", P_TEXT, 0, 64, .optional = true, .help = "Of a child leg: the call that dialled it" }, \
	[STIR_VERSTAT] = { "StirVerstat", P_TEXT, 0, 64, .optional = true, .help = "The carrier's verdict on the caller's number" }

/* What the standard parameters say of a call, and "ref" in the query of the URL, which names the row of a call that we make; also notes them for the log line.
 * line: whose number it is, or NULL. */
struct call_report voice_report(struct request *r, const struct line *line);

/* The facts on which the desk decides: from the form as it came, so that a request with an odd field has them too, and from the query, in which our URLs
 * carry what the steps before decided. Of an assistant's leg `to` is the clinic's number. */
struct call_facts voice_facts(struct request *r);

/* The program whose answer failed, where Twilio asks a fallback: error_url is its ErrorUrl, or NULL. NULL: none of ours. */
const char *voice_failed_program(struct request *r, const char *error_url);

/* Finds the line, decides with it, and answers with the plan. Where nobody can say whose number it is now, `offline` decides with what this host knows. The
 * turn of a round-robin is taken here, once for each assistant whom a call rings. */
struct plan *voice_plan(struct request *r, struct call_facts *call, desk_plan *decide, desk_plan *offline);

/* "CA…:type:detail", an event's claim; detail may be NULL. */
const char *voice_claim(const struct request *r, const char *type, const char *detail);

#endif

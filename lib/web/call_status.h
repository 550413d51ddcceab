/* What the webhooks about a call's state have in common (reference: twilio.md 3.2). A program's parameters have these four in a row, beginning with `first`. */
#ifndef WEB_CALL_STATUS_H
#define WEB_CALL_STATUS_H

#include "web/voice.h"

enum { STATUS_DURATION, STATUS_SIP_CODE, STATUS_SEQUENCE, STATUS_TIMESTAMP, STATUS_FIELDS };

#define STATUS_PARAMS(first) \
	[(first) + STATUS_DURATION] = { "CallDuration", P_INT, 0, 604800, .optional = true, .help = "Seconds (Duration counts billed minutes)" }, \
	[(first) + STATUS_SIP_CODE] = { "SipResponseCode", P_INT, 100, 699, .optional = true, .help = "486 busy, 487 not answered …" }, \
	[(first) + STATUS_SEQUENCE] = { "SequenceNumber", P_INT, 0, 1000000, .optional = true, .help = "Of this leg's events, from 0" }, \
	[(first) + STATUS_TIMESTAMP] = { "Timestamp", P_TEXT, 0, 64, .optional = true, .help = "RFC 2822" }

/* An event for each state and number. */
const char *call_status_claim(const struct request *r, const struct value *first);

/* Completes the report with duration, code and end, and adds it to the facts; where it tells of the call's end, with the job that follows. */
void call_status_to(struct facts *facts, struct request *r, const struct value *first, struct call_report *report);

#endif

/*
 * What Twilio's error codes mean for whoever asked (reference: twilio.md section 6): whose fault it
 * is, and what to do.
 */
#ifndef CARRIER_TWILIO_REASON_H
#define CARRIER_TWILIO_REASON_H

#include <stdbool.h>

enum twilio_fault {
	FAULT_ACCOUNT,			/* a setting of the account, which the operator can change */
	FAULT_OURS,			/* we asked for something wrong: a bug */
	FAULT_BUSY,			/* nothing was done; it may be tried again */
	/* What was asked for: */
	FAULT_TO, FAULT_FROM, FAULT_MESSAGE, FAULT_NUMBER, FAULT_AREA, FAULT_MEDIA,
};

struct twilio_reason {
	int code;
	enum twilio_fault fault;
	const char *advice;		/* a sentence, for a person at the clinic or the operator */
	bool bad_number;		/* no text will ever reach it */
};

/* Never NULL: a code that is not known is the account's. */
const struct twilio_reason *twilio_reason(int code);

#endif

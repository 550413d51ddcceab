/* Twilio's error codes. See twilio_reason.h. */
#include "carrier/twilio_reason.h"

#include <stddef.h>

#define CREDENTIALS \
	"The operator must check TWILIO_ACCOUNT_SID, the API key and TWILIO_AUTH_TOKEN."
#define NO_SUCH_NUMBER "This is no number that can be reached: check its digits."
#define NOT_REACHED "Twilio cannot reach this number: check its digits, or use another one."
#define COUNTRY \
	"The operator must allow this country at Twilio: Voice, Settings, Geo permissions."
#define OUR_BUG "This is a mistake of ours: please tell the operator."
#define NO_CALLER_ID \
	"The account does not own this number, or it cannot be used for this: name another one, or let " \
	"the operator check it at Twilio."
#define NO_TEXTS \
	"The account does not own this number, or it cannot send texts there: name another one, or " \
	"let the operator check it at Twilio."
#define SERVICE \
	"The operator must check TWILIO_MESSAGING_SERVICE_SID, and that the service has senders."

static const struct twilio_reason reasons[] = {
	{ 10001, FAULT_ACCOUNT, "The Twilio account is not active: the operator must look there." },
	{ 10002, FAULT_ACCOUNT, "A trial account cannot do this: the operator must upgrade it." },
	{ 10003, FAULT_ACCOUNT, "The Twilio account is not active: the operator must look there." },
	{ 10004, FAULT_BUSY, "Too many calls are under way at once. Try again in some seconds." },
	{ 13223, FAULT_TO, NO_SUCH_NUMBER },
	{ 13224, FAULT_TO, NOT_REACHED },
	{ 13225, FAULT_TO, "Twilio blocks calls to this number." },
	{ 13226, FAULT_TO, "This number has no country code that Twilio knows." },
	{ 13227, FAULT_ACCOUNT, COUNTRY },
	{ 13247, FAULT_FROM, NO_CALLER_ID },
	{ 20001, FAULT_OURS, OUR_BUG },
	{ 20003, FAULT_ACCOUNT, CREDENTIALS },
	{ 20005, FAULT_ACCOUNT, "The Twilio account is not active: the operator must look there." },
	{ 20008, FAULT_ACCOUNT, "Test credentials cannot do this: the operator must set real ones." },
	{ 20403, FAULT_ACCOUNT, "The credentials may not do this: the operator must check the API key." },
	{ 20422, FAULT_OURS, OUR_BUG },
	{ 20429, FAULT_BUSY, "Nothing was done. Try again in some seconds." },
	{ 21201, FAULT_OURS, OUR_BUG },
	{ 21202, FAULT_TO, NOT_REACHED },
	{ 21203, FAULT_ACCOUNT, COUNTRY },
	{ 21205, FAULT_OURS, "PUBLIC_URL must be an address that Twilio can reach." },
	{ 21206, FAULT_OURS, OUR_BUG },
	{ 21208, FAULT_OURS, OUR_BUG },
	{ 21209, FAULT_OURS, OUR_BUG },
	{ 21210, FAULT_FROM, NO_CALLER_ID },
	{ 21211, FAULT_TO, NO_SUCH_NUMBER, true },
	{ 21212, FAULT_FROM, NO_CALLER_ID },
	{ 21213, FAULT_OURS, OUR_BUG },
	{ 21214, FAULT_TO, NOT_REACHED },
	{ 21215, FAULT_ACCOUNT, COUNTRY },
	{ 21216, FAULT_TO, "Twilio blocks calls to this number." },
	{ 21217, FAULT_TO, NO_SUCH_NUMBER, true },
	{ 21218, FAULT_OURS, OUR_BUG },
	{ 21219, FAULT_TO, "A trial account calls verified numbers only: the operator must verify "
	    "this one at Twilio, or upgrade the account." },
	{ 21220, FAULT_OURS, "The call has ended already." },
	{ 21234, FAULT_OURS, OUR_BUG },
	{ 21262, FAULT_OURS, OUR_BUG },
	{ 21263, FAULT_OURS, OUR_BUG },
	{ 21402, FAULT_OURS, "PUBLIC_URL must be an address that Twilio can reach." },
	{ 21404, FAULT_ACCOUNT, "A trial account has one number: the operator must upgrade it." },
	{ 21408, FAULT_ACCOUNT,
	    "The operator must allow this country at Twilio: Messaging, Settings, Geo permissions." },
	{ 21421, FAULT_NUMBER, "This is no number that can be bought: check its digits." },
	{ 21422, FAULT_NUMBER, "This number is not for sale any more: choose another one." },
	{ 21451, FAULT_AREA, "There is no such area code." },
	{ 21452, FAULT_AREA, "No number of this area code is for sale: choose another one." },
	{ 21601, FAULT_FROM, NO_TEXTS },
	{ 21602, FAULT_MESSAGE, "There is nothing to send: give a body." },
	{ 21603, FAULT_OURS, OUR_BUG },
	{ 21604, FAULT_OURS, OUR_BUG },
	{ 21606, FAULT_FROM, NO_TEXTS },
	{ 21608, FAULT_TO, "A trial account texts verified numbers only: the operator must verify this "
	    "one at Twilio, or upgrade the account." },
	{ 21609, FAULT_OURS, "PUBLIC_URL must be an address that Twilio can reach." },
	{ 21610, FAULT_TO, "This number does not want texts from us: it has sent STOP." },
	{ 21611, FAULT_BUSY, "Too many texts from this number wait already: send it again later." },
	{ 21612, FAULT_TO, "This number cannot be reached by text." },
	{ 21614, FAULT_TO, "This is not a mobile number: it cannot get texts.", true },
	{ 21617, FAULT_MESSAGE, "The text is too long." },
	{ 21619, FAULT_MESSAGE, "There is nothing to send: give a body." },
	{ 21620, FAULT_MEDIA, "Twilio cannot fetch a picture from this address: it must be open to it." },
	{ 21623, FAULT_MEDIA, "At most 10 pictures go with a text." },
	{ 21701, FAULT_ACCOUNT, SERVICE },
	{ 21703, FAULT_ACCOUNT, SERVICE },
	{ 21704, FAULT_ACCOUNT, SERVICE },
	{ 21705, FAULT_ACCOUNT, SERVICE },
	{ 21712, FAULT_FROM, "This number is not in the account's Messaging Service: name another one, "
	    "or let the operator add it there." },
	{ 30001, FAULT_BUSY, "Too many texts waited at once, and this one was dropped: send it again." },
	{ 30002, FAULT_ACCOUNT, "The Twilio account is suspended: the operator must look there." },
	{ 30003, FAULT_TO, "The phone is off, out of reach, or cannot get texts: try once more later, "
	    "or call." },
	{ 30004, FAULT_TO, "The carrier or the patient blocks our texts: call instead." },
	{ 30005, FAULT_TO, "This number does not exist any more: ask the patient for another one.",
	    true },
	{ 30006, FAULT_TO, "This is a landline, or its carrier takes no texts: call instead.", true },
	{ 30007, FAULT_MESSAGE, "A carrier took the text for spam: word it differently, without links; "
	    "if it happens again, the operator must ask Twilio." },
	{ 30008, FAULT_TO, "The carrier does not say why it was not delivered: try once more, or call." },
	{ 30011, FAULT_TO, "Pictures cannot be sent to this number: send the text alone." },
	{ 30017, FAULT_BUSY, "The carrier's network was full: send it again later." },
	{ 30019, FAULT_MESSAGE, "The text with its pictures is too big: send less." },
	{ 30022, FAULT_BUSY, "Too many texts from this number at once: send it again later." },
	{ 30023, FAULT_BUSY, "Carriers take no more texts from the clinic today: send it tomorrow." },
	{ 30027, FAULT_BUSY, "This carrier takes no more texts from the clinic today: send it tomorrow." },
	{ 30032, FAULT_FROM, "Our toll-free number is not verified: the operator must do so at Twilio." },
	{ 30033, FAULT_FROM, "Our A2P 10DLC campaign is suspended: the operator must look at Twilio." },
	{ 30034, FAULT_FROM, "US carriers take no texts from our number until it is registered (A2P "
	    "10DLC): the operator must do so at Twilio." },
	{ 30035, FAULT_FROM, "Our number is being set up for texts: send it again later." },
	{ 30410, FAULT_BUSY, "The carrier did not answer in time: send it again later." },
	{ 30450, FAULT_TO, "Twilio blocked it as a likely fraud: the operator must look there." },
	{ 32016, FAULT_TO, NOT_REACHED },
	{ 32017, FAULT_FROM, "The carrier blocks calls from this number: name another one." },
	{ 32018, FAULT_MESSAGE, "The message is too long." },
	{ 32021, FAULT_FROM, "Carriers do not trust this number (SHAKEN): name another one, or let "
	    "the operator register it." },
};

const struct twilio_reason *
twilio_reason(int code)
{
	static const struct twilio_reason other = {
		0, FAULT_ACCOUNT, "The operator should look this code up in Twilio's documentation.",
		false,
	};

	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (reasons[i].code == code)
			return &reasons[i];
	return &other;
}

/* Twilio's error codes. See twilio_reason.h. */
#include "carrier/twilio_reason.h"

#include <stddef.h>

#define CREDENTIALS \
	"The operator must check TWILIO_ACCOUNT_SID, the API key and TWILIO_AUTH_TOKEN."
#define NO_SUCH_NUMBER "This is no number that can be called: check its digits."
#define NOT_REACHED "Twilio cannot reach this number: check its digits, or use another one."
#define COUNTRY \
	"The operator must allow this country at Twilio: Voice, Settings, Geo permissions."
#define OUR_BUG "This is a mistake of ours: please tell the operator."
#define NO_CALLER_ID \
	"The account does not own this number, or it cannot make calls: name another one, or let " \
	"the operator check it at Twilio."

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
	{ 21211, FAULT_TO, NO_SUCH_NUMBER },
	{ 21212, FAULT_FROM, NO_CALLER_ID },
	{ 21213, FAULT_OURS, OUR_BUG },
	{ 21214, FAULT_TO, NOT_REACHED },
	{ 21215, FAULT_ACCOUNT, COUNTRY },
	{ 21216, FAULT_TO, "Twilio blocks calls to this number." },
	{ 21217, FAULT_TO, NO_SUCH_NUMBER },
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
	{ 21610, FAULT_TO, "This number does not want texts from us: it has sent STOP." },
	{ 21612, FAULT_TO, "This number cannot be reached by text." },
	{ 21614, FAULT_TO, "This is not a mobile number: it cannot get texts." },
	{ 21617, FAULT_MESSAGE, "The text is too long." },
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
	};

	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (reasons[i].code == code)
			return &reasons[i];
	return &other;
}

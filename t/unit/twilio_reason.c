/* What Twilio's codes mean: whose fault, and something to do for each. */
#include "carrier/twilio_reason.h"

#include "../lib/tap.h"

int
main(void)
{
	static const struct { int code; enum twilio_fault fault; } rows[] = {
		{ 21211, FAULT_TO }, { 21214, FAULT_TO }, { 21216, FAULT_TO }, { 21217, FAULT_TO },
		{ 21219, FAULT_TO }, { 13223, FAULT_TO }, { 13224, FAULT_TO }, { 13225, FAULT_TO },
		{ 13226, FAULT_TO }, { 21210, FAULT_FROM }, { 21212, FAULT_FROM },
		{ 21215, FAULT_ACCOUNT }, { 13227, FAULT_ACCOUNT }, { 20003, FAULT_ACCOUNT },
		{ 20429, FAULT_BUSY }, { 10004, FAULT_BUSY }, { 21201, FAULT_OURS },
		{ 21213, FAULT_OURS }, { 21220, FAULT_OURS }, { 32018, FAULT_MESSAGE },
		{ 21422, FAULT_NUMBER }, { 21452, FAULT_AREA }, { 0, FAULT_ACCOUNT },
		{ 12345, FAULT_ACCOUNT }, { 30001, FAULT_BUSY }, { 30002, FAULT_ACCOUNT },
		{ 30007, FAULT_MESSAGE }, { 30008, FAULT_TO }, { 30034, FAULT_FROM },
		{ 30410, FAULT_BUSY }, { 21610, FAULT_TO }, { 21606, FAULT_FROM },
		{ 21408, FAULT_ACCOUNT }, { 21617, FAULT_MESSAGE }, { 21620, FAULT_MEDIA },
		{ 21701, FAULT_ACCOUNT }, { 21712, FAULT_FROM },
	};
	static const struct { int code; bool bad; } numbers[] = {
		{ 30005, true }, { 30006, true }, { 21211, true }, { 21614, true }, { 30003, false },
		{ 30004, false }, { 30007, false }, { 30008, false }, { 21610, false }, { 0, false },
		{ 99999, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct twilio_reason *reason = twilio_reason(rows[i].code);
		size_t n = strlen(reason->advice);

		is_int(reason->fault, rows[i].fault, "%d", rows[i].code);
		ok(n > 10 && reason->advice[n - 1] == '.', "and what to do is a sentence");
	}
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		ok(twilio_reason(numbers[i].code)->bad_number == numbers[i].bad,
		    "%d says that the number is %s", numbers[i].code, numbers[i].bad ? "bad" : "good");
	return done_testing();
}

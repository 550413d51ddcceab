/*
 * calls - the call history of a number
 *
 * Ours or theirs, both directions; without a number, all calls.
 */
#include "web/account.h"
#include "web/call_list.h"

enum { PHONE_NUMBER };

static const struct param params[] = {
	[PHONE_NUMBER] = { "phoneNumber", P_PHONE, 0, 40, .optional = true, .help = "Ours or theirs; an unescaped + is understood" },
	LIST_PARAMS,
	{ 0 }
};

static enum outcome
history(struct request *r)
{
	struct call_filter filter = {
		.phone = request_phone(r, "phoneNumber", &r->in[PHONE_NUMBER], r->config->default_country),
		.summary_ready = -1, .appointment_booked = -1,
	};

	return r->faults ? refuse_faults(r) : answer_calls(r, &filter);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/twilio/calls", CALLER_ASSISTANT, history, "The call history of a number", params, .answer = "call" },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

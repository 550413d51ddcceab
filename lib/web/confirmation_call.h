/* What is answered about a confirmation call that was ordered. */
#ifndef WEB_CONFIRMATION_CALL_H
#define WEB_CONFIRMATION_CALL_H

#include "data/outbound_calls.h"
#include "web/request.h"

/* The confirmationCall object of the API. placed: 200, the provider has it, or nobody was to be called (simulation); else 202: the provider's answer was lost. */
enum outcome answer_confirmation_call(struct request *r, const struct outbound_call *call, bool placed);

#endif

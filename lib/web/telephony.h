/* What the programs that ask Twilio have in common: our own webhooks' URLs, and Twilio's refusals as answers. */
#ifndef WEB_TELEPHONY_H
#define WEB_TELEPHONY_H

#include "carrier/twilio.h"
#include "data/numbers.h"
#include "web/request.h"

/* Where a number's calls and texts go when it is ours, with connection overrides. */
struct twilio_urls our_urls(struct request *r);

/* For an answer of Twilio's that is not TWILIO_OK: 422 with the field, where the request is at fault and has it; else 502 with its code and what to do;
 * 504, or 503 where there are no credentials. */
enum outcome refuse_twilio(struct request *r, const struct twilio_answer *answer);

/* The same for a refusal (4xx) alone, by its code and Twilio's own words. */
enum outcome refuse_code(struct request *r, int code, const char *message);

/* The same for an operation on a number that is neither done nor unknown. */
enum outcome refuse_connect(struct request *r, const struct connect_answer *answer);

/* The number object of the spec: Twilio's facts and ours (either may be NULL). */
struct json_object *number_object(struct request *r, const struct twilio_number *twilio, const struct number *ours);

#endif

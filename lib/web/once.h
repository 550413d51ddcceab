/* Idempotency-Key: the first answer is given again. Spec, section 2. */
#ifndef WEB_ONCE_H
#define WEB_ONCE_H

#include "data/idempotency.h"
#include "web/request.h"

struct once {
	bool claimed;
	struct idempotency_key key;
};

/* False: the answer stands already (a repeat's, or a refusal). */
bool once_begin(struct request *r, struct once *once);

/* Keeps the answer of a request that did something; frees the key of one that did not. */
void once_end(struct request *r, struct once *once);

/* What marks, for good, the thing that a request with an Idempotency-Key does (its origin): the same request again, also where a program was killed in
 * the middle of the first, or that one's answer could not be kept. NULL without a key; a key is free again after a day. */
const char *once_origin(struct request *r);

#endif

/* See account.h. */
#include "web/account.h"

#include "core/log.h"
#include "desk/phone.h"

const char *
request_phone(struct request *r, const char *field, const struct value *v, const char *country)
{
	const char *e164;

	if (v->state != VALUE_SET || !*v->text)
		return NULL;
	e164 = phone_normalise(r->arena, v->text, country);
	if (!e164)
		request_fault(r, field, "is not a phone number; write it like +18455550100");
	return e164;
}

void
await_snapshot(struct request *r, int64_t version)
{
	if (!snapshot_wait(r->snapshot, version))
		log_warning("the routing snapshot has not reached version %lld: is switchboard-worker running?", (long long)version);
}

/* The messaging webhooks' common ground. See sms.h. */
#include "web/sms.h"

enum outcome
sms_keep(struct request *r, const char *type)
{
	const char *sid = r->in[MESSAGE_SID].text;

	r->note = arena_printf(r->arena, "sid=%s", sid);
	(void)answer_twiml(r, twiml_end(twiml_new(r->arena)));
	return record(r, type, sid, 0, arena_printf(r->arena, "%s:%s", sid, type), NULL);
}

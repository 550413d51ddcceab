/* See searching.h. */
#include "web/searching.h"

const struct search *
request_search(struct request *r, const struct value *q)
{
	struct search *s = arena_alloc(r->arena, sizeof *s);

	if (q->state != VALUE_SET)
		return NULL;
	*s = search_read(r->arena, q->text);
	if (!s->words.count)
		request_fault(r, "q", "has no word in it");
	if (!r->clinic_id)
		request_fault(r, "clinicId", "is needed with q: what was said is searched within one clinic");
	return s;
}

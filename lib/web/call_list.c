/* See call_list.h. */
#include "web/call_list.h"

static const char *const columns[] = {
	"callSid", "clinicId", "direction", "callType", "from", "to", "twilioPhoneNumber", "status", "dialCallStatus", "menuChoice", "outcome",
	"duration", "startedAt", "answeredAt", "endedAt", "answeredBy", "recordingUrl", "summaryText", "appointmentBooked", "price", "priceUnit",
	"tags", "notes", NULL
};

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	struct call_filter *f = r->context;

	f->clinic_id = r->clinic_id;
	f->since_ms = page->since_ms;
	f->until_ms = page->until_ms;
	f->before_ms = page->before_ms;
	f->before_id = page->before_id;
	f->limit = page->limit;
	return calls_list(r->db, r->arena, f, items, &page->next_ms, &page->next_id);
}

enum outcome
answer_calls(struct request *r, struct call_filter *filter)
{
	r->context = filter;
	return answer_list(r, fetch, columns);
}

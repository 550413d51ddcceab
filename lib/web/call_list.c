/* See call_list.h. */
#include "web/call_list.h"

#include "core/clock.h"

static const char *const columns[] = {
	"callSid", "clinicId", "direction", "callType", "from", "to", "twilioPhoneNumber", "status", "dialCallStatus", "menuChoice", "outcome",
	"duration", "startedAt", "answeredAt", "endedAt", "answeredBy", "recordingUrl", "summaryText", "appointmentBooked", "price", "priceUnit",
	"tags", "notes", NULL
};

/* One call more than the page holds is asked for: it tells whether another page follows. */
static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	struct call_filter *f = r->context;
	struct json_object *last;
	size_t limit = (size_t)page->limit;
	int64_t last_ms, last_id;
	enum db_result result;

	f->clinic_id = r->clinic_id;
	f->since_ms = page->since_ms;
	f->until_ms = page->until_ms;
	f->before_ms = page->before_ms;
	f->before_id = page->before_id;
	f->limit = page->limit + 1;
	result = calls_list(r->db, r->arena, f, items, &last_ms, &last_id);
	if (result != DB_OK || json_object_array_length(items) <= limit)
		return result;
	(void)json_object_array_del_idx(items, limit, 1);
	last = json_object_array_get_idx(items, limit - 1);
	(void)instant_parse(json_get_text(last, "startedAt"), &page->next_ms);
	page->next_id = json_get_int(last, "id", 0);
	return DB_OK;
}

enum outcome
answer_calls(struct request *r, struct call_filter *filter)
{
	r->context = filter;
	return answer_list(r, fetch, columns);
}

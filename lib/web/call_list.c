/* See call_list.h. */
#include "web/call_list.h"

#include "web/sound.h"

static const char *const columns[] = {
	"callSid", "clinicId", "direction", "callType", "from", "to", "twilioPhoneNumber", "status", "dialCallStatus", "menuChoice", "assistantId", "outcome",
	"duration", "startedAt", "answeredAt", "endedAt", "answeredBy", "recordingUrl", "summaryReady", "summaryText", "appointmentBooked", "confidence", "evidence",
	"statedTime", "statedDate", "startsAt", "detectedBy", "price", "priceUnit", "tags", "notes", NULL
};

void
call_put_sound(struct request *r, struct json_object *call)
{
	/* A call's row names a recording only while that is whole and not deleted. */
	const struct recording recording = { .recording_sid = json_get_text(call, "recordingSid"), .status = "completed", .processing = PROCESSING_DONE };

	if (recording.recording_sid)
		json_put_text(call, "recordingUrl", sound_url(r, &recording));
}

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	struct call_filter *f = r->context;
	enum db_result result;

	f->clinic_id = r->clinic_id;
	f->since_ms = page->since_ms;
	f->until_ms = page->until_ms;
	f->before_ms = page->before_ms;
	f->before_id = page->before_id;
	f->limit = page->limit + 1;
	result = calls_list(r->db, r->arena, f, items);
	for (size_t i = 0; result == DB_OK && i < json_object_array_length(items); i++)
		call_put_sound(r, json_object_array_get_idx(items, i));
	list_trim(page, items, "startedAt");
	return result;
}

enum outcome
answer_calls(struct request *r, struct call_filter *filter)
{
	r->context = filter;
	return answer_list(r, fetch, columns);
}

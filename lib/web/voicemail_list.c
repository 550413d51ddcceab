/* See voicemail_list.h. */
#include "web/voicemail_list.h"

#include "web/sound.h"

static const char *const columns[] = {
	"id", "clinicId", "callSid", "from", "recordingSid", "duration", "transcript", "status", "assigneeId", "notes", "createdAt", NULL
};

struct json_object *
voicemail_shown(struct request *r, const struct voicemail *v)
{
	const struct recording recording = { .recording_sid = v->recording_sid, .status = "completed" };

	return voicemail_object(r->arena, v, v->has_sound ? sound_url(r, &recording) : NULL);
}

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	struct voicemail_filter *f = r->context;
	struct voicemail *list;
	size_t count = 0;
	int64_t read = 0, first_id = 0, last_id = 0;	/* transcripts given */
	enum db_result result;

	f->clinic_id = r->clinic_id;
	f->since_ms = page->since_ms;
	f->until_ms = page->until_ms;
	f->before_ms = page->before_ms;
	f->before_id = page->before_id;
	f->limit = page->limit + 1;
	result = voicemails_list(r->db, r->arena, f, &list, &count);
	for (size_t i = 0; result == DB_OK && i < count; i++)
		json_append(items, voicemail_shown(r, &list[i]));
	list_trim(page, items, "createdAt");
	for (size_t i = 0; i < json_object_array_length(items); i++) {
		if (!list[i].transcript)
			continue;
		first_id = read++ ? first_id : list[i].voicemail_id;
		last_id = list[i].voicemail_id;
	}
	if (read)
		result = audit_look(r, r->clinic_id, "transcripts-read", "voicemails", arena_printf(r->arena, "%lld, from voicemail %lld back to %lld", (long long)read,
		    (long long)first_id, (long long)last_id));
	return result;
}

enum outcome
answer_voicemails(struct request *r, const struct voicemail_filter *filter)
{
	struct voicemail_filter *own = r->context = arena_alloc(r->arena, sizeof *own);

	*own = *filter;
	return answer_list(r, fetch, columns);
}

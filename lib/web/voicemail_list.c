/* See voicemail_list.h. */
#include "web/voicemail_list.h"

#include "web/sound.h"

static const char *const columns[] = {
	"id", "clinicId", "callSid", "from", "recordingSid", "duration", "transcript", "status", "assigneeId", "notes", "createdAt", NULL
};

struct listing {
	struct voicemail_filter filter;
	int64_t read, first_id, last_id;	/* transcripts given */
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
	struct listing *l = r->context;
	struct voicemail_filter *f = &l->filter;
	struct voicemail *list;
	size_t count = 0;
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
		l->first_id = l->read++ ? l->first_id : list[i].voicemail_id;
		l->last_id = list[i].voicemail_id;
	}
	return result;
}

enum outcome
answer_voicemails(struct request *r, const struct voicemail_filter *filter)
{
	struct listing *l = arena_alloc(r->arena, sizeof *l);
	enum outcome outcome;

	l->filter = *filter;
	r->context = l;
	outcome = answer_list(r, fetch, columns);
	if (l->read)
		audit(r, r->clinic_id, "transcripts-read", "voicemails", arena_printf(r->arena, "%lld, from voicemail %lld back to %lld", (long long)l->read,
		    (long long)l->first_id, (long long)l->last_id));
	return outcome;
}

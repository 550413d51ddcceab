/* See threads.h. */
#include "web/threads.h"

#include "core/clock.h"
#include "data/messages.h"
#include "web/call_list.h"
#include "web/texts.h"
#include "web/voicemail_list.h"

/* --- the list --------------------------------------------------------------------------------------------------------- */

static const char *const columns[] = { "id", "clinicId", "phone", "patientId", "lastAt", "unread", "assigneeId", NULL };

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	struct thread_filter *f = r->context;
	struct thread *list;
	size_t count = 0;
	enum db_result result;

	f->clinic_id = r->clinic_id;
	f->since_ms = page->since_ms;
	f->until_ms = page->until_ms;
	f->before_ms = page->before_ms;
	f->before_id = page->before_id;
	f->limit = page->limit + 1;
	result = threads_list(r->db, r->arena, f, &list, &count);
	for (size_t i = 0; result == DB_OK && i < count; i++)
		json_append(items, thread_object(r->arena, &list[i], json_array_in(r->arena)));
	list_trim(page, items, "lastAt");
	return result;
}

enum outcome
answer_threads(struct request *r, struct thread_filter *filter)
{
	r->context = filter;
	return answer_list(r, fetch, columns);
}

/* --- what passed in one ----------------------------------------------------------------------------------------------- */

/* Of things of the same moment, the one with the larger key comes first: its id times KINDS, plus its kind. */
enum kind { MESSAGE, CALL, VOICEMAIL, KINDS };

static const char *const kind_names[] = { "message", "call", "voicemail" };

/* Things of one kind, newest first, of which `taken` are on the page. */
struct source {
	struct json_object *items;
	size_t taken;
	const char *time;		/* the member that says when */
};

/* Of a kind, those are older than the cursor whose id is smaller than this. */
static int64_t
before_id(const struct thread_page *page, enum kind kind)
{
	return (page->before_key - (int64_t)kind + KINDS - 1) / KINDS;
}

static enum db_result
messages_of(struct request *r, const struct thread *t, const struct thread_page *page, struct json_object *items)
{
	const struct message_filter filter = {
		.clinic_id = t->clinic_id, .phone = t->phone, .before_ms = page->before_ms, .before_id = before_id(page, MESSAGE), .limit = page->limit + 1,
	};
	enum db_result result = messages_list(r->db, r->arena, &filter, items);

	texts_put_media(r, items);
	return result;
}

static enum db_result
calls_of(struct request *r, const struct thread *t, const struct thread_page *page, struct json_object *items)
{
	struct call_filter filter = call_filter(page->limit + 1);
	enum db_result result;

	filter.clinic_id = t->clinic_id;
	filter.phone = t->phone;
	filter.before_ms = page->before_ms;
	filter.before_id = before_id(page, CALL);
	result = calls_list(r->db, r->arena, &filter, items);
	for (size_t i = 0; result == DB_OK && i < json_object_array_length(items); i++)
		call_put_sound(r, json_object_array_get_idx(items, i));
	return result;
}

static enum db_result
voicemails_of(struct request *r, const struct thread *t, const struct thread_page *page, struct json_object *items)
{
	const struct voicemail_filter filter = {
		.clinic_id = t->clinic_id, .phone = t->phone, .before_ms = page->before_ms, .before_id = before_id(page, VOICEMAIL), .limit = page->limit + 1,
	};
	struct voicemail *list;
	size_t count = 0;
	enum db_result result = voicemails_list(r->db, r->arena, &filter, &list, &count);

	for (size_t i = 0; result == DB_OK && i < count; i++)
		json_append(items, voicemail_shown(r, &list[i]));
	return result;
}

/* The next thing of a kind and where it stands; NULL: there is none. */
static struct json_object *
head(const struct source *source, enum kind kind, int64_t *at_ms, int64_t *key)
{
	struct json_object *item = source->taken < json_object_array_length(source->items) ? json_object_array_get_idx(source->items, source->taken) : NULL;

	*at_ms = *key = 0;
	if (item) {
		(void)instant_parse(json_get_text(item, source->time), at_ms);
		*key = json_get_int(item, "id", 0) * KINDS + (int64_t)kind;
	}
	return item;
}

/* Takes the newest thing of all kinds; NULL: there is none. */
static struct json_object *
take(struct source sources[KINDS], int64_t *at_ms, int64_t *key)
{
	struct json_object *newest = NULL;
	enum kind from = MESSAGE;

	for (enum kind kind = MESSAGE; kind < KINDS; kind++) {
		int64_t ms, k;
		struct json_object *item = head(&sources[kind], kind, &ms, &k);

		if (!item || (newest && (ms < *at_ms || (ms == *at_ms && k < *key))))
			continue;
		newest = item;
		from = kind;
		*at_ms = ms;
		*key = k;
	}
	if (newest) {
		sources[from].taken++;
		json_put_text(newest, "type", kind_names[from]);
	}
	return newest;
}

enum db_result
thread_shown(struct request *r, const struct thread *thread, const struct thread_page *page, struct json_object **shown)
{
	struct source sources[KINDS] = {
		[MESSAGE] = { json_array_in(r->arena), 0, "createdAt" },
		[CALL] = { json_array_in(r->arena), 0, "startedAt" },
		[VOICEMAIL] = { json_array_in(r->arena), 0, "createdAt" },
	};
	struct json_object *items = json_array_in(r->arena), *item;
	enum db_result result = messages_of(r, thread, page, sources[MESSAGE].items);
	int64_t at_ms, key, last_ms = 0, last_key = 0;
	bool transcript = false;

	if (result == DB_OK)
		result = calls_of(r, thread, page, sources[CALL].items);
	if (result == DB_OK)
		result = voicemails_of(r, thread, page, sources[VOICEMAIL].items);
	if (result != DB_OK)
		return result;
	for (int n = 0; n < page->limit && (item = take(sources, &at_ms, &key)); n++) {
		json_append(items, item);
		transcript |= key % KINDS == VOICEMAIL && json_get_text(item, "transcript");
		last_ms = at_ms;
		last_key = key;
	}
	if (transcript)
		result = audit_look(r, thread->clinic_id, "transcripts-read", arena_printf(r->arena, "conversation %lld", (long long)thread->thread_id), NULL);
	if (result != DB_OK)
		return result;
	*shown = thread_object(r->arena, thread, items);
	json_put_text(*shown, "next", take(sources, &at_ms, &key) ? list_cursor(r->arena, last_ms, last_key) : NULL);
	return DB_OK;
}

/* See timeline.h. */
#include "web/timeline.h"

#include <stdlib.h>

#include "carrier/twilio_reason.h"
#include "core/clock.h"
#include "core/log.h"
#include "data/analysis.h"
#include "data/notices.h"
#include "web/click.h"

/* What is gathered, and then put in order. */
struct entry {
	int64_t at_ms;
	size_t place;		/* of those of the same moment */
	struct json_object *event;
};

struct timeline {
	struct request *r;
	const char *call_sid;
	struct entry *entries;
	size_t count;
};

/* What a clinic wants to see of a delivery: Twilio's field, and our name for it. */
static const struct { const char *field, *name; } shown[] = {
	{ "CallStatus", "callStatus" }, { "Digits", "digits" }, { "DialCallStatus", "dialCallStatus" }, { "DialCallSid", "dialCallSid" },
	{ "DialCallDuration", "dialCallDuration" }, { "DialBridged", "dialBridged" }, { "CallDuration", "duration" },
	{ "SipResponseCode", "sipResponseCode" }, { "AnsweredBy", "answeredBy" }, { "RecordingSid", "recordingSid" },
	{ "RecordingStatus", "recordingStatus" }, { "RecordingDuration", "recordingDuration" }, { "TranscriptionSid", "transcriptionSid" },
	{ "TranscriptionStatus", "transcriptionStatus" }, { "TranscriptionEvent", "transcriptionEvent" }, { "StirVerstat", "stirVerstat" },
	{ "ErrorCode", "errorCode" }, { "To", "to" },
};

static void
add(struct timeline *t, const char *type, int64_t at_ms, const char *sid, struct json_object *data)
{
	struct json_object *event = json_object_in(t->r->arena);

	json_put_text(event, "type", type);
	json_put_time(event, "at", at_ms);
	json_put_text(event, "sid", sid);
	json_put(event, "data", data);
	t->entries[t->count] = (struct entry){ at_ms, t->count, event };
	t->count++;
}

static int
compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->at_ms != y->at_ms)
		return x->at_ms < y->at_ms ? -1 : 1;
	return x->place < y->place ? -1 : 1;
}

/* The legs of a call that comes in ring assistants; one that an assistant asked for rings him first. */
static bool
rings_a_colleague(const struct event_row *row, const char *sid, const char *call_sid)
{
	if (strstr(row->path, LEG_OF_PATIENT))
		return false;
	return strstr(row->path, LEG_OF_ASSISTANT) || !text_same(sid, call_sid);
}

static void
add_webhook(struct timeline *t, const struct event_row *row)
{
	struct request *r = t->r;
	struct json_object *data = json_object_in(r->arena);
	struct form form;
	const char *sid;

	if (!form_parse(r->arena, row->body, row->body_bytes, &form))
		form = (struct form){ 0 };
	sid = form_find(&form, "CallSid");
	if (sid && !text_is_utf8(sid, strlen(sid)))
		sid = NULL;
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
		const char *value = form_find(&form, shown[i].field);
		bool colleague = text_same(shown[i].field, "To") && r->user.role == ROLE_ASSISTANT && rings_a_colleague(row, sid, t->call_sid);

		if (value && *value && text_is_utf8(value, strlen(value)))
			json_put_text(data, shown[i].name, colleague ? arena_string(r->arena, mask_phone(value).text) : value);
	}
	add(t, row->type, row->at_ms, sid, data);
}

/* Its fields are not what they should be: they are not shown, but which it was and what is wrong. */
static void
add_unreadable(struct timeline *t, const struct event_row *row)
{
	struct json_object *data = json_object_in(t->r->arena);

	json_put_text(data, "path", arena_copy(t->r->arena, row->path, strcspn(row->path, "?")));
	json_put_text(data, "reason", row->failure);
	add(t, "unreadable", row->at_ms, NULL, data);
}

static void
add_moment(struct timeline *t, const struct moment *moment)
{
	struct json_object *data = json_object_in(t->r->arena);

	if (moment->detail)
		json_put_text(data, text_has_prefix(moment->type, "transcript") || text_has_prefix(moment->type, "booking") ? "source" : "detectedBy", moment->detail);
	add(t, moment->type, moment->at_ms, moment->sid, data);
}

static void
add_notice(struct timeline *t, const struct call_notice *n)
{
	struct request *r = t->r;
	struct json_object *data = json_object_in(r->arena);
	bool colleague = n->assistant_id && r->user.role == ROLE_ASSISTANT;

	json_put_text(data, "about", n->about);
	json_put_text(data, "by", n->message_id ? "sms" : "email");
	json_put_text(data, "status", n->status);
	json_put_id(data, "assistantId", n->assistant_id);
	if (n->to)
		json_put_text(data, "to", colleague ? arena_string(r->arena, mask_phone(n->to).text) : n->to);
	if (n->error_code)
		json_put_text(data, "errorReason", twilio_reason(n->error_code)->advice);
	add(t, "notice", n->created_at_ms, n->message_sid, data);
}

enum db_result
timeline_of(struct request *r, const char *call_sid, struct json_object *events)
{
	struct timeline t = { .r = r, .call_sid = call_sid };
	struct event_row *webhooks, *unreadable;
	struct moment *moments;
	struct call_notice *notices;
	size_t webhooks_count = 0, unreadable_count = 0, moments_count = 0, notices_count = 0;
	enum db_result result = events_of(r->db, r->arena, call_sid, &webhooks, &webhooks_count);

	if (result == DB_OK)
		result = events_failed_of(r->db, r->arena, call_sid, &unreadable, &unreadable_count);
	if (result == DB_OK)
		result = analysis_moments(r->db, r->arena, call_sid, &moments, &moments_count);
	if (result == DB_OK)
		result = call_notices_of(r->db, r->arena, call_sid, &notices, &notices_count);
	if (result != DB_OK)
		return result;
	t.entries = arena_array(r->arena, webhooks_count + unreadable_count + moments_count + notices_count, sizeof *t.entries);
	for (size_t i = 0; i < webhooks_count; i++)
		add_webhook(&t, &webhooks[i]);
	for (size_t i = 0; i < unreadable_count; i++)
		add_unreadable(&t, &unreadable[i]);
	for (size_t i = 0; i < moments_count; i++)
		add_moment(&t, &moments[i]);
	for (size_t i = 0; i < notices_count; i++)
		add_notice(&t, &notices[i]);
	qsort(t.entries, t.count, sizeof *t.entries, compare_entries);
	for (size_t i = 0; i < t.count; i++)
		json_append(events, t.entries[i].event);
	return DB_OK;
}

/* See timeline.h. */
#include "web/timeline.h"

#include "core/clock.h"
#include "core/log.h"
#include "data/analysis.h"
#include "web/click.h"

/* What a clinic wants to see of a delivery: Twilio's field, and our name for it. */
static const struct { const char *field, *name; } shown[] = {
	{ "CallStatus", "callStatus" }, { "Digits", "digits" }, { "DialCallStatus", "dialCallStatus" }, { "DialCallSid", "dialCallSid" },
	{ "DialCallDuration", "dialCallDuration" }, { "DialBridged", "dialBridged" }, { "CallDuration", "duration" },
	{ "SipResponseCode", "sipResponseCode" }, { "AnsweredBy", "answeredBy" }, { "RecordingSid", "recordingSid" },
	{ "RecordingStatus", "recordingStatus" }, { "RecordingDuration", "recordingDuration" }, { "TranscriptionSid", "transcriptionSid" },
	{ "TranscriptionStatus", "transcriptionStatus" }, { "TranscriptionEvent", "transcriptionEvent" }, { "StirVerstat", "stirVerstat" },
	{ "ErrorCode", "errorCode" }, { "To", "to" },
};

static struct json_object *
event_object(struct request *r, const char *type, int64_t at_ms, const char *sid, struct json_object *data)
{
	struct json_object *event = json_object_in(r->arena);

	json_put_text(event, "type", type);
	json_put_time(event, "at", at_ms);
	json_put_text(event, "sid", sid);
	json_put(event, "data", data);
	return event;
}

/* The legs of a call that comes in ring assistants; one that an assistant asked for rings him first. */
static bool
rings_a_colleague(const struct event_row *row, const char *sid, const char *call_sid)
{
	if (strstr(row->path, LEG_OF_PATIENT))
		return false;
	return strstr(row->path, LEG_OF_ASSISTANT) || !text_same(sid, call_sid);
}

static struct json_object *
webhook_object(struct request *r, const char *call_sid, const struct event_row *row)
{
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
		bool colleague = text_same(shown[i].field, "To") && r->user.role == ROLE_ASSISTANT && rings_a_colleague(row, sid, call_sid);

		if (value && *value && text_is_utf8(value, strlen(value)))
			json_put_text(data, shown[i].name, colleague ? arena_string(r->arena, mask_phone(value).text) : value);
	}
	return event_object(r, row->type, row->at_ms, sid, data);
}

static struct json_object *
moment_object(struct request *r, const struct moment *moment)
{
	struct json_object *data = json_object_in(r->arena);

	if (moment->detail)
		json_put_text(data, text_has_prefix(moment->type, "transcript") || text_has_prefix(moment->type, "booking") ? "source" : "detectedBy", moment->detail);
	return event_object(r, moment->type, moment->at_ms, moment->sid, data);
}

enum db_result
timeline_of(struct request *r, const char *call_sid, struct json_object *events)
{
	struct event_row *rows;
	struct moment *moments;
	size_t count = 0, moments_count = 0, k = 0;
	enum db_result result = events_of(r->db, r->arena, call_sid, &rows, &count);

	if (result == DB_OK)
		result = analysis_moments(r->db, r->arena, call_sid, &moments, &moments_count);
	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < count; i++) {
		while (k < moments_count && moments[k].at_ms < rows[i].at_ms)
			json_append(events, moment_object(r, &moments[k++]));
		json_append(events, webhook_object(r, call_sid, &rows[i]));
	}
	while (k < moments_count)
		json_append(events, moment_object(r, &moments[k++]));
	return DB_OK;
}

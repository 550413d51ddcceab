/* See timeline.h. */
#include "web/timeline.h"

/* What a clinic wants to see of a delivery: Twilio's field, and our name for it. */
static const struct { const char *field, *name; } shown[] = {
	{ "CallStatus", "callStatus" }, { "Digits", "digits" }, { "DialCallStatus", "dialCallStatus" }, { "DialCallSid", "dialCallSid" },
	{ "DialCallDuration", "dialCallDuration" }, { "DialBridged", "dialBridged" }, { "CallDuration", "duration" },
	{ "SipResponseCode", "sipResponseCode" }, { "AnsweredBy", "answeredBy" }, { "RecordingSid", "recordingSid" },
	{ "RecordingDuration", "recordingDuration" }, { "StirVerstat", "stirVerstat" }, { "ErrorCode", "errorCode" }, { "To", "to" },
};

enum db_result
timeline_of(struct request *r, const char *call_sid, struct json_object *events)
{
	struct event_row *rows;
	size_t count = 0;
	enum db_result result = events_of(r->db, r->arena, call_sid, &rows, &count);

	for (size_t i = 0; result == DB_OK && i < count; i++) {
		struct json_object *event = json_object_in(r->arena), *data = json_object_in(r->arena);
		struct form form;

		if (!form_parse(r->arena, rows[i].body, rows[i].body_bytes, &form))
			form = (struct form){ 0 };
		for (size_t k = 0; k < sizeof shown / sizeof *shown; k++) {
			const char *value = form_find(&form, shown[k].field);

			if (value && *value && text_is_utf8(value, strlen(value)))
				json_put_text(data, shown[k].name, value);
		}
		json_put_text(event, "type", rows[i].type);
		json_put_time(event, "at", rows[i].at_ms);
		json_put_text(event, "sid", form_find(&form, "CallSid"));
		json_put(event, "data", data);
		json_append(events, event);
	}
	return result;
}

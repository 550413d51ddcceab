/* See call_view.h. */
#include "web/call_view.h"

#include "data/bookings.h"
#include "data/patients.h"
#include "data/transcripts.h"
#include "web/call_list.h"
#include "web/sound.h"
#include "web/timeline.h"

enum outcome
call_of_request(struct request *r, const char *call_sid, struct json_object **call)
{
	int64_t clinic_id;
	enum db_result result = call_find(r->db, r->arena, call_sid, call, &clinic_id);

	if (result == DB_NONE || (result == DB_OK && !role_sees(&r->user, clinic_id))) {
		*call = NULL;
		return refuse(r, 404, "There is no such call.");
	}
	if (result != DB_OK)
		*call = NULL;
	return outcome_of(result);
}

enum db_result
call_audit_look(struct request *r, struct json_object *call, const char *action)
{
	return audit_look(r, json_get_int(call, "clinicId", 0), action, arena_printf(r->arena, "call %s", json_get_text(call, "callSid")), NULL);
}

static enum db_result
put_events(struct request *r, struct json_object *call, const char *sid)
{
	struct json_object *events = json_array_in(r->arena);
	enum db_result result = timeline_of(r, sid, events);

	json_put(call, "events", events);
	return result;
}

static enum db_result
put_recordings(struct request *r, struct json_object *call, const char *sid)
{
	struct json_object *recordings = json_array_in(r->arena);
	struct recording *list;
	size_t count = 0;
	enum db_result result = recordings_of_call(r->db, r->arena, sid, &list, &count);

	for (size_t i = 0; result == DB_OK && i < count; i++)
		json_append(recordings, sound_object(r, &list[i]));
	json_put(call, "recordings", recordings);
	return result;
}

static enum db_result
put_booking(struct request *r, struct json_object *call, const char *sid)
{
	struct json_object *booking = NULL;
	enum db_result result = booking_of_call(r->db, r->arena, sid, &booking);

	json_put(call, "booking", booking);
	return result == DB_NONE ? DB_OK : result;
}

static enum db_result
put_patient(struct request *r, struct json_object *call)
{
	int64_t patient_id = json_get_int(call, "patientId", 0);
	struct patient patient;
	enum db_result result = patient_id ? patient_find(r->db, r->arena, patient_id, &patient) : DB_NONE;

	json_put(call, "patient", result == DB_OK ? patient_object(r->arena, &patient) : NULL);
	return result == DB_NONE ? DB_OK : result;
}

static enum db_result
put_transcript(struct request *r, struct json_object *call, const char *sid)
{
	struct json_object *object = NULL;
	struct transcript transcript;
	enum db_result result = transcript_of_call(r->db, r->arena, sid, &transcript);

	if (result == DB_OK && transcript.status == TRANSCRIPT_READY)
		result = transcript_object(r->db, r->arena, &transcript, json_get(call, "analysis"), &object);
	if (result == DB_OK && object)
		result = call_audit_look(r, call, "transcript-read");
	json_put(call, "transcript", object);
	return result == DB_NONE ? DB_OK : result;
}

enum db_result
call_view(struct request *r, struct json_object *call)
{
	const char *sid = json_get_text(call, "callSid");
	enum db_result result = put_events(r, call, sid);

	call_put_sound(r, call);
	if (result == DB_OK)
		result = put_recordings(r, call, sid);
	if (result == DB_OK)
		result = put_booking(r, call, sid);
	if (result == DB_OK)
		result = put_patient(r, call);
	/* Last: whoever gets no answer has seen nothing. */
	return result == DB_OK ? put_transcript(r, call, sid) : result;
}

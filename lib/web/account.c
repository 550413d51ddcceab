/* See account.h. */
#include "web/account.h"

#include "core/log.h"
#include "data/appointments.h"
#include "data/numbers.h"
#include "data/patients.h"
#include "data/users.h"
#include "desk/phone.h"
#include "web/params.h"

const char *
request_phone(struct request *r, const char *field, const struct value *v, const char *country)
{
	const char *e164;

	if (!v->text || !*v->text || request_is_at_fault(r, field))
		return NULL;
	e164 = phone_normalise(r->arena, v->text, country);
	if (!e164)
		request_fault(r, field, "is not a phone number; write it like +18455550100");
	return e164;
}

static void
note_fault(void *context, const char *field, const char *message)
{
	request_fault(context, field, "%s", message);
}

const char *
request_filter_phone(struct request *r, const char *field)
{
	const struct value *v = param_value(r, field);
	struct clinic clinic = { .default_country = r->config->default_country };

	if (r->clinic_id && v->text)
		(void)clinic_find(r->db, r->arena, r->clinic_id, &clinic);	/* where it is away, the list will say so */
	return request_phone(r, field, v, clinic.default_country);
}

enum db_result
request_sender(struct request *r, int64_t clinic_id, const char *wanted, const char **from)
{
	enum db_result result = number_sender(r->db, r->arena, clinic_id, wanted, from);

	if (result == DB_OK && !**from && r->user.role == ROLE_ADMIN)
		*from = r->config->twilio_phone_number;
	return result;
}

enum db_result
request_from(struct request *r, const struct clinic *clinic, const struct value *v, const char **from)
{
	const char *wanted = request_phone(r, "from", v, clinic->default_country);
	enum db_result result = request_sender(r, clinic->clinic_id, wanted, from);

	if (result != DB_OK)
		return result;
	if (wanted && !text_same(wanted, *from))
		request_fault(r, "from", "is no number of this clinic");
	else if (!**from && v->state != VALUE_SET)
		request_fault(r, "from", "is needed: the clinic has no number");
	return DB_OK;
}

const char *
request_hours(struct request *r, const char *field, const struct value *v)
{
	struct json_object *o = json_object_in(r->arena);
	struct hours hours;

	hours_default(&hours);
	hours_read(r->arena, v->json, field, &hours, note_fault, r);
	json_object_object_add(o, field, hours_value(&hours));
	return hours.always ? NULL : json_text(r->arena, json_get(o, field));
}

/* A field refers to something that was looked up: DB_NONE, and another clinic's, is a fault. */
static void
refers(struct request *r, const char *field, const char *kind, enum db_result result, const int64_t *owner, int64_t clinic_id)
{
	if (result == DB_NONE || (result == DB_OK && (!clinic_id || *owner != clinic_id)))
		request_fault(r, field, "is no %s of this clinic", kind);
	else
		r->found = result;
}

void
request_assignee(struct request *r, int64_t clinic_id)
{
	int64_t id = param_value(r, "assigneeId")->number;
	struct account account;

	if (id && r->found == DB_OK)
		refers(r, "assigneeId", "user", account_find(r->db, r->arena, id, &account), &account.clinic_id, clinic_id);
}

void
request_call(struct request *r, int64_t clinic_id)
{
	const char *sid = param_value(r, "callSid")->text;
	struct json_object *call;
	int64_t owner = 0;

	if (sid && *sid && r->found == DB_OK)
		refers(r, "callSid", "call", call_find(r->db, r->arena, sid, &call, &owner), &owner, clinic_id);
}

void
request_patient(struct request *r, int64_t clinic_id)
{
	int64_t id = param_value(r, "patientId")->number;
	struct patient patient;

	if (id && r->found == DB_OK)
		refers(r, "patientId", "patient", patient_find(r->db, r->arena, id, &patient), &patient.clinic_id, clinic_id);
}

void
request_appointment(struct request *r, int64_t clinic_id)
{
	int64_t id = param_value(r, "appointmentId")->number;
	struct appointment appointment;

	if (id && r->found == DB_OK)
		refers(r, "appointmentId", "appointment", appointment_find(r->db, r->arena, id, &appointment), &appointment.clinic_id, clinic_id);
}

void
await_snapshot(struct request *r, int64_t version)
{
	if (!snapshot_wait(r->snapshot, version))
		log_warning("the routing snapshot has not reached version %lld: is switchboard-worker running?", (long long)version);
}

enum outcome
request_routing(struct request *r, int64_t clinic_id, struct clinic *clinic, struct routing *routing, bool *found)
{
	enum db_result result = DB_NONE;

	*found = false;
	if (role_sees(&r->user, clinic_id))
		result = clinic_find(r->db, r->arena, clinic_id, clinic);
	if (result == DB_OK)
		result = routing_load(r->db, r->arena, clinic_id, routing);
	if (result == DB_NONE)
		return refuse(r, 404, "There is no such clinic.");
	*found = result == DB_OK;
	return outcome_of(result);
}

/* See account.h. */
#include "web/account.h"

#include "core/log.h"
#include "data/appointments.h"
#include "data/numbers.h"
#include "data/patients.h"
#include "data/users.h"
#include "desk/phone.h"
#include "web/params.h"

static bool
is_at_fault(const struct request *r, const char *field)
{
	const struct field_fault *f = r->faults;

	while (f && !text_same(f->field, field))
		f = f->next;
	return f;
}

const char *
request_phone(struct request *r, const char *field, const struct value *v, const char *country)
{
	const char *e164;

	if (v->state != VALUE_SET || !*v->text || is_at_fault(r, field))
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

int64_t
request_clinic(struct request *r)
{
	int64_t clinic_id = r->clinic_id ? r->clinic_id : r->user.clinic_id;

	if (clinic_id)
		return clinic_id;
	if (is_at_fault(r, "clinicId") || is_at_fault(r, "clientId"))
		return 0;
	clinic_id = params_clinic(r);
	if (!clinic_id)
		request_fault(r, "clinicId", "is required: an admin says which clinic is meant");
	return clinic_id;
}

enum db_result
request_assignee(struct request *r, const struct value *v, int64_t clinic_id)
{
	struct account account;
	enum db_result result;

	if (v->state != VALUE_SET || !v->number)
		return DB_OK;
	result = account_find(r->db, r->arena, v->number, &account);
	if (result == DB_NONE || (result == DB_OK && (!clinic_id || account.clinic_id != clinic_id))) {
		request_fault(r, "assigneeId", "is no user of this clinic");
		return DB_OK;
	}
	return result;
}

enum db_result
request_call(struct request *r, const struct value *v, int64_t clinic_id)
{
	struct json_object *call;
	int64_t owner = 0;
	enum db_result result;

	if (v->state != VALUE_SET || !v->text || !*v->text)
		return DB_OK;
	result = call_find(r->db, r->arena, v->text, &call, &owner);
	if (result == DB_NONE || (result == DB_OK && owner != clinic_id)) {
		request_fault(r, "callSid", "is no call of this clinic");
		return DB_OK;
	}
	return result;
}

enum db_result
request_patient(struct request *r, const struct value *v, int64_t clinic_id)
{
	struct patient patient;
	enum db_result result;

	if (v->state != VALUE_SET || !v->number)
		return DB_OK;
	result = patient_find(r->db, r->arena, v->number, &patient);
	if (result == DB_NONE || (result == DB_OK && patient.clinic_id != clinic_id)) {
		request_fault(r, "patientId", "is no patient of this clinic");
		return DB_OK;
	}
	return result;
}

enum db_result
request_appointment(struct request *r, const struct value *v, int64_t clinic_id)
{
	struct appointment appointment;
	enum db_result result;

	if (v->state != VALUE_SET || !v->number)
		return DB_OK;
	result = appointment_find(r->db, r->arena, v->number, &appointment);
	if (result == DB_NONE || (result == DB_OK && appointment.clinic_id != clinic_id)) {
		request_fault(r, "appointmentId", "is no appointment of this clinic");
		return DB_OK;
	}
	return result;
}

bool
request_sees(const struct request *r, int64_t row_clinic_id)
{
	return role_sees(&r->user, row_clinic_id) && (!r->clinic_id || r->clinic_id == row_clinic_id);
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

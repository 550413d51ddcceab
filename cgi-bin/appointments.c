/*
 * appointments - agreed visits
 *
 * Staff makes, moves and cancels them, and gives them any status; what a patient answers to a call or a text comes in elsewhere and acts on the same row. A visit
 * that is moved is `scheduled` again unless the request says otherwise: nobody has confirmed the new time. The list has the latest visit first, and its since, until
 * and date mean the time of the visit. A patient is one of the clinic's. Every change is in the audit log, without the notes. Another clinic's is a 404.
 *
 * Twice? A second POST makes a second visit; the rest is harmless.
 */
#include "core/text.h"
#include "data/appointments.h"
#include "web/account.h"
#include "web/list.h"

#define STATES "scheduled confirmed reschedule-requested cancelled completed no-show"

enum { PATIENT_ID, DOCTOR, STARTS_AT, DURATION_MINUTES, STATUS, NOTES };

#define APPOINTMENT_FIELDS(needed) \
	[PATIENT_ID] = { "patientId", P_ID, .optional = !(needed), .help = "A patient of the clinic" }, \
	[DOCTOR] = { "doctor", P_TEXT, 0, 200, .optional = true, .help = "As it is spoken: \"Dr. Lee\"" }, \
	[STARTS_AT] = { "startsAt", P_TIME, .optional = !(needed) }, \
	[DURATION_MINUTES] = { "durationMinutes", P_INT, 1, 1440, .optional = true, .help = "30 if not said" }, \
	[STATUS] = { "status", P_CHOICE, .choices = STATES, .optional = true, .help = "scheduled if not said, and when the visit is moved" }, \
	[NOTES] = { "notes", P_TEXT, 0, 5000, .optional = true, .nullable = true, .help = "null or empty: none" }

static const struct param make_params[] = { APPOINTMENT_FIELDS(true), { 0 } };
static const struct param edit_params[] = { APPOINTMENT_FIELDS(false), ITEM_ID, { 0 } };

enum { DATE, LIST_DOCTOR, LIST_STATUS, LIST_PATIENT_ID };

static const struct param list_params[] = {
	[DATE] = { "date", P_DATE, .optional = true, .help = "A day in the clinic's zone, instead of since and until" },
	[LIST_DOCTOR] = { "doctor", P_TEXT, 0, 200, .optional = true, .help = "Upper and lower case are the same; empty: those without one" },
	[LIST_STATUS] = { "status", P_CHOICE, .choices = STATES, .optional = true },
	[LIST_PATIENT_ID] = { "patientId", P_ID, .optional = true },
	LIST_PARAMS,
	{ 0 }
};

static const char *const columns[] = {
	"id", "clinicId", "patientId", "patient.firstName", "patient.lastName", "patient.phone", "doctor", "startsAt", "durationMinutes", "status", "notes", "createdAt", NULL
};

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct value *in = r->in;
	const struct appointment_filter filter = {
		.clinic_id = r->clinic_id, .patient_id = in[LIST_PATIENT_ID].number, .doctor = in[LIST_DOCTOR].text, .status = in[LIST_STATUS].text,
		.since_ms = page->since_ms, .until_ms = page->until_ms, .before_ms = page->before_ms, .before_id = page->before_id, .limit = page->limit + 1,
	};
	enum db_result result = appointments_list(r->db, r->arena, &filter, items);

	list_trim(page, items, "startsAt");
	return result;
}

/* The appointment that the path names, or a new one. */
static void
check(struct request *r)
{
	struct appointment *v = r->context = arena_alloc(r->arena, sizeof *v);

	item_found(r, "appointment", r->method == POST ? item_new(r, &v->clinic_id) : appointment_find(r->db, r->arena, item_id(r), v), &v->clinic_id);
	request_patient(r, v->clinic_id);
}

/* Takes what was sent into the appointment. */
static void
take(struct appointment *v, void *context)
{
	const struct request *r = context;
	int64_t starts_at_ms = said_number(r, STARTS_AT, v->starts_at_ms);

	v->patient_id = said_number(r, PATIENT_ID, v->patient_id);
	v->doctor = said_text(r, DOCTOR, v->doctor);
	v->duration_minutes = (int)said_number(r, DURATION_MINUTES, v->duration_minutes);
	v->status = said_text(r, STATUS, starts_at_ms == v->starts_at_ms ? v->status : "scheduled");
	v->starts_at_ms = starts_at_ms;
	v->notes = said_text(r, NOTES, v->notes);
	if (text_is_blank(v->notes))
		v->notes = NULL;
}

/* What follows a change is its trace. A conflict can only be that the patient was deleted since it was looked up. */
static enum outcome
give(struct request *r, enum db_result result)
{
	const struct appointment *v = r->context;
	struct json_object *detail = json_object_in(r->arena);

	if (result == DB_CONFLICT)
		return refuse_field(r, "patientId", "is no patient of this clinic");
	if (result != DB_OK)
		return answer_item(r, result, NULL);
	json_put_int(detail, "patientId", v->patient_id);
	json_put_text(detail, "doctor", v->doctor);
	json_put_time(detail, "startsAt", v->starts_at_ms);
	json_put_int(detail, "durationMinutes", v->duration_minutes);
	json_put_text(detail, "status", v->status);
	audit_item(r, v->clinic_id, v->appointment_id, json_text(r->arena, detail));
	return answer_item(r, DB_OK, appointment_object(r->arena, v));
}

static enum outcome
one(struct request *r)
{
	return answer_item(r, DB_OK, appointment_object(r->arena, r->context));
}

static enum outcome
save(struct request *r)
{
	struct appointment *v = r->context;

	if (r->method == PATCH)
		return give(r, appointment_change(r->db, r->arena, v->appointment_id, take, r, v));
	v->duration_minutes = 30;
	v->status = "scheduled";
	take(v, r);
	return give(r, appointment_add(r->db, r->arena, v));
}

static enum outcome
delete(struct request *r)
{
	const struct appointment *v = r->context;

	return give(r, appointment_delete(r->db, v->appointment_id));
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/appointments", CALLER_ASSISTANT, answer_items, "Agreed visits, the latest first", list_params, .answer = "appointment", .check = list_check_date, .fetch = fetch, .columns = columns },
	{ POST, "/api/appointments", CALLER_ASSISTANT, save, "Agree on a visit", make_params, .answer = "appointment", .check = check },
	{ GET, "/api/appointments/{id}", CALLER_ASSISTANT, one, "One appointment", item_params, .answer = "appointment", .check = check, .no_clinic = true },
	{ PATCH, "/api/appointments/{id}", CALLER_ASSISTANT, save, "Change, move or cancel an appointment", edit_params, .answer = "appointment", .check = check, .no_clinic = true },
	{ DELETE, "/api/appointments/{id}", CALLER_ASSISTANT, delete, "Delete an appointment: to call it off, cancel it", item_params, .check = check, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

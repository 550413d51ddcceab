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

enum { PATIENT_ID, DOCTOR, STARTS_AT, DURATION_MINUTES, STATUS, NOTES, ID };

#define APPOINTMENT_FIELDS(needed) \
	[PATIENT_ID] = { "patientId", P_ID, .optional = !(needed), .help = "A patient of the clinic" }, \
	[DOCTOR] = { "doctor", P_TEXT, 0, 200, .optional = true, .help = "As it is spoken: \"Dr. Lee\"" }, \
	[STARTS_AT] = { "startsAt", P_TIME, .optional = !(needed) }, \
	[DURATION_MINUTES] = { "durationMinutes", P_INT, 1, 1440, .optional = true, .help = "30 if not said" }, \
	[STATUS] = { "status", P_CHOICE, .choices = STATES, .optional = true, .help = "scheduled if not said, and when the visit is moved" }, \
	[NOTES] = { "notes", P_TEXT, 0, 5000, .optional = true, .nullable = true, .help = "null or empty: none" }

static const struct param make_params[] = { APPOINTMENT_FIELDS(true), { 0 } };
static const struct param edit_params[] = { APPOINTMENT_FIELDS(false), [ID] = { "id", P_ID }, { 0 } };

enum { ONLY_ID };

static const struct param one_params[] = { [ONLY_ID] = { "id", P_ID }, { 0 } };

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
	struct appointment *list;
	size_t count;
	enum db_result result = appointments_list(r->db, r->arena, &filter, &list, &count);

	for (size_t i = 0; result == DB_OK && i < count && i < (size_t)page->limit; i++)
		json_append(items, appointment_object(r->arena, &list[i]));
	if (result == DB_OK && count > (size_t)page->limit) {
		page->next_ms = list[page->limit - 1].starts_at_ms;
		page->next_id = list[page->limit - 1].appointment_id;
	}
	return result;
}

static enum outcome
list(struct request *r)
{
	return answer_list(r, fetch, columns);
}

struct work { enum db_result result; struct appointment visit; };

/* The appointment, if this user may see it. */
static enum db_result
find(struct request *r, int64_t id, struct appointment *visit)
{
	enum db_result result = appointment_find(r->db, r->arena, id, visit);

	return result == DB_OK && !request_sees(r, visit->clinic_id) ? DB_NONE : result;
}

/* Takes what was sent into the appointment. */
static void
take(struct appointment *v, void *context)
{
	const struct value *in = ((const struct request *)context)->in;
	bool moved = in[STARTS_AT].state == VALUE_SET && in[STARTS_AT].number != v->starts_at_ms;

	v->patient_id = in[PATIENT_ID].state == VALUE_SET ? in[PATIENT_ID].number : v->patient_id;
	v->doctor = in[DOCTOR].text ? in[DOCTOR].text : v->doctor;
	v->starts_at_ms = in[STARTS_AT].state == VALUE_SET ? in[STARTS_AT].number : v->starts_at_ms;
	v->duration_minutes = in[DURATION_MINUTES].state == VALUE_SET ? (int)in[DURATION_MINUTES].number : v->duration_minutes;
	v->status = in[STATUS].text ? in[STATUS].text : moved ? "scheduled" : v->status;
	if (in[NOTES].state != VALUE_ABSENT)
		v->notes = text_is_blank(in[NOTES].text) ? NULL : in[NOTES].text;
}

static void
check(struct request *r)
{
	struct work *w = r->context = arena_alloc(r->arena, sizeof *w);

	if (r->method == POST)
		w->visit = (struct appointment){ .clinic_id = request_clinic(r), .duration_minutes = 30, .status = "scheduled" };
	else
		w->result = find(r, r->in[ID].number, &w->visit);
	if (w->result == DB_OK && w->visit.clinic_id)
		w->result = request_patient(r, &r->in[PATIENT_ID], w->visit.clinic_id);
}

static enum outcome
give(struct request *r, enum db_result result, const struct appointment *v)
{
	if (result == DB_NONE)
		return refuse(r, 404, "There is no such appointment.");
	return result == DB_OK ? answer_json(r, 200, appointment_object(r->arena, v)) : outcome_of(result);
}

/* What follows a change. A conflict can only be that the patient was deleted since it was looked up. */
static enum outcome
changed(struct request *r, struct work *w, const char *action)
{
	const struct appointment *v = &w->visit;
	struct json_object *detail = json_object_in(r->arena);

	if (w->result == DB_CONFLICT) {
		request_fault(r, "patientId", "is no patient of this clinic");
		return refuse_faults(r);
	}
	if (w->result != DB_OK)
		return give(r, w->result, v);
	json_put_int(detail, "patientId", v->patient_id);
	json_put_text(detail, "doctor", v->doctor);
	json_put_time(detail, "startsAt", v->starts_at_ms);
	json_put_int(detail, "durationMinutes", v->duration_minutes);
	json_put_text(detail, "status", v->status);
	audit(r, v->clinic_id, action, arena_printf(r->arena, "appointment %lld", (long long)v->appointment_id), json_text(r->arena, detail));
	if (r->method == POST)
		return answer_created(r, arena_printf(r->arena, "/api/appointments/%lld", (long long)v->appointment_id), appointment_object(r->arena, v));
	return r->method == DELETE ? answer_empty(r, 204) : give(r, DB_OK, v);
}

static enum outcome
make(struct request *r)
{
	struct work *w = r->context;

	take(&w->visit, r);
	if (w->result == DB_OK)
		w->result = appointment_add(r->db, r->arena, &w->visit);
	return changed(r, w, "appointment-made");
}

static enum outcome
one(struct request *r)
{
	struct appointment visit;
	enum db_result result = find(r, r->in[ONLY_ID].number, &visit);

	return give(r, result, &visit);
}

static enum outcome
edit(struct request *r)
{
	struct work *w = r->context;

	if (w->result == DB_OK)
		w->result = appointment_change(r->db, r->arena, w->visit.appointment_id, take, r, &w->visit);
	return changed(r, w, "appointment-changed");
}

static enum outcome
delete(struct request *r)
{
	struct work w;

	w.result = find(r, r->in[ONLY_ID].number, &w.visit);
	if (w.result == DB_OK)
		w.result = appointment_delete(r->db, w.visit.appointment_id);
	return changed(r, &w, "appointment-deleted");
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/appointments", CALLER_ASSISTANT, list, "Agreed visits, the latest first", list_params, .answer = "appointment", .check = list_check_date },
	{ POST, "/api/appointments", CALLER_ASSISTANT, make, "Agree on a visit", make_params, .answer = "appointment", .check = check },
	{ GET, "/api/appointments/{id}", CALLER_ASSISTANT, one, "One appointment", one_params, .answer = "appointment", .no_clinic = true },
	{ PATCH, "/api/appointments/{id}", CALLER_ASSISTANT, edit, "Change, move or cancel an appointment", edit_params, .answer = "appointment", .check = check, .no_clinic = true },
	{ DELETE, "/api/appointments/{id}", CALLER_ASSISTANT, delete, "Delete an appointment: to call it off, cancel it", one_params, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

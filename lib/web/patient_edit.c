/* See patient_edit.h. */
#include "web/patient_edit.h"

#include "core/text.h"
#include "data/consents.h"
#include "web/item.h"

struct patient_work *
patient_load(struct request *r)
{
	struct patient_work *w = arena_alloc(r->arena, sizeof *w);
	struct patient *p = &w->patient;

	*w = (struct patient_work){
		.request = r, .patient = { .first_name = "", .last_name = "" }, .clinic.default_country = r->config->default_country,
	};
	item_found(r, "patient", r->method == POST ? item_new(r, &p->clinic_id) : patient_find(r->db, r->arena, item_id(r), p), &p->clinic_id);
	if (r->found == DB_OK)
		r->found = clinic_find(r->db, r->arena, p->clinic_id, &w->clinic);
	if (r->method == POST)
		p->language = w->clinic.language;
	return w;
}

void
patient_check(struct patient_work *w)
{
	struct request *r = w->request;
	const char *first_name, *last_name;

	patient_take(r, r->in, w->clinic.default_country, &w->said);
	first_name = w->said.first_name ? w->said.first_name : w->patient.first_name;
	last_name = w->said.last_name ? w->said.last_name : w->patient.last_name;
	/* One whom a call has made may have none, until somebody gives them one. */
	if ((r->method == POST || w->said.first_name || w->said.last_name) && text_is_blank(first_name) && text_is_blank(last_name))
		request_fault(r, "firstName", "is required, or lastName");
}

static void
put(struct patient *patient, void *context)
{
	const struct patient_work *w = context;

	patient_put(patient, w->request->in, &w->said);
}

static enum db_result
store(struct db *db, void *context)
{
	struct patient_work *w = context;
	struct request *r = w->request;
	struct patient *p = &w->patient;
	enum db_result result = r->method == POST ? patient_add(db, r->arena, p) : patient_change(db, r->arena, p->patient_id, put, w, p);

	if (result == DB_OK && w->opt->state == VALUE_SET)
		result = consent_opt(db, r->arena, p->clinic_id, p->phone, w->opt->flag, r->user.user_id, r->now_ms, &w->opted);
	return result == DB_OK ? patient_find(db, r->arena, p->patient_id, p) : result;
}

enum db_result
patient_store(struct patient_work *w)
{
	if (w->request->method == POST)
		put(&w->patient, w);
	return db_transact(w->request->db, store, w);
}

void
patient_trace(const struct patient_work *w)
{
	struct request *r = w->request;
	struct json_object *detail = json_object_in(r->arena), *fields = json_array_in(r->arena);

	for (size_t i = 0; r->method != DELETE && i < PATIENT_FIELDS; i++)
		if (r->in[i].state != VALUE_ABSENT)
			(void)json_object_array_add(fields, json_object_new_string(r->endpoint->params[i].name));
	json_put(detail, "fields", fields);
	audit_item(r, w->patient.clinic_id, w->patient.patient_id, r->method == DELETE ? NULL : json_text(r->arena, detail));
	if (w->opted)
		audit(r, w->patient.clinic_id, w->patient.opted_out ? "patient-opted-out" : "patient-opted-in",
		    arena_printf(r->arena, "patient %lld", (long long)w->patient.patient_id), NULL);
}

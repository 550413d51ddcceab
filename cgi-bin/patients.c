/*
 * patients - the people whom a clinic knows
 *
 * By phone number; a family may share one. They are found by words of their name or digits of their number. Whether they want texts and calls is the
 * number's, in a ledger: what staff writes down here stands beside what patients said themselves, and the last word holds. One with appointments is not
 * deleted. Another clinic's is a 404.
 *
 * Twice? A second POST with the same externalId is a 409; without one, Idempotency-Key makes twice once.
 */
#include "data/clinics.h"
#include "web/account.h"
#include "web/list.h"
#include "web/patient_edit.h"

enum { OPTED_OUT = PATIENT_FIELDS };

#define OPT_PARAM [OPTED_OUT] = { "optedOut", P_BOOL, .optional = true, .help = "Wants no texts and calls, or wants them again" }

static const struct param make_params[] = { PATIENT_PARAMS(true), OPT_PARAM, { 0 } };
static const struct param edit_params[] = { PATIENT_PARAMS(false), OPT_PARAM, ITEM_ID, { 0 } };

enum { Q, BY_PHONE, BY_LANGUAGE, BY_EXTERNAL_ID };

static const struct param list_params[] = {
	[Q] = { "q", P_TEXT, 0, 200, .optional = true, .help = "Words of the name, or their beginnings; or digits of the number" },
	[BY_PHONE] = { "phone", P_PHONE, 1, 40, .optional = true },
	[BY_LANGUAGE] = { "language", P_TEXT, 1, 40, .optional = true, .help = "Without a region: of all regions" },
	[BY_EXTERNAL_ID] = { "externalId", P_TEXT, 1, 64, .optional = true },
	LIST_PARAMS,
	{ 0 }
};

static const char *const columns[] = {
	"id", "clinicId", "externalId", "firstName", "lastName", "phone", "email", "language", "timezone", "optedOut", "notes", "createdAt", NULL
};

/* --- reading --------------------------------------------------------------------------------- */

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct page p = list_rows(r, page);

	return patients_list(r->db, r->arena, &p, r->context, items, &page->next_id);
}

/* Numbers and languages as people write them. */
static void
take_filter(struct request *r)
{
	struct patient_filter *f = r->context = arena_alloc(r->arena, sizeof *f);
	const struct value *in = r->in;

	*f = (struct patient_filter){
		.search = in[Q].text, .phone = request_filter_phone(r, "phone"),
		.external_id = in[BY_EXTERNAL_ID].text, .language = request_language(r, &in[BY_LANGUAGE]),
	};
}

static void
load(struct request *r)
{
	r->context = patient_load(r);
}

static enum outcome
one(struct request *r)
{
	const struct patient_work *w = r->context;

	return answer_item(r, DB_OK, patient_object(r->arena, &w->patient));
}

/* --- changing -------------------------------------------------------------------------------- */

static void
take(struct request *r)
{
	struct patient_work *w = r->context = patient_load(r);

	w->opt = &r->in[OPTED_OUT];
	patient_check(w);
}

static enum outcome
changed(struct request *r, enum db_result result)
{
	if (result == DB_DUPLICATE)
		return refuse(r, 409, "Another patient of the clinic has this externalId.");
	if (result == DB_CONFLICT)
		return refuse(r, 409, "The patient has appointments: delete those first, or keep the patient.");
	if (result != DB_OK)
		return answer_item(r, result, NULL);
	patient_trace(r->context);
	return one(r);
}

static enum outcome
save(struct request *r)
{
	return changed(r, patient_store(r->context));
}

static enum outcome
delete(struct request *r)
{
	struct patient_work *w = r->context;

	return changed(r, patient_delete(r->db, r->arena, &w->patient));
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/patients", CALLER_ASSISTANT, answer_items, "The clinic's patients", list_params, .answer = "patient", .check = take_filter, .fetch = fetch, .columns = columns },
	{ POST, "/api/patients", CALLER_ASSISTANT, save, "Add a patient", make_params, .answer = "patient", .check = take, .idempotent = true },
	{ GET, "/api/patients/{id}", CALLER_ASSISTANT, one, "One patient", item_params, .answer = "patient", .check = load, .no_clinic = true },
	{ PATCH, "/api/patients/{id}", CALLER_ASSISTANT, save, "Change a patient", edit_params, .answer = "patient", .check = take, .no_clinic = true, .refuses = "409" },
	{ DELETE, "/api/patients/{id}", CALLER_ASSISTANT, delete, "Delete a patient who has no appointments", item_params, .check = load, .no_clinic = true, .refuses = "409" },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

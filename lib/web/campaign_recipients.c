/* Whom a campaign is for. See campaign_recipients.h. */
#include "web/campaign_recipients.h"

#include "core/text.h"
#include "desk/language.h"
#include "desk/phone.h"
#include "desk/template.h"
#include "web/list.h"
#include "web/params.h"

enum { FAULTS_MAX = 20, PHONE_CHARACTERS_MAX = 40 };

/* --- what the request says ---------------------------------------------------------------------------------------------- */

static bool
is_scalar(struct json_object *v)
{
	return !v || json_whole_text(v) || json_object_is_type(v, json_type_int) || json_object_is_type(v, json_type_double);
}

/* A member that is no phone and no patientId is something to fill in. False: its name or value cannot be. */
static bool
take_field(struct request *r, struct recipients *out, const char *at, const char *name, struct json_object *value)
{
	const char *field = arena_printf(r->arena, "%s.%.*s", at, 2 * TEMPLATE_NAME_MAX, name);
	size_t i = 0;

	if (!template_is_name(name))
		request_fault(r, text_is_utf8(field, strlen(field)) ? field : at, "is no name of a field: a letter, then letters, digits and _, %d at most", (int)TEMPLATE_NAME_MAX);
	else if (text_same(name, out->fields[RECIPIENT_CLINIC]))
		request_fault(r, field, "is filled in by itself: give yours another name");
	else if (!is_scalar(value))
		request_fault(r, field, "must be a text, a number or null");
	else {
		while (out->fields[i] && !text_same(out->fields[i], name))
			i++;
		if (!out->fields[i] && i == RECIPIENT_FIELDS + RECIPIENT_OWN_FIELDS_MAX)
			request_fault(r, field, "is one more than %d fields of your own", (int)RECIPIENT_OWN_FIELDS_MAX);
		else if (!out->fields[i])
			out->fields[i] = name;
		return true;
	}
	return false;
}

static void
take_object(struct request *r, struct recipients *out, const char *at, struct recipient *one)
{
	struct json_object *phone = json_get(one->given, "phone"), *id = json_get(one->given, "patientId");

	if (!phone == !id)
		request_fault(r, at, "must have a phone or a patientId, and not both");
	else if (phone && !json_whole_text(phone))
		request_fault(r, arena_printf(r->arena, "%s.phone", at), "must be a text");
	else if (id && !((json_object_is_type(id, json_type_int) || json_whole_text(id)) && number_parse(json_object_get_string(id), 1, INT64_MAX, &one->patient.patient_id)))
		request_fault(r, arena_printf(r->arena, "%s.patientId", at), "must be an id, a positive whole number");
	json_object_object_foreach(one->given, name, value)
		if (!text_same(name, "phone") && !text_same(name, "patientId") && !take_field(r, out, at, name, value))
			return;
}

static void
take_list(struct request *r, struct json_object *list, struct recipients *out)
{
	const struct field_fault *last = r->last_fault;
	int faults = 0;

	if (!json_object_is_type(list, json_type_array) || !json_object_array_length(list) || json_object_array_length(list) > CAMPAIGN_RECIPIENTS_MAX) {
		request_fault(r, "recipients", "must be an array of 1 to %d", (int)CAMPAIGN_RECIPIENTS_MAX);
		return;
	}
	out->count = json_object_array_length(list);
	out->list = arena_array(out->arena, out->count, sizeof *out->list);
	for (size_t i = 0; i < out->count && faults < FAULTS_MAX; i++) {
		struct recipient *one = &out->list[i];
		const char *at = arena_printf(out->arena, "recipients[%zu]", i);

		one->given = json_object_array_get_idx(list, i);
		if (json_object_is_type(one->given, json_type_object))
			take_object(r, out, at, one);
		else if (!json_whole_text(one->given))
			request_fault(r, at, "must be a number like +18455550100, or an object");
		faults += r->last_fault != last;
		last = r->last_fault;
	}
}

static const struct param filter_params[] = {
	{ "filter.visitSince", P_DATE }, { "filter.visitUntil", P_DATE },
};

static void
take_date(struct request *r, const struct param *p, struct json_object *json, struct value *v)
{
	const char *text = json_whole_text(json);

	if (json && text)
		param_take(r, p, text, strlen(text), v);
	else if (json)
		request_fault(r, p->name, "must be a text");
}

static void
take_filter(struct request *r, struct json_object *filter, struct recipients *out)
{
	static const char *const names[] = { "language", "visitSince", "visitUntil", "noVisitAhead" };
	struct json_object *language, *ahead;

	if (!json_object_is_type(filter, json_type_object)) {
		request_fault(r, "filter", "must be an object; an empty one means all patients");
		return;
	}
	json_object_object_foreach(filter, name, value) {
		size_t i = 0;

		(void)value;
		while (i < sizeof names / sizeof *names && !text_same(names[i], name))
			i++;
		if (i == sizeof names / sizeof *names)
			request_fault(r, "filter", "has a member that it does not know: language, visitSince, visitUntil, noVisitAhead");
	}
	language = json_get(filter, "language");
	ahead = json_get(filter, "noVisitAhead");
	out->language = json_whole_text(language) ? language_normalise(r->arena, json_whole_text(language)) : NULL;
	if (language && !out->language)
		request_fault(r, "filter.language", "must be a language's tag like en, es-US or hi, or its name");
	if (ahead && !json_object_is_type(ahead, json_type_boolean))
		request_fault(r, "filter.noVisitAhead", "must be true or false");
	take_date(r, &filter_params[0], json_get(filter, "visitSince"), &out->visit_since);
	take_date(r, &filter_params[1], json_get(filter, "visitUntil"), &out->visit_until);
}

void
recipients_read(struct request *r, const struct value *list, const struct value *filter, struct recipients *out)
{
	static const char *const ours[] = {
		[RECIPIENT_FIRST_NAME] = "firstName", [RECIPIENT_LAST_NAME] = "lastName", [RECIPIENT_CLINIC] = "clinic", [RECIPIENT_PHONE] = "phone",
	};

	memcpy(out->fields, ours, sizeof ours);
	out->filter = filter;
	if (list->json && filter->json)
		request_fault(r, "filter", "goes without recipients: give one of them");
	else if (filter->json)
		take_filter(r, filter->json, out);
	else if (list->json)
		take_list(r, list->json, out);
	else
		request_fault(r, "recipients", "is required, or filter");
}

/* --- who they are ------------------------------------------------------------------------------------------------------- */

static enum db_result
find_fitting(struct request *r, const struct clinic *clinic, struct recipients *rs)
{
	const struct campaign_filter filter = {
		.clinic_id = clinic->clinic_id, .language = rs->language, .no_visit_ahead = json_get_bool(rs->filter->json, "noVisitAhead", false),
		.visit_since_ms = list_moment(clinic->timezone, &rs->visit_since, false), .visit_until_ms = list_moment(clinic->timezone, &rs->visit_until, true),
	};
	struct campaign_patient *patients;
	enum db_result result = campaign_patients(r->db, rs->arena, &filter, CAMPAIGN_RECIPIENTS_MAX + 1, &patients, &rs->count);

	if (result != DB_OK)
		return result;
	if (rs->count > CAMPAIGN_RECIPIENTS_MAX)
		request_fault(r, "filter", "fits more than %d patients: make several campaigns", (int)CAMPAIGN_RECIPIENTS_MAX);
	rs->list = arena_array(rs->arena, rs->count, sizeof *rs->list);
	for (size_t i = 0; i < rs->count; i++)
		rs->list[i] = (struct recipient){ .patient = patients[i], .phone = patients[i].phone };
	return DB_OK;
}

/* Those that are listed by id. */
static enum db_result
find_by_id(struct request *r, const struct clinic *clinic, struct recipients *rs)
{
	int64_t *ids = arena_array(rs->arena, rs->count, sizeof *ids);
	struct campaign_patient *patients = arena_array(rs->arena, rs->count, sizeof *patients);
	size_t count = 0;
	enum db_result result;

	for (size_t i = 0; i < rs->count; i++)
		if (rs->list[i].patient.patient_id)
			ids[count++] = rs->list[i].patient.patient_id;
	result = campaign_patients_by_id(r->db, rs->arena, clinic->clinic_id, ids, count, patients);
	for (size_t i = 0, k = 0; result == DB_OK && i < rs->count; i++) {
		struct recipient *one = &rs->list[i];

		if (!one->patient.patient_id)
			continue;
		one->reason = patients[k].patient_id ? NULL : "is no patient of this clinic";
		if (!one->reason)
			one->patient = patients[k];
		one->phone = one->patient.phone;
		k++;
	}
	return result;
}

/* The number of one that is listed by it. */
static const char *
given_phone(const struct recipient *one)
{
	return !one->given || one->patient.patient_id ? NULL :
	    json_object_is_type(one->given, json_type_object) ? json_get_text(one->given, "phone") : json_whole_text(one->given);
}

static void
take_phones(const struct clinic *clinic, const char *from, struct recipients *rs)
{
	for (size_t i = 0; i < rs->count; i++) {
		struct recipient *one = &rs->list[i];
		const char *given = given_phone(one);

		if (given && text_characters(given) <= PHONE_CHARACTERS_MAX)
			one->phone = phone_normalise(rs->arena, given, clinic->default_country);
		if (one->reason)
			continue;
		if (!one->phone)
			one->reason = "is not a phone number; write it like +18455550100";
		else if (phone_is_premium(one->phone))
			one->reason = "is a premium number, which is not texted from here";
		else if (text_same(one->phone, from))
			one->reason = "is the clinic's own number";
	}
}

static int
by_phone(const void *a, const void *b)
{
	struct recipient *const *one = a, *const *other = b;
	int order = strcmp((*one)->phone, (*other)->phone);

	return order ? order : *one < *other ? -1 : 1;
}

/* Of those with one number the first one stands for all. */
static void
mark_repeated(struct recipients *rs)
{
	struct recipient **sorted = arena_array(rs->arena, rs->count, sizeof *sorted);
	size_t count = 0;

	for (size_t i = 0; i < rs->count; i++)
		if (!rs->list[i].reason)
			sorted[count++] = &rs->list[i];
	qsort(sorted, count, sizeof *sorted, by_phone);
	for (size_t i = 1; i < count; i++)
		sorted[i]->again = text_same(sorted[i]->phone, sorted[i - 1]->phone);
}

/* Of those that are listed by number: is it a patient's? */
static enum db_result
find_by_phone(struct request *r, const struct clinic *clinic, struct recipients *rs)
{
	const char **phones = arena_array(rs->arena, rs->count, sizeof *phones);
	struct campaign_patient *patients = arena_array(rs->arena, rs->count, sizeof *patients);
	size_t count = 0;
	enum db_result result;

	for (size_t i = 0; i < rs->count; i++)
		if (!rs->list[i].reason && !rs->list[i].again && !rs->list[i].patient.patient_id)
			phones[count++] = rs->list[i].phone;
	result = campaign_patients_by_phone(r->db, rs->arena, clinic->clinic_id, phones, count, patients);
	for (size_t i = 0, k = 0; result == DB_OK && i < rs->count; i++)
		if (!rs->list[i].reason && !rs->list[i].again && !rs->list[i].patient.patient_id)
			rs->list[i].patient = patients[k++];
	return result;
}

enum db_result
recipients_find(struct request *r, const struct clinic *clinic, const char *from, struct recipients *rs)
{
	enum db_result result = rs->filter->json ? find_fitting(r, clinic, rs) : find_by_id(r, clinic, rs);

	if (result != DB_OK)
		return result;
	take_phones(clinic, from, rs);
	mark_repeated(rs);
	return find_by_phone(r, clinic, rs);
}

/* --- one of them -------------------------------------------------------------------------------------------------------- */

void
recipient_values(const struct recipients *rs, const struct recipient *one, const struct clinic *clinic, const char *from, const char **values)
{
	values[RECIPIENT_FIRST_NAME] = one->patient.first_name;
	values[RECIPIENT_LAST_NAME] = one->patient.last_name;
	values[RECIPIENT_CLINIC] = clinic->name;
	values[RECIPIENT_PHONE] = from;
	for (size_t i = 0; rs->fields[i]; i++) {
		struct json_object *given = i == RECIPIENT_CLINIC || i == RECIPIENT_PHONE ? NULL : json_get(one->given, rs->fields[i]);

		if (given || i >= RECIPIENT_FIELDS)
			values[i] = given ? json_object_get_string(given) : NULL;
	}
}

const char *
recipient_name(struct arena *a, const struct recipients *rs, const struct recipient *one)
{
	return one->given ? arena_printf(a, "recipients[%zu]", (size_t)(one - rs->list)) : arena_printf(a, "patient %lld", (long long)one->patient.patient_id);
}

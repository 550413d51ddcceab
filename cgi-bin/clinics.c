/*
 * clinics - the clinics of this server
 *
 * An admin makes and edits them all; a customer reads and edits its own. Another clinic's is a 404.
 *
 * Twice? POST makes two unless it carries an Idempotency-Key; PATCH is harmless.
 */
#include "data/clinics.h"
#include "web/account.h"
#include "web/list.h"

enum { NAME, TIMEZONE, DEFAULT_COUNTRY, LANGUAGE, MARKETING_ENABLED, ID };

#define CLINIC_FIELDS(needed) \
	[NAME] = { "name", P_TEXT, 1, 200, .optional = !(needed) }, \
	[TIMEZONE] = { "timezone", P_ZONE, .optional = true, .help = "DEFAULT_TIMEZONE if not said" }, \
	[DEFAULT_COUNTRY] = { "defaultCountry", P_TEXT, 2, 2, .optional = true, .help = "ISO 3166; DEFAULT_COUNTRY if not said" }, \
	[LANGUAGE] = { "language", P_TEXT, 2, 16, .optional = true, .help = "Like en-US" }, \
	[MARKETING_ENABLED] = { "marketingEnabled", P_BOOL, .optional = true, .help = "May send marketing texts" }

static const struct param list_params[] = { LIST_PARAMS, { 0 } };
static const struct param make_params[] = { CLINIC_FIELDS(true), { 0 } };
static const struct param edit_params[] = { CLINIC_FIELDS(false), [ID] = { "id", P_ID }, { 0 } };

enum { ONLY_ID };

static const struct param one_params[] = { [ONLY_ID] = { "id", P_ID }, { 0 } };

static const char *const columns[] = { "id", "name", "timezone", "defaultCountry", "language", "marketingEnabled", "createdAt", NULL };

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct page p = { r->clinic_id, page->since_ms, page->until_ms, page->before_id, page->limit };

	return clinics_list(r->db, r->arena, &p, items, &page->next_id);
}

static enum outcome
list(struct request *r)
{
	return answer_list(r, fetch, columns);
}

static void
check(struct request *r)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
	const struct value *in = r->in;

	if (in[NAME].text && *in[NAME].text && text_is_blank(in[NAME].text))
		request_fault(r, "name", "must not be blank");
	if (in[DEFAULT_COUNTRY].text && strspn(in[DEFAULT_COUNTRY].text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != strlen(in[DEFAULT_COUNTRY].text))
		request_fault(r, "defaultCountry", "must be two capital letters, like US");
	if (in[LANGUAGE].text && strspn(in[LANGUAGE].text, letters) != strlen(in[LANGUAGE].text))
		request_fault(r, "language", "must be a language tag like en-US");
}

/* Takes what was sent into the clinic. */
static void
take(struct request *r, struct clinic *clinic)
{
	const struct value *in = r->in;

	if (in[NAME].text)
		clinic->name = in[NAME].text;
	if (in[TIMEZONE].text)
		clinic->timezone = in[TIMEZONE].text;
	if (in[DEFAULT_COUNTRY].text)
		clinic->default_country = in[DEFAULT_COUNTRY].text;
	if (in[LANGUAGE].text)
		clinic->language = in[LANGUAGE].text;
	if (in[MARKETING_ENABLED].state == VALUE_SET)
		clinic->marketing_enabled = in[MARKETING_ENABLED].flag;
}

static enum outcome
give(struct request *r, const struct clinic *clinic, bool made)
{
	struct json_object *o;
	enum db_result result = clinic_object(r->db, r->arena, clinic, &o);

	if (result != DB_OK)
		return outcome_of(result);
	return made ? answer_created(r, arena_printf(r->arena, "/api/clinics/%lld", (long long)clinic->clinic_id), o) : answer_json(r, 200, o);
}

static enum outcome
make(struct request *r)
{
	struct clinic clinic = {
		.timezone = r->config->default_timezone, .default_country = r->config->default_country, .language = "en-US",
	};
	enum db_result result;
	int64_t version;

	take(r, &clinic);
	result = clinic_add(r->db, r->arena, &clinic, &version);
	if (result != DB_OK)
		return outcome_of(result);
	audit(r, clinic.clinic_id, "clinic-made", arena_printf(r->arena, "clinic %lld", (long long)clinic.clinic_id), NULL);
	await_snapshot(r, version);
	return give(r, &clinic, true);
}

/* The clinic in the path, if this user may see it; else the answer stands and *found is false. */
static enum outcome
find(struct request *r, int64_t clinic_id, struct clinic *clinic, bool *found)
{
	enum db_result result = DB_NONE;

	*found = false;
	if (role_sees(&r->user, clinic_id))
		result = clinic_find(r->db, r->arena, clinic_id, clinic);
	if (result == DB_NONE)
		return refuse(r, 404, "There is no such clinic.");
	*found = result == DB_OK;
	return outcome_of(result);
}

static enum outcome
one(struct request *r)
{
	struct clinic clinic;
	bool found;
	enum outcome outcome = find(r, r->in[ONLY_ID].number, &clinic, &found);

	return found ? give(r, &clinic, false) : outcome;
}

static enum outcome
edit(struct request *r)
{
	struct clinic clinic;
	bool found;
	enum outcome outcome = find(r, r->in[ID].number, &clinic, &found);
	enum db_result result;
	int64_t version;

	if (!found)
		return outcome;
	take(r, &clinic);
	result = clinic_update(r->db, r->arena, &clinic, &version);
	if (result != DB_OK)
		return outcome_of(result);
	audit(r, clinic.clinic_id, "clinic-changed", arena_printf(r->arena, "clinic %lld", (long long)clinic.clinic_id), NULL);
	await_snapshot(r, version);
	return give(r, &clinic, false);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/clinics", CALLER_CUSTOMER, list, "The clinics (a customer's own)", list_params, .answer = "clinic" },
	{ POST, "/api/clinics", CALLER_ADMIN, make, "Make a clinic", make_params, .answer = "clinic", .check = check, .idempotent = true, .no_clinic = true },
	{ GET, "/api/clinics/{id}", CALLER_CUSTOMER, one, "One clinic", one_params, .answer = "clinic", .no_clinic = true },
	{ PATCH, "/api/clinics/{id}", CALLER_CUSTOMER, edit, "Change a clinic", edit_params, .answer = "clinic", .check = check, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

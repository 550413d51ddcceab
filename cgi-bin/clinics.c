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

enum { NAME, TIMEZONE, DEFAULT_COUNTRY, LANGUAGE, MARKETING_ENABLED };

#define CLINIC_FIELDS(needed) \
	[NAME] = { "name", P_TEXT, 1, 200, .optional = !(needed), .not_blank = true }, \
	[TIMEZONE] = { "timezone", P_ZONE, .optional = true, .help = "DEFAULT_TIMEZONE if not said" }, \
	[DEFAULT_COUNTRY] = { "defaultCountry", P_TEXT, 2, 2, .optional = true, .help = "ISO 3166; DEFAULT_COUNTRY if not said" }, \
	[LANGUAGE] = { "language", P_TEXT, 2, 16, .optional = true, .help = "Like en-US" }, \
	[MARKETING_ENABLED] = { "marketingEnabled", P_BOOL, .optional = true, .help = "May send marketing texts" }

static const struct param list_params[] = { LIST_PARAMS, { 0 } };
static const struct param make_params[] = { CLINIC_FIELDS(true), { 0 } };
static const struct param edit_params[] = { CLINIC_FIELDS(false), ITEM_ID, { 0 } };

static const char *const columns[] = { "id", "name", "timezone", "defaultCountry", "language", "marketingEnabled", "createdAt", NULL };

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct page p = list_rows(r, page);

	return clinics_list(r->db, r->arena, &p, items, &page->next_id);
}

/* The clinic that the path names, or a new one. */
static void
find(struct request *r)
{
	struct clinic *clinic = r->context = arena_alloc(r->arena, sizeof *clinic);
	enum db_result result = DB_NONE;

	*clinic = (struct clinic){ .timezone = r->config->default_timezone, .default_country = r->config->default_country, .language = "en-US" };
	if (r->method == POST)
		result = DB_OK;
	else if (role_sees(&r->user, item_id(r)))
		result = clinic_find(r->db, r->arena, item_id(r), clinic);
	item_found(r, "clinic", result, NULL);
}

static void
check(struct request *r)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
	const char *country = r->in[DEFAULT_COUNTRY].text, *language = r->in[LANGUAGE].text;

	find(r);
	if (country && strspn(country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != strlen(country))
		request_fault(r, "defaultCountry", "must be two capital letters, like US");
	if (language && strspn(language, letters) != strlen(language))
		request_fault(r, "language", "must be a language tag like en-US");
}

static enum outcome
give(struct request *r)
{
	struct json_object *o = NULL;
	enum db_result result = clinic_object(r->db, r->arena, r->context, &o);

	return answer_item(r, result, o);
}

/* Takes what was sent into the clinic, and stores it: its trace and its being in force follow. */
static enum outcome
save(struct request *r)
{
	struct clinic *clinic = r->context;
	enum db_result result;
	int64_t version;

	clinic->name = said_text(r, NAME, clinic->name);
	clinic->timezone = said_text(r, TIMEZONE, clinic->timezone);
	clinic->default_country = said_text(r, DEFAULT_COUNTRY, clinic->default_country);
	clinic->language = said_text(r, LANGUAGE, clinic->language);
	clinic->marketing_enabled = said_flag(r, MARKETING_ENABLED, clinic->marketing_enabled);
	result = r->method == POST ? clinic_add(r->db, r->arena, clinic, &version) : clinic_update(r->db, r->arena, clinic, &version);
	if (result != DB_OK)
		return answer_item(r, result, NULL);
	audit_item(r, clinic->clinic_id, clinic->clinic_id, NULL);
	await_snapshot(r, version);
	return give(r);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/clinics", CALLER_CUSTOMER, answer_items, "The clinics (a customer's own)", list_params, .answer = "clinic", .fetch = fetch, .columns = columns },
	{ POST, "/api/clinics", CALLER_ADMIN, save, "Make a clinic", make_params, .answer = "clinic", .check = check, .idempotent = true, .no_clinic = true },
	{ GET, "/api/clinics/{id}", CALLER_CUSTOMER, give, "One clinic", item_params, .answer = "clinic", .check = find, .no_clinic = true },
	{ PATCH, "/api/clinics/{id}", CALLER_CUSTOMER, save, "Change a clinic", edit_params, .answer = "clinic", .check = check, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

/* Clinics and their routing documents in a real database. */
#include "data/clinics.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/snapshot.h"
#include "../lib/clinics.h"

static struct arena *a;
static struct db *db;

static int64_t
version_now(void)
{
	return select_int(db, a, "SELECT version FROM versions WHERE name = 'routing'");
}

/* The clinic of a list's item, and its numbers in one text. */
static const char *
item(struct json_object *items, size_t i)
{
	struct json_object *o = json_object_array_get_idx(items, i), *numbers = json_get(o,
	    "numbers");
	struct text t = text_new(a);

	text_puts(&t, json_get_text(o, "name"));
	for (size_t n = 0; n < json_object_array_length(numbers); n++) {
		struct json_object *number = json_object_array_get_idx(numbers, n);

		text_printf(&t, " %s=%s", json_get_text(number, "phoneNumber"),
		    json_get_text(number, "sid"));
	}
	return t.data;
}

static void
test_one(void)
{
	int64_t before = version_now(), version = 0;
	struct clinic clinic = {
		.name = "Zoë's 日本 Dental", .timezone = "Europe/Berlin", .default_country = "DE",
		.language = "de-DE", .marketing_enabled = true,
	}, got;
	struct json_object *o;

	clock_set(INT64_C(1795248052123));
	is_int(clinic_add(db, a, &clinic, &version), DB_OK, "a clinic is made");
	is_int(version, before + 1, "which is a new version");
	is_int(version_now(), version, "in the database too");
	ok(clinic.clinic_id > 0 && clinic.created_at_ms == INT64_C(1795248052123),
	    "its id and time");
	is_int(clinic_find(db, a, clinic.clinic_id, &got), DB_OK, "it is found");
	ok(text_same(got.name, clinic.name) && text_same(got.timezone, "Europe/Berlin") &&
	    text_same(got.default_country, "DE") && text_same(got.language, "de-DE") &&
	    got.marketing_enabled && got.created_at_ms == clinic.created_at_ms, "as it was made");

	got.name = "New name";
	got.marketing_enabled = false;
	is_int(clinic_update(db, a, &got, &version), DB_OK, "it is changed");
	is_int(version, before + 2, "which is a new version");
	is_int(clinic_update(db, a, &got, &version), DB_OK, "to what it is already, too");
	clinic_find(db, a, clinic.clinic_id, &got);
	ok(text_same(got.name, "New name") && !got.marketing_enabled, "and stays so");
	is_int(clinic_object(db, a, &got, &o), DB_OK, "as an object");
	is_text(json_text(a, o), arena_printf(a, "{\"id\":%d,\"name\":\"New name\","
	    "\"timezone\":\"Europe/Berlin\",\"defaultCountry\":\"DE\",\"language\":\"de-DE\","
	    "\"marketingEnabled\":false,\"numbers\":[],\"createdAt\":\"2026-11-21T08:00:52.123Z\"}",
	    (int)got.clinic_id), "with every field");

	before = version_now();
	is_int(clinic_find(db, a, 999999, &got), DB_NONE, "no other clinic is found");
	got.clinic_id = 999999;
	is_int(clinic_update(db, a, &got, &version), DB_NONE, "nor changed");
	is_int(version_now(), before, "and that is no new version");
	clock_set(0);
}

/* Five clinics, the second and the fourth with numbers, in pages of two. */
static void
test_list(void)
{
	struct json_object *items = json_array_in(a);
	struct page page = { .limit = 2 };
	struct clinic fourth;
	int64_t ids[5], next = -1;
	struct json_object *o;

	must(db, "DELETE FROM clinics");
	for (int i = 0; i < 5; i++) {
		clock_set(INT64_C(1795248000000) + i * 1000);
		ids[i] = test_clinic(db, a, arena_printf(a, "C%d", i + 1));
	}
	clock_set(0);
	db_write(db, "INSERT INTO phone_numbers (phone_number, twilio_sid, clinic_id, created_at, "
	    "updated_at) VALUES ('+12', 'PN2', ?, '2026-01-02', '2026-01-02'), "
	    "('+13', 'PN3', ?, '2026-01-01', '2026-01-01'), "
	    "('+11', 'PN1', ?, '2026-01-01', '2026-01-01'), "
	    "('+14', 'PN4', NULL, '2026-01-01', '2026-01-01')",
	    DB_VALUES(db_int(ids[3]), db_int(ids[3]), db_int(ids[1])));

	is_int(clinics_list(db, a, &page, items, &next), DB_OK, "the first page");
	is_int((int64_t)json_object_array_length(items), 2, "of two");
	is_text(item(items, 0), "C5", "newest first");
	is_text(item(items, 1), "C4 +13=PN3 +12=PN2", "with its numbers, oldest first");
	page.before_id = next;
	clinics_list(db, a, &page, items, &next);
	is_text(item(items, 2), "C3", "the second page");
	is_text(item(items, 3), "C2 +11=PN1", "is appended");
	page.before_id = next;
	clinics_list(db, a, &page, items, &next);
	is_int((int64_t)json_object_array_length(items), 5, "the third page");
	is_int(next, 0, "is the last");

	items = json_array_in(a);
	page = (struct page){ .limit = 5 };
	clinics_list(db, a, &page, items, &next);
	is_int(next, 0, "a page that just holds all is the last");

	items = json_array_in(a);
	page = (struct page){ .clinic_id = ids[1], .limit = 5 };
	clinics_list(db, a, &page, items, &next);
	is_int((int64_t)json_object_array_length(items), 1, "one clinic alone");
	is_text(item(items, 0), "C2 +11=PN1", "is that one");

	items = json_array_in(a);
	page = (struct page){
		.since_ms = INT64_C(1795248001000), .until_ms = INT64_C(1795248003000), .limit = 5,
	};
	clinics_list(db, a, &page, items, &next);
	is_int((int64_t)json_object_array_length(items), 2, "from an instant up to another");
	is_text(item(items, 0), "C3", "which is not in it");
	is_text(item(items, 1), "C2 +11=PN1", "while the first is");

	clinic_find(db, a, ids[3], &fourth);
	clinic_object(db, a, &fourth, &o);
	items = json_array_in(a);
	json_append(items, o);
	is_text(item(items, 0), "C4 +13=PN3 +12=PN2", "one clinic's object has its numbers");
}

static void
test_routing(void)
{
	int64_t clinic_id = test_clinic(db, a, "Routed"), before = version_now(), version = 0;
	struct routing routing, standard;
	const char *document;

	routing_default(&standard);
	is_int(routing_load(db, a, clinic_id, &routing), DB_OK, "a clinic without a document");
	is_text(json_text(a, routing_document(a, &routing)),
	    json_text(a, routing_document(a, &standard)), "has the default");
	is_int(routing_load(db, a, 999999, &routing), DB_NONE, "a clinic that is not there");

	standard.forward_number = "+18455550100";
	standard.ring_seconds = 17;
	document = json_text(a, routing_document(a, &standard));
	is_int(routing_save(db, a, clinic_id, document, 5, &version), DB_OK, "one is saved");
	is_int(version, before + 1, "which is a new version");
	is_int(routing_load(db, a, clinic_id, &routing), DB_OK, "and loaded");
	is_text(json_text(a, routing_document(a, &routing)), document, "as it was saved");
	is_int(select_int(db, a, "SELECT user_id FROM routing"), 5, "by whom is known");

	standard.ring_seconds = 18;
	document = json_text(a, routing_document(a, &standard));
	is_int(routing_save(db, a, clinic_id, document, 0, &version), DB_OK, "another one");
	is_int(routing_save(db, a, clinic_id, document, 0, &version), DB_OK, "the same once more");
	is_int(version, before + 3, "are new versions");
	routing_load(db, a, clinic_id, &routing);
	is_int(routing.ring_seconds, 18, "in place of the first");
	is_int(routing_save(db, a, 999999, document, 0, &version), DB_NONE, "none for no clinic");
	is_int(version_now(), before + 3, "which is no new version");

	must(db, "UPDATE routing SET document = "
	    "'{\"ringSeconds\": \"long\", \"callMaxSeconds\": 77}'");
	is_int(routing_load(db, a, clinic_id, &routing), DB_OK, "a document with a fault");
	is_int(routing.ring_seconds, 30, "has the default in its place");
	is_int(routing.call_max_seconds, 77, "and the rest as it stands");
	must(db, "UPDATE routing SET document = '{'");
	is_int(routing_load(db, a, clinic_id, &routing), DB_FAILED, "a document that is none");
}

/* Many save at once: each gets a version of its own. */
static int
save_one(int n)
{
	struct db *mine = test_db();
	struct routing routing;
	int64_t version = 0;

	(void)n;
	routing_default(&routing);
	return (int)routing_save(mine, a,
	    select_int(mine, a, "SELECT MAX(clinic_id) FROM clinics"),
	    json_text(a, routing_document(a, &routing)), 0, &version);
}

static void
test_at_once_versions(void)
{
	int64_t before = version_now();

	is_int(test_at_once(8, save_one).of[DB_OK], 8, "eight save at once");
	is_int(version_now(), before + 8, "eight versions more");
}

int
main(void)
{
	a = arena_new(32 << 20);
	db = test_db_with_schema(a);
	test_one();
	test_list();
	test_routing();
	test_at_once_versions();
	db_free(db);
	arena_free(a);
	return done_testing();
}

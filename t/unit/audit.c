/* The audit log in a real database. */
#include "data/audit.h"

#include "core/text.h"
#include "../lib/clinics.h"

static const int64_t NOW = INT64_C(1795248052123);

static struct arena *a;
static struct db *db;

static size_t
listed(struct page page, struct audit_filter filter, struct json_object **items, int64_t *next)
{
	*items = json_array_in(a);
	if (audit_list(db, a, &page, &filter, *items, next) != DB_OK)
		bail_out("no list: %s", db_error(db));
	return json_object_array_length(*items);
}

static const char *
action(struct json_object *items, size_t i)
{
	return json_get_text(json_object_array_get_idx(items, i), "action");
}

static void
test_rows(void)
{
	struct audit_filter any = { 0 }, logins = { .action = "login" }, user3 = { .user_id = 3 };
	struct json_object *items;
	int64_t next;

	is_int(audit_add(db, a, NOW, 3, 7, "login", "user 3", "192.0.2.1", NULL), DB_OK, "a row");
	is_int(audit_add(db, a, NOW + 1, 3, 7, "routing-changed", "clinic 7", "192.0.2.1",
	    "{\"version\": 8}"), DB_OK, "one with details");
	is_int(audit_add(db, a, NOW + 2, 0, 0, "clinic-added", "clinic 8", "",
	    "by switchboardctl"), DB_OK, "one of nobody");
	is_int(audit_add(db, a, NOW + 3, 4, 8, "login", "user 4", "::1", "{not JSON"), DB_OK,
	    "one of another clinic");

	is_int((int64_t)listed((struct page){ .limit = 50 }, any, &items, &next), 4, "all of them");
	is_int(next, 0, "on one page");
	is_text(json_text(a, json_object_array_get_idx(items, 3)),
	    "{\"at\":\"2026-11-21T08:00:52.123Z\",\"userId\":3,\"clinicId\":7,\"action\":\"login\","
	    "\"object\":\"user 3\",\"address\":\"192.0.2.1\",\"detail\":null}",
	    "the oldest is last");
	is_text(json_text(a, json_get(json_object_array_get_idx(items, 2), "detail")),
	    "{\"version\":8}", "details are an object");
	is_text(json_text(a, json_object_array_get_idx(items, 1)),
	    "{\"at\":\"2026-11-21T08:00:52.125Z\",\"userId\":null,\"clinicId\":null,"
	    "\"action\":\"clinic-added\",\"object\":\"clinic 8\",\"address\":\"\","
	    "\"detail\":\"by switchboardctl\"}", "or a sentence");
	is_text(json_get_text(json_object_array_get_idx(items, 0), "detail"), "{not JSON",
	    "which may look like one");

	is_int((int64_t)listed((struct page){ .clinic_id = 7, .limit = 50 }, any, &items, &next), 2,
	    "a clinic's alone");
	is_text(action(items, 0), "routing-changed", "newest first");
	is_int((int64_t)listed((struct page){ .limit = 50 }, logins, &items, &next), 2,
	    "one action");
	is_int((int64_t)listed((struct page){ .limit = 50 }, user3, &items, &next), 2, "one user");
	is_int((int64_t)listed((struct page){ .since_ms = NOW + 1, .until_ms = NOW + 3,
	    .limit = 50 }, any, &items, &next), 2, "a time");
	is_int((int64_t)listed((struct page){ .limit = 3 }, any, &items, &next), 3, "a page");
	is_int((int64_t)listed((struct page){ .limit = 3, .before_id = next }, any, &items, &next),
	    1, "and the next");
	is_text(action(items, 0), "login", "with what is left");
}

static void
test_long(void)
{
	char *longer = arena_alloc(a, 20001);

	memset(longer, 'x', 20000);
	is_int(audit_add(db, a, NOW, 0, 0, longer, longer, longer, longer), DB_OK,
	    "cut, not refused");
}

int
main(void)
{
	a = arena_new(32 << 20);
	db = test_db_with_schema(a);
	test_rows();
	test_long();
	db_free(db);
	arena_free(a);
	return done_testing();
}

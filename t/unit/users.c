/* Accounts, logins and the throttle in a real database. */
#include "data/users.h"

#include "core/clock.h"
#include "core/text.h"
#include "../lib/clinics.h"

static const int64_t NOW = INT64_C(1795248052123);
enum { MINUTE_MS = 60 * 1000 };

static struct arena *a;
static struct db *db;
static int64_t clinic_id, other_id;

static struct account
person(const char *email, enum role role, int64_t clinic)
{
	return (struct account){
		.email = email, .name = "Zoë", .role = role, .clinic_id = clinic,
		.password_hash = "$argon2id$0",
	};
}

static void
test_accounts(void)
{
	struct account one = person("zoe@example.org", ROLE_CUSTOMER, clinic_id), got, other;

	one.password_hash = "$argon2id$1";
	clock_set(NOW);
	is_int(account_add(db, a, &one), DB_OK, "an account is made");
	clock_set(0);
	is_int(account_by_email(db, a, "ZOE@Example.org", &got), DB_OK, "found in other letters");
	ok(got.user_id == one.user_id && got.role == ROLE_CUSTOMER && got.clinic_id == clinic_id &&
	    text_same(got.password_hash, "$argon2id$1") && got.created_at_ms == NOW,
	    "as it was made");
	is_text(json_text(a, account_object(a, &got)), arena_printf(a,
	    "{\"id\":%d,\"email\":\"zoe@example.org\",\"name\":\"Zoë\",\"role\":\"customer\","
	    "\"clinicId\":%d,\"createdAt\":\"2026-11-21T08:00:52.123Z\"}", (int)got.user_id,
	    (int)clinic_id), "as an object, without its password");
	is_int(account_by_email(db, a, "zoe@example.com", &got), DB_NONE, "nobody else is found");
	is_int(account_find(db, a, 999999, &got), DB_NONE, "by id neither");

	other = person("Zoe@EXAMPLE.org", ROLE_CUSTOMER, other_id);
	is_int(account_add(db, a, &other), DB_DUPLICATE, "an e-mail is taken in any letters");
	other = person("admin@example.org", ROLE_ADMIN, 0);
	is_int(account_add(db, a, &other), DB_OK, "an admin of no clinic");
	other.email = "zoe@example.org";
	is_int(account_update(db, a, &other), DB_DUPLICATE, "whose e-mail cannot become hers");

	other = person("a@example.org", ROLE_ADMIN, clinic_id);
	is_int(account_add(db, a, &other), DB_CONFLICT, "no admin of a clinic");
	other = person("b@example.org", ROLE_ASSISTANT, 0);
	is_int(account_add(db, a, &other), DB_CONFLICT, "no assistant of none");
	other = person("c@example.org", ROLE_CUSTOMER, 999999);
	is_int(account_add(db, a, &other), DB_CONFLICT, "nobody of a clinic that is not there");

	one.name = "Zoë Q";
	one.role = ROLE_ASSISTANT;
	one.clinic_id = other_id;
	one.password_hash = "an old one";
	is_int(account_update(db, a, &one), DB_OK, "an account is changed");
	is_int(account_update(db, a, &one), DB_OK, "and once more to the same");
	account_find(db, a, one.user_id, &got);
	ok(text_same(got.name, "Zoë Q") && got.role == ROLE_ASSISTANT && got.clinic_id == other_id,
	    "and stays so");
	is_text(got.password_hash, "$argon2id$1", "but for its password");
	is_int(account_set_password(db, a, one.user_id, "$argon2id$2", NULL), DB_OK,
	    "which has its own way");
	account_find(db, a, one.user_id, &got);
	is_text(got.password_hash, "$argon2id$2", "to be changed");

	one.user_id = 999999;
	is_int(account_update(db, a, &one), DB_NONE, "nobody's account is not changed");
	is_int(account_set_password(db, a, 999999, "x", NULL), DB_NONE, "nor its password");
	is_int(account_delete(db, 999999), DB_NONE, "nor deleted");
	is_int(account_delete(db, got.user_id), DB_OK, "hers is");
	is_int(account_find(db, a, got.user_id, &got), DB_NONE, "and gone");
}

static void
test_list(void)
{
	struct json_object *items = json_array_in(a);
	struct page page = { .limit = 2, .clinic_id = clinic_id };
	int64_t next;

	for (int i = 0; i < 3; i++) {
		struct account mine = person(arena_printf(a, "m%d@example.org", i), ROLE_ASSISTANT,
		    clinic_id);
		struct account theirs = person(arena_printf(a, "t%d@example.org", i),
		    ROLE_ASSISTANT, other_id);

		account_add(db, a, &mine);
		account_add(db, a, &theirs);
	}
	is_int(accounts_list(db, a, &page, items, &next), DB_OK, "a clinic's people");
	page.before_id = next;
	accounts_list(db, a, &page, items, &next);
	is_int((int64_t)json_object_array_length(items), 3, "in two pages");
	is_int(next, 0, "and no third");
	for (size_t i = 0; i < 3; i++)
		is_text(json_get_text(json_object_array_get_idx(items, i), "email"),
		    arena_printf(a, "m%d@example.org", 2 - (int)i), "newest first, number %zu", i);
	page = (struct page){ .limit = 100 };
	items = json_array_in(a);
	accounts_list(db, a, &page, items, &next);
	is_int((int64_t)json_object_array_length(items), 7, "everybody, the admin too");
}

static void
test_logins(void)
{
	struct account one = person("login@example.org", ROLE_CUSTOMER, clinic_id);
	struct login login = {
		.login_id = "aaaaaaaaaaaaaaaaaaaaaaaaaa", .address = "2001:db8::1",
		.created_at_ms = NOW, .expires_at_ms = NOW + 60 * MINUTE_MS,
	};
	struct user_claim user = { 0 };

	clock_set(NOW);
	account_add(db, a, &one);
	login.user_id = one.user_id;
	is_int(login_add(db, a, &login), DB_OK, "a login");
	is_int(login_is_live(db, a, login.login_id, NOW, &user), DB_OK, "is live");
	ok(user.user_id == one.user_id && user.role == ROLE_CUSTOMER && user.clinic_id == clinic_id,
	    "and says who it is");
	is_int(login_is_live(db, a, login.login_id, login.expires_at_ms - 1, &user), DB_OK,
	    "up to its end");
	is_int(login_is_live(db, a, login.login_id, login.expires_at_ms, &user), DB_NONE,
	    "not from then on");
	is_int(login_is_live(db, a, "AAAAAAAAAAAAAAAAAAAAAAAAAA", NOW, &user), DB_NONE,
	    "in other letters it is another");

	one.role = ROLE_ASSISTANT;
	one.clinic_id = other_id;
	account_update(db, a, &one);
	login_is_live(db, a, login.login_id, NOW, &user);
	ok(user.role == ROLE_ASSISTANT && user.clinic_id == other_id,
	    "a changed role counts at once");

	login.login_id = "bbbbbbbbbbbbbbbbbbbbbbbbbb";
	login_add(db, a, &login);
	login.login_id = "cccccccccccccccccccccccccc";
	login_add(db, a, &login);
	is_int(account_set_password(db, a, one.user_id, "x", login.login_id), DB_OK,
	    "with a new password all others are ended");
	is_int(login_is_live(db, a, "aaaaaaaaaaaaaaaaaaaaaaaaaa", NOW, &user), DB_NONE,
	    "the first");
	is_int(login_is_live(db, a, "bbbbbbbbbbbbbbbbbbbbbbbbbb", NOW, &user), DB_NONE,
	    "the second");
	is_int(login_is_live(db, a, login.login_id, NOW, &user), DB_OK, "this one is live");
	is_int(account_set_password(db, a, one.user_id, "y", login.login_id), DB_OK,
	    "or where are no others");
	is_int(login_end(db, a, login.login_id), DB_OK, "and ended itself");
	is_int(login_is_live(db, a, login.login_id, NOW, &user), DB_NONE, "it is not");
	is_int(login_end(db, a, login.login_id), DB_NONE, "nor ended twice");

	login.login_id = "dddddddddddddddddddddddddd";
	login_add(db, a, &login);
	is_int(account_set_password(db, a, one.user_id, "z", NULL), DB_OK, "every one is ended");
	is_int(login_is_live(db, a, login.login_id, NOW, &user), DB_NONE, "really");
	login.login_id = "eeeeeeeeeeeeeeeeeeeeeeeeee";
	login_add(db, a, &login);
	account_delete(db, one.user_id);
	is_int(login_is_live(db, a, login.login_id, NOW, &user), DB_NONE, "who is deleted is out");
	clock_set(0);
}

static struct login_failures
failures_at(const char *account, const char *address, int64_t now_ms)
{
	struct login_failures f = { -1, -1, -1 };

	if (login_failures_count(db, a, account, address, now_ms - LOGIN_WINDOW_MS, &f) != DB_OK)
		bail_out("cannot count: %s", db_error(db));
	return f;
}

static void
fail(int times, const char *account, const char *address, int64_t at_ms)
{
	for (int i = 0; i < times; i++)
		if (login_failure_add(db, a, account, address, at_ms + i) != DB_OK)
			bail_out("cannot fail: %s", db_error(db));
}

static void
test_throttle(void)
{
	static const char who[] = "zoe@example.org", here[] = "192.0.2.1", there[] = "192.0.2.2";
	struct login_failures f = failures_at(who, here, NOW);

	ok(f.pair == 0 && f.address == 0 && f.free_at_ms == 0, "nobody failed");
	fail(4, who, here, NOW);
	f = failures_at("ZOE@example.org", here, NOW + 10);
	ok(f.pair == 4 && f.address == 4 && f.free_at_ms == 0,
	    "four times is free, in any letters");
	fail(1, who, here, NOW + MINUTE_MS);
	f = failures_at(who, here, NOW + 2 * MINUTE_MS);
	is_int(f.pair, 5, "five times");
	is_int(f.free_at_ms, NOW + LOGIN_WINDOW_MS, "is free when the first of them is old");
	fail(1, who, here, NOW + 2 * MINUTE_MS);
	f = failures_at(who, here, NOW + 3 * MINUTE_MS);
	is_int(f.free_at_ms, NOW + 1 + LOGIN_WINDOW_MS, "a sixth time: when the second is");
	f = failures_at(who, here, NOW + 4 + LOGIN_WINDOW_MS);
	ok(f.pair == 2 && f.free_at_ms == 0, "old ones do not count");
	f = failures_at(who, there, NOW + 3 * MINUTE_MS);
	ok(f.pair == 0 && f.address == 0, "another address is free");
	f = failures_at("other@example.org", here, NOW + 3 * MINUTE_MS);
	ok(f.pair == 0 && f.address == 6 && f.free_at_ms == 0, "so is another account");

	for (int i = 0; i < 43; i++)
		fail(1, arena_printf(a, "guess%d@example.org", i), here, NOW + 3 * MINUTE_MS + i);
	f = failures_at("other@example.org", here, NOW + 4 * MINUTE_MS);
	ok(f.address == 49 && f.free_at_ms == 0, "until an address failed 49 times");
	fail(1, "guess43@example.org", here, NOW + 4 * MINUTE_MS);
	f = failures_at("other@example.org", here, NOW + 5 * MINUTE_MS);
	ok(f.address == 50 && f.free_at_ms == NOW + LOGIN_WINDOW_MS, "and fifty");

	is_int(login_failures_clear(db, who, here), DB_OK, "a success clears the pair");
	f = failures_at(who, here, NOW + 5 * MINUTE_MS);
	ok(f.pair == 0 && f.address == 44, "and no other");
	is_int(login_failures_clear(db, who, here), DB_OK, "as where there was nothing to clear");
}

static void
test_throttle_long(void)
{
	char *longer = arena_alloc(a, 400);

	memset(longer, 'x', 399);
	fail(2, longer, "192.0.2.9", NOW);
	is_int(failures_at(longer, "192.0.2.9", NOW + 1).pair, 2, "an endless account is counted");
	is_int(login_failures_clear(db, longer, "192.0.2.9"), DB_OK, "and cleared");
	is_int(failures_at(longer, "192.0.2.9", NOW + 1).pair, 0, "too");
}

static void
test_purge(void)
{
	struct account one = person("purge@example.org", ROLE_ADMIN, 0);
	struct login login = {
		.login_id = "ffffffffffffffffffffffffff", .address = "", .created_at_ms = NOW,
		.expires_at_ms = NOW + 1000,
	};

	account_add(db, a, &one);
	login.user_id = one.user_id;
	login_add(db, a, &login);
	login.login_id = "gggggggggggggggggggggggggg";
	login.expires_at_ms = NOW + 2000;
	login_add(db, a, &login);
	must(db, "DELETE FROM login_failures");
	must(db, "INSERT INTO login_failures (account, address, at) "
	    "SELECT 'old', '::1', '2020-01-01' FROM seq_1_to_2500");
	fail(1, "new", "::1", NOW);
	is_int(logins_purge(db, a, NOW, NOW + 2000), DB_OK, "what is old is purged");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM login_failures"), 1, "of failures");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM logins"), 1, "and of logins");
	is_int(logins_purge(db, a, NOW, NOW), DB_OK, "nothing is purged as well");
}

int
main(void)
{
	a = arena_new(32 << 20);
	db = test_db_with_schema(a);
	clinic_id = test_clinic(db, a, "Mine");
	other_id = test_clinic(db, a, "Theirs");
	test_accounts();
	test_list();
	test_logins();
	test_throttle();
	test_throttle_long();
	test_purge();
	db_free(db);
	arena_free(a);
	return done_testing();
}

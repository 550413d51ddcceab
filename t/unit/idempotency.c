/* Idempotency keys in a real database, with several who claim at once. */
#include "data/idempotency.h"

#include "core/clock.h"
#include "core/text.h"
#include "../lib/clinics.h"

static const int64_t NOW = INT64_C(1795248052123);

static struct arena *a;
static struct db *db, *other;

static struct idempotency_key
key_of(const char *key)
{
	return (struct idempotency_key){ .user_id = 3, .key = key, .path = "/api/x",
	    .body_hash = { 1, 2, 0, 3 } };
}

static void
test_repeat(void)
{
	static const char body[] = "{\"id\":1}\0 and a NUL";
	struct idempotency_key first = key_of("k1"), second = key_of("k1"), changed = key_of("k1");
	struct idempotent_answer given = { 201, "Location: /x/1", body, sizeof body }, got = { 0 };

	clock_set(NOW);
	is_int(idempotency_claim(db, a, &first, &got), IDEMPOTENT_FIRST, "the first");
	is_int(idempotency_claim(other, a, &second, &got), IDEMPOTENT_UNDER_WAY, "too early");
	changed.body_hash[31] = 1;
	is_int(idempotency_claim(other, a, &changed, &got), IDEMPOTENT_OTHER_BODY, "another body");
	is_int(idempotency_answer(db, a, &first, &given), DB_OK, "the first is answered");
	is_int(idempotency_claim(other, a, &second, &got), IDEMPOTENT_REPEAT, "the second repeats");
	is_int(got.status, 201, "with its status");
	is_text(got.headers, "Location: /x/1", "its headers");
	ok(got.body_bytes == sizeof body && memcmp(got.body, body, sizeof body) == 0, "every byte");
	is_int(idempotency_claim(other, a, &changed, &got), IDEMPOTENT_OTHER_BODY,
	    "never another's");
	is_int(idempotency_forget(db, a, &first), DB_NONE, "what was answered is not forgotten");
	given.status = 500;
	is_int(idempotency_answer(db, a, &first, &given), DB_NONE, "nor answered again");

	second = key_of("k2");
	is_int(idempotency_claim(db, a, &second, &got), IDEMPOTENT_FIRST, "another key");
	second = key_of("K1");
	is_int(idempotency_claim(db, a, &second, &got), IDEMPOTENT_FIRST, "in other letters");
	second = key_of("k1");
	second.user_id = 4;
	is_int(idempotency_claim(db, a, &second, &got), IDEMPOTENT_FIRST, "another user");
	second = key_of("k1");
	second.path = "/api/y";
	is_int(idempotency_claim(db, a, &second, &got), IDEMPOTENT_FIRST, "another path");

	given = (struct idempotent_answer){ .status = 204 };
	second = key_of("empty");
	idempotency_claim(db, a, &second, &got);
	idempotency_answer(db, a, &second, &given);
	is_int(idempotency_claim(db, a, &second, &got), IDEMPOTENT_REPEAT, "an empty answer");
	ok(got.status == 204 && got.body_bytes == 0 && !got.headers, "stays empty");
}

static void
test_forget(void)
{
	struct idempotency_key first = key_of("f"), second = key_of("f");
	struct idempotent_answer got;

	idempotency_claim(db, a, &first, &got);
	is_int(idempotency_forget(db, a, &first), DB_OK, "nothing was done");
	second.body_hash[0] = 9;
	is_int(idempotency_claim(other, a, &second, &got), IDEMPOTENT_FIRST, "any body may come");
}

static void
test_dead(void)
{
	struct idempotency_key first = key_of("d"), second = key_of("d"), changed = key_of("d");
	struct idempotent_answer given = { .status = 201, .body = "late", .body_bytes = 4 }, got;

	clock_set(NOW);
	idempotency_claim(db, a, &first, &got);
	clock_set(NOW + IDEMPOTENCY_UNDER_WAY_MS);
	is_int(idempotency_claim(other, a, &second, &got), IDEMPOTENT_UNDER_WAY, "60 s are waited");
	clock_set(NOW + IDEMPOTENCY_UNDER_WAY_MS + 1);
	changed.body_hash[0] = 9;
	is_int(idempotency_claim(other, a, &changed, &got), IDEMPOTENT_OTHER_BODY, "by others too");
	is_int(idempotency_claim(other, a, &second, &got), IDEMPOTENT_FIRST, "then it was dead");
	is_int(idempotency_answer(db, a, &first, &given), DB_NONE, "and may not answer");
	is_int(idempotency_forget(db, a, &first), DB_NONE, "nor forget");
	is_int(idempotency_answer(other, a, &second, &given), DB_OK, "what is another's now");
}

static void
test_day(void)
{
	struct idempotency_key first = key_of("24h"), second = key_of("24h");
	struct idempotent_answer given = { .status = 201, .body = "old", .body_bytes = 3 }, got;

	clock_set(NOW);
	idempotency_claim(db, a, &first, &got);
	idempotency_answer(db, a, &first, &given);
	clock_set(NOW + IDEMPOTENCY_KEPT_MS);
	is_int(idempotency_claim(db, a, &second, &got), IDEMPOTENT_REPEAT, "for 24 h");
	clock_set(NOW + IDEMPOTENCY_KEPT_MS + 1);
	second.body_hash[0] = 9;
	is_int(idempotency_claim(db, a, &second, &got), IDEMPOTENT_FIRST, "then any body is new");
	is_int(idempotency_claim(other, a, &first, &got), IDEMPOTENT_OTHER_BODY,
	    "and the old is not");

	must(db, "DELETE FROM idempotency_keys");
	must(db, "INSERT INTO idempotency_keys "
	    "(user_id, idempotency_key, path, body_hash, created_at) "
	    "SELECT 1, seq, '/', 'x', '2020-01-01' FROM seq_1_to_2500");
	clock_set(NOW + 1000);
	first = key_of("young");
	idempotency_claim(db, a, &first, &got);
	clock_set(NOW + IDEMPOTENCY_KEPT_MS + 2);
	is_int(idempotency_purge(db, a), DB_OK, "old ones are purged");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM idempotency_keys"), 1, "young ones are not");
	clock_set(0);
}

static int64_t round_at_ms;

static int
claim_one(int n)
{
	struct db *own = test_db();
	struct idempotency_key key = key_of("race");
	struct idempotent_answer got;

	clock_set(round_at_ms + n % 2);
	return (int)idempotency_claim(own, a, &key, &got);
}

static void
test_race(void)
{
	/* A new key, one whose first request died, and one that is a day old. */
	static const int64_t later_ms[] = { 0, 2 * IDEMPOTENCY_UNDER_WAY_MS,
	    2 * IDEMPOTENCY_KEPT_MS };

	round_at_ms = NOW;
	must(db, "DELETE FROM idempotency_keys");
	for (size_t i = 0; i < sizeof later_ms / sizeof later_ms[0]; i++) {
		struct tally gave;

		round_at_ms += later_ms[i];
		gave = test_at_once(8, claim_one);
		is_int(gave.of[IDEMPOTENT_FIRST], 1, "one of eight, round %zu",
		    i);
		is_int(gave.of[IDEMPOTENT_UNDER_WAY], 7, "is the first");
	}
}

static void
test_away(void)
{
	struct config nowhere = test_config;
	struct idempotency_key key = key_of("away");
	struct idempotent_answer got;
	struct db *lost;

	nowhere.db_socket = "/nonexistent/socket";
	lost = db_new(&nowhere);
	is_int(idempotency_claim(lost, a, &key, &got), IDEMPOTENT_AWAY, "no database, no promise");
	db_free(lost);
}

int
main(void)
{
	a = arena_new(32 << 20);
	db = test_db_with_schema(a);
	other = test_db();
	test_repeat();
	test_forget();
	test_dead();
	test_day();
	test_race();
	test_away();
	db_free(other);
	db_free(db);
	arena_free(a);
	return done_testing();
}

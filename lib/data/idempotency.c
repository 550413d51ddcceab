/* Idempotency keys. See idempotency.h. */
#include "data/idempotency.h"

#include "core/clock.h"

enum { TRIES_MAX = 5 };		/* of a claim: each one more means that somebody else came first */

static enum db_result
insert(struct db *db, struct arena *a, const struct idempotency_key *key)
{
	return db_write(db,
	    "INSERT INTO idempotency_keys (user_id, idempotency_key, path, body_hash, created_at) "
	    "VALUES (?, ?, ?, ?, ?)",
	    DB_VALUES(db_int(key->user_id), db_text(key->key), db_text(key->path),
	    db_bytes(key->body_hash, sizeof key->body_hash), db_time(a, key->claimed_at_ms)));
}

static enum db_result
find(struct db *db, struct arena *a, const struct idempotency_key *key, struct db_row *row)
{
	return db_read_one(db, a, row,
	    "SELECT body_hash, status, headers, answer, created_at FROM idempotency_keys "
	    "WHERE user_id = ? AND idempotency_key = ? AND path = ?",
	    DB_VALUES(db_int(key->user_id), db_text(key->key), db_text(key->path)));
}

/* Puts our claim in the place of the one that was made at claimed_at_ms. DB_NONE: it is not there
 * any more. */
static enum db_result
take_over(struct db *db, struct arena *a, const struct idempotency_key *key, int64_t claimed_at_ms)
{
	return db_write(db,
	    "UPDATE idempotency_keys SET body_hash = ?, status = NULL, headers = NULL, "
	    "answer = NULL, created_at = ? "
	    "WHERE user_id = ? AND idempotency_key = ? AND path = ? AND created_at = ?",
	    DB_VALUES(db_bytes(key->body_hash, sizeof key->body_hash),
	    db_time(a, key->claimed_at_ms), db_int(key->user_id), db_text(key->key),
	    db_text(key->path), db_time(a, claimed_at_ms)));
}

static bool
same_body(struct db_row row, const struct idempotency_key *key)
{
	size_t bytes;
	const char *hash = row_bytes(row, "body_hash", &bytes);

	return bytes == sizeof key->body_hash && memcmp(hash, key->body_hash, bytes) == 0;
}

/* What a row that is there says; IDEMPOTENT_FIRST: its claim is too old to count. */
static enum idempotent
judge(struct db_row row, const struct idempotency_key *key, struct idempotent_answer *answer)
{
	int64_t age_ms = key->claimed_at_ms - row_time(row, "created_at");

	if (age_ms > IDEMPOTENCY_KEPT_MS)
		return IDEMPOTENT_FIRST;
	if (!same_body(row, key))
		return IDEMPOTENT_OTHER_BODY;
	if (row_is_null(row, "status"))
		return age_ms > IDEMPOTENCY_UNDER_WAY_MS ? IDEMPOTENT_FIRST : IDEMPOTENT_UNDER_WAY;
	answer->status = (int)row_int(row, "status");
	answer->headers = row_text(row, "headers");
	answer->body = row_bytes(row, "answer", &answer->body_bytes);
	return IDEMPOTENT_REPEAT;
}

enum idempotent
idempotency_claim(struct db *db, struct arena *a, struct idempotency_key *key,
    struct idempotent_answer *answer)
{
	key->claimed_at_ms = clock_now_ms();
	for (int tries = 0; tries < TRIES_MAX; tries++) {
		enum db_result result = insert(db, a, key);
		enum idempotent verdict;
		struct db_row row;

		if (result == DB_OK)
			return IDEMPOTENT_FIRST;
		if (result != DB_DUPLICATE)
			return IDEMPOTENT_AWAY;
		result = find(db, a, key, &row);
		if (result == DB_NONE)		/* forgotten meanwhile */
			continue;
		if (result != DB_OK)
			return IDEMPOTENT_AWAY;
		verdict = judge(row, key, answer);
		if (verdict != IDEMPOTENT_FIRST)
			return verdict;
		result = take_over(db, a, key, row_time(row, "created_at"));
		if (result == DB_OK)
			return IDEMPOTENT_FIRST;
		if (result != DB_NONE)
			return IDEMPOTENT_AWAY;
	}
	return IDEMPOTENT_AWAY;
}

enum db_result
idempotency_answer(struct db *db, struct arena *a, const struct idempotency_key *key,
    const struct idempotent_answer *answer)
{
	return db_write(db,
	    "UPDATE idempotency_keys SET status = ?, headers = ?, answer = ? "
	    "WHERE user_id = ? AND idempotency_key = ? AND path = ? AND created_at = ? "
	    "AND status IS NULL",
	    DB_VALUES(db_int(answer->status), db_text(answer->headers),
	    db_bytes(answer->body, answer->body_bytes), db_int(key->user_id), db_text(key->key),
	    db_text(key->path), db_time(a, key->claimed_at_ms)));
}

enum db_result
idempotency_forget(struct db *db, struct arena *a, const struct idempotency_key *key)
{
	return db_write(db,
	    "DELETE FROM idempotency_keys WHERE user_id = ? AND idempotency_key = ? AND path = ? "
	    "AND created_at = ? AND status IS NULL",
	    DB_VALUES(db_int(key->user_id), db_text(key->key), db_text(key->path),
	    db_time(a, key->claimed_at_ms)));
}

enum db_result
idempotency_purge(struct db *db, struct arena *a)
{
	enum { ROWS = 1000 };		/* a statement, so that nobody waits long */
	struct db_value before = db_time(a, clock_now_ms() - IDEMPOTENCY_KEPT_MS);
	enum db_result result;

	do {
		result = db_write(db,
		    "DELETE FROM idempotency_keys WHERE created_at < ? LIMIT 1000", &before, 1);
	} while (result == DB_OK && db_affected(db) == ROWS);
	return result == DB_NONE ? DB_OK : result;
}

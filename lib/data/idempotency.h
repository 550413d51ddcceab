/*
 * Idempotency-Key: a request that is repeated with the same key, user, path and body within 24 h
 * gets the first one's answer again.
 */
#ifndef DATA_IDEMPOTENCY_H
#define DATA_IDEMPOTENCY_H

#include <stddef.h>
#include <stdint.h>

#include "data/db.h"

enum {
	IDEMPOTENCY_KEY_MAX = 190,			/* printable ASCII */
	IDEMPOTENCY_PATH_MAX = 255,
	IDEMPOTENCY_KEPT_MS = 24 * 60 * 60 * 1000,	/* then the key is free again */
	IDEMPOTENCY_UNDER_WAY_MS = 60 * 1000,		/* then the first request counts as dead */
};

struct idempotency_key {
	int64_t user_id;
	const char *key;
	const char *path;
	unsigned char body_hash[32];			/* SHA-256 */
	int64_t claimed_at_ms;				/* set by a claim: whose it is */
};

struct idempotent_answer {
	int status;
	const char *headers;				/* as given to idempotency_answer */
	const char *body;
	size_t body_bytes;
};

enum idempotent {
	IDEMPOTENT_FIRST,		/* do it, then idempotency_answer or idempotency_forget */
	IDEMPOTENT_REPEAT,		/* give *answer */
	IDEMPOTENT_UNDER_WAY,		/* the first is not answered yet: 409 */
	IDEMPOTENT_OTHER_BODY,		/* 409 */
	IDEMPOTENT_AWAY,		/* the database did not tell: 503, nothing may be done */
};

/* Atomic: of several claims of one key, on any host, one is the first. */
enum idempotent idempotency_claim(struct db *db, struct arena *a, struct idempotency_key *key,
    struct idempotent_answer *answer);

/* Keeps the first request's answer. DB_NONE: the claim was taken over meanwhile. */
enum db_result idempotency_answer(struct db *db, struct arena *a,
    const struct idempotency_key *key, const struct idempotent_answer *answer);

/* Nothing was done (bad input, our own fault): the key is free again. DB_NONE: as above. */
enum db_result idempotency_forget(struct db *db, struct arena *a,
    const struct idempotency_key *key);

/* Drops what is older than IDEMPOTENCY_KEPT_MS. */
enum db_result idempotency_purge(struct db *db, struct arena *a);

#endif

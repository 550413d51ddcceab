/* Passwords: Argon2id by libsodium at its "interactive" cost (64 MiB, some 50 ms). */
#ifndef GUARD_PASSWORD_H
#define GUARD_PASSWORD_H

#include <stdbool.h>

#include "core/arena.h"

enum { PASSWORD_MIN = 12, PASSWORD_MAX = 200 };	/* characters */

/* The hash with its salt and parameters, as text. NULL when memory for it is missing. */
const char *password_hash(struct arena *a, const char *password);

/* Costs the same whether or not the account exists: pass NULL as hash for one that does not (the answer is false). */
bool password_verify(const char *hash, const char *password);

/* 128 random bits as 26 characters of base32: ids of logins and sessions. */
const char *random_id(struct arena *a);

#endif

/* JSON Web Tokens, HS256 alone (RFC 7519, RFC 7515). The algorithm is pinned: a token that names another is refused. */
#ifndef GUARD_TOKEN_H
#define GUARD_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "guard/role.h"

struct token {
	struct user_claim user;		/* sub, role, clinicId */
	const char *login_id;		/* jti: the row in logins, which may be revoked */
	int64_t issued_at_ms;		/* iat and nbf, whole seconds */
	int64_t expires_at_ms;		/* exp */
};

const char *token_make(struct arena *a, const char *secret, const struct token *token);

/* True only for a token that we signed, with exp in the future and nbf not (30 s of leeway for nbf), and every claim present and
 * of its type. Constant time in the signature, which is checked before anything is parsed. */
bool token_read(struct arena *a, const char *secret, const char *text, int64_t now_ms, struct token *token);

#endif

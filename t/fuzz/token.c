/*
 * JSON Web Tokens: none that we did not sign, and of those that are signed none whose claims are
 * not what they have to be. An input is a token, or, for the second part, its header and claims.
 */
#include "guard/token.h"

#include "../lib/fuzz.h"
#include "core/encode.h"
#include "guard/hmac.h"

const char *const fuzz_words[] = {
	".", "..", "=", "\n", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "eyJhbGciOiJub25lIn0", "none",
	"HS256", "\"crit\":[]", "\"alg\":", "\"sub\":", "\"jti\":", "\"role\":", "\"clinicId\":",
	"\"exp\":", "\"nbf\":", "\"iat\":", "null", "0", "-1", "1e9", "9223372036854775807",
	"253402300800", "\"admin\"", "\"assistant\"", "\\u0000", "\"1\"", NULL
};

static const char secret[] = "0123456789abcdef0123456789abcdef";
static const int64_t now_ms = INT64_C(1795248052123);

/* Bytes that we never signed are no token. */
static void
must_be_refused(struct arena *a, const char *text)
{
	struct token token;

	must(!token_read(a, secret, text, now_ms, &token));
	must(!token_read(a, "", text, now_ms, &token));
}

/* A header and claims of anybody's making, but sealed with our secret. */
static const char *
seal(struct arena *a, const char *header, size_t header_bytes, const void *claims, size_t n)
{
	const char *parts = arena_printf(a, "%s.%s", base64url_encode(a, header, header_bytes),
	    base64url_encode(a, claims, n));
	unsigned char mac[HMAC_BYTES_MAX];

	hmac_start(HMAC_SHA256, secret, strlen(secret));
	hmac_add(HMAC_SHA256, parts, strlen(parts));
	return arena_printf(a, "%s.%s", parts,
	    base64url_encode(a, mac, hmac_end(HMAC_SHA256, mac)));
}

static void
must_be_sound(struct arena *a, const char *text)
{
	char *spoilt = arena_string(a, text);
	struct token token;

	if (!token_read(a, secret, text, now_ms, &token))
		return;
	/* Sound in everything but the seal. */
	spoilt[strlen(text) - 2] ^= 1;
	must_be_refused(a, spoilt);
	must_be_refused(a, arena_copy(a, text, (size_t)(strrchr(text, '.') + 1 - text)));
	must(token.user.user_id > 0 && token.user.clinic_id >= 0);
	must((token.user.role == ROLE_ADMIN) == (token.user.clinic_id == 0));
	must(token.user.role != ROLE_NONE && !text_is_blank(token.login_id));
	must(token.expires_at_ms > now_ms);
	must(!token_read(a, secret, text, token.expires_at_ms, &token));
	/* What we make of the same claims is a token too. */
	must(token_read(a, secret, token_make(a, secret, &token), now_ms, &token) ||
	    token.issued_at_ms > now_ms);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	size_t header_bytes;
	const char *header;

	must_be_refused(a, arena_copy(a, (const char *)data, size));
	header = fuzz_take(a, &data, &size, '\n', &header_bytes);
	must_be_sound(a, seal(a, header, header_bytes, data, size));
	return 0;
}

/* JSON Web Tokens: ours are read back, and every other spelling, algorithm and time is refused. */
#include "guard/token.h"

#include "core/encode.h"
#include "core/text.h"
#include "guard/hmac.h"
#include "../lib/tap.h"

static const char SECRET[] = "a secret of at least thirty-two bytes";
static const int64_t NOW = INT64_C(1790000000000);

/* What token_make writes for `plain`, before any change. */
static const char HEADER[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
static const char CLAIMS[] =
	"{\"sub\":\"42\",\"jti\":\"abc\",\"role\":\"customer\",\"clinicId\":7,"
	"\"iat\":1790000000,\"nbf\":1790000000,\"exp\":1790043200}";

static struct arena *a;

static struct token
plain(void)
{
	return (struct token){
		.user = { 42, ROLE_CUSTOMER, 7 },
		.login_id = "abc",
		.issued_at_ms = NOW,
		.expires_at_ms = NOW + 12 * 3600 * 1000,
	};
}

static const char *
encoded(const char *text)
{
	return base64url_encode(a, text, strlen(text));
}

/* Any two texts, as they are, with the signature that belongs to them. */
static const char *
signed_parts(const char *secret, const char *header, const char *claims)
{
	const char *parts = arena_printf(a, "%s.%s", header, claims);
	unsigned char mac[HMAC_BYTES_MAX];
	size_t n;

	hmac_start(HMAC_SHA256, secret, strlen(secret));
	hmac_add(HMAC_SHA256, parts, strlen(parts));
	n = hmac_end(HMAC_SHA256, mac);
	return arena_printf(a, "%s.%s", parts, base64url_encode(a, mac, n));
}

static const char *
forged(const char *header, const char *claims)
{
	return signed_parts(SECRET, encoded(header), encoded(claims));
}

static bool
reads(const char *text)
{
	struct token token;

	return token_read(a, SECRET, text, NOW, &token);
}

/* CLAIMS with one piece in place of another. */
static bool
reads_claims(const char *piece, const char *other)
{
	const char *at = strstr(CLAIMS, piece);

	if (!at)
		bail_out("no %s in the claims", piece);
	return reads(forged(HEADER, arena_printf(a, "%.*s%s%s", (int)(at - CLAIMS), CLAIMS, other,
	    at + strlen(piece))));
}

/* RFC 7515, appendix A.1: the key and the parts, which hold other claims than ours. */
static void
test_rfc(void)
{
	static const char parts[] =
		"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
		".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQog"
		"Imh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
	static const char key64[] =
		"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T"
		"-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
	unsigned char mac[HMAC_BYTES_MAX];
	void *key;
	size_t n;

	ok(base64url_decode(a, key64, strlen(key64), &key, &n), "the key of RFC 7515 A.1");
	hmac_start(HMAC_SHA256, key, n);
	hmac_add(HMAC_SHA256, parts, strlen(parts));
	n = hmac_end(HMAC_SHA256, mac);
	is_text(base64url_encode(a, mac, n), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
	    "the signature of RFC 7515 A.1");
}

static void
test_ours(void)
{
	struct token token = plain(), got;
	const char *text = token_make(a, SECRET, &token);

	is_text(text, forged(HEADER, CLAIMS), "a token as it is written");
	ok(token_read(a, SECRET, text, NOW, &got), "is read back");
	is_int(got.user.user_id, 42, "user");
	is_int(got.user.role, ROLE_CUSTOMER, "role");
	is_int(got.user.clinic_id, 7, "clinic");
	is_text(got.login_id, "abc", "login");
	is_int(got.issued_at_ms, NOW, "issued at");
	is_int(got.expires_at_ms, NOW + 12 * 3600 * 1000, "expires at");

	token.user = (struct user_claim){ 1, ROLE_ADMIN, 0 };
	ok(token_read(a, SECRET, token_make(a, SECRET, &token), NOW, &got) &&
	    got.user.role == ROLE_ADMIN && got.user.clinic_id == 0, "an admin has no clinic");
}

static void
test_secrets(void)
{
	struct token token = plain(), got;
	const char *text = token_make(a, SECRET, &token);

	ok(!token_read(a, "another secret", text, NOW, &got), "another secret");
	ok(!token_read(a, "", token_make(a, "", &token), NOW, &got), "no secret signs nothing");
}

static void
test_times(void)
{
	struct token token = plain(), got;
	const char *text = token_make(a, SECRET, &token);

	ok(token_read(a, SECRET, text, token.expires_at_ms - 1, &got), "up to its end");
	ok(!token_read(a, SECRET, text, token.expires_at_ms, &got), "not from its end on");
	ok(!token_read(a, SECRET, text, token.expires_at_ms + 30000, &got), "without leeway");
	ok(token_read(a, SECRET, text, NOW - 30000, &got), "30 s before its beginning");
	ok(!token_read(a, SECRET, text, NOW - 30001, &got), "not earlier");
	ok(!reads_claims("\"nbf\":1790000000", "\"nbf\":1790000031"), "nbf counts by itself");
	ok(!reads_claims("\"exp\":1790043200", "\"exp\":9223372036854775807"), "no endless time");
	ok(!reads_claims("\"exp\":1790043200", "\"exp\":99999999999999999999"), "nor a longer one");
	ok(!reads_claims("\"exp\":1790043200", "\"exp\":-1"), "nor one before all times");
}

static void
test_headers(void)
{
	static const char *const bad[] = {
		"{\"alg\":\"none\",\"typ\":\"JWT\"}",
		"{\"alg\":\"None\"}",
		"{\"alg\":\"hs256\"}",
		"{\"alg\":\"HS384\"}",
		"{\"alg\":\"HS512\"}",
		"{\"alg\":\"RS256\"}",
		"{\"alg\":\"ES256\"}",
		"{\"alg\":\"\"}",
		"{\"alg\":null}",
		"{\"alg\":[\"HS256\"]}",
		"{\"alg\":\"HS256\",\"alg\":\"none\"}",
		"{\"alg\":\"HS256\\u0000\"} ",
		"{\"typ\":\"JWT\"}",
		"{\"alg\":\"HS256\",\"typ\":\"JOSE\"}",
		"{\"alg\":\"HS256\",\"typ\":1}",
		"{\"alg\":\"HS256\",\"typ\":null}",
		"{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
		"{\"alg\":\"HS256\",\"crit\":null}",
		"{\"alg\":\"HS256\"",
		"[\"HS256\"]",
		"\"HS256\"",
		"",
	};

	ok(reads(forged("{\"alg\":\"HS256\"}", CLAIMS)), "typ may be left out");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ok(!reads(forged(bad[i], CLAIMS)), "header %s", bad[i]);
	ok(!reads(arena_printf(a, "%s.%s.", encoded("{\"alg\":\"none\"}"), encoded(CLAIMS))),
	    "alg none without a signature");
}

static void
test_claims(void)
{
	static const struct { const char *piece, *other; } bad[] = {
		{ "\"sub\":\"42\",", "" },
		{ "\"sub\":\"42\"", "\"sub\":42" },
		{ "\"sub\":\"42\"", "\"sub\":\"0\"" },
		{ "\"sub\":\"42\"", "\"sub\":\"-1\"" },
		{ "\"sub\":\"42\"", "\"sub\":\"42x\"" },
		{ "\"sub\":\"42\"", "\"sub\":\"99999999999999999999\"" },
		{ "\"jti\":\"abc\",", "" },
		{ "\"jti\":\"abc\"", "\"jti\":\"\"" },
		{ "\"jti\":\"abc\"", "\"jti\":7" },
		{ "\"role\":\"customer\",", "" },
		{ "\"role\":\"customer\"", "\"role\":\"none\"" },
		{ "\"role\":\"customer\"", "\"role\":\"owner\"" },
		{ "\"role\":\"customer\"", "\"role\":3" },
		{ "\"role\":\"customer\"", "\"role\":\"admin\"" },
		{ "\"clinicId\":7,", "" },
		{ "\"clinicId\":7", "\"clinicId\":null" },
		{ "\"clinicId\":7", "\"clinicId\":0" },
		{ "\"clinicId\":7", "\"clinicId\":-7" },
		{ "\"clinicId\":7", "\"clinicId\":\"7\"" },
		{ "\"iat\":1790000000,", "" },
		{ "\"iat\":1790000000", "\"iat\":\"1790000000\"" },
		{ "\"nbf\":1790000000,", "" },
		{ "\"nbf\":1790000000", "\"nbf\":null" },
		{ ",\"exp\":1790043200", "" },
		{ "\"exp\":1790043200", "\"exp\":1790043200.5" },
		{ "\"exp\":1790043200", "\"exp\":true" },
		{ "\"exp\":1790043200", "\"exp\":1790043200,\"exp\":1990043200" },
	};

	ok(reads_claims("\"exp\"", "\"new\":{},\"exp\""), "a further claim does no harm");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ok(!reads_claims(bad[i].piece, bad[i].other), "%s in place of %s",
		    *bad[i].other ? bad[i].other : "nothing", bad[i].piece);
	ok(!reads(forged(HEADER, "{}")), "no claims");
	ok(!reads(forged(HEADER, "[]")), "claims that are no object");
	ok(!reads(forged(HEADER, "")), "claims that are nothing");
}

/* Wherever a token is cut, or one character is another. */
static void
test_spelling(void)
{
	struct token token = plain();
	const char *text = token_make(a, SECRET, &token), *last = strrchr(text, '.');
	size_t length = strlen(text);
	int cut = 0, changed = 0;
	char *other;

	for (size_t i = 0; i < length; i++) {
		cut += reads(arena_copy(a, text, i));
		other = arena_string(a, text);
		other[i] = other[i] == 'A' ? 'B' : 'A';
		changed += reads(other);
	}
	is_int(cut, 0, "cut anywhere");
	is_int(changed, 0, "changed anywhere");
	ok(!reads(arena_printf(a, "%s=", text)), "padding");
	ok(!reads(arena_printf(a, "%s.", text)), "a fourth part");
	ok(!reads(arena_printf(a, " %s", text)), "a space before it");
	ok(!reads(arena_printf(a, "%s\n", text)), "a newline after it");
	ok(!reads(""), "nothing");
	ok(!reads(".."), "three parts of nothing");
	ok(!reads("abc"), "one part");

	/* 43 letters hold 258 bits for 256: the last one has other spellings. */
	other = arena_string(a, text);
	other[length - 1] = (char)(other[length - 1] + 1);
	ok(!reads(other), "another spelling of the same signature");
	ok(!reads(signed_parts(SECRET, arena_printf(a, "%s=", encoded("{\"alg\":\"HS256\"} ")),
	    encoded(CLAIMS))), "a header with padding");
	ok(!reads(signed_parts(SECRET, "eyJhbGciOiJIUzI1NiJ+", encoded(CLAIMS))), "not base64url");
	ok(!reads(arena_printf(a, "%.*s", (int)(last - text), text)), "no signature");
	ok(!reads(arena_printf(a, "%.*s.", (int)(last - text), text)), "an empty signature");

	other = arena_printf(a, "%s%8000s", CLAIMS, "");
	ok(!reads(forged(HEADER, other)), "longer than any of ours");
}

int
main(void)
{
	a = arena_new(16 << 20);
	test_rfc();
	test_ours();
	test_secrets();
	test_times();
	test_headers();
	test_claims();
	test_spelling();
	arena_free(a);
	return done_testing();
}

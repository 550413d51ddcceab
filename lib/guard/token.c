/* JSON Web Tokens, HS256 alone. See token.h. */
#include "guard/token.h"

#include "core/encode.h"
#include "core/json.h"
#include "core/text.h"
#include "guard/hmac.h"

enum {
	TOKEN_BYTES_MAX = 4096,
	NOT_BEFORE_LEEWAY_MS = 30 * 1000,	/* clocks of several hosts */
};

static const int64_t SECONDS_MAX = INT64_C(253402300799);	/* the last of the year 9999 */

/* RFC 7515, section 3: base64url of the HMAC over the two parts as they are written. */
static const char *
sign(struct arena *a, const char *secret, const char *parts, size_t n)
{
	unsigned char mac[HMAC_BYTES_MAX];
	size_t mac_bytes;

	hmac_start(HMAC_SHA256, secret, strlen(secret));
	hmac_add(HMAC_SHA256, parts, n);
	mac_bytes = hmac_end(HMAC_SHA256, mac);
	return base64url_encode(a, mac, mac_bytes);
}

static const char *
encode(struct arena *a, struct json_object *o)
{
	const char *json = json_text(a, o);

	return base64url_encode(a, json, strlen(json));
}

const char *
token_make(struct arena *a, const char *secret, const struct token *token)
{
	struct json_object *header = json_object_in(a), *claims = json_object_in(a);
	const char *parts;

	json_put_text(header, "alg", "HS256");
	json_put_text(header, "typ", "JWT");
	/* A subject is a text (RFC 7519, section 4.1.2). */
	json_put_text(claims, "sub", arena_printf(a, "%lld", (long long)token->user.user_id));
	json_put_text(claims, "jti", token->login_id);
	json_put_text(claims, "role", role_name(token->user.role));
	json_put_id(claims, "clinicId", token->user.clinic_id);
	json_put_int(claims, "iat", token->issued_at_ms / 1000);
	json_put_int(claims, "nbf", token->issued_at_ms / 1000);
	json_put_int(claims, "exp", token->expires_at_ms / 1000);
	parts = arena_printf(a, "%s.%s", encode(a, header), encode(a, claims));
	return arena_printf(a, "%s.%s", parts, sign(a, secret, parts, strlen(parts)));
}

/* One part, [from, end), as an object. */
static bool
decode(struct arena *a, const char *from, const char *end, struct json_object **o)
{
	const char *why;
	void *json;
	size_t n;

	return base64url_decode(a, from, (size_t)(end - from), &json, &n) &&
	    json_parse(a, json, n, o, &why) && json_object_is_type(*o, json_type_object);
}

/* Exactly this text: one that goes on behind a NUL is another. */
static bool
member_is(struct json_object *o, const char *name, const char *want)
{
	struct json_object *value = json_get(o, name);

	return text_same(json_get_text(o, name), want) &&
	    (size_t)json_object_get_string_len(value) == strlen(want);
}

static bool
header_is_ours(struct json_object *header)
{
	/* An extension marked critical must be understood (RFC 7515, 4.1.11): we know none. */
	return member_is(header, "alg", "HS256") &&
	    (!json_object_object_get_ex(header, "typ", NULL) || member_is(header, "typ", "JWT")) &&
	    !json_object_object_get_ex(header, "crit", NULL);
}

/* Seconds since 1970 in a claim of that name, in milliseconds. */
static bool
read_time(struct json_object *claims, const char *name, int64_t *ms)
{
	int64_t seconds = json_get_int(claims, name, -1);

	if (seconds < 0 || seconds > SECONDS_MAX)
		return false;
	*ms = seconds * 1000;
	return true;
}

static bool
read_clinic(struct json_object *claims, int64_t *clinic_id)
{
	struct json_object *clinic;

	if (!json_object_object_get_ex(claims, "clinicId", &clinic))
		return false;
	*clinic_id = json_get_int(claims, "clinicId", 0);
	return clinic ? *clinic_id > 0 : true;
}

bool
token_read(struct arena *a, const char *secret, const char *text, int64_t now_ms,
    struct token *token)
{
	const char *dot, *last, *ours;
	struct json_object *header, *claims;
	int64_t not_before_ms;

	/* An unset secret would let anybody sign. */
	if (!*secret || strlen(text) > TOKEN_BYTES_MAX)
		return false;
	dot = strchr(text, '.');
	last = dot ? strchr(dot + 1, '.') : NULL;
	if (!last)
		return false;
	ours = sign(a, secret, text, (size_t)(last - text));
	if (!same_in_constant_time(ours, strlen(ours), last + 1, strlen(last + 1)))
		return false;
	if (!decode(a, text, dot, &header) || !header_is_ours(header) ||
	    !decode(a, dot + 1, last, &claims))
		return false;

	*token = (struct token){ .login_id = json_get_text(claims, "jti") };
	if (!number_parse(json_get_text(claims, "sub"), 1, INT64_MAX, &token->user.user_id) ||
	    text_is_blank(token->login_id) ||
	    !role_parse(json_get_text(claims, "role"), &token->user.role) ||
	    !read_clinic(claims, &token->user.clinic_id) ||
	    !read_time(claims, "iat", &token->issued_at_ms) ||
	    !read_time(claims, "nbf", &not_before_ms) ||
	    !read_time(claims, "exp", &token->expires_at_ms))
		return false;
	/* An admin belongs to no clinic, and anybody else to one. */
	if ((token->user.role == ROLE_ADMIN) != (token->user.clinic_id == 0))
		return false;
	return now_ms < token->expires_at_ms && not_before_ms <= now_ms + NOT_BEFORE_LEEWAY_MS;
}

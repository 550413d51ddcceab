/* X-Twilio-Signature. See signature.h. */
#include "guard/signature.h"

#include <openssl/evp.h>

#include "core/encode.h"
#include "core/log.h"
#include "core/text.h"
#include "guard/hmac.h"

/* --- what is signed --------------------------------------------------------------------------- */

/* Bytewise, a shorter text before a longer one that begins with it. */
static int
compare_bytes(const char *a, size_t a_bytes, const char *b, size_t b_bytes)
{
	size_t both = a_bytes < b_bytes ? a_bytes : b_bytes;
	int order = both ? memcmp(a, b, both) : 0;

	return order ? order : (a_bytes > b_bytes) - (a_bytes < b_bytes);
}

static int
compare_fields(const void *x, const void *y)
{
	const struct field *a = x, *b = y;
	int order = compare_bytes(a->name, a->name_length, b->name, b->name_length);

	return order ? order :
	    compare_bytes(a->value, a->value_length, b->value, b->value_length);
}

/* Names and values without anything between: sorted by name, a repeated name's values sorted and
 * each taken once. */
static struct text
fields_text(struct arena *a, const struct form *form)
{
	struct text t = text_new(a);
	struct field *sorted;

	if (!form || !form->count)
		return t;
	sorted = arena_array(a, form->count, sizeof *sorted);
	for (size_t i = 0; i < form->count; i++)
		sorted[i] = form->fields[i];
	qsort(sorted, form->count, sizeof *sorted, compare_fields);
	for (size_t i = 0; i < form->count; i++) {
		if (i && compare_fields(&sorted[i - 1], &sorted[i]) == 0)
			continue;
		text_put(&t, sorted[i].name, sorted[i].name_length);
		text_put(&t, sorted[i].value, sorted[i].value_length);
	}
	return t;
}

/* The signature of base, port, target and fields, one after another. */
static const char *
sign(struct arena *a, const char *token, const char *base, size_t base_bytes, const char *port,
    const char *target, const struct text *fields)
{
	unsigned char mac[HMAC_BYTES_MAX];
	size_t n;

	hmac_start(HMAC_SHA1, token, strlen(token));
	hmac_add(HMAC_SHA1, base, base_bytes);
	hmac_add(HMAC_SHA1, port, strlen(port));
	hmac_add(HMAC_SHA1, target, strlen(target));
	hmac_add(HMAC_SHA1, fields->data, fields->length);
	n = hmac_end(HMAC_SHA1, mac);
	return base64_encode(a, mac, n);
}

const char *
signature_make(struct arena *a, const char *token, const char *url, const struct form *form)
{
	struct text fields = fields_text(a, form);

	return sign(a, token, url, strlen(url), "", "", &fields);
}

/* --- PUBLIC_URL ------------------------------------------------------------------------------- */

/* Where the port begins (":8443"), or the end. An IPv6 address has colons of its own. */
static const char *
find_port(const char *url)
{
	const char *host = strstr(url, "://"), *bracket, *colon;

	host = host ? host + 3 : url;
	bracket = strchr(host, ']');
	colon = strchr(bracket ? bracket : host, ':');
	return colon ? colon : url + strlen(url);
}

/* --- bodySHA256 ------------------------------------------------------------------------------- */

/* How many parameters of that name the raw query has; *value is the last one's. */
static int
find_body_hash(const char *target, const char **value, size_t *bytes)
{
	static const char name[] = "bodySHA256=";
	const char *p = strchr(target, '?');
	int count = 0;

	while (p) {
		const char *next = strchr(++p, '&');

		if (text_has_prefix(p, name)) {
			*value = p + sizeof name - 1;
			*bytes = next ? (size_t)(next - *value) : strlen(*value);
			count++;
		}
		p = next;
	}
	return count;
}

static bool
body_has_hash(struct arena *a, const struct signed_request *r, const char *hex, size_t hex_bytes)
{
	static EVP_MD *sha256;
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned n;

	if (!sha256)
		sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (!sha256 || !EVP_Digest(r->body ? r->body : "", r->body_bytes, hash, &n, sha256, NULL)) {
		log_error("libcrypto cannot compute a SHA-256");
		return false;
	}
	return same_in_constant_time(hex_encode(a, hash, n), 2 * n, hex, hex_bytes);
}

/* --- the verdict ------------------------------------------------------------------------------ */

static bool
is_signed(struct arena *a, const struct signed_request *r, const char *token,
    const struct text *fields)
{
	const char *port = find_port(r->public_url);
	const char *ports[] = {
		"",
		*port ? port : text_has_prefix(r->public_url, "http:") ? ":80" : ":443",
	};
	size_t base_bytes = (size_t)(port - r->public_url);

	if (!token || !*token)
		return false;
	for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
		const char *ours = sign(a, token, r->public_url, base_bytes, ports[i], r->target,
		    fields);

		if (same_in_constant_time(ours, strlen(ours), r->signature, strlen(r->signature)))
			return true;
	}
	return false;
}

enum signature_verdict
signature_check(struct arena *a, const struct signed_request *r, const char *token,
    const char *secondary)
{
	const char *hash = NULL;
	size_t hash_bytes = 0;
	int hashes = find_body_hash(r->target, &hash, &hash_bytes);
	struct text fields;

	if (!r->signature || !*r->signature)
		return SIGNATURE_MISSING;
	/* Without its hash in the URL, the signature says nothing of such a body. */
	if (hashes > 1 || (!hashes && !r->form && r->body_bytes))
		return SIGNATURE_BODY;
	/* With it, the body is covered by the hash, and its fields are not signed one by one. */
	fields = fields_text(a, hashes ? NULL : r->form);
	if (!is_signed(a, r, token, &fields) && !is_signed(a, r, secondary, &fields))
		return SIGNATURE_WRONG;
	if (hashes && !body_has_hash(a, r, hash, hash_bytes))
		return SIGNATURE_BODY;
	return SIGNATURE_VALID;
}

const char *
signature_verdict_text(enum signature_verdict verdict)
{
	switch (verdict) {
	case SIGNATURE_VALID:
		return "The signature is right.";
	case SIGNATURE_MISSING:
		return "There is no X-Twilio-Signature header: this is not Twilio, or a proxy "
		    "dropped it.";
	case SIGNATURE_WRONG:
		return "The signature is wrong: the auth token is another one, PUBLIC_URL is not "
		    "the URL that Twilio was given, or a proxy changed the path, the query or the "
		    "body.";
	case SIGNATURE_BODY:
		return "The body is not the one that was signed: its hash is not bodySHA256's in "
		    "the query, or it is no form and the query has no bodySHA256.";
	}
	return "";
}

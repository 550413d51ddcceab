/* The signatures of AI providers. See webhook_signature.h. */
#include "guard/webhook_signature.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "core/text.h"
#include "guard/hmac.h"

enum { HEX_MAX = 2 * HMAC_BYTES_MAX };

/* What lies between two commas, without spaces around it. */
struct item { const char *at; size_t bytes; };

static bool
next_item(const char **p, struct item *item)
{
	if (!*p)
		return false;
	item->at = *p + strspn(*p, " \t");
	item->bytes = strcspn(item->at, ",");
	*p = item->at[item->bytes] ? item->at + item->bytes + 1 : NULL;
	while (item->bytes && strchr(" \t", item->at[item->bytes - 1]))
		item->bytes--;
	return true;
}

static bool
is_named(struct item *item, const char *prefix)
{
	size_t n = strlen(prefix);

	if (item->bytes < n || memcmp(item->at, prefix, n) != 0)
		return false;
	item->at += n;
	item->bytes -= n;
	return true;
}

static bool
are_digits(const struct item *item, size_t min, size_t max)
{
	return item->bytes >= min && item->bytes <= max &&
	    strspn(item->at, "0123456789") >= item->bytes;
}

static int64_t
digits_value(const struct item *item)
{
	int64_t value = 0;

	for (size_t i = 0; i < item->bytes; i++)
		value = value * 10 + (item->at[i] - '0');
	return value;
}

static bool
is_hex(const struct item *item, size_t digits)
{
	return item->bytes == digits &&
	    strspn(item->at, "0123456789abcdefABCDEF") >= item->bytes;
}

/* The code of "TIME.BODY" (time NULL: of the body) in lower-case hex; its length. */
static size_t
mac_hex(enum hmac_digest digest, const char *secret, const struct item *time, const char *body,
    size_t body_bytes, char hex[HEX_MAX])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char mac[HMAC_BYTES_MAX];
	size_t n;

	hmac_start(digest, secret, strlen(secret));
	if (time) {
		hmac_add(digest, time->at, time->bytes);
		hmac_add(digest, ".", 1);
	}
	hmac_add(digest, body, body_bytes);
	n = hmac_end(digest, mac);
	for (size_t i = 0; i < n; i++) {
		hex[2 * i] = digits[mac[i] >> 4];
		hex[2 * i + 1] = digits[mac[i] & 15];
	}
	return 2 * n;
}

/* given is hex, in whatever case. */
static bool
same_hex(const struct item *given, const char *ours, size_t bytes)
{
	char lower[HEX_MAX];

	if (given->bytes != bytes)
		return false;
	for (size_t i = 0; i < bytes; i++)
		lower[i] = (char)(given->at[i] >= 'A' && given->at[i] <= 'F' ?
		    given->at[i] - 'A' + 'a' : given->at[i]);
	return same_in_constant_time(lower, bytes, ours, bytes);
}

static enum webhook_verdict
check_age(int64_t signed_ms, int64_t now_ms)
{
	/* Whole seconds: exactly 30 minutes is fine, whatever the milliseconds of now are. */
	int64_t age_s = now_ms / 1000 - signed_ms / 1000;

	return age_s > WEBHOOK_PAST_S ? WEBHOOK_STALE : age_s < -WEBHOOK_AHEAD_S ? WEBHOOK_AHEAD :
	    WEBHOOK_VALID;
}

enum webhook_verdict
elevenlabs_verify(const char *secret, const char *header, const char *body, size_t body_bytes,
    int64_t now_ms)
{
	struct item item, time = { NULL, 0 };
	int times = 0, codes = 0;
	bool right = false;
	char ours[HEX_MAX];
	size_t bytes;

	if (!secret || !*secret)
		return WEBHOOK_OFF;
	if (!header || !*header)
		return WEBHOOK_MISSING;
	for (const char *p = header; next_item(&p, &item);) {
		if (is_named(&item, "t=")) {
			time = item;
			times++;
		} else if (is_named(&item, "v0=")) {
			if (!is_hex(&item, 2 * HMAC_SHA256_BYTES))
				return WEBHOOK_MALFORMED;
			codes++;
		}
	}
	if (times != 1 || !codes || !are_digits(&time, 1, 12))
		return WEBHOOK_MALFORMED;
	bytes = mac_hex(HMAC_SHA256, secret, &time, body, body_bytes, ours);
	for (const char *p = header; next_item(&p, &item);)
		if (is_named(&item, "v0="))
			right |= same_hex(&item, ours, bytes);
	return right ? check_age(digits_value(&time) * 1000, now_ms) : WEBHOOK_WRONG;
}

/* --- Vapi ------------------------------------------------------------------------------------ */

static bool
is_secret(const char *secret, const char *given)
{
	return same_in_constant_time(secret, strlen(secret), given, strlen(given));
}

static enum webhook_verdict
check_vapi_signature(const char *secret, const struct vapi_headers *h, const char *body,
    size_t body_bytes, int64_t now_ms)
{
	struct item given = { h->signature, strlen(h->signature) };
	struct item time = { h->timestamp, h->timestamp ? strlen(h->timestamp) : 0 };
	bool is_512, is_timed = time.bytes != 0;
	char ours[HEX_MAX];
	size_t bytes;

	if (!is_named(&given, "sha256="))
		(void)is_named(&given, "sha512=");
	is_512 = is_hex(&given, 2 * HMAC_SHA512_BYTES);
	if ((!is_512 && !is_hex(&given, 2 * HMAC_SHA256_BYTES)) ||
	    (is_timed && !are_digits(&time, 10, 10) && !are_digits(&time, 13, 13)))
		return WEBHOOK_MALFORMED;
	/* "TIMESTAMP.BODY" as a body without a timestamp would have the signature of a timed one,
	 * for ever. */
	if (!is_timed && (!body_bytes || *body != '{'))
		return WEBHOOK_WRONG;
	bytes = mac_hex(is_512 ? HMAC_SHA512 : HMAC_SHA256, secret, is_timed ? &time : NULL, body,
	    body_bytes, ours);
	if (!same_hex(&given, ours, bytes))
		return WEBHOOK_WRONG;
	return !is_timed ? WEBHOOK_VALID :
	    check_age(digits_value(&time) * (time.bytes == 10 ? 1000 : 1), now_ms);
}

enum webhook_verdict
vapi_verify(const char *secret, const struct vapi_headers *h, const char *body, size_t body_bytes,
    int64_t now_ms)
{
	enum webhook_verdict verdict = WEBHOOK_MISSING;

	if (!secret || !*secret)
		return WEBHOOK_OFF;
	if (h->secret && *h->secret)
		verdict = is_secret(secret, h->secret) ? WEBHOOK_VALID : WEBHOOK_WRONG;
	if (verdict != WEBHOOK_VALID && h->authorization &&
	    strncasecmp(h->authorization, "Bearer ", 7) == 0)
		verdict = is_secret(secret, h->authorization + 7) ? WEBHOOK_VALID : WEBHOOK_WRONG;
	if (verdict != WEBHOOK_VALID && h->signature && *h->signature)
		verdict = check_vapi_signature(secret, h, body, body_bytes, now_ms);
	return verdict;
}

const char *
webhook_verdict_text(enum webhook_verdict verdict)
{
	switch (verdict) {
	case WEBHOOK_VALID:
		return "It is authentic.";
	case WEBHOOK_OFF:
		return "The provider's webhook secret is not in the settings: none of its webhooks "
		    "can be verified.";
	case WEBHOOK_MISSING:
		return "There is no signature and no secret in its header: this is not the "
		    "provider, its webhook is set to another kind of authentication, or a proxy "
		    "dropped the header.";
	case WEBHOOK_MALFORMED:
		return "The signature in its header is not of the provider's form.";
	case WEBHOOK_STALE:
		return "It was signed more than 30 minutes ago: it is a repetition, or this "
		    "machine's clock is wrong.";
	case WEBHOOK_AHEAD:
		return "It was signed more than 5 minutes in the future: this machine's clock is "
		    "wrong.";
	case WEBHOOK_WRONG:
		return "The signature or the secret is wrong: the webhook secret in the settings "
		    "is another one, or a proxy changed the body.";
	}
	return "";
}

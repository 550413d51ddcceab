/*
 * Are these bytes from an AI provider? ElevenLabs signs the time and the raw body; Vapi sends the
 * secret that it shares with us, or signs with it. Reference: ai-providers.md 1.6 and 2.3
 * (ElevenLabs, "Post-call webhooks", and the SDKs' constructEvent; Vapi, "Server authentication").
 *
 * The body is the bytes of the wire, before anything is understood of them. Without a secret nobody
 * is let in. All comparisons take constant time.
 */
#ifndef GUARD_WEBHOOK_SIGNATURE_H
#define GUARD_WEBHOOK_SIGNATURE_H

#include <stddef.h>
#include <stdint.h>

/* How old a signature may be, and how far ahead the sender's clock. */
enum { WEBHOOK_PAST_S = 30 * 60, WEBHOOK_AHEAD_S = 5 * 60 };

enum webhook_verdict {
	WEBHOOK_VALID,
	WEBHOOK_OFF,			/* no secret in the settings */
	WEBHOOK_MISSING,		/* nothing that could prove it */
	WEBHOOK_MALFORMED,		/* a signature header that is none */
	WEBHOOK_STALE, WEBHOOK_AHEAD,	/* signed too long ago, or in the future */
	WEBHOOK_WRONG,
};

/* header: ElevenLabs-Signature's value, or NULL: "t=SECONDS,v0=HEX", its items in any order, other
 * ones among them; of several v0 (while the secret is changed) one must be right. */
enum webhook_verdict elevenlabs_verify(const char *secret, const char *header, const char *body,
    size_t body_bytes, int64_t now_ms);

struct vapi_headers {			/* their values, or NULL */
	const char *secret;		/* X-Vapi-Secret */
	const char *authorization;	/* "Bearer SECRET" */
	const char *signature, *timestamp;	/* x-signature, x-timestamp */
};

/* The secret as it is, or HMAC (SHA-256 or SHA-512, in hex, "sha256=" before it or not) of
 * "TIMESTAMP.BODY", in seconds or milliseconds; of the body alone where there is no timestamp. What
 * comes without a timestamp can be sent again by whoever has seen it. */
enum webhook_verdict vapi_verify(const char *secret, const struct vapi_headers *headers,
    const char *body, size_t body_bytes, int64_t now_ms);

/* A sentence for the log; no secrets. */
const char *webhook_verdict_text(enum webhook_verdict verdict);

#endif

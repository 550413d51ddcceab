/*
 * X-Twilio-Signature: is a webhook Twilio's? Reference: twilio.md section 1 (Twilio, "Webhooks security"; the SDKs' validators).
 * The MAC implementation is fetched once per process: fetching it anew was most of a request's instructions.
 */
#ifndef GUARD_SIGNATURE_H
#define GUARD_SIGNATURE_H

#include <stddef.h>

#include "core/arena.h"
#include "core/form.h"

struct signed_request {
	const char *public_url;		/* PUBLIC_URL: https://host[:port] */
	const char *target;		/* path and query exactly as on the wire */
	const struct form *form;	/* the decoded body fields of a form POST; NULL or empty otherwise */
	const char *body;		/* the raw body, for bodySHA256 */
	size_t body_bytes;
	const char *signature;		/* the header, or NULL */
};

enum signature_verdict {
	SIGNATURE_VALID,
	SIGNATURE_MISSING,		/* no header */
	SIGNATURE_WRONG,		/* no token and no port form explains it */
	SIGNATURE_BODY,			/* bodySHA256 is not the body's, or a body that is not a form came without one */
};

/* Tries the primary and the secondary token ("" or NULL: not set) and both port forms: PUBLIC_URL's host without a port, and
 * with its port (443 if it names none). Constant time in the signature. */
enum signature_verdict signature_check(struct arena *a, const struct signed_request *r, const char *token, const char *secondary);

/* The signature of a URL and its fields (form may be NULL): 28 characters of base64. */
const char *signature_make(struct arena *a, const char *token, const char *url, const struct form *form);

/* A sentence for the log that says what a refused request's sender may have got wrong; no secrets. */
const char *signature_verdict_text(enum signature_verdict verdict);

#endif

/* Bytes as text and back: hex, base64 (RFC 4648), percent-encoding (RFC 3986). Results live in the arena. */
#ifndef CORE_ENCODE_H
#define CORE_ENCODE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"

char *hex_encode(struct arena *a, const void *bytes, size_t n);			/* lower case */
char *base64_encode(struct arena *a, const void *bytes, size_t n);		/* with padding */
char *base64url_encode(struct arena *a, const void *bytes, size_t n);		/* without padding */

/* False for anything but the exact unpadded base64url form. */
bool base64url_decode(struct arena *a, const char *s, size_t n, void **bytes, size_t *out_n);

/* Everything but RFC 3986's unreserved characters becomes %XX. */
char *percent_encode(struct arena *a, const char *s);

/* RFC 4648 base32 in lower case, no padding: session ids. */
char *base32_encode(struct arena *a, const void *bytes, size_t n);

#endif

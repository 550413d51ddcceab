/*
 * HMAC (RFC 2104) over OpenSSL, whose implementation is fetched once per process. One message at
 * a time: start, add, end. Where libcrypto itself fails, nobody can be let in: the process says
 * so and ends with status 111.
 */
#ifndef GUARD_HMAC_H
#define GUARD_HMAC_H

#include <stdbool.h>
#include <stddef.h>

enum hmac_digest { HMAC_SHA1, HMAC_SHA256, HMAC_SHA512 };

enum {
	HMAC_SHA1_BYTES = 20, HMAC_SHA256_BYTES = 32, HMAC_SHA512_BYTES = 64,
	HMAC_BYTES_MAX = 64,
};

void hmac_start(enum hmac_digest digest, const char *key, size_t key_bytes);
void hmac_add(enum hmac_digest digest, const char *bytes, size_t n);

/* The code's length in bytes. */
size_t hmac_end(enum hmac_digest digest, unsigned char out[HMAC_BYTES_MAX]);

/* Are two texts the same? Takes as long wherever they differ; their lengths are no secret. */
bool same_in_constant_time(const char *a, size_t a_bytes, const char *b, size_t b_bytes);

#endif

/* HMAC over OpenSSL. See hmac.h. */
#include "guard/hmac.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "core/log.h"

/* One context a digest, which keeps what was fetched; a new key starts it afresh. */
static EVP_MAC_CTX *contexts[3];

static void
must(bool held)
{
	if (held)
		return;
	log_error("libcrypto cannot compute an HMAC");
	exit(111);
}

static EVP_MAC_CTX *
fetch(enum hmac_digest digest)
{
	static char names[][8] = { "SHA1", "SHA256", "SHA512" };
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, names[digest], 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *context = mac ? EVP_MAC_CTX_new(mac) : NULL;

	EVP_MAC_free(mac);	/* the context holds it */
	must(context && EVP_MAC_CTX_set_params(context, params));
	return context;
}

void
hmac_start(enum hmac_digest digest, const char *key, size_t key_bytes)
{
	if (!contexts[digest])
		contexts[digest] = fetch(digest);
	must(EVP_MAC_init(contexts[digest], (const unsigned char *)key, key_bytes, NULL));
}

void
hmac_add(enum hmac_digest digest, const char *bytes, size_t n)
{
	must(EVP_MAC_update(contexts[digest], (const unsigned char *)bytes, n));
}

size_t
hmac_end(enum hmac_digest digest, unsigned char out[HMAC_BYTES_MAX])
{
	size_t n = 0;

	must(EVP_MAC_final(contexts[digest], out, &n, HMAC_BYTES_MAX));
	return n;
}

bool
same_in_constant_time(const char *a, size_t a_bytes, const char *b, size_t b_bytes)
{
	return a_bytes == b_bytes && CRYPTO_memcmp(a, b, a_bytes) == 0;
}

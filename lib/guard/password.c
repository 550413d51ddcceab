/* Passwords by Argon2id, and random ids. See password.h. */
#include "guard/password.h"

#include <sodium.h>

#include "core/encode.h"
#include "core/log.h"

/* Of a random password that nobody has kept: what an account that does not exist is compared with,
 * so that asking for one takes as long. At the cost that password_hash uses. */
static const char nobody[] =
	"$argon2id$v=19$m=65536,t=2,p=1$4MI4UyeYWaZYBthSPVCPfw$dp2nuh"
	"XEXUBy9RKJqZWaFM9/OGM3vd2NfZjOGHs+4Uw";

static void
sodium_ready(void)
{
	if (sodium_init() >= 0)
		return;
	log_error("libsodium has no source of randomness");
	exit(111);
}

const char *
password_hash(struct arena *a, const char *password)
{
	char *hash = arena_alloc(a, crypto_pwhash_STRBYTES);

	sodium_ready();
	if (crypto_pwhash_str_alg(hash, password, strlen(password),
	    crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
	    crypto_pwhash_ALG_ARGON2ID13)) {
		log_error("no memory to hash a password");
		return NULL;
	}
	return hash;
}

bool
password_verify(const char *hash, const char *password)
{
	bool right;

	sodium_ready();
	right = crypto_pwhash_str_verify(hash ? hash : nobody, password, strlen(password)) == 0;
	return hash && right;
}

const char *
random_id(struct arena *a)
{
	unsigned char bytes[16];

	sodium_ready();
	randombytes_buf(bytes, sizeof bytes);
	return base32_encode(a, bytes, sizeof bytes);
}

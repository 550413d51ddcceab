/*
 * Webhook signatures of AI providers: nothing that comes from outside is ever valid by luck. An
 * input is a header, a second one (of Vapi), then the body.
 */
#include "guard/webhook_signature.h"

#include "core/encode.h"
#include "guard/hmac.h"
#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	"t=", "v0=", ",", " ", "\t", "t=1739537297,", "sha256=", "sha512=", "1767225600", "0", "A",
	"46cbdbcd2e78dffbefbfd8e8f5ab01ba1b38ac2e07f5c9029ecf130498f3b968", NULL
};

static const char secret[] = "a secret that no seed knows";
enum { NOW_S = 1739537297 };

/* Whoever knows the secret passes, with these bytes alone. */
static void
must_pass(struct arena *a, const char *body, size_t size)
{
	unsigned char mac[HMAC_BYTES_MAX];
	char *other = arena_copy(a, body, size);
	const char *header;
	size_t n;

	hmac_start(HMAC_SHA256, secret, strlen(secret));
	hmac_add(HMAC_SHA256, "1739537297.", 11);
	hmac_add(HMAC_SHA256, body, size);
	n = hmac_end(HMAC_SHA256, mac);
	header = arena_printf(a, "t=1739537297,v0=%s", hex_encode(a, mac, n));
	must(elevenlabs_verify(secret, header, body, size, NOW_S * 1000LL) == WEBHOOK_VALID);
	must(elevenlabs_verify("x", header, body, size, NOW_S * 1000LL) == WEBHOOK_WRONG);
	if (!size)
		return;
	other[size / 2] ^= 1;
	must(elevenlabs_verify(secret, header, other, size, NOW_S * 1000LL) == WEBHOOK_WRONG);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *header = fuzz_take(a, &data, &size, '\n', NULL);
	const char *second = fuzz_take(a, &data, &size, '\n', NULL);
	const char *body = arena_copy(a, (const char *)data, size);
	struct vapi_headers vapi[] = {
		{ .secret = header }, { .authorization = header },
		{ .signature = header, .timestamp = second }, { .signature = header },
	};

	must(elevenlabs_verify(secret, header, body, size, NOW_S * 1000LL) != WEBHOOK_VALID);
	must(elevenlabs_verify("", header, body, size, NOW_S * 1000LL) == WEBHOOK_OFF);
	for (size_t i = 0; i < sizeof vapi / sizeof *vapi; i++)
		must(vapi_verify(secret, &vapi[i], body, size, NOW_S * 1000LL) != WEBHOOK_VALID);
	must_pass(a, body, size);
	return 0;
}

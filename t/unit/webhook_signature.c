/*
 * Every vector of the reference (ai-providers.md, sections 1.6 and 2.3) and its list of what must
 * be refused.
 */
#include "guard/webhook_signature.h"

#include "core/arena.h"
#include "../lib/tap.h"

static const char SECRET[] = "wsec_test_0123456789abcdef", VAPI[] = "vapi-hmac-key";

static struct arena *a;

struct vector {
	const char *name, *secret, *t, *body, *v0;
};

#define FIRST_BODY "{\"type\":\"post_call_transcription\",\"event_timestamp\":1739537297," \
	"\"data\":{\"agent_id\":\"xyz\",\"conversation_id\":\"abc\",\"status\":\"done\"}}"
#define FIRST_CODE "46cbdbcd2e78dffbefbfd8e8f5ab01ba1b38ac2e07f5c9029ecf130498f3b968"

static const struct vector vectors[] = {
	{ "1", SECRET, "1739537297", FIRST_BODY, FIRST_CODE },
	{ "2, nothing at all", SECRET, "1739537297", "",
	    "911d36d36e569eb9de67785155fe393c5bacd493bee8fd068f611121358ece7d" },
	{ "3, UTF-8", SECRET, "1739537297",
	    "{\"type\":\"post_call_transcription\",\"data\":{\"conversation_id\":\"conv_\u00e9\","
	    "\"note\":\"na\u00efve \u2013 ok\"}}",
	    "ff0e906e2b815e96e4286f49d313b5703b16f0d09a0bc9680e6d5c5fe21d2e3e" },
	{ "4, a line break at the end", SECRET, "1739537297", "{\"a\":1}\n",
	    "d2a673185b5c311428bc4b5b9ab95387dd9148cbec8956d578625175dc4612a8" },
	{ "5, none", SECRET, "1739537297", "{\"a\":1}",
	    "e765bbd9ac549ca7b0e06fe368fbceae293ae721e0b1c1293b7a707e16348811" },
	{ "6, another secret", "test_secret", "1600000000",
	    "{\"event_type\": \"speech.completed\", \"id\": \"123456\"}",
	    "f8a0d1dc33ee963cb54d2f31514555995e93313c9d2042c030adbb82b87fae13" },
	{ "7", SECRET, "1759931652",
	    "{\"type\":\"call_initiation_failure\",\"event_timestamp\":1759931652,"
	    "\"data\":{\"agent_id\":\"xyz\",\"conversation_id\":\"abc\","
	    "\"failure_reason\":\"no-answer\"}}",
	    "ebeaa31131ae17d8736396badc12324e6769c4b71900524ef9926e5c94fbc497" },
};

static enum webhook_verdict
verify(const char *header, const char *body, int64_t now_s)
{
	return elevenlabs_verify(SECRET, header, body, strlen(body), now_s * 1000);
}

static void
test_vectors(void)
{
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		const struct vector *v = &vectors[i];
		const char *header = arena_printf(a, "t=%s,v0=%s", v->t, v->v0);
		int64_t t = strtoll(v->t, NULL, 10);
		size_t n = strlen(v->body);
		char *changed = arena_copy(a, v->body, n);
		int through = 0;

		ok(elevenlabs_verify(v->secret, header, v->body, n, t * 1000) == WEBHOOK_VALID,
		    "vector %s", v->name);
		for (size_t byte = 0; byte < n; byte++) {
			changed[byte] ^= 1;
			through += elevenlabs_verify(v->secret, header, changed, n, t * 1000) !=
			    WEBHOOK_WRONG;
			changed[byte] ^= 1;
		}
		is_int(through, 0, "vector %s: no byte of the body may change", v->name);
		ok(elevenlabs_verify("another", header, v->body, n, t * 1000) == WEBHOOK_WRONG,
		    "vector %s: another secret", v->name);
		ok(elevenlabs_verify("", header, v->body, n, t * 1000) == WEBHOOK_OFF &&
		    elevenlabs_verify(NULL, header, v->body, n, t * 1000) == WEBHOOK_OFF,
		    "vector %s: without a secret nobody is let in", v->name);
	}
}

static void
test_elevenlabs(void)
{
	static const struct { const char *header; enum webhook_verdict verdict; const char *name; }
	cases[] = {
		{ NULL, WEBHOOK_MISSING, "no header" },
		{ "", WEBHOOK_MISSING, "an empty header" },
		{ "t=1739537297", WEBHOOK_MALFORMED, "a time alone" },
		{ "v0=" FIRST_CODE, WEBHOOK_MALFORMED, "a code alone" },
		{ "t=,v0=" FIRST_CODE, WEBHOOK_MALFORMED, "no digits" },
		{ "t=17395372x7,v0=" FIRST_CODE, WEBHOOK_MALFORMED, "a letter among the digits" },
		{ "t=-1739537297,v0=" FIRST_CODE, WEBHOOK_MALFORMED, "a sign" },
		{ "t=1739537297000,v0=" FIRST_CODE, WEBHOOK_MALFORMED, "13 digits" },
		{ "t=1739537297,v0=46cbdbcd2e78dffbefbfd8e8f5ab01ba1b38ac2e07f5c9029ecf130498f3b96",
		    WEBHOOK_MALFORMED, "63 digits of hex" },
		{ "t=1739537297,v0=" FIRST_CODE "8", WEBHOOK_MALFORMED, "65 digits of hex" },
		{ "t=1739537297,t=1739537297,v0=" FIRST_CODE, WEBHOOK_MALFORMED, "two times" },
		{ "t=1739537298,v0=" FIRST_CODE, WEBHOOK_WRONG, "a time that is one more" },
		{ "t=1739537296,v0=" FIRST_CODE, WEBHOOK_WRONG, "a time that is one less" },
		{ "t=1739537297,v1=" FIRST_CODE, WEBHOOK_MALFORMED, "another scheme alone" },
		{ "t=1739537297,v0=46CBDBCD2E78DFFBEFBFD8E8F5AB01BA1B38AC2E07F5C9029ECF130498F3B968",
		    WEBHOOK_VALID, "upper case" },
		{ "v0=" FIRST_CODE ",t=1739537297", WEBHOOK_VALID, "the other order" },
		{ "t=1739537297, v0=" FIRST_CODE, WEBHOOK_VALID, "a space after the comma" },
		{ "t=1739537297,v0=" FIRST_CODE ",v1=zz", WEBHOOK_VALID, "an unknown item" },
		{ "t=1739537297,v0=e765bbd9ac549ca7b0e06fe368fbceae293ae721e0b1c1293b7a707e16348811,"
		    "v0=" FIRST_CODE, WEBHOOK_VALID, "two codes, of which the last is right" },
		{ "t=1739537297,v0=" FIRST_CODE
		    ",v0=e765bbd9ac549ca7b0e06fe368fbceae293ae721e0b1c1293b7a707e16348811",
		    WEBHOOK_VALID, "two codes, of which the first is right" },
	};
	static const char header[] = "t=1739537297,v0=" FIRST_CODE;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		is_int((int)verify(cases[i].header, FIRST_BODY, 1739537297), (int)cases[i].verdict,
		    "%s", cases[i].name);
	is_int((int)verify("t=1739537297,v0="
	    "d2a673185b5c311428bc4b5b9ab95387dd9148cbec8956d578625175dc4612a8", "{\"a\":1}",
	    1739537297), (int)WEBHOOK_WRONG, "the code of a body with a line break");
	is_int((int)verify(header, FIRST_BODY, 1739537297 + 1800), (int)WEBHOOK_VALID,
	    "30 minutes old");
	is_int((int)elevenlabs_verify(SECRET, header, FIRST_BODY, strlen(FIRST_BODY),
	    (1739537297 + 1800) * 1000LL + 999), (int)WEBHOOK_VALID, "and not a second more");
	is_int((int)verify(header, FIRST_BODY, 1739537297 + 1801), (int)WEBHOOK_STALE, "stale");
	is_int((int)verify(header, FIRST_BODY, 1739537297 - 300), (int)WEBHOOK_VALID,
	    "5 minutes ahead");
	is_int((int)verify(header, FIRST_BODY, 1739537297 - 301), (int)WEBHOOK_AHEAD, "ahead");
}

#define ENDED "{\"message\":{\"type\":\"status-update\",\"status\":\"ended\"}}"

static void
test_vapi(void)
{
	static const struct {
		struct vapi_headers headers;
		enum webhook_verdict verdict;
		const char *name;
	} cases[] = {
		{ { 0 }, WEBHOOK_MISSING, "nothing" },
		{ { .secret = "vapi-hmac-key" }, WEBHOOK_VALID, "X-Vapi-Secret" },
		{ { .secret = "vapi-hmac-kez" }, WEBHOOK_WRONG, "another secret" },
		{ { .secret = "vapi-hmac-key " }, WEBHOOK_WRONG, "a longer secret" },
		{ { .secret = "vapi-hmac" }, WEBHOOK_WRONG, "a shorter secret" },
		{ { .secret = "" }, WEBHOOK_MISSING, "an empty secret" },
		{ { .authorization = "Bearer vapi-hmac-key" }, WEBHOOK_VALID, "a bearer token" },
		{ { .authorization = "bearer vapi-hmac-key" }, WEBHOOK_VALID, "in lower case" },
		{ { .authorization = "Bearer x" }, WEBHOOK_WRONG, "another token" },
		{ { .authorization = "Basic vapi-hmac-key" }, WEBHOOK_MISSING, "another scheme" },
		{ { .signature =
		    "925dabb71e55e90a16013a23505c1f3193497a08c7dcbe07e51e61c4100cfd6a",
		    .timestamp = "1767225600" }, WEBHOOK_VALID, "SHA-256, seconds" },
		{ { .signature =
		    "sha256=925dabb71e55e90a16013a23505c1f3193497a08c7dcbe07e51e61c4100cfd6a",
		    .timestamp = "1767225600" }, WEBHOOK_VALID, "with the name before it" },
		{ { .signature =
		    "6f105e8baabde890ff1108c7632144c35283ad89e9f295f36f61cbd6dae9b274",
		    .timestamp = "1767225600000" }, WEBHOOK_VALID, "SHA-256, milliseconds" },
		{ { .signature =
		    "eff1451cbe23b76fc6b760142812be20b54b5bbb3298c8a90989e23139d1cac8" },
		    WEBHOOK_VALID, "SHA-256 without a timestamp" },
		{ { .signature =
		    "fac7a6034dcc24531ff4d708ff60a7128bf1d071670d32ef13cbad336ae38a28"
		    "134f05f3056d36d90cc06822cacaaeab539da73266e4643f1490b83412f2939f",
		    .timestamp = "1767225600" }, WEBHOOK_VALID, "SHA-512" },
		{ { .signature =
		    "925dabb71e55e90a16013a23505c1f3193497a08c7dcbe07e51e61c4100cfd6a",
		    .timestamp = "1767225601" }, WEBHOOK_WRONG, "another timestamp" },
		{ { .signature =
		    "925dabb71e55e90a16013a23505c1f3193497a08c7dcbe07e51e61c4100cfd6a" },
		    WEBHOOK_WRONG, "its timestamp is missing" },
		{ { .signature = "925dabb71e55e90a16013a23505c1f31", .timestamp = "1767225600" },
		    WEBHOOK_MALFORMED, "half a signature" },
		{ { .signature =
		    "925dabb71e55e90a16013a23505c1f3193497a08c7dcbe07e51e61c4100cfd6a",
		    .timestamp = "yesterday" }, WEBHOOK_MALFORMED, "an odd timestamp" },
	};
	static const struct vapi_headers timed = {
		.signature = "925dabb71e55e90a16013a23505c1f3193497a08c7dcbe07e51e61c4100cfd6a",
		.timestamp = "1767225600",
	};
	static const char both[] = "1767225600." ENDED;
	struct vapi_headers alone = timed;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		is_int((int)vapi_verify(VAPI, &cases[i].headers, ENDED, strlen(ENDED),
		    1767225600000), (int)cases[i].verdict, "Vapi: %s", cases[i].name);
	is_int((int)vapi_verify(VAPI, &timed, ENDED, strlen(ENDED), 1767225600000 + 1801000),
	    (int)WEBHOOK_STALE, "Vapi: stale");
	is_int((int)vapi_verify(VAPI, &timed, ENDED, strlen(ENDED), 1767225600000 - 301000),
	    (int)WEBHOOK_AHEAD, "Vapi: ahead");
	is_int((int)vapi_verify("", &cases[1].headers, ENDED, strlen(ENDED), 1767225600000),
	    (int)WEBHOOK_OFF, "Vapi: without a secret nobody is let in");
	alone.timestamp = NULL;
	is_int((int)vapi_verify(VAPI, &alone, both, strlen(both), 1767225600000 + 1801000),
	    (int)WEBHOOK_WRONG, "Vapi: the time does not become a part of the body");
}

int
main(void)
{
	a = arena_new(1 << 20);
	test_vectors();
	test_elevenlabs();
	test_vapi();
	for (int v = WEBHOOK_VALID; v <= WEBHOOK_WRONG; v++)
		ok(*webhook_verdict_text((enum webhook_verdict)v), "verdict %d has its words", v);
	arena_free(a);
	return done_testing();
}

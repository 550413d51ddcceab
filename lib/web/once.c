/* Idempotency-Key. See once.h. */
#include "web/once.h"

#include <openssl/evp.h>

#include "core/encode.h"
#include "core/log.h"
#include "web/caller.h"

/* What a key was used with: the query says as much as the body does (whose clinic, a dry run). */
static void
hash_request(struct request *r, unsigned char hash[32])
{
	struct text both = text_new(r->arena);

	(void)EVP_Digest(r->body, r->body_bytes, hash, NULL, EVP_sha256(), NULL);
	if (!*r->query)
		return;
	text_puts(&both, r->query);
	text_put(&both, (const char *)hash, 32);
	(void)EVP_Digest(both.data, both.length, hash, NULL, EVP_sha256(), NULL);
}

bool
once_begin(struct request *r, struct once *once)
{
	const char *key = request_header(r, "IDEMPOTENCY_KEY");
	struct idempotent_answer first;

	once->claimed = false;
	if (!key || !r->endpoint->idempotent)
		return true;
	if (!*key || strlen(key) > IDEMPOTENCY_KEY_MAX || strspn(key, "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~ ") != strlen(key)) {
		(void)refuse(r, 400, "Idempotency-Key must have 1 to %d printable ASCII characters.", (int)IDEMPOTENCY_KEY_MAX);
		return false;
	}
	once->key = (struct idempotency_key){ .user_id = r->user.user_id, .key = key, .path = r->path };
	hash_request(r, once->key.body_hash);
	switch (idempotency_claim(r->db, r->arena, &once->key, &first)) {
	case IDEMPOTENT_FIRST:
		once->claimed = true;
		return true;
	case IDEMPOTENT_REPEAT:
		text_puts(&r->answer.headers, first.headers ? first.headers : "");
		r->answer.status = first.status;
		r->answer.content_type = first.body_bytes ? "application/json" : NULL;
		r->answer.body = first.body;
		r->answer.body_bytes = first.body_bytes;
		r->note = "repeat of an Idempotency-Key";
		return false;
	case IDEMPOTENT_UNDER_WAY:
		(void)refuse(r, 409, "The first request with this Idempotency-Key is still under way.");
		return false;
	case IDEMPOTENT_OTHER_BODY:
		(void)refuse(r, 409, "This Idempotency-Key was used with another body or query.");
		return false;
	case IDEMPOTENT_AWAY:
		break;
	}
	(void)refuse_away(r);
	return false;
}

const char *
once_origin(struct request *r)
{
	const char *key = request_header(r, "IDEMPOTENCY_KEY");
	unsigned char hash[32];
	struct text whole = text_new(r->arena);

	if (!key || !*key)
		return NULL;
	hash_request(r, hash);
	text_printf(&whole, "%lld %zu %s %s ", (long long)r->user.user_id, strlen(key), key, r->path);
	text_put(&whole, (const char *)hash, sizeof hash);
	(void)EVP_Digest(whole.data, whole.length, hash, NULL, EVP_sha256(), NULL);
	return arena_printf(r->arena, "once:%lld:%s", (long long)(r->now_ms / IDEMPOTENCY_KEPT_MS), base32_encode(r->arena, hash, sizeof hash));
}

void
once_end(struct request *r, struct once *once)
{
	const struct idempotent_answer answer = {
		.status = r->answer.status, .headers = r->answer.headers.data, .body = r->answer.body, .body_bytes = r->answer.body_bytes,
	};
	enum db_result result;

	if (!once->claimed)
		return;
	result = r->answer.status < 400 ? idempotency_answer(r->db, r->arena, &once->key, &answer) :
	    idempotency_forget(r->db, r->arena, &once->key);
	if (result != DB_OK)
		log_warning("an Idempotency-Key could not be settled: a repeat within a minute is told that the first is under way");
}

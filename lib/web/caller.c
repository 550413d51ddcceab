/* Who is calling. See caller.h. */
#include "web/caller.h"

#include "core/log.h"
#include "data/clinics.h"
#include "data/users.h"
#include "guard/signature.h"
#include "guard/token.h"
#include "guard/webhook_signature.h"
#include "web/metrics.h"
#include "web/params.h"

const char cookie_name[] = "switchboard";

static bool
is_twilio(struct request *r)
{
	const struct config *c = r->config;
	const struct signed_request s = {
		.public_url = c->public_url, .target = r->target, .form = r->form.count || !r->body_bytes ? &r->form : NULL,
		.body = r->body, .body_bytes = r->body_bytes,
		.signature = request_header(r, "X_TWILIO_SIGNATURE"),
	};
	enum signature_verdict verdict;
	struct form query;
	const char *account;

	if (!*c->twilio_auth_token || !*c->twilio_account_sid) {
		r->note = "Twilio is not configured: no webhook can be verified";
		return false;
	}
	verdict = signature_check(r->arena, &s, c->twilio_auth_token, c->twilio_auth_token_secondary);
	if (verdict != SIGNATURE_VALID) {
		r->note = signature_verdict_text(verdict);
		return false;
	}
	account = form_find(&r->form, "AccountSid");
	if (!account)	/* Intelligence has another name for it, in whichever of the two it sends */
		account = r->json ? json_get_text(r->json, "account_sid") : form_find(&r->form, "account_sid");
	if (!account && form_parse(r->arena, r->query, strlen(r->query), &query))
		account = form_find(&query, "AccountSid");
	if (!text_same(account, c->twilio_account_sid)) {
		r->note = "the AccountSid is not ours";
		return false;
	}
	return true;
}

/* Its secret, or the signature of the raw body. */
static bool
is_provider(struct request *r)
{
	const struct vapi_headers vapi = {
		.secret = request_header(r, "X_VAPI_SECRET"), .authorization = request_header(r, "AUTHORIZATION"),
		.signature = request_header(r, "X_SIGNATURE"), .timestamp = request_header(r, "X_TIMESTAMP"),
	};
	enum webhook_verdict verdict = r->endpoint->caller == CALLER_VAPI ?
	    vapi_verify(r->config->vapi_webhook_secret, &vapi, r->body, r->body_bytes, r->now_ms) :
	    elevenlabs_verify(r->config->elevenlabs_webhook_secret, request_header(r, "ELEVENLABS_SIGNATURE"), r->body, r->body_bytes, r->now_ms);

	if (verdict == WEBHOOK_VALID)
		return true;
	r->note = webhook_verdict_text(verdict);
	return false;
}

/* The cookie's value in "a=1; switchboard=TOKEN". */
static const char *
cookie(struct request *r)
{
	const char *p = request_header(r, "COOKIE");
	size_t n = strlen(cookie_name);

	for (; p && *p; p += strcspn(p, ";"), p += strspn(p, "; "))
		if (strncmp(p, cookie_name, n) == 0 && p[n] == '=')
			return arena_copy(r->arena, p + n + 1, strcspn(p + n + 1, "; "));
	return NULL;
}

static bool
is_user(struct request *r, enum role least)
{
	const char *authorization = request_header(r, "AUTHORIZATION"), *text;
	struct token token;

	if (authorization && strncasecmp(authorization, "Bearer ", 7) == 0) {
		text = authorization + 7;
	} else {
		text = cookie(r);
		/* A page elsewhere can make a browser send the cookie, but not this Origin. */
		if (text && r->method != GET && !text_same(request_header(r, "ORIGIN"), r->config->public_url)) {
			(void)refuse(r, 403, "A request with the cookie that changes something needs the header Origin: %s.", r->config->public_url);
			return false;
		}
	}
	if (!text) {
		answer_header(r, "WWW-Authenticate", "Bearer");
		(void)refuse(r, 401, "Log in first: send the header Authorization: Bearer TOKEN, or the cookie that login sets.");
		return false;
	}
	if (!*r->config->jwt_secret || !token_read(r->arena, r->config->jwt_secret, text, r->now_ms, &token)) {
		answer_header(r, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
		(void)refuse(r, 401, "The token is not valid, or it has expired: log in again.");
		return false;
	}
	switch (login_is_live(r->db, r->arena, token.login_id, r->now_ms, &r->user)) {
	case DB_OK:
		break;
	case DB_NONE:
		answer_header(r, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
		(void)refuse(r, 401, "This login has ended: log in again.");
		return false;
	case DB_AWAY: case DB_UNKNOWN: case DB_DUPLICATE: case DB_CONFLICT: case DB_FAILED:
		(void)refuse_away(r);
		return false;
	}
	r->login_id = token.login_id;
	if (r->user.role < least) {
		(void)refuse(r, 403, "This needs the role %s; yours is %s.", role_name(least), role_name(r->user.role));
		return false;
	}
	return true;
}

bool
caller_admit(struct request *r)
{
	/* A replayed request passed the guard when it came in; a dry run is asked for by an admin. Only a CGI's parent can say so. */
	if (r->replayed || r->dry)
		return true;
	switch (r->endpoint->caller) {
	case CALLER_PUBLIC:
		return true;
	case CALLER_TWILIO:
		if (is_twilio(r))
			return true;
		metrics_refused();
		(void)refuse(r, 403, "The request is not signed by our Twilio account for this URL.");
		return false;
	case CALLER_ELEVENLABS: case CALLER_VAPI:
		if (is_provider(r))
			return true;
		metrics_refused();
		answer_header(r, "WWW-Authenticate", r->endpoint->caller == CALLER_VAPI ? "Bearer" : "ElevenLabs-Signature");
		(void)refuse(r, 401, "The webhook is not signed with the secret that we share, or not now.");
		return false;
	case CALLER_ASSISTANT:
		return is_user(r, ROLE_ASSISTANT);
	case CALLER_CUSTOMER:
		return is_user(r, ROLE_CUSTOMER);
	case CALLER_ADMIN:
		return is_user(r, ROLE_ADMIN);
	}
	return false;
}

bool
caller_scope(struct request *r)
{
	struct clinic clinic;
	int64_t asked;

	if (r->endpoint->caller < CALLER_ASSISTANT)
		return true;
	asked = params_clinic(r);
	if (r->faults || (r->endpoint->no_clinic && !asked))
		return true;		/* faults are refused all at once */
	if (role_scope(&r->user, asked, &r->clinic_id) != SCOPE_OK) {
		(void)refuse(r, 404, "There is no such clinic.");
		return false;
	}
	if (r->user.role != ROLE_ADMIN || !asked)
		return true;
	switch (clinic_find(r->db, r->arena, asked, &clinic)) {
	case DB_OK:
		return true;
	case DB_NONE:
		(void)refuse(r, 404, "There is no such clinic.");
		return false;
	case DB_AWAY: case DB_UNKNOWN: case DB_DUPLICATE: case DB_CONFLICT: case DB_FAILED:
		break;
	}
	(void)refuse_away(r);
	return false;
}

/* See login.h. */
#include "web/login.h"

#include "guard/password.h"
#include "guard/token.h"
#include "web/caller.h"

enum { LOGIN_HOURS = 12 };

static void
set_cookie(struct request *r, const char *token, int seconds)
{
	answer_header(r, "Set-Cookie", arena_printf(r->arena, "%s=%s; Path=/; Max-Age=%d; Secure; HttpOnly; SameSite=Strict", cookie_name, token, seconds));
}

enum outcome
login_begin(struct request *r, const struct account *account)
{
	const struct login login = {
		.login_id = random_id(r->arena), .user_id = account->user_id, .address = r->address,
		.created_at_ms = r->now_ms, .expires_at_ms = (r->now_ms / 1000 + LOGIN_HOURS * 3600) * 1000,
	};
	const struct token token = {
		.user = { account->user_id, account->role, account->clinic_id }, .login_id = login.login_id,
		.issued_at_ms = r->now_ms, .expires_at_ms = login.expires_at_ms,
	};
	const char *text = token_make(r->arena, r->config->jwt_secret, &token);
	struct json_object *o = json_object_in(r->arena);
	enum db_result result = login_add(r->db, r->arena, &login);

	if (result != DB_OK)
		return outcome_of(result);
	r->user = token.user;
	audit(r, account->clinic_id, "login", account->email, NULL);
	set_cookie(r, text, LOGIN_HOURS * 3600);
	json_put_text(o, "token", text);
	json_put_time(o, "expiresAt", login.expires_at_ms);
	json_put(o, "user", account_object(r->arena, account));
	return answer_json(r, 200, o);
}

enum outcome
login_forget(struct request *r)
{
	set_cookie(r, "", 0);
	return answer_empty(r, 204);
}

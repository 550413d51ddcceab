/*
 * auth - logging in and out
 *
 * POST login gives a token and sets it as the dashboard's cookie; good for 12 hours and revocable. Five failures for an account and address, or fifty from an
 * address, within 15 minutes: 429 for a while, the right password too. POST logout ends the login, POST password every other one.
 *
 * Twice? Two logins; a second logout is a 401.
 */
#include "data/users.h"
#include "guard/password.h"
#include "web/login.h"

enum { EMAIL, PASSWORD };

static const struct param login_params[] = {
	[EMAIL] = { "email", P_TEXT, 1, 254 },
	[PASSWORD] = { "password", P_TEXT, 1, PASSWORD_MAX },
	{ 0 }
};

enum { CURRENT, NEW };

static const struct param password_params[] = {
	[CURRENT] = { "current", P_TEXT, 1, PASSWORD_MAX },
	[NEW] = { "new", P_TEXT, PASSWORD_MIN, PASSWORD_MAX, .help = "12 characters or more" },
	{ 0 }
};

static enum outcome
throttled(struct request *r, const struct login_failures *f)
{
	int64_t seconds = f->free_at_ms > r->now_ms ? (f->free_at_ms - r->now_ms) / 1000 + 1 : 1;

	answer_header(r, "Retry-After", arena_printf(r->arena, "%lld", (long long)seconds));
	return refuse(r, 429, "Too many failed logins. Try again in %lld minutes.", (long long)(seconds + 59) / 60);
}

static enum outcome
wrong_password(struct request *r, const char *email)
{
	enum db_result result = login_failure_add(r->db, r->arena, email, r->address, r->now_ms);

	if (result != DB_OK)
		return outcome_of(result);
	audit(r, 0, "login-failed", email, NULL);
	return refuse(r, 401, "The e-mail address or the password is wrong.");
}

static enum outcome
login(struct request *r)
{
	const char *email = r->in[EMAIL].text;
	struct login_failures failures;
	struct account account = { 0 };
	enum db_result result;

	if (!*r->config->jwt_secret)
		return refuse(r, 503, "JWT_SECRET is not set: nobody can log in.");
	result = login_failures_count(r->db, r->arena, email, r->address, r->now_ms - LOGIN_WINDOW_MS, &failures);
	if (result == DB_OK && failures.free_at_ms)
		return throttled(r, &failures);
	if (result == DB_OK)
		result = account_by_email(r->db, r->arena, email, &account);
	if (result != DB_OK && result != DB_NONE)
		return outcome_of(result);
	if (!password_verify(account.password_hash, r->in[PASSWORD].text))
		return wrong_password(r, email);
	result = login_failures_clear(r->db, email, r->address);
	return result == DB_OK ? login_begin(r, &account) : outcome_of(result);
}

static enum outcome
logout(struct request *r)
{
	enum db_result result = login_end(r->db, r->arena, r->login_id);

	if (result != DB_OK && result != DB_NONE)
		return outcome_of(result);
	audit(r, r->user.clinic_id, "logout", arena_printf(r->arena, "user %lld", (long long)r->user.user_id), NULL);
	return login_forget(r);
}

static enum outcome
me(struct request *r)
{
	struct account account;
	enum db_result result = account_find(r->db, r->arena, r->user.user_id, &account);

	return result == DB_OK ? answer_json(r, 200, account_object(r->arena, &account)) : outcome_of(result);
}

static enum outcome
change_password(struct request *r)
{
	struct account account;
	const char *hash;
	enum db_result result = account_find(r->db, r->arena, r->user.user_id, &account);

	if (result != DB_OK)
		return outcome_of(result);
	if (!password_verify(account.password_hash, r->in[CURRENT].text))
		return refuse_field(r, "current", "is not your password");
	hash = password_hash(r->arena, r->in[NEW].text);
	if (!hash)
		return BROKEN;
	result = account_set_password(r->db, r->arena, r->user.user_id, hash, r->login_id);
	if (result != DB_OK)
		return outcome_of(result);
	audit(r, r->user.clinic_id, "password-changed", account.email, NULL);
	return answer_empty(r, 204);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/auth/login", CALLER_PUBLIC, login, "Log in: a token, and the dashboard's cookie", login_params, .answer = "login", .no_clinic = true },
	{ POST, "/api/auth/logout", CALLER_ASSISTANT, logout, "End this login", .no_clinic = true },
	{ GET, "/api/auth/me", CALLER_ASSISTANT, me, "Who am I?", .answer = "user", .no_clinic = true },
	{ POST, "/api/auth/password", CALLER_ASSISTANT, change_password, "Change the password; ends every other login", password_params, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

/*
 * users - those who log in
 *
 * Admins make, change and delete them. A changed role, clinic or password takes effect at the next request; a deleted user's logins end at once.
 *
 * Twice? The e-mail address is unique: a second POST is a 409.
 */
#include "data/users.h"
#include "guard/password.h"
#include "web/list.h"

enum { EMAIL, NAME, ROLE, CLINIC_ID, PASSWORD, ID };

#define USER_FIELDS(needed) \
	[EMAIL] = { "email", P_EMAIL, .optional = !(needed) }, \
	[NAME] = { "name", P_TEXT, 1, 200, .optional = !(needed) }, \
	[ROLE] = { "role", P_CHOICE, .choices = "assistant customer admin", .optional = !(needed) }, \
	[CLINIC_ID] = { "clinicId", P_ID, .optional = true, .nullable = true, .help = "null for an admin, and for an admin alone" }, \
	[PASSWORD] = { "password", P_TEXT, PASSWORD_MIN, PASSWORD_MAX, .optional = !(needed), .help = "12 characters or more" }

static const struct param make_params[] = { USER_FIELDS(true), { 0 } };
static const struct param edit_params[] = { USER_FIELDS(false), [ID] = { "id", P_ID }, { 0 } };

enum { LIST_CLINIC_ID };

static const struct param list_params[] = { [LIST_CLINIC_ID] = { "clinicId", P_ID, .optional = true, .help = "This clinic's alone" }, LIST_PARAMS, { 0 } };

enum { ONLY_ID };

static const struct param one_params[] = { [ONLY_ID] = { "id", P_ID }, { 0 } };

static const char *const columns[] = { "id", "email", "name", "role", "clinicId", "createdAt", NULL };

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct page p = { r->in[LIST_CLINIC_ID].number, page->since_ms, page->until_ms, page->before_id, page->limit };

	return accounts_list(r->db, r->arena, &p, items, &page->next_id);
}

static enum outcome
list(struct request *r)
{
	return answer_list(r, fetch, columns);
}

static void
check_clinic(struct request *r, enum role role, int64_t clinic_id)
{
	if (role == ROLE_ADMIN && clinic_id)
		request_fault(r, "clinicId", "must be null for an admin, who belongs to no clinic");
	if (role != ROLE_ADMIN && !clinic_id)
		request_fault(r, "clinicId", "is required for the role %s", role_name(role));
}

static void
check_new(struct request *r)
{
	enum role role;

	if (role_parse(r->in[ROLE].text, &role))
		check_clinic(r, role, r->in[CLINIC_ID].number);
}

/* Takes what was sent into the account. */
static void
take(struct request *r, struct account *account)
{
	const struct value *in = r->in;

	if (in[EMAIL].text)
		account->email = in[EMAIL].text;
	if (in[NAME].text)
		account->name = in[NAME].text;
	if (in[ROLE].text)
		(void)role_parse(in[ROLE].text, &account->role);
	if (in[CLINIC_ID].state != VALUE_ABSENT)
		account->clinic_id = in[CLINIC_ID].number;
}

/* What became of adding or changing: the answer for what the database refused. */
static enum outcome
refused(struct request *r, enum db_result result)
{
	if (result == DB_DUPLICATE)
		return refuse(r, 409, "There is a user with this e-mail address already.");
	if (result == DB_CONFLICT) {
		request_fault(r, "clinicId", "is no clinic");
		return refuse_faults(r);
	}
	if (result == DB_NONE)
		return refuse(r, 404, "There is no such user.");
	return outcome_of(result);
}

static enum outcome
make(struct request *r)
{
	struct account account = { 0 };
	enum db_result result;

	take(r, &account);
	account.password_hash = password_hash(r->arena, r->in[PASSWORD].text);
	if (!account.password_hash)
		return BROKEN;
	result = account_add(r->db, r->arena, &account);
	if (result != DB_OK)
		return refused(r, result);
	audit(r, account.clinic_id, "user-made", arena_printf(r->arena, "user %lld", (long long)account.user_id), NULL);
	return answer_created(r, arena_printf(r->arena, "/api/users/%lld", (long long)account.user_id), account_object(r->arena, &account));
}

static enum outcome
one(struct request *r)
{
	struct account account;
	enum db_result result = account_find(r->db, r->arena, r->in[ONLY_ID].number, &account);

	return result == DB_OK ? answer_json(r, 200, account_object(r->arena, &account)) : refused(r, result);
}

static enum outcome
edit(struct request *r)
{
	struct account account;
	enum db_result result = account_find(r->db, r->arena, r->in[ID].number, &account);

	if (result != DB_OK)
		return refused(r, result);
	take(r, &account);
	check_clinic(r, account.role, account.clinic_id);
	if (r->in[ROLE].text && account.role != ROLE_ADMIN && account.user_id == r->user.user_id)
		request_fault(r, "role", "cannot be taken from yourself: ask another admin");
	if (r->faults)
		return refuse_faults(r);
	result = account_update(r->db, r->arena, &account);
	if (result == DB_OK && r->in[PASSWORD].text) {
		const char *hash = password_hash(r->arena, r->in[PASSWORD].text);

		if (!hash)
			return BROKEN;
		result = account_set_password(r->db, account.user_id, hash);
		if (result == DB_OK)
			result = logins_end_others(r->db, r->arena, account.user_id, account.user_id == r->user.user_id ? r->login_id : NULL);
	}
	if (result != DB_OK)
		return refused(r, result);
	audit(r, account.clinic_id, "user-changed", arena_printf(r->arena, "user %lld", (long long)account.user_id), NULL);
	return answer_json(r, 200, account_object(r->arena, &account));
}

static enum outcome
delete(struct request *r)
{
	enum db_result result;

	if (r->in[ONLY_ID].number == r->user.user_id)
		return refuse(r, 409, "You cannot delete yourself: ask another admin.");
	result = account_delete(r->db, r->in[ONLY_ID].number);
	if (result != DB_OK)
		return refused(r, result);
	audit(r, 0, "user-deleted", arena_printf(r->arena, "user %lld", (long long)r->in[ONLY_ID].number), NULL);
	return answer_empty(r, 204);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/users", CALLER_ADMIN, list, "Those who log in", list_params, .answer = "user", .no_clinic = true },
	{ POST, "/api/users", CALLER_ADMIN, make, "Make a user", make_params, .answer = "user", .check = check_new, .no_clinic = true },
	{ GET, "/api/users/{id}", CALLER_ADMIN, one, "One user", one_params, .answer = "user", .no_clinic = true },
	{ PATCH, "/api/users/{id}", CALLER_ADMIN, edit, "Change a user", edit_params, .answer = "user", .no_clinic = true },
	{ DELETE, "/api/users/{id}", CALLER_ADMIN, delete, "Delete a user; their logins end", one_params, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

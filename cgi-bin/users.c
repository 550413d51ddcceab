/*
 * users - those who log in
 *
 * Admins make, change and delete them. A changed role, clinic or password takes effect at the next request; a deleted user's logins end at once.
 *
 * Twice? The e-mail address is unique: a second POST is a 409.
 */
#include "data/users.h"
#include "guard/password.h"
#include "web/item.h"
#include "web/list.h"

enum { EMAIL, NAME, ROLE, CLINIC_ID, PASSWORD };

#define USER_FIELDS(needed) \
	[EMAIL] = { "email", P_EMAIL, .optional = !(needed) }, \
	[NAME] = { "name", P_TEXT, 1, 200, .optional = !(needed) }, \
	[ROLE] = { "role", P_CHOICE, .choices = "assistant customer admin", .optional = !(needed) }, \
	[CLINIC_ID] = { "clinicId", P_ID, .optional = true, .nullable = true, .help = "null for an admin, and for an admin alone" }, \
	[PASSWORD] = { "password", P_TEXT, PASSWORD_MIN, PASSWORD_MAX, .optional = !(needed), .help = "12 characters or more" }

static const struct param make_params[] = { USER_FIELDS(true), { 0 } };
static const struct param edit_params[] = { USER_FIELDS(false), ITEM_ID, { 0 } };

enum { LIST_CLINIC_ID };

static const struct param list_params[] = { [LIST_CLINIC_ID] = { "clinicId", P_ID, .optional = true, .help = "This clinic's alone" }, LIST_PARAMS, { 0 } };

static const char *const columns[] = { "id", "email", "name", "role", "clinicId", "createdAt", NULL };

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct page p = { r->in[LIST_CLINIC_ID].number, page->since_ms, page->until_ms, page->before_id, page->limit };

	return accounts_list(r->db, r->arena, &p, items, &page->next_id);
}

/* Takes what was sent into the account. Of one without a role, that is at fault already. */
static void
take(struct request *r, struct account *account)
{
	account->email = said_text(r, EMAIL, account->email);
	account->name = said_text(r, NAME, account->name);
	account->clinic_id = said_number(r, CLINIC_ID, account->clinic_id);
	(void)role_parse(r->in[ROLE].text, &account->role);
	if (account->role == ROLE_ADMIN && account->clinic_id)
		request_fault(r, "clinicId", "must be null for an admin, who belongs to no clinic");
	if ((account->role == ROLE_ASSISTANT || account->role == ROLE_CUSTOMER) && !account->clinic_id)
		request_fault(r, "clinicId", "is required for the role %s", role_name(account->role));
}

/* The user whom the path names, or a new one. */
static void
check(struct request *r)
{
	struct account *account = r->context = arena_alloc(r->arena, sizeof *account);

	item_found(r, "user", r->method == POST ? DB_OK : account_find(r->db, r->arena, item_id(r), account), NULL);
	if (r->method == POST)
		take(r, account);
}

/* What follows a change is its trace. */
static enum outcome
changed(struct request *r, enum db_result result)
{
	const struct account *account = r->context;

	if (result == DB_DUPLICATE)
		return refuse(r, 409, "There is a user with this e-mail address already.");
	if (result == DB_CONFLICT)
		return refuse_field(r, "clinicId", "is no clinic");
	if (result != DB_OK)
		return answer_item(r, result, NULL);
	audit_item(r, account->clinic_id, account->user_id, NULL);
	return answer_item(r, DB_OK, account_object(r->arena, account));
}

static enum outcome
make(struct request *r)
{
	struct account *account = r->context;

	account->password_hash = password_hash(r->arena, r->in[PASSWORD].text);
	return account->password_hash ? changed(r, account_add(r->db, r->arena, account)) : BROKEN;
}

static enum outcome
one(struct request *r)
{
	return answer_item(r, DB_OK, account_object(r->arena, r->context));
}

static enum outcome
edit(struct request *r)
{
	struct account *account = r->context;
	const char *password = r->in[PASSWORD].text, *hash = NULL;
	bool is_self = account->user_id == r->user.user_id;
	enum db_result result;

	take(r, account);
	if (is_self && account->role != ROLE_ADMIN)
		request_fault(r, "role", "cannot be taken from yourself: ask another admin");
	if (r->faults)
		return refuse_faults(r);
	if (password && !(hash = password_hash(r->arena, password)))
		return BROKEN;
	result = account_update(r->db, r->arena, account);
	if (result == DB_OK && hash)
		result = account_set_password(r->db, r->arena, account->user_id, hash, is_self ? r->login_id : NULL);
	return changed(r, result);
}

static enum outcome
delete(struct request *r)
{
	const struct account *account = r->context;
	enum db_result result;

	if (account->user_id == r->user.user_id)
		return refuse(r, 409, "You cannot delete yourself: ask another admin.");
	result = account_delete(r->db, account->user_id);
	if (result == DB_OK)
		audit_item(r, 0, account->user_id, NULL);
	return answer_item(r, result, NULL);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/users", CALLER_ADMIN, answer_items, "Those who log in", list_params, .answer = "user", .no_clinic = true, .fetch = fetch, .columns = columns },
	{ POST, "/api/users", CALLER_ADMIN, make, "Make a user", make_params, .answer = "user", .check = check, .no_clinic = true, .refuses = "409" },
	{ GET, "/api/users/{id}", CALLER_ADMIN, one, "One user", item_params, .answer = "user", .check = check, .no_clinic = true },
	{ PATCH, "/api/users/{id}", CALLER_ADMIN, edit, "Change a user", edit_params, .answer = "user", .check = check, .no_clinic = true, .refuses = "409" },
	{ DELETE, "/api/users/{id}", CALLER_ADMIN, delete, "Delete a user; their logins end", item_params, .check = check, .no_clinic = true, .refuses = "409" },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

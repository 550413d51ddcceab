/* Roles and clinic scope. See role.h. */
#include "guard/role.h"

#include "core/text.h"

static const char *const names[] = {
	[ROLE_NONE] = "none",
	[ROLE_ASSISTANT] = "assistant",
	[ROLE_CUSTOMER] = "customer",
	[ROLE_ADMIN] = "admin",
};

const char *
role_name(enum role role)
{
	return names[role];
}

bool
role_parse(const char *name, enum role *role)
{
	for (enum role r = ROLE_ASSISTANT; r <= ROLE_ADMIN; r++)
		if (text_same(name, names[r])) {
			*role = r;
			return true;
		}
	return false;
}

enum scope
role_scope(const struct user_claim *user, int64_t asked, int64_t *clinic_id)
{
	if (user->role == ROLE_ADMIN) {
		*clinic_id = asked;
		return SCOPE_OK;
	}
	/* Somebody without a clinic would otherwise see all of them. */
	if (user->role == ROLE_NONE || !user->clinic_id || (asked && asked != user->clinic_id))
		return SCOPE_NOT_FOUND;
	*clinic_id = user->clinic_id;
	return SCOPE_OK;
}

bool
role_sees(const struct user_claim *user, int64_t row_clinic_id)
{
	if (user->role == ROLE_ADMIN)
		return true;
	return user->role != ROLE_NONE && user->clinic_id && row_clinic_id == user->clinic_id;
}

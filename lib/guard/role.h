/* Roles and clinic scope: who may see what. Pure. Spec, section 2. */
#ifndef GUARD_ROLE_H
#define GUARD_ROLE_H

#include <stdbool.h>
#include <stdint.h>

enum role { ROLE_NONE, ROLE_ASSISTANT, ROLE_CUSTOMER, ROLE_ADMIN };	/* in rising order */

const char *role_name(enum role role);				/* "assistant" …; "none" */
bool role_parse(const char *name, enum role *role);		/* false for unknown names and "none" */

/* A logged-in caller. clinic_id is 0 for an admin, who belongs to none. */
struct user_claim {
	int64_t user_id;
	enum role role;
	int64_t clinic_id;
};

enum scope { SCOPE_OK, SCOPE_NOT_FOUND };

/* Which clinic a request is about. asked is the clinicId that it names, 0 for none; *clinic_id becomes the clinic, or 0
 * for an admin who named none (all clinics). Anybody else may name only their own clinic: SCOPE_NOT_FOUND otherwise,
 * since a clinic's existence is not told. */
enum scope role_scope(const struct user_claim *user, int64_t asked, int64_t *clinic_id);

/* May this user see a row of this clinic (0: a row that belongs to none, for admins alone)? */
bool role_sees(const struct user_claim *user, int64_t row_clinic_id);

#endif

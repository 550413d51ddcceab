/* Roles, and which clinic a request may be about: every case, since the domain is small. */
#include "guard/role.h"

#include "core/text.h"
#include "../lib/tap.h"

static void
test_names(void)
{
	static const char *const bad[] = {
		NULL, "", "none", "Admin", "admin ", "root", "customers",
	};
	enum role role = ROLE_NONE;

	for (enum role r = ROLE_ASSISTANT; r <= ROLE_ADMIN; r++)
		ok(role_parse(role_name(r), &role) && role == r, "%s is read back", role_name(r));
	is_text(role_name(ROLE_NONE), "none", "nobody has a name too");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ok(!role_parse(bad[i], &role), "%s is no role", bad[i] ? bad[i] : "NULL");
	ok(ROLE_NONE < ROLE_ASSISTANT && ROLE_ASSISTANT < ROLE_CUSTOMER, "roles rise");
	ok(ROLE_CUSTOMER < ROLE_ADMIN, "up to the admin");
}

/* What the spec says, in a sentence for each: -1 is "not found". */
static int64_t
wanted_scope(const struct user_claim *user, int64_t asked)
{
	if (user->role == ROLE_ADMIN)
		return asked;
	if (user->role == ROLE_NONE || user->clinic_id == 0)
		return -1;
	return asked == 0 || asked == user->clinic_id ? user->clinic_id : -1;
}

static void
test_scope(void)
{
	for (enum role r = ROLE_NONE; r <= ROLE_ADMIN; r++)
		for (int64_t own = 0; own <= 2; own++)
			for (int64_t asked = 0; asked <= 2; asked++) {
				struct user_claim user = { 1, r, own };
				int64_t clinic_id = -1;
				enum scope scope = role_scope(&user, asked, &clinic_id);

				is_int(scope == SCOPE_OK ? clinic_id : -1,
				    wanted_scope(&user, asked), "%s of clinic %d asks for %d",
				    role_name(r), (int)own, (int)asked);
			}
}

static void
test_rows(void)
{
	struct user_claim admin = { 1, ROLE_ADMIN, 0 }, customer = { 2, ROLE_CUSTOMER, 7 };
	struct user_claim assistant = { 3, ROLE_ASSISTANT, 7 }, nobody = { 0, ROLE_NONE, 7 };
	struct user_claim stray = { 4, ROLE_CUSTOMER, 0 };

	ok(role_sees(&admin, 7) && role_sees(&admin, 0), "an admin sees every row");
	ok(role_sees(&customer, 7) && role_sees(&assistant, 7), "a clinic's people see its rows");
	ok(!role_sees(&customer, 8) && !role_sees(&assistant, 8), "and no other clinic's");
	ok(!role_sees(&customer, 0), "nor one of none");
	ok(!role_sees(&stray, 0), "not even those who have no clinic");
	ok(!role_sees(&nobody, 7), "nobody sees nothing");
}

int
main(void)
{
	test_names();
	test_scope();
	test_rows();
	return done_testing();
}

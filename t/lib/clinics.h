/* For tests of lib/data: the whole schema in the test's database, and clinics in it. */
#ifndef T_CLINICS_H
#define T_CLINICS_H

#include <sys/wait.h>
#include <unistd.h>

#include "data/clinics.h"
#include "data/migrate.h"
#include "data/users.h"
#include "database.h"

/* A connection to a database with the schema. */
static inline struct db *
test_db_with_schema(struct arena *a)
{
	struct db *fresh = test_db();
	const char *why = "";
	int applied;

	if (migrate(fresh, a, test_environment("SCHEMA_DIR"), &applied, &why) != DB_OK)
		bail_out("no schema: %s", why);
	return fresh;
}

static inline int64_t
test_clinic(struct db *db, struct arena *a, const char *name)
{
	struct clinic clinic = {
		.name = name, .timezone = "America/New_York", .default_country = "US",
		.language = "en-US",
	};
	int64_t version;

	if (clinic_add(db, a, &clinic, &version) != DB_OK)
		bail_out("no clinic %s", name);
	return clinic.clinic_id;
}

/* An assistant of the clinic, who logs in. */
static inline int64_t
test_user(struct db *db, struct arena *a, int64_t clinic_id, const char *email)
{
	struct account account = {
		.email = email, .name = "Somebody", .role = ROLE_ASSISTANT, .clinic_id = clinic_id,
		.password_hash = "$argon2id$0",
	};

	if (account_add(db, a, &account) != DB_OK)
		bail_out("no user %s", email);
	return account.user_id;
}

/* How many processes gave each result. */
struct tally { int of[256]; };

/* Runs `one(n)` in each of `count` processes at once. Each connects for itself. */
static inline struct tally
test_at_once(int count, int (*one)(int n))
{
	struct tally tally = { { 0 } };
	int gate[2];

	if (pipe(gate))
		bail_out("no pipe");
	fflush(NULL);
	for (int n = 0; n < count; n++) {
		char go;

		switch (fork()) {
		case -1:
			bail_out("no process");
		case 0:
			close(gate[1]);
			if (read(gate[0], &go, 1) < 0)	/* until everybody is there */
				_exit(255);
			_exit(one(n));
		}
	}
	close(gate[0]);
	close(gate[1]);
	for (int n = 0; n < count; n++) {
		int status;

		if (wait(&status) < 0)
			bail_out("no child");
		tally.of[WIFEXITED(status) ? WEXITSTATUS(status) : 255]++;
	}
	return tally;
}

#endif

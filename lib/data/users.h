/*
 * Those who log in, their logins, and the failures that throttle logging in.
 */
#ifndef DATA_USERS_H
#define DATA_USERS_H

#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/page.h"
#include "guard/role.h"

struct account {
	int64_t user_id;
	const char *email;			/* unique without regard to case */
	const char *name;
	enum role role;
	int64_t clinic_id;			/* 0 for an admin, and for an admin alone */
	const char *password_hash;		/* password_hash(); never shown */
	int64_t created_at_ms;
};

/* DB_NONE: there is no such account. */
enum db_result account_by_email(struct db *db, struct arena *a, const char *email,
    struct account *account);
enum db_result account_find(struct db *db, struct arena *a, int64_t user_id,
    struct account *account);

/* Sets user_id and created_at_ms. DB_DUPLICATE: the e-mail is taken. DB_CONFLICT: no such clinic,
 * or none for a role that needs one. */
enum db_result account_add(struct db *db, struct arena *a, struct account *account);

/* E-mail, name, role and clinic; results as of account_add, or DB_NONE. The password has its own
 * function, so that a change of name never brings an old one back: with it, every live login of the
 * user ends but `keep` (NULL: every one). */
enum db_result account_update(struct db *db, struct arena *a, const struct account *account);
enum db_result account_set_password(struct db *db, struct arena *a, int64_t user_id,
    const char *password_hash, const char *keep);

/* With all logins. DB_NONE: there is no such account. */
enum db_result account_delete(struct db *db, int64_t user_id);

/* The user object of spec section 11. */
struct json_object *account_object(struct arena *a, const struct account *account);

/* Appends user objects to `items`. *next is before_id of the page that follows, 0 where none
 * does. */
enum db_result accounts_list(struct db *db, struct arena *a, const struct page *page,
    struct json_object *items, int64_t *next);

/* --- logins -------------------------------------------------------------------------------- */

struct login {
	const char *login_id;			/* the token's jti: random_id() */
	int64_t user_id;
	const char *address;			/* where it came from */
	int64_t created_at_ms, expires_at_ms;
};

enum db_result login_add(struct db *db, struct arena *a, const struct login *login);

/* DB_OK: the login is neither ended nor expired, and *user is what its user may do NOW, whatever
 * the token says: a changed role and a deleted user take effect at once. DB_NONE: it is not
 * live. */
enum db_result login_is_live(struct db *db, struct arena *a, const char *login_id, int64_t now_ms,
    struct user_claim *user);

/* DB_NONE: it was not live. */
enum db_result login_end(struct db *db, struct arena *a, const char *login_id);

/* --- throttle ------------------------------------------------------------------------------ */

enum {
	LOGIN_PAIR_FAILURES_MAX = 5,		/* for one account from one address */
	LOGIN_ADDRESS_FAILURES_MAX = 50,	/* from one address */
	LOGIN_WINDOW_MS = 15 * 60 * 1000,	/* then 429, the right password too */
};

struct login_failures {
	int64_t pair, address;			/* failures since */
	int64_t free_at_ms;			/* when both fall below their maxima; 0: they are */
};

/* `account` is the e-mail that was tried, ours or not. since_ms is now less LOGIN_WINDOW_MS. */
enum db_result login_failures_count(struct db *db, struct arena *a, const char *account,
    const char *address, int64_t since_ms, struct login_failures *failures);
enum db_result login_failure_add(struct db *db, struct arena *a, const char *account,
    const char *address, int64_t at_ms);

/* After a success: forgets the pair. DB_OK also where there was nothing to forget. */
enum db_result login_failures_clear(struct db *db, const char *account, const char *address);

/* Forgets failures from before failures_ms, and logins that expired before expired_ms. */
enum db_result logins_purge(struct db *db, struct arena *a, int64_t failures_ms,
    int64_t expired_ms);

#endif

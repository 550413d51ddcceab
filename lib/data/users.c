/* Accounts, logins and failures to log in. See users.h. */
#include "data/users.h"

#include "core/clock.h"

#define ACCOUNT_COLUMNS "user_id, email, name, role, clinic_id, password_hash, created_at"

/* --- accounts --------------------------------------------------------------------------------- */

/* The database's own ENUM: what it holds is a role. */
static enum role
row_role(struct db_row row)
{
	enum role role = ROLE_NONE;

	(void)role_parse(row_text(row, "role"), &role);
	return role;
}

static void
account_read(struct db_row row, struct account *account)
{
	*account = (struct account){
		.user_id = row_int(row, "user_id"),
		.email = row_text(row, "email"),
		.name = row_text(row, "name"),
		.role = row_role(row),
		.clinic_id = row_int(row, "clinic_id"),
		.password_hash = row_text(row, "password_hash"),
		.created_at_ms = row_time(row, "created_at"),
	};
}

enum db_result
account_by_email(struct db *db, struct arena *a, const char *email, struct account *account)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT " ACCOUNT_COLUMNS " FROM users WHERE email = ?", DB_VALUES(db_text(email)));

	if (result == DB_OK)
		account_read(row, account);
	return result;
}

enum db_result
account_find(struct db *db, struct arena *a, int64_t user_id, struct account *account)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT " ACCOUNT_COLUMNS " FROM users WHERE user_id = ?", DB_VALUES(db_int(user_id)));

	if (result == DB_OK)
		account_read(row, account);
	return result;
}

enum db_result
account_add(struct db *db, struct arena *a, struct account *account)
{
	int64_t now_ms = clock_now_ms();
	enum db_result result = db_write(db,
	    "INSERT INTO users (email, name, role, clinic_id, password_hash, created_at) "
	    "VALUES (?, ?, ?, ?, ?, ?)",
	    DB_VALUES(db_text(account->email), db_text(account->name),
	    db_text(role_name(account->role)), db_id(account->clinic_id),
	    db_text(account->password_hash), db_time(a, now_ms)));

	if (result == DB_OK) {
		account->user_id = db_insert_id(db);
		account->created_at_ms = now_ms;
	}
	return result;
}

enum db_result
account_update(struct db *db, struct arena *a, const struct account *account)
{
	(void)a;	/* taken, as by all that write a whole struct */
	return db_write(db,
	    "UPDATE users SET email = ?, name = ?, role = ?, clinic_id = ? WHERE user_id = ?",
	    DB_VALUES(db_text(account->email), db_text(account->name),
	    db_text(role_name(account->role)), db_id(account->clinic_id),
	    db_int(account->user_id)));
}

enum db_result
account_delete(struct db *db, int64_t user_id)
{
	return db_write(db, "DELETE FROM users WHERE user_id = ?", DB_VALUES(db_int(user_id)));
}

struct json_object *
account_object(struct arena *a, const struct account *account)
{
	struct json_object *o = json_object_in(a);

	json_put_id(o, "id", account->user_id);
	json_put_text(o, "email", account->email);
	json_put_text(o, "name", account->name);
	json_put_text(o, "role", role_name(account->role));
	json_put_id(o, "clinicId", account->clinic_id);
	json_put_time(o, "createdAt", account->created_at_ms);
	return o;
}

enum db_result
accounts_list(struct db *db, struct arena *a, const struct page *page, struct json_object *items,
    int64_t *next)
{
	struct db_query *q = db_query(a, "SELECT " ACCOUNT_COLUMNS " FROM users WHERE TRUE");
	struct db_rows *rows;
	enum db_result result;

	db_query_if(q, " AND clinic_id = ?", db_id(page->clinic_id));
	page_query(q, a, page, "user_id", "created_at");
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < page_count(page, rows); i++) {
		struct account account;

		account_read(db_at(rows, i), &account);
		json_append(items, account_object(a, &account));
	}
	*next = page_next(page, rows, "user_id");
	return DB_OK;
}

/* --- logins ----------------------------------------------------------------------------------- */

enum db_result
login_add(struct db *db, struct arena *a, const struct login *login)
{
	return db_write(db,
	    "INSERT INTO logins (login_id, user_id, address, created_at, expires_at) "
	    "VALUES (?, ?, ?, ?, ?)",
	    DB_VALUES(db_text(login->login_id), db_int(login->user_id), db_text(login->address),
	    db_time(a, login->created_at_ms), db_time(a, login->expires_at_ms)));
}

enum db_result
login_is_live(struct db *db, struct arena *a, const char *login_id, int64_t now_ms,
    struct user_claim *user)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT u.user_id, u.role, u.clinic_id FROM logins l "
	    "JOIN users u ON u.user_id = l.user_id "
	    "WHERE l.login_id = ? AND l.revoked_at IS NULL AND l.expires_at > ?",
	    DB_VALUES(db_text(login_id), db_time(a, now_ms)));

	if (result == DB_OK)
		*user = (struct user_claim){
			.user_id = row_int(row, "user_id"),
			.role = row_role(row),
			.clinic_id = row_int(row, "clinic_id"),
		};
	return result;
}

enum db_result
login_end(struct db *db, struct arena *a, const char *login_id)
{
	const char *now = instant_sql(a, clock_now_ms());

	return db_write(db,
	    "UPDATE logins SET revoked_at = ? "
	    "WHERE login_id = ? AND revoked_at IS NULL AND expires_at > ?",
	    DB_VALUES(db_text(now), db_text(login_id), db_text(now)));
}

/* What there was nothing of is done as well. */
static enum db_result
also_nothing(enum db_result result)
{
	return result == DB_NONE ? DB_OK : result;
}

struct password {
	int64_t user_id;
	const char *hash, *keep, *now;
};

static enum db_result
set_password(struct db *db, void *context)
{
	const struct password *p = context;
	enum db_result result = db_write(db,
	    "UPDATE users SET password_hash = ? WHERE user_id = ?",
	    DB_VALUES(db_text(p->hash), db_int(p->user_id)));

	if (result != DB_OK)
		return result;
	return also_nothing(db_write(db,
	    "UPDATE logins SET revoked_at = ? "
	    "WHERE user_id = ? AND revoked_at IS NULL AND NOT (login_id <=> ?)",
	    DB_VALUES(db_text(p->now), db_int(p->user_id), db_text(p->keep))));
}

enum db_result
account_set_password(struct db *db, struct arena *a, int64_t user_id, const char *password_hash,
    const char *keep)
{
	return db_transact(db, set_password, &(struct password){
		.user_id = user_id, .hash = password_hash, .keep = keep,
		.now = instant_sql(a, clock_now_ms()),
	});
}

/* --- throttle --------------------------------------------------------------------------------- */

/* Longer ones are nobody's e-mail, and are counted by what fits the column. */
#define ACCOUNT_KEY "LEFT(?, 254)"

enum db_result
login_failures_count(struct db *db, struct arena *a, const char *account, const char *address,
    int64_t since_ms, struct login_failures *failures)
{
	struct db_value since = db_time(a, since_ms), pair_at = db_int(LOGIN_PAIR_FAILURES_MAX - 1);
	struct db_value address_at = db_int(LOGIN_ADDRESS_FAILURES_MAX - 1);
	struct db_value who = db_text(account), where = db_text(address);
	int64_t pair_ms, address_ms;
	struct db_row row;
	/* The oldest failure that counts against a maximum says when there is one less. */
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT (SELECT COUNT(*) FROM login_failures "
	    "WHERE account = " ACCOUNT_KEY " AND address = ? AND at >= ?) AS pair, "
	    "(SELECT COUNT(*) FROM login_failures WHERE address = ? AND at >= ?) AS address, "
	    "(SELECT at FROM login_failures "
	    "WHERE account = " ACCOUNT_KEY " AND address = ? AND at >= ? "
	    "ORDER BY at DESC LIMIT 1 OFFSET ?) AS pair_at, "
	    "(SELECT at FROM login_failures WHERE address = ? AND at >= ? "
	    "ORDER BY at DESC LIMIT 1 OFFSET ?) AS address_at",
	    DB_VALUES(who, where, since, where, since, who, where, since, pair_at, where, since,
	    address_at));

	if (result != DB_OK)
		return result;
	pair_ms = row_time(row, "pair_at");
	address_ms = row_time(row, "address_at");
	*failures = (struct login_failures){
		.pair = row_int(row, "pair"),
		.address = row_int(row, "address"),
		.free_at_ms = pair_ms > address_ms ? pair_ms : address_ms,
	};
	if (failures->free_at_ms)
		failures->free_at_ms += LOGIN_WINDOW_MS;
	return DB_OK;
}

enum db_result
login_failure_add(struct db *db, struct arena *a, const char *account, const char *address,
    int64_t at_ms)
{
	return db_write(db,
	    "INSERT INTO login_failures (account, address, at) VALUES (" ACCOUNT_KEY ", ?, ?)",
	    DB_VALUES(db_text(account), db_text(address), db_time(a, at_ms)));
}

enum db_result
login_failures_clear(struct db *db, const char *account, const char *address)
{
	return also_nothing(db_write(db,
	    "DELETE FROM login_failures WHERE account = " ACCOUNT_KEY " AND address = ?",
	    DB_VALUES(db_text(account), db_text(address))));
}

/* So many rows a statement: a purge holds nobody up for long. */
#define PURGE_LIMIT "1000"
enum { PURGE_ROWS = 1000 };

static enum db_result
purge(struct db *db, const char *sql, struct db_value before)
{
	enum db_result result;

	do {
		result = db_write(db, sql, &before, 1);
	} while (result == DB_OK && db_affected(db) == PURGE_ROWS);
	return also_nothing(result);
}

enum db_result
logins_purge(struct db *db, struct arena *a, int64_t failures_ms, int64_t expired_ms)
{
	enum db_result result = purge(db,
	    "DELETE FROM login_failures WHERE at < ? LIMIT " PURGE_LIMIT, db_time(a, failures_ms));

	if (result != DB_OK)
		return result;
	return purge(db, "DELETE FROM logins WHERE expires_at < ? LIMIT " PURGE_LIMIT,
	    db_time(a, expired_ms));
}

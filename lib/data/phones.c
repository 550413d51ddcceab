/* A number: its lock, and whether texts reach it. See phones.h. */
#include "data/phones.h"

#include "carrier/twilio_reason.h"

/* Locks the row whether it is new or known. */
static const char lock_sql[] =
    "INSERT INTO phones (clinic_id, phone) VALUES (?, ?) ON DUPLICATE KEY UPDATE phone = phone";

enum db_result
phone_lock(struct db *db, int64_t clinic_id, const char *phone)
{
	return db_write(db, lock_sql, DB_VALUES(db_int(clinic_id), db_text(phone)));
}

void
phone_lock_to(struct facts *f, int64_t clinic_id, const char *phone)
{
	facts_add(f, lock_sql, DB_VALUES(db_int(clinic_id), db_text(phone)));
}

enum db_result
phone_bad_code(struct db *db, struct arena *a, int64_t clinic_id, const char *phone, int *code)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT " PHONE_BAD_CODE("?", "?") " AS bad_code",
	    DB_VALUES(db_int(clinic_id), db_text(phone)));

	*code = result == DB_OK ? (int)row_int(row, "bad_code") : 0;
	return result == DB_NONE ? DB_OK : result;
}

struct json_object *
phone_unreachable(struct arena *a, int code)
{
	struct json_object *o;

	if (!code)
		return NULL;
	o = json_object_in(a);
	json_put_int(o, "code", code);
	json_put_text(o, "reason", twilio_reason(code)->advice);
	return o;
}

/* The lock of a number. See phones.h. */
#include "data/phones.h"

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

/*
 * A clinic's assistants: whom its calls ring, and who hears of its voicemails. Every change raises
 * the routing version (snapshot_touch) in its own transaction.
 */
#ifndef DATA_ASSISTANTS_H
#define DATA_ASSISTANTS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"

struct assistant_row {
	int64_t assistant_id, clinic_id;
	const char *name, *phone, *email;	/* email NULL: none */
	int priority;
	bool paused, sms_notify, email_notify;
	const char *duty_hours;			/* JSON, NULL: always on duty */
	int64_t created_at_ms;
};

/* By priority, then id: the order in which they are rung. At most ASSISTANTS_MAX a clinic. */
enum { ASSISTANTS_MAX = 100 };
enum db_result assistants_of_clinic(struct db *db, struct arena *a, int64_t clinic_id,
    struct assistant_row **list, size_t *count);

/* DB_NONE: there is no such assistant. */
enum db_result assistant_find(struct db *db, struct arena *a, int64_t assistant_id,
    struct assistant_row *out);

/* Sets assistant_id, created_at_ms. DB_DUPLICATE: the clinic has one with this phone. DB_CONFLICT:
 * it has ASSISTANTS_MAX already. */
enum db_result assistant_add(struct db *db, struct arena *a, struct assistant_row *row,
    int64_t *version);
enum db_result assistant_save(struct db *db, struct arena *a, const struct assistant_row *row,
    int64_t *version);
enum db_result assistant_delete(struct db *db, struct arena *a, int64_t assistant_id,
    int64_t *version);

#endif

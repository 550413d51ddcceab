/*
 * A clinic's assistants: whom its calls ring, and who hears of its voicemails. Every change raises
 * the routing version (snapshot_touch) in its own transaction.
 *
 * Calls and notify rules name assistants by id. One that is deleted leaves such a name behind: a
 * call keeps it, and a rule that names nobody is passed over by whoever carries the rules out.
 */
#ifndef DATA_ASSISTANTS_H
#define DATA_ASSISTANTS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/page.h"
#include "desk/hours.h"
#include "desk/routing.h"

struct assistant_row {
	int64_t assistant_id, clinic_id;
	const char *name, *phone, *email;	/* email NULL: none */
	int priority;				/* PRIORITY_LAST: after all others, when added */
	bool paused, sms_notify, email_notify;
	const char *duty_hours;			/* JSON, NULL: always on duty */
	int64_t created_at_ms;
};

/* By priority, then id: the order in which they are rung. At most ASSISTANTS_MAX a clinic. */
enum { ASSISTANTS_MAX = 100, PRIORITY_LAST = -1, PRIORITY_MAX = 1000000 };
enum db_result assistants_of_clinic(struct db *db, struct arena *a, int64_t clinic_id,
    struct assistant_row **list, size_t *count);

/* Which of these ids are no assistants of the clinic: missing[i], for each of them. */
enum db_result assistants_missing(struct db *db, struct arena *a, int64_t clinic_id,
    const int64_t *ids, size_t count, bool *missing);

/* DB_NONE: there is no such assistant. */
enum db_result assistant_find(struct db *db, struct arena *a, int64_t assistant_id,
    struct assistant_row *out);

/* Sets assistant_id, created_at_ms, and priority where it was PRIORITY_LAST. DB_DUPLICATE: the
 * clinic has one with this phone. DB_CONFLICT: it has ASSISTANTS_MAX already. DB_NONE: there is no
 * such clinic. */
enum db_result assistant_add(struct db *db, struct arena *a, struct assistant_row *row,
    int64_t *version);

/* Changes an assistant as `edit` does, which may be called more than once and sees the assistant as
 * it is at that moment; clinic_id and created_at_ms stay. *out is the assistant afterwards. DB_NONE:
 * there is no such assistant. DB_DUPLICATE: the clinic has another one with this phone. */
typedef void assistant_edit(struct assistant_row *row, void *context);
enum db_result assistant_change(struct db *db, struct arena *a, int64_t assistant_id,
    assistant_edit *edit, void *context, struct assistant_row *out, int64_t *version);

/* DB_NONE: there is no such assistant. */
enum db_result assistant_delete(struct db *db, struct arena *a, int64_t assistant_id,
    int64_t *version);

/* As routing and duty see it. Duty hours that cannot be read are logged and count as always: a
 * call that rings once too often is better than one that nobody hears. */
struct assistant assistant_of_row(struct arena *a, const struct assistant_row *row);

/* The assistant object of spec section 11; onDuty is meant at at_ms, in the clinic's zone. */
struct json_object *assistant_object(struct arena *a, const struct assistant_row *row,
    const char *zone, int64_t at_ms, bool mask);

/* Appends assistant objects to `items`, each in its own clinic's zone. *next is before_id of the
 * page that follows, 0 where none does. */
enum db_result assistants_list(struct db *db, struct arena *a, const struct page *page,
    int64_t at_ms, bool mask, struct json_object *items, int64_t *next);

/* --- for the snapshot ----------------------------------------------------------------------- */

/* The assistants with an id above `after`, of all clinics, by id, at most `limit`. */
enum db_result assistants_after(struct db *db, struct arena *a, int64_t after, int limit,
    struct assistant_row **list, size_t *count);

#endif

/* Tasks: what somebody at the clinic must do. */
#ifndef DATA_TASKS_H
#define DATA_TASKS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/events.h"
#include "data/page.h"

struct task {
	int64_t task_id, clinic_id;
	const char *kind, *title;		/* "voicemail" …; a sentence */
	const char *origin;			/* what raised it, unique; NULL: a person */
	bool done;
	int64_t assignee_id;			/* a user of the clinic; 0: nobody */
	int64_t due_at_ms;			/* 0: none */
	const char *call_sid, *message_sid;
	int64_t appointment_id, created_at_ms;
};

/* As one of an event's facts (origin is required: a repeat adds none). Where no clinic is known
 * there is nobody to do it, and none is added. A title that is too long is cut. */
void task_add_to(struct facts *f, const struct task *task, int64_t at_ms);

/* The same, but none while an open task's origin begins like this one's, up to its last colon: of
 * all that raises "text:3:+18455550142:…" there is one thing to do. Within the lock of a number
 * (data/phones.h) there is never a second one. */
void task_add_unless_open_to(struct facts *f, const struct task *task, int64_t at_ms);

/* By itself. Sets task_id and created_at_ms; a known origin gives the task that is there.
 * DB_CONFLICT: there is no such clinic. */
enum db_result task_add(struct db *db, struct arena *a, struct task *task);

/* DB_NONE: there is no such task. */
enum db_result task_find(struct db *db, struct arena *a, int64_t task_id, struct task *out);

struct task_filter {
	const char *status, *kind, *call_sid;	/* NULL: any */
	int64_t assignee_id;			/* 0: any */
	int64_t due_before_ms;			/* 0: any, and those without a time */
};

/* Appends task objects to `items`, newest first. *next is before_id of the page that follows, 0
 * where none does. */
enum db_result tasks_list(struct db *db, struct arena *a, const struct page *page,
    const struct task_filter *filter, struct json_object *items, int64_t *next);

/* Changes a task as `edit` does, which may be called more than once and sees the task as it is at
 * that moment; *out is the task afterwards. A new time to be done by is reminded of anew. DB_NONE:
 * there is no such task. */
typedef void task_edit(struct task *task, void *context);
enum db_result task_change(struct db *db, struct arena *a, int64_t task_id, task_edit *edit,
    void *context, struct task *out);

/* DB_NONE: there is no such task. */
enum db_result task_delete(struct db *db, int64_t task_id);

/* The task object of spec section 11. */
struct json_object *task_object(struct arena *a, const struct task *task);

/* --- reminders ------------------------------------------------------------------------------ */

/* At most `limit` open tasks whose time is past at at_ms, and of which nobody was reminded. */
enum db_result tasks_overdue(struct db *db, struct arena *a, int64_t at_ms, int limit,
    struct task **list, size_t *count);

/* Within the transaction that adds the mails. DB_NONE: it was reminded of meanwhile, or is done. */
enum db_result task_reminded(struct db *db, struct arena *a, int64_t task_id, int64_t at_ms);

#endif

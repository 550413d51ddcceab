/* Tasks: what somebody at the clinic must do. */
#ifndef DATA_TASKS_H
#define DATA_TASKS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/events.h"

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

/* By itself. Sets task_id and created_at_ms; a known origin gives the task that is there.
 * DB_CONFLICT: there is no such clinic. */
enum db_result task_add(struct db *db, struct arena *a, struct task *task);

/* DB_NONE: there is no such task. */
enum db_result task_find(struct db *db, struct arena *a, int64_t task_id, struct task *out);

#endif

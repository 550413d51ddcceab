/*
 * Reminders of visits. The row is the claim: whoever inserts it sends, in the same transaction with
 * the intent of the text or call, and its unique key (visit, offset, channel) lets nobody else.
 */
#ifndef DATA_REMINDERS_H
#define DATA_REMINDERS_H

#include <stdbool.h>
#include <stdint.h>

#include "data/appointments.h"
#include "data/db.h"

/* The clinics whose routing document has reminders on, by id. */
enum db_result reminding_clinics(struct db *db, struct arena *a, int64_t after_id, int limit,
    int64_t **ids, size_t *count);

/* A visit that may be reminded of. */
struct reminded_visit {
	int64_t appointment_id, starts_at_ms;
	int64_t agreed_at_ms;		/* since when its time and status are what they are */
	const char *status;		/* scheduled, confirmed; of answers any */
	const char *phone, *language;	/* the patient's */
	const char *timezone;		/* the patient's; NULL: the clinic's */
	bool told;			/* of reminded_visits: of its time as it is now */
};

struct reminder_filter {
	int64_t clinic_id;
	int64_t since_ms, until_ms;	/* that begin in (since, until] */
	int64_t after_ms, after_id;	/* the cursor: after this one; 0: from the first */
	int offset_hours;
	bool sms, call;			/* that lack a reminder of this offset by one of these */
	int limit;
};

/* By their beginning, over the index of a clinic's visits. */
enum db_result reminders_ahead(struct db *db, struct arena *a,
    const struct reminder_filter *filter, struct reminded_visit **list, size_t *count);

/* All of a number that begin in [since, until), by their beginning. */
enum { REMINDED_TOGETHER_MAX = 20 };
enum db_result reminders_together(struct db *db, struct arena *a, int64_t clinic_id,
    const char *phone, int64_t since_ms, int64_t until_ms, struct reminded_visit **list,
    size_t *count);

struct reminder {
	int64_t appointment_id;
	int64_t starts_at_ms;		/* of the visit, as it was read */
	int offset_hours;
	bool by_call;			/* else by text */
	const char *skipped;		/* why it is not sent; NULL: it is */
};

/* Within a transaction. DB_DUPLICATE: somebody else has it. DB_NONE: the visit is not what it was:
 * moved, cancelled, gone. */
enum db_result reminder_claim(struct db *db, struct arena *a, const struct reminder *reminder,
    int64_t *reminder_id);

/* What is sent for it; 0: none. */
enum db_result reminder_sent(struct db *db, int64_t reminder_id, int64_t message_id,
    int64_t call_id);

/* --- answers --------------------------------------------------------------------------------- */

/* The visits of a number that were ahead at at_ms, and of which it had been reminded by text, or
 * called about: what a reply can mean. Open ones, or, where there are none, those that are
 * cancelled. At most 5, by their beginning. */
enum db_result reminded_visits(struct db *db, struct arena *a, int64_t clinic_id,
    const char *phone, int64_t at_ms, struct reminded_visit **list, size_t *count);

/* As one of an event's facts: the patient is told now when the visit is. */
void reminder_told_to(struct facts *f, const struct reminded_visit *visit, int64_t at_ms);

#endif

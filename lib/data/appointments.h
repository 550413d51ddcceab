/*
 * Appointments: agreed visits. Staff may set any status; a patient's answer (a key in a call, a
 * reply to a text) only changes a visit that is still ahead and not cancelled. The call and the
 * text act on the same row.
 */
#ifndef DATA_APPOINTMENTS_H
#define DATA_APPOINTMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/events.h"
#include "data/patients.h"

struct appointment {
	int64_t appointment_id, clinic_id, patient_id;
	const char *doctor;		/* "" if not said */
	int64_t starts_at_ms;
	int duration_minutes;
	const char *status;		/* scheduled, confirmed, reschedule-requested, cancelled,
					 * completed, no-show */
	const char *notes;		/* NULL: none */
	int64_t created_at_ms;
	struct patient patient;		/* read only */
};

/* Sets appointment_id, created_at_ms and patient. DB_CONFLICT: no such clinic or patient, or the
 * patient is another clinic's. Within a transaction, it is added with it. */
enum db_result appointment_add(struct db *db, struct arena *a, struct appointment *appointment);

/* With its patient. DB_NONE: there is no such appointment. */
enum db_result appointment_find(struct db *db, struct arena *a, int64_t appointment_id,
    struct appointment *out);

/* Within a transaction, until its end: whoever else holds this appointment waits. DB_NONE: there is
 * no such appointment. */
enum db_result appointment_hold(struct db *db, struct arena *a, int64_t appointment_id);

struct appointment_filter {
	int64_t clinic_id, patient_id;		/* 0: any */
	const char *doctor, *status;		/* NULL: any; a doctor's name whatever its case */
	int64_t since_ms, until_ms;		/* that start in [since, until); 0: open */
	int64_t before_ms, before_id;		/* the cursor: earlier visits; 0: from the last */
	int limit;
};

/* Appends appointment objects to `items`: those that the filter lets through, the latest visit
 * first. */
enum db_result appointments_list(struct db *db, struct arena *a,
    const struct appointment_filter *filter, struct json_object *items);

/* Changes an appointment as `edit` does, which may be called more than once and sees it as it is at
 * that moment; *out is the appointment afterwards. Answers that the patient gave before a change of
 * its time or status count no more. DB_NONE: there is no such appointment. DB_CONFLICT: no such
 * patient, or another clinic's. */
typedef void appointment_edit(struct appointment *appointment, void *context);
enum db_result appointment_change(struct db *db, struct arena *a, int64_t appointment_id,
    appointment_edit *edit, void *context, struct appointment *out);

/* With its reminders; a booking that it was made of, and tasks about it, have none any more.
 * DB_NONE: there is no such appointment. */
enum db_result appointment_delete(struct db *db, int64_t appointment_id);

/* Can a patient still confirm, move or cancel it? It is ahead of now_ms, and scheduled, confirmed
 * or reschedule-requested. */
bool appointment_is_open(const struct appointment *appointment, int64_t now_ms);

/* A patient's answer, as one of an event's facts: "confirmed", "reschedule-requested" or
 * "cancelled", given at at_ms; nothing changes where the visit was not open then. The later of two
 * answers counts, in whatever order they arrive, and so does what staff did after an answer; but
 * nothing brings back what was cancelled. */
void appointment_answer_to(struct facts *f, int64_t appointment_id, const char *status,
    int64_t at_ms);

/* The same by itself (an answer that a job works in). DB_NONE: it is not open, or there already. */
enum db_result appointment_answer(struct db *db, struct arena *a, int64_t appointment_id,
    const char *status, int64_t at_ms);

/* The appointment object of spec section 11, with its patient. */
struct json_object *appointment_object(struct arena *a, const struct appointment *appointment);

#endif

/*
 * Bookings: visits that calls produced. One that was recognised in a call is a proposal, which a
 * person confirms or dismisses; what a person has decided or changed is never changed by a source
 * again. A call makes one at most, and so does a session. What an AI agent reports of its own call
 * is stronger than what the detector read out of a transcript.
 */
#ifndef DATA_BOOKINGS_H
#define DATA_BOOKINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/page.h"

struct booking_proposal {
	int64_t clinic_id, patient_id;		/* patient_id 0: not known */
	const char *call_sid, *session_id;	/* one of them at least; NULL: none */
	const char *source;			/* detector (also NULL), elevenlabs, vapi */
	const char *service;			/* "Cleaning"; NULL: not said */
	const char *evidence;			/* the words that decided; "" */
	const char *stated_time;		/* NULL: not said */
	const char *stated_date;		/* its day, "2026-11-24"; NULL: not known */
	int64_t starts_at_ms;			/* 0: not known */
	double confidence;
};

/* Proposes a booking, or brings the call's or session's proposal up to date. DB_OK also where a
 * person has decided or changed it already, or a stronger source has made it: then nothing changes.
 * Within a transaction, it is a part of it. DB_CONFLICT: there is no such clinic. */
enum db_result booking_propose(struct db *db, struct arena *a,
    const struct booking_proposal *proposal, int64_t at_ms);

/* Takes back what the detector proposed for a call and nobody has decided or changed yet. DB_OK
 * also where there is none. */
enum db_result booking_withdraw(struct db *db, const char *call_sid);

struct booking_row {
	int64_t booking_id, clinic_id, patient_id;	/* patient_id 0: not known */
	const char *call_sid, *session_id;		/* NULL: none */
	const char *source, *service;			/* service NULL: not said */
	int64_t starts_at_ms;				/* 0: not known */
	const char *stated_time, *evidence;		/* stated_time NULL: not said */
	const char *stated_date;			/* NULL: not known */
	double confidence;
	const char *status;				/* proposed, confirmed, dismissed */
	int64_t appointment_id;				/* made of it; 0: none (any more) */
	int64_t created_at_ms;
};

/* DB_NONE: there is no such booking. */
enum db_result booking_find(struct db *db, struct arena *a, int64_t booking_id,
    struct booking_row *out);

struct booking_filter {
	const char *status, *source, *call_sid, *session_id;	/* NULL: any */
	int64_t patient_id;					/* 0: any */
};

/* Appends booking objects to `items`, newest first. *next is before_id of the page that follows, 0
 * where none does. */
enum db_result bookings_list(struct db *db, struct arena *a, const struct page *page,
    const struct booking_filter *filter, struct json_object *items, int64_t *next);

/* What a person says of a booking. NULL and 0: nothing is said. */
struct booking_decision {
	const char *status;			/* confirmed, dismissed, proposed */
	int64_t patient_id;
	const char *first_name, *last_name;	/* instead: whoever this is with the call's number */
	const char *service;
	int64_t starts_at_ms;
	/* Of the appointment. */
	int duration_minutes;			/* 0: 30 */
	const char *doctor;
};

/* What a decision lacks (DB_CONFLICT): bits. */
enum {
	BOOKING_IS_CONFIRMED = 1,		/* its appointment is what can be changed */
	BOOKING_LACKS_TIME = 2,			/* nothing says when the visit starts */
	BOOKING_LACKS_PATIENT = 4,		/* nor whose it is */
	BOOKING_LACKS_PHONE = 8			/* a name alone, of a call without a number */
};

/* Takes a decision, and gives the booking as it is then. Confirming makes the appointment, in the
 * same transaction, of the patient that the decision names, else the booking's, else its call's or
 * session's. The same again changes nothing and gives the same; *changed tells. A dismissed one may
 * still be confirmed or proposed again; a confirmed one stays so. DB_NONE: there is no such
 * booking. */
enum db_result booking_decide(struct db *db, struct arena *a, int64_t booking_id,
    const struct booking_decision *decision, struct booking_row *out, bool *changed,
    unsigned *lacks);

/* The booking object of spec section 11. */
struct json_object *booking_object(struct arena *a, const struct booking_row *booking);

/* The same of a call's booking. DB_NONE: the call has none. */
enum db_result booking_of_call(struct db *db, struct arena *a, const char *call_sid,
    struct json_object **booking);

#endif

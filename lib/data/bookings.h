/*
 * Bookings: visits that calls produced. One that was recognised in a call is a proposal, which a
 * person confirms or dismisses; what a person has decided is never changed here. A call makes one at
 * most.
 */
#ifndef DATA_BOOKINGS_H
#define DATA_BOOKINGS_H

#include <stdint.h>

#include "core/json.h"
#include "data/db.h"

struct booking_proposal {
	int64_t clinic_id, patient_id;		/* patient_id 0: not known */
	const char *call_sid;
	const char *evidence;			/* the words that decided; "" */
	const char *stated_time;		/* NULL: not said */
	int64_t starts_at_ms;			/* 0: not known */
	double confidence;
};

/* Proposes a booking, or brings the call's proposal up to date. DB_OK also where a person has
 * decided already, or another source has made the call's booking: then nothing changes. */
enum db_result booking_propose(struct db *db, struct arena *a,
    const struct booking_proposal *proposal, int64_t at_ms);

/* Takes back what was proposed for a call and nobody has decided yet. DB_OK also where there is
 * none. */
enum db_result booking_withdraw(struct db *db, const char *call_sid);

/* The booking object of spec section 11. DB_NONE: the call has none. */
enum db_result booking_of_call(struct db *db, struct arena *a, const char *call_sid,
    struct json_object **booking);

#endif

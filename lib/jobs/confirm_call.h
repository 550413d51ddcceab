/*
 * Ordering a confirmation call: which provider makes it, what it is asked for, and the intent as a
 * row. What its webhooks must know with the database away (whose language, when the visit is)
 * travels in the signed query of its URLs; no name does, and no doctor.
 */
#ifndef JOBS_CONFIRM_CALL_H
#define JOBS_CONFIRM_CALL_H

#include "core/config.h"
#include "core/routes.h"
#include "data/appointments.h"
#include "data/clinics.h"
#include "data/outbound_calls.h"

/* "twilio" where its credentials are there, else "vapi", else "simulation". */
const char *confirm_provider(const struct config *config);

/* Vapi's own numbers call the United States alone. Draws libphonenumber into the program. */
bool confirm_reaches(struct arena *a, const char *provider, const char *phone);

/* With this begin the origins of calls that somebody at the desk orders. The desk is told within so
 * long what came of asking for them; later the job places what was left. */
#define CONFIRM_NOW "confirm-now:"
enum { CONFIRM_NOW_MS = 12 * 1000 };

struct confirm_order {
	const struct clinic *clinic;
	const struct appointment *visit;
	const char *origin;		/* unique: the same thing never calls twice */
	const char *from;		/* a number of the clinic; for vapi and simulation "" will do */
	int64_t place_at_ms;		/* when the job places it, if nobody else did */
	int64_t ask_until_ms;		/* as outbound_call's */
};

/* As outbound_call_intend: DB_CONFLICT: the patient does not want to be called. DB_DUPLICATE: the
 * origin has its call, or another one about the visit is under way: *call. DB_NONE: the visit is
 * not there any more. Whether it is open is the caller's to look at. */
enum db_result confirm_call_intend(struct db *db, struct arena *a, const struct config *config,
    const struct routes *routes, const struct confirm_order *order, struct outbound_call *call);

/* Is a call about this visit under way, or to be? *last is the latest of all, call_id 0: there is
 * none. */
enum db_result confirm_last_call(struct db *db, struct arena *a, int64_t appointment_id,
    struct outbound_call *last, bool *under_way);

#endif

/* Tickets: problems that calls raised, or that people write down. */
#ifndef DATA_TICKETS_H
#define DATA_TICKETS_H

#include <stdint.h>

#include "core/json.h"
#include "data/db.h"

struct ticket {
	int64_t ticket_id, clinic_id, patient_id;	/* patient_id 0: not known */
	const char *call_sid, *session_id;		/* NULL: none */
	const char *origin;				/* what raised it, unique; NULL: a person */
	const char *subject, *description;
	const char *priority;				/* low, normal, high, urgent */
	const char *status;				/* open, in-progress, closed */
	int64_t created_at_ms;
};

/* Sets ticket_id and created_at_ms; a known origin gives the ticket that is there. An urgent one
 * orders the job "notify-ticket" ({ticketId}), in the same transaction. DB_CONFLICT: there is no
 * such clinic. */
enum db_result ticket_add(struct db *db, struct arena *a, struct ticket *ticket);

/* DB_NONE: there is no such ticket. */
enum db_result ticket_find(struct db *db, struct arena *a, int64_t ticket_id, struct ticket *out);

/* The ticket object of spec section 11. */
struct json_object *ticket_object(struct arena *a, const struct ticket *ticket);

#endif

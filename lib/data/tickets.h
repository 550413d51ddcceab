/* Tickets: problems that calls raised, or that people write down. */
#ifndef DATA_TICKETS_H
#define DATA_TICKETS_H

#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/page.h"

struct ticket {
	int64_t ticket_id, clinic_id, patient_id;	/* patient_id 0: not known */
	const char *call_sid, *session_id;		/* NULL: none */
	const char *origin;				/* what raised it, unique; NULL: a person */
	const char *subject, *description;
	const char *priority;				/* low, normal, high, urgent */
	const char *status;				/* open, in-progress, closed */
	int64_t notified_at_ms;				/* read only: an urgent one was told; 0 */
	int64_t created_at_ms;
};

/* Sets ticket_id and created_at_ms; a known origin gives the ticket that is there. An urgent one
 * orders the job "notify-ticket" ({ticketId}), in the same transaction, which may be the caller's.
 * A text that is too long is cut. DB_CONFLICT: there is no such clinic. */
enum db_result ticket_add(struct db *db, struct arena *a, struct ticket *ticket);

/* DB_NONE: there is no such ticket. */
enum db_result ticket_find(struct db *db, struct arena *a, int64_t ticket_id, struct ticket *out);

struct ticket_filter {
	const char *status, *priority;			/* NULL: any */
	const char *call_sid, *session_id;
	int64_t patient_id;				/* 0: any */
};

/* Appends ticket objects to `items`, newest first. *next is before_id of the page that follows, 0
 * where none does. */
enum db_result tickets_list(struct db *db, struct arena *a, const struct page *page,
    const struct ticket_filter *filter, struct json_object *items, int64_t *next);

/* Changes a ticket as `edit` does, which may be called more than once and sees the ticket as it is
 * at that moment; *out is the ticket afterwards. One that becomes urgent orders the job as a new
 * one does. DB_NONE: there is no such ticket. */
typedef void ticket_edit(struct ticket *ticket, void *context);
enum db_result ticket_change(struct db *db, struct arena *a, int64_t ticket_id, ticket_edit *edit,
    void *context, struct ticket *out);

/* Those who want to hear of it were told; within the transaction that tells them. DB_NONE: they
 * had been already. */
enum db_result ticket_notified(struct db *db, struct arena *a, int64_t ticket_id, int64_t at_ms);

/* The ticket object of spec section 11. */
struct json_object *ticket_object(struct arena *a, const struct ticket *ticket);

#endif

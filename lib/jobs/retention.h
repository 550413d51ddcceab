/* What is kept too long is deleted. */
#ifndef JOBS_RETENTION_H
#define JOBS_RETENTION_H

#include "core/config.h"
#include "data/db.h"
#include "data/deletions.h"

struct retention_counts {
	int64_t asked[DELETION_KINDS];		/* entries made in the ledger */
	bool more;				/* it was cut short: there is more to be deleted */
};

/* Enters what each clinic has kept for longer than its days (its own, or the server's; 0: for ever)
 * into the ledger, and deletes it here. Jobs do the rest, a little apart, so that no other job
 * waits behind all of them. At most so many of each kind at once. */
enum db_result retention_make(struct db *db, const struct config *c, int64_t now_ms,
    int at_most, struct retention_counts *counts);

#endif

/* Deleting at the provider what the ledger says. */
#ifndef JOBS_DELETE_H
#define JOBS_DELETE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/config.h"
#include "data/db.h"

enum delete_result {
	DELETE_DONE,		/* gone here and there, or there is no such entry */
	DELETE_FAILED,		/* the ledger says why */
	DELETE_AWAY,		/* the database did not answer */
};

/* Deletes one entry's thing, here once more and at its provider, and says so in the ledger. That it
 * is not there any more is success. gives_up: a failure is the last one until tomorrow. *why is for
 * people. May run twice, and twice at once. */
enum delete_result delete_carry_out(struct db *db, struct arena *a, const struct config *c,
    int64_t deletion_id, bool gives_up, const char **why);

#endif

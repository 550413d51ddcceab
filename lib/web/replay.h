/*
 * Webhooks that waited in the spool (web/spool.h) go through the very same programs again, as CGIs,
 * in the order in which they came.
 */
#ifndef WEB_REPLAY_H
#define WEB_REPLAY_H

#include <stddef.h>

#include "core/arena.h"
#include "core/config.h"

enum replay_result {
	REPLAYED, /* stored, and gone from the spool */
	REPLAY_REFUSED, /* it cannot be replayed: it is in bad/ with its reason */
	REPLAY_LATER, /* the database is away, the settings are wrong, it cannot be read now, its
			 program cannot be run or did not come to an end: the same one comes first
			 again */
};

/* Replays one of new/ by its name. A program that dies or hangs on the same one three times in a
 * row sends it to bad/, as does a program that ROUTES does not name and that cannot be run. What
 * lies with the host never does: no memory (SIGKILL), wrong settings, a program that is missing
 * from its place while a new version is installed. */
enum replay_result spool_replay(struct arena *a, const struct config *config, const char *name);

#endif

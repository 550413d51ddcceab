/* The database server itself, for those who run it. */
#ifndef DATA_SERVER_H
#define DATA_SERVER_H

#include <stdint.h>

#include "data/db.h"

/* How many connections it takes at once (max_connections). */
enum db_result server_connections_max(struct db *db, struct arena *a, int64_t *connections);

#endif

/* The database server itself, for those who run it. */
#ifndef DATA_SERVER_H
#define DATA_SERVER_H

#include <stdint.h>

#include "data/db.h"

/* How many connections it takes at once (max_connections). */
/* The largest statement that it takes with its values (max_allowed_packet), in bytes. */
enum db_result server_packet_max(struct db *db, struct arena *a, int64_t *bytes);

/* A provider's report of 25 MiB, with room for what stands beside it. */
enum { SERVER_PACKET_MIN = 32 * 1024 * 1024 };

enum db_result server_connections_max(struct db *db, struct arena *a, int64_t *connections);

#endif

/* The database server. See server.h. */
#include "data/server.h"

enum db_result
server_connections_max(struct db *db, struct arena *a, int64_t *connections)
{
	struct db_row row;
	enum db_result found = db_read_one(
	    db, a, &row, "SELECT @@GLOBAL.max_connections AS connections", DB_NO_VALUES);

	if (found == DB_OK)
		*connections = row_int(row, "connections");
	return found;
}

enum db_result
server_packet_max(struct db *db, struct arena *a, int64_t *bytes)
{
	struct db_row row;
	enum db_result found = db_read_one(
	    db, a, &row, "SELECT @@GLOBAL.max_allowed_packet AS bytes", DB_NO_VALUES);

	if (found == DB_OK)
		*bytes = row_int(row, "bytes");
	return found;
}

/*
 * What the connection to the database reads: DB_HOST's list, and the server's messages, whose
 * quoted values are somebody's data and must not reach a log. The list's reader is nobody else's
 * business: this test reaches it from within.
 */
#include "data/db_link.c"

#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	",", ":", "[", "]", "[::1]:3307", "::1", ":0", ":65536", " ", "db1", "'", "''", " for key ",
	"key '", "column '", "('", " '", "`", "Duplicate entry '", "' for key 'email'", "\n", NULL
};

static void
hosts(const char *list)
{
	struct config config = { .db_host = list, .db_socket = "", .db_timeout = 1 };
	struct db db = { .config = &config };
	char host[HOST_BYTES_MAX];
	unsigned port;

	for (size_t i = 0; i < HOSTS_MAX && host_at(&db, i, host, &port); i++) {
		must(strlen(host) < HOST_BYTES_MAX && port <= UINT16_MAX);
		must(!strpbrk(host, ", "));
	}
}

static void
messages(struct arena *a, const char *value)
{
	static const struct { unsigned number; const char *before, *after; } said[] = {
		{ ER_DUP_ENTRY, "Duplicate entry '", "' for key 'email'" },
		{ ER_TRUNCATED_WRONG_VALUE, "Incorrect datetime value: '", "' for column 'at' at row 1" },
		{ ER_TRUNCATED_WRONG_VALUE, "Truncated incorrect DOUBLE value: '", "'" },
	};
	struct db db = { 0 };

	link_error(&db, ER_DUP_ENTRY, value);
	must(strlen(db_error(&db)) < ERROR_BYTES_MAX);
	link_error(&db, CR_SERVER_LOST, value);
	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		link_error(&db, said[i].number,
		    arena_printf(a, "%s%s%s", said[i].before, value, said[i].after));
		/* Long enough to be in the words around it by no chance. */
		must(strlen(value) < 20 || !strstr(db_error(&db), value));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	/* An allocation of its own each, so that the sanitizer sees where it ends. */
	const char *text = arena_copy(a, (const char *)data, size);

	hosts(text);
	messages(a, text);
	return 0;
}

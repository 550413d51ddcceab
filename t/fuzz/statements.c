/*
 * A migration's statements: all of it, in its order, and nothing behind them but blanks, comments
 * and semicolons. The splitter is nobody else's business: this test reaches it from within.
 */
#include "data/migrate.c"

#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	";", ";\n", "; -- why\n", "'", "''", "\\'", "\"", "`", "``", "/*", "*/", "-- ", "--", "#",
	"\n", "\r\n", "\t", "CREATE TABLE t (a INT)", "DEFAULT ';\n'", "/* ;\n */", "-- ;\n", NULL
};

/* Of what stands before a statement, and after the last one. */
static void
must_be_nothing(const char *p, const char *end)
{
	while (p < end) {
		const char *past = skip_quoted(p);

		must(isspace((unsigned char)*p) || *p == ';' || past > p);
		must(!strchr("'\"`", *p));
		p = past > p ? past : p + 1;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *sql = arena_copy(a, (const char *)data, size), *rest = sql, *at = sql;
	const char *statement;

	while ((statement = statement_next(a, &rest))) {
		const char *found = strstr(at, statement);

		must(*statement && !text_is_blank(statement));
		must(found && found + strlen(statement) <= rest);
		/* A comment before it may hold the same words: the last place is the one meant. */
		for (const char *later = found; later && later + strlen(statement) <= rest;
		    later = strstr(later + 1, statement))
			found = later;
		at = found + strlen(statement);
		must(rest >= at);
	}
	must(!*rest);
	must_be_nothing(at, rest);
	return 0;
}

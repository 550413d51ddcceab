/*
 * Running one of our programs as a CGI: for replay from the spool, and for a dry run that shows what it would answer. Whoever calls has judged that the request may
 * be made: the program checks no signature then.
 */
#ifndef WEB_CGI_H
#define WEB_CGI_H

#include "core/arena.h"
#include "web/spool.h"

enum cgi_mode {
	CGI_REPLAY,		/* facts are stored; the clock is received_at_ms */
	CGI_DRY,		/* neither the database nor the spool is written */
};

enum { CGI_NOT_RUN = 127 };	/* exit status of a program that cannot be executed */

/* Runs program_dir/e->program, 30 s at most (then it is ended by SIGALRM). The wait status, or -1 where nothing could be started. output gets what the program wrote
 * to its standard output (CGI head and body), NUL-terminated, up to 1 MiB; NULL: nobody wants it. */
int cgi_run(struct arena *a, const char *program_dir, const struct envelope *e, enum cgi_mode mode, const char **output);

#endif

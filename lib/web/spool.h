/*
 * The spool: webhooks whose facts could not be stored, one file each, in the Maildir discipline: written to tmp/, fsync, renamed to new/, fsync of the
 * directory, and only then acknowledged. Names sort by the time of receipt. The worker replays them, oldest first, through the very same program as a CGI;
 * what cannot be replayed goes to bad/ with its reason beside it.
 *
 * An envelope is a head of "name: value" lines, an empty line, then body-bytes of the body and answer-bytes of the answer that was given.
 */
#ifndef WEB_SPOOL_H
#define WEB_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"

struct envelope {
	const char *program, *method, *target, *content_type, *address;	/* the guard let it pass: nothing is checked again */
	int64_t received_at_ms;
	const char *body;
	size_t body_bytes;
	int answer_status;
	const char *answer;
	size_t answer_bytes;
};

/* Makes tmp, new and bad below dir where they are missing. False: *why says what is wrong. */
bool spool_open(struct arena *a, const char *dir, const char **why);

/* Removes what a program left in tmp/ that was killed before its envelope was whole: an hour old, and nobody acknowledged it. */
void spool_sweep(struct arena *a, const char *dir);

/* Durable when true. */
bool spool_write(struct arena *a, const char *dir, const struct envelope *e, const char **why);

/* Names in new/ ("bad": in bad/), oldest first, up to max; the count. */
size_t spool_list(struct arena *a, const char *dir, const char *box, size_t max, const char ***names);

enum spool_result {
	SPOOL_READ,
	SPOOL_NOT_NOW,		/* the host's fault, not the file's (no more open files, no memory, a disk that fails), or the file is gone */
	SPOOL_NO_ENVELOPE,	/* nor will it be one */
};

/* *why says what is wrong, but for SPOOL_READ. */
enum spool_result spool_read(struct arena *a, const char *dir, const char *name, struct envelope *e, const char **why);

bool spool_done(struct arena *a, const char *dir, const char *name);				/* replayed: away with it */
bool spool_bad(struct arena *a, const char *dir, const char *name, const char *reason);	/* to bad/, with NAME.reason */
bool spool_again(struct arena *a, const char *dir, const char *name);				/* from bad/ to new/ */

/* Files in new/ and bad/; -1 where the directory cannot be read. */
long spool_depth(const char *dir, const char *box);

/*
 * How a program is run again. As a CGI, with the envelope in its environment (REQUEST_METHOD, REQUEST_URI, CONTENT_TYPE, CONTENT_LENGTH, REMOTE_ADDR), the body on its
 * standard input, behind it the answer that was given, and SWITCHBOARD_REPLAY=received_at_ms: the clock is then received-at, the guard's verdict is the envelope's. Exit statuses:
 */
enum { REPLAY_STORED = 0, REPLAY_BROKEN = 1, REPLAY_MISCONFIGURED = 100, REPLAY_AWAY = 111 };

#endif

/*
 * The routing snapshot: what a call needs to know, in one text file per host
 * (STATE_DIR/routing.snapshot), so that routing never waits for the database. Written whole to a
 * temporary file, fsync, rename; read through a read-only mapping.
 *
 *	switchboard-snapshot 1 VERSION WRITTEN_AT_MS LINES
 *	18455550100<TAB>{"number":"+18455550100","clinicId":3,…}
 *	8455550100<TAB>{…}	the same without its country code, where it is nobody else's
 *	end
 *
 * Lines are sorted by key (digits only), so that they are found by halving. The JSON is
 * desk/routing's `struct line` document (line_parse, line_document). VERSION is versions.routing at
 * the time of reading, in one consistent read with the rows.
 */
#ifndef DATA_SNAPSHOT_H
#define DATA_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "data/db.h"
#include "desk/routing.h"

struct snapshot;			/* one per process: the mapping in force */

struct snapshot *snapshot_new(const char *state_dir);
void snapshot_free(struct snapshot *s);

enum snapshot_result {
	SNAPSHOT_FOUND,
	SNAPSHOT_NOT_FOUND,
	SNAPSHOT_MISSING,		/* no file, or none that can be read */
};

/* Looks for a newer file (one stat) and puts it in force; one that is damaged leaves the older one
 * (unless it was written over where it lay), and so does one that cannot be mapped for want of
 * memory, which is looked at again the next time. Once a request, before the first
 * snapshot_find: the lines found before it are gone. */
void snapshot_refresh(struct snapshot *s);

/* The line of a called number, normalised: spaces and punctuation do not matter, nor does a missing
 * +, nor a missing country code (where there is no +). It lives in the arena, or in the snapshot,
 * which keeps lines that it has read for the calls to come. */
enum snapshot_result snapshot_find(struct snapshot *s, struct arena *a, const char *number,
    const struct line **line);

/* The version in force and when it was written, 0 where there is none. Both look for a newer file
 * themselves. */
int64_t snapshot_version(struct snapshot *s);
int64_t snapshot_written_at_ms(struct snapshot *s);

/* Waits until this host's snapshot has reached `version`; false after 2 s. */
bool snapshot_wait(struct snapshot *s, int64_t version);

/* --- from the database: snapshot_lookup.c -------------------------------------------------- */

/* versions.routing. Every change of clinics, numbers, routing or assistants raises it in its own
 * transaction (snapshot_touch). */
enum db_result snapshot_current_version(struct db *db, struct arena *a, int64_t *version);
enum db_result snapshot_touch(struct db *db);

/* The last step of such a change: raises it, and says what it is then. */
enum db_result snapshot_raise(struct db *db, struct arena *a, int64_t *version);

/* Gives a line the assistants of its clinic, whose id it has. */
enum db_result snapshot_assistants(struct db *db, struct arena *a, struct line *line);

/* As snapshot_find, for a number that the snapshot does not know. DB_NONE: nobody's. */
enum db_result snapshot_lookup(struct db *db, struct arena *a, const char *number,
    const struct line **line);

/* --- for the worker: snapshot_write.c ------------------------------------------------------ */

/* Reads every line and writes the file, if the database's version is not the file's already (or
 * `force`); *version is what the file now has. One writer at a time: another waits. DB_FAILED also
 * where the file cannot be written (logged). */
enum db_result snapshot_write(struct db *db, struct arena *a, const char *state_dir, bool force,
    int64_t *version);

#endif

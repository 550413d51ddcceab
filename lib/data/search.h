/*
 * Search: the words of each summary, transcript and text, in a table of postings (clinic, word,
 * time, thing). Within one clinic always. What is looked for is folded as what was kept was
 * (core/fold.h).
 */
#ifndef DATA_SEARCH_H
#define DATA_SEARCH_H

#include <stdint.h>

#include "core/fold.h"
#include "data/db.h"
#include "data/events.h"

enum search_kind { SEARCH_CALL, SEARCH_MESSAGE };	/* ref: call_id, message_id */

/* From now on the thing is found by the words of this text, and by no other. clinic_id 0: it is
 * found by nobody. Two statements: belongs into a transaction with what it tells of. */
enum db_result search_put(struct db *db, struct arena *a, int64_t clinic_id, enum search_kind kind,
    int64_t ref, int64_t at_ms, const char *text);

/* It is not found any more. DB_OK also where it was not. */
enum db_result search_forget(struct db *db, enum search_kind kind, int64_t ref);

/* The words of a text that came in, as one of an event's facts, after the text itself. Twice is
 * once. */
void search_put_message_to(struct facts *f, const char *message_sid, const char *text);

/* The same of one that we send, by its origin; also where there is none. */
void search_put_origin_to(struct facts *f, const char *origin, const char *text);

/* A call's words anew, from what is there now: its summary, what is to be done, and its transcripts
 * that are ready. For whoever has deleted one of them, in the same transaction. DB_OK also where
 * there is no such call. */
enum db_result search_put_call(struct db *db, struct arena *a, const char *call_sid);

/* --- for lists in lib/data ------------------------------------------------------------------ */

struct search {
	struct fold words;		/* a thing must have all of them; none: no thing is sought */
	bool prefix;			/* the last one may be the beginning of a word */
};

/* What people type, read. */
struct search search_read(struct arena *a, const char *text);

/* Adds the conditions to a SELECT whose WHERE has begun. id_column is a constant. */
void search_query(struct db_query *q, struct arena *a, const struct search *search,
    int64_t clinic_id, enum search_kind kind, const char *id_column);

#endif

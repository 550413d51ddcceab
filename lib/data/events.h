/*
 * Webhook deliveries as rows. An event is claimed by the insert of its claim
 * ("CA…:dial-status:CA…"): of several deliveries of the same thing one is accepted, and each later
 * one is kept with claim NULL and verdict duplicate.
 */
#ifndef DATA_EVENTS_H
#define DATA_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "data/db.h"

/* Texts that are too long for their column are cut, and those that are not UTF-8 lose what is not
 * ASCII: an odd field never keeps an event out. */
struct event {
	int64_t clinic_id;	/* 0: none */
	const char *subject;	/* sid of the call (of a child leg: its parent's) or message */
	const char *type;	/* "incoming", "dial-status", "status", "voicemail", "sms" … */
	const char *claim;	/* unique, at most 190 bytes; NULL: never deduplicated */
	bool replayed;		/* from the spool: verdict "spooled" in place of "accepted" */
	const char *failure;	/* why it could be kept but not acted upon: verdict "failed" */
	int64_t at_ms;		/* received */
	const char *path;	/* raw target with its query */
	int status;		/* of the answer given */
	int64_t started_us;	/* clock_steady_us at the request's start */
	const char *content_type;	/* NULL: none */
	const char *body;
	size_t body_bytes;
};

/* Types that are looked up: a call came in; something happened to a leg; its assistant accepted the
 * call; what came of a Dial; an answer of ours failed, and Twilio asked the fallback. */
#define EVENT_INCOMING "incoming"
#define EVENT_LEG "leg-status"
#define EVENT_ACCEPTED "screen-accepted"
#define EVENT_DIAL "dial-status"
#define EVENT_FALLBACK "fallback"

/* --- an event and what it changes ------------------------------------------------------------ */

/*
 * What a webhook reports changes several rows: they are written together with its event or not at
 * all, in one transaction and one round trip (a prepared compound statement). The modules beside
 * this one add to it: call_add, voicemail_add, job_add_to …
 *
 *	struct facts *f = facts_new(a);
 *	call_add(f, &report, now_ms);
 *	job_add_to(f, "transcribe", key, payload, 0);
 *	result = facts_store(db, a, &event, f, &duplicate);
 */
struct facts;

struct facts *facts_new(struct arena *a);

/* Stores the event and its facts (NULL: none). A known event's facts are left out: the first
 * delivery brought them. DB_OK, DB_AWAY, DB_UNKNOWN or DB_FAILED. */
enum db_result facts_store(struct db *db, struct arena *a, const struct event *e,
    const struct facts *f, bool *duplicate);

/* For the modules beside this one. sql: one statement of constant text, which never fails for a row
 * that is there already (ON DUPLICATE KEY UPDATE), since the event's claim alone may say no. The
 * values are copied, what they point to is not. At most FACTS_MAX. */
enum { FACTS_MAX = 12, FACT_VALUES_MAX = 40 };
void facts_add(struct facts *f, const char *sql, const struct db_value *values, size_t count);

/* The same, with a plain INSERT that is tried first, over the first `first_count` of the values: it
 * is cheaper where there is hardly ever a row. */
void facts_add_first(struct facts *f, const char *first_sql, size_t first_count, const char *sql,
    const struct db_value *values, size_t count);

struct arena *facts_arena(const struct facts *f);

/* --- reading --------------------------------------------------------------------------------- */

/* The timeline of a call, oldest first: the first 1000 that were accepted, at once or from the
 * spool; without the sentences of a real-time transcription, which are in its transcript, and
 * without the bodies of long reports of AI agents. */
struct event_row {
	int64_t event_id;
	const char *type, *path, *content_type, *body;
	size_t body_bytes;
	const char *failure;	/* why it could not be acted upon; NULL: it was */
	int64_t at_ms;
};
enum db_result events_of(struct db *db, struct arena *a, const char *subject,
    struct event_row **rows, size_t *count);

/* Those of a call that could be kept, but not acted upon, oldest first: the first 100. */
enum db_result events_failed_of(struct db *db, struct arena *a, const char *subject,
    struct event_row **rows, size_t *count);

/* A field of an event whose body is a form, or NULL. */
const char *event_field(struct arena *a, const struct event_row *event, const char *name);

/* The first of these events with this type and this value of a field, or NULL. */
const struct event_row *event_with(struct arena *a, const struct event_row *events, size_t count,
    const char *type, const char *name, const char *value);

#endif

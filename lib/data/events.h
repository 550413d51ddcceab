/*
 * Webhook deliveries as rows. An event is claimed by the insert of its claim ("CA…:dial-status:CA…"): of several deliveries of the same thing one
 * is accepted, and each later one is kept with claim NULL and verdict duplicate.
 */
#ifndef DATA_EVENTS_H
#define DATA_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "data/db.h"

struct event {
	int64_t clinic_id;		/* 0: none */
	const char *subject;		/* sid of the call (a child leg: its parent's) or message, or NULL */
	const char *type;		/* "incoming", "dial-status", "status", "voicemail", "sms" … */
	const char *claim;		/* unique; NULL: this event is never deduplicated */
	bool replayed;			/* from the spool: verdict "spooled" in place of "accepted" */
	const char *failure;		/* why it could be kept but not acted upon: verdict "failed", with this reason; NULL: nothing */
	int64_t at_ms;			/* received */
	const char *path;		/* raw target with its query */
	int status;			/* of the answer given */
	int64_t started_us;		/* clock_steady_us at the request's start: the row keeps the time since then */
	const char *content_type;
	const char *body;
	size_t body_bytes;
};

/* Stores one event by itself. *duplicate tells whether its claim was taken. DB_OK, DB_AWAY, DB_UNKNOWN or DB_FAILED. */
enum db_result event_store(struct db *db, struct arena *a, const struct event *e, bool *duplicate);

/* The timeline of a call: type, at, subject sid, and the raw body, oldest first (accepted and spooled ones). */
struct event_row { int64_t event_id; const char *type, *path, *content_type, *body; size_t body_bytes; int64_t at_ms; };
enum db_result events_of(struct db *db, struct arena *a, const char *subject, struct event_row **rows, size_t *count);

#endif

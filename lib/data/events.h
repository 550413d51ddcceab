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

/* Stores one event by itself. *duplicate tells whether its claim was taken. DB_OK, DB_AWAY,
 * DB_UNKNOWN or DB_FAILED. */
enum db_result event_store(struct db *db, struct arena *a, const struct event *e, bool *duplicate);

/* The timeline of a call, oldest first: the first 1000 that were accepted, at once or from the
 * spool. */
struct event_row {
	int64_t event_id;
	const char *type, *path, *content_type, *body;
	size_t body_bytes;
	int64_t at_ms;
};
enum db_result events_of(struct db *db, struct arena *a, const char *subject,
    struct event_row **rows, size_t *count);

/* --- for the modules beside this one: an event's row within a larger statement ------------- */

#define EVENT_INSERT \
	"INSERT INTO events (clinic_id, subject, type, claim, verdict, reason, at, path, status, " \
	"duration_us, content_type, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
enum { EVENT_VALUES = 12 };

void event_values(struct arena *a, const struct event *e, struct db_value values[EVENT_VALUES]);

/* Keeps a delivery whose claim was taken. */
enum db_result event_store_repeat(struct db *db, struct arena *a, const struct event *e);

#endif

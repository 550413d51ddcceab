/*
 * Clinics, and each one's routing document. A change of either raises versions.routing in its own
 * transaction and gives the new version, for which the caller waits with snapshot_wait.
 */
#ifndef DATA_CLINICS_H
#define DATA_CLINICS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/page.h"
#include "desk/routing.h"

struct clinic {
	int64_t clinic_id;
	const char *name;
	const char *timezone;			/* IANA */
	const char *default_country;		/* ISO 3166, two letters */
	const char *language;			/* "en-US" */
	bool marketing_enabled;
	int64_t created_at_ms;
};

/* DB_NONE: there is no such clinic. */
enum db_result clinic_find(struct db *db, struct arena *a, int64_t clinic_id,
    struct clinic *clinic);

/* Sets clinic_id and created_at_ms. */
enum db_result clinic_add(struct db *db, struct arena *a, struct clinic *clinic, int64_t *version);

/* Every field but created_at_ms is written. DB_NONE: there is no such clinic. */
enum db_result clinic_update(struct db *db, struct arena *a, const struct clinic *clinic,
    int64_t *version);

/* The clinic object of spec section 11, with its connected numbers, oldest connection first. */
enum db_result clinic_object(struct db *db, struct arena *a, const struct clinic *clinic,
    struct json_object **object);

/* Appends clinic objects to `items`; page.clinic_id shows that clinic alone. *next is before_id
 * of the page that follows, 0 where none does. */
enum db_result clinics_list(struct db *db, struct arena *a, const struct page *page,
    struct json_object *items, int64_t *next);

/* The clinic's routing as stored (routing_read: what is at fault in it costs its field alone), or
 * the default. DB_NONE: there is no such clinic. DB_FAILED, and a line in the log, for what is not
 * JSON. */
enum db_result routing_load(struct db *db, struct arena *a, int64_t clinic_id,
    struct routing *routing);

/* `document` is JSON text that desk/routing has made. user_id 0: a command on the server.
 * DB_NONE: there is no such clinic. */
enum db_result routing_save(struct db *db, struct arena *a, int64_t clinic_id,
    const char *document, int64_t user_id, int64_t *version);

#endif

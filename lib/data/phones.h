/*
 * A clinic's dealings with one number: their lock (at READ COMMITTED nothing locks a row that is
 * not there yet, so each number has one of its own here), and whether texts reach it.
 */
#ifndef DATA_PHONES_H
#define DATA_PHONES_H

#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/events.h"

/* Until the end of the transaction nobody else meets a patient of this number, or reads or writes
 * its consents. Whoever holds several takes them in the order of their numbers. */
enum db_result phone_lock(struct db *db, int64_t clinic_id, const char *phone);

/* The same for what an event's facts change. */
void phone_lock_to(struct facts *f, int64_t clinic_id, const char *phone);

/* Why no text reaches this number, by what became of the one that was sent last
 * (message_report_to): Twilio's code; 0: as far as we know, they do. Whoever has texted since can be
 * texted. */
enum db_result phone_bad_code(struct db *db, struct arena *a, int64_t clinic_id, const char *phone,
    int *code);

/* The same for a SELECT of lib/data, NULL for 0: an expression of two columns or placeholders. */
#define PHONE_BAD_CODE(clinic_id, phone) \
	"(SELECT b.bad_code FROM phones AS b WHERE b.clinic_id = " clinic_id " AND b.phone = " \
	    phone " AND b.bad_code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM messages AS heard " \
	    "WHERE heard.clinic_id = b.clinic_id AND heard.phone = b.phone " \
	    "AND heard.direction = 'inbound' AND heard.created_at > b.judged_at))"

/* {code, reason} for people; NULL for 0. */
struct json_object *phone_unreachable(struct arena *a, int code);

#endif

/*
 * The lock of a clinic's dealings with one number. At READ COMMITTED nothing locks a row that is
 * not there yet, so each number has one of its own here.
 */
#ifndef DATA_PHONES_H
#define DATA_PHONES_H

#include <stdint.h>

#include "data/db.h"
#include "data/events.h"

/* Until the end of the transaction nobody else meets a patient of this number, or reads or writes
 * its consents. Whoever holds several takes them in the order of their numbers. */
enum db_result phone_lock(struct db *db, int64_t clinic_id, const char *phone);

/* The same for what an event's facts change. */
void phone_lock_to(struct facts *f, int64_t clinic_id, const char *phone);

#endif

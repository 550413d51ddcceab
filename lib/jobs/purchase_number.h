/*
 * Buying a number. Twilio has no token that makes a purchase harmless to repeat, so that nothing
 * here is ever sent twice: the intent is a row first, its random name becomes the number's
 * FriendlyName, and where the answer is lost, a job looks for a number of that name in the account.
 */
#ifndef JOBS_PURCHASE_NUMBER_H
#define JOBS_PURCHASE_NUMBER_H

#include "carrier/twilio.h"
#include "core/arena.h"
#include "core/config.h"
#include "data/db.h"
#include "data/numbers.h"
#include "jobs/connect_number.h"

/* What a purchase that is not found at Twilio has until it counts as not made. */
enum { PURCHASE_SEEN_MS = 2 * 60 * 1000 };

/*
 * purchase holds what is asked for: phone_number or area_code, clinic_id and user_id (0: none). The
 * rest of it is filled in: it is the row. With a clinic the number is bought with urls (else NULL)
 * and connected to it. Results: CONNECT_DONE, CONNECT_UNKNOWN (202: the job finds out),
 * CONNECT_REFUSED, CONNECT_NO_ANSWER (not bought), CONNECT_NO_CLINIC, CONNECT_AWAY (not bought),
 * CONNECT_OFF.
 */
void number_purchase(struct db *db, struct arena *a, const struct config *c,
    struct purchase *purchase, const struct twilio_urls *urls, struct connect_answer *out);

/* A job for a purchase whose outcome nobody told us, if it has none yet. */
enum db_result purchase_find_out(
    struct db *db, struct arena *a, int64_t purchase_id, int64_t run_at_ms);

#endif

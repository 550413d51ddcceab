/* The Twilio account, looked at for the operator: which credentials work, is it active, is
 * TWILIO_PHONE_NUMBER its own, and do the numbers that are connected lead here? */
#ifndef JOBS_ACCOUNT_CHECK_H
#define JOBS_ACCOUNT_CHECK_H

#include <stddef.h>

#include "carrier/twilio.h"
#include "core/arena.h"
#include "core/config.h"
#include "data/db.h"

/* Says a line for each thing looked at; how many of them are wrong. There must be credentials. */
size_t account_check(struct db *db, struct arena *a, const struct config *c,
    const struct twilio_urls *urls, void (*say)(const char *line));

#endif

/*
 * Connecting a number of the account to a clinic, and taking it away again: for the programs
 * connect and disconnect, for `switchboardctl number connect`, and for the jobs that ask again
 * where Twilio's answer was lost (setting a number's URLs twice is harmless).
 *
 * Connecting: the number is found at Twilio; a pending change, which routes nothing, is committed
 * together with a job that would finish it; Twilio is asked to send the number's calls here; then
 * the change takes effect, is forgotten, or stays pending for the job.
 */
#ifndef JOBS_CONNECT_NUMBER_H
#define JOBS_CONNECT_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "carrier/twilio.h"
#include "core/arena.h"
#include "core/config.h"
#include "data/db.h"
#include "data/numbers.h"

/* phone_number is E.164. change->twilio_sid is filled in here. The clinic's existence is checked;
 * whether calls will lead anywhere is connect_leads's. */
void number_connect(struct db *db, struct arena *a, const struct config *c,
    const char *phone_number, const struct number_change *change, const struct twilio_urls *urls,
    struct connect_answer *out);

/* The number's URLs are cleared, then it serves no clinic. */
void number_disconnect_everywhere(struct db *db, struct arena *a, const struct config *c,
    const char *phone_number, struct connect_answer *out);

/* Would a call to the number, with the change in effect, lead anywhere: is there a forward number, or
 * the menu with a number behind a key, or does the clinic's policy need neither? DB_NONE: there is
 * no such clinic. */
enum db_result connect_leads(struct db *db, struct arena *a, const struct config *c,
    const char *phone_number, const struct number_change *change, bool *leads);

#endif

/* Who calls, by what Twilio says in From: a number, an address, a word, or nothing at all (NULL, ""). */
#ifndef DESK_CALLER_H
#define DESK_CALLER_H

#include <stdbool.h>

/* Does this caller come by an address in place of a number: "client:alice", "sip:bob@example.com"? */
bool caller_is_address(const char *from);

/* A withheld number comes as a word, or not at all, or as a word's keys on a telephone ("+266696687"
 * is ANONYMOUS). A SIP address shows a number before its @. */
bool caller_is_anonymous(const char *from);

/* A number as E.164 by which the caller may be known, and called back. */
bool caller_shows_number(const char *from);

/* For people: what Twilio says, or "a withheld number" where that shows nothing of the caller. */
const char *caller_name(const char *from);

#endif

/*
 * What whoever texts a clinic is answered, where neither Twilio nor anything else has answered: one
 * text while it is open, another while it is closed. Pure: the hours come with the line, the moment
 * is handed in.
 *
 * A number is answered once a period, and not more than AUTO_REPLIES_A_DAY times in 24 hours
 * however short that is: two machines that answer each other come to rest.
 */
#ifndef DESK_AUTO_REPLY_H
#define DESK_AUTO_REPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/routing.h"

enum { AUTO_REPLIES_A_DAY = 10 };

/* Is it somebody's own number, as E.164, that the clinic does not block? A short code, a name and an
 * address of another channel are none. */
bool auto_reply_suits(const struct routing *routing, const char *from);

/* The text at this moment, by the clinic's hours and exceptions; NULL: none. */
const char *auto_reply_text(const struct line *line, int64_t at_ms);

/* Whoever was answered after this is not answered at at_ms. */
int64_t auto_reply_since(const struct routing *routing, int64_t at_ms);

/* How long the answer is of use to whoever texted at at_ms: for a period, four hours at most, and
 * while open is open and closed is closed. */
int64_t auto_reply_until(const struct line *line, int64_t at_ms);

#endif

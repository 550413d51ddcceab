/*
 * Words that a clinic wants to hear of when somebody texts them: the rules of its routing document
 * on the event "keyword". A keyword is one word or several, which must follow each other in the
 * text; whole words, without regard to case, accents and punctuation.
 */
#ifndef DESK_KEYWORD_H
#define DESK_KEYWORD_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "desk/routing.h"

/* Has it a word at all? */
bool keyword_is_any(struct arena *a, const char *keyword);

/* Which of the clinic's rules on keywords a text meets: true at their place in routing->notify
 * (routing->notify_count of them). Is there one? */
bool keyword_rules(struct arena *a, const struct routing *routing, const char *text, bool **met);

#endif

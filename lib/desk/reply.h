/*
 * What a text of a patient means: one of the words with which texts are stopped and started
 * (reference: twilio.md 7), or an answer to a reminder in the words of a language's file.
 */
#ifndef DESK_REPLY_H
#define DESK_REPLY_H

#include "core/arena.h"
#include "desk/texts.h"

/* These Twilio answers itself, if they are the whole text. WORD_YES starts texts again for whoever
 * had stopped them, and means nothing of the kind for others. */
enum opt_word { WORD_NONE, WORD_STOP, WORD_START, WORD_YES, WORD_HELP };

/* The whole text, whatever its case. opt_out_type: what Twilio says it means ("STOP"; a word of
 * another language), NULL: nothing. "Stop!" and "opt out" mean WORD_STOP as well, although Twilio
 * passes over them and answers nothing: by law (47 CFR 64.1200(a)(10)) they count, and whoever says
 * so wants no answer. */
enum opt_word opt_word_of(struct arena *a, const char *body, const char *opt_out_type);

enum reply { REPLY_NONE, REPLY_CONFIRM, REPLY_RESCHEDULE, REPLY_CANCEL };

/* A text with other words than those of one answer and polite ones is none: "2 pm" and "yes, but
 * later" are for a person to read. */
enum reply reply_read(struct arena *a, const struct texts *t, const char *body);

/* What becomes of the visit ("confirmed"), and the key of the text that says so. */
const char *reply_status(enum reply reply);
const char *reply_text(enum reply reply);

#endif

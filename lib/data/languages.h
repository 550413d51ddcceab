/*
 * The languages that we speak: files of texts (desk/texts.h) in LANGUAGE_DIR, "hi.txt" or, where a
 * region has one of its own, "es-MX.txt". They are read anew each time, so that a translator's
 * change counts at once; one that is not as it should be is passed over, and the log says why.
 */
#ifndef DATA_LANGUAGES_H
#define DATA_LANGUAGES_H

#include "core/arena.h"
#include "core/config.h"
#include "desk/routing.h"
#include "desk/texts.h"

struct language {
	const char *tag;		/* of its file: "hi" */
	struct texts *texts;
};

/* The texts for somebody who speaks `tag`: of its region, else of the language; else of the
 * clinic's (may be NULL), else English. False: not even English can be read. */
bool language_load(struct arena *a, const struct config *config, const char *tag,
    const char *clinic_tag, struct language *out);

/* Who speaks them: the clinic's own voice for its own language, the server's (TWILIO_VOICE) for
 * English, else that of the file. routing NULL: the clinic's document is not known. */
struct voice language_voice(const struct config *config, const struct routing *routing,
    const struct language *language);

/* The voice of a language's file; NULL: there is no such file, or it is English, which TWILIO_VOICE
 * speaks. */
const char *language_own_voice(struct arena *a, const struct config *config, const char *tag);

/* A line as its clinic is heard: one that names no voice, and speaks another language than English,
 * has language_own_voice. In the arena, or the line itself; NULL of NULL. */
const struct line *language_line(struct arena *a, const struct config *config,
    const struct line *line);

/* Tells what is wrong with LANGUAGE_DIR and its files, a sentence each. */
void languages_check(struct arena *a, const struct config *config,
    void (*tell)(void *context, const char *sentence), void *context);

#endif

/*
 * Speech to text by an OpenAI-compatible server: OpenAI's own, whisper.cpp, vLLM and others
 * (reference: ai-providers.md sections 3.1, 3.3 and 3.5). Nothing is kept there that we could name.
 */
#ifndef CARRIER_SPEECH_H
#define CARRIER_SPEECH_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/config.h"

/* What a server takes in one request: 25 MiB, and the rest of the form is in it. */
enum { SPEECH_BYTES_MAX = 25 * 1024 * 1024 - 64 * 1024 };

/* The longest that it may take, upload included. */
enum { SPEECH_DEADLINE_MS = 600 * 1000 };

enum speech_result {
	SPEECH_OK,
	SPEECH_LATER,			/* too fast, overloaded, or no answer: try again */
	SPEECH_HOPELESS,		/* the key, the model, the file or the account's money */
	SPEECH_OFF,			/* TRANSCRIBE_URL is not set */
};

struct speech_answer {
	enum speech_result result;
	const char *message;		/* for a person; no patient's words */
	int retry_after_s;		/* of SPEECH_LATER; 0: not said, or too long */
	int status;			/* 0: no answer */
	bool lost;			/* it was asked, and no answer came that can be read: that
					 * may cost, too */
	const char *text;		/* as speech_clean leaves it */
	const char *const *lines;	/* the same in the server's own segments */
	size_t lines_count;
	int64_t input_units, output_units;	/* as it bills them; -1: not said */
	const char *unit;		/* "seconds", "tokens"; NULL: not said */
};

/* file_path: an MP3. language: "en-US", "es" …; NULL: the server finds out. */
void speech_transcribe(struct arena *a, const struct config *c, const char *file_path,
    const char *language, struct speech_answer *answer);

/* What was really said: white space as single spaces, and nothing of what such models make up over
 * silence or music (a phrase over and over; a greeting to those who watch). May be "". */
const char *speech_clean(struct arena *a, const char *text);

#endif

/*
 * TwiML, written so that it cannot be malformed: the writer knows the verbs that we use, their
 * attributes and their nesting, escapes every text and attribute, drops what XML cannot carry, and
 * closes what was opened. An attribute that is NULL, "" or 0 is left out; so is a verb that would
 * carry the document beyond its limit. Misuse (a Number outside a Dial) is our own mistake: assert.
 */
#ifndef DESK_TWIML_H
#define DESK_TWIML_H

#include <stdbool.h>

#include "core/arena.h"

enum { TWIML_BYTES_MAX = 64 * 1024, TWIML_SAY_BYTES_MAX = 3000 };

struct twiml;

/* A spoken text or a sound file: one of the two is set, or neither (nothing is said). */
struct speech {
	const char *text;
	const char *play;		/* https URL */
};

struct voice {
	const char *voice;		/* "alice", "Polly.Joanna" …; used where it speaks the language */
	const char *language;		/* "en-US" */
};

struct twiml *twiml_new(struct arena *a);

/* The whole document. Whatever is still open is closed. Never longer than TWIML_BYTES_MAX. */
const char *twiml_end(struct twiml *t);

/* <Say> or <Play>; a text longer than TWIML_SAY_BYTES_MAX becomes several Says, split at a space.
 * In Response, Gather. */
void twiml_speak(struct twiml *t, const struct speech *speech, const struct voice *voice);
void twiml_say(struct twiml *t, const char *text, const struct voice *voice);
void twiml_pause(struct twiml *t, int seconds);

struct twiml_gather {
	const char *action;
	int num_digits, timeout_seconds;
	const char *finish_on_key;
	bool action_on_empty_result;
};
void twiml_gather_open(struct twiml *t, const struct twiml_gather *gather);
void twiml_gather_close(struct twiml *t);

struct twiml_dial {
	const char *action, *caller_id;
	int timeout_seconds, time_limit_seconds;
	bool answer_on_bridge;
	bool sequential;
	const char *record;				/* "record-from-answer-dual" … */
	/* Without the first there is no point in the second: it is left out. Here and below. */
	const char *recording_status_callback, *recording_status_callback_event;
};
void twiml_dial_open(struct twiml *t, const struct twiml_dial *dial);

struct twiml_number {
	const char *number;				/* E.164 */
	const char *url;		/* whose TwiML the callee hears before being connected */
	const char *status_callback, *status_callback_event;
};
void twiml_number(struct twiml *t, const struct twiml_number *number);	/* in Dial */
void twiml_dial_close(struct twiml *t);

struct twiml_record {
	const char *action;
	int max_length_seconds, timeout_seconds;
	const char *finish_on_key;
	const char *recording_status_callback, *recording_status_callback_event;
	const char *transcribe_callback;		/* set: transcribe="true" too */
};
void twiml_record(struct twiml *t, const struct twiml_record *record);

struct twiml_transcription {
	const char *status_callback_url, *language;
	const char *track;				/* "both_tracks" … */
	const char *inbound_label, *outbound_label;	/* who speaks on each */
};
void twiml_start_transcription(struct twiml *t, const struct twiml_transcription *transcription);
/* From here on all that is said is recorded: who is called and what he hears, on two channels. */
void twiml_start_recording(struct twiml *t, const char *status_callback,
    const char *status_callback_event);
void twiml_redirect(struct twiml *t, const char *url);
/* "rejected", "busy"; must be the first verb. */
void twiml_reject(struct twiml *t, const char *reason);
void twiml_hangup(struct twiml *t);
/* A body as it reaches a telephone: without what XML cannot carry, and without the white space
 * around it, which Twilio takes off. */
const char *twiml_message_text(struct arena *a, const char *body);

/* In answers to texts. status_callback: who hears what becomes of it; NULL: nobody. */
void twiml_message(struct twiml *t, const char *body, const char *status_callback);

#endif

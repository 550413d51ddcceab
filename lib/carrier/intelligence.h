/*
 * Twilio's Intelligence v2: transcripts of recordings (reference: twilio.md section 5.7). Asked
 * with the same credentials, in the same order, as everything else at Twilio.
 */
#ifndef CARRIER_INTELLIGENCE_H
#define CARRIER_INTELLIGENCE_H

#include "carrier/twilio.h"

enum intelligence_status { INTELLIGENCE_UNDER_WAY, INTELLIGENCE_COMPLETED, INTELLIGENCE_FAILED };

struct intelligence_transcript {
	const char *sid;		/* NULL: there is none */
	const char *recording_sid;	/* of what; NULL: of something else than a recording */
	const char *language;		/* NULL: not said */
	enum intelligence_status status;
	int64_t updated_at_ms;		/* 0: not said */
};

/* Asks for the transcript of a recording, in the service of the settings. Its participants are
 * always said, since the default would call the caller "Agent": the first channel is the caller,
 * the second (where channels is 2) the clinic; with assistant_first it is the other way round.
 * Twilio makes one of a recording: a second one is TWILIO_REFUSED. */
void intelligence_create(struct arena *a, const struct config *c, const char *recording_sid,
    const char *call_sid, int channels, bool assistant_first,
    struct intelligence_transcript *out, struct twilio_answer *answer);

/* The transcript that there is of a recording: the newest that did not fail, else the newest. */
void intelligence_look_up(struct arena *a, const struct config *c, const char *recording_sid,
    struct intelligence_transcript *out, struct twilio_answer *answer);

void intelligence_get(struct arena *a, const struct config *c, const char *sid,
    struct intelligence_transcript *out, struct twilio_answer *answer);

struct intelligence_sentence {
	int channel, index;
	int64_t start_ms;		/* -1: not said */
	double confidence;		/* below 0: not said */
	const char *text;
};

/* Its sentences, unredacted, in the order of time; at most 5000. */
void intelligence_sentences(struct arena *a, const struct config *c, const char *sid,
    struct intelligence_sentence **sentences, size_t *count, struct twilio_answer *answer);

/* Its operator results, as given, in an array; *summary is the one named "Conversation Summary"
 * (*named), else the first that generates text, or NULL. */
void intelligence_operators(struct arena *a, const struct config *c, const char *sid,
    struct json_object **results, const char **summary, bool *named,
    struct twilio_answer *answer);

/* 404 counts as done: it is gone. */
void intelligence_delete(struct arena *a, const struct config *c, const char *sid,
    struct twilio_answer *answer);

#endif

/*
 * What a call says that somebody at the clinic asks for: a message that is spoken, or
 * click-to-call, where an assistant is rung first and then connected. As with plan.h, pure; what
 * its webhook (voice-click) must remember travels in the signed query of its URLs, so that it needs
 * no database.
 */
#ifndef DESK_PLAN_OUTBOUND_H
#define DESK_PLAN_OUTBOUND_H

#include "desk/plan.h"

struct asked_call {
	const char *to;			/* E.164: who is called */
	const char *message;		/* click-to-call: what the assistant hears first; NULL: nothing */
	struct voice voice;		/* speaks the message; members NULL: the clinic's */
	bool records;
	int time_limit_s;
	int attempt;			/* prompts that the assistant heard so far */
};

/* As Twilio's Say has it: "hi" becomes "hi-IN"; NULL: no such language is spoken. */
const char *say_language(struct arena *a, const char *language);

/* The message, to whoever answers; where it is recorded, the clinic's announcement first.
 * recording_url: who hears of the recording. */
const char *asked_message_twiml(struct arena *a, const struct config *config,
    const struct line *line, const struct asked_call *call, const char *recording_url);

/* Where the parts of click-to-call report; each is absolute. */
struct click_urls {
	const char *accept;		/* the prompt's action: the next attempt */
	const char *dialled;		/* the Dial's action */
	const char *announce;		/* what who is called hears before the two are joined */
	const char *leg_status, *recording, *transcription;
};

/* What the assistant hears when he picks up: asked to press 1 where the clinic screens, else
 * connected at once. digits: the key pressed at the prompt before (NULL: none). */
const char *click_twiml(struct arena *a, const struct config *config, const struct line *line,
    const struct asked_call *call, const char *digits, const struct click_urls *urls);

/* Does that end the call, because he pressed no 1 at any prompt? */
bool click_is_refused(const struct asked_call *call, const char *digits);

/* The announcement alone, for who is called. */
const char *click_announce_twiml(struct arena *a, const struct config *config,
    const struct line *line);

/* What the assistant hears after the Dial: nothing where the two have spoken. outcome is
 * dial_outcome's. */
const char *click_dialled_twiml(struct arena *a, const struct config *config,
    const struct line *line, const char *outcome);

#endif

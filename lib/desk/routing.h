/*
 * Where a call goes. The clinic's routing document (spec, section 11) is parsed and checked here,
 * and stands beside the number's own settings in a `struct line`; a call on that line is decided
 * into a `struct plan`, which is what preview shows and what TwiML is written from. Pure: the time,
 * the caller and the keys are handed in.
 *
 * This version knows the policy `forward` with the menu's keys 1 and 2, and voicemail or a goodbye
 * as the fallback; the rest of the document is recognised and refused with "not available yet".
 */
#ifndef DESK_ROUTING_H
#define DESK_ROUTING_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/config.h"
#include "core/json.h"
#include "desk/twiml.h"

enum fallback { FALLBACK_VOICEMAIL, FALLBACK_GOODBYE };
enum closed_policy { CLOSED_VOICEMAIL, CLOSED_FORWARD };

enum tristate { UNSET, NO, YES };		/* UNSET: the server's default */

struct routing {			/* one clinic's document, as parsed; NULL: not set */
	enum closed_policy closed;	/* kept, but without hours a clinic is never closed */
	enum fallback fallback;
	const char *forward_number, *forward_number_new, *forward_number_existing;
	enum tristate menu_enabled;
	struct speech menu_message;
	int ring_seconds, call_max_seconds, voicemail_max_seconds;
	struct speech greeting, voicemail_greeting;		/* .text or .play */
	const char *voice, *language;
	enum tristate recording, transcription;	/* never YES in this version */
};

struct fault {					/* one thing wrong with a document */
	const char *field;			/* "menu.choices.3", "open.policy" */
	const char *message;			/* "not available yet", "must be 5 to 600" */
	const struct fault *next;
};

/* The document of a clinic that never set one. */
void routing_default(struct routing *out);

/* Checks a whole document (an absent field is its default) and fills *out with copies.
 * normalise(a, text, country) gives a phone number as E.164, or NULL (phone_normalise in API
 * programs); normalise NULL: numbers must be E.164 already, as in a stored document. Returns NULL,
 * or every fault at once, in the order of the document; *out is then of no use. */
const struct fault *routing_parse(struct arena *a, struct json_object *document,
    const char *country,
    const char *(*normalise)(struct arena *a, const char *text, const char *country),
    struct routing *out);

/* Every field of the document, as GET gives it and as it is stored. */
struct json_object *routing_document(struct arena *a, const struct routing *routing);

/* --- a line: one of our numbers, with all that a call on it needs ---------------------------- */

struct line {
	const char *number;			/* E.164 */
	int64_t clinic_id;
	const char *clinic_name, *timezone, *country;
	/* the number's own settings; NULL: the clinic's */
	const char *forward_number, *forward_number_new, *forward_number_existing, *menu_message;
	struct routing routing;
};

/* A line as the snapshot keeps it, and back (false: not such a document). Fields at their default
 * are left out: it is parsed for every call. Members that this version does not know are passed
 * over, so that the snapshot of a newer worker still routes calls. */
struct json_object *line_document(struct arena *a, const struct line *line);
bool line_parse(struct arena *a, const char *json, size_t bytes, struct line **line);

/* --- a call ---------------------------------------------------------------------------------- */

struct call_facts {
	const char *from, *to;			/* as Twilio sent them */
	const char *digits;		/* the key pressed at the last prompt; NULL or "": none */
	int attempt;			/* prompts played so far: 0 for a new call, up to 3 */
	int64_t at_ms;
};

enum step_do { STEP_SAY, STEP_PLAY, STEP_GATHER, STEP_DIAL, STEP_RECORD, STEP_REJECT, STEP_HANGUP };

struct step {
	enum step_do act;
	const char *what;	/* the text, the URL, the number; "" for a record or a hangup */
	bool is_sound;		/* a gather's `what` is a sound file's URL */
	struct voice voice;	/* which speaks a say's or a gather's text */
	int seconds;		/* ring time, recording limit, time for a key; 0: none */
	struct step *next;
};

struct plan {
	const char *policy;			/* "forward", "voicemail", "unknown-number" */
	const char *menu_choice;		/* the key that counted, or NULL */
	bool open;
	int attempt;				/* of the prompt in this plan; 0: no prompt */
	const struct line *line;		/* NULL for an unknown number */
	const char *caller_id;			/* for its Dial */
	struct step *steps;
	/* In words for the clinic's manager; they hold full phone numbers, so not for the log. */
	struct reason { const char *text; struct reason *next; } *why;
};

/* The functions below are of one kind: a line (NULL: nobody's number), a call, a plan. */
typedef struct plan *desk_plan(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call);

/* What happens to a call on this line now (line NULL: nobody's number). config gives the server's
 * defaults. */
struct plan *plan_call(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call);

/* What happens after a Dial that nobody answered: the fallback. */
struct plan *plan_unanswered(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call);

/* What voice/fallback does, and any voice webhook that failed inside: forward, else voicemail;
 * simplest TwiML. Not for what follows a Dial: it would ring the same number again. */
struct plan *plan_rescue(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call);

/* After a recording: thanks, hang up. */
struct plan *plan_recorded(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call);

/* Where the steps' actions point: absolute URLs with their connection overrides, for a program
 * ("voice-incoming") and a query ("attempt=2", or NULL). */
struct plan_urls {
	const char *(*url)(void *context, const char *program, const char *query);
	void *context;
};

const char *plan_twiml(struct arena *a, const struct plan *plan, const struct plan_urls *urls);

/* The preview object {open, policy, steps, why, twiml} of spec section 11. */
struct json_object *plan_preview(struct arena *a, const struct plan *plan, const char *twiml);

/* --- what came of a Dial --------------------------------------------------------------------- */

/* Twilio's DialCallStatus, DialBridged and DialCallDuration (each may be NULL) → answered,
 * no-answer, busy, failed or canceled. */
const char *dial_outcome(const char *status, const char *bridged, const char *duration);

#endif

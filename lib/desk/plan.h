/*
 * What happens to a call. A call on a line (routing.h) is decided into a `struct plan`, step by
 * step: each of its webhooks asks for the next plan. A plan is what TwiML is written from, and what
 * preview shows. Pure: the time, the caller, the keys and the turn are handed in, and what earlier
 * steps decided comes with the call (call_state.h).
 *
 * A call goes like this. A blocked caller is rejected. Else the hours choose between the open and
 * the closed policy. The policy's greeting is spoken, and it dials (after a menu, for `forward`) or
 * records. Whom nobody answered gets the next assistant, then the fallback; and whom the fallback's
 * Dial did not help either, voicemail: nobody is lost.
 */
#ifndef DESK_PLAN_H
#define DESK_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/config.h"
#include "core/json.h"
#include "desk/call_state.h"
#include "desk/routing.h"

struct call_facts {
	const char *from, *to;		/* as Twilio sent them */
	const char *call_sid;		/* of this leg; NULL: there is none yet (preview) */
	const char *digits;		/* the key pressed at the last prompt; NULL or "": none */
	const char *dial_outcome;	/* what dial_outcome said of the last Dial; NULL: nothing */
	int64_t at_ms;			/* now */
	int64_t turn_id;		/* the assistant whose turn it is in a round-robin; 0: not
					 * known */
	struct call_state state;	/* what the steps before decided */
	bool explain;			/* the plan's `why` is for somebody to read: say more */
};

enum step_do { STEP_SAY, STEP_PLAY, STEP_GATHER, STEP_DIAL, STEP_RECORD, STEP_REJECT, STEP_HANGUP };

enum { TARGETS_MAX = 10 };		/* whom one Dial may ring at once, says Twilio */

/* Whom a Dial rings. */
struct target {
	const char *number;		/* E.164 */
	int64_t assistant_id;		/* 0: no assistant */
};

struct step {
	enum step_do act;
	const char *what;	/* the text, the URL, the numbers; "" for a record or a hangup */
	bool is_sound;		/* a gather's `what` is a sound file's URL */
	struct voice voice;	/* which speaks a say's or a gather's text */
	int seconds;		/* ring time, recording limit, time for a key; 0: none */
	/* of a dial: */
	struct target targets[TARGETS_MAX];
	size_t targets_count;
	const char *caller_id;
	bool simplest;		/* no recording, no reports of its legs */
	const char *agent_id;	/* the AI agent that is asked to take the call before its number
				 * (if it has one) is dialled; NULL: none */
	bool transcribed;	/* the call is from here on; of a record: it is, by Twilio */
	struct step *next;
};

struct plan {
	const char *policy;			/* "forward", "voicemail", "unknown-number" */
	const char *menu_choice;		/* the key that counted, or NULL */
	bool open;
	bool rejected;				/* a blocked caller */
	bool accepted;				/* an assistant takes the call that was announced */
	/* It was decided without knowing whose turn it is: take the turn, and ask again with it. */
	bool wants_turn;
	int attempt;				/* of the prompt in this plan; 0: no prompt */
	bool is_screen;				/* that prompt is an assistant's */
	bool records;				/* its Dials are recorded */
	const struct line *line;		/* NULL for an unknown number */
	const char *call_sid;
	struct call_state next;			/* for the URLs of its steps */
	struct step *steps;
	/* In words for the clinic's manager; they hold full phone numbers, so not for the log. */
	struct reason { const char *text; struct reason *next; } *why;
};

/* The functions below are of one kind: a line (NULL: nobody's number), a call, a plan. config gives
 * the server's defaults. */
typedef struct plan *desk_plan(struct arena *a, const struct config *config,
    const struct line *line, const struct call_facts *call);

/* What happens to a call that comes in, and after each prompt of its menu. */
struct plan *plan_call(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call);

/* Whose turn it is with this call in a line's round-robin: of those on duty at that moment whom it
 * did not ring yet, the first whose place in the order is after this one; where there is none, the
 * first of all. NULL: there is nobody. A place is a priority and an id: it is there also while its
 * owner is not, or is no more. */
const struct assistant *plan_turn_after(const struct line *line, const struct call_facts *call,
    int64_t priority, int64_t assistant_id);

/* After a Dial in which two people spoke: the call is over. */
struct plan *plan_answered(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call);

/* What happens after a Dial that nobody answered: the next assistant, the fallback, voicemail. */
struct plan *plan_unanswered(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call);

/* The AI agent could not be asked to take the call: its number is dialled, else it is as after a
 * Dial that nobody answered. */
struct plan *plan_agent(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call);

/* The agent of the provider that calls on this line are registered for: that of its number, else of
 * the type "default". NULL: there is none, or the line's calls are dialled. */
const char *plan_agent_id(struct arena *a, const struct config *config, const struct line *line);

/* A call that we make goes wrong: a sentence, and the end. */
struct plan *plan_sorry(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call);

/* What voice/fallback does, and any voice webhook that failed inside: forward, else voicemail;
 * simplest TwiML. Not for what follows a Dial: it would ring the same number again. */
struct plan *plan_rescue(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call);

/* What voice/fallback does after a Dial: voicemail, by the simplest TwiML. Answered: a hangup. */
struct plan *plan_rescue_dialled(struct arena *a, const struct config *config,
    const struct line *line, const struct call_facts *call);

/* After a recording: thanks, hang up. Nothing need be known of the call (NULL). */
struct plan *plan_recorded(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call);

/* What an assistant hears before he is connected: whose call it is, and to press 1; asked twice.
 * Accepted: a plan without steps. */
struct plan *plan_screen(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call);

/* Of a call that we make, where something is wrong inside: an apology, and goodbye. */
struct plan *plan_apology(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call);

/* plan_call, and again for each of `digits`, one a prompt (a blank: no key), until the call goes
 * somewhere. The last plan, with the reasons of all. */
struct plan *plan_follow(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call, const char *digits);

/* Who speaks what a clinic writes: the voice of its document, else TWILIO_VOICE for English, else
 * Twilio's for the language. */
struct voice plan_voice(const struct config *config, const struct routing *routing);

/* Where the steps' actions point: absolute URLs with their connection overrides, for a program
 * ("voice-incoming") and a query ("attempt=2", or NULL). NULL: there is no such program, and what
 * would report to it does not. */
struct plan_urls {
	const char *(*url)(void *context, const char *program, const char *query);
	void *context;
};

const char *plan_twiml(struct arena *a, const struct plan *plan, const struct plan_urls *urls);

/* The preview object {open, policy, steps, why, twiml} of spec section 11. */
struct json_object *plan_preview(struct arena *a, const struct plan *plan, const char *twiml);

/* Twilio's DialCallStatus, DialBridged and DialCallDuration (each may be NULL) → answered,
 * no-answer, busy, failed or canceled. */
const char *dial_outcome(const char *status, const char *bridged, const char *duration);

#endif

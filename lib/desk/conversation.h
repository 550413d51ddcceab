/*
 * What an AI provider reports of a conversation, as one struct whichever of the two it was
 * (reference: ai-providers.md 1.5, 2.2). Every field may be missing or of another type than it
 * should be: then it is not known. Pure; what is given out lives in the arena or in the JSON.
 */
#ifndef DESK_CONVERSATION_H
#define DESK_CONVERSATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/json.h"
#include "desk/booking.h"

struct conversation_turn {
	int64_t at_ms;			/* from the beginning; -1: not known */
	const char *speaker;		/* "agent", "patient" */
	const char *text;
};

enum { CONVERSATION_TURNS_MAX = 5000, CONVERSATION_ID_MAX = 64 };

struct conversation {
	const char *provider;		/* elevenlabs, vapi */
	const char *id;			/* at the provider; NULL: none that could be kept */
	const char *agent_id;		/* of the agent or assistant */
	bool is_over;			/* nothing more is to come: worth working in */
	bool failed;			/* it never began: nobody spoke to the agent */
	bool voicemail;			/* a machine answered */

	/* What it may be matched by. NULL: not known. */
	const char *session_id;		/* "vs_…" among our own variables */
	const char *reference;		/* of a call that we had made (Vapi) */
	const char *call_sid;		/* Twilio's, of the agent's leg */
	const char *agent_number, *phone;	/* E.164; phone is the patient's */
	bool outbound;
	int64_t started_at_ms, ended_at_ms;	/* 0: not known */

	const char *status;		/* as a session's: completed, busy, no-answer, failed … */
	const char *language;		/* NULL: not said */
	bool has_audio;
	int64_t duration_s;		/* -1: not known */
	int64_t credits;		/* what it cost there; -1: not said */
	const char *price_usd;		/* "0.062500"; NULL: not said */

	struct conversation_turn *turns;
	size_t count;
	const char *text;		/* a line a turn, with who said it; "" */
	const char *summary, *title;	/* NULL: none */

	/* What it was about, as far as somebody or something said so. */
	const char *intent;		/* book_appointment, raise_ticket, another word; NULL */
	const char *first_name, *last_name, *email;	/* the patient's; NULL */
	int said_booked;		/* 1, 0; -1: not said */
	const char *said_why;		/* words of the one who said so; NULL */
	const char *booking_tool;	/* one that booked, and said so; NULL: none */
	const char *stated_time;	/* as it was given; NULL */
	const char *service;		/* NULL */
	bool wants_ticket;
	const char *subject, *description, *priority;	/* of the ticket; NULL: not said */
	const char *answer;		/* of a call about a visit: confirmed, reschedule,
					 * cancelled, NULL */
	int64_t visit_at_ms;		/* when that visit was to be, as the patient heard; 0: not
					 * known */
};

/* report: ElevenLabs' data (of a webhook or of GET, also of call_initiation_failure), Vapi's
 * message (of a server message) or call (of GET). False: it is no object, or nothing says which
 * conversation it is. */
bool conversation_read(struct arena *a, const char *provider, struct json_object *report,
    struct conversation *out);

/* What came of it, by the clinic's wall clock. */
struct conversation_verdict {
	enum booking_verdict booked;
	double confidence;
	const char *evidence;		/* NULL: none */
	const char *stated_time;	/* NULL: not said */
	const char *stated_date;	/* its day, "2026-11-24"; NULL: not known */
	int64_t starts_at_ms;		/* 0: not known */
	const char *outcome;		/* as a call's: "appointment-booked" …; NULL */
	const char *intent;		/* book_appointment, raise_ticket, another word; NULL */
	double intent_confidence;
	bool wants_ticket;
	const char *subject, *description, *priority;	/* of the ticket; never NULL if wanted */
};

/* A tool that booked counts most, then what the agent was told to collect, then the detector on
 * the summary, then on what was said; where collected and detected contradict each other it is
 * unclear. */
void conversation_judge(struct arena *a, const struct conversation *c, const char *zone,
    struct conversation_verdict *out);

/* Is it one of ours? setting is ELEVENLABS_AGENTS: where it names ids (core/agents.h), only these;
 * else all are. */
bool conversation_agent_is_ours(struct arena *a, const char *setting, const char *agent_id);

#endif

/*
 * A plan in the making, for the files of desk/plan*.c alone: steps and reasons are added at their
 * ends.
 */
#ifndef DESK_PLAN_MAKER_H
#define DESK_PLAN_MAKER_H

#include "desk/plan.h"

struct maker {
	struct arena *arena;
	const struct config *config;
	const struct line *line;		/* NULL: nobody's number */
	const struct call_facts *call;
	struct plan *plan;
	struct step **steps_end;
	struct reason **why_end;
};

/* --- plan_steps.c --- */

/* A plan for this line (NULL: nobody's number) and call (NULL: nothing is known of it). */
struct maker plan_maker(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *facts, const char *policy);

void because(struct maker *m, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct step *plan_add(struct maker *m, enum step_do act, const char *what);

bool plan_is_set(const char *s);			/* neither NULL nor "" */
const char *plan_trim(struct arena *a, const char *s);

/* plan_voice, and the one that speaks our own sentences: they are in English, by an English voice,
 * whatever the clinic's language. */
struct voice plan_clinic_voice(const struct maker *m);
struct voice plan_our_voice(const struct maker *m);

void plan_say(struct maker *m, const char *sentence);			/* one of our own */
bool plan_speak(struct maker *m, const struct speech *speech);		/* false: nothing is set */
void plan_hangup(struct maker *m);

/* Rings them all at once, with the clinic's number as caller id; announced, recorded and
 * transcribed as the clinic has it. */
struct step *plan_dial_targets(struct maker *m, enum dialled whom, const struct target *targets,
    size_t count, int seconds);

void plan_record(struct maker *m);
/* The same after the clinic's voicemail greeting, else our words. */
void plan_take_message(struct maker *m, const char *our_words);
extern const char plan_busy_message[], plan_busy_goodbye[];

/* --- plan_policies.c --- */

/* The first forward number that is set; NULL: none. */
const char *plan_forward_number(const struct line *line);

/* What a policy does with a call, or with a key pressed at its menu after so many prompts. */
void plan_follow_policy(struct maker *m, enum policy policy, int prompts);
void plan_ring_assistants(struct maker *m);		/* the next ones, else the fallback */
void plan_fall_back(struct maker *m);

/* Dials the AI agent's number; false: it has none. */
bool plan_dial_agent(struct maker *m);

/* --- plan_blocked.c --- */

bool plan_is_blocked(struct maker *m);

/* --- plan_hours.c --- */

/* Was the clinic open when the call came in? Decided once a call. */
bool plan_is_open(struct maker *m);

/* --- plan_assistants.c --- */

/* Whom to ring next: fills targets, and the state that the Dial's URLs carry; gives how long, or 0
 * where nobody is left to ring (and the reason is noted). */
int plan_next_assistants(struct maker *m, struct target targets[TARGETS_MAX], size_t *count);

/* The seconds for which they were rung before, the last Dial included. */
int plan_spent_s(const struct routing *routing, const struct call_facts *call);

#endif

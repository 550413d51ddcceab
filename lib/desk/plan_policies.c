/* What each policy does, the menu, and the fallback. See plan_maker.h. */
#include <ctype.h>

#include "core/agents.h"
#include "core/text.h"
#include "desk/phone.h"
#include "desk/plan_maker.h"

enum { KEY_SECONDS = 5 };

/* What the server says by itself. */
static const char
	closed_leave_message[] = "We are sorry, we are closed right now. "
	    "Please leave a message after the tone.",
	leave_message[] = "Please leave a message after the tone.",
	goodbye[] = "Goodbye.";

/* --- numbers ---------------------------------------------------------------------------------- */

enum group { GENERAL, NEW, EXISTING, GROUPS };

/* The called number itself is no target: the call would come in again and again. */
static bool
is_target(const struct line *line, const char *number)
{
	return phone_is_e164(number) && !text_same(number, line->number);
}

/* A forward number in force: the called number's own, else the clinic's, else NULL. */
static const char *
number_of(const struct line *line, enum group group)
{
	const struct routing *routing = &line->routing;
	const char *const own[GROUPS] = {
		line->forward_number, line->forward_number_new, line->forward_number_existing,
	};
	const char *const clinics[GROUPS] = {
		routing->forward_number, routing->forward_number_new,
		routing->forward_number_existing,
	};

	if (is_target(line, own[group]))
		return own[group];
	return is_target(line, clinics[group]) ? clinics[group] : NULL;
}

/* The first number that is set, in this order. */
static const char *
first_number(const struct line *line, const enum group order[GROUPS])
{
	for (int i = 0; i < GROUPS; i++)
		if (number_of(line, order[i]))
			return number_of(line, order[i]);
	return NULL;
}

const char *
plan_forward_number(const struct line *line)
{
	static const enum group order[GROUPS] = { GENERAL, NEW, EXISTING };

	return first_number(line, order);
}

static const char *
external_number(const struct maker *m)
{
	const char *number = m->line->routing.external_number;

	return is_target(m->line, number) ? number : NULL;
}

static const char *
ai_agent_number(const struct maker *m)
{
	const char *number = m->line->routing.ai_agent_number;

	if (!plan_is_set(number))
		number = m->config->elevenlabs_phone_number;
	return is_target(m->line, number) ? number : NULL;
}

const char *
plan_agent_id(struct arena *a, const struct config *config, const struct line *line)
{
	const char *number = line->routing.ai_agent_number, *why;
	const struct agent *agent;
	struct agents agents;

	if (line->routing.ai_agent_mode != AGENT_REGISTER || !plan_is_set(config->elevenlabs_api_key))
		return NULL;
	(void)agents_parse(a, config->elevenlabs_agents, config->elevenlabs_phone_number, &agents,
	    &why);
	agent = agent_by_number(&agents, plan_is_set(number) ? number :
	    config->elevenlabs_phone_number);
	if (!agent || !agent->id)
		agent = agent_find(&agents, "default");
	return agent && agent->id ? arena_string(a, agent->id) : NULL;
}

static struct step *
dial(struct maker *m, enum dialled whom, const char *number)
{
	const struct target target = { number, 0 };

	return plan_dial_targets(m, whom, &target, 1, m->line->routing.ring_seconds);
}

/* number "": it has none, and is reached by its id alone. */
static struct step *
dial_ai_agent(struct maker *m, const char *number)
{
	struct step *step;

	if (*number) {
		step = dial(m, DIALLED_AI_AGENT, number);
	} else {
		step = plan_dial_targets(m, DIALLED_AI_AGENT, NULL, 0, 0);
		step->what = "the AI agent";
	}
	/* The agent's report names its caller: by that number it is found again. */
	if (phone_is_e164(m->call->from))
		step->caller_id = m->call->from;
	else if (m->call->explain)
		because(m, "The AI agent sees the clinic's number, since the caller shows none.");
	return step;
}

bool
plan_dial_agent(struct maker *m)
{
	const char *number = ai_agent_number(m);

	if (number)
		dial_ai_agent(m, number);
	return number;
}

/* Where the AI agent is reached: its number, "" where it has an id alone, NULL where it has neither. */
static const char *
ai_agent_at(const struct maker *m)
{
	const char *number = ai_agent_number(m);

	if (!number && plan_agent_id(m->arena, m->config, m->line))
		return "";
	return number;
}

/* Registers the call where the clinic wants that, else dials. */
static void
hand_to_ai_agent(struct maker *m, const char *number)
{
	dial_ai_agent(m, number)->agent_id = plan_agent_id(m->arena, m->config, m->line);
}

/* --- the fallback ----------------------------------------------------------------------------- */

/* The number on which a call can fall back that has rung `tried` ("": the AI agent, who has none);
 * NULL: there is none. What was tried and found wanting is not tried again. */
static const char *
fallback_number(const struct maker *m, enum dialled tried)
{
	enum fallback way = m->line->routing.fallback;

	if (way == FALLBACK_EXTERNAL && tried != DIALLED_EXTERNAL)
		return external_number(m);
	if (way == FALLBACK_AI_AGENT && tried != DIALLED_AI_AGENT)
		return ai_agent_at(m);
	return NULL;
}

static bool
fall_back_on_number(struct maker *m)
{
	bool external = m->line->routing.fallback == FALLBACK_EXTERNAL;
	const char *number = fallback_number(m, m->call->state.dialled);

	if (!number)
		return false;
	because(m, "The fallback is %s%s%s.", external ? "the external number" : "the AI agent",
	    *number ? ", " : "", number);
	m->plan->next.fallback = true;
	if (external)
		dial(m, DIALLED_EXTERNAL, number);
	else
		hand_to_ai_agent(m, number);
	return true;
}

void
plan_fall_back(struct maker *m)
{
	enum fallback way = m->line->routing.fallback;

	if (way == FALLBACK_GOODBYE) {
		because(m, "The fallback is a goodbye.");
		plan_say(m, plan_busy_goodbye);
		plan_hangup(m);
	} else if (way == FALLBACK_VOICEMAIL) {
		because(m, "The fallback is voicemail.");
		plan_take_message(m, plan_busy_message);
	} else if (!fall_back_on_number(m)) {
		because(m, "The fallback has no number that could be tried: voicemail.");
		plan_take_message(m, plan_busy_message);
	}
}

/* What would come after the Dial that was just planned. */
static void
explain_fallback(struct maker *m)
{
	const char *number;

	if (!m->call->explain)
		return;
	number = fallback_number(m, m->plan->next.dialled);
	if (number)
		because(m, "If nobody answers: %s, then voicemail.",
		    *number ? number : "the AI agent");
	else if (m->line->routing.fallback == FALLBACK_GOODBYE)
		because(m, "If nobody answers: a goodbye.");
	else
		because(m, "If nobody answers: voicemail.");
}

/* --- policies that dial one number ------------------------------------------------------------ */

/* What is spoken before a policy dials. */
static void
greet(struct maker *m)
{
	const struct routing *routing = &m->line->routing;

	if (m->plan->open || !plan_speak(m, &routing->after_hours_greeting))
		plan_speak(m, &routing->greeting);
}

static void
forward_to(struct maker *m, const char *number)
{
	dial(m, DIALLED_NUMBER, number);
	explain_fallback(m);
}

static void
external(struct maker *m)
{
	const char *number = external_number(m);

	if (!number) {
		because(m, "No external number is set.");
		plan_fall_back(m);
		return;
	}
	because(m, "The call goes to the external number %s.", number);
	dial(m, DIALLED_EXTERNAL, number);
	explain_fallback(m);
}

static void
ai_agent(struct maker *m)
{
	const char *number = ai_agent_at(m), *id;

	if (!number) {
		because(m, "No AI agent's number is set.");
		plan_fall_back(m);
		return;
	}
	id = plan_agent_id(m->arena, m->config, m->line);
	if (id && *number)
		because(m, "The call is registered with the AI agent; where that fails, it goes to %s.",
		    number);
	else if (id)
		because(m, "The call is registered with the AI agent.");
	else
		because(m, "The call goes to the AI agent at %s.", number);
	if (!id && m->line->routing.ai_agent_mode == AGENT_REGISTER)
		because(m, "It is not registered: the server knows no agent id, or has no API key.");
	hand_to_ai_agent(m, number);
	explain_fallback(m);
}

/* --- assistants ------------------------------------------------------------------------------- */

void
plan_ring_assistants(struct maker *m)
{
	struct target targets[TARGETS_MAX];
	size_t count;
	int seconds = plan_next_assistants(m, targets, &count);

	if (!seconds) {
		plan_fall_back(m);
		return;
	}
	if (m->plan->next.screened)
		because(m, "Whoever answers must press 1 to be connected.");
	plan_dial_targets(m, DIALLED_ASSISTANTS, targets, count, seconds);
	explain_fallback(m);
}

/* --- the policy `forward` and its menu -------------------------------------------------------- */

static const struct key {
	const char *key, *callers;
	enum group order[GROUPS];	/* everybody's number before that of the others */
} keys[] = {
	{ "1", "new patients", { NEW, GENERAL, EXISTING } },
	{ "2", "existing patients", { EXISTING, GENERAL, NEW } },
};

static const struct key *
key_find(const char *digits)
{
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (text_same(keys[i].key, digits))
			return &keys[i];
	return NULL;
}

static const struct menu_choice *
choice_find(const struct routing *routing, const char *digits)
{
	const struct menu_choice *choice;

	if (!isdigit((unsigned char)digits[0]) || digits[1])
		return NULL;
	choice = &routing->choices[digits[0] - '0'];
	return choice->kind == CHOICE_NONE ? NULL : choice;
}

/* The menu: the number's own message, the clinic's, the server's, which is a sentence of our own. */
static void
prompt(struct maker *m, int number)
{
	const struct speech *clinics = &m->line->routing.menu_message;
	struct step *step = plan_add(m, STEP_GATHER, m->config->twilio_menu_message);

	because(m, "The menu is on: prompt %d of %d.", number, PROMPTS_MAX);
	m->plan->attempt = m->plan->next.attempt = number;
	m->plan->next.open = m->plan->open ? YES : NO;
	step->seconds = KEY_SECONDS;
	if (plan_is_set(m->line->menu_message)) {
		step->what = m->line->menu_message;
		step->voice = plan_clinic_voice(m);
	} else if (plan_is_set(clinics->play)) {
		step->what = clinics->play;
		step->is_sound = true;
	} else if (plan_is_set(clinics->text)) {
		step->what = clinics->text;
		step->voice = plan_clinic_voice(m);
	} else {
		step->voice = plan_our_voice(m);
	}
}

static void
forward_by_key(struct maker *m, const struct key *key)
{
	const char *number = first_number(m->line, key->order);

	m->plan->menu_choice = key->key;
	if (!number) {
		because(m, "Key %s: %s, but no forward number is set.", key->key, key->callers);
		plan_fall_back(m);
		return;
	}
	because(m, "Key %s: %s go to %s%s.", key->key, key->callers, number,
	    number_of(m->line, key->order[0]) ? "" : ", since they have no number of their own");
	forward_to(m, number);
}

/* A spoken text is followed by the menu, while there are prompts left: who has heard the address
 * may still want somebody. */
static void
speak_choice(struct maker *m, const struct menu_choice *choice, int prompts)
{
	because(m, "Key %s: a text is spoken.", m->plan->menu_choice);
	plan_speak(m, &choice->speech);
	if (prompts < PROMPTS_MAX) {
		prompt(m, prompts + 1);
		return;
	}
	plan_say(m, goodbye);
	plan_hangup(m);
}

static void
follow_choice(struct maker *m, const struct menu_choice *choice, const char *key, int prompts)
{
	m->plan->menu_choice = key;
	if (choice->kind == CHOICE_SAY) {
		speak_choice(m, choice, prompts);
	} else if (choice->kind == CHOICE_NUMBER) {
		if (!is_target(m->line, choice->number)) {
			because(m, "Key %s leads to this very line.", key);
			plan_fall_back(m);
			return;
		}
		because(m, "Key %s: the call goes to %s.", key, choice->number);
		forward_to(m, choice->number);
	} else if (choice->policy == POLICY_EXTERNAL) {
		because(m, "Key %s: the external number.", key);
		external(m);
	} else if (choice->policy == POLICY_AI_AGENT) {
		because(m, "Key %s: the AI agent.", key);
		ai_agent(m);
	} else {
		because(m, "Key %s: voicemail.", key);
		plan_take_message(m, leave_message);
	}
}

static void
forward_without_choice(struct maker *m)
{
	const char *number = number_of(m->line, GENERAL);

	if (!number) {
		because(m, "%d prompts brought no choice, and no forward number is set.",
		    PROMPTS_MAX);
		plan_fall_back(m);
		return;
	}
	because(m, "%d prompts brought no choice: the call goes to %s.", PROMPTS_MAX, number);
	forward_to(m, number);
}

static void
forward_by_menu(struct maker *m, const char *digits, int prompts)
{
	const struct key *key = prompts ? key_find(digits) : NULL;
	const struct menu_choice *choice =
	    prompts ? choice_find(&m->line->routing, digits) : NULL;

	if (key) {
		forward_by_key(m, key);
		return;
	}
	if (choice) {
		follow_choice(m, choice, digits, prompts);
		return;
	}
	if (prompts && *digits)
		because(m, "\"%.32s\" is no choice of the menu.", digits);
	else if (prompts)
		because(m, "No key was pressed.");
	if (prompts == PROMPTS_MAX)
		forward_without_choice(m);
	else
		prompt(m, prompts + 1);
}

static void
forward_directly(struct maker *m)
{
	const char *number = plan_forward_number(m->line);

	if (!number) {
		because(m, "The menu is off, and no forward number is set.");
		plan_fall_back(m);
		return;
	}
	because(m, "The menu is off: the call goes to %s.", number);
	forward_to(m, number);
}

static bool
menu_is_on(const struct config *config, const struct routing *routing)
{
	if (routing->menu_enabled == UNSET)
		return config->twilio_enable_menu;
	return routing->menu_enabled == YES;
}

/* --- policies that record --------------------------------------------------------------------- */

static void
voicemail(struct maker *m)
{
	const struct routing *routing = &m->line->routing;

	because(m, "The caller can leave a message.");
	if (!m->plan->open && plan_speak(m, &routing->after_hours_greeting)) {
		plan_record(m);
		return;
	}
	/* A clinic without words for its voicemail may have some for every call. */
	if (m->plan->open && !plan_is_set(routing->voicemail_greeting.text) &&
	    !plan_is_set(routing->voicemail_greeting.play))
		plan_speak(m, &routing->greeting);
	plan_take_message(m, m->plan->open ? plan_busy_message : closed_leave_message);
}

static void
greeting(struct maker *m)
{
	const struct routing *routing = &m->line->routing;

	because(m, "The caller hears the greeting and can leave a message.");
	if (!(!m->plan->open && plan_speak(m, &routing->after_hours_greeting)) &&
	    !plan_speak(m, &routing->greeting) && !plan_speak(m, &routing->voicemail_greeting))
		plan_say(m, leave_message);
	plan_record(m);
}

/* --- all policies ----------------------------------------------------------------------------- */

void
plan_follow_policy(struct maker *m, enum policy policy, int prompts)
{
	const char *digits = plan_trim(m->arena, m->call->digits);

	if (policy == POLICY_VOICEMAIL) {
		voicemail(m);
		return;
	}
	if (policy == POLICY_GREETING) {
		greeting(m);
		return;
	}
	if (!prompts)
		greet(m);
	if (policy == POLICY_ASSISTANTS)
		plan_ring_assistants(m);
	else if (policy == POLICY_EXTERNAL)
		external(m);
	else if (policy == POLICY_AI_AGENT)
		ai_agent(m);
	else if (menu_is_on(m->config, &m->line->routing))
		forward_by_menu(m, digits, prompts);
	else
		forward_directly(m);
}

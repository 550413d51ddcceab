/* What happens to a call, webhook by webhook. See plan.h. */
#include "desk/plan.h"

#include "core/text.h"
#include "desk/plan_maker.h"

enum { KEY_SECONDS = 5, SCREEN_PROMPTS = 2 };

/* What the server says by itself. */
static const char
	trouble_leave_message[] = "We are sorry, we are having a technical problem. "
	    "Please leave a message after the tone.",
	trouble_goodbye[] = "We are sorry, we are having a technical problem. "
	    "Please call again later. Goodbye.",
	sorry_goodbye[] = "We are sorry, we are having a technical problem. Goodbye.",
	announcement[] = "A call for %s. Press 1 to accept.",
	nobodys_number[] = "We are sorry, this number is not in service. Goodbye.",
	thanks[] = "Thank you for your message. Goodbye.";

static const char *const policy_words[] = {
	[POLICY_FORWARD] = "forward", [POLICY_ASSISTANTS] = "assistants",
	[POLICY_EXTERNAL] = "external", [POLICY_VOICEMAIL] = "voicemail",
	[POLICY_AI_AGENT] = "ai-agent", [POLICY_GREETING] = "greeting",
};

static void
reject(struct maker *m)
{
	m->plan->rejected = true;
	plan_add(m, STEP_REJECT, "rejected");
}

static void
refuse_unknown(struct maker *m, const char *sentence)
{
	m->plan->policy = "unknown-number";
	because(m, "The called number is no clinic's.");
	plan_say(m, sentence);
	plan_hangup(m);
}

static enum policy
policy_in_force(struct maker *m)
{
	enum policy policy;

	m->plan->open = plan_is_open(m);
	policy = m->plan->open ? m->line->routing.open : m->line->routing.closed;
	m->plan->policy = policy_words[policy];
	return policy;
}

struct plan *
plan_call(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call)
{
	struct maker m = plan_maker(a, config, line, call, "forward");
	int prompts = call->state.attempt;
	enum policy policy;

	if (!line) {
		refuse_unknown(&m, nobodys_number);
		return m.plan;
	}
	policy = policy_in_force(&m);
	/* Only the first webhook finds a call that was not answered yet. */
	if (!prompts && plan_is_blocked(&m))
		reject(&m);
	else
		plan_follow_policy(&m, policy, prompts);
	return m.plan;
}

struct plan *
plan_answered(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call)
{
	struct maker m = plan_maker(a, config, line, call, "forward");

	because(&m, "The call was answered.");
	plan_hangup(&m);
	return m.plan;
}

struct plan *
plan_unanswered(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call)
{
	struct maker m = plan_maker(a, config, line, call, "forward");
	enum policy policy;

	if (!line) {
		refuse_unknown(&m, plan_busy_goodbye);
		return m.plan;
	}
	policy = policy_in_force(&m);
	m.plan->next.spent_s = plan_spent_s(&line->routing, call);
	if (call->state.fallback) {
		because(&m, "The fallback did not answer either: voicemail.");
		plan_take_message(&m, plan_busy_message);
		return m.plan;
	}
	because(&m, "Nobody answered.");
	if (call->state.dialled == DIALLED_ASSISTANTS && policy == POLICY_ASSISTANTS)
		plan_ring_assistants(&m);
	else
		plan_fall_back(&m);
	return m.plan;
}

struct plan *
plan_agent(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call)
{
	struct maker m = plan_maker(a, config, line, call, "ai-agent");

	if (!line)
		return plan_unanswered(a, config, line, call);
	m.plan->open = plan_is_open(&m);
	if (!plan_dial_agent(&m))
		return plan_unanswered(a, config, line, call);
	because(&m, "The call could not be registered: the AI agent is dialled.");
	return m.plan;
}

struct plan *
plan_sorry(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call)
{
	struct maker m = plan_maker(a, config, line, call, "forward");

	because(&m, "Something failed: the call ends.");
	plan_say(&m, sorry_goodbye);
	plan_hangup(&m);
	return m.plan;
}

/* As little as possible: what failed may have been a setting, so no menu and no greeting. */
static void
rescue_by_message(struct maker *m)
{
	plan_say(m, trouble_leave_message);
	plan_add(m, STEP_RECORD, "")->seconds = m->line->routing.voicemail_max_seconds;
}

struct plan *
plan_rescue(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call)
{
	struct maker m = plan_maker(a, config, line, call, "forward");
	const char *number = line ? plan_forward_number(line) : NULL;

	if (!line) {
		refuse_unknown(&m, trouble_goodbye);
	} else if (!number) {
		because(&m, "Something failed, and no forward number is set: voicemail.");
		rescue_by_message(&m);
	} else {
		const struct target target = { number, 0 };
		struct step *step = plan_add(&m, STEP_DIAL, number);

		because(&m, "Something failed: the call goes straight to %s.", number);
		step->targets[0] = target;
		step->targets_count = 1;
		step->seconds = line->routing.ring_seconds;
		step->caller_id = line->number;
		step->simplest = true;
		m.plan->next.dialled = DIALLED_NUMBER;
	}
	return m.plan;
}

struct plan *
plan_rescue_dialled(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call)
{
	struct maker m = plan_maker(a, config, line, call, "forward");

	if (text_same(call->dial_outcome, "answered"))
		return plan_answered(a, config, line, call);
	if (!line) {
		refuse_unknown(&m, trouble_goodbye);
	} else {
		because(&m, "Something failed after the call was dialled: voicemail.");
		rescue_by_message(&m);
	}
	return m.plan;
}

struct plan *
plan_recorded(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call)
{
	struct maker m = plan_maker(a, config, line, call, "voicemail");

	because(&m, "A message was recorded.");
	plan_say(&m, thanks);
	plan_hangup(&m);
	return m.plan;
}

struct plan *
plan_screen(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call)
{
	struct maker m = plan_maker(a, config, line, call, "assistants");
	int prompts = call->state.attempt;
	struct step *step;

	m.plan->is_screen = true;
	m.plan->next = call->state;
	if (prompts && text_same(plan_trim(a, call->digits), "1")) {
		m.plan->accepted = true;
		because(&m, "The call was accepted.");
	} else if (prompts >= SCREEN_PROMPTS) {
		because(&m, "The call was not accepted.");
		plan_hangup(&m);
	} else {
		step = plan_add(&m, STEP_GATHER, arena_printf(a, announcement,
		    line && plan_is_set(line->clinic_name) ? line->clinic_name : "the clinic"));
		step->seconds = KEY_SECONDS;
		step->voice = plan_our_voice(&m);
		m.plan->attempt = m.plan->next.attempt = prompts + 1;
		because(&m, "The assistant is asked: prompt %d of %d.", m.plan->attempt,
		    SCREEN_PROMPTS);
		/* A prompt that brings us nothing must not connect anybody. */
		plan_hangup(&m);
	}
	return m.plan;
}

/* Adds the reasons that are not there yet. */
static struct reason *
reasons_joined(struct arena *a, struct reason *before, const struct reason *after)
{
	struct reason **end = &before;

	while (*end)
		end = &(*end)->next;
	for (; after; after = after->next) {
		const struct reason *known = before;

		while (known && !text_same(known->text, after->text))
			known = known->next;
		if (known)
			continue;
		*end = arena_alloc(a, sizeof **end);
		(*end)->text = after->text;
		end = &(*end)->next;
	}
	return before;
}

/* The key that a character stands for, and the text behind it; what is not ASCII is no key. */
static const char *
next_key(struct arena *a, const char **digits)
{
	const char *key = **digits == ' ' ? "" : arena_copy(a, *digits, 1);

	if ((unsigned char)*key >= 0x80)
		key = "?";
	do
		(*digits)++;
	while (((unsigned char)**digits & 0xc0) == 0x80);
	return key;
}

struct plan *
plan_apology(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call)
{
	struct maker m = plan_maker(a, config, line, call, "apology");

	because(&m, "Something is wrong inside.");
	plan_say(&m, sorry_goodbye);
	plan_hangup(&m);
	return m.plan;
}

struct plan *
plan_follow(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call, const char *digits)
{
	struct call_facts now = *call;
	struct plan *plan = plan_call(a, config, line, &now);
	struct reason *why = plan->why;

	while (plan->attempt && *digits) {
		now.state = plan->next;
		now.digits = next_key(a, &digits);
		plan = plan_call(a, config, line, &now);
		why = plan->why = reasons_joined(a, why, plan->why);
	}
	return plan;
}

/* --- what came of a Dial ---------------------------------------------------------------------- */

/* Twilio calls a Dial completed when the other side picked up, even if the two were never joined;
 * where it does not say whether they were, the seconds that they spoke do. */
static const char *
completed_outcome(const char *bridged, const char *duration)
{
	int64_t seconds = 0;

	if (plan_is_set(bridged))
		return strcasecmp(bridged, "true") == 0 ? "answered" : "no-answer";
	(void)number_parse(duration, 0, INT64_MAX, &seconds);
	return seconds > 0 ? "answered" : "no-answer";
}

const char *
dial_outcome(const char *status, const char *bridged, const char *duration)
{
	static const char *const as_they_are[] = { "no-answer", "busy", "failed", "canceled" };

	if (text_same(status, "completed") || text_same(status, "answered"))
		return completed_outcome(bridged, duration);
	for (size_t i = 0; i < sizeof as_they_are / sizeof as_they_are[0]; i++)
		if (text_same(status, as_they_are[i]))
			return as_they_are[i];
	return "failed";	/* a status that we do not know: nobody is known to have spoken */
}

/* Where a call goes: the policy `forward`, its menu, and the fallback. See routing.h. */
#include "desk/routing.h"

#include <ctype.h>

#include "core/text.h"

enum { PROMPTS = 3, KEY_SECONDS = 5 };

/* What the server says by itself: in English, by an English voice, whatever the language. */
static const char
	busy_leave_message[] = "We are sorry, nobody can take your call right now. "
	    "Please leave a message after the tone.",
	busy_goodbye[] = "We are sorry, nobody can take your call right now. "
	    "Please call again later. Goodbye.",
	trouble_leave_message[] = "We are sorry, we are having a technical problem. "
	    "Please leave a message after the tone.",
	trouble_goodbye[] = "We are sorry, we are having a technical problem. "
	    "Please call again later. Goodbye.",
	nobodys_number[] = "We are sorry, this number is not in service. Goodbye.",
	thanks[] = "Thank you for your message. Goodbye.";

/* A plan in the making: steps and reasons are added at their ends. */
struct maker {
	struct arena *arena;
	const struct config *config;
	const struct line *line;
	struct plan *plan;
	struct step **steps_end;
	struct reason **why_end;
};

static struct maker
maker(struct arena *a, const struct config *config, const struct line *line, const char *policy)
{
	struct maker m = { a, config, line, arena_alloc(a, sizeof *m.plan), NULL, NULL };

	m.plan->policy = policy;
	m.plan->open = line != NULL;
	m.plan->line = line;
	m.plan->caller_id = line ? line->number : NULL;
	m.steps_end = &m.plan->steps;
	m.why_end = &m.plan->why;
	return m;
}

__attribute__((format(printf, 2, 3))) static void
because(struct maker *m, const char *format, ...)
{
	struct reason *reason = arena_alloc(m->arena, sizeof *reason);
	va_list args;

	va_start(args, format);
	reason->text = arena_vprintf(m->arena, format, args);
	va_end(args);
	*m->why_end = reason;
	m->why_end = &reason->next;
}

/* --- steps ----------------------------------------------------------------------------------- */

static struct step *
add(struct maker *m, enum step_do act, const char *what)
{
	struct step *step = arena_alloc(m->arena, sizeof *step);

	step->act = act;
	step->what = what;
	*m->steps_end = step;
	m->steps_end = &step->next;
	return step;
}

static bool
is_set(const char *s)
{
	return s && *s;
}

static bool
is_english(const char *language)
{
	return strncasecmp(language, "en", 2) == 0 && (!language[2] || language[2] == '-');
}

/* The clinic's voice. TWILIO_VOICE speaks English; other languages get Twilio's voice for them. */
static struct voice
clinic_voice(const struct maker *m)
{
	const struct routing *routing = &m->line->routing;
	struct voice voice = { routing->voice, routing->language };

	if (!is_set(voice.language))
		voice.language = "en-US";
	if (!is_set(voice.voice) && is_english(voice.language))
		voice.voice = m->config->twilio_voice;
	return voice;
}

/* One of our own sentences. */
static void
say(struct maker *m, const char *sentence)
{
	struct step *step = add(m, STEP_SAY, sentence);

	if (m->line && is_english(clinic_voice(m).language))
		step->voice = clinic_voice(m);
	else
		step->voice = (struct voice){ m->config->twilio_voice, "en-US" };
}

/* What the clinic wants said; false if it wants nothing. */
static bool
speak(struct maker *m, const struct speech *speech)
{
	if (is_set(speech->play))
		add(m, STEP_PLAY, speech->play);
	else if (is_set(speech->text))
		add(m, STEP_SAY, speech->text)->voice = clinic_voice(m);
	else
		return false;
	return true;
}

static void
dial(struct maker *m, const char *number)
{
	add(m, STEP_DIAL, number)->seconds = m->line->routing.ring_seconds;
}

static void
record(struct maker *m)
{
	add(m, STEP_RECORD, "")->seconds = m->line->routing.voicemail_max_seconds;
}

static void
hangup(struct maker *m)
{
	add(m, STEP_HANGUP, "");
}

/* The menu: the number's own message, the clinic's, the server's. */
static void
prompt(struct maker *m)
{
	const struct speech *clinics = &m->line->routing.menu_message;
	struct step *step = add(m, STEP_GATHER, m->config->twilio_menu_message);

	step->seconds = KEY_SECONDS;
	step->voice = clinic_voice(m);
	if (is_set(m->line->menu_message)) {
		step->what = m->line->menu_message;
	} else if (is_set(clinics->play)) {
		step->what = clinics->play;
		step->is_sound = true;
	} else if (is_set(clinics->text)) {
		step->what = clinics->text;
	}
}

static void
fallback(struct maker *m)
{
	switch (m->line->routing.fallback) {
	case FALLBACK_VOICEMAIL: case FALLBACK_EXTERNAL: case FALLBACK_AI_AGENT:
		because(m, "The fallback is voicemail.");
		if (!speak(m, &m->line->routing.voicemail_greeting))
			say(m, busy_leave_message);
		record(m);
		return;
	case FALLBACK_GOODBYE:
		because(m, "The fallback is a goodbye.");
		say(m, busy_goodbye);
		hangup(m);
		return;
	}
}

/* --- numbers --------------------------------------------------------------------------------- */

enum group { GENERAL, NEW, EXISTING, GROUPS };

/* A forward number in force: the called number's own, else the clinic's, else NULL. The called
 * number itself is no target: the call would come in again and again. */
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

	if (is_set(own[group]) && !text_same(own[group], line->number))
		return own[group];
	if (is_set(clinics[group]) && !text_same(clinics[group], line->number))
		return clinics[group];
	return NULL;
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

static const enum group anybody[GROUPS] = { GENERAL, NEW, EXISTING };

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

/* --- the policy `forward` -------------------------------------------------------------------- */

static const char *
trim(struct arena *a, const char *s)
{
	size_t n;

	while (s && isspace((unsigned char)*s))
		s++;
	n = s ? strlen(s) : 0;
	while (n && isspace((unsigned char)s[n - 1]))
		n--;
	return arena_copy(a, s, n);
}

static void
forward_by_key(struct maker *m, const struct key *key)
{
	const char *number = first_number(m->line, key->order);

	m->plan->menu_choice = key->key;
	if (!number) {
		because(m, "Key %s: %s, but no forward number is set.", key->key, key->callers);
		fallback(m);
		return;
	}
	because(m, "Key %s: %s go to %s%s.", key->key, key->callers, number,
	    number_of(m->line, key->order[0]) ? "" : ", since they have no number of their own");
	dial(m, number);
}

static void
forward_without_choice(struct maker *m)
{
	const char *number = number_of(m->line, GENERAL);

	if (!number) {
		because(m, "%d prompts brought no choice, and no forward number is set.", PROMPTS);
		fallback(m);
		return;
	}
	because(m, "%d prompts brought no choice: the call goes to %s.", PROMPTS, number);
	dial(m, number);
}

static void
forward_by_menu(struct maker *m, const char *digits, int prompts)
{
	const struct key *key = prompts ? key_find(digits) : NULL;

	if (key) {
		forward_by_key(m, key);
		return;
	}
	if (prompts && *digits)
		because(m, "\"%s\" is no choice of the menu.", digits);
	else if (prompts)
		because(m, "No key was pressed.");
	if (prompts == PROMPTS) {
		forward_without_choice(m);
		return;
	}
	m->plan->attempt = prompts + 1;
	because(m, "The menu is on: prompt %d of %d.", m->plan->attempt, PROMPTS);
	if (!prompts)
		speak(m, &m->line->routing.greeting);
	prompt(m);
}

static void
forward_directly(struct maker *m)
{
	const char *number = first_number(m->line, anybody);

	if (!number) {
		because(m, "The menu is off, and no forward number is set.");
		fallback(m);
		return;
	}
	because(m, "The menu is off: the call goes to %s.", number);
	speak(m, &m->line->routing.greeting);
	dial(m, number);
}

static bool
menu_is_on(const struct config *config, const struct routing *routing)
{
	if (routing->menu_enabled == UNSET)
		return config->twilio_enable_menu;
	return routing->menu_enabled == YES;
}

/* --- plans ----------------------------------------------------------------------------------- */

static void
refuse_unknown(struct maker *m, const char *sentence)
{
	m->plan->policy = "unknown-number";
	because(m, "The called number is no clinic's.");
	say(m, sentence);
	hangup(m);
}

struct plan *
plan_call(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call)
{
	struct maker m = maker(a, config, line, "forward");
	int prompts = call->attempt < 0 ? 0 : call->attempt > PROMPTS ? PROMPTS : call->attempt;

	if (!line) {
		refuse_unknown(&m, nobodys_number);
		return m.plan;
	}
	because(&m, "No opening hours are set: the clinic is always open.");
	if (menu_is_on(config, &line->routing))
		forward_by_menu(&m, trim(a, call->digits), prompts);
	else
		forward_directly(&m);
	return m.plan;
}

struct plan *
plan_unanswered(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call)
{
	struct maker m = maker(a, config, line, "forward");

	(void)call;		/* the fallback is the same for every caller */
	if (!line) {
		refuse_unknown(&m, busy_goodbye);
		return m.plan;
	}
	because(&m, "Nobody answered.");
	fallback(&m);
	return m.plan;
}

/* As little as possible: what failed may have been a setting, so no menu and no greeting. */
struct plan *
plan_rescue(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call)
{
	struct maker m = maker(a, config, line, "forward");
	const char *number = line ? first_number(line, anybody) : NULL;

	(void)call;
	if (!line) {
		refuse_unknown(&m, trouble_goodbye);
	} else if (number) {
		because(&m, "Something failed: the call goes straight to %s.", number);
		dial(&m, number);
	} else {
		because(&m, "Something failed, and no forward number is set: voicemail.");
		say(&m, trouble_leave_message);
		record(&m);
	}
	return m.plan;
}

struct plan *
plan_recorded(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *call)
{
	struct maker m = maker(a, config, line, "voicemail");

	(void)call;
	because(&m, "A message was recorded.");
	say(&m, thanks);
	hangup(&m);
	return m.plan;
}

/* --- what a plan looks like ------------------------------------------------------------------ */

static void
write_gather(struct twiml *t, struct arena *a, const struct plan *plan, const struct step *step,
    const struct plan_urls *urls)
{
	const struct twiml_gather gather = {
		.action = urls->url(urls->context, "voice-incoming",
		    arena_printf(a, "attempt=%d", plan->attempt)),
		.num_digits = 1,
		.timeout_seconds = step->seconds,
		/* Silence is reported too: what follows a prompt is decided in one place. */
		.action_on_empty_result = true,
	};
	const struct speech text = { .text = step->what }, sound = { .play = step->what };

	twiml_gather_open(t, &gather);
	twiml_speak(t, step->is_sound ? &sound : &text, &step->voice);
	twiml_gather_close(t);
}

static void
write_dial(struct twiml *t, const struct plan *plan, const struct step *step,
    const struct plan_urls *urls)
{
	const struct twiml_dial dial = {
		.action = urls->url(urls->context, "voice-dial-status", NULL),
		.caller_id = plan->caller_id,
		.timeout_seconds = step->seconds,
		.time_limit_seconds = plan->line->routing.call_max_seconds,
		.answer_on_bridge = true,
	};

	twiml_dial_open(t, &dial);
	twiml_number(t, step->what, NULL);
	twiml_dial_close(t);
}

static void
write_record(struct twiml *t, const struct step *step, const struct plan_urls *urls)
{
	const struct twiml_record record = {
		.action = urls->url(urls->context, "voicemail-complete", NULL),
		.max_length_seconds = step->seconds,
	};

	twiml_record(t, &record);
}

const char *
plan_twiml(struct arena *a, const struct plan *plan, const struct plan_urls *urls)
{
	struct twiml *t = twiml_new(a);

	for (const struct step *step = plan->steps; step; step = step->next) {
		switch (step->act) {
		case STEP_SAY:
			twiml_say(t, step->what, &step->voice);
			break;
		case STEP_PLAY:
			twiml_speak(t, &(struct speech){ .play = step->what }, &step->voice);
			break;
		case STEP_GATHER:
			write_gather(t, a, plan, step, urls);
			break;
		case STEP_DIAL:
			write_dial(t, plan, step, urls);
			break;
		case STEP_RECORD:
			write_record(t, step, urls);
			break;
		case STEP_REJECT:
			twiml_reject(t, step->what);
			break;
		case STEP_HANGUP:
			twiml_hangup(t);
			break;
		}
	}
	return twiml_end(t);
}

struct json_object *
plan_preview(struct arena *a, const struct plan *plan, const char *twiml)
{
	static const char *const names[] = {
		[STEP_SAY] = "say", [STEP_PLAY] = "play", [STEP_GATHER] = "gather",
		[STEP_DIAL] = "dial", [STEP_RECORD] = "record", [STEP_REJECT] = "reject",
		[STEP_HANGUP] = "hangup",
	};
	struct json_object *preview = json_object_in(a);
	struct json_object *steps = json_array_in(a), *why = json_array_in(a);

	for (const struct step *step = plan->steps; step; step = step->next) {
		struct json_object *o = json_object_in(a);

		json_put_text(o, "do", names[step->act]);
		json_put_text(o, "what", step->what);
		json_put_id(o, "seconds", step->seconds);	/* 0 becomes null */
		json_append(steps, o);
	}
	for (const struct reason *reason = plan->why; reason; reason = reason->next)
		json_object_array_add(why, json_object_new_string(reason->text));
	json_put_bool(preview, "open", plan->open);
	json_put_text(preview, "policy", plan->policy);
	json_put(preview, "steps", steps);
	json_put(preview, "why", why);
	json_put_text(preview, "twiml", twiml);
	return preview;
}

/* --- what the document and the settings say together ----------------------------------------- */

bool
routing_records(const struct config *config, const struct routing *routing)
{
	return routing->recording == UNSET ? config->twilio_enable_recording :
	    routing->recording == YES;
}

enum transcription
routing_transcription(const struct config *config, const struct routing *routing)
{
	if (routing->transcription != TRANSCRIPTION_DEFAULT)
		return routing->transcription;
	if (!config->twilio_enable_transcription)
		return TRANSCRIPTION_OFF;
	return is_set(config->twilio_vi_service_sid) ? TRANSCRIPTION_INTELLIGENCE :
	    TRANSCRIPTION_REALTIME;
}

/* --- what came of a Dial --------------------------------------------------------------------- */

/* Twilio calls a Dial completed when the other side picked up, even if the two were never joined;
 * where it does not say whether they were, the seconds that they spoke do. */
static const char *
completed_outcome(const char *bridged, const char *duration)
{
	int64_t seconds = 0;

	if (is_set(bridged))
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

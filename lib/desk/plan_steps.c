/* The steps of a plan: what is spoken, dialled and recorded. See plan_maker.h. */
#include <ctype.h>

#include "core/text.h"
#include "desk/plan_maker.h"

const char plan_busy_message[] = "We are sorry, nobody can take your call right now. "
    "Please leave a message after the tone.";
const char plan_busy_goodbye[] = "We are sorry, nobody can take your call right now. "
    "Please call again later. Goodbye.";

/* --- making ----------------------------------------------------------------------------------- */

struct maker
plan_maker(struct arena *a, const struct config *config, const struct line *line,
    const struct call_facts *facts, const char *policy)
{
	static const struct call_facts nothing;
	const struct call_facts *call = facts ? facts : &nothing;
	struct maker m = { a, config, line, call, arena_alloc(a, sizeof *m.plan), NULL, NULL };

	m.plan->policy = policy;
	m.plan->open = line && call->state.open != NO;
	m.plan->line = line;
	m.plan->call_sid = call->call_sid;
	m.plan->next = call->state;
	m.plan->next.attempt = 0;
	m.plan->next.assistant_id = 0;
	m.plan->next.screened = false;
	m.steps_end = &m.plan->steps;
	m.why_end = &m.plan->why;
	return m;
}

void
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

struct step *
plan_add(struct maker *m, enum step_do act, const char *what)
{
	struct step *step = arena_alloc(m->arena, sizeof *step);

	step->act = act;
	step->what = what;
	*m->steps_end = step;
	m->steps_end = &step->next;
	return step;
}

bool
plan_is_set(const char *s)
{
	return s && *s;
}

const char *
plan_trim(struct arena *a, const char *s)
{
	size_t n;

	while (s && isspace((unsigned char)*s))
		s++;
	n = s ? strlen(s) : 0;
	while (n && isspace((unsigned char)s[n - 1]))
		n--;
	return arena_copy(a, s, n);
}

/* --- speaking --------------------------------------------------------------------------------- */

static bool
is_english(const char *language)
{
	return strncasecmp(language, "en", 2) == 0 && (!language[2] || language[2] == '-');
}

struct voice
plan_voice(const struct config *config, const struct routing *routing)
{
	struct voice voice = { routing->voice, routing->language };

	if (!plan_is_set(voice.language))
		voice.language = "en-US";
	if (!plan_is_set(voice.voice) && is_english(voice.language))
		voice.voice = config->twilio_voice;
	return voice;
}

struct voice
plan_clinic_voice(const struct maker *m)
{
	return plan_voice(m->config, &m->line->routing);
}

/* Which speaks our own sentences. */
struct voice
plan_our_voice(const struct maker *m)
{
	if (m->line && is_english(plan_clinic_voice(m).language))
		return plan_clinic_voice(m);
	return (struct voice){ m->config->twilio_voice, "en-US" };
}

void
plan_say(struct maker *m, const char *sentence)
{
	plan_add(m, STEP_SAY, sentence)->voice = plan_our_voice(m);
}

/* What the clinic wants said; false if it wants nothing. */
bool
plan_speak(struct maker *m, const struct speech *speech)
{
	if (plan_is_set(speech->play))
		plan_add(m, STEP_PLAY, speech->play);
	else if (plan_is_set(speech->text))
		plan_add(m, STEP_SAY, speech->text)->voice = plan_clinic_voice(m);
	else
		return false;
	return true;
}

void
plan_hangup(struct maker *m)
{
	plan_add(m, STEP_HANGUP, "");
}

/* --- dialling and recording ------------------------------------------------------------------- */

/* Before the first words are recorded or transcribed: the clinic's announcement. */
static bool
tell(struct maker *m)
{
	const struct routing *routing = &m->line->routing;
	enum transcription mode = routing_transcription(m->config, routing);
	bool live = mode == TRANSCRIPTION_REALTIME || mode == TRANSCRIPTION_BOTH;

	m->plan->records = routing_records(m->config, routing);
	if (m->call->state.told || (!live && !m->plan->records))
		return false;
	if (plan_speak(m, &routing->consent_announcement))
		because(m, "The call is %s: that is announced first.",
		    m->plan->records ? "recorded" : "transcribed");
	m->plan->next.told = true;
	return live;
}

struct step *
plan_dial_targets(struct maker *m, enum dialled whom, const struct target *targets, size_t count,
    int seconds)
{
	bool transcribed = tell(m);
	struct text numbers = text_new(m->arena);
	struct step *step;

	for (size_t i = 0; i < count; i++)
		text_printf(&numbers, "%s%s", i ? ", " : "", targets[i].number);
	step = plan_add(m, STEP_DIAL, numbers.data);
	if (count)
		memcpy(step->targets, targets, count * sizeof *targets);
	step->targets_count = count;
	step->seconds = seconds;
	step->caller_id = m->line->number;
	step->transcribed = transcribed;
	m->plan->next.dialled = whom;
	m->plan->next.open = m->plan->open ? YES : NO;
	return step;
}

void
plan_record(struct maker *m)
{
	const struct routing *routing = &m->line->routing;
	struct step *step = plan_add(m, STEP_RECORD, "");

	step->seconds = routing->voicemail_max_seconds;
	step->transcribed = routing_record_transcribed(m->config, routing);
}

/* Whoever nobody can be found for. */
void
plan_take_message(struct maker *m, const char *our_words)
{
	if (!plan_speak(m, &m->line->routing.voicemail_greeting))
		plan_say(m, our_words);
	plan_record(m);
}

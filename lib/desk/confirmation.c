/* Confirmation calls. See confirmation.h. */
#include "desk/confirmation.h"

#include "core/text.h"
#include "desk/calling.h"
#include "desk/spoken.h"

enum { KEY_SECONDS = 8, MINUTE_MS = 60 * 1000 };

static const struct answer {
	const char *key, *text, *status, *outcome, *intent;
} answers[] = {
	{ "1", "call.confirmed", "confirmed", "appointment-confirmed", "confirm" },
	{ "2", "call.reschedule", "reschedule-requested", "appointment-rescheduled", "reschedule" },
	{ "3", "call.cancelled", "cancelled", "appointment-cancelled", "cancel" },
};

static const char repeat_key[] = "9";

static const struct answer *
answer_of(const char *key)
{
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
		if (text_same(answers[i].key, key))
			return &answers[i];
	return NULL;
}

const char *
confirmation_outcome_of(const char *key)
{
	const struct answer *answer = answer_of(key);

	return answer ? answer->outcome : NULL;
}

/* --- words ------------------------------------------------------------------------------------ */

struct speaker {
	struct arena *arena;
	const struct confirmation_facts *facts;
	struct text said;
};

static bool
is_set(const char *s)
{
	return !text_is_blank(s);
}

static void
speak(struct speaker *s, const char *key)
{
	const struct confirmation_facts *f = s->facts;
	const char *const values[][2] = {
		{ "{name}", is_set(f->patient) ? f->patient : "" },
		{ "{clinic}", f->clinic ? f->clinic : "" },
		{ "{doctor}", is_set(f->doctor) ? f->doctor : "" },
		{ "{number}", spoken_number(s->arena, f->texts, f->number ? f->number : "") },
		{ "{when}", spoken_when(s->arena, f->texts, &f->at, &f->now) },
		{ NULL, NULL },
	};

	text_printf(&s->said, "%s%s", s->said.length ? " " : "",
	    texts_fill(s->arena, f->texts, key, values));
}

static void
greet(struct speaker *s)
{
	speak(s, is_set(s->facts->patient) ? "call.greeting" : "call.greeting.nameless");
}

static void
tell_visit(struct speaker *s)
{
	speak(s, is_set(s->facts->doctor) ? "call.visit.doctor" : "call.visit");
}

/* --- deciding --------------------------------------------------------------------------------- */

/* machine_start, machine_end_beep, machine_end_silence, machine_end_other */
static bool
is_machine(const char *answered_by)
{
	return answered_by && text_has_prefix(answered_by, "machine_");
}

static void
not_open(struct speaker *s, struct confirmation *out)
{
	if (!s->facts->asked)
		greet(s);
	speak(s, s->facts->state == VISIT_PAST ? "call.past" : "call.gone");
	out->outcome = s->facts->state == VISIT_PAST ? "appointment-past" : "appointment-gone";
}

static void
ask(struct speaker *s, struct confirmation *out, int prompts, int repeats)
{
	speak(s, "call.menu");
	out->asks = true;
	out->prompts = prompts;
	out->repeats = repeats;
}

static void
begin(struct speaker *s, struct confirmation *out)
{
	const char *by = s->facts->answered_by;

	if (is_machine(by)) {
		speak(s, "call.machine");
		out->outcome = "voicemail";
	} else if (text_same(by, "fax")) {
		out->outcome = "no-response";
	} else if (s->facts->state == VISIT_PAST || s->facts->state == VISIT_GONE) {
		not_open(s, out);
	} else {
		greet(s);
		tell_visit(s);
		ask(s, out, 1, 0);
	}
}

/* It has another time than the patient heard: so whatever was pressed was about the old one. */
static void
tell_move(struct speaker *s, struct confirmation *out)
{
	const struct confirmation_facts *f = s->facts;

	out->belated = answer_of(f->key);
	speak(s, "call.moved");
	tell_visit(s);
	if (f->repeats < CONFIRMATION_REPEATS) {
		ask(s, out, f->prompts, f->repeats + 1);
	} else {
		speak(s, "call.goodbye");
		out->outcome = "no-response";
	}
}

static void
take_answer(struct speaker *s, struct confirmation *out, const struct answer *answer)
{
	if (s->facts->state == VISIT_UNKNOWN) {
		speak(s, "call.noted");
		out->noted = true;
		return;
	}
	speak(s, answer->text);
	out->status = answer->status;
	out->outcome = answer->outcome;
	out->intent = answer->intent;
}

static void
take_key(struct speaker *s, struct confirmation *out)
{
	const struct confirmation_facts *f = s->facts;
	const struct answer *answer = answer_of(f->key);

	if (f->state == VISIT_PAST || f->state == VISIT_GONE) {
		not_open(s, out);
	} else if (f->moved && f->state == VISIT_OPEN) {
		tell_move(s, out);
	} else if (answer) {
		take_answer(s, out, answer);
	} else if (text_same(f->key, repeat_key) && f->repeats < CONFIRMATION_REPEATS) {
		tell_visit(s);
		ask(s, out, f->prompts, f->repeats + 1);
	} else if (f->prompts < CONFIRMATION_PROMPTS) {
		speak(s, is_set(f->key) ? "call.wrong-key" : "call.silence");
		ask(s, out, f->prompts + 1, f->repeats);
	} else {
		speak(s, "call.goodbye");
		out->outcome = "no-response";
	}
}

void
confirmation_decide(struct arena *a, const struct confirmation_facts *facts,
    struct confirmation *out)
{
	struct confirmation_facts f = *facts;
	struct speaker s = { a, &f, text_new(a) };

	*out = (struct confirmation){ .say = "" };
	/* Whoever cannot be told from a machine does not hear which doctor it is. */
	if (text_same(f.answered_by, "unknown"))
		f.doctor = NULL;
	if (f.asked)
		take_key(&s, out);
	else
		begin(&s, out);
	out->say = s.said.data;
}

const char *
confirmation_twiml(struct arena *a, const struct confirmation *c, const struct voice *voice,
    const char *action)
{
	struct twiml *t = twiml_new(a);
	const struct twiml_gather gather = {
		.action = action, .num_digits = 1, .timeout_seconds = KEY_SECONDS,
		/* Silence is reported too: what follows it is decided in one place. */
		.action_on_empty_result = true,
	};

	if (c->asks)
		twiml_gather_open(t, &gather);
	if (*c->say)
		twiml_say(t, c->say, voice);
	if (c->asks)
		twiml_gather_close(t);
	else
		twiml_hangup(t);
	return twiml_end(t);
}

/* --- after the call --------------------------------------------------------------------------- */

/* Nobody took it up. One that was called off, or that we did not get placed in time, was not even
 * heard. */
static bool
was_missed(const struct confirmation_end *e)
{
	return !e->reached && (text_same(e->status, "busy") || text_same(e->status, "no-answer") ||
	    text_same(e->status, "failed") || text_same(e->status, "canceled"));
}

enum confirmation_next
confirmation_next(const struct confirmation_end *e, const struct routing *routing, int64_t *at_ms)
{
	if (!e->waiting || !was_missed(e))
		return NEXT_NOTHING;
	*at_ms = calling_window(&routing->calling_hours, e->zone,
	    e->ended_at_ms + routing->retry_after_minutes * INT64_C(1) * MINUTE_MS).from_ms;
	if (!e->refused && e->retries < routing->retry_attempts && *at_ms < e->starts_at_ms)
		return NEXT_CALL;
	return routing->retry_then_sms ? NEXT_TEXT : NEXT_NOTHING;
}

/* Was an appointment booked? The story that a call's events tell. See booking.h. */
#include "desk/booking.h"

#include "core/text.h"
#include "desk/booking_parts.h"

enum { BYTES_MAX = 64 * 1024, WORDS_FEW = 4 };

static const size_t NOWHERE = SIZE_MAX;

/* What is known when all events up to some point were told; each is the event that said so last. */
struct state {
	size_t last[EVENT_COMING + 1];
	size_t agreed;			/* the visit that stands */
	size_t moved, cancelled, confirmed;
	size_t refused;			/* none was agreed, for whatever reason */
	size_t held;
	size_t contradiction;
};

static bool
told(const struct state *t, enum event_kind kind)
{
	return t->last[kind] != NOWHERE;
}

static bool
same_clause(const struct event *a, const struct event *b)
{
	return a->from == b->from;
}

static void
agree(struct state *t, const struct event *e, size_t n, bool certain)
{
	bool moving = told(t, EVENT_WANTS_MOVE) || t->moved != NOWHERE;

	if (moving && !told(t, EVENT_NO_SHOW) && !e->additional && t->agreed == NOWHERE &&
	    t->cancelled == NOWHERE) {
		t->moved = n;
		return;
	}
	if ((told(t, EVENT_WANTS_CONFIRM) || t->confirmed != NOWHERE || told(t, EVENT_EXISTING)) &&
	    !told(t, EVENT_WANTS_VISIT) && !told(t, EVENT_NO_SHOW) && !e->additional &&
	    t->agreed == NOWHERE && t->cancelled == NOWHERE &&
	    ((e->passive && (e->definite || e->present)) || !certain)) {
		t->confirmed = n;
		return;
	}
	t->agreed = n;
	t->refused = NOWHERE;
	t->contradiction = NOWHERE;
	t->held = NOWHERE;
}

static void
event_tell(struct state *t, const struct event *events, size_t n)
{
	const struct event *e = &events[n], *agreed = t->agreed == NOWHERE ? NULL : &events[t->agreed];

	switch (e->kind) {
	case EVENT_AGREED:
		agree(t, e, n, true);
		break;
	case EVENT_COMING:
		if (!agreed)
			agree(t, e, n, false);
		break;
	case EVENT_ACCEPTED:
		if (!agreed && (e->time != NOWHERE || told(t, EVENT_OFFERED) || told(t, EVENT_NO_SLOT) ||
		    told(t, EVENT_WANTS_VISIT)))
			agree(t, e, n, true);
		break;
	case EVENT_MOVED:
		if (agreed)
			break;
		if (told(t, EVENT_NO_SHOW))
			agree(t, e, n, true);
		else
			t->moved = n;
		break;
	case EVENT_CANCELLED:
		if (agreed && !e->definite && !e->additional && !same_clause(agreed, e)) {
			t->agreed = NOWHERE;
			t->refused = n;
		} else if (!agreed) {
			t->cancelled = n;
		}
		break;
	case EVENT_CONFIRMED:
		if (agreed)
			break;
		if (told(t, EVENT_WANTS_VISIT) && !e->definite && e->time != NOWHERE)
			agree(t, e, n, true);
		else if (t->held != NOWHERE && e->time == NOWHERE)
			t->agreed = t->held, t->held = NOWHERE;
		else
			t->confirmed = n;
		break;
	case EVENT_NOT_AGREED:
		if (!agreed)
			t->refused = n;
		else if (e->person == agreed->person && !e->additional && !same_clause(agreed, e))
			t->contradiction = n;
		break;
	case EVENT_WITHDRAWN: case EVENT_DECLINED:
		if (agreed && e->kind == EVENT_WITHDRAWN && !same_clause(agreed, e)) {
			t->agreed = NOWHERE;
			t->refused = n;
		} else if (!agreed) {
			t->refused = n;
		}
		break;
	case EVENT_NO_SLOT: case EVENT_CALLBACK: case EVENT_WAITLIST: case EVENT_ELSEWHERE:
	case EVENT_NO_RECORD: case EVENT_CONDITIONAL:
		if (!agreed)
			t->refused = n;
		break;
	case EVENT_HELD:
		t->held = n;
		break;
	case EVENT_DOUBT:
		if (agreed && (same_clause(agreed, e) || e->sentence == agreed->sentence))
			t->contradiction = n;
		break;
	case EVENT_WANTS_VISIT: case EVENT_PENDING: case EVENT_OTHER_MATTER: case EVENT_VOICEMAIL:
	case EVENT_WRONG_NUMBER: case EVENT_BROKEN_OFF: case EVENT_NO_SHOW: case EVENT_EXISTING:
	case EVENT_WANTS_MOVE: case EVENT_WANTS_CANCEL: case EVENT_WANTS_CONFIRM: case EVENT_OFFERED:
	case EVENT_CLAIMED:
		break;
	}
	t->last[e->kind] = n;
}

/* --- the answer ------------------------------------------------------------------------------ */

static void
evidence_put(const struct story *s, size_t n, struct booking *out)
{
	const struct word *words = s->words.at;
	const struct event *e;

	if (n == NOWHERE)
		return;
	e = &s->events[n];
	out->evidence = arena_copy(s->arena, s->words.source + words[e->from].from,
	    words[e->to - 1].to - words[e->from].from);
}

static void
answer(const struct story *s, struct booking *out, enum booking_verdict verdict, double confidence,
    const char *outcome, size_t event)
{
	out->verdict = verdict;
	out->confidence = confidence;
	out->outcome = outcome;
	evidence_put(s, event, out);
}

/* When is the visit that event n agreed? The time that its clause names, or the nearest. */
static void
time_put(const struct story *s, size_t n, struct booking *out)
{
	const struct event *e = &s->events[n];
	const struct stated_time *day = NULL, *clock = NULL, *found;
	struct stated_time both;
	size_t best = e->time;

	for (size_t i = 0; i < s->time_count; i++) {
		const struct stated_time *t = &s->times[i];

		if (t->past || t->bound)
			continue;
		if (best == NOWHERE && t->first >= e->from && (t->has_day || t->has_time))
			best = i;
	}
	for (size_t i = s->time_count; best == NOWHERE && i-- > 0; )
		if (!s->times[i].past && !s->times[i].bound)
			best = i;
	if (best == NOWHERE)
		return;
	found = &s->times[best];
	both = *found;
	if (found->has_day != found->has_time) {
		for (size_t i = best + 1; i < s->time_count && i <= best + 2; i++) {
			if (s->times[i].has_day && !found->has_day && !day)
				day = &s->times[i];
			if (s->times[i].has_time && !found->has_time && !s->times[i].has_day && !clock)
				clock = &s->times[i];
		}
		if (day)
			both = stated_time_joined(day, found);
		else if (clock)
			both = stated_time_joined(found, clock);
	}
	out->stated_time = arena_copy(s->arena, s->words.source + s->words.at[both.first].from,
	    s->words.at[both.end - 1].to - s->words.at[both.first].from);
	out->has_day = both.has_day;
	out->has_time = both.has_time;
	if (both.has_day)
		out->starts = both.starts;
}

static void
conclude(const struct story *s, const struct state *t, struct booking *out)
{
	if (t->agreed != NOWHERE) {
		bool voicemail = told(t, EVENT_VOICEMAIL), wrong = told(t, EVENT_WRONG_NUMBER);

		if (t->held != NOWHERE)
			answer(s, out, BOOKING_UNCLEAR, 0.6, NULL, t->held);
		else if (t->contradiction != NOWHERE)
			answer(s, out, BOOKING_UNCLEAR, 0.5, NULL, t->contradiction);
		else if (voicemail || wrong)
			answer(s, out, BOOKING_UNCLEAR, 0.5, NULL, t->agreed);
		else
			answer(s, out, BOOKING_BOOKED, s->events[t->agreed].time != NOWHERE ? 0.95 : 0.8,
			    "appointment-booked", t->agreed);
		time_put(s, t->agreed, out);
		return;
	}
	if (told(t, EVENT_WRONG_NUMBER))
		answer(s, out, BOOKING_NOT_BOOKED, 0.9, "wrong-number", t->last[EVENT_WRONG_NUMBER]);
	else if (told(t, EVENT_VOICEMAIL))
		answer(s, out, BOOKING_NOT_BOOKED, 0.9, "voicemail", t->last[EVENT_VOICEMAIL]);
	else if (t->held != NOWHERE)
		answer(s, out, BOOKING_UNCLEAR, 0.6, NULL, t->held);
	else if (t->moved != NOWHERE) {
		answer(s, out, BOOKING_NOT_BOOKED, 0.9, "appointment-rescheduled", t->moved);
		time_put(s, t->moved, out);
	} else if (t->cancelled != NOWHERE)
		answer(s, out, BOOKING_NOT_BOOKED, 0.9, "appointment-cancelled", t->cancelled);
	else if (t->confirmed != NOWHERE) {
		answer(s, out, BOOKING_NOT_BOOKED, 0.85, "appointment-confirmed", t->confirmed);
		time_put(s, t->confirmed, out);
	} else if (t->refused != NOWHERE)
		answer(s, out, BOOKING_NOT_BOOKED, 0.9, NULL, t->refused);
	else if (told(t, EVENT_CLAIMED))
		answer(s, out, BOOKING_UNCLEAR, 0.5, NULL, t->last[EVENT_CLAIMED]);
	else if (told(t, EVENT_BROKEN_OFF))
		answer(s, out, BOOKING_UNCLEAR, 0.5, NULL, t->last[EVENT_BROKEN_OFF]);
	else if (told(t, EVENT_PENDING))
		answer(s, out, BOOKING_UNCLEAR, 0.5, NULL, t->last[EVENT_PENDING]);
	else if (told(t, EVENT_DOUBT))
		answer(s, out, BOOKING_UNCLEAR, 0.5, NULL, t->last[EVENT_DOUBT]);
	else if (told(t, EVENT_WANTS_VISIT))
		answer(s, out, BOOKING_UNCLEAR, 0.5, NULL, t->last[EVENT_WANTS_VISIT]);
	else if (told(t, EVENT_OFFERED))
		answer(s, out, BOOKING_UNCLEAR, 0.5, NULL, t->last[EVENT_OFFERED]);
	else if (s->words.count > WORDS_FEW)
		answer(s, out, BOOKING_NOT_BOOKED, s->count ? 0.8 : 0.6, NULL,
		    s->count ? s->count - 1 : NOWHERE);
}

/* --- languages ------------------------------------------------------------------------------- */

static size_t
words_among(const struct words *words, const char *const *list)
{
	size_t n = 0;

	for (size_t i = 0; i < words->count; i++)
		for (size_t k = 0; list[k]; k++)
			n += text_same(words->at[i].text, list[k]);
	return n;
}

static bool
is_spanish(const struct words *words)
{
	static const char *const spanish[] = { "el", "la", "de", "que", "para", "una", "un", "con",
		"los", "las", "se", "por", "su", "del", "y", "en", "al", "cita", "lo", "le", "no", NULL };
	static const char *const english[] = { "the", "to", "and", "was", "for", "of", "she", "he",
		"is", "an", "in", "at", "on", "her", "his", "with", "that", "called", "it", "no", NULL };

	return words_among(words, spanish) > words_among(words, english);
}

void
booking_detect(struct arena *a, const char *text, const struct civil *called_at,
    struct booking *out)
{
	struct story s = { .arena = a };
	struct state t;
	bool spanish;

	*out = (struct booking){ 0 };
	s.words = words_split(a, text, strnlen(text, BYTES_MAX));
	spanish = is_spanish(&s.words);
	s.lexicon = spanish ? &booking_spanish : &booking_english;
	words_join(&s.words, s.lexicon->joins);
	s.time_count = stated_times(a, &s.words, spanish ? TONGUE_SPANISH : TONGUE_ENGLISH, called_at,
	    &s.times);
	s.book = phrasebook_new(a, s.lexicon->classes, s.lexicon->phrases);
	phrasebook_tag(s.book, &s.words);
	story_read(&s);
	for (size_t i = 0; i <= EVENT_COMING; i++)
		t.last[i] = NOWHERE;
	t.agreed = t.moved = t.cancelled = t.confirmed = t.refused = t.held = t.contradiction = NOWHERE;
	for (size_t n = 0; n < s.count; n++)
		event_tell(&t, s.events, n);
	conclude(&s, &t, out);
}

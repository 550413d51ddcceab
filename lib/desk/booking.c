/* Was an appointment booked? The story that a call's events tell. See booking.h. */
#include "desk/booking.h"

#include "core/text.h"
#include "desk/booking_parts.h"

enum { BYTES_MAX = 64 * 1024, WORDS_FEW = 4 };

static const size_t NOWHERE = SIZE_MAX;

/* What is known when all events up to some point were told; each is the event that said so last. */
struct state {
	size_t last[EVENTS_END];
	size_t agreed;			/* the visit that stands */
	size_t moved, cancelled, confirmed;
	size_t refused;			/* none was agreed, for whatever reason */
	size_t held, held_sentence;
	size_t contradiction;
	size_t old_from;		/* the clause that last named an old visit */
	bool names_time;		/* the story names a time to come */
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

static bool
moving(const struct state *t)
{
	return (told(t, EVENT_WANTS_MOVE) || t->moved != NOWHERE) && !told(t, EVENT_NO_SHOW);
}

static bool
confirming(const struct state *t)
{
	return (told(t, EVENT_WANTS_CONFIRM) || t->confirmed != NOWHERE) && !told(t, EVENT_NO_SHOW);
}

/* A new visit was asked for, and no old one since. */
static bool
seeking(const struct state *t)
{
	return told(t, EVENT_WANTS_VISIT) && !(told(t, EVENT_WANTS_CONFIRM) &&
	    t->last[EVENT_WANTS_CONFIRM] > t->last[EVENT_WANTS_VISIT]);
}

/* A new visit was in the air: sought, offered, or due since one was missed. */
static bool
expecting(const struct state *t)
{
	return seeking(t) || told(t, EVENT_OFFERED) || told(t, EVENT_NO_SHOW);
}

/* Does what was agreed take the place of a visit that was there before? */
static bool
replaces(const struct state *t, const struct event *e)
{
	/* "Her Tuesday visit clashed with work. She took Friday at 3." */
	if (told(t, EVENT_OLD) && t->old_from != e->from && e->time != NOWHERE && !e->fresh &&
	    !expecting(t))
		return true;
	/* "She wanted to call off her visit; she was given Thursday." */
	if (told(t, EVENT_WANTS_CANCEL) && !e->fresh && !e->outright && !expecting(t))
		return true;
	/* "He took Friday instead": of one that was not to be had, if such was spoken of. */
	return e->swap && (e->kind != EVENT_AGREED || told(t, EVENT_OLD)) && !seeking(t) &&
	    !told(t, EVENT_OFFERED) && !told(t, EVENT_NO_SLOT) && !told(t, EVENT_DECLINED);
}

static void
agree(struct state *t, const struct event *e, size_t n)
{
	bool another = e->additional || t->agreed != NOWHERE || t->cancelled != NOWHERE;

	if ((moving(t) || replaces(t, e)) && !another) {
		t->moved = n;
		return;
	}
	if (!another && !told(t, EVENT_WANTS_VISIT) && !told(t, EVENT_NO_SHOW)) {
		if (confirming(t) && !e->fresh && (e->passive || (!e->outright && !e->visit))) {
			t->confirmed = n;
			return;
		}
		/* "Her scan is scheduled": it may be so for long. */
		if (e->present && e->definite) {
			t->last[EVENT_EXISTING] = n;
			return;
		}
	}
	t->agreed = n;
	t->refused = NOWHERE;
	if (e->hearsay && !another && !expecting(t)) {
		t->contradiction = n;
		return;
	}
	/* "Held until her deposit comes" is one story. */
	if (t->held != NOWHERE && (t->held_sentence != e->sentence || e->turn))
		t->held = NOWHERE;
	/* It may be the visit that was spoken of before. */
	t->contradiction = told(t, EVENT_EXISTING) && !another && !e->fresh && !expecting(t) &&
	    (e->passive || e->kind != EVENT_AGREED) ? n : NOWHERE;
}

/* A time for a visit is named, or somebody is to come, and no more is said. */
static void
agree_by_time(struct state *t, const struct event *e, size_t n)
{
	if (moving(t)) {
		t->moved = n;
		return;
	}
	if (!e->fresh && !expecting(t) && !told(t, EVENT_SLOT) && ((e->definite &&
	    e->kind != EVENT_COMING) || confirming(t) || (told(t, EVENT_EXISTING) &&
	    t->cancelled == NOWHERE))) {
		if (e->kind == EVENT_COMING || confirming(t))
			t->confirmed = n;
		return;
	}
	/* "Status: declined. January 9, 8 AM." */
	if (e->kind == EVENT_SLOT && !expecting(t) && !told(t, EVENT_NO_SLOT) &&
	    !(e->fresh && e->visit) && (told(t, EVENT_PENDING) || t->held != NOWHERE ||
	    told(t, EVENT_HELD) || told(t, EVENT_DECLINED) || told(t, EVENT_MOVED) ||
	    told(t, EVENT_CANCELLED) || told(t, EVENT_NOT_AGREED) ||
	    (told(t, EVENT_OTHER_MATTER) && !e->fresh))) {
		t->last[EVENT_OFFERED] = n;
		return;
	}
	/* "When is my appointment?" "Monday at 9." */
	if (e->kind == EVENT_SLOT && confirming(t) && !expecting(t)) {
		t->confirmed = n;
		return;
	}
	/* A time alone is no more than an offer; so is "she will come tomorrow", if no visit was
	 * spoken of. */
	if (e->kind == EVENT_COMING && !e->hour && !e->visit && !expecting(t) &&
	    !told(t, EVENT_NO_SLOT) && !told(t, EVENT_SLOT) && t->cancelled == NOWHERE) {
		t->last[EVENT_OFFERED] = n;
		return;
	}
	if (e->kind == EVENT_SLOT && !(e->fresh && (e->bare || expecting(t))) &&
	    (!e->bare || !e->full || (!told(t, EVENT_WANTS_VISIT) && !told(t, EVENT_NO_SHOW)))) {
		t->last[EVENT_OFFERED] = n;
		return;
	}
	agree(t, e, n);
	/* "She will come in for her crown on Tuesday": who knows since when. */
	if (t->agreed == n && e->kind == EVENT_COMING && e->definite && !expecting(t) &&
	    !told(t, EVENT_SLOT) &&
	    (!e->full || told(t, EVENT_OTHER_MATTER) || told(t, EVENT_OLD)))
		t->contradiction = n;
}

/* What was asked for was done. */
static void
done(struct state *t, const struct event *e, size_t n)
{
	size_t visit = t->last[EVENT_WANTS_VISIT], move = t->last[EVENT_WANTS_MOVE];
	size_t cancel = t->last[EVENT_WANTS_CANCEL];

	if (move != NOWHERE && (cancel == NOWHERE || move > cancel))
		t->moved = n;
	else if (cancel != NOWHERE)
		t->cancelled = n;
	else if (t->agreed == NOWHERE && (visit != NOWHERE || (told(t, EVENT_OFFERED) &&
	    told(t, EVENT_ACCEPTED))))
		agree(t, e, n);
}

/* Does this, told after a visit was agreed, put it in doubt? That no other was free does not. */
static bool
speaks_against(const struct event *agreed, const struct event *e)
{
	switch ((int)e->kind) {
	case EVENT_CONDITIONAL: case EVENT_NO_RECORD: case EVENT_DECLINED:
		return !same_clause(agreed, e);
	case EVENT_NO_SLOT:
		return agreed->kind != EVENT_AGREED;
	default:
		return false;
	}
}

static void
hold(struct state *t, const struct event *e, size_t n)
{
	t->held = n;
	t->held_sentence = e->sentence;
}

static void
refuse(struct state *t, size_t n)
{
	t->refused = n;
	t->held = NOWHERE;
}

/* "She found a dentist near work who will see her tomorrow." */
static bool
elsewhere(const struct state *t, const struct event *events, const struct event *e)
{
	return told(t, EVENT_ELSEWHERE) &&
	    events[t->last[EVENT_ELSEWHERE]].sentence == e->sentence && !e->turn;
}

static bool
is_alone_so_far(const struct state *t, const struct event *agreed)
{
	return !agreed->outright && !agreed->fresh && !agreed->additional && !expecting(t) &&
	    !told(t, EVENT_NO_SLOT) && !told(t, EVENT_CANCELLED) && !told(t, EVENT_DECLINED);
}

static void
event_tell(struct state *t, const struct event *events, size_t n)
{
	const struct event *e = &events[n],
			   *agreed = t->agreed == NOWHERE ? NULL : &events[t->agreed];

	/* "First choice: Saturday, not available. She took Monday." */
	if (t->agreed != NOWHERE && events[t->agreed].kind == EVENT_SLOT &&
	    (e->kind == EVENT_ACCEPTED || e->kind == EVENT_AGREED || e->kind == EVENT_NO_SLOT ||
		e->kind == EVENT_DECLINED)) {
		t->last[EVENT_OFFERED] = t->agreed;
		t->agreed = t->contradiction = NOWHERE;
		agreed = NULL;
	}
	switch (e->kind) {
	case EVENT_AGREED:
		agree(t, e, n);
		if (told(t, EVENT_DOUBT) && events[t->last[EVENT_DOUBT]].sentence == e->sentence &&
		    !e->turn)
			t->contradiction = n;
		break;
	case EVENT_COMING: case EVENT_SLOT:
		if (!agreed && !elsewhere(t, events, e))
			agree_by_time(t, e, n);
		break;
	case EVENT_ACCEPTED:
		if (!agreed && confirming(t) && !seeking(t))
			t->confirmed = n;
		else if (!agreed &&
		    (e->time != NOWHERE || e->available || told(t, EVENT_OFFERED) ||
			told(t, EVENT_DECLINED) || (told(t, EVENT_PENDING) &&
			    !same_clause(&events[t->last[EVENT_PENDING]], e)) ||
			told(t, EVENT_NO_SLOT) || told(t, EVENT_WANTS_VISIT) ||
			told(t, EVENT_SLOT))) {
			agree(t, e, n);
			if (t->agreed == n && told(t, EVENT_BROKEN_OFF) &&
			    events[t->last[EVENT_BROKEN_OFF]].sentence == e->sentence)
				t->contradiction = n;
		}
		if (told(t, EVENT_DOUBT) && events[t->last[EVENT_DOUBT]].sentence == e->sentence &&
		    !e->turn)
			t->contradiction = n;
		break;
	case EVENT_SENT:
		if (!agreed && (told(t, EVENT_SLOT) || told(t, EVENT_ACCEPTED)) && !moving(t))
			agree(t, e, n);
		break;
	case EVENT_DONE:
		done(t, e, n);
		break;
	case EVENT_MOVED:
		if (agreed)
			break;
		if (told(t, EVENT_NO_SHOW))
			agree(t, e, n);
		else
			t->moved = n;
		break;
	case EVENT_CANCELLED:
		if (agreed && !e->definite && !e->additional && !same_clause(agreed, e)) {
			t->agreed = NOWHERE;
			refuse(t, n);
		} else if (!agreed) {
			t->cancelled = n;
		}
		break;
	case EVENT_CONFIRMED:
		if (agreed)
			break;
		if (e->time != NOWHERE && ((told(t, EVENT_WANTS_VISIT) && !e->definite) ||
		    (e->fresh && !confirming(t))))
			agree(t, e, n);
		else if ((told(t, EVENT_SLOT) || told(t, EVENT_OFFERED)) && !confirming(t) &&
		    !moving(t) && (e->fresh || !told(t, EVENT_EXISTING)))
			agree(t, e, n);
		else if (t->held != NOWHERE && !e->definite) {
			t->agreed = t->held;
			t->held = NOWHERE;
		}
		else
			t->confirmed = n;
		break;
	case EVENT_NOT_AGREED:
		if (!agreed)
			refuse(t, n);
		else if (e->person == agreed->person && !e->additional && !same_clause(agreed, e)) {
			if (e->turn) {
				t->agreed = NOWHERE;
				refuse(t, n);
			} else {
				t->contradiction = n;
			}
		}
		break;
	case EVENT_WITHDRAWN: case EVENT_DECLINED:
		if (agreed &&
		    (e->kind == EVENT_WITHDRAWN || (e->turn && agreed->person == e->person)) &&
		    !same_clause(agreed, e)) {
			t->agreed = NOWHERE;
			refuse(t, n);
		} else if (!agreed) {
			refuse(t, n);
		} else if (e->person == agreed->person && speaks_against(agreed, e)) {
			t->contradiction = n;
		}
		break;
	case EVENT_NO_SLOT: case EVENT_CALLBACK: case EVENT_WAITLIST: case EVENT_ELSEWHERE:
	case EVENT_NO_RECORD: case EVENT_CONDITIONAL:
		if (agreed && e->person == agreed->person && speaks_against(agreed, e))
			t->contradiction = n;
		if (!agreed && t->held == NOWHERE)
			refuse(t, n);
		break;
	case EVENT_UNDECIDED:
		if (agreed || t->held != NOWHERE || (e->staff && t->names_time))
			hold(t, e, n);
		else
			refuse(t, n);
		break;
	case EVENT_HELD:
		if (agreed || ((t->names_time || e->visit) && !told(t, EVENT_ELSEWHERE)) ||
		    told(t, EVENT_OFFERED) || told(t, EVENT_WANTS_VISIT) || told(t, EVENT_SLOT) ||
		    told(t, EVENT_PENDING))
			hold(t, e, n);
		break;
	case EVENT_DOUBT:
		if (agreed && (same_clause(agreed, e) || e->sentence == agreed->sentence))
			t->contradiction = n;
		break;
	case EVENT_WANTS_MOVE:		/* "got a new time for her visit" */
		if (agreed && (same_clause(agreed, e) || (agreed->sentence == e->sentence &&
		    is_alone_so_far(t, agreed))) && !e->additional && !told(t, EVENT_NO_SHOW)) {
			t->agreed = NOWHERE;
			t->moved = n;
		}
		break;
	case EVENT_WANTS_CONFIRM:
		/* "See you on Friday," were the words to one who had asked if her visit stood. */
		if (agreed && !agreed->outright && !agreed->additional &&
		    (!agreed->fresh || (agreed->kind == EVENT_COMING &&
			agreed->sentence == e->sentence)) &&
		    !expecting(t) && !told(t, EVENT_CANCELLED) && !told(t, EVENT_NO_SLOT)) {
			t->agreed = NOWHERE;
			t->confirmed = n;
		} else if (agreed && e->sentence == agreed->sentence && !agreed->fresh)
			t->contradiction = n;
		break;
	case EVENT_WANTS_CANCEL:
		if (agreed && e->asked && !e->definite && !e->additional &&
		    !same_clause(agreed, e)) {
			t->agreed = NOWHERE;
			refuse(t, n);
		}
		break;
	case EVENT_OLD:
		t->old_from = e->from;
		break;
	case EVENT_CONTRAST:
		if (agreed && e->sentence == agreed->sentence && e->person == agreed->person &&
		    !same_clause(agreed, e))
			t->contradiction = n;
		break;
	case EVENT_BROKEN_OFF:
		if (agreed && agreed->kind != EVENT_AGREED)
			t->contradiction = n;
		break;
	case EVENT_WANTS_VISIT: case EVENT_PENDING: case EVENT_OTHER_MATTER: case EVENT_VOICEMAIL:
	case EVENT_WRONG_NUMBER: case EVENT_NO_SHOW: case EVENT_EXISTING:
	case EVENT_OFFERED:
	case EVENT_CLAIMED: case EVENTS_END:
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

/* "from Monday", "instead of Monday", "not Monday": the time that is left. */
static bool
is_left(const struct story *s, const struct stated_time *t)
{
	static const char *const words[] = { "from", "than", "not", "del", "desde", NULL };
	size_t i = t->first;
	const char *before;

	while (i > 0 && (text_same(s->words.at[i - 1].text, "the") ||
	    text_same(s->words.at[i - 1].text, "her") || text_same(s->words.at[i - 1].text, "his")))
		i--;
	if (i == 0)
		return false;
	before = s->words.at[i - 1].text;
	for (size_t n = 0; words[n]; n++)
		if (text_same(before, words[n]))
			return true;
	return i > 1 && (text_same(before, "of") || text_same(before, "de")) &&
	    (text_same(s->words.at[i - 2].text, "instead") ||
		text_same(s->words.at[i - 2].text, "lugar") ||
		text_same(s->words.at[i - 2].text, "vez"));
}

/* The first or last time in words [from, to) that a visit can be at; NOWHERE: none. */
static size_t
time_in(const struct story *s, size_t from, size_t to, bool last)
{
	size_t found = NOWHERE;

	for (size_t i = 0; i < s->time_count; i++) {
		const struct stated_time *t = &s->times[i];

		if (t->first >= from && t->first < to && !t->past && !t->bound && !is_left(s, t) &&
		    (found == NOWHERE || last))
			found = i;
	}
	return found;
}

/* When is the visit that event n tells of? The time that its clause names, best after the verb;
 * else what is said next, else what was said last. */
static size_t
time_of(const struct story *s, size_t n, bool moved)
{
	const struct event *e = &s->events[n];
	size_t found = NOWHERE;

	if (moved)
		found = time_in(s, e->from, e->to, true);
	if (found == NOWHERE)
		found = time_in(s, e->head, e->to, false);
	if (found == NOWHERE)
		found = time_in(s, e->from, e->head, true);
	if (found == NOWHERE && e->kind != EVENT_ACCEPTED && e->kind != EVENT_DONE)
		found = time_in(s, e->to, s->words.count, false);
	if (found == NOWHERE)
		found = time_in(s, 0, e->from, true);
	if (found == NOWHERE)
		found = time_in(s, e->to, s->words.count, false);
	return found;
}

static void
time_put(const struct story *s, size_t n, bool moved, struct booking *out)
{
	size_t best = time_of(s, n, moved);
	struct stated_time both;

	if (best == NOWHERE)
		return;
	both = s->times[best];
	/* A day and its hour may be said apart: "Tuesday the 24th with Dr. Patel at 2:30". */
	for (size_t i = best + 1; i < s->time_count && i <= best + 2; i++) {
		const struct stated_time *t = &s->times[i];

		if (t->past || t->bound || is_left(s, t) || both.has_day == both.has_time)
			continue;
		if (!both.has_day && t->has_day && !t->has_time)
			both = stated_time_joined(t, &both);
		else if (!both.has_time && t->has_time && !t->has_day)
			both = stated_time_joined(&both, t);
	}
	/* "Friday was open. She took the 3:30." */
	for (size_t i = best; i-- > 0 && both.has_time && !both.has_day; )
		if (s->times[i].has_day && !s->times[i].past && !is_left(s, &s->times[i])) {
			if (!s->times[i].has_time && s->times[i].first >= s->events[n].from) {
				both = stated_time_joined(&s->times[i], &both);
				break;
			}
			both.starts.year = s->times[i].starts.year;
			both.starts.month = s->times[i].starts.month;
			both.starts.day = s->times[i].starts.day;
			both.starts.weekday = s->times[i].starts.weekday;
			both.has_day = true;
		}
	out->stated_time = arena_copy(s->arena, s->words.source + s->words.at[both.first].from,
	    s->words.at[both.end - 1].to - s->words.at[both.first].from);
	out->has_day = both.has_day;
	out->has_time = both.has_time;
	if (both.has_day)
		out->starts = both.starts;
}

/* "He's booked": neither what nor when, and nobody was after a visit. */
static bool
is_bare(const struct story *s, const struct state *t)
{
	const struct event *e = &s->events[t->agreed];

	return e->kind == EVENT_AGREED && e->time == NOWHERE && !e->visit && !seeking(t) &&
	    !told(t, EVENT_NO_SLOT) && !t->names_time && s->words.count > WORDS_FEW;
}

/* A time that somebody was given, took or will come at, and nothing else that speaks of a visit. */
static bool
is_alone(const struct story *s, const struct state *t)
{
	const struct event *e = &s->events[t->agreed];

	return !e->outright && !e->fresh && !e->additional && !told(t, EVENT_WANTS_VISIT) &&
	    !told(t, EVENT_OFFERED) && !told(t, EVENT_NO_SLOT) && !told(t, EVENT_NO_SHOW) &&
	    !told(t, EVENT_CANCELLED) && !told(t, EVENT_DECLINED);
}

/* "The rep would like to show a laser; he was given Monday at noon." */
static bool
is_of_business(const struct story *s)
{
	return story_find_class(s, 0, s->words.count, CLASS_VISITOR) != NOWHERE &&
	    story_find_class(s, 0, s->words.count, CLASS_VISIT) == NOWHERE;
}

/* "Booked", with its time, is all but certain; a time that was taken by somebody is less so. */
static double
certainty(const struct story *s, const struct state *t)
{
	bool timed = s->events[t->agreed].time != NOWHERE;

	if (is_alone(s, t))
		return 0.7;
	return s->events[t->agreed].outright && timed ? 0.95 : 0.85;
}

/* Was what event n says put in doubt with the same breath? */
static bool
doubted(const struct story *s, const struct state *t, size_t n)
{
	const struct event *e;

	if (n == NOWHERE)
		return false;
	e = &s->events[n];
	if (e->kind == EVENT_WITHDRAWN)
		return false;
	/* "The line went dead before she could accept." */
	if (told(t, EVENT_BROKEN_OFF) && e->kind == EVENT_NOT_AGREED &&
	    story_is_a(s, e->from, CLASS_BEFORE))
		return true;
	return told(t, EVENT_DOUBT) && s->events[t->last[EVENT_DOUBT]].sentence == e->sentence &&
	    (n != t->refused || t->last[EVENT_DOUBT] > n ||
		same_clause(&s->events[t->last[EVENT_DOUBT]], e));
}

static void
conclude(const struct story *s, const struct state *t, struct booking *out)
{
	if (t->agreed != NOWHERE) {
		bool voicemail = told(t, EVENT_VOICEMAIL), wrong = told(t, EVENT_WRONG_NUMBER);

		if (is_of_business(s)) {
			answer(s, out, BOOKING_NOT_BOOKED, 0.8, NULL, t->agreed);
			return;
		}
		if (t->held != NOWHERE)
			answer(s, out, BOOKING_UNCLEAR, 0.6, NULL, t->held);
		else if (t->contradiction != NOWHERE)
			answer(s, out, BOOKING_UNCLEAR, 0.5, NULL, t->contradiction);
		else if (voicemail || wrong || is_bare(s, t))
			answer(s, out, BOOKING_UNCLEAR, 0.5, NULL, t->agreed);
		else
			answer(s, out, BOOKING_BOOKED, certainty(s, t), "appointment-booked",
			    t->agreed);
		time_put(s, t->agreed, false, out);
		return;
	}
	if (told(t, EVENT_WRONG_NUMBER))
		answer(
		    s, out, BOOKING_NOT_BOOKED, 0.9, "wrong-number", t->last[EVENT_WRONG_NUMBER]);
	else if (told(t, EVENT_VOICEMAIL))
		answer(s, out, BOOKING_NOT_BOOKED, 0.9, "voicemail", t->last[EVENT_VOICEMAIL]);
	else if (t->held != NOWHERE)
		answer(s, out, BOOKING_UNCLEAR, 0.6, NULL, t->held);
	else if (t->moved != NOWHERE) {
		answer(s, out, BOOKING_NOT_BOOKED, 0.9, "appointment-rescheduled", t->moved);
		time_put(s, t->moved, true, out);
	} else if (t->cancelled != NOWHERE)
		answer(s, out, BOOKING_NOT_BOOKED, 0.9, "appointment-cancelled", t->cancelled);
	else if (doubted(s, t, t->confirmed) || doubted(s, t, t->refused))
		answer(s, out, BOOKING_UNCLEAR, 0.5, NULL, t->last[EVENT_DOUBT]);
	else if (t->confirmed != NOWHERE) {
		answer(s, out, BOOKING_NOT_BOOKED, 0.85, "appointment-confirmed", t->confirmed);
		time_put(s, t->confirmed, false, out);
	} else if (told(t, EVENT_WANTS_CANCEL) && !told(t, EVENT_WANTS_VISIT) &&
	    !told(t, EVENT_OFFERED) && !told(t, EVENT_SLOT))
		answer(s, out, BOOKING_NOT_BOOKED, 0.85, "appointment-cancelled",
		    t->last[EVENT_WANTS_CANCEL]);
	else if (t->refused != NOWHERE)
		answer(s, out, BOOKING_NOT_BOOKED, 0.9, NULL, t->refused);
	else if (told(t, EVENT_OTHER_MATTER) && !told(t, EVENT_WANTS_VISIT) &&
	    !told(t, EVENT_OFFERED) && !told(t, EVENT_CLAIMED) && !told(t, EVENT_SLOT) &&
	    !told(t, EVENT_PENDING))
		answer(s, out, BOOKING_NOT_BOOKED, 0.8, NULL, t->last[EVENT_OTHER_MATTER]);
	else if (told(t, EVENT_WANTS_CANCEL))
		answer(s, out, BOOKING_NOT_BOOKED, 0.8, "appointment-cancelled",
		    t->last[EVENT_WANTS_CANCEL]);
	else if (told(t, EVENT_WANTS_CONFIRM))
		answer(s, out, BOOKING_NOT_BOOKED, 0.8, "appointment-confirmed",
		    t->last[EVENT_WANTS_CONFIRM]);
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
		"los", "las", "se", "por", "su", "del", "y", "en", "al", "cita", "lo", "le", "no",
		NULL };
	static const char *const english[] = { "the", "to", "and", "was", "for", "of", "she", "he",
		"is", "an", "in", "at", "on", "her", "his", "with", "that", "called", "it", "no",
		NULL };

	return words_among(words, spanish) > words_among(words, english);
}

void
booking_detect(struct arena *a, const char *text, const struct civil *called_at,
    struct booking *out)
{
	struct story s = { .arena = a };
	size_t bytes = strnlen(text, BYTES_MAX);
	struct state t;

	*out = (struct booking){ 0 };
	if (indic_is(text, bytes)) {
		indic_detect(a, text, bytes, out);
		return;
	}
	s.words = words_split(a, text, bytes);
	s.spanish = is_spanish(&s.words);
	s.lexicon = s.spanish ? &booking_spanish : &booking_english;
	words_join(&s.words, s.lexicon->joins);
	s.time_count = stated_times(a, &s.words,
	    s.spanish ? TONGUE_SPANISH : TONGUE_ENGLISH, called_at, &s.times);
	s.book = phrasebook_new(a, s.lexicon->classes, s.lexicon->phrases);
	phrasebook_tag(s.book, &s.words);
	story_read(&s);
	for (size_t i = 0; i < EVENTS_END; i++)
		t.last[i] = NOWHERE;
	t.agreed = t.moved = t.cancelled = t.confirmed = t.refused = t.held = t.contradiction =
	    NOWHERE;
	t.old_from = t.held_sentence = NOWHERE;
	t.names_time = false;
	for (size_t n = 0; n < s.time_count; n++)
		t.names_time |= !s.times[n].past;
	for (size_t n = 0; n < s.count; n++)
		event_tell(&t, s.events, n);
	conclude(&s, &t, out);
}

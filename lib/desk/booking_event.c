/* What a clause says, as events. See booking_parts.h. */
#include <ctype.h>

#include "core/text.h"
#include "desk/booking_parts.h"

static const size_t NOWHERE = SIZE_MAX;

/* "a cleaning", "her first visit", "new appointment": not one that is known already. */
static bool
is_fresh(const struct story *s, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (story_is_a(s, i, CLASS_VISIT)) {
			bool definite = false;

			if (s->spanish && i + 1 < to && story_is_a(s, i + 1, CLASS_NEW))
				return true;
			for (size_t k = i, n = 0; k-- > from && n < 4; n++) {
				if (story_is_a(s, k, CLASS_NEW))
					return true;
				definite |= story_is_a(s, k, CLASS_DEFINITE) ||
				    s->words.at[k].possessive;
				if (s->words.at[k].end)
					break;
			}
			if (!definite)
				return true;
		}
	return false;
}

struct event *
story_event(struct story *s, const struct clause *c, enum event_kind kind, size_t head)
{
	struct event *e;

	if (s->count == s->capacity) {
		size_t capacity = s->capacity ? 2 * s->capacity : 32;
		struct event *more = arena_array(s->arena, capacity, sizeof *more);

		if (s->count)
			memcpy(more, s->events, s->count * sizeof *more);
		s->events = more;
		s->capacity = capacity;
	}
	e = &s->events[s->count++];
	*e = (struct event){ .kind = kind, .from = c->from, .to = c->to, .head = head,
		.sentence = c->sentence, .time = NOWHERE };
	for (size_t i = c->from; i < c->to; i++) {
		e->additional |= story_is_a(s, i, CLASS_ALSO);
		e->person |= story_is_a(s, i, CLASS_PERSON);
		e->visit |= story_is_a(s, i, CLASS_VISIT);
		e->swap |= story_is_a(s, i, CLASS_SWAP);
		e->staff |= story_is_a(s, i, CLASS_STAFF);
		e->available |= story_is_a(s, i, CLASS_OPEN);
		e->asked |= story_is_a(s, i, CLASS_WANT) || story_is_a(s, i, CLASS_ASK);
	}
	e->fresh = is_fresh(s, c->from, c->to);
	e->turn = story_is_a(s, c->from, CLASS_TURN) || (c->from + 1 < c->to &&
	    story_is_a(s, c->from + 1, CLASS_TURN)) ||
	    (c->from > c->sentence_begin && story_is_a(s, c->from - 1, CLASS_TURN));
	for (size_t n = 0; n < s->time_count; n++)
		if (s->times[n].first >= c->from && s->times[n].first < c->to &&
		    e->time == NOWHERE && !s->times[n].past && !s->times[n].bound)
			e->time = n;
	e->hour = e->time != NOWHERE && s->times[e->time].has_time;
	e->full = e->time != NOWHERE && s->times[e->time].has_day && s->times[e->time].has_time;
	return e;
}

/* "her appointment", "the Friday visit": one that may be older than the call. */
static bool
is_definite(const struct story *s, const struct verb *v)
{
	for (size_t i = v->clause->from; i < v->clause->to; i++)
		if (story_is_a(s, i, CLASS_VISIT)) {
			for (size_t k = i, n = 0; k-- > v->clause->from && n < 4; n++)
				if (story_is_a(s, k, CLASS_DEFINITE) || s->words.at[k].possessive)
					return true;
			return s->words.at[i ? i - 1 : 0].possessive && i > v->clause->from;
		}
	return false;
}

/* Is the subject of a passive neither a person nor anything that sounds like a treatment? */
static bool
subject_is_strange(const struct story *s, const struct verb *v)
{
	static const char *const treatments[] = { "ing", "opy", "gram", "phy", "apy", "omy", "ion",
		"ent", "ics", "is", "al", "st" };
	const struct clause *c = v->clause;
	bool negated = false;
	size_t i = story_word_before(s, c, v->head, &negated);
	const struct word *word;

	while (i != NOWHERE && (story_is_a(s, i, CLASS_BE) || story_is_a(s, i, CLASS_HAVE) ||
	    story_is_a(s, i, CLASS_WILL)))
		i = story_word_before(s, c, i, &negated);
	if (s->spanish || i == NOWHERE)
		return false;
	word = &s->words.at[i];
	if (word->begins_upper || story_is_a(s, i, CLASS_PRONOUN) ||
	    story_is_a(s, i, CLASS_PERSON) || story_is_a(s, i, CLASS_CALLER) ||
	    story_is_a(s, i, CLASS_SLOT) || story_is_a(s, i, CLASS_RELATIVE) ||
	    story_is_a(s, i, CLASS_AND) || story_is_a(s, i, CLASS_SPLIT) || i + 1 == v->head ||
	    word->end || isdigit((unsigned char)*word->text))
		return false;
	for (size_t n = 0; n < sizeof treatments / sizeof treatments[0]; n++)
		if (word_ends_in(word->text, treatments[n]))
			return false;
	/* Only a noun with its article, at the beginning, is clear enough. */
	if (i > c->from + 2 || (i == c->from + 2 && !story_is_a(s, c->from, CLASS_AND)))
		return false;
	return i > c->from &&
	    (story_word_is(s, i - 1, "the") || story_word_is(s, i - 1, "a") ||
		story_word_is(s, i - 1, "an") || story_word_is(s, i - 1, "new") ||
		story_is_a(s, i - 1, CLASS_OTHER) ||
		word_ends_in(word->text, "ers") || word_ends_in(word->text, "ors"));
}

/* Does a time, a visit or a slot stand within a few words after the verb? */
static bool
near_object(const struct story *s, const struct verb *v)
{
	for (size_t i = v->head + 1; i < v->clause->to && i < v->head + 10; i++)
		if (story_is_a(s, i, CLASS_WHEN) || story_is_a(s, i, CLASS_VISIT) ||
		    story_is_a(s, i, CLASS_SLOT))
			return true;
	return false;
}

/* "the request was entered", "put in a request": what was made was a request. */
static bool
names_request(const struct story *s, const struct verb *v, enum sign sign)
{
	for (size_t i = v->clause->from; i < v->clause->to; i++) {
		bool near = i < v->head ? v->passive && i + 6 > v->head :
		    sign != VERB_BOOK && i < v->head + 5;

		near |= v->passive && sign != VERB_BOOK && i < v->head;
		if (near && text_has_prefix(s->words.at[i].text, "request"))
			return true;
	}
	return false;
}

/* "is now set for": it was not so before. */
static bool
says_now(const struct story *s, const struct clause *c)
{
	for (size_t i = c->from; i < c->to; i++)
		if (story_word_is(s, i, "now") || story_word_is(s, i, "therefore"))
			return true;
	return false;
}

/* "A visit, one of an hour, | was set", "… was planned | and entered": its subject or object stands
 * in the clause before it. */
static bool
begins_before(const struct story *s, const struct verb *v)
{
	const struct clause *c = v->clause;

	if (s->spanish || v->form != FORM_PAST || c->from == c->sentence_begin)
		return false;
	if (story_is_a(s, c->from, CLASS_BE) || story_is_a(s, c->from, CLASS_HAVE))
		return v->head <= c->from + 2;
	return story_is_a(s, c->from, CLASS_AND) && v->head == c->from + 1 &&
	    (v->end == c->to || story_word_is(s, v->end, "for") ||
		story_word_is(s, v->end, "by"));
}

/* "got an appointment", "was given a visit" */
static bool
gets_visit(const struct story *s, const struct verb *v)
{
	for (size_t i = v->end; !s->spanish && i + 1 < v->clause->to && i < v->end + 4; i++)
		if ((story_word_is(s, i, "a") || story_word_is(s, i, "an")) &&
		    (text_has_prefix(s->words.at[i + 1].text, "appointment") ||
			text_has_prefix(s->words.at[i + 1].text, "visit") ||
			text_has_prefix(s->words.at[i + 1].text, "consult")))
			return true;
	return false;
}

static void
book_read(struct story *s, struct verb *v, enum sign sign)
{
	const struct clause *c = v->clause;
	size_t from = begins_before(s, v) ? c->sentence_begin : c->from;
	const struct stated_time *t = story_slot_time(s, from, c->to);
	bool slot = story_find_class(s, from, c->to, CLASS_SLOT) != NOWHERE;
	bool visit = story_find_class(s, from, c->to, CLASS_VISIT) != NOWHERE;
	enum object object = verb_object(s, v, CLASS_OTHER);
	struct event *e;

	if (object == OBJECT_OTHER) {
		if (v->mood == MOOD_ASSERTED)
			story_event(s, c, EVENT_ELSEWHERE, v->head);
		return;
	}
	if (sign == VERB_MAKE && !s->spanish && v->end < c->to && story_word_is(s, v->end, "that"))
		return;			/* "agreed that a visit would be good" */
	/* "scheduled to be called", where what is to be done is no visit */
	if (!s->spanish && v->end + 2 < c->to && story_word_is(s, v->end, "to") &&
	    !story_time_at(s, v->end + 1) && v->form == FORM_PAST) {
		size_t what = v->end + 1 + story_word_is(s, v->end + 1, "be");

		if (!story_word_is(s, what, "see") && !story_word_is(s, what, "seen") &&
		    !story_word_is(s, what, "come") && !story_word_is(s, what, "have") &&
		    !story_word_is(s, what, "meet") && !story_word_is(s, what, "start") &&
		    !story_word_is(s, what, "visit") && !story_word_is(s, what, "the"))
			return;
	}
	/* "got pushed back" */
	if (story_is_a(s, v->head, CLASS_BE) && v->end < c->to &&
	    story_form(s, v->end) == FORM_PAST)
		return;
	if (v->form == FORM_THIRD && !t)
		return;
	if (sign == VERB_MAKE && !visit && !slot &&
	    (!t || text_has_prefix(s->words.at[v->head].text, "ma")))
		return;
	if (sign == VERB_PUT && !t && !(slot && visit) && !gets_visit(s, v))
		return;
	if (story_find_sign(s, c, c->from, c->to, SAYS_ELSEWHERE) != NOWHERE) {
		if (v->mood == MOOD_ASSERTED || v->mood == MOOD_HISTORY)
			story_event(s, c, EVENT_ELSEWHERE, v->head);
		return;
	}
	/* "a bed was reserved", "the auditors have been booked" */
	if (v->passive && !visit && v->mood == MOOD_ASSERTED && subject_is_strange(s, v)) {
		story_event(s, c, EVENT_OFFERED, v->head);
		return;
	}
	/* "put on the waiting list for Tuesday" */
	if (sign != VERB_BOOK && story_find_sign(s, c, v->head, t ? t->first : c->to,
	    SAYS_WAITLIST) != NOWHERE) {
		story_event(s, c, EVENT_WAITLIST, v->head);
		return;
	}
	/* "Mrs. Obi, who is booked for Monday, asked where to park." */
	if (v->passive && v->present && !s->spanish && story_word_is(s, c->from, "who") &&
	    v->mood == MOOD_ASSERTED && story_find_class(s, c->from, v->head, CLASS_NEW) ==
	    NOWHERE && !says_now(s, c)) {
		story_event(s, c, EVENT_EXISTING, v->head);
		return;
	}
	if (!s->spanish && v->end < c->to && story_word_is(s, v->end, "about"))
		return;			/* "he was reserved about it" */
	if (names_request(s, v, sign)) {
		story_event(s, c, EVENT_PENDING, v->head);
		return;
	}
	/* "gave her Thursday", "got the 3 PM": not "received a call at 9" */
	if (sign == VERB_PUT && !v->passive && !near_object(s, v))
		return;
	switch (v->mood) {
	case MOOD_ASSERTED:
		e = story_event(s, c, EVENT_AGREED, v->head);
		e->passive = v->passive;
		e->present = v->present && v->passive && !says_now(s, c);
		e->outright = sign != VERB_PUT;
		e->definite = !e->fresh && is_definite(s, v);
		/* "he was told that he is booked" */
		for (size_t i = c->from; i < v->head; i++)
			e->hearsay |= e->present && story_word_is(s, i, "told");
		break;
	case MOOD_NEGATED: story_event(s, c, EVENT_NOT_AGREED, v->head); break;
	case MOOD_NEVER: story_event(s, c, EVENT_NOT_AGREED, v->head); break;
	case MOOD_WANTED: case MOOD_ASKED: case MOOD_ABLE:
		if (sign != VERB_PUT || visit)
			story_event(s, c, EVENT_WANTS_VISIT, v->head);
		break;
	case MOOD_FUTURE:
		if (t && t->has_day && t->has_time)
			story_event(s, c, EVENT_COMING, v->head);
		else if (v->passive ||
		    story_find_class(s, c->from, v->head, CLASS_STAFF) != NOWHERE)
			story_event(s, c, EVENT_PENDING, v->head);
		else			/* the caller will, some day */
			story_event(s, c, EVENT_CALLBACK, v->head);
		break;
	case MOOD_CONDITIONAL: story_event(s, c, EVENT_CONDITIONAL, v->head); break;
	case MOOD_HISTORY: story_event(s, c, EVENT_EXISTING, v->head); break;
	case MOOD_CLAIMED: story_event(s, c, EVENT_CLAIMED, v->head); break;
	case MOOD_NO_VERB: break;
	}
}

/* Verbs that are about visits even if they name none. */
static bool
is_alone(const struct story *s, const struct verb *v)
{
	const char *text = s->words.at[v->head].text;

	return text_has_prefix(text, "resched") || text_has_prefix(text, "rebook") ||
	    text_has_prefix(text, "postpon") || text_has_prefix(text, "cancel") ||
	    text_has_prefix(text, "reprogram") || text_has_prefix(text, "reagend");
}

static void
existing_read(struct story *s, struct verb *v, enum event_kind done, enum event_kind wanted)
{
	const struct clause *c = v->clause;
	const struct stated_time *t = story_slot_time(s, c->from, c->to);
	size_t after = v->end + 8 < c->to ? v->end + 8 : c->to;
	enum object object = verb_object(s, v, CLASS_MATTER);
	bool pronoun = false;

	if (story_find_class(s, c->from, c->to, CLASS_OTHER) != NOWHERE &&
	    story_find_class(s, c->from, c->to, CLASS_VISIT) == NOWHERE)
		return;
	/* "until the lab confirms" */
	for (size_t i = c->from; i < v->head; i++)
		if (story_word_is(s, i, "until") || story_word_is(s, i, "till"))
			return;
	/* "called it off" */
	for (size_t i = story_word_is(s, v->end - 1, "off") ? v->head : v->end; i < after; i++)
		pronoun |= story_word_is(s, i, "it") || story_word_is(s, i, "that") ||
		    story_word_is(s, i, "one");
	if (object == OBJECT_OTHER || (object == OBJECT_NONE && !t && !pronoun && !is_alone(s, v) &&
	    !(v->passive && v->end == c->to)))
		return;
	switch (v->mood) {
	case MOOD_ASSERTED: {
		struct event *e = story_event(s, c, done, v->head);

		e->passive = v->passive;
		e->present = v->present;
		e->definite = !e->fresh && is_definite(s, v);
		break;
	}
	case MOOD_WANTED: case MOOD_ASKED: case MOOD_ABLE: case MOOD_FUTURE:
		story_event(s, c, wanted, v->head);
		break;
	case MOOD_CONDITIONAL:
	case MOOD_NEGATED:
	case MOOD_NEVER:
	case MOOD_HISTORY:
	case MOOD_CLAIMED:
	case MOOD_NO_VERB: break;
	}
}

/* "will take the antibiotic on Monday", "picks up the samples" */
static bool
takes_a_thing(const struct story *s, const struct verb *v)
{
	static const char *const after[] = { "on", "at", "in", "by", "until", "for", "from", "and",
		"daily", "again", NULL };
	size_t i = v->end + 1;

	if (s->spanish || i >= v->clause->to)
		return false;
	if (text_has_prefix(s->words.at[v->head].text, "pick") && story_word_is(s, v->end, "up"))
		return true;
	if (!text_has_prefix(s->words.at[v->head].text, "t") ||
	    !(story_word_is(s, v->end, "the") || story_word_is(s, v->end, "a")) ||
	    i + 1 >= v->clause->to || story_time_at(s, i) || story_is_a(s, i, CLASS_VISIT) ||
	    story_is_a(s, i, CLASS_SLOT) || story_is_a(s, i, CLASS_OPEN) ||
	    story_is_a(s, i, CLASS_NEW) || story_is_a(s, i, CLASS_PERSON) ||
	    s->words.at[i].possessive || story_word_is(s, i, "last") ||
	    story_word_is(s, i, "later") || story_word_is(s, i, "latter") ||
	    story_word_is(s, i, "former") || story_word_is(s, i, "earlier") ||
	    story_word_is(s, i, "only") || story_word_is(s, i, "offer"))
		return false;
	for (size_t n = 0; after[n]; n++)
		if (story_word_is(s, i + 1, after[n]))
			return true;
	return false;
}

static void
accept_read(struct story *s, struct verb *v)
{
	const struct clause *c = v->clause;
	const struct stated_time *t = story_slot_time(s, c->from, c->to);
	bool slot = false;

	/* "Friday at 9, accepted by her father" */
	v->passive |= !s->spanish && v->form == FORM_PAST && v->end + 1 < c->to &&
	    story_word_is(s, v->end, "by") && !story_time_at(s, v->end + 1);
	for (size_t i = v->end; i < c->to && i < v->end + 6; i++)
		slot |= story_time_at(s, i) == t && t;
	if (!slot && !v->passive)
		t = NULL;
	slot |= begins_before(s, v) && story_is_a(s, c->from, CLASS_HAVE) &&
	    story_slot_time(s, c->sentence_begin, c->from);
	for (size_t i = v->end; i < c->to && i < v->end + 7; i++)
		slot |= story_is_a(s, i, CLASS_VISIT) || story_is_a(s, i, CLASS_SLOT) ||
		    story_word_is(s, i, "it") || story_word_is(s, i, "that") ||
		    story_word_is(s, i, "offer");
	if (!t && !slot && v->end < c->to)
		return;
	if (takes_a_thing(s, v))
		return;
	/* "took her tablets" */
	if (!s->spanish && v->end + 1 < c->to && story_is_a(s, v->end, CLASS_OWNED) &&
	    !story_time_at(s, v->end + 1) && text_has_prefix(s->words.at[v->head].text, "t") &&
	    !story_is_a(s, v->end + 1, CLASS_VISIT) && !story_is_a(s, v->end + 1, CLASS_SLOT) &&
	    !story_is_a(s, v->end + 1, CLASS_OPEN) && !story_is_a(s, v->end + 1, CLASS_NEW) &&
	    !s->words.at[v->end + 1].possessive)
		return;
	for (size_t i = v->end; i < c->to && i < v->end + 4; i++)	/* "took her 2:15 off" */
		if (story_word_is(s, i, "off") || story_word_is(s, i, "out"))
			return;
	/* "decided to wait" is none, "agreed to Friday", "agreed to the 3 PM" are. */
	if (!s->spanish && v->end + 1 < c->to && story_word_is(s, v->end, "to") &&
	    !story_time_at(s, v->end + 1) && !story_is_a(s, v->end + 1, CLASS_DEFINITE) &&
	    !story_is_a(s, v->end + 1, CLASS_PRONOUN) && !story_word_is(s, v->end + 1, "that") &&
	    !story_word_is(s, v->end + 1, "a") && !story_word_is(s, v->end + 1, "an"))
		return;
	if (!s->spanish && v->end < c->to && story_word_is(s, v->end, "that") &&
	    !(v->end + 1 == c->to))
		return;			/* "agreed that …" */
	if (verb_object(s, v, CLASS_MATTER) == OBJECT_OTHER || (v->form == FORM_THIRD && !t && !slot))
		return;
	if (v->form == FORM_ING) {	/* still choosing */
		if (t)
			story_event(s, c, EVENT_OFFERED, v->head);
		return;
	}
	/* "She will take the 2:10." */
	if (v->mood == MOOD_ASSERTED ||
	    (v->mood == MOOD_FUTURE && t && t->has_time && !s->spanish)) {
		struct event *e = story_event(s, c, EVENT_ACCEPTED, v->head);

		e->definite = !e->fresh && is_definite(s, v);
	} else if (v->mood == MOOD_NEGATED) {
		story_event(s, c, EVENT_DECLINED, v->head);
	}
}

/* Was a day named before in this sentence? */
static bool
day_before(const struct story *s, const struct clause *c)
{
	for (size_t n = 0; n < s->time_count && s->times[n].first < c->from; n++)
		if (s->times[n].first >= c->sentence_begin && s->times[n].has_day &&
		    !s->times[n].past)
			return true;
	return false;
}

/* "It was agreed that she will come on Friday." */
static bool
is_agreed_that(const struct story *s, const struct clause *c, size_t head)
{
	for (size_t i = c->from; i + 1 < head; i++)
		if ((story_word_is(s, i, "agreed") || story_word_is(s, i, "arranged") ||
			story_word_is(s, i, "settled") || story_word_is(s, i, "decided")) &&
		    story_word_is(s, i + 1, "that"))
			return true;
	return false;
}

static void
come_read(struct story *s, struct verb *v)
{
	const struct clause *c = v->clause;
	const struct stated_time *t = story_slot_time(s, c->from, c->to);
	bool negated = false;
	size_t before = story_word_before(s, c, v->head, &negated);

	/* "To be seen Monday at 9", "Pt to come on Friday": a note. */
	if (!s->spanish && v->mood == MOOD_WANTED && t && before != NOWHERE) {
		size_t to = before - (story_word_is(s, before, "be") && before > c->from);

		if (story_is_a(s, to, CLASS_TO) && (to == c->sentence_begin ||
		    (to == c->sentence_begin + 1 && story_is_a(s, to - 1, CLASS_CALLER))))
			v->mood = MOOD_FUTURE;
	}
	/* A noun where a verb would be: "the first visit". */
	if (v->form == FORM_BASE && story_word_is(s, v->head, "expect") && before != NOWHERE)
		v->mood = MOOD_FUTURE;
	else if (v->form == FORM_BASE &&
	    (before == NOWHERE ||
		!(story_is_a(s, before, CLASS_WILL) || story_is_a(s, before, CLASS_MODAL) ||
		    story_is_a(s, before, CLASS_TO) || story_word_is(s, before, "did"))))
		return;
	if ((story_word_is(s, v->head, "seen") || story_word_is(s, v->head, "come")) &&
	    v->mood == MOOD_WANTED && !t &&
	    story_find_class(s, c->from, c->to, CLASS_ERRAND) == NOWHERE)
		story_event(s, c, EVENT_WANTS_VISIT, v->head);
	if ((v->mood == MOOD_ASKED || v->mood == MOOD_ABLE) && !t &&
	    (story_word_is(s, v->head, "see") || story_word_is(s, v->head, "come") ||
		story_word_is(s, v->head, "seen")))
		story_event(s, c, EVENT_WANTS_VISIT, v->head);
	/* "until the deposit comes through" */
	if (v->end < c->to &&
	    (story_word_is(s, v->end, "through") || story_word_is(s, v->end, "from") ||
		story_word_is(s, v->end, "over") || story_word_is(s, v->end, "up")))
		return;
	if (story_find_sign(s, c, c->from, c->to, SAYS_ELSEWHERE) != NOWHERE ||
	    story_word_is(s, c->from, "whom"))
		return;
	/* "the results are expected on Monday" */
	if (v->passive && !s->spanish && story_find_class(s, v->head > c->from + 3 ?
	    v->head - 3 : c->from, v->head, CLASS_MATTER) != NOWHERE)
		return;
	/* "the lenses will arrive on Tuesday" */
	if (!v->passive && v->mood == MOOD_FUTURE && subject_is_strange(s, v) &&
	    (text_has_prefix(s->words.at[v->head].text, "arriv") ||
		text_has_prefix(s->words.at[v->head].text, "com")) &&
	    story_find_class(s, c->from, v->head, CLASS_STAFF) == NOWHERE &&
	    story_find_class(s, c->from, v->head, CLASS_VISIT) == NOWHERE)
		return;
	/* "will take the antibiotic" */
	if (story_word_is(s, v->head, "take") &&
	    !(v->end < c->to && story_is_a(s, v->end, CLASS_PRONOUN)))
		return;
	if (!t ||
	    (!t->has_day && !day_before(s, c) && !story_word_is(s, v->head, "be") &&
		!text_has_prefix(s->words.at[v->head].text, "com")))
		return;
	if (v->form == FORM_ING && v->mood == MOOD_ASSERTED && !v->present &&
	    !(before != NOWHERE && story_is_a(s, before, CLASS_PRONOUN)))
		return;
	if (story_find_class(s, c->from, c->to, CLASS_VISIT) == NOWHERE &&
	    (story_find_class(s, c->from, c->to, CLASS_OTHER) != NOWHERE ||
		story_find_class(s, c->from, c->to, CLASS_ERRAND) != NOWHERE ||
		(v->form == FORM_THIRD && !story_word_is(s, v->head, "comes") &&
		    !story_word_is(s, v->head, "sees") &&
		    !story_word_is(s, v->head, "happens") &&
		    !story_word_is(s, v->head, "goes") && !s->spanish)))
		return;
	if ((v->form == FORM_PAST && !v->passive) || (v->form == FORM_THIRD && !t->has_time))
		return;
	if (v->mood == MOOD_FUTURE || (v->mood == MOOD_ASSERTED && (v->form != FORM_PAST)) ||
	    (v->mood == MOOD_ASSERTED && v->present)) {
		struct event *e = story_event(s, c,
		    is_agreed_that(s, c, v->head) ? EVENT_AGREED : EVENT_COMING, v->head);

		e->definite = !e->fresh && is_definite(s, v);
	} else if (v->mood == MOOD_WANTED && before != NOWHERE && t->has_time) {
		story_event(s, c,
		    story_find_class(s, c->from, c->to, CLASS_SWAP) != NOWHERE ? EVENT_WANTS_MOVE
									       : EVENT_WANTS_VISIT,
		    v->head);
	}
}

static bool
has_finite(const struct story *s, const struct clause *c)
{
	for (size_t i = c->from; i < c->to; i++)
		if (!story_time_at(s, i) && story_is_finite(s, i))
			return true;
	return false;
}

static bool
told_in(const struct story *s, const struct clause *c)
{
	for (size_t i = c->from; i < c->to; i++)
		if (story_word_is(s, i, "told") || story_word_is(s, i, "offered"))
			return true;
	return false;
}

/* A clause that names a time, and no verb that we know: "a first session, Saturday at 2". */
static void
slot_read(struct story *s, const struct clause *c)
{
	const struct stated_time *t = story_slot_time(s, c->from, c->to);
	enum event_kind kind = EVENT_SLOT;
	bool visit = story_find_class(s, c->from, c->to, CLASS_VISIT) != NOWHERE, e_bare;
	struct event *e;

	if (!t || !t->has_day || story_word_is(s, c->from, "whether") || c->question ||
	    c->condition_itself)
		return;
	for (size_t i = c->from; i < c->to; i++) {
		if (story_time_at(s, i))
			continue;
		if (story_is_a(s, i, CLASS_ASK) && told_in(s, c))
			continue;
		if (story_is_a(s, i, CLASS_NO) || story_is_a(s, i, CLASS_NOT) ||
		    story_word_is(s, i, "please") || story_word_is(s, i, "message") ||
		    story_is_a(s, i, CLASS_NOTHING) || story_is_a(s, i, CLASS_HAD) ||
		    story_is_a(s, i, CLASS_HISTORY) || story_is_a(s, i, CLASS_BEFORE) ||
		    story_is_a(s, i, CLASS_ASK) || (story_is_a(s, i, CLASS_OTHER) && !visit))
			return;
		if (story_is_a(s, i, CLASS_ERRAND) && !visit &&
		    story_find_class(s, c->from, i, CLASS_WILL) != NOWHERE)
			return;		/* "will pick it up on Friday" */
		if (i + 1 < c->to && story_word_is(s, i + 1, "place") && (story_word_is(s, i,
		    "took") || story_word_is(s, i, "taken")))
			return;
		if (story_is_a(s, i, CLASS_MODAL) && i + 1 < c->to &&
		    story_is_a(s, i + 1, CLASS_HAVE))
			return;		/* "would have taken" */
		if (story_is_a(s, i, CLASS_SAY) || story_is_a(s, i, CLASS_MODAL) ||
		    story_is_a(s, i, CLASS_OPEN))
			kind = EVENT_OFFERED;
		else if (story_is_a(s, i, CLASS_WANT) && !story_word_is(s, i, "due") &&
		    !story_word_is(s, i, "back") &&
		    story_find_class(s, c->from, c->to, CLASS_OPEN) == NOWHERE)
			return;
	}
	/* "Has appt Jan 9, 8 AM." */
	if (visit && story_is_a(s, c->from, CLASS_HAVE) && !says_now(s, c)) {
		story_event(s, c, EVENT_EXISTING, c->from);
		return;
	}
	e_bare = c->to == c->sentence_end || story_is_a(s, c->to, CLASS_AND) ||
	    story_is_a(s, c->to, CLASS_SPLIT) || s->words.at[c->to - 1].end == END_BREAK;
	for (size_t i = c->from; i < c->to; i++)
		if (!story_time_at(s, i) && story_is_finite(s, i) && !story_is_a(s, i, CLASS_BE) &&
		    !story_is_a(s, i, CLASS_WILL))
			e_bare = false;
	/* "Wednesday at 3, she was told" */
	for (size_t i = c->to; i < c->sentence_end && i < c->to + 4; i++)
		if (story_is_a(s, i, CLASS_SAY) || story_word_is(s, i, "told"))
			kind = EVENT_OFFERED;
	e = story_event(s, c, kind, t->first);
	e->bare = e_bare;
	e->definite = !e->fresh && story_find_class(s, c->from, c->to, CLASS_VISIT) != NOWHERE;
	/* "New impressions: Monday, 4 PM", "Dr. Jansen tomorrow 8:00": notes. */
	e->fresh |= (story_is_a(s, c->from, CLASS_NEW) && !has_finite(s, c)) ||
	    (t->has_time && !e->definite && c->from == c->sentence_begin &&
		c->to == c->sentence_end && !has_finite(s, c));
}

static void
verb_read(struct story *s, const struct clause *c, enum sign sign, size_t head, size_t end)
{
	struct verb v = { .clause = c, .head = head, .end = end, .form = story_form(s, head) };

	/* "the booking" */
	if (sign == VERB_BOOK && v.form == FORM_ING && !s->spanish && head > c->from &&
	    (story_is_a(s, head - 1, CLASS_DEFINITE) || story_word_is(s, head - 1, "a")))
		return;
	v.mood = verb_mood(s, &v);
	switch ((int)sign) {
	case VERB_BOOK: case VERB_MAKE: case VERB_PUT:
		book_read(s, &v, sign);
		break;
	case VERB_MOVE:
		existing_read(s, &v, EVENT_MOVED, EVENT_WANTS_MOVE);
		break;
	case VERB_CANCEL:
		existing_read(s, &v, EVENT_CANCELLED, EVENT_WANTS_CANCEL);
		break;
	case VERB_CONFIRM:
		existing_read(s, &v, EVENT_CONFIRMED, EVENT_WANTS_CONFIRM);
		break;
	case VERB_ACCEPT:
		accept_read(s, &v);
		break;
	case VERB_DECLINE:
		if (v.mood == MOOD_ASSERTED)
			story_event(s, c, EVENT_DECLINED, head);
		break;
	case VERB_OFFER:
		if ((v.mood == MOOD_ASSERTED || v.mood == MOOD_ABLE) &&
		    story_slot_time(s, c->from, c->to))
			story_event(s, c, EVENT_OFFERED, head);
		break;
	case VERB_HOLD:
		if (v.mood == MOOD_ASSERTED && story_slot_time(s, c->from, c->to))
			story_event(s, c, EVENT_HELD, head);
		break;
	case VERB_COME:
		come_read(s, &v);
		break;
	default:
		break;
	}
}

static const struct { enum sign sign; enum event_kind event; } plain[] = {
	{ SAYS_AGREED, EVENT_AGREED }, { SAYS_NOT_AGREED, EVENT_NOT_AGREED },
	{ SAYS_NO_SLOT, EVENT_NO_SLOT }, { SAYS_REQUEST, EVENT_WANTS_VISIT },
	{ SAYS_HELD, EVENT_HELD }, { SAYS_PENDING, EVENT_PENDING },
	{ SAYS_CALLBACK, EVENT_CALLBACK }, { SAYS_WAITLIST, EVENT_WAITLIST },
	{ SAYS_OTHER_MATTER, EVENT_OTHER_MATTER }, { SAYS_VOICEMAIL, EVENT_VOICEMAIL },
	{ SAYS_WRONG_NUMBER, EVENT_WRONG_NUMBER }, { SAYS_BROKEN_OFF, EVENT_BROKEN_OFF },
	{ SAYS_WITHDRAWN, EVENT_WITHDRAWN }, { SAYS_NO_SHOW, EVENT_NO_SHOW },
	{ SAYS_EXISTING, EVENT_EXISTING }, { SAYS_NO_RECORD, EVENT_NO_RECORD },
	{ SAYS_ELSEWHERE, EVENT_ELSEWHERE }, { SAYS_MOVED, EVENT_MOVED },
	{ SAYS_CANCELLED, EVENT_CANCELLED }, { SAYS_CONFIRMED, EVENT_CONFIRMED },
	{ SAYS_WANTS_MOVE, EVENT_WANTS_MOVE }, { SAYS_WANTS_CANCEL, EVENT_WANTS_CANCEL },
	{ SAYS_WANTS_CONFIRM, EVENT_WANTS_CONFIRM }, { SAYS_DOUBT, EVENT_DOUBT },
	{ SAYS_OFFERED, EVENT_OFFERED }, { SAYS_ACCEPTED, EVENT_ACCEPTED },
	{ SAYS_DECLINED, EVENT_DECLINED },
	{ SAYS_DONE, EVENT_DONE }, { SAYS_SENT, EVENT_SENT }, { SAYS_UNDECIDED, EVENT_UNDECIDED },
};

/* Does something in its clause say "not" before word i? */
static bool
is_negated(const struct story *s, const struct clause *c, size_t i)
{
	for (size_t k = c->from; k < i; k++)
		if (story_is_a(s, k, CLASS_NOT) || story_is_a(s, k, CLASS_NO) ||
		    story_is_a(s, k, CLASS_NOTHING) || story_is_a(s, k, CLASS_FAIL))
			return true;
	return story_is_a(s, c->from, CLASS_BEFORE) && !story_is_before_ing(s, c, i);
}

/* "Monday at 9 would have been hers" */
static bool
is_unreal(const struct story *s, const struct clause *c, size_t i)
{
	for (size_t k = c->from; k + 1 < i; k++)
		if (story_is_a(s, k, CLASS_MODAL) && !story_is_a(s, k, CLASS_WILL) &&
		    story_is_a(s, k + 1, CLASS_HAVE))
			return true;
	return false;
}

/* "Dr. Ray already has him on Thursday", "it had been turned into an appointment" */
static bool
is_of_before(const struct story *s, const struct clause *c, size_t i)
{
	if (s->spanish)
		return false;
	for (size_t k = c->from; k < i; k++)
		if (story_word_is(s, k, "already") ||
		    (story_is_a(s, k, CLASS_HAD) && k + 1 < i && story_word_is(s, k + 1, "been")))
			return true;
	return false;
}

static bool
was_told(const struct story *s, const struct clause *c, size_t i)
{
	for (size_t k = c->from; k + 1 < i; k++)
		if (story_is_a(s, k, CLASS_BE) && story_word_is(s, k + 1, "told"))
			return true;
	return false;
}

static void
plain_read(struct story *s, const struct clause *c, enum sign sign, size_t i)
{
	if (sign == SAYS_UNABLE) {		/* it is to be another time, or none */
		story_event(s, c, EVENT_WANTS_MOVE, i);
		story_event(s, c, EVENT_WANTS_CANCEL, i);
		return;
	}
	for (size_t n = 0; n < sizeof plain / sizeof plain[0]; n++)
		if (plain[n].sign == sign) {
			bool yes = sign == SAYS_AGREED || sign == SAYS_ACCEPTED ||
			    sign == SAYS_DONE || sign == SAYS_CONFIRMED || sign == SAYS_CANCELLED ||
			    sign == SAYS_SENT || sign == SAYS_WITHDRAWN || sign == SAYS_MOVED;

			if (yes &&
			    (c->question || c->condition_itself ||
				story_word_is(s, c->from, "whether")))
				return;
			if (yes && sign != SAYS_WITHDRAWN && sign != SAYS_CANCELLED &&
			    sign != SAYS_MOVED &&
			    story_find_class(s, c->from, c->to, CLASS_OTHER) != NOWHERE &&
			    story_find_class(s, c->from, c->to, CLASS_VISIT) == NOWHERE) {
				story_event(s, c, EVENT_ELSEWHERE, i);
				return;
			}
			if ((sign == SAYS_AGREED || sign == SAYS_DONE) &&
			    story_is_said_by_caller(s, c, i)) {
				story_event(s, c, EVENT_CLAIMED, i);
				return;
			}
			if (sign == SAYS_ACCEPTED && i + 2 < c->to &&
			    (story_is_a(s, i + 1, CLASS_NOTHING) ||
				story_is_a(s, i + 2, CLASS_NOTHING) ||
				story_is_a(s, i + 2, CLASS_NOT))) {
				story_event(s, c, EVENT_DECLINED, i);	/* "went for neither" */
				return;
			}
			if ((sign == SAYS_AGREED || sign == SAYS_ACCEPTED) &&
			    is_of_before(s, c, i)) {
				story_event(s, c, EVENT_EXISTING, i);
				return;
			}
			if ((sign == SAYS_AGREED || sign == SAYS_ACCEPTED) && story_find_sign(s, c,
			    c->from, c->to, SAYS_ELSEWHERE) != NOWHERE)
				return;
			/* "was told that 3 would be fine": not the caller's word */
			if (sign == SAYS_ACCEPTED && was_told(s, c, i)) {
				story_event(s, c, EVENT_OFFERED, i);
				return;
			}
			if (yes && is_unreal(s, c, i)) {
				story_event(s, c, EVENT_NOT_AGREED, i);
				return;
			}
			if (yes && is_negated(s, c, i)) {
				if (sign == SAYS_AGREED || sign == SAYS_ACCEPTED)
					story_event(s, c, EVENT_NOT_AGREED, i);
				return;
			}
			story_event(s, c, plain[n].event, i);
			return;
		}
}

/* Words of these phrases are no verbs of their own. */
static bool
sign_masks(enum sign sign)
{
	return sign == SAYS_NO_SLOT || sign == SAYS_NOT_AGREED || sign == SAYS_HELD ||
	    sign == SAYS_WITHDRAWN || sign == SAYS_NO_SHOW || sign == SAYS_CONFIRMED ||
	    sign == SAYS_CANCELLED || sign == SAYS_MOVED || sign == SAYS_WANTS_CANCEL ||
	    sign == SAYS_WANTS_CONFIRM || sign == SAYS_AGREED || sign == SAYS_SENT ||
	    sign == SAYS_OFFERED || sign == SAYS_BROKEN_OFF;
}

/* "only if", "as long as", "until": what begins here and goes on in the next clause. */
static void
held_read(struct story *s, const struct clause *c)
{
	size_t end;

	for (size_t i = c->from; i < c->to; i++) {
		if (i == c->sentence_begin && story_word_is(s, i, "only"))
			continue;	/* "Only after the third call did he …" */
		for (size_t n =
			 phrase_find(s->book, 0, &s->words, i, c->from, c->sentence_end, &end);
		     n != SIZE_MAX;
		     n = phrase_find(s->book, n + 1, &s->words, i, c->from, c->sentence_end, &end))
			if (end > c->to && !story_is_a(s, i, CLASS_WHEN) &&
			    !story_is_a(s, i, CLASS_VISIT) &&
			    (phrase_sign(s->book, n) == SAYS_HELD ||
				phrase_sign(s->book, n) == SAYS_DOUBT)) {
				story_event(s, c,
				    phrase_sign(s->book, n) == SAYS_HELD ? EVENT_HELD : EVENT_DOUBT,
				    i);
				return;
			}
	}
}

/* "her Tuesday visit", "the cleaning on the 5th", "his 4 o'clock". */
static bool
names_old_visit(const struct story *s, const struct clause *c)
{
	for (size_t i = c->from; i + 1 < c->to; i++) {
		const struct stated_time *t = story_time_at(s, i);
		bool owned = i > c->from && (s->words.at[i - 1].possessive || (story_is_a(s, i - 1,
		    CLASS_DEFINITE) && story_is_a(s, i - 1, CLASS_OWNED)));
		size_t visit;

		if (!t || t->past || t->first != i || t->bound)
			continue;
		if (owned)
			return true;
		/* "Tuesday's visit", "the Tuesday visit" */
		if (t->end < c->to && story_is_a(s, t->end, CLASS_VISIT) &&
		    (s->words.at[t->end - 1].possessive ||
			(i > c->from && story_is_a(s, i - 1, CLASS_DEFINITE))))
			return true;
		/* "the visit on the 5th" */
		visit = i > c->from && story_is_a(s, i - 1, CLASS_VISIT) ? i - 1 :
		    i > c->from + 1 && story_is_a(s, i - 2, CLASS_VISIT) ? i - 2 : NOWHERE;
		if (visit != NOWHERE && visit > c->from && (s->words.at[visit - 1].possessive ||
		    story_is_a(s, visit - 1, CLASS_DEFINITE)))
			return true;
	}
	return false;
}

/* "but it could not be Friday", "though she has to ask": something against what was said. */
static bool
contrasts(const struct story *s, const struct clause *c)
{
	bool against = false;

	if (!story_is_a(s, c->from, CLASS_CONTRAST))
		return false;
	for (size_t i = c->from + 1; i < c->to; i++) {
		if (story_is_a(s, i, CLASS_HARMLESS) || story_is_a(s, i, CLASS_HAD))
			return false;
		against |= story_is_a(s, i, CLASS_NOT) || story_is_a(s, i, CLASS_NO) ||
		    story_is_a(s, i, CLASS_NOTHING) || story_is_a(s, i, CLASS_FAIL) ||
		    (story_is_a(s, i, CLASS_HAVE) && i + 1 < c->to &&
			story_is_a(s, i + 1, CLASS_TO)) ||
		    story_word_is(s, i, "must") || story_word_is(s, i, "may") ||
		    story_word_is(s, i, "might") || story_word_is(s, i, "needs");
	}
	return against;
}

void
clause_read(struct story *s, const struct clause *c)
{
	size_t masked = c->from, end, before = s->count;
	bool said = false;

	for (size_t i = c->from; i < c->to; i++) {
		uint64_t seen = 0;

		for (size_t n = phrase_find(s->book, 0, &s->words, i, c->from, c->to, &end);
		     n != SIZE_MAX;
		     n = phrase_find(s->book, n + 1, &s->words, i, c->from, c->to, &end)) {
			enum sign sign = (enum sign)phrase_sign(s->book, n);

			if (seen & UINT64_C(1) << sign)
				continue;
			seen |= UINT64_C(1) << sign;
			if (sign == SAYS_NOTHING || sign == SAYS_VOICEMAIL_BEFORE) {
				if (end > masked)
					masked = end;
			} else if (i < masked) {
				continue;
			} else if (sign < VERBS_END) {
				verb_read(s, c, sign, i, end);
			} else {
				if (sign_masks(sign) && end > masked)
					masked = end;
				plain_read(s, c, sign, i);
			}
		}
	}
	held_read(s, c);
	for (; before < s->count; before++) {
		enum event_kind kind = s->events[before].kind;

		said |= kind != EVENT_OTHER_MATTER && kind != EVENT_ACCEPTED &&
		    kind != EVENT_NO_SHOW && kind != EVENT_SENT && kind != EVENT_DONE &&
		    kind != EVENT_WANTS_MOVE;
		/* "Missed Tuesday" */
		said |= kind == EVENT_NO_SHOW && s->events[before].head + 4 < c->to + 3 &&
		    story_slot_time(s, s->events[before].head, s->events[before].head + 3);
	}
	if (names_old_visit(s, c))
		story_event(s, c, EVENT_OLD, c->from);
	if (!said)
		slot_read(s, c);
	if (contrasts(s, c))
		story_event(s, c, EVENT_CONTRAST, c->from);
}

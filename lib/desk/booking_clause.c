/* From words to events: clauses, the verbs in them, and their moods. See booking_parts.h. */
#include "desk/booking_parts.h"

#include <ctype.h>

#include "core/text.h"

enum mood {
	MOOD_ASSERTED, MOOD_NEGATED, MOOD_WANTED, MOOD_FUTURE, MOOD_CONDITIONAL, MOOD_HISTORY,
	MOOD_CLAIMED, MOOD_ASKED, MOOD_NEVER,	/* "before it was booked" */
	MOOD_ABLE,				/* "can be booked" */
	MOOD_NO_VERB				/* a noun, or no mood that we know */
};

enum form { FORM_BASE, FORM_PAST, FORM_ING, FORM_THIRD, FORM_FUTURE, FORM_SUBJUNCTIVE };

static const size_t NOWHERE = SIZE_MAX;

struct clause {
	size_t from, to;
	size_t sentence, sentence_begin, sentence_end;
	bool question;
	bool conditional;		/* it, or the clause before it in its sentence, begins with "if" */
	bool condition_itself;		/* it begins with "if" */
	bool negative_before;		/* "No visit, however, …" */
	const char *speaker;		/* who says this line of a dialogue, or NULL */
};

struct verb {
	const struct clause *clause;
	size_t head, end;		/* its words */
	enum form form;
	enum mood mood;
	bool passive, present, perfect;
};

static bool
is_a(const struct story *s, size_t i, enum class class)
{
	return (s->words.at[i].classes & UINT64_C(1) << class) != 0;
}

static bool
word_is(const struct story *s, size_t i, const char *text)
{
	return text_same(s->words.at[i].text, text);
}

static bool
ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n > m && text_same(text + n - m, end);
}

/* The first word of a class in [from, to); NOWHERE: none. */
static size_t
find_class(const struct story *s, size_t from, size_t to, enum class class)
{
	for (size_t i = from; i < to; i++)
		if (is_a(s, i, class))
			return i;
	return NOWHERE;
}

/* Does some phrase with this sign begin in [from, to)? Where; NOWHERE: no. */
static size_t
find_sign(const struct story *s, const struct clause *c, size_t from, size_t to, enum sign sign)
{
	size_t end;

	for (size_t i = from; i < to; i++)
		for (size_t n = phrase_find(s->book, 0, &s->words, i, c->from, c->to, &end);
		    n != SIZE_MAX; n = phrase_find(s->book, n + 1, &s->words, i, c->from, c->to, &end))
			if (phrase_sign(s->book, n) == (int)sign)
				return i;
	return NOWHERE;
}

/* The stated time that word i belongs to; NULL: none. */
static const struct stated_time *
time_at(const struct story *s, size_t i)
{
	for (size_t n = 0; n < s->time_count && s->times[n].first <= i; n++)
		if (i < s->times[n].end)
			return &s->times[n];
	return NULL;
}

/* A day or time that a visit can be at, in [from, to). */
static const struct stated_time *
slot_time(const struct story *s, size_t from, size_t to)
{
	for (size_t n = 0; n < s->time_count; n++)
		if (s->times[n].first >= from && s->times[n].first < to && !s->times[n].past &&
		    !s->times[n].bound)
			return &s->times[n];
	return NULL;
}

/* --- moods ----------------------------------------------------------------------------------- */

/* Does word i end in this letter with an accent (its second byte in UTF-8)? */
static bool
ends_accented(const struct story *s, size_t i, char letter)
{
	const struct word *word = &s->words.at[i];
	const char *end = s->words.source + word->to;

	return word->to > word->from + 2 && end[-2] == '\xc3' && end[-1] == letter;
}

/* Spanish says with the ending alone what English says with helpers. */
static enum form
form_of_spanish(const struct story *s, size_t i)
{
	static const char *const infinitives[] = { "ar", "er", "ir", "arse", "arla", "arlo", "arle",
		"erla", "erlo", "irla", "irlo", "arlos", "arlas", "irse", "erse", "arles", "irle", "erle" };
	static const char *const futures[] = { "ara", "era", "ira", "aran", "eran", "iran" };
	const char *text = s->words.at[i].text;

	if (is_a(s, i, CLASS_PAST_FORM) || ends_accented(s, i, '\xb3'))	/* -ó */
		return FORM_PAST;
	for (size_t n = 0; n < sizeof infinitives / sizeof infinitives[0]; n++)
		if (ends_in(text, infinitives[n]))
			return FORM_BASE;
	if (ends_in(text, "ando") || ends_in(text, "iendo"))
		return FORM_ING;
	for (size_t n = 0; n < sizeof futures / sizeof futures[0]; n++)
		if (ends_in(text, futures[n]))
			return n < 3 && !ends_accented(s, i, '\xa1') ? FORM_SUBJUNCTIVE : FORM_FUTURE;
	if (ends_in(text, "aria") || ends_in(text, "iria") || ends_in(text, "e") || ends_in(text, "en"))
		return FORM_SUBJUNCTIVE;
	if (ends_in(text, "ado") || ends_in(text, "ada") || ends_in(text, "ados") ||
	    ends_in(text, "adas") || ends_in(text, "ido") || ends_in(text, "ida") ||
	    ends_in(text, "aron") || ends_in(text, "ieron") || ends_in(text, "amos"))
		return FORM_PAST;
	return FORM_THIRD;
}

static enum form
form_of(const struct story *s, size_t i)
{
	const char *text = s->words.at[i].text;

	if (s->spanish)
		return form_of_spanish(s, i);
	if (ends_in(text, "ing"))
		return FORM_ING;
	if (ends_in(text, "ed") || is_a(s, i, CLASS_PAST_FORM))
		return FORM_PAST;
	if (ends_in(text, "s") && !ends_in(text, "ss"))
		return FORM_THIRD;
	return FORM_BASE;
}

/* Could word i be a finite verb? */
static bool
is_finite(const struct story *s, size_t i)
{
	const char *text = s->words.at[i].text;

	if (is_a(s, i, CLASS_FINITE) || is_a(s, i, CLASS_PAST_FORM))
		return true;
	if (!s->spanish)
		return ends_in(text, "ed");
	return ends_accented(s, i, '\xb3') || ends_in(text, "aron") || ends_in(text, "ieron") ||
	    ends_in(text, "aba") || (ends_accented(s, i, '\xa1') && ends_in(text, "ra"));
}

/* The word before i in its clause, adverbs passed over; *negated is set by a "not" among them. */
static size_t
word_before(const struct story *s, const struct clause *c, size_t i, bool *negated)
{
	while (i > c->from) {
		i--;
		if (time_at(s, i))
			continue;
		if (is_a(s, i, CLASS_NOT))
			*negated = !(i + 1 < c->to && word_is(s, i + 1, "only"));
		else if (!is_a(s, i, CLASS_ADVERB))
			return i;
	}
	return NOWHERE;
}

/* "wanted to book", "was not able to book", "agreed to book": what stands before the "to". */
static enum mood
mood_before_to(const struct story *s, const struct clause *c, size_t to)
{
	size_t i = to;
	bool negated = false;

	for (int steps = 0; steps < 6; steps++) {
		i = word_before(s, c, i, &negated);
		if (i == NOWHERE)
			return negated ? MOOD_NEGATED : MOOD_WANTED;
		if (is_a(s, i, CLASS_FAIL))
			return MOOD_NEGATED;
		if (is_a(s, i, CLASS_WILL) || word_is(s, i, "going"))
			return negated ? MOOD_NEGATED : MOOD_FUTURE;
		if (is_a(s, i, CLASS_ABLE)) {
			size_t be = word_before(s, c, i, &negated);

			if (!negated && be != NOWHERE && word_is(s, be, "be"))
				return MOOD_WANTED;	/* "hoping to be able to" */
			if (!negated && be != NOWHERE && (is_a(s, be, CLASS_FAIL) ||
			    is_a(s, be, CLASS_NO) || is_a(s, be, CLASS_NOTHING)))
				negated = true;
			return negated ? MOOD_NEGATED : MOOD_ASSERTED;
		}
		if (is_a(s, i, CLASS_HELP)) {
			(void)word_before(s, c, i, &negated);
			return negated ? MOOD_NEGATED : MOOD_ASSERTED;
		}
		if (is_a(s, i, CLASS_AGREE)) {
			(void)word_before(s, c, i, &negated);
			return negated ? MOOD_NEGATED : MOOD_ASSERTED;
		}
		if (is_a(s, i, CLASS_WANT)) {
			size_t more = word_before(s, c, i, &negated);

			if (more != NOWHERE && is_a(s, more, CLASS_NO))
				negated = true;
			return negated ? MOOD_NEGATED : MOOD_WANTED;
		}
		if (is_a(s, i, CLASS_BE))		/* "is to be seen on Friday" */
			return negated ? MOOD_NEGATED : word_is(s, i, "is") && i + 1 == to ?
			    MOOD_FUTURE : MOOD_WANTED;
		if (is_a(s, i, CLASS_NO))
			return MOOD_NEGATED;
		if (is_a(s, i, CLASS_HAVE) || is_a(s, i, CLASS_HAD))
			return MOOD_WANTED;
	}
	return negated ? MOOD_NEGATED : MOOD_WANTED;
}

static enum mood
mood_before_modal(const struct story *s, const struct clause *c, size_t modal, bool negated)
{
	(void)word_before(s, c, modal, &negated);
	if (negated)
		return MOOD_NEGATED;
	if (word_is(s, modal, "may") || word_is(s, modal, "might"))
		return MOOD_CONDITIONAL;
	return is_a(s, modal, CLASS_WILL) ? MOOD_FUTURE : MOOD_ABLE;
}

static enum mood
mood_of_past(const struct story *s, struct verb *v)
{
	const struct clause *c = v->clause;
	bool negated = false;
	size_t i = word_before(s, c, v->head, &negated);

	/* "Put me down" */
	if (v->head == c->from && v->head + 1 < c->to && (word_is(s, v->head + 1, "me") ||
	    word_is(s, v->head + 1, "us")))
		return MOOD_WANTED;

	/* "get her booked", "have him scheduled" */
	if (i != NOWHERE && i > c->from && (is_a(s, i, CLASS_PRONOUN) || is_a(s, i, CLASS_PERSON))) {
		bool inner = false;
		size_t get = word_before(s, c, i, &inner);

		if (get != NOWHERE && !inner && (is_a(s, get, CLASS_BE) || is_a(s, get, CLASS_HAVE)) &&
		    !word_is(s, get, "has") && ends_in(s->words.at[get].text, "t"))
			i = get;
	}
	if (i == NOWHERE)
		return negated ? MOOD_NEGATED : MOOD_ASSERTED;
	if (is_a(s, i, CLASS_BE)) {
		const char *be = s->words.at[i].text;
		size_t before;

		v->passive = true;
		v->present = text_same(be, "is") || text_same(be, "are") || text_same(be, "am");
		before = word_before(s, c, i, &negated);
		if (before != NOWHERE && (word_is(s, before, "almost") || word_is(s, before, "nearly")))
			return MOOD_NEGATED;
		if (before != NOWHERE && is_a(s, before, CLASS_BE) && (text_same(be, "being") ||
		    text_same(be, "getting")))
			before = word_before(s, c, before, &negated);
		/* "will an appointment be made" */
		if (!negated && text_same(be, "be") && (before == NOWHERE || (!is_a(s, before, CLASS_TO) &&
		    !is_a(s, before, CLASS_WILL) && !is_a(s, before, CLASS_MODAL))))
			return MOOD_FUTURE;
		if (before == NOWHERE || negated)
			return negated ? MOOD_NEGATED : MOOD_ASSERTED;
		if (is_a(s, before, CLASS_TO))
			return mood_before_to(s, c, before);
		if (is_a(s, before, CLASS_WILL) || is_a(s, before, CLASS_MODAL))
			return mood_before_modal(s, c, before, negated);
		if (is_a(s, before, CLASS_HAVE)) {
			bool more = false;
			size_t modal = word_before(s, c, before, &more);

			v->perfect = true;
			if (more)
				return MOOD_NEGATED;
			if (modal != NOWHERE && (is_a(s, modal, CLASS_MODAL) || is_a(s, modal, CLASS_TO)))
				return MOOD_ABLE;
			return MOOD_ASSERTED;
		}
		if (is_a(s, before, CLASS_HAD)) {
			(void)word_before(s, c, before, &negated);
			return negated ? MOOD_NEGATED : MOOD_HISTORY;
		}
		return MOOD_ASSERTED;
	}
	if (is_a(s, i, CLASS_HAVE)) {
		size_t before = word_before(s, c, i, &negated);

		v->perfect = true;
		if (negated)
			return MOOD_NEGATED;
		if (before != NOWHERE && (is_a(s, before, CLASS_MODAL) || is_a(s, before, CLASS_TO)))
			return MOOD_ABLE;
		/* "the visits she has booked" */
		if (before != NOWHERE && is_a(s, before, CLASS_PRONOUN) && before > c->from &&
		    is_a(s, before - 1, CLASS_VISIT) && !s->words.at[before - 1].end)
			return MOOD_HISTORY;
		return MOOD_ASSERTED;
	}
	if (is_a(s, i, CLASS_HAD) || (word_is(s, i, "would") && form_of(s, v->head) == FORM_PAST)) {
		(void)word_before(s, c, i, &negated);
		return negated ? MOOD_NEGATED : MOOD_HISTORY;
	}
	/* "set", "put" and "fit" are their own past. */
	if (is_a(s, i, CLASS_TO))
		return negated ? MOOD_NEGATED : mood_before_to(s, c, i);
	if (is_a(s, i, CLASS_WILL) || is_a(s, i, CLASS_MODAL))
		return mood_before_modal(s, c, i, negated);
	if (word_is(s, i, "did") || word_is(s, i, "does") || word_is(s, i, "do"))
		return negated ? MOOD_NEGATED : MOOD_ASSERTED;
	if (negated || word_is(s, i, "almost") || word_is(s, i, "nearly"))
		return MOOD_NEGATED;
	/* "the visit she booked", "wanted it moved" */
	if (is_a(s, i, CLASS_PRONOUN) && i > c->from && is_a(s, i - 1, CLASS_VISIT) &&
	    !s->words.at[i - 1].end && !word_is(s, i, "we"))
		return MOOD_HISTORY;
	/* "the physical scheduled for tomorrow will …" */
	if (is_a(s, i, CLASS_VISIT) && !s->words.at[i].end)
		for (size_t k = i, n = 0; k-- > c->from && n < 3; n++)
			if (is_a(s, k, CLASS_DEFINITE))
				return MOOD_HISTORY;
	if (is_a(s, i, CLASS_VISIT) || word_is(s, i, "it"))
		for (size_t k = i, n = 0; k-- > c->from && n < 5; n++)
			if (is_a(s, k, CLASS_WANT))
				return MOOD_WANTED;
	return MOOD_ASSERTED;
}

static enum mood
mood_of_base(const struct story *s, struct verb *v)
{
	const struct clause *c = v->clause;
	bool negated = false;
	size_t i = word_before(s, c, v->head, &negated);

	if (s->spanish) {
		enum mood mood = mood_before_to(s, c, v->head);

		return negated ? MOOD_NEGATED : mood;
	}
	if (i == NOWHERE)
		return negated ? MOOD_NEGATED : MOOD_WANTED;
	if (is_a(s, i, CLASS_NO))
		return MOOD_NEGATED;
	if (is_a(s, i, CLASS_TO)) {
		enum mood mood = mood_before_to(s, c, i);

		return negated ? MOOD_NEGATED : mood;
	}
	if (is_a(s, i, CLASS_WILL) || is_a(s, i, CLASS_MODAL))
		return mood_before_modal(s, c, i, negated);
	if (word_is(s, i, "did") || word_is(s, i, "does") || word_is(s, i, "do"))
		return negated ? MOOD_NEGATED : MOOD_ASSERTED;
	if (negated)
		return MOOD_NEGATED;
	/* "helped her book", "helped the patient schedule", "and schedule". */
	for (int steps = 0; steps < 4 && i != NOWHERE; steps++) {
		if (is_a(s, i, CLASS_HELP))
			return i + 1 < c->to && (word_is(s, i + 1, "us") || word_is(s, i + 1, "me")) ?
			    MOOD_WANTED : MOOD_ASSERTED;
		i = word_before(s, c, i, &negated);
	}
	return MOOD_WANTED;
}

static enum mood
mood_of_ing(const struct story *s, struct verb *v)
{
	const struct clause *c = v->clause;
	bool negated = false;
	size_t i = word_before(s, c, v->head, &negated);

	if (negated)
		return MOOD_NEGATED;
	for (int steps = 0; steps < 3 && i != NOWHERE; steps++) {
		const char *text = s->words.at[i].text;

		if (is_a(s, i, CLASS_NO) || is_a(s, i, CLASS_FAIL) || is_a(s, i, CLASS_BEFORE))
			return MOOD_NEGATED;
		if (is_a(s, i, CLASS_HELP) || is_a(s, i, CLASS_ABLE) || text_has_prefix(text, "end") ||
		    text_has_prefix(text, "finish") || text_has_prefix(text, "complet") ||
		    text_has_prefix(text, "result"))
			return MOOD_ASSERTED;
		if (text_same(text, "into"))	/* "talked into moving it" */
			return MOOD_ASSERTED;
		if (is_a(s, i, CLASS_BE) && steps == 0) {
			size_t will = word_before(s, c, i, &negated);

			if (will != NOWHERE && (is_a(s, will, CLASS_WILL) || is_a(s, will, CLASS_MODAL)))
				return mood_before_modal(s, c, will, negated);
			v->present = text_same(text, "is") || text_same(text, "are") ||
			    text_same(text, "am");
			return MOOD_ASSERTED;
		}
		if (is_a(s, i, CLASS_HAVE) && steps == 1)	/* "we have her coming in" */
			return MOOD_ASSERTED;
		i = word_before(s, c, i, &negated);
	}
	return MOOD_WANTED;
}

/* "no appointment was", "nothing was": a negative that stands before the verb as its subject. */
static bool
subject_is_negative(const struct story *s, const struct verb *v)
{
	const struct clause *c = v->clause;

	if (c->negative_before)
		return true;
	for (size_t i = v->head; i-- > c->from; ) {
		if (is_a(s, i, CLASS_NOTHING))
			return true;
		if (is_a(s, i, CLASS_NO))
			for (size_t k = i + 1; k < v->head && k <= i + 4; k++)
				if (is_a(s, k, CLASS_VISIT) || is_a(s, k, CLASS_SLOT) || is_a(s, k, CLASS_STAFF) ||
				    k == v->head)
					return true;
		if (is_a(s, i, CLASS_NO) && i + 2 >= v->head)
			return true;
	}
	return false;
}

/* "booked nothing", "made no appointment". */
static bool
object_is_negative(const struct story *s, const struct verb *v)
{
	for (size_t i = v->end; i < v->clause->to && i < v->end + 3; i++) {
		if (is_a(s, i, CLASS_NOTHING))
			return true;
		if (is_a(s, i, CLASS_NO) && i + 1 < v->clause->to && !word_is(s, i, "without"))
			for (size_t k = i + 1; k < v->clause->to && k < i + 4; k++)
				if (is_a(s, k, CLASS_VISIT) || is_a(s, k, CLASS_SLOT))
					return true;
	}
	return false;
}

/* "last month", "yesterday", "ago" beside the verb, nearer than any time to come. */
static bool
is_history(const struct story *s, const struct verb *v)
{
	size_t to = v->end + 6 < v->clause->to ? v->end + 6 : v->clause->to;
	size_t from = v->head > v->clause->from + 5 ? v->head - 5 : v->clause->from;

	for (size_t i = v->end; i < to; i++) {
		const struct stated_time *t = time_at(s, i);

		if (t && !t->past && t->has_day)
			break;
		if ((t && t->past) || is_a(s, i, CLASS_HISTORY))
			return true;
		if (!t && is_a(s, i, CLASS_SEASON) && word_is(s, i - 1, s->spanish ? "en" : "in"))
			return true;
		if (word_is(s, i, "last") && i + 1 < v->clause->to && !word_is(s, i + 1, "minute") &&
		    !is_a(s, i + 1, CLASS_SLOT) && !word_is(s, i + 1, "available"))
			return true;
	}
	for (size_t i = from; i < v->head; i++) {
		const struct stated_time *t = time_at(s, i);

		if ((t && t->past) || is_a(s, i, CLASS_HISTORY))
			return !word_is(s, i, "past");
		if (word_is(s, i, "last") && i + 1 < v->head && (word_is(s, i + 1, "week") ||
		    word_is(s, i + 1, "month") || word_is(s, i + 1, "year") || word_is(s, i + 1, "time")))
			return true;
	}
	return false;
}

/* "she said she was booked": the caller's word alone. */
static bool
is_said_by_caller(const struct story *s, const struct clause *c, size_t head)
{
	for (size_t i = head; i-- > c->from; )
		if (is_a(s, i, CLASS_SAY) && !(i + 1 < head && word_is(s, i + 1, "on"))) {
			for (size_t k = i; k-- > c->from; )
				if (is_a(s, k, CLASS_STAFF))
					return false;
			return true;
		}
	return false;
}

/* "before hanging up she booked": what follows the gerund did happen. */
static bool
is_before_ing(const struct story *s, const struct clause *c, size_t head)
{
	return !s->spanish && c->from + 1 < head && form_of(s, c->from + 1) == FORM_ING;
}

static bool
word_is_negated(const struct story *s, const struct verb *v)
{
	bool negated = false;

	(void)word_before(s, v->clause, v->head, &negated);
	return negated;
}

static enum mood
mood_of(const struct story *s, struct verb *v)
{
	const struct clause *c = v->clause;
	enum mood mood = MOOD_NO_VERB;

	switch (v->form) {
	case FORM_PAST: mood = mood_of_past(s, v); break;
	case FORM_BASE: mood = mood_of_base(s, v); break;
	case FORM_ING: mood = mood_of_ing(s, v); break;
	case FORM_THIRD:
		mood = word_is_negated(s, v) ? MOOD_NEGATED : MOOD_ASSERTED;
		v->present = true;
		break;
	case FORM_FUTURE:
		mood = word_is_negated(s, v) ? MOOD_NEGATED : MOOD_FUTURE;
		break;
	case FORM_SUBJUNCTIVE:
		mood = word_is_negated(s, v) ? MOOD_NEGATED : MOOD_WANTED;
		break;
	}
	if (mood == MOOD_NO_VERB)
		return mood;
	if (is_a(s, c->from, CLASS_BEFORE) && mood != MOOD_WANTED && !is_before_ing(s, c, v->head))
		return MOOD_NEVER;
	if (c->question || word_is(s, c->from, "whether"))
		return v->form == FORM_PAST ? MOOD_NO_VERB : MOOD_ASKED;
	if (c->condition_itself)
		return MOOD_CONDITIONAL;
	if (c->conditional && (mood == MOOD_FUTURE || mood == MOOD_ABLE))
		return MOOD_CONDITIONAL;
	if (mood == MOOD_ASSERTED || mood == MOOD_FUTURE) {
		if (subject_is_negative(s, v) || object_is_negative(s, v))
			return MOOD_NEGATED;
		if (is_history(s, v))
			return MOOD_HISTORY;
		if (is_said_by_caller(s, c, v->head))
			return MOOD_CLAIMED;
	}
	return mood;
}

/* --- objects ------------------------------------------------------------------------------- */

enum object { OBJECT_NONE, OBJECT_VISIT, OBJECT_OTHER };

/* "a consult about surgery", "the checkup before his trip": what the visit is about, or when it is. */
static bool
is_circumstance(const struct story *s, const struct clause *c, size_t i)
{
	for (size_t n = 0; n < 4 && i-- > c->from; n++)
		if (word_is(s, i, "about") || word_is(s, i, "before") || word_is(s, i, "after") ||
		    word_is(s, i, "following") || word_is(s, i, "regarding"))
			return true;
	return false;
}

/* What the verb is about: the nearest noun after it, or before it if it is passive. */
static enum object
object_of(const struct story *s, const struct verb *v, enum class other)
{
	const struct clause *c = v->clause;
	size_t near = 8;
	enum object left = OBJECT_NONE, right = OBJECT_NONE;

	for (size_t i = v->head, n = 0; i-- > c->from && n < near && !left; n++) {
		if (is_a(s, i, CLASS_VISIT) && !is_a(s, i, other))	/* "maintenance visit" */
			left = i > c->from && is_a(s, i - 1, other) ? OBJECT_OTHER : OBJECT_VISIT;
		else if (is_a(s, i, other) && !is_circumstance(s, c, i))
			left = OBJECT_OTHER;
	}
	for (size_t i = v->end, n = 0; i < c->to && n < near && right != OBJECT_VISIT; i++, n++) {
		if (is_a(s, i, CLASS_VISIT) && !is_a(s, i, other) && (!right || is_a(s, i - 1, CLASS_AND) ||
		    (i > v->end + 1 && is_a(s, i - 2, CLASS_AND))))
			right = OBJECT_VISIT;
		else if (is_a(s, i, other))
			right = OBJECT_OTHER;
	}
	if (v->passive && (left || right))
		return left ? left : right;
	if (left || right)
		return right ? right : left;
	/* "It is set for Tuesday", "he was given Thursday": what was spoken of last. */
	for (size_t i = c->from, n = 0; i-- > 0 && n < 16; n++) {
		if (is_a(s, i, CLASS_VISIT) && !is_a(s, i, other))
			return OBJECT_VISIT;
		if (is_a(s, i, other))
			return OBJECT_OTHER;
	}
	return OBJECT_NONE;
}

/* --- events ---------------------------------------------------------------------------------- */

static bool is_fresh(const struct story *s, size_t from, size_t to);

static struct event *
event_put(struct story *s, const struct clause *c, enum event_kind kind, size_t head)
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
		e->additional |= is_a(s, i, CLASS_ALSO);
		e->person |= is_a(s, i, CLASS_PERSON);
	}
	for (size_t i = c->from; i < c->to; i++)
		e->visit |= is_a(s, i, CLASS_VISIT);
	for (size_t i = c->from; i < c->to; i++)
		e->swap |= is_a(s, i, CLASS_SWAP);
	for (size_t i = c->from; i < c->to; i++)
		e->staff |= is_a(s, i, CLASS_STAFF);
	for (size_t i = c->from; i < c->to; i++)
		e->available |= is_a(s, i, CLASS_OPEN);
	for (size_t i = c->from; i < c->to; i++)
		e->asked |= is_a(s, i, CLASS_WANT) || is_a(s, i, CLASS_ASK);
	e->fresh = is_fresh(s, c->from, c->to);
	e->turn = is_a(s, c->from, CLASS_TURN) || (c->from + 1 < c->to &&
	    is_a(s, c->from + 1, CLASS_TURN));
	for (size_t n = 0; n < s->time_count; n++)
		if (s->times[n].first >= c->from && s->times[n].first < c->to && e->time == NOWHERE &&
		    !s->times[n].past && !s->times[n].bound)
			e->time = n;
	e->full = e->time != NOWHERE && s->times[e->time].has_day && s->times[e->time].has_time;
	return e;
}

/* "her appointment", "the Friday visit": one that may be older than the call. */
static bool
is_definite(const struct story *s, const struct verb *v)
{
	for (size_t i = v->clause->from; i < v->clause->to; i++)
		if (is_a(s, i, CLASS_VISIT)) {
			for (size_t k = i, n = 0; k-- > v->clause->from && n < 4; n++)
				if (is_a(s, k, CLASS_DEFINITE) || s->words.at[k].possessive)
					return true;
			return s->words.at[i ? i - 1 : 0].possessive && i > v->clause->from;
		}
	return false;
}

/* Is the subject of a passive neither a person nor anything that sounds like a treatment? */
static bool
subject_is_strange(const struct story *s, const struct verb *v)
{
	static const char *const treatments[] = { "ing", "opy", "gram", "phy", "apy", "omy", "ion", "ent",
		"ics", "is", "al", "st" };
	const struct clause *c = v->clause;
	bool negated = false;
	size_t i = word_before(s, c, v->head, &negated);
	const struct word *word;

	while (i != NOWHERE && (is_a(s, i, CLASS_BE) || is_a(s, i, CLASS_HAVE)))
		i = word_before(s, c, i, &negated);
	if (s->spanish || i == NOWHERE)
		return false;
	word = &s->words.at[i];
	if (word->begins_upper || is_a(s, i, CLASS_PRONOUN) || is_a(s, i, CLASS_PERSON) ||
	    is_a(s, i, CLASS_CALLER) || is_a(s, i, CLASS_SLOT) || is_a(s, i, CLASS_RELATIVE) ||
	    is_a(s, i, CLASS_AND) || is_a(s, i, CLASS_SPLIT) || i + 1 == v->head ||
	    word->end || isdigit((unsigned char)*word->text))
		return false;
	for (size_t n = 0; n < sizeof treatments / sizeof treatments[0]; n++)
		if (ends_in(word->text, treatments[n]))
			return false;
	/* Only a noun with its article, at the beginning, is clear enough. */
	if (i > c->from + 2 || (i == c->from + 2 && !is_a(s, c->from, CLASS_AND)))
		return false;
	return i > c->from && (word_is(s, i - 1, "the") || word_is(s, i - 1, "a") ||
	    word_is(s, i - 1, "an") || is_a(s, i - 1, CLASS_OTHER) || ends_in(word->text, "ers") ||
	    ends_in(word->text, "ors"));
}

/* Does a time, a visit or a slot stand within a few words after the verb? */
static bool
near_object(const struct story *s, const struct verb *v)
{
	for (size_t i = v->head + 1; i < v->clause->to && i < v->head + 10; i++)
		if (is_a(s, i, CLASS_WHEN) || is_a(s, i, CLASS_VISIT) || is_a(s, i, CLASS_SLOT))
			return true;
	return false;
}

static void
book_read(struct story *s, struct verb *v, enum sign sign)
{
	const struct clause *c = v->clause;
	const struct stated_time *t = slot_time(s, c->from, c->to);
	bool slot = find_class(s, c->from, c->to, CLASS_SLOT) != NOWHERE;
	bool visit = find_class(s, c->from, c->to, CLASS_VISIT) != NOWHERE;
	enum object object = object_of(s, v, CLASS_OTHER);
	struct event *e;

	if (object == OBJECT_OTHER) {
		if (v->mood == MOOD_ASSERTED)
			event_put(s, c, EVENT_ELSEWHERE, v->head);
		return;
	}
	if (sign == VERB_MAKE && !s->spanish && v->end < c->to && word_is(s, v->end, "that"))
		return;			/* "agreed that a visit would be good" */
	/* "scheduled to be called", where what is to be done is no visit */
	if (!s->spanish && v->end + 2 < c->to && word_is(s, v->end, "to") && !time_at(s, v->end + 1) &&
	    v->form == FORM_PAST) {
		size_t what = v->end + 1 + word_is(s, v->end + 1, "be");

		if (!word_is(s, what, "see") && !word_is(s, what, "seen") && !word_is(s, what, "come") &&
		    !word_is(s, what, "have") && !word_is(s, what, "meet") && !word_is(s, what, "start") &&
		    !word_is(s, what, "visit") && !word_is(s, what, "the"))
			return;
	}
	/* "got pushed back" */
	if (is_a(s, v->head, CLASS_BE) && v->end < c->to && form_of(s, v->end) == FORM_PAST)
		return;
	if (v->form == FORM_THIRD && !t)
		return;
	if (sign == VERB_MAKE && !visit && !slot && (!t || text_has_prefix(s->words.at[v->head].text,
	    "ma")))
		return;
	if (sign == VERB_PUT && !t && !(slot && visit))
		return;
	if (find_sign(s, c, c->from, c->to, SAYS_ELSEWHERE) != NOWHERE) {
		if (v->mood == MOOD_ASSERTED || v->mood == MOOD_HISTORY)
			event_put(s, c, EVENT_ELSEWHERE, v->head);
		return;
	}
	/* "a bed was reserved", "the auditors have been booked" */
	if (v->passive && !visit && v->mood == MOOD_ASSERTED && subject_is_strange(s, v)) {
		event_put(s, c, EVENT_OFFERED, v->head);
		return;
	}
	/* What was entered was a request. */
	for (size_t i = c->from; i < v->head; i++)
		if (text_has_prefix(s->words.at[i].text, "request") && v->passive && i + 6 > v->head) {
			event_put(s, c, EVENT_PENDING, v->head);
			return;
		}
	/* "gave her Thursday", "got the 3 PM": not "received a call at 9" */
	if (sign == VERB_PUT && !v->passive && !near_object(s, v))
		return;
	switch (v->mood) {
	case MOOD_ASSERTED:
		e = event_put(s, c, EVENT_AGREED, v->head);
		e->passive = v->passive;
		e->present = v->present && v->passive;
		e->outright = sign == VERB_BOOK;
		e->definite = !e->fresh && is_definite(s, v);
		break;
	case MOOD_NEGATED: event_put(s, c, EVENT_NOT_AGREED, v->head); break;
	case MOOD_NEVER: event_put(s, c, EVENT_NOT_AGREED, v->head); break;
	case MOOD_WANTED: case MOOD_ASKED: case MOOD_ABLE:
		if (sign != VERB_PUT || visit)
			event_put(s, c, EVENT_WANTS_VISIT, v->head);
		break;
	case MOOD_FUTURE:
		if (t && t->has_day && t->has_time)
			event_put(s, c, EVENT_COMING, v->head);
		else if (v->passive || find_class(s, c->from, v->head, CLASS_STAFF) != NOWHERE)
			event_put(s, c, EVENT_PENDING, v->head);
		else			/* the caller will, some day */
			event_put(s, c, EVENT_CALLBACK, v->head);
		break;
	case MOOD_CONDITIONAL: event_put(s, c, EVENT_CONDITIONAL, v->head); break;
	case MOOD_HISTORY: event_put(s, c, EVENT_EXISTING, v->head); break;
	case MOOD_CLAIMED: event_put(s, c, EVENT_CLAIMED, v->head); break;
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
	const struct stated_time *t = slot_time(s, c->from, c->to);
	size_t after = v->end + 8 < c->to ? v->end + 8 : c->to;
	enum object object = object_of(s, v, CLASS_MATTER);
	bool pronoun = false;

	if (find_class(s, c->from, c->to, CLASS_OTHER) != NOWHERE &&
	    find_class(s, c->from, c->to, CLASS_VISIT) == NOWHERE)
		return;
	for (size_t i = v->end; i < after; i++)
		pronoun |= word_is(s, i, "it") || word_is(s, i, "that") || word_is(s, i, "one");
	if (object == OBJECT_OTHER || (object == OBJECT_NONE && !t && !pronoun && !is_alone(s, v) &&
	    !(v->passive && v->end == c->to)))
		return;
	switch (v->mood) {
	case MOOD_ASSERTED: {
		struct event *e = event_put(s, c, done, v->head);

		e->passive = v->passive;
		e->present = v->present;
		e->definite = !e->fresh && is_definite(s, v);
		break;
	}
	case MOOD_WANTED: case MOOD_ASKED: case MOOD_ABLE: case MOOD_FUTURE:
		event_put(s, c, wanted, v->head);
		break;
	case MOOD_CONDITIONAL: case MOOD_NEGATED: case MOOD_NEVER: case MOOD_HISTORY: case MOOD_CLAIMED: case MOOD_NO_VERB:
		break;
	}
}

static void
accept_read(struct story *s, struct verb *v)
{
	const struct clause *c = v->clause;
	const struct stated_time *t = slot_time(s, c->from, c->to);
	bool slot = false;

	for (size_t i = v->end; i < c->to && i < v->end + 6; i++)
		slot |= time_at(s, i) == t && t;
	if (!slot && !v->passive)
		t = NULL;
	for (size_t i = v->end; i < c->to && i < v->end + 5; i++)
		slot |= is_a(s, i, CLASS_VISIT) || is_a(s, i, CLASS_SLOT) || word_is(s, i, "it") ||
		    word_is(s, i, "that") || word_is(s, i, "offer");
	if (!t && !slot && v->end < c->to)
		return;
	for (size_t i = v->end; i < c->to && i < v->end + 4; i++)	/* "took her 2:15 off" */
		if (word_is(s, i, "off") || word_is(s, i, "out"))
			return;
	/* "decided to wait" is none, "agreed to Friday", "agreed to the 3 PM" are. */
	if (!s->spanish && v->end + 1 < c->to && word_is(s, v->end, "to") && !time_at(s, v->end + 1) &&
	    !is_a(s, v->end + 1, CLASS_DEFINITE) && !is_a(s, v->end + 1, CLASS_PRONOUN) &&
	    !word_is(s, v->end + 1, "that") &&
	    !word_is(s, v->end + 1, "a") && !word_is(s, v->end + 1, "an"))
		return;
	if (!s->spanish && v->end < c->to && word_is(s, v->end, "that") && !(v->end + 1 == c->to))
		return;			/* "agreed that …" */
	if (object_of(s, v, CLASS_MATTER) == OBJECT_OTHER || (v->form == FORM_THIRD && !t))
		return;
	if (v->form == FORM_ING) {	/* still choosing */
		if (t)
			event_put(s, c, EVENT_OFFERED, v->head);
		return;
	}
	if (v->mood == MOOD_ASSERTED) {
		struct event *e = event_put(s, c, EVENT_ACCEPTED, v->head);

		e->definite = !e->fresh && is_definite(s, v);
	} else if (v->mood == MOOD_NEGATED) {
		event_put(s, c, EVENT_DECLINED, v->head);
	}
}

/* Was a day named before in this sentence? */
static bool
day_before(const struct story *s, const struct clause *c)
{
	for (size_t n = 0; n < s->time_count && s->times[n].first < c->from; n++)
		if (s->times[n].first >= c->sentence_begin && s->times[n].has_day && !s->times[n].past)
			return true;
	return false;
}

static void
come_read(struct story *s, struct verb *v)
{
	const struct clause *c = v->clause;
	const struct stated_time *t = slot_time(s, c->from, c->to);
	bool negated = false;
	size_t before = word_before(s, c, v->head, &negated);

	/* A noun where a verb would be: "the first visit". */
	if (v->form == FORM_BASE && word_is(s, v->head, "expect") && before != NOWHERE)
		v->mood = MOOD_FUTURE;
	else if (v->form == FORM_BASE && (before == NOWHERE || !(is_a(s, before, CLASS_WILL) ||
	    is_a(s, before, CLASS_MODAL) || is_a(s, before, CLASS_TO) || word_is(s, before, "did"))))
		return;
	if ((word_is(s, v->head, "seen") || word_is(s, v->head, "come")) && v->mood == MOOD_WANTED && !t &&
	    find_class(s, c->from, c->to, CLASS_ERRAND) == NOWHERE)
		event_put(s, c, EVENT_WANTS_VISIT, v->head);
	if ((v->mood == MOOD_ASKED || v->mood == MOOD_ABLE) && !t &&
	    (word_is(s, v->head, "see") || word_is(s, v->head, "come") || word_is(s, v->head, "seen")))
		event_put(s, c, EVENT_WANTS_VISIT, v->head);
	/* "until the deposit comes through" */
	if (v->end < c->to && (word_is(s, v->end, "through") || word_is(s, v->end, "from") ||
	    word_is(s, v->end, "up")))
		return;
	if (!t || (!t->has_day && !day_before(s, c) && !word_is(s, v->head, "be") && !text_has_prefix(s->words.at[v->head].text, "com")))
		return;
	if (v->form == FORM_ING && v->mood == MOOD_ASSERTED && !v->present &&
	    !(before != NOWHERE && is_a(s, before, CLASS_PRONOUN)))
		return;
	if (find_class(s, c->from, c->to, CLASS_VISIT) == NOWHERE &&
	    (find_class(s, c->from, c->to, CLASS_OTHER) != NOWHERE ||
	    find_class(s, c->from, c->to, CLASS_ERRAND) != NOWHERE || (v->form == FORM_THIRD &&
	    !word_is(s, v->head, "comes") && !word_is(s, v->head, "sees") && !s->spanish)))
		return;
	if ((v->form == FORM_PAST && !v->passive) || (v->form == FORM_THIRD && !t->has_time))
		return;
	if (v->mood == MOOD_FUTURE || (v->mood == MOOD_ASSERTED && (v->form != FORM_PAST)) ||
	    (v->mood == MOOD_ASSERTED && v->present)) {
		struct event *e = event_put(s, c, EVENT_COMING, v->head);

		e->definite = !e->fresh && is_definite(s, v);
	} else if (v->mood == MOOD_WANTED && before != NOWHERE && t->has_time) {
		event_put(s, c, find_class(s, c->from, c->to, CLASS_SWAP) != NOWHERE ? EVENT_WANTS_MOVE :
		    EVENT_WANTS_VISIT, v->head);
	}
}

/* "a cleaning", "her first visit", "new appointment": not one that is known already. */
static bool
is_fresh(const struct story *s, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (is_a(s, i, CLASS_VISIT)) {
			bool definite = false;

			if (s->spanish && i + 1 < to && is_a(s, i + 1, CLASS_NEW))
				return true;
			for (size_t k = i, n = 0; k-- > from && n < 4; n++) {
				if (is_a(s, k, CLASS_NEW))
					return true;
				definite |= is_a(s, k, CLASS_DEFINITE) || s->words.at[k].possessive;
				if (s->words.at[k].end)
					break;
			}
			if (!definite)
				return true;
		}
	return false;
}

static bool
has_finite(const struct story *s, const struct clause *c)
{
	for (size_t i = c->from; i < c->to; i++)
		if (!time_at(s, i) && is_finite(s, i))
			return true;
	return false;
}

static bool
told_in(const struct story *s, const struct clause *c)
{
	for (size_t i = c->from; i < c->to; i++)
		if (word_is(s, i, "told") || word_is(s, i, "offered"))
			return true;
	return false;
}

/* A clause that names a time and of which no verb said anything: "a first session, Saturday at 2". */
static void
slot_read(struct story *s, const struct clause *c)
{
	const struct stated_time *t = slot_time(s, c->from, c->to);
	enum event_kind kind = EVENT_SLOT;
	bool visit = find_class(s, c->from, c->to, CLASS_VISIT) != NOWHERE, e_bare;
	struct event *e;

	if (!t || !t->has_day || word_is(s, c->from, "whether") || c->question || c->condition_itself)
		return;
	for (size_t i = c->from; i < c->to; i++) {
		if (time_at(s, i))
			continue;
		if (is_a(s, i, CLASS_ASK) && told_in(s, c))
			continue;
		if (is_a(s, i, CLASS_NO) || is_a(s, i, CLASS_NOT) || is_a(s, i, CLASS_NOTHING) ||
		    is_a(s, i, CLASS_HAD) || is_a(s, i, CLASS_HISTORY) || is_a(s, i, CLASS_BEFORE) ||
		    is_a(s, i, CLASS_ASK) || (is_a(s, i, CLASS_OTHER) && !visit))
			return;
		if (is_a(s, i, CLASS_MODAL) && i + 1 < c->to && is_a(s, i + 1, CLASS_HAVE))
			return;		/* "would have taken" */
		if (is_a(s, i, CLASS_SAY) || is_a(s, i, CLASS_MODAL) || is_a(s, i, CLASS_OPEN))
			kind = EVENT_OFFERED;
		else if (is_a(s, i, CLASS_WANT) && !word_is(s, i, "due") && !word_is(s, i, "back") &&
		    find_class(s, c->from, c->to, CLASS_OPEN) == NOWHERE)
			return;
	}
	e_bare = c->to == c->sentence_end || is_a(s, c->to, CLASS_AND) || is_a(s, c->to, CLASS_SPLIT) ||
	    s->words.at[c->to - 1].end == END_BREAK;
	for (size_t i = c->from; i < c->to; i++)
		if (!time_at(s, i) && is_finite(s, i) && !is_a(s, i, CLASS_BE) && !is_a(s, i, CLASS_WILL))
			e_bare = false;
	/* "Wednesday at 3, she was told" */
	for (size_t i = c->to; i < c->sentence_end && i < c->to + 4; i++)
		if (is_a(s, i, CLASS_SAY) || word_is(s, i, "told"))
			kind = EVENT_OFFERED;
	e = event_put(s, c, kind, t->first);
	e->bare = e_bare;
	e->definite = !e->fresh && find_class(s, c->from, c->to, CLASS_VISIT) != NOWHERE;
	/* "New impressions: Monday, 4 PM", "Dr. Jansen tomorrow 8:00": notes. */
	e->fresh |= is_a(s, c->from, CLASS_NEW) || (t->has_time && !e->definite &&
	    c->from == c->sentence_begin && c->to == c->sentence_end && !has_finite(s, c));
}

static void
verb_read(struct story *s, const struct clause *c, enum sign sign, size_t head, size_t end)
{
	struct verb v = { .clause = c, .head = head, .end = end, .form = form_of(s, head) };

	/* "the booking" */
	if (sign == VERB_BOOK && v.form == FORM_ING && !s->spanish && head > c->from &&
	    (is_a(s, head - 1, CLASS_DEFINITE) || word_is(s, head - 1, "a")))
		return;
	v.mood = mood_of(s, &v);
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
			event_put(s, c, EVENT_DECLINED, head);
		break;
	case VERB_OFFER:
		if (v.mood == MOOD_ASSERTED && slot_time(s, c->from, c->to))
			event_put(s, c, EVENT_OFFERED, head);
		break;
	case VERB_HOLD:
		if (v.mood == MOOD_ASSERTED && slot_time(s, c->from, c->to))
			event_put(s, c, EVENT_HELD, head);
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
		if (is_a(s, k, CLASS_NOT) || is_a(s, k, CLASS_NO) || is_a(s, k, CLASS_NOTHING) ||
		    is_a(s, k, CLASS_FAIL))
			return true;
	return is_a(s, c->from, CLASS_BEFORE) && !is_before_ing(s, c, i);
}

static void
plain_read(struct story *s, const struct clause *c, enum sign sign, size_t i)
{
	if (sign == SAYS_UNABLE) {		/* it is to be another time, or none */
		event_put(s, c, EVENT_WANTS_MOVE, i);
		event_put(s, c, EVENT_WANTS_CANCEL, i);
		return;
	}
	for (size_t n = 0; n < sizeof plain / sizeof plain[0]; n++)
		if (plain[n].sign == sign) {
			bool yes = sign == SAYS_AGREED || sign == SAYS_ACCEPTED || sign == SAYS_DONE ||
			    sign == SAYS_CONFIRMED || sign == SAYS_CANCELLED || sign == SAYS_SENT ||
			    sign == SAYS_MOVED;

			if (yes && (c->question || c->condition_itself || word_is(s, c->from, "whether")))
				return;
			if (yes && find_class(s, c->from, c->to, CLASS_OTHER) != NOWHERE &&
			    find_class(s, c->from, c->to, CLASS_VISIT) == NOWHERE) {
				event_put(s, c, EVENT_ELSEWHERE, i);
				return;
			}
			if ((sign == SAYS_AGREED || sign == SAYS_DONE) && is_said_by_caller(s, c, i)) {
				event_put(s, c, EVENT_CLAIMED, i);
				return;
			}
			if (yes && is_negated(s, c, i)) {
				if (sign == SAYS_AGREED || sign == SAYS_ACCEPTED)
					event_put(s, c, EVENT_NOT_AGREED, i);
				return;
			}
			event_put(s, c, plain[n].event, i);
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
	    sign == SAYS_WANTS_CONFIRM || sign == SAYS_AGREED || sign == SAYS_SENT || sign == SAYS_OFFERED;
}

/* "only if", "as long as", "until": what begins here and goes on in the next clause. */
static void
held_read(struct story *s, const struct clause *c)
{
	size_t end;

	for (size_t i = c->from; i < c->to; i++)
		for (size_t n = phrase_find(s->book, 0, &s->words, i, c->from, c->sentence_end, &end);
		    n != SIZE_MAX;
		    n = phrase_find(s->book, n + 1, &s->words, i, c->from, c->sentence_end, &end))
			if (end > c->to && (phrase_sign(s->book, n) == SAYS_HELD ||
			    phrase_sign(s->book, n) == SAYS_DOUBT)) {
				event_put(s, c, phrase_sign(s->book, n) == SAYS_HELD ? EVENT_HELD :
				    EVENT_DOUBT, i);
				return;
			}
}

/* "her Tuesday visit", "the cleaning on the 5th", "his 4 o'clock". */
static bool
names_old_visit(const struct story *s, const struct clause *c)
{
	for (size_t i = c->from; i + 1 < c->to; i++) {
		const struct stated_time *t = time_at(s, i);
		bool owned = i > c->from && (s->words.at[i - 1].possessive || (is_a(s, i - 1,
		    CLASS_DEFINITE) && is_a(s, i - 1, CLASS_OWNED)));
		size_t visit;

		if (!t || t->past || t->first != i || t->bound)
			continue;
		if (owned)
			return true;
		/* "Tuesday's visit", "the Tuesday visit" */
		if (t->end < c->to && is_a(s, t->end, CLASS_VISIT) && (s->words.at[t->end - 1].possessive ||
		    (i > c->from && is_a(s, i - 1, CLASS_DEFINITE))))
			return true;
		/* "the visit on the 5th" */
		visit = i > c->from && is_a(s, i - 1, CLASS_VISIT) ? i - 1 :
		    i > c->from + 1 && is_a(s, i - 2, CLASS_VISIT) ? i - 2 : NOWHERE;
		if (visit != NOWHERE && visit > c->from && (s->words.at[visit - 1].possessive ||
		    is_a(s, visit - 1, CLASS_DEFINITE)))
			return true;
	}
	return false;
}

/* "but it could not be Friday", "though she has to ask": something against what was said. */
static bool
contrasts(const struct story *s, const struct clause *c)
{
	bool against = false;

	if (!is_a(s, c->from, CLASS_CONTRAST))
		return false;
	for (size_t i = c->from + 1; i < c->to; i++) {
		if (is_a(s, i, CLASS_HARMLESS) || is_a(s, i, CLASS_HAD))
			return false;
		against |= is_a(s, i, CLASS_NOT) || is_a(s, i, CLASS_NO) || is_a(s, i, CLASS_NOTHING) ||
		    is_a(s, i, CLASS_FAIL) || (is_a(s, i, CLASS_HAVE) && i + 1 < c->to &&
		    is_a(s, i + 1, CLASS_TO)) || word_is(s, i, "must") || word_is(s, i, "may") ||
		    word_is(s, i, "might") || word_is(s, i, "needs");
	}
	return against;
}

static void
clause_read(struct story *s, const struct clause *c)
{
	size_t masked = c->from, end, before = s->count;
	bool said = false;

	for (size_t i = c->from; i < c->to; i++) {
		uint64_t seen = 0;

		for (size_t n = phrase_find(s->book, 0, &s->words, i, c->from, c->to, &end);
		    n != SIZE_MAX; n = phrase_find(s->book, n + 1, &s->words, i, c->from, c->to, &end)) {
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

		said |= kind != EVENT_OTHER_MATTER && kind != EVENT_ACCEPTED && kind != EVENT_NO_SHOW &&
		    kind != EVENT_SENT && kind != EVENT_DONE && kind != EVENT_WANTS_MOVE;
	}
	if (names_old_visit(s, c))
		event_put(s, c, EVENT_OLD, c->from);
	if (!said)
		slot_read(s, c);
	if (contrasts(s, c))
		event_put(s, c, EVENT_CONTRAST, c->from);
}

/* --- clauses ------------------------------------------------------------------------------- */

/* Is there a finite verb soon after i? */
static bool
verb_follows(const struct story *s, size_t i, size_t to)
{
	for (size_t n = 0; n < 4 && i + n < to; n++) {
		if (time_at(s, i + n))
			return false;
		if (is_finite(s, i + n))
			return true;
		if (s->words.at[i + n].end)
			return false;
	}
	return false;
}

/* Does what stands between here and the next punctuation have a verb? */
static bool
fragment_has_verb(const struct story *s, size_t i, size_t to)
{
	for (; i < to; i++) {
		if (!time_at(s, i) && is_finite(s, i))
			return true;
		if (s->words.at[i].end)
			break;
	}
	return false;
}

/* Does a new clause begin at word i, which is not the first of its sentence? */
static bool
clause_begins(const struct story *s, size_t i, size_t to)
{
	const struct word *before = &s->words.at[i - 1];
	const struct stated_time *t = time_at(s, i);

	if (t && t == time_at(s, i - 1))
		return false;
	if (before->end == END_BREAK)
		return true;
	if (before->end == END_COLON)
		return fragment_has_verb(s, i, to) || (slot_time(s, i, to) &&
		    find_class(s, i, slot_time(s, i, to)->first, CLASS_VISIT) != NOWHERE);
	if (is_a(s, i, CLASS_SPLIT) &&
	    !(before->end == END_COMMA && s->words.at[i].end == END_COMMA))
		return true;
	if (is_a(s, i, CLASS_AND))
		return before->end == END_COMMA || verb_follows(s, i + 1, to);
	/* ", however," stands outside of the clause. */
	if (before->end == END_COMMA)
		return !(is_a(s, i, CLASS_ADVERB) && s->words.at[i].end == END_COMMA) &&
		    fragment_has_verb(s, i, to);
	return false;
}

/* Does this "if …" take back what its sentence said before, and not only tell what else may be? */
static bool
condition_binds(const struct story *s, const struct clause *c)
{
	const struct event *e = s->count ? &s->events[s->count - 1] : NULL;

	if (!e || e->sentence != c->sentence || (e->kind != EVENT_AGREED && e->kind != EVENT_ACCEPTED &&
	    e->kind != EVENT_COMING && e->kind != EVENT_SLOT && e->kind != EVENT_OFFERED))
		return false;
	for (size_t i = c->from; i < c->to; i++)
		if (is_a(s, i, CLASS_HARMLESS))
			return false;
	return true;
}

static void
sentence_read(struct story *s, size_t from, size_t to, size_t sentence)
{
	bool conditional = false, negative = false;
	size_t begin = from;

	for (size_t i = from + 1; i <= to; i++) {
		struct clause c = { .sentence = sentence, .sentence_begin = from,
			.sentence_end = to };

		if (i < to && !clause_begins(s, i, to))
			continue;
		c.from = begin;
		c.to = i;
		c.question = s->words.at[to - 1].end == END_QUESTION;
		c.condition_itself = (is_a(s, begin, CLASS_CONDITION) && !s->words.at[begin].end) || (is_a(s, begin, CLASS_AND) &&
		    begin + 1 < i && is_a(s, begin + 1, CLASS_CONDITION));
		c.conditional = conditional || c.condition_itself;
		c.negative_before = negative && (is_a(s, begin, CLASS_BE) || is_a(s, begin, CLASS_HAVE));
		if (c.condition_itself && !word_is(s, begin, "when") && condition_binds(s, &c))
			event_put(s, &c, EVENT_HELD, begin);
		if (c.condition_itself && s->count && s->events[s->count - 1].sentence == sentence &&
		    (s->events[s->count - 1].kind == EVENT_WANTS_VISIT))
			event_put(s, &c, EVENT_CONDITIONAL, begin);
		clause_read(s, &c);
		conditional = c.conditional;
		negative = (is_a(s, begin, CLASS_NO) || is_a(s, begin, CLASS_NOTHING)) &&
		    find_class(s, begin, i, CLASS_FINITE) == NOWHERE;
		begin = i;
	}
}

void
story_read(struct story *s)
{
	size_t begin = 0, sentence = 0;

	for (size_t n = 0; n < s->time_count; n++)
		for (size_t i = s->times[n].first; i < s->times[n].end && !s->times[n].past; i++)
			s->words.at[i].classes |= UINT64_C(1) << CLASS_WHEN;
	for (size_t i = 0; i < s->words.count; i++)
		if (s->words.at[i].end >= END_SENTENCE) {
			sentence_read(s, begin, i + 1, sentence++);
			begin = i + 1;
		}
	/* A text that ends in the middle of a sentence. */
	if (s->words.count) {
		size_t last = s->words.count - 1;
		struct clause c = { .from = last, .to = last + 1, .sentence = sentence };

		if (is_a(s, last, CLASS_UNENDING) && !s->words.source[s->words.at[last].to])
			event_put(s, &c, EVENT_BROKEN_OFF, last);
	}
}

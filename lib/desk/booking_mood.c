/* Verbs: their forms, their moods, and what they are about. See booking_parts.h. */
#include "core/text.h"
#include "desk/booking_parts.h"

static const size_t NOWHERE = SIZE_MAX;

bool
story_is_a(const struct story *s, size_t i, enum class class)
{
	return (s->words.at[i].classes & UINT64_C(1) << class) != 0;
}

bool
story_word_is(const struct story *s, size_t i, const char *text)
{
	return text_same(s->words.at[i].text, text);
}

bool
word_ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n > m && text_same(text + n - m, end);
}

/* The first word of a class in [from, to); NOWHERE: none. */
size_t
story_find_class(const struct story *s, size_t from, size_t to, enum class class)
{
	for (size_t i = from; i < to; i++)
		if (story_is_a(s, i, class))
			return i;
	return NOWHERE;
}

/* Does some phrase with this sign begin in [from, to)? Where; NOWHERE: no. */
size_t
story_find_sign(const struct story *s, const struct clause *c, size_t from, size_t to,
    enum sign sign)
{
	size_t end;

	for (size_t i = from; i < to; i++)
		for (size_t n = phrase_find(s->book, 0, &s->words, i, c->from, c->to, &end);
		     n != SIZE_MAX;
		     n = phrase_find(s->book, n + 1, &s->words, i, c->from, c->to, &end))
			if (phrase_sign(s->book, n) == (int)sign)
				return i;
	return NOWHERE;
}

/* The stated time that word i belongs to; NULL: none. */
const struct stated_time *
story_time_at(const struct story *s, size_t i)
{
	for (size_t n = 0; n < s->time_count && s->times[n].first <= i; n++)
		if (i < s->times[n].end)
			return &s->times[n];
	return NULL;
}

/* A day or time that a visit can be at, in [from, to). */
const struct stated_time *
story_slot_time(const struct story *s, size_t from, size_t to)
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
		"erla", "erlo", "irla", "irlo", "arlos", "arlas", "irse", "erse", "arles", "irle",
		"erle" };
	static const char *const futures[] = { "ara", "era", "ira", "aran", "eran", "iran" };
	const char *text = s->words.at[i].text;

	if (story_is_a(s, i, CLASS_PAST_FORM) || ends_accented(s, i, '\xb3'))	/* -ó */
		return FORM_PAST;
	for (size_t n = 0; n < sizeof infinitives / sizeof infinitives[0]; n++)
		if (word_ends_in(text, infinitives[n]))
			return FORM_BASE;
	if (word_ends_in(text, "ando") || word_ends_in(text, "iendo"))
		return FORM_ING;
	for (size_t n = 0; n < sizeof futures / sizeof futures[0]; n++)
		if (word_ends_in(text, futures[n]))
			return n < 3 && !ends_accented(s, i, '\xa1') ? FORM_SUBJUNCTIVE
								     : FORM_FUTURE;
	if (word_ends_in(text, "aria") || word_ends_in(text, "iria") || word_ends_in(text, "e") ||
	    word_ends_in(text, "en"))
		return FORM_SUBJUNCTIVE;
	if (word_ends_in(text, "ado") || word_ends_in(text, "ada") || word_ends_in(text, "ados") ||
	    word_ends_in(text, "adas") || word_ends_in(text, "ido") || word_ends_in(text, "ida") ||
	    word_ends_in(text, "aron") || word_ends_in(text, "ieron") || word_ends_in(text, "amos"))
		return FORM_PAST;
	return FORM_THIRD;
}

enum form
story_form(const struct story *s, size_t i)
{
	const char *text = s->words.at[i].text;

	if (s->spanish)
		return form_of_spanish(s, i);
	if (word_ends_in(text, "ing"))
		return FORM_ING;
	if (word_ends_in(text, "ed") || story_is_a(s, i, CLASS_PAST_FORM))
		return FORM_PAST;
	if (word_ends_in(text, "s") && !word_ends_in(text, "ss"))
		return FORM_THIRD;
	return FORM_BASE;
}

/* Could word i be a finite verb? */
bool
story_is_finite(const struct story *s, size_t i)
{
	const char *text = s->words.at[i].text;

	if (story_is_a(s, i, CLASS_FINITE) || story_is_a(s, i, CLASS_PAST_FORM))
		return true;
	if (!s->spanish)
		return word_ends_in(text, "ed");
	return ends_accented(s, i, '\xb3') || word_ends_in(text, "aron") ||
	    word_ends_in(text, "ieron") || word_ends_in(text, "aba") ||
	    (ends_accented(s, i, '\xa1') && word_ends_in(text, "ra"));
}

/* The word before i in its clause, adverbs passed over; *negated is set by a "not" among them. */
size_t
story_word_before(const struct story *s, const struct clause *c, size_t i, bool *negated)
{
	while (i > c->from) {
		i--;
		if (story_time_at(s, i))
			continue;
		if (story_is_a(s, i, CLASS_NOT))
			*negated = !(i + 1 < c->to && story_word_is(s, i + 1, "only"));
		else if (!story_is_a(s, i, CLASS_ADVERB))
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
		i = story_word_before(s, c, i, &negated);
		if (i == NOWHERE)
			return negated ? MOOD_NEGATED : MOOD_WANTED;
		if (story_is_a(s, i, CLASS_FAIL))
			return MOOD_NEGATED;
		if (story_is_a(s, i, CLASS_WILL) || story_word_is(s, i, "going"))
			return negated ? MOOD_NEGATED : MOOD_FUTURE;
		if (story_is_a(s, i, CLASS_ABLE)) {
			size_t be = story_word_before(s, c, i, &negated);

			if (!negated && be != NOWHERE && story_word_is(s, be, "be"))
				return MOOD_WANTED;	/* "hoping to be able to" */
			if (!negated && be != NOWHERE && (story_is_a(s, be, CLASS_FAIL) ||
			    story_is_a(s, be, CLASS_NO) || story_is_a(s, be, CLASS_NOTHING)))
				negated = true;
			return negated ? MOOD_NEGATED : MOOD_ASSERTED;
		}
		if (story_is_a(s, i, CLASS_HELP)) {
			(void)story_word_before(s, c, i, &negated);
			return negated ? MOOD_NEGATED : MOOD_ASSERTED;
		}
		if (story_is_a(s, i, CLASS_AGREE)) {
			(void)story_word_before(s, c, i, &negated);
			return negated ? MOOD_NEGATED : MOOD_ASSERTED;
		}
		if (story_is_a(s, i, CLASS_WANT)) {
			size_t more = story_word_before(s, c, i, &negated);

			if (more != NOWHERE && story_is_a(s, more, CLASS_NO))
				negated = true;
			return negated ? MOOD_NEGATED : MOOD_WANTED;
		}
		if (story_is_a(s, i, CLASS_BE))		/* "is to be seen on Friday" */
			return negated ? MOOD_NEGATED : story_word_is(s, i, "is") && i + 1 == to ?
			    MOOD_FUTURE : MOOD_WANTED;
		if (story_is_a(s, i, CLASS_NO))
			return MOOD_NEGATED;
		if (story_is_a(s, i, CLASS_HAVE) || story_is_a(s, i, CLASS_HAD))
			return MOOD_WANTED;
	}
	return negated ? MOOD_NEGATED : MOOD_WANTED;
}

static enum mood
mood_before_modal(const struct story *s, const struct clause *c, size_t modal, bool negated)
{
	(void)story_word_before(s, c, modal, &negated);
	if (negated)
		return MOOD_NEGATED;
	if (story_word_is(s, modal, "may") || story_word_is(s, modal, "might"))
		return MOOD_CONDITIONAL;
	return story_is_a(s, modal, CLASS_WILL) ? MOOD_FUTURE : MOOD_ABLE;
}

static enum mood
mood_of_past(const struct story *s, struct verb *v)
{
	const struct clause *c = v->clause;
	bool negated = false;
	size_t i = story_word_before(s, c, v->head, &negated);

	/* "The patient, booked for Friday, asked": so it was before. */
	if (v->head == c->from && c->from > c->sentence_begin && c->to < c->sentence_end &&
	    s->words.at[c->from - 1].end == END_COMMA &&
	    s->words.at[c->to - 1].end == END_COMMA &&
	    story_is_a(s, c->sentence_begin, CLASS_DEFINITE) &&
	    story_find_class(s, c->sentence_begin, c->from, CLASS_FINITE) == NOWHERE &&
	    c->from < c->sentence_begin + 4)
		return MOOD_HISTORY;
	/* "Put me down" */
	if (v->head == c->from && v->head + 1 < c->to && (story_word_is(s, v->head + 1, "me") ||
	    story_word_is(s, v->head + 1, "us")))
		return MOOD_WANTED;

	/* "get her booked", "have him scheduled" */
	if (i != NOWHERE && i > c->from &&
	    (story_is_a(s, i, CLASS_PRONOUN) || story_is_a(s, i, CLASS_PERSON))) {
		bool inner = false;
		size_t get = story_word_before(s, c, i, &inner);

		if (get != NOWHERE && !inner &&
		    (story_is_a(s, get, CLASS_BE) || story_is_a(s, get, CLASS_HAVE)) &&
		    !story_word_is(s, get, "has") && word_ends_in(s->words.at[get].text, "t"))
			i = get;
	}
	if (i == NOWHERE)
		return negated ? MOOD_NEGATED : MOOD_ASSERTED;
	if (story_is_a(s, i, CLASS_BE)) {
		const char *be = s->words.at[i].text;
		size_t before;

		v->passive = true;
		v->present = text_same(be, "is") || text_same(be, "are") || text_same(be, "am");
		before = story_word_before(s, c, i, &negated);
		if (before != NOWHERE &&
		    (story_word_is(s, before, "almost") || story_word_is(s, before, "nearly")))
			return MOOD_NEGATED;
		if (before != NOWHERE && story_is_a(s, before, CLASS_BE) &&
		    (text_same(be, "being") || text_same(be, "getting")))
			before = story_word_before(s, c, before, &negated);
		/* "will an appointment be made" */
		if (!negated && text_same(be, "be") &&
		    (before == NOWHERE ||
			(!story_is_a(s, before, CLASS_TO) && !story_is_a(s, before, CLASS_WILL) &&
			    !story_is_a(s, before, CLASS_MODAL))))
			return MOOD_FUTURE;
		if (before == NOWHERE || negated)
			return negated ? MOOD_NEGATED : MOOD_ASSERTED;
		if (story_is_a(s, before, CLASS_TO))
			return mood_before_to(s, c, before);
		if (story_is_a(s, before, CLASS_WILL) || story_is_a(s, before, CLASS_MODAL))
			return mood_before_modal(s, c, before, negated);
		if (story_is_a(s, before, CLASS_HAVE)) {
			bool more = false;
			size_t modal = story_word_before(s, c, before, &more);

			v->perfect = true;
			if (more)
				return MOOD_NEGATED;
			if (modal != NOWHERE &&
			    (story_is_a(s, modal, CLASS_MODAL) || story_is_a(s, modal, CLASS_TO)))
				return MOOD_ABLE;
			return MOOD_ASSERTED;
		}
		if (story_is_a(s, before, CLASS_HAD)) {
			(void)story_word_before(s, c, before, &negated);
			return negated ? MOOD_NEGATED : MOOD_HISTORY;
		}
		return MOOD_ASSERTED;
	}
	if (story_is_a(s, i, CLASS_HAVE)) {
		size_t before = story_word_before(s, c, i, &negated);

		v->perfect = true;
		if (negated)
			return MOOD_NEGATED;
		if (before != NOWHERE &&
		    (story_is_a(s, before, CLASS_MODAL) || story_is_a(s, before, CLASS_TO)))
			return MOOD_ABLE;
		/* "the visits she has booked" */
		if (before != NOWHERE && story_is_a(s, before, CLASS_PRONOUN) && before > c->from &&
		    story_is_a(s, before - 1, CLASS_VISIT) && !s->words.at[before - 1].end)
			return MOOD_HISTORY;
		return MOOD_ASSERTED;
	}
	if (story_is_a(s, i, CLASS_HAD) ||
	    (story_word_is(s, i, "would") && story_form(s, v->head) == FORM_PAST)) {
		(void)story_word_before(s, c, i, &negated);
		return negated ? MOOD_NEGATED : MOOD_HISTORY;
	}
	/* "set", "put" and "fit" are their own past. */
	if (story_is_a(s, i, CLASS_TO))
		return negated ? MOOD_NEGATED : mood_before_to(s, c, i);
	if (story_is_a(s, i, CLASS_WILL) || story_is_a(s, i, CLASS_MODAL))
		return mood_before_modal(s, c, i, negated);
	if (story_word_is(s, i, "did") || story_word_is(s, i, "does") || story_word_is(s, i, "do"))
		return negated ? MOOD_NEGATED : MOOD_ASSERTED;
	if (negated || story_word_is(s, i, "almost") || story_word_is(s, i, "nearly"))
		return MOOD_NEGATED;
	/* "the visit she booked", "wanted it moved" */
	if (story_is_a(s, i, CLASS_PRONOUN) && i > c->from && story_is_a(s, i - 1, CLASS_VISIT) &&
	    !s->words.at[i - 1].end && !story_word_is(s, i, "we"))
		return MOOD_HISTORY;
	/* "she already had a visit booked" */
	if (story_is_a(s, i, CLASS_VISIT) && !s->spanish)
		for (size_t k = i, n = 0; k-- > c->from && n < 4; n++)
			if (story_is_a(s, k, CLASS_HAD) || (story_is_a(s, k, CLASS_HAVE) &&
			    k > c->from && story_word_is(s, k - 1, "already")))
				return MOOD_HISTORY;
	/* "the physical scheduled for tomorrow will …" */
	if (story_is_a(s, i, CLASS_VISIT) && !s->words.at[i].end)
		for (size_t k = i, n = 0; k-- > c->from && n < 3; n++)
			if (story_is_a(s, k, CLASS_DEFINITE))
				return MOOD_HISTORY;
	if (story_is_a(s, i, CLASS_VISIT) || story_word_is(s, i, "it"))
		for (size_t k = i, n = 0; k-- > c->from && n < 5; n++)
			if (story_is_a(s, k, CLASS_WANT))
				return MOOD_WANTED;
	return MOOD_ASSERTED;
}

/* "the third transfer": no verb. */
static bool
is_noun(const struct story *s, const struct verb *v)
{
	static const char *const before[] = { "the", "a", "an", "any", "another", "third", "second",
		"last", NULL };

	for (size_t n = 0; !s->spanish && v->head > v->clause->from && before[n]; n++)
		if (story_word_is(s, v->head - 1, before[n]))
			return true;
	return false;
}

static enum mood
mood_of_base(const struct story *s, struct verb *v)
{
	const struct clause *c = v->clause;
	bool negated = false;
	size_t i = story_word_before(s, c, v->head, &negated);

	if (is_noun(s, v))
		return MOOD_NO_VERB;
	if (s->spanish) {
		enum mood mood = mood_before_to(s, c, v->head);

		return negated ? MOOD_NEGATED : mood;
	}
	if (i == NOWHERE)
		return negated ? MOOD_NEGATED : MOOD_WANTED;
	if (story_is_a(s, i, CLASS_NO))
		return MOOD_NEGATED;
	if (story_is_a(s, i, CLASS_TO)) {
		enum mood mood = mood_before_to(s, c, i);

		return negated ? MOOD_NEGATED : mood;
	}
	if (story_is_a(s, i, CLASS_WILL) || story_is_a(s, i, CLASS_MODAL))
		return mood_before_modal(s, c, i, negated);
	if (story_word_is(s, i, "did") || story_word_is(s, i, "does") || story_word_is(s, i, "do"))
		return negated ? MOOD_NEGATED : MOOD_ASSERTED;
	if (negated)
		return MOOD_NEGATED;
	/* "helped her book", "helped the patient schedule", "and schedule". */
	for (int steps = 0; steps < 4 && i != NOWHERE; steps++) {
		if (story_is_a(s, i, CLASS_HELP)) {
			(void)story_word_before(s, c, i, &negated);
			if (negated)
				return MOOD_NEGATED;	/* "would not let a minor book" */
		}
		if (story_is_a(s, i, CLASS_HELP))
			return i + 1 < c->to &&
				(story_word_is(s, i + 1, "us") || story_word_is(s, i + 1, "me"))
			    ? MOOD_WANTED
			    : MOOD_ASSERTED;
		if (steps > 0 &&		/* "had the desk give her" */
		    (story_is_a(s, i, CLASS_HAD) || story_word_is(s, i, "have"))) {
			bool had = story_is_a(s, i, CLASS_HAD);

			(void)story_word_before(s, c, i, &negated);
			return negated ? MOOD_NEGATED : had ? MOOD_ASSERTED : MOOD_WANTED;
		}
		i = story_word_before(s, c, i, &negated);
	}
	return MOOD_WANTED;
}

static enum mood
mood_of_ing(const struct story *s, struct verb *v)
{
	const struct clause *c = v->clause;
	bool negated = false;
	size_t i = story_word_before(s, c, v->head, &negated);

	if (negated)
		return MOOD_NEGATED;
	for (int steps = 0; steps < 3 && i != NOWHERE; steps++) {
		const char *text = s->words.at[i].text;

		if (story_is_a(s, i, CLASS_NO) || story_is_a(s, i, CLASS_FAIL) ||
		    story_is_a(s, i, CLASS_BEFORE))
			return MOOD_NEGATED;
		if (story_is_a(s, i, CLASS_HELP) || story_is_a(s, i, CLASS_ABLE) ||
		    text_has_prefix(text, "end") || text_has_prefix(text, "finish") ||
		    text_has_prefix(text, "complet") || text_has_prefix(text, "result"))
			return MOOD_ASSERTED;
		if (text_same(text, "into"))	/* "talked into moving it" */
			return MOOD_ASSERTED;
		if (story_is_a(s, i, CLASS_BE) && steps == 0) {
			size_t will = story_word_before(s, c, i, &negated);

			if (will != NOWHERE &&
			    (story_is_a(s, will, CLASS_WILL) || story_is_a(s, will, CLASS_MODAL)))
				return mood_before_modal(s, c, will, negated);
			v->present = text_same(text, "is") || text_same(text, "are") ||
			    text_same(text, "am");
			return MOOD_ASSERTED;
		}
		if (story_is_a(s, i, CLASS_HAVE) && steps == 1)	/* "we have her coming in" */
			return MOOD_ASSERTED;
		i = story_word_before(s, c, i, &negated);
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
		if (story_is_a(s, i, CLASS_NOTHING) || story_word_is(s, i, "neither"))
			return true;
		if (story_is_a(s, i, CLASS_NO))
			for (size_t k = i + 1; k < v->head && k <= i + 4; k++)
				if (story_is_a(s, k, CLASS_VISIT) || story_is_a(s, k, CLASS_SLOT) ||
				    story_is_a(s, k, CLASS_STAFF) || k == v->head)
					return true;
		if (story_is_a(s, i, CLASS_NO) && i + 2 >= v->head)
			return true;
	}
	return false;
}

/* "booked nothing", "made no appointment". */
static bool
object_is_negative(const struct story *s, const struct verb *v)
{
	for (size_t i = v->end; i < v->clause->to && i < v->end + 3; i++) {
		if (story_is_a(s, i, CLASS_NOTHING))
			return true;
		if (story_is_a(s, i, CLASS_NO) && i + 1 < v->clause->to &&
		    !story_word_is(s, i, "without"))
			for (size_t k = i + 1; k < v->clause->to && k < i + 4; k++)
				if (story_is_a(s, k, CLASS_VISIT) || story_is_a(s, k, CLASS_SLOT))
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
		const struct stated_time *t = story_time_at(s, i);

		if (t && !t->past && t->has_day)
			break;
		if ((t && t->past) || story_is_a(s, i, CLASS_HISTORY))
			return true;
		if (!t && story_is_a(s, i, CLASS_SEASON) &&
		    story_word_is(s, i - 1, s->spanish ? "en" : "in"))
			return true;
		if (story_word_is(s, i, "last") && i + 1 < v->clause->to &&
		    !story_word_is(s, i + 1, "minute") && !story_is_a(s, i + 1, CLASS_SLOT) &&
		    !story_word_is(s, i + 1, "available"))
			return true;
	}
	for (size_t i = from; i < v->head; i++) {
		const struct stated_time *t = story_time_at(s, i);

		if ((t && t->past) || story_is_a(s, i, CLASS_HISTORY))
			return !story_word_is(s, i, "past");
		if (story_word_is(s, i, "last") && i + 1 < v->head &&
		    (story_word_is(s, i + 1, "week") || story_word_is(s, i + 1, "month") ||
			story_word_is(s, i + 1, "year") || story_word_is(s, i + 1, "time")))
			return true;
	}
	return false;
}

/* "The last time she called, she was given Friday." */
static bool
is_of_last_time(const struct story *s, const struct verb *v)
{
	for (size_t i = v->clause->from; i < v->head; i++)
		if (story_word_is(s, i, "today") || story_word_is(s, i, "this") ||
		    story_word_is(s, i, "now"))
			return false;
	for (size_t i = v->clause->sentence_begin; i + 1 < v->clause->from; i++)
		if ((story_word_is(s, i, "last") || story_word_is(s, i, "previous")) &&
		    (story_word_is(s, i + 1, "time") || story_word_is(s, i + 1, "call")))
			return story_find_class(s, i, v->head, CLASS_CONTRAST) == NOWHERE &&
			    story_find_class(s, i, v->head, CLASS_AND) == NOWHERE;
	return false;
}

/* "she said she was booked": the caller's word alone. */
bool
story_is_said_by_caller(const struct story *s, const struct clause *c, size_t head)
{
	for (size_t i = head; i-- > c->from; )
		if (story_is_a(s, i, CLASS_SAY) &&
		    !(i + 1 < head && story_word_is(s, i + 1, "on"))) {
			for (size_t k = i; k-- > c->from; )
				if (story_is_a(s, k, CLASS_STAFF))
					return false;
			return true;
		}
	return false;
}

/* "before hanging up she booked": what follows the gerund did happen. */
bool
story_is_before_ing(const struct story *s, const struct clause *c, size_t head)
{
	return !s->spanish && c->from + 1 < head && story_form(s, c->from + 1) == FORM_ING;
}

static bool
word_is_negated(const struct story *s, const struct verb *v)
{
	bool negated = false;

	(void)story_word_before(s, v->clause, v->head, &negated);
	return negated;
}

enum mood
verb_mood(const struct story *s, struct verb *v)
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
	if (story_is_a(s, c->from, CLASS_BEFORE) && mood != MOOD_WANTED &&
	    !story_is_before_ing(s, c, v->head))
		return MOOD_NEVER;
	if (c->question || story_word_is(s, c->from, "whether"))
		return v->form == FORM_PAST ? MOOD_NO_VERB : MOOD_ASKED;
	if (c->condition_itself)
		return MOOD_CONDITIONAL;
	if (c->conditional && (mood == MOOD_FUTURE || mood == MOOD_ABLE))
		return MOOD_CONDITIONAL;
	if (mood == MOOD_ASSERTED || mood == MOOD_FUTURE) {
		if (subject_is_negative(s, v) || object_is_negative(s, v))
			return MOOD_NEGATED;
		for (size_t i = c->from; i < v->head; i++)
			if (!s->spanish && story_word_is(s, i, "why"))
				return MOOD_HISTORY;
		/* "scheduled since June" */
		if (!s->spanish && c->to + 1 < c->sentence_end &&
		    story_word_is(s, c->to, "since") &&
		    (story_is_a(s, c->to + 1, CLASS_SEASON) ||
			story_word_is(s, c->to + 1, "last")))
			return MOOD_HISTORY;
		if (is_history(s, v) || is_of_last_time(s, v))
			return MOOD_HISTORY;
		if (story_is_said_by_caller(s, c, v->head))
			return MOOD_CLAIMED;
	}
	return mood;
}

/* --- objects --------------------------------------------------------------------------------- */

/* "a consult about surgery", "the checkup before his trip": what it is about, or when. */
static bool
is_circumstance(const struct story *s, const struct clause *c, size_t i)
{
	for (size_t n = 0; n < 4 && i-- > c->from; n++)
		if (story_word_is(s, i, "about") || story_word_is(s, i, "before") ||
		    story_word_is(s, i, "after") || story_word_is(s, i, "following") ||
		    story_word_is(s, i, "regarding"))
			return true;
	return false;
}

/* "the interpreter for Monday's visit": is the visit only what something else is for? */
static bool
is_for_visit(const struct story *s, const struct clause *c, size_t visit, enum class other)
{
	for (size_t i = visit, n = 0; i-- > c->from && n < 5; n++)
		if (story_word_is(s, i, "for") || story_word_is(s, i, "to"))
			return story_find_class(s, i > c->from + 2 ? i - 2 : c->from, i, other) !=
			    NOWHERE;
	return false;
}

/* "by phone", "over the phone": how it was said, not what it was about. */
static bool
is_means(const struct story *s, const struct clause *c, size_t i)
{
	size_t before = i > c->sentence_begin && story_word_is(s, i - 1, "the") ? i - 1 : i;

	return (story_word_is(s, i, "phone") || story_word_is(s, i, "email")) &&
	    before > c->sentence_begin && (story_word_is(s, before - 1, "by") ||
		story_word_is(s, before - 1, "over") || story_word_is(s, before - 1, "on") ||
		story_word_is(s, before - 1, "via"));
}

/* Is the subject the caller, and not what was spoken of before? */
static bool
subject_is_caller(const struct story *s, const struct verb *v)
{
	return !s->spanish &&
	    story_find_class(s, v->clause->from, v->head, CLASS_CALLER) != NOWHERE &&
	    !story_word_is(s, v->clause->from, "they");
}

/* What the verb is about: the nearest noun after it, or before it if it is passive. */
enum object
verb_object(const struct story *s, const struct verb *v, enum class other)
{
	const struct clause *c = v->clause;
	size_t near = 8;
	enum object left = OBJECT_NONE, right = OBJECT_NONE;

	for (size_t i = v->head, n = 0; i-- > c->from && n < near && !left; n++) {
		if (story_is_a(s, i, CLASS_VISIT) &&
		    !story_is_a(s, i, other)) /* "maintenance visit" */
			left = (i > c->from && story_is_a(s, i - 1, other)) ||
				(v->passive && is_for_visit(s, c, i, other)) ? OBJECT_OTHER
									     : OBJECT_VISIT;
		else if (story_is_a(s, i, other) && !is_circumstance(s, c, i) &&
		    !is_means(s, c, i))
			left = OBJECT_OTHER;
	}
	for (size_t i = v->end, n = 0; i < c->to && n < near && right != OBJECT_VISIT; i++, n++) {
		if (story_is_a(s, i, CLASS_VISIT) && !story_is_a(s, i, other) &&
		    (!right || story_is_a(s, i - 1, CLASS_AND) ||
			(i > v->end + 1 && story_is_a(s, i - 2, CLASS_AND))))
			right = OBJECT_VISIT;
		else if (story_is_a(s, i, other) && !is_means(s, c, i))
			right = OBJECT_OTHER;
	}
	if (v->passive && (left || right))
		return left ? left : right;
	if (left || right)
		return right ? right : left;
	if (v->end < c->to && story_time_at(s, v->end))	/* "picked Tuesday" */
		return OBJECT_NONE;
	/* "It is set for Tuesday": what was spoken of last. */
	if (subject_is_caller(s, v)) {	/* "The vendor called; he was put in for Friday." */
		for (size_t i = c->sentence_begin; i < c->from && i < c->sentence_begin + 3; i++)
			if (story_is_a(s, i, other) && !is_means(s, c, i))
				return OBJECT_OTHER;
		return OBJECT_NONE;
	}
	for (size_t i = c->from, n = 0; i-- > 0 && n < 16; n++) {
		if (story_is_a(s, i, CLASS_VISIT) && !story_is_a(s, i, other))
			return OBJECT_VISIT;
		if (story_is_a(s, i, other))
			return OBJECT_OTHER;
	}
	return OBJECT_NONE;
}

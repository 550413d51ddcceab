/* From sentences to clauses. See booking_parts.h. */
#include "core/text.h"
#include "desk/booking_parts.h"

static const size_t NOWHERE = SIZE_MAX;

/* Is there a finite verb soon after i? */
static bool
verb_follows(const struct story *s, size_t i, size_t to)
{
	for (size_t n = 0; n < 4 && i + n < to; n++) {
		if (story_time_at(s, i + n))
			return false;
		if (story_is_finite(s, i + n))
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
		if (!story_time_at(s, i) && story_is_finite(s, i))
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
	const struct stated_time *t = story_time_at(s, i);

	if (t && t == story_time_at(s, i - 1))
		return false;
	if (before->end == END_BREAK)
		return true;
	if (before->end == END_COLON)
		return fragment_has_verb(s, i, to) ||
		    (story_slot_time(s, i, to) &&
			story_find_class(s, i, story_slot_time(s, i, to)->first, CLASS_VISIT) !=
			    NOWHERE);
	/* "neither of which she took", "would rather wait" */
	if (!s->spanish && !before->end && (story_word_is(s, i - 1, "of") ||
	    (story_word_is(s, i, "rather") && story_is_a(s, i - 1, CLASS_MODAL))))
		return false;
	/* "… until she learned that …" */
	if (story_word_is(s, i, "until"))
		for (size_t k = i + 1; k < to && k < i + 4; k++)
			if (story_word_is(s, k, "learned") || story_word_is(s, k, "heard") ||
			    story_word_is(s, k, "realized") || story_word_is(s, k, "noticed"))
				return true;
	/* "the one after" */
	if (!s->spanish && (story_word_is(s, i, "after") || story_word_is(s, i, "before")) &&
	    story_word_is(s, i - 1, "one"))
		return false;
	if (story_is_a(s, i, CLASS_SPLIT) &&
	    !(before->end == END_COMMA && s->words.at[i].end == END_COMMA))
		return true;
	if (story_is_a(s, i, CLASS_AND))
		return before->end == END_COMMA || verb_follows(s, i + 1, to);
	/* ", however," stands outside of the clause. */
	if (before->end == END_COMMA)
		return !(story_is_a(s, i, CLASS_ADVERB) && s->words.at[i].end == END_COMMA) &&
		    fragment_has_verb(s, i, to);
	return false;
}

/* Does this "if …" take back what its sentence said before, and not only tell what else may be? */
static bool
condition_binds(const struct story *s, const struct clause *c)
{
	const struct event *e = s->count ? &s->events[s->count - 1] : NULL;

	if (!e || e->sentence != c->sentence ||
	    (e->kind != EVENT_AGREED && e->kind != EVENT_ACCEPTED && e->kind != EVENT_COMING &&
		e->kind != EVENT_SLOT && e->kind != EVENT_OFFERED))
		return false;
	for (size_t i = c->from; i < c->to; i++)
		if (story_is_a(s, i, CLASS_HARMLESS))
			return false;
	return true;
}

/* "when his account has been cleared" */
static bool
has_perfect(const struct story *s, const struct clause *c)
{
	for (size_t i = c->from; i + 1 < c->to; i++)
		if (story_is_a(s, i, CLASS_HAVE) && (story_word_is(s, i + 1, "been") ||
		    story_form(s, i + 1) == FORM_PAST))
			return true;
	return false;
}

static bool
is_proviso(const struct story *s, size_t i)
{
	return story_word_is(s, i, "assuming") || story_word_is(s, i, "provided") ||
	    story_word_is(s, i, "providing") || story_word_is(s, i, "unless") ||
	    story_word_is(s, i, "pending") || story_word_is(s, i, "depending");
}

static void
sentence_read(struct story *s, size_t from, size_t to, size_t sentence)
{
	bool conditional = false, negative = false;
	size_t begin = from, events;

	for (size_t i = from + 1; i <= to; i++) {
		struct clause c = { .sentence = sentence, .sentence_begin = from,
			.sentence_end = to };

		if (i < to && !clause_begins(s, i, to))
			continue;
		c.from = begin;
		c.to = i;
		c.question = s->words.at[to - 1].end == END_QUESTION;
		c.condition_itself = (story_is_a(s, begin, CLASS_CONDITION) &&
					 !s->words.at[begin].end) ||
		    (story_is_a(s, begin, CLASS_AND) && begin + 1 < i &&
			story_is_a(s, begin + 1, CLASS_CONDITION));
		c.conditional = conditional || c.condition_itself;
		c.negative_before = negative &&
		    (story_is_a(s, begin, CLASS_BE) || story_is_a(s, begin, CLASS_HAVE));
		if (c.condition_itself &&
		    (!story_word_is(s, begin, "when") || has_perfect(s, &c)) &&
		    condition_binds(s, &c))
			story_event(s, &c, EVENT_HELD, begin);
		if (c.condition_itself && s->count &&
		    s->events[s->count - 1].sentence == sentence &&
		    (s->events[s->count - 1].kind == EVENT_WANTS_VISIT))
			story_event(s, &c, EVENT_CONDITIONAL, begin);
		events = s->count;
		clause_read(s, &c);
		/* "Provided that her referral comes, she is booked for Friday." */
		if (!s->spanish && !c.condition_itself && events < s->count &&
		    s->events[s->count - 1].kind == EVENT_AGREED && is_proviso(s, from))
			story_event(s, &c, EVENT_HELD, from);
		conditional = c.conditional;
		negative = (story_is_a(s, begin, CLASS_NO) ||
			       story_is_a(s, begin, CLASS_NOTHING)) &&
		    story_find_class(s, begin, i, CLASS_FINITE) == NOWHERE;
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

		if (story_is_a(s, last, CLASS_UNENDING) && !s->words.source[s->words.at[last].to])
			story_event(s, &c, EVENT_BROKEN_OFF, last);
	}
}

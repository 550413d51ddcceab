/*
 * The booking detector from the inside; booking.h is for everybody else.
 *
 * A text goes through three steps. booking_clause.c cuts it into clauses; booking_event.c finds in
 * each the verbs and turns of phrase of a language's lexicon; booking_mood.c reads a verb's mood
 * from the words around it: "booked", "did not book", "wanted to book", "will book", "had booked",
 * "if … booked". What comes out is a list of events in the order of the text ("a visit was agreed",
 * "none was", "wants to move one" …). booking.c then goes through them as one who listens to the
 * story: later events stand above earlier ones, and what they contradict is unclear.
 */
#ifndef DESK_BOOKING_PARTS_H
#define DESK_BOOKING_PARTS_H

#include "desk/booking.h"
#include "desk/phrases.h"
#include "desk/stated_time.h"

/* What a phrase of a lexicon says. Those of verbs stand for the verb alone, and their pattern
 * begins with it. */
enum sign {
	VERB_BOOK,		/* a visit, unless another object is named */
	VERB_MAKE,		/* with a visit or slot as its object, or a stated time */
	VERB_PUT,		/* with a stated time or a slot: "fit her in" */
	VERB_ACCEPT, VERB_DECLINE, VERB_OFFER, VERB_COME, VERB_MOVE, VERB_CANCEL, VERB_CONFIRM,
	VERB_HOLD, VERBS_END,
	SAYS_AGREED,		/* in whatever words, a visit is agreed */
	SAYS_NOT_AGREED, SAYS_NO_SLOT, SAYS_REQUEST, SAYS_HELD, SAYS_PENDING, SAYS_CALLBACK,
	SAYS_WAITLIST, SAYS_OTHER_MATTER, SAYS_VOICEMAIL, SAYS_VOICEMAIL_BEFORE, SAYS_WRONG_NUMBER,
	SAYS_BROKEN_OFF, SAYS_WITHDRAWN, SAYS_NO_SHOW, SAYS_EXISTING, SAYS_NO_RECORD,
	SAYS_ELSEWHERE, SAYS_MOVED, SAYS_CANCELLED, SAYS_CONFIRMED, SAYS_WANTS_MOVE,
	SAYS_WANTS_CANCEL, SAYS_WANTS_CONFIRM, SAYS_DOUBT, SAYS_OFFERED, SAYS_ACCEPTED,
	SAYS_DECLINED, SAYS_DONE, SAYS_SENT, SAYS_UNDECIDED, SAYS_UNABLE,
	SAYS_NOTHING,		/* takes words that would look like something else */
};

/* Classes that the code asks for; each lexicon has them in this order, then its own. */
enum class {
	CLASS_VISIT, CLASS_SLOT, CLASS_OTHER, CLASS_BE, CLASS_HAVE, CLASS_HAD, CLASS_MODAL,
	CLASS_WILL, CLASS_NOT, CLASS_NO, CLASS_NOTHING, CLASS_ADVERB, CLASS_TO, CLASS_WANT,
	CLASS_ABLE, CLASS_AGREE, CLASS_FAIL, CLASS_SAY, CLASS_ASK, CLASS_STAFF, CLASS_CALLER,
	CLASS_PERSON, CLASS_CONDITION, CLASS_BEFORE, CLASS_SPLIT, CLASS_HISTORY, CLASS_ALSO,
	CLASS_NEW, CLASS_DEFINITE, CLASS_RELATIVE, CLASS_PRONOUN, CLASS_PAST_FORM, CLASS_MATTER,
	CLASS_FINITE, CLASS_AND, CLASS_HELP, CLASS_OPEN, CLASS_WHEN, CLASS_TURN, CLASS_HARMLESS,
	CLASS_ERRAND, CLASS_SWAP, CLASS_CONTRAST, CLASS_OWNED, CLASS_SEASON, CLASS_UNENDING,
	CLASS_VISITOR,
	CLASSES_SHARED
};

struct lexicon {
	const struct word_class *classes;
	const struct phrase *phrases;
	const char *const (*joins)[3];
};

extern const struct lexicon booking_english, booking_spanish;

enum event_kind {
	EVENT_AGREED, EVENT_NOT_AGREED, EVENT_NO_SLOT, EVENT_WANTS_VISIT, EVENT_HELD,
	EVENT_PENDING, EVENT_CALLBACK, EVENT_WAITLIST, EVENT_OTHER_MATTER, EVENT_VOICEMAIL,
	EVENT_WRONG_NUMBER, EVENT_BROKEN_OFF, EVENT_WITHDRAWN, EVENT_NO_SHOW, EVENT_EXISTING,
	EVENT_NO_RECORD, EVENT_ELSEWHERE, EVENT_MOVED, EVENT_CANCELLED, EVENT_CONFIRMED,
	EVENT_WANTS_MOVE, EVENT_WANTS_CANCEL, EVENT_WANTS_CONFIRM, EVENT_DOUBT, EVENT_OFFERED,
	EVENT_ACCEPTED, EVENT_DECLINED, EVENT_DONE, EVENT_SENT, EVENT_UNDECIDED, EVENT_CLAIMED,
	EVENT_CONDITIONAL,
	EVENT_SLOT,		/* a time is named, without a verb that we know */
	EVENT_COMING,
	EVENT_OLD,		/* a visit and its time from before: "her Tuesday cleaning" */
	EVENT_CONTRAST,		/* "but ... not" */
	EVENTS_END
};

struct event {
	enum event_kind kind;
	size_t from, to;		/* the clause's words */
	size_t head;			/* the word that says it */
	size_t sentence;
	size_t time;			/* which stated time it names; SIZE_MAX: none */
	bool definite;			/* of "the" or "her" visit, which may be an old one */
	bool passive;			/* it was done; who did it is not said */
	bool additional;		/* "also", "another", "for her son" */
	bool person;			/* of somebody else than the caller */
	bool present;			/* a state: "is scheduled" */
	bool staff;			/* it names somebody of the clinic */
	bool full;			/* its time has day and hour */
	bool hearsay;			/* somebody was told so */
	bool hour;			/* its time has an hour */
	bool swap;			/* "instead" */
	bool bare;			/* a time without a verb that we do not know */
	bool outright;			/* "booked", "scheduled" */
	bool visit;			/* it names a visit */
	bool available;			/* "the first available" */
	bool asked;			/* somebody wants or asks it */
	bool turn;			/* "but …", "then …" */
	bool fresh;			/* "a" visit, "her first": one that was not there before */
};

struct story {
	struct arena *arena;
	struct words words;
	const struct lexicon *lexicon;
	struct phrasebook *book;
	struct stated_time *times;
	size_t time_count;
	struct event *events;
	size_t count, capacity;
	bool spanish;
};

/* --- clauses and verbs (booking_mood.c) ------------------------------------------------------ */

struct clause {
	size_t from, to;		/* its words */
	size_t sentence, sentence_begin, sentence_end;
	bool question;
	bool conditional;		/* it, or one before it in its sentence, begins with "if" */
	bool condition_itself;		/* it begins with "if" */
	bool negative_before;		/* "No visit, however, …" */
};

enum form { FORM_BASE, FORM_PAST, FORM_ING, FORM_THIRD, FORM_FUTURE, FORM_SUBJUNCTIVE };

enum mood {
	MOOD_ASSERTED, MOOD_NEGATED, MOOD_WANTED, MOOD_FUTURE, MOOD_CONDITIONAL, MOOD_HISTORY,
	MOOD_CLAIMED, MOOD_ASKED,
	MOOD_NEVER,			/* "before it was booked" */
	MOOD_ABLE,			/* "can be booked" */
	MOOD_NO_VERB			/* a noun, or no mood that we know */
};

struct verb {
	const struct clause *clause;
	size_t head, end;		/* its words */
	enum form form;
	enum mood mood;
	bool passive, present, perfect;
};

enum object { OBJECT_NONE, OBJECT_VISIT, OBJECT_OTHER };

bool word_ends_in(const char *text, const char *end);
bool story_is_a(const struct story *s, size_t i, enum class class);
bool story_word_is(const struct story *s, size_t i, const char *text);

/* The first word of a class, or that begins a phrase with a sign, in [from, to); SIZE_MAX: none. */
size_t story_find_class(const struct story *s, size_t from, size_t to, enum class class);
size_t story_find_sign(const struct story *s, const struct clause *c, size_t from, size_t to,
    enum sign sign);

/* The stated time that word i belongs to, and the first in [from, to) that a visit can be at. */
const struct stated_time *story_time_at(const struct story *s, size_t i);
const struct stated_time *story_slot_time(const struct story *s, size_t from, size_t to);

enum form story_form(const struct story *s, size_t i);
bool story_is_finite(const struct story *s, size_t i);

/* The word before i in its clause, adverbs and times passed over; *negated is set by a "not" among
 * them. SIZE_MAX: none. */
size_t story_word_before(const struct story *s, const struct clause *c, size_t i, bool *negated);

/* Is what the word at head says only what the caller says? */
bool story_is_said_by_caller(const struct story *s, const struct clause *c, size_t head);

/* Does the clause begin with "before …ing", so that what its word at head says did happen? */
bool story_is_before_ing(const struct story *s, const struct clause *c, size_t head);

/* Sets what the verb's form shows, and gives its mood. */
enum mood verb_mood(const struct story *s, struct verb *v);

/* Is the verb about a visit, or about one of the `other` things? */
enum object verb_object(const struct story *s, const struct verb *v, enum class other);

/* --- events (booking_event.c) ---------------------------------------------------------------- */

struct event *story_event(struct story *s, const struct clause *c, enum event_kind kind,
    size_t head);

/* Adds what the clause says to s->events. */
void clause_read(struct story *s, const struct clause *c);

/* --- a whole text ---------------------------------------------------------------------------- */

/* Hindi and Tamil; see booking_indic.c. */
bool indic_is(const char *text, size_t bytes);
void indic_detect(struct arena *a, const char *text, size_t bytes, struct booking *out);

/* Reads the whole text into s->events. */
void story_read(struct story *s);

#endif

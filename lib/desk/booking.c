/*
 * Was an appointment booked? See booking.h.
 *
 * Two learned opinions answer: the sum of how much a text's features weigh for each class of call
 * (booking_model.h), and two nets' (booking_net.h). The clause whose words weigh most for the answer
 * is the evidence, and where a visit's time is looked for first.
 */
#include "desk/booking.h"

#include <math.h>
#include <stddef.h>

#include "core/text.h"
#include "desk/booking_features.h"
#include "desk/booking_model.h"
#include "desk/booking_net.h"

enum { BYTES_MAX = 64 * 1024,
	LEAD = 5 };			/* words that lead to a time */

static const size_t NOWHERE = SIZE_MAX;

/* How probable "booked" must be: less is unclear, since a false one hides a patient who has no
 * visit. Of the texts of t/booking/alike.tsv, by which this was chosen, and which it did not learn
 * from, 0.50 % of those that tell of no booking are called one then: half of the most that may be,
 * since chance has its part in what it will read. */
static const double SURE = 0.60;

struct span { size_t from, to; };			/* words */

/* --- the model -------------------------------------------------------------------------------- */

/* The feature's weights, one for each class; NULL: nothing was learned of it. */
static const int8_t *
weights_find(uint32_t hash)
{
	size_t low = 0, high = booking_model.count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (booking_model.hashes[middle] < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low < booking_model.count && booking_model.hashes[low] == hash ?
	    booking_model.weights[low] : NULL;
}

/* Fills p with what the weights hold probable; false: nothing in the text is known. */
static bool
model_ask(const struct features *f, double p[CALL_CLASSES])
{
	double sum = 0, top = -INFINITY;
	size_t known = 0;

	memset(p, 0, CALL_CLASSES * sizeof *p);
	for (size_t i = 0; i < f->count; i++) {
		const int8_t *w;

		if (i > 0 && f->at[i].hash == f->at[i - 1].hash)
			continue;
		w = weights_find(f->at[i].hash);
		known += w != NULL;
		for (size_t c = 0; w && c < CALL_CLASSES; c++)
			p[c] += w[c];
	}
	for (size_t c = 0; c < CALL_CLASSES; c++) {
		p[c] *= known ? booking_model.scale / sqrt((double)known) : 0;
		p[c] += booking_model.bias[c];
		top = fmax(top, p[c]);
	}
	for (size_t c = 0; c < CALL_CLASSES; c++)
		sum += p[c] = exp(p[c] - top);
	for (size_t c = 0; c < CALL_CLASSES; c++)
		p[c] = probability_unspread(p[c] / sum);
	return known > 0;
}

/* Is there more than times, names, numbers and marks? */
static bool
has_words(const struct features *f)
{
	for (size_t i = 0; i < f->tokens.count; i++)
		if (!strchr("#@,;:.?", *f->tokens.at[i].text))
			return true;
	return false;
}

/* The mean of both opinions: they err differently. */
static bool
ask(struct arena *a, const struct features *f, double p[CALL_CLASSES])
{
	double second[CALL_CLASSES];

	if (!has_words(f) || !model_ask(f, p))
		return false;
	nets_ask(a, &f->tokens, second);
	for (size_t c = 0; c < CALL_CLASSES; c++)
		p[c] = (p[c] + second[c]) / 2;
	return true;
}

/* --- the words that decided ------------------------------------------------------------------- */

static bool
is_among(const char *word, const char *const *list)
{
	for (size_t i = 0; list[i]; i++)
		if (text_same(word, list[i]))
			return true;
	return false;
}

/* What a word is to the answer. */
struct place {
	double weight;		/* how much it speaks for the class */
	bool begins;		/* a clause */
	size_t part;		/* of what is told, by number: another may be of something else */
	bool denied;		/* by what its clause says before it: "had nothing on Tuesday" */
};

/* Does a clause begin at word i, which stands in no stated time or is its first? */
static bool
is_beginning(const struct word *words, size_t i)
{
	static const char *const turns[] = { "but", "however", "although", "though", "because",
		"pero", "aunque", "porque", NULL };
	static const char *const joins[] = { "and", "so", "who", "which", "then", "since", "while",
		"with", "as", "y", "asi", "quien", "que", NULL };

	return words[i - 1].end > END_COMMA || is_among(words[i].text, turns) ||
	    (words[i - 1].end == END_COMMA && is_among(words[i].text, joins));
}

/* Does word i begin another part of what is told? "Booked for Tuesday and her son …", "… when her
 * son …", "…, her son …"; but a colon, or a comma alone, may stand between a day and its hour. */
static bool
is_parted(const struct word *words, size_t i)
{
	static const char *const by[] = { "but", "however", "although", "though", "because", "and",
		"so", "who", "whose", "which", "when", "while", "since", "as", "where", "if",
		"until", "unless", "then", "before", "pero", "aunque", "porque", "y", "e", "que",
		"quien", "cuando", "mientras", "donde", "pues", "asi", "antes", "और", "लेकिन",
		"मगर", "क्योंकि", "जब", "कि", "ஆனால்", NULL };
	static const char *const people[] = { "her", "his", "their", "our", "su", "sus", "she", "he",
		"they", "we", NULL };

	return (words[i - 1].end > END_COMMA && words[i - 1].end != END_COLON) ||
	    is_among(words[i].text, by) || (is_among(words[i].text, people) &&
		(words[i - 1].end == END_COMMA || text_same(words[i - 1].text, "after")));
}

/* The places of the words, and one behind the last. */
static const struct place *
places_of(struct arena *a, const struct features *f, enum call_class class)
{
	static const char *const denials[] = { "not", "no", "nothing", "none", "cannot", "unable",
		"full", "nada", "sin", NULL };
	struct place *at = arena_array(a, f->words.count + 1, sizeof *at);
	const struct word *words = f->words.at;

	for (size_t i = 0; i < f->count; i++) {
		const int8_t *w = weights_find(f->at[i].hash);
		double others = 0, width = (double)(f->at[i].to - f->at[i].from);

		if (!w)
			continue;
		for (size_t c = 0; c < CALL_CLASSES; c++)
			others += c == class ? 0 : (double)w[c] / (CALL_CLASSES - 1);
		for (size_t n = f->at[i].from; n < f->at[i].to; n++)
			at[n].weight += (w[class] - others) / width;
	}
	at[0].begins = true;
	for (size_t i = 1, time = 0; i < f->words.count; i++) {
		bool in_time;

		while (time < f->time_count && f->times[time].end <= i)
			time++;
		in_time = time < f->time_count && f->times[time].span < i;
		at[i].begins = !in_time && is_beginning(words, i);
		at[i].part = at[i - 1].part + (!in_time && is_parted(words, i));
		at[i].denied = words[i - 1].end <= END_COMMA &&
		    (is_among(words[i - 1].text, denials) ||
			(at[i - 1].denied && !at[i - 1].begins));
	}
	return at;
}

/* The clause that weighs most. */
static struct span
clause_of(const struct features *f, const struct place *at)
{
	size_t count = f->words.count;
	double most = -INFINITY, sum = 0;
	struct span best = { 0, 0 }, clause = { 0, 0 };

	for (size_t i = 0; i < count; i++) {
		if (at[i].begins) {
			clause.from = i;
			sum = 0;
		}
		sum += at[i].weight;
		if ((i + 1 == count || at[i + 1].begins) && sum > most) {
			clause.to = i + 1;
			best = clause;
			most = sum;
		}
	}
	return best;
}

static const char *
words_copy(struct arena *a, const struct features *f, size_t from, size_t to)
{
	const struct word *words = f->words.at;

	if (from >= to)
		return NULL;
	return arena_copy(a, f->words.source + words[from].from,
	    words[to - 1].to - words[from].from);
}

/* --- when ------------------------------------------------------------------------------------- */

/* "from Monday", "instead of Monday", "not Monday": the time that is left. */
static bool
is_left(const struct features *f, const struct stated_time *t)
{
	static const char *const owners[] = { "the", "her", "his", "su", "el", NULL };
	static const char *const before[] = { "from", "than", "not", "del", "desde", NULL };
	static const char *const place[] = { "instead", "lugar", "vez", NULL };
	const struct word *words = f->words.at;
	size_t i = t->first;

	while (i > 0 && is_among(words[i - 1].text, owners))
		i--;
	if (i == 0)
		return false;
	return is_among(words[i - 1].text, before) ||
	    (i > 1 && is_among(words[i - 1].text, (const char *const[]){ "of", "de", NULL }) &&
		is_among(words[i - 2].text, place));
}

static bool
is_possible(const struct features *f, const struct stated_time *t)
{
	return !t->past && !t->bound && !is_left(f, t);
}

/* What the time and the words that lead to it weigh. */
static double
time_weight(const struct features *f, const struct place *at, size_t time)
{
	const struct stated_time *t = &f->times[time];
	size_t from = time ? f->times[time - 1].end : 0;
	double sum = 0;

	for (size_t i = from + LEAD < t->first ? t->first - LEAD : from; i < t->end; i++)
		sum += at[i].weight;
	return sum;
}

/* The time in words [from, to) that is most likely that of the visit, of those that are denied or
 * those that are not: one that has both day and hour, else one that has a day; of these the last, if
 * so asked, or what weighs most. NOWHERE: none. */
static size_t
time_in(const struct features *f, const struct place *at, struct span in, bool last, bool denied)
{
	size_t found = NOWHERE;
	int best = 0;

	for (size_t i = 0; i < f->time_count; i++) {
		const struct stated_time *t = &f->times[i];
		int has = 2 * t->has_day + t->has_time;

		if (t->first < in.from || t->first >= in.to || !is_possible(f, t) ||
		    at[t->first].denied != denied || has < best)
			continue;
		if (found == NOWHERE || has > best || last ||
		    time_weight(f, at, i) > time_weight(f, at, found)) {
			found = i;
			best = has;
		}
	}
	return found;
}

/* When is the visit that the clause tells of? What the clause says, else what is said next, else
 * what was said last; what was denied only if there is nothing else. */
static size_t
time_of(const struct features *f, const struct place *at, struct span clause, bool moved)
{
	struct span before = { 0, clause.from }, after = { clause.to, f->words.count };
	size_t found = NOWHERE;

	for (int denied = 0; denied < 2 && found == NOWHERE; denied++) {
		found = time_in(f, at, clause, moved, denied);
		if (found == NOWHERE)
			found = time_in(f, at, after, false, denied);
		if (found == NOWHERE)
			found = time_in(f, at, before, true, denied);
	}
	return found;
}

/* Where the sentence begins before that of word i. */
static size_t
last_sentence(const struct features *f, size_t i)
{
	int sentences = 0;

	while (i > 0 && (sentences += f->words.at[i - 1].end >= END_SENTENCE) < 2)
		i--;
	return i;
}

/* Does the part around word i have one of these classes of the lexicon? */
static bool
part_tells(const struct features *f, const struct place *at, size_t i, const char *const *classes)
{
	for (size_t n = 0; n < f->tokens.count; n++) {
		const struct token *t = &f->tokens.at[n];

		if (t->class && is_among(t->class, classes) && at[t->word].part == at[i].part)
			return true;
	}
	return false;
}

/* Was a visit agreed in the part around word i? Of Hindi and Tamil the lexicon knows no words. */
static bool
part_agrees(const struct features *f, const struct place *at, size_t i)
{
	static const char *const agreed[] = { "BOOKED", "MADE", "ENTERED", "TOOK", "TAKEN", "GAVE",
		"AGREED", NULL };
	static const char *const indic[] = { "बुक", "तय", "दर्ज", "பதிவு", "முன்பதிவு", "புக்", NULL };

	for (size_t n = 0; n < f->words.count; n++)
		if (at[n].part == at[i].part && is_among(f->words.at[n].text, indic))
			return true;
	return part_tells(f, at, i, agreed);
}

/* Of a day and an hour in two parts: was a visit agreed with the words of the hour, and not with those
 * of the day already? "Friday was open, and she took the 3:30." */
static bool
is_taken(const struct features *f, const struct place *at, const struct stated_time *day,
    const struct stated_time *hour)
{
	static const char *const comes[] = { "TAKE", "TAKES", "COME", NULL };

	return !part_agrees(f, at, day->first) && (part_agrees(f, at, hour->first) ||
	    part_tells(f, at, hour->first, comes));
}

/* The hour that was said apart from its day: "Tuesday the 24th with Dr. Patel at 2:30". NULL: none
 * that is sure to be the visit's. */
static const struct stated_time *
hour_of(const struct features *f, const struct place *at, struct span clause, size_t day)
{
	const struct stated_time *d = &f->times[day];

	for (size_t i = day + 1; i < f->time_count && i <= day + 2; i++) {
		const struct stated_time *t = &f->times[i];

		if (!is_possible(f, t))
			continue;
		if (t->has_day)			/* whose hour the next one would be */
			break;
		if (t->first == d->end || at[t->span].part == at[d->first].part ||
		    (t->first < clause.to && is_taken(f, at, d, t)))
			return t;
	}
	return NULL;
}

/* The day of an hour: "the 3:30, this Friday"; if the words that decided took the hour, also the one day
 * that was said last: "Friday was open. She took the 3:30." NULL: none that is sure. */
static const struct stated_time *
day_of(const struct features *f, const struct place *at, struct span clause, size_t hour)
{
	const struct stated_time *h = &f->times[hour], *found = NULL;
	size_t from = last_sentence(f, h->first);

	for (size_t i = hour + 1; i < f->time_count && i <= hour + 2; i++)
		if (is_possible(f, &f->times[i]) && f->times[i].has_day && !f->times[i].has_time &&
		    at[f->times[i].first].part == at[h->first].part)
			return &f->times[i];
	for (size_t i = hour; i-- > 0 && f->times[i].first >= from; ) {
		const struct stated_time *t = &f->times[i];

		if (!t->has_day || t->past || is_left(f, t))
			continue;
		if (t->end == h->first || at[t->first].part == at[h->first].part)
			return t;
		if (h->first < clause.from || h->first >= clause.to || !is_taken(f, at, t, h) ||
		    (found && memcmp(&found->starts, &t->starts, offsetof(struct civil, hour)) != 0))
			return NULL;
		found = t;
	}
	return found;
}

/* The first time with a day with whose words a visit was agreed; NULL: none. */
static const struct stated_time *
agreed_of(const struct features *f, const struct place *at)
{
	for (size_t i = 0; i < f->time_count; i++)
		if (f->times[i].has_day && is_possible(f, &f->times[i]) &&
		    part_agrees(f, at, f->times[i].first))
			return &f->times[i];
	return NULL;
}

static void
time_put(struct arena *a, const struct features *f, const struct place *at, struct span clause,
    bool moved, const struct civil *called_at, struct booking *out)
{
	size_t best = time_of(f, at, clause, moved);
	const struct stated_time *other;
	struct stated_time both;

	if (best == NOWHERE)
		return;
	both = f->times[best];
	if (!both.has_time && (other = hour_of(f, at, clause, best)) != NULL)
		both = other->span > both.end + LEAD ? stated_time_of_day(other, &both) :
		    stated_time_joined(&both, other);
	else if (!both.has_day && (other = day_of(f, at, clause, best)) != NULL)
		both = other->first > both.first ? stated_time_joined(other, &both) :
		    stated_time_of_day(&both, other);
	else if (!both.has_day && (other = agreed_of(f, at)) != NULL)
		both = *other;			/* and the hour is of something else */
	if (moved && both.from) {
		both.starts.hour = both.until_hour;
		both.starts.minute = both.until_minute;
	}
	out->stated_time = words_copy(a, f, both.span, both.end);
	out->has_day = both.has_day && !both.vague;
	out->has_time = stated_time_has_hour(&both, called_at);
	if (out->has_day)
		out->starts = both.starts;
}

/* --- the answer ------------------------------------------------------------------------------- */

void
booking_detect(struct arena *a, const char *text, const struct civil *called_at,
    struct booking *out)
{
	static const char *const outcomes[] = { [CALL_RESCHEDULED] = "appointment-rescheduled",
		[CALL_CANCELLED] = "appointment-cancelled",
		[CALL_CONFIRMED] = "appointment-confirmed", [CALL_VOICEMAIL] = "voicemail",
		[CALL_WRONG_NUMBER] = "wrong-number" };
	size_t bytes = strnlen(text, BYTES_MAX);
	enum call_class class = CALL_OTHER;
	double p[CALL_CLASSES], not_booked;
	const struct place *at;
	struct features f;
	struct span clause;

	*out = (struct booking){ 0 };
	f = features_read(a, text, bytes, called_at, false);
	if (!ask(a, &f, p))
		return;
	not_booked = 1 - p[CALL_BOOKED] - p[CALL_UNCLEAR];
	for (enum call_class c = CALL_OTHER; c < CALL_CLASSES; c++)
		class = p[c] > p[class] ? c : class;
	if (p[CALL_BOOKED] > p[CALL_UNCLEAR] && p[CALL_BOOKED] > not_booked)
		class = CALL_BOOKED;
	else if (not_booked <= 0.5)
		class = CALL_UNCLEAR;
	at = places_of(a, &f, class);
	clause = clause_of(&f, at);
	out->evidence = words_copy(a, &f, clause.from, clause.to);
	if (class == CALL_BOOKED && p[CALL_BOOKED] >= SURE) {
		out->verdict = BOOKING_BOOKED;
		out->confidence = p[CALL_BOOKED];
		out->outcome = "appointment-booked";
	} else if (class >= CALL_OTHER) {
		out->verdict = BOOKING_NOT_BOOKED;
		out->confidence = not_booked;
		out->outcome = outcomes[class];
	} else {
		out->confidence = class == CALL_UNCLEAR ? p[CALL_UNCLEAR] : 1 - p[CALL_BOOKED];
	}
	/* In hundredths, and never certain. */
	out->confidence = floor(fmin(out->confidence, 0.99) * 100) / 100;
	if (class == CALL_BOOKED || class == CALL_RESCHEDULED || class == CALL_CONFIRMED)
		time_put(a, &f, at, clause, class == CALL_RESCHEDULED, called_at, out);
}

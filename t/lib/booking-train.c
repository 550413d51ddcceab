/*
 * Learns the booking detector's model from labelled summaries (t/booking/evaluate says what the
 * labels mean), through the very features that the detector asks for.
 *
 *	booking-train model FILE...	prints the model: lib/desk/booking_model.txt
 *	booking-train tokens FILE...	prints what t/booking/learn learns from, a text a line: its
 *					file, group, class, words, and its tokens: text, class, topic
 *	booking-train answers FILE...	prints what a model that did not learn from a text's group
 *					says of it: the probabilities of the classes
 *
 * The files are dealt into groups, a writer's texts into one (but those of cases.tsv into all, since
 * its writer is also that of the test half). Of cases.tsv only the tuning half is ever read. The
 * texts of t/booking/more are further ones, odder than what the detector will be asked: they are in
 * no group (-1) and come first, so that what is learned from the others has the last word.
 *
 * The model is a softmax over the classes of calls, of the sum of the weights of a text's features,
 * divided by the root of their number. It is the mean of two that learn by stochastic gradient
 * descent, in an order that is always the same: one plainly, one with steps that shrink for each
 * weight as it moves (Adagrad), which gives rare features their due. The first is the better judge
 * of what is all but certain, the second of what is not, and the mean beats both. Then the weakest
 * features are dropped, and what is left learns again.
 */
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/text.h"
#include "desk/booking_features.h"
#include "desk/booking_model.h"

enum { LINE_BYTES = 128 * 1024, FILES_MAX = 96, GROUPS = 5, NO_GROUP = -1, NONE = GROUPS,
	SEEN_MIN = 2,			/* texts that a feature must be found in */
	FURTHER_PASSES = 5, PASSES = 20, FEATURES = 200000 };

static const size_t ARENA_BYTES = (size_t)8 << 30;	/* at most */

static const double STEPS = 26;		/* of a weight, see letter_of */

/* Chosen by `t/booking/learn check`, GENTLER by t/booking/alike.tsv; it answers much the same with
 * the half or the double of them. */
static const double PLAIN_RATE = 9, DECAY = 0.02, ADAPTIVE_RATE = 0.2, SLOWER = 0.2,
	BIAS_RATE = 0.02, GENTLER = 0.5;	/* the steps after the further texts */

static const struct civil called_at = { 2026, 11, 18, 10, 5, 0, 3 };

/* The classes' labels. */
static const struct { const char *verdict, *outcome; } classes[CALL_CLASSES] = {
	[CALL_BOOKED] = { "booked", "appointment-booked" },
	[CALL_UNCLEAR] = { "unclear", "-" },
	[CALL_OTHER] = { "not-booked", "-" },
	[CALL_RESCHEDULED] = { "not-booked", "appointment-rescheduled" },
	[CALL_CANCELLED] = { "not-booked", "appointment-cancelled" },
	[CALL_CONFIRMED] = { "not-booked", "appointment-confirmed" },
	[CALL_VOICEMAIL] = { "not-booked", "voicemail" },
	[CALL_WRONG_NUMBER] = { "not-booked", "wrong-number" },
};

struct example {
	int group;			/* what is left out together; NO_GROUP: a further text */
	size_t file;
	enum call_class class;
	size_t *at;			/* its features, by their number in the vocabulary */
	size_t count;
	const char *text;
};

struct vocabulary {
	struct name { uint32_t hash; const char *name; } *at;
	size_t count, capacity;
	size_t *slots, slot_count;
};

struct set {
	struct arena *arena;
	struct example *at;
	size_t count, capacity;
	struct vocabulary words;
	const char *files[FILES_MAX];
	size_t file_count;
};

struct model {
	double (*weights)[CALL_CLASSES];	/* by the features' numbers */
	double bias[CALL_CLASSES];
	bool *kept;
};

static enum call_class
class_of(const char *verdict, const char *outcome)
{
	enum call_class c = 0;

	while (c < CALL_CLASSES && !(text_same(verdict, classes[c].verdict) &&
	    text_same(outcome, classes[c].outcome)))
		c++;
	return c;
}

/* --- reading the texts ------------------------------------------------------------------------ */

static void *
grown(struct arena *a, void *old, size_t count, size_t *capacity, size_t size)
{
	size_t more = *capacity ? 2 * *capacity : 4096;
	void *copy = arena_array(a, more, size);

	if (count)
		memcpy(copy, old, count * size);
	*capacity = more;
	return copy;
}

static size_t
vocabulary_find(struct set *s, uint32_t hash, const char *name)
{
	struct vocabulary *v = &s->words;
	size_t i;

	if (2 * v->count >= v->slot_count) {
		v->slot_count = v->slot_count ? 2 * v->slot_count : 1 << 16;
		v->slots = arena_array(s->arena, v->slot_count, sizeof *v->slots);
		for (size_t n = 0; n < v->count; n++) {
			for (i = v->at[n].hash % v->slot_count; v->slots[i]; )
				i = (i + 1) % v->slot_count;
			v->slots[i] = n + 1;
		}
	}
	for (i = hash % v->slot_count; v->slots[i]; i = (i + 1) % v->slot_count)
		if (v->at[v->slots[i] - 1].hash == hash)
			return v->slots[i] - 1;
	if (v->count == v->capacity)
		v->at = grown(s->arena, v->at, v->count, &v->capacity, sizeof *v->at);
	v->at[v->count] = (struct name){ hash, arena_string(s->arena, name) };
	v->slots[i] = v->count + 1;
	return v->count++;
}

static bool
is_of_test_half(const char *text)
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	(void)crypto_hash_sha256(hash, (const unsigned char *)text, strlen(text));
	return hash[0] & 1;
}

static void
example_add(struct set *s, struct arena *scratch, char *line, size_t file, bool halved)
{
	char *field[4] = { line };
	struct example e = { .file = file };
	struct features f;

	for (size_t i = 1; i < 4; i++) {
		field[i] = field[i - 1] + strcspn(field[i - 1], "\t");
		if (!*field[i])
			return;
		*field[i]++ = '\0';
	}
	e.class = class_of(field[0], field[1]);
	if (e.class == CALL_CLASSES || (halved && is_of_test_half(field[3])))
		return;
	e.text = arena_string(s->arena, field[3]);
	f = features_read(scratch, field[3], strlen(field[3]), &called_at, true);
	e.at = arena_array(s->arena, f.count, sizeof *e.at);
	for (size_t i = 0; i < f.count; i++) {
		if (i > 0 && f.at[i].hash == f.at[i - 1].hash)
			continue;
		e.at[e.count++] = vocabulary_find(s, f.at[i].hash, f.at[i].name);
	}
	if (s->count == s->capacity)
		s->at = grown(s->arena, s->at, s->count, &s->capacity, sizeof *s->at);
	s->at[s->count++] = e;
}

static void
set_read(struct set *s, char **files, int count)
{
	static char line[LINE_BYTES];
	struct arena *scratch = arena_new(256 << 20);

	for (int i = 0; i < count && s->file_count < FILES_MAX; i++) {
		FILE *in = fopen(files[i], "r");
		bool halved = strstr(files[i], "cases") != NULL;
		bool further = strstr(files[i], "/more/") != NULL;
		size_t from = s->count;

		if (!in) {
			(void)fprintf(stderr, "booking-train: %s cannot be read\n", files[i]);
			exit(1);
		}
		while (fgets(line, sizeof line, in)) {
			line[strcspn(line, "\n")] = '\0';
			example_add(s, scratch, line, s->file_count, halved);
			arena_reset(scratch);
		}
		(void)fclose(in);
		for (size_t n = from; n < s->count; n++)
			s->at[n].group = further ? NO_GROUP :
			    (int)((halved ? n : s->file_count) % GROUPS);
		s->files[s->file_count++] = files[i];
	}
	arena_free(scratch);
}

/* --- learning --------------------------------------------------------------------------------- */

/* Fills p with the probability of each class; *scale is what the sum of weights was multiplied by. */
static void
probabilities(const struct model *m, const struct example *e, double *p, double *scale)
{
	size_t known = 0;
	double top = -INFINITY, sum = 0;

	memset(p, 0, CALL_CLASSES * sizeof *p);
	for (size_t i = 0; i < e->count; i++) {
		if (!m->kept[e->at[i]])
			continue;
		known++;
		for (size_t c = 0; c < CALL_CLASSES; c++)
			p[c] += m->weights[e->at[i]][c];
	}
	*scale = known ? 1 / sqrt((double)known) : 0;
	for (size_t c = 0; c < CALL_CLASSES; c++) {
		p[c] = p[c] * *scale + m->bias[c];
		top = fmax(top, p[c]);
	}
	for (size_t c = 0; c < CALL_CLASSES; c++)
		sum += p[c] = exp(p[c] - top);
	for (size_t c = 0; c < CALL_CLASSES; c++)
		p[c] /= sum;
}

static uint64_t
random_next(uint64_t *state)
{
	*state = *state * 6364136223846793005U + 1442695040888963407U;
	return *state >> 33;
}

/* One text moves the weights. squares: of the steps so far, or NULL to move plainly. */
static void
learn_from(struct model *m, const struct example *e, double rate, double (*squares)[CALL_CLASSES])
{
	double p[CALL_CLASSES], slope[CALL_CLASSES], scale, spread = SPREAD_PERCENT / 100.0;

	probabilities(m, e, p, &scale);
	for (size_t c = 0; c < CALL_CLASSES; c++) {
		slope[c] = p[c] - spread / CALL_CLASSES;
		slope[c] -= c == (size_t)e->class ? 1 - spread : 0;
		m->bias[c] -= BIAS_RATE * rate * slope[c];
		slope[c] *= scale;
	}
	for (size_t n = 0; n < e->count; n++) {
		double *w = m->weights[e->at[n]];
		double *square = squares ? squares[e->at[n]] : NULL;

		for (size_t c = 0; !square && c < CALL_CLASSES; c++)
			w[c] -= rate * slope[c];
		for (size_t c = 0; square && c < CALL_CLASSES; c++) {
			square[c] += slope[c] * slope[c];
			w[c] -= square[c] > 0 ? rate * slope[c] / sqrt(square[c]) : 0;
		}
	}
}

/* One pass over the texts, in a new order. */
static void
pass_over(struct model *m, const struct set *s, size_t *order, size_t count, uint64_t *state,
    double rate, double (*squares)[CALL_CLASSES])
{
	for (size_t i = count; i > 1; i--) {
		size_t k = (size_t)(random_next(state) % i), swap = order[i - 1];

		order[i - 1] = order[k];
		order[k] = swap;
	}
	for (size_t i = 0; i < count; i++)
		learn_from(m, &s->at[order[i]], rate, squares);
}

/* Texts to learn from, by their numbers: the further ones come first. */
struct lesson { const size_t *at; size_t count, further; };

/* Adds half of what is learned, the mean over the later passes, to *into. */
static void
fit(struct model *into, const struct set *s, const struct lesson *l, bool adaptive)
{
	struct arena *a = arena_new(ARENA_BYTES);
	size_t features = s->words.count, averaged = PASSES - PASSES / 2;
	struct model m = { .kept = into->kept };
	double (*squares)[CALL_CLASSES] = NULL, rate = adaptive ? ADAPTIVE_RATE : PLAIN_RATE;
	size_t *order = arena_array(a, l->count, sizeof *order);
	uint64_t state = 1;

	m.weights = arena_array(a, features, sizeof *m.weights);
	if (adaptive)
		squares = arena_array(a, features, sizeof *squares);
	memcpy(order, l->at, l->count * sizeof *order);
	for (int n = l->further ? 0 : FURTHER_PASSES; n < FURTHER_PASSES + PASSES; n++) {
		bool further = n < FURTHER_PASSES;
		int pass = further ? n : n - FURTHER_PASSES;
		double slower = 1 / (1 + SLOWER * pass);
		double shrink = adaptive ? 1 : 1 - DECAY * slower;
		double part = !further && pass >= PASSES / 2 ? 0.5 / (double)averaged : 0;

		if (further)
			pass_over(&m, s, order, l->further, &state, rate * slower, squares);
		else
			pass_over(&m, s, order + l->further, l->count - l->further, &state,
			    rate * slower * (l->further ? GENTLER : 1), squares);
		for (size_t i = 0; i < features; i++)
			for (size_t c = 0; c < CALL_CLASSES; c++) {
				m.weights[i][c] *= shrink;
				into->weights[i][c] += part * m.weights[i][c];
			}
		for (size_t c = 0; c < CALL_CLASSES; c++)
			into->bias[c] += part * m.bias[c];
	}
	arena_free(a);
}

static void
fit_both(struct model *m, const struct set *s, const struct lesson *l)
{
	memset(m->weights, 0, s->words.count * sizeof *m->weights);
	memset(m->bias, 0, sizeof m->bias);
	fit(m, s, l, false);
	fit(m, s, l, true);
}

static int
compare_down(const void *one, const void *other)
{
	double a = *(const double *)one, b = *(const double *)other;

	return a > b ? -1 : a < b;
}

/* Keeps the features that tell the classes best apart. seen: in how many texts that are no further
 * ones. */
static void
model_prune(struct arena *a, struct model *m, const struct set *s, const size_t *seen)
{
	double *strength = arena_array(a, s->words.count, sizeof *strength);
	double *sorted = arena_array(a, s->words.count, sizeof *sorted);

	for (size_t i = 0; i < s->words.count; i++) {
		const double *w = m->weights[i];
		double mean = 0;

		for (size_t c = 0; c < CALL_CLASSES; c++)
			mean += w[c] / CALL_CLASSES;
		for (size_t c = 0; c < CALL_CLASSES; c++)
			strength[i] += (w[c] - mean) * (w[c] - mean);
		strength[i] *= m->kept[i] ? (double)seen[i] : 0;
	}
	memcpy(sorted, strength, s->words.count * sizeof *sorted);
	qsort(sorted, s->words.count, sizeof *sorted, compare_down);
	if (FEATURES < s->words.count)
		for (size_t i = 0; i < s->words.count; i++)
			m->kept[i] &= strength[i] > sorted[FEATURES];
}

/* How often each feature is found in the texts. */
static size_t *
seen_in(struct arena *a, const struct set *s, const size_t *at, size_t count)
{
	size_t *seen = arena_array(a, s->words.count, sizeof *seen);

	for (size_t i = 0; i < count; i++)
		for (size_t n = 0; n < s->at[at[i]].count; n++)
			seen[s->at[at[i]].at[n]]++;
	return seen;
}

/* A model that learned from all texts but those of one group, or of NONE. */
static struct model
learn(struct arena *a, const struct set *s, int without)
{
	struct model m = { 0 };
	struct lesson l = { 0 };
	size_t *at = arena_array(a, s->count, sizeof *at);
	const size_t *seen;

	m.weights = arena_array(a, s->words.count, sizeof *m.weights);
	m.kept = arena_array(a, s->words.count, sizeof *m.kept);
	for (size_t i = 0; i < s->count; i++)
		if (s->at[i].group == NO_GROUP)
			at[l.further++] = i;
	l.count = l.further;
	for (size_t i = 0; i < s->count; i++)
		if (s->at[i].group != NO_GROUP && s->at[i].group != without)
			at[l.count++] = i;
	l.at = at;
	seen = seen_in(a, s, at, l.count);
	for (size_t i = 0; i < s->words.count; i++)
		m.kept[i] = seen[i] >= SEEN_MIN;
	fit_both(&m, s, &l);
	model_prune(a, &m, s, seen_in(a, s, at + l.further, l.count - l.further));
	fit_both(&m, s, &l);
	return m;
}

/* --- what the nets learn from ------------------------------------------------------------------ */

static void
tokens_print(struct set *s)
{
	struct arena *a = arena_new(256 << 20);

	for (size_t i = 0; i < s->count; i++) {
		const struct example *e = &s->at[i];
		struct features f = features_read(a, e->text, strlen(e->text), &called_at, false);

		(void)printf("%s\t%d\t%d\t%s", s->files[e->file], e->group, (int)e->class,
		    e->text);
		for (size_t n = 0; n < f.tokens.count; n++) {
			const struct token *t = &f.tokens.at[n];

			(void)printf("\t%s %s %s", t->text, t->class ? t->class : "-",
			    t->topic ? t->topic : "-");
		}
		(void)printf("\n");
		arena_reset(a);
	}
	arena_free(a);
}

/* --- what it says of what it did not learn from --------------------------------------------------- */

/* Prints the probabilities of the classes for each text, by a model that learned nothing from the
 * text's group; of those in no group, which every model learns from, nothing but noughts. */
static void
answers_print(struct set *s)
{
	double (*said)[CALL_CLASSES] = arena_array(s->arena, s->count, sizeof *said), scale;

	for (int g = 0; g < GROUPS; g++) {
		struct arena *a = arena_new(ARENA_BYTES);
		struct model m = learn(a, s, g);

		for (size_t i = 0; i < s->count; i++)
			if (s->at[i].group == g)
				probabilities(&m, &s->at[i], said[i], &scale);
		arena_free(a);
	}
	for (size_t i = 0; i < s->count; i++)
		for (size_t c = 0; c < CALL_CLASSES; c++)
			(void)printf("%.4f%c", probability_unspread(said[i][c]),
			    c + 1 < CALL_CLASSES ? '\t' : '\n');
}

/* --- the model as text -------------------------------------------------------------------------- */

static const struct set *sorted_set;

static int
compare_names(const void *one, const void *other)
{
	return strcmp(sorted_set->words.at[*(const size_t *)one].name,
	    sorted_set->words.at[*(const size_t *)other].name);
}

/* A weight as a letter: A to Z, 1 to 26 steps; a to z, less than nothing; a dot for none. */
static char
letter_of(double steps)
{
	int n = (int)fmin(STEPS, fmax(-STEPS, round(steps)));

	return (char)(n > 0 ? 'A' + n - 1 : n < 0 ? 'a' - n - 1 : '.');
}

static void
model_print(const struct set *s, const struct model *m)
{
	size_t *order = arena_array(s->arena, s->words.count, sizeof *order), count = 0;
	double squares = 0, step;

	for (size_t i = 0; i < s->words.count; i++)
		if (m->kept[i]) {
			order[count++] = i;
			for (size_t c = 0; c < CALL_CLASSES; c++)
				squares += m->weights[i][c] * m->weights[i][c];
		}
	/* Few weights are greater than six times their usual size. */
	step = 6 * sqrt(squares / (double)(count * CALL_CLASSES + 1)) / STEPS;
	sorted_set = s;
	qsort(order, count, sizeof *order, compare_names);
	(void)printf("%.6f", step);
	for (size_t c = 0; c < CALL_CLASSES; c++)
		(void)printf(" %.4f", m->bias[c]);
	(void)printf("\n");
	for (size_t i = 0; i < count; i++) {
		for (size_t c = 0; c < CALL_CLASSES; c++)
			(void)printf("%c", letter_of(m->weights[order[i]][c] / step));
		(void)printf("\t%s\n", s->words.at[order[i]].name);
	}
}

int
main(int argc, char **argv)
{
	struct set s = { .arena = arena_new(ARENA_BYTES) };
	const char *command = argc > 2 ? argv[1] : "";

	set_read(&s, argv + 2, argc - 2);
	if (text_same(command, "tokens")) {
		tokens_print(&s);
	} else if (text_same(command, "answers")) {
		answers_print(&s);
	} else if (text_same(command, "model")) {
		struct model m = learn(s.arena, &s, NONE);

		model_print(&s, &m);
	} else {
		(void)fprintf(stderr, "usage: booking-train model | tokens | answers FILE...\n");
		return 2;
	}
	arena_free(s.arena);
	return 0;
}

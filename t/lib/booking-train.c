/*
 * Learns the booking detector's model from labelled summaries (t/booking/evaluate says what the
 * labels mean), through the very features that the detector asks for.
 *
 *	booking-train model FILE...	prints the model: lib/desk/booking_model.txt
 *	booking-train check FILE...	how well does it read what it did not learn from?
 *	booking-train doubts FILE...	which labels does it find improbable?
 *
 * `check` learns from all files but one and reads that one, each in its turn (cases.tsv in four
 * parts, since its writer is also that of the test half), and prints what comes out under different
 * thresholds for "booked". Of cases.tsv only the tuning half is ever read.
 *
 * A model is a softmax over classes, of the sum of the weights of a text's features, divided by the
 * root of their number. There are two: one for the verdict, and one for what a call that booked
 * nothing came to. Learned by averaged stochastic gradient descent in an order that is always the
 * same; then the weakest features are dropped, and what is left learns again.
 */
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/text.h"
#include "desk/booking_features.h"
#include "desk/booking_model.h"

enum { LINE_BYTES = 128 * 1024, FILES_MAX = 64, PARTS = 4, CLASSES_MAX = OUTCOMES,
	SEEN_MIN = 2,			/* texts that a feature must be found in */
	PASSES = 30, VERDICT_FEATURES = 16000, OUTCOME_FEATURES = 2500 };

/* Chosen by `check`; it answers much the same with the half or the double of them. */
static const double RATE = 6, DECAY = 0.02, SLOWER = 0.2, BIAS_RATE = 0.02;

static const double DOUBT = 0.1;


static const char *const verdicts[] = { "booked", "not-booked", "unclear" };
static const char *const outcomes[] = { "-", "appointment-rescheduled", "appointment-cancelled",
	"appointment-confirmed", "voicemail", "wrong-number" };

struct example {
	size_t group;			/* what is left out together */
	size_t file;
	int verdict, outcome;		/* outcome -1: not one of a call that booked nothing */
	size_t *at;			/* its features, by their number in the vocabulary */
	size_t count;
	const char *text;
};

struct vocabulary {
	struct name { uint32_t hash; const char *name; size_t seen; } *at;
	size_t count, capacity;
	size_t *slots, slot_count;
};

struct set {
	struct arena *arena;
	struct example *at;
	size_t count, capacity;
	struct vocabulary words;
	const char *files[FILES_MAX];
	size_t file_count, group_count;
};

struct model {
	size_t classes;
	double *weights;		/* [feature][class] */
	double bias[CLASSES_MAX];
	bool *kept;
};

static size_t
index_of(const char *text, const char *const *among, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_same(text, among[i]))
			return i;
	return SIZE_MAX;
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
	v->at[v->count] = (struct name){ hash, arena_string(s->arena, name), 0 };
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
	static const struct civil called_at = { 2026, 11, 18, 10, 5, 0, 3 };
	char *field[4] = { line };
	struct example e = { .file = file };
	struct features f;
	size_t verdict, outcome, language, seen = SIZE_MAX;

	for (size_t i = 1; i < 4; i++) {
		field[i] = field[i - 1] + strcspn(field[i - 1], "\t");
		if (!*field[i])
			return;
		*field[i]++ = '\0';
	}
	language = index_of(field[2], (const char *const[]){ "en", "es" }, 2);
	verdict = index_of(field[0], verdicts, sizeof verdicts / sizeof verdicts[0]);
	if (language == SIZE_MAX || verdict == SIZE_MAX || (halved && is_of_test_half(field[3])))
		return;
	outcome = index_of(field[1], outcomes, sizeof outcomes / sizeof outcomes[0]);
	e.verdict = (int)verdict;
	e.outcome = verdict == 1 && outcome != SIZE_MAX ? (int)outcome : -1;
	e.text = arena_string(s->arena, field[3]);
	f = features_read(scratch, field[3], strlen(field[3]), &called_at, true);
	e.at = arena_array(s->arena, f.count, sizeof *e.at);
	for (size_t i = 0; i < f.count; i++) {
		if (i > 0 && f.at[i].hash == f.at[i - 1].hash)
			continue;
		seen = vocabulary_find(s, f.at[i].hash, f.at[i].name);
		s->words.at[seen].seen++;
		e.at[e.count++] = seen;
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
			s->at[n].group = s->group_count + (halved ? n % PARTS : 0);
		s->group_count += halved ? PARTS : 1;
		s->files[s->file_count++] = files[i];
	}
	arena_free(scratch);
}

/* --- learning --------------------------------------------------------------------------------- */

static void
probabilities(const struct model *m, const struct example *e, double *p, double *scale)
{
	size_t known = 0;
	double top = -INFINITY, sum = 0, score[CLASSES_MAX] = { 0 };

	for (size_t i = 0; i < e->count; i++) {
		if (!m->kept[e->at[i]])
			continue;
		known++;
		for (size_t c = 0; c < m->classes; c++)
			score[c] += m->weights[e->at[i] * m->classes + c];
	}
	*scale = known ? 1 / sqrt((double)known) : 0;
	for (size_t c = 0; c < m->classes; c++) {
		score[c] = score[c] * *scale + m->bias[c];
		top = score[c] > top ? score[c] : top;
	}
	for (size_t c = 0; c < m->classes; c++)
		sum += p[c] = exp(score[c] - top);
	for (size_t c = 0; c < m->classes; c++)
		p[c] /= sum;
}

/* -1: the model does not learn from it. */
static int
label_of(const struct model *m, const struct example *e)
{
	return m->classes == VERDICTS ? e->verdict : e->outcome;
}

static uint64_t
random_next(uint64_t *state)
{
	*state = *state * 6364136223846793005U + 1442695040888963407U;
	return *state >> 33;
}

static void
model_fit(struct arena *a, struct model *m, const struct set *s, const size_t *order,
    size_t count)
{
	size_t features = s->words.count * m->classes;
	double *sums = arena_array(a, features, sizeof *sums), *w = m->weights;
	size_t *shuffled = arena_array(a, count, sizeof *shuffled);
	double bias_sums[CLASSES_MAX] = { 0 };
	uint64_t state = 1;
	int averaged = 0;

	memset(w, 0, features * sizeof *w);
	memset(m->bias, 0, sizeof m->bias);
	memcpy(shuffled, order, count * sizeof *shuffled);
	for (int pass = 0; pass < PASSES; pass++) {
		double rate = RATE / (1 + SLOWER * pass);

		for (size_t i = count; i > 1; i--) {
			size_t k = (size_t)(random_next(&state) % i), swap = shuffled[i - 1];

			shuffled[i - 1] = shuffled[k];
			shuffled[k] = swap;
		}
		for (size_t i = 0; i < count; i++) {
			const struct example *e = &s->at[shuffled[i]];
			double p[CLASSES_MAX], scale;

			probabilities(m, e, p, &scale);
			for (size_t c = 0; c < m->classes; c++) {
				double g = rate * (p[c] - ((int)c == label_of(m, e)));

				m->bias[c] -= BIAS_RATE * g;
				for (size_t n = 0; n < e->count; n++)
					w[e->at[n] * m->classes + c] -= g * scale;
			}
		}
		for (size_t n = 0; n < features; n++)
			w[n] *= 1 - DECAY * rate / RATE;
		if (2 * pass < PASSES)
			continue;
		averaged++;
		for (size_t n = 0; n < features; n++)
			sums[n] += w[n];
		for (size_t c = 0; c < m->classes; c++)
			bias_sums[c] += m->bias[c];
	}
	for (size_t n = 0; n < features; n++)
		w[n] = sums[n] / averaged;
	for (size_t c = 0; c < m->classes; c++)
		m->bias[c] = bias_sums[c] / averaged;
}

static int
compare_down(const void *one, const void *other)
{
	double a = *(const double *)one, b = *(const double *)other;

	return a > b ? -1 : a < b;
}

/* Keeps the features that tell the classes best apart. */
static void
model_prune(struct arena *a, struct model *m, const struct set *s, size_t keep)
{
	double *strength = arena_array(a, s->words.count, sizeof *strength);
	double *sorted = arena_array(a, s->words.count, sizeof *sorted);

	for (size_t i = 0; i < s->words.count; i++) {
		const double *w = &m->weights[i * m->classes];
		double mean = 0;

		for (size_t c = 0; c < m->classes; c++)
			mean += w[c] / (double)m->classes;
		for (size_t c = 0; c < m->classes; c++)
			strength[i] += (w[c] - mean) * (w[c] - mean);
		strength[i] *= m->kept[i] ? (double)s->words.at[i].seen : 0;
	}
	memcpy(sorted, strength, s->words.count * sizeof *sorted);
	qsort(sorted, s->words.count, sizeof *sorted, compare_down);
	if (keep < s->words.count)
		for (size_t i = 0; i < s->words.count; i++)
			m->kept[i] &= strength[i] > sorted[keep];
}

static struct model
learn(struct arena *a, const struct set *s, size_t classes, size_t without, size_t keep)
{
	struct model m = { .classes = classes };
	size_t *order = arena_array(a, s->count, sizeof *order), count = 0;
	size_t *seen = arena_array(a, s->words.count, sizeof *seen);

	m.weights = arena_array(a, s->words.count * classes, sizeof *m.weights);
	m.kept = arena_array(a, s->words.count, sizeof *m.kept);
	for (size_t i = 0; i < s->count; i++)
		if (s->at[i].group != without && label_of(&m, &s->at[i]) >= 0) {
			order[count++] = i;
			for (size_t n = 0; n < s->at[i].count; n++)
				seen[s->at[i].at[n]]++;
		}
	for (size_t i = 0; i < s->words.count; i++)
		m.kept[i] = seen[i] >= SEEN_MIN;
	model_fit(a, &m, s, order, count);
	if (keep) {
		model_prune(a, &m, s, keep);
		model_fit(a, &m, s, order, count);
	}
	return m;
}

/* --- how well does it read? -------------------------------------------------------------------- */

struct answer { double verdict[VERDICTS]; bool outcome_right; };

/* What a model says of each text that learned nothing from its file. */
static struct answer *
answers(struct set *s)
{
	struct answer *said = arena_array(s->arena, s->count, sizeof *said);

	for (size_t g = 0; g < s->group_count; g++) {
		struct arena *a = arena_new((size_t)2 << 30);
		struct model verdict = learn(a, s, VERDICTS, g, VERDICT_FEATURES);
		struct model outcome = learn(a, s, OUTCOMES, g, OUTCOME_FEATURES);

		for (size_t i = 0; i < s->count; i++) {
			double p[CLASSES_MAX], scale;
			int best = 0;

			if (s->at[i].group != g)
				continue;
			probabilities(&verdict, &s->at[i], said[i].verdict, &scale);
			probabilities(&outcome, &s->at[i], p, &scale);
			for (int c = 1; c < OUTCOMES; c++)
				best = p[c] > p[best] ? c : best;
			said[i].outcome_right = best == s->at[i].outcome;
		}
		arena_free(a);
	}
	return said;
}

static double
percent(size_t part, size_t all)
{
	return all ? 100 * (double)part / (double)all : 0;
}

/* How often the texts of a file (SIZE_MAX: of all) are read right, if "booked" must be as probable
 * as `sure`. */
static void
score_print(const struct set *s, const struct answer *said, size_t file, double sure)
{
	size_t count = 0, right = 0, others = 0, false_booked = 0, found = 0;

	for (size_t i = 0; i < s->count; i++) {
		const double *p = said[i].verdict;
		int verdict = p[VERDICT_NOT_BOOKED] >= p[VERDICT_UNCLEAR] ? VERDICT_NOT_BOOKED :
		    VERDICT_UNCLEAR;

		if (file != SIZE_MAX && s->at[i].file != file)
			continue;
		if (p[VERDICT_BOOKED] > p[verdict])
			verdict = p[VERDICT_BOOKED] >= sure ? VERDICT_BOOKED : VERDICT_UNCLEAR;
		count++;
		right += verdict == s->at[i].verdict;
		others += s->at[i].verdict != VERDICT_BOOKED;
		if (verdict != VERDICT_BOOKED)
			continue;
		found += s->at[i].verdict == VERDICT_BOOKED;
		false_booked += s->at[i].verdict != VERDICT_BOOKED;
	}
	(void)printf("%-38s %5zu texts, right %5.2f %%, false booked %5.2f %%, found %5.2f %%\n",
	    file == SIZE_MAX ? "all" : s->files[file], count, percent(right, count),
	    percent(false_booked, others), percent(found, count - others));
}

static void
check(struct set *s)
{
	static const double sure[] = { 0, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99 };
	const struct answer *said = answers(s);
	size_t right = 0, all = 0;

	for (size_t t = 0; t < sizeof sure / sizeof sure[0]; t++) {
		(void)printf("\nbooked from a probability of %.2f on\n", sure[t]);
		for (size_t f = 0; f < s->file_count; f++)
			score_print(s, said, f, sure[t]);
		score_print(s, said, SIZE_MAX, sure[t]);
	}
	for (size_t i = 0; i < s->count; i++)
		if (s->at[i].outcome >= 0) {
			all++;
			right += said[i].outcome_right;
		}
	(void)printf("\noutcomes of what was not booked: %.2f %% right\n", percent(right, all));
}

/* Texts whose label is improbable: the label may be wrong. */
static void
doubts(struct set *s)
{
	const struct answer *said = answers(s);

	for (size_t i = 0; i < s->count; i++) {
		const struct example *e = &s->at[i];
		const double *p = said[i].verdict;

		if (p[e->verdict] < DOUBT)
			(void)printf("%s: %s, rather %.2f %.2f %.2f\n  %s\n", s->files[e->file],
			    verdicts[e->verdict], p[0], p[1], p[2], e->text);
	}
}

/* --- the model as text -------------------------------------------------------------------------- */

static const struct set *sorted_set;

static int
compare_names(const void *one, const void *other)
{
	return strcmp(sorted_set->words.at[*(const size_t *)one].name,
	    sorted_set->words.at[*(const size_t *)other].name);
}

static void
model_print(const struct set *s, const struct model *m, const char *table)
{
	size_t *order = arena_array(s->arena, s->words.count, sizeof *order), count = 0;
	double most = 0;

	for (size_t i = 0; i < s->words.count; i++)
		if (m->kept[i]) {
			order[count++] = i;
			for (size_t c = 0; c < m->classes; c++)
				most = fmax(most, fabs(m->weights[i * m->classes + c]));
		}
	sorted_set = s;
	qsort(order, count, sizeof *order, compare_names);
	(void)printf("%s %.6f", table, most / 127);
	for (size_t c = 0; c < m->classes; c++)
		(void)printf(" %.4f", m->bias[c]);
	(void)printf("\n");
	for (size_t i = 0; i < count; i++) {
		for (size_t c = 0; c < m->classes; c++)
			(void)printf("%s%.0f", c ? " " : "",
			    127 * m->weights[order[i] * m->classes + c] / most);
		(void)printf("\t%s\n", s->words.at[order[i]].name);
	}
}

int
main(int argc, char **argv)
{
	struct set s = { .arena = arena_new((size_t)4 << 30) };
	const char *command = argc > 2 ? argv[1] : "";

	set_read(&s, argv + 2, argc - 2);
	if (text_same(command, "check")) {
		check(&s);
	} else if (text_same(command, "doubts")) {
		doubts(&s);
	} else if (text_same(command, "model")) {
		struct model m = learn(s.arena, &s, VERDICTS, SIZE_MAX, VERDICT_FEATURES);

		model_print(&s, &m, "booking_verdicts");
		m = learn(s.arena, &s, OUTCOMES, SIZE_MAX, OUTCOME_FEATURES);
		model_print(&s, &m, "booking_outcomes");
	} else {
		(void)fprintf(stderr, "usage: booking-train model | check | doubts FILE...\n");
		return 2;
	}
	arena_free(s.arena);
	return 0;
}

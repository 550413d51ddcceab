/* The nets. See booking_net.h. */
#include "desk/booking_net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "booking_net.bin is little-endian");

enum { TOKENS_MAX = 512, GRAM_MIN = 3, GRAM_MAX = 4, GRAMS_MAX = 24,
	TEXT_MAX = 128 };		/* bytes; more than GRAMS_MAX runs reach */
enum { FORTH, BACK, DIRECTIONS };
enum { IN, FORGET, CELL, OUT, GATES };		/* in the order of PyTorch */

/* booking_net.bin: the nets, one after the other. Each: these numbers, `behind` of how many nets come
 * after it; the hashes of the pieces,
 * ascending; then the layers in the order of struct net, each its scales, its biases and its weights,
 * padded to whole words. A reader is a layer, too: in are a place and its own last output, out are its
 * gates. */
struct header {
	uint32_t magic, behind, pieces, size, cells, heads, hidden;
};

static const uint32_t MAGIC = 0x33744e42;

/* out[i] = bias[i] + scale[i] * the sum of in[k] * weights[k][i] */
struct layer {
	size_t in, out;
	const float *scale, *bias;
	const int8_t *weights;
};

struct net {
	const struct header *header;
	const uint32_t *hashes;
	struct layer pieces, readers[DIRECTIONS], attention, hidden, out;
};

/* What is left to read of a file. */
struct rest {
	const unsigned char *at;
	size_t bytes;
};

/* What came before fits, too: so the products are no larger than can be counted. */
static bool
layer_take(struct rest *rest, size_t in, size_t out, struct layer *l)
{
	size_t numbers = 2 * out * sizeof(float), weights = (in * out + 3) / 4 * 4;

	if (numbers > rest->bytes || weights > rest->bytes - numbers)
		return false;
	*l = (struct layer){ .in = in, .out = out, .scale = (const void *)rest->at };
	l->bias = l->scale + out;
	l->weights = (const void *)(l->bias + out);
	rest->at += numbers + weights;
	rest->bytes -= numbers + weights;
	return true;
}

/* The next net. false: what is left is none, one that was cut short, or one for other classes. */
static bool
net_take(struct rest *rest, struct net *n)
{
	const struct header *h = (const void *)rest->at;
	size_t seen, bytes;

	if (rest->bytes < sizeof *h || h->magic != MAGIC)
		return false;
	bytes = sizeof *h + h->pieces * sizeof *n->hashes;
	if (rest->bytes < bytes)
		return false;
	*n = (struct net){ .header = h, .hashes = (const void *)(h + 1) };
	rest->at += bytes;
	rest->bytes -= bytes;
	seen = (size_t)h->cells * DIRECTIONS;
	if (!layer_take(rest, h->pieces, h->size, &n->pieces))
		return false;
	for (size_t d = FORTH; d < DIRECTIONS; d++)
		if (!layer_take(rest, (size_t)h->size + h->cells, (size_t)GATES * h->cells,
		    &n->readers[d]))
			return false;
	return layer_take(rest, seen, h->heads, &n->attention) &&
	    layer_take(rest, (h->heads + 1) * seen, h->hidden, &n->hidden) &&
	    layer_take(rest, h->hidden, CALL_CLASSES, &n->out);
}

bool
nets_are_whole(const unsigned char *data, size_t bytes)
{
	struct rest rest = { data, bytes };
	struct net n;
	uint32_t behind = 0;

	do {
		if (!net_take(&rest, &n) || (behind && n.header->behind != behind - 1))
			return false;
		behind = n.header->behind;
	} while (behind);
	return rest.bytes == 0;
}

static void
layer_apply(const struct layer *l, const float *in, float *out)
{
	for (size_t i = 0; i < l->out; i++)
		out[i] = 0;
	for (size_t k = 0; k < l->in; k++) {
		const int8_t *w = l->weights + k * l->out;

		if (in[k] == 0)
			continue;
		for (size_t i = 0; i < l->out; i++)
			out[i] += in[k] * (float)w[i];
	}
	for (size_t i = 0; i < l->out; i++)
		out[i] = out[i] * l->scale[i] + l->bias[i];
}

static void
rectify(float *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] = fmaxf(x[i], 0);
}

static void
softmax(float *x, size_t n, size_t stride)
{
	float top = -INFINITY, sum = 0;

	for (size_t i = 0; i < n; i++)
		top = fmaxf(top, x[i * stride]);
	for (size_t i = 0; i < n; i++)
		sum += x[i * stride] = expf(x[i * stride] - top);
	for (size_t i = 0; i < n; i++)
		x[i * stride] /= sum;
}

/* --- tokens as vectors -------------------------------------------------------------------------- */

static const int8_t *
piece_find(const struct net *n, char family, const char *name, size_t length)
{
	uint32_t hash = feature_hash(FEATURE_HASH, (const char[]){ family, ' ' }, 2);
	size_t low = 0, high = n->header->pieces;

	hash = feature_hash(hash, name, length);
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (n->hashes[middle] < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n->header->pieces && n->hashes[low] == hash ?
	    n->pieces.weights + low * n->pieces.out : NULL;
}

static void
piece_add(const struct net *n, float *to, const int8_t *piece, float share)
{
	for (size_t i = 0; piece && i < n->pieces.out; i++)
		to[i] += share * n->pieces.scale[i] * (float)piece[i];
}

static void
grams_add(const struct net *n, float *to, const char *text)
{
	const int8_t *found[GRAMS_MAX];
	char framed[TEXT_MAX + 2];
	size_t starts[TEXT_MAX + 3], letters = 0;	/* of letters, UTF-8; then the end */
	size_t length = strnlen(text, TEXT_MAX), tried = 0, count = 0;

	framed[0] = '<';
	memcpy(framed + 1, text, length);
	framed[length + 1] = '>';
	for (size_t i = 0; i < length + 2; i++)
		if (((unsigned char)framed[i] & 0xc0) != 0x80)
			starts[letters++] = i;
	starts[letters] = length + 2;
	for (size_t size = GRAM_MIN; size <= GRAM_MAX; size++)
		for (size_t i = 0; i + size <= letters && tried < GRAMS_MAX; i++, tried++) {
			const int8_t *piece = piece_find(n, 'g', framed + starts[i],
			    starts[i + size] - starts[i]);

			if (piece)
				found[count++] = piece;
		}
	for (size_t i = 0; i < count; i++)
		piece_add(n, to, found[i], 1 / (float)count);
}

static void
token_vector(const struct net *n, const struct token *t, float *to)
{
	piece_add(n, to, piece_find(n, 'w', t->text, strlen(t->text)), 1);
	if (t->class)
		piece_add(n, to, piece_find(n, 'k', t->class, strlen(t->class)), 1);
	if (t->topic)
		piece_add(n, to, piece_find(n, 'x', t->topic, strlen(t->topic)), 1);
	if (!strchr("#@,;:.?", *t->text))
		grams_add(n, to, t->text);
}

/* --- tokens in their context -------------------------------------------------------------------- */

static float
sigmoid(float x)
{
	return 1 / (1 + expf(-x));
}

/* A long short-term memory reads all places in one direction and writes what it makes of each beside
 * what the other direction does. */
static void
read_along(struct arena *a, const struct layer *l, size_t direction, const float *places,
    size_t count, float *seen)
{
	size_t cells = l->out / GATES, in = l->in - cells;
	float *input = arena_array(a, l->in, sizeof *input);	/* the place, and the last output */
	float *gates = arena_array(a, l->out, sizeof *gates);
	float *memory = arena_array(a, cells, sizeof *memory);

	for (size_t step = 0; step < count; step++) {
		size_t t = direction == BACK ? count - 1 - step : step;
		float *to = seen + (t * DIRECTIONS + direction) * cells;

		memcpy(input, places + t * in, in * sizeof *input);
		layer_apply(l, input, gates);
		for (size_t i = 0; i < cells; i++) {
			memory[i] = sigmoid(gates[FORGET * cells + i]) * memory[i] +
			    sigmoid(gates[IN * cells + i]) * tanhf(gates[CELL * cells + i]);
			to[i] = sigmoid(gates[OUT * cells + i]) * tanhf(memory[i]);
		}
		memcpy(input + in, to, cells * sizeof *to);
	}
}

/* --- the whole ---------------------------------------------------------------------------------- */

/* Several weighted means of what stands at all places, and the maximum. */
static float *
pool(struct arena *a, const struct net *n, const float *places, size_t count)
{
	size_t heads = n->attention.out, seen = n->attention.in;
	float *weights = arena_array(a, count * heads, sizeof *weights);
	float *pooled = arena_array(a, (heads + 1) * seen, sizeof *pooled);
	float *most = pooled + heads * seen;

	for (size_t t = 0; t < count; t++)
		layer_apply(&n->attention, places + t * seen, weights + t * heads);
	for (size_t h = 0; h < heads; h++)
		softmax(weights + h, count, heads);
	for (size_t t = 0; t < count; t++)
		for (size_t i = 0; i < seen; i++) {
			for (size_t h = 0; h < heads; h++)
				pooled[h * seen + i] += weights[t * heads + h] * places[t * seen + i];
			if (t == 0 || most[i] < places[t * seen + i])
				most[i] = places[t * seen + i];
		}
	return pooled;
}

/* Adds to p what this net says. */
static void
net_ask(struct arena *a, const struct net *n, const struct tokens *tokens, double p[CALL_CLASSES])
{
	const struct header *h = n->header;
	size_t count = tokens->count < TOKENS_MAX ? tokens->count : TOKENS_MAX;
	const struct token *first = tokens->at + (tokens->count - count);
	float *vectors = arena_array(a, count * h->size, sizeof *vectors);
	float *places = arena_array(a, count * DIRECTIONS * h->cells, sizeof *places);
	float *hidden = arena_array(a, h->hidden, sizeof *hidden), *pooled, out[CALL_CLASSES];

	for (size_t t = 0; t < count; t++)
		token_vector(n, &first[t], vectors + t * h->size);
	for (size_t d = FORTH; d < DIRECTIONS; d++)
		read_along(a, &n->readers[d], d, vectors, count, places);
	pooled = pool(a, n, places, count);
	layer_apply(&n->hidden, pooled, hidden);
	rectify(hidden, h->hidden);
	layer_apply(&n->out, hidden, out);
	softmax(out, CALL_CLASSES, 1);
	for (size_t c = 0; c < CALL_CLASSES; c++)
		p[c] += probability_unspread((double)out[c]);
}

void
nets_ask(struct arena *a, const struct tokens *tokens, double p[CALL_CLASSES])
{
	struct rest rest = { booking_net_data, booking_net_bytes };
	size_t nets = 0;
	struct net n;

	memset(p, 0, CALL_CLASSES * sizeof *p);
	do {
		if (!net_take(&rest, &n))
			abort();	/* no whole file of t/booking/learn's was built in */
		net_ask(a, &n, tokens, p);
		nets++;
	} while (n.header->behind);
	for (size_t c = 0; c < CALL_CLASSES; c++)
		p[c] /= (double)nets;
}

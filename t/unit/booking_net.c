/*
 * The booking detector's nets by themselves: they answer with probabilities whatever they are given,
 * read the end of what is long, see the order of words, and know words that they never met by their
 * letters. A file of theirs that was cut short is refused, and not read beyond its end.
 */
#include "desk/booking_net.h"

#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/text.h"
#include "../lib/tap.h"

static struct arena *arena;

static struct tokens
tokens_of(const char *text)
{
	static const struct civil called_at = { 2026, 11, 18, 10, 5, 0, 3 };

	return features_read(arena, text, strlen(text), &called_at, false).tokens;
}

static enum call_class
likeliest(const char *text)
{
	struct tokens t = tokens_of(text);
	enum call_class best = CALL_BOOKED;
	double p[CALL_CLASSES];

	nets_ask(arena, &t, p);
	for (enum call_class c = CALL_BOOKED; c < CALL_CLASSES; c++)
		best = p[c] > p[best] ? c : best;
	return best;
}

/* `count` times the same token, and then those of the tail. */
static struct tokens
tokens_before(size_t count, const char *word, struct tokens tail)
{
	struct tokens all = { .at = arena_array(arena, count + tail.count, sizeof *all.at) };

	for (; all.count < count; all.count++)
		all.at[all.count] = (struct token){ .text = word };
	memcpy(all.at + count, tail.at, tail.count * sizeof *tail.at);
	all.count += tail.count;
	return all;
}

static void
test_probabilities(void)
{
	static const char *const texts[] = { "", ".", "?", "a", "x", "12", "Dr.", "and and and",
		"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq",
		"\xc3\xa9\xc3\xa9", "An appointment was booked for Tuesday at 3." };

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct tokens t = tokens_of(texts[i]);
		double p[CALL_CLASSES], sum = 0;
		bool each = true;

		nets_ask(arena, &t, p);
		for (size_t c = 0; c < CALL_CLASSES; c++) {
			each &= p[c] >= 0 && p[c] <= 1;
			sum += p[c];
		}
		ok(each && sum > 0.5 && sum < 1.06, "text %zu: probabilities", i);
	}
}

static void
test_length(void)
{
	struct tokens end = tokens_of("She asked for a cleaning and was given Tuesday at 3.");
	struct tokens other = tokens_of("She left a voicemail.");
	struct tokens some = tokens_before(600, "yes", end);
	struct tokens more = tokens_before(90000, "no", some);
	double p[CALL_CLASSES], q[CALL_CLASSES];

	nets_ask(arena, &some, p);
	nets_ask(arena, &more, q);
	ok(!memcmp(p, q, sizeof p), "of a long text the end is read");
	some = tokens_before(20, "yes", end);
	nets_ask(arena, &some, p);
	some = tokens_before(20, "yes", other);
	nets_ask(arena, &some, q);
	ok(memcmp(p, q, sizeof p) != 0, "and what it says counts");
}

static void
test_order(void)
{
	struct tokens t = tokens_of("She cancelled the visit on Friday and booked one on Monday.");
	double p[CALL_CLASSES], q[CALL_CLASSES];

	nets_ask(arena, &t, p);
	nets_ask(arena, &t, q);
	ok(!memcmp(p, q, sizeof p), "the same text, the same answer");
	for (size_t i = 0; i < t.count / 2; i++) {
		struct token other = t.at[i];

		t.at[i] = t.at[t.count - 1 - i];
		t.at[t.count - 1 - i] = other;
	}
	nets_ask(arena, &t, q);
	ok(fabs(p[CALL_BOOKED] - q[CALL_BOOKED]) > 1e-6, "the order of words counts");
}

/* --- the file ----------------------------------------------------------------------------------- */

/* Where its parts end, as booking_net.c tells the layout: the headers, the hashes, and each layer's
 * scales, biases and weights. */
enum { ENDS_MAX = 200, HEADER = 7 };

struct ends {
	size_t list[ENDS_MAX];
	size_t count, at;
};

static void
add_part(struct ends *ends, size_t bytes)
{
	ends->at += bytes;
	if (ends->count == ENDS_MAX)
		bail_out("the file has more parts than this test has room for");
	ends->list[ends->count++] = ends->at;
}

static void
add_net(struct ends *ends, const uint32_t *header)
{
	size_t pieces = header[2], size = header[3], cells = header[4], heads = header[5];
	size_t hidden = header[6], seen = 2 * cells;
	const size_t layers[][2] = {
		{ pieces, size }, { size + cells, 4 * cells }, { size + cells, 4 * cells },
		{ seen, heads }, { (heads + 1) * seen, hidden }, { hidden, CALL_CLASSES },
	};

	add_part(ends, HEADER * sizeof *header);
	add_part(ends, pieces * sizeof *header);
	for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++) {
		add_part(ends, layers[i][1] * sizeof(float));
		add_part(ends, layers[i][1] * sizeof(float));
		add_part(ends, (layers[i][0] * layers[i][1] + 3) / 4 * 4);
	}
}

/* Is it taken for whole that has these first bytes of the file, and behind them nothing that can be
 * read? */
static bool
is_taken(size_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), room = (bytes + page - 1) / page * page;
	unsigned char *at = mmap(NULL, room + page, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned char *copy = at + room - (bytes + 3) / 4 * 4;
	bool taken;

	if (at == MAP_FAILED || mprotect(at + room, page, PROT_NONE) != 0)
		bail_out("no memory");
	memcpy(copy, booking_net_data, bytes);
	taken = nets_are_whole(copy, bytes);
	(void)munmap(at, room + page);
	return taken;
}

static void
test_cut_short(void)
{
	static const int beside[] = { -4, -1, 1, 4, 23 };
	static struct ends ends;
	size_t nets = 0;

	for (; ends.at < booking_net_bytes; nets++)
		add_net(&ends, (const void *)(booking_net_data + ends.at));
	if (!ok(ends.at == booking_net_bytes, "the file has the layout that it is said to have"))
		return;
	for (size_t bytes = 0; bytes < HEADER * sizeof(uint32_t); bytes++)
		ok(!is_taken(bytes), "%zu bytes of a header are refused", bytes);
	for (const size_t *end = ends.list; end < ends.list + ends.count; end++) {
		bool whole = *end == booking_net_bytes, taken = false;

		ok(is_taken(*end) == whole, "%zu bytes are %s", *end, whole ? "whole" : "refused");
		for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
			size_t bytes = *end + (size_t)beside[i];

			taken |= bytes < booking_net_bytes && is_taken(bytes);
		}
		ok(!taken, "some bytes less or more are refused");
	}
	ok(nets > 1, "there are nets, not one");
}

static void
test_odd_headers(void)
{
	static const uint32_t most = UINT32_MAX, half = UINT32_C(1) << 31;
	uint32_t odd[64];

	for (size_t i = 0; i < HEADER; i++) {
		memcpy(odd, booking_net_data, HEADER * sizeof *odd);
		odd[i] = i ? most : odd[i] + 1;
		ok(!nets_are_whole((const void *)odd, sizeof odd), "a header whose number %zu is odd",
		    i);
	}
	/* Numbers whose products would come round to nothing. */
	for (size_t i = 1; i < HEADER; i++)
		odd[i] = half;
	ok(!nets_are_whole((const void *)odd, sizeof odd), "numbers that are none of a net's");
}

int
main(void)
{
	arena = arena_new(256 << 20);
	test_probabilities();
	test_length();
	test_order();
	test_cut_short();
	test_odd_headers();
	ok(likeliest("An appointment was booked for Tuesday at 3.") == CALL_BOOKED, "a booking");
	ok(likeliest("The caller had dialed the wrong number.") == CALL_WRONG_NUMBER, "a mistake");
	ok(likeliest("The caller cancelled her visit on Friday.") == CALL_CANCELLED, "a visit less");
	ok(likeliest("The caller cancelllled her visit on Friday.") == CALL_CANCELLED,
	    "a word that nobody wrote before, by its letters");
	arena_free(arena);
	return done_testing();
}

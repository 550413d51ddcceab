/*
 * The booking detector's nets by themselves: they answer with probabilities whatever they are given,
 * read the end of what is long, see the order of words, and know words that they never met by their
 * letters.
 */
#include "desk/booking_net.h"

#include <math.h>

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

int
main(void)
{
	arena = arena_new(256 << 20);
	test_probabilities();
	test_length();
	test_order();
	ok(likeliest("An appointment was booked for Tuesday at 3.") == CALL_BOOKED, "a booking");
	ok(likeliest("The caller had dialed the wrong number.") == CALL_WRONG_NUMBER, "a mistake");
	ok(likeliest("The caller cancelled her visit on Friday.") == CALL_CANCELLED, "a visit less");
	ok(likeliest("The caller cancelllled her visit on Friday.") == CALL_CANCELLED,
	    "a word that nobody wrote before, by its letters");
	arena_free(arena);
	return done_testing();
}

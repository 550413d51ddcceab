/* What others' work costs: prices as people write them, and what is made of them, to the millionth. */
#include "core/price.h"

#include "../lib/tap.h"

static struct arena *a;

static const struct { const char *text; int64_t micros; } prices[] = {
	{ "0", 0 }, { "0.15", 150000 }, { "0.6", 600000 }, { "2.50", 2500000 }, { "15", 15000000 },
	{ "0.000001", 1 }, { "0.006", 6000 }, { "00.15", 150000 }, { "999999.999999", INT64_C(999999999999) },
	{ "", -1 }, { ".", -1 }, { ".5", -1 }, { "5.", -1 }, { "0.0000001", -1 }, { "1000000", -1 },
	{ "0000001", -1 }, { "-1", -1 }, { "+1", -1 }, { "$0.15", -1 }, { "0.15 USD", -1 }, { " 1", -1 },
	{ "1 ", -1 }, { "0,15", -1 }, { "1.2.3", -1 }, { "1e3", -1 }, { "0x10", -1 }, { "nan", -1 },
	{ "99999999999999999999999", -1 }, { "free", -1 },
};

/* Of a model: tokens in and out, the prices of a million each. */
static const struct { int64_t in, out; const char *in_price, *out_price, *cost; } tokens[] = {
	{ 500, 90, "0.15", "0.60", "0.000129" },
	{ 1000000, 0, "0.15", "0.60", "0.150000" }, { 0, 1000000, "0.15", "0.60", "0.600000" },
	{ 123456, 7890, "2.50", "10", "0.387540" },
	{ 0, 0, "0.15", "0.60", "0.000000" }, { 500, 90, "0", "0", "0.000000" },
	/* the nearest millionth, a half upwards, and once for both */
	{ 3, 0, "0.15", "0", "0.000000" }, { 4, 0, "0.15", "0", "0.000001" },
	{ 1, 0, "0.499999", "0", "0.000000" }, { 1, 0, "0.5", "0", "0.000001" },
	{ 3, 0, "0.5", "0", "0.000002" }, { 1, 1, "0.25", "0.25", "0.000001" },
	{ 1, 1, "0.4", "0.4", "0.000001" }, { 1, 1, "0.249999", "0.25", "0.000000" },
	/* where a float would be off: 0.1 + 0.2, and more digits than a double has */
	{ 1000000, 1000000, "0.1", "0.2", "0.300000" },
	{ 999999, 999999, "9007.199254", "0.740993", "9007.931239" },
	/* what is not known */
	{ -1, 90, "0.15", "0.60", NULL }, { 500, -1, "0.15", "0.60", NULL },
	{ 500, 90, "", "0.60", NULL }, { 500, 90, "0.15", "", NULL }, { 500, 90, "", "", NULL },
	{ -1, -1, "0", "0", NULL }, { 500, 0, "0.15", "", NULL },
	/* what nobody would believe */
	{ INT64_C(999999999999), 0, "1", "1", "999999.999999" }, { INT64_C(1000000000000), 0, "1", "1", NULL },
	{ INT64_MAX, 1, "999999.999999", "1", NULL }, { 1, INT64_MAX, "1", "999999.999999", NULL },
	{ INT64_MAX, INT64_MAX, "0.000001", "0.000001", NULL }, { INT64_C(1) << 62, 0, "0.000004", "0", NULL },
};

/* Of sound: seconds, the price of a minute. */
static const struct { int64_t seconds; const char *price, *cost; } sound[] = {
	{ 60, "0.006", "0.006000" }, { 10, "0.006", "0.001000" }, { 9, "0.006", "0.000900" },
	{ 1, "0.006", "0.000100" }, { 7, "0.001", "0.000117" }, { 3, "0.00001", "0.000001" },
	{ 2, "0.00001", "0.000000" }, { 0, "0.006", "0.000000" }, { 5400, "0", "0.000000" },
	{ -1, "0.006", NULL }, { 60, "", NULL },
};

int
main(void)
{
	a = arena_new(1024 * 1024);
	for (size_t i = 0; i < sizeof prices / sizeof *prices; i++)
		is_int(price_micros(prices[i].text), prices[i].micros, "a price: \"%s\"", prices[i].text);
	for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++)
		is_text(price_charged(a, (struct charge[]){
			{ tokens[i].in, price_micros(tokens[i].in_price) },
			{ tokens[i].out, price_micros(tokens[i].out_price) },
		    }, 2, 1000000), tokens[i].cost, "%lld tokens at \"%s\" and %lld at \"%s\"", (long long)tokens[i].in,
		    tokens[i].in_price, (long long)tokens[i].out, tokens[i].out_price);
	for (size_t i = 0; i < sizeof sound / sizeof *sound; i++)
		is_text(price_charged(a, &(struct charge){ sound[i].seconds, price_micros(sound[i].price) }, 1, 60), sound[i].cost,
		    "%lld seconds at \"%s\"", (long long)sound[i].seconds, sound[i].price);
	arena_free(a);
	return done_testing();
}

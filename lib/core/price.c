/* Prices. See price.h. */
#include "core/price.h"

#include <string.h>

enum { DECIMALS = 6, WHOLE_DIGITS = 6 };

static const int64_t MICROS = 1000000, TOO_MUCH = INT64_C(1000000) * 1000000;

int64_t
price_micros(const char *s)
{
	size_t whole = strspn(s, "0123456789"), decimals = s[whole] == '.' ? strspn(s + whole + 1, "0123456789") : 0;
	int64_t micros = 0;

	if (!whole || whole > WHOLE_DIGITS || decimals > DECIMALS || s[whole + (decimals ? decimals + 1 : 0)])
		return -1;
	for (size_t i = 0; i < whole; i++)
		micros = micros * 10 + (s[i] - '0');
	for (size_t i = 0; i < DECIMALS; i++)
		micros = micros * 10 + (i < decimals ? s[whole + 1 + i] - '0' : 0);
	return micros;
}

const char *
price_charged(struct arena *a, const struct charge *charges, size_t count, int64_t per)
{
	int64_t sum = per / 2, one;

	for (size_t i = 0; i < count; i++)
		if (charges[i].units < 0 || charges[i].price_micros < 0 ||
		    __builtin_mul_overflow(charges[i].units, charges[i].price_micros, &one) || __builtin_add_overflow(sum, one, &sum))
			return NULL;
	sum /= per;
	return sum < TOO_MUCH ? arena_printf(a, "%lld.%06lld", (long long)(sum / MICROS), (long long)(sum % MICROS)) : NULL;
}

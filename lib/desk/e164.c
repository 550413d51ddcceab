/* The form of E.164, for programs that do without libphonenumber. See phone.h. */
#include "desk/phone.h"

#include <ctype.h>
#include <string.h>

enum { DIGITS_MIN = 2, DIGITS_MAX = 15 };

bool
phone_is_e164(const char *text)
{
	size_t n = 0;

	if (!text || text[0] != '+' || text[1] == '0')
		return false;
	while (isdigit((unsigned char)text[1 + n]))
		n++;
	return !text[1 + n] && n >= DIGITS_MIN && n <= DIGITS_MAX;
}

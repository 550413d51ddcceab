/* Who calls. See caller.h. */
#include "desk/caller.h"

#include <ctype.h>
#include <string.h>

#include "core/text.h"
#include "desk/phone.h"

enum { NUMBER_DIGITS_MIN = 3 };

bool
caller_is_address(const char *from)
{
	const char *user, *at;

	for (const char *p = from; p && *p; p++)
		if (isspace((unsigned char)*p) || iscntrl((unsigned char)*p))
			return false;
	if (from && text_has_prefix(from, "client:"))
		return from[strlen("client:")];
	if (!from || (!text_has_prefix(from, "sip:") && !text_has_prefix(from, "sips:")))
		return false;
	user = strchr(from, ':') + 1;
	at = strchr(user, '@');
	return at && at > user && at[1];
}

/* Digits, perhaps behind a +, with what people write between them. */
static bool
is_number(const char *s, size_t n)
{
	size_t digits = 0;

	for (size_t i = 0; i < n; i++) {
		if (isdigit((unsigned char)s[i]))
			digits++;
		else if (!strchr(i ? " -.()" : "+(", s[i]))
			return false;
	}
	return digits >= NUMBER_DIGITS_MIN;
}

bool
caller_is_anonymous(const char *from)
{
	static const char *const spelt[] = {
		"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253",
		/* anonymous, restricted, blocked, unknown, unavailable */
	};
	const char *user = from ? from : "";

	for (size_t i = 0; i < sizeof spelt / sizeof spelt[0]; i++)
		if (text_same(user, spelt[i]))
			return true;
	if (text_has_prefix(user, "client:"))
		return false;
	if (text_has_prefix(user, "sip:") || text_has_prefix(user, "sips:"))
		user = strchr(user, ':') + 1;
	return !is_number(user, strcspn(user, "@"));
}

bool
caller_shows_number(const char *from)
{
	return phone_is_e164(from) && !caller_is_anonymous(from);
}

const char *
caller_name(const char *from)
{
	return caller_is_anonymous(from) && !caller_is_address(from) ? "a withheld number" : from;
}

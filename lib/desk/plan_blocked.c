/* Who is not let in. See plan_maker.h. */
#include <ctype.h>

#include "core/text.h"
#include "desk/plan_maker.h"

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

/* A withheld number comes as a word, or not at all, or as a word's keys on a telephone. A SIP
 * address shows a number before its @. */
static bool
is_anonymous(const char *from)
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

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool
plan_is_blocked(struct maker *m)
{
	const struct routing *routing = &m->line->routing;
	const char *from = m->call->from;

	if (m->call->explain && caller_is_address(from))
		because(m, "The caller's address, %s, %s.", from, is_anonymous(from) ?
		    "shows no number before its @: that counts as a number withheld" :
		    "does not count as a number withheld, and the block list has numbers alone");
	if (routing->reject_anonymous && is_anonymous(from)) {
		because(m, "The caller withholds the number, which this clinic does not accept.");
		return true;
	}
	if (!from || !routing->blocked_count || !bsearch(&from, routing->blocked_numbers,
	    routing->blocked_count, sizeof from, compare_texts))
		return false;
	because(m, "The caller is on the block list.");
	return true;
}

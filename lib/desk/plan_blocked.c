/* Who is not let in. See plan_maker.h. */
#include "core/text.h"
#include "desk/caller.h"
#include "desk/plan_maker.h"

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
		because(m, "The caller's address, %s, %s.", from, caller_is_anonymous(from) ?
		    "shows no number before its @: that counts as a number withheld" :
		    "does not count as a number withheld, and the block list has numbers alone");
	if (routing->reject_anonymous && caller_is_anonymous(from)) {
		because(m, "The caller withholds the number, which this clinic does not accept.");
		return true;
	}
	if (!from || !routing->blocked_count || !bsearch(&from, routing->blocked_numbers,
	    routing->blocked_count, sizeof from, compare_texts))
		return false;
	because(m, "The caller is on the block list.");
	return true;
}

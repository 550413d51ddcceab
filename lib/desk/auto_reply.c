/* Answers to texts. See auto_reply.h. */
#include "desk/auto_reply.h"

#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "desk/phone.h"

enum { MINUTE_MS = 60 * 1000, USEFUL_MS = 4 * 60 * MINUTE_MS, NUMBER_BYTES_MIN = 8 };

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool
auto_reply_suits(const struct routing *routing, const char *from)
{
	return phone_is_e164(from) && strlen(from) >= NUMBER_BYTES_MIN && (!routing->blocked_count || !bsearch(&from,
	    routing->blocked_numbers, routing->blocked_count, sizeof from, compare_texts));
}

const char *
auto_reply_text(const struct line *line, int64_t at_ms)
{
	struct civil at = zone_civil(line->timezone, at_ms);

	return hours_open(&line->routing.hours, &at, NULL) ? line->routing.auto_reply_open :
	    line->routing.auto_reply_closed;
}

static int64_t
period_ms(const struct routing *routing)
{
	return (int64_t)routing->auto_reply_minutes * MINUTE_MS;
}

int64_t
auto_reply_since(const struct routing *routing, int64_t at_ms)
{
	return at_ms - period_ms(routing);
}

int64_t
auto_reply_until(const struct line *line, int64_t at_ms)
{
	int64_t period = period_ms(&line->routing);
	int64_t until_ms = at_ms + (period < USEFUL_MS ? period : USEFUL_MS);
	int64_t change_ms = hours_next_change(&line->routing.hours, line->timezone, at_ms);

	return change_ms && change_ms < until_ms ? change_ms : until_ms;
}

/* Days and times of day in Hindi and Tamil. See stated_indic.h. */
#include "desk/stated_indic.h"

#include "core/text.h"

enum { NIGHT = 18, HOURS = 12,
	MONTH_REACH = 4,		/* "महीने के पहले सोमवार": pieces from a weekday to its month */
	CLAUSE_MAX = 60 };		/* pieces after a moment that may tell of it */

/* What was said of one moment, as far as it was read. */
struct moment {
	struct said said;
	struct clock clock;
	bool has_day, has_clock;
	bool may_be_left;		/* the time: "10 से 11 बजे" */
	bool between;			/* two times: "10 से 11 के बीच" */
	bool is_denied;			/* the day: "शुक्रवार नहीं" */
	int part;			/* of the day, by its first hour; UNKNOWN */
	size_t end;
};

/* --- the parts of it ------------------------------------------------------------------------- */

/* "से 10:30" from piece i on, after a time: until 10:30, or moved to 10:30? The piece after it; 0: the
 * visit was moved, or there is no other time. */
static size_t
span_read(const struct pieces *p, size_t i, struct moment *m)
{
	struct clock until;
	size_t end, after;

	if (kind_at(p, i) != INDIC_FROM || p->at[i - 1].end || p->at[i].end)
		return 0;
	end = indic_clock_read(p, i + 1, true, UNKNOWN, &until);
	if (!end)
		return 0;
	if (until.certain && !m->clock.certain && m->clock.hour > until.hour)
		m->clock.hour -= HOURS;			/* "6:30 से 8:30 सुबह" */
	if (p->at[end - 1].end)
		return end;
	after = case_skip(p, end);
	m->between = kind_at(p, after) == INDIC_BETWEEN;
	if (kind_at(p, after) == INDIC_BOUND || m->between)
		return after + 1;
	if (after > end || kind_at(p, end) == INDIC_MOVED)
		return 0;
	m->may_be_left = true;
	return end;
}

/* The next part of what is said of the moment; false: it ends before piece i. */
static bool
moment_add(const struct reader *r, const struct pieces *p, size_t i, struct moment *m)
{
	struct said s;
	struct clock c;
	size_t next = indic_day_read(r, p, i, m->has_clock, &s), after;

	/* "9:20 पर, मंगलवार 10:00": that day is the other time's. */
	after = next && m->has_clock && !m->has_day ? case_skip(p, next) : 0;
	if (after && pieces_run_on(p, after) && indic_clock_read(p, after, true, UNKNOWN, &c))
		return false;
	if (next && (!m->has_day || said_join(r, &m->said, &s))) {
		if (!m->has_day)
			m->said = s;
		m->has_day = true;
	} else if (!m->has_clock &&
	    (next = indic_clock_read(p, i, m->has_day, m->part, &m->clock)) != 0) {
		m->has_clock = true;
		after = span_read(p, next, m);
		next = after ? after : next;
	} else if (m->has_day && m->part == UNKNOWN && !m->clock.certain &&
	    kind_at(p, i) == INDIC_PART) {
		m->part = p->at[i].value;
		if (m->has_clock)			/* "8:45, आज रात" */
			m->clock.hour = hour_from(m->part, m->clock.hour);
		m->clock.certain = m->has_clock;
		next = i + 1;
	} else {
		return false;
	}
	m->end = next;
	return true;
}

/* --- what is told of it ---------------------------------------------------------------------- */

/* "बुलाएँगे": a verb of what will be. */
static bool
is_future(const char *text)
{
	static const char *const ends[] = { "ेगा", "ेगी", "ेंगे", "ेंगी", "ूंगा", "ूंगी", "ऊंगा", "ऊंगी",
		"एगा", "एगी", "एंगे", "एंगी", "होगा", "होगी", "होंगे", "होंगी" };
	size_t length = strlen(text);

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		size_t n = strlen(ends[i]);

		if (length >= n && text_same(text + length - n, ends[i]))
			return true;
	}
	return false;
}

/* What the words from piece i on tell: that it is past, that it will be, that it is not so. */
struct told { bool was, will, not; };

static struct told
told_of(const struct pieces *p, size_t i)
{
	struct told told = { 0 };
	bool comma = i > 0 && p->at[i - 1].end == END_COMMA;

	for (size_t end = i + CLAUSE_MAX; i < end && pieces_run_on(p, i); i++) {
		told.was |= kind_at(p, i) == INDIC_WAS;
		told.will |= is_future(p->at[i].text);
		told.not |= kind_at(p, i) == INDIC_NOT && !comma;
		comma |= p->at[i].end == END_COMMA;
	}
	return told;
}

/* Is a visit told of, which is to come? "कल का अपॉइंटमेंट", "कल 5 बजे बुलाया", "मिला, कल।"; but "कल रात"
 * was the last one, "कल से" is since then, and "कल 5 बजे गिर गए" is no visit. */
static bool
tells_of_visit(const struct pieces *p, const struct moment *m)
{
	size_t i = m->end;

	if (m->part == NIGHT || kind_at(p, i) == INDIC_FROM)
		return false;
	if (p->at[i - 1].end || is_case(p, i, CASE_OF))
		return true;
	for (size_t end = i + CLAUSE_MAX;
	    m->has_clock && i < end && pieces_run_on(p, i) && !p->at[i - 1].end; i++) {
		if (kind_at(p, i) == INDIC_BOUND || kind_at(p, i) == INDIC_NEAR)
			return false;
		if (kind_at(p, i) == INDIC_VISIT || kind_at(p, i) == INDIC_PLACE ||
		    kind_at(p, i) == INDIC_TITLE)
			return true;
	}
	return false;
}

/* Does a near day, told without a time, say when a visit is? "आज ही के लिए", "शाम 7:15, आज।", "நாளைக்கு";
 * not when something was told ("आज फ़ोन किया"), nor the day, as நாளை may also be read. */
static bool
names_day(const struct pieces *p, size_t i, const struct moment *m)
{
	size_t end = m->end + is_case(p, m->end, CASE_EVEN);

	return p->at[end - 1].end || kind_at(p, end) == INDIC_CASE || m->said.day.offset > 1 ||
	    (m->said.day.offset == 1 && (i == 0 || p->at[i - 1].end));
}

/* "सोमवार या मंगलवार", "2, 5 और 8 तारीख़", "मंगल, गुरु, शनि": is what begins at piece i one of many? */
static bool
is_alternative(const struct pieces *p, size_t i)
{
	size_t next;
	int kind;

	if (i < 2)
		return false;
	kind = kind_at(p, i - 1);
	if (p->at[i - 1].end == END_COMMA)
		return kind == INDIC_WEEKDAY || kind == INDIC_SHORT_WEEKDAY;
	if (kind != INDIC_OR)
		return false;
	for (i -= 2; i > 0 && kind_at(p, i) == INDIC_CASE; i--)
		;
	kind = kind_at(p, i);
	return kind == INDIC_WEEKDAY || kind == INDIC_SHORT_WEEKDAY || kind == INDIC_NEAR ||
	    kind == INDIC_EITHER || kind == INDIC_MONTH || kind == INDIC_DATE ||
	    count_at(p, i, &next) != UNKNOWN;
}

/* "दिसंबर के पहले सोमवार", "டிசம்பர் முதல் திங்கட்கிழமை": is the weekday at piece i one of a month? */
static bool
is_of_month(const struct pieces *p, size_t i)
{
	for (size_t n = 0; n < MONTH_REACH && i > 0 && !p->at[i - 1].end; n++)
		switch (kind_at(p, --i)) {
		case INDIC_MONTH: case INDIC_SHORT_MONTH:
			return i == 0 || kind_at(p, i - 1) != INDIC_NUMBER;
		case INDIC_A_MONTH:
			return true;
		case INDIC_NONE: case INDIC_CASE: case INDIC_ORDINAL: case INDIC_NUMBER:
		case INDIC_BEFORE: case INDIC_FROM:
			break;
		default:
			return false;
		}
	return false;
}

/* How sure is the day, by the words around it? false: it is none to speak of. i: its first piece. */
static bool
day_weigh(const struct reader *r, const struct pieces *p, size_t i, struct moment *m)
{
	struct said *s = &m->said;
	struct told told = told_of(p, m->end);
	bool bare = !m->has_clock && m->part == UNKNOWN;
	struct day plain = s->day;
	int one, other;

	if (s->day.is_offset && !s->either && !s->day.past && !s->vague && bare &&
	    !names_day(p, i, m))
		return false;
	s->vague |= s->either && !told.will && !tells_of_visit(p, m);
	s->vague |= is_alternative(p, i);
	s->vague |= s->day.weekday != UNKNOWN && s->day.day == UNKNOWN && is_of_month(p, i);
	plain.which = WHICH_PLAIN;
	if (s->day.which == WHICH_NEXT && day_resolve(r, &s->day, &one) &&
	    day_resolve(r, &plain, &other))
		s->vague |= one != other;
	s->day.past |= (bare || s->either) && told.was;
	m->is_denied = bare && told.not;
	return true;
}

/* "आज 8 बजे", said at ten, is eight in the evening. */
static void
hour_weigh(const struct reader *r, struct moment *m)
{
	struct clock *c = &m->clock;
	int now = r->called_at->hour * 60 + r->called_at->minute;

	if (m->has_day && m->said.day.is_offset && m->said.day.offset == 0 && !c->certain &&
	    c->hour < HOURS && c->hour * 60 + c->minute < now)
		c->hour += HOURS;
}

/* What the words after a moment, from piece i on, make of it. */
enum limit {
	LIMIT_NONE,
	LIMIT_BOUND,			/* "तक", "के बाद", "से पहले" */
	LIMIT_LEFT,			/* a visit was moved from it: "-இலிருந்து", "के बजाय" */
};

static enum limit
limit_read(const struct reader *r, const struct pieces *p, size_t i, bool has_clock)
{
	size_t at = case_skip(p, i), after = case_skip(p, at + 1);
	struct clock c;
	struct said s;
	bool another;

	if (!pieces_run_on(p, at) || p->at[i - 1].end)
		return LIMIT_NONE;
	another = pieces_run_on(p, after) && (indic_day_read(r, p, after, false, &s) ||
	    indic_clock_read(p, after, has_clock, UNKNOWN, &c));
	switch (kind_at(p, at)) {
	case INDIC_BOUND:
		return LIMIT_BOUND;
	case INDIC_BEFORE:			/* "पहले से": it was there already */
		return kind_at(p, at + 1) == INDIC_FROM ? LIMIT_LEFT :
		    is_case(p, at - 1, CASE_OF) ? LIMIT_BOUND : LIMIT_NONE;
	case INDIC_FROM:
		if (kind_at(p, at + 1) == INDIC_BOUND || kind_at(p, at + 1) == INDIC_BEFORE)
			return LIMIT_BOUND;
		return another || !has_clock ? LIMIT_LEFT : LIMIT_NONE;
	case INDIC_INSTEAD:
		return LIMIT_LEFT;
	case INDIC_PLACE:			/* "आज की जगह कल"; but "5 बजे की जगह मिली" */
		return another ? LIMIT_LEFT : LIMIT_NONE;
	case INDIC_WHICH:			/* "15 अगस्त के अगले दिन" */
		return at > i && kind_at(p, at + 1) == INDIC_A_DAY ? LIMIT_BOUND : LIMIT_NONE;
	default:
		return LIMIT_NONE;
	}
}

size_t
indic_read(const struct reader *r, const struct pieces *p, size_t i, struct stated_time *out)
{
	struct moment m = { .part = UNKNOWN };
	enum limit limit;
	int number;

	for (size_t at = i; at == i || pieces_run_on(p, at); at = case_skip(p, m.end))
		if (!moment_add(r, p, at, &m))
			break;
	if (!m.end || (m.has_day && !day_weigh(r, p, i, &m)))
		return 0;
	limit = limit_read(r, p, m.end, m.has_clock);
	/* "2 फ़रवरी, 10 से पहले": on that day, and nobody knows when. */
	if (m.has_day && m.has_clock && (limit == LIMIT_BOUND || m.may_be_left)) {
		m.has_clock = m.may_be_left = false;
		limit = LIMIT_NONE;
	}
	*out = (struct stated_time){ .first = p->at[i].first, .span = p->at[i].first,
		.end = p->at[m.end - 1].last + 1,
		.has_day = m.has_day, .has_time = m.has_clock, .past = m.said.day.past,
		.bound = limit != LIMIT_NONE || m.is_denied || m.may_be_left,
		.vague = m.said.vague, .vague_time = m.between };
	if (m.has_day && !out->vague) {
		if (!day_resolve(r, &m.said.day, &number))
			return 0;
		out->vague = day_is_doubtful(r, &m.said.day, number);
		if (!out->vague)
			out->starts = day_civil(number);
	}
	if (m.has_clock) {
		hour_weigh(r, &m);
		out->starts.hour = m.clock.hour;
		out->starts.minute = m.clock.minute;
	}
	return m.end;
}

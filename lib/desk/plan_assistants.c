/* Whom among a clinic's assistants a call rings next. See plan_maker.h. */
#include "core/clock.h"
#include "core/text.h"
#include "desk/phone.h"
#include "desk/plan_maker.h"

enum { ROSTER_MAX = 200, RING_MIN_S = 5 };	/* Twilio rings no shorter */

static const char *const order_words[] = {
	[ORDER_PRIORITY] = "by priority", [ORDER_ROUND_ROBIN] = "round-robin",
	[ORDER_ALL_AT_ONCE] = "all at once",
};

/* Those on duty, in the order in which they are rung. */
struct roster {
	const struct assistant *on_duty[ROSTER_MAX];
	size_t count;
};

/* Why somebody is not rung, or NULL. */
static const char *
absence(const struct line *line, int64_t at_ms, const struct assistant *who)
{
	struct civil now;

	if (who->paused)
		return "paused";
	if (!phone_is_e164(who->phone) || text_same(who->phone, line->number))
		return "no number of their own";
	if (!who->has_duty || !line->timezone)
		return NULL;
	now = zone_civil(line->timezone, at_ms);
	return hours_open(&who->duty, &now, NULL) ? NULL : "off duty";
}

static bool
was_rung(const struct call_state *state, int64_t assistant_id)
{
	for (size_t i = 0; i < state->rung_count; i++)
		if (state->rung[i] == assistant_id)
			return true;
	return false;
}

const struct assistant *
plan_turn_after(const struct line *line, const struct call_facts *call, int64_t priority,
    int64_t assistant_id)
{
	const struct assistant *first = NULL;

	for (size_t i = 0; i < line->assistants_count; i++) {
		const struct assistant *who = &line->assistants[i];

		if (absence(line, call->at_ms, who) || was_rung(&call->state, who->assistant_id))
			continue;
		if (who->priority > priority ||
		    (who->priority == priority && who->assistant_id > assistant_id))
			return who;
		if (!first)
			first = who;
	}
	return first;
}

/* Who begins: in a round-robin the one whose turn it is. Where that is not known, the call goes on
 * from the one with whom it began. */
static size_t
beginning(const struct maker *m)
{
	const struct call_state *state = &m->call->state;
	int64_t id = m->call->turn_id || !state->rung_count ? m->call->turn_id : state->rung[0];

	for (size_t i = 0; i < m->line->assistants_count; i++)
		if (m->line->routing.assistant_order == ORDER_ROUND_ROBIN &&
		    m->line->assistants[i].assistant_id == id)
			return i;
	return 0;
}

static struct roster
roster(struct maker *m)
{
	const struct line *line = m->line;
	size_t first = beginning(m);
	struct roster all = { 0 };
	struct text absent = text_new(m->arena);

	for (size_t i = 0; i < line->assistants_count && all.count < ROSTER_MAX; i++) {
		const struct assistant *who =
		    &line->assistants[(first + i) % line->assistants_count];
		const char *why_not = absence(line, m->call->at_ms, who);

		if (!why_not)
			all.on_duty[all.count++] = who;
		else if (m->call->explain)
			text_printf(&absent, "%s%s (%s)", absent.length ? ", " : "", who->name,
			    why_not);
	}
	if (absent.length)
		because(m, "Not rung: %s.", absent.data);
	return all;
}

static void
explain(struct maker *m, const struct roster *r)
{
	struct text names = text_new(m->arena);
	bool at_once = m->line->routing.assistant_order == ORDER_ALL_AT_ONCE;

	if (!m->call->explain)
		return;
	for (size_t i = 0; i < r->count; i++)
		if (!was_rung(&m->call->state, r->on_duty[i]->assistant_id))
			text_printf(&names, "%s%s (%s)",
			    !names.length ? "" : at_once ? ", " : ", then ", r->on_duty[i]->name,
			    r->on_duty[i]->phone);
	because(m, "Assistants on duty, %s: %s.", order_words[m->line->routing.assistant_order],
	    names.data);
}

/* How long the next ones may be rung; 0: the time for all of them is used up. */
static int
ring_s(const struct routing *routing, int spent_s)
{
	int left_s = routing->max_ring_seconds - spent_s;

	if (left_s < RING_MIN_S)
		return 0;
	return routing->ring_seconds < left_s ? routing->ring_seconds : left_s;
}

/* A phone that was busy, or could not be reached, rang for nobody's patience. */
int
plan_spent_s(const struct routing *routing, const struct call_facts *call)
{
	int spent_s = call->state.spent_s;

	if (call->state.dialled != DIALLED_ASSISTANTS || text_same(call->dial_outcome, "busy") ||
	    text_same(call->dial_outcome, "failed"))
		return spent_s;
	return spent_s + ring_s(routing, spent_s);
}

int
plan_next_assistants(struct maker *m, struct target targets[TARGETS_MAX], size_t *count)
{
	const struct routing *routing = &m->line->routing;
	struct call_state *next = &m->plan->next;
	size_t most = routing->assistant_order == ORDER_ALL_AT_ONCE ? TARGETS_MAX : 1;
	struct roster r = roster(m);
	int seconds = ring_s(routing, next->spent_s);

	*count = 0;
	for (size_t i = 0; i < r.count && *count < most && next->rung_count < RUNG_MAX; i++) {
		const struct assistant *who = r.on_duty[i];

		if (was_rung(&m->call->state, who->assistant_id))
			continue;
		targets[(*count)++] = (struct target){ who->phone, who->assistant_id };
		next->rung[next->rung_count++] = who->assistant_id;
	}
	if (!*count) {
		because(m, m->call->state.rung_count ? "All assistants on duty were rung." :
		    "No assistant is on duty.");
		return 0;
	}
	if (!seconds) {
		because(m, "Assistants were rung for %d seconds, as long as they may be.",
		    routing->max_ring_seconds);
		return 0;
	}
	/* Who is alone takes the turn as well: the next one is had by who comes after them. */
	m->plan->wants_turn = routing->assistant_order == ORDER_ROUND_ROBIN && !m->call->turn_id;
	explain(m, &r);
	next->assistant_id = *count == 1 ? targets[0].assistant_id : 0;
	next->screened = routing->screen;
	return seconds;
}

/*
 * confirmation-gather - a key is pressed in a confirmation call
 *
 * 1 confirms the visit, 2 asks for another time and gives the clinic a task, 3 cancels, 9 repeats; no key or a wrong one is asked again twice, then goodbye. The
 * visit, the call's outcome and intent, and the task are stored with the event in one statement. Where the visit is past or not open any more, that is said and
 * nothing changes; where it was moved since the patient heard its time, the new time is said and asked about.
 *
 *   200  TwiML, always, for an authentic request	403  not Twilio's signature, or not our account
 *
 * Twice? The same TwiML, one event that counts. Database away? The patient is told that the answer is noted; it is worked in later if the visit is still open
 * then, and if it was moved in between, the clinic gets a task instead.
 */
#include "data/outbound_calls.h"
#include "data/tasks.h"
#include "desk/spoken.h"
#include "web/confirming.h"

enum { DIGITS = CONFIRMING_FIELDS, PROMPTS, REPEATS };

static const struct param params[] = {
	CONFIRMING_PARAMS,
	[DIGITS] = { "Digits", P_TEXT, 0, 32, .optional = true, .help = "The key pressed; empty: none" },
	[PROMPTS] = { "prompts", P_TEXT, 0, 10, .optional = true, .place = IN_QUERY, .help = "Prompts that have played, of three" },
	[REPEATS] = { "repeats", P_TEXT, 0, 10, .optional = true, .place = IN_QUERY, .help = "How often it was repeated" },
	{ 0 }
};

static int
count_of(const struct value *v, int least)
{
	int64_t n = least;

	(void)number_parse(v->text, least, 99, &n);
	return (int)n;
}

/* Has this call's answer been worked in already? Then it is given once more, though the visit is cancelled by it. */
static bool
is_repeat(struct request *r, const struct confirming *c)
{
	const char *outcome = confirmation_outcome_of(c->facts.key);
	struct outbound_call call;

	return outcome && c->facts.state != VISIT_UNKNOWN && outbound_call_by_sid(r->db, r->arena, c->report.call_sid, &call) == DB_OK &&
	    text_same(call.outcome, outcome);
}

static void
add_task(struct request *r, struct facts *facts, const struct confirming *c, const struct confirmation *out)
{
	struct language english;
	const char *when = "", *name = text_is_blank(c->facts.patient) ? c->report.phone : c->facts.patient;
	struct task task = { .clinic_id = c->report.clinic_id, .call_sid = c->report.call_sid, .appointment_id = c->visit.appointment_id, .kind = "reschedule" };

	if (language_load(r->arena, r->config, "en", NULL, &english))
		when = written_when(r->arena, english.texts, &c->facts.at, &c->facts.now);
	task.title = out->belated ? arena_printf(r->arena, "%s pressed %s for a visit that has been moved to %s since: please call", name, c->facts.key, when) :
	    arena_printf(r->arena, "%s asks for another time than %s", name, when);
	task.origin = arena_printf(r->arena, "reschedule:%s", c->report.call_sid);
	task_add_to(facts, &task, r->now_ms);
}

static enum outcome
gather(struct request *r)
{
	const struct value *in = r->in;
	struct confirming c;
	struct confirmation out = { 0 };
	struct facts *facts = facts_new(r->arena);
	int prompts = count_of(&in[PROMPTS], 1), repeats = count_of(&in[REPEATS], 0);

	if (confirming_load(r, &c)) {
		c.facts.asked = true;
		c.facts.key = in[DIGITS].text;
		c.facts.prompts = prompts;
		c.facts.repeats = repeats;
		if (is_repeat(r, &c)) {
			c.facts.state = VISIT_OPEN;
			c.facts.moved = false;
		}
		confirming_answer(r, &c, &out);
	}
	if (out.noted)
		return AWAY;		/* what it changes is found out when the database is back */
	call_add(facts, &c.report, r->now_ms);
	if (out.status)
		appointment_answer_to(facts, c.visit.appointment_id, out.status, r->now_ms);
	/* Whoever still listens is asked about the new time instead. */
	if (text_same(out.status, "reschedule-requested") || (out.belated && r->replayed))
		add_task(r, facts, &c, &out);
	return record(r, "confirmation-key", c.report.call_sid, c.report.clinic_id,
	    voice_claim(r, "confirmation-key", arena_printf(r->arena, "%d.%d", prompts, repeats)), facts);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/webhooks/twilio/gather/{appointmentId}", CALLER_TWILIO, gather, "A key is pressed in a confirmation call", params, VOICE, .processes = 4, .rescue = plan_apology },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

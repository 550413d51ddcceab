/* The common ground of a confirmation call's webhooks. See confirming.h. */
#include "web/confirming.h"

#include "data/clinics.h"

/* Completed and no-show are over as well. */
static enum visit_state
state_of(const struct request *r, const struct appointment *v)
{
	if (appointment_is_open(v, r->now_ms))
		return VISIT_OPEN;
	return text_same(v->status, "cancelled") ? VISIT_GONE : VISIT_PAST;
}

/* The visit, or what is known of it without the database: when it was when the call was ordered. Gives the clinic's zone, or NULL. */
static const char *
load_visit(struct request *r, struct confirming *c, struct clinic *clinic)
{
	int64_t at = 0;
	enum db_result result = appointment_find(r->db, r->arena, r->in[CONFIRMING_ID].number, &c->visit);

	(void)number_parse(r->in[CONFIRMING_AT].text, 0, INT64_MAX, &at);
	c->starts_at_ms = at;
	if (result == DB_OK)
		result = clinic_find(r->db, r->arena, c->visit.clinic_id, clinic);
	if (result == DB_NONE) {
		c->facts.state = VISIT_GONE;
		c->visit.appointment_id = 0;
	} else if (result != DB_OK) {
		c->facts.state = VISIT_UNKNOWN;
		c->visit.appointment_id = 0;
	} else {
		c->facts.state = state_of(r, &c->visit);
		c->facts.patient = patient_name(r->arena, &c->visit.patient);
		c->facts.doctor = c->visit.doctor;
		c->facts.moved = at && c->visit.starts_at_ms != at;
		c->starts_at_ms = c->visit.starts_at_ms;
		return clinic->timezone;
	}
	return NULL;
}

bool
confirming_load(struct request *r, struct confirming *c)
{
	const char *from = r->in[FROM].text ? r->in[FROM].text : "";
	const struct call_facts call = voice_facts(r);
	const struct line *line;
	struct clinic clinic = { 0 };
	const char *zone;
	bool away;

	*c = (struct confirming){ 0 };
	line = request_line(r, from, &away);
	zone = load_visit(r, c, &clinic);
	if (!zone)
		zone = line && line->timezone ? line->timezone : r->config->default_timezone;
	c->report = voice_report(r, line);
	c->report.call_type = "appointment-confirmation";
	c->report.started_at_ms = 0;
	if (clinic.clinic_id)
		c->report.clinic_id = clinic.clinic_id;
	c->facts.clinic = clinic.name ? clinic.name : line ? line->clinic_name : "";
	c->facts.number = from;
	c->facts.at = zone_civil(zone, c->starts_at_ms);
	c->facts.now = zone_civil(zone, r->now_ms);
	c->facts.answered_by = r->in[CONFIRMING_ANSWERED_BY].text;
	c->report.answered_by = c->facts.answered_by;
	if (!language_load(r->arena, r->config, r->in[CONFIRMING_LANG].text, clinic.language ? clinic.language : line ? line->routing.language : NULL, &c->language)) {
		(void)answer_plan(r, plan_apology(r->arena, r->config, line, &call));
		return false;
	}
	c->facts.texts = c->language.texts;
	c->voice = language_voice(r->config, line ? &line->routing : NULL, &c->language);
	c->report.language = c->language.tag;
	return true;
}

void
confirming_answer(struct request *r, struct confirming *c, struct confirmation *out)
{
	const char *id = arena_printf(r->arena, "%lld", (long long)r->in[CONFIRMING_ID].number), *query;

	confirmation_decide(r->arena, &c->facts, out);
	query = arena_printf(r->arena, "%s%s%slang=%s&at=%lld&prompts=%d&repeats=%d", c->report.reference ? "ref=" : "", c->report.reference ? c->report.reference : "",
	    c->report.reference ? "&" : "", c->language.tag, (long long)c->starts_at_ms, out->prompts, out->repeats);
	c->report.outcome = out->outcome;
	c->report.intent = out->intent;
	(void)answer_twiml(r, confirmation_twiml(r->arena, out, &c->voice, routes_url_of(r->routes, r->arena, r->config, "confirmation-gather", id, query)));
}

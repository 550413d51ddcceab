/* An AI provider's report is worked in. See post_call.h. */
#include "jobs/post_call.h"

#include "core/clock.h"
#include "core/log.h"
#include "core/text.h"
#include "data/appointments.h"
#include "data/bookings.h"
#include "data/calls.h"
#include "data/clinics.h"
#include "data/patients.h"
#include "data/tasks.h"
#include "data/tickets.h"
#include "data/usage.h"
#include "desk/caller.h"
#include "jobs/analyse_call.h"
#include "jobs/runner.h"

/* Its call's own webhooks may lie in the spool still: it is looked at again for so long. After that
 * the reconcile job does so for a day. */
enum { LOOK_AGAIN_S = 20, LOOKS = 6, ATTEMPTS_MAX = 60, BOUND_LOOKS = 3 };

bool
report_read(struct arena *a, const char *provider, const struct report *report,
    struct conversation *out, const char **why)
{
	struct json_object *o;

	if (!report->body_bytes) {
		*why = "was deleted";
		return false;
	}
	if (!json_parse_whole(a, report->body, report->body_bytes, JSON_FOREIGN_DEPTH_MAX, &o, why))
		return false;
	*why = "names no conversation";
	return conversation_read(a, provider,
	    json_get(o, text_same(provider, "vapi") ? "message" : "data"), out);
}

/* --- what is written ------------------------------------------------------------------------- */

struct working {
	struct arena *arena;
	const struct config *config;
	const struct report *report;
	const struct conversation *c;
	const struct match *match;
	bool binds;			/* the call's sid was not known before */
	struct conversation_verdict verdict;
	const char *zone;
	int64_t at_ms, patient_id;
};

/* A patient whom the clinic had called is the one, whatever name was heard. */
static enum db_result
meet(struct db *db, struct working *w)
{
	const struct conversation *c = w->c;
	const struct match *m = w->match;
	bool told = c->first_name || c->last_name || c->email;

	w->patient_id = m->patient_id;
	if ((m->kind != MATCH_CALL && m->patient_id) || !m->phone || !*m->phone || c->failed ||
	    (!told && (m->patient_id || (w->verdict.booked != BOOKING_BOOKED &&
	    !w->verdict.wants_ticket))))
		return DB_OK;
	/* A caller who withholds the number is nobody's patient by it. */
	if (!caller_shows_number(m->phone))
		return DB_OK;
	return patient_meet(db, w->arena, m->clinic_id, m->phone, c->first_name, c->last_name,
	    c->email, &w->patient_id);
}

static struct json_object *
turns_of(struct arena *a, const struct conversation *c)
{
	struct json_object *turns = json_array_in(a);

	for (size_t i = 0; i < c->count; i++) {
		struct json_object *turn = json_object_in(a);

		if (c->turns[i].at_ms >= 0)
			json_put_real(turn, "at", (double)c->turns[i].at_ms / 1000);
		json_put_text(turn, "speaker", c->turns[i].speaker);
		json_put_text(turn, "text", c->turns[i].text);
		json_append(turns, turn);
	}
	return turns;
}

static enum db_result
fill_session(struct db *db, struct working *w)
{
	const struct conversation *c = w->c;
	struct session s = w->match->session;

	if (w->match->kind != MATCH_SESSION)
		return DB_OK;
	s.patient_id = w->patient_id;
	s.conversation_id = c->id;
	s.status = c->status;
	s.intent = w->verdict.intent;
	s.summary = c->summary;
	s.transcript = c->count ? turns_of(w->arena, c) : NULL;
	s.has_audio = c->has_audio;
	s.ended_at_ms = c->ended_at_ms ? c->ended_at_ms : w->report->at_ms;
	return session_fill(db, w->arena, &s);
}

/* The visit, or the problem, that came of it. A call about a visit that stands makes neither. */
static enum db_result
draw_conclusions(struct db *db, struct working *w)
{
	const struct conversation_verdict *v = &w->verdict;
	const struct match *m = w->match;
	struct booking_proposal booking = {
		.clinic_id = m->clinic_id, .patient_id = w->patient_id, .call_sid = m->call_sid,
		.session_id = m->kind == MATCH_SESSION ? m->session.session_id : NULL,
		.source = w->c->provider, .service = w->c->service,
		.evidence = v->evidence ? v->evidence : "", .stated_time = v->stated_time,
		.stated_date = v->stated_date, .starts_at_ms = v->starts_at_ms, .confidence = v->confidence,
	};
	struct ticket ticket = {
		.clinic_id = m->clinic_id, .patient_id = w->patient_id, .call_sid = m->call_sid,
		.session_id = booking.session_id,
		.origin = arena_printf(w->arena, "%s:%s", w->c->provider, w->c->id),
		.subject = v->subject, .description = v->description, .priority = v->priority,
		.status = "open",
	};
	enum db_result result = DB_OK;

	if (m->kind == MATCH_CONFIRMATION)
		return DB_OK;
	if (v->booked == BOOKING_BOOKED)
		result = booking_propose(db, w->arena, &booking, w->at_ms);
	if (result == DB_OK && v->wants_ticket)
		result = ticket_add(db, w->arena, &ticket);
	return result;
}

static const struct { const char *answer, *status, *outcome, *intent; } answers[] = {
	{ "confirmed", "confirmed", "appointment-confirmed", "confirm" },
	{ "reschedule", "reschedule-requested", "appointment-rescheduled", "reschedule" },
	{ "cancelled", "cancelled", "appointment-cancelled", "cancel" },
};

/* What the clinic must do itself: find another time, or ask again about a visit that was moved
 * while the patient spoke of it. */
static enum db_result
leave_to_clinic(struct db *db, struct working *w, const struct appointment *visit, bool moved)
{
	struct arena *a = w->arena;
	const struct outbound_call *call = &w->match->outbound;
	struct civil at = zone_civil(w->zone, visit->starts_at_ms);
	const char *known = patient_name(a, &visit->patient);
	const char *name = *known ? known : visit->patient.phone;
	const char *when = arena_printf(a, "%04d-%02d-%02d %02d:%02d", at.year, at.month, at.day,
	    at.hour, at.minute);
	struct task task = {
		.clinic_id = call->clinic_id, .kind = "reschedule", .call_sid = call->call_sid,
		.appointment_id = call->appointment_id,
		/* As that of a pressed key. */
		.origin = arena_printf(a, "reschedule:%s", call->call_sid),
		.title = moved ? arena_printf(a, "%s answered for a visit that has been moved to "
		    "%s since: please call", name, when) :
		    arena_printf(a, "%s asks for another time than %s", name, when),
	};

	return task_add(db, a, &task);
}

/* The visit as the patient wants it. */
static enum db_result
answer_visit(struct db *db, struct working *w, const char *status, int64_t at_ms)
{
	struct appointment visit;
	enum db_result result = appointment_find(db, w->arena, w->match->outbound.appointment_id,
	    &visit);
	bool moved;

	if (result != DB_OK)
		return result == DB_NONE ? DB_OK : result;
	moved = w->c->visit_at_ms && w->c->visit_at_ms != visit.starts_at_ms;
	if (!moved)
		result = appointment_answer(db, w->arena, visit.appointment_id, status, at_ms);
	if (moved || (result == DB_OK && text_same(status, "reschedule-requested")))
		result = leave_to_clinic(db, w, &visit, moved);
	return result == DB_NONE ? DB_OK : result;
}

/* Whoever asked the provider for the call may not have heard its answer. */
static enum db_result
bind_call(struct db *db, struct working *w)
{
	enum db_result result = DB_OK;

	if (w->binds)
		result = outbound_call_settle(db, w->arena, w->match->outbound.call_id, w->c->id,
		    "initiated", 0, NULL);
	return result == DB_NONE ? DB_OK : result;
}

/* What the patient said to the visit that the call was about. */
static enum db_result
take_answer(struct db *db, struct working *w)
{
	const struct outbound_call *call = &w->match->outbound;
	const struct conversation *c = w->c;
	struct call_report report = call_report(call->call_sid);
	enum db_result result = DB_OK;
	bool changed;

	if (w->match->kind != MATCH_CONFIRMATION)
		return DB_OK;
	report.status = c->status;
	report.duration = c->duration_s;
	report.ended_at_ms = c->ended_at_ms ? c->ended_at_ms : w->report->at_ms;
	report.answered_by = c->voicemail ? "machine_start" : c->failed ? NULL : "human";
	report.outcome = c->voicemail ? "voicemail" : c->failed ? NULL : "no-response";
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		if (c->failed || c->voicemail || !text_same(c->answer, answers[i].answer))
			continue;
		report.outcome = answers[i].outcome;
		report.intent = answers[i].intent;
		if (call->appointment_id)
			result = answer_visit(db, w, answers[i].status, report.ended_at_ms);
	}
	if (result <= DB_NONE)
		result = call_reconcile(db, w->arena, &report, &changed);
	/* No other message may have told of its end. */
	return result <= DB_NONE ? call_order_ended(db, w->arena, report.call_sid) : result;
}

/* The call shows what was said, and is found by it. */
static enum db_result
fill_call(struct db *db, struct working *w)
{
	struct arena *a = w->arena;
	const struct conversation *c = w->c;
	const struct conversation_verdict *v = &w->verdict;
	const struct match *m = w->match;
	struct sentence *sentences = arena_array(a, c->count + 1, sizeof *sentences);
	const struct model_report said = {
		.summary = c->summary, .intent = v->intent,
		.intent_confidence = v->intent_confidence,
		.opinion = {
			.verdict = v->booked, .confidence = v->confidence, .outcome = v->outcome,
			.evidence = v->evidence, .stated_time = v->stated_time,
		},
	};
	enum db_result result;

	if (!m->call_sid || !c->count)
		return DB_OK;
	for (size_t i = 0; i < c->count; i++)
		sentences[i] = (struct sentence){
			.at_ms = c->turns[i].at_ms, .text = c->turns[i].text, .confidence = -1,
			.speaker = text_same(c->turns[i].speaker, "agent") ? "clinic" : "caller",
		};
	result = report_transcript(db, a,
	    text_same(c->provider, "vapi") ? SOURCE_VAPI : SOURCE_ELEVENLABS, c->id, m->call_sid,
	    m->clinic_id, c->language, sentences, c->count, NULL, c->summary);
	if (result == DB_OK)
		result = call_was_told(db, a, w->config, m->call_sid, &said);
	return result == DB_NONE ? DB_OK : result;
}

static enum db_result
note_cost(struct db *db, struct working *w)
{
	const struct conversation *c = w->c;
	bool credits = c->credits >= 0;

	if (!credits && c->duration_s < 0 && !c->price_usd)
		return DB_OK;
	return usage_add(db, w->arena, &(struct usage){
		.clinic_id = w->match->clinic_id, .product = "voice-agent", .model = c->provider,
		.call_sid = w->match->call_sid, .unit = credits ? "credits" : "seconds",
		.input_units = credits ? c->credits : c->duration_s, .output_units = -1,
		.price = c->price_usd, .at_ms = w->at_ms,
	    });
}

static enum db_result
work(struct db *db, void *context)
{
	static enum db_result (*const steps[])(struct db *, struct working *) = {
		bind_call, meet, fill_session, take_answer, draw_conclusions, fill_call, note_cost,
	};
	struct working *w = context;
	enum db_result result = report_lock(db, w->arena, w->report->event_id);

	for (size_t i = 0; i < sizeof steps / sizeof *steps && result == DB_OK; i++)
		result = steps[i](db, w);
	if (result == DB_OK)
		result = unmatched_remove(db, w->c->provider, w->c->id);
	return result == DB_OK ? report_is_worked_in(db, w->report->event_id,
	    &(struct report_owner){
		.provider = w->c->provider, .conversation_id = w->c->id,
		.clinic_id = w->match->clinic_id, .call_sid = w->match->call_sid,
		.patient_id = w->patient_id,
	    }) : result;
}

enum db_result
report_work_in(struct db *db, struct arena *a, const struct config *config,
    const struct report *report, const struct conversation *c, struct match *match)
{
	struct working w = {
		.arena = a, .config = config, .report = report, .c = c, .match = match,
		.zone = config->default_timezone, .at_ms = clock_now_ms(),
		.binds = match->kind == MATCH_CONFIRMATION && !match->call_sid,
	};
	struct clinic clinic;
	enum db_result result = clinic_find(db, a, match->clinic_id, &clinic);

	if (result > DB_NONE)
		return result;
	if (result == DB_OK && clinic.timezone && zone_is_valid(clinic.timezone))
		w.zone = clinic.timezone;
	if (w.binds)
		match->call_sid = match->outbound.call_sid = c->id;
	conversation_judge(a, c, w.zone, &w.verdict);
	return db_transact(db, work, &w);
}

/* --- the job --------------------------------------------------------------------------------- */

static struct job_outcome
keep_unmatched(struct job_context *j, const struct conversation *c, const struct match *match)
{
	const struct unmatched u = {
		.provider = c->provider, .conversation_id = c->id, .agent_id = c->agent_id,
		.agent_number = c->agent_number, .phone = c->phone, .call_sid = c->call_sid,
		.reason = match->reason, .started_at_ms = c->started_at_ms,
	};

	if (unmatched_add(j->db, j->arena, &u) > DB_NONE)
		return job_failed("the database did not keep it");
	if (match->final || j->job->attempts >= LOOKS)
		return job_is_done();
	return job_is_early(LOOK_AGAIN_S, match->reason);
}

static struct job_outcome
post_call_job(struct job_context *j)
{
	const char *provider = json_get_text(j->job->payload, "provider");
	const char *id = json_get_text(j->job->payload, "conversationId"), *why;
	struct conversation c;
	struct report report;
	struct match match;
	enum db_result result;

	if (!provider || !id)
		return job_is_hopeless("its payload is incomplete");
	result = report_find(j->db, j->arena, provider, id, &report);
	if (result > DB_NONE)
		return job_failed("the database did not answer");
	/* One that fitted nothing for so long that it was deleted fits nothing any more. */
	if (result == DB_NONE || report.is_worked_in || !report.body_bytes)
		return job_is_done();
	if (!report_read(j->arena, provider, &report, &c, &why))
		return job_is_hopeless(arena_printf(j->arena, "the report %s", why));
	if (conversation_match(j->db, j->arena, j->config, &c, &match) != DB_OK)
		return job_failed("the database did not answer");
	if (match.kind == MATCH_NONE)
		return keep_unmatched(j, &c, &match);
	if (match.kind == MATCH_SESSION && !match.call_sid && j->job->attempts < BOUND_LOOKS)
		return job_is_early(LOOK_AGAIN_S, "the sid of its session's call is not known yet");
	result = report_work_in(j->db, j->arena, j->config, &report, &c, &match);
	if (result > DB_NONE)
		return job_failed("the database did not keep it");
	return job_is_done();
}

JOB_KIND("post-call", post_call_job, .attempts_max = ATTEMPTS_MAX);

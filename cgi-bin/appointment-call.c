/*
 * appointment-call - call a patient to confirm a visit
 *
 * By Twilio where it is configured, else by Vapi (numbers of the United States alone), else in simulation: then nobody is called. The intent is on record before
 * the provider is asked; where its answer is lost, the answer is 202 with status unknown, and a job finds out before anybody is called again. What follows a call
 * that nobody answers is the clinic's retry plan.
 *
 * Twice? While a call about this visit is under way, 409; afterwards a second call, unless it carries the first one's Idempotency-Key.
 */
#include "core/clock.h"
#include "jobs/confirm_call.h"
#include "jobs/place_call.h"
#include "web/account.h"
#include "web/confirmation_call.h"
#include "web/once.h"
#include "web/telephony.h"

enum { ID };

static const struct param params[] = { [ID] = { "id", P_ID, .help = "The appointment" }, { 0 } };

static enum outcome
initiated(struct request *r, const struct outbound_call *call)
{
	audit(r, call->clinic_id, "confirmation-called", arena_printf(r->arena, "appointment %lld", (long long)call->appointment_id), "{}");
	return answer_confirmation_call(r, call, true);
}

/* Only Twilio's refusals have codes that we know more of. */
static enum outcome
refused(struct request *r, const struct outbound_call *call, const struct place_answer *answer)
{
	if (text_same(call->provider, "twilio"))
		return refuse_code(r, answer->code, answer->message);
	return refuse_provider(r, 502, 0, answer->message);
}

/* Nobody was asked, or nobody did anything. If by now somebody does, it is as unknown as any call. */
static enum outcome
call_off(struct request *r, struct outbound_call *call, const struct place_answer *answer)
{
	if (outbound_call_cancel(r->db, r->arena, call->call_id, answer->message) != DB_OK)
		return answer_confirmation_call(r, call, false);
	return answer->status ? refused(r, call, answer) : refuse_provider(r, 504, 0, answer->message);
}

static enum outcome
place(struct request *r, struct outbound_call *call)
{
	struct place_answer answer;

	if (text_same(call->provider, "simulation"))
		return initiated(r, call);
	call_place(r->db, r->arena, r->config, call, &answer);
	switch (answer.result) {
	case PLACED:
		return initiated(r, call);
	case PLACE_REFUSED:
		return refused(r, call, &answer);
	case PLACE_LATER: case PLACE_OFF:
		return call_off(r, call, &answer);
	case PLACE_UNKNOWN: case PLACE_AWAY:
		break;
	}
	return answer_confirmation_call(r, call, false);
}

/* What is wrong with calling about this visit now: each is a fault of the request. */
static void
examine(struct request *r, const struct appointment *visit, const char *from)
{
	const char *provider = confirm_provider(r->config);

	if (text_same(visit->status, "cancelled"))
		request_fault(r, "id", "is of an appointment that was cancelled");
	else if (!appointment_is_open(visit, r->now_ms))
		request_fault(r, "id", "is of an appointment that is past");
	if (text_same(provider, "twilio") && !*from)
		request_fault(r, "id", "is of a clinic without a phone number to call from");
	if (!confirm_reaches(r->arena, provider, visit->patient.phone))
		request_fault(r, "id", "is of a patient outside the United States, whom Vapi does not call");
}

/* The same request is the same call, also where this program was killed in the middle of the first. Without a key: two who ask at once have seen the same last
 * call, and one of them is first. */
static const char *
origin_of(struct request *r, int64_t appointment_id, int64_t last_id)
{
	const char *once = once_origin(r);

	return once ? arena_printf(r->arena, CONFIRM_NOW "%s", once) :
	    arena_printf(r->arena, CONFIRM_NOW "%lld:%lld", (long long)appointment_id, (long long)last_id);
}

static enum outcome
call_patient(struct request *r)
{
	struct appointment visit;
	struct clinic clinic;
	struct outbound_call call;
	const char *from = "", *origin;
	bool under_way = false;
	enum db_result result = appointment_find(r->db, r->arena, r->in[ID].number, &visit);

	if (result == DB_NONE || (result == DB_OK && !request_sees(r, visit.clinic_id)))
		return refuse(r, 404, "There is no such appointment.");
	if (result == DB_OK)
		result = clinic_find(r->db, r->arena, visit.clinic_id, &clinic);
	if (result == DB_OK)
		result = request_sender(r, visit.clinic_id, NULL, &from);
	if (result == DB_OK)
		result = confirm_last_call(r->db, r->arena, visit.appointment_id, &call, &under_way);
	if (result != DB_OK)
		return outcome_of(result);
	examine(r, &visit, from);
	if (r->faults)
		return refuse_faults(r);
	origin = origin_of(r, visit.appointment_id, call.call_id);
	result = confirm_call_intend(r->db, r->arena, r->config, r->routes, &(struct confirm_order){
		.clinic = &clinic, .visit = &visit, .from = from, .place_at_ms = clock_now_ms() + CONFIRM_NOW_MS, .origin = origin,
	}, &call);
	if (result == DB_NONE)
		return refuse(r, 404, "There is no such appointment.");
	if (result == DB_CONFLICT)
		return refuse_field(r, "id", "is of a patient who does not want to be called by this clinic");
	/* An answer of the database that was lost: is it there? */
	if (result == DB_UNKNOWN)
		result = outbound_call_by_reference(r->db, r->arena, call.reference, &call);
	if (result == DB_DUPLICATE && (!once_origin(r) || !text_same(call.origin, origin)))
		return refuse(r, 409, "A call about this appointment is under way.");
	if (result != DB_OK && result != DB_DUPLICATE)
		return result == DB_NONE ? AWAY : outcome_of(result);
	return place(r, &call);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/appointments/{id}/call", CALLER_ASSISTANT, call_patient, "Call the patient to confirm the appointment", params, .idempotent = true, .no_clinic = true, .answer = "confirmationCall" },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

/*
 * voice-dial-status - what came of a Dial
 *
 * The Dial's action. Twilio's `completed` with a bridged leg is answered, and the call is over; everything else goes on to the next assistant, or to
 * the fallback. Whom the Dial rang stands in the signed query; which of several who were rung at once has answered is on record with the events of
 * their legs. A call that an assistant had to accept, and of which Twilio does not say whether it was bridged, was answered if the acceptance is on record.
 *
 *   200  TwiML, always, for an authentic request	403  not Twilio's signature, or not our account
 *
 * Twice? The same TwiML, one event that counts. Database away? Answered from the snapshot; the facts are spooled, and what the record
 * knows is looked up when they come from there.
 */
#include "web/voice.h"

enum { DIAL_CALL_STATUS = VOICE_FIELDS, DIAL_CALL_SID, DIAL_CALL_DURATION, DIAL_BRIDGED };

static const struct param params[] = {
	VOICE_PARAMS,
	[DIAL_CALL_STATUS] = { "DialCallStatus", P_TEXT, 1, 16, .optional = true, .help = "completed, busy, no-answer, failed, canceled" },
	[DIAL_CALL_SID] = { "DialCallSid", P_TEXT, 1, 64, .optional = true, .help = "The dialled leg" },
	[DIAL_CALL_DURATION] = { "DialCallDuration", P_INT, 0, 86400, .optional = true, .help = "Seconds" },
	[DIAL_BRIDGED] = { "DialBridged", P_TEXT, 1, 5, .optional = true, .help = "true, false" },
	{ 0 }
};

/* An event of this type that the dialled leg has brought, or NULL: there is none, or the database cannot say. */
static const struct event_row *
leg_event(struct request *r, const char *type)
{
	const char *leg_sid = r->in[DIAL_CALL_SID].text;
	struct event_row *events;
	size_t count = 0;

	if (!leg_sid || events_of(r->db, r->arena, r->in[CALL_SID].text, &events, &count) != DB_OK)
		return NULL;
	return event_with(r->arena, events, count, type, "CallSid", leg_sid);
}

/* Which assistant answered: the one who was rung, or, of several, the one whose leg it was. */
static int64_t
who_answered(struct request *r, const struct call_state *state)
{
	const struct event_row *event;
	struct call_state leg = { 0 };

	if (state->dialled != DIALLED_ASSISTANTS || state->assistant_id)
		return state->assistant_id;
	event = leg_event(r, EVENT_LEG);
	if (!event)
		event = leg_event(r, EVENT_ACCEPTED);
	if (event && strchr(event->path, '?'))
		call_state_read(r->arena, strchr(event->path, '?') + 1, &leg);
	return leg.assistant_id;
}

static const char *
outcome_of_dial(struct request *r, const struct call_state *state)
{
	const struct value *in = r->in;
	const char *outcome = dial_outcome(in[DIAL_CALL_STATUS].text, in[DIAL_BRIDGED].text, in[DIAL_CALL_DURATION].text);

	if (text_same(outcome, "answered") && state->screened && !in[DIAL_BRIDGED].text && !leg_event(r, EVENT_ACCEPTED))
		return "no-answer";
	return outcome;
}

static enum outcome
dial_status(struct request *r)
{
	const struct value *in = r->in;
	struct call_facts call = voice_facts(r);
	const char *outcome = outcome_of_dial(r, &call.state);
	bool answered = text_same(outcome, "answered");
	struct call_report report;
	struct plan *plan;

	call.dial_outcome = outcome;
	plan = answered ? voice_plan(r, &call, plan_answered, plan_answered) : voice_plan(r, &call, plan_unanswered, plan_unanswered);
	report = voice_report(r, plan->line);
	report.started_at_ms = 0;
	report.dial_call_status = outcome;
	report.dial_bridged = answered;
	if (answered) {
		report.answered_at_ms = r->now_ms - in[DIAL_CALL_DURATION].number * 1000;
		report.assistant_id = who_answered(r, &call.state);
	}
	return record_call(r, EVENT_DIAL, voice_claim(r, "dial-status", in[DIAL_CALL_SID].text), &report);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/voice/dial-status", CALLER_TWILIO, dial_status, "What came of a Dial", params, VOICE, .processes = 4, .rescue = plan_unanswered },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

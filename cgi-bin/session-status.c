/*
 * session-status - the state of a session's call has changed
 *
 * The call's row gets it, as from voice-status-callback, and so does the session; both move forward only. The end of the call is followed by what belongs to it (a job).
 *
 *   204  on record, in the database or the spool	403  not Twilio's signature, or not our account
 *   503  neither database nor spool
 *
 * Twice? One event that counts; the repeat is kept as a duplicate.
 */
#include "data/sessions.h"
#include "web/call_status.h"
#include "web/session_call.h"

enum { STATUS = SESSION_FIELDS };

static const struct param params[] = { SESSION_PARAMS, STATUS_PARAMS(STATUS), { 0 } };

static enum outcome
status(struct request *r)
{
	const struct session_call s = session_call_read(r);
	struct call_report report = voice_report(r, session_call_line(r));
	struct facts *facts = facts_new(r->arena);

	(void)answer_empty(r, 204);
	call_status_to(facts, r, &r->in[STATUS], &report);
	session_report_to(facts, s.session_id, report.status, report.call_sid, NULL, report.ended_at_ms, r->now_ms);
	return record(r, "status", report.call_sid, report.clinic_id, call_status_claim(r, &r->in[STATUS]), facts);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/status/{session_id}", CALLER_TWILIO, status, "The state of a session's call has changed", params, WEBHOOK, .processes = 3 },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

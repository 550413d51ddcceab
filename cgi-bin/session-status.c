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
#include "core/clock.h"
#include "data/jobs.h"
#include "data/sessions.h"
#include "web/session_call.h"

enum { CALL_DURATION = SESSION_FIELDS, SIP_RESPONSE_CODE, SEQUENCE_NUMBER, TIMESTAMP };

static const struct param params[] = {
	SESSION_PARAMS,
	[CALL_DURATION] = { "CallDuration", P_INT, 0, 604800, .optional = true, .help = "Seconds" },
	[SIP_RESPONSE_CODE] = { "SipResponseCode", P_INT, 100, 699, .optional = true, .help = "486 busy, 487 not answered …" },
	[SEQUENCE_NUMBER] = { "SequenceNumber", P_INT, 0, 1000000, .optional = true, .help = "Of this call's events, from 0" },
	[TIMESTAMP] = { "Timestamp", P_TEXT, 0, 64, .optional = true, .help = "RFC 2822" },
	{ 0 }
};

static enum outcome
status(struct request *r)
{
	const struct value *in = r->in;
	const struct session_call s = session_call_read(r);
	struct call_report report = voice_report(r, session_call_line(r));
	bool ended = call_status_rank(report.status) == CALL_ENDED;
	struct facts *facts = facts_new(r->arena);
	int64_t at_ms = r->now_ms;

	(void)answer_empty(r, 204);
	(void)instant_parse_rfc2822(in[TIMESTAMP].text, &at_ms);
	report.started_at_ms = 0;
	report.duration = in[CALL_DURATION].text ? in[CALL_DURATION].number : -1;
	report.sip_response_code = (int)in[SIP_RESPONSE_CODE].number;
	report.ended_at_ms = ended ? at_ms : 0;
	call_add(facts, &report, r->now_ms);
	session_report_to(facts, s.session_id, report.status, report.call_sid, NULL, report.ended_at_ms, r->now_ms);
	if (ended) {
		struct json_object *payload = json_object_in(r->arena);

		json_put_text(payload, "callSid", report.call_sid);
		job_add_to(facts, "call-ended", arena_printf(r->arena, "call-ended:%s", report.call_sid), payload, 0);
	}
	return record(r, "status", report.call_sid, report.clinic_id, voice_claim(r, "status", arena_printf(r->arena, "%s:%s",
	    in[CALL_STATUS].text ? in[CALL_STATUS].text : "", in[SEQUENCE_NUMBER].text ? in[SEQUENCE_NUMBER].text : "")), facts);
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

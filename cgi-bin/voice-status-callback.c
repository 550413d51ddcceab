/*
 * voice-status-callback - a call's state changed
 *
 * Status, duration and codes go into the call's row; states move forward only and a terminal one sticks, whatever the order of arrival. A child leg's
 * states are events in its parent's timeline, whose URL says which assistant it rings. The URL of a call that we make names its row ("ref"), which so gets its
 * sid even where Twilio's answer was lost. The end of a call is followed by what belongs to it (a job).
 *
 *   204  on record, in the database or the spool	403  not Twilio's signature, or not our account
 *   503  neither database nor spool
 *
 * Twice? One event that counts; the repeat is kept as a duplicate.
 */
#include "core/clock.h"
#include "data/jobs.h"
#include "web/voice.h"

enum { CALL_DURATION = VOICE_FIELDS, SIP_RESPONSE_CODE, SEQUENCE_NUMBER, TIMESTAMP, ANSWERED_BY, REF };

static const struct param params[] = {
	VOICE_PARAMS,
	[CALL_DURATION] = { "CallDuration", P_INT, 0, 604800, .optional = true, .help = "Seconds (Duration counts billed minutes)" },
	[SIP_RESPONSE_CODE] = { "SipResponseCode", P_INT, 100, 699, .optional = true, .help = "486 busy, 487 not answered …" },
	[SEQUENCE_NUMBER] = { "SequenceNumber", P_INT, 0, 1000000, .optional = true, .help = "Of this leg's events, from 0" },
	[TIMESTAMP] = { "Timestamp", P_TEXT, 0, 64, .optional = true, .help = "RFC 2822" },
	[ANSWERED_BY] = { "AnsweredBy", P_TEXT, 1, 32, .optional = true, .help = "human, machine_start …" },
	[REF] = { "ref", P_TEXT, 0, 40, .optional = true, .place = IN_QUERY, .help = "Of a call that we make: its row's reference" },
	{ 0 }
};

static bool
is_terminal(const char *status)
{
	static const char *const terminal[] = { "completed", "busy", "failed", "no-answer", "canceled" };

	for (size_t i = 0; i < sizeof terminal / sizeof *terminal; i++)
		if (text_same(status, terminal[i]))
			return true;
	return false;
}

static enum outcome
status(struct request *r)
{
	const struct value *in = r->in;
	int64_t at_ms = r->now_ms;
	const char *claim = voice_claim(r, "status", arena_printf(r->arena, "%s:%s", in[CALL_STATUS].text ? in[CALL_STATUS].text : "",
	    in[SEQUENCE_NUMBER].text ? in[SEQUENCE_NUMBER].text : ""));
	struct call_report report = voice_report(r, NULL);
	bool outbound = text_same(report.direction, "outbound");
	struct facts *facts = facts_new(r->arena);
	const struct line *line;

	(void)answer_empty(r, 204);
	(void)instant_parse_rfc2822(in[TIMESTAMP].text, &at_ms);
	if (snapshot_find(r->snapshot, r->arena, outbound ? report.from : report.to, &line) == SNAPSHOT_FOUND) {
		report.clinic_id = line->clinic_id;
		report.twilio_phone_number = line->number;
	}
	if (in[PARENT_CALL_SID].text && *in[PARENT_CALL_SID].text)
		return record(r, VOICE_LEG, in[PARENT_CALL_SID].text, report.clinic_id, claim, NULL);
	report.duration = in[CALL_DURATION].text ? in[CALL_DURATION].number : -1;
	report.sip_response_code = (int)in[SIP_RESPONSE_CODE].number;
	report.answered_by = in[ANSWERED_BY].text;
	report.started_at_ms = 0;		/* not said: the first webhook of the call knows, or Twilio's list */
	if (is_terminal(report.status))
		report.ended_at_ms = at_ms;
	call_add(facts, &report, r->now_ms);
	if (is_terminal(report.status)) {
		struct json_object *payload = json_object_in(r->arena);

		json_put_text(payload, "callSid", report.call_sid);
		job_add_to(facts, "call-ended", arena_printf(r->arena, "call-ended:%s", report.call_sid), payload, 0);
	}
	return record(r, "status", report.call_sid, report.clinic_id, claim, facts);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/voice/status-callback", CALLER_TWILIO, status, "A call's state changed", params, WEBHOOK, .processes = 8 },
	{ POST, "/api/twilio/call-status", CALLER_TWILIO, status, "A call's state changed (older guides)", params, WEBHOOK },
	{ POST, "/api/twilio/status", CALLER_TWILIO, status, "A call's state changed (older guides)", params, WEBHOOK },
	{ POST, "/api/webhooks/twilio/status", CALLER_TWILIO, status, "A call's state changed (older guides)", params, WEBHOOK },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

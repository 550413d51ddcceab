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
#include "web/call_status.h"

enum { STATUS = VOICE_FIELDS, ANSWERED_BY = STATUS + STATUS_FIELDS, REF };

static const struct param params[] = {
	VOICE_PARAMS,
	STATUS_PARAMS(STATUS),
	[ANSWERED_BY] = { "AnsweredBy", P_TEXT, 1, 32, .optional = true, .help = "human, machine_start …" },
	[REF] = { "ref", P_TEXT, 0, 40, .optional = true, .place = IN_QUERY, .help = "Of a call that we make: its row's reference" },
	{ 0 }
};

static enum outcome
status(struct request *r)
{
	const struct value *in = r->in;
	const char *claim = call_status_claim(r, &in[STATUS]), *parent = in[PARENT_CALL_SID].text;
	struct call_report report = voice_report(r, NULL);
	bool outbound = text_same(report.direction, "outbound");
	struct facts *facts = facts_new(r->arena);
	const struct line *line;

	(void)answer_empty(r, 204);
	if (snapshot_find(r->snapshot, r->arena, outbound ? report.from : report.to, &line) == SNAPSHOT_FOUND) {
		report.clinic_id = line->clinic_id;
		report.twilio_phone_number = line->number;
	}
	if (parent && *parent)
		return record(r, EVENT_LEG, parent, report.clinic_id, claim, NULL);
	report.answered_by = in[ANSWERED_BY].text;
	call_status_to(facts, r, &in[STATUS], &report);
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

/*
 * confirmation-amd - who answered a confirmation call
 *
 * Twilio's verdict where it is asked to find out while the call goes on. Ours are found out before a word is said (confirmation-voice is told); this path is for
 * calls that others set up. A machine's call has the outcome voicemail.
 *
 *   204  on record, in the database or the spool	403  not Twilio's signature, or not our account
 *   503  neither database nor spool
 *
 * Twice, late? One event counts; a key that was pressed meanwhile is a person's, and its outcome stays.
 */
#include "data/outbound_calls.h"
#include "web/confirming.h"

static const struct param params[] = { CONFIRMING_PARAMS, { 0 } };

static enum outcome
verdict(struct request *r)
{
	struct call_report report = voice_report(r, NULL);
	const char *answered_by = r->in[CONFIRMING_ANSWERED_BY].text;
	struct outbound_call call = { 0 };

	if (outbound_call_by_sid(r->db, r->arena, report.call_sid, &call) > DB_NONE)
		return AWAY;
	report.direction = "outbound";
	report.call_type = "appointment-confirmation";
	report.phone = "";
	report.started_at_ms = 0;
	report.answered_by = answered_by;
	if (!call.outcome && answered_by && text_has_prefix(answered_by, "machine_"))
		report.outcome = "voicemail";
	return record_call(r, "machine-detection", voice_claim(r, "machine-detection", NULL), &report);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/webhooks/twilio/amd/{appointmentId}", CALLER_TWILIO, verdict, "Who answered a confirmation call", params, WEBHOOK },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

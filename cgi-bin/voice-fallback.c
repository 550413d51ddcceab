/*
 * voice-fallback - what Twilio asks when the first answer failed
 *
 * Forwarded from the snapshot alone, with the simplest TwiML that helps the caller; the failure is logged and on record.
 *
 *   200  TwiML, always, for an authentic request	403  not Twilio's signature, or not our account
 *
 * Twice? The same TwiML, one event that counts.
 */
#include "core/log.h"
#include "web/voice.h"

enum { ERROR_CODE = VOICE_FIELDS, ERROR_URL };

static const struct param params[] = {
	VOICE_PARAMS,
	[ERROR_CODE] = { "ErrorCode", P_TEXT, 1, 10, .optional = true, .help = "Twilio's error code for the first answer" },
	[ERROR_URL] = { "ErrorUrl", P_TEXT, 1, 1000, .optional = true, .help = "The URL whose answer failed" },
	{ 0 }
};

static enum outcome
fallback(struct request *r)
{
	const struct call_facts call = voice_facts(r);
	struct call_report report;
	const struct line *line = request_line_offline(r, call.to ? call.to : "");

	report = voice_report(r, line);
	log_warning("Twilio asked for the fallback of call %s: error %s", report.call_sid, r->in[ERROR_CODE].text ? r->in[ERROR_CODE].text : "unknown");
	(void)answer_plan(r, plan_rescue(r->arena, r->config, line, &call));
	return record_call(r, "fallback", voice_claim(r, "fallback", r->in[ERROR_CODE].text), &report);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/voice/fallback", CALLER_TWILIO, fallback, "The first answer failed: forward the call", params, VOICE },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

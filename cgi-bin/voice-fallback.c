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
	struct call_facts call = voice_facts(r);
	const struct line *line = request_line_offline(r, call.to);
	const char *error = r->in[ERROR_CODE].text;
	struct call_report report = voice_report(r, line);

	log_warning("Twilio asked for the fallback of call %s: error %s", report.call_sid, error ? error : "unknown");
	(void)answer_plan(r, plan_rescue(r->arena, r->config, line, &call));
	report.started_at_ms = 0;
	return record_call(r, "fallback", voice_claim(r, "fallback", error), &report);
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

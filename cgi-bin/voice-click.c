/*
 * voice-click - the steps of a call that somebody asked for, an assistant rung first
 *
 * The assistant's prompt (press 1), what the patient hears before the two are joined (the clinic's announcement), and what came of the Dial. All that is needed
 * comes in the signed query, so that it works without the database; "ref" names the call's row.
 *
 *   200  TwiML, always, for an authentic request	403  not Twilio's signature, or not our account
 *
 * Twice? The same TwiML, one event that counts. Database away? As ever; the facts are spooled.
 */
#include "data/outbound_calls.h"
#include "desk/phone.h"
#include "desk/plan_outbound.h"
#include "web/click.h"
#include "web/voice.h"

enum { DIGITS = VOICE_FIELDS, DIAL_CALL_STATUS, DIAL_CALL_SID, DIAL_CALL_DURATION, DIAL_BRIDGED, REF, STEP, LINE, CALLED, RECORD, LIMIT, ATTEMPT };

static const struct param params[] = {
	VOICE_PARAMS,
	[DIGITS] = { "Digits", P_TEXT, 0, 32, .optional = true, .help = "The key pressed; empty: none" },
	[DIAL_CALL_STATUS] = { "DialCallStatus", P_TEXT, 1, 16, .optional = true, .help = "completed, busy, no-answer, failed, canceled" },
	[DIAL_CALL_SID] = { "DialCallSid", P_TEXT, 1, 64, .optional = true, .help = "The dialled leg" },
	[DIAL_CALL_DURATION] = { "DialCallDuration", P_INT, 0, 86400, .optional = true, .help = "Seconds" },
	[DIAL_BRIDGED] = { "DialBridged", P_TEXT, 1, 5, .optional = true, .help = "true, false" },
	[REF] = { "ref", P_TEXT, 0, 40, .optional = true, .place = IN_QUERY, .help = "The row's reference" },
	[STEP] = { "step", P_TEXT, 0, 16, .optional = true, .place = IN_QUERY, .help = "accept, announce, dialled" },
	[LINE] = { "line", P_TEXT, 0, 40, .optional = true, .place = IN_QUERY, .help = "The clinic's number" },
	[CALLED] = { "called", P_TEXT, 0, 40, .optional = true, .place = IN_QUERY, .help = "Who is called" },
	[RECORD] = { "record", P_TEXT, 0, 1, .optional = true, .place = IN_QUERY, .help = "1: recorded" },
	[LIMIT] = { "limit", P_INT, 0, 86400, .optional = true, .place = IN_QUERY, .help = "Seconds, at most" },
	[ATTEMPT] = { "attempt", P_INT, 0, 10, .optional = true, .place = IN_QUERY, .help = "The prompt that just played, of two" },
	{ 0 }
};

/* The clinic's line; of a number that is no clinic's, one of no settings. */
static const struct line *
line_of(struct request *r)
{
	const char *number = r->in[LINE].text;
	struct line *nobodys;
	bool away;
	const struct line *line = number ? request_line(r, number, &away) : NULL;

	if (!line && number)
		line = request_line_offline(r, number);
	if (line)
		return line;
	nobodys = arena_alloc(r->arena, sizeof *nobodys);
	nobodys->number = number ? number : "";
	routing_default(&nobodys->routing);
	return nobodys;
}

static enum outcome
announce(struct request *r, const struct line *line)
{
	const char *parent = r->in[PARENT_CALL_SID].text;

	(void)answer_twiml(r, click_announce_twiml(r->arena, r->config, line));
	return record(r, "announcement", parent && *parent ? parent : r->in[CALL_SID].text, line->clinic_id, voice_claim(r, "announcement", NULL), NULL);
}

static enum outcome
dialled(struct request *r, const struct line *line, struct call_report *report)
{
	const struct value *in = r->in;
	const char *outcome = dial_outcome(in[DIAL_CALL_STATUS].text, in[DIAL_BRIDGED].text, in[DIAL_CALL_DURATION].text);
	bool answered = text_same(outcome, "answered");

	(void)answer_twiml(r, click_dialled_twiml(r->arena, r->config, line, outcome));
	report->dial_call_status = outcome;
	report->dial_bridged = answered;
	if (answered)
		report->answered_at_ms = r->now_ms - in[DIAL_CALL_DURATION].number * 1000;
	return record_call(r, EVENT_DIAL, voice_claim(r, "dial-status", in[DIAL_CALL_SID].text), report);
}

static enum outcome
accept(struct request *r, const struct line *line, const struct call_report *report)
{
	const struct value *in = r->in;
	const struct click click = {
		.reference = in[REF].text, .line = line->number, .attempt = (int)in[ATTEMPT].number,
		.call = { .to = in[CALLED].text, .records = text_same(in[RECORD].text, "1"), .time_limit_s = (int)in[LIMIT].number, .attempt = (int)in[ATTEMPT].number },
	};
	const struct click_urls urls = click_urls(r, &click);
	const char *type = text_same(in[DIGITS].text, "1") ? EVENT_ACCEPTED : click_is_refused(&click.call, in[DIGITS].text) ? "screen-refused" : "screen";

	(void)answer_twiml(r, click_twiml(r->arena, r->config, line, &click.call, in[DIGITS].text, &urls));
	return record_call(r, type, voice_claim(r, type, arena_printf(r->arena, "%d", click.attempt)), report);
}

static enum outcome
click(struct request *r)
{
	const struct line *line = line_of(r);
	struct call_report report = voice_report(r, line);

	report.started_at_ms = 0;
	if (text_same(r->in[STEP].text, "announce"))
		return announce(r, line);
	/* A step that cannot be: the call ends, and is on record. */
	if (text_same(r->in[STEP].text, "accept") && phone_is_e164(r->in[CALLED].text))
		return accept(r, line, &report);
	return dialled(r, line, &report);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/voice/click", CALLER_TWILIO, click, "A call that was asked for: the assistant, the announcement, the Dial", params, VOICE, .rescue = plan_answered },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

/*
 * sms-status - what became of a text
 *
 * Its state moves forward only, the first terminal one sticks (but what was delivered may be read), and an error code is never erased. The URL of a text that we
 * send names its row ("ref"), which so gets its sid even where Twilio's answer was lost, or comes later. A code that says that no text will ever reach the number
 * is noted with it; 21610 goes into the consent ledger. Of a notice to an assistant that does not arrive a mail goes instead (notify-by-mail). What is about no
 * text of ours is kept as an event.
 *
 *   204  on record, in the database or the spool	403  not Twilio's signature, or not our account
 *   503  neither database nor spool
 *
 * Twice? One event that counts; the repeat is kept as a duplicate.
 */
#include "core/text.h"
#include "data/consents.h"
#include "data/messages.h"
#include "desk/phone.h"
#include "web/request.h"

enum { MESSAGE_SID, SMS_SID, MESSAGE_STATUS, SMS_STATUS, FROM, TO, ERROR_CODE, REF };

static const struct param params[] = {
	[MESSAGE_SID] = { "MessageSid", P_TEXT, 1, 34, .optional = true, .help = "The text's sid" },
	[SMS_SID] = { "SmsSid", P_TEXT, 1, 34, .optional = true, .help = "The same" },
	[MESSAGE_STATUS] = { "MessageStatus", P_TEXT, 0, 40, .optional = true, .help = "queued, sent, delivered, undelivered, failed …" },
	[SMS_STATUS] = { "SmsStatus", P_TEXT, 0, 40, .optional = true, .help = "The same" },
	[FROM] = { "From", P_TEXT, 0, 255, .optional = true, .help = "Our number" },
	[TO] = { "To", P_TEXT, 0, 255, .optional = true, .help = "Whom it was for" },
	[ERROR_CODE] = { "ErrorCode", P_TEXT, 0, 10, .optional = true, .help = "Why it was not delivered" },
	[REF] = { "ref", P_TEXT, 0, 20, .optional = true, .place = IN_QUERY, .help = "Of a text that we send: its row" },
	{ 0 }
};

enum { OPTED_OUT = 21610, CODE_MAX = 999999 };

static const char *
either(const struct value *a, const struct value *b)
{
	return a->text ? a->text : b->text;
}

static int64_t
whole(const struct value *v, int64_t max)
{
	int64_t n;

	return v->text && number_parse(v->text, 1, max, &n) ? n : 0;
}

static enum outcome
status(struct request *r)
{
	const struct value *in = r->in;
	const char *from = in[FROM].text ? in[FROM].text : "", *to = in[TO].text ? in[TO].text : "";
	struct message_status report = {
		.message_sid = either(&in[MESSAGE_SID], &in[SMS_SID]), .message_id = whole(&in[REF], INT64_MAX),
		.status = either(&in[MESSAGE_STATUS], &in[SMS_STATUS]), .error_code = (int)whole(&in[ERROR_CODE], CODE_MAX),
	};
	struct facts *facts = facts_new(r->arena);
	const struct line *line;
	bool away;

	(void)answer_empty(r, 204);
	if (!report.message_sid)
		return record_failure(r, "odd", NULL, "neither MessageSid nor SmsSid says which text it is");
	r->note = arena_printf(r->arena, "sid=%s status=%s", report.message_sid, report.status ? report.status : "none");
	line = request_line(r, from, &away);
	if (away)
		return AWAY;
	message_report_to(facts, &report, r->now_ms);
	if (report.error_code == OPTED_OUT && line && phone_is_e164(to))
		consent_add_to(facts, &(struct consent){
			.clinic_id = line->clinic_id, .phone = to, .channel = CONSENT_SMS, .at_ms = r->now_ms, .message_sid = report.message_sid,
			.origin = arena_printf(r->arena, "refused:%s", report.message_sid), .text = "Twilio sends this number no text of ours (21610): it has sent STOP",
		});
	return record(r, "sms-status", report.message_sid, line ? line->clinic_id : 0,
	    arena_printf(r->arena, "%s:sms-status:%s:%d", report.message_sid, report.status ? report.status : "", report.error_code), facts);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/sms-status", CALLER_TWILIO, status, "What became of a text", params, WEBHOOK },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

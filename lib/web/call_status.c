/* See call_status.h. */
#include "web/call_status.h"

#include "core/clock.h"

const char *
call_status_claim(const struct request *r, const struct value *first)
{
	const char *status = r->in[CALL_STATUS].text, *sequence = first[STATUS_SEQUENCE].text;

	return voice_claim(r, "status", arena_printf(r->arena, "%s:%s", status ? status : "", sequence ? sequence : ""));
}

void
call_status_to(struct facts *facts, struct request *r, const struct value *first, struct call_report *report)
{
	bool ended = call_status_rank(report->status) == CALL_ENDED;
	int64_t at_ms = r->now_ms;

	(void)instant_parse_rfc2822(first[STATUS_TIMESTAMP].text, &at_ms);
	report->started_at_ms = 0;		/* not said: the first webhook of the call knows, or Twilio's list */
	report->duration = first[STATUS_DURATION].text ? first[STATUS_DURATION].number : -1;
	report->sip_response_code = (int)first[STATUS_SIP_CODE].number;
	report->ended_at_ms = ended ? at_ms : 0;
	call_add(facts, report, r->now_ms);
	if (ended)
		call_order_ended_to(facts, report->call_sid);
}

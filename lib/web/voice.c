/* The voice webhooks' common ground. See voice.h. */
#include "web/voice.h"

#include "core/log.h"

struct call_report
voice_report(struct request *r, const struct line *line)
{
	const struct value *in = r->in;
	struct call_report report = call_report(in[CALL_SID].text);
	bool outbound = text_has_prefix(in[DIRECTION].text, "outbound");

	report.from = in[FROM].text ? in[FROM].text : "";
	report.to = in[TO].text ? in[TO].text : "";
	report.direction = outbound ? "outbound" : "inbound";
	report.call_type = report.direction;
	report.phone = outbound ? report.to : report.from;
	report.status = in[CALL_STATUS].text;
	report.stir_verstat = in[STIR_VERSTAT].text;
	report.started_at_ms = r->now_ms;
	if (line) {
		report.clinic_id = line->clinic_id;
		report.twilio_phone_number = line->number;
	}
	r->note = arena_printf(r->arena, "sid=%s from=%s to=%s clinic=%lld", report.call_sid, mask_phone(report.from).text,
	    mask_phone(report.to).text, (long long)report.clinic_id);
	return report;
}

struct call_facts
voice_facts(const struct request *r)
{
	return (struct call_facts){ .from = r->in[FROM].text, .to = r->in[TO].text, .at_ms = r->now_ms };
}

const char *
voice_claim(const struct request *r, const char *type, const char *detail)
{
	return arena_printf(r->arena, "%s:%s%s%s", r->in[CALL_SID].text, type, detail ? ":" : "", detail ? detail : "");
}

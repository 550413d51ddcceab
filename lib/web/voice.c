/* The voice webhooks' common ground. See voice.h. */
#include "web/voice.h"

#include "core/host.h"
#include "core/log.h"
#include "data/outbound_calls.h"
#include "data/turns.h"

/* NULL for a call that we do not make, and for what is no reference. */
static const char *
reference_of(struct request *r)
{
	struct form form;
	const char *reference;

	if (!strstr(r->query, "ref=") || !form_parse(r->arena, r->query, strlen(r->query), &form))
		return NULL;
	reference = form_find(&form, "ref");
	return reference && strlen(reference) == CALL_REFERENCE_CHARS ? reference : NULL;
}

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
	report.reference = reference_of(r);
	if (line && line->clinic_id) {
		report.clinic_id = line->clinic_id;
		report.twilio_phone_number = line->number;
	}
	r->note = arena_printf(r->arena, "sid=%s from=%s to=%s clinic=%lld", report.call_sid, mask_phone(report.from).text,
	    mask_phone(report.to).text, (long long)report.clinic_id);
	return report;
}

const char *
voice_failed_program(struct request *r, const char *error_url)
{
	const char *kind;

	return error_url ? routes_program(r->routes, "POST", url_path(r->arena, error_url), &kind) : NULL;
}

struct call_facts
voice_facts(struct request *r)
{
	struct call_facts call = {
		.from = form_find(&r->form, "From"), .to = form_find(&r->form, "To"), .call_sid = form_find(&r->form, "CallSid"),
		.digits = form_find(&r->form, "Digits"), .at_ms = r->now_ms,
	};

	call_state_read(r->arena, r->query, &call.state);
	if (call.state.line)
		call.to = call.state.line;
	if (!call.to)
		call.to = "";
	return call;
}

/* An answer that nobody hears takes no turn from anybody. */
static int64_t
turn_of(const struct request *r, const struct line *line, const struct call_facts *call)
{
	bool over = call_status_rank(r->in[CALL_STATUS].text) == CALL_ENDED;

	if (r->dry || r->replayed || over || !call->call_sid)
		return turns_peek(r->config->state_dir, line, call);
	return turns_take(r->config->state_dir, line, call);
}

struct plan *
voice_plan(struct request *r, struct call_facts *call, desk_plan *decide, desk_plan *offline)
{
	bool away;
	const struct line *line = request_line(r, call->to, &away);
	struct plan *plan;

	if (away) {
		line = request_line_offline(r, call->to);
		decide = offline;
	}
	plan = decide(r->arena, r->config, line, call);
	if (plan->wants_turn) {
		call->turn_id = turn_of(r, line, call);
		plan = decide(r->arena, r->config, line, call);
	}
	(void)answer_plan(r, plan);
	return plan;
}

const char *
voice_claim(const struct request *r, const char *type, const char *detail)
{
	return arena_printf(r->arena, "%s:%s%s%s", r->in[CALL_SID].text, type, detail ? ":" : "", detail ? detail : "");
}

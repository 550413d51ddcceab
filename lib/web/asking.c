/* See asking.h. */
#include "web/asking.h"

#include "carrier/twilio_reason.h"
#include "data/assistants.h"
#include "data/languages.h"
#include "data/patients.h"
#include "desk/language.h"
#include "desk/phone.h"
#include "web/account.h"
#include "web/click.h"
#include "web/once.h"
#include "web/telephony.h"

enum { TWIML_CHARACTERS_MAX = 4000 };

static enum db_result
choose_called(struct request *r, struct asking *m)
{
	struct patient *patients;
	size_t count = 0;
	enum db_result result = DB_OK;

	m->call.to = m->call.phone = request_phone(r, "to", m->to, m->clinic.default_country);
	if (!m->call.to)
		return DB_OK;
	if (phone_is_premium(m->call.to))
		request_fault(r, "to", "is a premium number, which is not called from here");
	else if (text_same(m->call.to, m->call.from))
		request_fault(r, "to", "is the clinic's own number");
	else
		result = patients_by_phone(r->db, r->arena, m->clinic.clinic_id, m->call.to, &patients, &count);
	if (result == DB_OK && count == 1)
		m->call.patient_id = patients[0].patient_id;
	return result;
}

static enum db_result
choose_assistant(struct request *r, struct asking *m)
{
	struct assistant_row assistant;
	enum db_result result;

	if (!m->assistant_id)
		return DB_OK;
	result = assistant_find(r->db, r->arena, m->assistant_id, &assistant);
	if (result == DB_NONE || (result == DB_OK && assistant.clinic_id != m->clinic.clinic_id)) {
		request_fault(r, "assistantId", "is no assistant of this clinic");
		return DB_OK;
	}
	if (result != DB_OK)
		return result;
	m->rung_first = assistant.phone;
	m->call.assistant_id = assistant.assistant_id;
	if (text_same(assistant.phone, m->call.to))
		request_fault(r, "to", "is this assistant's own phone");
	return DB_OK;
}

/* Whose call, from where, to whom; what is wrong is noted. */
enum db_result
asking_gather(struct request *r, struct asking *m)
{
	struct routing routing;
	enum db_result result = clinic_find(r->db, r->arena, r->clinic_id, &m->clinic);

	if (result == DB_OK)
		result = routing_load(r->db, r->arena, r->clinic_id, &routing);
	if (result == DB_OK)
		result = request_from(r, &m->clinic, m->from, &m->call.from);
	if (result == DB_OK)
		result = choose_called(r, m);
	if (result == DB_OK)
		result = choose_assistant(r, m);
	if (result != DB_OK)
		return result;
	m->line = *language_line(r->arena, r->config, &(struct line){
		.number = m->call.from, .clinic_id = r->clinic_id, .clinic_name = m->clinic.name, .timezone = m->clinic.timezone, .routing = routing,
	});
	m->asked = (struct asked_call){
		.to = m->call.to, .message = m->message, .voice = { m->voice, m->language ? say_language(r->arena, m->language) : NULL },
		.records = m->record->state == VALUE_SET ? m->record->flag : routing_records(r->config, &routing),
		.time_limit_s = m->time_limit_s ? m->time_limit_s : routing.call_max_seconds,
	};
	if (!m->voice && !language_same(m->asked.voice.language, routing.language))
		m->asked.voice.voice = language_own_voice(r->arena, r->config, m->asked.voice.language);
	m->call.clinic_id = r->clinic_id;
	m->call.call_type = "outbound";
	m->call.provider = "twilio";
	m->call.reference = outbound_call_reference(r->arena);
	m->call.origin = once_origin(r);
	m->call.language = m->asked.voice.language ? m->asked.voice.language : routing.language;
	return DB_OK;
}

/* What Twilio is asked for. The document goes along: the call needs nothing more of us to be what it should. */
void
asking_compose(struct request *r, struct asking *m)
{
	static const char *const events[] = { "initiated", "ringing", "answered", "completed" };
	const struct click click = { .reference = m->call.reference, .line = m->call.from, .call = m->asked };
	const struct click_urls urls = click_urls(r, &click);
	const char *twiml = m->rung_first ? click_twiml(r->arena, r->config, &m->line, &m->asked, NULL, &urls) :
	    asked_message_twiml(r->arena, r->config, &m->line, &m->asked, urls.recording);
	struct text fields = text_new(r->arena);

	if (text_characters(twiml) > TWIML_CHARACTERS_MAX)
		request_fault(r, "message", "is too long: with all that is said around it, Twilio takes %d characters", TWIML_CHARACTERS_MAX);
	if (m->rung_first) {
		form_put(&fields, "To", m->rung_first);
		form_put(&fields, "Timeout", arena_printf(r->arena, "%d", m->line.routing.ring_seconds));
	}
	form_put(&fields, "Twiml", twiml);
	form_put(&fields, "TimeLimit", arena_printf(r->arena, "%d", m->asked.time_limit_s));
	form_put(&fields, "StatusCallback", call_status_url(r, m->call.reference, m->rung_first));
	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		form_put(&fields, "StatusCallbackEvent", events[i]);
	if (m->machine_detection)
		form_put(&fields, "MachineDetection", text_same(m->machine_detection, "enable") ? "Enable" : "DetectMessageEnd");
	m->call.request = fields.data;
}

enum outcome
asking_refuse(struct request *r, const struct asking *asking, int code, const char *message)
{
	const struct twilio_reason *reason = twilio_reason(code);

	if (!asking->rung_first)
		return refuse_code(r, code, message);
	if (reason->fault != FAULT_TO)
		return refuse_code(r, code, "the call");
	request_fault(r, "assistantId", "%s", reason->advice);
	return refuse_faults_of(r, code, arena_printf(r->arena, "Twilio refused the assistant's phone. %s", reason->advice));
}

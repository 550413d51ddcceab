/* See session_start.h. */
#include "web/session_start.h"

#include "core/encode.h"
#include "data/patients.h"
#include "desk/phone.h"
#include "guard/hmac.h"
#include "web/account.h"
#include "web/once.h"
#include "web/session_call.h"

enum { ID_BYTES = 16, CALLED_OFF_MAX = 50 };

static const char *
session_id_from(struct request *r, const char *origin)
{
	unsigned char code[HMAC_BYTES_MAX];

	hmac_start(HMAC_SHA256, "session", strlen("session"));
	hmac_add(HMAC_SHA256, origin, strlen(origin));
	(void)hmac_end(HMAC_SHA256, code);
	return arena_printf(r->arena, "vs_%s", base32_encode(r->arena, code, ID_BYTES));
}

/* A repeated request is the same session, unless that was called off: then nobody was asked for its call, and whoever was told so may ask again. */
static enum db_result
choose_id(struct request *r, struct session_start *s)
{
	const char *origin = once_origin(r), *id = origin ? session_id_from(r, origin) : session_new_id(r->arena);
	enum db_result result = DB_OK;

	for (int n = 0; origin && n < CALLED_OFF_MAX; n++) {
		struct session before;

		result = session_find(r->db, r->arena, id, &before);
		if (result != DB_OK || before.call_sid || !text_same(before.status, "canceled"))
			break;
		id = session_id_from(r, id);
	}
	s->session.session_id = id;
	return result == DB_NONE ? DB_OK : result;
}

/* By the id or the clinic's own reference; without either, the only one with this number. */
static enum db_result
choose_patient(struct request *r, struct session_start *s)
{
	struct json_object *v = s->customer_id->json;
	const char *text = v ? json_object_get_string(v) : NULL;
	bool is_id = json_object_is_type(v, json_type_int), is_text = json_object_is_type(v, json_type_string) && json_whole_text(v);
	struct patient patient, *patients;
	size_t count = 0;
	int64_t id = 0;
	enum db_result result = DB_NONE;

	if (!v) {
		result = s->call.to ? patients_by_phone(r->db, r->arena, s->clinic.clinic_id, s->call.to, &patients, &count) : DB_OK;
		s->session.patient_id = result == DB_OK && count == 1 ? patients[0].patient_id : 0;
		return result;
	}
	if (is_text)
		result = patient_by_external(r->db, r->arena, s->clinic.clinic_id, text, &patient);
	if (result == DB_NONE && (is_id || is_text) && number_parse(text, 1, INT64_MAX, &id))
		result = patient_find(r->db, r->arena, id, &patient);
	if (result == DB_OK && patient.clinic_id == s->clinic.clinic_id)
		s->session.patient_id = patient.patient_id;
	else if (result == DB_OK || result == DB_NONE)
		request_fault(r, "customer_id", "is no patient of this clinic");
	return result == DB_NONE ? DB_OK : result;
}

/* A simulation on a server without agents takes any type. */
static void
check_agent(struct request *r, const struct value *agent_type)
{
	const char *type = agent_type->text, *types = session_agent_types(r);

	if (!type || !*type || session_agent(r, type))
		return;
	if (*types)
		request_fault(r, "agent_type", "must be one of %s", types);
	else if (config_has_twilio(r->config))
		request_fault(r, "agent_type", "is none: the server has no AI agents (ELEVENLABS_AGENTS, ELEVENLABS_PHONE_NUMBER)");
}

static void
choose_agent(struct request *r, struct session_start *s, bool simulated)
{
	const struct agent *agent = session_agent(r, s->agent_type->text);
	bool registers;

	s->session.agent_type = s->agent_type->text;
	if (!agent)
		return;
	registers = agent->id && *r->config->elevenlabs_api_key && (s->routing.ai_agent_mode == AGENT_REGISTER || !agent->number);
	if (!agent->number && !registers && !simulated)
		request_fault(r, "agent_type", "cannot be reached: it has no number, and the server no ELEVENLABS_API_KEY");
	s->session.agent = agent->number ? agent->number : agent->id;
	s->call.request = registers ? "1" : NULL;
}

static enum db_result
choose_numbers(struct request *r, struct session_start *s)
{
	enum db_result result = request_sender(r, s->clinic.clinic_id, NULL, &s->call.from);

	if (result != DB_OK)
		return result;
	s->call.to = s->call.phone = request_phone(r, "phone", s->phone, s->clinic.default_country);
	if (s->call.to && phone_is_premium(s->call.to))
		request_fault(r, "phone", "is a premium number, which is not called from here");
	else if (s->call.to && text_same(s->call.to, s->call.from))
		request_fault(r, "phone", "is the clinic's own number");
	return DB_OK;
}

static const char *
request_of(struct request *r, const struct session_start *s, const struct session_call *known)
{
	static const char *const events[] = { "initiated", "ringing", "answered", "completed" };
	const char *url = session_call_url(r, known, "session-connect");
	struct text fields = text_new(r->arena);

	form_put(&fields, "Url", url);
	form_put(&fields, "FallbackUrl", url);
	form_put(&fields, "TimeLimit", arena_printf(r->arena, "%d", s->routing.call_max_seconds));
	form_put(&fields, "StatusCallback", session_call_url(r, known, "session-status"));
	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		form_put(&fields, "StatusCallbackEvent", events[i]);
	return fields.data;
}

/* What is wrong is noted. */
enum db_result
session_start_gather(struct request *r, struct session_start *s)
{
	bool simulated = !config_has_twilio(r->config);
	enum db_result result = clinic_find(r->db, r->arena, r->clinic_id, &s->clinic);
	struct session_call known;

	if (result == DB_OK)
		result = routing_load(r->db, r->arena, r->clinic_id, &s->routing);
	if (result == DB_OK)
		result = choose_numbers(r, s);
	if (result == DB_OK)
		result = choose_patient(r, s);
	if (result == DB_OK)
		result = choose_id(r, s);
	if (result != DB_OK)
		return result;
	choose_agent(r, s, simulated);
	s->session.clinic_id = s->call.clinic_id = s->clinic.clinic_id;
	s->session.phone = s->call.to;
	s->session.provider = simulated ? "simulation" : "elevenlabs";
	s->session.status = simulated ? "simulation" : "queued";
	s->call.reference = outbound_call_reference(r->arena);
	s->call.origin = arena_printf(r->arena, "session:%s", s->session.session_id);
	s->call.session_id = s->session.session_id;
	s->call.call_type = "ai-session";
	s->call.provider = simulated ? "simulation" : "twilio";
	s->call.language = s->routing.language;
	s->call.patient_id = s->session.patient_id;
	known = (struct session_call){ s->session.session_id, s->call.reference, s->session.agent_type, s->call.request };
	s->call.request = simulated ? "" : request_of(r, s, &known);
	return DB_OK;
}

void
session_start_check(struct request *r, const struct session_start *s)
{
	struct clinic clinic = { .default_country = r->config->default_country };
	int64_t clinic_id = request_clinic(r);

	if (clinic_id)
		(void)clinic_find(r->db, r->arena, clinic_id, &clinic);
	(void)request_phone(r, "phone", s->phone, clinic.default_country);
	check_agent(r, s->agent_type);
}

/*
 * calls-initiate - call a patient, and hand the call to an AI voice agent
 *
 * The session and the call's intent are committed in one transaction, then Twilio is asked; where its answer is lost, the answer is 202 with status unknown, and a
 * job finds out before anybody is called again. Without Twilio it is a simulation: a session and a call on record, and nobody is called.
 *
 * Twice? Two calls, unless it carries an Idempotency-Key: then one, also where the program was killed in the middle of the first.
 */
#include "core/clock.h"
#include "core/encode.h"
#include "data/clinics.h"
#include "data/numbers.h"
#include "data/patients.h"
#include "data/sessions.h"
#include "desk/phone.h"
#include "guard/hmac.h"
#include "jobs/place_call.h"
#include "web/account.h"
#include "web/once.h"
#include "web/session_call.h"
#include "web/telephony.h"

enum { PLACED_BY_MS = 12 * 1000, ID_BYTES = 16 };

enum { CUSTOMER_ID, PHONE, AGENT_TYPE };

static const struct param params[] = {
	[CUSTOMER_ID] = { "customer_id", P_JSON, .optional = true, .nullable = true, .help = "A patient's id or externalId" },
	[PHONE] = { "phone", P_PHONE, 1, 40, .help = "Whom to call; national numbers are the clinic's country's" },
	[AGENT_TYPE] = { "agent_type", P_TEXT, 1, 64, .help = "One of ELEVENLABS_AGENTS, or default" },
	{ 0 }
};

struct start {
	struct arena *arena;
	struct clinic clinic;
	struct routing routing;
	struct session session;
	struct outbound_call call;
	int64_t place_at_ms;
};

/* --- what is to be done -------------------------------------------------------------------------------------------- */

/* A repeated request is the same session. */
static const char *
session_id_of(struct request *r)
{
	const char *origin = once_origin(r);
	unsigned char code[HMAC_BYTES_MAX];

	if (!origin)
		return session_new_id(r->arena);
	hmac_start(HMAC_SHA256, "session", strlen("session"));
	hmac_add(HMAC_SHA256, origin, strlen(origin));
	(void)hmac_end(HMAC_SHA256, code);
	return arena_printf(r->arena, "vs_%s", base32_encode(r->arena, code, ID_BYTES));
}

/* By the id or the clinic's own reference; without either, the only one with this number. */
static enum db_result
choose_patient(struct request *r, struct start *s)
{
	struct json_object *v = r->in[CUSTOMER_ID].json;
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
check_agent(struct request *r)
{
	const char *type = r->in[AGENT_TYPE].text, *types = session_agent_types(r);

	if (!type || !*type || session_agent(r, type))
		return;
	if (*types)
		request_fault(r, "agent_type", "must be one of %s", types);
	else if (config_has_twilio(r->config))
		request_fault(r, "agent_type", "is none: the server has no AI agents (ELEVENLABS_AGENTS, ELEVENLABS_PHONE_NUMBER)");
}

static void
choose_agent(struct request *r, struct start *s, bool simulated)
{
	const struct agent *agent = session_agent(r, r->in[AGENT_TYPE].text);
	bool registers;

	s->session.agent_type = r->in[AGENT_TYPE].text;
	if (!agent)
		return;
	registers = agent->id && *r->config->elevenlabs_api_key && (s->routing.ai_agent_mode == AGENT_REGISTER || !agent->number);
	if (!agent->number && !registers && !simulated)
		request_fault(r, "agent_type", "cannot be reached: it has no number, and the server no ELEVENLABS_API_KEY");
	s->session.agent = agent->number ? agent->number : agent->id;
	s->call.request = registers ? "1" : NULL;
}

static enum db_result
choose_numbers(struct request *r, struct start *s)
{
	struct number *numbers;
	size_t count = 0;
	enum db_result result = numbers_of_clinic(r->db, r->arena, s->clinic.clinic_id, &numbers, &count);

	if (result != DB_OK)
		return result;
	s->call.from = count ? numbers[0].phone_number : r->user.role == ROLE_ADMIN ? r->config->twilio_phone_number : "";
	s->call.to = s->call.phone = request_phone(r, "phone", &r->in[PHONE], s->clinic.default_country);
	if (s->call.to && phone_is_premium(s->call.to))
		request_fault(r, "phone", "is a premium number, which is not called from here");
	else if (s->call.to && text_same(s->call.to, s->call.from))
		request_fault(r, "phone", "is the clinic's own number");
	return DB_OK;
}

static const char *
request_of(struct request *r, const struct start *s, const struct session_call *known)
{
	static const char *const events[] = { "initiated", "ringing", "answered", "completed" };
	struct text fields = text_new(r->arena);

	form_put(&fields, "Url", session_call_url(r, known, "session-connect"));
	form_put(&fields, "TimeLimit", arena_printf(r->arena, "%d", s->routing.call_max_seconds));
	form_put(&fields, "StatusCallback", session_call_url(r, known, "session-status"));
	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		form_put(&fields, "StatusCallbackEvent", events[i]);
	return fields.data;
}

/* What is wrong is noted. */
static enum db_result
gather(struct request *r, struct start *s)
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
	if (result != DB_OK)
		return result;
	choose_agent(r, s, simulated);
	s->session.session_id = session_id_of(r);
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

/* --- doing it -------------------------------------------------------------------------------------------------------- */

static enum db_result
commit(struct db *db, void *context)
{
	struct start *s = context;
	enum db_result result = session_add(db, s->arena, &s->session);

	/* Where the session is there, so is its call: it becomes ours. */
	return result == DB_OK || result == DB_DUPLICATE ? outbound_call_intend(db, s->arena, &s->call, s->place_at_ms) : result;
}

static enum outcome
give(struct request *r, const struct start *s, int status, const char *word, const char *message)
{
	struct json_object *o = json_object_in(r->arena);

	json_put_text(o, "session_id", s->session.session_id);
	json_put_text(o, "call_sid", s->call.call_sid);
	json_put_text(o, "status", word);
	json_put_text(o, "message", message);
	json_put_bool(o, "twilio_configured", config_has_twilio(r->config));
	return answer_json(r, status, o);
}

static enum outcome
unknown(struct request *r, const struct start *s)
{
	return give(r, s, 202, "unknown", "Nobody knows yet whether the call was made; it is looked up before anybody is called again.");
}

/* Nobody did anything. If by now somebody does, it is as unknown as any call. */
static enum outcome
call_off(struct request *r, const struct start *s, const struct place_answer *answer)
{
	if (outbound_call_cancel(r->db, r->arena, s->call.call_id, answer->message) != DB_OK)
		return unknown(r, s);
	return answer->status ? refuse_code(r, answer->code, answer->message) : refuse_provider(r, 504, 0, answer->message);
}

static enum outcome
place(struct request *r, struct start *s)
{
	struct place_answer answer;

	call_place(r->db, r->arena, r->config, &s->call, &answer);
	switch (answer.result) {
	case PLACED:
		return give(r, s, 200, "queued", arena_printf(r->arena, "Call initiated to %s", s->call.to));
	case PLACE_REFUSED:
		return refuse_code(r, answer.code, answer.message);
	case PLACE_LATER: case PLACE_OFF:
		return call_off(r, s, &answer);
	case PLACE_UNKNOWN: case PLACE_AWAY:
		break;
	}
	return unknown(r, s);
}

static void
check(struct request *r)
{
	struct clinic clinic = { .default_country = r->config->default_country };
	int64_t clinic_id = request_clinic(r);

	if (clinic_id)
		(void)clinic_find(r->db, r->arena, clinic_id, &clinic);
	(void)request_phone(r, "phone", &r->in[PHONE], clinic.default_country);
	check_agent(r);
}

static enum outcome
initiate(struct request *r)
{
	struct start s = { .arena = r->arena, .place_at_ms = clock_now_ms() + PLACED_BY_MS };
	enum db_result result = gather(r, &s);

	if (result == DB_NONE)
		return refuse(r, 404, "There is no such clinic.");
	if (result != DB_OK)
		return outcome_of(result);
	if (r->faults)
		return refuse_faults(r);
	if (!*s.call.from && config_has_twilio(r->config))
		return refuse(r, 422, "The clinic has no number to call from.");
	result = db_transact(r->db, commit, &s);
	if (result == DB_CONFLICT) {
		request_fault(r, "phone", "does not want to be called by this clinic");
		return refuse_faults(r);
	}
	/* An answer of the database that was lost: is it there? */
	if (result == DB_UNKNOWN)
		result = outbound_call_by_reference(r->db, r->arena, s.call.reference, &s.call);
	if (result != DB_OK && result != DB_DUPLICATE)
		return result == DB_NONE ? AWAY : outcome_of(result);
	if (text_same(s.call.provider, "simulation"))
		return give(r, &s, 200, "simulation", "Twilio not configured. Session created in simulation mode.");
	return place(r, &s);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/calls/initiate", CALLER_ASSISTANT, initiate, "Call a patient, and hand the call to an AI voice agent", params, .check = check, .idempotent = true, .answer = "initiated", .processes = 3 },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

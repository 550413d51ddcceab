/* Matching. See post_call_match.h. */
#include "jobs/post_call_match.h"

#include "core/text.h"
#include "data/clinics.h"

/* How long before the conversation its session may have begun (it rings, the patient is greeted),
 * and how far the provider's clock may be off. */
enum { BEFORE_MS = 10 * 60 * 1000, AFTER_MS = 2 * 60 * 1000 };

struct matching {
	struct db *db;
	struct arena *arena;
	const struct config *config;
	const struct conversation *c;
	struct match *out;
};

static enum db_result
none(struct matching *m, bool final, const char *reason)
{
	*m->out = (struct match){ .kind = MATCH_NONE, .reason = reason, .final = final };
	return DB_OK;
}

/* A number that neither says is no contradiction. */
static bool
is_other_phone(const struct matching *m, const char *phone)
{
	return m->c->phone && phone && *phone && !text_same(m->c->phone, phone);
}

static enum db_result
take_session(struct matching *m, const struct session *s)
{
	const struct conversation *c = m->c;

	if (is_other_phone(m, s->phone))
		return none(m, true, "Its session was a call to another number.");
	if (!text_same(s->provider, c->provider))
		return none(m, true, "Its session was held with another provider.");
	if (s->conversation_id && !text_same(s->conversation_id, c->id))
		return none(m, true, "Its session had another conversation already.");
	*m->out = (struct match){
		.kind = MATCH_SESSION, .clinic_id = s->clinic_id, .patient_id = s->patient_id,
		.call_sid = s->call_sid, .phone = s->phone, .session = *s,
	};
	return DB_OK;
}

static enum db_result
take_call(struct matching *m, const struct called *call)
{
	if (is_other_phone(m, call->phone))
		return none(m, true, "Its call was one with another number.");
	*m->out = (struct match){
		.kind = MATCH_CALL, .clinic_id = call->clinic_id, .patient_id = call->patient_id,
		.call_sid = call->call_sid, .phone = call->phone,
	};
	return DB_OK;
}

/* A call that the provider made for us. */
static enum db_result
take_outbound(struct matching *m, const struct outbound_call *call)
{
	struct session s;
	enum db_result result = DB_NONE;

	if (call->session_id)
		result = session_find(m->db, m->arena, call->session_id, &s);
	if (result == DB_OK)
		return take_session(m, &s);
	if (result != DB_NONE)
		return result;
	if (is_other_phone(m, call->phone))
		return none(m, true, "The call that it names was one to another number.");
	*m->out = (struct match){
		.kind = MATCH_CONFIRMATION, .clinic_id = call->clinic_id,
		.patient_id = call->patient_id, .call_sid = call->call_sid, .phone = call->phone,
		.outbound = *call,
	};
	return DB_OK;
}

/* The steps: DB_NONE says that the next one may know. */

static enum db_result
by_session(struct matching *m)
{
	struct session s;
	enum db_result result = session_by_conversation(m->db, m->arena, m->c->provider, m->c->id,
	    &s);

	if (result == DB_OK)
		return take_session(m, &s);
	if (result != DB_NONE || !m->c->session_id)
		return result;
	result = session_find(m->db, m->arena, m->c->session_id, &s);
	if (result == DB_NONE)
		return none(m, true, "The session that it names is none of ours.");
	return result == DB_OK ? take_session(m, &s) : result;
}

static enum db_result
by_reference(struct matching *m)
{
	struct outbound_call call;
	enum db_result result = DB_NONE;

	if (m->c->reference)
		result = outbound_call_by_reference(m->db, m->arena, m->c->reference, &call);
	if (result == DB_NONE && text_same(m->c->provider, "vapi"))
		result = outbound_call_by_sid(m->db, m->arena, m->c->id, &call);
	return result == DB_OK ? take_outbound(m, &call) : result;
}

static enum db_result
by_call(struct matching *m)
{
	struct session s;
	struct called call = { 0 };
	enum db_result result;

	if (!m->c->call_sid)
		return DB_NONE;
	result = session_by_call(m->db, m->arena, m->c->call_sid, &s);
	if (result == DB_OK)
		return take_session(m, &s);
	if (result == DB_NONE)
		result = called_find(m->db, m->arena, m->c->call_sid, &call);
	/* One that goes out and is no session's was not the agent's. */
	if (result != DB_OK || !call.clinic_id || !text_same(call.call_type, "inbound"))
		return result == DB_OK ? DB_NONE : result;
	return take_call(m, &call);
}

static bool
is_agent(const struct conversation *c, const char *agent)
{
	return agent && (text_same(agent, c->agent_number) || text_same(agent, c->agent_id));
}

/* Does this clinic hand its callers to that agent? */
static enum db_result
clinic_has_agent(struct matching *m, int64_t clinic_id, bool *has)
{
	struct routing routing;
	enum db_result result = routing_load(m->db, m->arena, clinic_id, &routing);
	const char *number = m->config->elevenlabs_phone_number;

	if (result == DB_OK && routing.ai_agent_number && *routing.ai_agent_number)
		number = routing.ai_agent_number;
	*has = result == DB_OK && is_agent(m->c, number);
	/* A document that nobody can read names no agent. */
	return result == DB_NONE || result == DB_FAILED ? DB_OK : result;
}

static enum db_result
by_numbers(struct matching *m)
{
	const struct conversation *c = m->c;
	struct session *sessions = NULL, *session = NULL;
	struct called *calls = NULL, *call = NULL;
	size_t session_count = 0, call_count = 0, fitting = 0;
	enum db_result result;

	if (!c->phone || !c->started_at_ms || (!c->agent_number && !c->agent_id))
		return none(m, true, "It says too little of whom it was with, and when.");
	result = sessions_fitting(m->db, m->arena, c->phone, NULL, c->started_at_ms - BEFORE_MS,
	    c->started_at_ms + AFTER_MS, &sessions, &session_count);
	if (result == DB_OK)
		result = called_fitting(m->db, m->arena, c->phone, c->started_at_ms, &calls,
		    &call_count);
	for (size_t i = 0; result == DB_OK && i < session_count; i++)
		if (is_agent(c, sessions[i].agent)) {
			session = &sessions[i];
			fitting++;
		}
	for (size_t i = 0; result == DB_OK && i < call_count; i++) {
		bool has = false;

		result = clinic_has_agent(m, calls[i].clinic_id, &has);
		if (has) {
			call = &calls[i];
			fitting++;
		}
	}
	if (result != DB_OK)
		return result;
	if (!fitting)
		return none(m, false, "No session and no call to the agent fits it.");
	if (fitting > 1)
		return none(m, true, "More than one session or call fits it.");
	return session ? take_session(m, session) : take_call(m, call);
}

enum db_result
conversation_match(struct db *db, struct arena *a, const struct config *config,
    const struct conversation *c, struct match *out)
{
	static enum db_result (*const steps[])(struct matching *) = {
		by_session, by_reference, by_call, by_numbers,
	};
	struct matching m = { db, a, config, c, out };
	enum db_result result = DB_NONE;

	for (size_t i = 0; i < sizeof steps / sizeof *steps && result == DB_NONE; i++)
		result = steps[i](&m);
	return result;
}

/*
 * calls-initiate - call a patient, and hand the call to an AI voice agent
 *
 * The session and the call's intent are committed in one transaction, then Twilio is asked; where its answer is lost, the answer is 202 with status unknown, and a
 * job finds out before anybody is called again. Without Twilio it is a simulation: a session and a call on record, and nobody is called.
 *
 * Twice? Two calls, unless it carries an Idempotency-Key: then one, also where the program was killed in the middle of the first.
 */
#include "core/clock.h"
#include "jobs/place_call.h"
#include "web/session_start.h"
#include "web/telephony.h"

enum { PLACED_BY_MS = 12 * 1000 };

enum { CUSTOMER_ID, PHONE, AGENT_TYPE };

static const struct param params[] = {
	[CUSTOMER_ID] = { "customer_id", P_JSON, .optional = true, .nullable = true, .help = "A patient's id or externalId" },
	[PHONE] = { "phone", P_PHONE, 1, 40, .help = "Whom to call; national numbers are the clinic's country's" },
	[AGENT_TYPE] = { "agent_type", P_TEXT, 1, 64, .help = "One of ELEVENLABS_AGENTS, or default" },
	{ 0 }
};

struct start {
	struct arena *arena;
	struct session_start is;
	int64_t place_at_ms;
};

static struct session_start
fields(const struct request *r)
{
	return (struct session_start){ .customer_id = &r->in[CUSTOMER_ID], .phone = &r->in[PHONE], .agent_type = &r->in[AGENT_TYPE] };
}

static void
check(struct request *r)
{
	const struct session_start s = fields(r);

	session_start_check(r, &s);
}

static enum db_result
commit(struct db *db, void *context)
{
	struct start *s = context;
	enum db_result result = session_add(db, s->arena, &s->is.session);

	/* Where the session is there, so is its call: it becomes ours. */
	return result == DB_OK || result == DB_DUPLICATE ? outbound_call_intend(db, s->arena, &s->is.call, s->place_at_ms) : result;
}

static enum outcome
give(struct request *r, const struct start *s, int status, const char *word, const char *message)
{
	struct json_object *o = json_object_in(r->arena);

	json_put_text(o, "session_id", s->is.session.session_id);
	json_put_text(o, "call_sid", s->is.call.call_sid);
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
	if (outbound_call_cancel(r->db, r->arena, s->is.call.call_id, answer->message) != DB_OK)
		return unknown(r, s);
	return answer->status ? refuse_code(r, answer->code, answer->message) : refuse_provider(r, 504, 0, answer->message);
}

static enum outcome
place(struct request *r, struct start *s)
{
	struct place_answer answer;

	call_place(r->db, r->arena, r->config, &s->is.call, &answer);
	switch (answer.result) {
	case PLACED:
		return give(r, s, 200, "queued", arena_printf(r->arena, "Call initiated to %s", s->is.call.to));
	case PLACE_REFUSED:
		return refuse_code(r, answer.code, answer.message);
	case PLACE_LATER: case PLACE_OFF:
		return call_off(r, s, &answer);
	case PLACE_UNKNOWN: case PLACE_AWAY:
		break;
	}
	return unknown(r, s);
}

static enum outcome
initiate(struct request *r)
{
	struct start s = { .arena = r->arena, .is = fields(r), .place_at_ms = clock_now_ms() + PLACED_BY_MS };
	enum db_result result = session_start_gather(r, &s.is);

	if (result == DB_NONE)
		return refuse(r, 404, "There is no such clinic.");
	if (result != DB_OK)
		return outcome_of(result);
	if (r->faults)
		return refuse_faults(r);
	if (!*s.is.call.from && config_has_twilio(r->config))
		return refuse(r, 422, "The clinic has no number to call from.");
	result = db_transact(r->db, commit, &s);
	if (result == DB_CONFLICT)
		return refuse_field(r, "phone", "does not want to be called by this clinic");
	/* An answer of the database that was lost: is it there? */
	if (result == DB_UNKNOWN)
		result = outbound_call_by_reference(r->db, r->arena, s.is.call.reference, &s.is.call);
	if (result != DB_OK && result != DB_DUPLICATE)
		return result == DB_NONE ? AWAY : outcome_of(result);
	if (text_same(s.is.call.provider, "simulation"))
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

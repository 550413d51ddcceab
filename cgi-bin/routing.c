/*
 * routing - what a clinic wants done with its calls
 *
 * GET gives the whole document, PUT replaces it whole (an absent field is its default).
 * A PUT is in force on this host when it is answered: the answer waits for the snapshot, at most 2 seconds.
 *
 * Twice? Harmless. Another clinic's document is a 404.
 */
#include "data/assistants.h"
#include "data/clinics.h"
#include "desk/phone.h"
#include "web/account.h"

enum { ID };

enum { AUDIT_BYTES_MAX = 65535 };	/* what the audit log's column takes */

static const struct param id_params[] = { [ID] = { "id", P_ID }, { 0 } };

static enum outcome
get(struct request *r)
{
	struct clinic clinic;
	struct routing routing;
	bool found;
	enum outcome outcome = request_routing(r, r->in[ID].number, &clinic, &routing, &found);

	return found ? answer_json(r, 200, routing_document(r->arena, &routing)) : outcome;
}

/* What the document cannot know by itself: what the server has. */
static void
check_server(struct request *r, const struct routing *routing)
{
	const char *agents_user = routing_ai_agent_user(r->arena, routing);
	const struct line line = { .routing = *routing };
	bool registers = plan_agent_id(r->arena, r->config, &line);

	if (routing->ai_agent_mode == AGENT_REGISTER && !registers)
		request_fault(r, "aiAgentMode", "cannot be register-call, since the server has no API key of ElevenLabs, or no agent id for the number or for the type default "
		    "(ELEVENLABS_API_KEY, ELEVENLABS_AGENTS)");
	if (agents_user && !registers && !*r->config->elevenlabs_phone_number && !json_get(r->json, "aiAgentNumber"))
		request_fault(r, "aiAgentNumber", "is needed by %s, since the server has no number of an AI agent (ELEVENLABS_PHONE_NUMBER)", agents_user);
	if (routing->transcription == TRANSCRIPTION_WHISPER && !*r->config->transcribe_url)
		request_fault(r, "transcription", "cannot be whisper, since the server has no transcription server (TRANSCRIBE_URL)");
	if ((routing->transcription == TRANSCRIPTION_INTELLIGENCE || routing->transcription == TRANSCRIPTION_BOTH) && !*r->config->twilio_vi_service_sid)
		request_fault(r, "transcription", "needs an Intelligence service, which the server does not have (TWILIO_VI_SERVICE_SID)");
}

/* And who works at the clinic. */
static enum db_result
check_assistants(struct request *r, int64_t clinic_id)
{
	struct json_object *rules = json_get(r->json, "notify");
	size_t n = json_object_is_type(rules, json_type_array) ? json_object_array_length(rules) : 0;
	int64_t ids[NOTIFY_RULES_MAX];
	bool missing[NOTIFY_RULES_MAX];
	enum db_result result;

	n = n < NOTIFY_RULES_MAX ? n : NOTIFY_RULES_MAX;
	if (!n)
		return DB_OK;
	for (size_t i = 0; i < n; i++)
		ids[i] = json_get_int(json_object_array_get_idx(rules, i), "assistantId", 0);
	result = assistants_missing(r->db, r->arena, clinic_id, ids, n, missing);
	for (size_t i = 0; i < n && result == DB_OK; i++)
		if (missing[i] && ids[i] > 0)		/* another is at fault already */
			request_fault(r, arena_printf(r->arena, "notify.%zu.assistantId", i), "is not an assistant of this clinic");
	return result;
}

static enum outcome
put(struct request *r)
{
	struct clinic clinic;
	struct routing routing;
	struct json_object *document;
	const char *text;
	enum db_result result;
	int64_t version;
	bool found;
	enum outcome outcome = request_routing(r, r->in[ID].number, &clinic, &routing, &found);

	if (!found)
		return outcome;
	if (!r->json)
		return refuse(r, 400, "The body must be the whole routing document, as GET gives it.");
	for (const struct fault *f = routing_parse(r->arena, r->json, clinic.default_country, phone_normalise, &routing); f; f = f->next)
		request_fault(r, f->field, "%s", f->message);
	check_server(r, &routing);
	result = check_assistants(r, clinic.clinic_id);
	if (result != DB_OK)
		return outcome_of(result);
	if (r->faults)
		return refuse_faults(r);
	document = routing_document(r->arena, &routing);
	text = json_text(r->arena, document);
	result = routing_save(r->db, r->arena, clinic.clinic_id, text, r->user.user_id, &version);
	if (result != DB_OK)
		return outcome_of(result);
	audit(r, clinic.clinic_id, "routing-changed", arena_printf(r->arena, "clinic %lld", (long long)clinic.clinic_id),
	    strlen(text) <= AUDIT_BYTES_MAX ? text : arena_printf(r->arena, "a document of %zu bytes", strlen(text)));
	await_snapshot(r, version);
	return answer_json(r, 200, document);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/clinics/{id}/routing", CALLER_CUSTOMER, get, "The whole routing document", id_params, .answer = "routing", .no_clinic = true },
	{ PUT, "/api/clinics/{id}/routing", CALLER_CUSTOMER, put, "Replace the routing document", id_params, .body = "routing", .answer = "routing", .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

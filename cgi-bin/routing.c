/*
 * routing - what a clinic wants done with its calls
 *
 * GET gives the whole document, PUT replaces it whole (an absent field is its default), preview says what would happen to a call, and why.
 * A PUT is in force on this host when it is answered: the answer waits for the snapshot, at most 2 seconds.
 *
 * Twice? Harmless. Another clinic's document is a 404.
 */
#include "core/clock.h"
#include "data/assistants.h"
#include "data/clinics.h"
#include "data/turns.h"
#include "desk/phone.h"
#include "web/account.h"

enum { ID, AT, CALLER_NUMBER, CALLED_NUMBER, DIGITS };

enum { AUDIT_BYTES_MAX = 65535 };	/* what the audit log's column takes */

static const struct param id_params[] = { [ID] = { "id", P_ID }, { 0 } };

static const struct param preview_params[] = {
	[ID] = { "id", P_ID },
	[AT] = { "at", P_TIME, .help = "When the call comes in" },
	[CALLER_NUMBER] = { "from", P_PHONE, 1, 40, .optional = true, .help = "The caller, or \"anonymous\"; some caller if not said" },
	[CALLED_NUMBER] = { "to", P_PHONE, 1, 40, .optional = true, .help = "One of the clinic's numbers; its first if not said" },
	[DIGITS] = { "digits", P_TEXT, 0, 3, .optional = true, .help = "One key a prompt; a space is no key" },
	{ 0 }
};

static enum outcome
load(struct request *r, struct clinic *clinic, struct routing *routing, bool *found)
{
	int64_t id = r->in[ID].number;
	enum db_result result = DB_NONE;

	*found = false;
	if (role_sees(&r->user, id))
		result = clinic_find(r->db, r->arena, id, clinic);
	if (result == DB_OK)
		result = routing_load(r->db, r->arena, id, routing);
	if (result == DB_NONE)
		return refuse(r, 404, "There is no such clinic.");
	*found = result == DB_OK;
	return outcome_of(result);
}

static enum outcome
get(struct request *r)
{
	struct clinic clinic;
	struct routing routing;
	bool found;
	enum outcome outcome = load(r, &clinic, &routing, &found);

	return found ? answer_json(r, 200, routing_document(r->arena, &routing)) : outcome;
}

/* What the document cannot know by itself: where the server's own agent is, and who works at the clinic. */
static enum db_result
check(struct request *r, int64_t clinic_id, const struct routing *routing)
{
	const char *agents_user = routing_ai_agent_user(r->arena, routing);
	struct json_object *rules = json_get(r->json, "notify");
	size_t n = json_object_is_type(rules, json_type_array) ? json_object_array_length(rules) : 0;
	int64_t ids[NOTIFY_RULES_MAX];
	bool missing[NOTIFY_RULES_MAX];
	enum db_result result;

	if (agents_user && !*r->config->elevenlabs_phone_number && !json_get(r->json, "aiAgentNumber"))
		request_fault(r, "aiAgentNumber", "is needed by %s, since the server has no number of an AI agent (ELEVENLABS_PHONE_NUMBER)", agents_user);
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
	enum outcome outcome = load(r, &clinic, &routing, &found);

	if (!found)
		return outcome;
	if (!r->json)
		return refuse(r, 400, "The body must be the whole routing document, as GET gives it.");
	for (const struct fault *f = routing_parse(r->arena, r->json, clinic.default_country, phone_normalise, &routing); f; f = f->next)
		request_fault(r, f->field, "%s", f->message);
	result = check(r, clinic.clinic_id, &routing);
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

static const char *
url_of(void *context, const char *program, const char *query)
{
	const struct request *r = context;

	return routes_url(r->routes, r->arena, r->config, program, query);
}

/* The line that is called: the clinic's number that was named, else its first, else one that has only the clinic's document. */
static enum db_result
line_of(struct request *r, const struct clinic *clinic, const struct routing *routing, const char *number, const struct line **line, bool *known)
{
	struct json_object *o;
	const struct line *found = NULL;
	struct line *own;
	enum db_result result = clinic_object(r->db, r->arena, clinic, &o);

	if (result != DB_OK)
		return result;
	if (!number) {
		struct json_object *numbers = json_get(o, "numbers");

		number = json_object_array_length(numbers) ? json_get_text(json_object_array_get_idx(numbers, 0), "phoneNumber") : NULL;
	}
	own = arena_alloc(r->arena, sizeof *own);
	*own = (struct line){
		.number = "", .clinic_id = clinic->clinic_id, .clinic_name = clinic->name, .timezone = clinic->timezone,
		.country = clinic->default_country, .routing = *routing,
	};
	*line = own;
	*known = true;
	if (!number)
		return DB_OK;
	result = snapshot_lookup(r->db, r->arena, number, &found);
	*known = result == DB_OK && found->clinic_id == clinic->clinic_id;
	if (*known)
		*line = found;
	return result == DB_NONE ? DB_OK : result;
}

/* Who is not named is anybody with a number (one that is kept for examples). */
static const char somebody[] = "+12025550100";

static enum outcome
preview(struct request *r)
{
	const struct plan_urls urls = { url_of, r };
	struct clinic clinic;
	struct routing routing;
	const struct line *line;
	struct plan *plan;
	const char *from, *to, *digits = r->in[DIGITS].text ? r->in[DIGITS].text : "";
	struct call_facts call;
	bool found, known;
	enum outcome outcome = load(r, &clinic, &routing, &found);
	enum db_result result;

	if (!found)
		return outcome;
	from = text_same(r->in[CALLER_NUMBER].text, "anonymous") ? "" : request_phone(r, "from", &r->in[CALLER_NUMBER], clinic.default_country);
	to = request_phone(r, "to", &r->in[CALLED_NUMBER], clinic.default_country);
	if (r->faults)
		return refuse_faults(r);
	result = line_of(r, &clinic, &routing, to, &line, &known);
	if (result != DB_OK)
		return outcome_of(result);
	if (!known) {
		request_fault(r, "to", "is not a number of this clinic");
		return refuse_faults(r);
	}
	call = (struct call_facts){ .from = from ? from : somebody, .to = line->number, .at_ms = r->in[AT].number, .explain = true };
	/* Whose turn it is now; nobody's is taken. */
	call.state.has_turn = line->routing.assistant_order == ORDER_ROUND_ROBIN;
	if (call.state.has_turn)
		call.state.turn = turns_peek(r->config->state_dir, line->clinic_id, NULL);
	plan = plan_follow(r->arena, r->config, line, &call, digits);
	return answer_json(r, 200, plan_preview(r->arena, plan, plan_twiml(r->arena, plan, &urls)));
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/clinics/{id}/routing", CALLER_CUSTOMER, get, "The whole routing document", id_params, .answer = "routing", .no_clinic = true },
	{ PUT, "/api/clinics/{id}/routing", CALLER_CUSTOMER, put, "Replace the routing document", id_params, .body = "routing", .answer = "routing", .no_clinic = true },
	{ POST, "/api/clinics/{id}/routing/preview", CALLER_CUSTOMER, preview, "What would happen to a call, and why", preview_params, .answer = "preview", .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

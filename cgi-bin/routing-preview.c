/*
 * routing-preview - what would happen to a call, and why
 *
 * The plan that the voice webhooks would follow, for any time, caller and keys, in words and as TwiML. Nothing is written, and nobody's turn is taken.
 */
#include "core/clock.h"
#include "data/clinics.h"
#include "data/turns.h"
#include "desk/caller.h"
#include "desk/phone.h"
#include "web/account.h"

enum { ID, AT, CALLER_NUMBER, CALLED_NUMBER, DIGITS };

static const struct param params[] = {
	[ID] = { "id", P_ID },
	[AT] = { "at", P_TIME, .help = "When the call comes in" },
	[CALLER_NUMBER] = { "from", P_TEXT, 1, 255, .optional = true, .help = "The caller: a number, \"anonymous\", or an address as Twilio says it (client:alice, sip:bob@example.com); some number if not said" },
	[CALLED_NUMBER] = { "to", P_PHONE, 1, 40, .optional = true, .help = "One of the clinic's numbers; its first if not said" },
	[DIGITS] = { "digits", P_TEXT, 0, 3, .optional = true, .help = "One key a prompt; a space is no key" },
	{ 0 }
};

static const char *
url_of(void *context, const char *program, const char *query)
{
	const struct request *r = context;

	return routes_url(r->routes, r->arena, r->config, program, query);
}

/* The line that is called: the clinic's number that was named, else its first, else one that has only what is the clinic's. */
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
		return snapshot_assistants(r->db, r->arena, own);
	result = snapshot_lookup(r->db, r->arena, number, &found);
	*known = result == DB_OK && found->clinic_id == clinic->clinic_id;
	if (*known)
		*line = found;
	return result == DB_NONE ? DB_OK : result;
}

/* Who is not named is anybody with a number (one that is kept for examples). */
static const char somebody[] = "+12025550100";

/* As Twilio would say it. What is none is a fault. */
static const char *
caller_of(struct request *r, const char *said, const char *country)
{
	const char *e164;

	if (!said || request_is_at_fault(r, "from"))
		return somebody;
	if (text_same(said, "anonymous"))
		return "";
	if (caller_is_address(said))
		return said;
	e164 = phone_normalise(r->arena, said, country);
	if (!e164)
		request_fault(r, "from", "is neither a phone number like +18455550100, nor \"anonymous\", nor an address like client:alice or sip:bob@example.com");
	return e164;
}

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
	enum outcome outcome = request_routing(r, r->in[ID].number, &clinic, &routing, &found);
	enum db_result result;

	if (!found)
		return outcome;
	from = caller_of(r, r->in[CALLER_NUMBER].text, clinic.default_country);
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
	call = (struct call_facts){ .from = from, .to = line->number, .at_ms = r->in[AT].number, .explain = true };
	/* Whose turn it is now; nobody's is taken. */
	if (line->routing.assistant_order == ORDER_ROUND_ROBIN)
		call.turn_id = turns_peek(r->config->state_dir, line, &call);
	plan = plan_follow(r->arena, r->config, line, &call, digits);
	return answer_json(r, 200, plan_preview(r->arena, plan, plan_twiml(r->arena, plan, &urls)));
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/clinics/{id}/routing/preview", CALLER_CUSTOMER, preview, "What would happen to a call, and why", params, .answer = "preview", .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

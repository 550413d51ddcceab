/*
 * connect - a number of the account takes a clinic's calls
 *
 * The change is committed as pending, which routes nothing; Twilio is asked to send the number's calls and texts here; then it takes effect. If Twilio
 * refuses, nothing is saved; if its answer is lost, the answer is 202 and a job asks again. Fields that are left out keep their value.
 *
 * Twice? Harmless: setting a number's URLs twice is the same as once.
 */
#include "core/log.h"
#include "data/clinics.h"
#include "jobs/connect_number.h"
#include "web/account.h"
#include "web/telephony.h"

enum { CLINIC_ID, PHONE_NUMBER, FORWARD_NUMBER, FORWARD_NUMBER_NEW, FORWARD_NUMBER_EXISTING, MENU_MESSAGE };

static const struct param params[] = {
	[CLINIC_ID] = { "clinicId", P_ID },
	[PHONE_NUMBER] = { "phoneNumber", P_PHONE, 1, 40 },
	[FORWARD_NUMBER] = { "forwardNumber", P_PHONE, 0, 40, .optional = true, .nullable = true, .help = "The number's own; null takes it away" },
	[FORWARD_NUMBER_NEW] = { "forwardNumberNew", P_PHONE, 0, 40, .optional = true, .nullable = true, .help = "Behind the menu's key 1" },
	[FORWARD_NUMBER_EXISTING] = { "forwardNumberExisting", P_PHONE, 0, 40, .optional = true, .nullable = true, .help = "Behind the menu's key 2" },
	[MENU_MESSAGE] = { "menuMessage", P_TEXT, 0, 1000, .optional = true, .nullable = true, .help = "What the menu says on this number" },
	{ 0 }
};

/* NULL keeps a setting, "" takes it away: what number_change wants. */
static const char *
forward(struct request *r, int field, const char *country)
{
	const struct value *v = &r->in[field];

	if (v->state == VALUE_NULL || (v->state == VALUE_SET && !*v->text))
		return "";
	return request_phone(r, params[field].name, v, country);
}

/* National numbers are the clinic's country's. */
static void
check(struct request *r)
{
	struct clinic clinic = { .default_country = r->config->default_country };

	if (r->in[CLINIC_ID].number)
		(void)clinic_find(r->db, r->arena, r->in[CLINIC_ID].number, &clinic);
	for (int field = PHONE_NUMBER; field <= FORWARD_NUMBER_EXISTING; field++)
		(void)forward(r, field, clinic.default_country);
}

static enum outcome
give(struct request *r, const struct clinic *clinic, const char *number, const struct connect_answer *answer)
{
	struct json_object *o = json_object_in(r->arena), *object;
	struct routing routing;
	struct number ours;
	enum db_result result = clinic_object(r->db, r->arena, clinic, &object);

	if (result == DB_OK)
		result = routing_load(r->db, r->arena, clinic->clinic_id, &routing);
	if (result == DB_OK)
		result = number_find(r->db, r->arena, number, &ours);
	if (result != DB_OK)
		return outcome_of(result);
	json_put_text(o, "status", answer->result == CONNECT_DONE ? "connected" : "unknown");
	json_put(o, "number", number_object(r, NULL, &ours));
	json_put(o, "clinic", object);
	json_put(o, "routing", routing_document(r->arena, &routing));
	return answer_json(r, answer->result == CONNECT_DONE ? 200 : 202, o);
}

static enum outcome
connect_it(struct request *r)
{
	const struct value *in = r->in;
	const struct twilio_urls urls = our_urls(r);
	struct number_change change = { .clinic_id = in[CLINIC_ID].number };
	struct connect_answer answer;
	struct clinic clinic;
	const char *number;
	bool leads = false;
	enum db_result result = clinic_find(r->db, r->arena, change.clinic_id, &clinic);

	if (result == DB_NONE)
		return refuse(r, 404, "There is no such clinic.");
	if (result != DB_OK)
		return outcome_of(result);
	number = request_phone(r, "phoneNumber", &in[PHONE_NUMBER], clinic.default_country);
	change.forward_number = forward(r, FORWARD_NUMBER, clinic.default_country);
	change.forward_number_new = forward(r, FORWARD_NUMBER_NEW, clinic.default_country);
	change.forward_number_existing = forward(r, FORWARD_NUMBER_EXISTING, clinic.default_country);
	change.menu_message = in[MENU_MESSAGE].state == VALUE_NULL ? "" : in[MENU_MESSAGE].text;
	result = connect_leads(r->db, r->arena, r->config, number, &change, &leads);
	if (result != DB_OK)
		return outcome_of(result);
	if (!leads)
		return refuse_field(r, "forwardNumber", "is needed: neither the number nor the clinic's routing says where calls go");
	audit(r, clinic.clinic_id, "number-connect", arena_printf(r->arena, "number %s", number), NULL);
	number_connect(r->db, r->arena, r->config, number, &change, &urls, &answer);
	if (answer.result != CONNECT_DONE && answer.result != CONNECT_UNKNOWN)
		return refuse_connect(r, &answer);
	r->note = arena_printf(r->arena, "number=%s clinic=%lld credential=%s", mask_phone(number).text, (long long)clinic.clinic_id,
	    answer.credential && *answer.credential ? answer.credential : "none");
	if (answer.result == CONNECT_DONE)
		await_snapshot(r, answer.version);
	return give(r, &clinic, number, &answer);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/connect", CALLER_ADMIN, connect_it, "Connect a number to a clinic", params, .check = check, .idempotent = true, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

/*
 * purchase-number - buy a number at Twilio
 *
 * The intent is committed first; then Twilio is asked, once. If its answer is lost, the answer is 202 with status unknown, and a job finds out by listing
 * the account's numbers before anything is asked again. With a clinic, the number is connected to it.
 *
 * Twice? Two numbers, unless it carries an Idempotency-Key.
 */
#include "jobs/purchase_number.h"
#include "web/account.h"
#include "web/telephony.h"

enum { PHONE_NUMBER, AREA_CODE, CLINIC_ID };

static const struct param params[] = {
	[PHONE_NUMBER] = { "phoneNumber", P_PHONE, 1, 40, .optional = true, .help = "This or areaCode" },
	[AREA_CODE] = { "areaCode", P_TEXT, 3, 3, .optional = true, .help = "Any number there (US, Canada)" },
	[CLINIC_ID] = { "clinicId", P_ID, .optional = true, .help = "Connect it to this clinic" },
	{ 0 }
};

static void
check(struct request *r)
{
	const struct value *in = r->in;

	if (!in[PHONE_NUMBER].text == !in[AREA_CODE].text)
		request_fault(r, "phoneNumber", "or areaCode must be given, and not both");
	if (in[AREA_CODE].text && strspn(in[AREA_CODE].text, "0123456789") != strlen(in[AREA_CODE].text))
		request_fault(r, "areaCode", "must be three digits");
	(void)request_phone(r, "phoneNumber", &in[PHONE_NUMBER], r->config->default_country);
}

static enum outcome
purchase(struct request *r)
{
	const struct value *in = r->in;
	const struct twilio_urls urls = our_urls(r);
	struct purchase p = {
		.clinic_id = in[CLINIC_ID].number, .user_id = r->user.user_id, .area_code = in[AREA_CODE].text,
		.phone_number = request_phone(r, "phoneNumber", &in[PHONE_NUMBER], r->config->default_country),
	};
	struct json_object *o = json_object_in(r->arena);
	struct connect_answer answer;

	audit(r, p.clinic_id, "number-purchase", p.phone_number ? p.phone_number : arena_printf(r->arena, "area code %s", p.area_code), NULL);
	number_purchase(r->db, r->arena, r->config, &p, p.clinic_id ? &urls : NULL, &answer);
	if (answer.result != CONNECT_DONE && answer.result != CONNECT_UNKNOWN)
		return refuse_connect(r, &answer);
	if (answer.result == CONNECT_DONE && p.clinic_id)
		await_snapshot(r, answer.version);
	json_put_text(o, "phoneNumber", p.phone_number);
	json_put_text(o, "sid", p.twilio_sid);
	json_put_text(o, "status", purchase_status_name(p.status));
	json_put_id(o, "clinicId", p.clinic_id);
	return answer_json(r, answer.result == CONNECT_DONE ? 201 : 202, o);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/purchase-number", CALLER_ADMIN, purchase, "Buy a number", params, .check = check, .idempotent = true, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

/*
 * disconnect - a number takes no more calls for its clinic
 *
 * Its URLs at Twilio are cleared, then it serves nobody here. If Twilio's answer is lost, the answer is 202 and a job asks again.
 *
 * Twice? The second is a 422: it is not connected.
 */
#include "jobs/connect_number.h"
#include "web/account.h"
#include "web/telephony.h"

enum { PHONE_NUMBER };

static const struct param params[] = { [PHONE_NUMBER] = { "phoneNumber", P_PHONE, 1, 40 }, { 0 } };

static enum outcome
disconnect(struct request *r)
{
	const char *number = request_phone(r, "phoneNumber", &r->in[PHONE_NUMBER], r->config->default_country);
	struct connect_answer answer;
	struct number ours;
	enum db_result result;

	if (r->faults)
		return refuse_faults(r);
	result = number_find(r->db, r->arena, number, &ours);
	if (result != DB_OK && result != DB_NONE)
		return outcome_of(result);
	if (result == DB_NONE || !ours.clinic_id)
		return refuse_field(r, "phoneNumber", "is not connected to any clinic");
	audit(r, ours.clinic_id, "number-disconnect", arena_printf(r->arena, "number %s", number), NULL);
	number_disconnect_everywhere(r->db, r->arena, r->config, number, &answer);
	if (answer.result != CONNECT_DONE && answer.result != CONNECT_UNKNOWN)
		return refuse_connect(r, &answer);
	if (answer.result == CONNECT_DONE)
		await_snapshot(r, answer.version);
	result = number_find(r->db, r->arena, number, &ours);
	if (result != DB_OK)
		return outcome_of(result);
	return answer_json(r, answer.result == CONNECT_DONE ? 200 : 202, number_object(r, NULL, &ours));
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/disconnect", CALLER_ADMIN, disconnect, "Disconnect a number", params, .answer = "number", .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

/*
 * call-summary - what came of a call
 *
 * Its summary and whether a visit was booked in it, from the database. Where there is a transcript without a summary, it is made now: fetched from Twilio, or the
 * booking detector is run; where that takes longer than somebody waits, or others wait for a process that is free, the answer is 202, and a job makes it. A verdict that an older detector found is found anew.
 * Another clinic's call is a 404. Every look is in the audit log.
 *
 * Twice? The same again.
 */
#include "data/analysis.h"
#include "jobs/analyse_call.h"
#include "web/call_view.h"

enum { CALL_SID };

static const struct param params[] = { [CALL_SID] = { "callSid", P_TEXT, 1, 64 }, { 0 } };

static bool
is_enough(void *context)
{
	return request_others_wait(context);
}

static enum outcome
summary(struct request *r)
{
	const char *sid = r->in[CALL_SID].text;
	struct json_object *call, *object;
	bool pending;
	enum outcome outcome = call_of_request(r, sid, &call);
	enum db_result result;

	if (!call)
		return outcome;
	result = call_summarise(r->db, r->arena, r->config, sid, is_enough, r, &pending);
	if (result == DB_OK)
		result = summary_object(r->db, r->arena, sid, &object);
	if (result == DB_OK)
		result = call_audit_look(r, call, "summary-read");
	if (result == DB_NONE)
		return refuse(r, 404, "There is no such call.");
	if (result != DB_OK)
		return outcome_of(result);
	if (pending)
		answer_header(r, "Retry-After", "10");
	return answer_json(r, pending ? 202 : 200, object);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/twilio/call-logs/{callSid}/summary", CALLER_ASSISTANT, summary, "A call's summary, and whether a visit was booked in it; 202 while it is being made", params, .answer = "summary", .no_clinic = true, .processes = 4 },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

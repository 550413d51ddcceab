/*
 * call-logs - the clinic's calls
 *
 * The list with its filters and a search in what was said; one call with its timeline, recordings, transcript, booking, notes and tags. Another clinic's call is
 * a 404. Every look at a transcript is in the audit log.
 *
 * Twice? PATCH is harmless.
 */
#include "web/account.h"
#include "web/call_list.h"
#include "web/call_view.h"
#include "web/searching.h"

enum { STATUS, FILTER_DIRECTION, PHONE_NUMBER, MENU_CHOICE, CALL_TYPE, OUTCOME, SUMMARY_READY, APPOINTMENT_BOOKED, ASSISTANT_ID, PATIENT_ID, TAG, Q };

static const struct param list_params[] = {
	[STATUS] = { "status", P_CHOICE, .choices = "queued initiated ringing in-progress completed busy no-answer failed canceled unknown simulation", .optional = true },
	[FILTER_DIRECTION] = { "direction", P_CHOICE, .choices = "inbound outbound", .optional = true },
	[PHONE_NUMBER] = { "phoneNumber", P_PHONE, 0, 40, .optional = true, .help = "Ours or theirs" },
	[MENU_CHOICE] = { "menuChoice", P_TEXT, 1, 8, .optional = true },
	[CALL_TYPE] = { "callType", P_CHOICE, .choices = "inbound outbound appointment-confirmation ai-session", .optional = true },
	[OUTCOME] = { "outcome", P_TEXT, 1, 32, .optional = true },
	[SUMMARY_READY] = { "summaryReady", P_BOOL, .optional = true },
	[APPOINTMENT_BOOKED] = { "appointmentBooked", P_BOOL, .optional = true },
	[ASSISTANT_ID] = { "assistantId", P_ID, .optional = true },
	[PATIENT_ID] = { "patientId", P_ID, .optional = true },
	[TAG] = { "tag", P_TEXT, 1, 50, .optional = true },
	[Q] = { "q", P_TEXT, 1, 200, .optional = true, .help = "Words of the summary or transcript, all of them; the last one may be the beginning of a word" },
	LIST_PARAMS,
	{ 0 }
};

enum { CALL_SID, NOTES, TAGS };

static const struct param one_params[] = { [CALL_SID] = { "callSid", P_TEXT, 1, 64 }, { 0 } };

static const struct param annotate_params[] = {
	[CALL_SID] = { "callSid", P_TEXT, 1, 64 },
	[NOTES] = { "notes", P_TEXT, 0, 5000, .optional = true, .nullable = true, .help = "null or empty: none" },
	[TAGS] = { "tags", P_JSON, .optional = true, .help = "An array of at most 20 texts of 1 to 50 characters" },
	{ 0 }
};

static int
flag_filter(const struct value *v)
{
	return v->state == VALUE_SET ? v->flag : -1;
}

static enum outcome
list(struct request *r)
{
	const struct value *in = r->in;
	struct call_filter filter = {
		.phone = request_phone(r, "phoneNumber", &in[PHONE_NUMBER], r->config->default_country), .status = in[STATUS].text,
		.direction = in[FILTER_DIRECTION].text, .menu_choice = in[MENU_CHOICE].text, .call_type = in[CALL_TYPE].text,
		.outcome = in[OUTCOME].text, .tag = in[TAG].text, .summary_ready = flag_filter(&in[SUMMARY_READY]),
		.appointment_booked = flag_filter(&in[APPOINTMENT_BOOKED]), .assistant_id = in[ASSISTANT_ID].number, .patient_id = in[PATIENT_ID].number,
		.search = request_search(r, &in[Q]),
	};

	return r->faults ? refuse_faults(r) : answer_calls(r, &filter);
}

static enum outcome
give(struct request *r)
{
	struct json_object *call;
	enum outcome outcome = call_of_request(r, r->in[CALL_SID].text, &call);
	enum db_result result;

	if (!call)
		return outcome;
	result = call_view(r, call);
	return result == DB_OK ? answer_json(r, 200, call) : outcome_of(result);
}

static bool
are_tags(struct json_object *tags)
{
	if (!json_object_is_type(tags, json_type_array) || json_object_array_length(tags) > 20)
		return false;
	for (size_t i = 0; i < json_object_array_length(tags); i++) {
		struct json_object *tag = json_object_array_get_idx(tags, i);
		size_t n = json_object_is_type(tag, json_type_string) ? text_characters(json_object_get_string(tag)) : 0;

		if (n < 1 || n > 50)
			return false;
	}
	return true;
}

static enum outcome
annotate(struct request *r)
{
	const struct value *in = r->in;
	struct json_object *call;
	enum outcome outcome = call_of_request(r, in[CALL_SID].text, &call);

	if (!call)
		return outcome;
	if (in[TAGS].state == VALUE_SET && !are_tags(in[TAGS].json))
		return refuse_field(r, "tags", "must be an array of at most 20 texts of 1 to 50 characters");
	outcome = outcome_of(call_annotate(r->db, r->arena, in[CALL_SID].text, in[NOTES].state == VALUE_NULL ? "" : in[NOTES].text, in[TAGS].json));
	return outcome == ANSWERED ? give(r) : outcome;
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/twilio/call-logs", CALLER_ASSISTANT, list, "The calls, newest first", list_params, .answer = "call", .processes = 4 },
	{ GET, "/api/twilio/call-logs/{callSid}", CALLER_ASSISTANT, give, "One call with its timeline, recordings, transcript and booking", one_params, .answer = "call", .no_clinic = true },
	{ PATCH, "/api/twilio/call-logs/{callSid}", CALLER_ASSISTANT, annotate, "A call's notes and tags", annotate_params, .answer = "call", .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

/*
 * voicemails - what callers left on the tape
 *
 * The list with its filters, one voicemail, and its state (new, heard, closed, in whatever order), assignee and notes. Whoever is given a transcript is
 * in the audit log, once a request. Closing a voicemail does its task, and taking it back opens that again. Another clinic's is a 404.
 *
 * Twice? PATCH is harmless.
 */
#include "web/account.h"
#include "web/voicemail_list.h"

#define STATES "new heard closed"

enum { STATUS, ASSIGNEE_ID, PHONE_NUMBER };

static const struct param list_params[] = {
	[STATUS] = { "status", P_CHOICE, .choices = STATES, .optional = true },
	[ASSIGNEE_ID] = { "assigneeId", P_ID, .optional = true },
	[PHONE_NUMBER] = { "phoneNumber", P_PHONE, 0, 40, .optional = true, .help = "The caller's" },
	LIST_PARAMS,
	{ 0 }
};

enum { ID, NEW_STATUS, NEW_ASSIGNEE_ID, NOTES };

static const struct param one_params[] = { [ID] = { "id", P_ID }, { 0 } };

static const struct param edit_params[] = {
	[ID] = { "id", P_ID },
	[NEW_STATUS] = { "status", P_CHOICE, .choices = STATES, .optional = true },
	[NEW_ASSIGNEE_ID] = { "assigneeId", P_ID, .optional = true, .nullable = true, .help = "A user of the clinic; null: nobody" },
	[NOTES] = { "notes", P_TEXT, 0, 5000, .optional = true, .nullable = true, .help = "null or empty: none" },
	{ 0 }
};

static const char *
caller(struct request *r)
{
	return request_phone(r, "phoneNumber", &r->in[PHONE_NUMBER], r->config->default_country);
}

static void
check_list(struct request *r)
{
	(void)caller(r);
}

static enum outcome
list(struct request *r)
{
	const struct voicemail_filter filter = { .status = r->in[STATUS].text, .assignee_id = r->in[ASSIGNEE_ID].number, .phone = caller(r) };

	return answer_voicemails(r, &filter);
}

static enum outcome
give(struct request *r, enum db_result result, const struct voicemail *v)
{
	if (result == DB_NONE)
		return refuse(r, 404, "There is no such voicemail.");
	if (result != DB_OK)
		return outcome_of(result);
	if (v->transcript)
		audit(r, v->clinic_id, "transcript-read", arena_printf(r->arena, "voicemail %lld", (long long)v->voicemail_id), NULL);
	return answer_json(r, 200, voicemail_shown(r, v));
}

static enum db_result
find(struct request *r, struct voicemail *v)
{
	enum db_result result = voicemail_find(r->db, r->arena, r->in[ID].number, v);

	return result == DB_OK && !request_sees(r, v->clinic_id) ? DB_NONE : result;
}

static enum outcome
one(struct request *r)
{
	struct voicemail v;
	enum db_result result = find(r, &v);

	return give(r, result, &v);
}

struct work { enum db_result result; struct voicemail voicemail; };

static void
check(struct request *r)
{
	struct work *w = r->context = arena_alloc(r->arena, sizeof *w);

	w->result = find(r, &w->voicemail);
	if (w->result == DB_OK)
		w->result = request_assignee(r, &r->in[NEW_ASSIGNEE_ID], w->voicemail.clinic_id);
}

static enum outcome
edit(struct request *r)
{
	const struct value *in = r->in;
	struct work *w = r->context;
	const struct voicemail_change change = {
		.status = in[NEW_STATUS].text, .sets_assignee = in[NEW_ASSIGNEE_ID].state != VALUE_ABSENT, .assignee_id = in[NEW_ASSIGNEE_ID].number,
		.sets_notes = in[NOTES].state != VALUE_ABSENT, .notes = in[NOTES].text && *in[NOTES].text ? in[NOTES].text : NULL,
	};

	if (w->result == DB_OK)
		w->result = voicemail_change(r->db, r->arena, w->voicemail.voicemail_id, &change, &w->voicemail);
	return give(r, w->result, &w->voicemail);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/voicemails", CALLER_ASSISTANT, list, "The voicemails, newest first", list_params, .answer = "voicemail", .check = check_list },
	{ GET, "/api/voicemails/{id}", CALLER_ASSISTANT, one, "One voicemail", one_params, .answer = "voicemail", .no_clinic = true },
	{ PATCH, "/api/voicemails/{id}", CALLER_ASSISTANT, edit, "Its state, assignee and notes", edit_params, .answer = "voicemail", .check = check, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

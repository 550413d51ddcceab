/*
 * voicemails - what callers left on the tape
 *
 * The list with its filters, one voicemail, and its state (new, heard, closed, in whatever order), assignee and notes. Whoever is given a transcript is
 * in the audit log, once a page; where that cannot be written, nothing is given. Closing a voicemail does its task, and taking it back opens that again. Another clinic's is a 404.
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

enum { NEW_STATUS, NEW_ASSIGNEE_ID, NOTES };

static const struct param edit_params[] = {
	[NEW_STATUS] = { "status", P_CHOICE, .choices = STATES, .optional = true },
	[NEW_ASSIGNEE_ID] = { "assigneeId", P_ID, .optional = true, .nullable = true, .help = "A user of the clinic; null: nobody" },
	[NOTES] = { "notes", P_TEXT, 0, 5000, .optional = true, .nullable = true, .help = "null or empty: none" },
	ITEM_ID,
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

/* The voicemail that the path names. */
static void
check(struct request *r)
{
	struct voicemail *v = r->context = arena_alloc(r->arena, sizeof *v);

	item_found(r, "voicemail", voicemail_find(r->db, r->arena, item_id(r), v), &v->clinic_id);
	request_assignee(r, v->clinic_id);
}

static enum outcome
give(struct request *r)
{
	const struct voicemail *v = r->context;
	enum db_result result = DB_OK;

	if (v->transcript)
		result = audit_look(r, v->clinic_id, "transcript-read", arena_printf(r->arena, "voicemail %lld", (long long)v->voicemail_id), NULL);
	return answer_item(r, result, voicemail_shown(r, v));
}

static enum outcome
edit(struct request *r)
{
	const struct value *in = r->in;
	struct voicemail *v = r->context;
	const struct voicemail_change change = {
		.status = in[NEW_STATUS].text, .sets_assignee = in[NEW_ASSIGNEE_ID].state != VALUE_ABSENT, .assignee_id = in[NEW_ASSIGNEE_ID].number,
		.sets_notes = in[NOTES].state != VALUE_ABSENT, .notes = in[NOTES].text && *in[NOTES].text ? in[NOTES].text : NULL,
	};
	enum db_result result = voicemail_change(r->db, r->arena, v->voicemail_id, &change, v);

	return result == DB_OK ? give(r) : answer_item(r, result, NULL);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/voicemails", CALLER_ASSISTANT, list, "The voicemails, newest first", list_params, .answer = "voicemail", .check = check_list },
	{ GET, "/api/voicemails/{id}", CALLER_ASSISTANT, give, "One voicemail", item_params, .answer = "voicemail", .check = check, .no_clinic = true },
	{ PATCH, "/api/voicemails/{id}", CALLER_ASSISTANT, edit, "Its state, assignee and notes", edit_params, .answer = "voicemail", .check = check, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

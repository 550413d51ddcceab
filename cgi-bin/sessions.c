/*
 * sessions - the calls that were handed to AI voice agents, and what became of each
 *
 * The sound comes from the agent's provider through us, as a recording's does: whose it is, who asks and that they listened is settled before its first byte. What was
 * said can be deleted on request; the session itself stays. Another clinic's session is a 404.
 */
#include "data/deletions.h"
#include "data/sessions.h"
#include "web/account.h"
#include "web/list.h"
#include "web/sound.h"

enum { STATUS, AGENT_TYPE, PATIENT_ID, PHONE };

static const struct param list_params[] = {
	[STATUS] = { "status", P_CHOICE, .choices = "queued ringing in-progress completed failed busy no-answer canceled unknown simulation", .optional = true },
	[AGENT_TYPE] = { "agentType", P_TEXT, 1, 64, .optional = true },
	[PATIENT_ID] = { "patientId", P_ID, .optional = true },
	[PHONE] = { "phone", P_PHONE, 1, 40, .optional = true, .help = "The patient's" },
	LIST_PARAMS,
	{ 0 }
};

enum { ID };

static const struct param one_params[] = { [ID] = { "id", P_TEXT, 1, 64, .help = "vs_ and 26 characters" }, { 0 } };

static const char *const columns[] = {
	"id", "clinicId", "patientId", "phone", "agentType", "status", "callSid", "conversationId", "provider", "intent", "summary", "createdAt", "endedAt", NULL
};

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct value *in = r->in;
	const char *const *phone = r->context;
	const struct page p = list_rows(r, page);
	const struct session_filter filter = {
		.status = in[STATUS].text, .agent_type = in[AGENT_TYPE].text, .patient_id = in[PATIENT_ID].number, .phone = *phone,
	};
	enum db_result result = sessions_list(r->db, r->arena, &p, &filter, items, &page->next_id);
	int64_t read = 0;			/* transcripts given */

	for (size_t i = 0; result == DB_OK && i < json_object_array_length(items); i++)
		read += json_get(json_object_array_get_idx(items, i), "summary") || json_get(json_object_array_get_idx(items, i), "transcript");
	if (read)
		result = audit_look(r, r->clinic_id, "transcripts-read", "sessions", arena_printf(r->arena, "%lld", (long long)read));
	return result;
}

static enum outcome
list(struct request *r)
{
	const char **phone = r->context = arena_alloc(r->arena, sizeof *phone);

	*phone = request_filter_phone(r, "phone");
	return r->faults ? refuse_faults(r) : answer_list(r, fetch, columns);
}

/* The session that the path names. */
static void
find(struct request *r)
{
	struct session *session = r->context = arena_alloc(r->arena, sizeof *session);

	item_found(r, "session", session_find(r->db, r->arena, r->in[ID].text, session), &session->clinic_id);
}

static enum outcome
one(struct request *r)
{
	const struct session *session = r->context;
	enum db_result result = DB_OK;

	if (session->transcript || session->summary)
		result = audit_look(r, session->clinic_id, "transcript-read", arena_printf(r->arena, "session %s", session->session_id), NULL);
	return answer_item(r, result, session_object(r->arena, session));
}

static enum outcome
sound(struct request *r)
{
	return answer_session_sound(r, r->context);
}

/* The row stays: that there was such a call is no secret of what was said in it. */
static enum outcome
take_away(struct request *r)
{
	const struct session *session = r->context;
	enum db_result result = deletion_ask_session(r->db, r->arena, session->session_id, r->user.user_id, r->now_ms);

	if (result == DB_NONE)
		return refuse(r, 409, "Nothing was told yet of what was said in this session.");
	if (result == DB_OK)
		audit(r, session->clinic_id, "session-deleted", arena_printf(r->arena, "session %s", session->session_id), NULL);
	return answer_item(r, result, NULL);
}

/* A listener holds a process for as long as the provider takes. */
static const struct endpoint endpoints[] = {
	{ GET, "/api/sessions", CALLER_ASSISTANT, list, "Sessions with AI voice agents, newest first", list_params, .answer = "session" },
	{ GET, "/api/sessions/{id}", CALLER_ASSISTANT, one, "One session", one_params, .answer = "session", .check = find, .no_clinic = true },
	{ GET, "/api/sessions/{id}/audio.mp3", CALLER_ASSISTANT, sound, "A session's sound (audio/mpeg); Range is honoured", one_params, .check = find, .no_clinic = true, .processes = 5, .read_timeout_s = SOUND_S_MAX, .refuses = "416 502 504" },
	{ DELETE, "/api/sessions/{id}", CALLER_CUSTOMER, take_away, "Delete what was said in a session, here and at its provider", one_params, .check = find, .no_clinic = true, .refuses = "409" },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

/* Telling assistants. See notify.h. */
#include "jobs/notify.h"

#include "data/jobs.h"
#include "data/messages.h"
#include "data/notices.h"

/* For the timeline of the call. message_id 0: it is a mail. */
static enum db_result
note(struct db *db, struct arena *a, const struct notice *n, const char *origin,
    int64_t assistant_id, int64_t message_id, int64_t *notice_id)
{
	const struct call_notice told = { n->call_sid, n->kind, assistant_id, message_id };

	*notice_id = 0;
	return n->call_sid ? call_notice_add(db, a, origin, &told, notice_id) : DB_OK;
}

enum db_result
notify_assistant(struct db *db, struct arena *a, const struct notice *n,
    const struct assistant_row *to, bool by_sms, bool by_email)
{
	long long assistant_id = (long long)to->assistant_id;
	const char *origin = arena_printf(a, "%s:%s:assistant:%lld", n->kind, n->ref, assistant_id);
	const char *key = arena_printf(a, "mail-%s:%s:%lld", n->kind, n->ref, assistant_id);
	enum db_result result = DB_OK;
	int64_t message_id, notice_id;

	if (by_sms)
		result = n->from ? message_intend(db, a, n->clinic_id, origin, n->from, to->phone,
		    n->text, &message_id) : DB_CONFLICT;
	if (by_sms && result == DB_OK)
		result = note(db, a, n, origin, assistant_id, message_id, &notice_id);
	if (result == DB_CONFLICT) {
		by_email = true;
		result = DB_OK;
	}
	if (result != DB_OK || !by_email || !to->email)
		return result;
	result = note(db, a, n, key, assistant_id, 0, &notice_id);
	if (result != DB_OK)
		return result;
	json_put_int(n->mail, "assistantId", to->assistant_id);
	json_put_int(n->mail, "noticeId", notice_id);
	return job_add(db, a, arena_printf(a, "mail-%s", n->kind), key, n->mail, 0);
}

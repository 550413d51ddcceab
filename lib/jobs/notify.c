/* Telling assistants. See notify.h. */
#include "jobs/notify.h"

#include "data/jobs.h"
#include "data/messages.h"

enum db_result
notify_assistant(struct db *db, struct arena *a, const struct notice *n,
    const struct assistant_row *to, bool by_sms, bool by_email)
{
	long long assistant_id = (long long)to->assistant_id;
	enum db_result result = DB_OK;
	int64_t message_id;

	if (by_sms)
		result = n->from ? message_intend(db, a, n->clinic_id,
		    arena_printf(a, "%s:%s:assistant:%lld", n->kind, n->ref, assistant_id), n->from,
		    to->phone, n->text, &message_id) : DB_CONFLICT;
	if (result == DB_CONFLICT) {
		by_email = true;
		result = DB_OK;
	}
	if (result != DB_OK || !by_email || !to->email)
		return result;
	json_put_int(n->mail, "assistantId", to->assistant_id);
	return job_add(db, a, arena_printf(a, "mail-%s", n->kind),
	    arena_printf(a, "mail-%s:%s:%lld", n->kind, n->ref, assistant_id), n->mail, 0);
}

/* Telling assistants, and the job "notify-by-mail". See notify.h. */
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

/* By mail: the job that sends it. */
static enum db_result
order_mail(struct db *db, struct arena *a, const struct notice *n, const struct assistant_row *to)
{
	const char *key = arena_printf(a, "mail-%s:%s:%lld", n->kind, n->ref,
	    (long long)to->assistant_id);
	int64_t notice_id;
	enum db_result result = note(db, a, n, key, to->assistant_id, 0, &notice_id);

	if (result != DB_OK)
		return result;
	json_put_int(n->mail, "assistantId", to->assistant_id);
	json_put_int(n->mail, "noticeId", notice_id);
	return job_add(db, a, arena_printf(a, "mail-%s", n->kind), key, n->mail, 0);
}

/* By text. DB_CONFLICT: none can be sent. */
static enum db_result
order_text(struct db *db, struct arena *a, const struct notice *n, const struct assistant_row *to,
    struct json_object *instead)
{
	const char *origin = arena_printf(a, "%s:%s:assistant:%lld", n->kind, n->ref,
	    (long long)to->assistant_id);
	struct message m = {
		.clinic_id = n->clinic_id, .origin = origin, .from = n->from, .to = to->phone,
		.body = n->text, .metadata = instead,
	};
	enum db_result result = n->from ? message_order(db, a, &m, 0, false) : DB_CONFLICT;
	int64_t notice_id;

	return result == DB_OK || result == DB_DUPLICATE ?
	    note(db, a, n, origin, to->assistant_id, m.message_id, &notice_id) : result;
}

/* --- the mail in place of a text ---------------------------------------------------------------- */

/* What the job needs to know of it: the text's metadata, for as long as it may be needed. */
static struct json_object *
mail_instead(struct arena *a, const struct notice *n, int64_t assistant_id)
{
	struct json_object *o = json_object_in(a);

	json_put_text(o, "kind", n->kind);
	json_put_text(o, "ref", n->ref);
	json_put_text(o, "callSid", n->call_sid);
	json_put_int(o, "assistantId", assistant_id);
	json_put(o, "mail", n->mail);
	return o;
}

struct replacing {
	struct arena *arena;
	const struct message *text;
	const struct assistant_row *to;
};

static enum db_result
replace(struct db *db, void *context)
{
	const struct replacing *r = context;
	struct json_object *instead = r->text->metadata;
	const struct notice notice = {
		.clinic_id = r->text->clinic_id, .kind = json_get_text(instead, "kind"),
		.ref = json_get_text(instead, "ref"), .call_sid = json_get_text(instead, "callSid"),
		.mail = json_get(instead, "mail"),
	};
	enum db_result result = message_replaced(db, r->text->message_id);

	return result == DB_OK ? order_mail(db, r->arena, &notice, r->to) : result;
}

static struct job_outcome
notify_by_mail_job(struct job_context *c)
{
	struct message text;
	struct assistant_row to;
	enum db_result result = message_find(c->db, c->arena,
	    json_get_int(c->job->payload, "messageId", 0), &text);

	if (result == DB_OK)
		result = assistant_find(c->db, c->arena,
		    json_get_int(text.metadata, "assistantId", 0), &to);
	if (result > DB_NONE)
		return job_failed("the database did not answer");
	/* The mail is ordered already, or the assistant left, or has no address. */
	if (result == DB_NONE || !to.email || to.clinic_id != text.clinic_id)
		return job_is_done();
	if (db_transact(c->db, replace, &(struct replacing){ c->arena, &text, &to }) > DB_NONE)
		return job_failed("the database did not keep the mail's job");
	return job_is_done();
}

JOB_KIND("notify-by-mail", notify_by_mail_job, .attempts_max = 30);

/* --- telling ------------------------------------------------------------------------------------ */

enum db_result
notify_assistant(struct db *db, struct arena *a, const struct notice *n,
    const struct assistant_row *to, bool by_sms, bool by_email)
{
	enum db_result result = DB_OK;

	by_email = by_email && to->email;
	if (by_sms)
		result = order_text(db, a, n, to,
		    by_email ? NULL : mail_instead(a, n, to->assistant_id));
	if (result == DB_CONFLICT) {
		by_email = to->email;
		result = DB_OK;
	}
	return result == DB_OK && by_email ? order_mail(db, a, n, to) : result;
}

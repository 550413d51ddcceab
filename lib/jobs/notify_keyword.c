/*
 * Tells a clinic's assistants of a word in a text that came in, by text and by mail, as the notify
 * rules say: of one conversation and word not twice within a quarter of an hour.
 */
#include "core/clock.h"
#include "core/text.h"
#include "data/assistants.h"
#include "data/clinics.h"
#include "data/notices.h"
#include "desk/auto_reply.h"
#include "desk/keyword.h"
#include "jobs/mail.h"
#include "jobs/notify.h"

struct telling {
	struct job_context *c;
	const char *message_sid;
	const struct text_notice *text;
	const struct routing *routing;
	const bool *met;			/* of the routing's rules */
	struct assistant_row *assistants;
	size_t count;
};

/* By which ways the rules want this assistant told that have not told just now. */
static enum db_result
ways(struct db *db, const struct telling *t, int64_t assistant_id, struct notify_rule *all)
{
	enum db_result result = DB_OK;

	*all = (struct notify_rule){ .on = NOTIFY_KEYWORD, .assistant_id = assistant_id };
	for (size_t i = 0; i < t->routing->notify_count && result <= DB_NONE; i++) {
		const struct notify_rule *rule = &t->routing->notify[i];

		if (!t->met[i] || rule->assistant_id != assistant_id)
			continue;
		result = keyword_told(db, t->c->arena, t->text, assistant_id, rule->keyword);
		all->by_sms = all->by_sms || (result == DB_OK && rule->by_sms);
		all->by_email = all->by_email || (result == DB_OK && rule->by_email);
	}
	return result == DB_NONE ? DB_OK : result;
}

/* All of them, or none. Whoever wrote it knows it. */
static enum db_result
tell(struct db *db, void *context)
{
	const struct telling *t = context;
	struct arena *a = t->c->arena;
	const struct notice notice = {
		.clinic_id = t->text->clinic_id, .kind = "keyword", .ref = t->message_sid,
		.from = t->text->twilio_phone_number,
		.text = arena_printf(a,
		    "%s: a text has come in with a word that you watch for. See the desk. %s",
		    t->text->clinic_name, t->c->config->public_url),
		.mail = json_object_in(a),
	};
	enum db_result result = DB_OK;

	json_put_text(notice.mail, "messageSid", t->message_sid);
	for (size_t i = 0; result == DB_OK && i < t->count; i++) {
		const struct assistant_row *to = &t->assistants[i];
		struct notify_rule rules;

		if (text_same(to->phone, t->text->phone))
			continue;
		result = ways(db, t, to->assistant_id, &rules);
		if (result == DB_OK)
			result = notify_assistant(db, a, &notice, to, rules.by_sms, rules.by_email);
	}
	return result;
}

static struct job_outcome
notify_keyword_job(struct job_context *c)
{
	const char *sid = json_get_text(c->job->payload, "messageSid");
	struct text_notice text;
	struct routing routing;
	struct telling t = { .c = c, .message_sid = sid, .text = &text, .routing = &routing };
	enum db_result result;
	bool *met;

	if (!sid)
		return job_is_hopeless("its payload is incomplete");
	result = text_notice_find(c->db, c->arena, sid, &text);
	if (result == DB_NONE)
		return job_is_done();
	if (result == DB_OK)
		result = routing_load(c->db, c->arena, text.clinic_id, &routing);
	if (result == DB_OK)
		result = assistants_of_clinic(c->db, c->arena, text.clinic_id, &t.assistants,
		    &t.count);
	if (result != DB_OK)
		return job_failed("the text, the clinic's routing or its assistants could not be read");
	/* The rules as they are now; texts that Twilio's list told of were not looked at before. */
	if (!auto_reply_suits(&routing, text.phone) ||
	    !keyword_rules(c->arena, &routing, text.body, &met))
		return job_is_done();
	t.met = met;
	if (db_transact(c->db, tell, &t) > DB_NONE)
		return job_failed("the database did not keep whom to tell");
	return job_is_done();
}

JOB_KIND("notify-keyword", notify_keyword_job, .attempts_max = 30);

/* --- the mail -------------------------------------------------------------------------------- */

static const char *
mail_text(struct job_context *c, const struct text_notice *text)
{
	struct civil at = zone_civil(text->timezone, text->created_at_ms);
	struct text t = text_new(c->arena);

	text_printf(&t, "A text has come in to %s with a word that you watch for.\n\n",
	    text->clinic_name);
	text_printf(&t, "From:     %s\n", text->phone);
	if (text->twilio_phone_number)
		text_printf(&t, "To:       %s\n", text->twilio_phone_number);
	text_printf(&t, "When:     %04d-%02d-%02d %02d:%02d (%s)\n", at.year, at.month, at.day,
	    at.hour, at.minute, text->timezone);
	text_printf(&t, "\n%s\n\n%s (after logging in)\n", text->body, c->config->public_url);
	return t.data;
}

static struct job_outcome
mail_keyword_job(struct job_context *c)
{
	const char *sid = json_get_text(c->job->payload, "messageSid");
	int64_t assistant_id = json_get_int(c->job->payload, "assistantId", 0);
	struct text_notice text;
	struct assistant_row to;
	struct mail mail;
	enum db_result result;

	if (!sid)
		return job_is_hopeless("its payload is incomplete");
	result = text_notice_find(c->db, c->arena, sid, &text);
	if (result == DB_OK)
		result = assistant_find(c->db, c->arena, assistant_id, &to);
	if (result > DB_NONE)
		return job_failed("the database did not answer");
	/* The assistant left, or the text was deleted while the mail server was away. */
	if (result == DB_NONE || !to.email || to.clinic_id != text.clinic_id || !*text.body)
		return job_is_done();
	mail = (struct mail){
		.to = to.email,
		.subject = arena_printf(c->arena, "A text to %s", text.clinic_name),
		.text = mail_text(c, &text),
		.id = arena_printf(c->arena, "keyword-%s.%lld", sid, (long long)assistant_id),
		.at_ms = clock_now_ms(),
	};
	return mail_deliver(c, &mail);
}

JOB_KIND("mail-keyword", mail_keyword_job, .attempts_max = MAIL_ATTEMPTS_MAX);

/*
 * Sends one text whose intent is a row. That it is asked for is committed before Twilio is, so that
 * a worker killed in between leaves a text of which nobody knows whether it went out: as after a
 * lost answer, Twilio's own list is looked through before anything is sent again.
 */
#include "carrier/twilio.h"
#include "core/clock.h"
#include "core/text.h"
#include "data/messages.h"
#include "jobs/runner.h"

enum {
	LIST_MAX = 200,
	SLACK_MS = 60 * 1000,		/* Twilio's clock and ours */
	SETTLED_MS = 90 * 1000,		/* after so long, what Twilio does not list was not sent */
	LOOK_AGAIN_S = 30,
	MISSED_MS = 60 * 60 * 1000,	/* an apology for a missed call that is later puzzles */
};

struct lookup {
	struct job_context *c;
	const struct message *message;
	struct json_object *found;
	enum db_result result;
};

static bool
is_ours(struct json_object *item, void *context)
{
	struct lookup *l = context;
	const char *made = json_get_text(item, "date_created"), *sid = json_get_text(item, "sid");
	int64_t made_ms;
	bool taken;

	if (text_has_prefix(json_get_text(item, "direction"), "inbound") ||
	    !text_same(json_get_text(item, "to"), l->message->to) ||
	    !text_same(json_get_text(item, "body"), l->message->body) ||
	    !made || !instant_parse_rfc2822(made, &made_ms) ||
	    made_ms < l->message->asked_at_ms - SLACK_MS || !sid)
		return true;
	l->result = message_sid_is_taken(l->c->db, l->c->arena, sid, l->message->message_id,
	    &taken);
	if (l->result == DB_OK && taken)
		return true;		/* another one that says the same */
	if (l->result == DB_OK)
		l->found = item;
	return false;
}

static int
whole(struct json_object *o, const char *name)
{
	const char *text = json_get_text(o, name);
	int64_t n;

	if (text && number_parse(text, 0, INT16_MAX, &n))
		return (int)n;
	return (int)json_get_int(o, name, 0);
}

static struct job_outcome
settled(struct job_context *c, const struct message *m, struct json_object *twilio)
{
	const char *status = json_get_text(twilio, "status");

	if (message_settle(c->db, c->arena, m->message_id, json_get_text(twilio, "sid"),
	    status ? status : "accepted", whole(twilio, "error_code"),
	    whole(twilio, "num_segments")) > DB_NONE)
		return job_failed("the database did not store what Twilio said");
	return job_is_done();
}

/* Was it sent? Only where Twilio is sure not to have it is it asked for again. */
static struct job_outcome
find_out(struct job_context *c, const struct message *m)
{
	struct text fields = text_new(c->arena);
	struct lookup lookup = { .c = c, .message = m };
	struct twilio_answer answer;

	/* Whoever asked was killed. */
	if (text_same(m->status, "queued") && message_settle(c->db, c->arena, m->message_id, NULL,
	    "unknown", 0, 0) > DB_NONE)
		return job_failed("the database did not answer");
	form_put(&fields, "To", m->to);
	twilio_list(c->arena, c->config, "/Messages.json", fields.data, "messages", LIST_MAX,
	    is_ours, &lookup, &answer);
	if (lookup.result != DB_OK)
		return job_failed("the database did not answer");
	if (lookup.found)
		return settled(c, m, lookup.found);
	if (answer.result != TWILIO_OK)
		return job_failed(answer.message);
	if (clock_now_ms() < m->asked_at_ms + SETTLED_MS)
		return job_is_early(LOOK_AGAIN_S, "Twilio does not list the text yet");
	if (message_not_asked(c->db, c->arena, m->message_id) > DB_NONE)
		return job_failed("the database did not answer");
	return job_is_early(1, "Twilio does not have the text: it is sent again");
}

static struct job_outcome
refused(struct job_context *c, const struct message *m, const struct twilio_answer *answer)
{
	/* Not the text, but we ourselves: it waits until our credentials are right again. */
	if (answer->status == 401) {
		if (message_not_asked(c->db, c->arena, m->message_id) > DB_NONE)
			return job_failed("the database did not answer");
		return job_failed(answer->message);
	}
	if (message_settle(c->db, c->arena, m->message_id, NULL, "failed",
	    answer->code ? answer->code : answer->status, 0) > DB_NONE)
		return job_failed("the database did not store Twilio's refusal");
	return job_is_hopeless(arena_printf(c->arena, "Twilio refused the text: %d %s",
	    answer->code, answer->message));
}

static struct job_outcome
ask(struct job_context *c, const struct message *m)
{
	struct text fields = text_new(c->arena);
	struct twilio_answer answer;
	enum db_result result = message_asking(c->db, c->arena, m->message_id, clock_now_ms());

	if (result == DB_NONE)
		return job_is_early(LOOK_AGAIN_S, "somebody else sends it");
	if (result != DB_OK)
		return job_failed("the database did not answer");
	form_put(&fields, "To", m->to);
	form_put(&fields, "From", m->from);
	form_put(&fields, "Body", m->body);
	twilio_post(c->arena, c->config, "/Messages.json", fields.data, 0, &answer);
	switch (answer.result) {
	case TWILIO_OK:
		return settled(c, m, answer.json);
	case TWILIO_REFUSED:
		return refused(c, m, &answer);
	case TWILIO_UNKNOWN:
		(void)message_settle(c->db, c->arena, m->message_id, NULL, "unknown", 0, 0);
		return job_is_early(LOOK_AGAIN_S, "Twilio's answer was lost: its list is looked through");
	case TWILIO_BUSY: case TWILIO_NOT_SENT: case TWILIO_OFF:
		break;
	}
	if (message_not_asked(c->db, c->arena, m->message_id) > DB_NONE)
		return job_failed("the database did not answer");
	return job_failed(answer.message);
}

static bool
is_too_late(const struct message *m)
{
	if (m->ask_until_ms)
		return clock_now_ms() > m->ask_until_ms;
	return m->origin && text_has_prefix(m->origin, "missed-call:") &&
	    clock_now_ms() > m->created_at_ms + MISSED_MS;
}

static struct job_outcome
send_message_job(struct job_context *c)
{
	struct message m;
	enum db_result result = message_find(c->db, c->arena,
	    json_get_int(c->job->payload, "messageId", 0), &m);

	if (result == DB_NONE)
		return job_is_done();
	if (result != DB_OK)
		return job_failed("the database did not answer");
	if (m.message_sid || (!text_same(m.status, "queued") && !text_same(m.status, "unknown")))
		return job_is_done();
	if (!config_has_twilio(c->config))
		return job_is_hopeless("there are no credentials for Twilio");
	if (m.asked_at_ms)
		return find_out(c, &m);
	if (!is_too_late(&m))
		return ask(c, &m);
	if (message_settle(c->db, c->arena, m.message_id, NULL, "canceled", 0, 0) > DB_NONE)
		return job_failed("the database did not answer");
	return job_is_done();
}

JOB_KIND("send-message", send_message_job, .attempts_max = 40);

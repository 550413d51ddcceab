/* Sending texts, and the job "send-message". See send_message.h. */
#include "jobs/send_message.h"

#include "carrier/twilio.h"
#include "core/clock.h"
#include "core/text.h"
#include "data/campaigns.h"
#include "data/numbers.h"
#include "jobs/runner.h"

enum {
	LIST_MAX = 200,
	SLACK_MS = 60 * 1000,		/* Twilio's clock and ours */
	SETTLED_MS = 90 * 1000,		/* after so long, what Twilio does not list was not sent */
	LOOK_AGAIN_S = 30,
	NOT_OUR_NUMBER = 21606,		/* as Twilio would say */
	MISSED_MS = 60 * 60 * 1000,	/* an apology for a missed call that is later puzzles */
};

/* --- asking ---------------------------------------------------------------------------------- */

static void
say(struct send_answer *answer, enum sending result, const char *words)
{
	answer->result = result;
	answer->words = words ? words : "";
}

/* What was asked for before, as it stands. */
static void
as_it_stands(struct db *db, struct arena *a, struct message *m, struct send_answer *answer)
{
	if (message_find(db, a, m->message_id, m) != DB_OK) {
		say(answer, SEND_AWAY, "The database did not answer.");
	} else if (m->message_sid) {
		say(answer, SENT, NULL);
	} else if (m->settled) {
		answer->code = m->error_code;
		say(answer, SEND_REFUSED, "It was not sent.");
	} else {
		say(answer, SEND_UNKNOWN, "It was asked for already, and nobody knows yet.");
	}
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

/* What Twilio says of a text that it has. */
static enum db_result
settle(struct db *db, struct arena *a, struct message *m, struct json_object *twilio)
{
	const char *status = json_get_text(twilio, "status");

	m->message_sid = json_get_text(twilio, "sid");
	m->status = status ? status : "accepted";
	m->settled = true;
	return message_settle(db, a, m->message_id, m->message_sid, m->status,
	    whole(twilio, "error_code"), whole(twilio, "num_segments"));
}

static void
not_asked(struct db *db, struct arena *a, struct message *m, struct send_answer *answer,
    const char *words)
{
	(void)message_not_asked(db, a, m);
	m->asked_at_ms = 0;
	say(answer, SEND_LATER, words);
}

/* The clinic's number is the sender also where a Messaging Service sends: whoever answers must reach
 * the same clinic. */
static const char *
fields_of(struct arena *a, const struct config *config, const struct routes *routes,
    const struct message *m)
{
	struct text fields = text_new(a);
	/* "ref" binds its webhooks to the row, even before Twilio's answer does. */
	const char *callback = routes_url(routes, a, config, "sms-status",
	    arena_printf(a, "ref=%lld", (long long)m->message_id));

	form_put(&fields, "To", m->to);
	form_put(&fields, "From", m->from);
	if (*config->twilio_messaging_service_sid)
		form_put(&fields, "MessagingServiceSid", config->twilio_messaging_service_sid);
	if (*m->body)
		form_put(&fields, "Body", m->body);
	for (size_t i = 0; m->media && i < json_object_array_length(m->media); i++)
		form_put(&fields, "MediaUrl",
		    json_get_text(json_object_array_get_idx(m->media, i), "url"));
	if (callback)
		form_put(&fields, "StatusCallback", callback);
	return fields.data;
}

static void
ask(struct db *db, struct arena *a, const struct config *config, const struct routes *routes,
    struct message *m, struct send_answer *answer)
{
	struct twilio_answer twilio;

	twilio_post(a, config, "/Messages.json", fields_of(a, config, routes, m), 0, &twilio);
	answer->status = twilio.status;
	answer->code = twilio.code;
	switch (twilio.result) {
	case TWILIO_OK:
		if (!json_get_text(twilio.json, "sid"))
			break;
		say(answer, SENT, NULL);
		/* Where this fails, the row says that it was asked for, and the job looks it up. */
		(void)settle(db, a, m, twilio.json);
		return;
	case TWILIO_REFUSED:
		/* Not the text, but we ourselves: it waits until our credentials are right. */
		if (twilio.status == 401 || twilio.code == 20003) {
			not_asked(db, a, m, answer, twilio.message);
			return;
		}
		say(answer, SEND_REFUSED, twilio.message);
		m->status = "failed";
		m->settled = true;
		m->error_code = twilio.code ? twilio.code : twilio.status;
		if (message_settle(db, a, m->message_id, NULL, m->status, m->error_code, 0) >
		    DB_NONE)
			say(answer, SEND_AWAY, "The database did not keep Twilio's refusal.");
		return;
	case TWILIO_BUSY: case TWILIO_NOT_SENT: case TWILIO_OFF:
		not_asked(db, a, m, answer, twilio.message);
		return;
	case TWILIO_UNKNOWN:
		break;
	}
	say(answer, SEND_UNKNOWN, twilio.message);
	m->status = "unknown";
	(void)message_settle(db, a, m->message_id, NULL, m->status, 0, 0);
}

void
message_send(struct db *db, struct arena *a, const struct config *config,
    const struct routes *routes, struct message *m, struct send_answer *answer)
{
	int64_t now_ms = clock_now_ms();

	*answer = (struct send_answer){ .words = "" };
	if (!config_has_twilio(config)) {
		say(answer, SEND_OFF, "There are no credentials for Twilio.");
		return;
	}
	switch (message_asking(db, a, m->message_id, now_ms)) {
	case DB_OK:
		m->asked_at_ms = now_ms;
		ask(db, a, config, routes, m, answer);
		return;
	case DB_NONE:
		as_it_stands(db, a, m, answer);
		return;
	case DB_CONFLICT:
		answer->code = TWILIO_OPTED_OUT;
		if (message_cancel(db, a, m->message_id, TWILIO_OPTED_OUT) <= DB_NONE) {
			say(answer, SEND_OPTED_OUT, "The number has opted out of texts.");
			return;
		}
		break;
	case DB_DUPLICATE: case DB_AWAY: case DB_UNKNOWN: case DB_FAILED:
		break;
	}
	say(answer, SEND_AWAY, "The database did not answer.");
}

/* --- finding out ----------------------------------------------------------------------------- */

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
	const char *from = json_get_text(item, "from");	/* a service may not have chosen it yet */
	int64_t made_ms;
	bool taken;

	if (text_has_prefix(json_get_text(item, "direction"), "inbound") ||
	    !text_same(json_get_text(item, "to"), l->message->to) ||
	    (from && !text_same(from, l->message->from)) ||
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

/* Was it sent? Only where Twilio is sure not to have it is it asked for again. */
static struct job_outcome
find_out(struct job_context *c, struct message *m)
{
	struct text fields = text_new(c->arena);
	struct lookup lookup = { .c = c, .message = m };
	struct twilio_answer answer;

	/* Whoever asked was killed. */
	if (!text_same(m->status, "unknown") && message_settle(c->db, c->arena, m->message_id, NULL,
	    "unknown", 0, 0) > DB_NONE)
		return job_failed("the database did not answer");
	form_put(&fields, "To", m->to);
	twilio_list(c->arena, c->config, "/Messages.json", fields.data, "messages", LIST_MAX,
	    is_ours, &lookup, &answer);
	if (lookup.result != DB_OK)
		return job_failed("the database did not answer");
	if (lookup.found)
		return settle(c->db, c->arena, m, lookup.found) > DB_NONE ?
		    job_failed("the database did not store what Twilio said") : job_is_done();
	if (answer.result != TWILIO_OK)
		return job_failed(answer.message);
	if (clock_now_ms() < m->asked_at_ms + SETTLED_MS)
		return job_is_early(LOOK_AGAIN_S, "Twilio does not list the text yet");
	if (message_not_asked(c->db, c->arena, m) > DB_NONE)
		return job_failed("the database did not answer");
	return job_is_early(1, "Twilio does not have the text: it is sent again");
}

/* --- the job --------------------------------------------------------------------------------- */

static struct job_outcome
send(struct job_context *c, struct message *m)
{
	struct routes *routes = routes_open(c->config->program_dir);
	struct send_answer answer;

	/* Without ROUTES nobody hears what becomes of it, which is better than no text. */
	message_send(c->db, c->arena, c->config, routes, m, &answer);
	if (routes)
		routes_close(routes);
	switch (answer.result) {
	case SENT: case SEND_OPTED_OUT:
		break;
	case SEND_REFUSED:
		/* Where Twilio was not asked now, somebody called it off, or was refused it, just
		 * before. */
		return !answer.status || answer.code == TWILIO_OPTED_OUT ? job_is_done() :
		    job_is_hopeless(arena_printf(c->arena, "Twilio refused the text: %d %s",
		        answer.code, answer.words));
	case SEND_UNKNOWN:
		return job_is_early(LOOK_AGAIN_S,
		    "nobody knows yet whether it was sent: Twilio's list is looked through");
	case SEND_LATER: case SEND_AWAY: case SEND_OFF:
		return job_failed(answer.words);
	}
	return job_is_done();
}

static bool
is_too_late(const struct message *m)
{
	if (m->ask_until_ms)
		return clock_now_ms() > m->ask_until_ms;
	return m->origin && text_has_prefix(m->origin, "missed-call:") &&
	    clock_now_ms() > m->created_at_ms + MISSED_MS;
}

/* Is its sender the clinic's no more? It may have waited for weeks, and whoever answers would reach
 * another clinic, or nobody, with a STOP, too. */
static enum db_result
is_moved(struct job_context *c, const struct message *m, bool *moved)
{
	struct number number;
	enum db_result result = number_find(c->db, c->arena, m->from, &number);

	*moved = result == DB_OK && number.clinic_id != m->clinic_id &&
	    !text_same(m->from, c->config->twilio_phone_number);
	return result == DB_NONE ? DB_OK : result;
}

/* On a first run, a campaign that is cancelled has called off its texts itself. */
static enum db_result
is_not_wanted(struct job_context *c, const struct message *m, bool *not_wanted)
{
	*not_wanted = is_too_late(m);
	return *not_wanted || c->job->attempts == 1 ? DB_OK :
	    campaign_called_off(c->db, c->arena, m->message_id, not_wanted);
}

static struct job_outcome
send_message_job(struct job_context *c)
{
	const char *origin = json_get_text(c->job->payload, "origin");
	struct message m;
	enum db_result result = origin ? message_by_origin(c->db, c->arena, origin, &m) :
	    message_find(c->db, c->arena, json_get_int(c->job->payload, "messageId", 0), &m);
	bool moved = false, not_wanted = false;

	if (result == DB_NONE)
		return job_is_done();
	if (result != DB_OK)
		return job_failed("the database did not answer");
	if (m.settled)
		return job_is_done();
	if (!config_has_twilio(c->config))
		return job_is_hopeless("there are no credentials for Twilio");
	if (m.asked_at_ms)
		return find_out(c, &m);
	result = is_moved(c, &m, &moved);
	if (result == DB_OK)
		result = is_not_wanted(c, &m, &not_wanted);
	if (result == DB_OK && !moved && !not_wanted)
		return send(c, &m);
	if (result != DB_OK ||
	    message_cancel(c->db, c->arena, m.message_id, moved ? NOT_OUR_NUMBER : 0) > DB_NONE)
		return job_failed("the database did not answer");
	return job_is_done();
}

JOB_KIND("send-message", send_message_job, .attempts_max = 40);

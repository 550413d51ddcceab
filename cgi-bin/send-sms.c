/*
 * send-sms - text somebody
 *
 * Nobody who opted out of the clinic's texts: that is asked in the transaction that commits the intent, and again in the one before Twilio is asked. Where
 * Twilio's answer is lost, the answer is 202 with status unknown, and a job finds out before anything is sent again. With sendAt the text waits here, as
 * scheduled, and its job sends it then.
 *
 * Twice? Two texts, unless it carries an Idempotency-Key.
 */
#include "core/clock.h"
#include "jobs/send_message.h"
#include "web/account.h"
#include "web/telephony.h"
#include "web/texting.h"

enum { SENT_BY_MS = 12 * 1000, BODY_CHARACTERS_MAX = 100000 };

enum { CALLED, BODY, MESSAGE, SENDER, USER_ID, METADATA, SEND_AT, MEDIA_URL };

static const struct param params[] = {
	[CALLED] = { "to", P_PHONE, 1, 40, .help = "Whom to text; national numbers are the clinic's country's" },
	[BODY] = { "body", P_TEXT, 0, BODY_CHARACTERS_MAX, .optional = true, .help = "At most 1,600 characters" },
	[MESSAGE] = { "message", P_TEXT, 0, BODY_CHARACTERS_MAX, .optional = true, .help = "The same as body" },
	[SENDER] = { "from", P_PHONE, 1, 40, .optional = true, .help = "A number of the clinic; its first one if not said" },
	[USER_ID] = { "userId", P_TEXT, 0, 64, .optional = true, .help = "Your own reference" },
	[METADATA] = { "metadata", P_JSON, .optional = true, .help = "An object of at most 4 KiB, kept with the text" },
	[SEND_AT] = { "sendAt", P_TIME, .optional = true, .help = "Not before this time, at most 35 days ahead" },
	[MEDIA_URL] = { "mediaUrl", P_JSON, .optional = true, .help = "The address of a picture, or an array of at most 10; Twilio fetches them" },
	{ 0 }
};

static struct texting
asked_for(const struct request *r)
{
	const struct value *in = r->in, *body = &in[in[BODY].text ? BODY : MESSAGE];

	return (struct texting){
		.to = &in[CALLED], .from = &in[SENDER], .send_at = &in[SEND_AT], .media = &in[MEDIA_URL], .metadata = &in[METADATA], .user_id = &in[USER_ID],
		.body = body->text ? body->text : "", .body_field = in[BODY].text || !in[MESSAGE].text ? "body" : "message",
	};
}

static void
check(struct request *r)
{
	const struct texting t = asked_for(r);

	if (r->in[BODY].text && r->in[MESSAGE].text)
		request_fault(r, "message", "is another name for body: give one of them");
	texting_check(r, &t);
}

/* The text as it stands. Where the database has just gone, what is known of it without. */
static enum outcome
give(struct request *r, const struct message *m, int status)
{
	struct json_object *o;
	int64_t clinic_id;

	if (message_object_find(r->db, r->arena, m->message_id, &o, &clinic_id) != DB_OK) {
		o = json_object_in(r->arena);
		json_put_int(o, "id", m->message_id);
		json_put_int(o, "clinicId", m->clinic_id);
		json_put_text(o, "messageSid", m->message_sid);
		json_put_text(o, "from", m->from);
		json_put_text(o, "to", m->to);
		json_put_text(o, "status", m->status);
	}
	return answer_json(r, status, o);
}

static enum outcome
refuse_opted_out(struct request *r)
{
	request_fault(r, "to", "has opted out of this clinic's texts: none is sent until it texts START, or the patient agrees again");
	return refuse_faults(r);
}

/* Nothing was done. If by now somebody does it, it is as unknown as any text. */
static enum outcome
call_off(struct request *r, const struct message *m, const struct send_answer *answer)
{
	if (message_cancel(r->db, r->arena, m->message_id, 0) != DB_OK)
		return give(r, m, 202);
	return answer->status ? refuse_code(r, answer->code, answer->words) : refuse_provider(r, 504, 0, answer->words);
}

static enum outcome
send_now(struct request *r, struct message *m)
{
	struct send_answer answer;

	message_send(r->db, r->arena, r->config, r->routes, m, &answer);
	switch (answer.result) {
	case SENT:
		return give(r, m, 201);
	case SEND_REFUSED:
		return refuse_code(r, answer.code, answer.words);
	case SEND_OPTED_OUT:
		return refuse_opted_out(r);
	case SEND_LATER: case SEND_OFF:
		return call_off(r, m, &answer);
	case SEND_UNKNOWN: case SEND_AWAY:
		break;
	}
	return give(r, m, 202);
}

static enum outcome
send_sms(struct request *r)
{
	struct texting t = asked_for(r);
	enum db_result result;

	if (!config_has_twilio(r->config))
		return refuse_twilio(r, &(struct twilio_answer){ .result = TWILIO_OFF });
	result = texting_gather(r, &t);
	if (result == DB_NONE)
		return refuse(r, 404, "There is no such clinic.");
	if (result != DB_OK)
		return outcome_of(result);
	if (r->faults)
		return refuse_faults(r);
	result = message_order(r->db, r->arena, &t.text, t.send_at_ms ? t.send_at_ms : clock_now_ms() + SENT_BY_MS, t.send_at_ms != 0);
	if (result == DB_CONFLICT)
		return refuse_opted_out(r);
	/* An answer of the database that was lost: is it there? */
	if (result == DB_UNKNOWN)
		result = message_by_origin(r->db, r->arena, t.text.origin, &t.text);
	if (result != DB_OK && result != DB_DUPLICATE)
		return result == DB_NONE ? AWAY : outcome_of(result);
	return t.send_at_ms ? give(r, &t.text, 201) : send_now(r, &t.text);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/send-sms", CALLER_ASSISTANT, send_sms, "Text somebody", params, .check = check, .idempotent = true, .answer = "message", .processes = 4 },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

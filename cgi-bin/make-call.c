/*
 * make-call - call somebody
 *
 * A message is spoken to whoever answers. With an assistant, his phone rings first, with the clinic's number; he hears the message, if there is one, and whom he
 * is about to call, presses 1 where the clinic screens, and is connected. The intent is on record before Twilio is asked; where its answer is lost, the answer is
 * 202 with status unknown, and a job finds out before anybody is called again.
 *
 * Twice? Two calls, unless it carries an Idempotency-Key.
 */
#include "core/clock.h"
#include "core/text.h"
#include "desk/voices.h"
#include "jobs/place_call.h"
#include "web/account.h"
#include "web/asking.h"
#include "web/telephony.h"

enum { METADATA_BYTES_MAX = 4096, PLACED_BY_MS = 12 * 1000 };

enum { CALLED, MESSAGE, ASSISTANT_ID, SENDER, RECORD, USER_ID, METADATA, LANGUAGE, VOICE_NAME, MACHINE_DETECTION, TIME_LIMIT };

static const struct param params[] = {
	[CALLED] = { "to", P_PHONE, 1, 40, .help = "Whom to call; national numbers are the clinic's country's" },
	[MESSAGE] = { "message", P_TEXT, 1, 1500, .optional = true, .help = "Spoken; with assistantId, to the assistant alone. This or assistantId" },
	[ASSISTANT_ID] = { "assistantId", P_ID, .optional = true, .help = "Click-to-call: whose phone rings first" },
	[SENDER] = { "from", P_PHONE, 1, 40, .optional = true, .help = "A number of the clinic; its first one if not said" },
	[RECORD] = { "record", P_BOOL, .optional = true, .help = "As the clinic has it, if not said" },
	[USER_ID] = { "userId", P_TEXT, 0, 64, .optional = true, .help = "Your own reference" },
	[METADATA] = { "metadata", P_JSON, .optional = true, .help = "An object of at most 4 KiB, kept with the call" },
	[LANGUAGE] = { "language", P_TEXT, 1, 32, .optional = true, .help = "Of the message: en-US, hi, ta-IN, spanish …; the clinic's if not said" },
	[VOICE_NAME] = { "voice", P_TEXT, 1, 64, .optional = true, .help = "Polly.Joanna …; the clinic's, or Twilio's for the language" },
	[MACHINE_DETECTION] = { "machineDetection", P_CHOICE, .choices = "enable message-end", .optional = true, .help = "Of a message: who answered; message-end waits for a machine's tone" },
	[TIME_LIMIT] = { "timeLimit", P_INT, 10, 14400, .optional = true, .help = "Seconds; the clinic's callMaxSeconds if not said" },
	{ 0 }
};

static void
check(struct request *r)
{
	const struct value *in = r->in;
	struct json_object *metadata = in[METADATA].json;

	if (in[MESSAGE].text && *in[MESSAGE].text && text_is_blank(in[MESSAGE].text))
		request_fault(r, "message", "must not be blank");
	if (!in[MESSAGE].text && !in[ASSISTANT_ID].number)
		request_fault(r, "message", "or assistantId must be given");
	if (in[MACHINE_DETECTION].text && in[ASSISTANT_ID].number)
		request_fault(r, "machineDetection", "is for messages: an assistant is no machine");
	if (metadata && (!json_object_is_type(metadata, json_type_object) || strlen(json_text(r->arena, metadata)) > METADATA_BYTES_MAX))
		request_fault(r, "metadata", "must be an object of at most %d bytes", METADATA_BYTES_MAX);
	if (in[LANGUAGE].text && !say_language(r->arena, in[LANGUAGE].text))
		request_fault(r, "language", "is none that Twilio speaks");
	if (in[VOICE_NAME].text && !voice_is_named(in[VOICE_NAME].text))
		request_fault(r, "voice", "must be the name of a voice, such as Polly.Joanna");
	else if (in[VOICE_NAME].text && in[LANGUAGE].text && !request_is_at_fault(r, "language") &&
	    !voice_speaks(in[VOICE_NAME].text, say_language(r->arena, in[LANGUAGE].text)))
		request_fault(r, "voice", "does not speak %s", in[LANGUAGE].text);
	(void)request_clinic(r);
}

/* The call as it stands. Where the database has just gone, what is known of it without. */
static enum outcome
give(struct request *r, const struct outbound_call *call, bool placed)
{
	struct json_object *o;
	int64_t clinic_id;

	if (call_find_id(r->db, r->arena, call->call_id, &o, &clinic_id) != DB_OK) {
		o = json_object_in(r->arena);
		json_put_int(o, "id", call->call_id);
		json_put_int(o, "clinicId", call->clinic_id);
		json_put_text(o, "callSid", call->call_sid);
		json_put_text(o, "from", call->from);
		json_put_text(o, "to", call->to);
		json_put_text(o, "status", call->status);
	}
	return placed ? answer_created(r, arena_printf(r->arena, "/api/twilio/call-logs/%s", call->call_sid), o) : answer_json(r, 202, o);
}

/* Nobody was asked, or nobody did anything. If by now somebody does, it is as unknown as any call. */
static enum outcome
call_off(struct request *r, const struct asking *asking, const struct place_answer *answer)
{
	if (outbound_call_cancel(r->db, r->arena, asking->call.call_id, answer->message) != DB_OK)
		return give(r, &asking->call, false);
	if (answer->status)
		return asking_refuse(r, asking, answer->code, answer->message);
	return refuse_provider(r, 504, 0, answer->message);
}

static enum outcome
place(struct request *r, struct asking *asking)
{
	struct outbound_call *call = &asking->call;
	struct place_answer answer;

	call_place(r->db, r->arena, r->config, call, &answer);
	switch (answer.result) {
	case PLACED:
		return give(r, call, true);
	case PLACE_REFUSED:
		return asking_refuse(r, asking, answer.code, answer.message);
	case PLACE_LATER: case PLACE_OFF:
		return call_off(r, asking, &answer);
	case PLACE_UNKNOWN: case PLACE_AWAY:
		break;
	}
	return give(r, call, false);
}

static enum outcome
make_call(struct request *r)
{
	const struct value *in = r->in;
	struct asking m = {
		.to = &in[CALLED], .from = &in[SENDER], .record = &in[RECORD], .message = in[MESSAGE].text, .language = in[LANGUAGE].text, .voice = in[VOICE_NAME].text,
		.machine_detection = in[MACHINE_DETECTION].text, .assistant_id = in[ASSISTANT_ID].number, .time_limit_s = (int)in[TIME_LIMIT].number,
		.call = { .user_id = in[USER_ID].text && *in[USER_ID].text ? in[USER_ID].text : NULL, .metadata = in[METADATA].json },
	};
	enum db_result result;

	if (!config_has_twilio(r->config))
		return refuse_twilio(r, &(struct twilio_answer){ .result = TWILIO_OFF });
	result = asking_gather(r, &m);
	if (result == DB_NONE)
		return refuse(r, 404, "There is no such clinic.");
	if (result != DB_OK)
		return outcome_of(result);
	if (!r->faults)
		asking_compose(r, &m);
	if (r->faults)
		return refuse_faults(r);
	result = outbound_call_intend(r->db, r->arena, &m.call, clock_now_ms() + PLACED_BY_MS);
	if (result == DB_CONFLICT)
		return refuse_field(r, "to", "does not want to be called by this clinic");
	/* An answer of the database that was lost: is it there? */
	if (result == DB_UNKNOWN)
		result = outbound_call_by_reference(r->db, r->arena, m.call.reference, &m.call);
	if (result != DB_OK && result != DB_DUPLICATE)
		return result == DB_NONE ? AWAY : outcome_of(result);
	return place(r, &m);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/make-call", CALLER_ASSISTANT, make_call, "Call somebody: a message, or click-to-call", params, .check = check, .idempotent = true, .answer = "call", .processes = 4 },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

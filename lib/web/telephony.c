/* See telephony.h. */
#include "web/telephony.h"

#include "carrier/twilio_reason.h"
#include "core/log.h"

struct twilio_urls
our_urls(struct request *r)
{
	return (struct twilio_urls){
		.voice = routes_url(r->routes, r->arena, r->config, "voice-incoming", NULL),
		.voice_fallback = routes_url(r->routes, r->arena, r->config, "voice-fallback", NULL),
		.sms = routes_url(r->routes, r->arena, r->config, "incoming-sms", NULL),
		.sms_fallback = routes_url(r->routes, r->arena, r->config, "sms-fallback", NULL),
		.status_callback = routes_url(r->routes, r->arena, r->config, "voice-status-callback", NULL),
	};
}

static enum outcome
not_configured(struct request *r)
{
	return refuse(r, 503, "Twilio is not configured: set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.");
}

/* A sentence without its full stop: another follows. */
static const char *
plain_end(struct arena *a, const char *sentence)
{
	size_t n = strlen(sentence);

	return arena_copy(a, sentence, n && sentence[n - 1] == '.' ? n - 1 : n);
}

/* Does this endpoint take that field, and was it given? */
static bool
takes(const struct request *r, const char *field, bool given)
{
	const struct param *params = r->endpoint->params;

	for (size_t i = 0; params && params[i].name; i++)
		if (text_same(params[i].name, field))
			return !given || r->in[i].state == VALUE_SET;
	return false;
}

/* The field of this request that Twilio complains about, or NULL. */
static const char *
field_of(const struct request *r, enum twilio_fault fault)
{
	static const char *const fields[][3] = {
		[FAULT_TO] = { "to", "phone" }, [FAULT_FROM] = { "from" }, [FAULT_NUMBER] = { "phoneNumber", "areaCode" }, [FAULT_AREA] = { "areaCode" },
		[FAULT_MESSAGE] = { "message", "body" }, [FAULT_MEDIA] = { "mediaUrl" }, [FAULT_ACCOUNT] = { NULL }, [FAULT_OURS] = { NULL }, [FAULT_BUSY] = { NULL },
	};

	for (int given = 1; given >= 0; given--)
		for (const char *const *field = fields[fault]; *field; field++)
			if (takes(r, *field, given))
				return *field;
	return NULL;
}

enum outcome
refuse_code(struct request *r, int code, const char *message)
{
	const struct twilio_reason *reason = twilio_reason(code);
	const char *field = field_of(r, reason->fault);

	message = message && *message ? message : "without a reason";
	if (reason->fault == FAULT_BUSY)
		answer_header(r, "Retry-After", "10");
	/* Without a code, nothing more is known than what was said. */
	if (!code)
		return refuse_provider(r, 502, 0, arena_printf(r->arena, "Twilio refused: %s.", plain_end(r->arena, message)));
	if (!field)
		return refuse_provider(r, 502, code, arena_printf(r->arena, "Twilio refused: %s. %s", plain_end(r->arena, message), reason->advice));
	request_fault(r, field, "%s", reason->advice);
	return refuse_faults_of(r, code, arena_printf(r->arena, "Twilio refused: %s. %s", plain_end(r->arena, message), reason->advice));
}

enum outcome
refuse_twilio(struct request *r, const struct twilio_answer *answer)
{
	switch (answer->result) {
	case TWILIO_OFF:
		return not_configured(r);
	case TWILIO_REFUSED:
		return refuse_code(r, answer->code, answer->message);
	case TWILIO_BUSY:
		answer_header(r, "Retry-After", "10");
		return refuse_provider(r, 502, answer->code, "Twilio has too many requests of ours at once; nothing was done. Try again in some seconds.");
	case TWILIO_NOT_SENT: case TWILIO_UNKNOWN: case TWILIO_OK:
		break;
	}
	return refuse_provider(r, 504, answer->code, arena_printf(r->arena, "Twilio did not answer: %s", answer->message));
}

enum outcome
refuse_connect(struct request *r, const struct connect_answer *answer)
{
	switch (answer->result) {
	case CONNECT_OFF:
		return not_configured(r);
	case CONNECT_AWAY:
		return AWAY;
	case CONNECT_REFUSED:
		return refuse_code(r, answer->code, answer->message);
	case CONNECT_NO_ANSWER:
		return refuse_provider(r, 504, answer->code, answer->message);
	case CONNECT_TAKEN:
		return refuse(r, 409, "%s", answer->message);
	case CONNECT_NO_CLINIC:
		return refuse(r, 404, "There is no such clinic.");
	case CONNECT_NOT_OURS: case CONNECT_DONE: case CONNECT_UNKNOWN:
		break;
	}
	return refuse_field(r, "phoneNumber", "is not a number of the Twilio account");
}

struct json_object *
number_object(struct request *r, const struct twilio_number *twilio, const struct number *ours)
{
	static const struct twilio_number nothing;
	const struct twilio_number *t = twilio ? twilio : &nothing;
	struct json_object *o = json_object_in(r->arena), *capabilities = json_object_in(r->arena);

	json_put_text(o, "phoneNumber", twilio ? t->phone_number : ours ? ours->phone_number : NULL);
	json_put_text(o, "sid", twilio ? t->sid : ours ? ours->twilio_sid : NULL);
	json_put_text(o, "friendlyName", t->friendly_name);
	json_put_bool(capabilities, "voice", t->voice);
	json_put_bool(capabilities, "sms", t->sms);
	json_put_bool(capabilities, "mms", t->mms);
	json_put(o, "capabilities", capabilities);
	json_put_text(o, "status", t->status);
	json_put_text(o, "voiceUrl", t->voice_url);
	json_put_text(o, "smsUrl", t->sms_url);
	number_put(o, ours);
	return o;
}

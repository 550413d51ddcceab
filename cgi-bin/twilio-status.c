/*
 * twilio-status - does Twilio know us, and do its numbers ring here?
 *
 * Which credentials are set and work, the account's state, whether PUBLIC_URL answers from the outside address that Twilio uses, and which connected numbers
 * point elsewhere. Asked at every request.
 */
#include "carrier/http.h"
#include "web/telephony.h"

enum { NUMBERS_MAX = 1000, PROBE_MS = 4000 };

struct survey {
	struct request *r;
	struct twilio_urls urls;
	const struct number *known;
	size_t count;
	struct json_object *elsewhere;
	int64_t seen;
};

static bool
look(struct json_object *item, void *context)
{
	struct survey *s = context;
	struct twilio_number t;
	struct json_object *o;

	if (!twilio_number_from(s->r->arena, item, &t))
		return true;
	s->seen++;
	for (size_t i = 0; i < s->count; i++) {
		if (!s->known[i].clinic_id || !text_same(s->known[i].phone_number, t.phone_number))
			continue;
		if (twilio_url_same(t.voice_url, s->urls.voice) && twilio_url_same(t.sms_url, s->urls.sms))
			continue;
		o = json_object_in(s->r->arena);
		json_put_text(o, "phoneNumber", t.phone_number);
		json_put_id(o, "clinicId", s->known[i].clinic_id);
		json_put_text(o, "voiceUrl", t.voice_url);
		json_put_text(o, "smsUrl", t.sms_url);
		json_append(s->elsewhere, o);
	}
	return true;
}

/* PUBLIC_URL as anybody reaches it: does this server's health answer there? */
static void
probe(struct request *r, struct json_object *o)
{
	const char *path = routes_path(r->routes, "health");
	const struct http_request request = {
		.method = "GET", .url = arena_printf(r->arena, "%s%s", r->config->public_url, path ? path : "/"), .deadline_ms = PROBE_MS,
	};
	struct http_answer answer;

	http_send(r->arena, &request, &answer);
	json_put_text(o, "webhookUrl", r->config->public_url);
	json_put_bool(o, "webhookReachable", answer.outcome == HTTP_ANSWERED && answer.status == 200);
	json_put_text(o, "webhookError", answer.outcome != HTTP_ANSWERED ? answer.error :
	    answer.status == 200 ? NULL : arena_printf(r->arena, "it answered %d", answer.status));
}

static enum outcome
status(struct request *r)
{
	const struct config *c = r->config;
	struct json_object *o = json_object_in(r->arena), *account = json_object_in(r->arena);
	struct survey s = { .r = r, .urls = our_urls(r), .elsewhere = json_array_in(r->arena) };
	struct twilio_answer answer = { .result = TWILIO_OFF, .message = "" };
	struct number *known;
	enum db_result result = numbers_all(r->db, r->arena, &known, &s.count);

	if (result != DB_OK)
		return outcome_of(result);
	s.known = known;
	json_put_bool(o, "configured", config_has_twilio(c));
	json_put_bool(o, "webhooksVerifiable", *c->twilio_account_sid && *c->twilio_auth_token);
	json_put_bool(o, "apiKeySet", *c->twilio_api_key_sid != '\0');
	/* Listing numbers is what a standard API key may do; the account itself it may not read, and the auth token is used. */
	twilio_list(r->arena, c, "/IncomingPhoneNumbers.json", NULL, "incoming_phone_numbers", NUMBERS_MAX, look, &s, &answer);
	json_put_text(o, "credential", answer.result == TWILIO_OK ? answer.credential : NULL);
	json_put_text(o, "error", answer.result == TWILIO_OK || answer.result == TWILIO_OFF ? NULL : answer.message);
	json_put_int(o, "numbers", s.seen);
	json_put(o, "numbersElsewhere", s.elsewhere);
	if (answer.result == TWILIO_OK)
		twilio_get(r->arena, c, "", NULL, 0, &answer);
	if (answer.result == TWILIO_OK) {
		/* Never the whole answer: it holds the auth token. */
		json_put_text(account, "name", json_get_text(answer.json, "friendly_name"));
		json_put_text(account, "status", json_get_text(answer.json, "status"));
		json_put_text(account, "type", json_get_text(answer.json, "type"));
	}
	json_put(o, "account", answer.result == TWILIO_OK ? account : NULL);
	probe(r, o);
	return answer_json(r, 200, o);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/twilio/status", CALLER_ADMIN, status, "Does Twilio know us, and do its numbers ring here?", .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

/* The Twilio account, looked at for the operator. See account_check.h. */
#include "jobs/account_check.h"

#include "core/json.h"
#include "core/text.h"
#include "data/numbers.h"

struct check {
	struct db *db;
	struct arena *arena;
	const struct config *config;
	const struct twilio_urls *urls;
	void (*say)(const char *line);
	size_t wrong;
	struct number *ours;
	size_t count;
	bool *seen;
};

static void __attribute__((format(printf, 2, 3)))
say(const struct check *k, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	k->say(arena_vprintf(k->arena, format, args));
	va_end(args);
}

static void __attribute__((format(printf, 2, 3)))
wrong(struct check *k, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	k->say(arena_vprintf(k->arena, format, args));
	va_end(args);
	k->wrong++;
}

/* Does this credential alone work? Not to be set is no fault of the API key's. */
static bool
check_credential(struct check *k, const char *what, const struct config *alone)
{
	struct twilio_answer answer;

	twilio_get(k->arena, alone, "/IncomingPhoneNumbers.json", "PageSize=1", 0, &answer);
	if (answer.result == TWILIO_OK)
		say(k, "%s: works", what);
	else if (answer.result == TWILIO_OFF)
		say(k, "%s: not set", what);
	else
		wrong(k, "%s: does not work: %s", what, answer.message);
	return answer.result == TWILIO_OK;
}

static bool
check_credentials(struct check *k)
{
	struct config key = *k->config, token = *k->config;
	bool key_works, token_works;

	key.twilio_auth_token = "";
	token.twilio_api_key_sid = token.twilio_api_key_secret = "";
	key_works = check_credential(k, "API key", &key);
	token_works = check_credential(k, "auth token", &token);
	if (!key_works && !token_works)
		wrong(k, "no credential works: see \"API keys & tokens\" in the Twilio console");
	return key_works || token_works;
}

static void
check_account(struct check *k)
{
	struct twilio_answer answer;
	const char *status;

	twilio_get(k->arena, k->config, "", NULL, 0, &answer);
	status = answer.result == TWILIO_OK ? json_get_text(answer.json, "status") : NULL;
	if (!status)
		wrong(k, "account: its state cannot be read: %s", answer.message);
	else if (!text_same(status, "active"))
		wrong(k, "account: %s", status);
	else
		say(k, "account: active");
}

static void
check_operators_number(struct check *k)
{
	const struct config *c = k->config;
	struct twilio_number found;
	struct twilio_answer answer;

	if (!*c->twilio_phone_number)
		return;
	twilio_number_find(k->arena, c, c->twilio_phone_number, &found, &answer);
	if (answer.result != TWILIO_OK)
		wrong(k, "TWILIO_PHONE_NUMBER: could not be looked up: %s", answer.message);
	else if (!found.sid)
		wrong(k, "TWILIO_PHONE_NUMBER: the account has no number %s",
		    c->twilio_phone_number);
	else if (*c->twilio_phone_number_sid && !text_same(found.sid, c->twilio_phone_number_sid))
		wrong(k, "TWILIO_PHONE_NUMBER_SID: is %s, but %s has the sid %s",
		    c->twilio_phone_number_sid, c->twilio_phone_number, found.sid);
	else
		say(k, "TWILIO_PHONE_NUMBER: is the account's");
}

static bool
inspect(struct json_object *item, void *context)
{
	struct check *k = context;
	struct twilio_number theirs;

	if (!twilio_number_from(k->arena, item, &theirs))
		return true;
	for (size_t i = 0; i < k->count; i++) {
		if (!text_same(k->ours[i].phone_number, theirs.phone_number))
			continue;
		k->seen[i] = true;
		if (!k->ours[i].clinic_id)
			continue;
		if (!twilio_url_same(theirs.voice_url, k->urls->voice))
			wrong(k, "%s: its calls go to %s; connect it again", theirs.phone_number,
			    *theirs.voice_url ? theirs.voice_url : "nowhere");
		else if (!twilio_url_same(theirs.sms_url, k->urls->sms))
			wrong(k, "%s: its texts go to %s; connect it again", theirs.phone_number,
			    *theirs.sms_url ? theirs.sms_url : "nowhere");
	}
	return true;
}

static void
check_numbers(struct check *k)
{
	struct twilio_answer answer;
	size_t before = k->wrong;

	if (numbers_all(k->db, k->arena, &k->ours, &k->count) != DB_OK) {
		wrong(k, "numbers: not checked, since the database cannot be read");
		return;
	}
	k->seen = arena_array(k->arena, k->count + 1, sizeof *k->seen);
	twilio_list(k->arena, k->config, "/IncomingPhoneNumbers.json", NULL,
	    "incoming_phone_numbers", SIZE_MAX, inspect, k, &answer);
	if (answer.result != TWILIO_OK) {
		wrong(k, "numbers: not checked: %s", answer.message);
		return;
	}
	for (size_t i = 0; i < k->count; i++)
		if (k->ours[i].clinic_id && !k->seen[i])
			wrong(k, "%s: is clinic %lld's, but the account does not have it any more",
			    k->ours[i].phone_number, (long long)k->ours[i].clinic_id);
	if (k->wrong == before)
		say(k, "numbers: all that are connected lead here");
}

size_t
account_check(struct db *db, struct arena *a, const struct config *c,
    const struct twilio_urls *urls, void (*each)(const char *line))
{
	struct check k = { .db = db, .arena = a, .config = c, .urls = urls, .say = each };

	if (check_credentials(&k)) {
		check_account(&k);
		check_operators_number(&k);
		check_numbers(&k);
	}
	return k.wrong;
}

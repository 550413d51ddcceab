/* Twilio's REST API. See twilio.h. */
#include "carrier/twilio.h"

#include <unistd.h>

#include "core/clock.h"
#include "core/text.h"

enum {
	DEADLINE_MS = 8000,
	BUSY_TRIES = 4,			/* a 429 and three retries */
	BUSY_FIRST_MS = 100, BUSY_MS_MAX = 3000,
	PAGE_ITEMS = 500, PAGES_MAX = 1000,
	MEDIA_IDLE_MS = 10000,
	REFUSAL_BYTES_MAX = 4096,
	PRICE_BYTES_MAX = 12, UNIT_BYTES = 3,
};

struct credential {
	const char *name, *user, *password;
};

struct twilio_request {
	const struct config *config;
	const char *origin;		/* of another API than the account's; NULL: that */
	const char *method, *path, *fields;
	const char *next_page; /* a host-relative URI in place of path and fields, or NULL */
	int64_t until_us;		/* on the steady clock */
};

/* The API key first, then the auth token; the count of those that are set. */
static size_t
credentials(const struct config *c, struct credential both[2])
{
	size_t n = 0;

	if (*c->twilio_account_sid && *c->twilio_api_key_sid && *c->twilio_api_key_secret)
		both[n++] = (struct credential){
			"api-key", c->twilio_api_key_sid, c->twilio_api_key_secret,
		};
	if (*c->twilio_account_sid && *c->twilio_auth_token)
		both[n++] = (struct credential){
			"auth-token", c->twilio_account_sid, c->twilio_auth_token,
		};
	return n;
}

/* Sids and names of resources: nothing that could lead to another one. */
static bool
path_is_plain(const char *path)
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/.-_";

	return strspn(path, plain) == strlen(path) &&
	    !strstr(path, "..") && !strstr(path, "//") && (*path == '/' || !*path);
}

/* A next page leads to the same API, and is asked of the same host whatever it says. */
static bool
next_page_is_plain(const struct twilio_request *r)
{
	const char *uri = r->next_page;

	if (!text_has_prefix(uri, r->origin ? "/v" : "/2010-04-01/") || strstr(uri, ".."))
		return false;
	for (const char *p = uri; *p; p++)
		if (*p <= ' ' || *p >= 0x7f || *p == '#' || *p == '\\')
			return false;
	return true;
}

static const char *
url_of(struct arena *a, const struct twilio_request *r)
{
	const struct config *c = r->config;
	const char *url;

	if (r->next_page)
		return arena_printf(a, "%s%s", r->origin ? r->origin : c->twilio_api_url,
		    r->next_page);
	if (r->origin)
		url = arena_printf(a, "%s%s", r->origin, r->path);
	else
		url = arena_printf(a, "%s/2010-04-01/Accounts/%s%s", c->twilio_api_url,
		    c->twilio_account_sid, *r->path ? r->path : ".json");
	if (!text_same(r->method, "GET") || !r->fields || !*r->fields)
		return url;
	return arena_printf(a, "%s?%s", url, r->fields);
}

static int
left_ms(const struct twilio_request *r)
{
	int64_t left = (r->until_us - clock_steady_us()) / 1000;

	return left > 0 ? (int)left : 0;
}

/* Twilio sends numbers as numbers or as text. */
static int64_t
lenient_int(struct json_object *o, const char *name)
{
	int64_t n = json_get_int(o, name, 0);

	if (!n && json_get_text(o, name))
		(void)number_parse(json_get_text(o, name), 0, INT32_MAX, &n);
	return n;
}

/* {"code", "message", "status"}, or RFC 9457's {"title", "detail", "code", "status"}, or nothing
 * usable. */
static void
refusal_read(struct arena *a, struct twilio_answer *answer)
{
	const char *words = json_get_text(answer->json, "message");

	if (!words)
		words = json_get_text(answer->json, "detail");
	if (!words)
		words = json_get_text(answer->json, "title");
	answer->code = (int)lenient_int(answer->json, "code");
	if (!words)
		words = arena_printf(a, "Twilio answered with status %d and no reason.",
		    answer->status);
	answer->message = words;
}

static void
answer_read(struct arena *a, const struct http_answer *http, struct twilio_answer *answer)
{
	const char *why = "";

	answer->status = http->status;
	answer->code = 0;
	answer->json = NULL;
	answer->message = "";
	if (http->outcome != HTTP_ANSWERED) {
		answer->result = http->outcome == HTTP_NOT_SENT ? TWILIO_NOT_SENT : TWILIO_UNKNOWN;
		answer->message = http->outcome == HTTP_NOT_SENT ?
		    arena_printf(a, "Twilio cannot be reached: %s.", http->error) :
		    arena_printf(a, "Twilio did not answer: %s.", http->error);
		return;
	}
	if (http->body_bytes && !json_parse(a, http->body, http->body_bytes, &answer->json, &why))
		answer->json = NULL;
	if (answer->json && !json_object_is_type(answer->json, json_type_object)) {
		answer->json = NULL;
		why = "is not an object";
	}
	if (http->status >= 200 && http->status < 300) {
		bool readable = answer->json || http->status == 204;

		answer->result = readable ? TWILIO_OK : TWILIO_UNKNOWN;
		if (!readable)
			answer->message =
			    arena_printf(a, "Twilio's answer %s.", *why ? why : "is empty");
		return;
	}
	refusal_read(a, answer);
	if (http->status == 429)
		answer->result = TWILIO_BUSY;
	else
		answer->result =
		    http->status >= 400 && http->status < 500 ? TWILIO_REFUSED : TWILIO_UNKNOWN;
}

/* With one credential. A 429 was never processed: it is sent again after its delay, while there is
 * time. */
static void
send_with(struct arena *a, const struct twilio_request *r, const struct credential *credential,
    struct twilio_answer *answer)
{
	const char *body = text_same(r->method, "POST") ? r->fields ? r->fields : "" : NULL;
	struct http_request request = {
		.method = r->method,
		.url = url_of(a, r),
		.user = credential->user,
		.password = credential->password,
		.content_type = body ? "application/x-www-form-urlencoded" : NULL,
		.body = body,
		.body_bytes = body ? strlen(body) : 0,
	};
	bool reconnected = false;

	for (int tries = 1; ; tries++) {
		struct http_answer http;
		uint32_t delay_ms = BUSY_FIRST_MS << tries;

		request.deadline_ms = left_ms(r);
		if (request.deadline_ms <= 0)
			return;		/* the answer so far stands */
		http_send(a, &request, &http);
		answer_read(a, &http, answer);
		if (answer->result == TWILIO_NOT_SENT && text_same(r->method, "GET") &&
		    !reconnected) {
			reconnected = true;
			continue;
		}
		if (answer->result != TWILIO_BUSY || tries >= BUSY_TRIES)
			return;
		/* Several of us that are told to wait should not all come back at once. */
		delay_ms = arc4random_uniform(delay_ms < BUSY_MS_MAX ? delay_ms : BUSY_MS_MAX) + 1;
		if (http.retry_after_seconds)
			delay_ms += (uint32_t)http.retry_after_seconds * 1000;
		if (delay_ms >= (uint32_t)left_ms(r))
			return;
		(void)usleep(delay_ms * 1000);
	}
}

static void
send_request(struct arena *a, const struct twilio_request *r, struct twilio_answer *answer)
{
	int64_t start_us = clock_steady_us();
	struct credential both[2];
	size_t n = credentials(r->config, both);

	*answer = (struct twilio_answer){
		.result = TWILIO_NOT_SENT, .credential = "",
		.message = "There was no time left to ask Twilio.",
	};
	if (!n) {
		answer->result = TWILIO_OFF;
		answer->message = "Twilio is not configured.";
		return;
	}
	if (r->next_page ? !next_page_is_plain(r) : !path_is_plain(r->path)) {
		answer->result = TWILIO_REFUSED;
		answer->message =
		    "Not sent: the address holds characters that Twilio's addresses do not have.";
		return;
	}
	for (size_t i = 0; i < n; i++) {
		send_with(a, r, &both[i], answer);
		if (answer->status != 401 && answer->status != 403) {
			answer->credential = answer->status ? both[i].name : "";
			break;
		}
	}
	answer->took_ms = (clock_steady_us() - start_us) / 1000;
}

static int64_t
until(int deadline_ms)
{
	return clock_steady_us() + (int64_t)(deadline_ms ? deadline_ms : DEADLINE_MS) * 1000;
}

void
twilio_get(struct arena *a, const struct config *c, const char *path, const char *fields,
    int deadline_ms, struct twilio_answer *answer)
{
	struct twilio_request r = {
		.config = c, .method = "GET", .path = path, .fields = fields,
		.until_us = until(deadline_ms),
	};

	send_request(a, &r, answer);
}

void
twilio_post(struct arena *a, const struct config *c, const char *path, const char *fields,
    int deadline_ms, struct twilio_answer *answer)
{
	struct twilio_request r = {
		.config = c, .method = "POST", .path = path, .fields = fields,
		.until_us = until(deadline_ms),
	};

	send_request(a, &r, answer);
}

void
twilio_delete(struct arena *a, const struct config *c, const char *path, int deadline_ms,
    struct twilio_answer *answer)
{
	struct twilio_request r = {
		.config = c, .method = "DELETE", .path = path, .until_us = until(deadline_ms),
	};

	send_request(a, &r, answer);
}

void
twilio_ask(struct arena *a, const struct config *c, const char *method, const char *origin,
    const char *path, const char *fields, int deadline_ms, struct twilio_answer *answer)
{
	struct twilio_request r = {
		.config = c, .origin = origin, .method = method, .path = path, .fields = fields,
		.until_us = until(deadline_ms),
	};

	send_request(a, &r, answer);
}

/* {"next_page_uri": "/2010-04-01/…"}, or {"meta": {"next_page_url": "https://host/v2/…"}}, of which
 * the host is left out: the next page is asked of the same. NULL: this is the last. */
static const char *
next_page(const struct twilio_request *r, struct json_object *page)
{
	const char *uri, *host;

	if (!r->origin) {
		uri = json_get_text(page, "next_page_uri");
	} else {
		uri = json_get_text(json_get(page, "meta"), "next_page_url");
		host = uri ? strstr(uri, "://") : NULL;
		if (host)
			uri = host + 3 + strcspn(host + 3, "/");
	}
	return uri && *uri ? uri : NULL;
}

/* r says everything but the size of its pages. */
static void
list(struct arena *a, struct twilio_request *r, const char *key, size_t max,
    bool (*each)(struct json_object *item, void *context), void *context,
    struct twilio_answer *answer)
{
	struct text query = text_new(a);
	size_t seen = 0;

	if (r->fields)
		text_puts(&query, r->fields);
	form_put(&query, "PageSize", arena_printf(a, "%zu", max < PAGE_ITEMS ? max : PAGE_ITEMS));
	r->fields = query.data;
	for (int pages = 0; pages < PAGES_MAX; pages++) {
		struct json_object *items;

		r->until_us = until(0);
		send_request(a, r, answer);
		if (answer->result != TWILIO_OK)
			return;
		items = json_get(answer->json, key);
		if (!json_object_is_type(items, json_type_array)) {
			answer->result = TWILIO_UNKNOWN;
			answer->message =
			    arena_printf(a, "Twilio's answer has no list named %s.", key);
			return;
		}
		for (size_t i = 0; i < json_object_array_length(items); i++)
			if (seen++ >= max || !each(json_object_array_get_idx(items, i), context))
				return;
		r->next_page = next_page(r, answer->json);
		if (seen >= max || !r->next_page)
			return;
	}
}

void
twilio_list(struct arena *a, const struct config *c, const char *path, const char *fields,
    const char *key, size_t max, bool (*each)(struct json_object *item, void *context),
    void *context, struct twilio_answer *answer)
{
	struct twilio_request r = {
		.config = c, .method = "GET", .path = path, .fields = fields,
	};

	list(a, &r, key, max, each, context, answer);
}

void
twilio_ask_list(struct arena *a, const struct config *c, const char *origin, const char *path,
    const char *fields, const char *key, size_t max,
    bool (*each)(struct json_object *item, void *context), void *context,
    struct twilio_answer *answer)
{
	struct twilio_request r = {
		.config = c, .origin = origin, .method = "GET", .path = path, .fields = fields,
	};

	list(a, &r, key, max, each, context, answer);
}

/* --- sound ----------------------------------------------------------------------------------- */

struct hearing {
	const struct twilio_media *media;
	char refusal[REFUSAL_BYTES_MAX];	/* why there is no sound */
	size_t refusal_bytes;
};

static bool
hear(void *context, const struct http_answer *so_far, const char *bytes, size_t n)
{
	struct hearing *h = context;
	size_t room = sizeof h->refusal - h->refusal_bytes;

	if (so_far->status == 200 || so_far->status == 206)
		return h->media->receive(h->media->context, so_far, bytes, n);
	if (n > room)
		n = room;
	memcpy(h->refusal + h->refusal_bytes, bytes, n);
	h->refusal_bytes += n;
	return true;
}

/* With one credential. */
static void
media_get_with(struct arena *a, const struct config *c, const struct twilio_media *m,
    const struct credential *credential, const char **range, struct twilio_answer *answer)
{
	const struct twilio_request r = { .config = c, .method = "GET", .path = m->path };
	struct hearing h = { .media = m };
	struct http_answer http;
	const struct http_request request = {
		.method = "GET",
		.url = url_of(a, &r),
		.user = credential->user,
		.password = credential->password,
		.range = m->range,
		.receive = hear,
		.context = &h,
		.idle_ms = MEDIA_IDLE_MS,
		.deadline_ms = m->deadline_ms,
		.answer_bytes_max = m->bytes_max,
		.follow_media = true,
		/* For tests: what this machine redirects to itself. */
		.media_host = text_has_prefix(c->twilio_api_url, "http://") ?
		    c->twilio_api_url + strlen("http://") : NULL,
	};

	http_send(a, &request, &http);
	*range = http.status == 416 ? http.content_range : "";
	if (http.outcome == HTTP_ANSWERED && (http.status == 200 || http.status == 206)) {
		*answer = (struct twilio_answer){
			.result = TWILIO_OK, .status = http.status, .message = "",
		};
		return;
	}
	http.body = arena_copy(a, h.refusal, h.refusal_bytes);
	http.body_bytes = h.refusal_bytes;
	answer_read(a, &http, answer);
}

void
twilio_media_get(struct arena *a, const struct config *c, const struct twilio_media *m,
    const char **range, struct twilio_answer *answer)
{
	int64_t start_us = clock_steady_us();
	struct credential both[2];
	size_t n = credentials(c, both);

	*range = "";
	*answer = (struct twilio_answer){
		.result = n ? TWILIO_REFUSED : TWILIO_OFF, .credential = "",
		.message = n ? "Not sent: the address is none of a recording." :
		    "Twilio is not configured.",
	};
	for (size_t i = 0; i < n && path_is_plain(m->path); i++) {
		media_get_with(a, c, m, &both[i], range, answer);
		answer->credential = "";
		if (answer->status != 401 && answer->status != 403) {
			answer->credential = answer->status ? both[i].name : "";
			break;
		}
	}
	answer->took_ms = (clock_steady_us() - start_us) / 1000;
}

/* Sign, digits, point, digits. */
const char *
twilio_price(struct json_object *resource, const char **unit)
{
	const char *price = json_get_text(resource, "price");
	size_t digits;

	*unit = json_get_text(resource, "price_unit");
	if (!price || !*unit || strlen(price) > PRICE_BYTES_MAX || strlen(*unit) != UNIT_BYTES)
		return NULL;
	digits = strspn(price + (*price == '-'), "0123456789");
	return digits && !strchr(price + 1, '-') && strspn(price, "-.0123456789") == strlen(price) &&
	    strchr(price, '.') == strrchr(price, '.') ? price : NULL;
}

/* --- what the programs ask for --------------------------------------------------------------- */

/* "" for what is not set. */
static const char *
member(struct arena *a, struct json_object *o, const char *name)
{
	const char *text = json_get_text(o, name);

	return text ? arena_string(a, text) : "";
}

bool
twilio_number_from(struct arena *a, struct json_object *json, struct twilio_number *out)
{
	struct json_object *can = json_get(json, "capabilities");

	*out = (struct twilio_number){ 0 };
	if (!json_get_text(json, "sid") || !json_get_text(json, "phone_number"))
		return false;
	*out = (struct twilio_number){
		.sid = member(a, json, "sid"),
		.phone_number = member(a, json, "phone_number"),
		.friendly_name = member(a, json, "friendly_name"),
		.status = member(a, json, "status"),
		.voice_url = member(a, json, "voice_url"),
		.voice_fallback_url = member(a, json, "voice_fallback_url"),
		.sms_url = member(a, json, "sms_url"),
		.sms_fallback_url = member(a, json, "sms_fallback_url"),
		.status_callback = member(a, json, "status_callback"),
		/* Available numbers spell two of them in capitals. */
		.voice = json_get_bool(can, "voice", false),
		.sms = json_get_bool(can, "sms", false) || json_get_bool(can, "SMS", false),
		.mms = json_get_bool(can, "mms", false) || json_get_bool(can, "MMS", false),
	};
	return true;
}

struct search {
	struct arena *arena;
	const char *e164;
	struct twilio_number *found;
};

static bool
is_sought(struct json_object *item, void *context)
{
	struct search *s = context;

	/* The filter matches parts of numbers too. */
	if (!text_same(json_get_text(item, "phone_number"), s->e164))
		return true;
	return !twilio_number_from(s->arena, item, s->found);
}

void
twilio_number_find(struct arena *a, const struct config *c, const char *e164,
    struct twilio_number *out, struct twilio_answer *answer)
{
	struct search search = { .arena = a, .e164 = e164, .found = out };
	struct text fields = text_new(a);

	*out = (struct twilio_number){ 0 };
	form_put(&fields, "PhoneNumber", e164);
	twilio_list(a, c, "/IncomingPhoneNumbers.json", fields.data, "incoming_phone_numbers", 100,
	    is_sought, &search, answer);
}

void
twilio_urls_put(struct text *fields, const struct twilio_urls *urls)
{
	form_put(fields, "VoiceUrl", urls->voice);
	form_put(fields, "VoiceMethod", "POST");
	form_put(fields, "VoiceFallbackUrl", urls->voice_fallback);
	form_put(fields, "VoiceFallbackMethod", "POST");
	form_put(fields, "SmsUrl", urls->sms);
	form_put(fields, "SmsMethod", "POST");
	form_put(fields, "SmsFallbackUrl", urls->sms_fallback);
	form_put(fields, "SmsFallbackMethod", "POST");
	form_put(fields, "StatusCallback", urls->status_callback);
	form_put(fields, "StatusCallbackMethod", "POST");
}

bool
twilio_url_same(const char *theirs, const char *ours)
{
	size_t n = strcspn(ours, "#");

	return theirs && strcspn(theirs, "#") == n && strncmp(theirs, ours, n) == 0;
}

void
twilio_number_point(struct arena *a, const struct config *c, const char *number_sid,
    const struct twilio_urls *urls, struct twilio_answer *answer)
{
	static const struct twilio_urls none = { "", "", "", "", "" };
	struct text fields = text_new(a);

	twilio_urls_put(&fields, urls ? urls : &none);
	if (urls) {
		form_put(&fields, "VoiceApplicationSid", "");
		form_put(&fields, "SmsApplicationSid", "");
		form_put(&fields, "TrunkSid", "");
	}
	twilio_post(a, c, arena_printf(a, "/IncomingPhoneNumbers/%s.json", number_sid), fields.data,
	    0, answer);
}

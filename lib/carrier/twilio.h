/*
 * Twilio's REST API (reference: twilio.md section 5). The API key is tried first; where Twilio
 * refuses it with 401 or 403, the auth token is (a standard key cannot read /Accounts). A 429 is
 * retried after its delay, at most 3 times and within the deadline; GETs are also repeated once
 * after a connect failure. A POST is never repeated otherwise: TWILIO_UNKNOWN says that it may have
 * happened.
 */
#ifndef CARRIER_TWILIO_H
#define CARRIER_TWILIO_H

#include <stdbool.h>
#include <stdint.h>

#include "carrier/http.h"
#include "core/arena.h"
#include "core/config.h"
#include "core/form.h"
#include "core/json.h"

enum { TWILIO_OPTED_OUT = 21610 };	/* the code of a number that has sent STOP */

enum twilio_result {
	TWILIO_OK,
	TWILIO_REFUSED,			/* 4xx: status, code and message say why */
	TWILIO_BUSY,			/* 429 to the end: never processed, may be tried later */
	TWILIO_NOT_SENT,		/* could not connect: nothing happened there */
	TWILIO_UNKNOWN,			/* timed out, reset, or 5xx: may have happened */
	TWILIO_OFF,			/* no credentials */
};

struct twilio_answer {
	enum twilio_result result;
	int status;
	int code;				/* Twilio's error code, 0 if none */
	const char *message;			/* Twilio's or ours, for a person; "" when fine */
	struct json_object *json; /* the answer, in the arena; NULL if there is none */
	const char *credential;			/* "api-key" or "auth-token": which one worked */
	int64_t took_ms;
};

/* path is below /2010-04-01/Accounts/{AccountSid}, like "/Calls.json"; "" is the account itself
 * (".json" is added to it). fields is a urlencoded body or query made with form_put, or NULL.
 * deadline_ms 0: 8000. */
void twilio_get(struct arena *a, const struct config *c, const char *path, const char *fields,
    int deadline_ms, struct twilio_answer *answer);
void twilio_post(struct arena *a, const struct config *c, const char *path, const char *fields,
    int deadline_ms, struct twilio_answer *answer);
void twilio_delete(struct arena *a, const struct config *c, const char *path, int deadline_ms,
    struct twilio_answer *answer);

/* All pages of a v2010 list, up to max items: calls each(item, context) for every one until it
 * returns false. *answer is the last page's. */
void twilio_list(struct arena *a, const struct config *c, const char *path, const char *fields,
    const char *key, size_t max, bool (*each)(struct json_object *item, void *context),
    void *context, struct twilio_answer *answer);

/* Sound: a file below the account, as "/Recordings/RE….mp3" (section 5.5), piece by piece as in
 * http.h, but of a 200 or 206 alone: what else is said comes back in *answer. The storage of
 * another company that it may be redirected to gets no credentials. Of a 416, *range is
 * Content-Range, else "". TWILIO_UNKNOWN also where it ended early, or `receive` ended it. */
struct twilio_media {
	const char *path;
	const char *range;			/* for a Range header, or NULL */
	bool (*receive)(void *context, const struct http_answer *so_far, const char *bytes,
	    size_t n);
	void *context;
	size_t bytes_max;
	int deadline_ms;			/* for all of it; none comes for 10 s: it is over */
};
void twilio_media_get(struct arena *a, const struct config *c, const struct twilio_media *m,
    const char **range, struct twilio_answer *answer);

/* The same for Twilio's other APIs: origin is one of the settings (TWILIO_INTELLIGENCE_URL …), path
 * is below it ("/v2/Transcripts"), method "GET", "POST" or "DELETE". */
void twilio_ask(struct arena *a, const struct config *c, const char *method, const char *origin,
    const char *path, const char *fields, int deadline_ms, struct twilio_answer *answer);

/* All pages of a list of theirs, whose links stand in "meta". */
void twilio_ask_list(struct arena *a, const struct config *c, const char *origin,
    const char *path, const char *fields, const char *key, size_t max,
    bool (*each)(struct json_object *item, void *context), void *context,
    struct twilio_answer *answer);

/* What a call or a text cost, of its resource: a decimal number ("-0.00750"), and its currency in
 * three letters; NULL where Twilio does not know it yet. */
const char *twilio_price(struct json_object *resource, const char **unit);

/* --- what the programs ask for --------------------------------------------------------------- */

struct twilio_number {
	const char *sid, *phone_number, *friendly_name, *status;
	const char *voice_url, *voice_fallback_url, *sms_url, *sms_fallback_url, *status_callback;
	bool voice, sms, mms;
};

bool twilio_number_from(struct arena *a, struct json_object *json, struct twilio_number *out);

/* The account's own number with this E.164: TWILIO_OK with out->sid NULL where the account does not
 * have it. */
void twilio_number_find(struct arena *a, const struct config *c, const char *e164,
    struct twilio_number *out, struct twilio_answer *answer);

struct twilio_urls { const char *voice, *voice_fallback, *sms, *sms_fallback, *status_callback; };

/* The same as form fields: VoiceUrl, VoiceMethod …, for buying a number. */
void twilio_urls_put(struct text *fields, const struct twilio_urls *urls);

/* Is a URL that Twilio has ours? Connection overrides, behind the #, do not count: an older version
 * may have set others. */
bool twilio_url_same(const char *theirs, const char *ours);

/* Points a number's URLs here, all with POST, and takes it out of any application or trunk, which
 * would silently win over the URLs. urls NULL: clears them (disconnect). Harmless to do twice. */
void twilio_number_point(struct arena *a, const struct config *c, const char *number_sid,
    const struct twilio_urls *urls, struct twilio_answer *answer);

#endif

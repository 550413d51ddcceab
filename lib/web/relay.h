/*
 * What a provider has of a clinic's (the sound of a recording, the picture of a text) given to whoever may have it, through us: no client is ever led there. A
 * Range of it where the request asks for one, whether the provider honours that or not. Each look is in the audit log before its first byte is given; where
 * that cannot be written, nothing is given. Whose it is was judged before.
 */
#ifndef WEB_RELAY_H
#define WEB_RELAY_H

#include "carrier/http.h"
#include "web/request.h"

/* --- ranges of bytes (RFC 9110, section 14) ----------------------------------------------------------------------------- */

struct span { int64_t first, last; };	/* bytes, both inclusive. first -1: the last `last` bytes; last -1: up to the end */

/* A Range header with one range of bytes. False: none that is honoured, so that the whole is given. */
bool span_read(const char *header, struct span *span);

/* Which bytes of `total` a span is. False: none of them. */
bool span_resolve(const struct span *span, int64_t total, struct span *bytes);

/* "bytes 0-99/1234". False: it is not of that form. */
bool content_range_read(const char *text, struct span *bytes, int64_t *total);

/* --- passing on ----------------------------------------------------------------------------------------------------------- */

struct relay {
	struct request *r;
	const char *what;			/* in sentences: "recording's sound" */
	const char *provider;			/* "Twilio" */
	int64_t clinic_id;
	const char *action, *object, *format;	/* for the audit log: "recording-played", "recording RE…", "mp3" */
	const char *content_type, *disposition;	/* of our answer, whatever the provider's says */
	/* Can what comes in, by the type that the provider says, be that? */
	bool (*fits)(const struct relay *relay, const char *content_type);

	/* Its own, zero at first. asked: the Range header, NULL: the whole; wanted: which bytes that is. Of what comes in, skip bytes are for nobody, then
	 * left (-1: all) are. total -1: not known. */
	const char *asked;
	struct span span, wanted;
	int64_t skip, left, total;
	enum {
		RELAY_WAITING, RELAY_GIVING, RELAY_GIVEN, RELAY_UNSATISFIABLE, RELAY_NOT_AUDITED, RELAY_NONSENSE
	} state;
};

struct relay_source {
	const char *path;			/* below the account, as twilio_media_get takes it */
	bool fresh;				/* Twilio may say 404 of what has just come about: it is asked again, for 2 s */
	size_t bytes_max;
	int deadline_ms;
};

/* Answers with what Twilio has there. 404: it has not (any more); 416; 502, 504: it refuses, or does not answer. */
enum outcome relay_from_twilio(struct relay *relay, const struct relay_source *source);

/* --- the same step by step, for other providers ----------------------------------------------------------------------------- */

/* What to ask for, as the provider is asked; NULL: the whole. */
const char *relay_range(struct relay *relay);

/* A receiver (http.h) of its pieces; its context is the relay. */
bool relay_receive(void *relay, const struct http_answer *so_far, const char *bytes, size_t n);

/* Nothing was given because of what came; *known is false where nothing came. */
enum outcome relay_refuse(const struct relay *relay, bool *known);
enum outcome relay_refuse_range(struct request *r, const char *content_range);

/* Something was given. whole: all of it; else why not. */
enum outcome relay_end(const struct relay *relay, bool whole, const char *why);

#endif

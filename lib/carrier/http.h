/*
 * Requests to other companies, over libcurl: deadlines, size limits, no redirects, TLS verified,
 * connections kept between requests of one process. What was sent and what came back never reaches
 * a log; the log gets method, host, status and milliseconds.
 */
#ifndef CARRIER_HTTP_H
#define CARRIER_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"

enum http_outcome {
	HTTP_ANSWERED,	/* there is a status, whichever */
	HTTP_NOT_SENT,	/* never left: name, connect or TLS failed. Nothing happened there */
	HTTP_UNKNOWN,	/* sent, and no whole answer came back: it may or may not have happened */
};

struct http_request {
	const char *method;			/* "GET", "POST", "DELETE" */
	const char *url;
	const char *user, *password;		/* Basic, or NULL */
	const char *content_type, *body;	/* body may be NULL */
	size_t body_bytes;
	int deadline_ms;			/* for everything; 0: 8000 */
	size_t answer_bytes_max;		/* 0: 4 MiB */
};

struct http_answer {
	enum http_outcome outcome;
	int status;
	const char *body;			/* NUL-terminated, in the arena */
	size_t body_bytes;
	const char *content_type;		/* or "" */
	int retry_after_seconds;		/* Retry-After, 0 if none */
	const char *error;			/* why there is none, for a person; "" otherwise */
	int64_t took_ms;
};

void http_send(struct arena *a, const struct http_request *request, struct http_answer *answer);

#endif

/*
 * Requests to other companies, over libcurl: deadlines, size limits, no redirects but one to a
 * recording's storage, TLS verified, connections kept between requests of one process. What was
 * sent and what came back never reaches a log; the log gets method, host, status and milliseconds.
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

struct http_answer;

/* A field of a multipart/form-data body: a value, or a file that is read while it is sent. A file
 * that has no name any more is /proc/self/fd/N. */
struct http_part {
	const char *name, *value;
	const char *file_path, *content_type;
	const char *file_name;			/* as the other side sees it */
};

struct http_request {
	const char *method;			/* "GET", "POST", "DELETE" */
	const char *url;
	const char *user, *password;		/* Basic, or NULL */
	const char *bearer;			/* a Bearer token, or NULL */
	const char *key_header, *key;		/* a key in a header of its own ("xi-api-key"), or
						 * NULL; never sent to where a redirect leads */
	const char *range;			/* for a Range header: "bytes=0-99", or NULL */
	const struct http_part *parts;		/* a multipart/form-data body in place of `body` */
	size_t parts_count;
	/* Where the body goes piece by piece, whatever the status, in place of answer->body; what
	 * `so_far` says of status, content_type, content_length and content_range stands at the
	 * first piece. False ends it (HTTP_UNKNOWN). answer_bytes_max counts here too. A body
	 * without bytes is never received. It must not leave by a jump: libcurl is at work. */
	bool (*receive)(void *context, const struct http_answer *so_far, const char *bytes,
	    size_t n);
	void *context;
	int idle_ms;				/* of a received body: no byte for so long, looked
						 * at once a second, ends it (HTTP_UNKNOWN); 0:
						 * never */
	/* Follows one redirect (301, 302, 303, 307, 308) without credentials, and with the range:
	 * recordings live in storage behind another name. Only to https and the hosts that
	 * http.c lists, or, for tests, to media_host. Any other redirect is an answer, whose body
	 * is not received. For GET alone. */
	bool follow_media;
	const char *media_host;			/* "127.0.0.1:4711": http is fine there, by any of
						 * this machine's names; or NULL */
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
	int64_t content_length;			/* -1: not said */
	const char *content_range;		/* or "" */
	int retry_after_seconds;		/* Retry-After, 0 if none */
	const char *error;			/* why there is none, for a person; "" otherwise */
	int64_t took_ms;
};

void http_send(struct arena *a, const struct http_request *request, struct http_answer *answer);

/* How many seconds a job is to rest, as the answer says. Two minutes at most: whoever says more (0,
 * as where nothing is said) is left alone for as long as a job backs off. */
int http_rest_s(const struct http_answer *answer);

#endif

/* Requests to other companies. See http.h. */
#include "carrier/http.h"

#include <curl/curl.h>
#include <signal.h>
#include <strings.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/text.h"

enum {
	DEADLINE_MS = 8000,
	CONNECT_MS_MAX = 3000,
	ANSWER_BYTES_MAX = 4 * 1024 * 1024,
	RETRY_AFTER_SECONDS_MAX = 86400,
};

/* What comes in, outside of any arena: a full arena jumps away, and that must not happen in the
 * middle of libcurl. Kept between requests. */
static struct {
	char *bytes;
	size_t used, capacity, max;
} received;

/* One handle a process: it holds the open connections. */
static CURL *
handle(void)
{
	static CURL *curl;

	if (curl)
		return curl;
	/* With CURLOPT_NOSIGNAL libcurl leaves SIGPIPE to us, and TLS writes without
	 * MSG_NOSIGNAL. */
	(void)signal(SIGPIPE, SIG_IGN);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		curl = curl_easy_init();
	return curl;
}

static size_t
receive(char *bytes, size_t size, size_t count, void *context)
{
	size_t n = size * count;

	(void)context;
	if (n > received.max - received.used)
		return 0;
	if (received.used + n > received.capacity) {
		size_t capacity = (received.used + n) * 2;
		char *more = realloc(received.bytes, capacity);

		if (!more)
			return 0;
		received.bytes = more;
		received.capacity = capacity;
	}
	memcpy(received.bytes + received.used, bytes, n);
	received.used += n;
	return n;
}

static bool
is_this_machine(const char *host)
{
	return text_same(host, "127.0.0.1") || text_same(host, "localhost") ||
	    text_same(host, "[::1]");
}

/* A URL's host, where we may go there: by https anywhere, by http to this machine alone. NULL
 * otherwise. */
static const char *
allowed_host(struct arena *a, CURLU *url, const char *text)
{
	char *scheme = NULL, *host = NULL;
	const char *found = NULL;

	if (curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK &&
	    curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	    curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	    (text_same(scheme, "https") || (text_same(scheme, "http") && is_this_machine(host))))
		found = arena_string(a, host);
	curl_free(scheme);
	curl_free(host);
	return found;
}

static void
describe(CURL *curl, const struct http_request *r, CURLU *url, struct curl_slist *headers,
    char why[CURL_ERROR_SIZE])
{
	int deadline = r->deadline_ms ? r->deadline_ms : DEADLINE_MS;

	curl_easy_reset(curl);
	(void)curl_easy_setopt(curl, CURLOPT_CURLU, url);
	(void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)deadline);
	(void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)(deadline < CONNECT_MS_MAX ? deadline : CONNECT_MS_MAX));
	(void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	(void)curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	(void)curl_easy_setopt(curl, CURLOPT_USERAGENT, "switchboard");
	(void)curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
	(void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	if (r->user) {
		(void)curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
		(void)curl_easy_setopt(curl, CURLOPT_USERNAME, r->user);
		(void)curl_easy_setopt(curl, CURLOPT_PASSWORD, r->password ? r->password : "");
	}
	if (strncasecmp(r->url, "https:", 6) != 0)
		(void)curl_easy_setopt(curl, CURLOPT_NOPROXY, "*"); /* it stays on this machine */
	if (text_same(r->method, "GET"))
		return;
	(void)curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, r->method);
	if (r->body || text_same(r->method, "POST")) {
		(void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, r->body ? r->body : "");
		(void)curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)(r->body ? r->body_bytes : 0));
	}
	/* On a kept connection that ends before its answer, libcurl silently sends the request
	 * again: right for a GET, a second purchase for a POST. On a connection of its own there is
	 * no second try. It is kept for the GETs that follow. */
	(void)curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
}

/* Nothing reached the other side while the connection, with its TLS, was not ready, and no byte was
 * handed to it. */
static bool
was_sent(CURL *curl)
{
	long request_bytes = 0;
	curl_off_t ready_us = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &request_bytes);
	(void)curl_easy_getinfo(curl, CURLINFO_PRETRANSFER_TIME_T, &ready_us);
	return request_bytes > 0 || ready_us > 0;
}

static void
answer_read(struct arena *a, CURL *curl, struct http_answer *answer)
{
	const char *type = NULL;
	curl_off_t retry_after = 0;
	long status = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	(void)curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
	(void)curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &retry_after);
	answer->outcome = HTTP_ANSWERED;
	answer->status = (int)status;
	answer->content_type = type ? arena_string(a, type) : "";
	if (retry_after > RETRY_AFTER_SECONDS_MAX)
		retry_after = RETRY_AFTER_SECONDS_MAX;
	answer->retry_after_seconds = retry_after > 0 ? (int)retry_after : 0;
	answer->body = arena_copy(a, received.bytes, received.used);
	answer->body_bytes = received.used;
}

void
http_send(struct arena *a, const struct http_request *r, struct http_answer *answer)
{
	CURL *curl = handle();
	CURLU *url = curl_url();
	const char *type =
	    arena_printf(a, "Content-Type: %s", r->content_type ? r->content_type : "");
	struct curl_slist *headers = NULL, *both = NULL;
	char why[CURL_ERROR_SIZE] = "";
	int64_t start_us = clock_steady_us();
	const char *host;
	CURLcode code;

	*answer = (struct http_answer){
		.outcome = HTTP_NOT_SENT, .body = "", .content_type = "", .error = "out of memory"
	};
	if (!curl || !url) {
		curl_url_cleanup(url);
		return;
	}
	host = allowed_host(a, url, r->url);
	if (!host) {
		curl_url_cleanup(url);
		answer->error = "the address is neither https nor on this machine";
		return;
	}
	headers = curl_slist_append(NULL, "Expect:");	/* no waiting for a 100 */
	both = headers && r->content_type ? curl_slist_append(headers, type) : headers;
	if (!both) {
		curl_slist_free_all(headers);
		curl_url_cleanup(url);
		return;
	}
	received.used = 0;
	received.max = r->answer_bytes_max ? r->answer_bytes_max : ANSWER_BYTES_MAX;
	describe(curl, r, url, both, why);
	code = curl_easy_perform(curl);
	curl_slist_free_all(both);
	curl_url_cleanup(url);
	answer->took_ms = (clock_steady_us() - start_us) / 1000;
	if (code == CURLE_OK) {
		answer->error = "";
		answer_read(a, curl, answer);
	} else {
		answer->outcome = was_sent(curl) ? HTTP_UNKNOWN : HTTP_NOT_SENT;
		answer->error = code == CURLE_WRITE_ERROR ? "the answer is too large" :
		    arena_string(a, *why ? why : curl_easy_strerror(code));
	}
	if (code == CURLE_OK)
		log_info("%s %s: %d in %lld ms", r->method, host, answer->status,
		    (long long)answer->took_ms);
	else
		log_warning("%s %s: %s after %lld ms: %s", r->method, host,
		    answer->outcome == HTTP_UNKNOWN ? "no answer" : "not sent",
		    (long long)answer->took_ms, answer->error);
}

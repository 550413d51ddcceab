/* Requests to other companies. See http.h. */
#include "carrier/http.h"

#include <curl/curl.h>
#include <signal.h>
#include <strings.h>

#include "core/clock.h"
#include "core/host.h"
#include "core/log.h"
#include "core/text.h"

enum {
	DEADLINE_MS = 8000,
	CONNECT_MS_MAX = 3000,
	ANSWER_BYTES_MAX = 4 * 1024 * 1024,
	RETRY_AFTER_SECONDS_MAX = 86400, REST_S_MAX = 120,
};

/* Where recordings may be stored: Twilio's own names, and the storage that it rents. */
static const char *const media_hosts[] = { ".twilio.com", ".twiliocdn.com", ".amazonaws.com" };

/* What comes in, outside of any arena: a full arena jumps away, and that must not happen in the
 * middle of libcurl. Kept between requests. */
static struct {
	char *bytes;
	size_t capacity;
} received;

/* One request on its way. */
struct transfer {
	CURL *curl;
	const struct http_request *request;
	size_t used, max;
	bool follows;			/* a redirect is not received */
	bool begun;
	struct http_answer so_far;
	int64_t last_us;		/* when something came, or it began */
	const char *why;		/* we ended it; NULL: we did not */
};

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

/* Nothing of libcurl's that is read here is copied: it stays for as long as the transfer lasts. */
static void
head_read(CURL *curl, struct http_answer *answer)
{
	struct curl_header *range = NULL;
	const char *type = NULL;
	curl_off_t length = -1;
	long status = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	(void)curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
	(void)curl_easy_getinfo(curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	(void)curl_easy_header(curl, "Content-Range", 0, CURLH_HEADER, -1, &range);
	answer->outcome = HTTP_ANSWERED;
	answer->status = (int)status;
	answer->content_type = type ? type : "";
	answer->content_length = length;
	answer->content_range = range ? range->value : "";
}

static bool
is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static bool
keep(struct transfer *t, const char *bytes, size_t n)
{
	if (t->used + n > received.capacity) {
		size_t capacity = (t->used + n) * 2;
		char *more = realloc(received.bytes, capacity);

		if (!more) {
			t->why = "out of memory";
			return false;
		}
		received.bytes = more;
		received.capacity = capacity;
	}
	memcpy(received.bytes + t->used, bytes, n);
	return true;
}

static size_t
receive(char *bytes, size_t size, size_t count, void *context)
{
	struct transfer *t = context;
	const struct http_request *r = t->request;
	size_t n = size * count;
	bool taken;

	if (!t->begun)
		head_read(t->curl, &t->so_far);
	t->begun = true;
	if (n > t->max - t->used) {
		t->why = "the answer is too large";
		return 0;
	}
	if (!r->receive) {
		taken = keep(t, bytes, n);
	} else {
		taken = !n || (t->follows && is_redirect(t->so_far.status)) ||
		    r->receive(r->context, &t->so_far, bytes, n);
		if (!taken)
			t->why = "whoever asked for it had enough";
	}
	t->used += n;
	t->last_us = clock_steady_us();	/* not the time that the receiver took */
	return taken ? n : 0;
}

/* Called about once a second, whatever happens. */
static int
is_idle(void *context, curl_off_t all, curl_off_t now, curl_off_t up_all, curl_off_t up)
{
	struct transfer *t = context;

	(void)all; (void)now; (void)up_all; (void)up;
	if (clock_steady_us() - t->last_us < (int64_t)t->request->idle_ms * 1000)
		return 0;
	t->why = "nothing more came";
	return 1;
}

/* A URL's host, where we may go there: by https anywhere, by http to a private address at most.
 * NULL otherwise. */
static const char *
allowed_host(struct arena *a, CURLU *url, const char *text)
{
	char *scheme = NULL, *host = NULL;
	const char *found = NULL;

	if (curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK &&
	    curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	    curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	    (text_same(scheme, "https") || (text_same(scheme, "http") && host_is_near(host))))
		found = arena_string(a, host);
	curl_free(scheme);
	curl_free(host);
	return found;
}

/* Where a recording's redirect may lead: https to a host of the list, or that of the settings. */
static bool
is_media(struct arena *a, const char *location, const char *media_host)
{
	CURLU *url = curl_url(), *ours = curl_url();
	char *scheme = NULL, *host = NULL, *port = NULL, *user = NULL;
	char *our_host = NULL, *our_port = NULL;
	bool may = false;

	if (url && ours && curl_url_set(url, CURLUPART_URL, location, 0) == CURLUE_OK &&
	    curl_url_get(url, CURLUPART_USER, &user, 0) == CURLUE_NO_USER &&
	    curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	    curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	    curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK) {
		size_t n = strlen(host);

		for (size_t i = 0; i < sizeof media_hosts / sizeof *media_hosts; i++)
			may |= n > strlen(media_hosts[i]) && text_same(scheme, "https") &&
			    text_same(port, "443") &&
			    strcasecmp(host + n - strlen(media_hosts[i]), media_hosts[i]) == 0;
		may |= media_host && host_is_here(host) &&
		    curl_url_set(ours, CURLUPART_URL, arena_printf(a, "http://%s", media_host),
		    0) == CURLUE_OK &&
		    curl_url_get(ours, CURLUPART_HOST, &our_host, 0) == CURLUE_OK &&
		    curl_url_get(ours, CURLUPART_PORT, &our_port, 0) == CURLUE_OK &&
		    host_is_here(our_host) && text_same(port, our_port);
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_free(user);
	curl_free(our_host);
	curl_free(our_port);
	curl_url_cleanup(url);
	curl_url_cleanup(ours);
	return may;
}

/* NULL: out of memory, or a file that cannot be read (*why says which). */
static curl_mime *
mime(CURL *curl, const struct http_request *r, const char **why)
{
	curl_mime *whole = curl_mime_init(curl);
	CURLcode code = whole ? CURLE_OK : CURLE_OUT_OF_MEMORY;

	for (size_t i = 0; i < r->parts_count && code == CURLE_OK; i++) {
		const struct http_part *p = &r->parts[i];
		curl_mimepart *part = curl_mime_addpart(whole);

		code = part ? curl_mime_name(part, p->name) : CURLE_OUT_OF_MEMORY;
		if (code == CURLE_OK)
			code = p->file_path ? curl_mime_filedata(part, p->file_path) :
			    curl_mime_data(part, p->value, CURL_ZERO_TERMINATED);
		if (code == CURLE_OK && p->file_name)
			code = curl_mime_filename(part, p->file_name);
		if (code == CURLE_OK && p->content_type)
			code = curl_mime_type(part, p->content_type);
	}
	if (code == CURLE_OK)
		return whole;
	curl_mime_free(whole);
	*why = code == CURLE_OUT_OF_MEMORY ? "out of memory" : "a file to be sent cannot be read";
	return NULL;
}

static void
describe(struct transfer *t, CURLU *url, struct curl_slist *headers, curl_mime *parts,
    int deadline_ms, char why[CURL_ERROR_SIZE])
{
	const struct http_request *r = t->request;
	CURL *curl = t->curl;

	(void)curl_easy_setopt(curl, CURLOPT_CURLU, url);
	(void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)deadline_ms);
	(void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)(deadline_ms < CONNECT_MS_MAX ? deadline_ms : CONNECT_MS_MAX));
	(void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	(void)curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	(void)curl_easy_setopt(curl, CURLOPT_USERAGENT, "switchboard");
	(void)curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
	(void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	if (r->idle_ms) {
		(void)curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
		(void)curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, is_idle);
		(void)curl_easy_setopt(curl, CURLOPT_XFERINFODATA, t);
	}
	if (r->user) {
		(void)curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
		(void)curl_easy_setopt(curl, CURLOPT_USERNAME, r->user);
		(void)curl_easy_setopt(curl, CURLOPT_PASSWORD, r->password ? r->password : "");
	} else if (r->bearer) {
		(void)curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
		(void)curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, r->bearer);
	}
	if (strncasecmp(r->url, "https:", 6) != 0)
		(void)curl_easy_setopt(curl, CURLOPT_NOPROXY, "*"); /* it stays near */
	if (text_same(r->method, "GET"))
		return;
	(void)curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, r->method);
	if (parts) {
		(void)curl_easy_setopt(curl, CURLOPT_MIMEPOST, parts);
	} else if (r->body || text_same(r->method, "POST")) {
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
answer_read(struct arena *a, const struct transfer *t, struct http_answer *answer)
{
	curl_off_t retry_after = 0;

	head_read(t->curl, answer);
	(void)curl_easy_getinfo(t->curl, CURLINFO_RETRY_AFTER, &retry_after);
	answer->content_type = arena_string(a, answer->content_type);
	answer->content_range = arena_string(a, answer->content_range);
	if (retry_after > RETRY_AFTER_SECONDS_MAX)
		retry_after = RETRY_AFTER_SECONDS_MAX;
	answer->retry_after_seconds = retry_after > 0 ? (int)retry_after : 0;
	if (t->request->receive)
		return;
	answer->body = arena_copy(a, received.bytes, t->used);
	answer->body_bytes = t->used;
}

/* "Expect:" keeps libcurl from waiting for a 100. NULL: out of memory. */
static struct curl_slist *
headers_make(struct arena *a, const struct http_request *r)
{
	const char *const lines[] = {
		"Expect:",
		r->content_type ? arena_printf(a, "Content-Type: %s", r->content_type) : NULL,
		r->range ? arena_printf(a, "Range: %s", r->range) : NULL,
		r->key_header ? arena_printf(a, "%s: %s", r->key_header, r->key) : NULL,
	};
	struct curl_slist *headers = NULL;

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct curl_slist *more = lines[i] ? curl_slist_append(headers, lines[i]) : headers;

		if (!more) {
			curl_slist_free_all(headers);
			return NULL;
		}
		headers = more;
	}
	return headers;
}

static void
say(const struct http_request *r, const char *host, const struct http_answer *answer)
{
	if (answer->outcome == HTTP_ANSWERED)
		log_info("%s %s: %d in %lld ms", r->method, host, answer->status,
		    (long long)answer->took_ms);
	else
		log_warning("%s %s: %s after %lld ms: %s", r->method, host,
		    answer->outcome == HTTP_UNKNOWN ? "no answer" : "not sent",
		    (long long)answer->took_ms, answer->error);
}

/* One request and its answer. location: where a redirect leads, "" for none. */
static void
send_one(struct arena *a, CURL *curl, const struct http_request *r, int deadline_ms, bool follows,
    struct http_answer *answer, const char **location)
{
	CURLU *url = curl_url();
	struct curl_slist *headers = headers_make(a, r);
	curl_mime *parts = NULL;
	char why[CURL_ERROR_SIZE] = "";
	struct transfer t = { .curl = curl, .request = r, .follows = follows };
	const char *host = url ? allowed_host(a, url, r->url) : NULL, *to = NULL;
	int64_t start_us = clock_steady_us();
	CURLcode code;

	*location = "";
	*answer = (struct http_answer){
		.outcome = HTTP_NOT_SENT, .body = "", .content_type = "", .content_range = "",
		.content_length = -1, .error = "",
	};
	curl_easy_reset(curl);
	if (!url || !headers)
		answer->error = "out of memory";
	else if (!host)
		answer->error = "the address is neither https nor near";
	else if (r->parts)
		parts = mime(curl, r, &answer->error);
	if (!*answer->error) {
		t.max = r->answer_bytes_max ? r->answer_bytes_max : ANSWER_BYTES_MAX;
		t.last_us = start_us;
		describe(&t, url, headers, parts, deadline_ms, why);
		code = curl_easy_perform(curl);
		if (code == CURLE_OK) {
			answer_read(a, &t, answer);
			(void)curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &to);
			if (to && is_redirect(answer->status))
				*location = arena_string(a, to);
		} else {
			answer->outcome = was_sent(curl) ? HTTP_UNKNOWN : HTTP_NOT_SENT;
			answer->error = t.why ? t.why :
			    arena_string(a, *why ? why : curl_easy_strerror(code));
		}
	}
	curl_mime_free(parts);
	curl_slist_free_all(headers);
	curl_url_cleanup(url);
	if (!host)
		return;
	answer->took_ms = (clock_steady_us() - start_us) / 1000;
	say(r, host, answer);
}

/* A Range header of a stranger's must not become two headers. */
static bool
range_is_plain(const char *range)
{
	return !range || strspn(range, "bytes=0123456789-, ") == strlen(range);
}

void
http_send(struct arena *a, const struct http_request *r, struct http_answer *answer)
{
	CURL *curl = handle();
	int64_t start_us = clock_steady_us();
	int deadline_ms = r->deadline_ms ? r->deadline_ms : DEADLINE_MS;
	bool follows = r->follow_media && text_same(r->method, "GET");
	struct http_request hop = *r;
	const char *location;

	if (!curl || !range_is_plain(r->range)) {
		*answer = (struct http_answer){
			.outcome = HTTP_NOT_SENT, .body = "", .content_type = "",
			.content_range = "", .content_length = -1,
			.error = curl ? "the range is none" : "out of memory",
		};
		return;
	}
	send_one(a, curl, r, deadline_ms, follows, answer, &location);
	if (follows && *location && !is_media(a, location, r->media_host)) {
		log_warning("a redirect leads to a host that is not known");
	} else if (follows && *location) {
		hop.url = location;
		hop.user = hop.password = hop.bearer = hop.key_header = NULL;
		deadline_ms -= (int)((clock_steady_us() - start_us) / 1000);
		send_one(a, curl, &hop, deadline_ms > 0 ? deadline_ms : 1, true, answer, &location);
	}
	answer->took_ms = (clock_steady_us() - start_us) / 1000;
}

int
http_rest_s(const struct http_answer *answer)
{
	return answer->retry_after_seconds <= REST_S_MAX ? answer->retry_after_seconds : 0;
}

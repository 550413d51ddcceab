/*
 * The loop that every program runs: take a request, find its endpoint, see who calls, read what was declared, let the handler work, keep what
 * it could not store, answer, log one line, count. See endpoint.h for what a program declares and request.h for what a handler sees.
 *
 * As FastCGI, descriptor 0 is the listening socket, shared by all processes of the program. It is made non-blocking, so that a process that lost
 * the race for a connection goes back to waiting, and is waited for with EPOLLEXCLUSIVE, so that a connection wakes one process and not all.
 * SIGTERM (or SIGINT, SIGUSR1) is blocked and read as one more thing to wait for: so it is noticed
 * between two requests, the one in hand is finished, and then the process leaves. A handler would interrupt libfcgi's look at a connection
 * that it has just accepted, which drops the connection: a request lost in every hundred restarts under load.
 */
#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/processes.h"
#include "web/caller.h"
#include "web/item.h"
#include "web/metrics.h"
#include "web/once.h"
#include "web/params.h"
#include "web/spool.h"
#include "web/voice.h"

enum { ARENA_BYTES = 48 * 1024 * 1024, RESERVE_BYTES = 1024 * 1024, CGI_BODY_MAX = 32 * 1024 * 1024, LARGE_BODY_BYTES = 1024 * 1024 };
enum { PROCESSES_MAX = 64, LEAVE_MS = 20 * 1000 };

struct service {
	const struct request *fresh;	/* what each request begins with */
	const struct endpoint *endpoints;
};

/* Where a request comes from and its answer goes: a FastCGI request, or NULL for a CGI. */
struct conversation {
	FCGX_Request *fcgi;
	bool headers_sent;
};

/* --- the wire ----------------------------------------------------------------------------------------------------- */

static const char *
variable(const struct conversation *c, const char *name)
{
	return c->fcgi ? FCGX_GetParam(name, c->fcgi->envp) : getenv(name);
}

const char *
request_header(const struct request *r, const char *name)
{
	return variable(r->conversation, arena_printf(r->arena, "HTTP_%s", name));
}

bool
request_others_wait(const struct request *r)
{
	const struct conversation *c = r->conversation;
	struct pollfd listening = { .fd = STDIN_FILENO, .events = POLLIN };

	return c->fcgi && poll(&listening, 1, 0) > 0;
}

static size_t
take(struct conversation *c, char *to, size_t n)
{
	int got = c->fcgi ? FCGX_GetStr(to, (int)n, c->fcgi->in) : (int)fread(to, 1, n, stdin);

	return got < 0 ? 0 : (size_t)got;
}

/* A peer that has left (false) is nobody to answer: the log line tells the story all the same. */
static bool
give(struct conversation *c, const char *bytes, size_t n)
{
	return c->fcgi ? FCGX_PutStr(bytes, (int)n, c->fcgi->out) == (int)n : fwrite(bytes, 1, n, stdout) == n;
}

/* nginx passes the line on as it is, and HTTP wants a reason in it (RFC 9112). */
static const char *
reason(int status)
{
	static const struct { int status; const char *words; } reasons[] = {
		{ 200, "OK" }, { 201, "Created" }, { 202, "Accepted" }, { 204, "No Content" }, { 206, "Partial Content" }, { 400, "Bad Request" }, { 401, "Unauthorized" },
		{ 403, "Forbidden" }, { 404, "Not Found" }, { 405, "Method Not Allowed" }, { 409, "Conflict" }, { 413, "Content Too Large" },
		{ 415, "Unsupported Media Type" }, { 416, "Range Not Satisfiable" }, { 422, "Unprocessable Content" }, { 429, "Too Many Requests" }, { 500, "Internal Server Error" },
		{ 502, "Bad Gateway" }, { 503, "Service Unavailable" }, { 504, "Gateway Timeout" },
	};

	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (reasons[i].status == status)
			return reasons[i].words;
	return "Answered";
}

static void
give_head(struct request *r)
{
	struct answer *answer = &r->answer;
	struct text head = text_new(r->arena);

	text_printf(&head, "Status: %d %s\r\n", answer->status, reason(answer->status));
	if (answer->content_type)
		text_printf(&head, "Content-Type: %s\r\n", answer->content_type);
	if (!strstr(answer->headers.data, "Cache-Control: "))
		text_puts(&head, "Cache-Control: no-store\r\n");
	text_put(&head, answer->headers.data, answer->headers.length);
	text_puts(&head, "\r\n");
	(void)give(r->conversation, head.data, head.length);
}

bool
answer_stream(struct request *r, const char *bytes, size_t n)
{
	if (!r->answer.streamed)
		give_head(r);
	r->answer.streamed = true;
	return r->head || give(r->conversation, bytes, n);
}

/* --- finding out what is asked -------------------------------------------------------------------------------------- */

/* A method that nobody has stays 0, which no row answers: so its 405 names those that are there. */
static void
read_method(struct request *r, const char *name)
{
	r->head = text_same(name, "HEAD");
	r->method = 0;
	for (enum method m = GET; m <= DELETE; m++)
		if (text_same(name, method_name(m)) || (r->head && m == GET))
			r->method = m;
}

/* The row for the path and method. Rows without a template win over rows with one. */
static const struct endpoint *
find_endpoint(const struct endpoint *endpoints, const struct request *r, bool *path_known, struct text *allow)
{
	const struct endpoint *found = NULL;

	*path_known = false;
	for (const struct endpoint *e = endpoints; e->path; e++) {
		if (!path_matches(e->path, r->path))
			continue;
		*path_known = true;
		text_printf(allow, "%s%s%s", allow->length ? ", " : "", method_name(e->method), e->method == GET ? ", HEAD" : "");
		if (e->method == r->method && (!found || strchr(found->path, '{')))
			found = e;
	}
	return found;
}

static bool
read_body(struct request *r, struct conversation *c)
{
	const char *length = variable(c, "CONTENT_LENGTH");
	int64_t bytes = 0;
	char *body;

	if (length && *length && !number_parse(length, 0, CGI_BODY_MAX, &bytes)) {
		(void)refuse(r, 400, "Content-Length is not a number.");
		return false;
	}
	if ((size_t)bytes > endpoint_body_limit(r->endpoint)) {
		(void)refuse(r, 413, "The body may have at most %zu bytes.", endpoint_body_limit(r->endpoint));
		return false;
	}
	body = arena_alloc(r->arena, (size_t)bytes + 1);
	r->body = body;
	while (r->body_bytes < (size_t)bytes) {
		size_t got = take(c, body + r->body_bytes, (size_t)bytes - r->body_bytes);

		if (!got) {
			(void)refuse(r, 400, "The body ended early.");
			return false;
		}
		r->body_bytes += got;
	}
	return true;
}

/* It stands behind the body. */
const char *
request_answered(struct request *r)
{
	char *twiml;

	if (!r->replayed)
		return "";
	twiml = arena_alloc(r->arena, TWIML_BYTES_MAX + 1);
	(void)take(r->conversation, twiml, TWIML_BYTES_MAX);
	return twiml;
}

/* What is acknowledged without a word. */
static void
acknowledge(struct request *r)
{
	(void)answer_empty(r, caller_is_provider(r->endpoint->caller) ? 200 : 204);
}

static bool
is_media(const char *content_type, const char *media)
{
	size_t n = strlen(media);

	return strncasecmp(content_type, media, n) == 0 && (!content_type[n] || content_type[n] == ';' || content_type[n] == ' ');
}

/* Form and JSON bodies as their fields. */
static bool
understand_body(struct request *r)
{
	bool webhook = r->endpoint->kind == WEBHOOK || r->endpoint->kind == VOICE;
	const char *why;

	if (caller_is_provider(r->endpoint->caller)) {
		/* It is authentic already: what cannot be read is kept for a person. */
		if (!json_parse_whole(r->arena, r->body, r->body_bytes, JSON_FOREIGN_DEPTH_MAX, &r->json, &why))
			request_fault(r, "body", "%s", why);
		return true;
	}
	if (r->endpoint->media && !is_media(r->content_type, r->endpoint->media)) {
		(void)refuse(r, 415, "The body must be %s.", r->endpoint->media);
		return false;
	}
	if (!r->body_bytes || r->endpoint->media)
		return true;
	if (webhook && is_media(r->content_type, "application/x-www-form-urlencoded")) {
		if (form_parse(r->arena, r->body, r->body_bytes, &r->form))
			return true;
		(void)refuse(r, 400, "The body is not a form of at most %d fields.", (int)FORM_FIELDS_MAX);
		return false;
	}
	if (!is_media(r->content_type, "application/json")) {
		(void)refuse(r, 415, "The body must be %s.", webhook ? "application/x-www-form-urlencoded" : "application/json");
		return false;
	}
	if (json_parse(r->arena, r->body, r->body_bytes, &r->json, &why))
		return true;
	(void)refuse(r, 400, "The body %s.", why);
	return false;
}

/* --- when something goes wrong inside a voice webhook ------------------------------------------------------------------ */

/* Whatever is wrong, the caller is helped, from the snapshot alone: forwarded, or as the endpoint says. */
static void
rescue(struct request *r)
{
	const struct call_facts call = voice_facts(r);
	desk_plan *plan = r->endpoint->rescue ? r->endpoint->rescue : plan_rescue;

	(void)answer_plan(r, plan(r->arena, r->config, request_line_offline(r, call.to), &call));
}

static bool
is_voice(const struct request *r)
{
	const struct endpoint *e = r->endpoint;

	return e->kind == VOICE || (e->kind == WEBHOOK && e->voice_without && !form_find(&r->form, e->voice_without));
}

/* The call whose timeline a webhook belongs to: of a child leg, its parent. NULL: it names none that can be read. */
static const char *
call_named(const struct request *r)
{
	static const char *const names[] = { "ParentCallSid", "CallSid" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *sid = form_find(&r->form, names[i]);

		if (sid && *sid && strlen(sid) <= 64 && text_is_utf8(sid, strlen(sid)))
			return sid;
	}
	return NULL;
}

/* An authentic webhook whose fields are not what was declared: kept with the reason, and answered. */
static enum outcome
keep_odd(struct request *r)
{
	struct text why = text_new(r->arena);

	for (const struct field_fault *f = r->faults; f && why.length < 400; f = f->next)
		text_printf(&why, "%s%s %s", why.length ? "; " : "", f->field, f->message);
	r->note = why.data;
	log_warning("%s: %s", r->path, why.data);
	if (is_voice(r))
		rescue(r);
	else
		acknowledge(r);
	return record_failure(r, "odd", call_named(r), why.data);
}

/* --- one request --------------------------------------------------------------------------------------------------------- */

static bool
spool(struct request *r)
{
	const struct envelope e = {
		.program = r->program, .method = method_name(r->method), .target = r->target, .content_type = r->content_type,
		.address = r->address, .received_at_ms = r->now_ms, .body = r->body, .body_bytes = r->body_bytes,
		.answer_status = r->answer.status, .answer = r->answer.body, .answer_bytes = r->answer.body_bytes,
	};
	const char *note = arena_printf(r->arena, "%s spooled", r->note ? r->note : ""), *why;

	/* Nothing may be asked of a full arena afterwards: it would be spooled once more. */
	if (spool_write(r->arena, r->config->spool_dir, &e, &why)) {
		metrics_spooled();
		r->note = note;
		return true;
	}
	metrics_spool_failed();
	log_error("the spool failed, and the database is away: %s", why);
	return false;
}

/* What the handler reported becomes the answer. */
static void
settle(struct request *r, enum outcome outcome)
{
	bool webhook = r->endpoint->kind == WEBHOOK || r->endpoint->kind == VOICE;

	if (!webhook) {
		if (outcome == AWAY) {
			answer_header(r, "Retry-After", "5");
			(void)refuse(r, 503, "The database is away. Try again in a few seconds.");
		} else if (outcome == BROKEN) {
			log_error("%s %s: %s", method_name(r->method), r->path, db_error(r->db));
			(void)refuse(r, 500, "Something is wrong on our side; it is in the log.");
		}
		return;
	}
	if (!r->answer.status && is_voice(r))
		rescue(r);
	else if (!r->answer.status)
		acknowledge(r);
	if (outcome == BROKEN)
		log_error("%s: its facts could not be stored: %s", r->path, db_error(r->db));
	if (outcome == ANSWERED || r->replayed || r->dry)
		return;
	if (!spool(r) && !is_voice(r)) {
		answer_header(r, "Retry-After", "5");
		(void)refuse(r, 503, "Neither the database nor the spool is there.");
	}
}

static enum outcome
perform(struct request *r, const struct endpoint *endpoints, struct conversation *c)
{
	struct text allow = text_new(r->arena);
	struct once once = { 0 };
	enum outcome outcome;
	bool path_known, webhook, is_signed_form;

	read_method(r, variable(c, "REQUEST_METHOD"));
	r->endpoint = find_endpoint(endpoints, r, &path_known, &allow);
	if (!r->endpoint && !path_known)
		return refuse(r, 404, "There is nothing at this path.");
	if (!r->endpoint) {
		const char *all = variable(c, "ALLOWED_METHODS");	/* where programs share a path, the web server knows the union */

		answer_header(r, "Allow", all && *all ? all : allow.data);
		return refuse(r, 405, "This path answers %s.", all && *all ? all : allow.data);
	}
	webhook = r->endpoint->kind == WEBHOOK || r->endpoint->kind == VOICE;
	is_signed_form = webhook && !caller_is_provider(r->endpoint->caller);
	/* A form's fields are what Twilio signs; nobody else's body is looked into before it is known whose it is. */
	if (!read_body(r, c) || (!is_signed_form && !caller_admit(r)) || !understand_body(r) || (is_signed_form && !caller_admit(r)))
		return ANSWERED;
	r->admitted = true;
	params_read(r);
	if (webhook) {
		outcome = r->faults ? keep_odd(r) : r->endpoint->handle(r);
		settle(r, outcome);
		return outcome;
	}
	if (!caller_scope(r))
		return ANSWERED;
	if (r->endpoint->check)
		r->endpoint->check(r);
	if (r->faults)
		return refuse_faults(r);
	if (!once_begin(r, &once))
		return ANSWERED;
	outcome = r->found == DB_OK ? r->endpoint->handle(r) : answer_item(r, r->found, NULL);
	settle(r, outcome);
	once_end(r, &once);
	return outcome;
}

static void
finish(struct request *r)
{
	struct conversation *c = r->conversation;
	int64_t took_us = clock_steady_us() - r->started_us;

	if (!r->answer.streamed) {
		give_head(r);
		if (!r->head)
			(void)give(c, r->answer.body, r->answer.body_bytes);
	}
	metrics_request(r->answer.status, took_us);
	log_info("%s %s %d %.2fms%s%s%s", r->method ? method_name(r->method) : "?", r->path, r->answer.status, (double)took_us / 1000,
	    r->user.user_id ? arena_printf(r->arena, " user=%lld", (long long)r->user.user_id) : "", r->note ? " " : "", r->note ? r->note : "");
}

static const char *
or_empty(const char *s)
{
	return s ? s : "";
}

/* Serves one request of a conversation; r holds what the process keeps between requests. */
static enum outcome
converse(struct request *r, const struct endpoint *endpoints, struct conversation *c)
{
	static struct arena *reserve;
	struct arena *arena = r->arena;
	volatile enum outcome outcome = BROKEN;
	bool large;
	jmp_buf full;

	if (!reserve)
		reserve = arena_new(RESERVE_BYTES);
	r->conversation = c;
	r->started_us = clock_steady_us();
	r->now_ms = clock_now_ms();
	r->target = arena_string(arena, or_empty(variable(c, "REQUEST_URI")));
	r->path = arena_copy(arena, r->target, strcspn(r->target, "?"));
	r->query = strchr(r->target, '?') ? strchr(r->target, '?') + 1 : "";
	r->address = arena_string(arena, or_empty(variable(c, "REMOTE_ADDR")));
	r->content_type = arena_string(arena, or_empty(variable(c, "CONTENT_TYPE")));
	r->body = "";
	r->answer.headers = text_new(arena);
	snapshot_refresh(r->snapshot);
	arena_on_full(arena, &full);
	if (setjmp(full) == 0) {
		outcome = perform(r, endpoints, c);
	} else {
		/* What was made so far stays readable; the rest is made elsewhere. */
		r->arena = reserve;
		r->answer = (struct answer){ .headers = text_new(reserve), .streamed = r->answer.streamed };
		db_reset(r->db);
		log_error("%s: the memory ceiling of a request was reached", r->path);
		/* Who had not passed the guard yet gets no TwiML, and nothing into the spool. */
		if (r->admitted && (r->endpoint->kind == WEBHOOK || r->endpoint->kind == VOICE))
			settle(r, BROKEN);
		else
			(void)refuse(r, 503, "The request is too large for us now.");
	}
	arena_on_full(arena, NULL);
	r->arena = reserve;	/* the other may be full to its last byte, and there is no way back from here */
	finish(r);
	large = r->body_bytes > LARGE_BODY_BYTES;
	arena_reset(reserve);
	arena_reset(arena);
	if (large)
		(void)malloc_trim(0);	/* the many small pieces of a parsed body are not given back otherwise */
	return outcome;
}

/* --- the two ways of running, and how many of them -------------------------------------------------------------------------------------------- */

/* What a process keeps between requests. */
static bool
begin(struct request *fresh)
{
	fresh->arena = arena_new(ARENA_BYTES);
	fresh->db = db_new(fresh->config);
	fresh->snapshot = snapshot_new(fresh->config->state_dir);
	fresh->routes = routes_open(fresh->config->program_dir);
	if (!fresh->routes)
		return false;	/* not installed whole: a person must look */
	metrics_open(fresh->config->state_dir, fresh->program);
	return true;
}

static int
serve_cgi(struct request *fresh, const struct endpoint *endpoints)
{
	struct conversation c = { 0 };
	const char *replay = getenv("SWITCHBOARD_REPLAY");
	int64_t received_at_ms;

	fresh->dry = getenv("SWITCHBOARD_DRY") != NULL;
	if (replay && number_parse(replay, 1, INT64_MAX / 2, &received_at_ms)) {
		fresh->replayed = true;
		clock_set(received_at_ms);
	}
	switch (converse(fresh, endpoints, &c)) {
	case ANSWERED:
		return REPLAY_STORED;
	case AWAY:
		return fresh->replayed ? REPLAY_AWAY : 0;
	case BROKEN:
		break;
	}
	return REPLAY_BROKEN;
}

/* Wait until there is a connection: 1, or until we are told to leave: 0; -1 says that waiting fails. */
static int
wait_for_connection(int epoll)
{
	struct epoll_event event[2];
	int n = epoll_wait(epoll, event, 2, -1);

	if (n < 0)
		return errno == EINTR ? 1 : -1;
	while (n > 0)
		if (event[--n].data.fd != STDIN_FILENO)
			return 0;
	return 1;
}

/* One process of a program. */
static int
serve_fcgi(const void *context)
{
	const struct service *service = context;
	struct request fresh = *service->fresh;
	struct epoll_event listening = { .events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = STDIN_FILENO }, told = { .events = EPOLLIN };
	int epoll = epoll_create1(EPOLL_CLOEXEC), more;
	FCGX_Request fcgi;
	sigset_t leaving;

	if (!begin(&fresh))
		return REPLAY_MISCONFIGURED;
	(void)sigprocmask(SIG_BLOCK, NULL, &leaving);	/* what processes_block_signals has blocked */
	told.data.fd = signalfd(-1, &leaving, SFD_CLOEXEC);
	if (epoll < 0 || told.data.fd < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, STDIN_FILENO, &listening) != 0 ||
	    epoll_ctl(epoll, EPOLL_CTL_ADD, told.data.fd, &told) != 0 ||
	    fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK) != 0 ||
	    FCGX_Init() != 0 || FCGX_InitRequest(&fcgi, STDIN_FILENO, FCGI_FAIL_ACCEPT_ON_INTR) != 0) {
		log_error("unable to listen: %s", strerror(errno));
		return REPLAY_AWAY;
	}
	while ((more = wait_for_connection(epoll)) > 0) {
		struct conversation c = { .fcgi = &fcgi };
		struct request r = fresh;

		if (FCGX_Accept_r(&fcgi) < 0)
			continue;	/* another process of ours was quicker */
		(void)converse(&r, service->endpoints, &c);
		FCGX_Finish_r(&fcgi);
	}
	return more < 0 ? REPLAY_AWAY : 0;
}

int
serve(const struct endpoint *endpoints, int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	const char *count = getenv("PROCESSES");
	static struct request fresh;	/* what it holds lives as long as the process */
	struct service service = { &fresh, endpoints };
	struct process list[PROCESSES_MAX];
	int64_t processes;

	fresh.program = slash ? slash + 1 : argv[0];
	if (argc == 2 && text_same(argv[1], "--routes")) {
		endpoints_print(endpoints, fresh.program);
		return 0;
	}
	if (argc > 1) {
		(void)fprintf(stderr, "usage: %s [--routes]\nA FastCGI program (descriptor 0 is the socket), else a CGI.\n", fresh.program);
		return 2;
	}
	/* Before libfcgi is asked anything: it then installs handlers of its own, which would swallow a signal. */
	processes_block_signals();
	(void)signal(SIGPIPE, SIG_IGN);
	log_open(fresh.program, LOG_INFO);
	fresh.config = config_or_exit(FCGX_IsCGI() ? 0 : 1);
	if (FCGX_IsCGI()) {
		processes_unblock_signals();
		return begin(&fresh) ? serve_cgi(&fresh, endpoints) : REPLAY_MISCONFIGURED;
	}
	if (!count)
		return serve_fcgi(&service);
	if (!number_parse(count, 1, PROCESSES_MAX, &processes)) {
		log_error("PROCESSES must be a number from 1 to %d", (int)PROCESSES_MAX);
		return REPLAY_MISCONFIGURED;
	}
	for (int64_t i = 0; i < processes; i++)
		list[i] = (struct process){ .work = serve_fcgi };
	processes_keep(list, (size_t)processes, &service, LEAVE_MS);
	return 0;
}

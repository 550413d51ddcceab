/*
 * A whole request, as a web server hands it on: through voice-incoming's own table, and through one
 * of an API that takes every type of parameter. The database is away all the time, so that a
 * webhook that is let in has to be found in the spool.
 *
 *	POST signed [LENGTH]		or dry, or anything else: nobody has signed it; signed-small:
 *					in an arena that is soon full
 *	/api/twilio/voice/incoming?attempt=1
 *	application/x-www-form-urlencoded
 *	COOKIE: switchboard=x
 *					an empty line, then the body
 *
 * serve reads from the environment and descriptors as a CGI does: this test stands in their place,
 * and reaches its inside from within.
 */
#include "web/serve.c"

/* The program with its table; its main is not run. */
int program_main(int argc, char **argv);
#define main program_main
#include "../../cgi-bin/voice-incoming.c"
#undef main

#include "core/form.h"
#include "guard/signature.h"
#include "guard/token.h"

#define FUZZ_SHARE 5
#include "../lib/fuzz.h"
#include "../lib/xml.h"

const char *const fuzz_words[] = {
	"GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "signed", "dry", "-small", "\n", "\n\n",
	"/api/twilio/voice", "/api/things/7", "?", "&", "attempt=2", "attempt=4", "#", "%2f", "%00",
	"%ff", "+", "application/json", "text/plain", "; charset=utf-8", "CONTENT_LENGTH",
	"IDEMPOTENCY_KEY: k", "AUTHORIZATION: Bearer ", "COOKIE: switchboard=",
	"ORIGIN: https://switchboard.example", "X_TWILIO_SIGNATURE: ", "CallSid=", "CallSid=&",
	"AccountSid=", "To=%2B18455550100", "Digits=1", "From=", "\"text\":", "\"whole\":",
	"\"flag\":true", "\"id\":\"7\"", "\"at\":", "\"day\":\"2026-11-21\"", "\"choice\":\"red\"",
	"\"json\":", "\"phone\":", "\"email\":", "\"zone\":\"America/New_York\"", "clinicId=1",
	"\"clinicId\":", "null", "\\u0000", "\r\n", "a@b.example", "{", "}", NULL
};

static const char account[] = "AC00000000000000000000000000000000";
static const char token[] = "12345";
static const int64_t now_ms = INT64_C(1795248052123);

/* --- an API with every type ------------------------------------------------------------------- */

enum { ID, TEXT, WHOLE, FLAG, AT, DAY, CHOICE, JSON, PHONE, EMAIL, ZONE, FIELDS };

static const struct param fields[] = {
	[ID] = { "id", P_ID },
	[TEXT] = { "text", P_TEXT, 1, 20, .optional = true, .nullable = true },
	[WHOLE] = { "whole", P_INT, -5, 1000, .optional = true },
	[FLAG] = { "flag", P_BOOL, .optional = true },
	[AT] = { "at", P_TIME, .optional = true },
	[DAY] = { "day", P_DATE, .optional = true },
	[CHOICE] = { "choice", P_CHOICE, .optional = true, .choices = "red green" },
	[JSON] = { "json", P_JSON, .optional = true, .nullable = true },
	[PHONE] = { "phone", P_PHONE, .optional = true },
	[EMAIL] = { "email", P_EMAIL, .optional = true },
	[ZONE] = { "zone", P_ZONE, .optional = true },
	{ 0 }
};

/* What is handed to a handler is what was declared. */
static enum outcome
handle(struct request *r)
{
	struct json_object *o = json_object_in(r->arena);

	for (size_t i = 0; i < FIELDS; i++) {
		const struct value *v = &r->in[i];

		must(v->state != VALUE_NULL || fields[i].nullable || fields[i].optional);
		must(v->state != VALUE_ABSENT || fields[i].optional);
		must(v->state == VALUE_SET || (!v->text && !v->json && !v->number));
		if (v->state == VALUE_SET && fields[i].type != P_JSON && fields[i].type != P_BOOL)
			must(v->text && text_is_utf8(v->text, strlen(v->text)));
		json_put_text(o, fields[i].name, v->text);
	}
	must(r->in[ID].number > 0);
	must(!r->in[TEXT].text || text_characters(r->in[TEXT].text) <= 20);
	must(r->in[WHOLE].number >= -5 && r->in[WHOLE].number <= 1000);
	must(r->in[AT].number >= 0);
	must(!r->in[CHOICE].text || text_same(r->in[CHOICE].text, "red") ||
	    text_same(r->in[CHOICE].text, "green"));
	must(!r->in[ZONE].text || zone_is_valid(r->in[ZONE].text));
	return answer_created(r, r->in[TEXT].text ? r->in[TEXT].text : r->path, o);
}

static const struct endpoint things[] = {
	{ GET, "/api/things/{id}", CALLER_PUBLIC, handle, "", fields },
	{ POST, "/api/things/{id}", CALLER_PUBLIC, handle, "", fields, .idempotent = true },
	{ PUT, "/api/things", CALLER_PUBLIC, handle, "", fields, .body_limit = 500 },
	{ PATCH, "/api/things/{id}", CALLER_ASSISTANT, handle, "", fields },
	{ GET, "/api/things/{id}/x", CALLER_ADMIN, handle, "", fields },
	{ 0 }
};

/* --- the place of the web server -------------------------------------------------------------- */

static const struct request *
fresh(void)
{
	static const char routes[] =
	    "voice-incoming POST /api/twilio/voice/incoming twilio voice 8\n"
	    "voice-dial-status POST /api/twilio/voice/dial-status twilio voice 2\n"
	    "voicemail-complete POST /api/twilio/voicemail-complete twilio voice 2\n";
	static const char lines[] = "switchboard-snapshot 1 7 1795248052123 1\n"
	    "18455550100\t{\"number\":\"+18455550100\",\"clinicId\":3,"
	    "\"forwardNumber\":\"+18455550111\",\"routing\":{\"menu\":{\"enabled\":true}}}\nend\n";
	static struct config config = {
		.public_url = "https://switchboard.example", .log_level = "error",
		.db_host = "", .db_socket = "/nonexistent", .db_user = "", .db_password = "",
		.db_name = "", .db_timeout = 1, .jwt_secret = "0123456789abcdef0123456789abcdef",
		.twilio_account_sid = account, .twilio_auth_token = token,
		.twilio_auth_token_secondary = "", .twilio_menu_message = "Press 1",
		.twilio_voice = "alice", .default_country = "US",
		.default_timezone = "America/New_York",
	};
	static struct request r;
	static char spool_dir[128], file[128];

	if (r.arena)
		return &r;
	(void)snprintf(spool_dir, sizeof spool_dir, "%s/spool", fuzz_directory());
	(void)snprintf(file, sizeof file, "%s/ROUTES", fuzz_directory());
	fuzz_write(file, routes, sizeof routes - 1);
	(void)snprintf(file, sizeof file, "%s/routing.snapshot", fuzz_directory());
	fuzz_write(file, lines, sizeof lines - 1);
	config.spool_dir = spool_dir;
	config.state_dir = config.program_dir = fuzz_directory();
	fuzz_quiet();
	clock_set(now_ms);
	r = (struct request){
		.program = "voice-incoming", .config = &config, .arena = arena_new(ARENA_BYTES),
		.db = db_new(&config), .snapshot = snapshot_new(config.state_dir),
		.routes = routes_open(config.program_dir),
	};
	return &r;
}

enum { HEADERS_MAX = 40 };

/* The environment of one request. */
struct environment {
	struct arena *arena;
	char *variable[HEADERS_MAX + 16];
	size_t count;
};

static void
put(struct environment *e, const char *name, const char *value)
{
	if (e->count < sizeof e->variable / sizeof *e->variable - 1)
		e->variable[e->count++] = arena_printf(e->arena, "%s=%s", name, value);
}

static void
put_headers(struct environment *e, const uint8_t **data, size_t *size)
{
	while (*size) {
		const char *line = fuzz_take(e->arena, data, size, '\n', NULL);
		size_t n = strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_");

		if (!*line)
			return;
		if (n && line[n] == ':' && e->count < HEADERS_MAX)
			put(e, arena_printf(e->arena, "HTTP_%.*s", (int)n, line),
			    line + n + 1 + (line[n + 1] == ' '));
	}
}

/* As Twilio signs, and as a login gives its token. */
static void
put_seal(struct environment *e, const char *target, const char *type, const uint8_t *body, size_t n)
{
	const char *url = arena_printf(e->arena, "%s%s", fresh()->config->public_url, target);
	const struct token login = {
		.user = { 7, ROLE_ADMIN, 0 }, .login_id = "x", .issued_at_ms = now_ms,
		.expires_at_ms = now_ms + 1000,
	};
	struct form form = { 0 };

	if (is_media(type, "application/x-www-form-urlencoded") &&
	    !form_parse(e->arena, (const char *)body, n, &form))
		form = (struct form){ 0 };
	put(e, "HTTP_X_TWILIO_SIGNATURE", signature_make(e->arena, token, url, &form));
	put(e, "HTTP_AUTHORIZATION", arena_printf(e->arena, "Bearer %s",
	    token_make(e->arena, fresh()->config->jwt_secret, &login)));
}

/* --- what must hold of answers ---------------------------------------------------------------- */

/* Past the head of a CGI's answer; header gets each of its lines checked. */
static const char *
must_be_head(struct arena *a, const char *out, const char **type)
{
	*type = "";
	for (;;) {
		size_t n = strcspn(out, "\r\n"), name = strspn(out,
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-");

		must(out[n] == '\r' && out[n + 1] == '\n');
		if (!n)
			return out + 2;
		must(name && out[name] == ':' && out[name + 1] == ' ');
		if (text_has_prefix(out, "Content-Type: "))
			*type = arena_copy(a, out + 14, n - 14);
		out += n + 2;
	}
}

static void
must_be_body(struct arena *a, const char *type, const char *body, int64_t status)
{
	struct json_object *o;
	const char *why, *wrong;

	if (text_has_prefix(type, "application/")) {
		must(json_parse(a, body, strlen(body), &o, &why));
		must(status < 400 || json_get_int(o, "status", 0) == status);
	} else if (text_has_prefix(type, "text/xml")) {
		wrong = xml_fault(a, body, NULL);
		if (wrong)
			diag("%s", wrong);
		must(!wrong && status == 200);
	} else {
		must(!*type && !*body);
	}
}

/* What was let in and could not be stored waits in the spool, whole; nothing else does. */
static void
must_be_spooled(struct arena *a, bool kept, const uint8_t *body, size_t n)
{
	const char *dir = fresh()->config->spool_dir, *why, **names;
	struct envelope e;

	must(spool_list(a, dir, "new", 10, &names) == (kept ? 1 : 0));
	if (!kept)
		return;
	must(spool_read(a, dir, names[0], &e, &why) == SPOOL_READ);
	must(e.body_bytes == n && memcmp(e.body, body, n) == 0 && e.received_at_ms == now_ms);
	must(spool_done(a, dir, names[0]));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char *nothing[] = { NULL };
	static struct arena *small;
	struct arena *a = fuzz_arena();
	struct request r = *fresh();
	struct environment e = { .arena = a };
	struct conversation c = { 0 };
	char *line = arena_string(a, fuzz_take(a, &data, &size, '\n', NULL)), *out = NULL;
	const char *method = strsep(&line, " "), *mode = line ? strsep(&line, " ") : "";
	const char *length = line ? line : NULL, *type, *body;
	const char *target = fuzz_take(a, &data, &size, '\n', NULL);
	const char *content_type = fuzz_take(a, &data, &size, '\n', NULL);
	FILE *standard[2] = { stdin, stdout };
	bool is_signed = text_has_prefix(mode, "signed");
	bool is_twilios = text_has_prefix(target, "/api/twilio");
	size_t out_bytes = 0;
	int64_t status = 0;

	put_headers(&e, &data, &size);
	/* Of a variable that is there twice, the first counts. */
	if (is_signed) {
		e.count = 0;
		put_seal(&e, target, content_type, data, size);
	}
	put(&e, "REQUEST_METHOD", method);
	put(&e, "REQUEST_URI", target);
	put(&e, "CONTENT_TYPE", content_type);
	put(&e, "CONTENT_LENGTH", length ? length : arena_printf(a, "%zu", size));
	put(&e, "REMOTE_ADDR", "192.0.2.7");
	environ = e.variable;
	r.dry = text_has_prefix(mode, "dry");
	if (!small)
		small = arena_new(0);
	/* No web server passes on a target so long that it does not fit. */
	if ((text_same(mode, "signed-small") || text_same(mode, "dry-small")) &&
	    strlen(target) + strlen(content_type) < 8192)
		r.arena = small;
	stdin = fmemopen(arena_copy(a, (const char *)data, size), size, "r");
	stdout = open_memstream(&out, &out_bytes);
	must(stdin && stdout);
	(void)converse(&r, is_twilios ? endpoints : things, &c);
	(void)fclose(stdin);
	(void)fclose(stdout);
	stdin = standard[0];
	stdout = standard[1];
	environ = nothing;

	must(strlen(out) == out_bytes && text_has_prefix(out, "Status: "));
	must(number_parse(arena_copy(a, out + 8, 3), 200, 503, &status) && status != 500);
	must(!text_has_prefix(out + 11, " Answered"));	/* a status without a reason of its own */
	body = must_be_head(a, out, &type);
	if (text_same(method, "HEAD"))
		must(!*body);
	else
		must_be_body(a, type, body, status);
	must(!is_twilios || is_signed || r.dry || status >= 400);
	if (!length)
		must_be_spooled(a, is_twilios && is_signed && status < 400, data, size);
	free(out);
	return 0;
}

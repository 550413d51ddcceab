/*
 * test - the TwiML that a voice webhook would give, with nothing written
 *
 * Runs the program that owns the path as a CGI in its dry mode: neither the database nor the spool is written.
 */
#include <sys/wait.h>

#include "web/cgi.h"
#include "web/request.h"

enum { PATH, PARAMS };

static const struct param params[] = {
	[PATH] = { "path", P_TEXT, 1, 1000, .help = "A voice webhook's path, with a query if it takes one" },
	[PARAMS] = { "params", P_JSON, .optional = true, .help = "The webhook's fields: an object of texts" },
	{ 0 }
};

/* The form that Twilio would send: what every voice webhook carries, then what was stated. */
static const char *
form_of(struct request *r, struct json_object *stated)
{
	struct text form = text_new(r->arena);
	static const char *const usual[][2] = {
		{ "CallSid", "CA00000000000000000000000000000000" }, { "CallStatus", "ringing" }, { "Direction", "inbound" },
	};

	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
		if (!json_get(stated, usual[i][0]))
			form_put(&form, usual[i][0], usual[i][1]);
	if (stated) {
		json_object_object_foreach(stated, name, value) {
			if (value)
				form_put(&form, name, json_object_get_string(value));
		}
	}
	return form.data;
}

/* A CGI's answer after its head. */
static const char *
body_of(const char *output)
{
	const char *end = strstr(output, "\r\n\r\n");

	return end ? end + 4 : "";
}

static enum outcome
test(struct request *r)
{
	const char *target = r->in[PATH].text, *path = arena_copy(r->arena, target, strcspn(target, "?")), *kind = NULL, *output;
	const char *program = routes_program(r->routes, "POST", path, &kind);
	struct json_object *stated = r->in[PARAMS].json, *o = json_object_in(r->arena);
	struct envelope e = {
		.program = program, .method = "POST", .target = target, .content_type = "application/x-www-form-urlencoded",
		.address = r->address, .received_at_ms = r->now_ms,
	};
	int status;

	if (!program || !text_same(kind, "voice"))
		request_fault(r, "path", "is not the path of a voice webhook");
	if (stated && !json_object_is_type(stated, json_type_object))
		request_fault(r, "params", "must be an object");
	if (r->faults)
		return refuse_faults(r);
	e.body = form_of(r, stated);
	e.body_bytes = strlen(e.body);
	status = cgi_run(r->arena, r->config->program_dir, &e, CGI_DRY, &output);
	if (status < 0 || !WIFEXITED(status) || WEXITSTATUS(status) == CGI_NOT_RUN)
		return refuse(r, 500, "The program %s could not be run.", program);
	json_put_text(o, "program", program);
	json_put_text(o, "twiml", body_of(output));
	return answer_json(r, 200, o);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/test", CALLER_ADMIN, test, "The TwiML that a voice webhook would give; nothing is written", params, .no_clinic = true, .processes = 1 },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

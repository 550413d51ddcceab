/* Answers. See request.h. */
#include "core/log.h"
#include "web/request.h"

static const char json_media[] = "application/json";
static const char problem_media[] = "application/problem+json";

static const char *
title(int status)
{
	switch (status) {
	case 400: return "Malformed request";
	case 401: return "Not logged in";
	case 403: return "Not allowed";
	case 404: return "Not found";
	case 405: return "Method not allowed";
	case 409: return "Conflict";
	case 413: return "Too large";
	case 415: return "Wrong media type";
	case 416: return "Range not satisfiable";
	case 422: return "Invalid";
	case 429: return "Too many requests";
	case 500: return "Our fault";
	case 502: return "The provider refused";
	case 503: return "Not available now";
	case 504: return "The provider did not answer";
	default: return "Refused";
	}
}

enum outcome
answer_text(struct request *r, int status, const char *content_type, const char *body)
{
	r->answer.status = status;
	r->answer.content_type = content_type;
	r->answer.body = body;
	r->answer.body_bytes = strlen(body);
	return ANSWERED;
}

enum outcome
answer_json(struct request *r, int status, struct json_object *o)
{
	return answer_text(r, status, json_media, json_text(r->arena, o));
}

enum outcome
answer_created(struct request *r, const char *location, struct json_object *o)
{
	answer_header(r, "Location", location);
	return answer_json(r, 201, o);
}

enum outcome
answer_empty(struct request *r, int status)
{
	return answer_text(r, status, NULL, "");
}

enum outcome
answer_twiml(struct request *r, const char *twiml)
{
	return answer_text(r, 200, "text/xml; charset=utf-8", twiml);
}

void
answer_header(struct request *r, const char *name, const char *value)
{
	struct text *t = &r->answer.headers;

	text_printf(t, "%s: ", name);
	for (; *value; value++)		/* no header of ours ends early because of what stands in it */
		if ((unsigned char)*value >= 0x20 && *value != 0x7f)
			text_putc(t, *value);
	text_puts(t, "\r\n");
}

struct json_object *
problem(struct request *r, int status, const char *detail)
{
	struct json_object *o = json_object_in(r->arena);

	json_put_text(o, "type", "about:blank");
	json_put_text(o, "title", title(status));
	json_put_int(o, "status", status);
	json_put_text(o, "detail", detail);
	return o;
}

enum outcome
refuse(struct request *r, int status, const char *detail, ...)
{
	va_list args;
	const char *text;

	va_start(args, detail);
	text = arena_vprintf(r->arena, detail, args);
	va_end(args);
	return answer_text(r, status, problem_media, json_text(r->arena, problem(r, status, text)));
}

enum outcome
refuse_away(struct request *r)
{
	answer_header(r, "Retry-After", "5");
	return refuse(r, 503, "The database is away; nothing was done. Try again in a few seconds.");
}

static void
put_code(struct request *r, struct json_object *o, int code)
{
	if (!code)
		return;
	json_put_int(o, "code", code);
	json_put_text(o, "moreInfo", arena_printf(r->arena, "https://www.twilio.com/docs/errors/%d", code));
}

enum outcome
refuse_faults_of(struct request *r, int code, const char *detail)
{
	struct json_object *errors = json_array_in(r->arena), *o = problem(r, 422, detail);

	for (const struct field_fault *f = r->faults; f; f = f->next) {
		struct json_object *error = json_object_in(r->arena);

		json_put_text(error, "field", f->field);
		json_put_text(error, "message", f->message);
		json_append(errors, error);
	}
	json_put(o, "errors", errors);
	put_code(r, o, code);
	return answer_text(r, 422, problem_media, json_text(r->arena, o));
}

enum outcome
refuse_faults(struct request *r)
{
	return refuse_faults_of(r, 0, r->faults && !r->faults->next ?
	    arena_printf(r->arena, "%s %s.", r->faults->field, r->faults->message) : "Several fields are invalid.");
}

enum outcome
refuse_provider(struct request *r, int status, int code, const char *message)
{
	struct json_object *o = problem(r, status, message);

	put_code(r, o, code);
	return answer_text(r, status, problem_media, json_text(r->arena, o));
}

static void
note_fault(struct request *r, const char *field, const char *format, va_list args)
{
	struct field_fault *f = arena_alloc(r->arena, sizeof *f);

	f->message = arena_vprintf(r->arena, format, args);
	f->field = field;
	if (r->last_fault)
		r->last_fault->next = f;
	else
		r->faults = f;
	r->last_fault = f;
}

void
request_fault(struct request *r, const char *field, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	note_fault(r, field, format, args);
	va_end(args);
}

enum outcome
refuse_field(struct request *r, const char *field, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	note_fault(r, field, format, args);
	va_end(args);
	return refuse_faults(r);
}

bool
request_is_at_fault(const struct request *r, const char *field)
{
	const struct field_fault *f = r->faults;

	while (f && !text_same(f->field, field))
		f = f->next;
	return f;
}

enum outcome
outcome_of(enum db_result result)
{
	switch (result) {
	case DB_OK: case DB_NONE:
		return ANSWERED;
	case DB_AWAY: case DB_UNKNOWN:
		return AWAY;
	case DB_DUPLICATE: case DB_CONFLICT: case DB_FAILED:
		break;
	}
	return BROKEN;
}

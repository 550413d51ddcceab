/* Declared parameters. See params.h. */
#include "web/params.h"

#include <ctype.h>

#include "core/clock.h"
#include "core/log.h"

enum { TEXT_CHARACTERS_MAX = 1000 };

static bool
is_email(const char *s)
{
	const char *at = strchr(s, '@');

	if (!at || at == s || strlen(s) > 254 || strchr(at + 1, '@') || !strchr(at + 1, '.') || at[1] == '.')
		return false;
	for (; *s; s++)
		if (isspace((unsigned char)*s) || iscntrl((unsigned char)*s) || strchr("<>(),;:\"", *s))
			return false;
	return true;
}

static bool
is_choice(const char *choices, const char *s)
{
	size_t n = strlen(s);

	for (const char *p = choices; *p; p += strcspn(p, " "), p += *p == ' ')
		if (n && strncmp(p, s, n) == 0 && (p[n] == ' ' || !p[n]))
			return true;
	return false;
}

void
param_take(struct request *r, const struct param *p, const char *text, size_t length, struct value *v)
{
	struct civil date;
	size_t n;

	if (!text_is_utf8(text, length)) {
		request_fault(r, p->name, "is not UTF-8 text");
		return;
	}
	v->state = VALUE_SET;
	v->text = text;
	switch (p->type) {
	case P_TEXT: case P_PHONE:
		n = text_characters(text);
		if (n < (size_t)p->min)
			request_fault(r, p->name, p->min == 1 ? "must not be empty" : "must have at least %lld characters", (long long)p->min);
		else if (n > (size_t)(p->max ? p->max : TEXT_CHARACTERS_MAX))
			request_fault(r, p->name, "must have at most %lld characters", (long long)(p->max ? p->max : TEXT_CHARACTERS_MAX));
		else if (p->not_blank && n && text_is_blank(text))
			request_fault(r, p->name, "must not be blank");
		return;
	case P_INT:
		if (!number_parse(text, p->min, p->max, &v->number))
			request_fault(r, p->name, "must be a whole number from %lld to %lld", (long long)p->min, (long long)p->max);
		return;
	case P_ID:
		if (!number_parse(text, 1, INT64_MAX, &v->number))
			request_fault(r, p->name, "must be an id, a positive whole number");
		return;
	case P_BOOL:
		v->flag = text_same(text, "true");
		if (!v->flag && !text_same(text, "false"))
			request_fault(r, p->name, "must be true or false");
		return;
	case P_TIME:
		if (!instant_parse(text, &v->number))
			request_fault(r, p->name, "must be a time like 2026-11-21T08:00:00Z");
		return;
	case P_DATE:
		if (!date_parse(text, &date) && !instant_parse(text, &v->number))
			request_fault(r, p->name, "must be a date like 2026-11-21, or a time like 2026-11-21T08:00:00Z");
		return;
	case P_CHOICE:
		if (!is_choice(p->choices, text))
			request_fault(r, p->name, "must be one of: %s", p->choices);
		return;
	case P_EMAIL:
		if (!is_email(text))
			request_fault(r, p->name, "must be an e-mail address");
		return;
	case P_ZONE:
		if (!zone_is_valid(text))
			request_fault(r, p->name, "must be an IANA time zone like America/New_York");
		return;
	case P_JSON:
		break;
	}
}

static void
take_json(struct request *r, const struct param *p, struct json_object *json, struct value *v)
{
	if (!json) {
		v->state = VALUE_NULL;
		if (!p->nullable && !p->optional)
			request_fault(r, p->name, "is required");
		return;
	}
	v->json = json;
	v->state = VALUE_SET;
	switch (p->type) {
	case P_JSON:
		return;
	case P_BOOL:
		v->flag = json_object_get_boolean(json);
		if (!json_object_is_type(json, json_type_boolean))
			request_fault(r, p->name, "must be true or false");
		return;
	case P_INT: case P_ID:
		/* Ids are often kept as text by JavaScript clients. */
		if (json_object_is_type(json, json_type_int) || (p->type == P_ID && json_object_is_type(json, json_type_string)))
			param_take(r, p, json_object_get_string(json), strlen(json_object_get_string(json)), v);
		else
			request_fault(r, p->name, "must be a whole number");
		return;
	case P_TEXT: case P_TIME: case P_DATE: case P_CHOICE: case P_PHONE: case P_EMAIL: case P_ZONE:
		if (json_object_is_type(json, json_type_string))
			param_take(r, p, json_object_get_string(json), (size_t)json_object_get_string_len(json), v);
		else
			request_fault(r, p->name, "must be a text");
		if (!v->text)
			v->state = VALUE_ABSENT;	/* what is set has a text, also for a check that sees it at fault */
		return;
	}
}

/* The segment of the path that stands where the template says {name}; NULL where the template does not. */
static const char *
path_value(struct request *r, const char *name)
{
	const char *template = r->endpoint->path, *path = r->path;
	size_t n = strlen(name);

	for (; *template; template++, path++) {
		if (*template != '{')
			continue;
		if (strncmp(template + 1, name, n) == 0 && template[1 + n] == '}') {
			struct form segment;

			/* Decoded as a form's value would be, except that a + in a path is a +. */
			if (!form_parse(r->arena, arena_printf(r->arena, "v=%.*s", (int)strcspn(path, "/"), path),
			    strcspn(path, "/") + 2, &segment) || segment.count != 1)
				return "";
			return strchr(segment.fields[0].value, ' ') && memchr(path, '+', strcspn(path, "/")) ?
			    arena_copy(r->arena, path, strcspn(path, "/")) : segment.fields[0].value;
		}
		template += strcspn(template, "}");
		path += strcspn(path, "/") - 1;
	}
	return NULL;
}

static const struct field *
field_of(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->count; i++)
		if (strcmp(form->fields[i].name, name) == 0)
			return &form->fields[i];
	return NULL;
}

static bool
has_param(const struct endpoint *e, const char *name)
{
	for (const struct param *p = e->params; p && p->name; p++)
		if (strcmp(p->name, name) == 0)
			return true;
	return false;
}

/* Whoever acts for a clinic may name it anywhere, but where clinicId is the request's own matter. */
static bool
is_declared(const struct endpoint *e, const char *name)
{
	return has_param(e, name) || (e->caller >= CALLER_ASSISTANT && !has_param(e, "clinicId") &&
	    (text_same(name, "clinicId") || text_same(name, "clientId")));
}

const struct value *
param_value(const struct request *r, const char *name)
{
	static const struct value absent;

	for (size_t i = 0; r->endpoint->params && r->endpoint->params[i].name; i++)
		if (text_same(r->endpoint->params[i].name, name))
			return &r->in[i];
	return &absent;
}

static bool
has_json_body(const struct request *r)
{
	return r->method == POST || r->method == PUT || r->method == PATCH;
}

static void
refuse_unknown(struct request *r, const struct form *query)
{
	if (r->json && !json_object_is_type(r->json, json_type_object)) {
		request_fault(r, "(body)", "must be a JSON object");
		return;
	}
	if (r->json && !r->endpoint->body) {
		json_object_object_foreach(r->json, name, value) {
			(void)value;
			if (!is_declared(r->endpoint, name))
				request_fault(r, name, "is not a field of this request");
		}
	}
	for (size_t i = 0; i < query->count; i++) {
		const struct field *f = &query->fields[i];

		if (!text_is_utf8(f->name, f->name_length))
			request_fault(r, "(query)", "is not UTF-8 text");	/* nor may it stand in an answer */
		else if (!is_declared(r->endpoint, f->name))
			request_fault(r, f->name, "is not a parameter of this request");
	}
}

/* A provider's field that does not fit is left out, not the whole report: the facts that matter still count, and the event keeps it as it came. */
static void
leave_out(struct request *r, const struct param *p, struct value *v, struct field_fault *before)
{
	log_warning("%s: %s %s: left out", r->endpoint->path, p->name, r->last_fault->message);
	*v = (struct value){ VALUE_ABSENT };
	r->last_fault = before;
	if (before)
		before->next = NULL;
	else
		r->faults = NULL;
}

void
params_read(struct request *r)
{
	const struct endpoint *e = r->endpoint;
	struct form query;
	bool webhook = e->kind == WEBHOOK || e->kind == VOICE;
	struct value *in;
	size_t count = 0;

	if (!form_parse(r->arena, r->query, strlen(r->query), &query))
		request_fault(r, "(query)", "is not a query string");
	while (e->params && e->params[count].name)
		count++;
	in = arena_array(r->arena, count + 1, sizeof *in);
	r->in = in;
	if (e->kind == API)
		refuse_unknown(r, &query);
	for (size_t i = 0; i < count; i++) {
		const struct param *p = &e->params[i];
		const char *segment = path_value(r, p->name);
		const struct field *field = NULL;
		struct field_fault *before = r->last_fault;

		if (segment) {
			param_take(r, p, segment, strlen(segment), &in[i]);
			continue;
		}
		if (e->kind == API && has_json_body(r) && p->place != IN_QUERY) {
			struct json_object *json = NULL;

			if (json_object_is_type(r->json, json_type_object) && json_object_object_get_ex(r->json, p->name, &json))
				take_json(r, p, json, &in[i]);
			else if (!p->optional)
				request_fault(r, p->name, "is required");
			continue;
		}
		field = field_of(webhook && p->place != IN_QUERY ? &r->form : &query, p->name);
		/* An empty field of a form is one that was left empty; in a query, an empty text is a text. */
		if (field && (field->value_length || (p->type == P_TEXT && (e->kind == API || !p->min))))
			param_take(r, p, field->value, field->value_length, &in[i]);
		else if (!p->optional)
			request_fault(r, p->name, "is required");
		if (webhook && p->optional && r->last_fault != before)
			leave_out(r, p, &in[i], before);
	}
}

/* One place that may name the clinic. Several must agree; for those who have a clinic of their own, any other one counts. */
static void
take_clinic(struct request *r, const char *name, const char *text, int64_t *clinic_id)
{
	int64_t id;

	if (!text || !*text)
		return;
	if (!number_parse(text, 1, INT64_MAX, &id))
		request_fault(r, name, "must be an id, a positive whole number");
	else if (r->user.role == ROLE_ADMIN && *clinic_id && *clinic_id != id)
		request_fault(r, name, "names another clinic than the rest of the request");
	else if (!*clinic_id || id != r->user.clinic_id)
		*clinic_id = id;
}

int64_t
params_clinic(struct request *r)
{
	static const char *const names[] = { "clinicId", "clientId" };
	struct form query;
	int64_t id = 0;

	if (has_param(r->endpoint, "clinicId"))
		return 0;
	(void)form_parse(r->arena, r->query, strlen(r->query), &query);
	for (size_t i = 0; i < 2; i++) {
		struct json_object *json = r->endpoint->body ? NULL : json_get(r->json, names[i]);

		take_clinic(r, names[i], json ? json_object_get_string(json) : NULL, &id);
		for (size_t k = 0; k < query.count; k++)
			if (strcmp(query.fields[k].name, names[i]) == 0)
				take_clinic(r, names[i], query.fields[k].value, &id);
	}
	return id;
}

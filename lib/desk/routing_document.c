/*
 * The routing document of spec section 11. See routing.h.
 *
 * One table names every field with its path, in the order of the spec. From it come the checks,
 * GET's document and the snapshot's short form, so that the three cannot differ. Here a document is
 * walked along the table; what stands in one field is for its neighbours (routing_field.h).
 */
#include "desk/routing_field.h"

#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "desk/voices.h"

/* --- reading --------------------------------------------------------------------------------- */

static const struct field *
field_find(const char *path)
{
	for (const struct field *f = routing_fields; f->name; f++)
		if (strcmp(f->name, path) == 0)
			return f;
	return NULL;
}

/* Is it the path of an object that holds fields ("menu")? */
static bool
is_group(const char *path)
{
	size_t n = strlen(path);

	for (const struct field *f = routing_fields; f->name; f++)
		if (strncmp(f->name, path, n) == 0 && f->name[n] == '.')
			return true;
	return false;
}

/* Goes as deep as the table's paths do. A name with a dot in it is no path: {"menu.enabled": true}
 * is an unknown field. */
static void
read_object(struct reader *r, const char *group, struct json_object *o)
{
	json_object_object_foreach(o, name, value) {
		const char *path = arena_printf(r->arena, "%s%s%s", group, *group ? "." : "", name);
		const struct field *f = strchr(name, '.') ? NULL : field_find(path);

		if (f)
			field_read(r, f, value);
		else if (strchr(name, '.') || !is_group(path))
			fault_unknown(r, path);
		else if (json_object_is_type(value, json_type_object))
			read_object(r, path, value);
		else
			fault(r, path, "must be an object");
	}
}

/* Is a policy used, by which of the document's fields? NULL: by none. */
static const char *
user_of(struct arena *a, const struct routing *routing, enum policy policy, enum fallback fallback,
    const char *name)
{
	if (routing->open == policy || routing->closed == policy)
		return arena_printf(a, "the policy %s", name);
	if (routing->fallback == fallback)
		return arena_printf(a, "the fallback %s", name);
	for (int key = 0; key < MENU_KEYS; key++)
		if (routing->choices[key].kind == CHOICE_POLICY &&
		    routing->choices[key].policy == policy)
			return arena_printf(a, "the menu's key %d", key);
	return NULL;
}

static bool
is_told(const struct reader *r, const char *path)
{
	for (const struct fault *f = r->first; f; f = f->next)
		if (strcmp(f->field, path) == 0)
			return true;
	return false;
}

/* Where calls forward to may be the called number's own, which the document does not know. */
static void
check_numbers(struct reader *r)
{
	const char *user = user_of(r->arena, r->out, POLICY_EXTERNAL, FALLBACK_EXTERNAL,
	    "external");

	if (user && !r->out->external_number && !is_told(r, "externalNumber"))
		fault(r, "externalNumber", arena_printf(r->arena, "is needed by %s", user));
}

static void
check_voice(struct reader *r)
{
	const struct routing *routing = r->out;

	if (routing->voice && !is_told(r, "voice") && !is_told(r, "language") &&
	    !voice_speaks(routing->voice, routing->language))
		fault(r, "voice", arena_printf(r->arena, "%s does not speak %s", routing->voice,
		    routing->language));
}

const char *
routing_ai_agent_user(struct arena *a, const struct routing *routing)
{
	if (routing->ai_agent_number)
		return NULL;
	return user_of(a, routing, POLICY_AI_AGENT, FALLBACK_AI_AGENT, "ai-agent");
}

const struct fault *
routing_parse(struct arena *a, struct json_object *document, const char *country,
    const char *(*normalise)(struct arena *a, const char *text, const char *country),
    struct routing *out)
{
	struct reader r = { .arena = a, .country = country, .normalise = normalise, .out = out };

	r.end = &r.first;
	routing_default(out);
	if (json_object_is_type(document, json_type_object)) {
		read_object(&r, "", document);
		check_numbers(&r);
		check_voice(&r);
	} else {
		fault(&r, "", "must be an object");
	}
	return r.first;
}

void
routing_read(struct arena *a, struct json_object *document, struct routing *out)
{
	struct reader r = { .arena = a, .is_stored = true, .out = out };

	routing_default(out);
	if (json_object_is_type(document, json_type_object))
		read_object(&r, "", document);
}

/* --- writing --------------------------------------------------------------------------------- */

/* The object of a path's last name, made on the way: "menu.enabled" → menu. */
static struct json_object *
group_of(struct json_object *root, const char *path, const char **name)
{
	const char *dot;

	for (; (dot = strchr(path, '.')); path = dot + 1) {
		char part[NAME_BYTES_MAX];
		struct json_object *next;

		(void)snprintf(part, sizeof part, "%.*s", (int)(dot - path), path);
		next = json_get(root, part);
		if (!next) {
			next = json_object_new_object();
			json_object_object_add(root, part, next);
		}
		root = next;
	}
	*name = path;
	return root;
}

static struct json_object *
document(struct arena *a, const struct routing *routing, bool defaults_too)
{
	struct json_object *root = json_object_in(a);
	struct routing standard;

	routing_default(&standard);
	for (const struct field *f = routing_fields; f->name; f++) {
		struct json_object *value = field_value(f, routing), *usual = field_value(f, &standard);
		const char *name;

		if (defaults_too || !json_object_equal(value, usual)) {
			struct json_object *group = group_of(root, f->name, &name);

			json_object_object_add(group, name, json_object_get(value));
		}
		json_object_put(value);
		json_object_put(usual);
	}
	return root;
}

struct json_object *
routing_document(struct arena *a, const struct routing *routing)
{
	return document(a, routing, true);
}

struct json_object *
routing_short(struct arena *a, const struct routing *routing)
{
	return document(a, routing, false);
}

/* JSON over json-c. See json.h. */
#include "core/json.h"

#include <ctype.h>

#include "core/clock.h"
#include "core/text.h"

static void
put(void *at)
{
	json_object_put(*(struct json_object **)at);
}

/* Where an object will live in an arena: asked for before the object is there, since a full arena
 * jumps away. */
static struct json_object **
place(struct arena *a)
{
	struct json_object **at = arena_alloc(a, sizeof(struct json_object *));

	arena_defer(a, put, at);
	return at;
}

struct json_object *
json_object_in(struct arena *a)
{
	struct json_object **at = place(a);

	return *at = json_object_new_object();
}

struct json_object *
json_array_in(struct arena *a)
{
	struct json_object **at = place(a);

	return *at = json_object_new_array();
}

/* Past the number at p, or NULL where it is none (RFC 8259, section 6). */
static const char *
past_number(const char *p)
{
	static const char digits[] = "0123456789";
	size_t n;

	p += *p == '-';
	n = strspn(p, digits);
	if (!n || (n > 1 && *p == '0'))
		return NULL;
	p += n;
	if (*p == '.') {
		n = strspn(++p, digits);
		if (!n)
			return NULL;
		p += n;
	}
	if (*p == 'e' || *p == 'E') {
		p++;
		p += *p == '+' || *p == '-';
		n = strspn(p, digits);
		if (!n)
			return NULL;
		p += n;
	}
	return p;
}

/*
 * Four things that json-c lets pass even when it is strict. It takes 'single quotes' and NaN: outside of strings only these characters may stand. It takes bare
 * control characters inside of them, and numbers like -.5. And of two members with one name it keeps the last and says nothing: the colons outside of strings are
 * counted against the members that it kept.
 */
static bool
is_plain(const char *p, size_t *members)
{
	bool quoted = false;

	*members = 0;
	for (; *p; p++) {
		if (quoted && (unsigned char)*p < 0x20)
			return false;
		if (quoted && *p == '\\') {
			p++;
		} else if (*p == '"') {
			quoted = !quoted;
		} else if (!quoted && (*p == '-' || isdigit((unsigned char)*p))) {
			p = past_number(p);
			if (!p)
				return false;
			p--;
		} else if (!quoted && !strchr("{}[]:, truefalsn\t\r\n", *p)) {
			return false;
		} else if (!quoted && *p == ':') {
			(*members)++;
		}
	}
	return true;
}

static size_t
members_kept(struct json_object *o)
{
	size_t n = 0;

	if (json_object_is_type(o, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(o); i++)
			n += members_kept(json_object_array_get_idx(o, i));
	} else if (json_object_is_type(o, json_type_object)) {
		json_object_object_foreach(o, name, value) {
			(void)name;
			n += 1 + members_kept(value);
		}
	}
	return n;
}

bool
json_parse_whole(struct arena *a, const char *text, size_t n, int depth, struct json_object **out,
    const char **why)
{
	struct json_tokener *tokener;
	struct json_object *o, **at;
	enum json_tokener_error error;
	size_t end, members;

	if (!text_is_utf8(text, n)) {
		*why = "is not UTF-8 text";
		return false;
	}
	/* Its NUL tells json-c that a bare number is complete. */
	at = place(a);
	tokener = json_tokener_new_ex(depth);
	if (!tokener || n > INT32_MAX - 1) {
		json_tokener_free(tokener);
		*why = "is too large";
		return false;
	}
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	*at = o = json_tokener_parse_ex(tokener, text, (int)n + 1);
	error = json_tokener_get_error(tokener);
	end = json_tokener_get_parse_end(tokener);
	json_tokener_free(tokener);
	if (error != json_tokener_success) {
		*why = arena_printf(a, "is not JSON: %s at byte %zu",
		    error == json_tokener_continue ? "it ends too early" : json_tokener_error_desc(error), end);
		return false;
	}
	if (!text_is_blank(text + (end < n ? end : n))) {
		*why = "is not JSON: something follows the value";
		return false;
	}
	if (!is_plain(text, &members)) {
		*why = "is not JSON: something stands outside of its strings that JSON does not have";
		return false;
	}
	if (members != members_kept(o)) {
		*why = "has a member twice";
		return false;
	}
	*out = o;
	return true;
}

bool
json_parse(struct arena *a, const char *bytes, size_t n, struct json_object **out, const char **why)
{
	return json_parse_whole(a, arena_copy(a, bytes, n), n, JSON_DEPTH_MAX, out, why);
}

void
json_put(struct json_object *o, const char *name, struct json_object *value)
{
	json_object_object_add(o, name, json_object_get(value));
}

void
json_append(struct json_object *array, struct json_object *value)
{
	json_object_array_add(array, json_object_get(value));
}

void
json_put_text(struct json_object *o, const char *name, const char *value)
{
	json_object_object_add(o, name, value ? json_object_new_string(value) : NULL);
}

void
json_put_int(struct json_object *o, const char *name, int64_t value)
{
	json_object_object_add(o, name, json_object_new_int64(value));
}

void
json_put_real(struct json_object *o, const char *name, double value)
{
	char text[32];

	/* json-c would write 0.9 as 0.90000000000000002. */
	(void)snprintf(text, sizeof text, "%.10g", value);
	json_object_object_add(o, name, json_object_new_double_s(value, text));
}

void
json_put_id(struct json_object *o, const char *name, int64_t value)
{
	json_object_object_add(o, name, value ? json_object_new_int64(value) : NULL);
}

void
json_put_bool(struct json_object *o, const char *name, bool value)
{
	json_object_object_add(o, name, json_object_new_boolean(value));
}

void
json_put_time(struct json_object *o, const char *name, int64_t ms)
{
	char iso[INSTANT_ISO_BYTES];

	json_put_text(o, name, ms ? instant_iso_to(iso, ms) : NULL);
}

struct json_object *
json_get(struct json_object *o, const char *name)
{
	struct json_object *value = NULL;

	if (json_object_is_type(o, json_type_object))
		json_object_object_get_ex(o, name, &value);
	return value;
}

const char *
json_whole_text(struct json_object *v)
{
	const char *s = json_object_is_type(v, json_type_string) ? json_object_get_string(v) : NULL;

	return s && strlen(s) == (size_t)json_object_get_string_len(v) ? s : NULL;
}

const char *
json_get_text(struct json_object *o, const char *name)
{
	struct json_object *value = json_get(o, name);

	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : NULL;
}

int64_t
json_get_int(struct json_object *o, const char *name, int64_t fallback)
{
	struct json_object *value = json_get(o, name);

	return json_object_is_type(value, json_type_int) ? json_object_get_int64(value) : fallback;
}

bool
json_get_bool(struct json_object *o, const char *name, bool fallback)
{
	struct json_object *value = json_get(o, name);

	return json_object_is_type(value, json_type_boolean) ? json_object_get_boolean(value) : fallback;
}

const char *
json_text(struct arena *a, struct json_object *o)
{
	return arena_string(a, json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
}

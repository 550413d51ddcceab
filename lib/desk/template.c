/* The body of texts to many. See template.h. */
#include "desk/template.h"

#include <ctype.h>
#include <string.h>

#include "core/text.h"

enum { QUOTED_BYTES = 40 };

struct piece {
	const char *text;	/* of a field: what is put where there is no value; NULL: nothing is */
	size_t bytes;
	int field;		/* its index among the known names; negative: it is text */
};

struct template {
	const char *const *known;
	struct piece pieces[2 * TEMPLATE_FIELDS_MAX + 1];
	size_t count;
};

struct reader {
	struct arena *arena;
	const char *from, *at;
	struct template *t;
	size_t fields;
};

/* --- reading ------------------------------------------------------------------------------ */

static bool
is_name(const char *s, size_t n)
{
	if (!n || n > TEMPLATE_NAME_MAX || !isalpha((unsigned char)*s))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)s[i]) && s[i] != '_')
			return false;
	return true;
}

bool
template_is_name(const char *name)
{
	return is_name(name, strlen(name));
}

static int
index_of(const char *const known[], const char *name, size_t n)
{
	for (int i = 0; known[i]; i++)
		if (strlen(known[i]) == n && memcmp(known[i], name, n) == 0)
			return i;
	return -1;
}

/* Which character of the whole it is, from 1. */
static size_t
place(const struct reader *r, const char *p)
{
	return text_characters(arena_copy(r->arena, r->from, (size_t)(p - r->from))) + 1;
}

/* So much of it as a message may hold, no character cut. */
static const char *
quoted(const struct reader *r, const char *p, size_t n)
{
	if (n <= QUOTED_BYTES)
		return arena_copy(r->arena, p, n);
	for (n = QUOTED_BYTES; n && ((unsigned char)p[n] & 0xC0) == 0x80;)
		n--;
	return arena_printf(r->arena, "%.*s…", (int)n, p);
}

static const char *
names(const struct reader *r)
{
	struct text t = text_new(r->arena);

	for (size_t i = 0; r->t->known[i]; i++)
		text_printf(&t, "%s%s", i ? ", " : "", r->t->known[i]);
	return t.data;
}

static void
add(struct reader *r, const char *text, size_t n, int field)
{
	if (n || field >= 0)
		r->t->pieces[r->t->count++] = (struct piece){ text, n, field };
}

static void
trim(const char **s, size_t *n)
{
	while (*n && isspace((unsigned char)**s)) {
		++*s;
		--*n;
	}
	while (*n && isspace((unsigned char)(*s)[*n - 1]))
		--*n;
}

/* A field, at whose braces the reader stands; what is wrong with it. */
static const char *
read_field(struct reader *r)
{
	const char *open = r->at, *name = open + 2, *end = name + strcspn(name, "{}");
	const char *bar, *fallback;
	size_t n, fallback_bytes;
	int field;

	if (end[0] != '}' || end[1] != '}')
		return arena_printf(r->arena, "has %s at character %zu, which is not closed: "
		    "end the field with }}", quoted(r, open, (size_t)(end - open)), place(r, open));
	r->at = end + 2;
	bar = memchr(name, '|', (size_t)(end - name));
	fallback = bar ? bar + 1 : NULL;
	fallback_bytes = bar ? (size_t)(end - fallback) : 0;
	n = (size_t)((bar ? bar : end) - name);
	trim(&name, &n);
	if (fallback)
		trim(&fallback, &fallback_bytes);
	field = is_name(name, n) ? index_of(r->t->known, name, n) : -1;
	if (field < 0)
		return arena_printf(r->arena, "has %s at character %zu, which is no field: %s",
		    quoted(r, open, (size_t)(r->at - open)), place(r, open), names(r));
	if (r->fields++ == TEMPLATE_FIELDS_MAX)
		return arena_printf(r->arena, "has more than %d fields", TEMPLATE_FIELDS_MAX);
	add(r, fallback, fallback_bytes, field);
	return NULL;
}

/* A brace in the text; what is wrong with it. */
static const char *
judge_brace(const struct reader *r, const char *p)
{
	size_t n = strcspn(p + 1, "{}");

	if (p[0] == '}' && p[1] == '}')
		return arena_printf(r->arena, "has }} at character %zu, which closes nothing",
		    place(r, p));
	if (p[0] == '{' && p[1 + n] == '}' && index_of(r->t->known, p + 1, n) >= 0)
		return arena_printf(r->arena, "has {%.*s} at character %zu: a field has two braces "
		    "on each side, {{%.*s}}", (int)n, p + 1, place(r, p), (int)n, p + 1);
	return NULL;
}

const char *
template_parse(struct arena *a, const char *text, const char *const known[], struct template **t)
{
	struct reader r = { .arena = a, .from = text, .at = text };
	const char *wrong = NULL;

	*t = r.t = arena_alloc(a, sizeof **t);
	r.t->known = known;
	while (*r.at && !wrong) {
		const char *start = r.at;

		for (; *r.at && !wrong && !text_has_prefix(r.at, "{{"); r.at++)
			if (*r.at == '{' || *r.at == '}')
				wrong = judge_brace(&r, r.at);
		add(&r, start, (size_t)(r.at - start), -1);
		if (!wrong && *r.at)
			wrong = read_field(&r);
	}
	return wrong;
}

/* --- filling ------------------------------------------------------------------------------ */

/* What cannot be a value, in words; NULL: it can. */
static const char *
fault_of(const char *value, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (value[i] == '{' || value[i] == '}' || iscntrl((unsigned char)value[i]))
			return "has a brace or a line break in it";
	return NULL;
}

/* What stands in a piece's place; *wrong: why nothing can. */
static struct piece
filled(struct arena *a, const struct template *t, const struct piece *p, const char *value,
    const char **wrong)
{
	const char *name = t->known[p->field], *fault;
	size_t n = strlen(value);

	trim(&value, &n);
	if (!n) {
		if (!p->text)
			*wrong = arena_printf(a, "has no value for {{%s}}", name);
		return *p;
	}
	fault = fault_of(value, n);
	if (!fault && text_characters(value) > TEMPLATE_VALUE_MAX)
		fault = arena_printf(a, "has more than %d characters", TEMPLATE_VALUE_MAX);
	if (fault)
		*wrong = arena_printf(a, "has a value for {{%s}} that %s", name, fault);
	return (struct piece){ value, n, -1 };
}

const char *
template_fill(struct arena *a, const struct template *t, const char *const values[],
    const char **body)
{
	struct piece pieces[2 * TEMPLATE_FIELDS_MAX + 1];
	const char *wrong = NULL;
	size_t bytes = 0;
	char *out;

	for (size_t i = 0; i < t->count && !wrong; i++) {
		const struct piece *p = &t->pieces[i];
		const char *value = p->field < 0 || !values[p->field] ? "" : values[p->field];

		pieces[i] = p->field < 0 ? *p : filled(a, t, p, value, &wrong);
		bytes += pieces[i].bytes;
	}
	if (wrong)
		return wrong;
	/* Ten thousand of them are held at once: not a byte more than each needs. */
	*body = out = arena_alloc(a, bytes + 1);
	for (size_t i = 0; i < t->count; i++) {
		if (pieces[i].bytes)
			memcpy(out, pieces[i].text, pieces[i].bytes);
		out += pieces[i].bytes;
	}
	return text_is_blank(*body) ? "would get an empty text" : NULL;
}

/* Form bodies and query strings. See form.h. */
#include "core/form.h"

#include <ctype.h>

#include "core/encode.h"

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes [from, end) into the arena. */
static bool
decode(struct arena *a, const char *from, const char *end, const char **out, size_t *length)
{
	char *p = arena_alloc(a, (size_t)(end - from) + 1), *q = p;

	while (from < end) {
		char c = *from++;

		if (c == '+') {
			c = ' ';
		} else if (c == '%') {
			int high, low;

			if (end - from < 2 || (high = hex_digit(from[0])) < 0 || (low = hex_digit(from[1])) < 0)
				return false;
			c = (char)(high << 4 | low);
			from += 2;
		}
		*q++ = c;
	}
	*out = p;
	*length = (size_t)(q - p);
	return true;
}

bool
form_parse(struct arena *a, const char *bytes, size_t n, struct form *form)
{
	const char *p = bytes, *end = bytes + n;
	size_t pairs = 1, count = 0;
	struct field *fields;

	*form = (struct form){ 0 };
	if (!n)
		return true;
	for (size_t i = 0; i < n; i++)
		pairs += bytes[i] == '&';
	if (pairs > FORM_FIELDS_MAX)
		return false;
	fields = arena_array(a, pairs, sizeof *fields);
	while (p <= end) {
		const char *stop = p < end ? memchr(p, '&', (size_t)(end - p)) : NULL, *equals;
		struct field *f = &fields[count];

		if (!stop)
			stop = end;
		equals = stop > p ? memchr(p, '=', (size_t)(stop - p)) : NULL;
		if (stop > p) {
			if (!decode(a, p, equals ? equals : stop, &f->name, &f->name_length) ||
			    !decode(a, equals ? equals + 1 : stop, stop, &f->value, &f->value_length))
				return false;
			count++;
		}
		p = stop + 1;
	}
	*form = (struct form){ fields, count };
	return true;
}

const char *
form_find(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->count; i++)
		if (strcmp(form->fields[i].name, name) == 0)
			return form->fields[i].value;
	return NULL;
}

void
form_put(struct text *t, const char *name, const char *value)
{
	if (t->length)
		text_putc(t, '&');
	text_puts(t, percent_encode(t->arena, name));
	text_putc(t, '=');
	text_puts(t, percent_encode(t->arena, value));
}

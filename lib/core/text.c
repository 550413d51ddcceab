/* Text that grows in an arena. See text.h. */
#include "core/text.h"

#include <ctype.h>
#include <errno.h>

enum { FIRST_CAPACITY = 256 };

struct text
text_new(struct arena *a)
{
	struct text t = { .arena = a, .capacity = FIRST_CAPACITY };

	t.data = arena_alloc(a, t.capacity);
	return t;
}

/* Room for n more bytes and the NUL. */
static void
reserve(struct text *t, size_t n)
{
	size_t want = t->length + n + 1;
	char *data;

	if (want <= t->capacity)
		return;
	while (t->capacity < want)
		t->capacity *= 2;
	data = arena_alloc(t->arena, t->capacity);
	memcpy(data, t->data, t->length + 1);
	t->data = data;
}

void
text_put(struct text *t, const char *bytes, size_t n)
{
	reserve(t, n);
	if (n)
		memcpy(t->data + t->length, bytes, n);
	t->length += n;
	t->data[t->length] = '\0';
}

void
text_puts(struct text *t, const char *s)
{
	text_put(t, s, strlen(s));
}

void
text_putc(struct text *t, char c)
{
	text_put(t, &c, 1);
}

void
text_printf(struct text *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_puts(t, arena_vprintf(t->arena, format, args));
	va_end(args);
}

const char *
text_fill(struct arena *a, const char *pattern, const char *const values[][2])
{
	struct text t = text_new(a);

	while (*pattern) {
		size_t plain = strcspn(pattern, "{");
		const char *const (*v)[2] = values;

		text_put(&t, pattern, plain);
		pattern += plain;
		for (; *pattern && (*v)[0]; v++)
			if (text_has_prefix(pattern, (*v)[0]))
				break;
		if (*pattern && (*v)[0]) {
			text_puts(&t, (*v)[1]);
			pattern += strlen((*v)[0]);
		} else if (*pattern) {
			text_putc(&t, *pattern++);
		}
	}
	return t.data;
}

bool
number_parse(const char *s, int64_t min, int64_t max, int64_t *out)
{
	char *end;
	long long n;

	if (!s || !(isdigit((unsigned char)*s) || (*s == '-' && isdigit((unsigned char)s[1]))))
		return false;
	errno = 0;
	n = strtoll(s, &end, 10);
	if (errno || *end || n < min || n > max)
		return false;
	*out = n;
	return true;
}

bool
text_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool
text_is_blank(const char *s)
{
	while (s && isspace((unsigned char)*s))
		s++;
	return !s || !*s;
}

bool
text_has_prefix(const char *s, const char *prefix)
{
	return s && strncmp(s, prefix, strlen(prefix)) == 0;
}

bool
text_is_utf8(const char *bytes, size_t n)
{
	const unsigned char *p = (const unsigned char *)bytes, *end = p + n;

	while (p < end) {
		unsigned char c = *p++;
		unsigned low = 0x80, high = 0xbf;
		int more;

		if (c == 0)
			return false;
		if (c < 0x80)
			continue;
		if (c >= 0xc2 && c <= 0xdf)
			more = 1;
		else if (c >= 0xe0 && c <= 0xef)
			more = 2;
		else if (c >= 0xf0 && c <= 0xf4)
			more = 3;
		else
			return false;
		/* No overlong forms, no surrogates, nothing above U+10FFFF. */
		if (c == 0xe0)
			low = 0xa0;
		if (c == 0xed)
			high = 0x9f;
		if (c == 0xf0)
			low = 0x90;
		if (c == 0xf4)
			high = 0x8f;
		for (; more > 0; more--) {
			if (p == end || *p < low || *p > high)
				return false;
			low = 0x80;
			high = 0xbf;
			p++;
		}
	}
	return true;
}

size_t
text_characters(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

/*
 * Text that grows in an arena, and the few questions about text that everybody asks.
 * A struct text is always NUL-terminated and may be read at any time.
 */
#ifndef CORE_TEXT_H
#define CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"

struct text {
	struct arena *arena;
	char *data;		/* NUL-terminated, in the arena */
	size_t length;		/* bytes, without the NUL */
	size_t capacity;
};

struct text text_new(struct arena *a);
void text_put(struct text *t, const char *bytes, size_t n);
void text_puts(struct text *t, const char *s);
void text_putc(struct text *t, char c);
void text_printf(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A pattern with names in it ("{{clinic}}", braces and all) replaced by their values, in one pass:
 * what is filled in is not looked at again. values ends with a NULL name. */
const char *text_fill(struct arena *a, const char *pattern, const char *const values[][2]);

/* A whole decimal number from s and nothing else, min to max; false leaves *out alone. */
bool number_parse(const char *s, int64_t min, int64_t max, int64_t *out);

bool text_same(const char *a, const char *b);		/* NULL is only the same as NULL */
bool text_is_blank(const char *s);			/* NULL, empty, or white space alone */
bool text_has_prefix(const char *s, const char *prefix);

/* Is it well-formed UTF-8 (RFC 3629) without NUL? */
bool text_is_utf8(const char *bytes, size_t n);

/* Characters (code points) of well-formed UTF-8. */
size_t text_characters(const char *s);

#endif

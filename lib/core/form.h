/*
 * application/x-www-form-urlencoded, both ways. Values keep their exact bytes (a trimmed space breaks a
 * signature) and are NUL-terminated; they may hold NUL bytes when a sender encodes %00, so compare lengths.
 */
#ifndef CORE_FORM_H
#define CORE_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/text.h"

enum { FORM_FIELDS_MAX = 32768 };	/* as many as the 64 KiB of a webhook can hold: none is too odd to be read */

struct field {
	const char *name, *value;
	size_t name_length, value_length;
};

struct form {
	const struct field *fields;	/* in the order of the wire */
	size_t count;
};

/* False, and an empty form, when there are more than FORM_FIELDS_MAX fields or a broken %-escape. No bytes: an empty form. */
bool form_parse(struct arena *a, const char *bytes, size_t n, struct form *form);

/* The first value of a name, or NULL. */
const char *form_find(const struct form *form, const char *name);

/* Appends name=value, with & before it when the text is not empty. */
void form_put(struct text *t, const char *name, const char *value);

#endif

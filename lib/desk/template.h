/*
 * The body of texts to many: "Hello {{firstName|there}}, {{clinic}} is closed on Friday."
 *
 * A field is a name between two braces, with blanks around it or not; behind a | stands what is
 * put where somebody has no value, perhaps nothing. What is filled in is not looked at again, and
 * has no braces and no line breaks: a value is a word or a few, and never a field. One brace by
 * itself is text, but {firstName}, where {{firstName}} is a field, is a slip of the pen.
 */
#ifndef DESK_TEMPLATE_H
#define DESK_TEMPLATE_H

#include <stdbool.h>

#include "core/arena.h"

enum {
	TEMPLATE_FIELDS_MAX = 50,		/* in one body, the same one again too */
	TEMPLATE_NAME_MAX = 32,			/* a letter, then letters, digits and _ */
	TEMPLATE_VALUE_MAX = 200,		/* characters */
};

struct template;

/* Well-formed UTF-8. known: the names of its fields, which end with NULL and live as long as the
 * template. NULL: *t is it. Else what is wrong, in words that go on from "body" and name the field
 * and the place: "has {{fistName}} at character 7, which is no field: firstName, clinic". */
const char *template_parse(struct arena *a, const char *text, const char *const known[],
    struct template **t);

/* values[i] is that of known[i]; NULL or blank: there is none. NULL: *body is filled. Else why it
 * is not, in words that go on from a recipient: "has no value for {{firstName}}". */
const char *template_fill(struct arena *a, const struct template *t, const char *const values[],
    const char **body);

/* Could it be a field's name? */
bool template_is_name(const char *name);

#endif

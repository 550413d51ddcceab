/* Form bodies and query strings: what is read is what form_put would write. */
#include "core/form.h"

#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	"&", "=", "+", "%", "%00", "%2B", "%26", "%3D", "%zz", "%a", "&&", "==", "CallSid=", "a=1",
	NULL
};

static void
must_be_same(const struct form *form, const struct form *again)
{
	must(again->count == form->count);
	for (size_t i = 0; i < form->count; i++) {
		const struct field *f = &form->fields[i], *g = &again->fields[i];

		must(f->name_length == g->name_length && f->value_length == g->value_length);
		must(memcmp(f->name, g->name, f->name_length) == 0);
		must(memcmp(f->value, g->value, f->value_length) == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	struct text text = text_new(a);
	struct form form, again;
	bool whole = true;

	if (!form_parse(a, (const char *)data, size, &form)) {
		must(!form.count);
		return 0;
	}
	must(form.count <= FORM_FIELDS_MAX);
	for (size_t i = 0; i < form.count; i++) {
		const struct field *f = &form.fields[i];

		must(!f->name[f->name_length] && !f->value[f->value_length]);
		must(form_find(&form, f->name) != NULL);
		/* A plus is a space, unless it was written as %2B. */
		must(memchr(data, '%', size) ||
		    (!memchr(f->name, '+', f->name_length) && !memchr(f->value, '+', f->value_length)));
		/* form_put takes texts: what holds a NUL is not written whole. */
		whole = whole && strlen(f->name) == f->name_length &&
		    strlen(f->value) == f->value_length;
		form_put(&text, f->name, f->value);
	}
	must(form_find(&form, "") == NULL || form.count);
	if (whole) {
		must(form_parse(a, text.data, text.length, &again));
		must_be_same(&form, &again);
	}
	return 0;
}

/* Templates of texts to many: a value, a line end, a body. What is filled in is no field again. */
#include "desk/template.h"

#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	"{{", "}}", "{", "}", "|", "{{firstName}}", "{{ clinic }}", "{{x_1|there}}", "firstName", "नमस्ते", "🙂", " ", "\n",
	"{{firstName|{{clinic}}}}", "\x80", NULL
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const known[] = { "firstName", "clinic", "x_1", NULL };
	struct arena *a = fuzz_arena();
	size_t n;
	const char *value = fuzz_take(a, &data, &size, '\n', &n);
	const char *text = arena_copy(a, (const char *)data, size), *body = NULL, *again = NULL, *wrong;
	const char *const values[] = { value, "Hudson Dental", "", NULL };
	struct template *t;

	if (!text_is_utf8(text, size) || !text_is_utf8(value, n))
		return 0;
	wrong = template_parse(a, text, known, &t);
	if (wrong) {
		must(text_has_prefix(wrong, "has ") && text_is_utf8(wrong, strlen(wrong)));
		must(strlen(wrong) < 300);
		return 0;
	}
	must(!strstr(text, "{{") || strstr(text, "}}"));
	if (template_fill(a, t, values, &body))
		return 0;
	must(text_is_utf8(body, strlen(body)));
	if (!strstr(text, "{{"))
		must(text_same(body, text));
	must(strlen(body) <= strlen(text) + TEMPLATE_FIELDS_MAX * (n + 13));
	must(!strstr(body, "{{"));
	/* The same once more. */
	must(!template_fill(a, t, values, &again) && text_same(body, again));
	return 0;
}

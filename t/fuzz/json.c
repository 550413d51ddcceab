/* JSON: exactly RFC 8259 within our bounds is taken, and what is taken can be written again. */
#include "core/json.h"

#include <ctype.h>

#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	"{", "}", "[", "]", ":", ",", "\"", "null", "true", "false", "NaN", "Infinity", "-", "+",
	".", "0", "1e999", "1E-9", "\\u0000", "\\ud83d\\ude00", "\\ud800", "\\udc00", "\\", "\\/",
	"\"a\":1", "\"a\":", "{}", "[]", "/* c */", "//", "'", "9223372036854775808",
	"18446744073709551616", "-9223372036854775809", "\x7f", "\xef\xbb\xbf", "\xc3\xa9", "01",
	"1.", "-0", "nul", "[[[[[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":{\"a\":", NULL
};

/* --- a reader of its own: does the grammar of RFC 8259 have it? ------------------------------- */

struct reader {
	const char *p;			/* NUL-terminated, and no NUL within */
	int depth;
	size_t members;
	bool lone_surrogate;		/* a half of a character, which grammar allows and UTF-8 does not */
};

static bool value(struct reader *r);

static void
blanks(struct reader *r)
{
	r->p += strspn(r->p, " \t\r\n");
}

static bool
past(struct reader *r, const char *what)
{
	if (!text_has_prefix(r->p, what))
		return false;
	r->p += strlen(what);
	return true;
}

static bool
digits(struct reader *r)
{
	size_t n = strspn(r->p, "0123456789");

	r->p += n;
	return n > 0;
}

static bool
number(struct reader *r)
{
	(void)past(r, "-");
	if (!past(r, "0") && !digits(r))
		return false;
	if (past(r, ".") && !digits(r))
		return false;
	if (past(r, "e") || past(r, "E")) {
		if (!past(r, "+"))
			(void)past(r, "-");
		return digits(r);
	}
	return true;
}

static bool
text(struct reader *r)
{
	if (!past(r, "\""))
		return false;
	for (; *r->p != '"'; r->p++) {
		if ((unsigned char)*r->p < 0x20)
			return false;
		if (*r->p != '\\')
			continue;
		r->p++;
		if (*r->p == 'u') {
			if (strspn(r->p + 1, "0123456789abcdefABCDEF") < 4)
				return false;
			r->lone_surrogate |= tolower((unsigned char)r->p[1]) == 'd' &&
			    !strchr("01234567", r->p[2]);
			r->p += 4;
		} else if (!*r->p || !strchr("\"\\/bfnrt", *r->p)) {
			return false;
		}
	}
	r->p++;
	return true;
}

static bool
members(struct reader *r, const char *end, bool named)
{
	blanks(r);
	if (past(r, end))
		return true;
	do {
		blanks(r);
		if (named) {
			if (!text(r))
				return false;
			blanks(r);
			if (!past(r, ":"))
				return false;
			r->members++;
		}
		if (!value(r))
			return false;
	} while (past(r, ","));
	return past(r, end);
}

static bool
value(struct reader *r)
{
	bool fine;

	if (++r->depth > 1000)
		return false;
	blanks(r);
	if (past(r, "{"))
		fine = members(r, "}", true);
	else if (past(r, "["))
		fine = members(r, "]", false);
	else if (*r->p == '"')
		fine = text(r);
	else
		fine = past(r, "null") || past(r, "true") || past(r, "false") || number(r);
	blanks(r);
	r->depth--;
	return fine;
}

static size_t
members_of(struct json_object *o)
{
	size_t n = 0;

	if (json_object_is_type(o, json_type_array))
		for (size_t i = 0; i < json_object_array_length(o); i++)
			n += members_of(json_object_array_get_idx(o, i));
	if (!json_object_is_type(o, json_type_object))
		return n;
	json_object_object_foreach(o, name, member) {
		(void)name;
		n += 1 + members_of(member);
	}
	return n;
}

static bool
is_grammar(struct arena *a, const uint8_t *data, size_t size, bool *odd, size_t *count)
{
	struct reader r = { .p = arena_copy(a, (const char *)data, size) };
	bool fine = text_is_utf8((const char *)data, size) && value(&r) && !*r.p;

	*odd = r.lone_surrogate;
	*count = r.members;
	return fine;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	struct json_object *o = NULL, *again;
	const char *why = NULL, *written, *rewritten;
	size_t count;
	bool odd, grammar = is_grammar(a, data, size, &odd, &count);

	if (!json_parse(a, (const char *)data, size, &o, &why)) {
		must(why && *why);
		/* What has the grammar is refused for one of our own reasons alone. */
		must(!grammar || strstr(why, "twice") || strstr(why, "deep") || odd);
		return 0;
	}
	must(grammar);
	must(members_of(o) == count);		/* none stood there twice */
	written = json_text(a, o);
	must(json_parse(a, written, strlen(written), &again, &why));
	must(json_object_equal(o, again) || odd);
	rewritten = json_text(a, again);
	must(strcmp(written, rewritten) == 0);
	return 0;
}

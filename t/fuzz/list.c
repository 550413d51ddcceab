/* Lists: a cursor that comes back, and any text as a field of a CSV. */
#include "core/csv.h"
#include "core/encode.h"
#include "web/list.h"

#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	".", "0", "1", "MTc5NTI0ODA1MjEyMy43", "\"", "\"\"", ",", "\r\n", "\t", "=", "+", "-", "@",
	"=cmd|' /C calc'!A0", " ", "'", "\xc2\xa0", "\xef\xbb\xbf", "-_", NULL
};

static void
cursor(struct arena *a, const char *text)
{
	int64_t ms = 0, id = 0, ms_again = 0, id_again = 0;
	const char *ours;

	if (!list_cursor_read(a, text, &ms, &id))
		return;
	must(ms >= 0 && id >= 1);
	ours = arena_printf(a, "%lld.%lld", (long long)ms, (long long)id);
	must(list_cursor_read(a, base64url_encode(a, ours, strlen(ours)), &ms_again, &id_again));
	must(ms_again == ms && id_again == id);
}

/* Read as RFC 4180 says, it is the text again, or the text behind an apostrophe. */
static void
csv(struct arena *a, const char *value)
{
	struct text field = text_new(a), back = text_new(a);
	const char *p;

	csv_put(&field, value);
	must(field.data[0] == '"');
	for (p = field.data + 1; *p; p++) {
		if (*p == '"' && *++p != '"')
			break;
		text_putc(&back, *p);
	}
	must(!*p && p == field.data + field.length && p[-1] == '"');
	p = back.data + (*back.data == '\'' && *value != '\'');
	must(strcmp(p, value) == 0);
	/* A spreadsheet takes no formula from it. */
	must(!*back.data || !strchr("=+-@\t\r", *back.data));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *text = arena_copy(a, (const char *)data, size);

	cursor(a, text);
	cursor(a, base64url_encode(a, data, size));
	csv(a, text);
	return 0;
}

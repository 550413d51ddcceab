/* CSV: what spreadsheets write is read, and what we write does no harm in one. */
#include "core/csv.h"

#include "tap.h"

static struct arena *a;

/* The rows as "line:field|field", one below the other. */
static const char *
read_bytes(const char *bytes, size_t n)
{
	struct text t = text_new(a);
	struct csv_row row;
	struct csv csv;

	csv_open(&csv, bytes, n);
	while (csv_next(&csv, a, &row)) {
		text_printf(&t, "%s%zu:%s", t.length ? " / " : "", row.line,
		    row.fault ? row.fault : "");
		for (size_t i = 0; i < row.count; i++)
			text_printf(&t, "%s%s", i ? "|" : "", row.fields[i]);
	}
	return t.data;
}

static void
reads(const char *bytes, const char *rows, const char *name)
{
	is_text(read_bytes(bytes, strlen(bytes)), rows, "%s", name);
}

static const char *
put(const char *value)
{
	struct text t = text_new(a);

	csv_put(&t, value);
	return t.data;
}

int
main(void)
{
	struct text many;

	a = arena_new(16 << 20);
	many = text_new(a);

	reads("", "", "nothing");
	reads("\xef\xbb\xbf", "", "a byte order mark alone");
	reads("\xef\xbb\xbf" "a,b\r\n", "1:a|b", "a byte order mark is none of the first field");
	reads("a,b\r\nc,d\r\n", "1:a|b / 2:c|d", "lines end with CRLF");
	reads("a,b\nc,d", "1:a|b / 2:c|d", "or with LF, the last one with nothing");
	reads("a,b\rc,d\r", "1:a|b / 2:c|d", "or with CR");
	reads("\n\r\na\n\n\r\nb\n\n", "3:a / 6:b", "empty lines are none, but count");
	reads(",\n,,\n", "1:| / 2:||", "empty fields are fields");
	reads("\"\"\n", "1:", "so is an empty quoted one");
	reads("\"a,b\",\"c\"\"d\",\"\"\"\"\n", "1:a,b|c\"d|\"", "quoted fields");
	reads("\"a\r\nb\nc\",d\ne\n", "1:a\r\nb\nc|d / 4:e", "with lines in them, which count");
	reads("5'2\",b \"c\"\n", "1:5'2\"|b \"c\"", "a quote within a field is one");
	reads(" a , b\n", "1: a | b", "blanks are a field's own");
	reads("\"a\"b,c\nd\n", "1:has something behind a closing quote / 2:d",
	    "what stands behind a quote costs its line");
	reads("a\n\"b\nc\n", "1:a / 2:has a quote that is not closed",
	    "a quote without an end, all");
	reads("\"", "1:has a quote that is not closed", "alone too");
	reads("a;b,c\n1;2,3\n", "1:a|b,c / 2:1|2,3", "semicolons");
	reads("a\tb\n1\t\"2\t3\"\n", "1:a|b / 2:1|2\t3", "and tabs, by the first line");
	reads("a\n1,2\n", "1:a / 2:1|2", "one column");
	reads("Ren\xe9,b\nc\n",
	    "1:is not UTF-8 text without NUL: save the file as CSV UTF-8 / 2:c", "Latin-1");
	is_text(read_bytes("a\0b\nc\n", 6),
	    "1:is not UTF-8 text without NUL: save the file as CSV UTF-8 / 2:c", "a NUL");
	for (size_t i = 0; i < CSV_FIELDS_MAX; i++)
		text_puts(&many, "x,");
	reads(arena_printf(a, "%s\nb\n", many.data), "1:has too many fields / 2:b", "too many");
	many.data[many.length - 1] = '\0';
	is_int((int64_t)strlen(read_bytes(many.data, many.length - 1)),
	    (int64_t)many.length - 1 + 2, "not one less");

	is_text(put("a \"b\""), "\"a \"\"b\"\"\"", "quotes are doubled");
	is_text(put("=1+1"), "\"'=1+1\"", "a formula");
	is_text(put(" @SUM(A1)"), "\"' @SUM(A1)\"", "behind a blank");
	is_text(put("\tx"), "\"'\tx\"", "or a tab");
	is_text(put("a=b"), "\"a=b\"", "and none");
	is_text(csv_plain("'+18455550100"), "+18455550100", "is read again");
	is_text(csv_plain("'t Hooft"), "'t Hooft", "other apostrophes stay");
	is_text(csv_plain(""), "", "nothing is nothing");
	arena_free(a);
	return done_testing();
}

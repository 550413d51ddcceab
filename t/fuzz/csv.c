/* CSV: whatever is read is texts, its lines are those of the input, and what csv_put writes of it is read as the same. */
#include "core/csv.h"

#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	"\"", "\"\"", ",", ";", "\t", "\r\n", "\n", "\r", "\xef\xbb\xbf", "'", "=", "+", "-", "@", " ",
	"firstName,lastName,phone\r\n", "\"a\nb\"", "\xe9", "\"x\"y", NULL
};

static void
must_come_back(struct arena *a, const struct csv_row *row)
{
	struct text t = text_new(a);
	struct csv_row again;
	struct csv csv;

	for (size_t i = 0; i < row->count; i++) {
		if (i)
			text_putc(&t, ',');
		csv_put(&t, row->fields[i]);
	}
	csv_open(&csv, t.data, t.length);
	csv.separator = ',';	/* the first line may be a field's, and have others */
	must(csv_next(&csv, a, &again));
	must(!again.fault && again.count == row->count && again.line == 1);
	for (size_t i = 0; i < row->count; i++)
		must(strcmp(csv_plain(again.fields[i]), csv_plain(row->fields[i])) == 0);
	must(!csv_next(&csv, a, &again));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	char *bytes = malloc(size ? size : 1);	/* just so large, so that a sanitizer sees what lies behind */
	size_t line = 0;
	struct csv_row row;
	struct csv csv;

	must(bytes != NULL);
	memcpy(bytes, data, size);
	csv_open(&csv, bytes, size);
	while (csv_next(&csv, a, &row)) {
		must(row.line > line && row.line <= size + 1);
		line = row.line;
		must(csv.line >= row.line && csv.next <= csv.end);
		must((row.count != 0) == (row.fault == NULL) && row.count <= CSV_FIELDS_MAX);
		for (size_t i = 0; i < row.count; i++)
			must(text_is_utf8(row.fields[i], strlen(row.fields[i])));
		if (row.count)
			must_come_back(a, &row);
	}
	must(csv.next == csv.end);
	free(bytes);
	return 0;
}

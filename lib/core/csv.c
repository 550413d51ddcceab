/* CSV. See csv.h. */
#include "core/csv.h"

#include <string.h>

/* --- writing -------------------------------------------------------------------------------- */

/* Spreadsheets look behind blanks. */
static bool
is_formula(const char *value)
{
	const char *first = value + strspn(value, " \t\r\n");

	return (*first && strchr("=+-@", *first)) || *value == '\t' || *value == '\r';
}

void
csv_put(struct text *t, const char *value)
{
	text_putc(t, '"');
	if (is_formula(value))
		text_putc(t, '\'');
	for (; *value; value++) {
		if (*value == '"')
			text_putc(t, '"');
		text_putc(t, *value);
	}
	text_putc(t, '"');
}

const char *
csv_plain(const char *field)
{
	return *field == '\'' && is_formula(field + 1) ? field + 1 : field;
}

/* --- reading -------------------------------------------------------------------------------- */

void
csv_open(struct csv *csv, const char *bytes, size_t n)
{
	const char *p;

	*csv = (struct csv){ .next = bytes, .end = bytes + n, .separator = ',', .line = 1 };
	if (n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		csv->next += 3;
	for (p = csv->next; p < csv->end && *p != '\r' && *p != '\n'; p++) {
		if (*p == ',' || *p == ';' || *p == '\t') {
			csv->separator = *p;
			break;
		}
	}
}

static bool
at_line_end(const struct csv *csv)
{
	return csv->next == csv->end || *csv->next == '\r' || *csv->next == '\n';
}

/* One character, or one end of a line, which it counts. */
static void
step(struct csv *csv)
{
	bool crlf = *csv->next == '\r' && csv->next + 1 < csv->end && csv->next[1] == '\n';

	csv->line += *csv->next == '\r' || *csv->next == '\n';
	csv->next += crlf ? 2 : 1;
}

/* What stands between quotes, without them, and with each doubled one once. NULL: the end came first. */
static const char *
quoted(struct csv *csv, struct arena *a, size_t *length)
{
	const char *from = csv->next + 1, *p = from;
	char *out;
	size_t n = 0;

	while ((p = memchr(p, '"', (size_t)(csv->end - p))) && p + 1 < csv->end && p[1] == '"')
		p += 2;
	if (!p) {
		while (csv->next < csv->end)
			step(csv);
		return NULL;
	}
	out = arena_alloc(a, (size_t)(p - from) + 1);
	for (const char *q = from; q < p; q++) {
		out[n++] = *q;
		q += *q == '"';
	}
	while (csv->next < p)		/* which counts its lines */
		step(csv);
	csv->next = p + 1;
	*length = n;
	return out;
}

static const char *
unquoted(struct csv *csv, struct arena *a, size_t *length)
{
	const char *from = csv->next;

	while (!at_line_end(csv) && *csv->next != csv->separator)
		csv->next++;
	*length = (size_t)(csv->next - from);
	return arena_copy(a, from, *length);
}

/* The fields up to the line's end; what is wrong with them, or NULL. */
static const char *
read_fields(struct csv *csv, struct arena *a, struct csv_row *row)
{
	const char *fields[CSV_FIELDS_MAX];

	for (;;) {
		bool quotes = csv->next < csv->end && *csv->next == '"';
		size_t length = 0;
		const char *field = quotes ? quoted(csv, a, &length) : unquoted(csv, a, &length);

		if (!field)
			return "has a quote that is not closed";
		if (!text_is_utf8(field, length))
			return "is not UTF-8 text without NUL: save the file as CSV UTF-8";
		if (row->count == CSV_FIELDS_MAX)
			return "has too many fields";
		fields[row->count++] = field;
		if (at_line_end(csv))
			break;
		if (*csv->next != csv->separator)
			return "has something behind a closing quote";
		csv->next++;
	}
	row->fields = arena_array(a, row->count, sizeof *row->fields);
	memcpy(row->fields, fields, row->count * sizeof *fields);
	return NULL;
}

bool
csv_next(struct csv *csv, struct arena *a, struct csv_row *row)
{
	while (csv->next < csv->end && at_line_end(csv))
		step(csv);
	if (csv->next == csv->end)
		return false;
	*row = (struct csv_row){ .line = csv->line };
	row->fault = read_fields(csv, a, row);
	if (row->fault)
		row->count = 0;
	while (!at_line_end(csv))
		csv->next++;
	if (csv->next < csv->end)
		step(csv);
	return true;
}

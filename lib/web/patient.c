/* A patient's fields. See patient.h. */
#include "web/patient.h"

#include <ctype.h>

#include "core/text.h"
#include "desk/language.h"
#include "web/account.h"
#include "web/params.h"

const char *
request_language(struct request *r, const struct value *v)
{
	const char *language;

	if (!v->text || !*v->text)
		return NULL;
	language = language_normalise(r->arena, v->text);
	if (!language)
		request_fault(r, "language", "must be a language's tag like en, es-US or hi, or its name");
	return language;
}

void
patient_take(struct request *r, const struct value *in, const char *country, struct patient *said)
{
	*said = (struct patient){
		.first_name = in[PATIENT_FIRST_NAME].text,
		.last_name = in[PATIENT_LAST_NAME].text,
		.phone = request_phone(r, "phone", &in[PATIENT_PHONE], country),
		.external_id = in[PATIENT_EXTERNAL_ID].text,
		.email = in[PATIENT_EMAIL].text,
		.language = request_language(r, &in[PATIENT_LANGUAGE]),
		.timezone = in[PATIENT_TIMEZONE].text,
		.notes = in[PATIENT_NOTES].text,
	};
	if (said->external_id && *said->external_id && text_is_blank(said->external_id))
		request_fault(r, "externalId", "must not be blank");
}

static void
put(const char **field, const struct value *v, const char *said)
{
	if (v->state == VALUE_SET || (v->state == VALUE_NULL && !said))
		*field = said;
}

void
patient_put(struct patient *p, const struct value *in, const struct patient *said)
{
	/* What cannot be null is left as it is. */
	p->first_name = said->first_name ? said->first_name : p->first_name;
	p->last_name = said->last_name ? said->last_name : p->last_name;
	p->phone = said->phone ? said->phone : p->phone;
	p->language = said->language ? said->language : p->language;
	put(&p->external_id, &in[PATIENT_EXTERNAL_ID], said->external_id);
	put(&p->email, &in[PATIENT_EMAIL], said->email);
	put(&p->timezone, &in[PATIENT_TIMEZONE], said->timezone);
	put(&p->notes, &in[PATIENT_NOTES], said->notes);
}

/* --- files ----------------------------------------------------------------------------------- */

static const struct param fields[] = { PATIENT_PARAMS(true), { 0 } };

enum { UNKNOWN = -1, PASSED_OVER = -2 };

/* "First Name" and "first_name" are firstName. */
static bool
is_named(const char *cell, const char *name)
{
	for (;; cell++) {
		if (*cell == ' ' || *cell == '_' || *cell == '-')
			continue;
		if (tolower((unsigned char)*cell) != tolower((unsigned char)*name))
			return false;
		if (!*name++)
			return true;
	}
}

static int
column_of(const char *cell)
{
	static const char *const ours[] = { "id", "clinicId", "optedOut", "createdAt" };	/* what the list's CSV has, and no import sets */

	for (int i = 0; i < PATIENT_FIELDS; i++)
		if (is_named(cell, fields[i].name))
			return i;
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		if (is_named(cell, ours[i]))
			return PASSED_OVER;
	return text_is_blank(cell) ? PASSED_OVER : UNKNOWN;
}

void
patient_columns_read(struct request *r, struct csv *csv, struct patient_columns *columns)
{
	bool seen[PATIENT_FIELDS] = { 0 };
	struct csv_row row;

	if (!csv_next(csv, r->arena, &row) || row.fault) {
		request_fault(r, "(body)", "has no first line that names the columns");
		return;
	}
	columns->count = row.count;
	for (size_t i = 0; i < row.count; i++) {
		int column = columns->fields[i] = column_of(row.fields[i]);
		const char *name = text_characters(row.fields[i]) <= 64 ? row.fields[i] : "(a long one)";

		if (column == UNKNOWN)
			request_fault(r, name, "is not a column of patients: firstName, lastName, phone, externalId, email, language, timezone, notes");
		else if (column >= 0 && seen[column])
			request_fault(r, name, "is there twice");
		if (column >= 0)
			seen[column] = true;
	}
	if (!seen[PATIENT_PHONE])
		request_fault(r, "phone", "is a column that the file must have");
}

/* Without the blanks around it; *n: its bytes. */
static const char *
trimmed(const char *cell, size_t *n)
{
	cell += strspn(cell, " \t\r\n");
	*n = strlen(cell);
	while (*n && strchr(" \t\r\n", cell[*n - 1]))
		--*n;
	return cell;
}

void
patient_row_take(struct request *r, const struct patient_columns *columns, const struct csv_row *row, const char *country, struct patient *said)
{
	struct value in[PATIENT_FIELDS] = { 0 };
	bool too_many = false;

	if (row->fault)
		request_fault(r, "(row)", "%s", row->fault);
	for (size_t i = 0; i < row->count; i++) {
		size_t n;
		const char *cell = trimmed(csv_plain(row->fields[i]), &n);

		if (i >= columns->count)
			too_many |= n > 0;
		else if (n && columns->fields[i] >= 0)
			param_take(r, &fields[columns->fields[i]], arena_copy(r->arena, cell, n), n, &in[columns->fields[i]]);
	}
	if (too_many)
		request_fault(r, "(row)", "has more cells than the first line");
	if (!row->fault && in[PATIENT_PHONE].state != VALUE_SET)
		request_fault(r, "phone", "is required");
	patient_take(r, in, country, said);
}

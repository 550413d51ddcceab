/* See patient_file.h. */
#include "web/patient_file.h"

enum { ROWS_ARENA_BYTES = 128 * 1024 * 1024 };

/* Of some rows, emptied again and again; the request's arena has the file and the report. */
static struct arena *
rows_arena(void)
{
	static struct arena *rows;

	if (!rows)
		rows = arena_new(ROWS_ARENA_BYTES);
	arena_reset(rows);
	return rows;
}

/* One too many is enough to know. */
static size_t
count_rows(const struct patient_file *im, struct arena *a)
{
	struct csv csv = im->csv;
	struct csv_row row;
	size_t count = 0;

	while (count <= PATIENT_IMPORT_ROWS_MAX && csv_next(&csv, a, &row)) {
		count++;
		arena_reset(a);
	}
	return count;
}

bool
patient_file_is_too_long(const struct patient_file *file)
{
	return count_rows(file, rows_arena()) > PATIENT_IMPORT_ROWS_MAX;
}

/* One row of the report. */
static void
tell(struct request *r, struct patient_file *im, size_t line, const char *status, int64_t patient_id, const struct field_fault *faults)
{
	struct json_object *o = json_object_in(r->arena), *errors = json_array_in(r->arena);

	for (const struct field_fault *f = faults; f; f = f->next) {
		struct json_object *error = json_object_in(r->arena);

		json_put_text(error, "field", f->field);
		json_put_text(error, "message", f->message);
		json_append(errors, error);
	}
	json_put_int(o, "line", (int64_t)line);
	json_put_text(o, "status", status);
	json_put_id(o, "id", patient_id);
	json_put(o, "errors", errors);
	text_printf(&im->report, "%s%s", im->report.length ? "," : "", json_text(r->arena, o));
}

static void
tell_stored(struct request *r, struct patient_file *im, size_t line, const struct patient_row *row)
{
	static const struct field_fault nameless = { "firstName", "is required, or lastName", NULL };
	static const struct field_fault taken = { "externalId", "is another patient's", NULL };
	static const struct { const char *status; const struct field_fault *fault; } outcomes[] = {
		[PATIENT_CREATED] = { "created", NULL }, [PATIENT_UPDATED] = { "updated", NULL }, [PATIENT_UNCHANGED] = { "unchanged", NULL },
		[PATIENT_NAMELESS] = { "failed", &nameless }, [PATIENT_TAKEN] = { "failed", &taken },
	};

	im->count[row->outcome]++;
	tell(r, im, line, outcomes[row->outcome].status, row->patient_id, outcomes[row->outcome].fault);
}

/* The next rows of the file; *more tells whether there were any. */
static enum db_result
some_rows(struct request *r, struct patient_file *im, bool *more)
{
	struct patient_row stored[PATIENT_IMPORT_AT_ONCE];
	const struct field_fault *faults[PATIENT_IMPORT_AT_ONCE];
	size_t lines[PATIENT_IMPORT_AT_ONCE], count = 0, good = 0;
	struct csv_row row;
	enum db_result result = DB_OK;

	for (; count < PATIENT_IMPORT_AT_ONCE && csv_next(&im->csv, r->arena, &row); count++) {
		stored[good] = (struct patient_row){ 0 };
		patient_row_take(r, &im->columns, &row, im->clinic.default_country, &stored[good].said);
		lines[count] = row.line;
		faults[count] = r->faults;
		good += r->faults == NULL;
		r->faults = r->last_fault = NULL;
	}
	*more = count > 0;
	if (good)
		result = patients_import(r->db, r->arena, im->rows, stored, good);
	for (size_t i = 0, k = 0; result == DB_OK && i < count; i++) {
		if (!faults[i])
			tell_stored(r, im, lines[i], &stored[k++]);
		else
			tell(r, im, lines[i], "failed", 0, faults[i]);
		im->bad += faults[i] != NULL;
	}
	return result;
}

enum db_result
patient_file_import(struct request *r, struct patient_file *im, bool dry)
{
	struct arena *whole = r->arena, *rows = rows_arena();
	enum db_result result = DB_OK;

	im->report = text_new(whole);
	im->rows = patient_import_new(whole, im->clinic.clinic_id, im->clinic.language, dry);
	for (bool more = true; more && result == DB_OK; arena_reset(rows)) {
		r->arena = rows;
		result = some_rows(r, im, &more);
		r->arena = whole;
	}
	return result;
}

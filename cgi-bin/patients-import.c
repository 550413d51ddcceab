/*
 * patients-import - a file of patients
 *
 * CSV as spreadsheets write it, whose first line names the columns. Each row makes a patient, brings a known one up to date, or tells nothing new; an
 * empty cell says nothing. Whom a row means is decided by its externalId, else by number and name. The answer tells of every row what came of it: a bad
 * one does not keep the good ones out. ?dryRun=true tells the same and writes nothing.
 *
 * The file is held in memory, where 16 MiB are few, since its rows are counted before the first is written; they are stored a hundred at a time. Where the
 * database goes away amid them, the answer is a 503, and the same file, sent again, goes on where it was.
 *
 * Twice? The same file makes nothing the second time; with an Idempotency-Key it gives the first answer.
 */
#include "data/clinics.h"
#include "data/patients_import.h"
#include "web/account.h"
#include "web/patient.h"

enum { FILE_BYTES_MAX = 16 * 1024 * 1024, ROWS_ARENA_BYTES = 128 * 1024 * 1024, DRY_RUN = 0 };

static const struct param params[] = {
	[DRY_RUN] = { "dryRun", P_BOOL, .optional = true, .place = IN_QUERY, .help = "Tell what would come of each row, and write nothing" },
	{ 0 }
};

struct import {
	struct clinic clinic;
	struct csv csv;
	struct patient_columns columns;
	struct patient_import *rows;
	long long count[PATIENT_OUTCOMES];	/* of rows, by what came of them */
	long long bad;				/* rows that were not tried */
	struct text report;
};

/* One row of the report. */
static void
tell(struct request *r, struct import *im, size_t line, const char *status, int64_t patient_id, const struct field_fault *faults)
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
tell_stored(struct request *r, struct import *im, size_t line, const struct patient_row *row)
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
some_rows(struct request *r, struct import *im, bool *more)
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

/* How many rows there are behind the first line; one too many is enough to know. */
static size_t
count_rows(const struct import *im, struct arena *a)
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

static void
take(struct request *r)
{
	struct import *im = r->context = arena_alloc(r->arena, sizeof *im);

	im->clinic.clinic_id = request_clinic(r);
	csv_open(&im->csv, r->body, r->body_bytes);
	patient_columns_read(r, &im->csv, &im->columns);
}

/* With the rows in an arena that is emptied again and again; the request's has the file and the report. */
static enum db_result
all_rows(struct request *r, struct import *im, struct arena *rows)
{
	struct arena *whole = r->arena;
	enum db_result result = DB_OK;

	for (bool more = true; more && result == DB_OK; arena_reset(rows)) {
		r->arena = rows;
		result = some_rows(r, im, &more);
		r->arena = whole;
	}
	return result;
}

static enum outcome
import(struct request *r)
{
	static struct arena *rows;
	struct import *im = r->context;
	bool dry = r->in[DRY_RUN].flag;
	const char *counts;
	long long stored;
	enum db_result result = clinic_find(r->db, r->arena, im->clinic.clinic_id, &im->clinic);

	if (result != DB_OK)
		return result == DB_NONE ? refuse(r, 404, "There is no such clinic.") : outcome_of(result);
	if (!rows)
		rows = arena_new(ROWS_ARENA_BYTES);
	arena_reset(rows);
	if (count_rows(im, rows) > PATIENT_IMPORT_ROWS_MAX)
		return refuse(r, 413, "The file may have at most %d rows: send it in pieces.", PATIENT_IMPORT_ROWS_MAX);
	im->report = text_new(r->arena);
	im->rows = patient_import_new(r->arena, im->clinic.clinic_id, im->clinic.language, dry);
	result = all_rows(r, im, rows);
	counts = arena_printf(r->arena, "\"created\":%lld,\"updated\":%lld,\"unchanged\":%lld,\"failed\":%lld", im->count[PATIENT_CREATED],
	    im->count[PATIENT_UPDATED], im->count[PATIENT_UNCHANGED], im->count[PATIENT_NAMELESS] + im->count[PATIENT_TAKEN] + im->bad);
	stored = im->count[PATIENT_CREATED] + im->count[PATIENT_UPDATED];
	if (!dry && stored)
		audit(r, im->clinic.clinic_id, "patients-imported", "patients", arena_printf(r->arena, "{%s}", counts));
	if (result == DB_AWAY || result == DB_UNKNOWN) {
		answer_header(r, "Retry-After", "5");
		return refuse(r, 503, "The database went away after %lld rows were stored. Send the whole file again: nobody is made twice.", stored);
	}
	return result == DB_OK ? answer_text(r, 200, "application/json", arena_printf(r->arena, "{%s,\"rows\":[%s]}", counts, im->report.data)) : outcome_of(result);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/patients/import", CALLER_ASSISTANT, import,
	  "Import a CSV file of at most 10000 patients: firstName, lastName, phone, externalId, email, language, timezone, notes", params,
	  .answer = "import", .check = take, .media = "text/csv", .body_limit = FILE_BYTES_MAX, .idempotent = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

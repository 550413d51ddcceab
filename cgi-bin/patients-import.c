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
#include "web/account.h"
#include "web/patient_file.h"

enum { FILE_BYTES_MAX = 16 * 1024 * 1024, DRY_RUN = 0 };

static const struct param params[] = {
	[DRY_RUN] = { "dryRun", P_BOOL, .optional = true, .place = IN_QUERY, .help = "Tell what would come of each row, and write nothing" },
	{ 0 }
};

static void
take(struct request *r)
{
	struct patient_file *im = r->context = arena_alloc(r->arena, sizeof *im);

	im->clinic.clinic_id = request_clinic(r);
	csv_open(&im->csv, r->body, r->body_bytes);
	patient_columns_read(r, &im->csv, &im->columns);
}

static enum outcome
import(struct request *r)
{
	struct patient_file *im = r->context;
	bool dry = r->in[DRY_RUN].flag;
	const char *counts;
	long long stored;
	enum db_result result = clinic_find(r->db, r->arena, im->clinic.clinic_id, &im->clinic);

	if (result != DB_OK)
		return result == DB_NONE ? refuse(r, 404, "There is no such clinic.") : outcome_of(result);
	if (patient_file_is_too_long(im))
		return refuse(r, 413, "The file may have at most %d rows: send it in pieces.", PATIENT_IMPORT_ROWS_MAX);
	result = patient_file_import(r, im, dry);
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

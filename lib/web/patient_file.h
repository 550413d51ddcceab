/* A file of patients that is imported: each row of it, and what came of it. */
#ifndef WEB_PATIENT_FILE_H
#define WEB_PATIENT_FILE_H

#include "data/clinics.h"
#include "data/patients_import.h"
#include "web/patient.h"

struct patient_file {
	struct clinic clinic;
	struct csv csv;				/* behind its first line */
	struct patient_columns columns;
	struct patient_import *rows;
	long long count[PATIENT_OUTCOMES];	/* of rows, by what came of them */
	long long bad;				/* rows that were not tried */
	struct text report;			/* of all rows, as members of a JSON array */
};

/* Has it more than PATIENT_IMPORT_ROWS_MAX rows? */
bool patient_file_is_too_long(const struct patient_file *file);

/* Imports all rows, or tells what would come of them (dry). Where the database goes away, count says how many were stored before. */
enum db_result patient_file_import(struct request *r, struct patient_file *file, bool dry);

#endif

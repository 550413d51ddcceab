/*
 * An import of patients: rows of a file, of which each makes a patient, brings a known one up to
 * date, or tells nothing new. The same file twice makes nothing the second time.
 */
#ifndef DATA_PATIENTS_IMPORT_H
#define DATA_PATIENTS_IMPORT_H

#include "data/patients.h"

enum { PATIENT_IMPORT_ROWS_MAX = 10000, PATIENT_IMPORT_AT_ONCE = 100 };

enum patient_outcome {
	PATIENT_CREATED, PATIENT_UPDATED, PATIENT_UNCHANGED,
	PATIENT_NAMELESS,		/* a new one needs a name */
	PATIENT_TAKEN,			/* somebody else has just made one with this externalId */
	PATIENT_OUTCOMES
};

struct patient_row {
	struct patient said;		/* phone is; NULL members are not, and change nothing */
	enum patient_outcome outcome;	/* set by patients_import, and */
	int64_t patient_id;		/* 0 for a new one in a dry run */
};

struct patient_import;

/* language: of new patients for whom none is said. dry: nothing is written, and what would come of
 * it is told, as if earlier rows had been. The arena must hold until the last row. */
struct patient_import *patient_import_new(struct arena *a, int64_t clinic_id,
    const char *language, bool dry);

/* The next rows, at most PATIENT_IMPORT_AT_ONCE, in one transaction. A row is a patient's who has
 * its externalId; else who has its number and name. DB_CONFLICT: there is no such clinic. */
enum db_result patients_import(struct db *db, struct arena *a, struct patient_import *import,
    struct patient_row *rows, size_t count);

#endif

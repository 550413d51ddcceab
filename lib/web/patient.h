/* A patient's fields, as a request's body has them or a row of a file. */
#ifndef WEB_PATIENT_H
#define WEB_PATIENT_H

#include "core/csv.h"
#include "data/patients.h"
#include "web/request.h"

enum {
	PATIENT_FIRST_NAME, PATIENT_LAST_NAME, PATIENT_PHONE, PATIENT_EXTERNAL_ID, PATIENT_EMAIL, PATIENT_LANGUAGE, PATIENT_TIMEZONE, PATIENT_NOTES,
	PATIENT_FIELDS
};

/* Rows of a table of parameters, in this order. Of the phone whether it is needed is the request's matter. */
#define PATIENT_PARAMS(needed) \
	[PATIENT_FIRST_NAME] = { "firstName", P_TEXT, 0, 100, .optional = true, .help = "One of the two names is needed" }, \
	[PATIENT_LAST_NAME] = { "lastName", P_TEXT, 0, 100, .optional = true }, \
	[PATIENT_PHONE] = { "phone", P_PHONE, 1, 40, .optional = !(needed), .help = "National numbers are the clinic's country's" }, \
	[PATIENT_EXTERNAL_ID] = { "externalId", P_TEXT, 1, 64, .optional = true, .nullable = true, .help = "In the clinic's own records; one patient's" }, \
	[PATIENT_EMAIL] = { "email", P_EMAIL, .optional = true, .nullable = true }, \
	[PATIENT_LANGUAGE] = { "language", P_TEXT, 1, 40, .optional = true, .help = "A tag (en, es-US, hi) or the language's name; the clinic's if not said" }, \
	[PATIENT_TIMEZONE] = { "timezone", P_ZONE, .optional = true, .nullable = true, .help = "The clinic's if not said" }, \
	[PATIENT_NOTES] = { "notes", P_TEXT, 0, 5000, .optional = true, .nullable = true }

/* The parameter `language`, as a tag; what is none becomes a fault. NULL when absent, empty or at fault. */
const char *request_language(struct request *r, const struct value *v);

/* What a table cannot say of them, noted as faults; *said has what is given, NULL for what is not (or null). country: of national numbers. */
void patient_take(struct request *r, const struct value *in, const char *country, struct patient *said);

/* The columns of a file of patients, by its first line. */
struct patient_columns {
	int fields[CSV_FIELDS_MAX];		/* which of the above stands in each; negative: none */
	size_t count;
};

/* Reads the first line of a file; what is wrong with it becomes faults. Names are taken in upper and lower case, with blanks and underscores or without
 * ("First name"). Columns that the list's CSV has and nobody sets are passed over. */
void patient_columns_read(struct request *r, struct csv *csv, struct patient_columns *columns);

/* A row of the file: an empty cell says nothing. What is wrong with it becomes faults, for the caller to take away before the next. */
void patient_row_take(struct request *r, const struct patient_columns *columns, const struct csv_row *row, const char *country, struct patient *said);

/* Puts what was said into a patient; null takes away. */
void patient_put(struct patient *patient, const struct value *in, const struct patient *said);

#endif

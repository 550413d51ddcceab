/* See patient_row.h. */
#include "data/patient_row.h"

struct patient
patient_of_row(struct db_row row)
{
	return (struct patient){
		.patient_id = row_int(row, "patient_id"),
		.clinic_id = row_int(row, "patient_clinic_id"),
		.external_id = row_text(row, "patient_external_id"),
		.first_name = row_text(row, "patient_first_name"),
		.last_name = row_text(row, "patient_last_name"),
		.phone = row_text(row, "patient_phone"),
		.email = row_text(row, "patient_email"),
		.language = row_text(row, "patient_language"),
		.timezone = row_text(row, "patient_timezone"),
		.notes = row_text(row, "patient_notes"),
		.opted_out = row_bool(row, "patient_opted_out"),
		.bad_code = (int)row_int(row, "patient_bad_code"),
		.created_at_ms = row_time(row, "patient_created_at"),
	};
}

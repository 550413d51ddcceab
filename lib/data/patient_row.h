/* Patients among the columns of a SELECT, for the modules of lib/data: their own list, and what
 * belongs to a patient and shows it. */
#ifndef DATA_PATIENT_ROW_H
#define DATA_PATIENT_ROW_H

#include "data/patients.h"
#include "data/phones.h"

/* Of "patients AS p". The names are the patient's alone, so that they stand beside others. */
#define PATIENT_COLUMNS \
	"p.patient_id AS patient_id, p.clinic_id AS patient_clinic_id, " \
	"p.external_id AS patient_external_id, p.first_name AS patient_first_name, " \
	"p.last_name AS patient_last_name, p.phone AS patient_phone, p.email AS patient_email, " \
	"p.language AS patient_language, p.timezone AS patient_timezone, " \
	"p.notes AS patient_notes, p.created_at AS patient_created_at, " \
	"(" PATIENT_IS_OUT("sms") " OR " PATIENT_IS_OUT("call") ") AS patient_opted_out, " \
	PHONE_BAD_CODE("p.clinic_id", "p.phone") " AS patient_bad_code"

/* The latest word of the patient's number on a channel. */
#define PATIENT_IS_OUT(channel_name) \
	"COALESCE((SELECT state FROM consents AS o WHERE o.clinic_id = p.clinic_id " \
	    "AND o.phone = p.phone AND o.channel = '" channel_name "' " \
	    "ORDER BY o.at DESC, o.consent_id DESC LIMIT 1) = 'out', FALSE)"

struct patient patient_of_row(struct db_row row);

#endif

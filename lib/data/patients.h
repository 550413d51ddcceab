/*
 * Patients: the people whom a clinic knows, by phone number. A family shares one, so a number may
 * be several patients'.
 */
#ifndef DATA_PATIENTS_H
#define DATA_PATIENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"

struct patient {
	int64_t patient_id, clinic_id;
	const char *external_id;		/* in the clinic's own records; NULL: none */
	const char *first_name, *last_name;	/* "" where not known, not both */
	const char *phone;			/* E.164 */
	const char *email;			/* NULL: none */
	const char *language;			/* as the clinic's, "en-US" or "hi" */
	const char *timezone;			/* NULL: the clinic's */
	const char *notes;			/* NULL: none */
	bool opted_out;				/* of texts or of calls (read only: data/consents.h) */
	int64_t created_at_ms;
};

/* Sets patient_id and created_at_ms. DB_DUPLICATE: another patient of the clinic has this
 * externalId. DB_CONFLICT: there is no such clinic. */
enum db_result patient_add(struct db *db, struct arena *a, struct patient *patient);

/* DB_NONE: there is no such patient. */
enum db_result patient_find(struct db *db, struct arena *a, int64_t patient_id,
    struct patient *out);

/* By the clinic's own reference. */
enum db_result patient_by_external(struct db *db, struct arena *a, int64_t clinic_id,
    const char *external_id, struct patient *out);

/* All of a clinic with this number (at most 20), the one heard of last first. */
enum db_result patients_by_phone(struct db *db, struct arena *a, int64_t clinic_id,
    const char *phone, struct patient **list, size_t *count);

/* What a call says of a caller: the patient of this clinic and number whose name agrees (a name
 * that is not told agrees with the only one), else a new one. Empty fields of a known patient are
 * filled in, others stay. first_name, last_name, email may be NULL. */
enum db_result patient_meet(struct db *db, struct arena *a, int64_t clinic_id, const char *phone,
    const char *first_name, const char *last_name, const char *email, int64_t *patient_id);

/* Gives a call without a patient its clinic's only patient of that number, if there is exactly one.
 * DB_OK also where there is none. */
enum db_result patient_link_call(struct db *db, struct arena *a, const char *call_sid);

/* The patient object of spec section 11. */
struct json_object *patient_object(struct arena *a, const struct patient *patient);

#endif

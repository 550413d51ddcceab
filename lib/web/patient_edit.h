/* A patient whom a request makes, changes or deletes: looked up, checked, stored, and noted in the audit log. */
#ifndef WEB_PATIENT_EDIT_H
#define WEB_PATIENT_EDIT_H

#include "data/clinics.h"
#include "web/patient.h"

/* What a request is about, and what it says of it. */
struct patient_work {
	struct request *request;
	struct patient patient, said;
	struct clinic clinic;
	const struct value *opt;		/* whether the number opted out; the program says where it stands */
	bool opted;				/* in or out, by this request */
};

/* The patient whom the path names, or a new one, and the clinic: the item of the request (item.h). */
struct patient_work *patient_load(struct request *r);

/* Takes what the request says; what is wrong becomes its faults. Its parameters begin with PATIENT_PARAMS. */
void patient_check(struct patient_work *w);

/* Makes (POST) or changes the patient and the ledger of consents, both or neither; patient is then as stored. */
enum db_result patient_store(struct patient_work *w);

/* Writes what was done into the audit log, which knows what was changed, not to what: patients' words are not kept there for ever. */
void patient_trace(const struct patient_work *w);

#endif

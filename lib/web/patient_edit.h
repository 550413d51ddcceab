/* A patient whom a request makes, changes or deletes: looked up, checked, stored, and noted in the audit log. */
#ifndef WEB_PATIENT_EDIT_H
#define WEB_PATIENT_EDIT_H

#include "data/clinics.h"
#include "web/patient.h"

/* What a request is about, what it says, and what the database said of it. */
struct patient_work {
	struct request *request;
	enum db_result result;
	struct patient patient, said;
	struct clinic clinic;
	const struct value *opt;		/* whether the number opted out; the program says where it stands */
	bool opted;				/* in or out, by this request */
};

/* The patient with this id, or a new one (id 0), and the clinic; result DB_NONE: none that this user sees. */
struct patient_work *patient_load(struct request *r, int64_t id);

/* Takes what the request says; what is wrong becomes its faults. Its parameters begin with PATIENT_PARAMS. */
void patient_check(struct patient_work *w);

/* Makes (POST) or changes the patient and the ledger of consents, both or neither; result says how that went, and patient is as stored. */
void patient_store(struct patient_work *w);

/* Writes the action into the audit log, which knows what was changed, not to what: patients' words are not kept there for ever. */
void patient_trace(const struct patient_work *w, const char *action);

#endif

/* What the programs about people and clinics have in common. */
#ifndef WEB_ACCOUNT_H
#define WEB_ACCOUNT_H

#include "data/clinics.h"
#include "web/item.h"

/* A phone number parameter as E.164 in the clinic's country (DEFAULT_COUNTRY where no clinic is involved); what is none becomes a fault. NULL when absent, null or
 * at fault. Draws libphonenumber into the program. */
const char *request_phone(struct request *r, const char *field, const struct value *v, const char *country);

/* The same of a list's filter, in the country of the clinic that is meant. */
const char *request_filter_phone(struct request *r, const char *field);

/* From which number this user calls for a clinic: `wanted` (NULL: none said) if it is the clinic's, else its first; an admin may call from the server's own where
 * it has none. "": there is none. */
enum db_result request_sender(struct request *r, int64_t clinic_id, const char *wanted, const char **from);

/* The same by the parameter `from`; what is no number of the clinic, or none where it has none, becomes a fault. */
enum db_result request_from(struct request *r, const struct clinic *clinic, const struct value *v, const char **from);

/* Hours as people write them (hours.h), as JSON text to store; NULL for null: always. What is wrong with them becomes faults. */
const char *request_hours(struct request *r, const char *field, const struct value *v);

/* Notes a fault unless the parameter `assigneeId` (absent or null: nobody) is a user of this clinic, for which the item was found (item.h). */
void request_assignee(struct request *r, int64_t clinic_id);

/* The same for `callSid`: a call of this clinic. */
void request_call(struct request *r, int64_t clinic_id);

/* The same for `patientId`: a patient of this clinic. */
void request_patient(struct request *r, int64_t clinic_id);

/* The same for `appointmentId`: an appointment of this clinic. */
void request_appointment(struct request *r, int64_t clinic_id);

/* A clinic that the path names, with its routing document. *found: both are there and this user may see them; else the answer stands (404), or the outcome
 * says that the database is away. */
enum outcome request_routing(struct request *r, int64_t clinic_id, struct clinic *clinic, struct routing *routing, bool *found);

/* Waits until this host's calls are routed by a change: 2 s at most, then the log says that the worker lags. */
void await_snapshot(struct request *r, int64_t version);

#endif

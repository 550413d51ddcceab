/* What the programs about people and clinics have in common. */
#ifndef WEB_ACCOUNT_H
#define WEB_ACCOUNT_H

#include "web/request.h"

/* A phone number parameter as E.164 in the clinic's country (DEFAULT_COUNTRY where no clinic is involved); what is none becomes a fault. NULL when absent, null or
 * at fault. Draws libphonenumber into the program. */
const char *request_phone(struct request *r, const char *field, const struct value *v, const char *country);

/* Waits until this host's calls are routed by a change: 2 s at most, then the log says that the worker lags. */
void await_snapshot(struct request *r, int64_t version);

#endif

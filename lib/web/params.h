/* From what a request carries to the values that its endpoint declared. */
#ifndef WEB_PARAMS_H
#define WEB_PARAMS_H

#include "web/request.h"

/* Fills r->in; everything that does not fit is a fault. A webhook may carry fields that nobody declared, and an
 * optional one that does not fit is left out of it; a member of an API's body or query
 * that nobody declared is a fault too. */
void params_read(struct request *r);

/* One text, from wherever it is (a cell of a file), as its parameter's type; what does not fit is a fault. */
void param_take(struct request *r, const struct param *p, const char *text, size_t length, struct value *v);

/* The value of the parameter with this name; absent where the endpoint has none. */
const struct value *param_value(const struct request *r, const char *name);

/* The clinicId that an admin's (or anybody's) request names in its query or body (clientId is an older name), 0 if none; a fault if it is not an id.
 * Where clinicId is a parameter of the endpoint itself, that is the handler's matter: 0. */
int64_t params_clinic(struct request *r);

#endif

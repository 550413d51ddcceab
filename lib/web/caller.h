/* Who is calling: enforced before any handler runs. */
#ifndef WEB_CALLER_H
#define WEB_CALLER_H

#include "web/request.h"

/* A request header by its CGI name ("X_TWILIO_SIGNATURE"), or NULL. serve's. */
const char *request_header(const struct request *r, const char *name);

/* The name of the cookie that carries the token. */
extern const char cookie_name[];

/* True: the endpoint's caller. False: the refusal stands as the answer (401, 403, or 503 where the database cannot say whether a login still holds). */
bool caller_admit(struct request *r);

/* Settles r->clinic_id for a user's request; false: the refusal stands (404, 422, 503). */
bool caller_scope(struct request *r);

#endif

/* One call, as people look at it. */
#ifndef WEB_CALL_VIEW_H
#define WEB_CALL_VIEW_H

#include "web/request.h"

/* The call of this sid, if this user may see it; else *call is NULL and the answer stands (404: another clinic's is not there), or what is returned says why not. */
enum outcome call_of_request(struct request *r, const char *call_sid, struct json_object **call);

/* Puts all into it that is known besides its row: recordingUrl, events, recordings, booking, patient, transcript. The look at a transcript goes into the audit log; where
 * it cannot, that is DB_AWAY. */
enum db_result call_view(struct request *r, struct json_object *call);

/* Who looks at what was said in a call: a line in the audit log. See audit_look. */
enum db_result call_audit_look(struct request *r, struct json_object *call, const char *action);

#endif

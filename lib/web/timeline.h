/* A call's timeline: the webhooks that came, and what became of it here, as events {type, at, sid, data} of the spec. */
#ifndef WEB_TIMELINE_H
#define WEB_TIMELINE_H

#include "web/request.h"

/* Appends them, oldest first: every leg's events with the call's own. data holds the fields of interest of each, never the whole delivery, and no sentence that
 * was said. Of a webhook that could not be read ("unreadable") it says which it was, and what is wrong. Whoever is an assistant sees the numbers of other legs
 * masked: they are colleagues' phones. */
enum db_result timeline_of(struct request *r, const char *call_sid, struct json_object *events);

#endif

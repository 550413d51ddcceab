/* A call's timeline: the webhooks that came, as events {type, at, sid, data} of the spec. */
#ifndef WEB_TIMELINE_H
#define WEB_TIMELINE_H

#include "web/request.h"

/* Appends them, oldest first. data holds the fields of interest of each, never the whole delivery. */
enum db_result timeline_of(struct request *r, const char *call_sid, struct json_object *events);

#endif

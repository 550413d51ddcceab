/* A call's timeline: the webhooks that came, what became of it here, and who was told of it, as events {type, at, sid, data} of the spec. */
#ifndef WEB_TIMELINE_H
#define WEB_TIMELINE_H

#include "web/request.h"

/* Appends them, oldest first: every leg's events with the call's own. data holds the fields of interest of each, never the whole delivery, and no sentence that
 * was said or texted. Of a webhook that could not be read ("unreadable") it says which it was, and what is wrong; of a text or a mail that followed from the call
 * ("notice"), what it is about, to whom, and how it stands. Whoever is an assistant sees the numbers of colleagues' phones masked: those of other legs, and of
 * notices. */
enum db_result timeline_of(struct request *r, const char *call_sid, struct json_object *events);

#endif

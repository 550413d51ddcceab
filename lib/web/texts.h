/* Texts as our API gives them. */
#ifndef WEB_TEXTS_H
#define WEB_TEXTS_H

#include "web/request.h"

/* The media of one that came in are had from us (program message-media): their addresses at Twilio are nobody else's business. Those of one that we sent stay
 * what whoever sent it said. */
void text_put_media(struct request *r, struct json_object *message);

/* The same for a list of them. */
void texts_put_media(struct request *r, struct json_object *messages);

#endif

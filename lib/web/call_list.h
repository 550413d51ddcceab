/* Lists of calls, for the programs that give them. */
#ifndef WEB_CALL_LIST_H
#define WEB_CALL_LIST_H

#include "web/list.h"

/* Answers with the calls that fit; clinic, page and dates are filled in here. */
enum outcome answer_calls(struct request *r, struct call_filter *filter);

/* Puts our own address of its recording into a call object, where it has one. */
void call_put_sound(struct request *r, struct json_object *call);

#endif

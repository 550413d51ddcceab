/* Lists of calls, for the programs that give them. */
#ifndef WEB_CALL_LIST_H
#define WEB_CALL_LIST_H

#include "web/list.h"

/* Answers with the calls that fit; clinic, page and dates are filled in here. */
enum outcome answer_calls(struct request *r, struct call_filter *filter);

#endif

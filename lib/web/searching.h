/* Words that people look for. */
#ifndef WEB_SEARCHING_H
#define WEB_SEARCHING_H

#include "data/search.h"
#include "web/request.h"

/* The parameter `q`, read; NULL where it is absent. What was said and written is searched within one clinic: without one, or without a word, it is a fault. */
const struct search *request_search(struct request *r, const struct value *q);

#endif

/* Conversations as our API gives them. */
#ifndef WEB_THREADS_H
#define WEB_THREADS_H

#include "data/threads.h"
#include "web/list.h"

/* Answers with the conversations that fit; clinic, page and dates are filled in here. */
enum outcome answer_threads(struct request *r, struct thread_filter *filter);

struct thread_page {
	int limit;
	int64_t before_ms, before_key;	/* the cursor; 0: from the newest */
};

/* One conversation with a page of what passed in it: message, call and voicemail objects, newest first, each with a member "type" that says which it is, and
 * the cursor of the next page. That a voicemail's words are among them is in the audit log; where it cannot be, that is DB_AWAY. */
enum db_result thread_shown(struct request *r, const struct thread *thread, const struct thread_page *page, struct json_object **shown);

#endif

/* What passed in a conversation, one page of it: texts, calls and voicemails in one line. */
#ifndef WEB_THREAD_ITEMS_H
#define WEB_THREAD_ITEMS_H

#include "data/threads.h"
#include "web/request.h"

struct thread_page {
	int limit;
	int64_t before_ms, before_key;		/* the cursor; 0: from the newest */
	int64_t next_ms, next_key;		/* set here: the cursor of the page that follows; next_key 0: there is none */
	bool read_transcript;			/* set here: a voicemail's words are among them, which the audit log must know */
};

/* Appends message, call and voicemail objects, newest first, each with a member "type" that says which it is. */
enum db_result thread_items(struct request *r, const struct thread *thread, struct thread_page *page, struct json_object *items);

#endif

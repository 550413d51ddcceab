/*
 * Conversations with the numbers of a clinic: the texts, calls and voicemails that passed between
 * them, in one line. (What AI agents said in calls is in conversations.h.)
 *
 * A row comes about by triggers of the tables of texts and voicemails (schema/0019), in the
 * transaction that stores one of those, and by the job that follows a call's end; it says when the
 * last one was. What is unread is counted
 * when it is asked for: texts that came in and new voicemails, until somebody has read them.
 */
#ifndef DATA_THREADS_H
#define DATA_THREADS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/search.h"

struct thread {
	int64_t thread_id, clinic_id;
	const char *phone;
	int64_t patient_id;		/* the clinic's only patient of that number; 0: none, or several */
	int64_t last_at_ms;
	int64_t unread;
	int64_t assignee_id;		/* a user of the clinic; 0: nobody */
	int bad_code;			/* why no text reaches the number (data/phones.h); 0: they do */
};

struct thread_filter {
	int64_t clinic_id;		/* 0: all clinics */
	const char *phone;		/* NULL: any */
	int64_t assignee_id;		/* 0: any */
	bool unread;			/* those alone of which something is unread */
	const struct search *search;	/* words of one of their texts; NULL: any; else clinic_id is not 0 */
	int64_t since_ms, until_ms;	/* last_at in [since, until); 0: open */
	int64_t before_ms, before_id;	/* the cursor: rows older than this; 0: from the newest */
	int limit;
};

/* The one whose last thing is the newest first. */
enum db_result threads_list(struct db *db, struct arena *a, const struct thread_filter *f,
    struct thread **list, size_t *count);

/* A call belongs to the conversation with its number. DB_OK also for one without a clinic or a
 * number, and for a child leg: they belong to none. */
enum db_result thread_of_call(struct db *db, struct arena *a, const char *call_sid);

/* DB_NONE: there is no such conversation. */
enum db_result thread_find(struct db *db, struct arena *a, int64_t thread_id, struct thread *out);

/* Assigns it (assigns) to a user of the clinic (0: nobody), and marks all that is unread as read
 * (reads). *out is how it is then. DB_NONE: there is no such conversation. */
struct thread_change {
	bool assigns, reads;
	int64_t assignee_id;
};
enum db_result thread_change(struct db *db, struct arena *a, int64_t thread_id,
    const struct thread_change *change, struct thread *out);

/* The conversation object of spec section 11, with these items, and unreachable: why no text reaches
 * the number. */
struct json_object *thread_object(struct arena *a, const struct thread *thread,
    struct json_object *items);

#endif

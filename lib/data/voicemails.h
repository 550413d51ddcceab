/*
 * Voicemails as people work with them: new, heard, closed, in whatever order they say; assigned to
 * a user of the clinic; with notes.
 *
 * A voicemail raises a task (origin "voicemail:RE…"). The voicemail leads: closing it does the
 * task, taking it back opens the task again, and who is assigned to it is assigned to the task. A
 * task that is done by itself leaves its voicemail as it is: nobody may have heard it yet.
 */
#ifndef DATA_VOICEMAILS_H
#define DATA_VOICEMAILS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/events.h"

struct voicemail_report {
	int64_t clinic_id;		/* 0: not known, or nobody's */
	const char *call_sid;		/* required */
	const char *recording_sid;	/* required, unique: one that is there stays as it is */
	const char *recording_url;	/* at Twilio */
	const char *from;		/* the caller; NULL or "": not known */
	int64_t duration;		/* seconds; -1: not said */
	int64_t left_at_ms;		/* 0: just now */
};

/* Adds a voicemail to an event's facts, with the task that it raises and the job that tells the
 * clinic's assistants of it: those are of at_ms, whenever it was left. */
void voicemail_add(struct facts *f, const struct voicemail_report *v, int64_t at_ms);

/* Voicemails whose own webhook never came: complete recordings by a Record, made or told of in
 * [since, before], and no voicemail is of them. At most 100, oldest first. */
enum db_result voicemails_lost(struct db *db, struct arena *a, int64_t since_ms, int64_t before_ms,
    struct voicemail_report **list, size_t *count);

struct voicemail {
	int64_t voicemail_id, clinic_id;	/* clinic_id 0: nobody's */
	const char *call_sid, *from, *recording_sid;
	int64_t duration;			/* seconds; -1: not known */
	const char *transcript;			/* NULL: none */
	const char *status;			/* "new", "heard", "closed" */
	int64_t assignee_id;			/* 0: nobody */
	const char *notes;			/* NULL: none */
	bool has_sound;				/* as far as we know */
	int64_t created_at_ms;
};

/* DB_NONE: there is no such voicemail. */
enum db_result voicemail_find(struct db *db, struct arena *a, int64_t voicemail_id,
    struct voicemail *out);

struct voicemail_filter {
	int64_t clinic_id;		/* 0: all clinics, and voicemails of none */
	const char *status, *phone;	/* NULL: any; the caller's as E.164 */
	int64_t assignee_id;		/* 0: any */
	int64_t since_ms, until_ms;	/* made in [since, until); 0: open */
	int64_t before_ms, before_id;	/* the cursor: rows older than this; 0: from the newest */
	int limit;
};

/* Newest first. */
enum db_result voicemails_list(struct db *db, struct arena *a, const struct voicemail_filter *f,
    struct voicemail **list, size_t *count);

struct voicemail_change {
	const char *status;			/* NULL: as it is */
	bool sets_assignee, sets_notes;
	int64_t assignee_id;			/* 0: nobody */
	const char *notes;			/* NULL: none */
};

/* Changes what is said, and the voicemail's task with it. *out is the voicemail as it is then.
 * DB_NONE: there is no such voicemail. */
enum db_result voicemail_change(struct db *db, struct arena *a, int64_t voicemail_id,
    const struct voicemail_change *change, struct voicemail *out);

/* The voicemail object of spec section 11, with audioUrl: where we give its sound, or NULL. */
struct json_object *voicemail_object(struct arena *a, const struct voicemail *v,
    const char *audio_url);

#endif

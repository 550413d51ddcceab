/*
 * What those who are told of a voicemail, a missed call or a word in a text need to be told: read
 * for a notice, over the tables of calls, voicemails, recordings, transcripts and messages. And who
 * was told of a call.
 */
#ifndef DATA_NOTICES_H
#define DATA_NOTICES_H

#include <stdbool.h>
#include <stdint.h>

#include "data/db.h"

struct voicemail_notice {
	int64_t voicemail_id, clinic_id;	/* clinic_id 0: nobody's */
	const char *call_sid;
	const char *clinic_name, *timezone;
	const char *from, *to;			/* the caller; the number of ours that was called */
	const char *transcript;			/* NULL: none, or none yet */
	int64_t duration;			/* seconds; -1: not known */
	int64_t created_at_ms, notified_at_ms;
	bool transcript_coming;			/* we asked for it, or the recording waits */
	bool record_open;			/* its Record's own, by Twilio, did not fail yet */
};

/* DB_NONE: there is no voicemail of this recording (yet). */
enum db_result voicemail_notice_find(struct db *db, struct arena *a, const char *recording_sid,
    struct voicemail_notice *out);

/* Those who are to hear of it were told. DB_NONE: they had been already. */
enum db_result voicemail_notified(struct db *db, struct arena *a, const char *recording_sid,
    int64_t at_ms);

struct missed_call {
	int64_t clinic_id;
	const char *clinic_name;
	const char *phone, *twilio_phone_number;	/* theirs and ours */
	const char *dial_call_status, *outcome;		/* NULL: none */
	bool inbound, ended;
	int64_t ended_at_ms;
};

/* DB_NONE: there is no such call. */
enum db_result missed_call_find(struct db *db, struct arena *a, const char *call_sid,
    struct missed_call *out);

/* --- who was told of a call --------------------------------------------------------------------- */

struct call_notice {
	const char *call_sid;
	const char *about;		/* "missed-call", "voicemail", "ticket", "confirmation" */
	int64_t assistant_id;		/* 0: whoever called, or was called */
	int64_t message_id;		/* its text; 0: it is a mail */

	/* Read only. */
	const char *to, *message_sid;	/* of a text, NULL: not known yet; of a mail: NULL */
	const char *status;		/* the text's; of a mail: queued, sent, failed, canceled */
	int error_code;			/* the text's; 0: none */
	int64_t created_at_ms;
};

/* Within the transaction that orders the text or the mail: origin is the text's, or the key of the
 * mail's job. *notice_id is its row's, also where that was there already. */
enum db_result call_notice_add(struct db *db, struct arena *a, const char *origin,
    const struct call_notice *notice, int64_t *notice_id);

/* What became of a mail: it is "sent", given up as "failed", or "canceled", since there is nobody
 * to tell, or nothing, any more. A given-up one may be sent after all. */
enum db_result call_notice_settle(struct db *db, int64_t notice_id, const char *status);

/* Those of a call, oldest first: the first 100. */
enum db_result call_notices_of(struct db *db, struct arena *a, const char *call_sid,
    struct call_notice **notices, size_t *count);

/* --- words in texts ---------------------------------------------------------------------------- */

struct text_notice {
	int64_t clinic_id;
	const char *clinic_name, *timezone;
	const char *phone, *twilio_phone_number;	/* theirs and ours */
	const char *body;				/* "" where it was deleted meanwhile */
	int64_t created_at_ms;
};

/* DB_NONE: there is no such text that came in to a clinic. */
enum db_result text_notice_find(struct db *db, struct arena *a, const char *message_sid,
    struct text_notice *out);

enum { KEYWORD_QUIET_MINUTES = 15 };

/* Within the transaction of the notice: an assistant is to be told that this text has a keyword.
 * DB_NONE: of this conversation and keyword the assistant was told less than KEYWORD_QUIET_MINUTES
 * before the text, or after it. */
enum db_result keyword_told(struct db *db, struct arena *a, const struct text_notice *text,
    int64_t assistant_id, const char *keyword);

/* Forgets those that keep nothing quiet any more. */
enum db_result keywords_purge(struct db *db, struct arena *a, int64_t now_ms);

#endif

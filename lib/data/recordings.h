/*
 * Recordings of calls and voicemails: one row each, whatever the order of the events that tell of
 * it. The sound itself stays at Twilio.
 */
#ifndef DATA_RECORDINGS_H
#define DATA_RECORDINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/events.h"

/* What a webhook says of a recording. NULL, 0 and -1 say nothing and change nothing; the status
 * only moves forward (in-progress < absent, failed < completed). One that is absent or failed has
 * nothing to process: its processing has failed with it. */
struct recording_report {
	const char *recording_sid;	/* required */
	int64_t clinic_id;		/* 0: not said, then its call's, once that is there */
	const char *call_sid;		/* required: the parent leg's */
	const char *url;		/* at Twilio */
	const char *source;		/* "DialVerb", "RecordVerb" … */
	const char *status;		/* Twilio's RecordingStatus */
	int64_t duration;		/* seconds; -1: not said */
	int channels;
	int error_code;
	int64_t started_at_ms;
};

/* Adds the recording, and its sid to the call's row, to an event's facts (two of them). A call has
 * the first recording of which it was told that there is sound. */
void recording_add(struct facts *f, const struct recording_report *r, int64_t at_ms);

/* Its job "transcribe", as one more fact: for one that is completed. */
void recording_add_job(struct facts *f, const char *recording_sid);

/* The same without an event, with its job: what Twilio's own list says (reconcile). *changed tells
 * whether that was new to us. DB_NONE: its call is not ours, and nothing was stored. */
enum db_result recording_reconcile(struct db *db, struct arena *a,
    const struct recording_report *r, bool *changed);

/* A recording may be told of before its call: those of the last `days` days whose call has come
 * meanwhile get its clinic, and the call its recording. Reading sees the clinic at once. */
enum db_result recordings_adopt(struct db *db, int days);

enum processing { PROCESSING_PENDING, PROCESSING_TRANSCRIBING, PROCESSING_DONE, PROCESSING_FAILED,
	PROCESSING_DELETED };

struct recording {
	int64_t recording_id, clinic_id;	/* clinic_id 0: none yet */
	const char *recording_sid, *call_sid, *url, *source, *status;
	enum processing processing;
	int64_t duration;			/* -1: not known */
	int channels;				/* 0: not known */
	bool assistant_first;			/* an assistant asked for the call and was rung
						 * first: hers is the first channel */
	int64_t started_at_ms, created_at_ms;
};

/* DB_NONE: there is no such recording. */
enum db_result recording_find(struct db *db, struct arena *a, const char *recording_sid,
    struct recording *out);

/* Those of a call, oldest first. */
enum db_result recordings_of_call(struct db *db, struct arena *a, const char *call_sid,
    struct recording **list, size_t *count);

/* Moves it on; one that is done or deleted stays so, whoever comes late (DB_NONE, also where there is
 * none). */
enum db_result recording_set_processing(struct db *db, const char *recording_sid,
    enum processing processing);

const char *processing_name(enum processing processing);

/* A recording's URL at Twilio ends in its sid, which is not always sent beside it. NULL: it does
 * not. */
const char *recording_sid_in(const char *url);

/* Neither deleted, nor known to have none. */
bool recording_has_sound(const struct recording *recording);

/* The recording object of spec section 11. Its audioUrl is null: web/sound.h knows our paths. */
struct json_object *recording_object(struct arena *a, const struct recording *recording);

#endif

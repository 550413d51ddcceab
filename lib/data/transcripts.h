/*
 * What was said in a call, in sentences, by source: Twilio's Intelligence, its real-time
 * transcription, an OpenAI-compatible server ("whisper"), or Twilio's own transcription of a
 * voicemail.
 */
#ifndef DATA_TRANSCRIPTS_H
#define DATA_TRANSCRIPTS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/events.h"

enum transcript_source { SOURCE_INTELLIGENCE, SOURCE_REALTIME, SOURCE_WHISPER, SOURCE_RECORD };
enum transcript_status { TRANSCRIPT_ASKED, TRANSCRIPT_UNKNOWN, TRANSCRIPT_READY, TRANSCRIPT_FAILED,
	TRANSCRIPT_DELETED };

struct sentence {
	int sequence;
	int64_t at_ms;			/* from the beginning; -1: not known */
	int channel;			/* 0: not known */
	const char *speaker;		/* "caller", "clinic", NULL */
	const char *text;
	double confidence;		/* below 0: not known */
};

struct transcript {
	int64_t transcript_id, clinic_id;
	const char *call_sid, *recording_sid, *sid, *language, *text, *summary;
	enum transcript_source source;
	enum transcript_status status;
	int64_t created_at_ms;
};

/* One sentence of a real-time transcription, as one of its event's facts: the transcript is made
 * with its first, whichever comes first. A sequence that is there already stays. */
void transcript_add_sentence(struct facts *f, const char *sid, const char *call_sid,
    int64_t clinic_id, const char *language, const struct sentence *sentence, int64_t at_ms);

/* Commits that a transcript of a recording is asked for (status asked), or gives the one that there
 * is; *made tells which. */
enum db_result transcript_ask(struct db *db, struct arena *a, const char *recording_sid,
    const char *call_sid, int64_t clinic_id, enum transcript_source source,
    struct transcript *out, bool *made);

/* Twilio's sid of it, or that asking had no answer. */
enum db_result transcript_set(struct db *db, int64_t transcript_id,
    enum transcript_status status, const char *sid);

/* Replaces its sentences and text, and makes it ready; operators is JSON as given, or NULL. */
enum db_result transcript_fill(struct db *db, struct arena *a, int64_t transcript_id,
    const char *language, const struct sentence *sentences, size_t count, const char *summary,
    struct json_object *operators);

/* DB_NONE: there is none. */
enum db_result transcript_find(struct db *db, struct arena *a, int64_t transcript_id,
    struct transcript *out);
enum db_result transcript_by_sid(struct db *db, struct arena *a, const char *sid,
    struct transcript *out);

/* The best one of a call: ready before asked, Intelligence before whisper before real-time before
 * the voicemail's; DB_NONE: none. */
enum db_result transcript_of_call(struct db *db, struct arena *a, const char *call_sid,
    struct transcript *out);
enum db_result transcript_of_recording(struct db *db, struct arena *a, const char *recording_sid,
    struct transcript *out);

/* The transcript object of spec section 11, sentences in the order of time. analysis (may be NULL)
 * is the call's. */
enum db_result transcript_object(struct db *db, struct arena *a, const struct transcript *t,
    struct json_object *analysis, struct json_object **out);

#endif

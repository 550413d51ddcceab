/*
 * What was said in a call, in sentences, by source: Twilio's Intelligence, its real-time
 * transcription, an OpenAI-compatible server ("whisper"), Twilio's own transcription of a voicemail,
 * or the provider of the AI agent that held the conversation. One transcript a recording and source, or a real-time sid. One that was deleted stays
 * so, whatever comes late.
 */
#ifndef DATA_TRANSCRIPTS_H
#define DATA_TRANSCRIPTS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/events.h"

enum transcript_source { SOURCE_INTELLIGENCE, SOURCE_REALTIME, SOURCE_WHISPER, SOURCE_RECORD,
	SOURCE_ELEVENLABS, SOURCE_VAPI };

/* A real-time one is ready from its first sentence on, as far as it goes: its end may never be
 * told. */
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
	int64_t transcript_id, clinic_id;	/* clinic_id 0: none yet */
	const char *call_sid, *recording_sid, *sid, *language, *summary;
	const char *text;		/* a line a sentence; NULL until there is one */
	enum transcript_source source;
	enum transcript_status status;
	int64_t created_at_ms;
};

/* "twilio-intelligence", "realtime", "whisper", "twilio-record", "elevenlabs", "vapi". */
const char *transcript_source_name(enum transcript_source source);

/* Who speaks on the first or the second channel of a call; NULL: not known. assistant_first: an
 * assistant asked for it, and was rung first; else that is the caller. */
const char *transcript_speaker(int channel, bool assistant_first);

/* --- as one of an event's facts -------------------------------------------------------------- */

/* One sentence of a real-time transcription: the transcript is made with its first, whichever comes
 * first. A sequence that is there already stays. Two facts. sentence->at_ms is the instant at which
 * it was told. sentence NULL: it has begun, and nothing was said yet (one fact). clinic_id 0: the
 * call's. at_ms: the earliest that is told counts as its beginning. */
void transcript_add_sentence(struct facts *f, const char *sid, const char *call_sid,
    int64_t clinic_id, const char *language, const struct sentence *sentence, int64_t at_ms);

/* A real-time transcription has ended. Two facts, the call's sid of its transcript among them. */
void transcript_add_end(struct facts *f, const char *sid, const char *call_sid, int64_t at_ms);

/* Twilio's own transcription of a voicemail (sid TR…); text NULL: it failed. Two facts. */
void transcript_add_record(struct facts *f, const char *sid, const char *recording_sid,
    const char *call_sid, const char *text, int64_t at_ms);

/* --- asking for one -------------------------------------------------------------------------- */

/* Commits that a transcript of a recording is asked for (status asked), or gives the one that there
 * is; *made tells which. */
enum db_result transcript_ask(struct db *db, struct arena *a, const char *recording_sid,
    const char *call_sid, int64_t clinic_id, enum transcript_source source,
    struct transcript *out, bool *made);

/* The one that was asked for. DB_NONE: none was. */
enum db_result transcript_asked(struct db *db, struct arena *a, const char *recording_sid,
    enum transcript_source source, struct transcript *out);

/* Twilio's sid of it (NULL: not known), or that asking had no answer, or failed. DB_NONE: it is
 * ready or deleted. DB_DUPLICATE: another transcript has this sid. */
enum db_result transcript_set(struct db *db, int64_t transcript_id,
    enum transcript_status status, const char *sid);

/* A recording's transcripts that were asked for, and of which Twilio's sid is not known, are waited
 * for no more (failed); but not those of one source (NULL: all). DB_NONE: there were none. */
enum db_result transcripts_abandon(struct db *db, const char *recording_sid,
    const enum transcript_source *but);

/* Replaces its sentences and text, and makes it ready; operators is JSON as given, or NULL. The
 * sentences stay in the order of this list, and get their sequence from it. text NULL: theirs. A
 * clinic or a call's sid of its transcript that was not known is filled in. One that was ready is so
 * since then. Within a transaction it is a part of it. DB_NONE: it is deleted, or there is none. */
enum db_result transcript_fill(struct db *db, struct arena *a, int64_t transcript_id,
    const char *language, const struct sentence *sentences, size_t count, const char *text,
    const char *summary, struct json_object *operators);

/* --- reading --------------------------------------------------------------------------------- */

/* DB_NONE: there is none. */
enum db_result transcript_find(struct db *db, struct arena *a, int64_t transcript_id,
    struct transcript *out);
enum db_result transcript_by_sid(struct db *db, struct arena *a, const char *sid,
    struct transcript *out);

/* The best one of a call: ready before asked, with words in it before empty, an agent's own before
 * Intelligence before whisper before real-time before the voicemail's, the newest; DB_NONE: none, or
 * none that was not deleted. */
enum db_result transcript_of_call(struct db *db, struct arena *a, const char *call_sid,
    struct transcript *out);
/* One of a call that Intelligence is still at; DB_NONE: none. */
enum db_result transcript_coming(struct db *db, struct arena *a, const char *call_sid,
    struct transcript *out);
enum db_result transcript_of_recording(struct db *db, struct arena *a, const char *recording_sid,
    struct transcript *out);

/* The transcript object of spec section 11, sentences in the order of time. analysis (may be NULL)
 * is the call's. */
enum db_result transcript_object(struct db *db, struct arena *a, const struct transcript *t,
    struct json_object *analysis, struct json_object **out);

/* --- of a voicemail -------------------------------------------------------------------------- */

/* The voicemail of its recording shows its text, unless it was deleted meanwhile (DB_OK, too).
 * DB_NONE: the recording has no voicemail (yet). */
enum db_result transcript_to_voicemail(struct db *db, struct arena *a,
    const struct transcript *transcript);

#endif

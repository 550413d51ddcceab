/*
 * The ledger of deletions: what was deleted of recordings, transcripts and texts, by whom or by
 * which rule, here and at the provider, and what is still to do there.
 *
 * What is deleted is gone from our tables in the transaction that writes the ledger: a recording's
 * address; a transcript's sentences and text, and what was drawn from it (summary, evidence, the
 * voicemail's text, the words to search for), which jobs draw anew from another transcript where
 * there is one; a text's body and media, and the body that its campaign keeps; and with the words
 * the bodies of the raw webhooks that brought them, whose rows stay as the proof that they came. Of
 * a conversation with an AI agent there are two things, since its sound and its words have days of
 * their own but lie in one record at the provider: that record ("conversation"; no sound is given
 * any more), and what it told us ("report": a session's words, a ticket's description, a booking's
 * evidence, the reports as they came; a call's own words are its transcript's). The things' own rows
 * stay too: a call still has a recording, one that is deleted; webhooks that tell of a recording
 * stay whole, for the call's timeline: they say where it was, and not what was said. The provider
 * follows by the job "delete".
 */
#ifndef DATA_DELETIONS_H
#define DATA_DELETIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/page.h"

enum deletion_kind {
	DELETION_RECORDING, DELETION_TRANSCRIPT, DELETION_MESSAGE, DELETION_CONVERSATION,
	DELETION_REPORT, DELETION_KINDS
};
enum deletion_reason { DELETION_RETENTION, DELETION_REQUEST };
enum deletion_status { DELETION_PENDING, DELETION_DONE, DELETION_FAILED };

const char *deletion_kind_name(enum deletion_kind kind);

struct deletion {
	int64_t deletion_id, clinic_id;
	enum deletion_kind kind;
	/* recording_id, transcript_id, message_id or agent_conversation_id. */
	int64_t ref;
	const char *sid;			/* at the provider; NULL: nothing is there */
	const char *provider;			/* of a conversation; NULL: Twilio */
	enum deletion_reason reason;
	int64_t user_id;			/* who asked; 0: nobody */
	enum deletion_status status;
};

/* Deletes it here, now, and has a job delete it at the provider from run_at_ms on (0: now). Asked:
 * kind, ref, reason, user_id; the rest is filled in. Where the ledger has it already, it is deleted
 * here once more, and the provider asked again unless that is done. DB_NONE: there is no such
 * thing. */
enum db_result deletion_ask(struct db *db, struct arena *a, struct deletion *deletion,
    int64_t run_at_ms);

/* The same, on request, of all that was said in a session with an AI agent: its provider's record,
 * what it told us, and its call's transcript. DB_NONE: nothing was told of it yet. */
enum db_result deletion_ask_session(struct db *db, struct arena *a, const char *session_id,
    int64_t user_id, int64_t run_at_ms);

/* DB_NONE: there is no such entry. */
enum db_result deletion_find(struct db *db, struct arena *a, int64_t deletion_id,
    struct deletion *out);

/* Deletes it here once more: what came late goes too. */
enum db_result deletion_repeat(struct db *db, struct arena *a, const struct deletion *deletion);

/* It is gone at the provider. */
enum db_result deletion_done(struct db *db, struct arena *a, int64_t deletion_id);

/* It is not: why, for people. gives_up: until tomorrow. One that is done stays so. */
enum db_result deletion_missed(struct db *db, struct arena *a, int64_t deletion_id,
    const char *why, bool gives_up);

/* Those that are not done, in order from after_id on. idle_s: only those at which nobody has tried
 * for so long; 0: all. */
enum db_result deletions_open(struct db *db, struct arena *a, int64_t after_id, int idle_s,
    int limit, int64_t **ids, size_t *count);

/* Has the job that deletes it at the provider run, unless it is due already. */
enum db_result deletion_schedule(struct db *db, struct arena *a, int64_t deletion_id,
    int64_t run_at_ms);

struct deletion_filter {
	const char *status, *kind;		/* as in the object; NULL: any */
};

/* Appends deletion objects {id, clinicId, kind, sid, reason, userId, status, askedAt,
 * deletedHereAt, deletedThereAt, attempts, lastError} to `items`. *next is before_id of the page
 * that follows, 0 where none does. */
enum db_result deletions_list(struct db *db, struct arena *a, const struct page *page,
    const struct deletion_filter *filter, struct json_object *items, int64_t *next);

/* --- what is kept too long ------------------------------------------------------------------- */

/* What was told of a call before the call itself becomes its clinic's; see recordings_adopt. */
enum db_result retention_adopt(struct db *db);

/* Forgets what webhooks said that could not be read, where nobody has come to see them since: those
 * with a transcription's words that name a call of the clinic's; of nobody (0) those that name no
 * clinic's call, and all that name nothing. At most 1000 of each at once. */
enum db_result retention_forget_odd(struct db *db, struct arena *a, int64_t clinic_id,
    int64_t before_ms);

/* The clinics, in order from after_id on. */
enum db_result retention_clinics(struct db *db, struct arena *a, int64_t after_id, int limit,
    int64_t **ids, size_t *count);

/* What a clinic (0: nobody, where the call is nobody's either) has of a kind from before that
 * moment, the oldest first; of texts of ours, what was sent or called off before it. Conversations that are nobody's are never due: who says that such a one
 * was with an agent of ours, and not of somebody else who has the same account? */
enum db_result retention_due(struct db *db, struct arena *a, enum deletion_kind kind,
    int64_t clinic_id, int64_t before_ms, int limit, int64_t **refs, size_t *count);

#endif

/* The ledger of deletions. See deletions.h. */
#include "data/deletions.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/conversations.h"
#include "data/jobs.h"
#include "data/recordings.h"
#include "data/search.h"

/* DAYS_MAX: the most that a clinic may keep, but for ever. */
enum { ERROR_MAX = 500, DAYS_MAX = 36500 };

static const char *const kinds[] = {
	[DELETION_RECORDING] = "recording", [DELETION_TRANSCRIPT] = "transcript",
	[DELETION_MESSAGE] = "message", [DELETION_CONVERSATION] = "conversation",
	[DELETION_REPORT] = "report",
};
static const char *const reasons[] = {
	[DELETION_RETENTION] = "retention", [DELETION_REQUEST] = "request",
};
static const char *const statuses[] = {
	[DELETION_PENDING] = "pending", [DELETION_DONE] = "done", [DELETION_FAILED] = "failed",
};

const char *
deletion_kind_name(enum deletion_kind kind)
{
	return kinds[kind];
}

static int
index_of(const char *const *words, int count, const char *word)
{
	for (int i = 0; i < count; i++)
		if (text_same(words[i], word))
			return i;
	return 0;
}

/* --- gone from our tables ------------------------------------------------------------------- */

/* The thing's own sids, as far as it has them. */
struct thing {
	int64_t clinic_id;
	const char *sid;			/* at the provider; NULL: nothing is there */
	const char *call_sid, *recording_sid, *message_sid, *provider, *conversation_id;
};

#define NO_CONVERSATION ", NULL AS provider, NULL AS conversation_id "

/* Real-time and whisper's transcripts are ours alone. */
static const char *const thing_sql[] = {
	[DELETION_RECORDING] =
	    "SELECT COALESCE(recordings.clinic_id, calls.clinic_id) AS clinic_id, "
	    "recordings.recording_sid AS sid, recordings.call_sid, "
	    "recordings.recording_sid, NULL AS message_sid" NO_CONVERSATION
	    "FROM recordings LEFT JOIN calls USING (call_sid) WHERE recording_id = ?",
	[DELETION_TRANSCRIPT] =
	    "SELECT COALESCE(transcripts.clinic_id, calls.clinic_id) AS clinic_id, "
	    "IF(source IN ('twilio-intelligence', 'twilio-record'), sid, NULL) AS sid, "
	    "transcripts.call_sid, transcripts.recording_sid, NULL AS message_sid" NO_CONVERSATION
	    "FROM transcripts LEFT JOIN calls USING (call_sid) WHERE transcript_id = ?",
	[DELETION_MESSAGE] =
	    "SELECT clinic_id, message_sid AS sid, NULL AS call_sid, "
	    "NULL AS recording_sid, message_sid" NO_CONVERSATION
	    "FROM messages WHERE message_id = ?",
	[DELETION_CONVERSATION] =
	    "SELECT clinic_id, conversation_id AS sid, call_sid, NULL AS recording_sid, "
	    "NULL AS message_sid, provider, conversation_id "
	    "FROM agent_conversations WHERE agent_conversation_id = ?",
	[DELETION_REPORT] =
	    "SELECT clinic_id, NULL AS sid, call_sid, NULL AS recording_sid, "
	    "NULL AS message_sid, provider, conversation_id "
	    "FROM agent_conversations WHERE agent_conversation_id = ?",
};

static enum db_result
thing_find(struct db *db, struct arena *a, enum deletion_kind kind, int64_t ref,
    struct thing *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row, thing_sql[kind], DB_VALUES(db_int(ref)));

	if (result == DB_OK)
		*out = (struct thing){
			.clinic_id = row_int(row, "clinic_id"), .sid = row_text(row, "sid"),
			.call_sid = row_text(row, "call_sid"),
			.recording_sid = row_text(row, "recording_sid"),
			.message_sid = row_text(row, "message_sid"),
			.provider = row_text(row, "provider"),
			.conversation_id = row_text(row, "conversation_id"),
		};
	return result;
}

/* A statement of a deletion, on what the thing tells. */
struct step {
	const char *sql;			/* with one ? each for the values that are named */
	enum { END, REF, CALL_SID, RECORDING_SID, MESSAGE_SID, PROVIDER, CONVERSATION } values[4];
};

/* Calls before everything that hangs on them: as everybody locks them first. */
static const struct step recording_steps[] = {
	{ "UPDATE calls SET recording_sid = (SELECT recording_sid FROM recordings "
	    "WHERE call_sid = ? AND recording_id <> ? AND status = 'completed' "
	    "AND processing_status <> 'deleted' ORDER BY recording_id LIMIT 1) "
	    "WHERE call_sid = ? AND recording_sid = ?",
	    { CALL_SID, REF, CALL_SID, RECORDING_SID } },
	{ "UPDATE recordings SET url = '', processing_status = 'deleted' WHERE recording_id = ?",
	    { REF } },
	{ "UPDATE voicemails SET recording_url = '' WHERE recording_sid = ?", { RECORDING_SID } },
	{ NULL }
};

/* What was drawn from it is taken back once: what stands there later was drawn from another one. */
#define IS_THERE "(SELECT transcript_id FROM transcripts " \
	"WHERE transcript_id = ? AND status <> 'deleted')"

static const struct step transcript_steps[] = {
	/* Of the analysis its outcome is kept, so that it is known which one came from there. */
	{ "UPDATE calls SET summary_text = NULL, summary_ready = FALSE, summarised_at = NULL, "
	    "analysis = IF(JSON_VALUE(analysis, '$.outcome') IS NULL, NULL, "
	        "JSON_OBJECT('outcome', JSON_VALUE(analysis, '$.outcome'))), "
	    "booked_evidence = NULL, stated_time = NULL, transcript_sid = NULL, "
	    "detector_version = NULL WHERE call_sid = ? AND EXISTS " IS_THERE, { CALL_SID, REF } },
	{ "UPDATE voicemails SET transcript = NULL WHERE recording_sid = ? AND EXISTS " IS_THERE,
	    { RECORDING_SID, REF } },
	{ "UPDATE bookings SET evidence = '', stated_time = NULL WHERE call_sid = ? AND EXISTS "
	    IS_THERE, { CALL_SID, REF } },
	{ "UPDATE transcripts SET status = 'deleted', text = NULL, summary = NULL, "
	    "operators = NULL WHERE transcript_id = ?", { REF } },
	{ "DELETE FROM sentences WHERE transcript_id = ?", { REF } },
	/* By its path too: one that was odd is an event of another type. */
	{ "UPDATE sessions SET transcript = NULL, summary = NULL WHERE call_sid = ? AND EXISTS "
	    "(SELECT transcript_id FROM transcripts WHERE transcript_id = ? "
	    "AND source IN ('elevenlabs', 'vapi'))", { CALL_SID, REF } },
	{ "UPDATE events SET body = '' WHERE subject = ? "
	    "AND (type LIKE '%transcription%' OR path LIKE '%transcription%')", { CALL_SID } },
	{ NULL }
};

static const struct step message_steps[] = {
	{ "UPDATE messages SET body = '', media = NULL, answer = NULL WHERE message_id = ?", { REF } },
	{ "UPDATE campaign_recipients SET body = '' WHERE message_id = ?", { REF } },
	{ "UPDATE events SET body = '' WHERE subject = ?", { MESSAGE_SID } },
	{ NULL }
};

static const struct step conversation_steps[] = {
	{ "UPDATE sessions SET has_audio = FALSE WHERE provider = ? AND conversation_id = ?",
	    { PROVIDER, CONVERSATION } },
	{ NULL }
};

#define ITS_SESSION "(SELECT session_id FROM sessions WHERE provider = ? AND conversation_id = ?)"

/* Reports before what was drawn from them: as those lock them who work them in. */
static const struct step report_steps[] = {
	{ "UPDATE events SET body = '' WHERE claim IN (CONCAT(?, ':" REPORT_TYPE ":', ?), "
	    "CONCAT(?, ':" REPORT_FAILURE_TYPE ":', ?))",
	    { PROVIDER, CONVERSATION, PROVIDER, CONVERSATION } },
	/* Repeats, states, and what is of a type that we do not know. */
	{ "UPDATE events SET body = '' WHERE subject = ?", { CONVERSATION } },
	{ "UPDATE bookings SET evidence = '', stated_time = NULL WHERE session_id = " ITS_SESSION,
	    { PROVIDER, CONVERSATION } },
	{ "UPDATE bookings SET evidence = '', stated_time = NULL WHERE call_sid = ? "
	    "AND source = ?", { CALL_SID, PROVIDER } },
	{ "UPDATE tickets SET description = '' WHERE origin = CONCAT(?, ':', ?)",
	    { PROVIDER, CONVERSATION } },
	{ "UPDATE sessions SET summary = NULL, transcript = NULL WHERE provider = ? "
	    "AND conversation_id = ?", { PROVIDER, CONVERSATION } },
	{ "DELETE FROM unmatched_conversations WHERE provider = ? AND conversation_id = ?",
	    { PROVIDER, CONVERSATION } },
	{ NULL }
};

static const struct step *const steps[] = {
	[DELETION_RECORDING] = recording_steps, [DELETION_TRANSCRIPT] = transcript_steps,
	[DELETION_MESSAGE] = message_steps, [DELETION_CONVERSATION] = conversation_steps,
	[DELETION_REPORT] = report_steps,
};

/* Runs a job anew where a thing has another transcript that is ready. */
static enum db_result
look_anew_if(struct db *db, struct arena *a, const char *sql, const char *kind, const char *name,
    const char *sid)
{
	struct json_object *payload = json_object_in(a);
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row, sql, DB_VALUES(db_text(sid)));

	json_put_text(payload, name, sid);
	if (result == DB_OK)
		return job_add(db, a, kind, arena_printf(a, "%s:%s", kind, sid), payload, 0);
	return result == DB_NONE ? DB_OK : result;
}

/* A call may have other transcripts, whose words still find it, and tell what came of it; so may a
 * voicemail. */
static enum db_result
look_anew(struct db *db, struct arena *a, const struct thing *thing)
{
	enum db_result result = search_put_call(db, a, thing->call_sid);

	if (result == DB_OK)
		result = look_anew_if(db, a, "SELECT transcripts.transcript_id FROM transcripts "
		    "JOIN calls USING (call_sid) WHERE transcripts.call_sid = ? "
		    "AND transcripts.status = 'ready' AND detector_version IS NULL LIMIT 1",
		    "analyse-call", "callSid", thing->call_sid);
	if (result == DB_OK && thing->recording_sid)
		result = look_anew_if(db, a, "SELECT transcript_id FROM transcripts "
		    "JOIN voicemails USING (recording_sid) WHERE transcripts.recording_sid = ? "
		    "AND transcripts.status = 'ready' AND voicemails.transcript IS NULL LIMIT 1",
		    "voicemail-transcript", "recordingSid", thing->recording_sid);
	return result;
}

/* Within a transaction. A value that the thing does not have is NULL, which nothing equals. */
static enum db_result
delete_here(struct db *db, struct arena *a, enum deletion_kind kind, int64_t ref,
    const struct thing *thing)
{
	const struct db_value of[] = {
		[REF] = db_int(ref), [CALL_SID] = db_text(thing->call_sid),
		[RECORDING_SID] = db_text(thing->recording_sid),
		[MESSAGE_SID] = db_text(thing->message_sid),
		[PROVIDER] = db_text(thing->provider),
		[CONVERSATION] = db_text(thing->conversation_id),
	};

	for (const struct step *s = steps[kind]; s->sql; s++) {
		struct db_value values[4];
		size_t n = 0;
		enum db_result result;

		while (n < 4 && s->values[n] != END) {
			values[n] = of[s->values[n]];
			n++;
		}
		result = db_write(db, s->sql, values, n);
		if (result != DB_OK && result != DB_NONE)
			return result;
	}
	if (kind == DELETION_TRANSCRIPT)
		return look_anew(db, a, thing);
	return kind == DELETION_MESSAGE ? search_forget(db, SEARCH_MESSAGE, ref) : DB_OK;
}

/* --- the ledger ------------------------------------------------------------------------------ */

struct asking {
	struct arena *arena;
	struct deletion *deletion;
	int64_t run_at_ms;
};

static enum db_result
ask(struct db *db, void *context)
{
	struct asking *c = context;
	struct deletion *d = c->deletion;
	struct arena *a = c->arena;
	struct thing thing;
	struct db_row row;
	enum db_result result = thing_find(db, a, d->kind, d->ref, &thing);
	int64_t now_ms = clock_now_ms();

	if (result != DB_OK)
		return result;
	d->clinic_id = thing.clinic_id;
	d->sid = thing.sid;
	d->provider = thing.provider;
	result = delete_here(db, a, d->kind, d->ref, &thing);
	if (result != DB_OK)
		return result;
	result = db_write(db,
	    "INSERT INTO deletions (clinic_id, kind, ref, sid, reason, user_id, status, asked_at, "
	    "here_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
	    "ON DUPLICATE KEY UPDATE deletion_id = LAST_INSERT_ID(deletion_id), "
	    "status = IF(status = 'failed', 'pending', status)",
	    DB_VALUES(db_id(d->clinic_id), db_text(kinds[d->kind]), db_int(d->ref), db_text(d->sid),
	    db_text(reasons[d->reason]), db_id(d->user_id),
	    db_text(statuses[d->sid ? DELETION_PENDING : DELETION_DONE]), db_time(a, now_ms),
	    db_time(a, now_ms)));
	if (result != DB_OK)
		return result;
	d->deletion_id = db_insert_id(db);
	result = db_read_one(db, a, &row, "SELECT status FROM deletions WHERE deletion_id = ?",
	    DB_VALUES(db_int(d->deletion_id)));
	if (result != DB_OK)
		return result;
	d->status = (enum deletion_status)index_of(statuses, 3, row_text(row, "status"));
	return d->status == DELETION_DONE ? DB_OK :
	    deletion_schedule(db, a, d->deletion_id, c->run_at_ms);
}

enum db_result
deletion_ask(struct db *db, struct arena *a, struct deletion *deletion, int64_t run_at_ms)
{
	struct asking context = { a, deletion, run_at_ms };

	return db_transact(db, ask, &context);
}

struct session_asking {
	struct arena *arena;
	const char *session_id;
	int64_t user_id, run_at_ms;
};

static enum db_result
ask_session(struct db *db, void *context)
{
	const struct session_asking *s = context;
	struct db_rows *rows;
	enum db_result result = db_read(db, s->arena, &rows,
	    "SELECT agent_conversation_id, transcript_id FROM sessions "
	    "JOIN agent_conversations USING (provider, conversation_id) "
	    "LEFT JOIN transcripts ON transcripts.call_sid = agent_conversations.call_sid "
	    "AND transcripts.source IN ('elevenlabs', 'vapi') WHERE session_id = ?",
	    DB_VALUES(db_text(s->session_id)));

	if (result == DB_OK && !db_count(rows))
		return DB_NONE;
	for (size_t i = 0; result == DB_OK && i < db_count(rows); i++) {
		int64_t conversation_id = row_int(db_at(rows, i), "agent_conversation_id");
		const struct { enum deletion_kind kind; int64_t ref; } things[] = {
			{ DELETION_TRANSCRIPT, row_int(db_at(rows, i), "transcript_id") },
			{ DELETION_REPORT, conversation_id },
			{ DELETION_CONVERSATION, conversation_id },
		};

		for (size_t k = 0; result == DB_OK && k < sizeof things / sizeof *things; k++) {
			struct deletion d = {
				.kind = things[k].kind, .ref = things[k].ref,
				.reason = DELETION_REQUEST, .user_id = s->user_id,
			};

			if (d.ref)
				result = ask(db, &(struct asking){ s->arena, &d, s->run_at_ms });
		}
	}
	return result;
}

enum db_result
deletion_ask_session(struct db *db, struct arena *a, const char *session_id, int64_t user_id,
    int64_t run_at_ms)
{
	return db_transact(db, ask_session,
	    &(struct session_asking){ a, session_id, user_id, run_at_ms });
}

static enum db_result
repeat(struct db *db, void *context)
{
	struct asking *c = context;
	struct thing thing;
	enum db_result result = thing_find(db, c->arena, c->deletion->kind, c->deletion->ref,
	    &thing);

	if (result == DB_NONE)
		return DB_OK;
	return result == DB_OK ? delete_here(db, c->arena, c->deletion->kind, c->deletion->ref,
	    &thing) : result;
}

enum db_result
deletion_repeat(struct db *db, struct arena *a, const struct deletion *deletion)
{
	struct deletion copy = *deletion;
	struct asking context = { a, &copy, 0 };

	return db_transact(db, repeat, &context);
}

enum db_result
deletion_find(struct db *db, struct arena *a, int64_t deletion_id, struct deletion *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT deletion_id, d.clinic_id, kind, ref, sid, reason, user_id, status, provider "
	    "FROM deletions d LEFT JOIN agent_conversations c ON kind = 'conversation' "
	    "AND agent_conversation_id = ref WHERE deletion_id = ?",
	    DB_VALUES(db_int(deletion_id)));

	if (result == DB_OK)
		*out = (struct deletion){
			.deletion_id = deletion_id,
			.clinic_id = row_int(row, "clinic_id"),
			.kind = (enum deletion_kind)index_of(kinds, DELETION_KINDS,
			    row_text(row, "kind")),
			.ref = row_int(row, "ref"),
			.sid = row_text(row, "sid"),
			.provider = row_text(row, "provider"),
			.reason = (enum deletion_reason)index_of(reasons, 2,
			    row_text(row, "reason")),
			.user_id = row_int(row, "user_id"),
			.status = (enum deletion_status)index_of(statuses, 3,
			    row_text(row, "status")),
		};
	return result;
}

enum db_result
deletion_done(struct db *db, struct arena *a, int64_t deletion_id)
{
	int64_t now_ms = clock_now_ms();

	return db_write(db,
	    "UPDATE deletions SET there_at = COALESCE(there_at, ?), tried_at = ?, status = 'done', "
	    "attempts = attempts + 1, last_error = NULL WHERE deletion_id = ?",
	    DB_VALUES(db_time(a, now_ms), db_time(a, now_ms), db_int(deletion_id)));
}

enum db_result
deletion_missed(struct db *db, struct arena *a, int64_t deletion_id, const char *why,
    bool gives_up)
{
	return db_write(db,
	    "UPDATE deletions SET attempts = attempts + 1, tried_at = ?, last_error = ?, "
	    "status = IF(?, 'failed', status) WHERE deletion_id = ? AND status <> 'done'",
	    DB_VALUES(db_time(a, clock_now_ms()), db_text_fit(a, why, ERROR_MAX),
	    db_bool(gives_up), db_int(deletion_id)));
}

enum db_result
deletion_schedule(struct db *db, struct arena *a, int64_t deletion_id, int64_t run_at_ms)
{
	struct json_object *payload = json_object_in(a);

	json_put_int(payload, "deletionId", deletion_id);
	return job_add(db, a, "delete", arena_printf(a, "delete:%lld", (long long)deletion_id),
	    payload, run_at_ms);
}

/* --- lists ----------------------------------------------------------------------------------- */

static enum db_result
ids_read(struct db *db, struct arena *a, struct db_query *q, int64_t **ids, size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_query_read(db, a, &rows, q);

	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*ids = arena_array(a, *count, sizeof **ids);
	for (size_t i = 0; i < *count; i++)
		(*ids)[i] = row_int(db_at(rows, i), "id");
	return DB_OK;
}

enum db_result
deletions_open(struct db *db, struct arena *a, int64_t after_id, int idle_s, int limit,
    int64_t **ids, size_t *count)
{
	struct db_query *q = db_query(a, "SELECT deletion_id AS id FROM deletions "
	    "WHERE status IN ('pending', 'failed')");

	db_query_and(q, " AND deletion_id > ?", db_int(after_id));
	if (idle_s)
		db_query_and(q, " AND COALESCE(tried_at, asked_at) < ?",
		    db_time(a, clock_now_ms() - (int64_t)idle_s * 1000));
	db_query_and(q, " ORDER BY deletion_id LIMIT ?", db_int(limit));
	return ids_read(db, a, q, ids, count);
}

enum db_result
deletions_list(struct db *db, struct arena *a, const struct page *page,
    const struct deletion_filter *filter, struct json_object *items, int64_t *next)
{
	struct db_query *q = db_query(a,
	    "SELECT deletion_id, clinic_id, kind, sid, reason, user_id, status, asked_at, here_at, "
	    "there_at, attempts, last_error FROM deletions WHERE TRUE");
	struct db_rows *rows;
	enum db_result result;

	db_query_if(q, " AND clinic_id = ?", db_id(page->clinic_id));
	db_query_if(q, " AND status = ?", db_text(filter->status));
	db_query_if(q, " AND kind = ?", db_text(filter->kind));
	page_query(q, a, page, "deletion_id", "asked_at");
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < page_count(page, rows); i++) {
		struct db_row row = db_at(rows, i);
		struct json_object *o = json_object_in(a);

		json_put_int(o, "id", row_int(row, "deletion_id"));
		json_put_id(o, "clinicId", row_int(row, "clinic_id"));
		json_put_text(o, "kind", row_text(row, "kind"));
		json_put_text(o, "sid", row_text(row, "sid"));
		json_put_text(o, "reason", row_text(row, "reason"));
		json_put_id(o, "userId", row_int(row, "user_id"));
		json_put_text(o, "status", row_text(row, "status"));
		json_put_time(o, "askedAt", row_time(row, "asked_at"));
		json_put_time(o, "deletedHereAt", row_time(row, "here_at"));
		json_put_time(o, "deletedThereAt", row_time(row, "there_at"));
		json_put_int(o, "attempts", row_int(row, "attempts"));
		json_put_text(o, "lastError", row_text(row, "last_error"));
		json_append(items, o);
	}
	*next = page_next(page, rows, "deletion_id");
	return DB_OK;
}

/* --- what is kept too long ------------------------------------------------------------------- */

enum db_result
retention_adopt(struct db *db)
{
	enum db_result result = recordings_adopt(db, DAYS_MAX);

	if (result == DB_OK)
		result = db_write(db, "UPDATE transcripts JOIN calls USING (call_sid) "
		    "SET transcripts.clinic_id = calls.clinic_id "
		    "WHERE transcripts.clinic_id IS NULL AND calls.clinic_id IS NOT NULL",
		    DB_NO_VALUES);
	return result == DB_NONE ? DB_OK : result;
}

enum db_result
retention_forget_odd(struct db *db, struct arena *a, int64_t clinic_id, int64_t before_ms)
{
	/* That its call has a transcript, with which it would go, is not said. */
	enum db_result result = db_write(db, "UPDATE events SET body = '' "
	    "WHERE verdict = 'failed' AND path LIKE '%transcription%' "
	    "AND (SELECT calls.clinic_id FROM calls WHERE call_sid = subject) <=> ? "
	    "AND at < ? AND body <> '' LIMIT 1000",
	    DB_VALUES(db_id(clinic_id), db_time(a, before_ms)));

	if (!clinic_id && (result == DB_OK || result == DB_NONE))
		result = db_write(db, "UPDATE events SET body = '' WHERE subject IS NULL "
		    "AND at < ? AND body <> '' LIMIT 1000", DB_VALUES(db_time(a, before_ms)));
	return result == DB_NONE ? DB_OK : result;
}

enum db_result
retention_clinics(struct db *db, struct arena *a, int64_t after_id, int limit, int64_t **ids,
    size_t *count)
{
	struct db_query *q = db_query(a, "SELECT clinic_id AS id FROM clinics");

	db_query_and(q, " WHERE clinic_id > ?", db_int(after_id));
	db_query_and(q, " ORDER BY clinic_id LIMIT ?", db_int(limit));
	return ids_read(db, a, q, ids, count);
}

#define CONVERSATIONS_WITHOUT \
	"SELECT agent_conversation_id AS id FROM agent_conversations " \
	"WHERE NOT EXISTS (SELECT 1 FROM deletions WHERE deletions.kind = "
#define OF_THESE " AND deletions.ref = agent_conversations.agent_conversation_id)"

/* What is there to be deleted; the clinic follows. Absent recordings have nothing to delete. States
 * are named, since no index finds what is in any other than one. What ended later than it came about
 * has a condition more. */
static const struct { const char *all, *of_clinic, *of_nobody, *before, *also; } due_sql[] = {
	[DELETION_RECORDING] = {
		"SELECT recording_id AS id FROM recordings WHERE processing_status IN "
		"('pending', 'transcribing', 'done', 'failed') "
		"AND status NOT IN ('absent', 'failed')",
		" AND clinic_id = ?",
		" AND clinic_id IS NULL AND NOT EXISTS (SELECT 1 FROM calls "
		"WHERE calls.call_sid = recordings.call_sid AND calls.clinic_id IS NOT NULL)",
		" AND created_at < ? ORDER BY created_at, recording_id LIMIT ",
	},
	[DELETION_TRANSCRIPT] = {
		"SELECT transcript_id AS id FROM transcripts WHERE status IN "
		"('asked', 'unknown', 'ready', 'failed')",
		" AND clinic_id = ?",
		" AND clinic_id IS NULL AND NOT EXISTS (SELECT 1 FROM calls "
		"WHERE calls.call_sid = transcripts.call_sid AND calls.clinic_id IS NOT NULL)",
		" AND created_at < ? ORDER BY created_at, transcript_id LIMIT ",
	},
	[DELETION_MESSAGE] = {
		"SELECT message_id AS id FROM messages WHERE NOT EXISTS (SELECT 1 FROM deletions "
		"WHERE deletions.kind = 'message' AND deletions.ref = messages.message_id)",
		" AND clinic_id = ?",
		" AND clinic_id IS NULL",
		" AND created_at < ? ORDER BY created_at, message_id LIMIT ",
		/* Its days begin when it was sent or called off; one that waits is kept. */
		" AND COALESCE(asked_at, IF(status = 'canceled', updated_at, ask_until), "
		"created_at) < ?",
	},
	[DELETION_CONVERSATION] = {
		CONVERSATIONS_WITHOUT "'conversation'" OF_THESE,
		" AND clinic_id = ?",
		" AND FALSE",
		" AND created_at < ? ORDER BY created_at, agent_conversation_id LIMIT ",
	},
	[DELETION_REPORT] = {
		CONVERSATIONS_WITHOUT "'report'" OF_THESE,
		" AND clinic_id = ?",
		" AND clinic_id IS NULL",
		" AND created_at < ? ORDER BY created_at, agent_conversation_id LIMIT ",
	},
};

enum db_result
retention_due(struct db *db, struct arena *a, enum deletion_kind kind, int64_t clinic_id,
    int64_t before_ms, int limit, int64_t **refs, size_t *count)
{
	struct db_query *q = db_query(a, due_sql[kind].all);

	if (clinic_id)
		db_query_and(q, due_sql[kind].of_clinic, db_int(clinic_id));
	else
		db_query_add(q, due_sql[kind].of_nobody);
	if (due_sql[kind].also)
		db_query_and(q, due_sql[kind].also, db_time(a, before_ms));
	db_query_and(q, due_sql[kind].before, db_time(a, before_ms));
	db_query_and(q, "?", db_int(limit));
	return ids_read(db, a, q, refs, count);
}

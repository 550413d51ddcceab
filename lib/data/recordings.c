/* Recordings. See recordings.h. */
#include "data/recordings.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/jobs.h"

/* Widths of the columns, as in schema/0006-recordings.sql. */
enum {
	SID_MAX = 64, RECORDING_SID_MAX = 34, URL_MAX = 1000, SOURCE_MAX = 32,
	SECONDS_MAX = 1000000000, CHANNELS_MAX = 255,
};

/* How far a recording has come. What Twilio may say beside these changes nothing. */
enum rank { RANK_NONE, RANK_UNDER_WAY, RANK_NOTHING, RANK_COMPLETED };

#define RECORDING_MERGE \
	"INSERT INTO recordings (recording_sid, clinic_id, call_sid, url, source, status, " \
	"status_rank, processing_status, duration, channels, error_code, started_at, created_at) " \
	"VALUES (?, COALESCE(?, (SELECT clinic_id FROM calls WHERE call_sid = ?)), ?, ?, ?, ?, " \
	"?, ?, ?, ?, ?, ?, ?) " \
	/* MariaDB assigns from left to right: what looks at the old status comes before it. */ \
	"ON DUPLICATE KEY UPDATE clinic_id = COALESCE(clinic_id, VALUES(clinic_id)), " \
	"url = IF(VALUES(url) = '' OR processing_status = 'deleted', url, VALUES(url)), " \
	"source = IF(VALUES(source) = '', source, VALUES(source)), " \
	"processing_status = CASE " \
	    "WHEN VALUES(status_rank) <= status_rank THEN processing_status " \
	    "WHEN processing_status = 'pending' THEN VALUES(processing_status) " \
	    "WHEN processing_status = 'failed' AND status_rank = 2 THEN 'pending' " \
	    "ELSE processing_status END, " \
	"status = IF(VALUES(status_rank) > status_rank, VALUES(status), status), " \
	"status_rank = GREATEST(status_rank, VALUES(status_rank)), " \
	"duration = IF(VALUES(status_rank) < status_rank, COALESCE(duration, VALUES(duration)), " \
	    "COALESCE(VALUES(duration), duration)), " \
	"channels = COALESCE(VALUES(channels), channels), " \
	"error_code = COALESCE(VALUES(error_code), error_code), " \
	"started_at = COALESCE(LEAST(started_at, VALUES(started_at)), started_at, " \
	    "VALUES(started_at))"
enum { RECORDING_VALUES = 14, CALL_VALUES = 3 };

/* The call's own recording is the first of which it is told that there is sound in it. What is told
 * late, or before the call itself, must not spoil that. */
#define CALL_HAS \
	"UPDATE calls SET recording_sid = IF(EXISTS (SELECT 1 FROM recordings " \
	"WHERE recording_sid = ? AND processing_status = 'deleted'), recording_sid, " \
	"COALESCE(recording_sid, ?)) WHERE call_sid = ?"
#define CALL_MAY_HAVE \
	"UPDATE calls SET recording_sid = COALESCE(recording_sid, (SELECT recording_sid " \
	"FROM recordings WHERE recording_sid = ? AND status = 'completed' " \
	"AND processing_status <> 'deleted')) WHERE call_sid = ?"
#define CALL_HAS_NOT \
	"UPDATE calls SET recording_sid = NULLIF(recording_sid, (SELECT recording_sid " \
	"FROM recordings WHERE recording_sid = ? AND status <> 'completed')) WHERE call_sid = ?"

#define RECORDING_SELECT \
	"SELECT recordings.recording_id, recordings.recording_sid, recordings.call_sid, " \
	"COALESCE(recordings.clinic_id, calls.clinic_id) AS clinic_id, recordings.url, " \
	"recordings.source, recordings.status, recordings.processing_status, " \
	"recordings.duration, recordings.channels, recordings.started_at, recordings.created_at, " \
	"recordings.source = 'DialVerb' AND calls.call_type = 'outbound' " \
	"AND calls.assistant_id IS NOT NULL AS assistant_first " \
	"FROM recordings LEFT JOIN calls USING (call_sid) "

static const char *const processing_words[] = {
	[PROCESSING_PENDING] = "pending", [PROCESSING_TRANSCRIBING] = "transcribing",
	[PROCESSING_DONE] = "done", [PROCESSING_FAILED] = "failed",
	[PROCESSING_DELETED] = "deleted",
};

const char *
processing_name(enum processing processing)
{
	return processing_words[processing];
}

/* --- writing ------------------------------------------------------------------------------- */

static enum rank
rank_of(const char *status)
{
	static const struct { const char *status; enum rank rank; } ranks[] = {
		{ "in-progress", RANK_UNDER_WAY }, { "absent", RANK_NOTHING },
		{ "failed", RANK_NOTHING }, { "completed", RANK_COMPLETED },
	};

	for (size_t i = 0; status && i < sizeof ranks / sizeof *ranks; i++)
		if (!strcmp(ranks[i].status, status))
			return ranks[i].rank;
	return RANK_NONE;
}

/* SID_MAX, as in calls. */
static struct db_value
call_sid_of(struct arena *a, const struct recording_report *r)
{
	return db_text_fit(a, r->call_sid, SID_MAX);
}

static void
recording_values(struct arena *a, const struct recording_report *r, int64_t at_ms,
    struct db_value values[RECORDING_VALUES])
{
	enum rank rank = rank_of(r->status);
	struct db_value v[RECORDING_VALUES] = {
		db_text_fit(a, r->recording_sid, RECORDING_SID_MAX),
		db_id(r->clinic_id),
		call_sid_of(a, r),
		call_sid_of(a, r),
		db_text_fit(a, r->url ? r->url : "", URL_MAX),
		db_text_fit(a, r->source ? r->source : "", SOURCE_MAX),
		db_text(rank == RANK_NONE ? "in-progress" : r->status),
		db_int((int)rank),
		db_text(processing_name(
		    rank == RANK_NOTHING ? PROCESSING_FAILED : PROCESSING_PENDING)),
		r->duration < 0 ? db_null() :
		    db_int(r->duration < SECONDS_MAX ? r->duration : SECONDS_MAX),
		db_id(r->channels > 0 && r->channels <= CHANNELS_MAX ? r->channels : 0),
		db_id(r->error_code > 0 ? r->error_code : 0),
		db_time(a, r->started_at_ms),
		db_time(a, at_ms),
	};

	memcpy(values, v, sizeof v);
}

/* What it says of its call's row. */
static const char *
call_statement(struct arena *a, const struct recording_report *r,
    struct db_value values[CALL_VALUES], size_t *count)
{
	enum rank rank = rank_of(r->status);
	/* A Record's action tells where the sound is, without a status. */
	bool has = rank == RANK_COMPLETED || (rank == RANK_NONE && r->url && *r->url);

	*count = 0;
	values[(*count)++] = db_text_fit(a, r->recording_sid, RECORDING_SID_MAX);
	if (has)
		values[(*count)++] = values[0];
	values[(*count)++] = call_sid_of(a, r);
	return has ? CALL_HAS : rank == RANK_NOTHING ? CALL_HAS_NOT : CALL_MAY_HAVE;
}

void
recording_add(struct facts *f, const struct recording_report *r, int64_t at_ms)
{
	struct arena *a = facts_arena(f);
	struct db_value values[RECORDING_VALUES], call_values[CALL_VALUES];
	size_t count;
	const char *call_sql = call_statement(a, r, call_values, &count);

	/* The call first, as everybody locks it first. */
	facts_add(f, call_sql, call_values, count);
	recording_values(a, r, at_ms, values);
	facts_add(f, RECORDING_MERGE, values, RECORDING_VALUES);
}

void
recording_add_job(struct facts *f, const char *recording_sid)
{
	struct json_object *payload = json_object_in(facts_arena(f));

	json_put_text(payload, "recordingSid", recording_sid);
	job_add_to(f, "transcribe", arena_printf(facts_arena(f), "transcribe:%s", recording_sid),
	    payload, 0);
}

/* --- what Twilio's list says --------------------------------------------------------------- */

struct reconciling {
	struct arena *arena;
	const struct recording_report *report;
	bool changed;
};

static enum db_result
reconcile(struct db *db, void *context)
{
	struct reconciling *c = context;
	const struct recording_report *r = c->report;
	struct arena *a = c->arena;
	struct db_value values[RECORDING_VALUES], call_values[CALL_VALUES];
	size_t count;
	const char *call_sql = call_statement(a, r, call_values, &count);
	enum rank known = RANK_NONE, rank = rank_of(r->status);
	struct json_object *payload = json_object_in(a);
	struct db_row row;
	enum db_result result;

	c->changed = false;
	/* Recordings of calls that are not ours are none of our business. */
	result = db_read_one(db, a, &row,
	    "SELECT call_id FROM calls WHERE call_sid = ? FOR UPDATE",
	    DB_VALUES(call_sid_of(a, r)));
	if (result != DB_OK)
		return result;
	result = db_read_one(db, a, &row,
	    "SELECT status_rank FROM recordings WHERE recording_sid = ? FOR UPDATE",
	    DB_VALUES(db_text(r->recording_sid)));
	if (result == DB_OK)
		known = (enum rank)row_int(row, "status_rank");
	if (result != DB_OK && result != DB_NONE)
		return result;
	if (result == DB_OK && known >= rank)
		return DB_OK;
	recording_values(a, r, r->started_at_ms ? r->started_at_ms : clock_now_ms(), values);
	result = db_write(db, RECORDING_MERGE, values, RECORDING_VALUES);
	if (result == DB_OK)
		result = db_write(db, call_sql, call_values, count);
	json_put_text(payload, "recordingSid", r->recording_sid);
	if (result == DB_OK && rank == RANK_COMPLETED)
		result = job_add(db, a, "transcribe",
		    arena_printf(a, "transcribe:%s", r->recording_sid), payload, 0);
	c->changed = result == DB_OK;
	return result;
}

enum db_result
recording_reconcile(struct db *db, struct arena *a, const struct recording_report *r,
    bool *changed)
{
	struct reconciling context = { a, r, false };
	enum db_result result = db_transact(db, reconcile, &context);

	*changed = result == DB_OK && context.changed;
	return result;
}

#define NOT_ADOPTED \
	"WHERE recordings.clinic_id IS NULL AND calls.clinic_id IS NOT NULL " \
	"AND recordings.created_at > NOW(3) - INTERVAL ? DAY"

enum db_result
recordings_adopt(struct db *db, int days)
{
	static const char *const sql[] = {
		/* First what the call has: of one without it nothing tells afterwards. */
		"UPDATE recordings JOIN calls USING (call_sid) "
		"SET calls.recording_sid = COALESCE(calls.recording_sid, "
		    "(SELECT sound.recording_sid FROM recordings AS sound "
		    "WHERE sound.call_sid = calls.call_sid AND sound.status = 'completed' "
		    "AND sound.processing_status <> 'deleted' "
		    "ORDER BY sound.recording_id LIMIT 1)) " NOT_ADOPTED,
		/* Not where the call has come since: its sound is still to be found. */
		"UPDATE recordings JOIN calls USING (call_sid) "
		"SET recordings.clinic_id = calls.clinic_id " NOT_ADOPTED
		" AND (calls.recording_sid IS NOT NULL OR recordings.status <> 'completed' "
		"OR recordings.processing_status = 'deleted')",
	};

	for (size_t i = 0; i < sizeof sql / sizeof *sql; i++) {
		enum db_result result = db_write(db, sql[i], DB_VALUES(db_int(days)));

		if (result != DB_OK && result != DB_NONE)
			return result;
	}
	return DB_OK;
}

enum db_result
recording_set_processing(struct db *db, const char *recording_sid, enum processing processing)
{
	return db_write(db, "UPDATE recordings SET processing_status = ? "
	    "WHERE recording_sid = ? AND processing_status NOT IN ('done', 'deleted')",
	    DB_VALUES(db_text(processing_name(processing)), db_text(recording_sid)));
}

/* --- reading ------------------------------------------------------------------------------- */

static enum processing
processing_of(const char *word)
{
	for (enum processing p = PROCESSING_PENDING; p < PROCESSING_DELETED; p++)
		if (text_same(word, processing_words[p]))
			return p;
	return PROCESSING_DELETED;
}

static void
recording_read(struct db_row row, struct recording *out)
{
	*out = (struct recording){
		.recording_id = row_int(row, "recording_id"),
		.clinic_id = row_int(row, "clinic_id"),
		.recording_sid = row_text(row, "recording_sid"),
		.call_sid = row_text(row, "call_sid"),
		.url = row_text(row, "url"),
		.source = row_text(row, "source"),
		.status = row_text(row, "status"),
		.processing = processing_of(row_text(row, "processing_status")),
		.duration = row_is_null(row, "duration") ? -1 : row_int(row, "duration"),
		.channels = (int)row_int(row, "channels"),
		.assistant_first = row_bool(row, "assistant_first"),
		.started_at_ms = row_time(row, "started_at"),
		.created_at_ms = row_time(row, "created_at"),
	};
}

enum db_result
recording_find(struct db *db, struct arena *a, const char *recording_sid, struct recording *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    RECORDING_SELECT "WHERE recordings.recording_sid = ?",
	    DB_VALUES(db_text(recording_sid)));

	if (result == DB_OK)
		recording_read(row, out);
	return result;
}

enum db_result
recordings_of_call(struct db *db, struct arena *a, const char *call_sid, struct recording **list,
    size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows,
	    RECORDING_SELECT "WHERE recordings.call_sid = ? "
	    "ORDER BY recordings.created_at, recordings.recording_id LIMIT 100",
	    DB_VALUES(db_text(call_sid)));

	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*list = arena_array(a, *count, sizeof **list);
	for (size_t i = 0; i < *count; i++)
		recording_read(db_at(rows, i), *list + i);
	return DB_OK;
}

const char *
recording_sid_in(const char *url)
{
	const char *slash = url ? strrchr(url, '/') : NULL;

	return slash && strlen(slash + 1) == RECORDING_SID_MAX && text_has_prefix(slash + 1, "RE") ?
	    slash + 1 : NULL;
}

bool
recording_has_sound(const struct recording *recording)
{
	return recording->processing != PROCESSING_DELETED &&
	    !text_same(recording->status, "absent") && !text_same(recording->status, "failed");
}

struct json_object *
recording_object(struct arena *a, const struct recording *recording)
{
	struct json_object *o = json_object_in(a);

	json_put_text(o, "sid", recording->recording_sid);
	json_put_id(o, "clinicId", recording->clinic_id);
	json_put_text(o, "callSid", recording->call_sid);
	json_put(o, "duration", NULL);
	if (recording->duration >= 0)
		json_put_int(o, "duration", recording->duration);
	json_put_id(o, "channels", recording->channels);
	json_put_text(o, "source", *recording->source ? recording->source : NULL);
	json_put_text(o, "status", recording->status);
	json_put_text(o, "processingStatus", processing_name(recording->processing));
	json_put(o, "audioUrl", NULL);
	json_put_time(o, "createdAt", recording->created_at_ms);
	return o;
}

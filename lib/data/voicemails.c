/* Voicemails. See voicemails.h. */
#include "data/voicemails.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/jobs.h"
#include "data/page.h"
#include "data/tasks.h"
#include "desk/caller.h"

/* Widths of the columns, as in schema/0002-calls.sql. */
enum {
	SID_MAX = 64, NUMBER_MAX = 255, RECORDING_SID_MAX = 34, URL_MAX = 1000,
	SECONDS_MAX = 1000000000,
};

/* Its transcription, where there is one, takes about so long; notify-voicemail waits on if need be. */
enum { NOTIFY_AFTER_MS = 20 * 1000 };

/* --- how one comes ---------------------------------------------------------------------------- */

static void
tell_clinic(struct facts *f, const struct voicemail_report *v, int64_t at_ms)
{
	struct arena *a = facts_arena(f);
	struct json_object *payload = json_object_in(a);
	const struct task task = {
		.clinic_id = v->clinic_id, .kind = "voicemail", .call_sid = v->call_sid,
		.origin = arena_printf(a, "voicemail:%s", v->recording_sid),
		.title = arena_printf(a, "Voicemail from %s", caller_name(v->from)),
	};

	json_put_text(payload, "recordingSid", v->recording_sid);
	job_add_to(f, "notify-voicemail", arena_printf(a, "notify-voicemail:%s", v->recording_sid),
	    payload, at_ms + NOTIFY_AFTER_MS);
	task_add_to(f, &task, at_ms);
}

void
voicemail_add(struct facts *f, const struct voicemail_report *v, int64_t at_ms)
{
	struct arena *a = facts_arena(f);
	int64_t duration = v->duration < SECONDS_MAX ? v->duration : SECONDS_MAX;

	facts_add(f, "INSERT INTO voicemails (clinic_id, call_sid, from_number, recording_sid, "
	    "recording_url, duration, created_at) VALUES (?, ?, ?, ?, ?, ?, ?) "
	    "ON DUPLICATE KEY UPDATE voicemail_id = voicemail_id",
	    DB_VALUES(db_id(v->clinic_id), db_text_fit(a, v->call_sid, SID_MAX),
	    db_text_fit(a, v->from ? v->from : "", NUMBER_MAX),
	    db_text_fit(a, v->recording_sid, RECORDING_SID_MAX),
	    db_text_fit(a, v->recording_url ? v->recording_url : "", URL_MAX),
	    duration < 0 ? db_null() : db_int(duration),
	    db_time(a, v->left_at_ms ? v->left_at_ms : at_ms)));
	if (v->clinic_id)
		tell_clinic(f, v, at_ms);
}

enum db_result
voicemails_lost(struct db *db, struct arena *a, int64_t since_ms, int64_t before_ms,
    struct voicemail_report **list, size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows,
	    "SELECT r.recording_sid, r.call_sid, r.url, r.duration, "
	    "COALESCE(r.started_at, r.created_at) AS left_at, "
	    "COALESCE(r.clinic_id, calls.clinic_id) AS clinic_id, calls.from_number "
	    "FROM recordings AS r JOIN calls ON calls.call_sid = r.call_sid "
	    "LEFT JOIN voicemails AS v ON v.recording_sid = r.recording_sid "
	    "WHERE v.voicemail_id IS NULL AND r.source = 'RecordVerb' AND r.status = 'completed' "
	    "AND r.processing_status <> 'deleted' AND COALESCE(r.duration, 1) > 0 "
	    "AND r.created_at BETWEEN ? AND ? ORDER BY r.created_at, r.recording_id LIMIT 100",
	    DB_VALUES(db_time(a, since_ms), db_time(a, before_ms)));

	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*list = arena_array(a, *count, sizeof **list);
	for (size_t i = 0; i < *count; i++) {
		struct db_row row = db_at(rows, i);

		(*list)[i] = (struct voicemail_report){
			.clinic_id = row_int(row, "clinic_id"),
			.call_sid = row_text(row, "call_sid"),
			.recording_sid = row_text(row, "recording_sid"),
			.recording_url = row_text(row, "url"),
			.from = row_text(row, "from_number"),
			.duration = row_is_null(row, "duration") ? -1 : row_int(row, "duration"),
			.left_at_ms = row_time(row, "left_at"),
		};
	}
	return DB_OK;
}

/* --- reading ---------------------------------------------------------------------------------- */

#define SELECT_VOICEMAILS \
	"SELECT v.voicemail_id, v.clinic_id, v.call_sid, v.from_number, v.recording_sid, " \
	"v.duration, v.transcript, v.status, v.assignee_id, v.notes, v.created_at, " \
	"NOT EXISTS (SELECT 1 FROM recordings r WHERE r.recording_sid = v.recording_sid AND " \
	    "(r.processing_status = 'deleted' OR r.status IN ('absent', 'failed'))) AS has_sound " \
	"FROM voicemails v "

static struct voicemail
read_row(struct db_row row)
{
	return (struct voicemail){
		.voicemail_id = row_int(row, "voicemail_id"),
		.clinic_id = row_int(row, "clinic_id"),
		.call_sid = row_text(row, "call_sid"),
		.from = row_text(row, "from_number"),
		.recording_sid = row_text(row, "recording_sid"),
		.duration = row_is_null(row, "duration") ? -1 : row_int(row, "duration"),
		.transcript = row_text(row, "transcript"),
		.status = row_text(row, "status"),
		.assignee_id = row_int(row, "assignee_id"),
		.notes = row_text(row, "notes"),
		.has_sound = row_bool(row, "has_sound"),
		.created_at_ms = row_time(row, "created_at"),
	};
}

enum db_result
voicemail_find(struct db *db, struct arena *a, int64_t voicemail_id, struct voicemail *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    SELECT_VOICEMAILS "WHERE v.voicemail_id = ?", DB_VALUES(db_int(voicemail_id)));

	if (result == DB_OK)
		*out = read_row(row);
	return result;
}

enum db_result
voicemails_list(struct db *db, struct arena *a, const struct voicemail_filter *f,
    struct voicemail **list, size_t *count)
{
	struct db_query *q = db_query(a, SELECT_VOICEMAILS "WHERE TRUE");
	struct db_rows *rows;
	enum db_result result;

	db_query_if(q, " AND v.clinic_id = ?", db_id(f->clinic_id));
	db_query_if(q, " AND v.status = ?", db_text(f->status));
	db_query_if(q, " AND v.from_number = ?", db_text(f->phone));
	db_query_if(q, " AND v.assignee_id = ?", db_id(f->assignee_id));
	stretch_query(q, a, &(struct stretch){
		f->since_ms, f->until_ms, f->before_ms, f->before_id, f->limit,
	}, "v.created_at", "v.voicemail_id");
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*list = arena_array(a, *count, sizeof **list);
	for (size_t i = 0; i < *count; i++)
		(*list)[i] = read_row(db_at(rows, i));
	return DB_OK;
}

/* --- changes ---------------------------------------------------------------------------------- */

struct changing {
	struct arena *arena;
	int64_t voicemail_id;
	const struct voicemail_change *change;
	struct voicemail after;
};

/* The task goes with its voicemail where that is closed, taken back or assigned. */
static enum db_result
take_task_along(struct db *db, struct arena *a, const struct voicemail *before,
    const struct voicemail *after)
{
	bool closed = text_same(after->status, "closed");
	struct db_value origin =
	    db_text(arena_printf(a, "voicemail:%s", after->recording_sid));
	enum db_result result = DB_OK;

	if (closed != text_same(before->status, "closed"))
		result = db_write(db,
		    "UPDATE tasks SET done_at = IF(?, COALESCE(done_at, ?), NULL), status = ? "
		    "WHERE origin = ?",
		    DB_VALUES(db_bool(closed), db_time(a, clock_now_ms()),
		    db_text(closed ? "done" : "open"), origin));
	if ((result == DB_OK || result == DB_NONE) && before->assignee_id != after->assignee_id)
		result = db_write(db, "UPDATE tasks SET assignee_id = ? WHERE origin = ?",
		    DB_VALUES(db_id(after->assignee_id), origin));
	return result == DB_NONE ? DB_OK : result;	/* not every voicemail has a task */
}

static enum db_result
change_it(struct db *db, void *context)
{
	struct changing *c = context;
	const struct voicemail_change *change = c->change;
	struct voicemail before;
	struct db_row row;
	enum db_result result = db_read_one(db, c->arena, &row,
	    SELECT_VOICEMAILS "WHERE v.voicemail_id = ? FOR UPDATE",
	    DB_VALUES(db_int(c->voicemail_id)));

	if (result != DB_OK)
		return result;
	before = c->after = read_row(row);
	if (change->status)
		c->after.status = change->status;
	if (change->sets_assignee)
		c->after.assignee_id = change->assignee_id;
	if (change->sets_notes)
		c->after.notes = change->notes;
	result = db_write(db, "UPDATE voicemails SET status = ?, assignee_id = ?, notes = ?, "
	    "updated_at = ? WHERE voicemail_id = ?",
	    DB_VALUES(db_text(c->after.status), db_id(c->after.assignee_id),
	    db_text(c->after.notes), db_time(c->arena, clock_now_ms()),
	    db_int(c->voicemail_id)));
	if (result != DB_OK)
		return result;
	return take_task_along(db, c->arena, &before, &c->after);
}

enum db_result
voicemail_change(struct db *db, struct arena *a, int64_t voicemail_id,
    const struct voicemail_change *change, struct voicemail *out)
{
	struct changing c = { .arena = a, .voicemail_id = voicemail_id, .change = change };
	enum db_result result = db_transact(db, change_it, &c);

	if (result == DB_OK)
		*out = c.after;
	return result;
}

struct json_object *
voicemail_object(struct arena *a, const struct voicemail *v, const char *audio_url)
{
	struct json_object *o = json_object_in(a);

	json_put_id(o, "id", v->voicemail_id);
	json_put_id(o, "clinicId", v->clinic_id);
	json_put_text(o, "callSid", v->call_sid);
	json_put_text(o, "from", *v->from ? v->from : NULL);
	json_put_text(o, "recordingSid", v->recording_sid);
	if (v->duration < 0)
		json_put(o, "duration", NULL);
	else
		json_put_int(o, "duration", v->duration);
	json_put_text(o, "transcript", v->transcript);
	json_put_text(o, "status", v->status);
	json_put_id(o, "assigneeId", v->assignee_id);
	json_put_text(o, "notes", v->notes);
	json_put_text(o, "audioUrl", audio_url);
	json_put_time(o, "createdAt", v->created_at_ms);
	return o;
}

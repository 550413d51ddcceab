/* Sessions. See sessions.h. */
#include "data/sessions.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/calls.h"
#include "guard/password.h"

/* Widths of the columns, as in schema/0014. */
enum { ID_MAX = 29, AGENT_TYPE_MAX = 64, AGENT_MAX = 64, SID_MAX = 64, INTENT_MAX = 64 };
enum { SUMMARY_MAX = 16000, FITTING_MAX = 3, UNREPORTED_MAX = 200 };
static const int64_t LONG_AGO_MS = INT64_C(3600) * 1000;

/* Where the session has not ended, its call's row knows best: what the provider of calls answered
 * to us is there. "initiated" is no word of a session's. */
#define STATUS \
	"IF(s.status_rank >= 5 OR c.call_id IS NULL, s.status, " \
	    "IF(c.status = 'initiated', 'queued', c.status))"
#define FROM_SESSIONS \
	"FROM sessions s LEFT JOIN calls c ON c.origin = CONCAT('session:', s.session_id) "
#define SELECT_SESSIONS \
	"SELECT s.session_id, s.position, s.clinic_id, s.patient_id, s.phone, s.agent_type, s.agent, " \
	"s.provider, " STATUS " AS status, COALESCE(s.call_sid, c.call_sid) AS call_sid, " \
	"s.conversation_id, s.intent, s.summary, s.transcript, s.has_audio, s.reported_at, " \
	"s.created_at, COALESCE(s.ended_at, c.ended_at) AS ended_at " FROM_SESSIONS
#define REACHED_SOMEBODY \
	"AND " STATUS " NOT IN ('busy', 'no-answer', 'canceled', 'failed', 'simulation') "

const char *
session_new_id(struct arena *a)
{
	return arena_printf(a, "vs_%s", random_id(a));
}

static int
rank_of(const char *status)
{
	/* An agent who was not there: the call's own end says less, and may have been told before. */
	if (text_same(status, "failed"))
		return CALL_ENDED + 1;
	return call_status_rank(status);
}

/* --- reading --------------------------------------------------------------------------------- */

static struct session
read_row(struct arena *a, struct db_row row)
{
	const char *transcript = row_text(row, "transcript"), *why;
	struct session s = {
		.session_id = row_text(row, "session_id"),
		.clinic_id = row_int(row, "clinic_id"),
		.patient_id = row_int(row, "patient_id"),
		.phone = row_text(row, "phone"),
		.agent_type = row_text(row, "agent_type"),
		.agent = row_text(row, "agent"),
		.provider = row_text(row, "provider"),
		.status = row_text(row, "status"),
		.call_sid = row_text(row, "call_sid"),
		.conversation_id = row_text(row, "conversation_id"),
		.intent = row_text(row, "intent"),
		.summary = row_text(row, "summary"),
		.has_audio = row_bool(row, "has_audio"),
		.reported_at_ms = row_time(row, "reported_at"),
		.created_at_ms = row_time(row, "created_at"),
		.ended_at_ms = row_time(row, "ended_at"),
	};

	if (transcript &&
	    !json_parse(a, transcript, strlen(transcript), &s.transcript, &why))
		s.transcript = NULL;
	return s;
}

static enum db_result
find(struct db *db, struct arena *a, const char *sql, const struct db_value *values, size_t count,
    struct session *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row, sql, values, count);

	if (result == DB_OK)
		*out = read_row(a, row);
	return result;
}

static enum db_result
find_all(struct db *db, struct arena *a, struct db_query *q, struct session **list, size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_query_read(db, a, &rows, q);

	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*list = arena_array(a, *count, sizeof **list);
	for (size_t i = 0; i < *count; i++)
		(*list)[i] = read_row(a, db_at(rows, i));
	return DB_OK;
}

enum db_result
session_find(struct db *db, struct arena *a, const char *session_id, struct session *out)
{
	return find(db, a, SELECT_SESSIONS "WHERE s.session_id = ?",
	    DB_VALUES(db_text_fit(a, session_id, ID_MAX + 1)), out);
}

/* The sid may be known to the call's row alone. */
enum db_result
session_by_call(struct db *db, struct arena *a, const char *call_sid, struct session *out)
{
	struct db_value sid = db_text_fit(a, call_sid, SID_MAX + 1);
	enum db_result result = find(db, a, SELECT_SESSIONS "WHERE s.call_sid = ?",
	    DB_VALUES(sid), out);

	if (result != DB_NONE)
		return result;
	return find(db, a, SELECT_SESSIONS "WHERE s.session_id = "
	    "(SELECT session_id FROM calls WHERE call_sid = ?)", DB_VALUES(sid), out);
}

enum db_result
session_by_conversation(struct db *db, struct arena *a, const char *provider,
    const char *conversation_id, struct session *out)
{
	return find(db, a, SELECT_SESSIONS "WHERE s.provider = ? AND s.conversation_id = ?",
	    DB_VALUES(db_text(provider), db_text_fit(a, conversation_id, SID_MAX + 1)), out);
}

enum db_result
sessions_fitting(struct db *db, struct arena *a, const char *phone, const char *agent,
    int64_t from_ms, int64_t until_ms, struct session **list, size_t *count)
{
	struct db_query *q = db_query(a, SELECT_SESSIONS "WHERE s.conversation_id IS NULL "
	    REACHED_SOMEBODY);

	db_query_and(q, "AND s.phone = ? ", db_text(phone));
	db_query_and(q, "AND s.created_at >= ? ", db_time(a, from_ms));
	db_query_and(q, "AND s.created_at <= ? ", db_time(a, until_ms));
	if (agent)
		db_query_and(q, "AND s.agent = ? ", db_text(agent));
	db_query_and(q, "ORDER BY s.position LIMIT ?", db_int(FITTING_MAX));
	return find_all(db, a, q, list, count);
}

enum db_result
sessions_unreported(struct db *db, struct arena *a, const char *provider, int64_t from_ms,
    int64_t until_ms, struct session **list, size_t *count)
{
	struct db_query *q = db_query(a, SELECT_SESSIONS "WHERE s.reported_at IS NULL "
	    REACHED_SOMEBODY);

	db_query_and(q, "AND s.provider = ? ", db_text(provider));
	db_query_and(q, "AND s.created_at >= ? ", db_time(a, from_ms));
	db_query_and(q, "AND s.created_at < ? ", db_time(a, until_ms));
	db_query_and(q, "AND (s.status_rank >= 5 OR c.status_rank >= 5 OR s.created_at < ?) ",
	    db_time(a, until_ms - LONG_AGO_MS));
	db_query_and(q, "ORDER BY s.position LIMIT ?", db_int(UNREPORTED_MAX));
	return find_all(db, a, q, list, count);
}

enum db_result
sessions_list(struct db *db, struct arena *a, const struct page *page,
    const struct session_filter *filter, struct json_object *items, int64_t *next)
{
	struct db_query *q = db_query(a, SELECT_SESSIONS "WHERE TRUE");
	struct db_rows *rows;
	enum db_result result;

	db_query_if(q, " AND s.clinic_id = ?", db_id(page->clinic_id));
	db_query_if(q, " AND " STATUS " = ?", db_text(filter->status));
	db_query_if(q, " AND s.agent_type = ?", db_text(filter->agent_type));
	db_query_if(q, " AND s.phone = ?", db_text(filter->phone));
	db_query_if(q, " AND s.patient_id = ?", db_id(filter->patient_id));
	page_query(q, a, page, "s.position", "s.created_at");
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < page_count(page, rows); i++) {
		struct session session = read_row(a, db_at(rows, i));

		json_append(items, session_object(a, &session));
	}
	*next = page_next(page, rows, "position");
	return DB_OK;
}

/* --- writing --------------------------------------------------------------------------------- */

enum db_result
session_add(struct db *db, struct arena *a, struct session *s)
{
	int64_t now_ms = clock_now_ms();
	struct db_value now = db_time(a, now_ms);
	int rank = rank_of(s->status);
	enum db_result result = db_write(db, "INSERT INTO sessions (session_id, clinic_id, "
	    "patient_id, phone, agent_type, agent, provider, status, status_rank, created_at, "
	    "updated_at, ended_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    DB_VALUES(db_text(s->session_id), db_int(s->clinic_id), db_id(s->patient_id),
	    db_text(s->phone), db_text_fit(a, s->agent_type, AGENT_TYPE_MAX),
	    db_text_fit(a, s->agent, AGENT_MAX), db_text(s->provider), db_text(s->status),
	    db_int(rank < 0 ? 0 : rank), now, now, rank >= CALL_ENDED ? now : db_null()));

	if (result != DB_OK)
		return result;
	s->created_at_ms = now_ms;
	if (rank >= CALL_ENDED)
		s->ended_at_ms = now_ms;
	return DB_OK;
}

/* MariaDB assigns from left to right: status and ended_at come before the rank that decides. */
#define REPORT_STATUS \
	"UPDATE sessions SET status = IF(? > status_rank, ?, status), " \
	"ended_at = COALESCE(ended_at, ?), updated_at = GREATEST(updated_at, ?), " \
	"status_rank = GREATEST(status_rank, ?) WHERE session_id = ?"
enum { REPORT_VALUES = 6 };

/* What is another session's changes nothing. */
#define REPORT_CALL \
	"UPDATE IGNORE sessions SET call_sid = ? WHERE session_id = ? AND call_sid IS NULL"
#define REPORT_CONVERSATION \
	"UPDATE IGNORE sessions SET conversation_id = ? WHERE session_id = ? " \
	"AND conversation_id IS NULL"

static void
report_values(struct arena *a, const char *session_id, const char *status, int64_t ended_at_ms,
    int64_t at_ms, struct db_value values[REPORT_VALUES])
{
	int rank = rank_of(status);
	struct db_value v[REPORT_VALUES] = {
		/* "initiated" is queued still; what we do not know as a status says nothing. */
		db_int(rank), db_text(rank < 0 || rank == 2 ? "queued" : status),
		db_time(a, ended_at_ms), db_time(a, at_ms),
		db_int(rank < 0 ? 0 : rank), db_text_fit(a, session_id, ID_MAX),
	};

	memcpy(values, v, sizeof v);
}

void
session_report_to(struct facts *f, const char *session_id, const char *status,
    const char *call_sid, const char *conversation_id, int64_t ended_at_ms, int64_t at_ms)
{
	struct arena *a = facts_arena(f);
	struct db_value id = db_text_fit(a, session_id, ID_MAX), values[REPORT_VALUES];

	report_values(a, session_id, status, ended_at_ms, at_ms, values);
	facts_add(f, REPORT_STATUS, values, REPORT_VALUES);
	if (call_sid && *call_sid)
		facts_add(f, REPORT_CALL, DB_VALUES(db_text_fit(a, call_sid, SID_MAX), id));
	if (conversation_id && *conversation_id)
		facts_add(f, REPORT_CONVERSATION,
		    DB_VALUES(db_text_fit(a, conversation_id, SID_MAX), id));
}

struct report {
	struct arena *arena;
	const char *session_id, *call_sid, *conversation_id;
	struct db_value values[REPORT_VALUES];
};

static enum db_result
write_report(struct db *db, void *context)
{
	const struct report *r = context;
	struct db_value id = db_text_fit(r->arena, r->session_id, ID_MAX);
	enum db_result result = db_write(db, REPORT_STATUS, r->values, REPORT_VALUES);

	if (result == DB_OK && r->call_sid) {
		result = db_write(db, REPORT_CALL,
		    DB_VALUES(db_text_fit(r->arena, r->call_sid, SID_MAX), id));
		if (result == DB_NONE)
			result = DB_OK;
	}
	if (result == DB_OK && r->conversation_id) {
		result = db_write(db, REPORT_CONVERSATION,
		    DB_VALUES(db_text_fit(r->arena, r->conversation_id, SID_MAX), id));
		if (result == DB_NONE)
			result = DB_OK;
	}
	return result;
}

enum db_result
session_report(struct db *db, struct arena *a, const char *session_id, const char *status,
    const char *call_sid, const char *conversation_id, int64_t ended_at_ms)
{
	struct report r = {
		.arena = a, .session_id = session_id, .call_sid = call_sid,
		.conversation_id = conversation_id,
	};

	report_values(a, session_id, status, ended_at_ms, clock_now_ms(), r.values);
	return db_within(db, write_report, &r);
}

enum db_result
session_fill(struct db *db, struct arena *a, const struct session *s)
{
	struct db_value now = db_time(a, clock_now_ms());
	const char *status = s->status ? s->status : "completed";
	int rank = rank_of(status);

	return db_write(db, "UPDATE sessions SET patient_id = COALESCE(patient_id, ?), "
	    "conversation_id = COALESCE(conversation_id, ?), intent = ?, summary = ?, "
	    "transcript = ?, has_audio = ?, status = IF(? > status_rank, ?, status), "
	    "ended_at = COALESCE(ended_at, ?), status_rank = GREATEST(status_rank, ?), "
	    "reported_at = COALESCE(reported_at, ?), updated_at = ? WHERE session_id = ?",
	    DB_VALUES(db_id(s->patient_id), db_text_fit(a, s->conversation_id, SID_MAX),
	    db_text_fit(a, s->intent, INTENT_MAX), db_text_fit(a, s->summary, SUMMARY_MAX),
	    s->transcript ? db_text(json_text(a, s->transcript)) : db_null(),
	    db_bool(s->has_audio), db_int(rank), db_text(rank < 0 ? "completed" : status),
	    db_time(a, s->ended_at_ms), db_int(rank < 0 ? 0 : rank), now, now,
	    db_text(s->session_id)));
}

struct json_object *
session_object(struct arena *a, const struct session *s)
{
	struct json_object *o = json_object_in(a);

	json_put_text(o, "id", s->session_id);
	json_put_id(o, "clinicId", s->clinic_id);
	json_put_id(o, "patientId", s->patient_id);
	json_put_text(o, "phone", s->phone);
	json_put_text(o, "agentType", s->agent_type);
	json_put_text(o, "status", s->status);
	json_put_text(o, "callSid", s->call_sid);
	json_put_text(o, "conversationId", s->conversation_id);
	json_put_text(o, "provider", s->provider);
	json_put_text(o, "intent", s->intent);
	json_put_text(o, "summary", s->summary);
	json_put(o, "transcript", s->transcript);
	json_put_time(o, "createdAt", s->created_at_ms);
	json_put_time(o, "endedAt", s->ended_at_ms);
	return o;
}

/* Conversations of AI agents. See conversations.h. */
#include "data/conversations.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/jobs.h"

/* Widths of the columns, as in the schema. */
enum { ID_MAX = 64, REASON_MAX = 500, NUMBER_MAX = 16, SID_MAX = 34, FITTING_MAX = 4, SOME = 200 };

/* How far the provider's clock may be off, and how long a call rings before the agent has it. */
enum { BEFORE_MS = 120 * 1000, AFTER_MS = 60 * 1000, LONGEST_MS = 4 * 60 * 60 * 1000 };

/* --- reports --------------------------------------------------------------------------------- */

const char *
report_claim(struct arena *a, const char *provider, const char *type, const char *conversation_id)
{
	return arena_printf(a, "%s:%s:%s", provider, type, conversation_id);
}

static const char *
job_of(struct arena *a, const char *provider, const char *conversation_id,
    struct json_object **payload)
{
	*payload = json_object_in(a);
	json_put_text(*payload, "provider", provider);
	json_put_text(*payload, "conversationId", conversation_id);
	return arena_printf(a, "post-call:%s:%s", provider, conversation_id);
}

void
report_note_to(struct facts *f, const char *provider, const char *conversation_id, int64_t at_ms)
{
	facts_add(f, "INSERT IGNORE INTO agent_conversations (provider, conversation_id, "
	    "created_at) VALUES (?, ?, ?)",
	    DB_VALUES(db_text(provider), db_text(conversation_id),
	    db_time(facts_arena(f), at_ms)));
}

void
report_order_to(struct facts *f, const char *provider, const char *conversation_id)
{
	struct json_object *payload;
	const char *key = job_of(facts_arena(f), provider, conversation_id, &payload);

	job_add_to(f, "post-call", key, payload, 0);
}

enum db_result
report_order(struct db *db, struct arena *a, const char *provider, const char *conversation_id)
{
	struct json_object *payload;
	const char *key = job_of(a, provider, conversation_id, &payload);

	return job_add(db, a, "post-call", key, payload, 0);
}

enum db_result
report_find(struct db *db, struct arena *a, const char *provider, const char *conversation_id,
    struct report *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT event_id, body, at, clinic_id FROM events WHERE claim IN (?, ?) "
	    "ORDER BY type = '" REPORT_TYPE "' DESC LIMIT 1",
	    DB_VALUES(db_text(report_claim(a, provider, REPORT_TYPE, conversation_id)),
	    db_text(report_claim(a, provider, REPORT_FAILURE_TYPE, conversation_id))));

	if (result != DB_OK)
		return result;
	*out = (struct report){
		.event_id = row_int(row, "event_id"),
		.at_ms = row_time(row, "at"),
		.is_worked_in = !row_is_null(row, "clinic_id"),
	};
	out->body = row_bytes(row, "body", &out->body_bytes);
	return DB_OK;
}

enum db_result
report_is_known(struct db *db, struct arena *a, const char *provider,
    const char *conversation_id, bool *known)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT event_id FROM events WHERE claim = ?",
	    DB_VALUES(db_text(report_claim(a, provider, REPORT_TYPE, conversation_id))));

	*known = result == DB_OK;
	return result == DB_NONE ? DB_OK : result;
}

enum db_result
report_lock(struct db *db, struct arena *a, int64_t event_id)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT clinic_id FROM events WHERE event_id = ? FOR UPDATE",
	    DB_VALUES(db_int(event_id)));

	return result == DB_OK && !row_is_null(row, "clinic_id") ? DB_NONE : result;
}

enum db_result
report_is_worked_in(struct db *db, int64_t event_id, const struct report_owner *o)
{
	enum db_result result = db_write(db,
	    "UPDATE events SET clinic_id = ?, subject = COALESCE(?, subject) WHERE event_id = ?",
	    DB_VALUES(db_int(o->clinic_id), db_text(o->call_sid), db_int(event_id)));

	if (result == DB_OK)
		result = db_write(db, "UPDATE agent_conversations SET clinic_id = ?, call_sid = ? "
		    "WHERE provider = ? AND conversation_id = ?",
		    DB_VALUES(db_int(o->clinic_id), db_text(o->call_sid), db_text(o->provider),
		    db_text(o->conversation_id)));
	if (result <= DB_NONE && o->call_sid && o->patient_id)
		result = db_write(db, "UPDATE calls SET patient_id = ? WHERE call_sid = ?",
		    DB_VALUES(db_int(o->patient_id), db_text(o->call_sid)));
	return result == DB_NONE ? DB_OK : result;
}

/* A conversation's id, as far as a transcript's sid holds it: the end tells more than the
 * beginning. */
static const char *
sid_of(struct arena *a, const char *conversation_id)
{
	struct text sid = text_new(a);

	for (const char *p = conversation_id; *p; p++)
		if (*p != '-')
			text_putc(&sid, *p);
	return sid.length > SID_MAX ? sid.data + sid.length - SID_MAX : sid.data;
}

enum db_result
report_transcript(struct db *db, struct arena *a, enum transcript_source source,
    const char *conversation_id, const char *call_sid, int64_t clinic_id, const char *language,
    const struct sentence *sentences, size_t count, const char *text, const char *summary)
{
	struct db_value now = db_time(a, clock_now_ms());
	/* The call first, as everybody locks it first. */
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT call_id FROM calls WHERE call_sid = ? FOR UPDATE",
	    DB_VALUES(db_text(call_sid)));

	if (result > DB_NONE)
		return result;
	result = db_write(db, "INSERT INTO transcripts (clinic_id, call_sid, source, sid, status, "
	    "created_at) VALUES (?, ?, ?, ?, 'asked', ?) "
	    "ON DUPLICATE KEY UPDATE transcript_id = LAST_INSERT_ID(transcript_id)",
	    DB_VALUES(db_int(clinic_id), db_text(call_sid),
	    db_text(transcript_source_name(source)), db_text(sid_of(a, conversation_id)), now));
	if (result > DB_NONE)
		return result;
	result = transcript_fill(db, a, db_insert_id(db), language, sentences, count, text,
	    summary, NULL);
	return result == DB_NONE ? DB_OK : result;
}

/* --- what it may be about -------------------------------------------------------------------- */

#define SELECT_CALLED \
	"SELECT call_sid, session_id, clinic_id, patient_id, phone, call_type FROM calls "

static struct called
called_of(struct db_row row)
{
	return (struct called){
		.call_sid = row_text(row, "call_sid"),
		.session_id = row_text(row, "session_id"),
		.clinic_id = row_int(row, "clinic_id"),
		.patient_id = row_int(row, "patient_id"),
		.phone = row_text(row, "phone"),
		.call_type = row_text(row, "call_type"),
	};
}

enum db_result
called_find(struct db *db, struct arena *a, const char *call_sid, struct called *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row, SELECT_CALLED "WHERE call_sid = ?",
	    DB_VALUES(db_text(call_sid)));

	if (result == DB_OK)
		*out = called_of(row);
	return result;
}

enum db_result
called_fitting(struct db *db, struct arena *a, const char *phone, int64_t at_ms,
    struct called **list, size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows, SELECT_CALLED
	    "WHERE phone = ? AND started_at >= ? AND started_at <= ? "
	    "AND (ended_at IS NULL OR ended_at >= ?) AND direction = 'inbound' "
	    "AND parent_call_sid IS NULL AND clinic_id IS NOT NULL AND call_sid IS NOT NULL "
	    "ORDER BY started_at DESC LIMIT ?",
	    DB_VALUES(db_text(phone), db_time(a, at_ms - LONGEST_MS), db_time(a, at_ms + AFTER_MS),
	    db_time(a, at_ms - BEFORE_MS), db_int(FITTING_MAX)));

	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*list = arena_array(a, *count, sizeof **list);
	for (size_t i = 0; i < *count; i++)
		(*list)[i] = called_of(db_at(rows, i));
	return DB_OK;
}

/* --- what fits nothing ----------------------------------------------------------------------- */

enum db_result
unmatched_add(struct db *db, struct arena *a, const struct unmatched *u)
{
	return db_write(db, "INSERT INTO unmatched_conversations (provider, conversation_id, "
	    "agent_id, agent_number, phone, call_sid, reason, started_at, created_at) "
	    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE reason = VALUES(reason)",
	    DB_VALUES(db_text(u->provider), db_text(u->conversation_id),
	    db_text_fit(a, u->agent_id, ID_MAX), db_text_fit(a, u->agent_number, NUMBER_MAX),
	    db_text_fit(a, u->phone, NUMBER_MAX), db_text_fit(a, u->call_sid, ID_MAX),
	    db_text_fit(a, u->reason, REASON_MAX), db_time(a, u->started_at_ms),
	    db_time(a, clock_now_ms())));
}

enum db_result
unmatched_remove(struct db *db, const char *provider, const char *conversation_id)
{
	enum db_result result = db_write(db,
	    "DELETE FROM unmatched_conversations WHERE provider = ? AND conversation_id = ?",
	    DB_VALUES(db_text(provider), db_text(conversation_id)));

	return result == DB_NONE ? DB_OK : result;
}

#define SELECT_UNMATCHED \
	"SELECT unmatched_id, provider, conversation_id, agent_id, agent_number, phone, " \
	"call_sid, reason, started_at, created_at FROM unmatched_conversations "

static struct unmatched
unmatched_of(struct db_row row)
{
	return (struct unmatched){
		.unmatched_id = row_int(row, "unmatched_id"),
		.provider = row_text(row, "provider"),
		.conversation_id = row_text(row, "conversation_id"),
		.agent_id = row_text(row, "agent_id"),
		.agent_number = row_text(row, "agent_number"),
		.phone = row_text(row, "phone"),
		.call_sid = row_text(row, "call_sid"),
		.reason = row_text(row, "reason"),
		.started_at_ms = row_time(row, "started_at"),
		.created_at_ms = row_time(row, "created_at"),
	};
}

enum db_result
unmatched_find(struct db *db, struct arena *a, int64_t unmatched_id, struct unmatched *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row, SELECT_UNMATCHED "WHERE unmatched_id = ?",
	    DB_VALUES(db_int(unmatched_id)));

	if (result == DB_OK)
		*out = unmatched_of(row);
	return result;
}

static enum db_result
unmatched_all(struct db *db, struct arena *a, struct db_query *q, struct unmatched **list,
    size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_query_read(db, a, &rows, q);

	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*list = arena_array(a, *count, sizeof **list);
	for (size_t i = 0; i < *count; i++)
		(*list)[i] = unmatched_of(db_at(rows, i));
	return DB_OK;
}

enum db_result
unmatched_since(struct db *db, struct arena *a, int64_t since_ms, struct unmatched **list,
    size_t *count)
{
	struct db_query *q = db_query(a, SELECT_UNMATCHED "WHERE created_at >= ? "
	    "ORDER BY created_at, unmatched_id LIMIT ?");

	db_query_value(q, db_time(a, since_ms));
	db_query_value(q, db_int(SOME));
	return unmatched_all(db, a, q, list, count);
}

static struct json_object *
unmatched_object(struct arena *a, const struct unmatched *u)
{
	struct json_object *o = json_object_in(a);

	json_put_int(o, "id", u->unmatched_id);
	json_put_text(o, "provider", u->provider);
	json_put_text(o, "conversationId", u->conversation_id);
	json_put_text(o, "agentId", u->agent_id);
	json_put_text(o, "agentNumber", u->agent_number);
	json_put_text(o, "phone", u->phone);
	json_put_text(o, "callSid", u->call_sid);
	json_put_text(o, "reason", u->reason);
	json_put_time(o, "startedAt", u->started_at_ms);
	json_put_time(o, "createdAt", u->created_at_ms);
	return o;
}

enum db_result
unmatched_list(struct db *db, struct arena *a, const struct page *page, struct json_object *items,
    int64_t *next)
{
	struct db_query *q = db_query(a, SELECT_UNMATCHED "WHERE TRUE");
	struct db_rows *rows;
	enum db_result result;

	page_query(q, a, page, "unmatched_id", "created_at");
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < page_count(page, rows); i++) {
		struct unmatched u = unmatched_of(db_at(rows, i));

		json_append(items, unmatched_object(a, &u));
	}
	*next = page_next(page, rows, "unmatched_id");
	return DB_OK;
}

/* Texts. See messages.h. */
#include "data/messages.h"

#include "carrier/twilio.h"
#include "carrier/twilio_reason.h"
#include "core/clock.h"
#include "core/text.h"
#include "data/consents.h"
#include "data/jobs.h"
#include "desk/segments.h"

enum {
	SID_MAX = 34, STATUS_MAX = 20, NUMBER_MAX = 255, BODY_MAX = 5000, RECEIVED_RANK = 5,
};

static const int64_t DAY_MS = 24 * 60 * 60 * 1000;
static const int64_t HEARD_MS = 60 * 1000;	/* a text that Twilio heard of has its sid by then */

/* What Twilio does not have by then, it never gets, scheduled or not. */
static const int64_t PRICELESS_MS = INT64_C(40) * 24 * 60 * 60 * 1000;

/* How far a text has come (reference: Twilio's message status callback); -1 for a word that we do
 * not know. A sent one may be reported as delivered or not; those are the end. */
static int
status_rank(const char *status)
{
	static const struct { const char *status; int rank; } ranks[] = {
		{ "queued", 1 }, { "unknown", 1 }, { "accepted", 2 }, { "scheduled", 2 },
		{ "sending", 3 }, { "sent", 4 }, { "partially_delivered", 4 }, { "delivered", 5 }, { "undelivered", 5 },
		{ "failed", 5 }, { "canceled", 5 }, { "read", 6 },
	};

	for (size_t i = 0; status && i < sizeof ranks / sizeof *ranks; i++)
		if (!strcmp(ranks[i].status, status))
			return ranks[i].rank;
	return -1;
}

/* --- reading --------------------------------------------------------------------------------- */

static struct json_object *
document(struct arena *a, const char *text)
{
	struct json_object *value = NULL;
	const char *why;

	if (text)
		(void)json_parse(a, text, strlen(text), &value, &why);
	return value;
}

static enum db_result
find(struct db *db, struct arena *a, const char *sql, struct db_value key, struct message *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row, sql, &key, 1);

	if (result != DB_OK)
		return result;
	*out = (struct message){
		.message_id = row_int(row, "message_id"),
		.clinic_id = row_int(row, "clinic_id"),
		.message_sid = row_text(row, "message_sid"),
		.origin = row_text(row, "origin"),
		.from = row_text(row, "from_number"),
		.to = row_text(row, "to_number"),
		.body = row_text(row, "body"),
		.media = document(a, row_text(row, "media")),
		.user_id = row_text(row, "user_id"),
		.metadata = document(a, row_text(row, "metadata")),
		.status = row_text(row, "status"),
		.settled = row_int(row, "status_rank") > 1 || row_text(row, "message_sid"),
		.error_code = (int)row_int(row, "error_code"),
		.asked_at_ms = row_time(row, "asked_at"),
		.created_at_ms = row_time(row, "created_at"),
		.ask_until_ms = row_time(row, "ask_until"),
		.marketing = row_bool(row, "marketing"),
	};
	return DB_OK;
}

#define SELECT_MESSAGE \
	"SELECT message_id, clinic_id, message_sid, origin, from_number, to_number, body, media, " \
	"user_id, metadata, status, status_rank, error_code, asked_at, ask_until, marketing, " \
	"created_at " \
	"FROM messages "

enum db_result
message_by_origin(struct db *db, struct arena *a, const char *origin, struct message *out)
{
	return find(db, a, SELECT_MESSAGE "WHERE origin = ?", db_text(origin), out);
}

enum db_result
message_find(struct db *db, struct arena *a, int64_t message_id, struct message *out)
{
	return find(db, a, SELECT_MESSAGE "WHERE message_id = ?", db_int(message_id), out);
}

/* --- the intent ------------------------------------------------------------------------------ */

static enum db_result
order_job(struct db *db, struct arena *a, const struct message *m, int64_t run_at_ms)
{
	struct json_object *payload = json_object_in(a);
	const char *key = arena_printf(a, "send-message:%lld", (long long)m->message_id);

	json_put_int(payload, "messageId", m->message_id);
	return (m->behind ? job_add_behind : job_add)(db, a, "send-message", key, payload,
	    run_at_ms);
}

struct intent {
	struct arena *arena;
	struct message *message;
	int64_t now_ms, send_at_ms;
	bool scheduled;
};

/* Within a transaction: from here on the number is locked, so that the answer holds. */
static enum db_result
may_get(struct db *db, struct arena *a, const struct message *m, bool *allowed)
{
	enum db_result result = consent_allows(db, a, m->clinic_id, m->to, CONSENT_SMS, allowed);

	return result == DB_OK && *allowed && m->marketing ? consent_allows(db, a, m->clinic_id,
	    m->to, CONSENT_MARKETING, allowed) : result;
}

static enum db_result
intend(struct db *db, void *context)
{
	const struct intent *i = context;
	struct message *m = i->message;
	struct arena *a = i->arena;
	const struct segments segments = segments_of(m->body);
	struct db_value now = db_time(a, i->now_ms);
	bool allowed = false;
	enum db_result result = may_get(db, a, m, &allowed);

	if (result != DB_OK)
		return result;
	if (!allowed)
		return DB_CONFLICT;
	result = db_write(db,
	    "INSERT INTO messages (clinic_id, origin, direction, from_number, to_number, "
	    "twilio_phone_number, phone, body, media, status, status_rank, segments, encoding, "
	    "user_id, metadata, send_at, ask_until, marketing, patient_id, created_at, updated_at) "
	    "SELECT ?, ?, 'outbound', ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, "
	    "IF(COUNT(*) = 1, MIN(patient_id), NULL), ?, ? FROM patients "
	    "WHERE clinic_id = ? AND phone = ?",
	    DB_VALUES(db_int(m->clinic_id), db_text(m->origin), db_text(m->from), db_text(m->to),
	    db_text(m->from), db_text(m->to), db_text(m->body),
	    db_text(m->media ? json_text(a, m->media) : NULL),
	    db_text(i->scheduled ? "scheduled" : "queued"), db_int(segments.count),
	    db_text(encoding_name(segments.encoding)), db_text(m->user_id),
	    db_text(m->metadata ? json_text(a, m->metadata) : NULL),
	    db_time(a, i->scheduled ? i->send_at_ms : 0),
	    db_time(a, m->ask_until_ms), db_bool(m->marketing), now, now, db_int(m->clinic_id),
	    db_text(m->to)));
	if (result != DB_OK)
		return result;
	m->message_id = db_insert_id(db);
	result = search_put(db, a, m->clinic_id, SEARCH_MESSAGE, m->message_id, i->now_ms, m->body);
	return result == DB_OK ? order_job(db, a, m, i->send_at_ms) : result;
}

enum db_result
message_order(struct db *db, struct arena *a, struct message *message, int64_t send_at_ms,
    bool scheduled)
{
	struct intent i = { a, message, clock_now_ms(), send_at_ms, scheduled };
	enum db_result result = db_within(db, intend, &i);

	if (result == DB_DUPLICATE && message->origin &&
	    message_by_origin(db, a, message->origin, message) != DB_OK)
		return DB_AWAY;
	if (result != DB_OK)
		return result;
	message->status = scheduled ? "scheduled" : "queued";
	message->settled = false;
	message->created_at_ms = i.now_ms;
	return DB_OK;
}

enum db_result
message_intend(struct db *db, struct arena *a, int64_t clinic_id, const char *origin,
    const char *from, const char *to, const char *body, int64_t *message_id)
{
	struct message m = {
		.clinic_id = clinic_id, .origin = origin, .from = from, .to = to, .body = body,
	};
	enum db_result result = message_order(db, a, &m, 0, false);

	if (result == DB_DUPLICATE)
		result = DB_OK;
	if (result == DB_OK)
		*message_id = m.message_id;
	return result;
}

enum db_result
message_went(struct db *db, struct arena *a, int64_t clinic_id, const char *phone,
    const char *kind, int64_t since_ms, bool *went)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT message_id FROM messages WHERE clinic_id = ? AND phone = ? AND created_at > ? "
	    "AND origin LIKE ? AND status <> 'canceled' LIMIT 1",
	    DB_VALUES(db_int(clinic_id), db_text(phone), db_time(a, since_ms),
	    db_text(arena_printf(a, "%s%%", kind))));

	*went = result == DB_OK;
	return result == DB_NONE ? DB_OK : result;
}

enum db_result
message_ask_until(struct db *db, struct arena *a, int64_t message_id, int64_t ask_until_ms)
{
	return db_write(db, "UPDATE messages SET ask_until = ? WHERE message_id = ?",
	    DB_VALUES(db_time(a, ask_until_ms), db_int(message_id)));
}

/* --- asking and settling --------------------------------------------------------------------- */

struct asking {
	struct arena *arena;
	int64_t message_id, at_ms;
};

/* The number's lock is taken first, as by those who intend. */
static enum db_result
mark(struct db *db, void *context)
{
	const struct asking *w = context;
	struct arena *a = w->arena;
	struct message m;
	bool allowed = true;
	enum db_result result = message_find(db, a, w->message_id, &m);

	if (result == DB_OK && m.clinic_id)
		result = may_get(db, a, &m, &allowed);
	if (result == DB_OK)
		result = db_write(db, "UPDATE messages SET asked_at = ?, updated_at = ? "
		    "WHERE message_id = ? AND asked_at IS NULL AND status_rank = 1 "
		    "AND message_sid IS NULL",
		    DB_VALUES(db_time(a, w->at_ms), db_time(a, w->at_ms), db_int(w->message_id)));
	return result == DB_OK && !allowed ? DB_CONFLICT : result;
}

enum db_result
message_asking(struct db *db, struct arena *a, int64_t message_id, int64_t at_ms)
{
	return db_within(db, mark, &(struct asking){ a, message_id, at_ms });
}

/* A notice to an assistant that never arrives is told by mail. */
#define BY_MAIL \
	"INSERT INTO jobs (kind, job_key, payload, run_at, created_at) " \
	"SELECT 'notify-by-mail', CONCAT('notify-by-mail:', m.message_id), " \
	"JSON_OBJECT('messageId', m.message_id), ?, ? FROM messages AS m " \
	"WHERE m.status IN ('failed', 'undelivered', 'canceled') " \
	"AND m.origin LIKE '%:assistant:%' AND m.metadata IS NOT NULL AND "
#define BY_MAIL_ONCE " ON DUPLICATE KEY UPDATE job_id = jobs.job_id"

static bool
never_arrives(const char *status)
{
	return text_same(status, "failed") || text_same(status, "undelivered") ||
	    text_same(status, "canceled");
}

static enum db_result
order_mail(struct db *db, struct arena *a, int64_t message_id)
{
	struct db_value now = db_time(a, clock_now_ms());
	enum db_result result = db_write(db, BY_MAIL "m.message_id = ?" BY_MAIL_ONCE,
	    DB_VALUES(now, now, db_int(message_id)));

	return result == DB_NONE ? DB_OK : result;
}

enum db_result
message_replaced(struct db *db, int64_t message_id)
{
	return db_write(db, "UPDATE messages SET metadata = NULL "
	    "WHERE message_id = ? AND metadata IS NOT NULL", DB_VALUES(db_int(message_id)));
}

struct calling_off {
	struct arena *arena;
	int64_t message_id;
	int error_code;
};

static enum db_result
call_off(struct db *db, void *context)
{
	const struct calling_off *c = context;
	struct arena *a = c->arena;
	enum db_result result = db_write(db,
	    "UPDATE messages SET status = 'canceled', status_rank = ?, "
	    "error_code = ?, origin = IF(origin LIKE 'once:%', NULL, origin), updated_at = ? "
	    "WHERE message_id = ? AND message_sid IS NULL AND asked_at IS NULL "
	    "AND status_rank = 1", DB_VALUES(db_int(status_rank("canceled")),
	    db_id(c->error_code), db_time(a, clock_now_ms()), db_int(c->message_id)));

	return result == DB_OK && c->error_code ? order_mail(db, a, c->message_id) : result;
}

enum db_result
message_cancel(struct db *db, struct arena *a, int64_t message_id, int error_code)
{
	return db_within(db, call_off, &(struct calling_off){ a, message_id, error_code });
}

enum db_result
message_not_asked(struct db *db, struct arena *a, const struct message *m)
{
	return db_write(db, "UPDATE messages SET asked_at = NULL, status = 'queued', "
	    "updated_at = ? WHERE message_id = ? AND asked_at = ? AND message_sid IS NULL "
	    "AND status_rank = 1", DB_VALUES(db_time(a, clock_now_ms()), db_int(m->message_id),
	    db_time(a, m->asked_at_ms)));
}

enum db_result
message_sid_is_taken(struct db *db, struct arena *a, const char *message_sid, int64_t message_id,
    bool *taken)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT message_id FROM messages WHERE message_sid = ? AND message_id <> ?",
	    DB_VALUES(db_text(message_sid), db_int(message_id)));

	*taken = result == DB_OK;
	return result == DB_NONE ? DB_OK : result;
}

/* What is known, and what is said now. MariaDB assigns from left to right: the rank is judged before
 * it changes, the error by the state that comes of it. */
#define MERGE \
	"status = IF(? >= status_rank AND (status_rank < 5 OR (status = 'delivered' AND ? > 5)), " \
	    "?, status), " \
	"status_rank = IF(status = ?, GREATEST(status_rank, ?), status_rank), " \
	"error_code = IF(status IN ('delivered', 'read'), error_code, COALESCE(?, error_code)), "

/* The text that was sent last says whether its number is bad. */
#define JUDGE \
	"INSERT INTO phones (clinic_id, phone, bad_code, judged_at) SELECT m.clinic_id, m.phone, " \
	"IF(m.status IN ('delivered', 'read'), NULL, m.error_code), m.created_at " \
	"FROM messages AS m WHERE m.direction = 'outbound' AND m.clinic_id IS NOT NULL " \
	"AND m.phone LIKE '+%' AND CHAR_LENGTH(m.phone) <= 16 " \
	"AND (m.status IN ('delivered', 'read') OR m.error_code = ?) AND "
#define JUDGED \
	" ON DUPLICATE KEY UPDATE " \
	"bad_code = IF(phones.judged_at > VALUES(judged_at), phones.bad_code, VALUES(bad_code)), " \
	"judged_at = GREATEST(COALESCE(phones.judged_at, VALUES(judged_at)), VALUES(judged_at))"

static bool
judges_number(const char *status, int error_code)
{
	return text_same(status, "delivered") || text_same(status, "read") ||
	    twilio_reason(error_code)->bad_number;
}

static struct db_value
bad_code(int error_code)
{
	return db_id(twilio_reason(error_code)->bad_number ? error_code : 0);
}

void
message_report_to(struct facts *f, const struct message_status *s, int64_t at_ms)
{
	struct arena *a = facts_arena(f);
	struct db_value sid = db_text_fit(a, s->message_sid, SID_MAX);
	struct db_value status = db_text_fit(a, s->status, STATUS_MAX), at = db_time(a, at_ms);
	int rank = status_rank(s->status);

	if (rank < 0)
		status = db_null();
	if (s->message_id)
		facts_add(f, "UPDATE IGNORE messages SET message_sid = ? WHERE message_id = ? "
		    "AND message_sid IS NULL AND direction = 'outbound'",
		    DB_VALUES(sid, db_int(s->message_id)));
	facts_add(f, "UPDATE messages SET " MERGE "updated_at = GREATEST(updated_at, ?) "
	    "WHERE message_sid = ? AND direction = 'outbound'",
	    DB_VALUES(db_int(rank), db_int(rank), status, status, db_int(rank),
	    db_id(s->error_code), at, sid));
	if (never_arrives(s->status))
		facts_add(f, BY_MAIL "m.message_sid = ?" BY_MAIL_ONCE, DB_VALUES(at, at, sid));
	if (judges_number(s->status, s->error_code))
		facts_add(f, JUDGE "m.message_sid = ?" JUDGED,
		    DB_VALUES(bad_code(s->error_code), sid));
}

struct settling {
	struct arena *arena;
	int64_t message_id;
	const char *message_sid, *status;
	int error_code, segments;
};

/* As of when Twilio was asked: since then the number may have texted START. */
static enum db_result
note_opt_out(struct db *db, const struct settling *s)
{
	struct arena *a = s->arena;
	struct message m;
	enum db_result result = message_find(db, a, s->message_id, &m);

	return result != DB_OK || !m.clinic_id ? result : consent_add(db, a, &(struct consent){
		.clinic_id = m.clinic_id, .phone = m.to, .channel = CONSENT_SMS,
		.at_ms = m.asked_at_ms ? m.asked_at_ms : m.created_at_ms,
		.message_sid = s->message_sid,
		.origin = s->message_sid ? arena_printf(a, "refused:%s", s->message_sid) :
		    arena_printf(a, "21610:%lld", (long long)s->message_id),
		.text = "Twilio refused a text (21610): the number has sent STOP.",
	});
}

static enum db_result
settle(struct db *db, void *context)
{
	const struct settling *s = context;
	struct arena *a = s->arena;
	struct db_value status = db_text_fit(a, s->status, STATUS_MAX);
	struct db_value rank = db_int(status_rank(s->status));
	enum db_result result = DB_OK;

	if (s->error_code == TWILIO_OPTED_OUT)
		result = note_opt_out(db, s);
	if (result == DB_OK)
		result = db_write(db, "UPDATE messages SET "
		    "message_sid = COALESCE(?, message_sid), " MERGE
		    "segments = COALESCE(?, segments), "
		    "origin = IF(status_rank = 5 AND message_sid IS NULL AND "
		    "origin LIKE 'once:%', NULL, origin), updated_at = ? WHERE message_id = ?",
		    DB_VALUES(db_text_fit(a, s->message_sid, SID_MAX), rank, rank, status,
		    status, rank, db_id(s->error_code), db_id(s->segments),
		    db_time(a, clock_now_ms()), db_int(s->message_id)));
	if (result == DB_OK && never_arrives(s->status))
		result = order_mail(db, a, s->message_id);
	if (result != DB_OK || !judges_number(s->status, s->error_code))
		return result;
	result = db_write(db, JUDGE "m.message_id = ?" JUDGED,
	    DB_VALUES(bad_code(s->error_code), db_int(s->message_id)));
	return result == DB_NONE ? DB_OK : result;
}

enum db_result
message_settle(struct db *db, struct arena *a, int64_t message_id, const char *message_sid,
    const char *status, int error_code, int segments)
{
	/* A word that we do not know, of a text that Twilio has: it is on its way. */
	struct settling s = {
		a, message_id, message_sid, status_rank(status) < 0 ? "accepted" : status,
		error_code, segments,
	};

	if (error_code != TWILIO_OPTED_OUT && !judges_number(status, error_code) &&
	    !never_arrives(status))
		return settle(db, &s);		/* one statement needs no transaction */
	return db_within(db, settle, &s);
}

enum db_result
messages_unpriced(struct db *db, struct arena *a, int64_t now_ms, int64_t made_before_ms,
    struct unpriced **list, size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_write(db, "UPDATE messages SET price_due_at = NULL "
	    "WHERE price_due_at <= ? AND message_sid IS NULL "
	    "AND (status_rank >= 5 OR created_at < ?) LIMIT 1000",
	    DB_VALUES(db_time(a, now_ms), db_time(a, made_before_ms - PRICELESS_MS)));

	if (result > DB_NONE)
		return result;
	result = db_read(db, a, &rows,
	    "SELECT message_id, message_sid, price_attempts FROM messages "
	    "WHERE price_due_at <= ? AND message_sid IS NOT NULL AND created_at < ? "
	    "ORDER BY price_due_at, message_id LIMIT 100",
	    DB_VALUES(db_time(a, now_ms), db_time(a, made_before_ms)));
	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*list = arena_array(a, *count + 1, sizeof **list);
	for (size_t i = 0; i < *count; i++)
		(*list)[i] = (struct unpriced){
			row_int(db_at(rows, i), "message_id"),
			row_text(db_at(rows, i), "message_sid"),
			(int)row_int(db_at(rows, i), "price_attempts"),
		};
	return DB_OK;
}

enum db_result
message_price(struct db *db, struct arena *a, int64_t message_id, const char *price,
    const char *unit, int64_t due_at_ms)
{
	return db_write(db, "UPDATE messages SET price = ?, price_unit = UPPER(?), "
	    "price_due_at = ?, price_attempts = price_attempts + 1 WHERE message_id = ?",
	    DB_VALUES(db_text(price), db_text(price ? unit : NULL), db_time(a, due_at_ms),
	    db_int(message_id)));
}

/* The webhook of one that was found has its say, too. */
#define INSERT_RECEIVED \
	"INSERT INTO messages (clinic_id, message_sid, direction, from_number, to_number, " \
	"twilio_phone_number, phone, body, media, found, status, status_rank, segments, " \
	"patient_id, created_at, updated_at) SELECT ?, ?, 'inbound', ?, ?, LEFT(?, 16), ?, ?, ?, " \
	"?, 'received', ?, ?, IF(COUNT(*) = 1, MIN(patient_id), NULL), ?, ? FROM patients " \
	"WHERE clinic_id = ? AND phone = ? "
enum { RECEIVED_VALUES = 15 };

static void
received_values(struct arena *a, const struct message_report *m, bool found, int64_t at_ms,
    struct db_value values[RECEIVED_VALUES])
{
	const struct db_value from = db_text_fit(a, m->from, NUMBER_MAX);
	const struct db_value to = db_text_fit(a, m->to, NUMBER_MAX), at = db_time(a, at_ms);
	const struct db_value all[RECEIVED_VALUES] = {
		db_id(m->clinic_id), db_text_fit(a, m->message_sid, SID_MAX), from, to, to, from,
		db_text_fit(a, m->body, BODY_MAX),
		db_text(m->media ? json_text(a, m->media) : NULL),
		db_bool(found), db_int(RECEIVED_RANK),
		db_id(m->segments), at, at, db_int(m->clinic_id), from,
	};

	memcpy(values, all, sizeof all);
}

void
message_add_to(struct facts *f, const struct message_report *m, int64_t at_ms)
{
	struct db_value values[RECEIVED_VALUES];

	received_values(facts_arena(f), m, false, at_ms, values);
	facts_add(f, INSERT_RECEIVED "ON DUPLICATE KEY UPDATE found = FALSE", values,
	    RECEIVED_VALUES);
	if (m->clinic_id && m->body)
		search_put_message_to(f, m->message_sid, m->body);
}

/* --- what is texted back ---------------------------------------------------------------------- */

#define AUTO_REPLY "auto-reply:"
#define ANSWER "answer:"

/* Those that were told, or still may be: one that was given up as late has answered nobody. */
#define AUTO_REPLIES_SINCE \
	"FROM messages AS m WHERE m.clinic_id = ? AND m.phone = ? AND m.created_at > ? " \
	"AND m.origin LIKE '" AUTO_REPLY "%' AND m.status <> 'canceled' " \
	"AND (m.asked_at IS NOT NULL OR m.ask_until >= ?)"

void
message_answer_to(struct facts *f, const struct message_answer *m, int64_t at_ms)
{
	struct arena *a = facts_arena(f);
	const struct segments segments = segments_of(m->body);
	struct db_value clinic = db_int(m->clinic_id), from = db_text(m->from), to = db_text(m->to);
	struct db_value at = db_time(a, at_ms);
	const char *origin = arena_printf(a, "%s%s", m->automatic ? AUTO_REPLY : ANSWER,
	    m->message_sid);
	struct json_object *payload = json_object_in(a);

	facts_add(f, "INSERT INTO messages (clinic_id, origin, direction, from_number, to_number, "
	    "twilio_phone_number, phone, body, status, status_rank, segments, encoding, asked_at, "
	    "ask_until, patient_id, created_at, updated_at) "
	    "SELECT ?, ?, 'outbound', ?, ?, ?, ?, ?, 'queued', 1, ?, ?, ?, ?, "
	    "IF(COUNT(*) = 1, MIN(patient_id), NULL), ?, ? FROM patients "
	    "WHERE clinic_id = ? AND phone = ? HAVING " CONSENT_ALLOWS_SMS " AND (NOT ? OR "
	    "(NOT EXISTS (SELECT 1 " AUTO_REPLIES_SINCE ") "
	    "AND (SELECT COUNT(*) " AUTO_REPLIES_SINCE ") < ?)) "
	    "ON DUPLICATE KEY UPDATE message_id = messages.message_id",
	    DB_VALUES(clinic, db_text(origin), from, to, from, to, db_text(m->body),
	    db_int(segments.count), db_text(encoding_name(segments.encoding)),
	    m->unheard ? db_null() : at, db_time(a, m->until_ms), at, at, clinic, to, clinic, to,
	    db_bool(m->automatic), clinic, to, db_time(a, m->since_ms), at,
	    clinic, to, db_time(a, at_ms - DAY_MS), at, db_int(m->a_day)));
	search_put_origin_to(f, origin, m->body);
	json_put_text(payload, "origin", origin);
	job_add_to(f, "send-message", arena_printf(a, "send-message:%s", origin), payload,
	    m->unheard ? at_ms : at_ms + HEARD_MS);
}

enum db_result
message_told(struct db *db, struct arena *a, const char *message_sid, struct message_told *out)
{
	struct db_row row;
	/* Who else asks for it does so later than it was made. */
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT told.message_id, told.body FROM messages AS m LEFT JOIN messages AS told "
	    "ON told.origin IN (?, ?) AND told.asked_at = told.created_at "
	    "WHERE m.message_sid = ? AND NOT m.found",
	    DB_VALUES(db_text(arena_printf(a, ANSWER "%s", message_sid)),
	    db_text(arena_printf(a, AUTO_REPLY "%s", message_sid)), db_text(message_sid)));

	*out = (struct message_told){ 0 };
	if (result == DB_OK && !row_is_null(row, "message_id"))
		*out = (struct message_told){ row_int(row, "message_id"), row_text(row, "body") };
	return result;
}

/* --- what Twilio's list says ----------------------------------------------------------------- */

enum db_result
message_sid_find(struct db *db, struct arena *a, const char *message_sid, int64_t *message_id)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT message_id FROM messages WHERE message_sid = ?",
	    DB_VALUES(db_text(message_sid)));

	*message_id = result == DB_OK ? row_int(row, "message_id") : 0;
	return result == DB_NONE ? DB_OK : result;
}

struct receiving {
	struct arena *arena;
	const struct message_report *report;
	const struct consent *consent;
	int64_t at_ms;
};

/* The number's lock is taken first, as by those who intend. */
static enum db_result
find_received(struct db *db, void *context)
{
	const struct receiving *f = context;
	struct arena *a = f->arena;
	const struct message_report *m = f->report;
	struct json_object *payload = json_object_in(a);
	struct db_value values[RECEIVED_VALUES];
	enum db_result result = DB_OK;

	received_values(a, m, true, f->at_ms, values);
	if (f->consent)
		result = consent_add(db, a, f->consent);
	if (result == DB_OK)
		result = db_write(db, INSERT_RECEIVED, values, RECEIVED_VALUES);
	if (result == DB_OK && m->body)
		result = search_put(db, a, m->clinic_id, SEARCH_MESSAGE, db_insert_id(db),
		    f->at_ms, m->body);
	json_put_text(payload, "messageSid", m->message_sid);
	return result != DB_OK || !m->clinic_id ? result : job_add(db, a, "notify-keyword",
	    arena_printf(a, "notify-keyword:%s", m->message_sid), payload, 0);
}

enum db_result
message_found(struct db *db, struct arena *a, const struct message_report *report,
    const struct consent *consent, int64_t at_ms)
{
	return db_transact(db, find_received, &(struct receiving){ a, report, consent, at_ms });
}

enum db_result
message_reconcile(struct db *db, struct arena *a, const struct message_status *s, bool *changed)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT message_id, status, status_rank, error_code FROM messages "
	    "WHERE message_sid = ? AND direction = 'outbound'",
	    DB_VALUES(db_text(s->message_sid)));
	int rank = status_rank(s->status), known;

	*changed = false;
	if (result != DB_OK)
		return result == DB_NONE ? DB_OK : result;
	known = (int)row_int(row, "status_rank");
	if (rank <= known && (rank < known || rank >= status_rank("delivered") ||
	    text_same(s->status, row_text(row, "status"))) &&
	    (!s->error_code || row_int(row, "error_code") || known >= status_rank("delivered")))
		return DB_OK;
	result = message_settle(db, a, row_int(row, "message_id"), s->message_sid, s->status,
	    s->error_code, 0);
	*changed = result == DB_OK;
	return result;
}

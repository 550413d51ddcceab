/* Texts. See messages.h. */
#include "data/messages.h"

#include "carrier/twilio_reason.h"
#include "core/clock.h"
#include "core/text.h"
#include "data/jobs.h"

enum {
	SID_MAX = 34, STATUS_MAX = 20, NUMBER_MAX = 255, BODY_MAX = 5000, RECEIVED_RANK = 5,
};

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

enum db_result
message_intend(struct db *db, struct arena *a, int64_t clinic_id, const char *origin,
    const char *from, const char *to, const char *body, int64_t *message_id)
{
	int64_t now_ms = clock_now_ms();
	struct json_object *payload = json_object_in(a);
	enum db_result result = db_write(db,
	    "INSERT INTO messages (clinic_id, origin, direction, from_number, to_number, "
	    "twilio_phone_number, phone, body, status, status_rank, created_at, updated_at) "
	    "VALUES (?, ?, 'outbound', ?, ?, ?, ?, ?, 'queued', 1, ?, ?) "
	    "ON DUPLICATE KEY UPDATE message_id = LAST_INSERT_ID(message_id)",
	    DB_VALUES(db_id(clinic_id), db_text(origin), db_text(from), db_text(to), db_text(from),
	    db_text(to), db_text(body), db_time(a, now_ms), db_time(a, now_ms)));

	if (result != DB_OK)
		return result;
	*message_id = db_insert_id(db);
	json_put_int(payload, "messageId", *message_id);
	/* For one that is settled already the job finds nothing to do. */
	return job_add(db, a, "send-message",
	    arena_printf(a, "send-message:%lld", (long long)*message_id), payload, 0);
}

enum db_result
message_ask_until(struct db *db, struct arena *a, int64_t message_id, int64_t ask_until_ms)
{
	return db_write(db, "UPDATE messages SET ask_until = ? WHERE message_id = ?",
	    DB_VALUES(db_time(a, ask_until_ms), db_int(message_id)));
}

enum db_result
message_find(struct db *db, struct arena *a, int64_t message_id, struct message *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT message_id, clinic_id, message_sid, origin, from_number, to_number, body, "
	    "status, error_code, asked_at, ask_until, created_at FROM messages "
	    "WHERE message_id = ?",
	    DB_VALUES(db_int(message_id)));

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
		.status = row_text(row, "status"),
		.error_code = (int)row_int(row, "error_code"),
		.asked_at_ms = row_time(row, "asked_at"),
		.created_at_ms = row_time(row, "created_at"),
		.ask_until_ms = row_time(row, "ask_until"),
	};
	return DB_OK;
}

enum db_result
message_asking(struct db *db, struct arena *a, int64_t message_id, int64_t at_ms)
{
	return db_write(db, "UPDATE messages SET asked_at = ?, updated_at = ? "
	    "WHERE message_id = ? AND asked_at IS NULL AND status_rank = 1",
	    DB_VALUES(db_time(a, at_ms), db_time(a, at_ms), db_int(message_id)));
}

enum db_result
message_not_asked(struct db *db, struct arena *a, int64_t message_id)
{
	return db_write(db, "UPDATE messages SET asked_at = NULL, status = 'queued', "
	    "updated_at = ? WHERE message_id = ? AND message_sid IS NULL AND status_rank = 1",
	    DB_VALUES(db_time(a, clock_now_ms()), db_int(message_id)));
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
	if (judges_number(s->status, s->error_code))
		facts_add(f, JUDGE "m.message_sid = ?" JUDGED,
		    DB_VALUES(bad_code(s->error_code), sid));
}

enum db_result
message_settle(struct db *db, struct arena *a, int64_t message_id, const char *message_sid,
    const char *status, int error_code, int segments)
{
	int rank = status_rank(status);
	enum db_result result;

	/* A word that we do not know, of a text that Twilio has: it is on its way. */
	if (rank < 0) {
		status = "accepted";
		rank = status_rank(status);
	}
	result = db_write(db, "UPDATE messages SET message_sid = COALESCE(?, message_sid), " MERGE
	    "segments = COALESCE(?, segments), updated_at = ? WHERE message_id = ?",
	    DB_VALUES(db_text_fit(a, message_sid, SID_MAX), db_int(rank), db_int(rank),
	    db_text_fit(a, status, STATUS_MAX), db_text_fit(a, status, STATUS_MAX), db_int(rank),
	    db_id(error_code), db_id(segments), db_time(a, clock_now_ms()), db_int(message_id)));
	if (result != DB_OK || !judges_number(status, error_code))
		return result;
	result = db_write(db, JUDGE "m.message_id = ?" JUDGED,
	    DB_VALUES(bad_code(error_code), db_int(message_id)));
	return result == DB_NONE ? DB_OK : result;
}

void
message_add_to(struct facts *f, const struct message_report *m, int64_t at_ms)
{
	struct arena *a = facts_arena(f);
	struct db_value from = db_text_fit(a, m->from, NUMBER_MAX);
	struct db_value to = db_text_fit(a, m->to, NUMBER_MAX), at = db_time(a, at_ms);

	facts_add(f, "INSERT INTO messages (clinic_id, message_sid, direction, from_number, "
	    "to_number, twilio_phone_number, phone, body, media, answer, status, status_rank, "
	    "segments, patient_id, created_at, updated_at) SELECT ?, ?, 'inbound', ?, ?, "
	    "LEFT(?, 16), ?, ?, ?, ?, 'received', ?, ?, IF(COUNT(*) = 1, MIN(patient_id), NULL), ?, ? FROM patients "
	    "WHERE clinic_id = ? AND phone = ? "
	    "ON DUPLICATE KEY UPDATE message_id = messages.message_id",
	    DB_VALUES(db_id(m->clinic_id), db_text_fit(a, m->message_sid, SID_MAX), from, to, to,
	    from, db_text_fit(a, m->body, BODY_MAX),
	    db_text(m->media ? json_text(a, m->media) : NULL),
	    db_text_fit(a, m->answer, BODY_MAX), db_int(RECEIVED_RANK),
	    db_id(m->segments), at, at, db_int(m->clinic_id), from));
}

enum db_result
message_answer(struct db *db, struct arena *a, const char *message_sid, const char **answer)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT answer FROM messages WHERE message_sid = ?", DB_VALUES(db_text(message_sid)));

	*answer = result == DB_OK ? row_text(row, "answer") : NULL;
	return result;
}

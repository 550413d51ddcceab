/* Campaigns: what people see of them, and their states. See campaigns.h; how one is made is in
 * campaigns_make.c, how it is changed in campaigns_edit.c, how its texts go out in
 * campaigns_take.c. */
#include "data/campaigns.h"

#include "carrier/twilio_reason.h"
#include "core/clock.h"
#include "core/text.h"
#include "data/campaigns_outcome.h"
#include "data/jobs.h"

enum { FORGOTTEN_MAX = 100 };

/* --- reading ---------------------------------------------------------------------------------- */

#define SELECT_CAMPAIGNS \
	"SELECT campaign_id, clinic_id, user_id, name, kind, body, from_number, status, send_at, " \
	"rate_per_minute, daily_cap, next_at, reason, estimate, created_at, started_at, ended_at " \
	"FROM campaigns "

static struct campaign
campaign_of(struct db_row row)
{
	return (struct campaign){
		.campaign_id = row_int(row, "campaign_id"),
		.clinic_id = row_int(row, "clinic_id"),
		.user_id = row_int(row, "user_id"),
		.name = row_text(row, "name"),
		.marketing = text_same(row_text(row, "kind"), "marketing"),
		.body = row_text(row, "body"),
		.from = row_text(row, "from_number"),
		.status = row_text(row, "status"),
		.send_at_ms = row_time(row, "send_at"),
		.rate_per_minute = (int)row_int(row, "rate_per_minute"),
		.daily_cap = (int)row_int(row, "daily_cap"),
		.next_at_ms = row_time(row, "next_at"),
		.reason = row_text(row, "reason"),
		.estimate = row_text(row, "estimate"),
		.created_at_ms = row_time(row, "created_at"),
		.started_at_ms = row_time(row, "started_at"),
		.ended_at_ms = row_time(row, "ended_at"),
	};
}

static enum db_result
find(struct db *db, struct arena *a, const char *sql, int64_t campaign_id, struct campaign *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row, sql, DB_VALUES(db_int(campaign_id)));

	if (result == DB_OK)
		*out = campaign_of(row);
	return result;
}

enum db_result
campaign_find(struct db *db, struct arena *a, int64_t campaign_id, struct campaign *out)
{
	return find(db, a, SELECT_CAMPAIGNS "WHERE campaign_id = ?", campaign_id, out);
}

enum db_result
campaign_lock(struct db *db, struct arena *a, int64_t campaign_id, struct campaign *out)
{
	return find(db, a, SELECT_CAMPAIGNS "WHERE campaign_id = ? FOR UPDATE", campaign_id, out);
}

/* --- counts ----------------------------------------------------------------------------------- */

struct counts { int64_t total, queued, sent, delivered, failed, skipped; };

static void
counts_add(struct counts *c, const char *outcome, int64_t n)
{
	const struct { const char *outcome; int64_t *count; } of[] = {
		{ "waiting", &c->queued }, { "queued", &c->queued }, { "sent", &c->sent },
		{ "delivered", &c->delivered }, { "failed", &c->failed },
		{ "skipped", &c->skipped },
	};

	c->total += n;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		if (text_same(of[i].outcome, outcome))
			*of[i].count += n;
}

/* Of all in one statement, which sees one moment. The texts of those taken are looked at; of the
 * rest an index tells all. */
static enum db_result
counts_read(struct db *db, struct arena *a, const struct campaign *list, struct counts *counts,
    size_t count)
{
	struct json_object *ids = json_array_in(a);
	struct db_rows *rows;
	struct db_value wanted;
	enum db_result result;

	for (size_t i = 0; i < count; i++) {
		counts[i] = (struct counts){ 0 };
		(void)json_object_array_add(ids, json_object_new_int64(list[i].campaign_id));
	}
	wanted = db_text(json_text(a, ids));
	result = db_read(db, a, &rows,
	    "SELECT r.campaign_id, CAST(r.state AS CHAR) AS outcome, COUNT(*) AS n "
	    "FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$')) AS wanted "
	    "JOIN campaign_recipients AS r ON r.campaign_id = wanted.id "
	    "AND r.state IN ('waiting', 'sent', 'delivered', 'failed', 'skipped') "
	    "GROUP BY r.campaign_id, r.state UNION ALL "
	    "SELECT r.campaign_id, " CAMPAIGN_OUTCOME " AS outcome, COUNT(*) AS n "
	    "FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$')) AS wanted "
	    "JOIN campaign_recipients AS r ON r.campaign_id = wanted.id AND r.state = 'taken' "
	    "LEFT JOIN messages AS m ON m.message_id = r.message_id "
	    "GROUP BY r.campaign_id, outcome", DB_VALUES(wanted, wanted));
	for (size_t i = 0; result == DB_OK && i < db_count(rows); i++) {
		struct db_row row = db_at(rows, i);

		for (size_t c = 0; c < count; c++)
			if (list[c].campaign_id == row_int(row, "campaign_id"))
				counts_add(&counts[c], row_text(row, "outcome"),
				    row_int(row, "n"));
	}
	return result;
}

/* --- objects ---------------------------------------------------------------------------------- */

static struct json_object *
object_of(struct arena *a, const struct campaign *c, const struct counts *counts)
{
	struct json_object *o = json_object_in(a), *n = json_object_in(a), *estimate = NULL;
	const char *why;

	json_put_int(o, "id", c->campaign_id);
	json_put_int(o, "clinicId", c->clinic_id);
	json_put_id(o, "userId", c->user_id);
	json_put_text(o, "name", c->name);
	json_put_text(o, "kind", c->marketing ? "marketing" : "care");
	json_put_text(o, "body", c->body);
	json_put_text(o, "from", c->from);
	json_put_text(o, "status", c->status);
	json_put_text(o, "reason", c->reason);
	json_put_time(o, "sendAt", c->send_at_ms);
	json_put_int(o, "ratePerMinute", c->rate_per_minute);
	json_put_id(o, "dailyCap", c->daily_cap);
	json_put_int(n, "total", counts->total);
	json_put_int(n, "queued", counts->queued);
	json_put_int(n, "sent", counts->sent);
	json_put_int(n, "delivered", counts->delivered);
	json_put_int(n, "failed", counts->failed);
	json_put_int(n, "skipped", counts->skipped);
	json_put(o, "counts", n);
	(void)json_parse(a, c->estimate, strlen(c->estimate), &estimate, &why);
	json_put(o, "estimate", estimate);
	json_put_time(o, "createdAt", c->created_at_ms);
	json_put_time(o, "startedAt", c->started_at_ms);
	json_put_time(o, "endedAt", c->ended_at_ms);
	return o;
}

enum db_result
campaign_object(struct db *db, struct arena *a, const struct campaign *campaign,
    struct json_object **object)
{
	struct counts counts;
	enum db_result result = counts_read(db, a, campaign, &counts, 1);

	if (result == DB_OK)
		*object = object_of(a, campaign, &counts);
	return result;
}

enum db_result
campaigns_list(struct db *db, struct arena *a, const struct page *page, const char *status,
    struct json_object *items, int64_t *next)
{
	struct db_query *q = db_query(a, SELECT_CAMPAIGNS "WHERE TRUE");
	struct campaign *list;
	struct counts *counts;
	struct db_rows *rows;
	enum db_result result;
	size_t count;

	if (page->clinic_id)
		db_query_and(q, " AND clinic_id = ?", db_int(page->clinic_id));
	if (status)
		db_query_and(q, " AND status = ?", db_text(status));
	page_query(q, a, page, "campaign_id", "created_at");
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	count = page_count(page, rows);
	list = arena_array(a, count + 1, sizeof *list);
	counts = arena_array(a, count + 1, sizeof *counts);
	for (size_t i = 0; i < count; i++)
		list[i] = campaign_of(db_at(rows, i));
	result = counts_read(db, a, list, counts, count);
	for (size_t i = 0; result == DB_OK && i < count; i++)
		json_append(items, object_of(a, &list[i], &counts[i]));
	*next = page_next(page, rows, "campaign_id");
	return result;
}

enum db_result
campaign_recipients_list(struct db *db, struct arena *a, int64_t campaign_id, const char *state,
    int64_t after_id, int limit, struct json_object *items, int64_t *next)
{
	struct db_query *q = db_query(a, "SELECT * FROM (SELECT r.recipient_id, r.phone, "
	    "r.patient_id, " CAMPAIGN_OUTCOME " AS outcome, r.reason, r.message_id, m.status, "
	    "m.error_code, m.segments, r.taken_at FROM campaign_recipients AS r "
	    "LEFT JOIN messages AS m ON m.message_id = r.message_id WHERE r.campaign_id = ?");
	struct db_rows *rows;
	enum db_result result;
	size_t count;

	db_query_value(q, db_int(campaign_id));
	db_query_and(q, " AND r.recipient_id > ?) AS recipient WHERE TRUE", db_int(after_id));
	if (state)
		db_query_and(q, " AND outcome = ?", db_text(state));
	db_query_and(q, " ORDER BY recipient_id LIMIT ?", db_int(limit + 1));
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	count = db_count(rows) > (size_t)limit ? (size_t)limit : db_count(rows);
	for (size_t i = 0; i < count; i++) {
		struct db_row row = db_at(rows, i);
		struct json_object *o = json_object_in(a);
		int code = (int)row_int(row, "error_code");

		json_put_int(o, "id", row_int(row, "recipient_id"));
		json_put_text(o, "phone", row_text(row, "phone"));
		json_put_id(o, "patientId", row_int(row, "patient_id"));
		json_put_text(o, "state", row_text(row, "outcome"));
		json_put_text(o, "reason", row_text(row, "reason"));
		json_put_id(o, "messageId", row_int(row, "message_id"));
		json_put_text(o, "status", row_text(row, "status"));
		json_put_id(o, "errorCode", code);
		json_put_text(o, "errorReason", code ? twilio_reason(code)->advice : NULL);
		json_put_id(o, "segments", row_int(row, "segments"));
		json_put_time(o, "takenAt", row_time(row, "taken_at"));
		json_append(items, o);
	}
	*next = db_count(rows) > count ? row_int(db_at(rows, count - 1), "recipient_id") : 0;
	return DB_OK;
}

/* --- states ----------------------------------------------------------------------------------- */

static const char *
job_key(struct arena *a, int64_t campaign_id)
{
	return arena_printf(a, "campaign:%lld", (long long)campaign_id);
}

static struct json_object *
job_payload(struct arena *a, int64_t campaign_id)
{
	struct json_object *payload = json_object_in(a);

	json_put_int(payload, "campaignId", campaign_id);
	return payload;
}

enum db_result
campaign_schedule(struct db *db, struct arena *a, int64_t campaign_id, int64_t run_at_ms)
{
	return job_add_behind(db, a, "campaign", job_key(a, campaign_id),
	    job_payload(a, campaign_id), run_at_ms);
}

enum db_result
campaign_ensure(struct db *db, struct arena *a, int64_t campaign_id)
{
	return job_ensure(db, a, "campaign", job_key(a, campaign_id),
	    job_payload(a, campaign_id), true);
}

struct move {
	struct arena *arena;
	int64_t campaign_id, now_ms;
	const char *from, *to;
	struct campaign *out;
};

static bool
is_among(const char *status, const char *list)
{
	size_t length = strlen(status);

	for (const char *s = list; s; s = strchr(s, ',') ? strchr(s, ',') + 1 : NULL)
		if (!strncmp(s, status, length) && (s[length] == ',' || !s[length]))
			return true;
	return false;
}

static enum db_result
move(struct db *db, void *context)
{
	const struct move *m = context;
	struct campaign *c = m->out;
	struct arena *a = m->arena;
	bool going = text_same(m->to, "running") || text_same(m->to, "scheduled");
	bool ends = text_same(m->to, "cancelled") || text_same(m->to, "done");
	enum db_result result = campaign_lock(db, a, m->campaign_id, c);

	if (result != DB_OK)
		return result;
	if (!is_among(c->status, m->from))
		return DB_NONE;
	c->status = m->to;
	c->reason = NULL;
	if (!c->started_at_ms && text_same(m->to, "running"))
		c->started_at_ms = m->now_ms;
	if (ends)
		c->ended_at_ms = m->now_ms;
	result = db_write(db, "UPDATE campaigns SET status = ?, reason = NULL, started_at = ?, "
	    "ended_at = ? WHERE campaign_id = ?",
	    DB_VALUES(db_text(c->status), db_time(a, c->started_at_ms),
	    db_time(a, c->ended_at_ms), db_int(c->campaign_id)));
	if (result != DB_OK || (!going && !ends))
		return result;
	return campaign_schedule(db, a, c->campaign_id,
	    going && c->send_at_ms > m->now_ms ? c->send_at_ms : m->now_ms);
}

enum db_result
campaign_move(struct db *db, struct arena *a, int64_t campaign_id, const char *from,
    const char *to, struct campaign *out)
{
	struct move m = { a, campaign_id, clock_now_ms(), from, to, NULL };
	enum db_result result;

	*out = (struct campaign){ 0 };
	m.out = out;
	result = db_within(db, move, &m);
	/* What the database does not do now, the job does. */
	if (result == DB_OK && text_same(to, "cancelled"))
		(void)campaign_wind_up(db, a, campaign_id);
	return result;
}

enum db_result
campaigns_at_work(struct db *db, struct arena *a, int64_t now_ms, int64_t after_id, int limit,
    struct campaign_at_work **list, size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows,
	    "SELECT campaign_id, status IN ('scheduled', 'running') AS going FROM campaigns "
	    "WHERE campaign_id > ? AND (status IN ('scheduled', 'running', 'paused') "
	    "OR (status IN ('done', 'cancelled') AND ended_at > ?)) "
	    "ORDER BY campaign_id LIMIT ?",
	    DB_VALUES(db_int(after_id), db_time(a, now_ms - CAMPAIGN_SILENT_MS - CAMPAIGN_DAY_MS),
	    db_int(limit)));

	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*list = arena_array(a, *count + 1, sizeof **list);
	for (size_t i = 0; i < *count; i++)
		(*list)[i] = (struct campaign_at_work){
			row_int(db_at(rows, i), "campaign_id"), row_bool(db_at(rows, i), "going"),
		};
	return DB_OK;
}

enum db_result
campaigns_forget(struct db *db, struct arena *a, int64_t clinic_id, int64_t before_ms)
{
	struct db_value clinic = db_int(clinic_id), before = db_time(a, before_ms);
	struct campaign c;
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows, "SELECT campaign_id FROM campaigns "
	    "WHERE clinic_id = ? AND status IN ('draft', 'paused') AND created_at < ? LIMIT ?",
	    DB_VALUES(clinic, before, db_int(FORGOTTEN_MAX)));

	for (size_t i = 0; result <= DB_NONE && i < db_count(rows); i++)
		result = campaign_move(db, a, row_int(db_at(rows, i), "campaign_id"),
		    "draft,paused", "cancelled", &c);
	if (result > DB_NONE)
		return result;
	result = db_write(db, "UPDATE campaign_recipients SET body = '' WHERE body <> '' "
	    "AND campaign_id IN (SELECT campaign_id FROM campaigns WHERE clinic_id = ? "
	    "AND status IN ('done', 'cancelled') AND ended_at < ?) LIMIT 1000",
	    DB_VALUES(clinic, before));
	return result == DB_NONE ? DB_OK : result;
}

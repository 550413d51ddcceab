/* How a campaign's texts go out, one recipient at a time. See campaigns.h. */
#include "core/clock.h"
#include "core/text.h"
#include "data/campaigns.h"
#include "data/campaigns_outcome.h"
#include "data/clinics.h"
#include "data/consents.h"
#include "data/messages.h"
#include "data/numbers.h"
#include "data/phones.h"
#include "desk/calling.h"

enum {
	MINUTE_MS = 60 * 1000,
	BITE = 1000, BITES_MAX = 4 * CAMPAIGN_RECIPIENTS_MAX / BITE,
	CALLED_OFF_MAX = 200, OVERDUE_MS = MINUTE_MS, SETTLING_MS = 5 * 1000,
};

/* --- their ends ------------------------------------------------------------------------------- */

struct settling {
	struct arena *arena;
	int64_t campaign_id, now_ms, overdue_before_ms;
	bool winds_up;				/* all that nobody was asked for; else the overdue */
	bool more;				/* there is more than was done at once */
	int64_t called_off, changed;
};

/* Whoever is just asking for one of them has it. */
static enum db_result
call_off(struct db *db, struct settling *s)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, s->arena, &rows,
	    "SELECT m.message_id FROM campaign_recipients AS r JOIN messages AS m "
	    "ON m.message_id = r.message_id WHERE r.campaign_id = ? AND r.state = 'taken' "
	    "AND m.asked_at IS NULL AND " CAMPAIGN_OPEN " AND (? OR m.ask_until < ?) LIMIT ?",
	    DB_VALUES(db_int(s->campaign_id), db_bool(s->winds_up),
	    db_time(s->arena, s->overdue_before_ms), db_int(CALLED_OFF_MAX)));

	for (size_t i = 0; result <= DB_NONE && i < db_count(rows); i++) {
		result = message_cancel(db, s->arena, row_int(db_at(rows, i), "message_id"), 0);
		s->called_off += result == DB_OK;
	}
	return result == DB_NONE ? DB_OK : result;
}

/* Each value follows from the text, and from columns that stay: in whatever order they are
 * assigned. Of the indexes MariaDB would take that of all recipients there are, and of EXISTS it
 * would make a list of all jobs. */
static enum db_result
settle_taken(struct db *db, struct settling *s, bool over)
{
	struct arena *a = s->arena;
	struct db_value again = db_bool(!over), most = db_int(CAMPAIGN_TRIES_MAX);
	enum db_result result = db_write(db,
	    "UPDATE campaign_recipients AS r FORCE INDEX (next) JOIN messages AS m "
	    "ON m.message_id = r.message_id SET "
	    "r.state = CASE WHEN " CAMPAIGN_OPEN " THEN 'failed' "
	        "WHEN NOT " CAMPAIGN_TOO_LATE " THEN " CAMPAIGN_OUTCOME " WHEN NOT ? THEN 'skipped' WHEN r.tries < ? THEN 'waiting' ELSE 'failed' END, "
	    "r.reason = CASE WHEN " CAMPAIGN_OPEN " THEN 'nobody knows whether it was sent' "
	        "WHEN NOT " CAMPAIGN_CALLED_OFF " THEN NULL "
	        "WHEN m.error_code = 21606 THEN 'its sender is not the clinic''s any more' "
	        "WHEN m.error_code IS NOT NULL THEN 'opted out' "
	        "WHEN NOT " CAMPAIGN_TOO_LATE " OR NOT ? THEN 'called off' "
	        "WHEN r.tries < ? THEN NULL ELSE 'not sent within the calling hours' END, "
	    "r.message_id = IF(" CAMPAIGN_TOO_LATE " AND ? AND r.tries < ?, NULL, r.message_id), "
	    "r.due_at = IF(" CAMPAIGN_TOO_LATE ", ?, r.due_at) "
	    "WHERE r.campaign_id = ? AND r.state = 'taken' AND (m.status_rank >= 5 "
	        "OR (m.created_at < ? AND NOT " CAMPAIGN_OPEN ") "
	        "OR (m.asked_at < ? AND " CAMPAIGN_OPEN " AND (SELECT COUNT(*) FROM jobs "
	            "WHERE due_key = CONCAT('send-message:', m.message_id)) = 0)) LIMIT ?",
	    DB_VALUES(again, most, again, most, again, most, db_time(a, s->now_ms),
	    db_int(s->campaign_id), db_time(a, s->now_ms - CAMPAIGN_SILENT_MS),
	    db_time(a, s->now_ms - CAMPAIGN_DAY_MS), db_int(BITE)));

	s->changed = result == DB_OK ? db_affected(db) : 0;
	return result == DB_NONE ? DB_OK : result;
}

static enum db_result
settle(struct db *db, void *context)
{
	struct settling *s = context;
	struct campaign c;
	enum db_result result = campaign_lock(db, s->arena, s->campaign_id, &c);

	s->called_off = 0;
	if (result == DB_OK && (!s->winds_up || text_same(c.status, "cancelled")))
		result = call_off(db, s);
	if (result == DB_OK)
		result = settle_taken(db, s, c.ended_at_ms != 0);
	s->more = s->called_off == CALLED_OFF_MAX || s->changed == BITE;
	return result;
}

static enum db_result
settle_all(struct db *db, struct settling *s)
{
	enum db_result result = DB_OK;

	s->more = true;
	for (int i = 0; result == DB_OK && s->more && i < BITES_MAX; i++)
		result = db_within(db, settle, s);
	return result;
}

enum db_result
campaign_settle(struct db *db, struct arena *a, int64_t campaign_id, int64_t now_ms)
{
	return settle_all(db, &(struct settling){
		.arena = a, .campaign_id = campaign_id, .now_ms = now_ms,
		.overdue_before_ms = now_ms - OVERDUE_MS,
	});
}

enum db_result
campaign_called_off(struct db *db, struct arena *a, int64_t message_id, bool *called_off)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row, "SELECT r.recipient_id "
	    "FROM campaign_recipients AS r JOIN campaigns AS c ON c.campaign_id = r.campaign_id "
	    "WHERE r.message_id = ? AND c.status = 'cancelled'", DB_VALUES(db_int(message_id)));

	*called_off = result == DB_OK;
	return result == DB_NONE ? DB_OK : result;
}

static enum db_result
skip_waiting(struct db *db, void *context)
{
	struct settling *s = context;
	struct campaign c;
	enum db_result result = campaign_lock(db, s->arena, s->campaign_id, &c);

	if (result == DB_OK && !text_same(c.status, "cancelled"))
		return DB_NONE;
	if (result == DB_OK)
		result = db_write(db, "UPDATE campaign_recipients SET state = 'skipped', "
		    "reason = 'called off' WHERE campaign_id = ? AND state = 'waiting' LIMIT ?",
		    DB_VALUES(db_int(s->campaign_id), db_int(BITE)));
	return result;
}

enum db_result
campaign_wind_up(struct db *db, struct arena *a, int64_t campaign_id)
{
	struct settling s = {
		.arena = a, .campaign_id = campaign_id, .now_ms = clock_now_ms(), .winds_up = true,
	};
	enum db_result result = DB_OK;

	for (int i = 0; result == DB_OK && i < BITES_MAX; i++)
		result = db_within(db, skip_waiting, &s);
	return result <= DB_NONE ? settle_all(db, &s) : result;
}

/* --- the next --------------------------------------------------------------------------------- */

struct taking {
	struct arena *arena;
	int64_t campaign_id, now_ms;
	enum campaign_turn turn;
	int64_t at_ms;
	/* what is known of it by now */
	struct campaign campaign;
	struct clinic clinic;
	int64_t slot_ms;			/* when the next text may go */
};

struct next {
	int64_t recipient_id, patient_id;
	const char *phone, *timezone, *body;	/* timezone NULL: the clinic's */
	int tries;
	struct calling_window window;
};

static enum db_result
waits(struct taking *t, int64_t at_ms)
{
	t->turn = CAMPAIGN_WAITS;
	t->at_ms = at_ms;
	return DB_OK;
}

/* Nobody has to be asked: what is not right can be put right, and then somebody resumes it. */
static enum db_result
pause_because(struct db *db, struct taking *t, const char *reason)
{
	t->turn = CAMPAIGN_RESTS;
	return db_write(db, "UPDATE campaigns SET status = 'paused', reason = ? "
	    "WHERE campaign_id = ?", DB_VALUES(db_text(reason), db_int(t->campaign_id)));
}

/* *why NULL: nothing stands against it. */
static enum db_result
look_at_clinic(struct db *db, struct taking *t, const char **why)
{
	struct number number;
	enum db_result result = clinic_find(db, t->arena, t->campaign.clinic_id, &t->clinic);

	*why = NULL;
	if (result != DB_OK)
		return result;
	if (t->campaign.marketing && !t->clinic.marketing_enabled)
		*why = "the clinic sends no marketing";
	result = number_find(db, t->arena, t->campaign.from, &number);
	if (result > DB_NONE)
		return result;
	if (result == DB_NONE || number.clinic_id != t->campaign.clinic_id)
		*why = "the number from which it is sent is not the clinic's any more";
	return DB_OK;
}

/* 0: it has not been reached. */
static enum db_result
capped_until(struct db *db, struct taking *t, int64_t *until_ms)
{
	const char *zone = t->clinic.timezone;
	struct db_row row;
	enum db_result result;

	*until_ms = 0;
	if (!t->campaign.daily_cap)
		return DB_OK;
	result = db_read_one(db, t->arena, &row, "SELECT COUNT(*) AS n FROM campaign_recipients "
	    "WHERE campaign_id = ? AND taken_at >= ?", DB_VALUES(db_int(t->campaign_id),
	    db_time(t->arena, calling_day(zone, t->slot_ms, 0))));
	if (result == DB_OK && row_int(row, "n") >= t->campaign.daily_cap)
		*until_ms = calling_day(zone, t->slot_ms, 1);
	return result;
}

/* DB_NONE: nobody's time has come; whoever writes their row meanwhile waits for us. */
static enum db_result
next_read(struct db *db, struct taking *t, struct next *next)
{
	struct db_row row;
	enum db_result result = db_read_one(db, t->arena, &row,
	    "SELECT recipient_id, phone, patient_id, timezone, body, tries "
	    "FROM campaign_recipients WHERE campaign_id = ? AND state = 'waiting' "
	    "AND due_at <= ? ORDER BY due_at, recipient_id LIMIT 1 FOR UPDATE",
	    DB_VALUES(db_int(t->campaign_id), db_time(t->arena, t->slot_ms)));

	if (result == DB_OK)
		*next = (struct next){
			.recipient_id = row_int(row, "recipient_id"),
			.patient_id = row_int(row, "patient_id"),
			.phone = row_text(row, "phone"), .timezone = row_text(row, "timezone"),
			.body = row_text(row, "body"), .tries = (int)row_int(row, "tries"),
		};
	return result;
}

/* All of this zone, so that a night costs no more than one of them. */
static enum db_result
put_off(struct db *db, struct taking *t, const struct next *next)
{
	t->turn = CAMPAIGN_SKIPPED;
	return db_write(db, "UPDATE campaign_recipients SET due_at = ? WHERE campaign_id = ? "
	    "AND state = 'waiting' AND due_at <= ? AND timezone <=> ? LIMIT ?",
	    DB_VALUES(db_time(t->arena, next->window.from_ms), db_int(t->campaign_id),
	    db_time(t->arena, t->slot_ms), db_text(next->timezone), db_int(BITE)));
}

static enum db_result
skip(struct db *db, struct taking *t, const struct next *next, const char *reason)
{
	t->turn = CAMPAIGN_SKIPPED;
	return db_write(db, "UPDATE campaign_recipients SET state = 'skipped', reason = ? "
	    "WHERE recipient_id = ?", DB_VALUES(db_text(reason), db_int(next->recipient_id)));
}

/* NULL: nothing. From here on the number is locked, so that the answer holds. */
static enum db_result
obstacle(struct db *db, struct taking *t, const struct next *next, const char **why)
{
	int64_t clinic_id = t->campaign.clinic_id;
	bool texts, marketing = true;
	struct db_row row;
	enum db_result result = consent_allows(db, t->arena, clinic_id, next->phone, CONSENT_SMS,
	    &texts);

	if (result == DB_OK && t->campaign.marketing)
		result = consent_allows(db, t->arena, clinic_id, next->phone, CONSENT_MARKETING,
		    &marketing);
	if (result == DB_OK)
		result = db_read_one(db, t->arena, &row,
		    "SELECT " PHONE_BAD_CODE("?", "?") " AS bad_code, "
		    "(SELECT phone FROM patients WHERE patient_id = ?) AS phone",
		    DB_VALUES(db_int(clinic_id), db_text(next->phone), db_id(next->patient_id)));
	if (result != DB_OK)
		return result;
	*why = campaign_obstacle(!texts, !marketing, !row_is_null(row, "bad_code"));
	if (!*why && next->patient_id && !text_same(row_text(row, "phone"), next->phone))
		*why = "the patient has another number now";
	return DB_OK;
}

static enum db_result
order(struct db *db, struct taking *t, const struct next *next)
{
	struct arena *a = t->arena;
	struct json_object *metadata = json_object_in(a);
	struct message m = {
		.clinic_id = t->campaign.clinic_id, .from = t->campaign.from, .to = next->phone,
		.body = next->body, .metadata = metadata, .ask_until_ms = next->window.until_ms,
		.marketing = t->campaign.marketing, .behind = true,
		.origin = next->tries ? arena_printf(a, "campaign:%lld:%d",
		    (long long)next->recipient_id, next->tries + 1) :
		    arena_printf(a, "campaign:%lld", (long long)next->recipient_id),
	};
	int rate = t->campaign.rate_per_minute > 0 ? t->campaign.rate_per_minute : 1;
	enum db_result result;

	json_put_int(metadata, "campaignId", t->campaign_id);
	result = message_order(db, a, &m, t->slot_ms > t->now_ms ? t->slot_ms : 0, false);
	if (result != DB_OK && result != DB_DUPLICATE)
		return result;
	t->turn = CAMPAIGN_TAKEN;
	result = db_write(db, "UPDATE campaign_recipients SET state = 'taken', message_id = ?, "
	    "taken_at = ?, tries = tries + 1 WHERE recipient_id = ? AND state = 'waiting'",
	    DB_VALUES(db_int(m.message_id), db_time(a, t->slot_ms),
	    db_int(next->recipient_id)));
	return result == DB_OK ? db_write(db, "UPDATE campaigns SET next_at = ? "
	    "WHERE campaign_id = ?", DB_VALUES(db_time(a, t->slot_ms +
	    (MINUTE_MS + rate - 1) / rate), db_int(t->campaign_id))) : result;
}

static enum db_result
take_next(struct db *db, struct taking *t, struct next *next)
{
	const char *why = NULL;
	struct routing routing;
	enum db_result result = routing_load(db, t->arena, t->campaign.clinic_id, &routing);

	if (result != DB_OK)
		return result;
	next->window = calling_window(&routing.calling_hours,
	    next->timezone ? next->timezone : t->clinic.timezone, t->slot_ms);
	if (next->window.from_ms > t->slot_ms)
		return put_off(db, t, next);
	result = obstacle(db, t, next, &why);
	if (result != DB_OK)
		return result;
	return why ? skip(db, t, next, why) : order(db, t, next);
}

/* Nobody's time has come: is there anybody left? */
static enum db_result
take_none(struct db *db, struct taking *t)
{
	struct arena *a = t->arena;
	struct db_row row;
	enum db_result result = campaign_settle(db, a, t->campaign_id, t->now_ms);

	if (result == DB_OK)
		result = db_read_one(db, a, &row, "SELECT (SELECT MIN(due_at) "
		    "FROM campaign_recipients WHERE campaign_id = ? AND state = 'waiting') "
		    "AS due_at, EXISTS (SELECT 1 FROM campaign_recipients AS r JOIN messages AS m "
		    "ON m.message_id = r.message_id WHERE r.campaign_id = ? AND r.state = 'taken' "
		    "AND " CAMPAIGN_OPEN ") AS open",
		    DB_VALUES(db_int(t->campaign_id), db_int(t->campaign_id)));
	if (result != DB_OK)
		return result;
	if (!row_is_null(row, "due_at") && row_time(row, "due_at") > t->slot_ms)
		return waits(t, row_time(row, "due_at"));
	if (!row_is_null(row, "due_at") || row_bool(row, "open"))
		return waits(t, t->now_ms + SETTLING_MS);
	t->turn = CAMPAIGN_RESTS;
	return db_write(db, "UPDATE campaigns SET status = 'done', ended_at = ? "
	    "WHERE campaign_id = ?", DB_VALUES(db_time(a, t->now_ms), db_int(t->campaign_id)));
}

/* One that lies further ahead than any can was reckoned by a clock that has been set back. */
static int64_t
slot_of(const struct campaign *c, int64_t now_ms)
{
	bool ahead = c->next_at_ms > now_ms &&
	    c->next_at_ms <= now_ms + CAMPAIGN_AHEAD_MS + MINUTE_MS;

	return ahead ? c->next_at_ms : now_ms;
}

static enum db_result
take(struct db *db, void *context)
{
	struct taking *t = context;
	struct campaign *c = &t->campaign;
	int64_t capped_ms = 0;
	struct next next;
	const char *why;
	enum db_result result = campaign_lock(db, t->arena, t->campaign_id, c);

	if (result != DB_OK)
		return result;
	t->turn = CAMPAIGN_RESTS;
	if (!text_same(c->status, "running") && !text_same(c->status, "scheduled"))
		return DB_OK;
	if (c->send_at_ms > t->now_ms)
		return waits(t, c->send_at_ms);
	if (text_same(c->status, "scheduled"))
		result = db_write(db, "UPDATE campaigns SET status = 'running', "
		    "started_at = COALESCE(started_at, ?) WHERE campaign_id = ?",
		    DB_VALUES(db_time(t->arena, t->now_ms), db_int(t->campaign_id)));
	t->slot_ms = slot_of(c, t->now_ms);
	/* Half of it is left to whoever runs us then. */
	if (result == DB_OK && t->slot_ms > t->now_ms + CAMPAIGN_AHEAD_MS)
		return waits(t, t->slot_ms - CAMPAIGN_AHEAD_MS / 2);
	if (result == DB_OK)
		result = next_read(db, t, &next);
	if (result == DB_NONE)
		return take_none(db, t);
	if (result == DB_OK)
		result = look_at_clinic(db, t, &why);
	if (result == DB_OK && why)
		return pause_because(db, t, why);
	if (result == DB_OK)
		result = capped_until(db, t, &capped_ms);
	if (result == DB_OK && capped_ms)
		return waits(t, capped_ms);
	return result == DB_OK ? take_next(db, t, &next) : result;
}

enum db_result
campaign_backlog(struct db *db, struct arena *a, int64_t campaign_id, int64_t now_ms,
    int64_t *count)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row, "SELECT COUNT(*) AS n FROM "
	    "(SELECT 1 FROM campaign_recipients AS r JOIN messages AS m "
	    "ON m.message_id = r.message_id WHERE r.campaign_id = ? AND r.state = 'taken' "
	    "AND r.taken_at <= ? AND m.asked_at IS NULL AND " CAMPAIGN_OPEN " LIMIT ?) AS late",
	    DB_VALUES(db_int(campaign_id), db_time(a, now_ms), db_int(CAMPAIGN_BACKLOG_MAX)));

	if (result == DB_OK)
		*count = row_int(row, "n");
	return result;
}

enum db_result
campaign_take(struct db *db, struct arena *a, int64_t campaign_id, int64_t now_ms,
    enum campaign_turn *turn, int64_t *at_ms)
{
	struct taking t = { .arena = a, .campaign_id = campaign_id, .now_ms = now_ms };
	enum db_result result = db_transact(db, take, &t);

	*turn = t.turn;
	*at_ms = t.at_ms;
	return result;
}

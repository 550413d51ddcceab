/* The consent ledger. See consents.h. */
#include "data/consents.h"

#include "core/text.h"
#include "data/phones.h"

enum { ORIGIN_MAX = 190, SID_MAX = 34, TEXT_MAX = 500, LEDGER_MAX = 1000 };

static const char *const channel_names[] = {
	[CONSENT_SMS] = "sms", [CONSENT_CALL] = "call", [CONSENT_MARKETING] = "marketing",
};

static const char insert_sql[] =
    "INSERT INTO consents (clinic_id, phone, channel, state, at, origin, message_sid, user_id, "
    "text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE consent_id = consent_id";
enum { INSERT_VALUES = 9 };

static void
insert_values(struct arena *a, const struct consent *c, struct db_value values[INSERT_VALUES])
{
	struct db_value v[INSERT_VALUES] = {
		db_int(c->clinic_id), db_text(c->phone), db_text(channel_names[c->channel]),
		db_text(c->in ? "in" : "out"), db_time(a, c->at_ms),
		db_text_fit(a, c->origin, ORIGIN_MAX), db_text_fit(a, c->message_sid, SID_MAX),
		db_id(c->user_id), db_text_fit(a, c->text, TEXT_MAX),
	};

	memcpy(values, v, sizeof v);
}

static enum db_result
insert(struct db *db, struct arena *a, const struct consent *consent)
{
	struct db_value values[INSERT_VALUES];

	insert_values(a, consent, values);
	return db_write(db, insert_sql, values, INSERT_VALUES);
}

struct work {
	struct arena *arena;
	const struct consent *consent;
	bool changed;
};

static enum db_result
add(struct db *db, void *context)
{
	struct work *w = context;
	enum db_result result = phone_lock(db, w->consent->clinic_id, w->consent->phone);

	return result == DB_OK ? insert(db, w->arena, w->consent) : result;
}

enum db_result
consent_add(struct db *db, struct arena *a, const struct consent *consent)
{
	return db_within(db, add, &(struct work){ a, consent, false });
}

void
consent_add_to(struct facts *f, const struct consent *consent)
{
	struct db_value values[INSERT_VALUES];

	insert_values(facts_arena(f), consent, values);
	phone_lock_to(f, consent->clinic_id, consent->phone);
	facts_add(f, insert_sql, values, INSERT_VALUES);
}

/* The caller holds the lock. */
static enum db_result
allows(struct db *db, struct arena *a, int64_t clinic_id, const char *phone,
    enum consent_channel channel, bool *allowed)
{
	struct db_query *q = db_query(a, "SELECT state = 'in' AS allowed "
	    "FROM consents FORCE INDEX (latest) WHERE TRUE");
	struct db_rows *rows;
	enum db_result result;

	db_query_and(q, " AND clinic_id = ?", db_int(clinic_id));
	db_query_and(q, " AND phone = ?", db_text(phone));
	if (channel == CONSENT_MARKETING)
		db_query_add(q, " AND " CONSENT_OF_MARKETING);
	else
		db_query_and(q, " AND channel = ?", db_text(channel_names[channel]));
	db_query_add(q, " ORDER BY at DESC, consent_id DESC LIMIT 1");
	result = db_query_read(db, a, &rows, q);
	*allowed = channel != CONSENT_MARKETING;
	if (result == DB_OK && db_count(rows))
		*allowed = row_bool(db_at(rows, 0), "allowed");
	return result;
}

enum db_result
consent_allows(struct db *db, struct arena *a, int64_t clinic_id, const char *phone,
    enum consent_channel channel, bool *allowed)
{
	enum db_result result = phone_lock(db, clinic_id, phone);

	*allowed = false;
	return result == DB_OK ? allows(db, a, clinic_id, phone, channel, allowed) : result;
}

static enum db_result
opt(struct db *db, void *context)
{
	struct work *w = context;
	struct consent c = *w->consent;
	enum db_result result = phone_lock(db, c.clinic_id, c.phone);

	w->changed = false;
	for (c.channel = CONSENT_SMS; result == DB_OK && c.channel <= CONSENT_CALL; c.channel++) {
		bool in;

		result = allows(db, w->arena, c.clinic_id, c.phone, c.channel, &in);
		if (result != DB_OK || in == c.in)
			continue;
		w->changed = true;
		result = insert(db, w->arena, &c);
	}
	return result;
}

enum db_result
consent_opt(struct db *db, struct arena *a, int64_t clinic_id, const char *phone, bool out,
    int64_t user_id, int64_t at_ms, bool *changed)
{
	const struct consent consent = {
		.clinic_id = clinic_id, .phone = phone, .in = !out, .at_ms = at_ms,
		.user_id = user_id,
	};
	struct work w = { a, &consent, false };
	enum db_result result = db_within(db, opt, &w);

	*changed = w.changed;
	return result;
}

static enum consent_channel
channel_of(const char *name)
{
	enum consent_channel channel = CONSENT_SMS;

	while (channel < CONSENT_MARKETING && !text_same(channel_names[channel], name))
		channel++;
	return channel;
}

struct json_object *
consent_object(struct arena *a, const struct consent *c)
{
	struct json_object *o = json_object_in(a), *evidence = json_object_in(a);

	json_put_text(o, "phone", c->phone);
	json_put_text(o, "channel", channel_names[c->channel]);
	json_put_text(o, "state", c->in ? "in" : "out");
	json_put_time(o, "at", c->at_ms);
	if (c->message_sid)
		json_put_text(evidence, "messageSid", c->message_sid);
	else
		json_put_id(evidence, "userId", c->user_id);
	json_put_text(evidence, "text", c->text);
	json_put(o, "evidence", evidence);
	return o;
}

enum db_result
consents_of(struct db *db, struct arena *a, int64_t clinic_id, const char *phone,
    struct json_object *items)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows,
	    "SELECT channel, state, at, message_sid, user_id, text FROM consents "
	    "WHERE clinic_id = ? AND phone = ? ORDER BY at DESC, consent_id DESC LIMIT ?",
	    DB_VALUES(db_int(clinic_id), db_text(phone), db_int(LEDGER_MAX)));

	for (size_t i = 0; result == DB_OK && i < db_count(rows); i++) {
		struct db_row row = db_at(rows, i);

		json_append(items, consent_object(a, &(struct consent){
			.phone = phone, .channel = channel_of(row_text(row, "channel")),
			.in = text_same(row_text(row, "state"), "in"), .at_ms = row_time(row, "at"),
			.message_sid = row_text(row, "message_sid"),
			.user_id = row_int(row, "user_id"), .text = row_text(row, "text"),
		}));
	}
	return result;
}

/* Webhook deliveries as rows. See events.h. */
#include "data/events.h"

#include <assert.h>

#include "core/clock.h"
#include "core/form.h"
#include "core/text.h"

/* Widths of the columns, as in schema/0002-calls.sql. */
enum {
	SUBJECT_MAX = 64, TYPE_MAX = 40, CLAIM_MAX = 190, REASON_MAX = 500,
	PATH_MAX_CHARACTERS = 1000, CONTENT_TYPE_MAX = 100,
};

#define EVENT_INSERT \
	"INSERT INTO events (clinic_id, subject, type, claim, verdict, reason, at, path, status, " \
	"duration_us, content_type, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
enum { EVENT_VALUES = 12 };

static void
event_values(struct arena *a, const struct event *e, struct db_value values[EVENT_VALUES])
{
	const char *verdict = e->failure ? "failed" : e->replayed ? "spooled" : "accepted";
	int64_t duration_us = clock_steady_us() - e->started_us;
	struct db_value v[EVENT_VALUES] = {
		db_id(e->clinic_id),
		db_text_fit(a, e->subject, SUBJECT_MAX),
		db_text_fit(a, e->type, TYPE_MAX),
		db_text_fit(a, e->claim, CLAIM_MAX),
		db_text(verdict),
		db_text_fit(a, e->failure, REASON_MAX),
		db_time(a, e->at_ms),
		db_text_fit(a, e->path ? e->path : "", PATH_MAX_CHARACTERS),
		db_int(e->status),
		db_int(duration_us < 0 || duration_us > UINT32_MAX ? 0 : duration_us),
		db_text_fit(a, e->content_type ? e->content_type : "", CONTENT_TYPE_MAX),
		db_bytes(e->body ? e->body : "", e->body ? e->body_bytes : 0),
	};

	memcpy(values, v, sizeof v);
}

/* Keeps a delivery whose claim was taken. */
static enum db_result
store_repeat(struct db *db, struct arena *a, const struct event *e)
{
	struct db_value values[EVENT_VALUES];
	struct event repeat = *e;

	repeat.claim = NULL;
	event_values(a, &repeat, values);
	values[4] = db_text("duplicate");
	return db_write(db, EVENT_INSERT, values, EVENT_VALUES);
}

/* --- facts --------------------------------------------------------------------------------- */

struct fact {
	const char *sql, *first_sql;		/* first_sql NULL: sql */
	struct db_value values[FACT_VALUES_MAX];
	size_t count, first_count;
};

struct facts {
	struct arena *arena;
	size_t count;
	bool tries_first;
	struct fact list[FACTS_MAX];
};

struct facts *
facts_new(struct arena *a)
{
	struct facts *f = arena_alloc(a, sizeof *f);

	f->arena = a;
	return f;
}

struct arena *
facts_arena(const struct facts *f)
{
	return f->arena;
}

void
facts_add_first(struct facts *f, const char *first_sql, size_t first_count, const char *sql,
    const struct db_value *values, size_t count)
{
	struct fact *fact = &f->list[f->count++];

	assert(f->count <= FACTS_MAX && count <= FACT_VALUES_MAX && first_count <= count);
	fact->first_sql = first_sql;
	fact->first_count = first_count;
	fact->sql = sql;
	fact->count = count;
	memcpy(fact->values, values, count * sizeof *values);
	f->tries_first |= first_sql != NULL;
}

void
facts_add(struct facts *f, const char *sql, const struct db_value *values, size_t count)
{
	facts_add_first(f, NULL, 0, sql, values, count);
}

/* One transaction in one round trip. The event goes first: where its claim is taken, the rest does
 * not happen. */
static enum db_result
store_together(struct db *db, struct arena *a, const struct event *e, const struct facts *f,
    bool first)
{
	struct db_value values[EVENT_VALUES + FACTS_MAX * FACT_VALUES_MAX];
	size_t count = EVENT_VALUES;
	struct text sql = text_new(a);

	event_values(a, e, values);
	if (!f || !f->count)
		return db_write(db, EVENT_INSERT, values, EVENT_VALUES);
	text_puts(&sql, "BEGIN NOT ATOMIC START TRANSACTION; " EVENT_INSERT "; ");
	for (const struct fact *fact = f->list; fact < f->list + f->count; fact++) {
		bool plain = first && fact->first_sql;
		size_t n = plain ? fact->first_count : fact->count;

		text_puts(&sql, plain ? fact->first_sql : fact->sql);
		text_puts(&sql, "; ");
		memcpy(values + count, fact->values, n * sizeof *values);
		count += n;
	}
	text_puts(&sql, "COMMIT; END");
	return db_write(db, sql.data, values, count);
}

enum db_result
facts_store(struct db *db, struct arena *a, const struct event *e, const struct facts *f,
    bool *duplicate)
{
	enum db_result result;

	*duplicate = false;
	if (f && f->tries_first) {
		result = store_together(db, a, e, f, true);
		if (result != DB_DUPLICATE)
			return result;
		/* The row is there after all, or the event is: the merge finds out which. */
	}
	result = store_together(db, a, e, f, false);
	/* The claim is the only unique key here that may say no. */
	*duplicate = result == DB_DUPLICATE;
	return *duplicate ? store_repeat(db, a, e) : result;
}

/* --- reading ------------------------------------------------------------------------------- */

#define SELECT_EVENTS \
	"SELECT event_id, type, path, content_type, " \
	"IF(content_type LIKE '%json%' AND LENGTH(body) > 65536, '', body) AS body, reason, at " \
	"FROM events WHERE subject = ? "

static enum db_result
read_events(struct db *db, struct arena *a, const char *sql, const char *subject,
    struct event_row **rows, size_t *count)
{
	struct db_rows *found;
	struct event_row *events;
	enum db_result result = db_read(db, a, &found, sql, DB_VALUES(db_text(subject)));

	if (result != DB_OK)
		return result;
	events = arena_array(a, db_count(found), sizeof *events);
	for (size_t i = 0; i < db_count(found); i++) {
		struct db_row row = db_at(found, i);

		events[i].event_id = row_int(row, "event_id");
		events[i].type = row_text(row, "type");
		events[i].path = row_text(row, "path");
		events[i].content_type = row_text(row, "content_type");
		events[i].body = row_bytes(row, "body", &events[i].body_bytes);
		events[i].failure = row_text(row, "reason");
		events[i].at_ms = row_time(row, "at");
	}
	*rows = events;
	*count = db_count(found);
	return DB_OK;
}

enum db_result
events_of(struct db *db, struct arena *a, const char *subject, struct event_row **rows,
    size_t *count)
{
	return read_events(db, a, SELECT_EVENTS "AND verdict IN ('accepted', 'spooled') "
	    "AND type <> 'transcription-content' ORDER BY at, event_id LIMIT 1000", subject, rows,
	    count);
}

enum db_result
events_failed_of(struct db *db, struct arena *a, const char *subject, struct event_row **rows,
    size_t *count)
{
	return read_events(db, a, SELECT_EVENTS "AND verdict = 'failed' "
	    "ORDER BY at, event_id LIMIT 100", subject, rows, count);
}

const char *
event_field(struct arena *a, const struct event_row *event, const char *name)
{
	struct form form;

	return form_parse(a, event->body, event->body_bytes, &form) ? form_find(&form, name) : NULL;
}

const struct event_row *
event_with(struct arena *a, const struct event_row *events, size_t count, const char *type,
    const char *name, const char *value)
{
	for (size_t i = 0; i < count; i++)
		if (text_same(events[i].type, type) &&
		    text_same(event_field(a, &events[i], name), value))
			return &events[i];
	return NULL;
}

/* Webhook deliveries as rows. See events.h. */
#include "data/events.h"

#include "core/clock.h"

/* Widths of the columns, as in schema/0002-calls.sql. */
enum {
	SUBJECT_MAX = 64, TYPE_MAX = 40, CLAIM_MAX = 190, REASON_MAX = 500,
	PATH_MAX_CHARACTERS = 1000, CONTENT_TYPE_MAX = 100,
};

void
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

enum db_result
event_store_repeat(struct db *db, struct arena *a, const struct event *e)
{
	struct db_value values[EVENT_VALUES];
	struct event repeat = *e;

	repeat.claim = NULL;
	event_values(a, &repeat, values);
	values[4] = db_text("duplicate");
	return db_write(db, EVENT_INSERT, values, EVENT_VALUES);
}

enum db_result
event_store(struct db *db, struct arena *a, const struct event *e, bool *duplicate)
{
	struct db_value values[EVENT_VALUES];
	enum db_result result;

	event_values(a, e, values);
	result = db_write(db, EVENT_INSERT, values, EVENT_VALUES);
	*duplicate = result == DB_DUPLICATE;
	return *duplicate ? event_store_repeat(db, a, e) : result;
}

enum db_result
events_of(struct db *db, struct arena *a, const char *subject, struct event_row **rows,
    size_t *count)
{
	struct db_rows *found;
	struct event_row *events;
	enum db_result result = db_read(db, a, &found,
	    "SELECT event_id, type, path, content_type, body, at FROM events "
	    "WHERE subject = ? AND verdict IN ('accepted', 'spooled') "
	    "ORDER BY at, event_id LIMIT 1000",
	    DB_VALUES(db_text(subject)));

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
		events[i].at_ms = row_time(row, "at");
	}
	*rows = events;
	*count = db_count(found);
	return DB_OK;
}

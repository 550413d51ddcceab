/* Bookings. See bookings.h. */
#include "data/bookings.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/appointments.h"
#include "desk/caller.h"

/* Widths of the columns, as in schema/0007-analysis.sql; TEXT has 65535 bytes. */
enum { STATED_MAX = 200, SERVICE_MAX = 200, EVIDENCE_MAX = 4000 };
enum { TRIES_MAX = 3, USUAL_MINUTES = 30 };

#define SELECT_BOOKINGS \
	"SELECT booking_id, clinic_id, patient_id, call_sid, session_id, source, service, " \
	"starts_at, stated_time, stated_date, evidence, confidence, status, appointment_id, created_at, " \
	"(status <> 'proposed' OR edited_at IS NOT NULL) AS is_settled FROM bookings "

static struct booking_row
read_row(struct db_row row)
{
	return (struct booking_row){
		.booking_id = row_int(row, "booking_id"),
		.clinic_id = row_int(row, "clinic_id"),
		.patient_id = row_int(row, "patient_id"),
		.call_sid = row_text(row, "call_sid"),
		.session_id = row_text(row, "session_id"),
		.source = row_text(row, "source"),
		.service = row_text(row, "service"),
		.starts_at_ms = row_time(row, "starts_at"),
		.stated_time = row_text(row, "stated_time"),
		.stated_date = row_text(row, "stated_date"),
		.evidence = row_text(row, "evidence"),
		.confidence = row_real(row, "confidence"),
		.status = row_text(row, "status"),
		.appointment_id = row_int(row, "appointment_id"),
		.created_at_ms = row_time(row, "created_at"),
	};
}

/* --- what calls say -------------------------------------------------------------------------- */

struct proposing {
	struct arena *arena;
	const struct booking_proposal *p;
	const char *source;
	int64_t at_ms;
};

/* A booking that is there already, locked. */
struct standing {
	int64_t booking_id;			/* 0: none */
	bool is_settled;			/* by a person */
	bool is_detectors;
};

static enum db_result
find_standing(struct db *db, struct arena *a, const char *sql, const char *key,
    struct standing *out)
{
	struct db_row row;
	enum db_result result = DB_NONE;

	*out = (struct standing){ 0 };
	if (key)
		result = db_read_one(db, a, &row, sql, DB_VALUES(db_text(key)));
	if (result == DB_OK)
		*out = (struct standing){
			.booking_id = row_int(row, "booking_id"),
			.is_settled = row_bool(row, "is_settled"),
			.is_detectors = text_same(row_text(row, "source"), "detector"),
		};
	return result == DB_NONE ? DB_OK : result;
}

/* The booking of the call and the session. Where each has one of its own, that of the session stays
 * unless only the other is settled. */
static enum db_result
find_kept(struct db *db, struct proposing *c, struct standing *kept)
{
	struct standing of_call, of_session, spare = { 0 };
	enum db_result result = find_standing(db, c->arena,
	    SELECT_BOOKINGS "WHERE call_sid = ? FOR UPDATE", c->p->call_sid, &of_call);

	if (result == DB_OK)
		result = find_standing(db, c->arena,
		    SELECT_BOOKINGS "WHERE session_id = ? FOR UPDATE", c->p->session_id, &of_session);
	if (result != DB_OK)
		return result;
	*kept = of_session.booking_id ? of_session : of_call;
	if (of_call.booking_id && of_session.booking_id &&
	    of_call.booking_id != of_session.booking_id) {
		*kept = of_call.is_settled ? of_call : of_session;
		spare = of_call.is_settled ? of_session : of_call;
	}
	if (!spare.booking_id || spare.is_settled)
		return DB_OK;
	return db_write(db, "DELETE FROM bookings WHERE booking_id = ?",
	    DB_VALUES(db_int(spare.booking_id)));
}

static enum db_result
insert(struct db *db, struct proposing *c)
{
	const struct booking_proposal *p = c->p;
	struct arena *a = c->arena;

	return db_write(db, "INSERT INTO bookings (clinic_id, patient_id, call_sid, session_id, "
	    "source, service, starts_at, stated_time, stated_date, evidence, confidence, created_at, "
	    "updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    DB_VALUES(db_int(p->clinic_id), db_id(p->patient_id), db_text(p->call_sid),
	    db_text(p->session_id), db_text(c->source), db_text_fit(a, p->service, SERVICE_MAX),
	    db_time(a, p->starts_at_ms), db_text_fit(a, p->stated_time, STATED_MAX),
	    db_text(p->stated_date), db_text_fit(a, p->evidence, EVIDENCE_MAX),
	    db_real(p->confidence), db_time(a, c->at_ms), db_time(a, c->at_ms)));
}

static enum db_result
update(struct db *db, struct proposing *c, int64_t booking_id)
{
	const struct booking_proposal *p = c->p;
	struct arena *a = c->arena;
	struct db_value source = db_text(c->source);
	struct db_value service = db_text_fit(a, p->service, SERVICE_MAX);
	struct db_value starts_at = db_time(a, p->starts_at_ms);
	struct db_value stated_time = db_text_fit(a, p->stated_time, STATED_MAX);
	struct db_value stated_date = db_text(p->stated_date);
	struct db_value evidence = db_text_fit(a, p->evidence, EVIDENCE_MAX);
	struct db_value confidence = db_real(p->confidence);

	/* Assigned from left to right: updated_at, which sees the old values, goes first. */
	return db_write(db, "UPDATE bookings SET "
	    "updated_at = IF(source = ? AND service <=> ? AND starts_at <=> ? AND stated_time <=> ? "
	        "AND stated_date <=> ? AND evidence = ? AND confidence = ?, updated_at, ?), "
	    "source = ?, service = ?, starts_at = ?, stated_time = ?, stated_date = ?, evidence = ?, "
	    "confidence = ?, patient_id = COALESCE(?, patient_id), call_sid = COALESCE(call_sid, ?), "
	    "session_id = COALESCE(session_id, ?) WHERE booking_id = ?",
	    DB_VALUES(source, service, starts_at, stated_time, stated_date, evidence, confidence,
	    db_time(a, c->at_ms), source, service, starts_at, stated_time, stated_date, evidence,
	    confidence, db_id(p->patient_id), db_text(p->call_sid), db_text(p->session_id),
	    db_int(booking_id)));
}

static enum db_result
propose(struct db *db, void *context)
{
	struct proposing *c = context;
	enum db_result result = DB_DUPLICATE;

	/* What is not there cannot be locked: somebody else may be first, and is found then. */
	for (int tries = 0; result == DB_DUPLICATE && tries < TRIES_MAX; tries++) {
		struct standing kept;

		result = find_kept(db, c, &kept);
		if (result != DB_OK)
			return result;
		if (!kept.booking_id)
			result = insert(db, c);
		else if (!kept.is_settled && (kept.is_detectors || !text_same(c->source, "detector")))
			result = update(db, c, kept.booking_id);
	}
	return result;
}

enum db_result
booking_propose(struct db *db, struct arena *a, const struct booking_proposal *p, int64_t at_ms)
{
	return db_within(db, propose, &(struct proposing){
		.arena = a, .p = p, .source = p->source ? p->source : "detector", .at_ms = at_ms,
	});
}

enum db_result
booking_withdraw(struct db *db, const char *call_sid)
{
	enum db_result result = db_write(db, "DELETE FROM bookings WHERE call_sid = ? "
	    "AND status = 'proposed' AND edited_at IS NULL AND source = 'detector'",
	    DB_VALUES(db_text(call_sid)));

	return result == DB_NONE ? DB_OK : result;
}

/* --- what people say ------------------------------------------------------------------------- */

struct deciding {
	struct arena *arena;
	const struct booking_decision *d;
	int64_t booking_id;
	struct booking_row after;
	bool changed;
	unsigned lacks;
};

/* Who was on the phone, as far as the call or the session knows. *phone: NULL. */
static enum db_result
caller(struct db *db, struct deciding *c, const char **phone, int64_t *patient_id)
{
	struct booking_row *b = &c->after;
	struct db_row row;
	/* The call first; either may be of a clinic that it was taken for before. */
	enum db_result result = db_read_one(db, c->arena, &row,
	    "SELECT phone, patient_id FROM (SELECT 1 AS place, phone, patient_id, clinic_id "
	    "FROM calls WHERE call_sid = ? UNION ALL SELECT 2, phone, patient_id, clinic_id "
	    "FROM sessions WHERE session_id = ?) AS either WHERE clinic_id = ? "
	    "ORDER BY patient_id IS NULL, place LIMIT 1",
	    DB_VALUES(db_text(b->call_sid), db_text(b->session_id), db_int(b->clinic_id)));

	*phone = NULL;
	*patient_id = 0;
	if (result == DB_OK) {
		*phone = row_text(row, "phone");
		*patient_id = row_int(row, "patient_id");
	}
	return result == DB_NONE ? DB_OK : result;
}

/* Whose visit it is: whom the person names, else who is known already. */
static enum db_result
find_patient(struct db *db, struct deciding *c, bool needed)
{
	const struct booking_decision *d = c->d;
	struct booking_row *b = &c->after;
	bool named = !d->patient_id && (d->first_name || d->last_name);
	const char *phone;
	int64_t known;
	enum db_result result;

	if (d->patient_id)
		b->patient_id = d->patient_id;
	if (!named && (b->patient_id || !needed))
		return DB_OK;
	result = caller(db, c, &phone, &known);
	if (result != DB_OK)
		return result;
	if (named && caller_shows_number(phone))
		return patient_meet(db, c->arena, b->clinic_id, phone, d->first_name, d->last_name,
		    NULL, &b->patient_id);
	if (named)
		c->lacks |= BOOKING_LACKS_PHONE;
	else if (known)
		b->patient_id = known;
	else
		c->lacks |= BOOKING_LACKS_PATIENT;
	return DB_OK;
}

static enum db_result
make_appointment(struct db *db, struct deciding *c)
{
	const struct booking_decision *d = c->d;
	struct booking_row *b = &c->after;
	struct appointment visit = {
		.clinic_id = b->clinic_id, .patient_id = b->patient_id, .doctor = d->doctor,
		.starts_at_ms = b->starts_at_ms, .status = "scheduled", .notes = b->service,
		.duration_minutes = d->duration_minutes ? d->duration_minutes : USUAL_MINUTES,
	};
	enum db_result result = appointment_add(db, c->arena, &visit);

	if (result == DB_CONFLICT)		/* the patient was deleted since */
		c->lacks |= BOOKING_LACKS_PATIENT;
	b->appointment_id = visit.appointment_id;
	return result;
}

static enum db_result
save(struct db *db, struct deciding *c)
{
	const struct booking_row *b = &c->after;
	struct arena *a = c->arena;
	struct db_value now = db_time(a, clock_now_ms());

	return db_write(db, "UPDATE bookings SET patient_id = ?, service = ?, starts_at = ?, "
	    "status = ?, appointment_id = ?, edited_at = ?, updated_at = ? WHERE booking_id = ?",
	    DB_VALUES(db_id(b->patient_id), db_text_fit(a, b->service, SERVICE_MAX),
	    db_time(a, b->starts_at_ms), db_text(b->status), db_id(b->appointment_id), now, now,
	    db_int(b->booking_id)));
}

/* Does the decision say anything that is not so? */
static bool
says_more(const struct booking_decision *d, const struct booking_row *b)
{
	return (d->status && !text_same(d->status, b->status)) ||
	    (d->patient_id && d->patient_id != b->patient_id) ||
	    (d->starts_at_ms && d->starts_at_ms != b->starts_at_ms) ||
	    (d->service && !text_same(d->service, b->service));
}

static enum db_result
decide(struct db *db, void *context)
{
	struct deciding *c = context;
	const struct booking_decision *d = c->d;
	struct booking_row *b = &c->after;
	bool was_confirmed, confirms;
	struct db_row row;
	enum db_result result = db_read_one(db, c->arena, &row,
	    SELECT_BOOKINGS "WHERE booking_id = ? FOR UPDATE", DB_VALUES(db_int(c->booking_id)));

	c->lacks = 0;
	c->changed = false;
	if (result != DB_OK)
		return result;
	*b = read_row(row);
	was_confirmed = text_same(b->status, "confirmed");
	c->changed = says_more(d, b) || (!was_confirmed && (d->first_name || d->last_name));
	if (!c->changed)
		return DB_OK;
	if (was_confirmed) {
		c->lacks = BOOKING_IS_CONFIRMED;
		return DB_CONFLICT;
	}
	b->status = d->status ? d->status : b->status;
	b->service = d->service ? d->service : b->service;
	b->starts_at_ms = d->starts_at_ms ? d->starts_at_ms : b->starts_at_ms;
	confirms = text_same(b->status, "confirmed");
	result = find_patient(db, c, confirms);
	if (confirms && !b->starts_at_ms)
		c->lacks |= BOOKING_LACKS_TIME;
	if (result == DB_OK && c->lacks)
		result = DB_CONFLICT;
	if (result == DB_OK && confirms)
		result = make_appointment(db, c);
	return result == DB_OK ? save(db, c) : result;
}

enum db_result
booking_decide(struct db *db, struct arena *a, int64_t booking_id,
    const struct booking_decision *decision, struct booking_row *out, bool *changed, unsigned *lacks)
{
	struct deciding c = { .arena = a, .d = decision, .booking_id = booking_id };
	enum db_result result = db_transact(db, decide, &c);

	*out = c.after;
	*changed = c.changed;
	*lacks = c.lacks;
	return result;
}

/* --- reading --------------------------------------------------------------------------------- */

enum db_result
booking_find(struct db *db, struct arena *a, int64_t booking_id, struct booking_row *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row, SELECT_BOOKINGS "WHERE booking_id = ?",
	    DB_VALUES(db_int(booking_id)));

	if (result == DB_OK)
		*out = read_row(row);
	return result;
}

enum db_result
bookings_list(struct db *db, struct arena *a, const struct page *page,
    const struct booking_filter *filter, struct json_object *items, int64_t *next)
{
	struct db_query *q = db_query(a, SELECT_BOOKINGS "WHERE TRUE");
	struct db_rows *rows;
	enum db_result result;

	db_query_if(q, " AND clinic_id = ?", db_id(page->clinic_id));
	db_query_if(q, " AND status = ?", db_text(filter->status));
	db_query_if(q, " AND source = ?", db_text(filter->source));
	db_query_if(q, " AND call_sid = ?", db_text(filter->call_sid));
	db_query_if(q, " AND session_id = ?", db_text(filter->session_id));
	db_query_if(q, " AND patient_id = ?", db_id(filter->patient_id));
	page_query(q, a, page, "booking_id", "created_at");
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < page_count(page, rows); i++) {
		struct booking_row booking = read_row(db_at(rows, i));

		json_append(items, booking_object(a, &booking));
	}
	*next = page_next(page, rows, "booking_id");
	return DB_OK;
}

struct json_object *
booking_object(struct arena *a, const struct booking_row *b)
{
	struct json_object *o = json_object_in(a);

	json_put_int(o, "id", b->booking_id);
	json_put_int(o, "clinicId", b->clinic_id);
	json_put_id(o, "patientId", b->patient_id);
	json_put_text(o, "callSid", b->call_sid);
	json_put_text(o, "sessionId", b->session_id);
	json_put_text(o, "source", b->source);
	json_put_text(o, "service", b->service);
	json_put_time(o, "startsAt", b->starts_at_ms);
	json_put_text(o, "statedTime", b->stated_time);
	json_put_text(o, "statedDate", b->stated_date);
	json_put_text(o, "evidence", b->evidence);
	json_put_real(o, "confidence", b->confidence);
	json_put_text(o, "status", b->status);
	json_put_id(o, "appointmentId", b->appointment_id);
	json_put_time(o, "createdAt", b->created_at_ms);
	return o;
}

enum db_result
booking_of_call(struct db *db, struct arena *a, const char *call_sid, struct json_object **booking)
{
	struct booking_row b;
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row, SELECT_BOOKINGS "WHERE call_sid = ?",
	    DB_VALUES(db_text(call_sid)));

	if (result != DB_OK)
		return result;
	b = read_row(row);
	*booking = booking_object(a, &b);
	return DB_OK;
}

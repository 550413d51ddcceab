/* How a campaign is made: who is meant, what stands against it, and the draft. See campaigns.h. */
#include "core/clock.h"
#include "core/text.h"
#include "data/campaigns.h"
#include "data/consents.h"
#include "data/phones.h"

enum { READ_MAX = 1000, WRITE_MAX = 500, PRICED_MAX = 1000 };

static const int64_t PRICE_MS = INT64_C(90) * 24 * 60 * 60 * 1000;

/* --- who is meant ----------------------------------------------------------------------------- */

/* Of a number, the one heard of last, as patients_by_phone has it. */
static struct db_query *
patients_query(struct arena *a, const struct campaign_filter *f, int64_t now_ms)
{
	struct db_query *q = db_query(a,
	    "SELECT patient_id, phone, first_name, last_name, language, timezone FROM "
	    "(SELECT p.patient_id, p.phone, p.first_name, p.last_name, p.language, p.timezone, "
	    "ROW_NUMBER() OVER (PARTITION BY p.phone ORDER BY COALESCE("
	        "(SELECT MAX(h.started_at) FROM calls AS h WHERE h.patient_id = p.patient_id), "
	        "p.created_at) DESC, p.patient_id DESC) AS place "
	    "FROM patients AS p");

	db_query_and(q, " WHERE p.clinic_id = ?", db_int(f->clinic_id));
	if (f->language) {
		db_query_and(q, " AND (p.language = ?", db_text(f->language));
		db_query_and(q, " OR p.language LIKE ?)",
		    db_text(arena_printf(a, "%s-%%", f->language)));
	}
	if (f->visit_since_ms || f->visit_until_ms) {
		db_query_add(q, " AND EXISTS (SELECT 1 FROM appointments AS v "
		    "WHERE v.patient_id = p.patient_id AND v.status <> 'cancelled'");
		if (f->visit_since_ms)
			db_query_and(q, " AND v.starts_at >= ?", db_time(a, f->visit_since_ms));
		if (f->visit_until_ms)
			db_query_and(q, " AND v.starts_at < ?", db_time(a, f->visit_until_ms));
		db_query_add(q, ")");
	}
	if (f->no_visit_ahead)
		db_query_and(q, " AND NOT EXISTS (SELECT 1 FROM appointments AS v "
		    "WHERE v.patient_id = p.patient_id AND v.status <> 'cancelled' "
		    "AND v.starts_at > ?)", db_time(a, now_ms));
	db_query_add(q, ") AS meant WHERE place = 1");
	return q;
}

enum db_result
campaign_patients(struct db *db, struct arena *a, const struct campaign_filter *f, int limit,
    struct campaign_patient **list, size_t *count)
{
	const int64_t now_ms = clock_now_ms();
	size_t most = limit > 0 ? (size_t)limit : 0, page;
	int64_t after = 0;

	*list = arena_array(a, most, sizeof **list);
	*count = 0;
	do {
		struct db_query *q = patients_query(a, f, now_ms);
		struct db_rows *rows;
		enum db_result result;

		page = most - *count < DB_ROWS_MAX ? most - *count : DB_ROWS_MAX;
		db_query_and(q, " AND patient_id > ?", db_int(after));
		db_query_and(q, " ORDER BY patient_id LIMIT ?", db_int((int64_t)page));
		result = db_query_read(db, a, &rows, q);
		if (result != DB_OK)
			return result;
		for (size_t i = 0; i < db_count(rows); i++) {
			struct db_row row = db_at(rows, i);

			after = row_int(row, "patient_id");
			(*list)[(*count)++] = (struct campaign_patient){
				.patient_id = after, .phone = row_text(row, "phone"),
				.first_name = row_text(row, "first_name"),
				.last_name = row_text(row, "last_name"),
				.language = row_text(row, "language"),
				.timezone = row_text(row, "timezone"),
			};
		}
		if (db_count(rows) < page)
			break;
	} while (*count < most);
	return DB_OK;
}

/* --- what stands against it ------------------------------------------------------------------- */

#define SAYS(state, of_what) \
	"COALESCE((SELECT state = '" state "' FROM consents FORCE INDEX (latest) " \
	"WHERE clinic_id = ? AND phone = meant.phone AND " of_what " " \
	"ORDER BY at DESC, consent_id DESC LIMIT 1), FALSE) "

static enum db_result
obstacles(struct db *db, struct arena *a, int64_t clinic_id, bool marketing,
    const char *const *phones, size_t count, const char **reasons)
{
	struct json_object *list = json_array_in(a);
	struct db_value clinic = db_int(clinic_id);
	struct db_rows *rows;
	enum db_result result;

	for (size_t i = 0; i < count; i++)
		(void)json_object_array_add(list, json_object_new_string(phones[i]));
	result = db_read(db, a, &rows,
	    "SELECT place, " SAYS("out", "channel = 'sms'") "AS opted_out, "
	    SAYS("in", CONSENT_OF_MARKETING) "AS agreed, " PHONE_BAD_CODE("?", "meant.phone") " AS bad_code "
	    "FROM JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, "
	    "phone VARCHAR(16) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')) AS meant",
	    DB_VALUES(clinic, clinic, clinic, db_text(json_text(a, list))));
	for (size_t i = 0; result == DB_OK && i < db_count(rows); i++) {
		struct db_row row = db_at(rows, i);
		size_t place = (size_t)row_int(row, "place") - 1;

		if (place < count)
			reasons[place] = campaign_obstacle(row_bool(row, "opted_out"),
			    marketing && !row_bool(row, "agreed"), !row_is_null(row, "bad_code"));
	}
	return result;
}

const char *
campaign_obstacle(bool opted_out, bool not_agreed, bool bad_number)
{
	if (opted_out)
		return "opted out";
	if (not_agreed)
		return "no consent to marketing";
	return bad_number ? "no text reaches this number" : NULL;
}

enum db_result
campaign_obstacles(struct db *db, struct arena *a, int64_t clinic_id, bool marketing,
    const char *const *phones, size_t count, const char **reasons)
{
	enum db_result result = DB_OK;

	for (size_t i = 0; i < count; i++)
		reasons[i] = NULL;
	for (size_t i = 0; result == DB_OK && i < count; i += READ_MAX)
		result = obstacles(db, a, clinic_id, marketing, phones + i,
		    count - i < READ_MAX ? count - i : READ_MAX, reasons + i);
	return result;
}

/* Of the last thousand: that is no worse than all of them. Twilio gives what it takes as a negative
 * number. */
enum db_result
campaign_segment_price(struct db *db, struct arena *a, int64_t clinic_id, const char **price,
    const char **unit)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT ROUND(SUM(ABS(price)) / SUM(segments), 5) AS price, price_unit FROM "
	    "(SELECT price, price_unit, segments FROM messages "
	    "WHERE clinic_id = ? AND created_at >= ? AND direction = 'outbound' "
	    "AND price IS NOT NULL AND price_unit IS NOT NULL AND segments > 0 "
	    "ORDER BY created_at DESC, message_id DESC LIMIT ?) AS latest "
	    "GROUP BY price_unit ORDER BY COUNT(*) DESC, price_unit LIMIT 1",
	    DB_VALUES(db_int(clinic_id), db_time(a, clock_now_ms() - PRICE_MS),
	    db_int(PRICED_MAX)));

	*price = result == DB_OK ? row_text(row, "price") : NULL;
	*unit = result == DB_OK ? row_text(row, "price_unit") : NULL;
	return result == DB_NONE ? DB_OK : result;
}

/* --- the draft -------------------------------------------------------------------------------- */

struct draft {
	struct arena *arena;
	struct campaign *campaign;
	const struct campaign_recipient *recipients;
	size_t count;
	const char *estimate;
	int64_t now_ms;
};

/* All in one value, as in a search's words: one statement for any number of them. */
static enum db_result
add_recipients(struct db *db, const struct draft *d, size_t from, size_t count)
{
	struct arena *a = d->arena;
	struct json_object *list = json_array_in(a);
	enum db_result result;

	for (size_t i = from; i < from + count; i++) {
		const struct campaign_recipient *r = &d->recipients[i];
		struct json_object *o = json_object_in(a);

		json_put_text(o, "phone", r->phone);
		json_put_id(o, "patient", r->patient_id);
		json_put_text(o, "zone", r->timezone);
		json_put_text(o, "body", r->body);
		json_append(list, o);
	}
	result = db_write(db,
	    "INSERT INTO campaign_recipients (campaign_id, phone, patient_id, timezone, body, "
	    "due_at) SELECT ?, phone, patient, zone, body, ? FROM JSON_TABLE(?, '$[*]' COLUMNS "
	    "(place FOR ORDINALITY, "
	    "phone VARCHAR(16) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$.phone', "
	    "patient BIGINT UNSIGNED PATH '$.patient', "
	    "zone VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$.zone', "
	    "body TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$.body')) AS meant "
	    "ORDER BY place ON DUPLICATE KEY UPDATE recipient_id = recipient_id",
	    DB_VALUES(db_int(d->campaign->campaign_id), db_time(a, d->now_ms),
	    db_text(json_text(a, list))));
	return result == DB_NONE ? DB_OK : result;
}

static enum db_result
add(struct db *db, void *context)
{
	const struct draft *d = context;
	struct campaign *c = d->campaign;
	struct arena *a = d->arena;
	enum db_result result = db_write(db,
	    "INSERT INTO campaigns (clinic_id, user_id, name, kind, body, from_number, status, "
	    "send_at, rate_per_minute, daily_cap, estimate, created_at) "
	    "VALUES (?, ?, ?, ?, ?, ?, 'draft', ?, ?, ?, ?, ?)",
	    DB_VALUES(db_int(c->clinic_id), db_id(c->user_id), db_text(c->name),
	    db_text(c->marketing ? "marketing" : "care"), db_text(c->body), db_text(c->from),
	    db_time(a, c->send_at_ms), db_int(c->rate_per_minute), db_id(c->daily_cap),
	    db_text(d->estimate), db_time(a, d->now_ms)));

	if (result != DB_OK)
		return result;
	c->campaign_id = db_insert_id(db);
	for (size_t i = 0; result == DB_OK && i < d->count; i += WRITE_MAX)
		result = add_recipients(db, d, i,
		    d->count - i < WRITE_MAX ? d->count - i : WRITE_MAX);
	return result;
}

enum db_result
campaign_add(struct db *db, struct arena *a, struct campaign *campaign,
    const struct campaign_recipient *recipients, size_t count, struct json_object *estimate)
{
	struct draft d = {
		a, campaign, recipients, count, json_text(a, estimate), clock_now_ms(),
	};
	enum db_result result = db_within(db, add, &d);

	if (result != DB_OK)
		return result;
	campaign->status = "draft";
	campaign->estimate = d.estimate;
	campaign->created_at_ms = d.now_ms;
	return DB_OK;
}

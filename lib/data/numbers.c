/* Our phone numbers, and purchases of numbers. See numbers.h. */
#include "data/numbers.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/snapshot.h"
#include "guard/password.h"

#define NUMBER_COLUMNS \
	"phone_number, twilio_sid, clinic_id, forward_number, forward_number_new, " \
	"forward_number_existing, menu_message, pending, pending_at"

static void
number_read(struct db_row row, struct number *number)
{
	*number = (struct number){
		.phone_number = row_text(row, "phone_number"),
		.twilio_sid = row_text(row, "twilio_sid"),
		.clinic_id = row_int(row, "clinic_id"),
		.forward_number = row_text(row, "forward_number"),
		.forward_number_new = row_text(row, "forward_number_new"),
		.forward_number_existing = row_text(row, "forward_number_existing"),
		.menu_message = row_text(row, "menu_message"),
		.pending = row_text(row, "pending"),
		.pending_at_ms = row_time(row, "pending_at"),
	};
}

static enum db_result
numbers_read(enum db_result result, struct arena *a, struct db_rows *rows, struct number **numbers,
    size_t *count)
{
	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*numbers = arena_array(a, *count, sizeof **numbers);
	for (size_t i = 0; i < *count; i++)
		number_read(db_at(rows, i), &(*numbers)[i]);
	return DB_OK;
}

enum db_result
number_find(struct db *db, struct arena *a, const char *phone_number, struct number *number)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT " NUMBER_COLUMNS " FROM phone_numbers WHERE phone_number = ?",
	    DB_VALUES(db_text(phone_number)));

	if (result == DB_OK)
		number_read(row, number);
	return result;
}

enum db_result
numbers_of_clinic(struct db *db, struct arena *a, int64_t clinic_id, struct number **numbers,
    size_t *count)
{
	struct db_rows *rows = NULL;
	enum db_result result = db_read(db, a, &rows,
	    "SELECT " NUMBER_COLUMNS " FROM phone_numbers WHERE clinic_id = ? "
	    "ORDER BY created_at, phone_number", DB_VALUES(db_int(clinic_id)));

	return numbers_read(result, a, rows, numbers, count);
}

enum db_result
number_sender(struct db *db, struct arena *a, int64_t clinic_id, const char *wanted,
    const char **from)
{
	struct number *numbers;
	size_t count = 0;
	enum db_result result = numbers_of_clinic(db, a, clinic_id, &numbers, &count);

	*from = result == DB_OK && count ? numbers[0].phone_number : "";
	for (size_t i = 0; result == DB_OK && wanted && i < count; i++)
		if (text_same(wanted, numbers[i].phone_number))
			*from = numbers[i].phone_number;
	return result;
}

enum db_result
numbers_all(struct db *db, struct arena *a, struct number **numbers, size_t *count)
{
	struct db_rows *rows = NULL;
	enum db_result result = db_read(db, a, &rows,
	    "SELECT " NUMBER_COLUMNS " FROM phone_numbers ORDER BY phone_number", DB_NO_VALUES);

	return numbers_read(result, a, rows, numbers, count);
}

void
number_put(struct json_object *object, const struct number *number)
{
	static const struct number none;

	if (!number)
		number = &none;
	json_put_id(object, "clinicId", number->clinic_id);
	json_put_text(object, "forwardNumber", number->forward_number);
	json_put_text(object, "forwardNumberNew", number->forward_number_new);
	json_put_text(object, "forwardNumberExisting", number->forward_number_existing);
	json_put_text(object, "menuMessage", number->menu_message);
}

/* --- a pending change as JSON ----------------------------------------------------------------- */

/* A setting that is kept is not a member; one that is taken away is "". */
static void
put_setting(struct json_object *o, const char *name, const char *value)
{
	if (value)
		json_put_text(o, name, value);
}

static const char *
change_json(struct arena *a, const struct number_change *change)
{
	struct json_object *o = json_object_in(a);

	json_put_id(o, "clinicId", change->clinic_id);
	put_setting(o, "sid", change->twilio_sid);
	put_setting(o, "forwardNumber", change->forward_number);
	put_setting(o, "forwardNumberNew", change->forward_number_new);
	put_setting(o, "forwardNumberExisting", change->forward_number_existing);
	put_setting(o, "menuMessage", change->menu_message);
	return json_text(a, o);
}

bool
number_pending(struct arena *a, const struct number *number, struct number_change *change)
{
	struct json_object *o;
	const char *why;

	if (!number->pending || !json_parse(a, number->pending, strlen(number->pending), &o, &why))
		return false;
	*change = (struct number_change){
		.clinic_id = json_get_int(o, "clinicId", 0),
		.twilio_sid = json_get_text(o, "sid"),
		.forward_number = json_get_text(o, "forwardNumber"),
		.forward_number_new = json_get_text(o, "forwardNumberNew"),
		.forward_number_existing = json_get_text(o, "forwardNumberExisting"),
		.menu_message = json_get_text(o, "menuMessage"),
	};
	return true;
}

static const char *
setting(const char *now, const char *change)
{
	if (!change)
		return now;
	return *change ? change : NULL;
}

struct number
number_changed(const struct number *number, const struct number_change *change)
{
	struct number n = *number;

	if (n.clinic_id != change->clinic_id)
		n = (struct number){
			.phone_number = number->phone_number, .twilio_sid = number->twilio_sid,
		};
	n.clinic_id = change->clinic_id;
	n.twilio_sid = setting(n.twilio_sid, change->twilio_sid);
	n.forward_number = setting(n.forward_number, change->forward_number);
	n.forward_number_new = setting(n.forward_number_new, change->forward_number_new);
	n.forward_number_existing = setting(n.forward_number_existing,
	    change->forward_number_existing);
	n.menu_message = setting(n.menu_message, change->menu_message);
	n.pending = NULL;
	n.pending_at_ms = 0;
	return n;
}

/* --- connecting ------------------------------------------------------------------------------- */

struct connecting {
	struct arena *arena;
	const char *phone_number;
	const struct number_change *change;
	int64_t now_ms, stamp, version;
};

/* The number's row, held until the transaction ends. */
static enum db_result
lock(struct db *db, const struct connecting *s, struct number *number)
{
	struct db_row row;
	enum db_result result = db_read_one(db, s->arena, &row,
	    "SELECT " NUMBER_COLUMNS " FROM phone_numbers WHERE phone_number = ? FOR UPDATE",
	    DB_VALUES(db_text(s->phone_number)));

	if (result == DB_OK)
		number_read(row, number);
	return result;
}

/* Does another clinic hold the number, for now or for good? */
static bool
is_held(const struct connecting *s, const struct number *number)
{
	struct number_change pending;

	if (number->clinic_id && number->clinic_id != s->change->clinic_id)
		return true;
	return number_pending(s->arena, number, &pending) &&
	    pending.clinic_id != s->change->clinic_id &&
	    number->pending_at_ms > s->now_ms - NUMBER_PENDING_MS;
}

static enum db_result
pend(struct db *db, void *context)
{
	struct connecting *s = context;
	const char *now = instant_sql(s->arena, s->now_ms);
	struct db_row clinic;
	struct number number;
	enum db_result result;

	result = db_read_one(db, s->arena, &clinic,
	    "SELECT clinic_id FROM clinics WHERE clinic_id = ?",
	    DB_VALUES(db_int(s->change->clinic_id)));
	if (result != DB_OK)
		return result;
	/* The row is there before it is locked: two who bring a new number meet at its key. */
	result = db_write(db,
	    "INSERT INTO phone_numbers (phone_number, created_at, updated_at) VALUES (?, ?, ?) "
	    "ON DUPLICATE KEY UPDATE phone_number = phone_number",
	    DB_VALUES(db_text(s->phone_number), db_text(now), db_text(now)));
	if (result != DB_OK && result != DB_NONE)
		return result;
	result = lock(db, s, &number);
	if (result != DB_OK)
		return result;
	if (is_held(s, &number))
		return DB_CONFLICT;
	/* A stamp is never the same as the one before. */
	s->stamp = s->now_ms > number.pending_at_ms ? s->now_ms : number.pending_at_ms + 1;
	return db_write(db,
	    "UPDATE phone_numbers SET pending = ?, pending_at = ? WHERE phone_number = ?",
	    DB_VALUES(db_text(change_json(s->arena, s->change)), db_time(s->arena, s->stamp),
	    db_text(s->phone_number)));
}

enum db_result
number_pend(struct db *db, struct arena *a, const char *phone_number,
    const struct number_change *change, int64_t *stamp)
{
	struct connecting s = {
		.arena = a, .phone_number = phone_number, .change = change,
		.now_ms = clock_now_ms(),
	};
	enum db_result result = db_transact(db, pend, &s);

	if (result == DB_OK)
		*stamp = s.stamp;
	return result;
}

static enum db_result
apply(struct db *db, void *context)
{
	struct connecting *s = context;
	struct number_change change;
	struct number number, n;
	const char *now = instant_sql(s->arena, s->now_ms);
	enum db_result result = lock(db, s, &number);

	if (result != DB_OK)
		return result;
	if (number.pending_at_ms != s->stamp || !number_pending(s->arena, &number, &change))
		return DB_NONE;
	if (number.clinic_id && number.clinic_id != change.clinic_id)
		return DB_CONFLICT;
	n = number_changed(&number, &change);
	/* A clinic's first number is the one that it has had longest. */
	result = db_write(db,
	    "UPDATE phone_numbers SET created_at = IF(clinic_id IS NULL, ?, created_at), "
	    "clinic_id = ?, twilio_sid = ?, forward_number = ?, forward_number_new = ?, "
	    "forward_number_existing = ?, menu_message = ?, pending = NULL, pending_at = NULL, "
	    "updated_at = ? WHERE phone_number = ?",
	    DB_VALUES(db_text(now), db_int(n.clinic_id), db_text(n.twilio_sid),
	    db_text(n.forward_number), db_text(n.forward_number_new),
	    db_text(n.forward_number_existing), db_text(n.menu_message), db_text(now),
	    db_text(s->phone_number)));
	return result == DB_OK ? snapshot_raise(db, s->arena, &s->version) : result;
}

enum db_result
number_apply(struct db *db, struct arena *a, const char *phone_number, int64_t stamp,
    int64_t *version)
{
	struct connecting s = {
		.arena = a, .phone_number = phone_number, .stamp = stamp, .now_ms = clock_now_ms(),
	};
	enum db_result result = db_transact(db, apply, &s);

	if (result == DB_OK)
		*version = s.version;
	return result;
}

static enum db_result
drop_pending(struct db *db, void *context)
{
	struct connecting *s = context;
	struct number number;
	enum db_result result = lock(db, s, &number);

	if (result != DB_OK)
		return result;
	if (!number.pending || number.pending_at_ms != s->stamp)
		return DB_NONE;
	if (!number.clinic_id && !number.twilio_sid)	/* it was never in effect */
		return db_write(db, "DELETE FROM phone_numbers WHERE phone_number = ?",
		    DB_VALUES(db_text(s->phone_number)));
	return db_write(db,
	    "UPDATE phone_numbers SET pending = NULL, pending_at = NULL WHERE phone_number = ?",
	    DB_VALUES(db_text(s->phone_number)));
}

enum db_result
number_drop_pending(struct db *db, struct arena *a, const char *phone_number, int64_t stamp)
{
	struct connecting s = { .arena = a, .phone_number = phone_number, .stamp = stamp };

	return db_transact(db, drop_pending, &s);
}

static enum db_result
disconnect(struct db *db, void *context)
{
	struct connecting *s = context;
	enum db_result result = db_write(db,
	    "UPDATE phone_numbers SET clinic_id = NULL, forward_number = NULL, "
	    "forward_number_new = NULL, forward_number_existing = NULL, menu_message = NULL, "
	    "pending = NULL, pending_at = NULL, updated_at = ? WHERE phone_number = ?",
	    DB_VALUES(db_time(s->arena, s->now_ms), db_text(s->phone_number)));

	return result == DB_OK ? snapshot_raise(db, s->arena, &s->version) : result;
}

enum db_result
number_disconnect(struct db *db, struct arena *a, const char *phone_number, int64_t *version)
{
	struct connecting s = {
		.arena = a, .phone_number = phone_number, .now_ms = clock_now_ms(),
	};
	enum db_result result = db_transact(db, disconnect, &s);

	if (result == DB_OK)
		*version = s.version;
	return result;
}

/* --- purchases -------------------------------------------------------------------------------- */

#define PURCHASE_COLUMNS \
	"purchase_id, clinic_id, user_id, phone_number, area_code, status, twilio_sid, " \
	"friendly_name, error, created_at"

static const char *const statuses[] = {
	[PURCHASE_ASKED] = "asked",
	[PURCHASE_BOUGHT] = "bought",
	[PURCHASE_REFUSED] = "refused",
	[PURCHASE_UNKNOWN] = "unknown",
};

const char *
purchase_status_name(enum purchase_status status)
{
	return statuses[status];
}

static void
purchase_read(struct db_row row, struct purchase *purchase)
{
	enum purchase_status status = PURCHASE_UNKNOWN;
	const char *name = row_text(row, "status");

	for (enum purchase_status s = PURCHASE_ASKED; s <= PURCHASE_UNKNOWN; s++)
		if (text_same(name, statuses[s]))
			status = s;
	*purchase = (struct purchase){
		.purchase_id = row_int(row, "purchase_id"),
		.clinic_id = row_int(row, "clinic_id"),
		.user_id = row_int(row, "user_id"),
		.phone_number = row_text(row, "phone_number"),
		.area_code = row_text(row, "area_code"),
		.status = status,
		.twilio_sid = row_text(row, "twilio_sid"),
		.friendly_name = row_text(row, "friendly_name"),
		.error = row_text(row, "error"),
		.created_at_ms = row_time(row, "created_at"),
	};
}

enum db_result
purchase_add(struct db *db, struct arena *a, struct purchase *purchase)
{
	int64_t now_ms = clock_now_ms();
	const char *now = instant_sql(a, now_ms), *friendly_name = random_id(a);
	enum db_result result = db_write(db,
	    "INSERT INTO purchases (clinic_id, user_id, phone_number, area_code, status, "
	    "friendly_name, created_at, updated_at) VALUES (?, ?, ?, ?, 'asked', ?, ?, ?)",
	    DB_VALUES(db_id(purchase->clinic_id), db_id(purchase->user_id),
	    db_text(purchase->phone_number), db_text(purchase->area_code), db_text(friendly_name),
	    db_text(now), db_text(now)));

	if (result == DB_OK) {
		purchase->purchase_id = db_insert_id(db);
		purchase->status = PURCHASE_ASKED;
		purchase->friendly_name = friendly_name;
		purchase->created_at_ms = now_ms;
	}
	return result;
}

enum db_result
purchase_settle(struct db *db, struct arena *a, int64_t purchase_id, enum purchase_status status,
    const char *phone_number, const char *twilio_sid, const char *error)
{
	/* What was bought or refused stays so: a late report cannot undo it. */
	return db_write(db,
	    "UPDATE purchases SET status = ?, phone_number = COALESCE(?, phone_number), "
	    "twilio_sid = COALESCE(?, twilio_sid), error = LEFT(?, 500), updated_at = ? "
	    "WHERE purchase_id = ? AND status IN ('asked', 'unknown')",
	    DB_VALUES(db_text(statuses[status]), db_text(phone_number), db_text(twilio_sid),
	    db_text(error), db_time(a, clock_now_ms()), db_int(purchase_id)));
}

enum db_result
purchase_find(struct db *db, struct arena *a, int64_t purchase_id, struct purchase *purchase)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT " PURCHASE_COLUMNS " FROM purchases WHERE purchase_id = ?",
	    DB_VALUES(db_int(purchase_id)));

	if (result == DB_OK)
		purchase_read(row, purchase);
	return result;
}

enum db_result
purchases_unsettled(struct db *db, struct arena *a, int64_t before_ms, struct purchase **purchases,
    size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows,
	    "SELECT " PURCHASE_COLUMNS " FROM purchases "
	    "WHERE status IN ('asked', 'unknown') AND created_at < ? "
	    "ORDER BY created_at, purchase_id", DB_VALUES(db_time(a, before_ms)));

	if (result != DB_OK)
		return result;
	*count = db_count(rows);
	*purchases = arena_array(a, *count, sizeof **purchases);
	for (size_t i = 0; i < *count; i++)
		purchase_read(db_at(rows, i), &(*purchases)[i]);
	return DB_OK;
}

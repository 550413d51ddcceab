/* The consent ledger: what holds, in whatever order it came, and while somebody relies on it. */
#include "data/consents.h"

#include "core/clock.h"
#include "core/log.h"
#include "core/text.h"

#include "clinics.h"

static struct arena *a;
static struct db *db;
static int64_t clinic_id, other_id, user_id;

enum { AT = 1000000 };		/* of the first row, in ms */

static struct consent
said(const char *phone, enum consent_channel channel, bool in, int64_t at_ms)
{
	return (struct consent){
		.clinic_id = clinic_id, .phone = phone, .channel = channel, .in = in,
		.at_ms = at_ms,
	};
}

static bool
allowed(int64_t clinic, const char *phone, enum consent_channel channel)
{
	bool allowed = false;

	if (consent_allows(db, a, clinic, phone, channel, &allowed) != DB_OK)
		bail_out("consent_allows: %s", db_error(db));
	return allowed;
}

static void
test_what_holds(void)
{
	static const char phone[] = "+18455550100";
	struct consent c = said(phone, CONSENT_SMS, false, AT);

	ok(allowed(clinic_id, phone, CONSENT_SMS) && allowed(clinic_id, phone, CONSENT_CALL),
	    "texts and calls are allowed");
	ok(!allowed(clinic_id, phone, CONSENT_MARKETING), "marketing is not");
	is_int(consent_add(db, a, &c), DB_OK, "STOP");
	ok(!allowed(clinic_id, phone, CONSENT_SMS), "ends texts");
	ok(allowed(clinic_id, phone, CONSENT_CALL), "and not calls");
	ok(allowed(other_id, phone, CONSENT_SMS), "and not another clinic's");
	ok(allowed(clinic_id, "+18455550101", CONSENT_SMS), "and not another number's");
	c = said(phone, CONSENT_SMS, true, AT + 1000);
	is_int(consent_add(db, a, &c), DB_OK, "START");
	ok(allowed(clinic_id, phone, CONSENT_SMS), "brings them back");
	c = said(phone, CONSENT_SMS, false, AT + 500);
	is_int(consent_add(db, a, &c), DB_OK, "a STOP from before that comes late");
	ok(allowed(clinic_id, phone, CONSENT_SMS), "has been overruled");
	c = said(phone, CONSENT_SMS, false, AT + 1000);
	is_int(consent_add(db, a, &c), DB_OK, "of two at the same moment");
	ok(!allowed(clinic_id, phone, CONSENT_SMS), "the one that came last holds");
	c = said(phone, CONSENT_MARKETING, true, AT + 2000);
	is_int(consent_add(db, a, &c), DB_OK, "marketing");
	ok(allowed(clinic_id, phone, CONSENT_MARKETING), "may be agreed to");
	c = said(phone, CONSENT_CALL, false, AT + 3000);
	(void)consent_add(db, a, &c);
	c = said(phone, CONSENT_SMS, true, AT + 3000);
	(void)consent_add(db, a, &c);
	ok(allowed(clinic_id, phone, CONSENT_MARKETING), "whatever else is said");
	c = said(phone, CONSENT_SMS, false, AT + 4000);
	(void)consent_add(db, a, &c);
	ok(!allowed(clinic_id, phone, CONSENT_MARKETING), "STOP ends it, too");
	c = said(phone, CONSENT_SMS, true, AT + 5000);
	(void)consent_add(db, a, &c);
	ok(allowed(clinic_id, phone, CONSENT_SMS) &&
	    !allowed(clinic_id, phone, CONSENT_MARKETING), "and START brings texts back alone");
	c = said(phone, CONSENT_MARKETING, true, AT + 6000);
	(void)consent_add(db, a, &c);
	ok(allowed(clinic_id, phone, CONSENT_MARKETING), "until it is agreed to anew");
	c.clinic_id = 99999;
	is_int(consent_add(db, a, &c), DB_CONFLICT, "of a clinic that is none");
}

static int64_t
rows(void)
{
	return select_int(db, a, "SELECT COUNT(*) FROM consents");
}

static void
test_origin(void)
{
	struct consent c = said("+18455550110", CONSENT_SMS, false, AT);
	const struct event e = { .clinic_id = clinic_id, .type = "sms", .at_ms = AT };
	struct facts *f = facts_new(a);
	int64_t before;
	bool duplicate;

	c.origin = "message:SM1";
	c.message_sid = "SM1";
	c.text = "Stop";
	is_int(consent_add(db, a, &c), DB_OK, "what a text says");
	before = rows();
	is_int(consent_add(db, a, &c), DB_OK, "is said once");
	is_int(rows(), before, "however often it comes");
	c.channel = CONSENT_CALL;
	is_int(consent_add(db, a, &c), DB_OK, "of each channel");
	is_int(rows(), before + 1, "by itself");
	c.phone = "+18455550111";
	c.origin = "message:SM2";
	consent_add_to(f, &c);
	is_int(facts_store(db, a, &e, f, &duplicate), DB_OK, "as an event's facts");
	ok(!allowed(clinic_id, c.phone, CONSENT_CALL), "the same");
	is_int(facts_store(db, a, &e, f, &duplicate), DB_OK, "and twice");
	is_int(rows(), before + 2, "it is one row");
}

static void
test_staff(void)
{
	static const char phone[] = "+18455550120";
	struct consent c = said(phone, CONSENT_CALL, false, AT);
	struct json_object *items = json_array_in(a);
	bool changed;

	c.origin = "message:SM3";
	c.message_sid = "SM3";
	c.text = "Don't call";
	must(db, "DELETE FROM consents");
	is_int(consent_add(db, a, &c), DB_OK, "who wants no calls");
	is_int(consent_opt(db, a, clinic_id, phone, true, user_id, AT + 1000, &changed), DB_OK,
	    "and then nothing at all");
	ok(changed && rows() == 2, "has one row more");
	is_int(consent_opt(db, a, clinic_id, phone, true, user_id, AT + 2000, &changed), DB_OK,
	    "which said again");
	ok(!changed && rows() == 2, "is nothing new");
	is_int(consent_opt(db, a, clinic_id, phone, false, user_id, AT + 3000, &changed), DB_OK,
	    "until they want both");
	ok(changed && rows() == 4, "with a row for each");
	ok(allowed(clinic_id, phone, CONSENT_SMS) && allowed(clinic_id, phone, CONSENT_CALL),
	    "which holds");
	is_int(consents_of(db, a, clinic_id, phone, items), DB_OK, "the ledger");
	is_int((int64_t)json_object_array_length(items), 4, "has them all");
	is_text(json_text(a, json_object_array_get_idx(items, 0)),
	    arena_printf(a, "{\"phone\":\"+18455550120\",\"channel\":\"call\",\"state\":\"in\","
	    "\"at\":\"1970-01-01T00:16:43.000Z\",\"evidence\":{\"userId\":%lld,\"text\":null}}",
	    (long long)user_id), "newest first, with who wrote it down");
	is_text(json_text(a, json_object_array_get_idx(items, 3)),
	    "{\"phone\":\"+18455550120\",\"channel\":\"call\",\"state\":\"out\","
	    "\"at\":\"1970-01-01T00:16:40.000Z\",\"evidence\":{\"messageSid\":\"SM3\","
	    "\"text\":\"Don't call\"}}", "or what was written");
}

/* While one process relies on what a number said, another cannot say otherwise. */
static enum db_result
rely(struct db *mine, void *context)
{
	const char *phone = context;
	struct consent c = said(phone, CONSENT_SMS, false, AT);
	struct db *theirs = test_db();
	bool before, after;
	enum db_result result = consent_allows(mine, a, clinic_id, phone, CONSENT_SMS, &before);

	is_int(result, DB_OK, "asked within a transaction");
	is_int(consent_add(theirs, a, &c), DB_AWAY, "others wait, and in the end in vain");
	is_int(consent_allows(mine, a, clinic_id, phone, CONSENT_SMS, &after), DB_OK, "asked again");
	ok(before && after, "it holds");
	db_free(theirs);
	return DB_OK;
}

static void
test_while_relied_on(void)
{
	struct consent c = said("+18455550130", CONSENT_SMS, true, AT - 1000);

	is_int(db_transact(db, rely, (void *)(uintptr_t)"+18455550131"), DB_OK, "of a new number");
	is_int(consent_add(db, a, &c), DB_OK, "a number with a row");
	is_int(db_transact(db, rely, (void *)(uintptr_t)c.phone), DB_OK, "is the same");
	c.in = false;
	c.at_ms = AT;
	is_int(consent_add(db, a, &c), DB_OK, "and then it may be said");
	ok(!allowed(clinic_id, c.phone, CONSENT_SMS), "and holds");
}

int
main(void)
{
	log_set_level((enum log_level)0);	/* the damage is on purpose */
	a = arena_new(64 << 20);
	db = test_db_with_schema(a);
	clinic_id = test_clinic(db, a, "Hillside");
	other_id = test_clinic(db, a, "Lakeside");
	user_id = test_user(db, a, clinic_id, "zoe@example.org");
	test_what_holds();
	test_origin();
	test_staff();
	test_while_relied_on();
	db_free(db);
	arena_free(a);
	return done_testing();
}

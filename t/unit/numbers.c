/* Numbers, connecting them, and purchases in a real database. */
#include "data/numbers.h"

#include "core/clock.h"
#include "core/text.h"
#include "../lib/clinics.h"

static const int64_t NOW = INT64_C(1795248052123);

static struct arena *a;
static struct db *db;
static int64_t mine, theirs;

static int64_t
version_now(void)
{
	return select_int(db, a, "SELECT version FROM versions WHERE name = 'routing'");
}

static struct number
found(const char *phone_number)
{
	struct number n = { 0 };
	enum db_result result = number_find(db, a, phone_number, &n);

	if (result != DB_OK && result != DB_NONE)
		bail_out("cannot find %s: %s", phone_number, db_error(db));
	return n;
}

/* Connects in both steps. */
static void
connected(const char *phone_number, const struct number_change *change)
{
	int64_t stamp, version;

	if (number_pend(db, a, phone_number, change, &stamp) != DB_OK ||
	    number_apply(db, a, phone_number, stamp, &version) != DB_OK)
		bail_out("cannot connect %s", phone_number);
}

static void
test_connect(void)
{
	struct number_change change = {
		.clinic_id = mine, .twilio_sid = "PN1", .forward_number = "+18455550111",
		.menu_message = "Press \"1\"",
	}, pending;
	int64_t before = version_now(), stamp = 0, version = 0;
	struct number n;

	clock_set(NOW);
	is_int(number_pend(db, a, "+18455550100", &change, &stamp), DB_OK, "a change is pending");
	is_int(stamp, NOW, "since now");
	is_int(version_now(), before, "and routes nothing");
	n = found("+18455550100");
	ok(n.clinic_id == 0 && !n.twilio_sid && !n.forward_number, "the number is nobody's yet");
	ok(number_pending(a, &n, &pending) && pending.clinic_id == mine &&
	    text_same(pending.twilio_sid, "PN1") && text_same(pending.forward_number,
	    "+18455550111") && !pending.forward_number_new && text_same(pending.menu_message,
	    "Press \"1\""), "what is pending can be read");
	is_int(number_apply(db, a, "+18455550100", stamp + 1, &version), DB_NONE,
	    "another stamp applies nothing");
	is_int(number_apply(db, a, "+18455550100", stamp, &version), DB_OK, "it takes effect");
	is_int(version, before + 1, "which is a new version");
	n = found("+18455550100");
	ok(n.clinic_id == mine && text_same(n.twilio_sid, "PN1") &&
	    text_same(n.forward_number, "+18455550111") && !n.forward_number_new &&
	    text_same(n.menu_message, "Press \"1\""), "as it was asked for");
	ok(!n.pending && n.pending_at_ms == 0 && !number_pending(a, &n, &pending), "nothing pends");
	is_int(number_apply(db, a, "+18455550100", stamp, &version), DB_NONE, "nothing twice");
	is_int(version_now(), before + 1, "nor another version");

	change = (struct number_change){
		.clinic_id = mine, .twilio_sid = "PN1", .forward_number_new = "+18455550112",
		.menu_message = "",
	};
	connected("+18455550100", &change);
	n = found("+18455550100");
	is_text(n.forward_number, "+18455550111", "a setting that is left out is kept");
	is_text(n.forward_number_new, "+18455550112", "one that is given is set");
	is_text(n.menu_message, NULL, "one that is empty is taken away");
	clock_set(0);
}

static void
test_refused(void)
{
	struct number_change change = { .clinic_id = mine, .twilio_sid = "PN2" };
	int64_t stamp, version, before = version_now();
	struct number n;

	number_pend(db, a, "+18455550102", &change, &stamp);
	is_int(number_drop_pending(db, a, "+18455550102", stamp + 1), DB_NONE, "another's stamp");
	is_int(number_drop_pending(db, a, "+18455550102", stamp), DB_OK, "Twilio refused");
	is_int(number_find(db, a, "+18455550102", &n), DB_NONE,
	    "a number of which nothing is left");
	is_int(number_drop_pending(db, a, "+18455550102", stamp), DB_NONE, "nothing to drop");
	is_int(number_apply(db, a, "+18455550102", stamp, &version), DB_NONE, "nor to apply");

	change.forward_number = "+18455550199";
	number_pend(db, a, "+18455550100", &change, &stamp);
	is_int(number_drop_pending(db, a, "+18455550100", stamp), DB_OK, "refused for one in use");
	n = found("+18455550100");
	ok(n.clinic_id == mine && text_same(n.twilio_sid, "PN1") && !n.pending &&
	    text_same(n.forward_number, "+18455550111"), "which stays as it was");
	is_int(version_now(), before, "no new version");
}

/* Two changes of one clinic: the later one counts, and the earlier one's answer touches it not. */
static void
test_replaced(void)
{
	struct number_change change = { .clinic_id = mine, .forward_number = "+18455550121" };
	int64_t first, second, version;

	clock_set(NOW);
	number_pend(db, a, "+18455550100", &change, &first);
	change.forward_number = "+18455550122";
	is_int(number_pend(db, a, "+18455550100", &change, &second), DB_OK, "a second change");
	ok(second > first, "of the same moment has another stamp");
	is_int(number_drop_pending(db, a, "+18455550100", first), DB_NONE, "the first is refused");
	is_int(number_apply(db, a, "+18455550100", first, &version), DB_NONE, "or agreed to");
	is_int(number_apply(db, a, "+18455550100", second, &version), DB_OK, "the second is");
	is_text(found("+18455550100").forward_number, "+18455550122", "and in effect");
	clock_set(0);
}

static void
test_other_clinic(void)
{
	struct number_change my = { .clinic_id = mine, .twilio_sid = "PN3",
	    .menu_message = "Mine" };
	struct number_change their = { .clinic_id = theirs, .twilio_sid = "PN3" };
	struct number_change nobody = { .clinic_id = 999999 };
	int64_t first, second, version;
	struct number n;

	is_int(number_pend(db, a, "+18455550100", &their, &first), DB_CONFLICT, "another's number");
	is_int(number_pend(db, a, "+18455550109", &nobody, &first), DB_NONE, "no such clinic");
	is_int(number_find(db, a, "+18455550109", &n), DB_NONE, "leaves nothing behind");

	clock_set(NOW);
	number_pend(db, a, "+18455550103", &my, &first);
	clock_set(NOW + NUMBER_PENDING_MS - 1);
	is_int(number_pend(db, a, "+18455550103", &their, &second), DB_CONFLICT, "one about to be");
	clock_set(NOW + NUMBER_PENDING_MS);
	is_int(number_pend(db, a, "+18455550103", &their, &second), DB_OK, "for a while");
	is_int(number_apply(db, a, "+18455550103", first, &version), DB_NONE, "then it is lost");
	is_int(number_apply(db, a, "+18455550103", second, &version), DB_OK, "to the other");
	n = found("+18455550103");
	ok(n.clinic_id == theirs && !n.menu_message, "with nothing of the first");
	clock_set(0);

	/* Only by hand can a pending change meet a number of another clinic. */
	number_disconnect(db, a, "+18455550103", &version);
	number_pend(db, a, "+18455550103", &my, &first);
	db_write(db, "UPDATE phone_numbers SET clinic_id = ? WHERE phone_number = '+18455550103'",
	    DB_VALUES(db_int(theirs)));
	is_int(number_apply(db, a, "+18455550103", first, &version), DB_CONFLICT, "never taken");
	number_disconnect(db, a, "+18455550103", &version);
}

static void
test_disconnect(void)
{
	struct number_change change = {
		.clinic_id = mine, .twilio_sid = "PN4", .forward_number = "+18455550131",
		.forward_number_new = "+18455550132", .forward_number_existing = "+18455550133",
		.menu_message = "Mine",
	};
	int64_t before, stamp, version = 0;
	struct number n;

	connected("+18455550104", &change);
	number_pend(db, a, "+18455550104", &change, &stamp);
	before = version_now();
	is_int(number_disconnect(db, a, "+18455550104", &version), DB_OK, "disconnected");
	is_int(version, before + 1, "which is a new version");
	n = found("+18455550104");
	ok(n.clinic_id == 0 && !n.forward_number && !n.forward_number_new &&
	    !n.forward_number_existing && !n.menu_message && !n.pending, "nothing of it is left");
	is_text(n.twilio_sid, "PN4", "but its sid");
	is_int(number_apply(db, a, "+18455550104", stamp, &version), DB_NONE, "nor pending");
	is_int(number_disconnect(db, a, "+18455550104", &version), DB_OK, "as often as one likes");
	is_int(number_disconnect(db, a, "+18455550999", &version), DB_NONE, "a number of nobody");

	change = (struct number_change){ .clinic_id = theirs };
	number_pend(db, a, "+18455550104", &change, &stamp);
	is_int(number_drop_pending(db, a, "+18455550104", stamp), DB_OK, "refused for another");
	is_text(found("+18455550104").twilio_sid, "PN4", "does not forget a known number");
	connected("+18455550104", &change);
	n = found("+18455550104");
	ok(n.clinic_id == theirs && !n.menu_message && text_same(n.twilio_sid, "PN4"),
	    "another clinic starts afresh");
}

static void
test_sender(int64_t clinic_id, const char *wanted, const char *expected, const char *name)
{
	const char *from = NULL;

	is_int(number_sender(db, a, clinic_id, wanted, &from), DB_OK, "a sender");
	is_text(from, expected, "%s", name);
}

static void
test_lists(void)
{
	struct number_change change = { .clinic_id = mine, .twilio_sid = "PN5" };
	struct json_object *o = json_object_in(a);
	struct number *numbers = NULL;
	size_t count = 0;

	must(db, "DELETE FROM phone_numbers");
	clock_set(NOW);
	connected("+18455550109", &change);
	clock_set(NOW + 1000);
	connected("+18455550105", &change);
	change.clinic_id = theirs;
	change.forward_number = "+18455550199";
	connected("+18455550107", &change);
	clock_set(0);
	is_int(numbers_of_clinic(db, a, mine, &numbers, &count), DB_OK, "a clinic's numbers");
	is_int((int64_t)count, 2, "are two");
	is_text(numbers[0].phone_number, "+18455550109", "the older one first");
	test_sender(mine, NULL, "+18455550109", "calls from its first");
	test_sender(mine, "+18455550105", "+18455550105", "or from the one that is wanted");
	test_sender(mine, "+18455550107", "+18455550109", "if it is the clinic's");
	test_sender(999999, "+18455550107", "", "no clinic has none");
	is_int(numbers_all(db, a, &numbers, &count), DB_OK, "all numbers");
	is_int((int64_t)count, 3, "are three");
	is_text(numbers[0].phone_number, "+18455550105", "in order");
	is_int(numbers_of_clinic(db, a, 999999, &numbers, &count), DB_OK, "no clinic's numbers");
	is_int((int64_t)count, 0, "are none");

	number_put(o, &(struct number){ .clinic_id = 7, .forward_number = "+1",
	    .menu_message = "M" });
	is_text(json_text(a, o),
	    "{\"clinicId\":7,\"forwardNumber\":\"+1\",\"forwardNumberNew\":null,"
	    "\"forwardNumberExisting\":null,\"menuMessage\":\"M\"}", "our part of the object");
	o = json_object_in(a);
	number_put(o, NULL);
	is_text(json_text(a, o), "{\"clinicId\":null,\"forwardNumber\":null,"
	    "\"forwardNumberNew\":null,\"forwardNumberExisting\":null,\"menuMessage\":null}",
	    "of a number that we do not know");
}

/* As many clinics as processes want one number. */
static int
pend_one(int n)
{
	struct db *own = test_db();
	struct number_change change = { .clinic_id = mine + 2 + n };
	int64_t stamp;

	return (int)number_pend(own, a, "+18455550777", &change, &stamp);
}

static void
test_changed(void)
{
	struct number number = {
		.phone_number = "+1", .twilio_sid = "PN1", .clinic_id = 7, .forward_number = "+2",
		.menu_message = "Mine", .pending = "{}", .pending_at_ms = 5,
	}, n;
	struct number_change change = { .clinic_id = 7, .forward_number_new = "+3" };

	n = number_changed(&number, &change);
	ok(text_same(n.forward_number, "+2") && text_same(n.forward_number_new, "+3") &&
	    text_same(n.menu_message, "Mine") && !n.pending && !n.pending_at_ms,
	    "a number as it would be");
	change.clinic_id = 8;
	n = number_changed(&number, &change);
	ok(n.clinic_id == 8 && !n.forward_number && text_same(n.forward_number_new, "+3") &&
	    !n.menu_message && text_same(n.twilio_sid, "PN1"), "at another clinic");
}

static void
test_race(void)
{
	for (int n = 0; n < 8; n++)
		test_clinic(db, a, arena_printf(a, "Racer %d", n));
	for (int round = 0; round < 5; round++) {
		struct tally gave;

		must(db, "DELETE FROM phone_numbers WHERE phone_number = '+18455550777'");
		gave = test_at_once(8, pend_one);
		is_int(gave.of[DB_OK], 1, "one of eight gets it, round %d", round);
		is_int(gave.of[DB_CONFLICT], 7, "and nobody else");
	}
}

static void
test_purchases(void)
{
	struct purchase one = { .clinic_id = mine, .user_id = 3, .area_code = "845" }, two, got;
	struct purchase *open = NULL;
	size_t count = 0;

	clock_set(NOW);
	is_int(purchase_add(db, a, &one), DB_OK, "a purchase is asked for");
	ok(one.purchase_id > 0 && strlen(one.friendly_name) == 26, "and has a name of its own");
	two = (struct purchase){ .phone_number = "+18455550150" };
	clock_set(NOW + 1000);
	purchase_add(db, a, &two);
	is_int(purchase_find(db, a, one.purchase_id, &got), DB_OK, "it is found");
	ok(got.status == PURCHASE_ASKED && got.clinic_id == mine && got.user_id == 3 &&
	    text_same(got.area_code, "845") && !got.phone_number && !got.twilio_sid && !got.error &&
	    text_same(got.friendly_name, one.friendly_name) && got.created_at_ms == NOW,
	    "as asked");
	is_int(purchase_find(db, a, 999999, &got), DB_NONE, "no other");

	is_int(purchases_unsettled(db, a, NOW + 1000, &open, &count), DB_OK, "what is unsettled");
	ok(count == 1 && open[0].purchase_id == one.purchase_id, "and old enough");
	is_int(purchase_settle(db, a, one.purchase_id, PURCHASE_UNKNOWN, NULL, NULL, "time-out"),
	    DB_OK, "nobody knows");
	purchases_unsettled(db, a, NOW + 1001, &open, &count);
	ok(count == 2 && open[0].status == PURCHASE_UNKNOWN &&
	    open[1].purchase_id == two.purchase_id, "is unsettled, oldest first");
	is_int(purchase_settle(db, a, one.purchase_id, PURCHASE_BOUGHT, "+18455550151", "PN9",
	    NULL), DB_OK, "it was bought");
	purchase_find(db, a, one.purchase_id, &got);
	ok(got.status == PURCHASE_BOUGHT && text_same(got.phone_number, "+18455550151") &&
	    text_same(got.twilio_sid, "PN9") && !got.error, "as which number");
	is_int(purchase_settle(db, a, one.purchase_id, PURCHASE_REFUSED, NULL, NULL, "late"),
	    DB_NONE, "and stays so");
	is_int(purchase_settle(db, a, two.purchase_id, PURCHASE_REFUSED, NULL, NULL, "21422"),
	    DB_OK, "the other was refused");
	purchase_find(db, a, two.purchase_id, &got);
	ok(text_same(got.phone_number, "+18455550150") && text_same(got.error, "21422"), "and why");
	purchases_unsettled(db, a, NOW + 99999, &open, &count);
	is_int((int64_t)count, 0, "all is settled");
	is_text(purchase_status_name(PURCHASE_BOUGHT), "bought", "in a word");
	clock_set(0);
}

int
main(void)
{
	a = arena_new(32 << 20);
	db = test_db_with_schema(a);
	mine = test_clinic(db, a, "Mine");
	theirs = test_clinic(db, a, "Theirs");
	test_connect();
	test_refused();
	test_replaced();
	test_other_clinic();
	test_disconnect();
	test_lists();
	test_changed();
	test_race();
	test_purchases();
	db_free(db);
	arena_free(a);
	return done_testing();
}

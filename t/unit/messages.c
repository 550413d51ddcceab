/* Texts as rows: the intent once, forward only. */
#include "data/messages.h"

#include "core/clock.h"
#include "../lib/clinics.h"

static struct arena *a;
static struct db *db;

static struct message
found(int64_t id)
{
	struct message m = { 0 };

	is_int(message_find(db, a, id, &m), DB_OK, "the message is there");
	return m;
}

static void
test_intent(void)
{
	int64_t first = 0, second = 0;
	struct message m;

	is_int(message_intend(db, a, 7, "missed-call:CA1", "+18455550100", "+12125550142",
	           "Sorry we missed you.", &first), DB_OK, "an intent");
	is_int(message_intend(db, a, 7, "missed-call:CA1", "+18455550100", "+12125550142",
	           "Sorry we missed you, again.", &second), DB_OK, "the same origin again");
	ok(first > 0 && first == second, "is the same row");
	m = found(first);
	is_text(m.body, "Sorry we missed you.", "as it was first");
	is_text(m.status, "queued", "to be asked for");
	is_int(m.asked_at_ms, 0, "and not asked for");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM jobs WHERE kind = 'send-message'"), 1,
	    "one job sends it");
}

static void
test_asking(void)
{
	int64_t id = 0;

	(void)message_intend(db, a, 7, "a:1", "+18455550100", "+12125550142", "Hello", &id);
	is_int(message_asking(db, a, id, clock_now_ms()), DB_OK, "it is asked for");
	is_int(message_asking(db, a, id, clock_now_ms()), DB_NONE, "by one alone");
	ok(found(id).asked_at_ms > 0, "which is on record");
	is_int(message_settle(db, a, id, NULL, "unknown", 0, 0), DB_OK, "the answer is lost");
	is_text(found(id).status, "unknown", "and that is what it says");
	is_int(message_not_asked(db, a, id), DB_OK, "Twilio does not have it");
	is_text(found(id).status, "queued", "it may be asked for again");
	is_int(message_asking(db, a, id, clock_now_ms()), DB_OK, "and is");
	is_int(message_settle(db, a, id, "SM1", "sent", 0, 2), DB_OK, "Twilio has it");
	is_int(message_settle(db, a, id, "SM1", "queued", 0, 0), DB_OK, "an older word");
	is_text(found(id).status, "sent", "changes nothing");
	is_text(found(id).message_sid, "SM1", "the sid is kept");
	is_int(message_not_asked(db, a, id), DB_NONE, "what Twilio has is never asked for again");
	is_int(message_settle(db, a, id, "SM1", "undelivered", 30003, 0), DB_OK, "the end");
	is_int(found(id).error_code, 30003, "with its code");
	is_int(message_settle(db, a, id, "SM1", "something-new", 0, 0), DB_OK, "an unknown word");
	is_text(found(id).status, "undelivered", "is no step back");
}

static void
test_none(void)
{
	struct message m;

	is_int(message_find(db, a, 999999, &m), DB_NONE, "a message that is not there");
	is_int(message_settle(db, a, 999999, NULL, "sent", 0, 0), DB_NONE, "is not settled");
}

int
main(void)
{
	a = arena_new(32 << 20);
	db = test_db_with_schema(a);
	test_intent();
	test_asking();
	test_none();
	db_free(db);
	arena_free(a);
	return done_testing();
}

/* Texts as rows: the intent once, forward only. */
#include "data/messages.h"

#include "core/clock.h"
#include "data/consents.h"
#include "data/phones.h"
#include "../lib/clinics.h"

static struct arena *a;
static struct db *db;
static int64_t clinic_id;

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

	is_int(message_intend(db, a, clinic_id, "missed-call:CA1", "+18455550100", "+12125550142",
	           "Sorry we missed you.", &first), DB_OK, "an intent");
	is_int(message_intend(db, a, clinic_id, "missed-call:CA1", "+18455550100", "+12125550142",
	           "Sorry we missed you, again.", &second), DB_OK, "the same origin again");
	ok(first > 0 && first == second, "is the same row");
	m = found(first);
	is_text(m.body, "Sorry we missed you.", "as it was first");
	is_text(m.status, "queued", "to be asked for");
	is_int(m.asked_at_ms, 0, "and not asked for");
	is_int(m.ask_until_ms, 0, "whenever that is");
	is_int(message_ask_until(db, a, first, clock_now_ms()), DB_OK, "or until a time");
	ok(found(first).ask_until_ms > 0, "which is on record");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM jobs WHERE kind = 'send-message'"), 1,
	    "one job sends it");
}

static void
test_asking(void)
{
	struct message asked;
	int64_t id = 0;

	(void)message_intend(db, a, clinic_id, "a:1", "+18455550100", "+12125550142", "Hello", &id);
	is_int(message_asking(db, a, id, clock_now_ms()), DB_OK, "it is asked for");
	is_int(message_asking(db, a, id, clock_now_ms()), DB_NONE, "by one alone");
	ok(found(id).asked_at_ms > 0, "which is on record");
	is_int(message_settle(db, a, id, NULL, "unknown", 0, 0), DB_OK, "the answer is lost");
	is_text(found(id).status, "unknown", "and that is what it says");
	asked = found(id);
	is_int(message_not_asked(db, a, &asked), DB_OK, "Twilio does not have it");
	is_text(found(id).status, "queued", "it may be asked for again");
	is_int(message_asking(db, a, id, clock_now_ms() + 1000), DB_OK, "and is");
	is_int(message_not_asked(db, a, &asked), DB_NONE, "whoever says so too, and late,");
	ok(found(id).asked_at_ms > asked.asked_at_ms, "has it not asked for a third time");
	asked = found(id);
	is_int(message_settle(db, a, id, "SM1", "sent", 0, 2), DB_OK, "Twilio has it");
	is_int(message_settle(db, a, id, "SM1", "queued", 0, 0), DB_OK, "an older word");
	is_text(found(id).status, "sent", "changes nothing");
	is_text(found(id).message_sid, "SM1", "the sid is kept");
	is_int(message_not_asked(db, a, &asked), DB_NONE, "what Twilio has is never asked for again");
	is_int(message_settle(db, a, id, "SM1", "undelivered", 30003, 0), DB_OK, "the end");
	is_int(found(id).error_code, 30003, "with its code");
	is_int(message_settle(db, a, id, "SM1", "something-new", 0, 0), DB_OK, "an unknown word");
	is_text(found(id).status, "undelivered", "is no step back");
	is_int(message_settle(db, a, id, "SM1", "delivered", 0, 0), DB_OK, "another end");
	is_text(found(id).status, "undelivered", "changes nothing");
	is_int(found(id).error_code, 30003, "nor takes the code away");
	(void)message_intend(db, a, 7, "a:2", "+18455550100", "+12125550142", "Hello", &id);
	is_int(message_settle(db, a, id, NULL, "failed", 21614, 0), DB_OK, "a landline");
	is_int(select_int(db, a, "SELECT bad_code FROM phones WHERE clinic_id = 7 "
	    "AND phone = '+12125550142'"), 21614, "is a bad number");
	(void)message_intend(db, a, 7, "a:3", "+18455550100", "+12125550142", "Hello", &id);
	is_int(message_settle(db, a, id, "SM2", "delivered", 0, 0), DB_OK, "a later text arrives");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM phones WHERE bad_code IS NOT NULL"), 0,
	    "then it is good again");
}

static void
say(const char *phone, bool in, int64_t at_ms)
{
	const struct consent consent = {
		.clinic_id = clinic_id, .phone = phone, .channel = CONSENT_SMS, .in = in, .at_ms = at_ms,
	};

	is_int(consent_add(db, a, &consent), DB_OK, "%s", in ? "START" : "STOP");
}

static struct message
order_for(const char *to, const char *origin)
{
	return (struct message){
		.clinic_id = clinic_id, .origin = origin, .from = "+18455550100", .to = to,
		.body = "Grüße für 5 € 🙂", .user_id = "u-17", .ask_until_ms = 2000000000000,
	};
}

static void
test_order(void)
{
	static const char phone[] = "+12125550177";
	struct message m = order_for(phone, "once:1:A"), again = order_for(phone, "once:1:A"), f;
	struct json_object *picture = json_object_in(a);

	m.media = json_array_in(a);
	json_put_text(picture, "url", "https://x.example/1");
	json_append(m.media, picture);
	m.metadata = json_object_in(a);
	json_put_int(m.metadata, "order", 7);
	is_int(message_order(db, a, &m, 2000000000000, true), DB_OK, "an order for later");
	f = found(m.message_id);
	is_text(f.status, "scheduled", "says so");
	ok(!f.settled, "and is open");
	is_text(f.user_id, "u-17", "with its reference");
	is_text(json_text(a, f.metadata), "{\"order\":7}", "its metadata");
	is_text(json_text(a, f.media), "[{\"url\":\"https://x.example/1\"}]", "and its picture");
	is_int(select_int(db, a, arena_printf(a, "SELECT COUNT(*) FROM messages WHERE message_id = "
	    "%lld AND segments = 1 AND encoding = 'ucs-2'", (long long)m.message_id)), 1,
	    "counted");
	is_int(select_int(db, a, arena_printf(a, "SELECT COUNT(*) FROM jobs WHERE job_key = "
	    "'send-message:%lld' AND run_at > '2033-05-18'", (long long)m.message_id)), 1,
	    "its job is for then");
	is_int(message_order(db, a, &again, 0, false), DB_DUPLICATE, "the same again");
	ok(again.message_id == m.message_id && !strcmp(again.status, "scheduled"), "is that one");
	is_int(message_cancel(db, a, m.message_id, 0), DB_OK, "called off");
	is_text(found(m.message_id).status, "canceled", "it says so");
	is_int(message_cancel(db, a, m.message_id, 0), DB_NONE, "once");
	is_int(message_asking(db, a, m.message_id, clock_now_ms()), DB_NONE, "nobody is asked");
	again = order_for(phone, "once:1:A");
	is_int(message_order(db, a, &again, 0, false), DB_OK, "its origin is free");
	is_int(message_asking(db, a, again.message_id, clock_now_ms()), DB_OK, "asked for");
	is_int(message_cancel(db, a, again.message_id, 0), DB_NONE, "it is not called off any more");
}

static void
test_opted_out(void)
{
	static const char phone[] = "+12125550178", other[] = "+12125550179";
	struct message m = order_for(phone, "once:1:B"), f;
	int64_t id = 0, now_ms = clock_now_ms();

	say(phone, false, now_ms - 5000);
	is_int(message_order(db, a, &m, 0, false), DB_CONFLICT, "who opted out gets nothing");
	is_int(message_intend(db, a, clinic_id, "x:1", "+18455550100", phone, "Hello", &id),
	    DB_CONFLICT, "whatever it is about");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM messages WHERE phone = '+12125550178'"), 0,
	    "nothing is on record");
	say(phone, true, now_ms - 4000);
	is_int(message_order(db, a, &m, 0, false), DB_OK, "who is back gets it");
	say(phone, false, now_ms - 3000);
	is_int(message_asking(db, a, m.message_id, now_ms), DB_CONFLICT, "unless they go meanwhile");
	is_int(found(m.message_id).asked_at_ms, 0, "nobody is asked");
	is_int(message_cancel(db, a, m.message_id, 21610), DB_OK, "it is called off");
	is_int(found(m.message_id).error_code, 21610, "and says why");

	m = order_for(other, "once:1:C");
	is_int(message_order(db, a, &m, 0, false), DB_OK, "one of whom we do not know it");
	is_int(message_asking(db, a, m.message_id, now_ms), DB_OK, "Twilio is asked");
	for (int i = 0; i < 2; i++)
		is_int(message_settle(db, a, m.message_id, NULL, "failed", 21610, 0), DB_OK,
		    "and knows it");
	f = found(m.message_id);
	is_text(f.status, "failed", "the text has failed");
	ok(f.settled && f.error_code == 21610 && !f.origin, "and says why");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM consents WHERE phone = '+12125550179' AND "
	    "state = 'out' AND channel = 'sms' AND origin LIKE '21610:%' AND text LIKE '%21610%'"),
	    1, "the ledger, too, once");
	is_int(message_intend(db, a, clinic_id, "x:2", "+18455550100", other, "Hello", &id),
	    DB_CONFLICT, "and the next one stays here");
}

static void
test_none(void)
{
	struct message m;

	is_int(message_find(db, a, 999999, &m), DB_NONE, "a message that is not there");
	is_int(message_settle(db, a, 999999, NULL, "sent", 0, 0), DB_NONE, "is not settled");
	is_int(message_settle(db, a, 999999, NULL, "failed", 21610, 0), DB_NONE, "nor refused");
}

/* What comes in, as one of an event's facts; twice. */
static void
receive(struct message_report report)
{
	for (int i = 0; i < 2; i++) {
		struct facts *f = facts_new(a);
		struct event e = {
			.subject = report.message_sid, .type = i ? "sms-fallback" : "sms",
			.claim = arena_printf(a, "%s:%d", report.message_sid, i), .at_ms = clock_now_ms(),
			.path = "/x", .status = 200, .started_us = clock_steady_us(),
		};
		bool duplicate = true;

		message_add_to(f, &report, clock_now_ms());
		is_int(facts_store(db, a, &e, f, &duplicate), DB_OK, "a text comes in");
	}
}

static void
test_received(void)
{
	struct message_told told;
	struct json_object *media = json_array_in(a), *picture = json_object_in(a);

	json_put_text(picture, "url", "https://x.example/1");
	json_append(media, picture);
	must(db, arena_printf(a, "INSERT INTO patients (clinic_id, first_name, phone, language, "
	    "created_at, updated_at) VALUES (%d, 'Maria', '+12125550101', 'en', NOW(3), NOW(3)), "
	    "(%d, 'Ben', '+12125550102', 'en', NOW(3), NOW(3)), "
	    "(%d, 'Ann', '+12125550102', 'en', NOW(3), NOW(3))", (int)clinic_id, (int)clinic_id,
	    (int)clinic_id));
	receive((struct message_report){ clinic_id, "SM71", "+12125550101", "+18455550100", "Hello",
	    media, 2 });
	receive((struct message_report){ clinic_id, "SM72", "+12125550102", "+18455550100", "", NULL,
	    0 });
	receive((struct message_report){ 0, "SM73", "12345", "+18455550999", "Hello", NULL, 1 });
	is_int(message_told(db, a, "SM72", &told), DB_OK, "one that was not answered");
	ok(!told.message_id, "says so");
	is_int(message_told(db, a, "SM79", &told), DB_NONE, "one that never came");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM messages WHERE direction = 'inbound'"), 3,
	    "each is one row");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM messages AS m JOIN patients AS p "
	    "USING (patient_id) WHERE message_sid = 'SM71' AND first_name = 'Maria' AND m.phone = "
	    "from_number AND twilio_phone_number = '+18455550100' AND status = 'received' AND "
	    "segments = 2 AND media = '[{\"url\":\"https://x.example/1\"}]' AND body = 'Hello'"), 1,
	    "with what was said of it, and whose it is");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM messages WHERE message_sid IN "
	    "('SM72', 'SM73') AND patient_id IS NULL AND media IS NULL"), 2,
	    "unless the number is nobody's, or a family's");
}

/* --- what is texted back --- */

static const char patient[] = "+12125550191";
static int answers;

/* A text comes in at this moment and is answered; the id of the answer, 0: there is none. */
static int64_t
answer(struct message_answer m, int64_t at_ms)
{
	const char *sid = arena_printf(a, "SM9%03d", ++answers);
	const struct event e = { .subject = sid, .type = "sms", .claim = sid, .at_ms = at_ms };
	struct facts *f = facts_new(a);
	struct message_told told;
	bool duplicate;

	m.clinic_id = clinic_id;
	m.message_sid = sid;
	m.from = "+18455550100";
	m.to = m.to ? m.to : patient;
	m.body = "We are closed 🌙";
	m.until_ms = at_ms + 1000;
	phone_lock_to(f, clinic_id, m.to);
	message_add_to(f, &(struct message_report){ .clinic_id = clinic_id, .message_sid = sid,
	    .from = m.to, .to = m.from, .body = "Hello" }, at_ms);
	message_answer_to(f, &m, at_ms);
	if (facts_store(db, a, &e, f, &duplicate) != DB_OK || duplicate)
		bail_out("no facts: %s", db_error(db));
	is_int(message_told(db, a, sid, &told), DB_OK, "text %s comes in", sid);
	if (told.message_id)
		is_text(told.body, m.body, "its answer is what it was");
	return told.message_id;
}

static void
test_answer(void)
{
	enum { MINUTE_MS = 60 * 1000, AT = 2000 };
	struct message asked;
	int64_t now_ms = clock_now_ms(), day_ms = 24 * 60 * MINUTE_MS;
	const struct message_answer reply = { .a_day = 3 };
	struct message_answer automatic = { .automatic = true, .a_day = 3 };
	int64_t id = answer(reply, now_ms);
	struct message m = found(id);

	ok(m.asked_at_ms == now_ms && m.created_at_ms == now_ms, "it is asked for as it is made");
	ok(!m.settled && m.ask_until_ms == now_ms + 1000, "and open until its time");
	is_text(m.status, "queued", "on its way");
	is_int(select_int(db, a, arena_printf(a, "SELECT COUNT(*) FROM messages WHERE message_id = "
	    "%lld AND direction = 'outbound' AND segments = 1 AND encoding = 'ucs-2' AND phone = "
	    "'%s' AND twilio_phone_number = '+18455550100'", (long long)id, patient)), 1,
	    "counted, and of its conversation");
	is_int(select_int(db, a, arena_printf(a, "SELECT COUNT(*) FROM search_words WHERE ref = %lld "
	    "AND word = 'closed'", (long long)id)), 1, "it is found by its words");
	is_int(select_int(db, a, arena_printf(a, "SELECT COUNT(*) FROM jobs WHERE payload = "
	    "'{\"origin\":\"%s\"}' AND run_at > created_at + INTERVAL 55 SECOND", m.origin)), 1,
	    "a job looks after it a minute later");
	ok(answer(reply, now_ms) > 0, "an answer to another text stands for itself");
	asked = found(id);
	is_int(message_not_asked(db, a, &asked), DB_OK, "where Twilio did not hear of it,");
	is_int(message_asking(db, a, id, now_ms + AT), DB_OK, "the job asks for it");
	{
		struct message_told told;

		is_int(message_told(db, a, "SM9001", &told), DB_OK, "then a repeat of its text");
		is_int(told.message_id, 0, "is not answered any more");
	}

	automatic.since_ms = now_ms - MINUTE_MS;
	id = answer(automatic, now_ms);
	ok(id > 0, "the first is answered of itself");
	is_int(answer(automatic, now_ms), 0, "the next of the same moment is not");
	is_int(answer(automatic, now_ms - 30 * 1000), 0, "nor is one from before that comes late");
	automatic.since_ms = now_ms;
	ok(answer(automatic, now_ms + MINUTE_MS) > 0, "one when the period is over is");
	automatic.since_ms = now_ms + MINUTE_MS;
	ok(answer(automatic, now_ms + 2 * MINUTE_MS) > 0, "and the next");
	automatic.since_ms = now_ms + 2 * MINUTE_MS;
	is_int(answer(automatic, now_ms + 3 * MINUTE_MS), 0, "up to so many a day");
	automatic.since_ms = now_ms + day_ms;
	ok(answer(automatic, now_ms + MINUTE_MS + day_ms) > 0, "the day after there are more");

	automatic = (struct message_answer){ .automatic = true, .a_day = 3, .to = "+12125550192",
	    .since_ms = now_ms - day_ms, .unheard = true };
	is_int(answer(automatic, now_ms), 0, "one that nobody hears is not told");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM messages JOIN jobs ON payload = "
	    "CONCAT('{\"origin\":\"', origin, '\"}') WHERE phone = '+12125550192' AND asked_at IS NULL "
	    "AND run_at <= NOW(3)"), 1, "but sent by its job at once");
	automatic.unheard = false;
	is_int(answer(automatic, now_ms + 500), 0, "in place of another");
	ok(answer(automatic, now_ms + 2000) > 0, "but not once it is too late");
	say("+12125550193", false, now_ms);
	automatic.to = "+12125550193";
	is_int(answer(automatic, now_ms + 1), 0, "who opted out is not answered");
	is_int(answer((struct message_answer){ .to = "+12125550193" }, now_ms + 1), 0,
	    "not even where an answer is due");
	say("+12125550193", true, now_ms + 5);
	ok(answer(automatic, now_ms + 6) > 0, "who opts in again is");
}

static void
test_went(void)
{
	int64_t id = 0, now_ms = clock_now_ms();
	bool went = true;

	is_int(message_went(db, a, clinic_id, "+12125550195", "a-call:", now_ms - 1000, &went), DB_OK,
	    "has one gone?");
	ok(!went, "none has");
	(void)message_intend(db, a, clinic_id, "a-call:CA1", "+18455550100", "+12125550195", "Hi", &id);
	(void)message_went(db, a, clinic_id, "+12125550195", "a-call:", now_ms - 1000, &went);
	ok(went, "one has");
	(void)message_went(db, a, clinic_id, "+12125550195", "b-call:", now_ms - 1000, &went);
	ok(!went, "of this kind alone");
	(void)message_went(db, a, clinic_id, "+12125550196", "a-call:", now_ms - 1000, &went);
	ok(!went, "to this number");
	(void)message_went(db, a, clinic_id, "+12125550195", "a-call:", now_ms + 60000, &went);
	ok(!went, "since then");
	(void)message_cancel(db, a, id, 0);
	(void)message_went(db, a, clinic_id, "+12125550195", "a-call:", now_ms - 1000, &went);
	ok(!went, "unless it was called off");
}

/* Newest first, page by page, of one number. */
static void
test_list(void)
{
	struct message_filter f = { .clinic_id = clinic_id, .phone = "+12125550171", .limit = 2 };
	struct json_object *items = json_array_in(a), *one = NULL;
	int64_t ids[3], whose = 0;

	for (int i = 0; i < 3; i++)
		(void)message_intend(db, a, clinic_id, arena_printf(a, "list:%d", i), "+18455550100",
		    "+12125550171", arena_printf(a, "Text %d", i), &ids[i]);
	(void)message_settle(db, a, ids[2], "SM171", "undelivered", 30005, 2);
	is_int(messages_list(db, a, &f, items), DB_OK, "the texts of a number");
	is_int((int64_t)json_object_array_length(items), 2, "as many as a page holds");
	one = json_object_array_get_idx(items, 0);
	is_text(json_get_text(one, "body"), "Text 2", "newest first");
	is_int(json_get_int(one, "errorCode", 0), 30005, "with its error");
	ok(strstr(json_get_text(one, "errorReason"), "number"), "and what that means");
	one = json_object_array_get_idx(items, 1);
	is_int(json_get_int(one, "id", 0), ids[1], "up to the last one");
	ok(instant_parse(json_get_text(one, "createdAt"), &f.before_ms), "with its time");
	f.before_id = ids[1];
	items = json_array_in(a);
	is_int(messages_list(db, a, &f, items), DB_OK, "the next page");
	is_int((int64_t)json_object_array_length(items), 1, "has what is left");
	is_int(json_get_int(json_object_array_get_idx(items, 0), "id", 0), ids[0],
	    "and goes on there");
	f.clinic_id = 99;
	items = json_array_in(a);
	is_int(messages_list(db, a, &f, items), DB_OK, "another clinic");
	is_int((int64_t)json_object_array_length(items), 0, "has none of them");
	is_int(message_object_find(db, a, ids[2], &one, &whose), DB_OK, "one text");
	is_text(json_get_text(one, "messageSid"), "SM171", "as an object");
	is_int(whose, clinic_id, "with its clinic");
	is_int(message_object_find(db, a, 999999, &one, &whose), DB_NONE, "none that is not there");
}

/* Twilio's list tells of one of ours: the change that it makes. */
static bool
told(const char *sid, const char *status, int code)
{
	const struct message_status s = {
		.message_sid = sid, .status = status, .error_code = code,
	};
	bool changed = true;

	is_int(message_reconcile(db, a, &s, &changed), DB_OK, "the list: %s",
	    status);
	return changed;
}

static void
test_reconcile(void)
{
	int64_t id = 0;
	bool allowed = false;

	(void)message_intend(db, a, clinic_id, "r:1", "+18455550100", "+12125550188", "Hello", &id);
	(void)message_settle(db, a, id, "SM900", "queued", 0, 0);
	ok(told("SM900", "sent", 0), "it went on");
	ok(!told("SM900", "sent", 0), "which is known then");
	ok(!told("SM900", "queued", 0), "it was queued before");
	ok(!told("SM900", "teleported", 0), "a word that nobody knows");
	ok(!told("SM901", "sent", 0), "a text that is none of ours");
	ok(told("SM900", "undelivered", 30005), "its end");
	ok(!told("SM900", "undelivered", 30005), "is known then");
	ok(!told("SM900", "delivered", 0), "and sticks");
	is_int(found(id).error_code, 30005, "with its code");
	is_int(select_int(db, a, "SELECT bad_code FROM phones WHERE phone = '+12125550188'"), 30005,
	    "the number is bad");
	(void)message_intend(db, a, clinic_id, "r:2", "+18455550100", "+12125550189", "Hello", &id);
	(void)message_settle(db, a, id, "SM902", "delivered", 0, 0);
	ok(told("SM902", "read", 0), "what was delivered may be read");
	ok(!told("SM902", "failed", 30001), "and then nothing is lost");
	(void)message_intend(db, a, clinic_id, "r:3", "+18455550100", "+12125550190", "Hello", &id);
	(void)message_settle(db, a, id, "SM903", "sent", 0, 0);
	ok(told("SM903", "failed", 21610) && !told("SM903", "failed", 21610), "who has sent STOP");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM consents WHERE phone = '+12125550190' "
	    "AND state = 'out' AND origin = 'refused:SM903'"), 1, "has opted out");
	(void)message_intend(db, a, clinic_id, "r:5", "+18455550100", "+12125550193", "Hello", &id);
	is_int(message_settle(db, a, id, "SM906", "failed", 21610, 0), DB_OK,
	    "whoever hears it first, and however");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM consents WHERE phone = '+12125550193' "
	    "AND state = 'out' AND origin = 'refused:SM906' AND message_sid = 'SM906'"), 1,
	    "writes it down");
	ok(!told("SM906", "failed", 21610), "once");
	(void)message_intend(db, a, clinic_id, "r:4", "+18455550100", "+12125550192", "Hello", &id);
	is_int(message_asking(db, a, id, clock_now_ms() - 600000), DB_OK, "asked ten minutes ago");
	(void)message_settle(db, a, id, "SM904", "sent", 0, 0);
	is_int(consent_add(db, a, &(struct consent){ .clinic_id = clinic_id,
	    .phone = "+12125550192", .channel = CONSENT_SMS, .in = true,
	    .at_ms = clock_now_ms() - 300000, .origin = "message:SM905" }), DB_OK,
	    "START since then");
	ok(told("SM904", "failed", 21610), "that it was refused is heard late");
	is_int(consent_allows(db, a, clinic_id, "+12125550192", CONSENT_SMS, &allowed), DB_OK,
	    "what holds?");
	ok(allowed, "what the number said last");
}

static void
test_found(void)
{
	const struct message_report report = {
		.clinic_id = clinic_id, .message_sid = "SM950", .from = "+12125550191",
		.to = "+18455550100", .body = "stop it",
	};
	const struct consent consent = {
		.clinic_id = clinic_id, .phone = "+12125550191", .channel = CONSENT_SMS,
		.at_ms = 1767225600000, .origin = "message:SM950", .message_sid = "SM950",
	};
	struct message_told answer;
	int64_t id;

	is_int(message_sid_find(db, a, "SM950", &id), DB_OK, "it is looked for");
	is_int(id, 0, "and not there");
	for (int i = 0; i < 2; i++)
		is_int(message_found(db, a, &report, &consent, 1767225600000),
		    i ? DB_DUPLICATE : DB_OK, i ? "again" : "a text is found");
	is_int(message_sid_find(db, a, "SM950", &id), DB_OK, "it is there");
	is_int(found(id).created_at_ms, 1767225600000, "as of then");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM consents WHERE origin = 'message:SM950'"), 1,
	    "what it says counts once");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM conversations WHERE phone = '+12125550191'"),
	    1, "it has its conversation");
	is_int(select_int(db, a, arena_printf(a, "SELECT COUNT(*) FROM search_words WHERE "
	    "kind = 'message' AND ref = %lld", (long long)id)), 2, "and its words");
	is_int(message_told(db, a, "SM950", &answer), DB_NONE, "its webhook may have its say");
	must(db, "UPDATE messages SET found = FALSE WHERE message_sid = 'SM950'");
	is_int(message_told(db, a, "SM950", &answer), DB_OK, "once");
}

/* One that was asked for before there was a column for its time. */
static void
test_upgrade(void)
{
	struct message m = order_for("+12125550194", "u:1"), now = order_for("+12125550194", "u:2");
	static const char at[] = "SELECT COUNT(*) FROM messages WHERE origin = 'u:1' AND "
	    "send_at = ask_until - INTERVAL 1 HOUR";

	m.ask_until_ms = now.ask_until_ms = clock_now_ms() + 2LL * 60 * 60 * 1000;
	is_int(message_order(db, a, &m, m.ask_until_ms - 60LL * 60 * 1000, true), DB_OK, "later");
	is_int(message_order(db, a, &now, 0, false), DB_OK, "and now");
	must(db, "UPDATE messages SET send_at = NULL");
	must(db, "DELETE FROM schema_steps WHERE name >= '0023'");
	test_schema(db, a);
	is_int(select_int(db, a, at), 1, "the upgrade finds its time");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM messages WHERE send_at IS NOT NULL"), 1,
	    "and of no other one");
}

int
main(void)
{
	a = arena_new(32 << 20);
	db = test_db_with_schema(a);
	clinic_id = test_clinic(db, a, "Hillside");
	test_intent();
	test_asking();
	test_order();
	test_opted_out();
	test_none();
	test_received();
	test_answer();
	test_went();
	test_list();
	test_reconcile();
	test_found();
	test_upgrade();
	db_free(db);
	arena_free(a);
	return done_testing();
}

/* What a notice of a voicemail waits for. Who was told of a call. Who is told of a word in a text, and
 * how often. */
#include "data/notices.h"

#include "core/clock.h"
#include "core/text.h"
#include "../lib/clinics.h"
#include "data/messages.h"
#include "data/transcripts.h"
#include "data/voicemails.h"

enum { MINUTE_MS = 60 * 1000 };

static struct arena *a;
static struct db *db;
static int64_t clinic_id;

static void
store(const char *subject, struct facts *f)
{
	const struct event e = { .subject = subject, .type = "test", .at_ms = clock_now_ms() };
	bool duplicate;

	if (facts_store(db, a, &e, f, &duplicate) != DB_OK)
		bail_out("no facts: %s", db_error(db));
}

/* Twilio tells what it wrote down of a Record; NULL: that it could not. */
static void
written_down(const char *recording_sid, const char *text)
{
	struct facts *f = facts_new(a);

	transcript_add_record(f, arena_printf(a, "TR-%s", recording_sid), recording_sid, "CA1",
	    text, clock_now_ms());
	store("CA1", f);
}

static bool
open_still(const char *recording_sid)
{
	struct voicemail_notice v;

	return voicemail_notice_find(db, a, recording_sid, &v) == DB_OK && v.record_open;
}

static void
test_record(void)
{
	static const char *const sids[] = { "RE1", "RE2" };

	for (size_t i = 0; i < sizeof sids / sizeof *sids; i++) {
		struct facts *f = facts_new(a);

		voicemail_add(f, &(struct voicemail_report){ .clinic_id = clinic_id,
		    .call_sid = "CA1", .recording_sid = sids[i], .duration = 9 }, clock_now_ms());
		store("CA1", f);
	}
	ok(open_still("RE1"), "nothing is known of what Twilio writes down");
	written_down("RE2", NULL);
	ok(open_still("RE1"), "nor by that of another");
	written_down("RE1", "Please call me back.");
	ok(open_still("RE1"), "it is there, and is yet to be shown");
	ok(!open_still("RE2"), "one that failed is not waited for");
	must(db, "UPDATE transcripts SET status = 'deleted' WHERE recording_sid = 'RE1'");
	ok(!open_still("RE1"), "nor one that was deleted");
}

static void
test_find(void)
{
	int64_t now_ms = clock_now_ms(), id = 0;
	const struct event e = { .subject = "SM1", .type = "sms", .claim = "SM1", .at_ms = now_ms };
	struct facts *f = facts_new(a);
	struct text_notice n;
	bool duplicate;

	message_add_to(f, &(struct message_report){ .clinic_id = clinic_id, .message_sid = "SM1",
	    .from = "+12125550142", .to = "+18455550100", .body = "pain" }, now_ms);
	is_int(facts_store(db, a, &e, f, &duplicate), DB_OK, "a text comes in");
	is_int(text_notice_find(db, a, "SM1", &n), DB_OK, "and is found");
	ok(n.clinic_id == clinic_id && text_same(n.clinic_name, "Hillside") &&
	    text_same(n.timezone, "America/New_York") && text_same(n.phone, "+12125550142") &&
	    text_same(n.twilio_phone_number, "+18455550100") && text_same(n.body, "pain") &&
	    n.created_at_ms == now_ms, "with all that a notice says");
	is_int(text_notice_find(db, a, "SM2", &n), DB_NONE, "another is not");
	(void)message_intend(db, a, clinic_id, "x:1", "+18455550100", "+12125550142", "pain", &id);
	(void)message_settle(db, a, id, "SM3", "sent", 0, 1);
	is_int(text_notice_find(db, a, "SM3", &n), DB_NONE, "nor is one that we sent");
}

/* --- who was told of a call ------------------------------------------------------------------- */

static int64_t
a_text(const char *origin, const char *to)
{
	int64_t message_id = 0;

	if (message_intend(db, a, clinic_id, origin, "+18455550100", to, "x", &message_id) != DB_OK)
		bail_out("no text: %s", db_error(db));
	return message_id;
}

/* The call's notices, one after the other. */
static const char *
notices_of(const char *call_sid)
{
	struct text t = text_new(a);
	struct call_notice *list;
	size_t count = 0;

	if (call_notices_of(db, a, call_sid, &list, &count) != DB_OK)
		bail_out("no notices: %s", db_error(db));
	for (const struct call_notice *n = list; n < list + count; n++)
		text_printf(&t, "%s%s %s %lld %s %s %d", t.length ? ", " : "", n->about,
		    n->message_id ? "sms" : "email", (long long)n->assistant_id,
		    n->to ? n->to : "-", n->status, n->error_code);
	return t.length ? t.data : "";
}

static int64_t
add_notice(const char *origin, const struct call_notice *n)
{
	int64_t id = 0;

	is_int(call_notice_add(db, a, origin, n, &id), DB_OK, "%s is noted", origin);
	return id;
}

static void
test_call_notices(void)
{
	struct call_notice missed = { .call_sid = "CA5", .about = "missed-call" };
	struct call_notice mail = { .call_sid = "CA5", .about = "voicemail", .assistant_id = 7 };
	int64_t mail_id;

	is_text(notices_of("CA5"), "", "nobody was told yet");
	missed.message_id = a_text("missed-call:CA5", "+12125550142");
	(void)add_notice("missed-call:CA5", &missed);
	mail_id = add_notice("mail-voicemail:RE5:7", &mail);
	is_text(notices_of("CA5"), "missed-call sms 0 +12125550142 queued 0, "
	    "voicemail email 7 - queued 0", "a text and a mail");
	ok(add_notice("mail-voicemail:RE5:7", &mail) == mail_id, "the same again is the same");
	mail.call_sid = "CA6";
	mail.assistant_id = 8;
	(void)add_notice("mail-voicemail:RE6:8", &mail);
	is_int(call_notice_settle(db, mail_id, "failed"), DB_OK, "the mail is given up");
	(void)message_settle(db, a, missed.message_id, "SM5", "undelivered", 30003, 1);
	is_text(notices_of("CA5"), "missed-call sms 0 +12125550142 undelivered 30003, "
	    "voicemail email 7 - failed 0", "each says how it stands");
	is_int(call_notice_settle(db, mail_id, "sent"), DB_OK, "it is sent after all");
	is_text(notices_of("CA6"), "voicemail email 8 - queued 0", "another call's are another's");
	is_int(call_notice_settle(db, 99999, "sent"), DB_NONE, "one that is none");
}

/* What was texted before there was a table of it. */
static void
test_call_notices_before(void)
{
	struct facts *f = facts_new(a);
	const char *why;
	int applied;

	voicemail_add(f, &(struct voicemail_report){ .clinic_id = clinic_id, .call_sid = "CA7",
	    .recording_sid = "RE7", .duration = 9 }, clock_now_ms());
	store("CA7", f);
	must(db, arena_printf(a, "INSERT INTO tickets (ticket_id, clinic_id, call_sid, subject, "
	    "description, created_at, updated_at) VALUES (7, %lld, 'CA7', 'x', '', NOW(3), NOW(3)), "
	    "(8, %lld, NULL, 'x', '', NOW(3), NOW(3))", (long long)clinic_id, (long long)clinic_id));
	(void)a_text("missed-call:CA7", "+12125550142");
	(void)a_text("voicemail:RE7:assistant:3", "+12125550163");
	(void)a_text("ticket:7:assistant:4", "+12125550164");
	(void)a_text("ticket:8:assistant:4", "+12125550164");
	(void)a_text("keyword:SM7:assistant:4", "+12125550164");
	must(db, "UPDATE messages SET created_at = created_at - INTERVAL 1 DAY + INTERVAL message_id "
	    "SECOND");
	must(db, "DELETE FROM call_notices WHERE call_sid = 'CA7'");
	must(db, "DELETE FROM schema_steps WHERE name >= '0026'");
	is_int(migrate(db, a, test_environment("SCHEMA_DIR"), &applied, &why), DB_OK, "migrated");
	ok(applied > 0, "once more");
	is_text(notices_of("CA7"), "missed-call sms 0 +12125550142 queued 0, voicemail sms 3 "
	    "+12125550163 queued 0, ticket sms 4 +12125550164 queued 0", "its texts are known");
	is_text(notices_of("CA5"), "missed-call sms 0 +12125550142 undelivered 30003, "
	    "voicemail email 7 - sent 0", "and what was noted stays");
}

static enum db_result
told(const char *phone, int64_t at_ms, int64_t assistant_id, const char *keyword)
{
	const struct text_notice n = {
		.clinic_id = clinic_id, .phone = phone, .created_at_ms = at_ms,
	};

	return keyword_told(db, a, &n, assistant_id, keyword);
}

static void
test_told(void)
{
	static const char phone[] = "+12125550142";
	int64_t at_ms = clock_now_ms();

	is_int(told(phone, at_ms, 1, "pain"), DB_OK, "told");
	is_int(told(phone, at_ms, 1, "pain"), DB_NONE, "of the same text once");
	is_int(told(phone, at_ms + 15 * MINUTE_MS - 1, 1, "pain"), DB_NONE, "quiet for a while");
	is_int(told(phone, at_ms - 60 * MINUTE_MS, 1, "pain"), DB_NONE, "of an older one not at all");
	is_int(told(phone, at_ms, 2, "pain"), DB_OK, "another assistant");
	is_int(told(phone, at_ms, 1, "Pain"), DB_OK, "another rule");
	is_int(told("+12125550143", at_ms, 1, "pain"), DB_OK, "another conversation");
	is_int(told(phone, at_ms + 15 * MINUTE_MS, 1, "pain"), DB_OK, "told again");
	is_int(told(phone, at_ms + 16 * MINUTE_MS, 1, "pain"), DB_NONE, "and quiet from there on");
	is_int(keywords_purge(db, a, at_ms), DB_NONE, "what is of today is kept");
	is_int(keywords_purge(db, a, at_ms + 24LL * 60 * MINUTE_MS + 1), DB_OK, "what is of yesterday goes");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM keyword_notices"), 1, "and what is later stays");
}

int
main(void)
{
	a = arena_new(16 << 20);
	db = test_db_with_schema(a);
	clinic_id = test_clinic(db, a, "Hillside");
	test_record();
	test_find();
	test_call_notices();
	test_call_notices_before();
	test_told();
	db_free(db);
	arena_free(a);
	return done_testing();
}

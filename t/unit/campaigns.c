/* Campaigns on a real server: who is meant, who is texted, when, and that it is never twice. */
#include "data/campaigns.h"

#include "core/clock.h"
#include "core/log.h"
#include "core/text.h"
#include "data/consents.h"
#include "data/deletions.h"
#include "data/messages.h"
#include "data/patients.h"
#include "../lib/clinics.h"

/* A Saturday, 10:00 in New York. */
static const int64_t NOW = INT64_C(1795273200000);
static const char OURS[] = "+18455550100";
enum { SECOND_MS = 1000, MINUTE_MS = 60000, HOUR_MS = 3600000, MANY = 120, WORKERS = 4 };

static struct arena *a;
static struct db *db;
static int64_t clinic_id, many_id;

/* --- what tests have in common --------------------------------------------------------------- */

static int64_t
count(const char *what)
{
	return select_int(db, a, arena_printf(a, "SELECT COUNT(*) FROM %s", what));
}

static void
at(int64_t now_ms)
{
	clock_set(now_ms);
}

static void
hours(const char *interval)
{
	int64_t version;

	if (routing_save(db, a, clinic_id, arena_printf(a,
	    "{\"reminders\":{\"callingHours\":%s}}", interval), 0, &version) != DB_OK)
		bail_out("no routing");
}

static void
fresh(void)
{
	static const char *const tables[] = {
		"campaign_recipients", "campaigns", "deletions", "jobs", "search_words", "messages",
		"consents", "phones", "calls", "appointments", "patients",
	};

	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		must(db, arena_printf(a, "DELETE FROM %s", tables[i]));
	must(db, arena_printf(a, "UPDATE phone_numbers SET clinic_id = %d", (int)clinic_id));
	must(db, "UPDATE clinics SET marketing_enabled = TRUE");
	hours("[\"00:00\",\"24:00\"]");
	at(NOW);
}

static const char *
number(int n)
{
	return arena_printf(a, "+1212555%04d", n);
}

static int64_t
patient(const char *name, const char *phone, const char *language)
{
	must(db, arena_printf(a, "INSERT INTO patients (clinic_id, first_name, phone, language, "
	    "created_at, updated_at) VALUES (%d, '%s', '%s', '%s', '%s', NOW(3))",
	    (int)clinic_id, name, phone, language, instant_sql(a, NOW)));
	return select_int(db, a, "SELECT MAX(patient_id) FROM patients");
}

static struct campaign
draft(struct campaign c, const struct campaign_recipient *list, size_t n)
{
	struct json_object *estimate = json_object_in(a);

	c.clinic_id = clinic_id;
	c.name = "Flu";
	c.body = "Hello {{firstName}}";
	c.from = OURS;
	c.rate_per_minute = c.rate_per_minute ? c.rate_per_minute : 60;
	json_put_int(estimate, "recipients", (int64_t)n);
	if (campaign_add(db, a, &c, list, n, estimate) != DB_OK)
		bail_out("no campaign: %s", db_error(db));
	return c;
}

static struct campaign
draft_to(struct campaign c, int n)
{
	struct campaign_recipient *list = arena_array(a, (size_t)n, sizeof *list);

	for (int i = 0; i < n; i++)
		list[i] = (struct campaign_recipient){
			.phone = number(i), .body = arena_printf(a, "Hello %d", i),
		};
	return draft(c, list, (size_t)n);
}

static enum db_result
moves(const struct campaign *c, const char *from, const char *to)
{
	struct campaign after;

	return campaign_move(db, a, c->campaign_id, from, to, &after);
}

static struct campaign
running(struct campaign c, int n)
{
	c = draft_to(c, n);
	if (moves(&c, "draft", "running") != DB_OK)
		bail_out("it does not start");
	return c;
}

/* "taken", "skipped", "rests", or so many seconds from NOW on. */
static const char *
turn_at(const struct campaign *c, int64_t now_ms)
{
	enum campaign_turn turn;
	int64_t at_ms;

	at(now_ms);
	if (campaign_take(db, a, c->campaign_id, now_ms, &turn, &at_ms) != DB_OK)
		return arena_printf(a, "failed: %s", db_error(db));
	switch (turn) {
	case CAMPAIGN_TAKEN:
		return "taken";
	case CAMPAIGN_SKIPPED:
		return "skipped";
	case CAMPAIGN_RESTS:
		return "rests";
	case CAMPAIGN_WAITS:
		break;
	}
	return arena_printf(a, "waits until %d", (int)((at_ms - NOW) / SECOND_MS));
}

static const char *
turns(const struct campaign *c, int64_t now_ms)
{
	struct text t = text_new(a);
	const char *turn;

	do {
		turn = turn_at(c, now_ms);
		text_printf(&t, "%s%s", t.length ? ", " : "", turn);
	} while (!strcmp(turn, "taken") || !strcmp(turn, "skipped"));
	return t.data;
}

/* What Twilio says of a text, as send-message would enter it; NULL: it does not answer. */
static void
sent(int64_t message_id, const char *status, int code)
{
	const char *sid = status && strcmp(status, "failed") ?
	    arena_printf(a, "SM%032d", (int)message_id) : NULL;

	if (message_asking(db, a, message_id, clock_now_ms()) != DB_OK ||
	    message_settle(db, a, message_id, sid, status ? status : "unknown", code, 1) != DB_OK)
		bail_out("a text is not sent");
}

static int64_t
message_to(int n)
{
	return select_int(db, a, arena_printf(a, "SELECT MAX(message_id) FROM messages "
	    "WHERE to_number = '%s'", number(n)));
}

/* "total queued sent delivered failed skipped"; the sum must be the total. */
static const char *
counts(const struct campaign *c)
{
	static const char *const names[] = { "queued", "sent", "delivered", "failed", "skipped" };
	struct campaign now;
	struct json_object *o, *n;
	struct text t = text_new(a);
	int64_t sum = 0;

	if (campaign_find(db, a, c->campaign_id, &now) != DB_OK ||
	    campaign_object(db, a, &now, &o) != DB_OK)
		return "(failed)";
	n = json_get(o, "counts");
	text_printf(&t, "%s: %d", now.status, (int)json_get_int(n, "total", -1));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		text_printf(&t, " %d", (int)json_get_int(n, names[i], -1));
		sum += json_get_int(n, names[i], -1);
	}
	return sum == json_get_int(n, "total", -1) ? t.data : "the sum is not the total";
}

static const char *
states(const struct campaign *c, const char *state)
{
	struct json_object *items = json_array_in(a);
	struct text t = text_new(a);
	int64_t next;

	if (campaign_recipients_list(db, a, c->campaign_id, state, 0, 100, items, &next) != DB_OK)
		return "(failed)";
	for (size_t i = 0; i < json_object_array_length(items); i++) {
		struct json_object *o = json_object_array_get_idx(items, i);
		const char *reason = json_get_text(o, "reason");

		text_printf(&t, "%s%s%s%s", i ? ", " : "", json_get_text(o, "state"),
		    reason ? ": " : "", reason ? reason : "");
	}
	return t.data;
}

static void
says(const char *phone, enum consent_channel channel, bool in)
{
	const struct consent c = {
		.clinic_id = clinic_id, .phone = phone, .channel = channel, .in = in,
		.at_ms = clock_now_ms(),
	};

	if (consent_add(db, a, &c) != DB_OK)
		bail_out("no consent");
}

/* --- drafts ---------------------------------------------------------------------------------- */

static void
test_draft(void)
{
	const struct campaign_recipient list[] = {
		{ number(1), patient("Ana", number(1), "es"), "Asia/Kolkata", "¡Hola \"Ana\"!\n" },
		{ number(2), 0, NULL, "Hello" },
		{ number(1), 0, NULL, "Hello again" },
	};
	struct campaign c, again = { 0 }, none;
	struct json_object *o, *items = json_array_in(a);
	const struct page page = { .clinic_id = clinic_id, .limit = 1 };
	const struct page second = { .clinic_id = clinic_id, .limit = 1 };
	int64_t next;

	c = draft((struct campaign){ .marketing = true, .daily_cap = 7, .send_at_ms = NOW + 5 },
	    list, 3);
	is_int(count("campaign_recipients"), 2, "a number that comes twice is one");
	is_int(count("campaign_recipients WHERE body = '¡Hola \"Ana\"!\n' "
	    "AND timezone = 'Asia/Kolkata' AND patient_id IS NOT NULL AND state = 'waiting'"), 1,
	    "the first one, whole");
	is_int(count("campaign_recipients WHERE patient_id IS NULL AND timezone IS NULL"), 1,
	    "or with what there is");
	is_int(campaign_find(db, a, c.campaign_id, &again), DB_OK, "it is found");
	ok(again.marketing && again.daily_cap == 7 && again.send_at_ms == NOW + 5 &&
	    again.rate_per_minute == 60, "with what was said");
	is_text(again.status, "draft", "as a draft");
	is_int(campaign_object(db, a, &again, &o), DB_OK, "as an object");
	is_text(json_text(a, o), arena_printf(a, "{\"id\":%d,\"clinicId\":%d,\"userId\":null,"
	    "\"name\":\"Flu\",\"kind\":\"marketing\",\"body\":\"Hello {{firstName}}\","
	    "\"from\":\"+18455550100\",\"status\":\"draft\",\"reason\":null,"
	    "\"sendAt\":\"%s\",\"ratePerMinute\":60,\"dailyCap\":7,"
	    "\"counts\":{\"total\":2,\"queued\":2,\"sent\":0,\"delivered\":0,\"failed\":0,"
	    "\"skipped\":0},\"estimate\":{\"recipients\":3},\"createdAt\":\"%s\","
	    "\"startedAt\":null,\"endedAt\":null}", (int)c.campaign_id, (int)clinic_id,
	    instant_iso(a, NOW + 5), instant_iso(a, NOW)), "whole");
	again = draft_to((struct campaign){ 0 }, 3);
	is_int(campaigns_list(db, a, &page, NULL, items, &next), DB_OK, "a list");
	is_int(json_get_int(json_object_array_get_idx(items, 0), "id", 0), again.campaign_id,
	    "the newest first");
	is_int(next, again.campaign_id, "and more");
	items = json_array_in(a);
	(void)campaigns_list(db, a, &second, "running", items, &next);
	is_int((int64_t)json_object_array_length(items), 0, "by state");
	is_int(campaign_find(db, a, again.campaign_id + 1, &none), DB_NONE, "there is no other");
	is_int(moves(&(struct campaign){ .campaign_id = again.campaign_id + 1 }, "draft",
	    "running"), DB_NONE,
	    "none to start");
	is_text(turn_at(&c, NOW), "rests", "a draft takes nobody");
	c.clinic_id = 9999;
	is_int(campaign_add(db, a, &c, list, 2, json_object_in(a)), DB_CONFLICT,
	    "whose clinic is none");
}

static const char *
meant(struct campaign_filter f, int limit)
{
	struct campaign_patient *list;
	struct text t = text_new(a);
	size_t n;

	f.clinic_id = clinic_id;
	if (campaign_patients(db, a, &f, limit, &list, &n) != DB_OK)
		return "(failed)";
	for (size_t i = 0; i < n; i++)
		text_printf(&t, "%s%s", i ? " " : "", list[i].first_name);
	return t.data;
}

static void
visit(int64_t patient_id, int hour, const char *status)
{
	must(db, arena_printf(a, "INSERT INTO appointments (clinic_id, patient_id, starts_at, "
	    "duration_minutes, status, created_at, updated_at) VALUES (%d, %d, '%s', 30, '%s', "
	    "NOW(3), NOW(3))", (int)clinic_id, (int)patient_id,
	    instant_sql(a, NOW + (int64_t)hour * HOUR_MS), status));
}

static void
test_patients(void)
{
	int64_t ana = patient("Ana", number(1), "es-MX"), ben = patient("Ben", number(2), "en");
	int64_t eva = patient("Eva", number(3), "es"), est = patient("Est", number(4), "est");

	is_text(meant((struct campaign_filter){ 0 }, 100), "Ana Ben Eva Est", "all of them");
	is_text(meant((struct campaign_filter){ 0 }, 2), "Ana Ben", "or some");
	is_text(meant((struct campaign_filter){ .language = "es" }, 100), "Ana Eva", "a language");
	is_text(meant((struct campaign_filter){ .language = "es-MX" }, 100), "Ana", "of a region");
	visit(ana, -24, "completed");
	visit(ben, -24, "cancelled");
	visit(eva, 24, "scheduled");
	visit(est, -48, "no-show");
	is_text(meant((struct campaign_filter){ .visit_since_ms = NOW - 30 * HOUR_MS }, 100),
	    "Ana Eva", "a visit since, that was not cancelled");
	is_text(meant((struct campaign_filter){ .visit_until_ms = NOW - 24 * HOUR_MS }, 100),
	    "Est", "or before, up to then");
	is_text(meant((struct campaign_filter){ .no_visit_ahead = true }, 100), "Ana Ben Est",
	    "nothing ahead");
	is_text(meant((struct campaign_filter){ .no_visit_ahead = true, .language = "es",
	    .visit_since_ms = NOW - 30 * HOUR_MS, .visit_until_ms = NOW }, 100), "Ana",
	    "all at once");
	(void)patient("Kim", number(1), "ko");
	is_text(meant((struct campaign_filter){ 0 }, 100), "Ben Eva Est Kim",
	    "of a family the one who came last");
	must(db, arena_printf(a, "INSERT INTO calls (clinic_id, call_sid, direction, from_number, "
	    "to_number, phone, status, status_rank, started_at, call_type, patient_id) VALUES "
	    "(%d, 'CA1', 'inbound', '', '', '', 'completed', 5, '%s', 'inbound', %d)",
	    (int)clinic_id, instant_sql(a, NOW + HOUR_MS), (int)ana));
	is_text(meant((struct campaign_filter){ 0 }, 100), "Ana Ben Eva Est",
	    "or who called last");
	is_text(meant((struct campaign_filter){ .language = "ko" }, 100), "Kim",
	    "of those who are meant at all");
}

static void
test_obstacles(void)
{
	const char *const phones[] = { number(1), number(2), number(3), number(4) };
	const char *reasons[4];

	says(number(1), CONSENT_SMS, false);
	says(number(2), CONSENT_MARKETING, true);
	says(number(4), CONSENT_MARKETING, true);
	says(number(4), CONSENT_CALL, false);
	must(db, arena_printf(a, "UPDATE phones SET bad_code = 30006, "
	    "judged_at = NOW(3) - INTERVAL 1 HOUR WHERE phone IN ('%s', '%s')", number(2),
	    number(4)));
	must(db, arena_printf(a, "INSERT INTO messages (clinic_id, direction, from_number, "
	    "to_number, phone, body, status, status_rank, created_at, updated_at) "
	    "VALUES (%lld, 'inbound', '%s', '+18455550100', '%s', 'Hello', 'received', 5, "
	    "NOW(3), NOW(3))", (long long)clinic_id, number(2), number(2)));
	is_int(campaign_obstacles(db, a, clinic_id, false, phones, 4, reasons), DB_OK, "care");
	is_text(reasons[0], "opted out", "who wants no texts");
	is_text(reasons[1], NULL, "who has said other things, and texted since a text failed");
	is_text(reasons[2], NULL, "or nothing");
	is_text(reasons[3], "no text reaches this number", "a landline");
	is_int(campaign_obstacles(db, a, clinic_id, true, phones, 3, reasons), DB_OK, "marketing");
	is_text(reasons[0], "opted out", "who wants no texts at all");
	is_text(reasons[1], NULL, "who agreed");
	is_text(reasons[2], "no consent to marketing", "who did not");
	says(number(2), CONSENT_SMS, false);
	says(number(2), CONSENT_SMS, true);
	is_int(campaign_obstacles(db, a, clinic_id, true, phones, 3, reasons), DB_OK, "later");
	is_text(reasons[1], "no consent to marketing", "who has said STOP since, and START");
}

static void
test_price(void)
{
	const char *price, *unit;

	is_int(campaign_segment_price(db, a, clinic_id, &price, &unit), DB_OK, "a price");
	ok(!price && !unit, "that nobody knows");
	for (int i = 1; i <= 4; i++)
		must(db, arena_printf(a, "INSERT INTO messages (clinic_id, message_sid, direction, "
		    "from_number, to_number, phone, body, status, status_rank, segments, price, "
		    "price_unit, created_at, updated_at) VALUES (%d, 'SM%d', 'outbound', '', '', "
		    "'', '', 'delivered', 5, %d, -0.0079 * %d, 'USD', '%s', NOW(3))",
		    (int)clinic_id,
		    i, i, i == 4 ? 400 : i, instant_sql(a,
		    NOW - (i == 4 ? 91 : i) * 24 * (int64_t)HOUR_MS)));
	is_int(campaign_segment_price(db, a, clinic_id, &price, &unit), DB_OK, "and then");
	is_text(price, "0.00790", "of each segment, of late");
	is_text(unit, "USD", "in its currency");
}

/* --- taking ---------------------------------------------------------------------------------- */

static void
test_rate(void)
{
	struct campaign c = running((struct campaign){ .rate_per_minute = 60 }, 9);
	struct campaign other = running((struct campaign){ .rate_per_minute = 7 }, 2);
	enum campaign_turn turn;
	int64_t at_ms;

	is_int(count("jobs WHERE kind = 'campaign'"), 2, "a start orders the job");
	is_text(turns(&c, NOW), "taken, taken, taken, waits until 2",
	    "who may go within two seconds is taken");
	is_int(count("jobs WHERE kind = 'send-message'"), 3, "each has the job of its text");
	is_int(select_int(db, a, "SELECT TIMESTAMPDIFF(MICROSECOND, MIN(run_at), MAX(run_at)) "
	    "FROM jobs WHERE kind = 'send-message'"), 2000000, "due a second apart");
	is_text(turns(&c, NOW + 900), "waits until 2", "a little later it is still too early");
	is_text(turns(&c, NOW + 2 * SECOND_MS), "taken, taken, waits until 4", "then two may go");
	is_text(turns(&c, NOW + HOUR_MS), "taken, taken, taken, waits until 3602",
	    "after a standstill no more than ever");
	is_text(turns(&other, NOW), "taken, waits until 7", "each has a rate of its own");
	is_int(select_int(db, a, arena_printf(a, "SELECT COUNT(*) FROM campaigns WHERE "
	    "next_at = '%s'", instant_sql(a, NOW + 8572))), 1, "which is never more than was said");
	is_text(counts(&c), "running: 9 9 0 0 0 0", "none is sent yet");
	is_int(count("jobs WHERE kind = 'send-message' AND behind"), 9,
	    "and each makes way for other jobs");
	is_int(count("messages WHERE origin LIKE 'campaign:%' "
	    "AND JSON_VALUE(metadata, '$.campaignId') IS NOT NULL"), 9,
	    "each text says whose it is");
	must(db, "UPDATE campaigns SET next_at = next_at + INTERVAL 1 HOUR");
	is_text(turns(&other, NOW + SECOND_MS), "taken, waits until 8",
	    "a clock that was set back stops nothing");
	is_int(campaign_take(db, a, 999999, NOW, &turn, &at_ms), DB_NONE,
	    "there is no other campaign");
}

static void
test_backlog(void)
{
	struct campaign c = running((struct campaign){ .rate_per_minute = 60 }, 3);
	int64_t late = 9;

	is_text(turns(&c, NOW), "taken, taken, taken, waits until 2", "three are taken");
	is_int(campaign_backlog(db, a, c.campaign_id, NOW + SECOND_MS, &late), DB_OK, "a second later");
	is_int(late, 2, "two texts are due");
	sent(message_to(0), NULL, 0);
	is_int(campaign_backlog(db, a, c.campaign_id, NOW + SECOND_MS, &late), DB_OK, "one asked for");
	is_int(late, 1, "is left, whatever was said of the other");
	c = running((struct campaign){ .rate_per_minute = 60000 }, CAMPAIGN_BACKLOG_MAX + 20);
	(void)turns(&c, NOW);
	is_int(campaign_backlog(db, a, c.campaign_id, NOW + HOUR_MS, &late), DB_OK, "of very many");
	is_int(late, CAMPAIGN_BACKLOG_MAX, "as many as matter");
}

static void
test_consent(void)
{
	const struct campaign_recipient list[] = {
		{ number(0), 0, NULL, "a" }, { number(1), 0, NULL, "b" }, { number(2), 0, NULL,
		    "c" },
		{ number(3), patient("Ana", number(3), "es"), NULL, "d" },
		{ number(4), patient("Ben", number(4), "es"), NULL, "e" },
		{ number(5), patient("Eva", number(5), "es"), NULL, "f" },
	};
	struct campaign care = draft((struct campaign){ .rate_per_minute = 1000 }, list, 6);
	struct campaign marketing = draft((struct campaign){ .marketing = true,
	    .rate_per_minute = 1000 },
	    list, 3);
	struct patient gone = { .patient_id = list[4].patient_id, .phone = number(4),
	    .clinic_id = clinic_id };

	says(number(0), CONSENT_SMS, false);
	says(number(1), CONSENT_MARKETING, true);
	says(number(2), CONSENT_CALL, false);
	must(db, arena_printf(a, "UPDATE phones SET bad_code = 30006 WHERE phone = '%s'",
	    number(2)));
	must(db, arena_printf(a, "UPDATE patients SET phone = '%s' WHERE patient_id = %d",
	    number(33), (int)list[3].patient_id));
	is_int(patient_delete(db, a, &gone), DB_OK, "a patient goes");
	(void)moves(&care, "draft", "running");
	(void)moves(&marketing, "draft", "running");
	is_text(turns(&care, NOW),
	    "skipped, taken, skipped, skipped, taken, waits until 5",
	    "what was said since the draft counts");
	is_text(states(&care, NULL),
	    "skipped: opted out, queued, skipped: no text reaches this number, "
	    "skipped: the patient has another number now, skipped: not a patient any more, queued",
	    "and everybody is told why");
	is_text(states(&care, "queued"), "queued, queued", "by state");
	is_int(count("campaign_recipients WHERE patient_id IS NOT NULL"), 2,
	    "nobody is who is gone");
	is_text(turns(&marketing, NOW), "skipped, taken, skipped, waits until 5",
	    "marketing asks more");
	is_text(states(&marketing, "skipped"),
	    "skipped: opted out, skipped: no consent to marketing",
	    "and says it");
	is_int(count("messages"), 3, "nobody else has a text");
	/* From taking to asking. */
	says(number(5), CONSENT_SMS, false);
	is_int(message_asking(db, a, message_to(5), NOW), DB_CONFLICT, "whoever opts out now");
	is_int(message_cancel(db, a, message_to(5), 21610), DB_OK, "gets none either");
	is_text(counts(&care), "running: 6 1 0 0 0 5", "and is counted as skipped");
	is_int(campaign_settle(db, a, care.campaign_id, NOW), DB_OK, "which is entered");
	is_text(states(&care, "skipped"),
	    "skipped: opted out, skipped: no text reaches this number, "
	    "skipped: the patient has another number now, skipped: not a patient any more, "
	    "skipped: opted out", "with the reason");
	is_text(counts(&care), "running: 6 1 0 0 0 5", "and counts as before");
	says(number(1), CONSENT_MARKETING, false);
	is_int(message_asking(db, a, message_to(1), NOW), DB_CONFLICT,
	    "nor does marketing go to whoever agrees no more");
	is_int(message_asking(db, a, message_to(1) - 2, NOW), DB_OK, "but care does");
}

static void
test_its_clinic(void)
{
	struct campaign c = running((struct campaign){ .marketing = true }, 3), after;

	for (int i = 0; i < 3; i++)
		says(number(i), CONSENT_MARKETING, true);
	is_text(turns(&c, NOW), "taken, taken, taken, waits until 2", "while all is well");
	c = running((struct campaign){ .marketing = true }, 3);
	must(db, "UPDATE clinics SET marketing_enabled = FALSE");
	is_text(turns(&c, NOW), "rests", "a clinic that has turned marketing off");
	is_text(counts(&c), "paused: 3 3 0 0 0 0", "has its campaign paused");
	(void)campaign_find(db, a, c.campaign_id, &after);
	is_text(after.reason, "the clinic sends no marketing", "which says why");
	must(db, "UPDATE clinics SET marketing_enabled = TRUE");
	is_int(moves(&c, "paused", "running"), DB_OK, "when it is on again");
	(void)campaign_find(db, a, c.campaign_id, &after);
	is_text(after.reason, NULL, "nothing is to be said");
	must(db, "UPDATE phone_numbers SET clinic_id = NULL");
	is_text(turns(&c, NOW), "rests", "a number that is the clinic's no more");
	(void)campaign_find(db, a, c.campaign_id, &after);
	is_text(after.reason, "the number from which it is sent is not the clinic's any more",
	    "is a reason too");
}

static void
test_cap(void)
{
	struct campaign c = running((struct campaign){ .daily_cap = 2 }, 5);

	is_text(turns(&c, NOW), "taken, taken, waits until 50400",
	    "so many a day, and then at midnight where the clinic is");
	is_text(turns(&c, NOW + 50399 * (int64_t)SECOND_MS), "waits until 50400", "not before");
	is_text(turns(&c, NOW + 50400 * (int64_t)SECOND_MS), "taken, taken, waits until 136800",
	    "the next day so many again");
}

static void
test_hours(void)
{
	const struct campaign_recipient list[] = {
		{ number(0), 0, "America/Los_Angeles", "a" }, { number(1), 0, NULL, "b" },
		{ number(2), 0, "America/Los_Angeles", "c" }, { number(3), 0, "Asia/Kolkata", "d" },
	};
	struct campaign c;

	hours("[\"09:00\",\"20:00\"]");
	c = draft((struct campaign){ .rate_per_minute = 1000 }, list, 4);
	(void)moves(&c, "draft", "running");
	is_text(turns(&c, NOW), "skipped, taken, skipped, waits until 7200",
	    "at ten in New York, where it is seven in the west, and late in India");
	is_int(count(arena_printf(a, "messages WHERE ask_until = '%s'",
	    instant_sql(a, NOW + 10 * HOUR_MS))), 1, "the text goes out by eight, or not at all");
	is_text(turns(&c, NOW + 2 * HOUR_MS), "taken, taken, waits until 45000", "at nine there");
	is_text(turns(&c, NOW + 45000 * (int64_t)SECOND_MS), "taken, waits until 45005",
	    "and there");
}

static void
test_too_late(void)
{
	struct campaign c;
	int64_t day = 24 * (int64_t)HOUR_MS, first;

	hours("[\"09:00\",\"20:00\"]");
	c = running((struct campaign){ .rate_per_minute = 1000 }, 2);
	is_text(turns(&c, NOW), "taken, taken, waits until 5", "two are taken");
	sent(message_to(1), NULL, 0);
	first = message_to(0);
	at(NOW + 10 * HOUR_MS + 1);
	is_int(message_cancel(db, a, first, 0), DB_OK, "one is too late");
	is_int(message_cancel(db, a, message_to(1), 0), DB_NONE,
	    "the other was asked for, whatever came of it");
	is_text(counts(&c), "running: 2 2 0 0 0 0", "whoever missed it waits");
	is_text(turns(&c, NOW + 11 * HOUR_MS), arena_printf(a, "waits until %d", 11 * 3600 + 5),
	    "which is seen");
	is_text(states(&c, "waiting"), "waiting", "in the row");
	is_text(turns(&c, NOW + 11 * HOUR_MS), arena_printf(a, "skipped, waits until %d",
	    23 * 3600), "until the morning");
	is_text(turns(&c, NOW + day), arena_printf(a, "taken, waits until %d", 24 * 3600 + 5),
	    "there is another text");
	is_int(count("messages WHERE origin LIKE 'campaign:%:2'"), 1, "of another origin");
	/* Nobody has called it off: its job was given up. */
	is_text(turns(&c, NOW + day + 11 * (int64_t)HOUR_MS),
	    arena_printf(a, "waits until %d", 35 * 3600 + 5), "one that nobody looks after");
	is_text(turns(&c, NOW + 2 * day), arena_printf(a, "taken, waits until %d", 48 * 3600 + 5),
	    "has a third");
	at(NOW + 2 * day + 11 * (int64_t)HOUR_MS);
	is_int(campaign_settle(db, a, c.campaign_id, clock_now_ms()), DB_OK, "after which");
	is_text(states(&c, "failed"), "failed: not sent within the calling hours", "it has failed");
	is_text(counts(&c), "running: 2 1 0 0 1 0", "and is counted so");
	is_int(count("messages"), 4, "after three texts");
	is_text(turn_at(&c, NOW + 3 * day), arena_printf(a, "waits until %d", 3 * 24 * 3600 + 5),
	    "what somebody still looks for is waited for");
	must(db, "UPDATE jobs SET state = 'given-up' WHERE kind = 'send-message'");
	is_text(turn_at(&c, NOW + day - 1), arena_printf(a, "waits until %d", 24 * 3600 + 4),
	    "and what may yet be told for a day");
	is_text(turn_at(&c, NOW + 3 * day), "rests", "but no longer");
	is_text(counts(&c), "done: 2 0 0 0 2 0", "it has an outcome, too");
	is_text(states(&c, "failed"), "failed: not sent within the calling hours, "
	    "failed: nobody knows whether it was sent", "which says so");
}

/* Somebody calls off the one text: in time, and for good. */
static void
test_called_off(void)
{
	struct campaign c;

	hours("[\"09:00\",\"20:00\"]");
	c = running((struct campaign){ 0 }, 1);
	is_text(turns(&c, NOW), "taken, waits until 5", "a text is taken");
	is_int(message_cancel(db, a, message_to(0), 0), DB_OK, "and called off");
	is_text(counts(&c), "running: 1 0 0 0 0 1", "it counts as skipped");
	is_text(turn_at(&c, NOW), "rests", "which ends it");
	is_text(states(&c, NULL), "skipped: called off", "with the reason");
	is_int(count("messages"), 1, "and there is no other");
	c = running((struct campaign){ 0 }, 1);
	is_text(turns(&c, NOW), "taken, waits until 5", "one of another");
	is_int(message_cancel(db, a, message_to(0), 21606), DB_OK,
	    "whose sender is the clinic's no more");
	is_text(turn_at(&c, NOW), "rests", "has no other either");
	is_text(states(&c, NULL), "skipped: its sender is not the clinic's any more", "and why");
}

static void
test_states(void)
{
	struct campaign c = running((struct campaign){ .rate_per_minute = 120 }, 9), after;

	is_text(turns(&c, NOW), "taken, taken, taken, taken, taken, waits until 1",
	    "some are taken");
	sent(message_to(0), "queued", 0);
	sent(message_to(1), "failed", 30008);
	sent(message_to(2), "delivered", 0);
	sent(message_to(3), NULL, 0);
	is_text(counts(&c), "running: 9 6 1 1 1 0", "each is one thing");
	is_int(moves(&c, "running,scheduled", "paused"), DB_OK, "it is paused");
	is_int(count("messages WHERE status = 'queued' AND asked_at IS NULL"), 1,
	    "what is taken stays");
	is_int(campaign_move(db, a, c.campaign_id, "running,scheduled", "paused", &after), DB_NONE,
	    "once");
	is_text(after.status, "paused", "as is said");
	is_int(after.campaign_id, c.campaign_id, "of this one");
	is_text(turn_at(&c, NOW + HOUR_MS), "rests", "nobody is taken");
	is_int(moves(&c, "paused", "running"), DB_OK, "it goes on");
	is_text(turns(&c, NOW + HOUR_MS), "taken, taken, taken, taken, waits until 3605",
	    "as before");
	is_int(campaign_settle(db, a, c.campaign_id, NOW + HOUR_MS), DB_OK, "ends are entered");
	is_text(states(&c, NULL),
	    "sent, failed, delivered, queued, queued, queued, queued, queued, queued",
	    "everybody has a state");
	is_text(counts(&c), "running: 9 6 1 1 1 0", "the same");
	at(NOW);
	c = running((struct campaign){ 0 }, 6);
	is_text(turns(&c, NOW), "taken, taken, taken, waits until 2", "of another");
	must(db, "UPDATE messages SET message_sid = NULL WHERE message_sid IS NOT NULL");
	sent(message_to(0), "queued", 0);
	(void)message_asking(db, a, message_to(1), NOW);
	is_int(moves(&c, "draft,scheduled,running,paused", "cancelled"), DB_OK, "it is called off");
	is_text(states(&c, NULL), "sent, queued, skipped: called off, skipped: called off, "
	    "skipped: called off, skipped: called off", "with all that Twilio was not asked for");
	is_int(message_asking(db, a, message_to(2), NOW), DB_NONE, "and will not be");
	is_text(counts(&c), "cancelled: 6 1 1 0 0 4", "the rest takes its course");
	is_int(message_settle(db, a, message_to(1), "SM1", "delivered", 0, 1), DB_OK, "to its end");
	is_text(counts(&c), "cancelled: 6 0 1 1 0 4", "which counts");
	is_text(turn_at(&c, NOW + HOUR_MS), "rests", "nobody more is taken");
	is_int(moves(&c, "paused", "running"), DB_NONE, "never again");
	is_int(campaign_wind_up(db, a, c.campaign_id), DB_OK, "twice is once");
	is_text(counts(&c), "cancelled: 6 0 1 1 0 4", "the same");
	at(NOW);
	c = running((struct campaign){ 0 }, 2);
	is_text(turns(&c, NOW), "taken, taken, waits until 5", "of one that goes on");
	is_int(campaign_wind_up(db, a, c.campaign_id), DB_OK, "nothing is to be wound up");
	is_text(counts(&c), "running: 2 2 0 0 0 0", "and nothing is");
}

static void
test_done(void)
{
	struct campaign c = draft_to((struct campaign){ .send_at_ms = NOW + HOUR_MS }, 2), after;
	struct campaign_at_work *list;
	size_t n;

	is_int(moves(&c, "draft", "scheduled"), DB_OK, "for later");
	is_int(count(arena_printf(a, "jobs WHERE kind = 'campaign' AND run_at = '%s'",
	    instant_sql(a, NOW + HOUR_MS))), 1, "its job waits too");
	is_text(turns(&c, NOW), "waits until 3600", "nobody is taken before");
	is_text(turns(&c, NOW + HOUR_MS), "taken, taken, waits until 3605", "then they are");
	sent(message_to(0), "accepted", 0);
	is_text(turns(&c, NOW + HOUR_MS), "waits until 3605", "a text is still to be asked for");
	is_int(campaigns_at_work(db, a, clock_now_ms(), 0, 10, &list, &n), DB_OK,
	    "what is at work");
	ok(n == 1 && list[0].campaign_id == c.campaign_id && list[0].going, "is going");
	sent(message_to(1), "failed", 30003);
	is_text(turns(&c, NOW + HOUR_MS), "rests", "now it is over");
	(void)campaign_find(db, a, c.campaign_id, &after);
	ok(after.started_at_ms == NOW + HOUR_MS && after.ended_at_ms == NOW + HOUR_MS,
	    "with its times");
	is_text(counts(&c), "done: 2 0 1 0 1 0", "done");
	is_int(campaigns_at_work(db, a, clock_now_ms(), 0, 10, &list, &n), DB_OK, "and still");
	ok(n == 1 && !list[0].going, "looked at, for what comes late");
	(void)message_settle(db, a, message_to(0), NULL, "delivered", 0, 0);
	is_int(campaign_settle(db, a, c.campaign_id, clock_now_ms()), DB_OK, "which is entered");
	must(db, "DELETE FROM messages");
	is_text(counts(&c), "done: 2 0 0 1 1 0", "for good");
	is_int(campaigns_at_work(db, a, NOW + 6 * 24 * (int64_t)HOUR_MS, 0, 10, &list, &n), DB_OK,
	    "in a week");
	is_int((int64_t)n, 0, "nobody looks any more");
	fresh();
	c = running((struct campaign){ 0 }, 1);
	is_text(turns(&c, NOW), "taken, waits until 5", "of whose end nobody tells");
	sent(message_to(0), "accepted", 0);
	is_int(campaign_settle(db, a, c.campaign_id, NOW + 5 * 24 * (int64_t)HOUR_MS), DB_OK,
	    "after days");
	is_int(count("campaign_recipients WHERE state = 'sent'"), 1, "it stays what it is");
}

static void
test_forgotten(void)
{
	struct campaign c = running((struct campaign){ 0 }, 3),
	    old = draft_to((struct campaign){ 0 }, 2);
	struct deletion d = { .kind = DELETION_MESSAGE, .reason = DELETION_RETENTION };

	is_text(turns(&c, NOW), "taken, taken, taken, waits until 2", "of three");
	sent(message_to(0), "delivered", 0);
	d.ref = message_to(0);
	is_int(deletion_ask(db, a, &d, 0), DB_OK, "one is deleted");
	is_int(count("campaign_recipients WHERE body = ''"), 1, "with what was to be sent");
	is_text(counts(&c), "running: 3 2 0 1 0 0", "and counts as before");
	is_int(moves(&c, "running", "cancelled"), DB_OK, "it is called off");
	is_int(campaigns_forget(db, a, clinic_id, NOW), DB_OK, "too young");
	is_int(count("campaign_recipients WHERE body = ''"), 1, "is nothing to forget");
	is_int(campaigns_forget(db, a, clinic_id + 1, NOW + 1), DB_OK, "nor is another clinic's");
	is_int(count("campaign_recipients WHERE body = ''"), 1, "the same");
	is_int(campaigns_forget(db, a, clinic_id, NOW + 1), DB_OK, "what is old");
	is_int(count("campaign_recipients WHERE body = ''"), 5, "goes");
	is_text(counts(&old), "cancelled: 2 0 0 0 0 2", "what was never started is not any more");
}

/* --- several at once ------------------------------------------------------------------------- */

/* As a worker does, until nobody is left; how often it took somebody is its result. */
static int
worker(int n)
{
	struct arena *own = arena_new(64 << 20);
	struct db *mine = test_db();
	enum campaign_turn turn = CAMPAIGN_TAKEN;
	int64_t at_ms, now_ms = NOW;
	int taken = 0;

	for (int i = 0; i < 20 * MANY; i++) {
		enum db_result result = campaign_take(mine, own, many_id, now_ms, &turn, &at_ms);

		arena_reset(own);
		if (result == DB_AWAY || result == DB_UNKNOWN)
			continue;
		if (result != DB_OK)
			return 200 + n;
		taken += turn == CAMPAIGN_TAKEN;
		if (turn == CAMPAIGN_RESTS || now_ms > NOW + HOUR_MS)
			break;
		if (turn == CAMPAIGN_WAITS)
			now_ms = at_ms;
	}
	return taken;
}

static void
test_together(void)
{
	struct campaign c = running((struct campaign){ .rate_per_minute = 600 }, MANY);
	struct tally tally;
	int sum = 0, wrong = 0;

	many_id = c.campaign_id;
	must(db, arena_printf(a, "UPDATE campaign_recipients SET phone = '+18005550000' "
	    "WHERE phone = '%s'", number(7)));
	tally = test_at_once(WORKERS, worker);
	for (int i = 0; i < 256; i++) {
		sum += i < 200 ? i * tally.of[i] : 0;
		wrong += i < 200 ? 0 : tally.of[i];
	}
	is_int(wrong, 0, "several take at once");
	is_int(sum, MANY, "each once");
	is_int(count("messages"), MANY, "of whom each has a text");
	is_int(select_int(db, a, "SELECT COUNT(DISTINCT to_number) FROM messages"), MANY,
	    "of their own");
	is_int(count("campaign_recipients AS r JOIN messages AS m USING (message_id) "
	    "WHERE r.phone = m.to_number AND r.body = m.body AND r.tries = 1"), MANY, "theirs");
	is_int(select_int(db, a,
	    "SELECT COUNT(DISTINCT run_at) FROM jobs WHERE kind = 'send-message'"),
	    MANY, "at a moment of its own");
	is_int(select_int(db, a, "SELECT MIN(apart) FROM (SELECT TIMESTAMPDIFF(MICROSECOND, "
	    "LAG(run_at) OVER (ORDER BY run_at), run_at) AS apart FROM jobs "
	    "WHERE kind = 'send-message') AS pairs"), 100000, "none sooner than the rate allows");
}

/* One takes while the other calls it off. */
static int
racer(int n)
{
	struct arena *own = arena_new(64 << 20);
	struct db *mine = test_db();
	struct campaign after;
	enum db_result result = DB_AWAY;

	if (n < 2)
		return worker(n) >= 200;
	for (int i = 0; i < 10 && result >= DB_AWAY; i++)
		result = campaign_move(mine, own, many_id, n == 2 ? "running" : "running,paused",
		    n == 2 ? "paused" : "cancelled", &after);
	return result > DB_NONE;
}

static void
test_races(void)
{
	struct campaign c = running((struct campaign){ .rate_per_minute = 1000 }, MANY);
	int64_t texts;

	many_id = c.campaign_id;
	is_int(test_at_once(WORKERS, racer).of[0], WORKERS,
	    "taking, pausing and calling off at once");
	is_int(campaign_wind_up(db, a, many_id), DB_OK, "in the end");
	is_text(counts(&c), arena_printf(a, "cancelled: %d 0 0 0 0 %d", MANY, MANY),
	    "nobody has waited in vain");
	texts = count("messages");
	is_int(count("messages WHERE status = 'canceled' AND asked_at IS NULL"), texts,
	    "and no text is left");
	is_int(count("campaign_recipients WHERE message_id IS NOT NULL"), texts,
	    "of those that were ordered");
}

/* Half of it is written, and then there is no database. */
static void
test_away(void)
{
	struct campaign c = running((struct campaign){ .rate_per_minute = 1000 }, 3);
	struct db *holder = test_db(), *mine = test_db();
	enum campaign_turn turn;
	int64_t at_ms;

	must(holder, "START TRANSACTION");
	must(holder, arena_printf(a, "INSERT INTO phones (clinic_id, phone) VALUES (%d, '%s')",
	    (int)clinic_id, number(0)));
	is_int(campaign_take(mine, a, c.campaign_id, NOW, &turn, &at_ms), DB_AWAY,
	    "a database that does not answer in time");
	must(holder, "ROLLBACK");
	is_int(count("messages"), 0, "has no text");
	is_int(count("jobs WHERE kind = 'send-message'"), 0, "no job");
	is_text(counts(&c), "running: 3 3 0 0 0 0", "and nobody taken");
	is_text(turns(&c, NOW), "taken, taken, taken, waits until 5", "later it goes on");
	db_free(holder);
	db_free(mine);
}

int
main(void)
{
	static void (*const tests[])(void) = {
		test_draft, test_patients, test_obstacles, test_price, test_rate, test_backlog,
		test_consent, test_its_clinic, test_cap, test_hours, test_too_late, test_called_off, test_states,
		test_done, test_forgotten, test_together, test_races, test_away,
	};

	log_set_level((enum log_level)0);	/* the damage is on purpose */
	a = arena_new(256 << 20);
	db = test_db_with_schema(a);
	clinic_id = test_clinic(db, a, "Hillside");
	must(db, arena_printf(a, "INSERT INTO phone_numbers (phone_number, clinic_id, created_at, "
	    "updated_at) VALUES ('%s', %d, NOW(3), NOW(3))", OURS, (int)clinic_id));
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
		fresh();
		tests[i]();
	}
	db_free(db);
	arena_free(a);
	return done_testing();
}

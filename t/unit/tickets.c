/* Tickets in a real database. */
#include "data/tickets.h"

#include "core/clock.h"
#include "core/text.h"
#include "../lib/clinics.h"

static const int64_t NOW = INT64_C(1795248052123);

static struct arena *a;
static struct db *db;
static int64_t clinic_id;

static int64_t
jobs_due(const struct ticket *ticket)
{
	return select_int(db, a, arena_printf(a, "SELECT COUNT(*) FROM jobs "
	    "WHERE kind = 'notify-ticket' AND job_key = 'notify-ticket:%lld' "
	    "AND JSON_VALUE(payload, '$.ticketId') = %lld",
	    (long long)ticket->ticket_id, (long long)ticket->ticket_id));
}

static void
test_add(void)
{
	struct ticket ticket = {
		.clinic_id = clinic_id, .patient_id = 5, .call_sid = "CA1",
		.session_id = "vs_aaaaaaaaaaaaaaaaaaaaaaaaaa", .origin = "post-call:conv_1",
		.subject = "Zoë wants her money back", .description = "She was charged twice.",
		.priority = "high",
	}, again = ticket, got;

	clock_set(NOW);
	is_int(ticket_add(db, a, &ticket), DB_OK, "a ticket is added");
	clock_set(0);
	is_int(ticket_find(db, a, ticket.ticket_id, &got), DB_OK, "and found");
	is_text(json_text(a, ticket_object(a, &got)), arena_printf(a, "{\"id\":%d,\"clinicId\":%d,"
	    "\"patientId\":5,\"callSid\":\"CA1\",\"sessionId\":\"vs_aaaaaaaaaaaaaaaaaaaaaaaaaa\","
	    "\"subject\":\"Zoë wants her money back\",\"description\":\"She was charged twice.\","
	    "\"priority\":\"high\",\"status\":\"open\",\"createdAt\":\"2026-11-21T08:00:52.123Z\"}",
	    (int)ticket.ticket_id, (int)clinic_id), "as it was added");
	is_text(json_text(a, ticket_object(a, &ticket)), json_text(a, ticket_object(a, &got)),
	    "which is what is given back");
	is_int(jobs_due(&ticket), 0, "nobody is told of it");
	again.subject = "Something else";
	is_int(ticket_add(db, a, &again), DB_OK, "the same origin again");
	is_int(again.ticket_id, ticket.ticket_id, "is the same ticket");
	is_text(again.subject, "Zoë wants her money back", "which stays as it was");
	is_int(again.created_at_ms, NOW, "since when");
	for (int i = 0; i < 2; i++) {
		got = (struct ticket){ .clinic_id = clinic_id, .subject = "By hand" };
		is_int(ticket_add(db, a, &got), DB_OK, "without an origin");
		ok(text_same(got.priority, "normal") && text_same(got.status, "open") &&
		    text_same(got.description, "") && !got.patient_id && !got.call_sid,
		    "what is not said is as usual");
	}
	is_int(select_int(db, a, "SELECT COUNT(*) FROM tickets"), 3, "each is one of its own");
	got.clinic_id = 99999;
	is_int(ticket_add(db, a, &got), DB_CONFLICT, "of a clinic that is none");
	is_int(ticket_find(db, a, 99999, &got), DB_NONE, "no such ticket");
	got = (struct ticket){
		.clinic_id = clinic_id, .subject = arena_printf(a, "%0400d", 0),
		.description = arena_printf(a, "%020000d", 0),
	};
	is_int(ticket_add(db, a, &got), DB_OK, "over-long words");
	ok(strlen(got.subject) == 300 && strlen(got.description) == 10000, "are cut");
}

static enum db_result
add_and_fail(struct db *d, void *ticket)
{
	return ticket_add(d, a, ticket) == DB_OK ? DB_CONFLICT : DB_FAILED;
}

static void
test_urgent(void)
{
	struct ticket ticket = {
		.clinic_id = clinic_id, .subject = "She cannot breathe", .priority = "urgent",
		.origin = "post-call:conv_2",
	}, again = ticket;
	int64_t before = select_int(db, a, "SELECT COUNT(*) FROM tickets");

	is_int(db_transact(db, add_and_fail, &ticket), DB_CONFLICT, "within a transaction");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM tickets") - before, 0,
	    "that does not commit, there is none");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM jobs WHERE kind = 'notify-ticket'"), 0,
	    "nor a job");
	ticket = again;
	is_int(ticket_add(db, a, &ticket), DB_OK, "an urgent one");
	is_int(jobs_due(&ticket), 1, "orders the job that tells of it");
	is_int(ticket_add(db, a, &again), DB_OK, "twice");
	is_int(jobs_due(&ticket), 1, "is one");
	is_int(ticket_notified(db, a, ticket.ticket_id, NOW), DB_OK, "it was told");
	is_int(ticket_notified(db, a, ticket.ticket_id, NOW), DB_NONE, "once");
	must(db, "DELETE FROM jobs");
	is_int(ticket_add(db, a, &again), DB_OK, "raised once more");
	is_int(again.notified_at_ms, NOW, "it is known that it was told");
	is_int(jobs_due(&ticket), 0, "and it is not told again");
}

static void
edit(struct ticket *ticket, void *context)
{
	const struct ticket *wanted = context;

	ticket->priority = wanted->priority ? wanted->priority : ticket->priority;
	ticket->status = wanted->status ? wanted->status : ticket->status;
	ticket->subject = wanted->subject ? wanted->subject : ticket->subject;
}

static void
test_change(void)
{
	struct ticket ticket = { .clinic_id = clinic_id, .subject = "Lost glasses" }, got;
	struct ticket wanted = { .priority = "urgent", .status = "in-progress", .subject = "New" };

	is_int(ticket_add(db, a, &ticket), DB_OK, "one");
	is_int(ticket_change(db, a, ticket.ticket_id, edit, &wanted, &got), DB_OK, "is changed");
	ok(text_same(got.priority, "urgent") && text_same(got.status, "in-progress") &&
	    text_same(got.subject, "New"), "to what was wanted");
	is_int(ticket_find(db, a, ticket.ticket_id, &ticket), DB_OK, "and read");
	is_text(json_text(a, ticket_object(a, &ticket)), json_text(a, ticket_object(a, &got)),
	    "it is so");
	is_int(jobs_due(&ticket), 1, "one that becomes urgent is told");
	must(db, "DELETE FROM jobs");
	is_int(ticket_change(db, a, ticket.ticket_id, edit, &wanted, &got), DB_OK, "one that is so");
	is_int(jobs_due(&ticket), 0, "is not told for that");
	is_int(ticket_change(db, a, 99999, edit, &wanted, &got), DB_NONE, "no such ticket");
}

static const char *
listed(struct ticket_filter filter, struct page page, int64_t *next)
{
	struct json_object *items = json_array_in(a);
	struct text t = text_new(a);

	page.limit = page.limit ? page.limit : 10;
	if (tickets_list(db, a, &page, &filter, items, next) != DB_OK)
		return "(failed)";
	for (size_t i = 0; i < json_object_array_length(items); i++)
		text_printf(&t, "%s%s", i ? " " : "",
		    json_get_text(json_object_array_get_idx(items, i), "subject"));
	return t.data;
}

static void
made(struct ticket ticket)
{
	ticket.clinic_id = ticket.clinic_id ? ticket.clinic_id : clinic_id;
	if (ticket_add(db, a, &ticket) != DB_OK)
		bail_out("no ticket: %s", db_error(db));
}

static void
test_list(void)
{
	int64_t next;

	must(db, "DELETE FROM tickets");
	made((struct ticket){ .subject = "ann", .patient_id = 5, .call_sid = "CA7" });
	made((struct ticket){ .subject = "ben", .status = "closed", .priority = "urgent" });
	made((struct ticket){ .subject = "eve", .session_id = "vs_e" });
	made((struct ticket){ .subject = "theirs", .clinic_id = test_clinic(db, a, "Lakeside") });
#define LISTED(...) listed((struct ticket_filter){ __VA_ARGS__ }, \
	(struct page){ .clinic_id = clinic_id }, &next)
	is_text(LISTED(0), "eve ben ann", "a clinic's, newest first");
	is_int(next, 0, "and no more");
	is_text(listed((struct ticket_filter){ 0 }, (struct page){ .limit = 2 }, &next),
	    "theirs eve", "of all clinics");
	is_text(listed((struct ticket_filter){ 0 }, (struct page){ .before_id = next }, &next),
	    "ben ann", "and the rest");
	is_text(LISTED(.status = "open"), "eve ann", "open ones");
	is_text(LISTED(.priority = "urgent"), "ben", "urgent ones");
	is_text(LISTED(.patient_id = 5), "ann", "a patient's");
	is_text(LISTED(.call_sid = "CA7"), "ann", "a call's");
	is_text(LISTED(.session_id = "vs_e"), "eve", "a session's");
}

int
main(void)
{
	a = arena_new(64 << 20);
	db = test_db_with_schema(a);
	clinic_id = test_clinic(db, a, "Hillside");
	test_add();
	test_urgent();
	test_change();
	test_list();
	db_free(db);
	arena_free(a);
	return done_testing();
}

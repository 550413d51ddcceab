/* Ordering a confirmation call: one at a time for a visit, whoever thinks of it. */
#include "jobs/confirm_call.h"

#include "core/clock.h"
#include "core/text.h"
#include "../lib/clinics.h"

static struct arena *a;
static struct db *db;
static struct clinic clinic;
static struct appointment visit;

static const struct config config = {
	.twilio_account_sid = "", .twilio_auth_token = "", .vapi_api_key = "k",
	.vapi_phone_number_id = "n", .vapi_assistant_id = "v", .language_dir = "languages",
};

static void
agree_visit(void)
{
	struct patient patient = {
		.first_name = "Maria", .last_name = "Lopez", .phone = "+12125550142",
		.language = "en",
	};

	clinic.clinic_id = patient.clinic_id = test_clinic(db, a, "Hudson Dental");
	if (clinic_find(db, a, clinic.clinic_id, &clinic) != DB_OK ||
	    patient_add(db, a, &patient) != DB_OK)
		bail_out("no patient");
	visit = (struct appointment){
		.clinic_id = clinic.clinic_id, .patient_id = patient.patient_id, .doctor = "Dr. Smith",
		.starts_at_ms = clock_now_ms() + 86400000, .duration_minutes = 30,
		.status = "scheduled",
	};
	if (appointment_add(db, a, &visit) != DB_OK)
		bail_out("no visit");
}

static enum db_result
order(struct db *on, const char *origin, struct outbound_call *call)
{
	return confirm_call_intend(on, a, &config, NULL, &(struct confirm_order){
		.clinic = &clinic, .visit = &visit, .origin = origin, .from = "",
		.place_at_ms = clock_now_ms() + 60000,
	}, call);
}

static int
order_beside_others(int n)
{
	struct outbound_call call;

	return (int)order(test_db(), arena_printf(a, "confirm-now:%d", n), &call);
}

static void
test_one_at_a_time(void)
{
	struct outbound_call first, call;
	struct tally tally;

	is_int(order(db, "confirm-now:1", &first), DB_OK, "the desk orders a call");
	is_int(order(db, "confirm:1:1:1", &call), DB_DUPLICATE, "the retry plan has another thought");
	is_int(call.call_id, first.call_id, "but that call is under way");
	is_int(order(db, "confirm-now:1", &call), DB_DUPLICATE, "the same order again");
	is_int(call.call_id, first.call_id, "is that call");
	is_int(outbound_call_settle(db, a, first.call_id, "call-1", "busy", 0, NULL), DB_OK,
	    "it is over");
	is_int(order(db, "confirm-now:1", &call), DB_DUPLICATE, "the same order, later,");
	is_int(call.call_id, first.call_id, "is that call still");
	is_int(order(db, "confirm:1:1:1", &call), DB_OK, "then it is tried again");
	is_int(outbound_call_settle(db, a, call.call_id, "call-2", "busy", 0, NULL), DB_OK,
	    "which is over as well");
	tally = test_at_once(8, order_beside_others);
	is_int(tally.of[DB_OK], 1, "of many who order at once, one is first");
	is_int(tally.of[DB_DUPLICATE], 7, "and the others see its call");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM calls WHERE status = 'queued'"), 1,
	    "there is one");
}

/* A reminder's call that waits for its provider all morning. */
static void
test_waiting(void)
{
	struct outbound_call call;

	must(db, "UPDATE calls SET started_at = started_at - INTERVAL 2 HOUR, "
	    "ask_until = NOW(3) + INTERVAL 1 HOUR WHERE status = 'queued'");
	is_int(order(db, "confirm-now:later", &call), DB_DUPLICATE,
	    "a call that has waited for hours may still be made");
	must(db, "UPDATE calls SET status = 'in-progress', status_rank = 4, asked_at = NOW(3) "
	    "WHERE status = 'queued'");
	is_int(order(db, "confirm-now:later", &call), DB_DUPLICATE, "and may just be made");
	must(db, "UPDATE calls SET status = 'queued', status_rank = 0, asked_at = NULL "
	    "WHERE status = 'in-progress'");
	must(db, "UPDATE calls SET ask_until = NOW(3) - INTERVAL 2 HOUR WHERE status = 'queued'");
	is_int(order(db, "confirm-now:later", &call), DB_OK,
	    "one that nobody has called off in an hour will not be");
}

static void
test_gone(void)
{
	struct outbound_call call;

	if (appointment_delete(db, visit.appointment_id) != DB_OK)
		bail_out("it stays");
	is_int(order(db, "confirm-now:gone", &call), DB_NONE, "a visit that is gone");
}

int
main(void)
{
	a = arena_new(64 * 1024 * 1024);
	db = test_db_with_schema(a);
	agree_visit();
	test_one_at_a_time();
	test_waiting();
	test_gone();
	db_free(db);
	arena_free(a);
	return done_testing();
}

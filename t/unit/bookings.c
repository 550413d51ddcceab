/* Bookings on a real server: one a call, proposed, brought up to date, withdrawn, and never touched
 * once a person has decided. */
#include "data/bookings.h"

#include "clinics.h"
#include "core/clock.h"

static struct arena *a;
static struct db *db;
static int64_t clinic;

enum { T0 = 1795248000 };

static int64_t
at(int second)
{
	return ((int64_t)T0 + second) * 1000;
}

static struct booking_proposal
proposal(const char *call_sid)
{
	return (struct booking_proposal){
		.clinic_id = clinic, .call_sid = call_sid, .evidence = "is booked for Monday",
		.stated_time = "Monday at nine", .starts_at_ms = at(7200), .confidence = 0.9,
	};
}

static const char *
text_of(const char *call_sid)
{
	struct json_object *o;

	if (booking_of_call(db, a, call_sid, &o) != DB_OK)
		return NULL;
	json_object_object_del(o, "id");
	json_object_object_del(o, "clinicId");
	return json_text(a, o);
}

static const char monday[] =
    "{\"patientId\":null,\"callSid\":\"CA1\",\"sessionId\":null,\"source\":\"detector\","
    "\"service\":null,\"startsAt\":\"2026-11-21T10:00:00.000Z\",\"statedTime\":\"Monday at nine\","
    "\"evidence\":\"is booked for Monday\",\"confidence\":0.9,\"status\":\"proposed\","
    "\"createdAt\":\"2026-11-21T08:00:00.000Z\"}";

static void
test_proposing(void)
{
	struct booking_proposal p = proposal("CA1");

	is_text(text_of("CA1"), NULL, "no booking");
	is_int(booking_withdraw(db, "CA1"), DB_OK, "nothing to withdraw is fine");
	is_int(booking_propose(db, a, &p, at(0)), DB_OK, "one is proposed");
	is_text(text_of("CA1"), monday, "the object");
	is_int(booking_propose(db, a, &p, at(60)), DB_OK, "the same again");
	is_text(text_of("CA1"), monday, "is the same");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM bookings"), 1, "and one");
	is_int(select_int(db, a, "SELECT updated_at = created_at FROM bookings"), 1,
	    "that did not change");
	p.starts_at_ms = 0;
	p.stated_time = NULL;
	p.evidence = "will come";
	p.confidence = 0.7;
	is_int(booking_propose(db, a, &p, at(120)), DB_OK, "other findings");
	is_int(select_int(db, a, "SELECT starts_at IS NULL AND stated_time IS NULL AND "
	    "evidence = 'will come' AND confidence = 0.7 AND updated_at > created_at FROM bookings"),
	    1, "replace those of a proposal");
	is_int(booking_withdraw(db, "CA1"), DB_OK, "a proposal is withdrawn");
	is_text(text_of("CA1"), NULL, "and gone");
}

static void
test_decided(void)
{
	static const char *const decided[] = { "confirmed", "dismissed" };

	for (size_t i = 0; i < 2; i++) {
		const char *sid = arena_printf(a, "CA%s", decided[i]), *before;
		struct booking_proposal p = proposal(sid);

		is_int(booking_propose(db, a, &p, at(0)), DB_OK, "one that a person %s", decided[i]);
		must(db, arena_printf(a, "UPDATE bookings SET status = '%s', updated_at = created_at "
		    "WHERE call_sid = '%s'", decided[i], sid));
		before = text_of(sid);
		p.evidence = "something else";
		p.starts_at_ms = 0;
		is_int(booking_propose(db, a, &p, at(60)), DB_OK, "is proposed anew");
		is_text(text_of(sid), before, "and stays what it was");
		is_int(booking_withdraw(db, sid), DB_OK, "is withdrawn");
		is_text(text_of(sid), before, "and stays where it was");
		is_int(select_int(db, a, arena_printf(a, "SELECT updated_at = created_at FROM bookings "
		    "WHERE call_sid = '%s'", sid)), 1, "nor did it change");
	}
	must(db, "INSERT INTO bookings (clinic_id, call_sid, source, evidence, confidence, created_at, "
	    "updated_at) SELECT MIN(clinic_id), 'CAagent', 'elevenlabs', 'by the agent', 1, NOW(3), "
	    "NOW(3) FROM clinics");
	is_int(booking_propose(db, a, &(struct booking_proposal){ .clinic_id = clinic,
	    .call_sid = "CAagent", .evidence = "x" }, at(0)), DB_OK, "one that an agent made");
	is_int(booking_withdraw(db, "CAagent"), DB_OK, "is no proposal of the detector's");
	is_int(select_int(db, a, "SELECT evidence = 'by the agent' FROM bookings "
	    "WHERE call_sid = 'CAagent'"), 1, "and stays");
}

static void
test_limits(void)
{
	struct booking_proposal p = proposal("CAlong");
	char *evidence = arena_alloc(a, 9001);
	struct json_object *o;

	memset(evidence, 'x', 9000);
	p.evidence = p.stated_time = evidence;
	is_int(booking_propose(db, a, &p, at(0)), DB_OK, "over-long words");
	is_int(booking_of_call(db, a, "CAlong", &o), DB_OK, "are kept");
	is_int((int64_t)strlen(json_get_text(o, "evidence")), 4000, "cut");
	is_int((int64_t)strlen(json_get_text(o, "statedTime")), 200, "both");
	p = proposal("CAnowhere");
	p.clinic_id = 999999;
	is_int(booking_propose(db, a, &p, at(0)), DB_CONFLICT, "no clinic, no booking");
}

int
main(void)
{
	a = arena_new(64 * 1024 * 1024);
	db = test_db_with_schema(a);
	clinic = test_clinic(db, a, "Hillside");
	test_proposing();
	test_decided();
	test_limits();
	db_free(db);
	arena_free(a);
	return done_testing();
}

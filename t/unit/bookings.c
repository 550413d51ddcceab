/* Bookings on a real server: one a call, proposed, brought up to date, withdrawn, never touched by a
 * source once a person has decided, and confirmed into one appointment. */
#include "data/bookings.h"

#include "clinics.h"
#include "core/clock.h"
#include "core/text.h"
#include "data/appointments.h"

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
		.stated_time = "Monday at nine", .stated_date = "2026-11-21", .starts_at_ms = at(7200),
		.confidence = 0.9,
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
    "\"statedDate\":\"2026-11-21\",\"evidence\":\"is booked for Monday\",\"confidence\":0.9,\"status\":\"proposed\","
    "\"appointmentId\":null,\"createdAt\":\"2026-11-21T08:00:00.000Z\"}";

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
	is_int(booking_propose(db, a, &p, at(60)), DB_OK, "without its hour");
	is_int(select_int(db, a, "SELECT starts_at IS NULL AND stated_date = '2026-11-21' "
	    "FROM bookings"), 1, "it has a day still");
	p.stated_date = "2026-11-22";
	is_int(booking_propose(db, a, &p, at(90)), DB_OK, "of another day");
	is_int(select_int(db, a, "SELECT stated_date = '2026-11-22' AND updated_at = "
	    "'2026-11-21 08:01:30' FROM bookings"), 1, "it is of that day, and has changed");
	p.stated_time = p.stated_date = NULL;
	p.evidence = "will come";
	p.confidence = 0.7;
	is_int(booking_propose(db, a, &p, at(120)), DB_OK, "other findings");
	is_int(select_int(db, a, "SELECT starts_at IS NULL AND stated_time IS NULL AND stated_date IS NULL AND "
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

/* What stands in the database of a call's or a session's booking. */
static const char *
facts_of(const char *where)
{
	struct db_rows *rows;
	struct text t = text_new(a);

	if (db_read(db, a, &rows, arena_printf(a, "SELECT CONCAT_WS(' ', source, evidence, "
	    "COALESCE(call_sid, '-'), COALESCE(session_id, '-'), COALESCE(service, '-'), "
	    "COALESCE(patient_id, '-')) AS it FROM bookings WHERE %s ORDER BY booking_id", where),
	    DB_NO_VALUES) != DB_OK)
		bail_out("%s", db_error(db));
	for (size_t i = 0; i < db_count(rows); i++)
		text_printf(&t, "%s%s", i ? ", " : "", row_text(db_at(rows, i), "it"));
	return t.data;
}

static const char *
sourced(const char *source, const char *call_sid, const char *session_id, const char *words)
{
	struct booking_proposal p = {
		.clinic_id = clinic, .call_sid = call_sid, .session_id = session_id,
		.source = source, .evidence = words, .confidence = 1,
		.service = source ? "Cleaning" : NULL, .patient_id = source ? 7 : 0,
	};

	if (booking_propose(db, a, &p, at(0)) != DB_OK)
		return "(failed)";
	return facts_of(arena_printf(a, "call_sid = '%s' OR session_id = '%s'",
	    call_sid ? call_sid : "", session_id ? session_id : ""));
}

static void
test_sources(void)
{
	must(db, "DELETE FROM bookings");
	is_text(sourced(NULL, "CAa", NULL, "heard"), "detector heard CAa - - -", "the detector's");
	is_text(sourced("elevenlabs", "CAa", "vs_a", "agreed"),
	    "elevenlabs agreed CAa vs_a Cleaning 7", "gives way to the agent's own");
	is_text(sourced(NULL, "CAa", NULL, "heard"), "elevenlabs agreed CAa vs_a Cleaning 7",
	    "which stays");
	is_int(booking_withdraw(db, "CAa"), DB_OK, "the detector takes nothing back");
	is_text(sourced("elevenlabs", "CAa", "vs_a", "agreed again"),
	    "elevenlabs agreed again CAa vs_a Cleaning 7", "but the agent's report again");
	is_text(sourced("vapi", NULL, "vs_b", "by session"), "vapi by session - vs_b Cleaning 7",
	    "of a session whose call is not known yet");
	is_text(sourced("vapi", "CAb", "vs_b", "by both"), "vapi by both CAb vs_b Cleaning 7",
	    "then it is");
	is_text(sourced("vapi", NULL, "vs_c", "by session"), "vapi by session - vs_c Cleaning 7",
	    "of another session");
	is_text(sourced(NULL, "CAc", NULL, "heard"), "detector heard CAc - - -", "and of its call");
	is_text(sourced("vapi", "CAc", "vs_c", "both"), "vapi both CAc vs_c Cleaning 7",
	    "are one in the end");
	is_text(sourced("vapi", NULL, "vs_d", "by session"), "vapi by session - vs_d Cleaning 7",
	    "of a third session");
	is_text(sourced(NULL, "CAd", NULL, "heard"), "detector heard CAd - - -", "and of its call");
	must(db, "UPDATE bookings SET status = 'dismissed' WHERE call_sid = 'CAd'");
	is_text(sourced("vapi", "CAd", "vs_d", "both"), "detector heard CAd - - -",
	    "the one that a person has decided stays, alone");
	is_text(sourced(NULL, "CAe", NULL, "heard"), "detector heard CAe - - -", "one that a person");
	must(db, "UPDATE bookings SET edited_at = NOW(3) WHERE call_sid = 'CAe'");
	is_text(sourced("vapi", "CAe", "vs_e", "both"), "detector heard CAe - - -",
	    "has changed stays so");
	is_int(booking_withdraw(db, "CAe"), DB_OK, "withdrawn");
	is_text(facts_of("call_sid = 'CAe'"), "detector heard CAe - - -", "it stays too");
}

static int
propose_one(int n)
{
	struct booking_proposal p = {
		.clinic_id = clinic, .call_sid = "CAmany", .session_id = n % 2 ? "vs_many" : NULL,
		.source = n % 2 ? "vapi" : NULL, .evidence = "x", .confidence = 1,
	};

	db = test_db();
	return (int)booking_propose(db, a, &p, at(0));
}

static void
test_at_once_proposed(void)
{
	is_int(test_at_once(6, propose_one).of[DB_OK], 6, "several sources at once");
	is_text(facts_of("call_sid = 'CAmany'"), "vapi x CAmany vs_many - -",
	    "make one booking, of the stronger source");
}

/* --- decisions ------------------------------------------------------------------------------ */

static int64_t maria;

static int64_t
proposed(struct booking_proposal p)
{
	p.clinic_id = clinic;
	p.evidence = "is booked";
	if (booking_propose(db, a, &p, at(0)) != DB_OK)
		bail_out("no booking: %s", db_error(db));
	return select_int(db, a, "SELECT MAX(booking_id) FROM bookings");
}

/* The result, the lacks, changed or not, and what is so then. */
static const char *
decided(int64_t id, struct booking_decision d, struct booking_row *b)
{
	unsigned lacks;
	bool changed;
	enum db_result result = booking_decide(db, a, id, &d, b, &changed, &lacks);

	if (result != DB_OK)
		return arena_printf(a, "no %d %u", (int)result, lacks);
	return arena_printf(a, "%s%s%s%s", changed ? "" : "same ", b->status,
	    b->patient_id ? " patient" : "", b->appointment_id ? " appointment" : "");
}

static int64_t
visits(void)
{
	return select_int(db, a, "SELECT COUNT(*) FROM appointments");
}

static void
test_confirm(void)
{
	int64_t id = proposed((struct booking_proposal){ .call_sid = "CAf", .service = "Cleaning",
	    .starts_at_ms = at(7200), .patient_id = maria });
	struct booking_row b;
	struct appointment v;

	is_text(decided(id, (struct booking_decision){ .status = "confirmed", .doctor = "Dr. Lee" },
	    &b), "confirmed patient appointment", "a person confirms");
	is_int(appointment_find(db, a, b.appointment_id, &v), DB_OK, "there is an appointment");
	ok(v.patient_id == maria && v.starts_at_ms == at(7200) && v.duration_minutes == 30 &&
	    text_same(v.doctor, "Dr. Lee") && text_same(v.notes, "Cleaning") &&
	    text_same(v.status, "scheduled") && v.clinic_id == clinic, "as it was agreed");
	is_text(decided(id, (struct booking_decision){ .status = "confirmed", .doctor = "Dr. Lee" },
	    &b), "same confirmed patient appointment", "the same again is the same");
	is_int(b.appointment_id, v.appointment_id, "appointment");
	is_text(decided(id, (struct booking_decision){ .status = "dismissed" }, &b),
	    arena_printf(a, "no %d %d", DB_CONFLICT, BOOKING_IS_CONFIRMED), "it stays so");
	is_text(decided(id, (struct booking_decision){ .status = "confirmed",
	    .starts_at_ms = at(3600) }, &b),
	    arena_printf(a, "no %d %d", DB_CONFLICT, BOOKING_IS_CONFIRMED), "nor moved");
	is_int(visits(), 1, "one appointment");
	is_int(booking_find(db, a, id, &b), DB_OK, "read again");
	ok(text_same(b.status, "confirmed") && b.appointment_id == v.appointment_id, "as it was");
	is_text(decided(99999, (struct booking_decision){ .status = "confirmed" }, &b),
	    arena_printf(a, "no %d 0", DB_NONE), "no such booking");
}

static void
test_dismiss(void)
{
	int64_t id = proposed((struct booking_proposal){ .call_sid = "CAg" });
	struct booking_row b;

	is_text(decided(id, (struct booking_decision){ .status = "dismissed" }, &b), "dismissed",
	    "a person dismisses");
	is_text(decided(id, (struct booking_decision){ .status = "dismissed" }, &b),
	    "same dismissed", "twice");
	is_text(decided(id, (struct booking_decision){ .status = "proposed" }, &b), "proposed",
	    "takes it back");
	is_text(decided(id, (struct booking_decision){ .starts_at_ms = at(60), .service = "Crown" },
	    &b), "proposed", "says more of it");
	is_text(sourced("vapi", "CAg", NULL, "other"), "detector is booked CAg - Crown -",
	    "which no source changes");
	is_text(decided(id, (struct booking_decision){ 0 }, &b), "same proposed", "nothing said");
	is_text(decided(id, (struct booking_decision){ .status = "dismissed" }, &b), "dismissed",
	    "dismisses");
	is_text(decided(id, (struct booking_decision){ .status = "confirmed", .patient_id = maria,
	    .duration_minutes = 45 }, &b), "confirmed patient appointment", "and confirms after all");
	is_int(select_int(db, a, arena_printf(a, "SELECT duration_minutes = 45 AND doctor = '' AND "
	    "starts_at = '2026-11-21 08:01:00' FROM appointments WHERE appointment_id = %d",
	    (int)b.appointment_id)), 1, "as was said");
}

static void
test_lacking(void)
{
	struct booking_decision confirm = { .status = "confirmed" };
	int64_t before = visits();
	int64_t id = proposed((struct booking_proposal){ .call_sid = "CAh" });
	struct booking_row b;

	is_text(decided(id, confirm, &b), arena_printf(a, "no %d %d", DB_CONFLICT,
	    BOOKING_LACKS_TIME | BOOKING_LACKS_PATIENT), "whose, and when?");
	confirm.starts_at_ms = at(600);
	is_text(decided(id, confirm, &b), arena_printf(a, "no %d %d", DB_CONFLICT,
	    BOOKING_LACKS_PATIENT), "whose?");
	confirm.last_name = "Soto";
	is_text(decided(id, confirm, &b), arena_printf(a, "no %d %d", DB_CONFLICT,
	    BOOKING_LACKS_PHONE), "of which number?");
	must(db, arena_printf(a, "INSERT INTO calls (clinic_id, call_sid, phone, from_number, "
	    "to_number, direction, "
	    "status, status_rank, started_at) VALUES (%d, 'CAh', 'anonymous', '', '', "
	    "'inbound', 'completed', 9, NOW(3))", (int)clinic));
	is_text(decided(id, confirm, &b), arena_printf(a, "no %d %d", DB_CONFLICT,
	    BOOKING_LACKS_PHONE), "it was withheld");
	must(db, "UPDATE calls SET phone = '+266696687' WHERE call_sid = 'CAh'");
	is_text(decided(id, confirm, &b), arena_printf(a, "no %d %d", DB_CONFLICT,
	    BOOKING_LACKS_PHONE), "by a word spelt on keys");
	confirm.patient_id = 99999;
	is_text(decided(id, confirm, &b), arena_printf(a, "no %d %d", DB_CONFLICT,
	    BOOKING_LACKS_PATIENT), "a patient who is not there");
	is_int(visits(), before, "there is no appointment");
	is_int(booking_find(db, a, id, &b), DB_OK, "and it is");
	ok(text_same(b.status, "proposed") && !b.starts_at_ms && !b.patient_id, "as it was");
	must(db, "UPDATE calls SET phone = '+12125550177' WHERE call_sid = 'CAh'");
	confirm.patient_id = 0;
	is_text(decided(id, confirm, &b), "confirmed patient appointment", "a name and a number");
	is_int(select_int(db, a, arena_printf(a, "SELECT last_name = 'Soto' AND first_name = '' AND "
	    "phone = '+12125550177' FROM patients WHERE patient_id = %d", (int)b.patient_id)), 1,
	    "are a patient");
	is_text(decided(id, confirm, &b), "same confirmed patient appointment", "once");
	is_int(visits(), before + 1, "with one appointment");
}

static void
test_known_caller(void)
{
	struct booking_decision confirm = { .status = "confirmed", .starts_at_ms = at(900) };
	int64_t id = proposed((struct booking_proposal){ .call_sid = "CAi" });
	struct booking_row b;

	must(db, arena_printf(a, "INSERT INTO calls (clinic_id, call_sid, phone, from_number, "
	    "to_number, direction, "
	    "status, status_rank, started_at, patient_id) VALUES "
	    "(%d, 'CAi', '+12125550101', '', '', 'inbound', 'completed', 9, NOW(3), %d)",
	    (int)clinic, (int)maria));
	is_text(decided(id, confirm, &b), "confirmed patient appointment", "of a known caller");
	is_int(b.patient_id, maria, "whose visit it is");
	id = proposed((struct booking_proposal){ .session_id = "vs_j", .source = "vapi" });
	must(db, arena_printf(a, "INSERT INTO sessions (session_id, clinic_id, patient_id, phone, "
	    "agent_type, provider, status, status_rank, created_at, updated_at) VALUES ('vs_j', %d, "
	    "%d, '+12125550101', 'x', 'vapi', 'completed', 9, NOW(3), NOW(3))", (int)clinic,
	    (int)maria));
	is_text(decided(id, confirm, &b), "confirmed patient appointment", "of a session's patient");
	is_int(b.patient_id, maria, "the same");
}

static int64_t contested;

static int
confirm_one(int n)
{
	struct booking_row b;
	unsigned lacks;
	bool changed;

	(void)n;
	db = test_db();
	if (booking_decide(db, a, contested, &(struct booking_decision){ .status = "confirmed" }, &b,
	    &changed, &lacks) != DB_OK)
		return 9;
	return changed;
}

static void
test_confirm_at_once(void)
{
	int64_t before = visits();
	struct tally tally;

	contested = proposed((struct booking_proposal){ .call_sid = "CAz", .starts_at_ms = at(60),
	    .patient_id = maria });
	tally = test_at_once(5, confirm_one);
	is_int(tally.of[true], 1, "of five who confirm at once one has done it");
	is_int(tally.of[false], 4, "and the others see it done");
	is_int(visits(), before + 1, "with one appointment");
}

static void
test_list(void)
{
	struct json_object *items = json_array_in(a);
	struct text t = text_new(a);
	int64_t next;

	must(db, "DELETE FROM bookings");
	proposed((struct booking_proposal){ .call_sid = "CA1", .patient_id = maria });
	proposed((struct booking_proposal){ .session_id = "vs_2", .source = "vapi" });
	proposed((struct booking_proposal){ .call_sid = "CA3" });
	must(db, "UPDATE bookings SET status = 'dismissed' WHERE call_sid = 'CA3'");
	for (size_t i = 0; i < 6; i++) {
		static const struct booking_filter filters[] = {
			{ 0 }, { .status = "dismissed" }, { .source = "vapi" }, { .call_sid = "CA1" },
			{ .session_id = "vs_2" },
		};
		struct booking_filter f = i < 5 ? filters[i] :
		    (struct booking_filter){ .patient_id = maria };

		items = json_array_in(a);
		if (bookings_list(db, a, &(struct page){ .clinic_id = clinic, .limit = 9 }, &f, items,
		    &next) != DB_OK)
			bail_out("no list: %s", db_error(db));
		for (size_t k = 0; k < json_object_array_length(items); k++) {
			struct json_object *o = json_object_array_get_idx(items, k);
			const char *sid = json_get_text(o, "callSid");

			text_puts(&t, sid ? sid : json_get_text(o, "sessionId"));
			text_putc(&t, ' ');
		}
		text_puts(&t, "| ");
	}
	is_text(t.data, "CA3 vs_2 CA1 | CA3 | vs_2 | CA1 | vs_2 | CA1 | ", "all, and each filter");
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
	test_sources();
	test_at_once_proposed();
	must(db, arena_printf(a, "INSERT INTO patients (clinic_id, first_name, phone, language, "
	    "created_at, updated_at) VALUES (%d, 'Maria', '+12125550101', 'en-US', NOW(3), NOW(3))",
	    (int)clinic));
	maria = select_int(db, a, "SELECT MAX(patient_id) FROM patients");
	test_confirm();
	test_dismiss();
	test_lacking();
	test_known_caller();
	test_confirm_at_once();
	test_list();
	db_free(db);
	arena_free(a);
	return done_testing();
}

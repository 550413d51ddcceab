/* What was found out about a call, stored on a real server: row, booking and words together, twice
 * as once, and never over what came from elsewhere. */
#include "data/analysis.h"

#include "clinics.h"
#include "core/text.h"
#include "data/bookings.h"
#include "data/migrate.h"

static struct arena *a;
static struct db *db;
static int64_t clinic;

enum { T0 = 1795248000 };

static int64_t
at(int second)
{
	return ((int64_t)T0 + second) * 1000;
}

static void
call(int64_t clinic_id, const char *sid)
{
	if (db_write(db, "INSERT INTO calls (clinic_id, call_sid, direction, from_number, to_number, "
	    "phone, status, status_rank, started_at, call_type, patient_id) "
	    "VALUES (?, ?, 'inbound', '', '', '', 'completed', 5, ?, 'inbound', 77)",
	    DB_VALUES(db_id(clinic_id), db_text(sid), db_time(a, at(0)))) != DB_OK)
		bail_out("no call: %s", db_error(db));
}

static int64_t transcript;		/* one that is ready */

static struct findings
booked(void)
{
	struct findings f = {
		.transcript_id = transcript,
		.summary = "Ann asked for a cleaning; one was booked for Monday at nine.", .booked = 1,
		.confidence = 0.9, .evidence = "one was booked", .stated_time = "Monday at nine",
		.stated_date = "2026-11-23", .starts_at_ms = at(172800), .outcome = "appointment-booked",
		.intent = "book_appointment", .intent_confidence = 0.7, .detector_version = 3,
		.document = json_object_in(a),
	};

	json_put_text(f.document, "sentiment", "positive");
	return f;
}

static const char *
summary_of(const char *sid)
{
	struct json_object *o;

	return summary_object(db, a, sid, &o) == DB_OK ? json_text(a, o) : NULL;
}

/* All that one storing may change, as one text. */
static const char *
state(const char *sid)
{
	struct db_row row;

	if (db_read_one(db, a, &row, "SELECT CONCAT_WS('|', COALESCE(outcome, '-'), "
	    "COALESCE(intent, '-'), COALESCE(detected_by, '-'), COALESCE(detector_version, '-'), "
	    "COALESCE(analysed_at, '-'), COALESCE(analysis, '-'), "
	    "(SELECT COUNT(*) FROM search_words WHERE kind = 'call' AND ref = call_id), "
	    "COALESCE((SELECT CONCAT_WS('/', booking_id, status, patient_id, updated_at) "
	    "FROM bookings b WHERE b.call_sid = calls.call_sid), '-')) AS state "
	    "FROM calls WHERE call_sid = ?", DB_VALUES(db_text(sid))) != DB_OK)
		return db_error(db);
	return row_text(row, "state");
}

static void
test_storing(void)
{
	struct findings f = booked();
	struct analysed before;
	const char *once;

	is_int(analysis_store(db, a, "CAnone", &f, at(1)), DB_NONE, "no such call");
	is_int(analysis_load(db, a, "CAnone", &before), DB_NONE, "nor is one loaded");
	is_text(summary_of("CAnone"), NULL, "nor has it a summary");
	call(clinic, "CA1");
	is_text(summary_of("CA1"), "{\"callSid\":\"CA1\",\"summaryReady\":false,\"summaryText\":null,"
	    "\"appointmentBooked\":null,\"confidence\":null,\"evidence\":null,\"statedTime\":null,"
	    "\"statedDate\":null,\"startsAt\":null}", "a call of which nothing is known");
	is_int(analysis_load(db, a, "CA1", &before), DB_OK, "is loaded");
	ok(!before.is_done && !before.document && !before.summary, "with nothing done");
	is_text(before.timezone, "America/New_York", "and the zone of its clinic");
	is_int(analysis_store(db, a, "CA1", &f, at(1)), DB_OK, "findings are stored");
	is_text(summary_of("CA1"), "{\"callSid\":\"CA1\",\"summaryReady\":true,"
	    "\"summaryText\":\"Ann asked for a cleaning; one was booked for Monday at nine.\","
	    "\"appointmentBooked\":true,\"confidence\":0.9,\"evidence\":\"one was booked\","
	    "\"statedTime\":\"Monday at nine\",\"statedDate\":\"2026-11-23\","
	    "\"startsAt\":\"2026-11-23T08:00:00.000Z\"}",
	    "the summary");
	once = state("CA1");
	is_text(once, "appointment-booked|book_appointment|detector|3|2026-11-21 08:00:01.000|"
	    "{\"sentiment\":\"positive\",\"outcome\":\"appointment-booked\"}|11|"
	    "1/proposed/77/2026-11-21 08:00:01.000", "row, booking and words");
	f = booked();
	is_int(analysis_store(db, a, "CA1", &f, at(2)), DB_OK, "the same again");
	is_text(state("CA1"), once, "changes nothing");
	is_int(analysis_load(db, a, "CA1", &before), DB_OK, "loaded again");
	ok(before.is_done && !before.by_model && before.detector_version == 3, "it is done");
	is_text(json_get_text(before.document, "sentiment"), "positive", "with its document");

	f = booked();
	f.starts_at_ms = 0;
	is_int(analysis_store(db, a, "CA1", &f, at(2)), DB_OK, "without its hour");
	is_int(select_int(db, a, "SELECT c.stated_date = '2026-11-23' AND b.stated_date = "
	    "'2026-11-23' AND c.booked_starts_at IS NULL AND b.starts_at IS NULL FROM calls c "
	    "JOIN bookings b USING (call_sid)"), 1, "call and booking have the day still");

	f = booked();
	f.summary = NULL;
	f.booked = -1;
	f.evidence = f.stated_time = f.stated_date = f.outcome = f.intent = NULL;
	f.starts_at_ms = 0;
	f.confidence = 0.5;
	f.by_model = true;
	f.detector_version = 4;
	is_int(analysis_store(db, a, "CA1", &f, at(3)), DB_OK, "other findings");
	is_text(summary_of("CA1"), "{\"callSid\":\"CA1\",\"summaryReady\":true,"
	    "\"summaryText\":\"Ann asked for a cleaning; one was booked for Monday at nine.\","
	    "\"appointmentBooked\":null,\"confidence\":0.5,\"evidence\":null,\"statedTime\":null,"
	    "\"statedDate\":null,\"startsAt\":null}", "a summary stays, the verdict is the new one");
	is_text(state("CA1"), "-|book_appointment|model|4|2026-11-21 08:00:03.000|"
	    "{\"sentiment\":\"positive\",\"outcome\":null}|11|-",
	    "the booking is withdrawn, the outcome that was ours too");
	is_int(analysis_keep(db, "CA1", 5), DB_OK, "a newer version with nothing to read");
	is_text(state("CA1"), "-|book_appointment|model|5|2026-11-21 08:00:03.000|"
	    "{\"sentiment\":\"positive\",\"outcome\":null}|11|-", "keeps the verdict");
}

/* What the call's timeline says of its analysis, and so many seconds after T0. */
static const char *
told_of(const char *sid)
{
	struct moment *moments;
	size_t count;

	if (analysis_moments(db, a, sid, &moments, &count) != DB_OK)
		return db_error(db);
	for (size_t i = 0; i < count; i++)
		if (!text_has_prefix(moments[i].type, "booking-"))
			return arena_printf(a, "%s %d", moments[i].type,
			    (int)((moments[i].at_ms - at(0)) / 1000));
	return "nothing";
}

static void
test_first_summary(void)
{
	struct findings f = booked();

	call(clinic, "CA8");
	is_text(told_of("CA8"), "nothing", "a call that nobody has read");
	f.summary = NULL;
	is_int(analysis_store(db, a, "CA8", &f, at(1)), DB_OK, "is read");
	is_text(told_of("CA8"), "analysed 1", "without a summary");
	f = booked();
	is_int(analysis_store(db, a, "CA8", &f, at(5)), DB_OK, "there is a summary");
	is_text(told_of("CA8"), "summary-ready 5", "since then");
	f = booked();
	f.booked = 0;
	f.detector_version = 4;
	is_int(analysis_store(db, a, "CA8", &f, at(90)), DB_OK, "it is read in another way");
	is_text(told_of("CA8"), "summary-ready 5", "the summary was there before");
	f = booked();
	f.summary = "Ann has a visit on Monday at nine.";
	is_int(analysis_store(db, a, "CA8", &f, at(91)), DB_OK, "a better summary");
	is_text(told_of("CA8"), "summary-ready 5", "is not the first");
	is_int(select_int(db, a, "SELECT analysed_at = '2026-11-21 08:01:31' FROM calls "
	    "WHERE call_sid = 'CA8'"), 1, "and when it changed is on record");
	must(db, "DELETE FROM calls WHERE call_sid = 'CA8'");
	must(db, "DELETE FROM bookings WHERE call_sid = 'CA8'");
}

static void
test_elsewhere(void)
{
	struct findings f = booked();
	const char *kept;

	call(clinic, "CA2");
	must(db, "UPDATE calls SET outcome = 'voicemail' WHERE call_sid = 'CA2'");
	is_int(analysis_store(db, a, "CA2", &f, at(1)), DB_OK, "of a voicemail");
	is_text(arena_copy(a, state("CA2"), 9), "voicemail", "the outcome stays");
	f = booked();
	f.outcome = NULL;
	is_int(analysis_store(db, a, "CA2", &f, at(2)), DB_OK, "and again");
	is_text(arena_copy(a, state("CA2"), 9), "voicemail", "also when nothing else is found");

	call(clinic, "CA3");
	must(db, "UPDATE calls SET outcome = 'appointment-booked', intent = 'confirm', "
	    "intent_confidence = 1 WHERE call_sid = 'CA3'");
	f = booked();
	is_int(analysis_store(db, a, "CA3", &f, at(1)), DB_OK, "of a call with a pressed key");
	is_text(arena_copy(a, state("CA3"), 26), "appointment-booked|confirm", "the key counts");
	f = booked();
	f.outcome = NULL;
	is_int(analysis_store(db, a, "CA3", &f, at(1)), DB_OK, "also where the words were the same");
	is_text(arena_copy(a, state("CA3"), 26), "appointment-booked|confirm", "it stays");

	call(0, "CA4");
	f = booked();
	is_int(analysis_store(db, a, "CA4", &f, at(1)), DB_OK, "a call of no clinic");
	kept = state("CA4");
	is_text(kept + strlen(kept) - 4, "|0|-", "has no booking and no words to search for");

	call(clinic, "CA5");
	f = booked();
	is_int(analysis_store(db, a, "CA5", &f, at(1)), DB_OK, "a booking");
	must(db, "UPDATE bookings SET status = 'confirmed' WHERE call_sid = 'CA5'");
	f = booked();
	f.booked = 0;
	is_int(analysis_store(db, a, "CA5", &f, at(2)), DB_OK, "that somebody has confirmed");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM bookings WHERE call_sid = 'CA5' "
	    "AND status = 'confirmed'"), 1, "stays, whatever is found later");
}

static void
test_together(void)
{
	struct findings f = booked();

	call(clinic, "CA6");
	must(db, arena_printf(a, "ALTER TABLE search_words ADD CONSTRAINT broken CHECK (ref <> %d)",
	    (int)select_int(db, a, "SELECT call_id FROM calls WHERE call_sid = 'CA6'")));
	ok(analysis_store(db, a, "CA6", &f, at(1)) > DB_NONE, "where one part fails");
	is_text(state("CA6"), "-|-|-|-|-|-|0|-", "nothing is stored");
	must(db, "ALTER TABLE search_words DROP CONSTRAINT broken");
	f = booked();
	is_int(analysis_store(db, a, "CA6", &f, at(1)), DB_OK, "and later all of it");
}

static void
test_deleted(void)
{
	struct findings f = booked();

	call(clinic, "CA7");
	f.transcript_id = 0;
	is_int(analysis_store(db, a, "CA7", &f, at(1)), DB_NONE, "found in a summary that is gone");
	must(db, "UPDATE transcripts SET status = 'deleted' WHERE call_sid = 'CAany'");
	f = booked();
	is_int(analysis_store(db, a, "CA7", &f, at(1)), DB_NONE, "in a transcript that is gone");
	is_text(state("CA7"), "-|-|-|-|-|-|0|-", "nothing is stored");
	must(db, "UPDATE transcripts SET status = 'ready' WHERE call_sid = 'CAany'");
	must(db, "UPDATE calls SET summary_text = 'It is there.' WHERE call_sid = 'CA7'");
	f = booked();
	f.transcript_id = 0;
	is_int(analysis_store(db, a, "CA7", &f, at(1)), DB_OK, "in a summary that is there");
}

static void
test_reading(void)
{
	struct moment *moments;
	const char **sids, *why;
	size_t count;
	int applied;

	must(db, "INSERT INTO transcripts (clinic_id, call_sid, source, sid, status, text, created_at, "
	    "ready_at) VALUES (1, 'CA5', 'twilio-intelligence', 'GT5', 'ready', 'x', "
	    "'2026-11-21 08:00:00', '2026-11-21 08:00:00.5')");
	is_int(analysis_moments(db, a, "CA5", &moments, &count), DB_OK, "what happened to a call");
	is_int((int64_t)count, 4, "in four steps");
	is_text(moments[0].type, "transcript-ready", "its transcript");
	is_text(moments[0].sid, "GT5", "… with its sid");
	is_text(moments[0].detail, "twilio-intelligence", "… and source");
	is_text(moments[1].type, "summary-ready", "its summary");
	is_text(moments[2].type, "booking-proposed", "the booking that was read out of it");
	is_text(moments[3].type, "booking-confirmed", "and what a person said");
	must(db, "UPDATE calls SET summarised_at = NULL WHERE call_sid = 'CA5'");
	must(db, "DELETE FROM schema_steps WHERE name >= '0027'");
	is_int(migrate(db, a, test_environment("SCHEMA_DIR"), &applied, &why), DB_OK, "migrated");
	is_int(select_int(db, a, "SELECT summarised_at = analysed_at FROM calls "
	    "WHERE call_sid = 'CA5'"), 1, "a summary of before was there when it was last seen");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM calls WHERE call_sid = 'CA1' "
	    "AND summarised_at = '2026-11-21 08:00:01'"), 1, "what is known stays");
	is_int(analysis_moments(db, a, "CAnone", &moments, &count), DB_OK, "to none");
	is_int((int64_t)count, 0, "nothing");

	is_int(analysis_outdated(db, a, 4, 2, &sids, &count), DB_OK, "calls of an older detector");
	is_int((int64_t)count, 2, "so many at most");
	is_int(analysis_outdated(db, a, 3, 50, &sids, &count), DB_OK, "of one older still");
	is_int((int64_t)count, 0, "none");
	is_int(analysis_outdated(db, a, 4, 50, &sids, &count), DB_OK, "all");
	is_int((int64_t)count, 6, "but those that a newer one judged, and those that none did");
}

int
main(void)
{
	a = arena_new(128 * 1024 * 1024);
	db = test_db_with_schema(a);
	clinic = test_clinic(db, a, "Hillside");
	must(db, "INSERT INTO transcripts (call_sid, source, status, text, created_at) "
	    "VALUES ('CAany', 'whisper', 'ready', 'x', NOW(3))");
	transcript = select_int(db, a, "SELECT transcript_id FROM transcripts");
	test_storing();
	test_first_summary();
	test_elsewhere();
	test_together();
	test_deleted();
	test_reading();
	db_free(db);
	arena_free(a);
	return done_testing();
}

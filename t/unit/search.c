/* Search on a real server: what is kept is found, within its clinic, and not a word longer than it
 * is kept. */
#include "data/search.h"

#include "clinics.h"
#include "core/text.h"
#include "data/calls.h"

static struct arena *a;
static struct db *db;
static int64_t here, there;

enum { T0 = 1795248000 };

static int64_t
at(int second)
{
	return ((int64_t)T0 + second) * 1000;
}

/* A call with a summary and a transcript (NULL: none), that can be searched; its id. */
static int64_t
call(int64_t clinic, const char *sid, int second, const char *summary, const char *transcript)
{
	int64_t id;

	if (db_write(db, "INSERT INTO calls (clinic_id, call_sid, direction, from_number, to_number, "
	    "phone, status, status_rank, started_at, call_type, summary_text) "
	    "VALUES (?, ?, 'inbound', '', '', '', 'completed', 5, ?, 'inbound', ?)",
	    DB_VALUES(db_id(clinic), db_text(sid), db_time(a, at(second)), db_text(summary))) != DB_OK)
		bail_out("no call: %s", db_error(db));
	id = db_insert_id(db);
	if (transcript && db_write(db, "INSERT INTO transcripts (clinic_id, call_sid, source, status, "
	    "text, created_at) VALUES (?, ?, 'whisper', 'ready', ?, ?)",
	    DB_VALUES(db_id(clinic), db_text(sid), db_text(transcript), db_time(a, at(second)))) != DB_OK)
		bail_out("no transcript: %s", db_error(db));
	is_int(search_put_call(db, a, sid), DB_OK, "%s is put", sid);
	return id;
}

/* The sids that a query finds, newest first. */
static const char *
found(int64_t clinic, const char *query)
{
	struct search s = search_read(a, query);
	struct call_filter filter = call_filter(10);
	struct json_object *items = json_array_in(a);
	struct text sids = text_new(a);

	filter.clinic_id = clinic;
	filter.search = &s;
	if (calls_list(db, a, &filter, items) != DB_OK)
		return db_error(db);
	for (size_t i = 0; i < json_object_array_length(items); i++)
		text_printf(&sids, "%s%s", i ? " " : "",
		    json_get_text(json_object_array_get_idx(items, i), "callSid"));
	return sids.data;
}

static void
test_finding(void)
{
	static const struct { const char *query, *sids; } cases[] = {
		{ "Al", "CA2 CA1" },
		{ "al", "CA2 CA1" },
		{ "MUELLER", "" },
		{ "muller", "CA1" },
		{ "Müller", "CA1" },
		{ "crown", "CA2 CA1" },
		{ "cro", "CA2 CA1" },
		{ "cr", "" },
		{ "cro ", "" },
		{ "crown muller", "CA1" },
		{ "muller crown", "CA1" },
		{ "crown nobody", "" },
		{ "555-0100", "CA2" },
		{ "5550100", "CA2" },
		{ "30", "CA1" },
		{ "tooth", "CA2" },
		{ "予約", "CA3" },
		{ "水曜", "CA3" },
		{ "約予", "" },
		{ "नियुक्ति", "CA3" },
		{ "x' OR 1=1 -- ", "" },
		{ "%", "CA3 CA2 CA1" },		/* no word: nothing is sought */
	};

	(void)call(here, "CA1", 1, "Al Müller asked for a crown at 10:30.", NULL);
	(void)call(here, "CA2", 2, "A crown for Al. Ring 555-0100.", "my tooth hurts");
	(void)call(here, "CA3", 3, NULL, "水曜日に予約しました。 नियुक्ति");
	(void)call(there, "CA4", 4, "Al Müller, crown, 555-0100, tooth", NULL);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		is_text(found(here, cases[i].query), cases[i].sids, "\"%s\" finds \"%s\"",
		    cases[i].query, cases[i].sids);
	is_text(found(there, "crown"), "CA4", "another clinic finds its own");
}

static void
test_keeping(void)
{
	int64_t id = call(here, "CA5", 5, "about a bridge", "the transcript says implant");

	is_text(found(here, "bridge implant"), "CA5", "summary and transcript are one");
	is_int(search_put(db, a, here, SEARCH_CALL, id, at(5), "veneer"), DB_OK, "another text");
	is_text(found(here, "veneer"), "CA5", "is found");
	is_text(found(here, "bridge"), "", "and the old one is not");
	is_int(search_put(db, a, here, SEARCH_CALL, id, at(5), "veneer"), DB_OK, "again");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM search_words WHERE word = 'veneer'"), 1,
	    "is once");
	is_int(search_put(db, a, here, SEARCH_MESSAGE, id, at(5), "veneer"), DB_OK,
	    "a text of the same number");
	is_int(search_forget(db, SEARCH_CALL, id), DB_OK, "a call is forgotten");
	is_text(found(here, "veneer"), "", "and not found");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM search_words WHERE word = 'veneer'"), 1,
	    "the text is");
	is_int(search_forget(db, SEARCH_CALL, id), DB_OK, "forgetting twice is fine");
	is_int(search_put_call(db, a, "CA5"), DB_OK, "what is there now");
	is_text(found(here, "implant"), "CA5", "is found again");
	must(db, "UPDATE transcripts SET status = 'deleted', text = NULL WHERE call_sid = 'CA5'");
	is_int(search_put_call(db, a, "CA5"), DB_OK, "without its transcript");
	is_text(found(here, "implant"), "", "that is not found");
	is_text(found(here, "bridge"), "CA5", "the summary is");
	must(db, "INSERT INTO transcripts (clinic_id, call_sid, source, sid, status, created_at) "
	    "VALUES (1, 'CA5', 'realtime', 'GT5', 'ready', NOW(3))");
	must(db, "INSERT INTO sentences (transcript_id, sequence, text) SELECT transcript_id, 1, "
	    "'what a molar' FROM transcripts WHERE sid = 'GT5'");
	is_int(search_put_call(db, a, "CA5"), DB_OK, "a transcript of sentences alone");
	is_text(found(here, "molar"), "CA5", "is found by them");
	must(db, "UPDATE calls SET analysis = '{\"actionItems\":[\"Fax the pharmacy\"]}' "
	    "WHERE call_sid = 'CA5'");
	is_int(search_put_call(db, a, "CA5"), DB_OK, "what is to be done");
	is_text(found(here, "pharmacy"), "CA5", "is found, too");
	is_int(search_put_call(db, a, "CAnone"), DB_OK, "no such call");
	(void)call(0, "CA6", 6, "nobody's", NULL);
	is_int(select_int(db, a, "SELECT COUNT(*) FROM search_words WHERE word = 'nobodys'"), 0,
	    "a call of no clinic is found by nobody");
	is_int(search_put(db, a, here, SEARCH_CALL, id, at(5), ""), DB_OK, "no words at all");
	is_text(found(here, "molar"), "", "find nothing");
}

static void
test_many(void)
{
	struct text all = text_new(a);

	for (int i = 0; i < 20000; i++)
		text_printf(&all, "w%d ", i);
	(void)call(here, "CA7", 7, "long", all.data);
	is_text(found(here, "w0 w19999 long"), "CA7", "a very long transcript");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM search_words WHERE word LIKE 'w%' AND at = "
	    "'2026-11-21 08:00:07'"), 20000, "with all its words");
}

int
main(void)
{
	a = arena_new(256 * 1024 * 1024);
	db = test_db_with_schema(a);
	here = test_clinic(db, a, "Here");
	there = test_clinic(db, a, "There");
	test_finding();
	test_keeping();
	test_many();
	db_free(db);
	arena_free(a);
	return done_testing();
}

/* Transcripts on a real server: sentences that come live in any order, those that are fetched, the
 * best of several, and what stays of one that was deleted. */
#include "data/transcripts.h"

#include "core/text.h"
#include "data/calls.h"
#include "data/voicemails.h"
#include "../lib/clinics.h"

static struct arena *a;
static struct db *db;
static int64_t clinic_id;

enum { T0 = 1795248000 };		/* seconds */

static int64_t
at(int second)
{
	return ((int64_t)T0 + second) * 1000;
}

static void
store(struct facts *f)
{
	struct event e = { .subject = "CA", .type = "transcription", .at_ms = at(0), .path = "/",
		.body = "" };
	bool duplicate;

	if (facts_store(db, a, &e, f, &duplicate) != DB_OK)
		bail_out("no facts: %s", db_error(db));
}

static void
add_call(const char *sid, int64_t clinic)
{
	struct call_report r = call_report(sid);
	struct facts *f = facts_new(a);

	r.clinic_id = clinic;
	call_add(f, &r, at(0));
	store(f);
}

static void
hear(const char *sid, const char *call_sid, int sequence, const char *speaker, const char *text,
    int second)
{
	struct sentence s = { .sequence = sequence, .at_ms = at(second), .channel = 1,
		.speaker = speaker, .text = text, .confidence = 0.5 };
	struct facts *f = facts_new(a);

	transcript_add_sentence(f, sid, call_sid, 0, "en-US", text ? &s : NULL, at(second));
	store(f);
}

static void
end(const char *sid, const char *call_sid, int second)
{
	struct facts *f = facts_new(a);

	transcript_add_end(f, sid, call_sid, at(second));
	store(f);
}

static void
empty(void)
{
	must(db, "DELETE FROM transcripts");
	must(db, "DELETE FROM calls");
	must(db, "DELETE FROM events");
	must(db, "DELETE FROM voicemails");
}

/* What is there in the end, as the API gives it. */
static const char *
seen(const struct transcript *t)
{
	struct json_object *o;

	if (transcript_object(db, a, t, NULL, &o) != DB_OK)
		return "none";
	return json_text(a, o);
}

static const char *
call_transcript(const char *call_sid)
{
	struct json_object *call;
	int64_t of;

	if (call_find(db, a, call_sid, &call, &of) != DB_OK)
		return "no call";
	return json_get_text(call, "transcriptSid") ? json_get_text(call, "transcriptSid") : "none";
}

/* Begin, two sentences and end of one, in each of the orders in which they may come, with the call
 * at any place between them. */
static void
test_live_in_every_order(void)
{
	const char *first = NULL;
	size_t same = 0, orders = 0;

	for (int code = 0; code < 5 * 5 * 5 * 5 * 5; code++) {
		struct transcript t;
		unsigned done = 0;

		for (int i = 0, n = code; i < 5; i++, n /= 5)
			done |= 1U << (n % 5);
		if (done != 31)
			continue;
		empty();
		for (int i = 0, n = code; i < 5; i++, n /= 5)
			switch (n % 5) {
			case 0: hear("GT1", "CA1", 1, NULL, NULL, 0); break;
			case 1: hear("GT1", "CA1", 2, "caller", "Good morning.", 3); break;
			case 2: hear("GT1", "CA1", 5, "clinic", "Hillside, hello?", 5); break;
			case 3: end("GT1", "CA1", 9); break;
			default: add_call("CA1", clinic_id);
			}
		if (transcript_by_sid(db, a, "GT1", &t) != DB_OK)
			continue;
		if (!first)
			first = seen(&t);
		same += text_same(first, seen(&t)) && t.clinic_id == clinic_id &&
		    t.status == TRANSCRIPT_READY;
		orders++;
	}
	is_int((int64_t)orders, 120, "every order");
	is_int((int64_t)same, 120, "gives the same transcript, ready");
	is_text(first, "{\"sid\":\"GT1\",\"callSid\":\"CA1\",\"source\":\"realtime\","
	    "\"language\":\"en-US\",\"sentences\":["
	    "{\"at\":3,\"channel\":1,\"speaker\":\"caller\",\"text\":\"Good morning.\","
	    "\"confidence\":0.5},"
	    "{\"at\":5,\"channel\":1,\"speaker\":\"clinic\",\"text\":\"Hillside, hello?\","
	    "\"confidence\":0.5}],"
	    "\"text\":\"Good morning.\\nHillside, hello?\",\"analysis\":null,"
	    "\"createdAt\":\"2026-11-21T08:00:00.000Z\"}", "with all that was said");
}

static void
test_live(void)
{
	struct transcript t;
	char *large = arena_alloc(a, 200001);

	empty();
	add_call("CA2", clinic_id);
	hear("GT2", "CA2", 1, NULL, NULL, 0);
	is_int(transcript_of_call(db, a, "CA2", &t), DB_OK, "one that has begun is there");
	ok(t.status == TRANSCRIPT_ASKED && !t.text, "and holds nothing yet");
	hear("GT2", "CA2", 4, "caller", "four", 4);
	hear("GT2", "CA2", 4, "caller", "four again", 4);
	hear("GT2", "CA2", 2, "clinic", "two", 2);
	(void)transcript_of_call(db, a, "CA2", &t);
	is_text(t.text, "two\nfour", "by sequence; a repeat changes nothing");
	is_text(call_transcript("CA2"), "none", "a call shows it");
	end("GT2", "CA2", 8);
	is_text(call_transcript("CA2"), "GT2", "when it has ended");
	hear("GT2", "CA2", 3, "clinic", "three", 3);
	(void)transcript_by_sid(db, a, "GT2", &t);
	is_text(t.text, "two\nthree\nfour", "a late one finds its place");

	memset(large, 'x', 200000);
	hear("GT2", "CA2", 6, "caller", large, 6);
	hear("GT2", "CA2", 7, "caller", "not \xff UTF-8", 7);
	is_int(select_int(db, a, "SELECT LENGTH(text) FROM sentences WHERE sequence = 6"), 16000,
	    "one that is too long is cut");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM sentences WHERE sequence = 7"), 1,
	    "one that is odd is kept");

	must(db, "DELETE FROM sentences");
	must(db, "UPDATE transcripts SET status = 'deleted'");
	hear("GT2", "CA2", 8, "caller", "late", 8);
	end("GT2", "CA2", 9);
	is_int(select_int(db, a, "SELECT COUNT(*) FROM sentences"), 0, "one that was deleted");
	is_int(transcript_of_call(db, a, "CA2", &t), DB_NONE, "stays so");
	is_int(transcript_by_sid(db, a, "GT9", &t), DB_NONE, "none, none");
	is_int(transcript_of_recording(db, a, "RE9", &t), DB_NONE, "none, none");
	is_int(transcript_find(db, a, 1234567, &t), DB_NONE, "none, none");
}

static void
test_asked_for(void)
{
	struct sentence said[100];
	struct json_object *operators = json_array_in(a);
	struct transcript t, other;
	bool made;

	empty();
	add_call("CA3", clinic_id);
	is_int(transcript_asked(db, a, "RE3", SOURCE_INTELLIGENCE, &t), DB_NONE, "not asked for");
	is_int(transcript_ask(db, a, "RE3", "CA3", clinic_id, SOURCE_INTELLIGENCE, &t, &made),
	    DB_OK, "asked for");
	ok(made && t.status == TRANSCRIPT_ASKED && t.clinic_id == clinic_id, "for the first time");
	is_int(transcript_ask(db, a, "RE3", "CA3", clinic_id, SOURCE_INTELLIGENCE, &other, &made),
	    DB_OK, "asked for again");
	ok(!made && other.transcript_id == t.transcript_id, "it is the one that is there");
	ok(transcript_asked(db, a, "RE3", SOURCE_INTELLIGENCE, &other) == DB_OK &&
	    other.transcript_id == t.transcript_id, "as can be read");
	is_int(transcript_asked(db, a, "RE3", SOURCE_WHISPER, &other), DB_NONE, "of this source");
	is_int(transcript_set(db, t.transcript_id, TRANSCRIPT_UNKNOWN, NULL), DB_OK, "no answer");
	is_int(transcript_set(db, t.transcript_id, TRANSCRIPT_ASKED, "GT3"), DB_OK, "an answer");
	is_int(transcript_set(db, t.transcript_id, TRANSCRIPT_FAILED, NULL), DB_OK, "a failure");
	(void)transcript_by_sid(db, a, "GT3", &t);
	ok(t.status == TRANSCRIPT_FAILED && text_same(t.recording_sid, "RE3"), "keeps its sid");
	is_int(transcript_ask(db, a, "RE4", "CA3", 0, SOURCE_INTELLIGENCE, &other, &made), DB_OK,
	    "another recording");
	is_int(transcript_set(db, other.transcript_id, TRANSCRIPT_ASKED, "GT3"), DB_DUPLICATE,
	    "has another sid");
	is_int(other.clinic_id, clinic_id, "and the call's clinic");

	for (int i = 0; i < 100; i++)
		said[i] = (struct sentence){ .sequence = 7, .at_ms = i ? i * 1500 : -1,
			.channel = i % 2 + 1, .speaker = i % 2 ? "clinic" : "caller",
			.text = arena_printf(a, "Sentence %d.", i), .confidence = i ? 0.25 : -1 };
	json_append(operators, json_object_in(a));
	is_int(transcript_fill(db, a, t.transcript_id, "en-GB", said, 100, NULL, "A summary.",
	    operators), DB_OK, "it is there after all");
	(void)transcript_find(db, a, t.transcript_id, &t);
	ok(t.status == TRANSCRIPT_READY, "and ready");
	is_text(t.summary, "A summary.", "with its summary");
	is_text(t.language, "en-GB", "and its language");
	ok(text_has_prefix(t.text, "Sentence 0.\nSentence 1.\n"), "and its text");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM sentences"), 100, "every sentence");
	is_int(select_int(db, a, "SELECT MAX(sequence) FROM sentences"), 99, "in their order");
	ok(strstr(seen(&t), "{\"at\":null,\"channel\":1,\"speaker\":\"caller\","
	    "\"text\":\"Sentence 0.\",\"confidence\":null},{\"at\":1.5,\"channel\":2,"),
	    "what is not known is null");
	is_text(call_transcript("CA3"), "GT3", "the call shows it");
	is_int(transcript_set(db, t.transcript_id, TRANSCRIPT_FAILED, NULL), DB_NONE,
	    "a late failure changes nothing");
	is_int(select_int(db, a, "SELECT ready_at IS NOT NULL FROM transcripts WHERE sid = 'GT3'"), 1,
	    "since when is on record");
	must(db, "UPDATE transcripts SET ready_at = '2026-11-21 08:00:00' WHERE sid = 'GT3'");
	is_int(transcript_fill(db, a, t.transcript_id, NULL, said, 2, NULL, NULL, NULL), DB_OK,
	    "filled again");
	is_int(select_int(db, a, "SELECT ready_at = '2026-11-21 08:00:00' FROM transcripts "
	    "WHERE sid = 'GT3'"), 1, "it is ready since the first time");
	(void)transcript_find(db, a, t.transcript_id, &t);
	is_text(t.text, "Sentence 0.\nSentence 1.", "its sentences are replaced");
	is_text(t.summary, "A summary.", "what is not said again stays");
	is_int(transcript_fill(db, a, t.transcript_id, NULL, NULL, 0, "All at once.", NULL, NULL),
	    DB_OK, "a text without sentences");
	(void)transcript_find(db, a, t.transcript_id, &t);
	is_text(t.text, "All at once.", "is a transcript as well");
	must(db, "UPDATE transcripts SET status = 'deleted', text = NULL");
	is_int(transcript_fill(db, a, t.transcript_id, NULL, said, 2, NULL, NULL, NULL), DB_NONE,
	    "one that was deleted stays so");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM sentences"), 0, "and gets no sentences");
	is_int(transcript_ask(db, a, "RE3", "CA3", clinic_id, SOURCE_INTELLIGENCE, &t, &made),
	    DB_OK, "asking again");
	ok(!made && t.status == TRANSCRIPT_DELETED, "says so");
	is_int(transcript_fill(db, a, 1234567, NULL, said, 2, NULL, NULL, NULL), DB_NONE,
	    "none, none");
}

/* Two recordings of one call by each source, with each one's state. */
static void
test_best(void)
{
	struct transcript t;

	empty();
	add_call("CA4", clinic_id);
	must(db, "INSERT INTO transcripts (call_sid, recording_sid, source, sid, status, text, "
	    "created_at) VALUES "
	    "('CA4', 'RE4', 'twilio-record', 'TR4', 'ready', 'by record', NOW(3)), "
	    "('CA4', 'RE4', 'twilio-intelligence', 'GT4', 'asked', NULL, NOW(3)), "
	    "('CA4', 'RE4', 'whisper', NULL, 'failed', NULL, NOW(3)), "
	    "('CA5', 'RE5', 'twilio-intelligence', 'GT5', 'ready', 'another call', NOW(3))");
	(void)transcript_of_call(db, a, "CA4", &t);
	is_text(t.sid, "TR4", "ready before asked");
	must(db, "UPDATE transcripts SET status = 'ready', text = 'by whisper' "
	    "WHERE source = 'whisper'");
	(void)transcript_of_call(db, a, "CA4", &t);
	is_text(t.text, "by whisper", "a better one, when that is ready");
	hear("GT6", "CA4", 1, "caller", "Hello.", 1);
	(void)transcript_of_call(db, a, "CA4", &t);
	is_text(t.text, "by whisper", "real-time comes behind it");
	must(db, "UPDATE transcripts SET status = 'ready', text = 'by Intelligence' "
	    "WHERE sid = 'GT4'");
	(void)transcript_of_call(db, a, "CA4", &t);
	is_text(t.sid, "GT4", "Intelligence is the best");
	(void)transcript_of_recording(db, a, "RE4", &t);
	is_text(t.sid, "GT4", "of a recording too");
	must(db, "UPDATE transcripts SET status = 'deleted' WHERE recording_sid = 'RE4'");
	(void)transcript_of_call(db, a, "CA4", &t);
	is_text(t.sid, "GT6", "one that was deleted is none");
}

static void
record(const char *sid, const char *recording_sid, const char *text)
{
	struct facts *f = facts_new(a);

	transcript_add_record(f, sid, recording_sid, "CA6", text, at(30));
	store(f);
}

static void
test_of_voicemail(void)
{
	struct voicemail_report v = { .call_sid = "CA6", .recording_sid = "RE6", .duration = 9,
		.recording_url = "https://x.test/RE6", .from = "+12125550123" };
	struct facts *f = facts_new(a);
	struct transcript t;

	empty();
	add_call("CA6", clinic_id);
	record("TR6", "RE6", NULL);
	(void)transcript_by_sid(db, a, "TR6", &t);
	ok(t.status == TRANSCRIPT_FAILED && t.clinic_id == clinic_id, "one that failed is known");
	is_text(call_transcript("CA6"), "none", "but not shown");
	record("TR6", "RE6", "Please call me back.");
	record("TR6", "RE6", NULL);
	record("TR6", "RE6", "Something else.");
	(void)transcript_of_recording(db, a, "RE6", &t);
	is_text(t.text, "Please call me back.", "what is ready stays");
	is_text(call_transcript("CA6"), "TR6", "and is shown");
	is_int(transcript_to_voicemail(db, a, &t), DB_NONE, "no voicemail yet");
	voicemail_add(f, &v, at(40));
	store(f);
	is_int(transcript_to_voicemail(db, a, &t), DB_OK, "as soon as there is one");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM voicemails "
	    "WHERE transcript = 'Please call me back.'"), 1, "it shows what was said");
	is_int(transcript_to_voicemail(db, a, &t), DB_OK, "again and again");
	must(db, "UPDATE transcripts SET status = 'deleted', text = NULL");
	must(db, "UPDATE voicemails SET transcript = NULL");
	is_int(transcript_to_voicemail(db, a, &t), DB_OK, "one that was deleted meanwhile");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM voicemails WHERE transcript IS NOT NULL"), 0,
	    "is not shown any more");
	record("TR6", "RE6", "Please call me back.");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM transcripts WHERE text IS NOT NULL"), 0,
	    "one that was deleted stays so");
}

int
main(void)
{
	a = arena_new(256 * 1024 * 1024);
	db = test_db_with_schema(a);
	clinic_id = test_clinic(db, a, "Hillside");
	test_live_in_every_order();
	test_live();
	test_asked_for();
	test_best();
	test_of_voicemail();
	is_text(transcript_source_name(SOURCE_WHISPER), "whisper", "a source's name");
	db_free(db);
	arena_free(a);
	return done_testing();
}

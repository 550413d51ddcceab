/* The ledger of deletions on a real server: what goes from which tables, once and twice, by several
 * at once; what is kept too long, clinic by clinic. */
#include "data/deletions.h"

#include "core/clock.h"
#include "core/text.h"
#include "../lib/clinics.h"

static struct arena *a;
static struct db *db;
static int64_t clinic_id;

static int64_t
count(const char *what)
{
	return select_int(db, a, arena_printf(a, "SELECT COUNT(*) FROM %s", what));
}

static void
empty(void)
{
	static const char *const tables[] = {
		"deletions", "jobs", "events", "voicemails", "bookings", "search_words",
		"sentences", "transcripts", "recordings", "messages", "calls", "sessions",
		"agent_conversations", "tickets", "unmatched_conversations",
	};

	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		must(db, arena_printf(a, "DELETE FROM %s", tables[i]));
}

/* Two calls alike but for their sids, with all that a deletion is about, and a text each. */
static void
fill(void)
{
	static const char *const statements[] = {
		"INSERT INTO calls (call_id, clinic_id, call_sid, direction, from_number, "
		"to_number, phone, status, status_rank, started_at, call_type, recording_sid, "
		"transcript_sid, summary_text, summary_ready, summarised_at, analysis, "
		"booked_evidence, stated_time, stated_date, appointment_booked) VALUES (%d, @clinic, 'CA%d', 'inbound', '', '', "
		"'', 'completed', 5, NOW(3), 'inbound', 'RE%d', 'GT%d', 'words', TRUE, NOW(3), "
		"'{\"words\": 1}', 'words', 'words', '2026-11-23', TRUE)",
		"INSERT INTO recordings (recording_id, recording_sid, clinic_id, call_sid, url, "
		"source, status, status_rank, processing_status, created_at) VALUES (%d, 'RE%d', "
		"@clinic, 'CA%d', 'https://there/%d', 'DialVerb', 'completed', 3, 'done', "
		"NOW(3) - INTERVAL 10 DAY)",
		"INSERT INTO transcripts (transcript_id, clinic_id, call_sid, recording_sid, "
		"source, sid, status, text, summary, operators, created_at) VALUES (%d, @clinic, "
		"'CA%d', 'RE%d', 'twilio-intelligence', 'GT%d', 'ready', 'words', 'words', "
		"'[\"words\"]', NOW(3) - INTERVAL 10 DAY)",
		"INSERT INTO sentences (transcript_id, sequence, text) VALUES (%d, %d, 'words')",
		"INSERT INTO voicemails (clinic_id, call_sid, from_number, recording_sid, "
		"recording_url, transcript, created_at) VALUES (@clinic, 'CA%d', '', 'RE%d', "
		"'https://there/', 'words', NOW(3))",
		"INSERT INTO bookings (clinic_id, call_sid, source, stated_time, evidence, "
		"confidence, created_at, updated_at) VALUES (@clinic, 'CA%d', 'detector', "
		"'words', 'words', 1, NOW(3), NOW(3))",
		"INSERT INTO search_words (clinic_id, word, at, kind, ref) VALUES (@clinic, "
		"'words', NOW(3), 'call', %d), (@clinic, 'words', NOW(3), 'message', %d)",
		"INSERT INTO messages (message_id, clinic_id, message_sid, direction, from_number, "
		"to_number, phone, body, media, status, status_rank, created_at, updated_at) "
		"VALUES (%d, @clinic, 'MM%d', 'inbound', '', '', '', 'words', '[]', 'received', 5, "
		"NOW(3) - INTERVAL 10 DAY, NOW(3))",
		"INSERT INTO events (subject, type, verdict, at, path, status, duration_us, "
		"content_type, body) VALUES "
		"('CA%d', 'transcription', 'accepted', NOW(3), '/x', 204, 0, '', 'words'), "
		"('CA%d', 'transcription', 'duplicate', NOW(3), '/x', 204, 0, '', 'words'), "
		"('CA%d', 'odd', 'failed', NOW(3), '/x/transcription', 204, 0, '', 'words')",
		"INSERT INTO events (subject, type, verdict, at, path, status, duration_us, "
		"content_type, body) VALUES "
		"('CA%d', 'incoming', 'accepted', NOW(3), '/x', 200, 0, '', 'From=words'), "
		"('MM%d', 'sms', 'accepted', NOW(3), '/x', 200, 0, '', 'words')",
		"INSERT INTO agent_conversations (agent_conversation_id, provider, "
		"conversation_id, clinic_id, call_sid, created_at) VALUES (%d, 'elevenlabs', "
		"'conv%d', @clinic, 'CA%d', NOW(3) - INTERVAL 10 DAY)",
		"INSERT INTO sessions (session_id, clinic_id, phone, agent_type, provider, status, "
		"status_rank, conversation_id, summary, transcript, has_audio, created_at, "
		"updated_at) VALUES ('vs_%d', @clinic, '', '', 'elevenlabs', 'completed', 5, "
		"'conv%d', 'said', '[\"said\"]', TRUE, NOW(3), NOW(3))",
		"INSERT INTO tickets (clinic_id, session_id, origin, subject, description, "
		"created_at, updated_at) VALUES (@clinic, 'vs_%d', 'elevenlabs:conv%d', 'Tooth', "
		"'said', NOW(3), NOW(3))",
		"INSERT INTO bookings (clinic_id, session_id, source, stated_time, evidence, "
		"confidence, created_at, updated_at) VALUES (@clinic, 'vs_%d', 'elevenlabs', "
		"'said', 'said', 1, NOW(3), NOW(3))",
		"INSERT INTO events (subject, type, claim, verdict, at, path, status, duration_us, "
		"content_type, body) VALUES "
		"('CA%d', 'post-call-failure', 'elevenlabs:post-call-failure:conv%d', 'accepted', "
		"NOW(3), '/post', 200, 0, '', 'said'), "
		"('conv%d', 'post-call-failure', NULL, 'duplicate', NOW(3), '/post', 200, 0, '', "
		"'said')",
		"INSERT INTO unmatched_conversations (provider, conversation_id, reason, "
		"created_at) VALUES ('elevenlabs', 'conv%d', '', NOW(3))",
	};

	empty();
	must(db, arena_printf(a, "SET @clinic = %lld", (long long)clinic_id));
	for (int n = 1; n <= 2; n++)
		for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
			struct text sql = text_new(a);

			for (const char *p = statements[i]; *p; p++)
				if (p[0] == '%' && p[1] == 'd')
					text_printf(&sql, "%d", n), p++;
				else
					text_putc(&sql, *p);
			must(db, sql.data);
		}
}

static struct deletion
ask(enum deletion_kind kind, int64_t ref)
{
	struct deletion d = {
		.kind = kind, .ref = ref, .reason = DELETION_REQUEST, .user_id = 3,
	};

	if (deletion_ask(db, a, &d, 0) != DB_OK)
		bail_out("not asked: %s", db_error(db));
	return d;
}

static void
test_recording(void)
{
	struct deletion d, again;

	fill();
	d = ask(DELETION_RECORDING, 1);
	ok(text_same(d.sid, "RE1") && d.clinic_id == clinic_id && d.status == DELETION_PENDING,
	    "a recording is to be deleted at Twilio");
	is_int(count("recordings WHERE url = '' AND processing_status = 'deleted' "
	    "AND recording_id = 1"), 1, "it is deleted here");
	is_int(count("voicemails WHERE recording_url = '' AND call_sid = 'CA1'"), 1,
	    "the voicemail does not lead to it");
	is_int(count("calls WHERE recording_sid IS NULL AND call_sid = 'CA1'"), 1, "nor the call");
	is_int(count("transcripts WHERE text = 'words'"), 2,
	    "what was said in it is another thing");
	is_int(count("recordings WHERE url <> '' AND processing_status = 'done'"), 1,
	    "another recording stays");
	is_int(count("calls WHERE recording_sid = 'RE2'"), 1, "and its call's");
	is_int(count("jobs WHERE kind = 'delete'"), 1, "a job sees to it");
	again = ask(DELETION_RECORDING, 1);
	ok(again.deletion_id == d.deletion_id && count("deletions") == 1 && count("jobs") == 1,
	    "asked for once more, it is one entry and one job");
	must(db, "INSERT INTO recordings (recording_sid, call_sid, url, source, status, "
	    "status_rank, created_at) VALUES ('RE3', 'CA2', 'x', '', 'completed', 3, NOW(3))");
	(void)ask(DELETION_RECORDING, 2);
	is_int(count("calls WHERE recording_sid = 'RE3'"), 1,
	    "a call's other recording takes its place");
	d = (struct deletion){ .kind = DELETION_RECORDING, .ref = 99 };
	is_int(deletion_ask(db, a, &d, 0), DB_NONE, "what is not there cannot be deleted");
	is_int(count("deletions WHERE ref = 99"), 0, "and is not in the ledger");
}

static void
test_transcript(void)
{
	struct deletion d;

	fill();
	d = ask(DELETION_TRANSCRIPT, 1);
	is_text(d.sid, "GT1", "a transcript is to be deleted there");
	is_int(count("transcripts WHERE transcript_id = 1 AND status = 'deleted' AND text IS NULL "
	    "AND summary IS NULL AND operators IS NULL"), 1, "its words are gone");
	is_int(count("sentences WHERE transcript_id = 1"), 0, "sentence by sentence");
	is_int(count("calls WHERE call_sid = 'CA1' AND summary_text IS NULL AND NOT summary_ready "
	    "AND summarised_at IS NULL AND analysis IS NULL AND booked_evidence IS NULL AND stated_time IS NULL "
	    "AND stated_date IS NOT NULL AND transcript_sid IS NULL AND appointment_booked"), 1,
	    "the call keeps the verdict, and none of the words");
	is_int(count("voicemails WHERE call_sid = 'CA1' AND transcript IS NULL"), 1,
	    "nor does a voicemail");
	is_int(count("bookings WHERE call_sid = 'CA1' AND evidence = '' "
	    "AND stated_time IS NULL"), 1, "nor a booking");
	is_int(count("search_words WHERE kind = 'call' AND ref = 1"), 0, "search finds nothing");
	is_int(count("events WHERE subject = 'CA1' AND body = ''"), 3,
	    "the raw webhooks have forgotten it, the repeat and the odd one too");
	is_int(count("events WHERE subject = 'CA1'"), 5, "but that they came is on record");
	is_int(count("events WHERE body LIKE '%words%'"), 7, "others are as they were");
	is_int(count("transcripts JOIN sentences USING (transcript_id) JOIN calls USING (call_sid) "
	    "JOIN voicemails USING (call_sid) JOIN bookings USING (call_sid) WHERE "
	    "calls.summary_text = 'words' AND transcripts.text = 'words' AND evidence = 'words' "
	    "AND voicemails.transcript = 'words' AND calls.call_sid = 'CA2'"), 1,
	    "as is the other call");
	is_int(count("jobs WHERE kind <> 'delete'"), 0, "nothing is left to look into");
	must(db, "UPDATE transcripts SET source = 'whisper', sid = NULL WHERE transcript_id = 2");
	d = ask(DELETION_TRANSCRIPT, 2);
	ok(!d.sid && d.status == DELETION_DONE && count("jobs") == 1,
	    "whisper's is nowhere else: it is done at once");
}

/* One of two transcripts. */
static void
test_other_transcript(void)
{
	struct deletion d;

	fill();
	must(db, "UPDATE calls SET detector_version = 1, outcome = 'appointment-booked', "
	    "analysis = '{\"outcome\": \"appointment-booked\", \"words\": 1}'");
	must(db, "INSERT INTO transcripts (transcript_id, call_sid, recording_sid, source, status, "
	    "text, created_at) VALUES (3, 'CA1', 'RE1', 'twilio-record', 'ready', 'said', NOW(3)), "
	    "(4, 'CA2', NULL, 'realtime', 'ready', NULL, NOW(3))");
	d = ask(DELETION_TRANSCRIPT, 1);
	is_int(count("jobs WHERE job_key = 'analyse-call:CA1'"), 1,
	    "a call with another transcript is looked into anew");
	is_int(count("calls WHERE call_sid = 'CA1' AND detector_version IS NULL "
	    "AND analysis = '{\"outcome\": \"appointment-booked\"}'"), 1,
	    "by one who knows whose the outcome was");
	is_int(count("search_words WHERE word = 'said' AND ref = 1"), 1, "its words are found");
	is_int(count("jobs WHERE job_key = 'voicemail-transcript:RE1'"), 1,
	    "and its voicemail shows the other one");
	must(db, "DELETE FROM jobs");
	must(db, "UPDATE calls SET summary_text = 'anew', detector_version = 1 "
	    "WHERE call_sid = 'CA1'");
	must(db, "UPDATE voicemails SET transcript = 'said' WHERE call_sid = 'CA1'");
	is_int(deletion_repeat(db, a, &d), DB_OK, "once more here");
	is_int(count("calls JOIN voicemails USING (call_sid) WHERE summary_text = 'anew' "
	    "AND transcript = 'said' AND call_sid = 'CA1'"), 1, "what was drawn anew stays");
	is_int(count("jobs"), 0, "and is not drawn once more");
	(void)ask(DELETION_TRANSCRIPT, 4);
	is_int(count("voicemails WHERE call_sid = 'CA2' AND transcript = 'words'"), 1,
	    "what was heard live is no voicemail's text");
}

static void
test_message(void)
{
	fill();
	is_text(ask(DELETION_MESSAGE, 1).sid, "MM1", "a text is to be deleted there");
	is_int(count("messages WHERE message_id = 1 AND body = '' AND media IS NULL"), 1,
	    "its words and pictures are gone");
	is_int(count("search_words WHERE kind = 'message' AND ref = 1"), 0, "search finds nothing");
	is_int(count("search_words"), 3, "but of others");
	is_int(count("events WHERE subject = 'MM1' AND body = ''"), 1, "nor has the webhook it");
	is_int(count("events WHERE body LIKE '%words%'"), 9, "others have theirs");
	must(db, "UPDATE messages SET message_sid = NULL WHERE message_id = 2");
	is_int(ask(DELETION_MESSAGE, 2).status, DELETION_DONE,
	    "one that was never sent is nowhere else");
	is_int(count("events WHERE body LIKE '%words%'"), 9, "and its sid is nobody's");
}

static void
test_conversation(void)
{
	struct deletion d, found;

	fill();
	d = ask(DELETION_CONVERSATION, 1);
	ok(text_same(d.sid, "conv1") && d.status == DELETION_PENDING && d.clinic_id == clinic_id,
	    "a conversation is to be deleted at its provider");
	is_int(deletion_find(db, a, d.deletion_id, &found), DB_OK, "it is in the ledger");
	ok(found.kind == DELETION_CONVERSATION && text_same(found.provider, "elevenlabs"),
	    "with whose it is");
	is_int(count("sessions WHERE NOT has_audio AND session_id = 'vs_1'"), 1, "no sound is given");
	is_int(count("sessions WHERE has_audio AND summary = 'said' AND session_id = 'vs_2'"), 1,
	    "but of another one");
	is_int(count("sessions WHERE summary = 'said'"), 2, "its words are here");
	is_int(count("events WHERE body = 'said'"), 4, "as they came, too");

	d = ask(DELETION_REPORT, 1);
	ok(!d.sid && d.status == DELETION_DONE, "what it told us is deleted here, at once");
	is_int(count("sessions WHERE summary IS NULL AND transcript IS NULL"), 1,
	    "the session's words");
	is_int(count("tickets WHERE description = '' AND subject = 'Tooth'"), 1, "the ticket's");
	is_int(count("bookings WHERE evidence = '' AND stated_time IS NULL"), 1, "the booking's");
	is_int(count("events WHERE body = '' AND type = 'post-call-failure'"), 2,
	    "and as they came, each time");
	is_int(count("unmatched_conversations"), 1, "nobody needs to know whose it was");
	is_int(count("sessions WHERE summary = 'said'"), 1, "another's stay");
	is_int(count("tickets WHERE description = 'said'"), 1, "all");
	is_int(count("bookings WHERE evidence = 'said'"), 1, "of");
	is_int(count("events WHERE body = 'said'"), 2, "them");
	is_int(count("events WHERE body = 'words'"), 8, "and what has nothing to do with it");
	must(db, "UPDATE agent_conversations SET clinic_id = NULL, provider = 'vapi' "
	    "WHERE agent_conversation_id = 2");
	is_int(ask(DELETION_REPORT, 2).status, DELETION_DONE, "one that fits no call");
	is_int(count("sessions WHERE summary = 'said'"), 1, "is not the other provider's");
}

static void
test_ledger(void)
{
	struct deletion d, found;
	struct json_object *items;
	struct page page = { .limit = 10 };
	struct deletion_filter filter = { NULL, NULL };
	int64_t *ids, next;
	size_t n;

	fill();
	d = ask(DELETION_RECORDING, 1);
	is_int(deletion_find(db, a, d.deletion_id, &found), DB_OK, "an entry is found");
	ok(found.kind == DELETION_RECORDING && found.ref == 1 && text_same(found.sid, "RE1") &&
	    found.user_id == 3 && found.reason == DELETION_REQUEST &&
	    found.status == DELETION_PENDING, "as it was written");
	is_int(deletion_find(db, a, 999, &found), DB_NONE, "another is not");
	is_int(deletion_missed(db, a, d.deletion_id, "Twilio said no", false), DB_OK, "not yet");
	is_int(count("deletions WHERE status = 'pending' AND attempts = 1 AND there_at IS NULL "
	    "AND here_at IS NOT NULL AND last_error = 'Twilio said no'"), 1, "as it says");
	(void)deletion_missed(db, a, d.deletion_id, "Twilio said no", true);
	is_int(count("deletions WHERE status = 'failed' AND attempts = 2"), 1, "given up");
	(void)deletions_open(db, a, 0, 0, 10, &ids, &n);
	ok(n == 1 && ids[0] == d.deletion_id, "but not forgotten");
	(void)deletions_open(db, a, 0, 60, 10, &ids, &n);
	is_int((int64_t)n, 0, "nor tried at once");
	must(db, "UPDATE deletions SET tried_at = NOW(3) - INTERVAL 2 MINUTE");
	(void)deletions_open(db, a, 0, 60, 10, &ids, &n);
	is_int((int64_t)n, 1, "after a while it is");
	must(db, "DELETE FROM jobs");
	is_int(ask(DELETION_RECORDING, 1).status, DELETION_PENDING,
	    "asked for again, it is pending");
	is_int(count("jobs"), 1, "and tried again");
	is_int(deletion_done(db, a, d.deletion_id), DB_OK, "done");
	is_int(count("deletions WHERE status = 'done' AND attempts = 3 AND there_at IS NOT NULL "
	    "AND last_error IS NULL"), 1, "as it says");
	is_int(deletion_missed(db, a, d.deletion_id, "late", true), DB_NONE, "done stays done");
	must(db, "DELETE FROM jobs");
	is_int(ask(DELETION_RECORDING, 1).status, DELETION_DONE, "asked for once more");
	is_int(count("jobs"), 0, "there is nothing to do");
	/* What came late goes too. */
	must(db, "UPDATE recordings SET url = 'https://late/'");
	is_int(deletion_repeat(db, a, &d), DB_OK, "once more here");
	is_int(count("recordings WHERE url = ''"), 1, "and it is gone");
	must(db, "DELETE FROM recordings WHERE recording_id = 1");
	is_int(deletion_repeat(db, a, &d), DB_OK, "what is not there at all is no error");

	(void)ask(DELETION_TRANSCRIPT, 2);
	(void)ask(DELETION_MESSAGE, 2);
	items = json_array_in(a);
	page.limit = 2;
	is_int(deletions_list(db, a, &page, &filter, items, &next), DB_OK, "a page of it");
	ok(json_object_array_length(items) == 2 && next && text_same(json_get_text(
	    json_object_array_get_idx(items, 0), "kind"), "message"), "the newest first");
	page.before_id = next;
	items = json_array_in(a);
	(void)deletions_list(db, a, &page, &filter, items, &next);
	ok(json_object_array_length(items) == 1 && !next, "and what follows");
	page = (struct page){ .limit = 9 };
	filter = (struct deletion_filter){ "pending", "transcript" };
	items = json_array_in(a);
	(void)deletions_list(db, a, &page, &filter, items, &next);
	is_int((int64_t)json_object_array_length(items), 1, "what is pending of a kind");
	page.clinic_id = clinic_id + 1;
	items = json_array_in(a);
	(void)deletions_list(db, a, &page, &filter, items, &next);
	is_int((int64_t)json_object_array_length(items), 0, "another clinic has its own");
}

static void
test_due(void)
{
	int64_t before = clock_now_ms() - (int64_t)9 * 86400 * 1000, *refs;
	size_t n;

	fill();
	for (enum deletion_kind kind = 0; kind < DELETION_KINDS; kind++) {
		(void)retention_due(db, a, kind, clinic_id, before, 10, &refs, &n);
		ok(n == 2 && refs[0] == 1, "%ss that are due", deletion_kind_name(kind));
		(void)retention_due(db, a, kind, clinic_id, before, 1, &refs, &n);
		is_int((int64_t)n, 1, "a page of them");
		(void)retention_due(db, a, kind, clinic_id, before - (int64_t)2 * 86400 * 1000, 10,
		    &refs, &n);
		is_int((int64_t)n, 0, "they are no older");
		(void)retention_due(db, a, kind, clinic_id + 1, before, 10, &refs, &n);
		is_int((int64_t)n, 0, "nor another clinic's");
		(void)retention_due(db, a, kind, 0, before, 10, &refs, &n);
		is_int((int64_t)n, 0, "nor nobody's");
		(void)ask(kind, 1);
		(void)retention_due(db, a, kind, clinic_id, before, 10, &refs, &n);
		ok(n == 1 && refs[0] == 2, "one that was deleted is not due");
	}
	fill();
	must(db, "UPDATE messages SET direction = 'outbound', ask_until = NOW(3) + INTERVAL 1 HOUR");
	(void)retention_due(db, a, DELETION_MESSAGE, clinic_id, before, 10, &refs, &n);
	is_int((int64_t)n, 0, "texts that wait are kept");
	must(db, "UPDATE messages SET asked_at = NOW(3) - INTERVAL 10 DAY, message_sid = 'SM' "
	    "WHERE message_id = 1");
	must(db, "UPDATE messages SET status = 'canceled', updated_at = NOW(3) - INTERVAL 10 DAY "
	    "WHERE message_id = 2");
	(void)retention_due(db, a, DELETION_MESSAGE, clinic_id, before, 10, &refs, &n);
	is_int((int64_t)n, 2, "until so long after they were sent, or called off");
	must(db, "UPDATE messages SET asked_at = NOW(3) WHERE message_id = 1");
	must(db, "UPDATE messages SET updated_at = NOW(3) WHERE message_id = 2");
	(void)retention_due(db, a, DELETION_MESSAGE, clinic_id, before, 10, &refs, &n);
	is_int((int64_t)n, 0, "and no earlier");
	fill();
	must(db, "UPDATE recordings SET clinic_id = NULL");
	must(db, "UPDATE transcripts SET clinic_id = NULL");
	must(db, "UPDATE messages SET clinic_id = NULL");
	must(db, "UPDATE agent_conversations SET clinic_id = NULL");
	must(db, "UPDATE calls SET clinic_id = NULL WHERE call_id = 1");
	for (enum deletion_kind kind = 0; kind < DELETION_KINDS; kind++) {
		static const int64_t due[] = {
			[DELETION_RECORDING] = 1, [DELETION_TRANSCRIPT] = 1, [DELETION_MESSAGE] = 2,
			[DELETION_CONVERSATION] = 0, [DELETION_REPORT] = 2,
		};

		(void)retention_due(db, a, kind, 0, before, 10, &refs, &n);
		is_int((int64_t)n, due[kind],
		    "%ss that are nobody's, and their call neither", deletion_kind_name(kind));
	}
	must(db, "UPDATE calls SET recording_sid = NULL");
	is_int(retention_adopt(db), DB_OK, "those of a clinic's call");
	ok(count("recordings WHERE clinic_id IS NULL") == 1 &&
	    count("transcripts WHERE clinic_id IS NULL") == 1, "become the clinic's");
	ok(count("calls WHERE recording_sid IS NULL") == 1 &&
	    count("calls WHERE call_sid = 'CA2' AND recording_sid = 'RE2'") == 1,
	    "and it has its recording");
	must(db, "UPDATE recordings SET status = 'absent'");
	(void)retention_due(db, a, DELETION_RECORDING, 0, before, 10, &refs, &n);
	is_int((int64_t)n, 0, "what never had sound needs no deletion");
	(void)retention_clinics(db, a, 0, 10, &refs, &n);
	ok(n == 1 && refs[0] == clinic_id, "the clinics");
	(void)retention_clinics(db, a, clinic_id, 10, &refs, &n);
	is_int((int64_t)n, 0, "and no more");
}

/* What could not be read: of a clinic's call, of nobody's, of none that is there or is named. */
static void
test_odd(void)
{
	static const char *const odd[] = {
		"'CA1', 'odd', 'failed', NOW(3) - INTERVAL 10 DAY, '/x/transcription'",
		"'CA1', 'odd', 'failed', NOW(3) - INTERVAL 10 DAY, '/x/status'",
		"'CA1', 'odd', 'failed', NOW(3), '/x/transcription'",
		"'CA1', 'transcription', 'accepted', NOW(3) - INTERVAL 10 DAY, '/x/transcription'",
		"'CA2', 'odd', 'failed', NOW(3) - INTERVAL 10 DAY, '/x/transcription'",
		"'CA9', 'odd', 'failed', NOW(3) - INTERVAL 10 DAY, '/x/transcription'",
		"NULL, 'odd', 'failed', NOW(3) - INTERVAL 10 DAY, '/x/status'",
	};
	int64_t before = clock_now_ms() - (int64_t)9 * 86400 * 1000;

	fill();
	must(db, "UPDATE calls SET clinic_id = NULL WHERE call_sid = 'CA2'");
	must(db, "DELETE FROM events");
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		must(db, arena_printf(a, "INSERT INTO events (subject, type, verdict, at, path, "
		    "status, duration_us, content_type, body) VALUES (%s, 204, 0, '', 'words')",
		    odd[i]));
	is_int(retention_forget_odd(db, a, clinic_id + 1, before), DB_OK, "another clinic");
	is_int(count("events WHERE body = ''"), 0, "has none");
	is_int(retention_forget_odd(db, a, clinic_id, before), DB_OK, "the clinic");
	ok(count("events WHERE body = ''") == 1 && count("events WHERE body = '' "
	    "AND subject = 'CA1'") == 1, "forgets a transcription's that could not be read");
	is_int(retention_forget_odd(db, a, 0, before), DB_OK, "nobody");
	is_int(count("events WHERE body = '' AND COALESCE(subject, '') <> 'CA1'"), 3,
	    "those of nobody's calls, and whatever names none");
	is_int(count("events WHERE body = ''"), 4, "and no clinic's");
}

/* In a process of its own. */
static int
ask_one(int n)
{
	struct arena *mine = arena_new(8 * 1024 * 1024);
	struct db *own = test_db();
	struct deletion d = { .kind = (enum deletion_kind)(n % DELETION_KINDS), .ref = 1 };

	return deletion_ask(own, mine, &d, 0);
}

static void
test_at_once_all(void)
{
	struct tally tally;

	fill();
	tally = test_at_once(10, ask_one);
	is_int(tally.of[DB_OK], 10, "ten at once are heard");
	is_int(count("deletions"), DELETION_KINDS, "each thing has one entry");
	is_int(count("jobs"), DELETION_KINDS - 1, "and one job, where there is something to ask");
}

int
main(void)
{
	a = arena_new(256 * 1024 * 1024);
	db = test_db_with_schema(a);
	clinic_id = test_clinic(db, a, "Hillside");
	test_recording();
	test_transcript();
	test_other_transcript();
	test_message();
	test_conversation();
	test_ledger();
	test_due();
	test_odd();
	test_at_once_all();
	db_free(db);
	arena_free(a);
	return done_testing();
}

/* Transcripts. See transcripts.h. */
#include "data/transcripts.h"

#include "core/text.h"

/* Widths of the columns, as in schema/0006-recordings.sql. A TEXT holds 65,535 bytes. */
enum {
	CALL_SID_MAX = 64, SID_MAX = 34, LANGUAGE_MAX = 16, SPEAKER_MAX = 64, TEXT_MAX = 16000,
	WHOLE_MAX = 4 * 1024 * 1024,
	SENTENCES_MAX = 5000,			/* DB_ROWS_MAX; eight hours have some thousands */
	SENTENCES_AT_ONCE = 32,
};

static const char *const sources[] = {
	[SOURCE_INTELLIGENCE] = "twilio-intelligence", [SOURCE_REALTIME] = "realtime",
	[SOURCE_WHISPER] = "whisper", [SOURCE_RECORD] = "twilio-record",
	[SOURCE_ELEVENLABS] = "elevenlabs", [SOURCE_VAPI] = "vapi",
};

static const char *const statuses[] = {
	[TRANSCRIPT_ASKED] = "asked", [TRANSCRIPT_UNKNOWN] = "unknown",
	[TRANSCRIPT_READY] = "ready", [TRANSCRIPT_FAILED] = "failed",
	[TRANSCRIPT_DELETED] = "deleted",
};

const char *
transcript_source_name(enum transcript_source source)
{
	return sources[source];
}

const char *
transcript_speaker(int channel, bool assistant_first)
{
	if (channel != 1 && channel != 2)
		return NULL;
	return (channel == 1) != assistant_first ? "caller" : "clinic";
}

/* A ready one in which nothing was heard tells nothing. Sentences that are heard live are no text. */
#define BEST_FIRST \
	"FIELD(status, 'ready', 'asked', 'unknown', 'failed'), COALESCE(text = '', FALSE), " \
	"FIELD(source, 'elevenlabs', 'vapi', 'twilio-intelligence', 'whisper', 'realtime', " \
	    "'twilio-record'), " \
	"transcript_id DESC"

/* The call's row shows the sid of the best one that is ready, where that has a sid at all. */
#define CALL_SHOWS \
	"UPDATE calls SET transcript_sid = COALESCE((SELECT sid FROM transcripts " \
	    "WHERE call_sid = ? AND status = 'ready' AND sid IS NOT NULL " \
	    "ORDER BY " BEST_FIRST " LIMIT 1), transcript_sid) WHERE call_sid = ?"
/* Or this one, where it shows none. */
#define CALL_MAY_SHOW \
	"UPDATE calls SET transcript_sid = COALESCE(transcript_sid, ?) WHERE call_sid = ?"

/* --- as one of an event's facts ------------------------------------------------------------ */

/* The instants of a real-time transcript's sentences are kept as they were told: what its beginning
 * was turns out when everything is there, in whatever order that came. */
#define REALTIME_MERGE \
	"INSERT INTO transcripts (clinic_id, call_sid, source, sid, status, language, " \
	"created_at, ready_at) VALUES (COALESCE(?, (SELECT clinic_id FROM calls WHERE call_sid = ?)), ?, " \
	"'realtime', ?, ?, ?, ?, ?) " \
	"ON DUPLICATE KEY UPDATE clinic_id = COALESCE(clinic_id, VALUES(clinic_id)), " \
	"language = COALESCE(language, VALUES(language)), " \
	"status = IF(status = 'asked', VALUES(status), status), " \
	"created_at = LEAST(created_at, VALUES(created_at)), " \
	"ready_at = COALESCE(GREATEST(ready_at, VALUES(ready_at)), ready_at, VALUES(ready_at))"

#define SENTENCE_COLUMNS "(transcript_id, sequence, at_ms, channel, speaker, text, confidence) "

#define REALTIME_SENTENCE \
	"INSERT INTO sentences " SENTENCE_COLUMNS \
	"SELECT transcript_id, ?, ?, ?, ?, ?, ? FROM transcripts " \
	"WHERE sid = ? AND status <> 'deleted' " \
	"ON DUPLICATE KEY UPDATE sequence = VALUES(sequence)"

#define RECORD_MERGE \
	"INSERT INTO transcripts (clinic_id, call_sid, recording_sid, source, sid, status, " \
	"language, text, created_at, ready_at) VALUES ((SELECT clinic_id FROM calls " \
	"WHERE call_sid = ?), ?, ?, 'twilio-record', ?, ?, 'en-US', ?, ?, ?) " \
	/* MariaDB assigns from left to right: what looks at the old status comes before it. */ \
	"ON DUPLICATE KEY UPDATE clinic_id = COALESCE(clinic_id, VALUES(clinic_id)), " \
	"text = IF(status IN ('ready', 'deleted'), text, VALUES(text)), " \
	"ready_at = IF(status IN ('ready', 'deleted'), ready_at, VALUES(ready_at)), " \
	"status = IF(status IN ('ready', 'deleted'), status, VALUES(status))"

static struct db_value
call_sid_value(struct arena *a, const char *call_sid)
{
	return db_text_fit(a, call_sid, CALL_SID_MAX);
}

/* The values of a sentence's columns, behind the transcript's id. */
enum { SENTENCE_VALUES = 6 };

static void
sentence_values(struct arena *a, const struct sentence *s, int sequence,
    struct db_value values[SENTENCE_VALUES])
{
	struct db_value v[SENTENCE_VALUES] = {
		db_int(sequence),
		s->at_ms < 0 ? db_null() : db_int(s->at_ms),
		db_id(s->channel > 0 && s->channel < 256 ? s->channel : 0),
		db_text_fit(a, s->speaker, SPEAKER_MAX),
		db_text_fit(a, s->text ? s->text : "", TEXT_MAX),
		s->confidence < 0 ? db_null() : db_real(s->confidence),
	};

	memcpy(values, v, sizeof v);
}

void
transcript_add_sentence(struct facts *f, const char *sid, const char *call_sid, int64_t clinic_id,
    const char *language, const struct sentence *sentence, int64_t at_ms)
{
	struct arena *a = facts_arena(f);
	struct db_value values[SENTENCE_VALUES + 1];

	facts_add(f, REALTIME_MERGE, DB_VALUES(db_id(clinic_id), call_sid_value(a, call_sid),
	    call_sid_value(a, call_sid), db_text_fit(a, sid, SID_MAX),
	    db_text(statuses[sentence ? TRANSCRIPT_READY : TRANSCRIPT_ASKED]),
	    db_text_fit(a, language, LANGUAGE_MAX), db_time(a, at_ms),
	    sentence ? db_time(a, at_ms) : db_null()));
	if (!sentence)
		return;
	sentence_values(a, sentence, sentence->sequence, values);
	values[SENTENCE_VALUES] = db_text_fit(a, sid, SID_MAX);
	facts_add(f, REALTIME_SENTENCE, values, SENTENCE_VALUES + 1);
}

void
transcript_add_end(struct facts *f, const char *sid, const char *call_sid, int64_t at_ms)
{
	struct arena *a = facts_arena(f);

	/* The call first, as everybody locks it first. */
	facts_add(f, CALL_MAY_SHOW, DB_VALUES(db_text_fit(a, sid, SID_MAX),
	    call_sid_value(a, call_sid)));
	facts_add(f, REALTIME_MERGE, DB_VALUES(db_null(), call_sid_value(a, call_sid),
	    call_sid_value(a, call_sid), db_text_fit(a, sid, SID_MAX),
	    db_text(statuses[TRANSCRIPT_READY]), db_null(), db_time(a, at_ms), db_time(a, at_ms)));
}

void
transcript_add_record(struct facts *f, const char *sid, const char *recording_sid,
    const char *call_sid, const char *text, int64_t at_ms)
{
	struct arena *a = facts_arena(f);

	facts_add(f, CALL_MAY_SHOW, DB_VALUES(text ? db_text_fit(a, sid, SID_MAX) : db_null(),
	    call_sid_value(a, call_sid)));
	facts_add(f, RECORD_MERGE, DB_VALUES(call_sid_value(a, call_sid),
	    call_sid_value(a, call_sid), db_text_fit(a, recording_sid, SID_MAX),
	    db_text_fit(a, sid, SID_MAX),
	    db_text(statuses[text ? TRANSCRIPT_READY : TRANSCRIPT_FAILED]),
	    db_text_fit(a, text, TEXT_MAX), db_time(a, at_ms),
	    text ? db_time(a, at_ms) : db_null()));
}

/* --- reading --------------------------------------------------------------------------------- */

#define TRANSCRIPT_SELECT \
	"SELECT transcript_id, COALESCE(clinic_id, (SELECT clinic_id FROM calls " \
	    "WHERE calls.call_sid = transcripts.call_sid)) AS clinic_id, call_sid, " \
	"recording_sid, source, sid, status, language, text, summary, created_at FROM transcripts "

#define SENTENCE_SELECT \
	"SELECT sequence, at_ms, channel, speaker, text, confidence FROM sentences " \
	"WHERE transcript_id = ? ORDER BY sequence LIMIT 5000"	/* SENTENCES_MAX */

static int
word_index(const char *const *words, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (text_same(words[i], word))
			return (int)i;
	return 0;
}

/* A line a sentence; where it was heard live, nothing else holds the whole. */
static enum db_result
text_of_sentences(struct db *db, struct arena *a, struct transcript *t)
{
	struct text all = text_new(a);
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows, SENTENCE_SELECT,
	    DB_VALUES(db_int(t->transcript_id)));

	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < db_count(rows); i++)
		text_printf(&all, "%s%s", i ? "\n" : "", row_text(db_at(rows, i), "text"));
	t->text = all.data;
	return DB_OK;
}

static enum db_result
transcript_read(struct db *db, struct arena *a, const char *sql, struct db_value value,
    struct transcript *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row, sql, &value, 1);

	if (result != DB_OK)
		return result;
	*out = (struct transcript){
		.transcript_id = row_int(row, "transcript_id"),
		.clinic_id = row_int(row, "clinic_id"),
		.call_sid = row_text(row, "call_sid"),
		.recording_sid = row_text(row, "recording_sid"),
		.sid = row_text(row, "sid"),
		.language = row_text(row, "language"),
		.text = row_text(row, "text"),
		.summary = row_text(row, "summary"),
		.source = (enum transcript_source)word_index(sources,
		    sizeof sources / sizeof *sources, row_text(row, "source")),
		.status = (enum transcript_status)word_index(statuses,
		    sizeof statuses / sizeof *statuses, row_text(row, "status")),
		.created_at_ms = row_time(row, "created_at"),
	};
	if (out->source == SOURCE_REALTIME && out->status == TRANSCRIPT_READY)
		return text_of_sentences(db, a, out);
	return DB_OK;
}

enum db_result
transcript_find(struct db *db, struct arena *a, int64_t transcript_id, struct transcript *out)
{
	return transcript_read(db, a, TRANSCRIPT_SELECT "WHERE transcript_id = ?",
	    db_int(transcript_id), out);
}

enum db_result
transcript_by_sid(struct db *db, struct arena *a, const char *sid, struct transcript *out)
{
	return transcript_read(db, a, TRANSCRIPT_SELECT "WHERE sid = ?", db_text(sid), out);
}

enum db_result
transcript_of_call(struct db *db, struct arena *a, const char *call_sid, struct transcript *out)
{
	return transcript_read(db, a, TRANSCRIPT_SELECT
	    "WHERE call_sid = ? AND status <> 'deleted' ORDER BY " BEST_FIRST " LIMIT 1",
	    db_text(call_sid), out);
}

enum db_result
transcript_coming(struct db *db, struct arena *a, const char *call_sid, struct transcript *out)
{
	return transcript_read(db, a, TRANSCRIPT_SELECT
	    "WHERE call_sid = ? AND source = 'twilio-intelligence' "
	    "AND status IN ('asked', 'unknown') ORDER BY transcript_id DESC LIMIT 1",
	    db_text(call_sid), out);
}

enum db_result
transcript_of_recording(struct db *db, struct arena *a, const char *recording_sid,
    struct transcript *out)
{
	return transcript_read(db, a, TRANSCRIPT_SELECT
	    "WHERE recording_sid = ? AND status <> 'deleted' ORDER BY " BEST_FIRST " LIMIT 1",
	    db_text(recording_sid), out);
}

static void
sentence_put(struct json_object *list, struct arena *a, struct db_row row, int64_t begun_ms)
{
	struct json_object *o = json_object_in(a);
	int64_t at_ms = row_int(row, "at_ms") - begun_ms;

	if (row_is_null(row, "at_ms"))
		json_put(o, "at", NULL);
	else
		json_put_real(o, "at", (double)(at_ms > 0 ? at_ms : 0) / 1000);
	json_put_id(o, "channel", row_int(row, "channel"));
	json_put_text(o, "speaker", row_text(row, "speaker"));
	json_put_text(o, "text", row_text(row, "text"));
	if (row_is_null(row, "confidence"))
		json_put(o, "confidence", NULL);
	else
		json_put_real(o, "confidence", row_real(row, "confidence"));
	json_append(list, o);
}

enum db_result
transcript_object(struct db *db, struct arena *a, const struct transcript *t,
    struct json_object *analysis, struct json_object **out)
{
	struct json_object *o = json_object_in(a), *list = json_array_in(a);
	int64_t begun_ms = t->source == SOURCE_REALTIME ? t->created_at_ms : 0;
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows, SENTENCE_SELECT,
	    DB_VALUES(db_int(t->transcript_id)));

	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < db_count(rows); i++)
		sentence_put(list, a, db_at(rows, i), begun_ms);
	json_put_text(o, "sid", t->sid);
	json_put_text(o, "callSid", t->call_sid);
	json_put_text(o, "source", sources[t->source]);
	json_put_text(o, "language", t->language);
	json_put(o, "sentences", list);
	json_put_text(o, "text", t->text ? t->text : "");
	json_put(o, "analysis", analysis);
	json_put_time(o, "createdAt", t->created_at_ms);
	*out = o;
	return DB_OK;
}

/* --- asking for one -------------------------------------------------------------------------- */

enum db_result
transcript_ask(struct db *db, struct arena *a, const char *recording_sid, const char *call_sid,
    int64_t clinic_id, enum transcript_source source, struct transcript *out, bool *made)
{
	enum db_result result = db_write(db, "INSERT INTO transcripts (clinic_id, call_sid, "
	    "recording_sid, source, status, created_at) VALUES (?, ?, ?, ?, 'asked', NOW(3))",
	    DB_VALUES(db_id(clinic_id), db_text(call_sid), db_text(recording_sid),
	    db_text(sources[source])));

	*made = result == DB_OK;
	if (result == DB_OK)
		return transcript_find(db, a, db_insert_id(db), out);
	return result == DB_DUPLICATE ? transcript_asked(db, a, recording_sid, source, out) : result;
}

enum db_result
transcript_asked(struct db *db, struct arena *a, const char *recording_sid,
    enum transcript_source source, struct transcript *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row, "SELECT transcript_id FROM transcripts "
	    "WHERE recording_sid = ? AND source = ?",
	    DB_VALUES(db_text(recording_sid), db_text(sources[source])));

	return result == DB_OK ? transcript_find(db, a, row_int(row, "transcript_id"), out) :
	    result;
}

enum db_result
transcript_set(struct db *db, int64_t transcript_id, enum transcript_status status,
    const char *sid)
{
	return db_write(db, "UPDATE transcripts SET status = ?, sid = COALESCE(?, sid) "
	    "WHERE transcript_id = ? AND status NOT IN ('ready', 'deleted')",
	    DB_VALUES(db_text(statuses[status]), db_text(sid), db_int(transcript_id)));
}

enum db_result
transcripts_abandon(struct db *db, const char *recording_sid, const enum transcript_source *but)
{
	return db_write(db, "UPDATE transcripts SET status = 'failed' WHERE recording_sid = ? "
	    "AND status IN ('asked', 'unknown') AND sid IS NULL AND source <> ?",
	    DB_VALUES(db_text(recording_sid), db_text(but ? sources[*but] : "")));
}

struct filling {
	struct arena *arena;
	int64_t transcript_id;
	const char *language, *text, *summary, *operators;
	const struct sentence *sentences;
	size_t count;
};

/* Rows of constant text, so that there are two statements in all. */
static enum db_result
sentences_insert(struct db *db, struct arena *a, int64_t transcript_id,
    const struct sentence *sentences, size_t first, size_t count)
{
	struct text sql = text_new(a);
	struct db_value values[SENTENCES_AT_ONCE * (SENTENCE_VALUES + 1)], *v = values;

	text_puts(&sql, "INSERT INTO sentences " SENTENCE_COLUMNS "VALUES ");
	for (size_t i = 0; i < count; i++) {
		text_puts(&sql, i ? ", (?, ?, ?, ?, ?, ?, ?)" : "(?, ?, ?, ?, ?, ?, ?)");
		*v++ = db_int(transcript_id);
		sentence_values(a, &sentences[first + i], (int)(first + i), v);
		v += SENTENCE_VALUES;
	}
	return db_write(db, sql.data, values, (size_t)(v - values));
}

static enum db_result
fill(struct db *db, void *context)
{
	struct filling *f = context;
	struct arena *a = f->arena;
	struct db_row row;
	struct db_value id = db_int(f->transcript_id), call;
	enum db_result result;

	result = db_read_one(db, a, &row,
	    "SELECT call_sid FROM transcripts WHERE transcript_id = ?", &id, 1);
	if (result != DB_OK)
		return result;
	call = db_text(row_text(row, "call_sid"));
	/* The call first, as everybody locks it first. */
	result = db_read_one(db, a, &row,
	    "SELECT call_id FROM calls WHERE call_sid = ? FOR UPDATE", &call, 1);
	if (result > DB_NONE)
		return result;
	result = db_write(db, "UPDATE transcripts SET status = 'ready', "
	    "language = COALESCE(?, language), text = ?, summary = COALESCE(?, summary), "
	    "operators = COALESCE(?, operators), ready_at = COALESCE(ready_at, NOW(3)), "
	    "clinic_id = COALESCE(clinic_id, (SELECT clinic_id FROM calls WHERE call_sid = ?)) "
	    "WHERE transcript_id = ? AND status <> 'deleted'",
	    DB_VALUES(db_text_fit(a, f->language, LANGUAGE_MAX),
	    db_text_fit(a, f->text, WHOLE_MAX), db_text_fit(a, f->summary, TEXT_MAX),
	    db_text(f->operators), call, id));
	if (result != DB_OK)
		return result;
	result = db_write(db, "DELETE FROM sentences WHERE transcript_id = ?", &id, 1);
	for (size_t i = 0; i < f->count && result <= DB_NONE; ) {
		size_t left = f->count - i;
		size_t n = left < SENTENCES_AT_ONCE ? 1 : SENTENCES_AT_ONCE;

		result = sentences_insert(db, a, f->transcript_id, f->sentences, i, n);
		i += n;
	}
	if (result <= DB_NONE)
		result = db_write(db, CALL_SHOWS, DB_VALUES(call, call));
	return result == DB_NONE ? DB_OK : result;
}

enum db_result
transcript_fill(struct db *db, struct arena *a, int64_t transcript_id, const char *language,
    const struct sentence *sentences, size_t count, const char *text, const char *summary,
    struct json_object *operators)
{
	struct text all = text_new(a);
	struct filling f = {
		.arena = a, .transcript_id = transcript_id, .language = language,
		.summary = summary, .operators = operators ? json_text(a, operators) : NULL,
		.sentences = sentences, .count = count < SENTENCES_MAX ? count : SENTENCES_MAX,
	};

	for (size_t i = 0; !text && i < f.count; i++)
		text_printf(&all, "%s%s", i ? "\n" : "", sentences[i].text);
	f.text = text ? text : all.data;
	return db_within(db, fill, &f);
}

/* --- of a voicemail -------------------------------------------------------------------------- */

struct showing {
	struct arena *arena;
	const struct transcript *transcript;
};

static enum db_result
show(struct db *db, void *context)
{
	struct showing *s = context;
	const struct transcript *t = s->transcript;
	struct db_row row;
	enum db_result result;

	/* The call first, as everybody locks it first. */
	result = db_read_one(db, s->arena, &row,
	    "SELECT call_id FROM calls WHERE call_sid = ? FOR UPDATE",
	    DB_VALUES(db_text(t->call_sid)));
	if (result <= DB_NONE)
		result = db_read_one(db, s->arena, &row, "SELECT transcript_id FROM transcripts "
		    "WHERE transcript_id = ? AND status = 'ready' LOCK IN SHARE MODE",
		    DB_VALUES(db_int(t->transcript_id)));
	if (result == DB_NONE)
		return DB_OK;
	return result == DB_OK ? db_write(db,
	    "UPDATE voicemails SET transcript = ? WHERE recording_sid = ?",
	    DB_VALUES(db_text_fit(s->arena, t->text, TEXT_MAX), db_text(t->recording_sid))) :
	    result;
}

enum db_result
transcript_to_voicemail(struct db *db, struct arena *a, const struct transcript *transcript)
{
	struct showing s = { a, transcript };

	return db_transact(db, show, &s);
}

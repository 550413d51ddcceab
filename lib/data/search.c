/* Search. See search.h. */
#include "data/search.h"

#include "core/json.h"
#include "core/text.h"

static const char *
kind_name(enum search_kind kind)
{
	return kind == SEARCH_CALL ? "call" : "message";
}

enum db_result
search_forget(struct db *db, enum search_kind kind, int64_t ref)
{
	enum db_result result = db_write(db, "DELETE FROM search_words WHERE kind = ? AND ref = ?",
	    DB_VALUES(db_text(kind_name(kind)), db_int(ref)));

	return result == DB_NONE ? DB_OK : result;
}

/* All words in one value: a statement whose length follows the text would be prepared anew for each. */
static struct db_value
words_of(struct arena *a, const struct fold *fold)
{
	struct json_object *words = json_array_in(a);

	for (size_t i = 0; i < fold->count; i++)
		(void)json_object_array_add(words, json_object_new_string(fold->words[i]));
	return db_text(json_text(a, words));
}

#define WORDS \
	"JSON_TABLE(?, '$[*]' COLUMNS " \
	"(word VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')) AS said"

enum db_result
search_put(struct db *db, struct arena *a, int64_t clinic_id, enum search_kind kind, int64_t ref,
    int64_t at_ms, const char *text)
{
	struct fold fold = fold_text(a, text);
	enum db_result result = search_forget(db, kind, ref);

	if (result != DB_OK || !clinic_id || !fold.count)
		return result;
	return db_write(db, "INSERT INTO search_words (clinic_id, word, at, kind, ref) "
	    "SELECT ?, word, ?, ?, ? FROM " WORDS,
	    DB_VALUES(db_int(clinic_id), db_time(a, at_ms), db_text(kind_name(kind)), db_int(ref),
	    words_of(a, &fold)));
}

#define PUT_MESSAGE \
	"INSERT INTO search_words (clinic_id, word, at, kind, ref) " \
	"SELECT m.clinic_id, said.word, m.created_at, 'message', m.message_id " \
	"FROM messages AS m JOIN " WORDS " WHERE m.clinic_id IS NOT NULL AND "
#define ONCE " ON DUPLICATE KEY UPDATE ref = search_words.ref"

void
search_put_message_to(struct facts *f, const char *message_sid, const char *text)
{
	struct arena *a = facts_arena(f);
	struct fold fold = fold_text(a, text);

	if (!fold.count)
		return;
	facts_add(f, PUT_MESSAGE "m.message_sid = ?" ONCE,
	    DB_VALUES(words_of(a, &fold), db_text(message_sid)));
}

void
search_put_origin_to(struct facts *f, const char *origin, const char *text)
{
	struct arena *a = facts_arena(f);
	struct fold fold = fold_text(a, text);

	if (fold.count)
		facts_add(f, PUT_MESSAGE "m.origin = ?" ONCE,
		    DB_VALUES(words_of(a, &fold), db_text(origin)));
}

enum db_result
search_put_call(struct db *db, struct arena *a, const char *call_sid)
{
	struct text said = text_new(a);
	struct db_rows *transcripts;
	struct db_row call;
	enum db_result result = db_read_one(db, a, &call,
	    "SELECT call_id, clinic_id, started_at, summary_text, "
	    "JSON_EXTRACT(analysis, '$.actionItems') AS items FROM calls WHERE call_sid = ?",
	    DB_VALUES(db_text(call_sid)));

	if (result != DB_OK)
		return result == DB_NONE ? DB_OK : result;
	/* A real-time transcript has its text in its sentences alone. */
	result = db_read(db, a, &transcripts, "SELECT COALESCE(t.text, s.text, '') AS text "
	    "FROM transcripts t LEFT JOIN sentences s "
	    "ON t.text IS NULL AND s.transcript_id = t.transcript_id "
	    "WHERE t.call_sid = ? AND t.status = 'ready' "
	    "ORDER BY t.transcript_id, s.sequence LIMIT ?",
	    DB_VALUES(db_text(call_sid), db_int(DB_ROWS_MAX)));
	if (result != DB_OK)
		return result;
	text_printf(&said, "%s\n%s", row_is_null(call, "summary_text") ? "" :
	    row_text(call, "summary_text"),
	    row_is_null(call, "items") ? "" : row_text(call, "items"));
	for (size_t i = 0; i < db_count(transcripts); i++) {
		text_putc(&said, '\n');
		text_puts(&said, row_text(db_at(transcripts, i), "text"));
	}
	return search_put(db, a, row_int(call, "clinic_id"), SEARCH_CALL, row_int(call, "call_id"),
	    row_time(call, "started_at"), said.data);
}

struct search
search_read(struct arena *a, const char *text)
{
	struct search s;

	s.words = fold_query(a, text, &s.prefix);
	return s;
}

void
search_query(struct db_query *q, struct arena *a, const struct search *search, int64_t clinic_id,
    enum search_kind kind, const char *id_column)
{
	for (size_t i = 0; i < search->words.count; i++) {
		bool prefix = search->prefix && i == search->words.count - 1;
		const char *word = search->words.words[i];

		db_query_add(q, " AND ");
		db_query_add(q, id_column);
		db_query_and(q, " IN (SELECT ref FROM search_words WHERE clinic_id = ?",
		    db_int(clinic_id));
		/* A word holds neither % nor _. */
		if (prefix)
			db_query_and(q, " AND word LIKE ?", db_text(arena_printf(a, "%s%%", word)));
		else
			db_query_and(q, " AND word = ?", db_text(word));
		db_query_and(q, " AND kind = ?)", db_text(kind_name(kind)));
	}
}

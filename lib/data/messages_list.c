/* Texts: what people read of them. See messages.h; writing is in messages.c. */
#include "carrier/twilio_reason.h"
#include "data/messages.h"
#include "data/page.h"
#include "desk/segments.h"

/* Notices to the clinic's own staff are none of its history. */
static const char select_columns[] =
    "SELECT message_id, clinic_id, message_sid, direction, from_number, to_number, body, media, "
    "status, error_code, segments, encoding, price, price_unit, patient_id, user_id, metadata, "
    "send_at, created_at FROM messages WHERE (origin IS NULL OR origin NOT LIKE '%:assistant:%')";

/* JSON as we stored it; the fallback where there is none. */
static struct json_object *
document(struct arena *a, const char *text, struct json_object *fallback)
{
	struct json_object *value = fallback;
	const char *why;

	if (text)
		(void)json_parse(a, text, strlen(text), &value, &why);
	return value;
}

static struct json_object *
message_object(struct arena *a, struct db_row row)
{
	struct json_object *o = json_object_in(a);
	int code = (int)row_int(row, "error_code");
	/* Of one that came in, nobody said it, or all of it. */
	const struct segments counted = segments_of(row_text(row, "body"));

	json_put_int(o, "id", row_int(row, "message_id"));
	json_put_id(o, "clinicId", row_int(row, "clinic_id"));
	json_put_text(o, "messageSid", row_text(row, "message_sid"));
	json_put_text(o, "direction", row_text(row, "direction"));
	json_put_text(o, "from", row_text(row, "from_number"));
	json_put_text(o, "to", row_text(row, "to_number"));
	json_put_text(o, "body", row_text(row, "body"));
	json_put(o, "media", document(a, row_text(row, "media"), json_array_in(a)));
	json_put_text(o, "status", row_text(row, "status"));
	json_put_id(o, "errorCode", code);
	json_put_text(o, "errorReason", code ? twilio_reason(code)->advice : NULL);
	json_put_int(o, "segments", row_is_null(row, "segments") ? counted.count :
	    row_int(row, "segments"));
	json_put_text(o, "encoding", row_is_null(row, "encoding") ?
	    encoding_name(counted.encoding) : row_text(row, "encoding"));
	json_put_text(o, "price", row_text(row, "price"));
	json_put_text(o, "priceUnit", row_text(row, "price_unit"));
	json_put_id(o, "patientId", row_int(row, "patient_id"));
	json_put_text(o, "userId", row_text(row, "user_id"));
	json_put(o, "metadata", document(a, row_text(row, "metadata"), NULL));
	json_put_time(o, "sendAt", row_time(row, "send_at"));
	json_put_time(o, "createdAt", row_time(row, "created_at"));
	return o;
}

enum db_result
messages_list(struct db *db, struct arena *a, const struct message_filter *f,
    struct json_object *items)
{
	struct db_query *q = db_query(a, select_columns);
	struct db_rows *rows;
	enum db_result result;

	db_query_if(q, " AND clinic_id = ?", db_id(f->clinic_id));
	db_query_if(q, " AND phone = ?", db_text(f->phone));
	if (f->search)
		search_query(q, a, f->search, f->clinic_id, SEARCH_MESSAGE, "message_id");
	stretch_query(q, a, &(struct stretch){
		f->since_ms, f->until_ms, f->before_ms, f->before_id, f->limit,
	}, "created_at", "message_id");
	result = db_query_read(db, a, &rows, q);
	for (size_t i = 0; result == DB_OK && i < db_count(rows); i++)
		json_append(items, message_object(a, db_at(rows, i)));
	return result;
}

enum db_result
message_object_find(struct db *db, struct arena *a, int64_t message_id,
    struct json_object **message, int64_t *clinic_id)
{
	struct db_query *q = db_query(a, select_columns);
	struct db_rows *rows;
	enum db_result result;

	db_query_and(q, " AND message_id = ?", db_int(message_id));
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	if (!db_count(rows))
		return DB_NONE;
	*message = message_object(a, db_at(rows, 0));
	*clinic_id = row_int(db_at(rows, 0), "clinic_id");
	return DB_OK;
}

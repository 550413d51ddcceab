/*
 * sms - the clinic's texts, both ways
 *
 * Newest first, also those of one number. Notices to the clinic's own staff are none of its history: their phones are nobody else's business.
 *
 * A text that waits (sendAt) may be called off until Twilio is asked to send it: then it stays in the list as canceled, and nobody gets it. After that it is too
 * late, which a 409 says.
 *
 * Twice? A text that was called off can be called off again.
 */
#include "core/text.h"
#include "data/messages.h"
#include "web/account.h"
#include "web/list.h"
#include "web/texts.h"

enum { PHONE_NUMBER };

static const struct param params[] = {
	[PHONE_NUMBER] = { "phoneNumber", P_PHONE, 0, 40, .optional = true, .help = "Theirs; national numbers are the clinic's country's" },
	LIST_PARAMS,
	{ 0 }
};

static const struct param cancel_params[] = { { "id", P_ID, .help = "The text's id" }, { 0 } };

static const char *const columns[] = {
	"id", "clinicId", "messageSid", "direction", "from", "to", "body", "status", "errorCode", "errorReason", "segments", "encoding", "price", "priceUnit",
	"patientId", "userId", "sendAt", "createdAt", NULL
};

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct message_filter filter = {
		.clinic_id = r->clinic_id, .phone = *(const char **)r->context, .since_ms = page->since_ms, .until_ms = page->until_ms,
		.before_ms = page->before_ms, .before_id = page->before_id, .limit = page->limit + 1,
	};
	enum db_result result = messages_list(r->db, r->arena, &filter, items);

	texts_put_media(r, items);
	list_trim(page, items, "createdAt");
	return result;
}

/* A number as people write it, in the clinic's country. */
static void
check(struct request *r)
{
	const char **phone = r->context = arena_alloc(r->arena, sizeof *phone);

	*phone = request_filter_phone(r, "phoneNumber");
}

/* The text that the path names. */
static void
find(struct request *r)
{
	struct json_object *text = NULL;
	int64_t clinic_id;

	item_found(r, "text", message_object_find(r->db, r->arena, item_id(r), &text, &clinic_id), &clinic_id);
	r->context = text;
}

static enum outcome
refuse_cancel(struct request *r, struct json_object *text)
{
	const char *status = json_get_text(text, "status");

	if (json_get_text(text, "messageSid"))
		return refuse(r, 409, "It is too late: Twilio has this text already, and its status is %s.", status);
	if (text_same(status, "failed"))
		return refuse(r, 409, "This text has failed: nobody gets it anyway.");
	return refuse(r, 409, "It is too late: Twilio has been asked to send this text, and has not answered yet.");
}

static enum outcome
cancel(struct request *r)
{
	struct json_object *text = r->context;
	enum db_result result;

	if (text_same(json_get_text(text, "direction"), "inbound"))
		return refuse(r, 409, "This text came in: there is nothing to call off.");
	result = message_cancel(r->db, r->arena, item_id(r), 0);
	if (result == DB_OK)
		audit(r, json_get_int(text, "clinicId", 0), "text-canceled", arena_printf(r->arena, "message %lld", (long long)item_id(r)), NULL);
	if (result > DB_NONE)
		return outcome_of(result);
	find(r);
	text = r->context;
	if (r->found != DB_OK)
		return outcome_of(r->found);
	return text_same(json_get_text(text, "status"), "canceled") ? answer_json(r, 200, text) : refuse_cancel(r, text);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/twilio/sms", CALLER_ASSISTANT, answer_items, "The clinic's texts, both ways, newest first", params, .answer = "message", .check = check, .fetch = fetch, .columns = columns },
	{ POST, "/api/twilio/sms/{id}/cancel", CALLER_ASSISTANT, cancel, "Call off a text that is to be sent later", cancel_params, .answer = "message", .check = find, .no_clinic = true, .refuses = "409" },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

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
#include "core/clock.h"
#include "core/text.h"
#include "data/clinics.h"
#include "data/messages.h"
#include "web/account.h"
#include "web/list.h"
#include "web/texts.h"

enum { PHONE_NUMBER };
enum { ID };

static const struct param params[] = {
	[PHONE_NUMBER] = { "phoneNumber", P_PHONE, 0, 40, .optional = true, .help = "Theirs; national numbers are the clinic's country's" },
	LIST_PARAMS,
	{ 0 }
};

static const struct param cancel_params[] = { [ID] = { "id", P_ID, .help = "The text's id" }, { 0 } };

static const char *const columns[] = {
	"id", "clinicId", "messageSid", "direction", "from", "to", "body", "status", "errorCode", "errorReason", "segments", "encoding", "price", "priceUnit",
	"patientId", "userId", "sendAt", "createdAt", NULL
};

/* One text more than the page holds is asked for: it tells whether another page follows. */
static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct message_filter filter = {
		.clinic_id = r->clinic_id, .phone = *(const char **)r->context, .since_ms = page->since_ms, .until_ms = page->until_ms,
		.before_ms = page->before_ms, .before_id = page->before_id, .limit = page->limit + 1,
	};
	size_t limit = (size_t)page->limit;
	struct json_object *last;
	int64_t last_ms, last_id;
	enum db_result result = messages_list(r->db, r->arena, &filter, items, &last_ms, &last_id);

	texts_put_media(r, items);
	if (result != DB_OK || json_object_array_length(items) <= limit)
		return result;
	(void)json_object_array_del_idx(items, limit, 1);
	last = json_object_array_get_idx(items, limit - 1);
	(void)instant_parse(json_get_text(last, "createdAt"), &page->next_ms);
	page->next_id = json_get_int(last, "id", 0);
	return DB_OK;
}

/* A number as people write it, in the clinic's country. */
static void
check(struct request *r)
{
	const char **phone = r->context = arena_alloc(r->arena, sizeof *phone);
	struct clinic clinic = { .default_country = r->config->default_country };

	if (r->clinic_id && r->in[PHONE_NUMBER].text)
		(void)clinic_find(r->db, r->arena, r->clinic_id, &clinic);	/* where it is away, the list will say so */
	*phone = request_phone(r, "phoneNumber", &r->in[PHONE_NUMBER], clinic.default_country);
}

static enum outcome
list(struct request *r)
{
	return answer_list(r, fetch, columns);
}

/* DB_NONE: there is none that this user may know of. */
static enum db_result
find(struct request *r, struct json_object **text)
{
	int64_t clinic_id;
	enum db_result result = message_object_find(r->db, r->arena, r->in[ID].number, text, &clinic_id);

	return result == DB_OK && !request_sees(r, clinic_id) ? DB_NONE : result;
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
	struct json_object *text;
	enum db_result result = find(r, &text);

	if (result == DB_NONE)
		return refuse(r, 404, "There is no such text.");
	if (result == DB_OK && text_same(json_get_text(text, "direction"), "inbound"))
		return refuse(r, 409, "This text came in: there is nothing to call off.");
	if (result == DB_OK)
		result = message_cancel(r->db, r->arena, r->in[ID].number, 0);
	if (result == DB_OK)
		audit(r, json_get_int(text, "clinicId", 0), "text-canceled", arena_printf(r->arena, "message %lld", (long long)r->in[ID].number), NULL);
	if (result <= DB_NONE)
		result = find(r, &text);
	if (result != DB_OK)
		return outcome_of(result);
	return text_same(json_get_text(text, "status"), "canceled") ? answer_json(r, 200, text) : refuse_cancel(r, text);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/twilio/sms", CALLER_ASSISTANT, list, "The clinic's texts, both ways, newest first", params, .answer = "message", .check = check },
	{ POST, "/api/twilio/sms/{id}/cancel", CALLER_ASSISTANT, cancel, "Call off a text that is to be sent later", cancel_params, .answer = "message", .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

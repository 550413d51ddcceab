/*
 * assistants - those who answer a clinic's phones
 *
 * Calls ring them by priority, within their duty hours and unless they are paused; voicemails are told to those who want it. A clinic's users of role
 * assistant read them with their phones masked; changing is the customer's, and in force on this host when it is answered. Another clinic's is a 404.
 * A notify rule that names one who is deleted is passed over.
 *
 * Twice? A phone number is one assistant's of the clinic: a second POST is a 409.
 */
#include "data/assistants.h"
#include "data/clinics.h"
#include "web/account.h"
#include "web/list.h"
#include "web/params.h"

enum { NAME, PHONE, EMAIL, PRIORITY, PAUSED, DUTY_HOURS, SMS_NOTIFY, EMAIL_NOTIFY };

#define ASSISTANT_FIELDS(needed) \
	[NAME] = { "name", P_TEXT, 1, 200, .optional = !(needed), .not_blank = true }, \
	[PHONE] = { "phone", P_PHONE, 1, 40, .optional = !(needed), .help = "National numbers are the clinic's country's" }, \
	[EMAIL] = { "email", P_EMAIL, .optional = true, .nullable = true }, \
	[PRIORITY] = { "priority", P_INT, 0, PRIORITY_MAX, .optional = true, .help = "The smallest is rung first; after all others if not said" }, \
	[PAUSED] = { "paused", P_BOOL, .optional = true }, \
	[DUTY_HOURS] = { "dutyHours", P_JSON, .optional = true, .nullable = true, .help = "Like a clinic's hours, in its zone; null: always" }, \
	[SMS_NOTIFY] = { "smsNotify", P_BOOL, .optional = true }, \
	[EMAIL_NOTIFY] = { "emailNotify", P_BOOL, .optional = true }

static const struct param make_params[] = { ASSISTANT_FIELDS(true), { 0 } };
static const struct param edit_params[] = { ASSISTANT_FIELDS(false), ITEM_ID, { 0 } };
static const struct param list_params[] = { LIST_PARAMS, { 0 } };

static const char *const columns[] = { "id", "clinicId", "name", "phone", "email", "priority", "paused", "onDuty", "smsNotify", "emailNotify", NULL };

/* What a request is about. */
struct work {
	struct assistant_row row;
	struct clinic clinic;
	const char *phone, *duty_hours;		/* as they were sent, NULL: not, or null */
	int64_t version;
};

static struct json_object *
object(struct request *r, const struct work *w)
{
	return assistant_object(r->arena, &w->row, w->clinic.timezone, r->now_ms, r->user.role < ROLE_CUSTOMER);
}

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct page p = list_rows(r, page);

	return assistants_list(r->db, r->arena, &p, r->now_ms, r->user.role < ROLE_CUSTOMER, items, &page->next_id);
}

/* The assistant that the path names, or a new one, the clinic, and what was sent. */
static void
check(struct request *r)
{
	const struct value *hours = param_value(r, "dutyHours");
	struct work *w = r->context = arena_alloc(r->arena, sizeof *w);

	item_found(r, "assistant", r->method == POST ? item_new(r, &w->row.clinic_id) : assistant_find(r->db, r->arena, item_id(r), &w->row), &w->row.clinic_id);
	w->clinic.default_country = r->config->default_country;
	if (r->found == DB_OK)
		r->found = clinic_find(r->db, r->arena, w->row.clinic_id, &w->clinic);
	w->phone = request_phone(r, "phone", param_value(r, "phone"), w->clinic.default_country);
	if (hours->state != VALUE_ABSENT)
		w->duty_hours = request_hours(r, "dutyHours", hours);
}

/* Takes that into the assistant, as it is at that moment. */
static void
take(struct assistant_row *row, void *context)
{
	const struct request *r = context;
	const struct work *w = r->context;

	row->name = said_text(r, NAME, row->name);
	row->phone = w->phone ? w->phone : row->phone;
	row->email = said_text(r, EMAIL, row->email);
	row->priority = (int)said_number(r, PRIORITY, row->priority);
	row->paused = said_flag(r, PAUSED, row->paused);
	row->sms_notify = said_flag(r, SMS_NOTIFY, row->sms_notify);
	row->email_notify = said_flag(r, EMAIL_NOTIFY, row->email_notify);
	row->duty_hours = r->in[DUTY_HOURS].state == VALUE_ABSENT ? row->duty_hours : w->duty_hours;
}

static enum outcome
one(struct request *r)
{
	return answer_item(r, DB_OK, object(r, r->context));
}

/* What follows a change: its trace, and its being in force. */
static enum outcome
changed(struct request *r, enum db_result result)
{
	const struct work *w = r->context;
	struct json_object *o;

	if (result == DB_DUPLICATE)
		return refuse(r, 409, "The clinic has an assistant with this phone number already.");
	if (result == DB_CONFLICT)
		return refuse(r, 409, "The clinic has %d assistants already, which is as many as it may have.", ASSISTANTS_MAX);
	if (result != DB_OK)
		return answer_item(r, result, NULL);
	o = object(r, w);
	audit_item(r, w->row.clinic_id, w->row.assistant_id, json_text(r->arena, o));
	await_snapshot(r, w->version);
	return answer_item(r, DB_OK, o);
}

static enum outcome
save(struct request *r)
{
	struct work *w = r->context;

	if (r->method == PATCH)
		return changed(r, assistant_change(r->db, r->arena, w->row.assistant_id, take, r, &w->row, &w->version));
	w->row.priority = PRIORITY_LAST;
	take(&w->row, r);
	return changed(r, assistant_add(r->db, r->arena, &w->row, &w->version));
}

static enum outcome
delete(struct request *r)
{
	struct work *w = r->context;

	return changed(r, assistant_delete(r->db, r->arena, w->row.assistant_id, &w->version));
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/assistants", CALLER_ASSISTANT, answer_items, "Those who answer the clinic's phones", list_params, .answer = "assistant", .fetch = fetch, .columns = columns },
	{ POST, "/api/assistants", CALLER_CUSTOMER, save, "Add an assistant", make_params, .answer = "assistant", .check = check, .refuses = "409" },
	{ GET, "/api/assistants/{id}", CALLER_ASSISTANT, one, "One assistant", item_params, .answer = "assistant", .check = check, .no_clinic = true },
	{ PATCH, "/api/assistants/{id}", CALLER_CUSTOMER, save, "Change an assistant", edit_params, .answer = "assistant", .check = check, .no_clinic = true, .refuses = "409" },
	{ DELETE, "/api/assistants/{id}", CALLER_CUSTOMER, delete, "Delete an assistant: their phone rings no more", item_params, .check = check, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

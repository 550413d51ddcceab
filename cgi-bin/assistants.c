/*
 * assistants - those who answer a clinic's phones
 *
 * Calls ring them by priority, within their duty hours and unless they are paused; voicemails are told to those who want it. A clinic's users of role
 * assistant read them with their phones masked; changing is the customer's, and in force on this host when it is answered. Another clinic's is a 404.
 * A notify rule that names one who is deleted is passed over.
 *
 * Twice? A phone number is one assistant's of the clinic: a second POST is a 409.
 */
#include "core/text.h"
#include "data/assistants.h"
#include "data/clinics.h"
#include "web/account.h"
#include "web/list.h"

enum { NAME, PHONE, EMAIL, PRIORITY, PAUSED, DUTY_HOURS, SMS_NOTIFY, EMAIL_NOTIFY, ID };

#define ASSISTANT_FIELDS(needed) \
	[NAME] = { "name", P_TEXT, 1, 200, .optional = !(needed) }, \
	[PHONE] = { "phone", P_PHONE, 1, 40, .optional = !(needed), .help = "National numbers are the clinic's country's" }, \
	[EMAIL] = { "email", P_EMAIL, .optional = true, .nullable = true }, \
	[PRIORITY] = { "priority", P_INT, 0, PRIORITY_MAX, .optional = true, .help = "The smallest is rung first; after all others if not said" }, \
	[PAUSED] = { "paused", P_BOOL, .optional = true }, \
	[DUTY_HOURS] = { "dutyHours", P_JSON, .optional = true, .nullable = true, .help = "Like a clinic's hours, in its zone; null: always" }, \
	[SMS_NOTIFY] = { "smsNotify", P_BOOL, .optional = true }, \
	[EMAIL_NOTIFY] = { "emailNotify", P_BOOL, .optional = true }

static const struct param make_params[] = { ASSISTANT_FIELDS(true), { 0 } };
static const struct param edit_params[] = { ASSISTANT_FIELDS(false), [ID] = { "id", P_ID }, { 0 } };
static const struct param list_params[] = { LIST_PARAMS, { 0 } };

enum { ONLY_ID };

static const struct param one_params[] = { [ONLY_ID] = { "id", P_ID }, { 0 } };

static const char *const columns[] = { "id", "clinicId", "name", "phone", "email", "priority", "paused", "onDuty", "smsNotify", "emailNotify", NULL };

/* What a request is about, and what the database said of it. */
struct work {
	enum db_result result;
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
	const struct page p = { r->clinic_id, page->since_ms, page->until_ms, page->before_id, page->limit };

	return assistants_list(r->db, r->arena, &p, r->now_ms, r->user.role < ROLE_CUSTOMER, items, &page->next_id);
}

static enum outcome
list(struct request *r)
{
	return answer_list(r, fetch, columns);
}

/* The assistant with this id, or a new one (id 0), and the clinic. */
static struct work *
load(struct request *r, int64_t id)
{
	struct work *w = arena_alloc(r->arena, sizeof *w);

	if (id) {
		w->result = assistant_find(r->db, r->arena, id, &w->row);
		if (w->result == DB_OK && !request_sees(r, w->row.clinic_id))
			w->result = DB_NONE;
	} else {
		w->row = (struct assistant_row){ .clinic_id = request_clinic(r), .priority = PRIORITY_LAST };
	}
	if (w->result == DB_OK)
		w->result = clinic_find(r->db, r->arena, w->row.clinic_id, &w->clinic);
	return w;
}

/* What was sent, checked; then put into the assistant as it is at that moment. */
static void
take(struct request *r)
{
	const struct value *in = r->in;
	struct work *w = r->context = load(r, in[ID].number);

	w->phone = request_phone(r, "phone", &in[PHONE], w->result == DB_OK ? w->clinic.default_country : r->config->default_country);
	if (in[NAME].text && *in[NAME].text && text_is_blank(in[NAME].text))
		request_fault(r, "name", "must not be blank");
	if (in[DUTY_HOURS].state != VALUE_ABSENT)
		w->duty_hours = request_hours(r, "dutyHours", &in[DUTY_HOURS]);
}

static void
put(struct assistant_row *row, void *context)
{
	const struct request *r = context;
	const struct value *in = r->in;
	const struct work *w = r->context;

	row->name = in[NAME].text ? in[NAME].text : row->name;
	row->phone = w->phone ? w->phone : row->phone;
	row->email = in[EMAIL].state == VALUE_ABSENT ? row->email : in[EMAIL].text;
	row->priority = in[PRIORITY].state == VALUE_SET ? (int)in[PRIORITY].number : row->priority;
	row->paused = in[PAUSED].state == VALUE_SET ? in[PAUSED].flag : row->paused;
	row->sms_notify = in[SMS_NOTIFY].state == VALUE_SET ? in[SMS_NOTIFY].flag : row->sms_notify;
	row->email_notify = in[EMAIL_NOTIFY].state == VALUE_SET ? in[EMAIL_NOTIFY].flag : row->email_notify;
	row->duty_hours = in[DUTY_HOURS].state == VALUE_ABSENT ? row->duty_hours : w->duty_hours;
}

/* The answer for what the database refused. */
static enum outcome
refused(struct request *r, enum db_result result)
{
	if (result == DB_DUPLICATE)
		return refuse(r, 409, "The clinic has an assistant with this phone number already.");
	if (result == DB_CONFLICT)
		return refuse(r, 409, "The clinic has %d assistants already, which is as many as it may have.", ASSISTANTS_MAX);
	return result == DB_NONE ? refuse(r, 404, "There is no such assistant.") : outcome_of(result);
}

static enum outcome
one(struct request *r)
{
	struct work *w = load(r, r->in[ONLY_ID].number);

	return w->result == DB_OK ? answer_json(r, 200, object(r, w)) : refused(r, w->result);
}

/* What follows a change: its trace, and its being in force. */
static enum outcome
changed(struct request *r, struct work *w, const char *action)
{
	if (w->result != DB_OK)
		return refused(r, w->result);
	audit(r, w->row.clinic_id, action, arena_printf(r->arena, "assistant %lld", (long long)w->row.assistant_id), json_text(r->arena, object(r, w)));
	await_snapshot(r, w->version);
	if (r->method == POST)
		return answer_created(r, arena_printf(r->arena, "/api/assistants/%lld", (long long)w->row.assistant_id), object(r, w));
	return r->method == DELETE ? answer_empty(r, 204) : answer_json(r, 200, object(r, w));
}

static enum outcome
make(struct request *r)
{
	struct work *w = r->context;

	put(&w->row, r);
	if (w->result == DB_OK)
		w->result = assistant_add(r->db, r->arena, &w->row, &w->version);
	return changed(r, w, "assistant-made");
}

static enum outcome
edit(struct request *r)
{
	struct work *w = r->context;

	if (w->result == DB_OK)
		w->result = assistant_change(r->db, r->arena, w->row.assistant_id, put, r, &w->row, &w->version);
	return changed(r, w, "assistant-changed");
}

static enum outcome
delete(struct request *r)
{
	struct work *w = load(r, r->in[ONLY_ID].number);

	if (w->result == DB_OK)
		w->result = assistant_delete(r->db, r->arena, w->row.assistant_id, &w->version);
	return changed(r, w, "assistant-deleted");
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/assistants", CALLER_ASSISTANT, list, "Those who answer the clinic's phones", list_params, .answer = "assistant" },
	{ POST, "/api/assistants", CALLER_CUSTOMER, make, "Add an assistant", make_params, .answer = "assistant", .check = take },
	{ GET, "/api/assistants/{id}", CALLER_ASSISTANT, one, "One assistant", one_params, .answer = "assistant", .no_clinic = true },
	{ PATCH, "/api/assistants/{id}", CALLER_CUSTOMER, edit, "Change an assistant", edit_params, .answer = "assistant", .check = take, .no_clinic = true },
	{ DELETE, "/api/assistants/{id}", CALLER_CUSTOMER, delete, "Delete an assistant: their phone rings no more", one_params, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}

/* Buying a number. See purchase_number.h. */
#include "jobs/purchase_number.h"

#include "core/clock.h"
#include "core/log.h"
#include "core/text.h"
#include "data/clinics.h"
#include "data/jobs.h"
#include "jobs/runner.h"

enum { LOOK_AFTER_MS = 2000, LOOK_EVERY_S = 20, NUMBERS_MAX = 100 };

static void
say(struct connect_answer *out, enum connect_result result, const char *message)
{
	out->result = result;
	out->message = message;
}

enum db_result
purchase_find_out(struct db *db, struct arena *a, int64_t purchase_id, int64_t run_at_ms)
{
	struct json_object *payload = json_object_in(a);

	json_put_int(payload, "purchaseId", purchase_id);
	return job_add(db, a, "purchase-number",
	    arena_printf(a, "purchase-number:%lld", (long long)purchase_id), payload, run_at_ms);
}

/* The number is ours: connects it, if that was asked for, and only then settles the purchase, so
 * that whoever comes back to it does both. */
static enum db_result
bought(struct db *db, struct arena *a, struct purchase *p, const struct twilio_number *number,
    int64_t *version)
{
	struct number_change change = { .clinic_id = p->clinic_id, .twilio_sid = number->sid };
	const char *error = NULL;
	enum db_result stored = DB_OK;
	int64_t stamp;

	if (p->clinic_id) {
		stored = number_pend(db, a, number->phone_number, &change, &stamp);
		if (stored == DB_OK)
			stored = number_apply(db, a, number->phone_number, stamp, version);
		if (stored == DB_NONE || stored == DB_CONFLICT || stored == DB_DUPLICATE) {
			error = "bought, but not connected to the clinic: connect it by hand";
			log_warning("%s is %s", mask_phone(number->phone_number).text, error);
		} else if (stored != DB_OK) {
			return stored;
		}
	}
	stored = purchase_settle(db, a, p->purchase_id, PURCHASE_BOUGHT, number->phone_number,
	    number->sid, error);
	if (stored == DB_NONE)
		stored = DB_OK;		/* settled already, by the job */
	if (stored == DB_OK) {
		p->status = PURCHASE_BOUGHT;
		p->phone_number = number->phone_number;
		p->twilio_sid = number->sid;
		p->error = error;
	}
	return stored;
}

static void
settle(struct db *db, struct arena *a, struct purchase *p, enum purchase_status status,
    const char *error)
{
	p->status = status;
	p->error = error;
	/* Where this fails, the row stays "asked", and reconcile has it looked up. */
	(void)purchase_settle(db, a, p->purchase_id, status, NULL, NULL, error);
}

/* The database says that something is wrong before anything was bought. */
static bool
may_buy(struct db *db, struct arena *a, struct purchase *p, struct connect_answer *out)
{
	struct clinic clinic;
	enum db_result found = p->clinic_id ? clinic_find(db, a, p->clinic_id, &clinic) : DB_OK;

	if (found == DB_OK)
		found = purchase_add(db, a, p);
	if (found == DB_OK)
		return true;
	if (found == DB_NONE || found == DB_CONFLICT)
		say(out, CONNECT_NO_CLINIC, "There is no such clinic.");
	else
		say(out, CONNECT_AWAY, "The database did not answer.");
	return false;
}

void
number_purchase(struct db *db, struct arena *a, const struct config *c, struct purchase *p,
    const struct twilio_urls *urls, struct connect_answer *out)
{
	struct text fields = text_new(a);
	struct twilio_answer twilio;
	struct twilio_number number;

	*out = (struct connect_answer){ .message = "", .credential = "" };
	if (!config_has_twilio(c)) {
		say(out, CONNECT_OFF, "Twilio is not configured.");
		return;
	}
	if (!may_buy(db, a, p, out))
		return;
	if (p->phone_number)
		form_put(&fields, "PhoneNumber", p->phone_number);
	else
		form_put(&fields, "AreaCode", p->area_code);
	form_put(&fields, "FriendlyName", p->friendly_name);
	if (p->clinic_id && urls)
		twilio_urls_put(&fields, urls);
	twilio_post(a, c, "/IncomingPhoneNumbers.json", fields.data, 0, &twilio);
	out->code = twilio.code;
	out->credential = twilio.credential;
	switch (twilio.result) {
	case TWILIO_OK:
		if (twilio_number_from(a, twilio.json, &number) &&
		    bought(db, a, p, &number, &out->version) == DB_OK) {
			log_info("%s was bought by the %s", mask_phone(number.phone_number).text,
			    out->credential);
			say(out, CONNECT_DONE, "");
			return;
		}
		break;
	case TWILIO_UNKNOWN:
		break;
	case TWILIO_REFUSED:
		settle(db, a, p, PURCHASE_REFUSED, twilio.message);
		say(out, CONNECT_REFUSED, twilio.message);
		return;
	case TWILIO_BUSY: case TWILIO_NOT_SENT: case TWILIO_OFF:
		settle(db, a, p, PURCHASE_REFUSED, twilio.message);
		say(out, CONNECT_NO_ANSWER, twilio.message);
		return;
	}
	settle(db, a, p, PURCHASE_UNKNOWN, twilio.message);
	(void)purchase_find_out(db, a, p->purchase_id, clock_now_ms() + LOOK_AFTER_MS);
	say(out, CONNECT_UNKNOWN, twilio.result == TWILIO_OK ?
	    "Twilio agreed, but that could not be stored yet." : twilio.message);
}

/* --- finding out ----------------------------------------------------------------------------- */

struct search {
	struct arena *arena;
	const char *friendly_name;
	struct twilio_number found;
};

static bool
is_sought(struct json_object *item, void *context)
{
	struct search *s = context;

	return !text_same(json_get_text(item, "friendly_name"), s->friendly_name) ||
	    !twilio_number_from(s->arena, item, &s->found);
}

static struct job_outcome
purchase_number_job(struct job_context *c)
{
	int64_t id = json_get_int(c->job->payload, "purchaseId", 0), version;
	struct search search = { .arena = c->arena };
	struct text fields = text_new(c->arena);
	struct twilio_answer twilio;
	struct purchase p;
	enum db_result stored = purchase_find(c->db, c->arena, id, &p);

	if (stored == DB_NONE)
		return job_is_hopeless("there is no such purchase");
	if (stored != DB_OK)
		return job_failed("the database did not answer");
	if (p.status == PURCHASE_BOUGHT || p.status == PURCHASE_REFUSED)
		return job_is_done();
	search.friendly_name = p.friendly_name;
	form_put(&fields, "FriendlyName", p.friendly_name);
	twilio_list(c->arena, c->config, "/IncomingPhoneNumbers.json", fields.data,
	    "incoming_phone_numbers", NUMBERS_MAX, is_sought, &search, &twilio);
	if (twilio.result != TWILIO_OK)
		return job_failed(twilio.message);
	if (search.found.sid)
		stored = bought(c->db, c->arena, &p, &search.found, &version);
	else if (clock_now_ms() - p.created_at_ms < PURCHASE_SEEN_MS)
		return job_is_early(LOOK_EVERY_S, NULL);
	else
		stored = purchase_settle(c->db, c->arena, id, PURCHASE_REFUSED, NULL, NULL,
		    "Twilio's answer was lost, and the account has no such number: not bought.");
	return stored == DB_OK || stored == DB_NONE ? job_is_done() :
	    job_failed("the database did not answer");
}

JOB_KIND("purchase-number", purchase_number_job);
